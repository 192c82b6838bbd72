"""A motion to set a verdict of guilty aside before sentence.

A motion that rests on a juror's statement meets the rule of evidence first. One that gets past it
leads to a hearing, and no further here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, final

from juryroom.procedure.impeachment import StatementFacts, offer_statement
from juryroom.procedure.rule_answer import UNKNOWN, RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import Rule, RulePack


class Claim(StrEnum):
    """What a motion to set a verdict aside claims."""

    RECORD_ERROR = "record_error"
    JUROR_CONDUCT = "juror_conduct"
    NEW_EVIDENCE = "new_evidence"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideFacts:
    """A motion to set a verdict aside; None means not known.

    Parameters
    ----------
    statement
        The juror's statement it rests on, if any.
    claim
        What it claims; None where it does not say.
    trial_error
        The error found on the record; "none" where there is none.
    """

    statement: StatementFacts | None = None
    claim: Claim | None = None
    trial_error: str | None = None


def claim_of(rule: str | None) -> Claim | None:
    """Return what a motion under a named subdivision claims, or None where it does not say.

    Examples
    --------
    >>> claim_of("CPL 330.30(2)").value, claim_of("FRCrP 33")
    ('juror_conduct', None)
    """
    found = re.search(r"330\.30\s*\(?\s*([123])", rule or "")
    return tuple(Claim)[int(found.group(1)) - 1] if found else None


def set_aside(motion: SetAsideFacts, pack: RulePack) -> RuleAnswer:
    """Return what becomes of a motion to set a verdict aside.

    Returns
    -------
    RuleAnswer
        `denied`, `hearing_required`, `reverse` or `unknown`.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.impeachment import Influence
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> threat = StatementFacts(
    ...     content=("internal_threat",), source=Influence.INSIDE, known_before_verdict=False)
    >>> motion = SetAsideFacts(statement=threat, claim=claim_of("CPL 330.30(2)"))
    >>> answer = set_aside(motion, rule_pack("US-NY", dt.date(2026, 1, 8)))
    >>> answer.result, answer.reasons
    ('denied', ('tenor_of_deliberation_cannot_impeach',))
    """
    rule = pack.rules.get("set_aside_before_sentence")
    if rule is None:
        return _without_rule(motion, pack)
    claim = motion.claim
    if claim is None:
        claim = Claim.JUROR_CONDUCT if motion.statement is not None else Claim.RECORD_ERROR
    return _CLAIMS[claim](motion, rule, pack)


def _without_rule(motion: SetAsideFacts, pack: RulePack) -> RuleAnswer:
    """Return what the constitution alone asks for: a hearing on outside contact with a juror."""
    if motion.statement is not None and motion.claim in (None, Claim.JUROR_CONDUCT):
        offered = offer_statement(motion.statement, pack)
        if offered.result == "hearing_required":
            return offered
    return no_rule(pack, "set_aside_before_sentence")


def _record_error(motion: SetAsideFacts, rule: Rule, pack: RulePack) -> RuleAnswer:
    del pack
    said = motion.statement
    objected = said.objection_made if said is not None else None
    if motion.trial_error == "none":
        return _denied(rule, "no_error_on_the_record")
    if objected is False:
        return _denied(rule, "error_not_preserved")
    if motion.trial_error is None:
        if said is not None and said.told_before_discharge is False:
            return _denied(rule, "not_on_the_record")
        return turns_on("trial_error", rules=(rule,))
    if objected is None:
        return turns_on("statement.objection_made", rules=(rule,))
    # An error is not yet one that would reverse as law; how much it mattered is for the court.
    return RuleAnswer(
        result="reverse",
        reasons=("error_on_the_record",),
        authorities=(rule.authority,),
        requires=("reversal_as_a_matter_of_law",),
        doubtful=True,
    )


def _juror_conduct(motion: SetAsideFacts, rule: Rule, pack: RulePack) -> RuleAnswer:
    said = motion.statement
    if said is None:
        return turns_on("statement", rules=(rule,))
    offered = offer_statement(said, pack)
    asks_unknown = bool(rule.part("unknown_before_verdict"))
    known = said.known_before_verdict if asks_unknown else False
    if offered.result == "inadmissible":
        also = ("known_before_verdict",) if known else ()
        reason = _WHY_DENIED.get(offered.reasons[0], offered.reasons[0])
        denied = _denied(rule, reason, *also)
        return RuleAnswer(
            result=denied.result,
            reasons=denied.reasons,
            authorities=tuple(dict.fromkeys((*offered.authorities, *denied.authorities))),
            forbids=offered.forbids,
            details={**offered.details, "hearing": False},
        )
    if known:
        return _denied(rule, "known_before_verdict")
    if offered.result == UNKNOWN:
        return offered
    return RuleAnswer(
        result="hearing_required",
        reasons=offered.reasons,
        authorities=tuple(dict.fromkeys((*offered.authorities, rule.authority))),
        requires=("unknown_to_the_defence_before_the_verdict",) if asks_unknown else (),
        details={**offered.details, "hearing": True},
    )


_WHY_DENIED: Final = {
    "internal_statement": "tenor_of_deliberation_cannot_impeach",
    "statement_on_selection": "tenor_of_deliberation_cannot_impeach",
    "mental_process": "tenor_of_deliberation_cannot_impeach",
}


def _new_evidence(motion: SetAsideFacts, rule: Rule, pack: RulePack) -> RuleAnswer:
    if motion.statement is None:
        return turns_on("new_evidence", rules=(rule,))
    offered = offer_statement(motion.statement, pack)
    if offered.result == "inadmissible":
        return _denied(rule, "no_evidence_that_could_be_received").because_of(*offered.authorities)
    return turns_on("new_evidence", rules=(rule,))


_CLAIMS: Final[Mapping[Claim, Callable[[SetAsideFacts, Rule, RulePack], RuleAnswer]]] = {
    Claim.RECORD_ERROR: _record_error,
    Claim.JUROR_CONDUCT: _juror_conduct,
    Claim.NEW_EVIDENCE: _new_evidence,
}


def _denied(rule: Rule, *reasons: str) -> RuleAnswer:
    return RuleAnswer(
        result="denied", reasons=reasons, authorities=(rule.authority,), details={"hearing": False}
    )
