"""What the rules of a place answer to a question about a jury, a verdict or a sentence.

An answer is one word, the rules that gave it, and what it still turns on. It is no ruling: it is
the rule as recorded, applied to the facts as recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.authority import Authority
from juryroom.procedure.rulepack import Rule, RulePack

UNKNOWN = "unknown"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswer:
    """One word, by which rules, on what condition, and what nobody knows.

    Parameters
    ----------
    result
        The answer in one word, as the function that gives it lists them; `unknown` where no rule
        is recorded or where it turns on a fact that is not known.
    reasons
        Codes, the one that decided first. Never empty.
    authorities
        Statutes and decisions that decided, each with how far it was checked.
    requires
        What must be present for it to hold.
    forbids
        What must not be done or said besides.
    unknown
        Facts that are not known and would decide.
    doubtful
        Whether the reading is open to dispute although its authority was checked.
    details
        What else the question has to be told: the courses, the parts, the years.
    """

    result: str
    reasons: tuple[str, ...]
    authorities: tuple[Authority, ...] = ()
    requires: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    doubtful: bool = False
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    @property
    def low_confidence(self) -> bool:
        """Whether any authority that decided is not verified, or the reading is open to dispute."""
        unchecked = (one.standing is not Standing.VERIFIED for one in self.authorities)
        return self.doubtful or self.result == UNKNOWN or any(unchecked)

    def because_of(self, *authorities: Authority) -> "RuleAnswer":
        """Return the same answer with more authorities behind it."""
        return replace(self, authorities=tuple(dict.fromkeys((*self.authorities, *authorities))))

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return {
            "result": self.result,
            "reasons": list(self.reasons),
            "authorities": [
                {"cite": one.cite, "standing": one.standing.value} for one in self.authorities
            ],
            "requires": list(self.requires),
            "forbids": list(self.forbids),
            "unknown": list(self.unknown),
            "low_confidence": self.low_confidence,
            **_plain(self.details),
        }


def no_rule(pack: RulePack, *names: str) -> RuleAnswer:
    """Return the answer where the place has no recorded rule on the question.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> answer = no_rule(rule_pack("US-MS", dt.date(2026, 6, 30)), "juror_statements")
    >>> answer.result, answer.unknown
    ('unknown', ("rule 'juror_statements' of US-MS",))
    """
    missing = tuple(f"rule '{name}' of {pack.jurisdiction}" for name in names)
    return RuleAnswer(result=UNKNOWN, reasons=("no_rule_recorded",), unknown=missing)


def turns_on(*fields: str, rules: tuple[Rule, ...] = ()) -> RuleAnswer:
    """Return the answer where it turns on facts that are not known."""
    return RuleAnswer(
        result=UNKNOWN,
        reasons=("turns_on_a_fact_not_known",),
        authorities=tuple(rule.authority for rule in rules),
        unknown=fields,
    )


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case tuple() | list():
            return [_plain(part) for part in value]
        case _:
            return value
