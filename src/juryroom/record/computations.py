"""What follows from the dates of a record by arithmetic: ages, worked days, ordinals, lengths.

A resolution that can be computed is never typed in, so that it moves when a date is corrected.
Where a date that is needed is missing or not exact, nothing is computed and the error says which.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from juryroom.errors import Problem, RecordError
from juryroom.record.case import Case
from juryroom.record.claims import AgeOn, Computation, TrialLength, TrialOrdinal, WorkedDays
from juryroom.record.dates import PartialDate
from juryroom.record.events import Step
from juryroom.record.trials import Trial


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What was computed, as data and as a sentence, and the sources of what went in."""

    kind: str
    data: Mapping[str, Any]
    sentence: str
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "kind": self.kind,
            "data": dict(self.data),
            "sentence": self.sentence,
            "sources": list(self.sources),
        }


class _NotComputable(Exception):  # noqa: N818 - does not leave this module
    """A fact that is needed is missing or not exact: what was found, the rule, what is accepted."""

    def __init__(self, found: str, rule: str, accepted: str) -> None:
        self.parts = (found, rule, accepted)
        super().__init__(found)


def compute(case: Case, computation: Computation, *, linked: Sequence[Case] = ()) -> Computed:
    """Return what `computation` gives on the dates of `case`.

    Parameters
    ----------
    case
        The case whose people and trials are meant.
    computation
        What to compute.
    linked
        Other cases about the same person, for the ordinal of a trial among all.

    Raises
    ------
    RecordError
        If a date that is needed is missing or not exact.
    """
    try:
        return _compute(case, computation, linked)
    except _NotComputable as error:
        raise RecordError(Problem(f"{case.id} {computation.kind}", *error.parts)) from None


def obstacle(case: Case, computation: Computation) -> tuple[str, str, str] | None:
    """Return what keeps `computation` from being made: found, rule, accepted; None if nothing."""
    try:
        _compute(case, computation, ())
    except _NotComputable as error:
        return error.parts
    return None


def age_on(born: dt.date, day: dt.date) -> int:
    """Return completed years of age; who is born on 29 February turns a year older on 1 March.

    Examples
    --------
    >>> age_on(dt.date(1952, 3, 19), dt.date(2025, 6, 12))
    73
    >>> age_on(dt.date(2000, 2, 29), dt.date(2025, 2, 28))
    24
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def trial_start(case: Case, trial: Trial) -> PartialDate | None:
    """Return the day a trial began: its jury sworn, else openings, else what comes next."""
    sworn = [e.date for e in case.events if e.kind is Step.JURY_SWORN and e.trial == trial.id]
    dates = trial.dates
    return next(
        (
            date
            for date in (*sworn, dates.openings, dates.selection, dates.deliberation_start)
            if date is not None and date.latest is not None
        ),
        None,
    )


def _compute(case: Case, computation: Computation, linked: Sequence[Case]) -> Computed:
    match computation:
        case AgeOn():
            return _age(case, computation)
        case WorkedDays():
            return _worked_days(case.trial(computation.trial))
        case TrialOrdinal():
            return _ordinal(case, case.trial(computation.trial), linked)
        case TrialLength():
            return _length(case.trial(computation.trial))


def _age(case: Case, computation: AgeOn) -> Computed:
    person = case.person(computation.person)
    rule = "an age on a day is counted from the day of birth"
    born = _exact_day(person.born, f"the date of birth of {person.id}", rule)
    day = _exact_day(computation.on, "the day of the age", rule)
    if day < born:
        raise _NotComputable(f"{day}, before the birth on {born}", rule, "a later day")
    years = age_on(born, day)
    return Computed(
        kind=computation.kind,
        data={"person": person.id, "born": str(born), "on": str(day), "years": years},
        sentence=f"{years} years on {day}: born on {born}",
        sources=person.sources,
    )


def _worked_days(trial: Trial) -> Computed:
    rule = "days of deliberation are counted from the days that the jury worked"
    out = trial.deliberation
    if out is None or not out.days_worked:
        raise _NotComputable(f"no days_worked of {trial.id}", rule, "the days, one by one")
    days = sorted({_exact_day(day, f"a worked day of {trial.id}", rule) for day in out.days_worked})
    span = (days[-1] - days[0]).days + 1
    data: dict[str, Any] = {
        "trial": trial.id,
        "worked": len(days),
        "first": str(days[0]),
        "last": str(days[-1]),
        "calendar_days": span,
        "refusal": None,
        "refusal_on_day": None,
    }
    sentence = f"{len(days)} days worked, from {days[0]} to {days[-1]} ({span} calendar days)"
    if out.refusal_day is not None:
        refusal = _exact_day(out.refusal_day, f"the refusal day of {trial.id}", rule)
        ordinal = sum(day < refusal for day in days) + 1
        data |= {"refusal": str(refusal), "refusal_on_day": ordinal}
        sentence += f"; the refusal came on day {ordinal}, {refusal}"
    return Computed(
        kind="deliberation_days", data=data, sentence=sentence, sources=tuple(out.sources)
    )


def _ordinal(case: Case, trial: Trial, linked: Sequence[Case]) -> Computed:
    own = _starts(case)
    if trial.id not in own:
        raise _NotComputable(
            f"no date on which {trial.id} began",
            "trials are numbered by the day they began",
            "a jury_sworn event with a latest day, or a date of openings or selection",
        )
    elsewhere = [start for other in linked for start in _starts(other).values()]
    in_case = sum(start < own[trial.id] for start in own.values()) + 1
    overall = in_case + sum(start < own[trial.id] for start in elsewhere)
    read = {other.id for other in linked}
    unread = [link.id for link in case.linked_cases if link.id not in read]
    sentence = f"{trial.id} is trial {in_case} of this case"
    if read:
        sentence += f", and trial {overall} together with {', '.join(sorted(read))}"
    if unread:
        sentence += f"; not read: {', '.join(unread)}"
    return Computed(
        kind="trial_ordinal",
        data={
            "trial": trial.id,
            "in_case": in_case,
            "overall": overall,
            "linked_read": sorted(read),
            "linked_not_read": unread,
        },
        sentence=sentence,
        sources=trial.dates_sources,
    )


def _starts(case: Case) -> dict[str, dt.date]:
    """Return the day by which each trial of a case had begun, of those that have one."""
    starts = ((trial.id, trial_start(case, trial)) for trial in case.trials)
    return {trial_id: s.latest for trial_id, s in starts if s is not None and s.latest is not None}


def _length(trial: Trial) -> Computed:
    rule = "the length of a trial is the difference of two of its days"
    dates = trial.dates
    openings = _exact_day(dates.openings, f"the openings of {trial.id}", rule)
    ends = [d.latest for d in (dates.verdict, dates.mistrial) if d is not None and d.exact]
    closings = _first_day(dates.closings)
    known = [day for day in ends if day is not None]
    if not known and closings is None:
        raise _NotComputable(
            f"no day of closings, verdict or mistrial of {trial.id}", rule, "one of them, exact"
        )
    end = max(known, default=None)
    spans = {
        "from_openings_to_closings_days": (openings, closings),
        "from_openings_to_end_days": (openings, end),
        "from_selection_to_end_days": (_first_day(dates.selection), end),
    }
    data = {name: (b - a).days for name, (a, b) in spans.items() if a is not None and b is not None}
    sentence = "; ".join(
        f"{days} days {name.removesuffix('_days').replace('_', ' ')}" for name, days in data.items()
    )
    return Computed(
        kind="trial_length",
        data={"trial": trial.id, "openings": str(openings), **data},
        sentence=sentence,
        sources=trial.dates_sources,
    )


def _exact_day(date: PartialDate | None, what: str, rule: str) -> dt.date:
    if date is None or not date.exact or date.latest is None:
        found = f"no {what.removeprefix('the ')}" if date is None else f"{date} for {what}"
        raise _NotComputable(found, rule, "one exact day: 2025-06-12")
    return date.latest


def _first_day(date: PartialDate | None) -> dt.date | None:
    """Return the day, or the first of an interval of days: closings may take more than one."""
    if date is None or date.approximate or date.earliest is None:
        return None
    first = date.text.partition("/")[0]
    return date.earliest if first == date.earliest.isoformat() else None
