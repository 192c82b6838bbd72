"""Every action answers, whatever is not given; dates that straddle a change of law say so."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.dispatch import FAMILIES, answer, day_of
from juryroom.procedure.doctrine.law import DEFAULT_DAY, Law
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import Action, Result, is_jurisdiction
from juryroom.procedure.rulepack import jurisdictions
from juryroom.record.dates import parse_date

STATES = st.sampled_from(["MISTRIAL", "ACQUITTED", "REVERSED_NEW_TRIAL", "DISMISSED", "SUBMITTED"])
TRISTATE = st.sampled_from([True, False, None])


def ask(
    given_: dict[str, Any], when: dict[str, Any], place: str = "US-NY", date: str | None = None
) -> Answer:
    return answer(
        Situation.model_validate_json(json.dumps(given_), strict=True),
        Asked.model_validate_json(json.dumps(when), strict=True),
        place,
        parse_date(date) if date else None,
    )


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("place", [place for place in jurisdictions() if is_jurisdiction(place)])
def test_every_action_answers_with_nothing_given(action: Action, place: str) -> None:
    found = ask({}, {"action": action.value}, place)
    assert found.reasons


def test_every_action_has_a_family() -> None:
    assert set(FAMILIES) == set(Action)


def test_a_date_that_straddles_a_change_of_law_is_named() -> None:
    judge = {"by": "judge", "stage": "after_hung_jury", "motion_days_after_discharge": 10}
    given_ = {"counts": {"K1": {"state": "ACQUITTED_BY_COURT", "acquitted": judge}}}
    when = {"action": "appeal_acquittal", "counts": ["K1"]}
    assert ask(given_, when, "US-FED", "2009-11-30").result is Result.ALLOWED
    assert ask(given_, when, "US-FED", "2009-12-01").result is Result.BARRED
    assert ask(given_, when, "US-FED", "2009").unknown == ("date",)
    assert ask(given_, when, "US-FED", "2010").result is Result.BARRED
    assert ask(given_, when, "US-FED", "2009/..").result is Result.BARRED


def test_the_law_without_a_date_is_that_of_the_format() -> None:
    assert Law("US-NY").day == DEFAULT_DAY == dt.date(2026, 6, 30)
    assert Law("US-NY").american
    assert not Law("CA").american
    assert day_of(None) is None
    assert day_of(parse_date("2025")) == dt.date(2025, 12, 31)


def test_a_rule_that_nobody_recorded_is_unknown_and_named() -> None:
    given_ = {"counts": {"K1": {"state": "REVERSED_NEW_TRIAL"}}}
    found = ask(given_, {"action": "retry", "counts": ["K1"]}, "STD-ECF5")
    assert found.result is Result.UNKNOWN
    assert found.unknown == ("law: no rules for STD-ECF5",)


@given(
    attached=TRISTATE,
    exception=TRISTATE,
    same=st.sampled_from(["A1", "A2", None]),
    outcome=st.lists(STATES, max_size=2),
    place=st.sampled_from(["US-NY", "US-FED", "US-CA", "US-ANY"]),
)
def test_a_charge_never_turns_on_what_is_not_given(
    attached: bool | None, exception: bool | None, same: str | None, outcome: list[str], place: str
) -> None:
    def charged(attached: bool | None, exception: bool | None) -> Result:
        prior = {
            "sovereign": "US-NJ",
            "act": same,
            "outcome": outcome,
            "jeopardy_attached": attached,
        }
        return ask(
            {"prior": prior, "exception_under_cpl_40_20_2": exception},
            {"action": "charge", "act": "A1", "sovereign": place},
            place,
        ).result

    now = charged(attached, exception)
    if now is Result.UNKNOWN:
        return
    if exception is None:
        assert {charged(attached, known) for known in (True, False)} == {now}
    if attached is None and not outcome:
        assert {charged(known, exception) for known in (True, False)} == {now}


@given(
    transaction=TRISTATE, known=TRISTATE, begun=TRISTATE, place=st.sampled_from(["US-NY", "US-MI"])
)
def test_an_offence_left_out_never_turns_on_what_is_not_given(
    transaction: bool | None, known: bool | None, begun: bool | None, place: str
) -> None:
    def charged(*facts: bool | None) -> Result:
        omitted = {
            "offence": "K2",
            "same_transaction": facts[0],
            "known_and_provable_when_I1_filed": facts[1],
        }
        instrument = {"id": "I1", "counts": ["K1"], "trial_begun": facts[2]}
        given_ = {"omitted": omitted, "instruments": [instrument]}
        return ask(given_, {"action": "charge"}, place).result

    facts = (transaction, known, begun)
    now = charged(*facts)
    if now is Result.UNKNOWN:
        return
    for place_, fact in enumerate(facts):
        if fact is None:
            for value in (True, False):
                assert charged(*facts[:place_], value, *facts[place_ + 1 :]) is now


def test_an_instrument_whose_status_tells_that_the_trial_has_begun() -> None:
    omitted = {"same_transaction": True, "known_and_provable_when_I1_filed": True}

    def charged(**instrument: Any) -> Result:
        instruments = [{"id": "I1", "counts": ["K1"], **instrument}]
        given_ = {"omitted": omitted, "instruments": instruments}
        return ask(given_, {"action": "charge"}).result

    assert charged(status="tried") is Result.BARRED
    assert charged(status="filed") is Result.ALLOWED
    assert charged(status="somewhere") is Result.UNKNOWN


@pytest.mark.parametrize(
    ("given_", "unknown"),
    [
        ({}, ("prior", "omitted")),
        ({"prior": {"act": "A1"}}, ("prior.sovereign",)),
        ({"prior": {"sovereign": "US-NY"}}, ("prior.act",)),
        ({"prior": {"sovereign": "US-NY", "act": "A1"}}, ("prior.outcome",)),
    ],
)
def test_a_charge_names_what_it_needs(given_: dict[str, Any], unknown: tuple[str, ...]) -> None:
    assert ask(given_, {"action": "charge", "act": "A1"}).unknown == unknown


def test_the_state_may_not_part_one_transaction_into_two_prosecutions() -> None:
    prior = {"sovereign": "US-NY", "act": "A2", "transaction": "T1", "outcome": "SENTENCED"}
    given_ = {"prior": prior, "exception_under_cpl_40_20_2": False}
    when = {"action": "charge", "act": "A1", "transaction": "T1"}
    assert ask(given_, when).result is Result.BARRED
    assert ask(given_, {**when, "transaction": "T2"}).result is Result.ALLOWED


@pytest.mark.parametrize("instruments", [[], ["I1"], ["I1", "I9"]])
def test_two_instruments_are_joined(instruments: list[str]) -> None:
    given_ = {"instruments": [{"id": "I1", "counts": ["K1"]}]}
    found = ask(given_, {"action": "join", "instruments": instruments or None})
    assert found.result is Result.UNKNOWN


@pytest.mark.parametrize("place", ["US-FED", "US-CA", "US-MI"])
def test_instruments_are_consolidated_elsewhere_too_but_that_is_not_verified(place: str) -> None:
    pair = [{"id": "I1", "counts": ["K1"]}, {"id": "I2", "counts": ["K2"]}]
    found = ask({"instruments": pair, "same_offence_in_both": False}, {"action": "join"}, place)
    assert found.result is Result.CONSOLIDATE
    assert found.low_confidence


def test_a_count_in_both_instruments_by_the_same_id() -> None:
    pair = [{"id": "I1", "counts": ["K1", "K2"]}, {"id": "I2", "counts": ["K1", "K3"]}]
    found = ask({"instruments": pair}, {"action": "join"})
    assert found.result is Result.COUNTS
    assert found.live == ("K2", "K1", "K3")
    elsewhere = ask({"instruments": pair}, {"action": "join"}, "US-MI")
    assert elsewhere.unknown == ("law: no rule superseding for US-MI",)


@pytest.mark.parametrize(
    ("state", "result"),
    [
        ("SENTENCED", Result.REFUSE),
        ("IN_JEOPARDY", Result.REFUSE),
        ("PENDING_TRIAL", Result.ALLOWED),
        ("ABATED", Result.BARRED),
        ("DISMISSED", Result.ALLOWED),
        ("DISMISSED_WITH_PREJUDICE", Result.BARRED),
        ("BARRED", Result.BARRED),
        ("DEEMED_ACQUITTED", Result.BARRED),
        ("NGRI", Result.BARRED),
    ],
)
def test_every_state_is_answered(state: str, result: Result) -> None:
    found = ask({"counts": {"K1": {"state": state}}}, {"action": "retry"})
    assert found.result is result
    assert (found.result is Result.REFUSE) == bool(found.requires)


@pytest.mark.parametrize("state", ["DISMISSED", "REVERSED_NEW_TRIAL", "SENTENCED", "ACQUITTED"])
@pytest.mark.parametrize("place", ["GB-EAW", "CA", "AU-NSW", "GB-SCT", "IE", "NZ"])
def test_no_rule_of_the_united_states_stands_in_elsewhere(state: str, place: str) -> None:
    count = {"state": state, "reversal_ground": "trial_error" if "REV" in state else None}
    found = ask({"counts": {"K1": count}}, {"action": "retry"}, place)
    cited = " ".join(map(str, found.authorities))
    assert "U.S." not in cited
    assert "Georgia" not in cited
    expected = {
        "DISMISSED": Result.UNKNOWN,
        "REVERSED_NEW_TRIAL": Result.ALLOWED,
        "SENTENCED": Result.REFUSE,
        "ACQUITTED": Result.BARRED,
    }
    assert found.result is expected[state]


def test_a_dismissed_count_waits_for_the_others() -> None:
    fell = {"state": "DISMISSED", "dismissed": {"by": "court", "when": "during_trial"}}
    hung = {"state": "MISTRIAL", "mistrial": {"cause": "hung", "defence_position": "silent"}}
    when = {"action": "retry", "counts": ["K2"]}
    together = ask({"counts": {"K1": hung, "K2": fell}}, when)
    assert together.result is Result.ALLOWED
    assert ask({"counts": {"K2": fell}}, when).result is Result.ALLOWED
    elsewhere = ask({"counts": {"K1": hung, "K2": fell}}, when, "US-MI")
    assert elsewhere.result is Result.UNKNOWN
    assert "counts_after_mistrial" in elsewhere.unknown[0]


def test_a_new_trial_asks_what_ended_the_last_one() -> None:
    found = ask({"counts": {"K1": {"state": "ACQUITTED"}}}, {"action": "new_trial"})
    assert found.unknown == ("when.after",)
    hung = {"state": "MISTRIAL", "mistrial": {"cause": "hung", "defence_position": "silent"}}
    found = ask({"counts": {"K1": hung, "K2": {}}}, {"action": "new_trial"})
    assert found.unknown == ("counts.K2.state",)
    assert ask({"counts": {"K1": hung}}, {"action": "new_trial"}).live == ("K1",)
