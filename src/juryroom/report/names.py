"""How people and counts of a case are named to readers, and what is not printed at all.

A person is shown by role and role id, with the name where the record says why it may be shown. A
juror has no name. Health, and the sex of one person, are kept in the record and not printed.
"""

from dataclasses import dataclass
from typing import final

from juryroom.record.case import Case
from juryroom.record.claims import Scalar
from juryroom.record.conflicts import FoundConflict
from juryroom.record.dates import parse_date
from juryroom.record.people import Role
from juryroom.record.trials import Split, SplitStage, Trial
from juryroom.report.words import spaced, when

_HEALTH, _SEX = "readings about health", "readings about the sex of one person"
_PRIVATE = {
    "health": _HEALTH,
    "illness": _HEALTH,
    "medical": _HEALTH,
    "pronoun": _SEX,
    "gender": _SEX,
}
_STAGES = {
    SplitStage.FIRST: "on the first ballot",
    SplitStage.INTERMEDIATE: "during deliberation",
    SplitStage.FINAL: "at the end",
}


@final
@dataclass(frozen=True, slots=True)
class Names:
    """The words for the people and counts of one case."""

    case: Case

    def person(self, person_id: str) -> str:
        """Return a person by role, id and name if it may be shown; other text as it stands."""
        found = next((p for p in self.case.people if p.id == person_id), None)
        if found is None:
            return person_id
        role = "" if found.role is Role.OTHER else f"{spaced(found.role)} "
        named = "" if found.role is Role.JUROR or found.name is None else f", {found.name}"
        return f"{role}{found.id}{named}"

    def complainant(self, person_id: str) -> str:
        """Return a complainant by name where it may be shown, and by role id."""
        found = self.case.person(person_id)
        return f"{found.name} ({found.id})" if found.name else found.id

    def offence(self, count_id: str) -> str:
        """Return the offence of a count, as the statute names it."""
        return self.case.count(count_id).offence


def withheld(found: FoundConflict) -> str | None:
    """Return what the readings of a conflict are about where they are not printed, else None.

    How many women and men sat on a panel is printed; the sex of one person is not.
    """
    words = found.topic.property.split("_")
    private = next((_PRIVATE[word] for word in words if word in _PRIVATE), None)
    return _SEX if found.topic.property == "sex" else private


def stage(split: Split) -> str:
    """Return when in deliberation the jury stood so."""
    return _STAGES[split.stage]


def trial_words(trial: Trial) -> str:
    """Return a trial by its id, with the year in which it opened where that is known."""
    dates = trial.dates
    first = dates.openings or dates.selection or dates.deliberation_start or dates.verdict
    days = first and (first.earliest or first.latest)
    return f"{trial.id} ({days.year})" if days else trial.id


def value(scalar: Scalar) -> str:
    """Return one value of a reading in words.

    Examples
    --------
    >>> value(True), value(73), value("2025-07-02")
    ('yes', '73', '2 July 2025')
    """
    if isinstance(scalar, bool):
        return "yes" if scalar else "no"
    text = str(scalar)
    try:
        return when(parse_date(text)) if "-" in text else text
    except ValueError:
        return text
