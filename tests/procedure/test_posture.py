"""The posture of a case: order and dates, counts that move together, and what comes back."""

import datetime as dt
import json
import time

import pytest

from juryroom.errors import ProcedureError, RecordError, UnknownNameError
from juryroom.procedure.posture import check_history
from tests.procedure.building import (
    END,
    HUNG,
    LESSER,
    LOST,
    S,
    at,
    case_of,
    day,
    happens,
    history_to,
    states,
)

TWO, THREE = ("K1", "K2"), ("K1", "K2", "K3")


# ---- days


def test_an_event_counts_from_the_last_day_it_can_mean() -> None:
    case = case_of(
        happens("indicted", date="2020-01"),
        happens("set_for_trial", date="2020-02-10/2020-03-05"),
        happens("jury_sworn", date="../2020-04-01"),
    )
    found = [states(case, dt.date.fromisoformat(text)) for text in ("2020-01-30", "2020-01-31")]
    assert found == [{}, {"K1": S.INDICTED}]
    assert states(case, dt.date(2020, 3, 4)) == {"K1": S.INDICTED}
    assert states(case, dt.date(2020, 3, 5)) == {"K1": S.PENDING_TRIAL}
    assert states(case, dt.date(2020, 4, 1)) == {"K1": S.IN_JEOPARDY}


def test_events_of_one_day_keep_the_order_of_the_file_and_others_that_of_their_days() -> None:
    late, early = "2020-05-02", "2020-05-01"
    case = case_of(
        happens("set_for_trial", date=late),
        happens("jury_sworn", date=late),
        happens("indicted", date=early),
    )
    assert states(case) == {"K1": S.IN_JEOPARDY}
    swapped = case_of(
        happens("jury_sworn", date=late),
        happens("submitted", date=late),
        happens("jury_sworn", date=late),
        happens("indicted", date=early),
    )
    with pytest.raises(RecordError, match=r"events\[2\] E02 on count K1"):
        at(swapped)


def test_a_step_without_a_last_day_never_counts_and_the_check_of_the_history_says_so() -> None:
    case = case_of(happens("indicted"), happens("set_for_trial", date="2020-01-01/.."))
    assert states(case) == {"K1": S.INDICTED}
    with pytest.raises(
        RecordError, match=r"events\[1\] E01: found set_for_trial on 2020"
    ) as raised:
        check_history(case)
    assert len(raised.value.problems) == 1


def test_a_fault_after_the_day_is_left_for_later() -> None:
    case = case_of(*history_to(S.ACQUITTED), happens("guilty"))
    last = len(case.events) - 1
    assert states(case, day(last - 1)) == {"K1": S.ACQUITTED}
    with pytest.raises(RecordError):
        at(case, day(last))
    with pytest.raises(RecordError):
        check_history(case)
    check_history(case_of(*history_to(S.ACQUITTED)))


def test_events_of_the_log_move_nothing() -> None:
    events = [*history_to(S.MISTRIAL), happens("intent_to_retry"), happens("motion_denied")]
    (count,) = at(case_of(*events)).counts
    assert (count.state, len(count.steps)) == (S.MISTRIAL, 5)


# ---- counts that are not yet, groups, totals


def test_counts_are_listed_apart_until_they_are_charged() -> None:
    case = case_of(happens("indicted", "K2"), happens("charged", "K1"), counts=THREE)
    early, late = at(case, day(0)), at(case, day(1))
    assert ([count.id for count in early.counts], early.not_yet) == (["K2"], ("K1", "K3"))
    assert ([count.id for count in late.counts], late.not_yet) == (["K1", "K2"], ("K3",))
    with pytest.raises(UnknownNameError, match=r"count 'K1' \(not yet\)"):
        early.count("K1")
    with pytest.raises(UnknownNameError, match="found count 'K9'\n"):
        early.count("K9")


def test_totals_weigh_groups_and_keep_lesser_offences_apart() -> None:
    counts = ({"id": "G", "members": 5}, "K1", LESSER)
    case = case_of(happens("indicted", "G", "K1", "K1_a"), happens("dismissed", "G"), counts=counts)
    found = at(case)
    assert found.totals == {S.DISMISSED: 5, S.INDICTED: 1}
    assert found.lesser_totals == {S.INDICTED: 1}


def test_a_posture_as_json_has_every_step_with_its_authority_and_sources() -> None:
    events = [
        happens("indicted", standing="assumed"),
        happens("jury_sworn", trial="T1", weak=True),
        happens("mistrial", **HUNG),
    ]
    shown = at(case_of(*events, place="US-NJ")).as_json()
    assert json.loads(json.dumps(shown)) == shown
    assert shown["notice"].startswith("US-NJ has no rule pack of its own")
    (count,) = shown["counts"]
    assert {key: count[key] for key in ("id", "state", "phrase", "since", "transition")} == {
        "id": "K1",
        "state": "MISTRIAL",
        "phrase": "mistrial, no verdict",
        "since": "2001-01-03",
        "transition": "C19",
    }
    assert count["weak"] is True
    moves = [(step["transition"], step["from"], step["to"]) for step in count["steps"]]
    assert moves == [
        ("C01", None, "INDICTED"),
        ("C04", "INDICTED", "PENDING_TRIAL"),
        ("C05", "PENDING_TRIAL", "IN_JEOPARDY"),
        ("C19", "IN_JEOPARDY", "MISTRIAL"),
    ]
    assert [step["implied"] for step in count["steps"]] == [False, True, False, False]
    assert [step["weak"] for step in count["steps"]] == [False, True, True, False]
    assert count["steps"][0]["standing"] == "assumed"
    assert count["steps"][0]["authority"] == "no authority is recorded for US-NJ [unverified]"
    assert count["steps"][2]["authority"] == "Crist v. Bretz (1978) [unverified]"
    assert count["authority"] == "Arizona v. Washington, 434 U.S. 497 (1978)"
    assert all(step["sources"] == ["s1"] and step["condition"] for step in count["steps"])
    assert [step["trial"] for step in count["steps"]] == [None, "T1", "T1", "T1"]


def test_canada_lets_the_crown_appeal_from_an_acquittal_and_new_york_does_not() -> None:
    events = [*history_to(S.ACQUITTED), happens("reversed_new_trial"), happens("remanded")]
    (count,) = at(case_of(*events, place="CA")).counts
    assert count.state is S.PENDING_TRIAL
    step = count.steps[-2]
    assert (step.transition, step.after) == ("C29A", S.REVERSED_NEW_TRIAL)
    assert "676(1)(a)" in step.authority
    with pytest.raises(RecordError, match="a recorded acquittal is final"):
        at(case_of(*events))
    with pytest.raises(RecordError) as raised:
        at(case_of(*history_to(S.ACQUITTED), happens("sentenced"), place="CA"))
    assert raised.value.problems[0].accepted.startswith("reversed_new_trial (C29A")


def test_a_place_without_a_pack_is_refused() -> None:
    case = case_of(happens("indicted"), place="FR")
    with pytest.raises(ProcedureError, match="US-FED"):
        at(case)
    with pytest.raises(ProcedureError, match="FR"):
        check_history(case)


# ---- one count


def test_a_step_that_the_next_needs_is_taken_and_marked_as_implied() -> None:
    (count,) = at(case_of(happens("indicted"), happens("jury_sworn"), happens("guilty"))).counts
    assert [(step.transition, step.implied) for step in count.steps] == [
        ("C01", False),
        ("C04", True),
        ("C05", False),
        ("C10", True),
        ("C13", False),
    ]
    assert len({step.event for step in count.steps[-2:]}) == 1


def test_a_sworn_jury_implies_the_instrument_and_the_date() -> None:
    (count,) = at(case_of(happens("charged"), happens("jury_sworn"))).counts
    moves = [(step.transition, step.implied) for step in count.steps[1:]]
    assert moves == [("C01", True), ("C04", True), ("C05", False)]
    with pytest.raises(RecordError, match=r"jury_sworn \(C01 then C04 then C05\)"):
        at(case_of(happens("charged"), happens("submitted")))


def test_a_repeated_setting_of_a_date_keeps_the_state_and_its_day() -> None:
    case = case_of(happens("indicted"), happens("set_for_trial"), happens("set_for_trial"))
    (count,) = at(case).counts
    assert (count.state, str(count.since), len(count.steps)) == (S.PENDING_TRIAL, "2001-01-02", 3)


@pytest.mark.parametrize(
    ("history", "move"), [(S.PENDING_TRIAL, "C07"), (S.IN_JEOPARDY, "C09"), (S.MISTRIAL, "C22")]
)
@pytest.mark.parametrize(
    ("prejudice", "state"),
    [(True, S.DISMISSED_WITH_PREJUDICE), (False, S.DISMISSED), (None, S.DISMISSED)],
)
def test_a_dismissal_is_final_only_if_the_record_says_with_prejudice(
    history: S, move: str, *, prejudice: bool | None, state: S
) -> None:
    case = case_of(*history_to(history), happens("dismissed", with_prejudice=prejudice))
    (count,) = at(case).counts
    assert (count.state, count.transition) == (state, move)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.AGREED_PROVISIONAL])
def test_a_mistrial_is_hung_only_if_the_record_says_so(state: S) -> None:
    both = {"causes": ["juror_refusal", "hung"]}
    moves = [
        at(case_of(*history_to(state), happens("mistrial", **fields))).counts[0].transition
        for fields in (HUNG, both, LOST, {})
    ]
    assert moves == ["C18", "C18", "C19", "C19"]


@pytest.mark.parametrize(
    ("verdict", "state"), [("K1", S.GUILTY_VERDICT), ("K1_a", S.GUILTY_LESSER)]
)
def test_an_appeal_brings_back_the_verdict_behind_a_judges_acquittal(
    verdict: str, state: S
) -> None:
    sworn = ("indicted", "jury_sworn", "submitted")
    events = [
        *(happens(word, "K1", "K1_a") for word in sworn),
        happens("guilty", verdict),
        happens("acquitted_by_court", verdict),
    ]
    counts = ("K1", LESSER)
    assert states(case_of(*events, counts=counts))[verdict] is S.ACQUITTED_BY_COURT
    back = at(case_of(*events, happens("remanded", verdict), counts=counts)).count(verdict)
    assert (back.state, back.transition) == (state, "C26R")
    assert back.authority == "United States v. Wilson (1975)"
    with pytest.raises(RecordError, match=r"accepted: remanded \(C26R"):
        at(case_of(*events, happens("guilty", verdict), counts=counts))


def test_a_judges_acquittal_before_or_without_a_verdict_has_no_way_back() -> None:
    for state in (S.IN_JEOPARDY, S.MISTRIAL):
        events = [*history_to(state), happens("acquitted_by_court"), happens("remanded")]
        with pytest.raises(RecordError, match="a judge's acquittal on the proof is final"):
            at(case_of(*events))


def test_a_superseding_instrument_ends_only_the_counts_it_names() -> None:
    case = case_of(
        happens("indicted", *TWO),
        happens("superseded", "K1"),
        happens("consolidated", "K2"),
        counts=TWO,
    )
    assert states(case) == {"K1": S.DISMISSED, "K2": S.INDICTED}


# ---- faults


def test_every_fault_of_a_case_is_named_in_one_error_each_once() -> None:
    case = case_of(
        happens("jury_sworn", "K1"),
        happens("submitted", "K1"),
        happens("guilty", "K1", "K3"),
        happens("not_guilty", "K2"),
        counts=TWO,
    )
    with pytest.raises(RecordError) as raised:
        check_history(case)
    assert [problem.where for problem in raised.value.problems] == [
        "events[0] E00 on count K1",
        "events[2] E02 on count K3",
        "events[3] E03 on count K2",
    ]
    assert raised.value.problems[1].accepted == "K1, K2"


def test_a_mistrial_of_a_trial_that_the_record_leaves_out_brings_nothing_back() -> None:
    case = case_of(happens("indicted"), happens("submitted"), happens("mistrial"))
    with pytest.raises(RecordError) as raised:
        at(case)
    assert [problem.where.split()[1] for problem in raised.value.problems] == ["E01"]


def test_nothing_leads_out_of_a_final_state_however_often_it_is_tried() -> None:
    events = [*history_to(S.ACQUITTED), happens("guilty"), happens("sentenced")]
    with pytest.raises(RecordError) as raised:
        at(case_of(*events))
    assert len(raised.value.problems) == 2
    assert {problem.rule for problem in raised.value.problems} == {
        "a recorded acquittal is final (CPL 40.20)"
    }


def test_a_final_state_without_an_authority_invents_none() -> None:
    with pytest.raises(RecordError) as raised:
        at(case_of(*history_to(S.BARRED), happens("set_for_retrial")))
    rule = "a court has found that the count may not be tried again"
    assert raised.value.problems[0].rule == rule


@pytest.mark.parametrize(
    ("first", "then"), [("consolidated", "set_for_trial"), ("mistrial", "set_for_retrial")]
)
def test_after_a_fault_the_replay_goes_on_from_where_it_would_have_led(
    first: str, then: str
) -> None:
    with pytest.raises(RecordError) as raised:
        at(case_of(happens(first), happens(then)))
    assert len(raised.value.problems) == 1


# ---- speed


@pytest.mark.slow
def test_a_docket_of_ten_thousand_events_is_read_in_a_second() -> None:
    words = ("indicted", "set_for_trial", "jury_sworn", "submitted", "guilty")
    counts = tuple(f"K{number}" for number in range(2000))
    case = case_of(
        *(happens(word, count, date="2020-01-01") for count in counts for word in words),
        counts=counts,
    )
    begun = time.process_time()
    found = at(case, END)
    assert time.process_time() - begun < 1
    assert found.totals == {S.GUILTY_VERDICT: 2000}
