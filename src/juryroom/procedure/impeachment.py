"""A juror's statement that is offered against a verdict, and whether it may be heard.

What a juror may be heard on differs by place and by kind of influence. To be heard is not to
prevail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, final

from juryroom.citations import Standing
from juryroom.procedure.authority import Authority
from juryroom.procedure.juror_loss import Stage
from juryroom.procedure.rule_answer import UNKNOWN, RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import Rule, RulePack
from juryroom.procedure.statements import Heard, kind_of, rule_on


class Influence(StrEnum):
    """Where an influence on a juror came from."""

    INSIDE = "inside_jury_room"
    OUTSIDE = "outside"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFacts:
    """What a juror's statement is about and who knew of it when; None means not known.

    Parameters
    ----------
    content
        Headings, as in `headings.toml`.
    source
        Where the influence came from.
    outsider_involved
        Whether somebody who was not a juror had a part in it.
    told_before_discharge
        Whether a juror told the court before the jury was discharged.
    known_before_verdict
        Whether the defence knew of it before the verdict.
    objection_made
        Whether the defence objected then.
    """

    content: tuple[str, ...] = ()
    source: Influence | None = None
    outsider_involved: bool | None = None
    told_before_discharge: bool | None = None
    known_before_verdict: bool | None = None
    objection_made: bool | None = None

    def kind(self, heading: str) -> str:
        """Return the kind of a heading in the light of where the influence came from.

        Pressure, threats and rumours that come from outside the room are an outside influence. A
        juror's tie that was not disclosed, and what went on in a mind, stay what they are.
        """
        kind = kind_of(heading)
        from_outside = self.source is Influence.OUTSIDE or bool(self.outsider_involved)
        movable = kind in ("inside", "rumour") and heading not in _NOT_INFLUENCES
        if from_outside and (movable or not kind):
            return "outside"
        return kind or ("inside" if self.source is Influence.INSIDE else "")


_NOT_INFLUENCES: Final = frozenset({"undisclosed_tie", "lies_in_selection"})


@final
@dataclass(frozen=True, slots=True)
class _Part:
    """One heading of a statement, and what became of it."""

    heading: str
    kind: str
    answer: Heard
    authority: Authority | None
    reason: str

    @property
    def admitted(self) -> bool | None:
        if self.answer in (Heard.HEARD, Heard.NOT_ITS_EFFECT):
            return True
        return False if self.answer is Heard.NOT_HEARD else None


def offer_statement(
    facts: StatementFacts, pack: RulePack, stage: Stage | None = None
) -> RuleAnswer:
    """Return whether a juror's statement may be heard against a verdict.

    Returns
    -------
    RuleAnswer
        `admissible`, `inadmissible`, `admissible_in_part` (`details` splits it) or `unknown`;
        `hearing_required` where the jury still sits and its judge has to inquire.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> said = StatementFacts(
    ...     content=("internal_threat", "effect_on_own_vote"), source=Influence.INSIDE)
    >>> for place in ("US-CA", "US-NY"):
    ...     answer = offer_statement(said, rule_pack(place, dt.date(2026, 6, 30)))
    ...     print(place, answer.result, answer.details["admissible"])
    US-CA admissible_in_part ('internal_threat',)
    US-NY inadmissible ()
    """
    if not facts.content:
        return _without_content(facts, pack, stage)
    if stage in (Stage.EVIDENCE, Stage.DELIBERATION):
        return _before_verdict(facts, pack)
    parts = [_part(heading, facts.kind(heading), pack) for heading in facts.content]
    open_parts = [part for part in parts if part.admitted is None]
    if open_parts:
        return _undecided(open_parts, pack)
    return _decided(parts, pack)


_KINDS_OF_A_SOURCE: Final[Mapping[Influence, tuple[str, ...]]] = {
    Influence.INSIDE: ("internal_pressure", "effect_on_own_vote"),
    Influence.OUTSIDE: ("outside_contact",),
}


def _without_content(facts: StatementFacts, pack: RulePack, stage: Stage | None) -> RuleAnswer:
    """Return the answer where only the source is known: it must be one for all it may be about."""
    if facts.source is None:
        return turns_on("statement.content")
    answers = [
        offer_statement(replace(facts, content=(heading,)), pack, stage)
        for heading in _KINDS_OF_A_SOURCE[facts.source]
    ]
    first = answers[0]
    if any(one.result != first.result for one in answers) or first.result == UNKNOWN:
        return turns_on("statement.content")
    # The parts of a statement whose content is not known have no names.
    told = {name: part for name, part in first.details.items() if "admissible" not in name}
    return replace(first, details=told)


def _part(heading: str, kind: str, pack: RulePack) -> _Part:
    offence = pack.rules.get("deliberation_disclosure")
    if offence is not None and offence.value == "offence" and kind in _SECRET:
        return _Part(heading, kind, Heard.NOT_HEARD, offence.authority, "disclosure_is_an_offence")
    rule, answer = rule_on(kind, pack)
    if kind == "animus" and rule is None:
        # Before the exception a statement of animus was talk in the jury room like any other.
        rule, answer = rule_on("inside", pack)
        authority = _inferred(rule) if rule else None
        return _Part(heading, kind, answer, authority, "no_exception_for_animus_then")
    if heading in _NOT_INFLUENCES and rule is not None:
        own = pack.rules.get("juror_lies_in_selection")
        return _Part(
            heading,
            kind,
            Heard(own.value) if own else answer,
            own.authority if own else _inferred(rule),
            "statement_on_selection",
        )
    reason = _REASONS.get((kind, answer), "rule_of_the_place")
    return _Part(heading, kind, answer, rule.authority if rule else None, reason)


_SECRET: Final = frozenset({"inside", "mind", "rumour", "animus"})
_REASONS: Final[Mapping[tuple[str, Heard], str]] = {
    ("inside", Heard.NOT_HEARD): "internal_statement",
    ("rumour", Heard.NOT_HEARD): "internal_statement",
    ("mind", Heard.NOT_HEARD): "mental_process",
    ("outside", Heard.HEARD): "outside_influence",
    ("outside", Heard.NOT_ITS_EFFECT): "statements_and_conduct",
    ("inside", Heard.NOT_ITS_EFFECT): "statements_and_conduct",
    ("rumour", Heard.NOT_ITS_EFFECT): "statements_and_conduct",
    ("animus", Heard.HEARD): "sixth_amendment_exception",
}


def _inferred(rule: Rule) -> Authority:
    return Authority(f"by inference from {rule.authority.cite}", Standing.UNVERIFIED)


def _undecided(parts: Sequence[_Part], pack: RulePack) -> RuleAnswer:
    unsettled = [part for part in parts if part.answer is Heard.UNSETTLED]
    contact = pack.rules.get("outside_contact_with_juror")
    if contact is not None and all(part.kind == "outside" for part in parts):
        # The place has no rule of evidence on record; that a hearing is owed needs none.
        return RuleAnswer(
            result="hearing_required",
            reasons=("outside_contact",),
            authorities=(contact.authority,),
            doubtful=not _federal(pack),
            details=_hearing(parts, pack),
        )
    if not unsettled:
        return no_rule(pack, *(f"juror_statements on {part.heading}" for part in parts))
    return RuleAnswer(
        result=UNKNOWN,
        reasons=("unsettled_whether_inside_or_outside",),
        authorities=tuple(part.authority for part in unsettled if part.authority),
        unknown=tuple(f"rule of {pack.jurisdiction} on {part.heading}" for part in unsettled),
    )


def _decided(parts: Sequence[_Part], pack: RulePack) -> RuleAnswer:
    heard = tuple(part.heading for part in parts if part.admitted)
    shut_out = tuple(part.heading for part in parts if not part.admitted)
    result = "admissible_in_part" if heard and shut_out else "admissible"
    offence = any(part.reason == "disclosure_is_an_offence" for part in parts)
    follows = _hearing([part for part in parts if part.admitted], pack)
    authorities = [part.authority for part in parts if part.authority]
    if "presumption" in follows:
        authorities.append(pack.rules["outside_contact_with_juror"].authority)
    return RuleAnswer(
        result=result if heard else "inadmissible",
        reasons=tuple(dict.fromkeys(part.reason for part in parts)),
        authorities=tuple(dict.fromkeys(authorities)),
        forbids=("print_or_repeat_the_account",) if offence else (),
        details={
            "admissible": heard,
            "inadmissible": shut_out,
            **follows,
        },
    )


def _hearing(heard: Sequence[_Part], pack: RulePack) -> dict[str, Any]:
    """Return what follows where an outside influence on a juror is shown: Remmer's three parts."""
    rule = pack.rules.get("outside_contact_with_juror")
    if rule is None or not any(part.kind == "outside" for part in heard):
        return {}
    if not _federal(pack):
        return {"hearing": rule.part("hearing")}
    return {name: rule.part(name) for name in ("hearing", "presumption", "burden")}


def _federal(pack: RulePack) -> bool:
    """Whether the presumption and its burden, decided for federal trials, hold there."""
    return pack.jurisdiction == "US-ANY" or pack.jurisdiction.startswith("US-FED")


def _before_verdict(facts: StatementFacts, pack: RulePack) -> RuleAnswer:
    outside = any(facts.kind(heading) == "outside" for heading in facts.content)
    contact = pack.rules.get("outside_contact_with_juror")
    inquiry = pack.rules.get("juror_inquiry")
    rule = contact if outside and contact is not None else inquiry
    if rule is None:
        return no_rule(pack, "juror_inquiry")
    details: dict[str, Any] = {"hearing": True}
    if rule is contact and _federal(pack):
        details |= {"presumption": rule.part("presumption"), "burden": rule.part("burden")}
    return RuleAnswer(
        result="hearing_required",
        reasons=("outside_contact",) if rule is contact else ("inquiry_before_the_verdict",),
        authorities=(rule.authority,),
        details=details,
    )
