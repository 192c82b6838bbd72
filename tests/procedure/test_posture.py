"""The posture of a case: order and dates, counts that move together, and what comes back."""

import datetime as dt
import json
import time
from typing import Any

import pytest

from juryroom.citations import Standing
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
    shown = at(case_of(*events, place="US-MA")).as_json()
    assert json.loads(json.dumps(shown)) == shown
    assert shown["notice"].startswith("US-MA has no rule pack of its own")
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
    assert count["steps"][0]["authority"] == "no authority is recorded for US-MA [unverified]"
    assert count["steps"][2]["authority"] == "Crist v. Bretz (1978) [unverified]"
    assert count["authority"] == "Arizona v. Washington, 434 U.S. 497 (1978)"
    assert all(step["sources"] == ["s1"] and step["condition"] for step in count["steps"])
    assert [step["trial"] for step in count["steps"]] == [None, "T1", "T1", "T1"]


def test_a_place_without_a_pack_is_refused() -> None:
    case = case_of(happens("indicted"), place="GB-EAW")
    with pytest.raises(ProcedureError, match="US-FED, US-NY, US-CA"):
        at(case)
    with pytest.raises(ProcedureError, match="GB-EAW"):
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


def test_a_charge_without_an_indictment_does_not_go_to_trial() -> None:
    with pytest.raises(RecordError, match="C05 leaves PENDING_TRIAL"):
        at(case_of(happens("charged"), happens("jury_sworn")))


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


# ---- greater and lesser offences


def _tried(*events: dict[str, Any], counts: tuple[Any, ...] = ("K1", LESSER)) -> dict[str, S]:
    ids = [count if isinstance(count, str) else count["id"] for count in counts]
    sworn = [happens(word, *ids) for word in ("indicted", "jury_sworn", "submitted")]
    return states(case_of(*sworn, *events, counts=counts))


def test_guilty_of_the_greater_dismisses_the_lesser() -> None:
    assert _tried(happens("guilty", "K1")) == {"K1": S.GUILTY_VERDICT, "K1_a": S.DISMISSED}


@pytest.mark.parametrize(
    "verdict",
    [
        happens("guilty", "K1_a"),
        happens("guilty_of_lesser", "K1", lesser="K1_a"),
        happens("guilty_of_lesser", "K1_a"),
        happens("guilty_of_lesser", "K1", "K1_a"),
        {"kind": "guilty_of_lesser", "counts": [], "lesser": "K1_a"},
    ],
)
def test_guilty_of_the_lesser_acquits_of_the_greater(verdict: dict[str, Any]) -> None:
    assert _tried(verdict) == {"K1": S.ACQUITTED, "K1_a": S.GUILTY_LESSER}


def test_a_verdict_that_the_record_leaves_unsubmitted_reaches_the_whole_family() -> None:
    sworn = [happens(word, "K1", "K1_a") for word in ("indicted", "jury_sworn")]
    counts = ("K1", LESSER)
    lesser = case_of(*sworn, happens("guilty_of_lesser", "K1", lesser="K1_a"), counts=counts)
    assert states(lesser) == {"K1": S.ACQUITTED, "K1_a": S.GUILTY_LESSER}
    assert [step.transition for step in at(lesser).count("K1").steps[-2:]] == ["C10", "C15"]
    greater = case_of(*sworn, happens("guilty", "K1"), counts=counts)
    assert states(greater) == {"K1": S.GUILTY_VERDICT, "K1_a": S.DISMISSED}


def test_what_the_record_says_of_a_relative_is_not_said_for_it() -> None:
    both = (happens("guilty", "K1", date="2002-01-01"), "2002-01-01")
    said = _tried(both[0], happens("lesser_dismissed", "K1_a", date=both[1]))
    assert said == {"K1": S.GUILTY_VERDICT, "K1_a": S.DISMISSED}
    said = _tried(both[0], happens("not_guilty", "K1_a", date=both[1]))
    assert said == {"K1": S.GUILTY_VERDICT, "K1_a": S.ACQUITTED}
    lesser = happens("guilty_of_lesser", "K1_a", trial="T1")
    said = _tried(lesser, happens("mistrial", "K1", trial="T1", **HUNG))
    assert said == {"K1": S.MISTRIAL, "K1_a": S.GUILTY_LESSER}
    later = _tried(happens("guilty", "K1"), happens("abated", "K1_a"))
    assert later == {"K1": S.GUILTY_VERDICT, "K1_a": S.ABATED}


def test_a_greater_count_acquitted_before_the_verdict_on_the_lesser_stays_so() -> None:
    said = _tried(happens("not_guilty", "K1"), happens("guilty_of_lesser", "K1", lesser="K1_a"))
    assert said == {"K1": S.ACQUITTED, "K1_a": S.GUILTY_LESSER}


def test_a_ladder_of_lesser_offences_parts_above_and_below_the_verdict() -> None:
    ladder = (
        "K1",
        LESSER,
        {"id": "K1_b", "lesser_of": "K1_a"},
        {"id": "K1_c", "lesser_of": "K1_b"},
    )
    assert _tried(happens("guilty", "K1_b"), counts=ladder) == {
        "K1": S.ACQUITTED,
        "K1_a": S.ACQUITTED,
        "K1_b": S.GUILTY_LESSER,
        "K1_c": S.DISMISSED,
    }


def test_lesser_offences_that_name_each_other_do_not_hang_the_replay() -> None:
    ring = ({"id": "A", "lesser_of": "B"}, {"id": "B", "lesser_of": "A"})
    assert _tried(happens("guilty", "A"), counts=ring) == {"A": S.GUILTY_LESSER, "B": S.ACQUITTED}


def test_a_verdict_on_a_lesser_offence_names_one() -> None:
    with pytest.raises(RecordError, match="of no lesser offence") as raised:
        _tried(happens("guilty_of_lesser", "K1"))
    assert raised.value.problems[0].accepted == "`lesser`, one of: K1_a"
    with pytest.raises(RecordError, match="K2") as raised:
        _tried(happens("guilty_of_lesser", "K2", lesser="K1_a"), counts=("K1", LESSER, "K2"))
    assert raised.value.problems[0].where == "events[3] E03 on count K2"


def test_a_verdict_on_a_lesser_offence_out_of_turn_is_refused() -> None:
    case = case_of(
        happens("indicted", "K1", "K1_a"),
        happens("guilty_of_lesser", "K1", lesser="K1_a"),
        counts=("K1", LESSER),
    )
    with pytest.raises(RecordError) as raised:
        at(case)
    named = [problem.where.split()[-1] for problem in raised.value.problems]
    assert named == ["K1_a", "K1"]


def test_a_lesser_offence_first_named_at_submission_stands_where_its_greater_stood() -> None:
    counts = ("K1", LESSER)
    case = case_of(*history_to(S.IN_JEOPARDY), happens("submitted", "K1", "K1_a"), counts=counts)
    lesser = at(case).count("K1_a")
    assert [(step.transition, step.after, step.implied) for step in lesser.steps] == [
        ("C00", S.IN_JEOPARDY, True),
        ("C10", S.SUBMITTED, False),
    ]
    late = case_of(*history_to(S.GUILTY_VERDICT), happens("submitted", "K1_a"), counts=counts)
    with pytest.raises(RecordError, match="not yet charged"):
        at(late)


def test_a_lesser_offence_goes_with_its_greater_unless_the_record_parts_them() -> None:
    counts = ("K1", LESSER)
    events = [
        happens("indicted", "K1", "K1_a"),
        happens("set_for_trial", "K1"),
        happens("jury_sworn", "K1"),
        happens("submitted", "K1"),
        happens("mistrial", "K1", **HUNG),
        happens("set_for_retrial", "K1"),
    ]
    found = [states(case_of(*events[:end], counts=counts))["K1_a"] for end in range(2, 7)]
    # The charge of the judge goes to the offences it names: the lesser one waits.
    assert found == [S.PENDING_TRIAL, S.IN_JEOPARDY, S.IN_JEOPARDY, S.IN_JEOPARDY, S.IN_JEOPARDY]
    events[3] = happens("submitted", "K1", "K1_a")
    found = [states(case_of(*events[:end], counts=counts))["K1_a"] for end in range(4, 7)]
    assert found == [S.SUBMITTED, S.MISTRIAL, S.PENDING_TRIAL]
    moved = at(case_of(*events, counts=counts)).count("K1_a").steps
    assert [step.by_law for step in moved] == [False, True, True, False, True, True]
    same_day = [
        happens("mistrial", "K1", date="2002-01-01", **HUNG),
        happens("mistrial", "K1_a", date="2002-01-01"),
    ]
    apart = at(case_of(*events[:4], *same_day, counts=counts)).count("K1_a")
    assert apart.transition == "C19"


# ---- what comes back in New York


def _trial(*events: dict[str, Any], place: str = "US-NY", counts: Any = THREE) -> dict[str, S]:
    sworn = [happens("indicted", *counts), happens("jury_sworn", *counts, trial="T1")]
    return states(case_of(*sworn, *events, place=place, counts=counts))


@pytest.mark.parametrize("word", ["not_submitted", "dismissed"])
def test_in_new_york_a_mistrial_brings_back_what_was_dismissed_on_the_way(word: str) -> None:
    dropped = happens(word, "K2")
    hung = happens("mistrial", "K1", "K3")
    assert _trial(dropped, hung)["K2"] is S.MISTRIAL
    again = _trial(dropped, hung, happens("set_for_retrial", "K1"))
    assert again == {"K1": S.PENDING_TRIAL, "K2": S.PENDING_TRIAL, "K3": S.MISTRIAL}
    named = _trial(dropped, hung, happens("set_for_retrial", "K1", "K2"))
    assert named["K2"] is S.PENDING_TRIAL
    elsewhere = [_trial(dropped, hung, place=place)["K2"] for place in ("US-FED", "US-CA", "US-MA")]
    assert elsewhere == [S.DISMISSED] * 3


def test_what_comes_back_is_written_down_with_the_rule_of_the_place() -> None:
    case = case_of(
        happens("indicted", *TWO),
        happens("jury_sworn", *TWO),
        happens("not_submitted", "K2"),
        happens("mistrial", "K1"),
        happens("set_for_retrial", "K1"),
        counts=TWO,
    )
    back, down = at(case).count("K2").steps[-2:]
    assert (back.before, back.after, back.by_law) == (S.DISMISSED, S.MISTRIAL, True)
    assert (back.transition, back.authority, back.event) == ("C21", "CPL 280.20", "E03")
    assert (down.before, down.after, down.by_law) == (S.MISTRIAL, S.PENDING_TRIAL, True)
    assert (down.transition, down.authority) == ("C21", "CPL 280.20")
    assert "every count it had when the trial began" in back.condition
    assert back.standing is Standing.VERIFIED


def test_a_trial_order_of_dismissal_and_a_dismissal_with_prejudice_stay() -> None:
    hung = happens("mistrial", "K1")
    assert _trial(happens("acquitted_by_court", "K2"), hung)["K2"] is S.ACQUITTED_BY_COURT
    final = happens("dismissed", "K2", with_prejudice=True)
    assert _trial(final, hung)["K2"] is S.DISMISSED_WITH_PREJUDICE


def test_a_count_of_another_trial_does_not_come_back() -> None:
    case = case_of(
        happens("indicted", *TWO),
        happens("jury_sworn", "K1"),
        happens("jury_sworn", "K2"),
        happens("not_submitted", "K2"),
        happens("mistrial", "K1"),
        counts=TWO,
    )
    assert states(case)["K2"] is S.DISMISSED


CONVICTED = [
    happens("submitted", "K1", "K3"),
    happens("guilty", "K1"),
    happens("mistrial", "K3", **HUNG),
]
REVERSED = [
    happens("sentenced", "K1"),
    happens("reversed_new_trial", "K1", ground="trial_error"),
]


@pytest.mark.parametrize("word", ["remanded", "set_for_retrial"])
def test_in_new_york_a_new_trial_brings_back_what_was_dismissed_before_judgment(word: str) -> None:
    before = [*CONVICTED, happens("dismissed", "K3"), *REVERSED]
    counts = ("K1", "K3")
    assert _trial(*before, counts=counts) == {"K1": S.REVERSED_NEW_TRIAL, "K3": S.DISMISSED}
    back = {"K1": S.PENDING_TRIAL, "K3": S.PENDING_TRIAL}
    assert _trial(*before, happens(word, "K1"), counts=counts) == back
    assert _trial(*before, happens(word, *counts), counts=counts) == back
    elsewhere = _trial(*before, happens(word, "K1"), counts=counts, place="US-FED")
    assert elsewhere["K3"] is S.DISMISSED
    with pytest.raises(RecordError, match="when the count is DISMISSED"):
        _trial(*before, happens(word, *counts), counts=counts, place="US-FED")


def test_a_dismissal_after_judgment_stays() -> None:
    events = [
        *CONVICTED,
        REVERSED[0],
        happens("dismissed", "K3"),
        REVERSED[1],
        happens("remanded", "K1"),
    ]
    assert _trial(*events, counts=("K1", "K3"))["K3"] is S.DISMISSED


def test_a_new_trial_brings_back_what_fell_during_the_first_and_no_acquittal() -> None:
    events = [
        happens("not_submitted", "K2"),
        happens("submitted", "K1", "K3"),
        happens("guilty", "K1"),
        happens("not_guilty", "K3"),
        *REVERSED,
        happens("remanded", "K1"),
    ]
    back = {"K1": S.PENDING_TRIAL, "K2": S.PENDING_TRIAL, "K3": S.ACQUITTED}
    assert _trial(*events) == back


def test_a_lesser_offence_comes_back_with_its_greater_and_not_without() -> None:
    counts = ("K1", LESSER, {"id": "K1_b", "lesser_of": "K1_a"}, "K2")
    ids = ("K1", "K1_a", "K1_b", "K2")
    sworn = [happens(word, *ids) for word in ("indicted", "jury_sworn", "submitted")]
    guilty = [*sworn, happens("guilty", "K1"), happens("mistrial", "K2", **HUNG)]
    assert states(case_of(*guilty, counts=counts))["K1_a"] is S.DISMISSED
    again = [*guilty, *REVERSED, happens("remanded", "K1")]
    found = states(case_of(*again, counts=counts))
    assert (found["K1_a"], found["K1_b"], found["K2"]) == (*[S.PENDING_TRIAL] * 2, S.MISTRIAL)
    dropped = [
        *sworn,
        happens("not_submitted", "K1_a", "K1_b") | {"kind": "dismissed"},
        happens("mistrial", "K2", **HUNG),
    ]
    assert states(case_of(*dropped, counts=counts))["K1_a"] is S.DISMISSED
    hung = [*dropped, happens("mistrial", "K1", **HUNG)]
    found = states(case_of(*hung, counts=counts))
    assert (found["K1_a"], found["K1_b"]) == (S.MISTRIAL, S.MISTRIAL)


# ---- votes


def _verdict(kind: str = "guilty", *, place: str = "US-NY", **fields: Any) -> None:
    at(case_of(*history_to(S.SUBMITTED), happens(kind, **fields), place=place))


def _tally(guilty: int | None, not_guilty: int | None, **more: Any) -> dict[str, Any]:
    return {"guilty": guilty, "not_guilty": not_guilty, **more}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("guilty", {"tally": _tally(12, 0)}),
        ("guilty", {"tally": _tally(12, None), "sitting": 12}),
        ("guilty", {"tally": _tally(None, 0), "sitting": 12}),
        ("guilty", {"tally": _tally(10, 0, at_least=True), "sitting": 12}),
        ("guilty", {"tally": _tally(10, None)}),
        ("guilty", {"sitting": 12}),
        ("not_guilty", {"tally": _tally(0, 12)}),
        ("not_guilty_by_insanity", {"tally": _tally(0, 12)}),
    ],
)
def test_votes_that_are_enough_are_a_verdict(kind: str, fields: dict[str, Any]) -> None:
    _verdict(kind, **fields)


@pytest.mark.parametrize(
    ("kind", "fields", "found"),
    [
        ("guilty", {"tally": _tally(11, 1)}, "by 11 of 12 jurors"),
        ("guilty", {"tally": _tally(11, 0, undecided=1)}, "by 11 of 12 jurors"),
        ("guilty", {"tally": _tally(11, None), "sitting": 12}, "by 11 of 12 jurors"),
        ("guilty", {"tally": _tally(9, 2, at_least=True), "sitting": 12}, "by 10 of 12 jurors"),
        ("not_guilty", {"tally": _tally(1, 11)}, "by 11 of 12 jurors"),
        ("not_guilty", {"tally": _tally(3, None), "sitting": 12}, "by 9 of 12 jurors"),
        ("guilty", {"tally": _tally(13, 0), "sitting": 12}, "with a tally of 13 among 12 jurors"),
        ("guilty", {"tally": _tally(11, 0)}, "by 11 jurors"),
        ("guilty", {"sitting": 11}, "by 11 jurors"),
        ("guilty", {"sitting": 5}, "by 5 jurors"),
    ],
)
def test_votes_that_are_too_few_are_refused_with_the_rule(
    kind: str, fields: dict[str, Any], found: str
) -> None:
    with pytest.raises(RecordError) as raised:
        _verdict(kind, **fields)
    (problem,) = raised.value.problems
    assert problem.found == f"{kind} on 2001-01-05 {found}"
    assert problem.where == "events[4] E04 on count K1"


def test_the_size_of_the_jury_is_that_of_the_trial_where_the_event_has_none() -> None:
    trials = [{"id": "T1", "counts": ["K1"], "jury": {"size": 12, "sources": ["s1"]}}]
    sworn = [happens("indicted"), happens("jury_sworn", trial="T1"), happens("submitted")]
    few = happens("guilty", tally=_tally(11, None))
    with pytest.raises(RecordError, match="by 11 of 12 jurors"):
        at(case_of(*sworn, few, trials=trials))
    at(case_of(*sworn, few))
    trials[0]["jury"] = {"size": 11, "sources": ["s1"]}
    with pytest.raises(RecordError, match=r"CPL 270\.35, 310\.10"):
        at(case_of(*sworn, happens("guilty"), trials=trials))


def test_fewer_jurors_are_a_matter_of_place_and_of_what_was_agreed() -> None:
    _verdict(place="US-FED", sitting=11, tally=_tally(11, 0))
    with pytest.raises(RecordError, match=r"FRCrP 23\(b\)\(2\)-\(3\)"):
        _verdict(place="US-FED", sitting=10)
    _verdict(place="US-FED", sitting=10, authority="stipulation under FRCrP 23(b)(2)")
    with pytest.raises(RecordError, match=r"12 jurors \(state codes \[unverified\]\)"):
        _verdict(place="US-SC", sitting=11)
    _verdict(place="US-SC", sitting=11, authority="agreement of the parties")
    with pytest.raises(RecordError, match=r"CPL 270\.35"):
        _verdict(place="US-NY", sitting=11, authority="agreement of the parties")
    with pytest.raises(RecordError, match="Ballew"):
        _verdict(place="US-FED", sitting=5, authority="stipulation under FRCrP 23(b)(2)")


def test_a_rule_that_is_not_known_forbids_nothing() -> None:
    _verdict(place="US-FL", sitting=6, tally=_tally(6, 0))
    with pytest.raises(RecordError, match="Ballew"):
        _verdict(place="US-FL", sitting=5)
    _verdict(place="US-OR", tally=_tally(10, 2))  # 2001: ten of twelve were enough there
    late = case_of(
        *history_to(S.SUBMITTED),
        happens("guilty", tally=_tally(10, 2)),
        place="US-OR",
        first_day=dt.date(2021, 1, 1),
    )
    with pytest.raises(RecordError, match="Ramos"):
        at(late)


def test_the_rules_are_those_of_the_day_the_jury_was_sworn() -> None:
    """Until 20 April 2020 the numbers of Oregon are unknown here, and forbid nothing."""
    sworn = [
        happens("indicted", date="2020-01-01"),
        happens("jury_sworn", date="2020-04-01"),
        happens("guilty", date="2020-05-01", tally=_tally(10, 2)),
    ]
    at(case_of(*sworn, place="US-OR"))
    with pytest.raises(RecordError, match="Ramos"):
        at(case_of(sworn[0], {**sworn[1], "date": "2020-04-21"}, sworn[2], place="US-OR"))


# ---- speed


@pytest.mark.slow
def test_a_docket_of_ten_thousand_events_is_read_in_a_second() -> None:
    words = ("indicted", "set_for_trial", "jury_sworn", "submitted", "guilty")
    counts = tuple(f"K{number}" for number in range(2000))
    case = case_of(
        *(happens(word, count, date="2020-01-01") for count in counts for word in words),
        counts=counts,
    )
    begun = time.perf_counter()
    found = at(case, END)
    assert time.perf_counter() - begun < 1
    assert found.totals == {S.GUILTY_VERDICT: 2000}
