"""How terms run, and a sentence under review."""

import re

from juryroom.procedure.doctrine.actions.adapting import answered, states_of
from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Asked, Situation, Term
from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import RulePack, rule_pack
from juryroom.procedure.sentence import SentenceTerm, TermKind, TermStatus
from juryroom.procedure.sentence_order import Order, Terms
from juryroom.procedure.sentence_order import run_terms as relation_of
from juryroom.procedure.sentence_review import SentenceFacts, review
from juryroom.procedure.states import CountState

_STANDARD = "STD-ECF5"
_FORMAT = "ECF 5.0"
_UNSENTENCED = frozenset({CountState.SENTENCED, CountState.AFFIRMED})


def run_terms(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return how the terms run, and what they add up to.

    The default is that of the court that imposes the last term; a data standard answers for a file.
    """
    terms = tuple(_term(term, law, situation) for term in situation.terms)
    order = Order(situation.order.value) if situation.order is not None else None
    standard = law.jurisdiction == _STANDARD
    if standard and order in (None, Order.SILENT):
        order = Order.NO_REFERENCE
    given = Terms(
        terms=terms,
        order=order,
        new=asked.new,
        source_format=situation.source_format or (_FORMAT if standard else None),
    )
    return answered(relation_of(given, None if standard else _pack(terms, asked.new, law)), law)


def _pack(terms: tuple[SentenceTerm, ...], new: str | None, law: Law) -> RulePack:
    """Return the law of the court that imposes the new term: the one named, else the last."""
    named = new or _last(terms)
    court = next((term.court for term in terms if term.id == named), law.jurisdiction)
    return law.pack if court == law.jurisdiction else rule_pack(court, law.day)


def _last(terms: tuple[SentenceTerm, ...]) -> str | None:
    """Return the term that was surely imposed after all others, or None."""
    for term in terms:
        day = term.imposed
        others = [other.imposed for other in terms if other is not term]
        if day is not None and all(other is not None and other.before(day) for other in others):
            return term.id
    return None


def _term(term: Term, law: Law, situation: Situation) -> SentenceTerm:
    words = (term.type or "").lower().replace("_", " ")
    kind = next((kind for kind in TermKind if re.search(rf"\b{kind.value}\b", words)), None)
    count = situation.counts.get(term.count) if term.count else None
    return SentenceTerm(
        id=term.id,
        court=term.court or law.jurisdiction,
        count=term.count,
        kind=kind,
        years=None if kind is TermKind.LIFE else term.years,
        min_years=term.years if kind is TermKind.LIFE else None,
        imposed=term.imposed,
        act=term.act or (count.act if count else None),
        offence_date=term.offence_date or (count.offence_date if count else None),
        status=_status(term, count.state if count else None),
        grade=count.grade if count else None,
    )


_FELL = frozenset(
    {
        CountState.REVERSED_NEW_TRIAL,
        CountState.REVERSED_DISMISSED,
        CountState.SENTENCE_VACATED,
        CountState.ACQUITTED,
        CountState.DISMISSED,
        CountState.DISMISSED_WITH_PREJUDICE,
    }
)


def _status(term: Term, state: CountState | None) -> TermStatus | None:
    """Return what became of a term: it falls with its conviction; None where not known."""
    if state in _FELL:
        return TermStatus.VACATED
    if term.discharged is None:
        return None
    return TermStatus.DISCHARGED if term.discharged else TermStatus.ACTIVE


def review_sentence(situation: Situation, asked: Asked, law: Law) -> Answer:
    """Return what becomes of a sentence on review; without an error the convictions stand."""
    del asked
    rests = situation.sentence_rests_on
    states = states_of(situation)
    if situation.trial_error not in (None, "none"):
        return answered(_error_at_the_trial(law), law, _reversed(states))
    facts = SentenceFacts(
        rests_on_status=rests.status if rests else None,
        rests_on=rests.conviction_of if rests else None,
        states=tuple(states.values()),
        terms=tuple(_term(term, law, situation) for term in situation.terms),
    )
    found = review(facts, law.pack)
    return answered(found, law, _after(found, states))


def _error_at_the_trial(law: Law) -> RuleAnswer:
    """Return what an error found at the trial leads to: it reaches the convictions themselves."""
    rule = law.rule("reversal_remedy")
    return RuleAnswer(
        result="reverse",
        reasons=("error_found_at_the_trial",),
        authorities=() if rule is None else (rule.authority,),
        # How much the error mattered is for the court; a sentence alone cannot cure it.
        requires=("reversal_as_a_matter_of_law",),
        doubtful=True,
        details={"convictions": "fall"},
    )


def _reversed(states: dict[str, CountState]) -> dict[str, CountState]:
    return {
        name: CountState.REVERSED_NEW_TRIAL if state in _UNSENTENCED else state
        for name, state in states.items()
    }


def _after(found: RuleAnswer, states: dict[str, CountState]) -> dict[str, CountState]:
    if found.result != "vacate_sentence":
        return states
    return {
        name: CountState.SENTENCE_VACATED if state in _UNSENTENCED else state
        for name, state in states.items()
    }
