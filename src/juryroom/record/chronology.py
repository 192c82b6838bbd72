"""Dates that cannot be: before the defendant was born, before juries, or in the wrong order.

Only certain impossibilities are found: a date that is partial is impossible when every day it can
mean is, and an approximate one never. Nothing is compared with today.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from juryroom.record.case import Case
from juryroom.record.dates import PartialDate
from juryroom.record.findings import Finding
from juryroom.record.people import Role
from juryroom.record.trials import Trial
from juryroom.record.walk import fields_of
from juryroom.record.yaml_tree import Path

OLDEST = dt.date(1670, 1, 1)
_BUSHELL = (
    "no record is older than the jury's freedom to find against the court "
    "(Bushell's Case, 124 Eng. Rep. 1006 (C.P. 1670))"
)
# Claims may speak of anything, and people other than the defendant may be older.
_OF_THE_CASE = frozenset(
    {
        "sources",
        "instruments",
        "counts",
        "trials",
        "events",
        "motions",
        "appeals",
        "sentences",
        "custody",
        "calendar",
    }
)
_TRIAL_ORDER = ("selection", "openings", "closings", "deliberation_start", "verdict")


def check_chronology(case: Case) -> Iterator[Finding]:
    """Yield impossible dates and numbers in the wrong order."""
    births = [person.born for person in case.people if person.role is Role.DEFENDANT]
    for field in fields_of(case):
        if isinstance(field.value, PartialDate):
            yield from _too_early(field.path, field.value, births)
    yield from _pairs(case)
    yield from _ranges(case)
    for index, trial in enumerate(case.trials):
        yield from _trial_days(index, trial)
        yield from _deliberation_days(index, trial)


def _too_early(
    path: Path, date: PartialDate, births: list[PartialDate | None]
) -> Iterator[Finding]:
    if date.latest is not None and date.latest < OLDEST:
        yield Finding(path, str(date), _BUSHELL, "a date of 1670 or later")
        return
    known = [birth for birth in births if birth is not None]
    if path[0] not in _OF_THE_CASE or not known or len(known) < len(births):
        return
    if all(date.before(birth) for birth in known):
        oldest = min(known, key=lambda birth: birth.earliest or OLDEST)
        yield Finding(
            path,
            f"{date}, before the defendant was born ({oldest})",
            "a case and what is written of it are younger than its oldest defendant",
            f"a date not before {oldest}",
        )


def _pairs(case: Case) -> Iterator[Finding]:
    """Yield pairs of dates of which the second comes first."""
    pairs: list[tuple[Path, str, PartialDate, PartialDate | None]] = []
    for i, motion in enumerate(case.motions):
        if motion.ruling is not None:
            path: Path = ("motions", i, "ruling", "date")
            pairs.append(
                (path, "a motion is filed, then ruled on", motion.filed, motion.ruling.date)
            )
    for i, sentence in enumerate(case.sentences):
        rule = "a sentence is imposed, then vacated"
        pairs.append((("sentences", i, "vacated"), rule, sentence.date, sentence.vacated))
    for i, custody in enumerate(case.custody):
        pairs.append(
            (("custody", i, "end"), "custody begins, then ends", custody.start, custody.end)
        )
    for path, rule, first, second in pairs:
        if second is not None and second.before(first):
            yield Finding(path, f"{second}, before {first}", rule, f"a date not before {first}")
    for i, ahead in enumerate(case.calendar):
        if ahead.date.before(ahead.known_from):
            yield Finding(
                ("calendar", i, "known_from"),
                f"{ahead.known_from}, after the date itself ({ahead.date})",
                "a date ahead is known before it comes",
                f"a date not after {ahead.date}",
            )


def _ranges(case: Case) -> Iterator[Finding]:
    ranges: list[tuple[Path, float | None, float | None]] = [
        (("counts", i, "range"), count.range.min_years, count.range.max_years)
        for i, count in enumerate(case.counts)
        if count.range is not None
    ]
    ranges += [
        (("sentences", i, "terms", j), term.min_years, term.years)
        for i, sentence in enumerate(case.sentences)
        for j, term in enumerate(sentence.terms)
    ]
    for path, least, most in ranges:
        if least is not None and most is not None and least > most:
            yield Finding(
                path,
                f"{least:g} to {most:g} years",
                "the least is not above the most",
                "the smaller number as min_years",
            )


def _trial_days(index: int, trial: Trial) -> Iterator[Finding]:
    days: list[tuple[str, PartialDate]] = [
        (name, date) for name in _TRIAL_ORDER if (date := getattr(trial.dates, name)) is not None
    ]
    mistrial, selection = trial.dates.mistrial, trial.dates.selection
    pairs = list(pairwise(days))
    if mistrial is not None and selection is not None:
        pairs.append((("selection", selection), ("mistrial", mistrial)))
    for (earlier, first), (later, second) in pairs:
        if second.before(first):
            yield Finding(
                ("trials", index, "dates", later),
                f"{second}, before {earlier} ({first})",
                "a trial goes from selection over openings, closings and deliberation to its end",
                f"a date not before {first}",
            )


def _deliberation_days(index: int, trial: Trial) -> Iterator[Finding]:
    out, start = trial.deliberation, trial.dates.deliberation_start
    if out is None:
        return
    ends = [
        d for d in (trial.dates.verdict, trial.dates.mistrial, out.refusal_day) if d is not None
    ]
    place: Path = ("trials", index, "deliberation")
    days: list[tuple[Path, PartialDate]] = [
        ((*place, "days_worked", i), day) for i, day in enumerate(out.days_worked)
    ]
    if out.refusal_day is not None:
        days.append(((*place, "refusal_day"), out.refusal_day))
    for path, day in days:
        if start is not None and day.before(start):
            yield Finding(
                path,
                f"{day}, before deliberation began ({start})",
                "a jury deliberates from the day it retires",
                f"a date not before {start}",
            )
        if ends and all(end.before(day) for end in ends):
            last = max(ends, key=lambda end: end.latest or dt.date.min)
            yield Finding(
                path,
                f"{day}, after the jury was done ({last})",
                "a jury deliberates until its verdict, its mistrial or a refusal",
                f"a date not after {last}",
            )
