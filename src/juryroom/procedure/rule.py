"""One rule of a place: its value, its authority and standing, and the days it is in force."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast, final

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, Problem
from juryroom.procedure.authority import Authority
from juryroom.procedure.legal_dates import AppliesBy

ALL, ANYTHING_LESS = "all", "anything_less"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it says, by whose authority, how far that was checked, and between which days.

    Parameters
    ----------
    value
        Text, a number, a truth value, a tuple or a read-only mapping.
    valid_from, valid_until
        The first day, and the day after the last; None where no limit is determined here.
    applies_by
        The day that selects between versions of the rule.
    year_only
        Of the days that limit the rule only the year is known; within that year it may or may not
        be in force.
    site
        The site on which it was read, where no address is given in `url`.
    void
        By kind of review the day from which a verdict under the rule is void, or "never"; with the
        authority and its standing.
    """

    name: str
    value: Any
    authority: Authority
    url: str | None = None
    site: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    applies_by: AppliesBy = AppliesBy.TRIAL_DATE
    year_only: bool = False
    void: Mapping[str, Any] | None = None
    note: str | None = None

    @property
    def standing(self) -> Standing:
        """How far the authority was checked."""
        return self.authority.standing

    def on(self, day: dt.date) -> bool:
        """Whether the rule is in force on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)

    def possible(self, first: dt.date, last: dt.date) -> bool:
        """Whether the rule may be in force on some day from `first` to `last`."""
        until = self.valid_until
        if self.year_only and until is not None:
            until = dt.date(until.year + 1, 1, 1)
        begun = self.valid_from is None or self.valid_from <= last
        return begun and (until is None or first < until)

    def part(self, name: str) -> Any:
        """Return one entry of a value that is a mapping, or None where it has none."""
        return self.value.get(name) if isinstance(self.value, Mapping) else None

    @property
    def says(self) -> str:
        """The rule in words: its note, or its value as it stands."""
        return self.note or str(thaw(self.value))

    def as_json(self) -> dict[str, Any]:
        """Return the rule as plain data; dates as text, absent limits left out."""
        shown = {
            "value": thaw(self.value),
            "authority": self.authority.cite,
            "standing": self.standing.value,
            "url": self.url,
            "site": self.site,
            "applies_by": self.applies_by.value,
            "valid_from": self._limit(self.valid_from),
            "valid_until": self._limit(self.valid_until),
            "void": thaw(self.void),
            "note": self.note,
        }
        return {key: value for key, value in shown.items() if value is not None}

    def _limit(self, day: dt.date | None) -> str | None:
        if day is None:
            return None
        return str(day.year) if self.year_only else str(day)


def votes_needed(rule: Rule, jury_size: int) -> int:
    """Return the votes that `rule` asks for among `jury_size` jurors.

    Raises
    ------
    OutOfDomainError
        If the rule does not speak of a jury of that size.
    """
    if rule.value == ALL:
        return jury_size
    needed = rule.part(str(jury_size))
    if needed is None:
        raise OutOfDomainError(
            Problem(
                where=rule.name,
                found=f"{jury_size} jurors",
                rule=f"the rule names the votes for each number of jurors ({rule.authority})",
                accepted=str(thaw(rule.value)),
            )
        )
    return int(needed)


def freeze(value: Any) -> Any:
    """Return a value of a data file so that it cannot be changed; dates become text."""
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return MappingProxyType({key: freeze(part) for key, part in given.items()})
    if isinstance(value, list):
        return tuple(freeze(part) for part in cast("list[Any]", value))
    return value


def thaw(value: Any) -> Any:
    """Return a frozen value as plain data; days as text."""
    if isinstance(value, Mapping):
        return {key: thaw(part) for key, part in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, tuple):
        return [thaw(part) for part in cast("tuple[Any, ...]", value)]
    return str(value) if isinstance(value, dt.date) else value
