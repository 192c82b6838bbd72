"""What a document says became of the charges of each complainant.

A verdict word is tied to a complainant where both stand in one clause and the word comes first, and
to the nearest such word. What would or might have been is no verdict, and neither is what is denied.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import final

from juryroom.audit.documents import Document, Place
from juryroom.record.case import Case
from juryroom.record.events import Event, Step
from juryroom.record.people import Role


class Ended(StrEnum):
    """How a report says that a charge ended."""

    GUILTY = "guilty"
    NOT_GUILTY = "not guilty"
    HUNG = "no verdict"
    REVERSED = "overturned"
    DISMISSED = "dismissed"


STEPS = {
    Step.GUILTY: Ended.GUILTY,
    Step.GUILTY_OF_LESSER: Ended.GUILTY,
    Step.PLEA_ACCEPTED: Ended.GUILTY,
    Step.NOT_GUILTY: Ended.NOT_GUILTY,
    Step.NOT_GUILTY_BY_INSANITY: Ended.NOT_GUILTY,
    Step.ACQUITTED_BY_COURT: Ended.NOT_GUILTY,
    Step.VERDICT_SILENT: Ended.NOT_GUILTY,
    Step.MISTRIAL: Ended.HUNG,
    Step.REVERSED_NEW_TRIAL: Ended.REVERSED,
    Step.REVERSED_DISMISSED: Ended.REVERSED,
    Step.VERDICT_SET_ASIDE: Ended.REVERSED,
    Step.DISMISSED: Ended.DISMISSED,
    Step.LESSER_DISMISSED: Ended.DISMISSED,
}

_WORDS = (
    (Ended.NOT_GUILTY, r"acquit\w*|not guilty|cleared of"),
    (Ended.GUILTY, r"(?:re)?convict(?:ed|ion|s|ing)|guilty"),
    (Ended.HUNG, r"mistrial|hung|deadlock\w*|unable to (?:reach|agree)|could not (?:reach|agree)"),
    (Ended.REVERSED, r"overturn\w*|revers(?:ed|al|ing)|vacat(?:ed|ing)|set aside|thrown out"),
    (Ended.DISMISSED, r"dismiss(?:ed|al)"),
)
_VERDICT = re.compile(
    "|".join(f"(?P<{kind.name}>\\b(?:{words})\\b)" for kind, words in _WORDS), re.IGNORECASE
)
_NOT_SO = re.compile(
    r"\b(?:would|could|might|may|should|if|not|never|to be|plead\w*|seek\w*|sought|ask\w*|hop\w*|"
    r"want\w*|motion|call\w*)(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:\u2014\n]| - |\b(?:but|while|whereas|although|though|after|before|and (?:was|has|had|then))\b",
    re.IGNORECASE,
)
_APPOSITION = re.compile(r", (?:now )?\d{1,3},")


@final
@dataclass(frozen=True, slots=True)
class SaidVerdict:
    """A verdict word tied to a complainant, at its place, in its sentence."""

    person: str
    ended: Ended
    place: Place
    sentence: str


def verdicts_in(case: Case, document: Document) -> tuple[SaidVerdict, ...]:
    """Return what a document says became of the charges of each named complainant."""
    names = _complainants(case)
    return tuple(
        said
        for sentence in document.sentences
        for said in _in_sentence(document, sentence.text, sentence.start, names)
    )


def recorded(case: Case, person: str, trial: str | None, years: frozenset[int]) -> set[Ended]:
    """Return how the charges of a complainant ended by the record.

    Parameters
    ----------
    case
        The case.
    person
        The id of the complainant.
    trial
        The trial that the document reports on, or None for every trial.
    years
        Years that the sentence names; where one is the year of such an event, only those count.
    """
    counts = {count.id for count in case.counts if count.complainant == person}
    events = [event for event in case.events if counts & set(event.counts) and event.kind in STEPS]
    of_years = [event for event in events if _year(event) in years]
    of_trial = [event for event in events if trial is not None and event.trial == trial]
    return {STEPS[Step(event.kind)] for event in of_years or of_trial or events}


def _year(event: Event) -> int | None:
    return None if event.date.latest is None else event.date.latest.year


def _complainants(case: Case) -> dict[str, str]:
    """Return the last word of each name by which a complainant is known, with the id."""
    return {
        words.split()[-1]: person.id
        for person in case.people
        if person.role is Role.COMPLAINANT
        for words in (person.name or "", *person.aliases)
        if words.split()
    }


def _in_sentence(
    document: Document, text: str, start: int, names: dict[str, str]
) -> Iterator[SaidVerdict]:
    text = _APPOSITION.sub(lambda found: " " * len(found.group()), text)
    bounds = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    for begin, end in pairwise(bounds):
        clause = text[begin:end]
        verdicts = [
            found
            for found in _VERDICT.finditer(clause)
            if not _NOT_SO.search(clause[: found.start()])
        ]
        for name, person in names.items():
            for named in re.finditer(rf"\b{re.escape(name)}\b", clause):
                before = [found for found in verdicts if found.end() <= named.start()]
                if before:
                    word = before[-1]
                    place = document.place(start + begin + word.start())
                    yield SaidVerdict(person, Ended[word.lastgroup or ""], place, text)
