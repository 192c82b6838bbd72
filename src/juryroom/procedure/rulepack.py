"""Rules of a place on a day: values with their authority, standing and dates.

A pack holds the rules of one place. The rules of the federal constitution stand beneath those of
every pack of the United States. A rule that no pack gives is unknown; asking for it is an error
that says so, and no other value is put in its place.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, final

from juryroom.citations import Standing
from juryroom.errors import Problem, ProcedureError
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY, DecisionRule
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.pack_files import CONSTITUTION, FALLBACK, load_pack, pack_names
from juryroom.procedure.rule import ANYTHING_LESS, Rule, votes_needed

__all__ = [
    "PACKS",
    "Rule",
    "RulePack",
    "decision_rule",
    "jurisdictions",
    "jury_size",
    "pack_of",
    "rule_pack",
    "rules_of",
    "votes_needed",
]

PACKS = pack_names()
_EVERY_COURT = "US-ANY"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The rules of one place on one day.

    Parameters
    ----------
    id
        The pack: US-FED, US-NY, US-CA, or US-STATE.
    jurisdiction
        The place that was asked for.
    fallback_for
        That place again, where it has no pack of its own and US-STATE stands in for it.
    """

    id: str
    name: str
    jurisdiction: str
    on: dt.date
    applies_by: str
    rules: Mapping[str, Rule]
    fallback_for: str | None = None

    def has(self, name: str) -> bool:
        """Whether the pack gives that rule."""
        return name in self.rules

    def rule(self, name: str) -> Rule:
        """Return the rule of that name.

        Raises
        ------
        ProcedureError
            If the pack does not give it on that day.
        """
        if name in self.rules:
            return self.rules[name]
        raise ProcedureError(
            Problem(
                where=f"rules of {self.jurisdiction} on {self.on}",
                found=f"no rule '{name}'",
                rule="a rule that is missing is unknown; no other pack is asked",
                accepted=", ".join(self.rules),
            )
        )

    @property
    def notice(self) -> str | None:
        """What a reader must be told where another pack stands in, or None."""
        if self.fallback_for is None:
            return None
        return (
            f"{self.fallback_for} has no rule pack of its own; the default for a state "
            f"({self.id}) stands in, and its values may not be those of {self.fallback_for}"
        )

    @property
    def unverified(self) -> tuple[str, ...]:
        """The rules whose authority is not verified."""
        return tuple(
            name for name, rule in self.rules.items() if rule.standing is not Standing.VERIFIED
        )

    def as_json(self) -> dict[str, Any]:
        """Return the pack as plain data, with what is unverified and what stands in for what."""
        return {
            "pack": self.id,
            "name": self.name,
            "jurisdiction": self.jurisdiction,
            "on": str(self.on),
            "applies_by": self.applies_by,
            "fallback_for": self.fallback_for,
            "notice": self.notice,
            "rules": {name: rule.as_json() for name, rule in self.rules.items()},
            "unverified": list(self.unverified),
        }


@lru_cache(maxsize=4096)
def rule_pack(jurisdiction: str, on: dt.date, dates: LegalDates | None = None) -> RulePack:
    """Return the rules of `jurisdiction` on the day `on`.

    Parameters
    ----------
    jurisdiction
        A place that has a pack (`jurisdictions`), US-FED- with a circuit, US- with a state, or
        US-ANY for what binds every court of the United States. A state without a pack of its own
        is answered by US-STATE, and the pack says so in `fallback_for`.
    on
        The day that decides where `dates` does not give the one that a rule asks for.
    dates
        The days that select the version of a rule, as far as they are known: of the offence, of
        the trial's begin, of the verdict.

    Raises
    ------
    ProcedureError
        If no pack speaks for `jurisdiction`.

    Examples
    --------
    >>> day = dt.date(2025, 6, 12)
    >>> print(rule_pack("US-NY", day).rule("silent_count").authority)
    CPL 310.50(3)
    >>> rule_pack("US-NJ", day).fallback_for
    'US-NJ'
    >>> begun = LegalDates(trial_begun=dt.date(2025, 12, 10))
    >>> rule_pack("GB-SCT", dt.date(2026, 2, 1), begun).rule("guilty_min").part("15")
    8
    """
    name = pack_of(jurisdiction)
    pack = load_pack(name)
    rules = {rule.name: rule for rule in rules_of(jurisdiction) if rule.on(_day(rule, on, dates))}
    return RulePack(
        id=pack["id"],
        name=pack["name"],
        jurisdiction=jurisdiction,
        on=on,
        applies_by=pack["applies_by"],
        rules=MappingProxyType(rules),
        fallback_for=jurisdiction if name == FALLBACK else None,
    )


def jurisdictions() -> tuple[str, ...]:
    """Return every place that is answered, those that the default for a state answers included."""
    own = {load_pack(name)["id"] for name in PACKS if name != FALLBACK}
    return tuple(sorted(own | set(load_pack(FALLBACK)["states"]) | {_EVERY_COURT}))


@lru_cache(maxsize=256)
def rules_of(jurisdiction: str) -> tuple[Rule, ...]:
    """Return every version of every rule of a place; those of its constitution come first.

    Raises
    ------
    ProcedureError
        If no pack speaks for `jurisdiction`.
    """
    name = pack_of(jurisdiction)
    beneath = load_pack(CONSTITUTION)["rules"] if name.startswith("us-") else ()
    return (*beneath, *(load_pack(name)["rules"] if name != CONSTITUTION else ()))


def decision_rule(pack: RulePack, jury_size: int) -> DecisionRule:
    """Return the votes that are a verdict under `pack` among `jury_size` jurors.

    Raises
    ------
    ProcedureError
        If the pack does not say how many votes are needed, or the constitution allows no jury so
        small.
    OutOfDomainError
        If `jury_size` is no number of jurors that juryroom works with.

    Examples
    --------
    >>> print(decision_rule(rule_pack("US-NY", dt.date(2025, 6, 12)), 12))
    12 of 12 (unanimous)
    """
    floor = pack.rules.get("floor_of_the_constitution")
    if floor is not None and jury_size < floor.part("smallest_jury"):
        raise ProcedureError(
            Problem(
                where=f"jury size in {pack.jurisdiction}",
                found=f"{jury_size} jurors",
                rule=f"a criminal jury has at least {floor.part('smallest_jury')} members, and "
                f"one of that size must be unanimous ({floor.authority})",
                accepted=f"{floor.part('smallest_jury')} or more",
            )
        )
    if not SMALLEST_JURY <= jury_size <= LARGEST_JURY:
        DecisionRule.unanimous(jury_size)  # raises, with what is accepted
    convict, acquit = pack.rule("guilty_min"), pack.rule("acquit_min")
    to_convict = votes_needed(convict, jury_size)
    less = acquit.value == ANYTHING_LESS
    to_acquit = jury_size - to_convict + 1 if less else votes_needed(acquit, jury_size)
    return DecisionRule(jury_size=jury_size, to_convict=to_convict, to_acquit=to_acquit)


def jury_size(pack: RulePack, offence_class: str | None = None) -> int:
    """Return how many jurors try an offence of a class.

    Parameters
    ----------
    pack
        The rules of the place.
    offence_class
        A class of `jury_size` of the pack, such as capital. Where the pack has one size for every
        offence that it speaks of, the class may be left out.

    Raises
    ------
    ProcedureError
        If the size is unknown: the pack does not give it, or gives several and the class is none
        of them.

    Examples
    --------
    >>> louisiana = rule_pack("US-LA", dt.date(2026, 6, 30))
    >>> [jury_size(louisiana, name) for name in ("capital", "hard_labour_optional")]
    [12, 6]
    >>> jury_size(rule_pack("GB-SCT", dt.date(2026, 6, 30)))
    15
    """
    rule = pack.rule("jury_size")
    sizes = set(rule.value.values())
    size = rule.part(offence_class) if offence_class is not None else None
    if size is None and len(sizes) == 1:
        (size,) = sizes
    if size is None:
        raise ProcedureError(
            Problem(
                where=f"jury size in {pack.jurisdiction}",
                found="no class of offence" if offence_class is None else f"class {offence_class}",
                rule=f"the class of the offence sizes the jury ({rule.authority})",
                accepted=", ".join(f"{name} ({jurors})" for name, jurors in rule.value.items()),
            )
        )
    return int(size)


def pack_of(jurisdiction: str) -> str:
    """Return the name of the pack that answers for a place.

    Raises
    ------
    ProcedureError
        If none does.
    """
    if jurisdiction == "US-FED" or jurisdiction.startswith("US-FED-"):
        return "us-fed"
    if jurisdiction == _EVERY_COURT:
        return CONSTITUTION
    own = jurisdiction.lower()
    if own in PACKS and own != FALLBACK and jurisdiction == jurisdiction.upper():
        return own
    if jurisdiction in load_pack(FALLBACK)["states"]:
        return FALLBACK
    packs = [load_pack(name)["id"] for name in PACKS if name != FALLBACK]
    first = ["US-FED", "US-NY", "US-CA"]
    listed = ", ".join([*first, *(pack for pack in packs if pack not in first)])
    raise ProcedureError(
        Problem(
            where="jurisdiction",
            found=jurisdiction,
            rule="the rules of a place are read from its pack, and no other place stands in for it",
            accepted=f"{listed}, or US- and another state (US-NJ), answered by US-STATE",
        )
    )


def _day(rule: Rule, on: dt.date, dates: LegalDates | None) -> dt.date:
    if dates is None:
        return on
    first, last = dates.between(rule.applies_by)
    return first if first == last else on
