"""Rules of a place on a day: values with their authority, standing and dates.

A pack holds the rules of one place. The rules of the federal constitution stand beneath those of
every pack of the United States. A rule that no pack gives is unknown; asking for it is an error
that says so, and no other value is put in its place.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, cast, final

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, Problem, ProcedureError
from juryroom.procedure.authority import Authority
from juryroom.procedure.decision_rule import DecisionRule

PACKS = ("us-fed", "us-ny", "us-ca", "us-state")
_CONSTITUTION, _FALLBACK = "us-constitution", "us-state"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it says, by whose authority, how far that was checked, and between which days.

    `valid_from` is the first day, `valid_until` the day after the last; None where no limit is
    determined here. `value` is text, a number, a truth value, a tuple or a read-only mapping.
    """

    name: str
    value: Any
    authority: Authority
    url: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    note: str | None = None

    @property
    def standing(self) -> Standing:
        """How far the authority was checked."""
        return self.authority.standing

    def on(self, day: dt.date) -> bool:
        """Whether the rule is in force on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)

    def part(self, name: str) -> Any:
        """Return one entry of a value that is a mapping, or None where it has none."""
        return self.value.get(name) if isinstance(self.value, Mapping) else None

    @property
    def says(self) -> str:
        """The rule in words: its note, or its value as it stands."""
        return self.note or str(_thaw(self.value))

    def as_json(self) -> dict[str, Any]:
        """Return the rule as plain data; dates as text, absent limits left out."""
        shown = {
            "value": _thaw(self.value),
            "authority": self.authority.cite,
            "standing": self.standing.value,
            "url": self.url,
            "valid_from": str(self.valid_from) if self.valid_from else None,
            "valid_until": str(self.valid_until) if self.valid_until else None,
            "note": self.note,
        }
        return {key: value for key, value in shown.items() if value is not None}


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
    left_out
        Rules of the stand-in that are known not to fit the place, with the reason.
    """

    id: str
    name: str
    jurisdiction: str
    on: dt.date
    applies_by: str
    rules: Mapping[str, Rule]
    fallback_for: str | None = None
    left_out: Mapping[str, str]

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
        why = self.left_out.get(name, "a rule that is missing is unknown; no other pack is asked")
        raise ProcedureError(
            Problem(
                where=f"rules of {self.jurisdiction} on {self.on}",
                found=f"no rule '{name}'",
                rule=why,
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
            "left_out": dict(self.left_out),
            "unverified": list(self.unverified),
        }


@lru_cache(maxsize=4096)
def rule_pack(jurisdiction: str, on: dt.date) -> RulePack:
    """Return the rules of `jurisdiction` on the day `on`.

    Parameters
    ----------
    jurisdiction
        US-FED, US-FED- with a circuit, or US- with a state. A state without a pack of its own is
        answered by US-STATE, and the pack says so in `fallback_for`.
    on
        The day that decides, as `applies_by` of the pack names it: as a rule that of the trial.

    Raises
    ------
    ProcedureError
        If no pack speaks for `jurisdiction`.

    Examples
    --------
    >>> day = dt.date(2025, 6, 12)
    >>> print(rule_pack("US-NY", day).rule("silent_count").authority)
    CPL 310.50(3)
    >>> rule_pack("US-MA", day).fallback_for
    'US-MA'
    """
    name = _pack_of(jurisdiction)
    pack, constitution = _load(name), _load(_CONSTITUTION)
    left_out = {
        rule: entry["why"]
        for entry in pack.get("except", ())
        if jurisdiction in entry["states"] and on < entry.get("valid_until", dt.date.max)
        for rule in entry["rules"]
    }
    rules = {
        rule.name: rule
        for rule in (*constitution["rules"], *pack["rules"])
        if rule.on(on) and rule.name not in left_out
    }
    return RulePack(
        id=pack["id"],
        name=pack["name"],
        jurisdiction=jurisdiction,
        on=on,
        applies_by=pack["applies_by"],
        rules=MappingProxyType(rules),
        fallback_for=jurisdiction if name == _FALLBACK else None,
        left_out=MappingProxyType(left_out),
    )


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
    floor = pack.rule("floor_of_the_constitution")
    if jury_size < floor.part("smallest_jury"):
        raise ProcedureError(
            Problem(
                where=f"jury size in {pack.jurisdiction}",
                found=f"{jury_size} jurors",
                rule=f"a criminal jury has at least {floor.part('smallest_jury')} members, and "
                f"one of that size must be unanimous ({floor.authority})",
                accepted=f"{floor.part('smallest_jury')} or more",
            )
        )
    votes = [votes_needed(pack.rule(name), jury_size) for name in ("guilty_min", "acquit_min")]
    return DecisionRule(jury_size=jury_size, to_convict=votes[0], to_acquit=votes[1])


def votes_needed(rule: Rule, jury_size: int) -> int:
    """Return the votes that `rule` asks for among `jury_size` jurors.

    Raises
    ------
    OutOfDomainError
        If the rule does not speak of a jury of that size.
    """
    if rule.value == "all":
        return jury_size
    needed = rule.part(str(jury_size))
    if needed is None:
        raise OutOfDomainError(
            Problem(
                where=rule.name,
                found=f"{jury_size} jurors",
                rule=f"the rule names the votes for each number of jurors ({rule.authority})",
                accepted=str(_thaw(rule.value)),
            )
        )
    return int(needed)


def _pack_of(jurisdiction: str) -> str:
    if jurisdiction == "US-FED" or jurisdiction.startswith("US-FED-"):
        return "us-fed"
    own = jurisdiction.lower()
    if own in PACKS and own != _FALLBACK:
        return own
    if jurisdiction in _load(_FALLBACK)["states"]:
        return _FALLBACK
    raise ProcedureError(
        Problem(
            where="jurisdiction",
            found=jurisdiction,
            rule="the rules of a place are read from its pack, and no other place stands in for it",
            accepted="US-FED, US-NY, US-CA, or US- and another state (US-MA), answered by US-STATE",
        )
    )


@cache
def _load(name: str) -> Mapping[str, Any]:
    folder = resources.files("juryroom.procedure").joinpath("packs")
    data = tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))
    return {**data, "rules": tuple(_rule(entry) for entry in data["rule"])}


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        name=entry["name"],
        value=_freeze(entry["value"]),
        authority=Authority(entry["authority"], Standing(entry["standing"])),
        url=entry.get("url"),
        valid_from=entry.get("valid_from"),
        valid_until=entry.get("valid_until"),
        note=entry.get("note"),
    )


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return MappingProxyType({key: _freeze(part) for key, part in given.items()})
    if isinstance(value, list):
        return tuple(_freeze(part) for part in cast("list[Any]", value))
    return value


def _thaw(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thaw(part) for key, part in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, tuple):
        return [_thaw(part) for part in cast("tuple[Any, ...]", value)]
    return value
