"""By when a next step must be taken: the times of a place, read from `deadlines.toml`.

A day is computed only where the time runs from one known day and is counted in days or months. What
tolls, extends or waives it is not recorded. So a time that is over closes nothing: it is said to be
over, and whether it was extended is not known.
"""

import calendar
import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.rule import Rule
from juryroom.procedure.rulepack import RulePack, rule_pack
from juryroom.record.dates import PartialDate

FEDERAL = "US-FED"

Made = tuple[str, PartialDate | None]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A time within which something must be done.

    Parameters
    ----------
    what
        What must be done.
    number, unit
        How long: days, months or court days.
    from_words
        What it runs from.
    runs_from
        That day as the record has it; None where it has not come or is not known.
    by
        The last day; None where it cannot be computed.
    at_least
        The last day is `by` or later: time is left out of the count, or waived.
    authority, standing
        Whose time it is, and how far that was checked.
    """

    what: str
    number: int
    unit: str
    from_words: str
    runs_from: PartialDate | None
    by: dt.date | None
    at_least: bool
    authority: str
    standing: Standing

    @property
    def length(self) -> str:
        """How long it is, in words.

        Examples
        --------
        >>> Deadline(what="the defence moves", number=14, unit="days", from_words="the verdict",
        ...     runs_from=None, by=None, at_least=False,
        ...     authority="FRCrP 29(c)(1)", standing=Standing.VERIFIED).length
        '14 days'
        """
        return f"{self.number} {self.unit if self.number != 1 else self.unit.removesuffix('s')}"

    def passed(self, on: dt.date) -> bool:
        """Whether its last day is known and lies before `on`."""
        return self.by is not None and not self.at_least and self.by < on

    def as_json(self) -> dict[str, Any]:
        """Return the time as plain data."""
        return {
            "what": self.what,
            "number": self.number,
            "unit": self.unit,
            "from": self.from_words,
            "runs_from": None if self.runs_from is None else str(self.runs_from),
            "by": None if self.by is None else self.by.isoformat(),
            "at_least": self.at_least,
            "authority": self.authority,
            "standing": self.standing.value,
        }


def deadlines(
    jurisdiction: str, transition: str, made: Sequence[Made], on: dt.date
) -> tuple[Deadline, ...]:
    """Return the times of a place that bind one move of a count.

    Parameters
    ----------
    jurisdiction
        The place, as in `rule_pack`.
    transition
        The move, C01 to C36.
    made
        The moves that the count has made, in order, each with its day; None where it is to come.
    on
        The day asked about; a rule of a pack is that of the day the time runs from, if known.

    Examples
    --------
    >>> [(d.length, d.by) for d in deadlines("US-FED", "C23", (), dt.date(2026, 6, 30))]
    [('14 days', None)]
    >>> deadlines("US-NJ", "C23", (), dt.date(2026, 6, 30))
    ()
    """
    place = FEDERAL if jurisdiction.startswith(f"{FEDERAL}-") else jurisdiction
    rows = [row for row in _rows() if row["place"] == place and transition in row["steps"]]
    moves = {move for move, _ in made}
    found = (_deadline(row, jurisdiction, made, on) for row in rows if _binds(row, moves))
    return tuple(deadline for deadline in found if deadline is not None)


def _binds(row: Mapping[str, Any], moves: set[str]) -> bool:
    only, never = row.get("only_after"), row.get("never_after", ())
    return not moves.intersection(never) and (only is None or bool(moves.intersection(only)))


def _deadline(
    row: Mapping[str, Any], place: str, made: Sequence[Made], on: dt.date
) -> Deadline | None:
    since = _since(row, made)
    day = since.latest if since is not None and since.exact else None
    ends = row.get("ends")
    number, authority, standing = row.get("number"), row.get("authority"), Standing.UNVERIFIED
    if number is None:
        rule = _rule(rule_pack(place, day or on), row)
        if rule is None:
            return None
        number = rule.part(row["part"]) if "part" in row else rule.value
        authority, standing = str(rule.authority), rule.standing
    elif authority is not None:
        authority = f"{authority} [{standing}]"
    return Deadline(
        what=row["what"],
        number=int(number),
        unit=row["unit"],
        from_words=row["from_words"],
        runs_from=since,
        by=None if day is None or ends is None else _after(day, int(number), row["unit"]),
        at_least=ends == "at_least",
        authority=str(authority),
        standing=standing,
    )


def _rule(pack: RulePack, row: Mapping[str, Any]) -> Rule | None:
    return pack.rules.get(row["rule"])


def _since(row: Mapping[str, Any], made: Sequence[Made]) -> PartialDate | None:
    days = [day for move, day in made if move in row["runs_from"]]
    return (days[0] if row.get("first") else days[-1]) if days else None


def _after(day: dt.date, number: int, unit: str) -> dt.date | None:
    """Return the day so long after `day`; a month that has no such day gives its last."""
    try:
        if unit == "days":
            return day + dt.timedelta(days=number)
        if unit == "months":
            months = day.month - 1 + number
            year, month = day.year + months // 12, months % 12 + 1
            return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):  # beyond the last year a date can have
        return None
    return None


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    text = resources.files("juryroom.procedure").joinpath("deadlines.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["deadline"])
