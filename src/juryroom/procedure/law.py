"""The law of a place for a count whose days are known in part.

A rule may have changed. Where the day that selects its version is not known, every version that it
may have is given, and no version is picked for lack of a day.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, final

from juryroom.procedure.legal_dates import AppliesBy, LegalDates
from juryroom.procedure.pack_files import FALLBACK, load_pack
from juryroom.procedure.rule import Rule
from juryroom.procedure.rulepack import pack_of, rules_of

Review = Literal["direct", "federal_habeas", "state_collateral"]

DATE_FIELDS = {
    AppliesBy.OFFENCE_DATE: "offence.date",
    AppliesBy.TRIAL_BEGUN: "jury.sworn",
    AppliesBy.TRIAL_DATE: "date",
    AppliesBy.OFFENCE_CLASS: "date",
    AppliesBy.VERDICT_DATE: "verdict.date",
}


@final
@dataclass(frozen=True, slots=True)
class Law:
    """The rules of a place, for the days of one count.

    Parameters
    ----------
    jurisdiction
        As in `rule_pack`.
    dates
        The days that select versions of rules; what is not known is None.
    """

    jurisdiction: str
    dates: LegalDates

    def candidates(self, name: str) -> tuple[Rule | None, ...]:
        """Return every version of a rule that may be in force; None where none may be.

        One entry means that the version is settled.

        Examples
        --------
        >>> louisiana = law_of("US-LA", LegalDates(trial=dt.date(2019, 5, 1)))
        >>> len(louisiana.candidates("guilty_min"))
        2
        """
        return _candidates(self.jurisdiction, name, self.dates)

    def versions(self, name: str) -> tuple[Rule, ...]:
        """Return every version of a rule that may be in force, given the days that are known."""
        return tuple(rule for rule in self.candidates(name) if rule is not None)

    def rule(self, name: str) -> Rule | None:
        """Return the rule in force, or None where there is none or it is not settled which."""
        found = self.candidates(name)
        return found[0] if len(found) == 1 else None

    @property
    def sovereign(self) -> str | None:
        """The sovereign whose offences the place tries, where its pack names one."""
        return load_pack(pack_of(self.jurisdiction)).get("sovereign")

    @property
    def stand_in(self) -> bool:
        """Whether the default for a state answers for the place."""
        return pack_of(self.jurisdiction) == FALLBACK


def law_of(jurisdiction: str, dates: LegalDates) -> Law:
    """Return the law of a place for a count with those days.

    Raises
    ------
    ProcedureError
        If no pack speaks for `jurisdiction`.

    Examples
    --------
    >>> before = law_of("US-LA", LegalDates(offence=dt.date(2018, 12, 31)))
    >>> rule = before.rule("guilty_min")
    >>> rule.part("12") if rule else None
    10
    """
    pack_of(jurisdiction)
    return Law(jurisdiction, dates)


def void_on_review(rule: Rule, posture: Review, day: dt.date) -> bool | None:
    """Return whether a verdict under `rule` is void on a review of that kind on `day`.

    None means that the pack does not say: the rule is not recorded as void, or not on such a
    review.

    Examples
    --------
    >>> rule = law_of("US-LA", LegalDates(offence=dt.date(2015, 1, 1))).rule("guilty_min")
    >>> day = dt.date(2021, 6, 1)
    >>> [void_on_review(rule, how, day) for how in ("direct", "federal_habeas") if rule]
    [True, False]
    """
    if rule.void is None:
        return None
    since = rule.void.get(
        f"on_{posture}" if posture == "federal_habeas" else f"on_{posture}_review"
    )
    if since is None:
        return None
    return False if since == "never" else bool(since <= day)


@lru_cache(maxsize=8192)
def _candidates(place: str, name: str, dates: LegalDates) -> tuple[Rule | None, ...]:
    rules = _versions(place, name)
    if not rules:
        return (None,)
    first, last = dates.between(rules[0].applies_by)
    found = [rule for rule in rules if rule.possible(first, last)]
    if not found:
        return (None,)
    return (*found, None) if _gap(found, first, last) else tuple(found)


@lru_cache(maxsize=4096)
def _versions(place: str, name: str) -> tuple[Rule, ...]:
    """Return the versions of a rule: the place's own, else those of its constitution."""
    own = tuple(rule for rule in load_pack(pack_of(place))["rules"] if rule.name == name)
    return own or tuple(rule for rule in rules_of(place) if rule.name == name)


def _gap(found: list[Rule], first: dt.date, last: dt.date) -> bool:
    """Whether on some day from `first` to `last` none of the rules is in force."""
    reached = first
    for rule in sorted(found, key=lambda rule: rule.valid_from or dt.date.min):
        if rule.valid_from is not None and rule.valid_from > reached:
            return True
        if rule.valid_until is None:
            return False
        reached = max(reached, rule.valid_until)
    return reached <= last
