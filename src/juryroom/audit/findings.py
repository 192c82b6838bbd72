"""What an audit finds: a kind, the places, what the documents say and what the record has."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

from juryroom.audit.documents import Place
from juryroom.record.case import Case


class FindingKind(StrEnum):
    """What sort of thing was found."""

    AGAINST_RECORD = "differs from the record"
    DOCUMENTS_DIFFER = "documents differ"
    WORDING = "one thing in several wordings"
    NEAR_NAME = "nearly a name of the record"
    SLIP = "slip of printing"


@final
@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing to look at.

    Parameters
    ----------
    kind
        What sort of thing it is.
    topic
        What it is about.
    places
        Where it stands.
    says
        What stands there, in our words.
    record
        What the record has, or an empty text.
    declared
        The id of the conflict in the record that is about it, or None.
    """

    kind: FindingKind
    topic: str
    places: tuple[Place, ...]
    says: str
    record: str = ""
    declared: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "kind": str(self.kind),
            "topic": self.topic,
            "places": [place.as_json() for place in self.places],
            "says": self.says,
            "record": self.record,
            "declared_conflict": self.declared,
        }


def declared(case: Case, about: Collection[str], words: Collection[str]) -> str | None:
    """Return the id of the declared conflict about one of these things, on such a property."""
    for conflict in case.conflicts:
        parts = set(conflict.topic.property.split("_"))
        if conflict.topic.about in about and parts & set(words):
            return conflict.id
    return None
