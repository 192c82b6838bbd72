"""A trial from its log: each move, each condition with its authority, and the time it took."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import Problem, ProcedureError, RecordError
from juryroom.procedure.posture import check_history
from juryroom.procedure.trial_states import TrialState, trial_table
from juryroom.procedure.trial_track import (
    TrialPosture,
    check_trials,
    next_trial_steps,
    trial_posture,
)
from juryroom.record.case import Case
from juryroom.record.files import find_case, load_case
from juryroom.record.trial_log import TrialStep
from tests.procedure.building import case_of, happens
from tests.procedure.full_runs import examples

T = TrialState
TO_THE_ROOM = ("panel_called", "sworn", "openings", "charged", "retired")
Entry = str | tuple[str, dict[str, Any]]


def trial(
    *log: Entry, place: str = "US-NY", jury: dict[str, Any] | None = None, **more: Any
) -> Case:
    """Return a case with one trial and that log, an entry a day unless it says otherwise."""
    entries = [
        {
            "id": f"L{number:02d}",
            "date": str(dt.date(2021, 3, 1) + dt.timedelta(days=number)),
            "kind": entry if isinstance(entry, str) else entry[0],
            "what": "it happens",
            "sources": ["s1"],
            **({} if isinstance(entry, str) else entry[1]),
        }
        for number, entry in enumerate(log)
    ]
    sworn = {"size": 12, "alternates": 2, "sources": ["s1"], **(jury or {})}
    given_trial = {"id": "T1", "counts": ["K1"], "jury": sworn, "log": entries, **more}
    return case_of(happens("indicted"), place=place, trials=[given_trial])


def end(*log: Entry, **fields: Any) -> TrialPosture:
    """Return where the trial stands after its log."""
    return trial_posture(trial(*log, **fields), "T1")


def state(*log: Entry, **fields: Any) -> TrialState:
    return end(*log, **fields).state


def refused(*log: Entry, **fields: Any) -> Problem:
    """Return the one problem of a log."""
    (problem,) = check_trials(trial(*log, **fields))
    return problem


def out(*log: Entry, **fields: Any) -> TrialPosture:
    """Return where the trial stands when these steps follow the jury into its room."""
    return end(*TO_THE_ROOM, *log, **fields)


# ---- the moves


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((), T.DELIBERATING),
        (("note",), T.NOTE),
        (("note", "note_answered"), T.DELIBERATING),
        (("recess",), T.RECESS),
        (("recess", "resumed"), T.DELIBERATING),
        (("inquiry",), T.INQUIRY),
        (("inquiry", "juror_kept"), T.DELIBERATING),
        (("inquiry", "jury_reduced"), T.REDUCED),
        (("inquiry", "jury_reduced", "resumed"), T.DELIBERATING),
        (("inquiry", "juror_replaced"), T.SUBSTITUTED),
        (("inquiry", "juror_replaced", "began_anew"), T.DELIBERATING),
        (("inquiry", "mistrial"), T.MISTRIAL),
        (("deadlock_reported",), T.DEADLOCK_REPORT),
        (("deadlock_reported", "sent_back"), T.DELIBERATING),
        (("deadlock_reported", "partial_taken"), T.PARTIAL),
        (("deadlock_reported", "partial_taken", "sent_back"), T.DELIBERATING),
        (("deadlock_reported", "partial_taken", "discharged"), T.DISCHARGED),
        (("deadlock_reported", "mistrial"), T.MISTRIAL),
        (("deadlock_reported", "mistrial", "discharged"), T.DISCHARGED),
        (("announced", "polled", "sent_back"), T.DELIBERATING),
        (("announced", "polled", "recorded"), T.RECORDED),
        (("announced", "polled", "recorded", "discharged"), T.DISCHARGED),
    ],
)
def test_a_federal_jury_goes_where_its_log_leads(log: tuple[str, ...], expected: T) -> None:
    assert out(*log, place="US-FED").state is expected


def test_the_table_numbers_every_move_once_or_in_two_parts() -> None:
    numbers = {move.id for move in trial_table().moves}
    assert numbers == {f"T{number:02d}" for number in range(1, 23)}
    for state in T:
        steps = [move.step for move in trial_table().from_state(state)]
        assert len(steps) == len(set(steps)), state


def test_nothing_leads_out_of_the_end_and_the_end_is_reached_from_everywhere() -> None:
    assert trial_table().from_state(T.DISCHARGED) == ()
    assert next_trial_steps(T.DISCHARGED, "US-NY") == ()
    for start in set(T) - {T.RECORDED, T.DISCHARGED, T.MISTRIAL}:
        assert any(each.to is T.MISTRIAL for each in next_trial_steps(start, "US-NY")), start


def test_a_word_is_a_move_of_the_table() -> None:
    assert {move.step for move in trial_table().moves} == set(TrialStep)


def test_an_unlawful_step_says_why_and_what_is_lawful() -> None:
    problem = refused("panel_called", "announced")
    assert problem.where == "trials[0].log[1] L01"
    assert problem.found == "announced on 2021-03-02, when the trial is SELECTION"
    assert "T19 leaves DELIBERATING or MAJORITY_OPEN" in problem.rule
    assert "CPL 310.40, 310.80" in problem.rule
    assert problem.accepted == "sworn (T02), mistrial (T22)"


def test_after_the_end_there_is_no_step() -> None:
    log = ("panel_called", "mistrial", "discharged", "sworn")
    assert refused(*log).accepted == "no step: DISCHARGED is the end of a trial"


def test_the_replay_goes_on_from_where_an_unlawful_step_would_have_led() -> None:
    refused("panel_called", "retired", "note", "note_answered")


def test_the_whole_history_of_a_case_holds_its_trials() -> None:
    with pytest.raises(RecordError, match="announced on"):
        check_history(trial("panel_called", "announced"))
    with pytest.raises(RecordError):
        state("panel_called", "announced")


def test_a_log_may_begin_anywhere() -> None:
    assert state("deadlock_reported", "mistrial") is T.MISTRIAL
    assert state() is T.SCHEDULED


def test_a_trial_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RecordError, match="T1"):
        trial_posture(trial(), "T2")
    with pytest.raises(RecordError, match="a case with a trial"):
        trial_posture(case_of(happens("indicted")), "T2")


def test_a_place_without_rules_is_an_error() -> None:
    with pytest.raises(ProcedureError):
        state("panel_called", place="FR")


def test_a_day_cuts_the_log() -> None:
    case = trial(*TO_THE_ROOM, ("note", {"date": "2021-03"}))
    assert trial_posture(case, "T1", dt.date(2021, 3, 4)).state is T.CHARGED_JURY
    assert trial_posture(case, "T1", dt.date(2021, 3, 30)).state is T.DELIBERATING
    assert trial_posture(case, "T1", dt.date(2021, 3, 31)).state is T.NOTE


# ---- jurors lost


CONSENT = ("refused", "not_asked", "spoken", "written")


@pytest.mark.parametrize("consent", CONSENT)
def test_new_york_seats_no_alternate_in_deliberation_without_written_consent(consent: str) -> None:
    log = (*TO_THE_ROOM, "inquiry", ("juror_replaced", {"consent": consent}))
    problem = refused(*log)
    assert "CPL 270.35(1)" in problem.rule
    assert "Page" in problem.rule
    assert "written_in_court" in problem.accepted
    for place in ("US-FED", "US-CA"):
        assert state(*log, place=place) is T.SUBSTITUTED


def test_new_york_seats_one_with_it_and_the_jury_begins_anew() -> None:
    log = ("inquiry", ("juror_replaced", {"consent": "written_in_court"}), "began_anew")
    found = out(*log)
    assert found.state is T.DELIBERATING
    assert [step.unknown for step in found.steps if step.unknown] == []


def test_what_is_not_recorded_forbids_nothing_and_is_named() -> None:
    found = out("inquiry", "juror_replaced")
    assert found.steps[-1].unknown == ("consent",)
    found = out("inquiry", "juror_replaced", place="US-CA")
    assert found.steps[-1].unknown == ("by_order",)
    found = out("inquiry", "juror_replaced", place="US-NJ")
    assert found.steps[-1].unknown == ("rule alternate_in_deliberation",)


def test_california_seats_one_by_order() -> None:
    log = (*TO_THE_ROOM, "inquiry", ("juror_replaced", {"by_order": False}))
    assert "Pen. Code 1089" in refused(*log, place="US-CA").rule
    ordered = ("inquiry", ("juror_replaced", {"by_order": True}))
    assert out(*ordered, place="US-CA").steps[-1].unknown == ()


def test_before_the_jury_retires_no_consent_is_asked() -> None:
    assert end(*TO_THE_ROOM[:3], ("juror_replaced", {"consent": "refused"})).state is T.EVIDENCE


def test_only_an_alternate_who_was_sworn_takes_a_seat() -> None:
    replaced = ("juror_replaced", {"consent": "written_in_court"})
    two = (*TO_THE_ROOM[:3], replaced, replaced)
    assert state(*two) is T.EVIDENCE
    assert "280.10(3)" in refused(*two, replaced).rule
    log = (*TO_THE_ROOM, "inquiry", replaced)
    assert "no alternate left" in refused(*log, jury={"alternates": 0}).found
    assert state(*log, jury={"alternates": None}) is T.SUBSTITUTED
    let_go = (*TO_THE_ROOM[:4], ("retired", {"alternates": 0}), "inquiry", replaced)
    assert "no alternate left" in refused(*let_go).found


@pytest.mark.parametrize(
    ("place", "sitting", "fields", "rule"),
    [
        ("US-NY", 11, {}, "CPL 270.35"),
        ("US-NY", 11, {"agreed": True}, "CPL 270.35"),
        ("US-FED", 11, {"by_order": True}, None),
        ("US-FED", 11, {"by_order": False}, "FRCrP 23(b)"),
        ("US-FED", 11, {"agreed": True}, None),
        ("US-FED", 10, {"by_order": True, "agreed": False}, "FRCrP 23(b)"),
        ("US-FED", 10, {"agreed": True}, None),
        ("GB-EAW", 9, {}, None),
        ("GB-EAW", 8, {}, "Juries Act 1974"),
        ("CA", 10, {}, None),
        ("CA", 9, {}, "644"),
    ],
)
def test_a_jury_goes_on_with_as_few_as_the_place_allows(
    place: str, sitting: int, fields: dict[str, Any], rule: str | None
) -> None:
    log = (*TO_THE_ROOM, "inquiry", ("jury_reduced", {"sitting": sitting, **fields}))
    if rule is None:
        found = end(*log, place=place)
        assert (found.state, found.sitting) == (T.REDUCED, sitting)
        assert found.steps[-1].unknown == ()
    else:
        assert rule in refused(*log, place=place).rule


def test_fewer_jurors_need_facts_that_may_not_be_recorded() -> None:
    def unknown(place: str, **fields: Any) -> tuple[str, ...]:
        return out("inquiry", ("jury_reduced", fields), place=place).steps[-1].unknown

    assert unknown("US-FED", sitting=11) == ("by_order",)
    assert unknown("US-FED", sitting=10) == ("agreed",)
    assert unknown("US-NY") == ("sitting",)


def test_all_must_be_back_before_the_jury_deliberates_again() -> None:
    problem = refused(*TO_THE_ROOM, "recess", ("resumed", {"all_present": False}))
    assert "CPL 310.10(2)" in problem.rule
    assert out("recess", ("resumed", {"all_present": True})).state is T.DELIBERATING


def test_a_jury_is_large_enough() -> None:
    log = ("panel_called", ("sworn", {"sitting": 5}))
    assert "Ballew" in refused(*log, place="US-FL", jury={"size": 6}).rule
    assert state("panel_called", ("sworn", {"sitting": 6}), place="US-FL") is T.SWORN


# ---- disagreement


def test_massachusetts_sends_a_jury_out_a_third_time_only_with_its_consent() -> None:
    twice = ("deadlock_reported", "sent_back", "deadlock_reported")
    log = (*TO_THE_ROOM, *twice)
    problem = refused(*log, ("sent_back", {"jury_consent": False}), place="US-MA")
    assert "234A s. 68C" in problem.rule
    assert out(*twice, ("sent_back", {"jury_consent": True}), place="US-MA").state is T.DELIBERATING
    assert out(*twice, "sent_back", place="US-MA").steps[-1].unknown == ("jury_consent",)
    assert out(*twice, ("sent_back", {"jury_consent": False})).state is T.DELIBERATING


def test_a_fresh_jury_has_reported_nothing() -> None:
    log = ("deadlock_reported", "sent_back", "inquiry", "juror_replaced", "began_anew")
    again = ("deadlock_reported", ("sent_back", {"jury_consent": False}))
    assert out(*log, *again, place="US-MA").state is T.DELIBERATING


def test_a_partial_verdict_is_taken_where_the_place_takes_one() -> None:
    assert out("deadlock_reported", "partial_taken").steps[-1].authority == "CPL 310.70(1)"
    found = out("partial_taken", place="US-NJ")
    assert found.steps[-1].unknown == ("rule partial_verdict",)


@pytest.mark.parametrize(
    ("place", "hours", "lawful"),
    [
        ("GB-EAW", 1.9, False),
        ("GB-EAW", 2.0, True),
        ("AU-NSW", 7.5, False),
        ("AU-NSW", 8, True),
        ("NZ", 3, False),
        ("NZ", 4, True),
        ("AU-VIC", 0.5, True),
        ("US-NY", 90, False),
        ("CA", 90, False),
    ],
)
def test_a_majority_may_be_asked_for_after_the_time_of_the_place(
    place: str, hours: float, lawful: bool
) -> None:
    log = (*TO_THE_ROOM, ("majority_allowed", {"hours": hours}))
    if lawful:
        assert state(*log, place=place) is T.MAJORITY_OPEN
    else:
        assert refused(*log, place=place).accepted


def test_without_hours_the_floor_cannot_be_told() -> None:
    found = out("majority_allowed", place="GB-EAW")
    assert found.steps[-1].unknown == ("hours",)
    found = out(
        ("inquiry", {"hours": 3}),
        ("juror_replaced", {"consent": "written_in_court"}),
        "began_anew",
        "majority_allowed",
        place="NZ",
    )
    assert "hours" in found.steps[-1].unknown  # three hours of another jury are none of this one


def test_deliberation_goes_on_as_it_stood() -> None:
    majority = ("majority_allowed", {"hours": 3})
    for there, and_back in (("note", "note_answered"), ("recess", "resumed")):
        found = out(majority, there, and_back, place="GB-EAW")
        assert found.state is T.MAJORITY_OPEN
        assert found.room is T.MAJORITY_OPEN
    again = out(majority, "announced", "sent_back", place="GB-EAW")
    assert again.state is T.MAJORITY_OPEN


# ---- verdicts


def test_a_dissent_on_the_poll_sends_the_jury_back() -> None:
    polled = ("announced", ("polled", {"poll_no": 1}))
    problem = refused(*TO_THE_ROOM, *polled, "recorded")
    assert problem.found.endswith("11 of 12 jurors for the verdict")
    assert "needs 12 votes" in problem.rule
    assert "sent_back" in problem.accepted
    assert out(*polled, "sent_back", "announced", "recorded").state is T.RECORDED
    assert out("announced", ("polled", {"poll_no": 0}), "recorded").state is T.RECORDED


def test_without_a_poll_a_verdict_is_recorded() -> None:
    assert out("announced", "recorded").steps[-1].transition == "T20"
    case = trial(*TO_THE_ROOM, "announced", ("polled", {"poll_no": 1}), "recorded")
    bare = case.trials[0].model_copy(update={"jury": None})
    nobody = case.model_copy(update={"trials": (bare,)})
    assert trial_posture(nobody, "T1").state is T.RECORDED


@pytest.mark.parametrize(
    ("place", "hours", "votes", "lawful"),
    [
        ("GB-EAW", None, 10, False),
        ("GB-EAW", 3, 10, True),
        ("GB-EAW", 3, 9, False),
        ("GB-EAW", None, 12, True),
        ("NZ", 5, 11, True),
        ("NZ", 5, 10, False),
        ("US-NY", None, 11, False),
    ],
)
def test_a_verdict_has_the_votes_that_the_place_asks_for(
    place: str, hours: float | None, votes: int, lawful: bool
) -> None:
    allowed = [] if hours is None else [("majority_allowed", {"hours": hours})]
    log = (*TO_THE_ROOM, *allowed, ("announced", {"votes_for": votes, "for_guilty": True}))
    if lawful:
        assert state(*log, place=place) is T.ANNOUNCED
    else:
        assert f"{votes} of 12" in refused(*log, place=place).found


def test_scotland_convicts_by_the_majority_of_the_day_the_trial_began() -> None:
    sworn = {"jury": {"size": 15}}
    log = (*TO_THE_ROOM, ("announced", {"votes_for": 8, "for_guilty": True}))
    assert state(*log, place="GB-SCT", **sworn) is T.ANNOUNCED
    moved = [
        (step, {"date": f"2026-02-{day:02d}"})
        if isinstance(step, str)
        else (step[0], {**step[1], "date": f"2026-02-{day:02d}"})
        for day, step in enumerate(log, start=1)
    ]
    assert "10 votes" in refused(*moved, place="GB-SCT", **sworn).rule
    acquits = (*TO_THE_ROOM, ("announced", {"votes_for": 5, "for_guilty": False}))
    assert state(*acquits, place="GB-SCT", **sworn) is T.ANNOUNCED


def test_a_federal_mistrial_is_ordered_after_the_parties_were_heard() -> None:
    unheard = ("mistrial", {"parties_heard": False})
    for before in ("deadlock_reported", "inquiry", "recess"):
        problem = refused(*TO_THE_ROOM, before, unheard, place="US-FED")
        assert "FRCrP 26.3" in problem.rule
        assert state(*TO_THE_ROOM, before, unheard) is T.MISTRIAL


# ---- time


def test_worked_days_elapsed_days_and_hours_are_three_numbers() -> None:
    found = end(
        ("retired", {"date": "2025-06-05"}),
        ("recess", {"date": "2025-06-05"}),
        ("resumed", {"date": "2025-06-06"}),
        ("recess", {"date": "2025-06-06"}),
        ("resumed", {"date": "2025-06-09", "hours": 14.5}),
        ("recess", {"date": "2025-06-09"}),
        ("inquiry", {"date": "2025-06-12"}),
    )
    (stretch,) = found.time.stretches
    assert (stretch.worked_days, stretch.elapsed_days, stretch.hours) == (3, 5, 14.5)
    assert stretch.first == dt.date(2025, 6, 5)
    assert found.time.hours == 14.5


def test_hours_are_counted_from_the_clock_where_every_moment_is_recorded() -> None:
    day = {"date": "2025-06-05"}
    log = [
        ("retired", {**day, "at": "10:00"}),
        ("note", {**day, "at": "11:30"}),
        ("note_answered", {**day, "at": "12:00"}),
        ("recess", {**day, "at": "13:15"}),
    ]
    assert end(*log).time.hours == 2.75
    assert end(*log[:3]).time.hours is None  # the jury is still out
    assert end(*log[:3], ("recess", day)).time.hours is None
    assert end(*log[:3], ("recess", {"date": "2025-06-06", "at": "09:00"})).time.hours is None


def test_hours_before_and_after_a_fresh_start_are_not_added() -> None:
    found = out(
        ("inquiry", {"hours": 20}),
        "juror_replaced",
        "began_anew",
        ("recess", {"hours": 15}),
        place="US-FED",
    )
    assert [stretch.hours for stretch in found.time.stretches] == [20, 15]
    assert found.time.hours is None
    assert found.time.as_json()["hours"] is None


def test_days_that_are_not_exact_are_not_counted() -> None:
    found = end(("retired", {"date": "2025-06"}), ("recess", {"date": "2025-06-20"}))
    (stretch,) = found.time.stretches
    assert (stretch.worked_days, stretch.elapsed_days) == (None, None)
    assert stretch.as_json()["first"] == "2025-06-20"
    assert end(("retired", {"date": "2025-06"})).time.stretches[0].as_json()["first"] is None


def test_days_that_the_record_lists_are_counted_with_those_of_the_log() -> None:
    out_for = {"days_worked": ["2025-06-06", "2025-06-09", "2025-06"], "sources": ["s1"]}
    log = (("retired", {"date": "2025-06-05"}), ("recess", {"date": "2025-06-10"}))
    case = trial(*log, deliberation=out_for)
    (stretch,) = trial_posture(case, "T1").time.stretches
    assert (stretch.worked_days, stretch.elapsed_days) == (4, 6)
    early = trial_posture(case, "T1", dt.date(2025, 6, 7)).time.stretches[0]
    assert early.worked_days == 2
    twice = trial("retired", "inquiry", "juror_replaced", "began_anew", deliberation=out_for)
    assert [each.worked_days for each in trial_posture(twice, "T1").time.stretches] == [2, 1]


def test_the_second_new_york_trial_stands_where_its_reports_put_it() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    found = trial_posture(case, "T2")
    assert found.state is T.MISTRIAL
    assert found.steps[-1].transition == "T13"
    (stretch,) = found.time.stretches
    assert (stretch.worked_days, stretch.elapsed_days, stretch.hours) == (5, 7, None)
    eleventh = trial_posture(case, "T2", dt.date(2025, 6, 11))
    assert eleventh.state is T.RECESS
    assert [each.transition for each in eleventh.next] == ["T08", "T09", "T22"]


def test_a_trial_that_never_came_to_a_jury_has_no_time() -> None:
    assert end("panel_called").time.stretches == ()
    assert end("panel_called").time.now is None
    assert end("panel_called", ("mistrial", {"hours": 3})).time.hours is None


# ---- the whole


def test_a_mistrial_holds_its_causes_movers_position_finding_and_counts() -> None:
    mistrial = {
        "id": "M1",
        "date": "2021-03-08",
        "causes": ["hung", "juror_refusal"],
        "movers": ["prosecution", "court"],
        "defence_position": "objected",
        "finding": "no lawful jury was left",
        "counts": ["K1"],
        "sources": ["s1"],
    }
    case = trial(*TO_THE_ROOM, "inquiry", "mistrial", mistrials=[mistrial])
    shown = trial_posture(case, "T1").as_json()
    assert json.loads(json.dumps(shown)) == shown
    assert shown["mistrials"] == [
        {
            "id": "M1",
            "cause": ["hung", "juror_refusal"],
            "mover": ["prosecution", "court"],
            "defence_position": "objected",
            "judge_finding": "no lawful jury was left",
            "counts_affected": ["K1"],
        }
    ]
    assert [each["step"] for each in shown["next"]] == ["discharged"]
    assert trial_posture(case, "T1", dt.date(2021, 3, 7)).mistrials == ()


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_the_machine_acts_or_names_the_rule(data: st.DataObject) -> None:
    """Whatever the log says next, the trial moves or the condition and its authority are named."""
    place = data.draw(st.sampled_from(("US-NY", "US-FED", "US-CA", "US-MA", "GB-EAW", "GB-SCT")))
    log: list[Entry] = []
    for _ in range(data.draw(st.integers(1, 10))):
        here = TrialState.SCHEDULED if not log else end(*log, place=place).state
        lawful = sorted({move.step for move in trial_table().from_state(here)})
        step = data.draw(st.sampled_from([*lawful, *TrialStep] if log else ["panel_called"]))
        fields = data.draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "consent": st.sampled_from(["refused", "written_in_court"]),
                    "all_present": st.booleans(),
                    "hours": st.floats(0, 20),
                    "poll_no": st.integers(0, 3),
                    "agreed": st.booleans(),
                },
            )
        )
        problems = check_trials(trial(*log, (str(step), fields), place=place))
        if problems:
            (problem,) = problems
            assert problem.rule
            assert problem.accepted
            assert "(" in problem.rule
        else:
            log.append((str(step), fields))
            last = end(*log, place=place).steps[-1]
            assert last.transition.startswith("T")
            assert last.condition
            assert last.authority
