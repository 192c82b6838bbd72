"""How long a jury was out: worked days, elapsed days and hours, three numbers that reports mix.

A fresh start begins another stretch. Hours before and after it are not added, so a trial with more
than one stretch has no hours in all.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, final

from juryroom.procedure.trial_states import IN_THE_ROOM, TrialState
from juryroom.record.dates import PartialDate
from juryroom.record.trial_log import TrialEntry


@final
@dataclass(frozen=True, slots=True)
class StretchTime:
    """One stretch of deliberation: each number is None where the log does not give it.

    `worked_days` counts the days on which the log shows the jury in its room, `elapsed_days` those
    of the calendar from the first of them to the last, both counted.
    """

    first: dt.date | None
    worked_days: int | None
    elapsed_days: int | None
    hours: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the numbers under their names."""
        return {
            "first": str(self.first) if self.first else None,
            "worked_days": self.worked_days,
            "elapsed_days": self.elapsed_days,
            "hours": self.hours,
        }


@final
@dataclass(frozen=True, slots=True)
class TrialTime:
    """The stretches of a trial, in order."""

    stretches: tuple[StretchTime, ...]

    @property
    def hours(self) -> float | None:
        """The hours in all; None where they are not known or there was a fresh start."""
        return self.stretches[0].hours if len(self.stretches) == 1 else None

    @property
    def now(self) -> StretchTime | None:
        """The stretch that runs or ran last, whose hours a rule asks about."""
        return self.stretches[-1] if self.stretches else None

    def as_json(self) -> dict[str, Any]:
        """Return the stretches, and the hours in all where they may be added."""
        return {"hours": self.hours, "stretches": [s.as_json() for s in self.stretches]}


@final
@dataclass(slots=True)
class Clock:
    """Takes the steps of a trial one by one, and keeps its time."""

    stretches: list["_Stretch"] = field(default_factory=list["_Stretch"])

    def take(self, entry: TrialEntry, before: TrialState, after: TrialState) -> None:
        """Count one step that led from `before` to `after`."""
        enters = after in IN_THE_ROOM and before not in IN_THE_ROOM
        if before in (TrialState.CHARGED_JURY, TrialState.SUBSTITUTED) and enters:
            self.stretches.append(_Stretch())
        if not self.stretches:
            return
        stretch = self.stretches[-1]
        if entry.hours is not None:
            stretch.reported = entry.hours
        if before in IN_THE_ROOM or enters:
            stretch.day(entry)
        if enters:
            stretch.enter(entry)
        elif before in IN_THE_ROOM and after not in IN_THE_ROOM:
            stretch.leave(entry)

    def worked(self, days: Iterable[PartialDate]) -> None:
        """Add days that the record lists apart from the log; with a fresh start they are nobody's."""
        if len(self.stretches) == 1:
            known = (day.latest for day in days if day.exact)
            self.stretches[0].days |= {day for day in known if day is not None}

    def time(self) -> TrialTime:
        """Return the time so far."""
        return TrialTime(tuple(stretch.time() for stretch in self.stretches))


@final
@dataclass(slots=True)
class _Stretch:
    """One stretch while it runs; `timed` falls once a moment in it has no day or no clock time."""

    days: set[dt.date] = field(default_factory=set[dt.date])
    exact: bool = True
    reported: float | None = None
    minutes: float = 0
    timed: bool = True
    begun: dt.datetime | None = None

    def day(self, entry: TrialEntry) -> None:
        latest = entry.date.latest
        if entry.date.exact and latest is not None:
            self.days.add(latest)
        else:
            self.exact = False

    def enter(self, entry: TrialEntry) -> None:
        self.begun = _moment(entry)
        self.timed = self.timed and self.begun is not None

    def leave(self, entry: TrialEntry) -> None:
        end = _moment(entry)
        if end is None or self.begun is None or end.date() != self.begun.date():
            self.timed = False
        else:
            self.minutes += (end - self.begun).total_seconds() / 60
        self.begun = None

    def time(self) -> StretchTime:
        hours = self.reported
        if hours is None and self.timed and self.begun is None:
            hours = self.minutes / 60
        if not self.days or not self.exact:
            return StretchTime(min(self.days, default=None), None, None, hours)
        elapsed = (max(self.days) - min(self.days)).days + 1
        return StretchTime(min(self.days), len(self.days), elapsed, hours)


def _moment(entry: TrialEntry) -> dt.datetime | None:
    latest = entry.date.latest
    if entry.at is None or latest is None or not entry.date.exact:
        return None
    return dt.datetime.combine(latest, dt.time.fromisoformat(entry.at))
