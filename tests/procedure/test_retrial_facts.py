"""The facts on which another trial turns, read from small records."""

import datetime as dt
from typing import Any

import pytest

from juryroom.errors import UnknownNameError
from juryroom.procedure.retrial import may_retry
from juryroom.procedure.retrial_facts import MistrialFacts, facts_of, separate_acts
from juryroom.procedure.states import CountState
from juryroom.record.charges import Count
from juryroom.record.events import Cause, DefencePosition, Mover, ReversalGround
from tests.procedure.building import HUNG, LESSER, S, at, case_of, happens, history_to

C, M, D, G = Cause, Mover, DefencePosition, ReversalGround
ALLOWED, BARRED, UNKNOWN, NOT_APPLICABLE = "allowed", "barred", "unknown", "not_applicable"


def _facts(*events: dict[str, Any], counts: Any = ("K1",), count: str = "K1", **more: Any) -> Any:
    case = case_of(*events, counts=counts, **more)
    return facts_of(case, at(case), count)


def _may(*events: dict[str, Any], counts: Any = ("K1",), count: str = "K1", **more: Any) -> Any:
    case = case_of(*events, counts=counts, **more)
    return may_retry(case, at(case), count)


TRIED = [happens("indicted", "K1", "K2"), happens("jury_sworn", "K1", "K2", trial="T1")]
SUBMITTED = [*TRIED, happens("submitted", "K1", "K2")]
OPEN = happens("mistrial", "K1", **HUNG, trial="T1")
PAIR = ("K1", "K2")


def test_the_facts_of_a_mistrial_are_those_of_its_event() -> None:
    mistrial = happens(
        "mistrial",
        trial="T1",
        causes=["hung", "juror_refusal"],
        mover="prosecution",
        defence_position="objected",
        retrial={"manifest_necessity": True, "intent_to_provoke": False},
    )
    found = _facts(*history_to(S.SUBMITTED), mistrial).mistrial
    assert found == MistrialFacts(
        causes=(C.HUNG, C.JUROR_REFUSAL),
        mover=M.PROSECUTION,
        defence_position=D.OBJECTED,
        manifest_necessity=True,
        intent_to_provoke=False,
        in_deliberation=True,
        trial="T1",
        date="2001-01-05",
        event="E04",
    )
    early = _facts(*history_to(S.IN_JEOPARDY), happens("mistrial")).mistrial
    assert (early.in_deliberation, early.causes, early.defence_agreed) == (False, (), None)


def test_the_answer_keeps_to_the_last_trial() -> None:
    again = [happens("set_for_retrial"), happens("jury_sworn"), happens("submitted")]
    goaded = {"mover": "defence", "retrial": {"intent_to_provoke": True}}
    first = [*history_to(S.SUBMITTED), happens("mistrial", **goaded)]
    assert _may(*first).result.value == BARRED
    assert _may(*first, *again).result.value == NOT_APPLICABLE
    assert _may(*first, *again, happens("mistrial", **HUNG)).result.value == ALLOWED


def test_a_count_set_down_again_is_still_asked_about() -> None:
    events = [*history_to(S.MISTRIAL), happens("set_for_retrial")]
    assert _may(*events).result.value == ALLOWED
    assert _may(*history_to(S.PENDING_TRIAL)).result.value == NOT_APPLICABLE


def test_a_verdict_on_another_count_of_that_trial_is_found() -> None:
    for verdict, convicted in (("guilty", True), ("not_guilty", False)):
        facts = _facts(*SUBMITTED, happens(verdict, "K2"), OPEN, counts=PAIR)
        assert (facts.verdict_beside, facts.conviction_beside) == (True, convicted)
    other = [happens("indicted", *PAIR), happens("jury_sworn", "K2"), happens("guilty", "K2")]
    alone = _facts(*other, happens("jury_sworn", "K1"), happens("mistrial", **HUNG), counts=PAIR)
    assert (alone.verdict_beside, alone.conviction_beside) == (False, False)


def test_the_gate_reads_separate_acts_from_the_record() -> None:
    def gate(one: dict[str, Any], other: dict[str, Any]) -> str:
        counts = ({"id": "K1", **one}, {"id": "K2", **other})
        return _may(*SUBMITTED, happens("guilty", "K2"), OPEN, counts=counts).result.value

    assert gate({"act": "A1"}, {"act": "A2"}) == ALLOWED
    assert gate({"act": "A1"}, {"act": "A1"}) == UNKNOWN
    assert gate({"offence_date": "2013-03"}, {"offence_date": "2006"}) == ALLOWED
    assert gate({"offence_date": "2013-03"}, {"offence_date": "2013"}) == UNKNOWN
    assert gate({}, {}) == UNKNOWN
    stated = {**OPEN, "retrial": {"inconsistent_with_verdict": False, "concurrent_only": True}}
    assert _may(*SUBMITTED, happens("guilty", "K2"), stated, counts=PAIR).result.value == BARRED


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"act": "A"}, {"act": "B"}, True),
        ({"act": "A", "offence_date": "2000"}, {"act": "A", "offence_date": "2001"}, False),
        ({"offence_date": "2000"}, {"offence_date": "2001"}, True),
        ({"offence_date": "2001"}, {"offence_date": "2000"}, True),
        ({"offence_date": "2000"}, {"offence_date": "2000-05"}, None),
        ({"offence_date": "2000~"}, {"offence_date": "2001"}, None),
        ({"offence_date": "2000/.."}, {"offence_date": "2001"}, None),
        ({"offence_date": "../2000"}, {"offence_date": "2001"}, True),
        ({"act": "A"}, {"offence_date": "2001"}, None),
    ],
)
def test_acts_are_separate_only_where_the_record_can_tell(
    one: dict[str, Any], other: dict[str, Any], *, apart: bool | None
) -> None:
    counts = [
        Count.model_validate({"id": f"K{n}", "offence": "o", "sources": ["s1"], **fields})
        for n, fields in enumerate((one, other))
    ]
    assert separate_acts(*counts) is apart
    assert separate_acts(*reversed(counts)) is apart


def test_an_acquittal_beside_may_have_settled_a_fact() -> None:
    events = [*SUBMITTED, happens("not_guilty", "K2"), OPEN]
    facts = _facts(*events, counts=PAIR)
    assert (facts.acquittal_beside, facts.settled_by_acquittal) == (True, None)
    assert _may(*events, counts=PAIR, place="US-FED").unknown == ("retrial.settled_by_acquittal",)
    stated = {**OPEN, "retrial": {"settled_by_acquittal": False}}
    assert _may(*events[:-1], stated, counts=PAIR, place="US-FED").result.value == ALLOWED
    apart = ({"id": "K1", "act": "A"}, {"id": "K2", "act": "B"})
    assert _may(*events, counts=apart, place="US-FED").result.value == ALLOWED


def test_an_acquittal_by_a_jury_that_found_this_count_proved_settled_nothing() -> None:
    events = [
        *SUBMITTED,
        happens("guilty", "K1"),
        happens("not_guilty", "K2"),
        happens("sentenced", "K1"),
        happens("reversed_new_trial", "K1", ground="evidence_error"),
    ]
    answer = _may(*events, counts=PAIR)
    assert (answer.result.value, answer.authority) == (ALLOWED, "CPL 470.20(1)-(5)")


def test_the_ground_of_a_reversal_is_that_of_its_event() -> None:
    sentenced = history_to(S.SENTENCED)
    for ground in ReversalGround:
        facts = _facts(*sentenced, happens("reversed_new_trial", ground=ground.value))
        assert (facts.reversed_, facts.reversal_ground) == (True, ground)
    ended = _facts(*sentenced, happens("reversed_dismissed", ground="weight"))
    assert (ended.reversed_, ended.reversal_ground) == (False, G.WEIGHT)
    remanded = [
        *sentenced,
        happens("reversed_new_trial", ground="trial_error"),
        happens("remanded"),
    ]
    assert _may(*remanded).result.value == ALLOWED


def test_a_verdict_set_aside_before_sentence_is_read_from_its_step() -> None:
    assert _facts(*history_to(S.GUILTY_VERDICT), happens("verdict_set_aside")).set_aside


@pytest.mark.parametrize(
    ("start", "dropped", "in_trial"),
    [(S.IN_JEOPARDY, "not_submitted", True), (S.MISTRIAL, "dismissed", False)],
)
def test_how_a_count_was_dismissed_is_read_from_its_steps(
    start: CountState, dropped: str, *, in_trial: bool
) -> None:
    facts = _facts(*history_to(start), happens(dropped, with_prejudice=False))
    assert (facts.dismissals, facts.dismissed_in_trial) == (1, in_trial)
    assert facts.with_prejudice is False
    assert _facts(happens("indicted"), happens("superseded")).superseded


def test_in_california_an_agreement_reported_and_not_taken_bars() -> None:
    refused = happens(
        "mistrial",
        causes=["partial_verdict_not_taken"],
        mover="court",
        defence_position="not_asked",
    )
    agreed = history_to(S.AGREED_PROVISIONAL)
    asked = {"mover": "court", "defence_position": "not_asked"}
    assert _may(*agreed, refused, place="US-CA").result.value == BARRED
    hung_too = {**refused, "causes": ["hung", "partial_verdict_not_taken"]}
    assert _may(*agreed, hung_too, place="US-CA").result.value == BARRED
    assert _may(*agreed, hung_too, place="US-NY").result.value == ALLOWED
    silent = _may(*agreed, happens("mistrial", **HUNG, **asked), place="US-CA")
    assert silent.unknown == ("causes: partial_verdict_not_taken",)
    withdrawn = [*agreed, happens("agreement_withdrawn"), happens("mistrial", **HUNG, **asked)]
    assert _may(*withdrawn, place="US-CA").result.value == ALLOWED


def test_the_rules_are_those_of_the_day_the_jury_was_sworn() -> None:
    first_day = dt.date(1973, 12, 25)
    counts = ({"id": "K1", "act": "A"}, {"id": "K2", "act": "A"})
    stated = {
        **OPEN,
        "date": "1974-03-01",
        "retrial": {"inconsistent_with_verdict": False, "concurrent_only": False},
    }
    events = [*SUBMITTED, happens("guilty", "K2", date="1974-02-01"), stated]
    old = _may(*events, counts=counts, first_day=first_day)
    assert (old.result.value, old.unknown) == (UNKNOWN, ("retrial.concurrent",))
    new = _may(*events, counts=counts, first_day=dt.date(1974, 1, 1))
    assert new.result.value == ALLOWED


def test_a_linked_case_of_another_sovereign_is_noted() -> None:
    linked = [
        {
            "id": f"L{place[-1]}",
            "caption": "v. D",
            "jurisdiction": place,
            "relation": "companion",
            "what": "the same act",
            "sources": ["s1"],
        }
        for place in ("US-FED", "US-NY")
    ]
    facts = _facts(*history_to(S.MISTRIAL), linked_cases=linked)
    assert facts.other_sovereigns == ("v. D (US-FED)",)


def test_a_state_whose_rules_stand_in_is_named_in_the_answer() -> None:
    answer = _may(*history_to(S.MISTRIAL), place="US-NJ")
    assert answer.notice is not None
    assert "US-NJ" in answer.notice


def test_a_count_that_is_not_charged_yet_is_not_asked_about() -> None:
    case = case_of(happens("indicted"), counts=PAIR)
    with pytest.raises(UnknownNameError, match="not yet"):
        may_retry(case, at(case), "K2")


def test_a_lesser_offence_that_went_with_its_greater_has_the_facts_of_that_mistrial() -> None:
    events = [happens(word, "K1", "K1_a") for word in ("indicted", "jury_sworn", "submitted")]
    answer = _may(*events, happens("mistrial", "K1", **HUNG), counts=("K1", LESSER), count="K1_a")
    assert answer.result.value == ALLOWED
