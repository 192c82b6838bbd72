"""The answer to one action: the result in one word, its reasons, and the authority that was used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.rulepack import Rule
from juryroom.procedure.states import CountState


@final
@dataclass(frozen=True, slots=True)
class AuthorityUsed:
    """A statute or decision that decided, how far it was checked, and where it can be read."""

    cite: str
    standing: Standing = Standing.VERIFIED
    url: str | None = None

    @classmethod
    def of(cls, rule: Rule) -> "AuthorityUsed":
        """Return the authority of a rule of a pack."""
        return cls(rule.authority.cite, rule.standing, rule.url)

    def __str__(self) -> str:
        """Return the citation, with its standing where it is not verified."""
        verified = self.standing in (Standing.VERIFIED, Standing.COMPUTED)
        return self.cite if verified else f"{self.cite} [{self.standing}]"

    def as_json(self) -> dict[str, Any]:
        """Return the authority as plain data."""
        shown = {"cite": self.cite, "standing": self.standing.value, "url": self.url}
        return {key: value for key, value in shown.items() if value is not None}


@final
@dataclass(frozen=True, slots=True)
class Option:
    """One course that is open, and what it requires."""

    do: str
    requires: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the option as plain data."""
        return {"do": self.do, "requires": list(self.requires)}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the law makes of one action in one situation, as far as it is recorded.

    Parameters
    ----------
    result
        One word.
    reasons
        Codes, at least one, the one that decided first.
    authorities
        Whose rule decided; the first is that which decided. Empty where the answer is read off the
        state alone.
    state
        States of counts afterwards; counts whose state nobody knows are left out.
    live, not_live
        Counts in the new trial, and not in it; None where that is not the question.
    options
        Every course that is open, where `result` is `options`.
    requires, forbids
        What must be present, and what may not be done or said.
    if_appeal_succeeds
        What a successful appeal may lead to: states of counts, by count, and `remedy`, one word
        (`reinstate_verdict`, `new_trial`).
    unknown
        Fields of `given` that are not given and would change the result.
    by_case
        The answer for each named case, where `result` is `by_case`.
    """

    result: Result
    reasons: tuple[str, ...]
    authorities: tuple[AuthorityUsed, ...] = ()
    state: Mapping[str, CountState] = field(default_factory=dict[str, CountState])
    live: tuple[str, ...] | None = None
    not_live: tuple[str, ...] | None = None
    options: tuple[Option, ...] | None = None
    requires: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    announce_split: bool | None = None
    admissible: tuple[str, ...] | None = None
    inadmissible: tuple[str, ...] | None = None
    hearing: bool | None = None
    presumption: str | None = None
    burden: str | None = None
    if_appeal_succeeds: Mapping[str, str] = field(default_factory=dict[str, str])
    also: Mapping[str, str] = field(default_factory=dict[str, str])
    lawful: bool | None = None
    total_years: float | None = None
    convictions: str | None = None
    by_case: Mapping[str, "Answer"] = field(default_factory=dict[str, "Answer"])
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold an answer to what it owes: a reason, and the field where it is unknown."""
        if not self.reasons:
            raise ValueError("an answer gives at least one reason")
        if (self.result is Result.UNKNOWN) != bool(self.unknown):
            raise ValueError("an answer is unknown if and only if it names what is not known")

    @property
    def authority(self) -> AuthorityUsed | None:
        """The authority that decided, or None where the state alone did."""
        return self.authorities[0] if self.authorities else None

    @property
    def low_confidence(self) -> bool:
        """Whether the rule that decided is not verified, here or in any of the cases."""
        decided = self.authority
        doubtful = decided is not None and decided.standing in (
            Standing.UNVERIFIED,
            Standing.ASSUMED,
        )
        return doubtful or any(answer.low_confidence for answer in self.by_case.values())

    def then(self) -> dict[str, Any]:
        """Return the answer under the keys that `then` of a vector has; what is not said left out.

        Examples
        --------
        >>> barred = Answer(result=Result.BARRED, reasons=("issue_preclusion",),
        ...                 state={"K1": CountState.BARRED})
        >>> barred.then()
        {'result': 'barred', 'state': {'K1': 'BARRED'}, 'reason': ['issue_preclusion'],
         'low_confidence': False}
        """
        shown: dict[str, Any] = {
            "result": self.result.value,
            "state": {name: state.value for name, state in self.state.items()},
            "live": _list(self.live),
            "not_live": _list(self.not_live),
            "options": None if self.options is None else [one.as_json() for one in self.options],
            "requires": list(self.requires),
            "forbids": list(self.forbids),
            "reason": list(self.reasons),
            "announce_split": self.announce_split,
            "admissible": _list(self.admissible),
            "inadmissible": _list(self.inadmissible),
            "hearing": self.hearing,
            "presumption": self.presumption,
            "burden": self.burden,
            "if_appeal_succeeds": dict(self.if_appeal_succeeds),
            "also": dict(self.also),
            "lawful": self.lawful,
            "total_years": _number(self.total_years),
            "convictions": self.convictions,
            "by_case": {name: answer.result.value for name, answer in self.by_case.items()},
            "state_by_case": {
                name: {count: state.value for count, state in answer.state.items()}
                for name, answer in self.by_case.items()
                if answer.state
            },
            "unknown": list(self.unknown),
        }
        told = ("live", "not_live", "options", "admissible", "inadmissible")
        kept = {
            key: value
            for key, value in shown.items()
            if value is not None and (value not in ([], {}) or key in told)
        }
        return {**kept, "low_confidence": self.low_confidence}

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data, with the authority used."""
        return {**self.then(), "authority": [one.as_json() for one in self.authorities]}


def unknown(
    *fields: str, reasons: Iterable[str] = (), authorities: Iterable[AuthorityUsed] = ()
) -> Answer:
    """Return the answer that nobody can give, naming the fields that would decide."""
    return Answer(
        result=Result.UNKNOWN,
        reasons=tuple(reasons) or ("fact_not_given",),
        authorities=tuple(authorities),
        unknown=fields,
    )


def _list(words: tuple[str, ...] | None) -> list[str] | None:
    return None if words is None else list(words)


def _number(value: float | None) -> float | int | None:
    """Return a whole number of years without a decimal point."""
    return int(value) if value is not None and float(value).is_integer() else value
