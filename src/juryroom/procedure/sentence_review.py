"""A sentence under review: what is left of it where a conviction that it leaned on is gone.

Only the sentence is asked about. The convictions it was imposed for stand or fall by themselves.
"""

from dataclasses import dataclass
from typing import Final, final

from juryroom.procedure.authority import Authority, in_place
from juryroom.procedure.rule_answer import RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import RulePack
from juryroom.procedure.sentence import SentenceTerm, Total
from juryroom.procedure.sentence_order import years_of
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import table

GONE: Final = ("revers", "vacat", "set_aside", "set aside", "quash", "overturn")
STANDING: Final = ("stand", "affirm", "final", "sentenced", "active", "undisturbed", "upheld")
_STANDS: Final = "stand"
_FELL: Final = frozenset(
    {
        CountState.REVERSED_NEW_TRIAL,
        CountState.REVERSED_DISMISSED,
        CountState.DISMISSED,
        CountState.DISMISSED_WITH_PREJUDICE,
    }
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFacts:
    """A sentence that is reviewed; None means not known.

    Parameters
    ----------
    rests_on
        The jurisdiction of the conviction that the court leaned on.
    rests_on_status
        What became of that conviction, in words.
    states
        The states of the counts that were sentenced together.
    terms
        Terms of the old sentence and of one that took its place, in any order.
    """

    rests_on: str | None = None
    rests_on_status: str | None = None
    states: tuple[CountState, ...] = ()
    terms: tuple[SentenceTerm, ...] = ()


def review(facts: SentenceFacts, pack: RulePack) -> RuleAnswer:
    """Return what becomes of a sentence: `vacate_sentence`, `stands` or `unknown`.

    Examples
    --------
    >>> import datetime as dt
    >>> from juryroom.procedure.rulepack import rule_pack
    >>> leaned = SentenceFacts(rests_on="US-NY", rests_on_status="reversed")
    >>> answer = review(leaned, rule_pack("US-CA", dt.date(2026, 6, 30)))
    >>> answer.result, answer.details["convictions"], answer.low_confidence
    ('vacate_sentence', 'stand', True)
    """
    if facts.rests_on_status is not None:
        return _leaned(facts.rests_on_status, pack)
    if facts.rests_on is not None:
        return turns_on("sentence_rests_on.status")
    if any(state in _FELL for state in facts.states):
        return _after_some_fell(facts, pack)
    return turns_on("sentence_rests_on")


def _leaned(status: str, pack: RulePack) -> RuleAnswer:
    word = status.lower()
    rule = pack.rules.get("sentence_on_reversed_conviction")
    if word.startswith(GONE):
        if rule is None:
            return no_rule(pack, "sentence_on_reversed_conviction")
        return RuleAnswer(
            result="vacate_sentence",
            reasons=("leaned_on_a_conviction_since_reversed",),
            authorities=(rule.authority, *_sentence_only(pack)),
            details={"convictions": _STANDS},
        )
    if word.startswith(STANDING):
        return RuleAnswer(
            result="stands",
            reasons=("conviction_it_leaned_on_stands",),
            authorities=(rule.authority,) if rule else (),
            details={"convictions": _STANDS},
        )
    return turns_on("sentence_rests_on.status")


def _sentence_only(pack: RulePack) -> tuple[Authority, ...]:
    """Return by whose law a sentence may fall alone."""
    found = in_place(table().by_id["C31"].authority, pack.jurisdiction)
    return (found,) if found else ()


def _after_some_fell(facts: SentenceFacts, pack: RulePack) -> RuleAnswer:
    """Return what becomes of a sentence imposed again after some of its counts fell."""
    dated = [term for term in facts.terms if term.imposed is not None]
    if len(dated) < 2 or any(term.longest is None for term in dated):
        return turns_on("terms")
    dated.sort(key=lambda term: str(term.imposed))
    before, again = dated[0].longest or 0.0, dated[-1].longest or 0.0
    rule = pack.rules.get("resentence_after_some_counts_fall")
    if rule is None:
        return no_rule(pack, "resentence_after_some_counts_fall")
    if again > before:
        return turns_on("the reason of the longer sentence", rules=(rule,))
    return RuleAnswer(
        result="stands",
        reasons=("same_total_may_return",) if again == before else ("shorter_total",),
        authorities=(rule.authority,),
        details={"convictions": _STANDS, **years_of(Total(again, again))},
    )
