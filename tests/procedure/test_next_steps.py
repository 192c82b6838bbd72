"""What may come next: complete for every state, as the engine has it, with reason and authority."""

import datetime as dt
from collections.abc import Iterator

import pytest

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, RecordError, UnknownNameError
from juryroom.procedure.deadlines import deadlines
from juryroom.procedure.lawful_steps import CountSteps, LawfulStep, Openness
from juryroom.procedure.next_steps import DEEPEST, next_steps
from juryroom.procedure.posture import posture
from juryroom.procedure.rulepack import jurisdictions
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import table
from juryroom.record.case import Case
from juryroom.record.dates import parse_date
from juryroom.record.events import Step
from juryroom.record.files import find_case, load_case
from tests.procedure.building import (
    END,
    HUNG,
    LESSER,
    REACH,
    REACH_LESSER,
    case_of,
    day,
    happens,
    history_to,
    lesser_history_to,
)

S = CountState
FED = "US-FED"


def steps_of(case: Case, on: dt.date = END, count: str = "K1", depth: int = 1) -> CountSteps:
    """Return the steps of one count."""
    (found,) = next_steps(case, on, depth, counts=[count])
    return found


def step(found: CountSteps, transition: str, word: str | None = None) -> LawfulStep:
    """Return one step of a move."""
    return next(s for s in found.steps if s.transition == transition and word in (None, s.step))


def walked(steps: tuple[LawfulStep, ...]) -> Iterator[LawfulStep]:
    """Yield every step of a tree."""
    for one in steps:
        yield one
        for reached in one.reaches:
            yield from walked(reached.then)


def cases_of_every_state(place: str) -> Iterator[tuple[CountState, str, Case]]:
    """Yield a case for every state the machine has, and the count that is in it."""
    for state in REACH:
        yield state, "K1", case_of(*history_to(state), place=place)
    for state in REACH_LESSER:
        history = lesser_history_to(state)
        yield state, "K1_a", case_of(*history, counts=("K1", LESSER), place=place)


def test_every_state_of_the_machine_is_reached_by_these_cases() -> None:
    assert {state for state, _, _ in cases_of_every_state(FED)} == set(CountState)


@pytest.mark.parametrize("place", ["US-NY", FED, "US-CA", "US-NJ", "GB-EAW", "GB-SCT", "CA"])
def test_every_state_has_every_step_and_a_reason_for_each_that_is_not_open(place: str) -> None:
    moves = [*table().by_id.values(), table().way_back, table().appeal]
    every = sorted((row.id, word.value) for row in moves if row.id != "C00" for word in row.steps)
    for state, count, case in cases_of_every_state(place):
        found = steps_of(case, count=count)
        assert found.state is state
        assert sorted((s.transition, s.step) for s in found.steps) == every
        for one in found.steps:
            assert one.says
            assert one.decides
            assert (one.openness is Openness.OPEN) == (not one.why)
            assert bool(one.unknown) <= (one.openness is Openness.TURNS_ON)
            assert bool(one.reaches) == (one.openness is not Openness.CLOSED)


@pytest.mark.parametrize("place", ["US-NY", FED, "US-CA", "CA"])
def test_what_is_possible_is_what_the_replay_takes(place: str) -> None:
    """A word is possible here if the posture engine takes it; a bar closes what the table has."""
    for state, count, case in cases_of_every_state(place):
        found = steps_of(case, count=count)
        for word in Step:
            if word in {Step.CHARGED, Step.INDICTED} and state is not S.CHARGED:
                continue
            possible = [s for s in found.possible if s.step == word]
            taken = _takes(case, count, word)
            later = any("comes first" in s.why for s in found.asked(word))
            why = found.retrial.rule
            barred = not state.terminal and any(s.why == why for s in found.asked(word))
            assert (bool(possible) or later or barred) == taken, (place, state, count, word)


def _takes(case: Case, count: str, word: Step) -> bool:
    """Whether the record may go on with that word on the count."""
    last = case.events[-1]
    more = last.model_copy(
        update={"id": "E99", "kind": word, "counts": (count,), "date": parse_date("2050-01-01"),
                "causes": (), "tally": None, "with_prejudice": None, "lesser": None,
                "trial": None}
    )  # fmt: skip
    longer = case.model_copy(update={"events": (*case.events, more)})
    try:
        posture(longer, END)
    except RecordError:
        return False
    return True


@pytest.mark.parametrize("state", [S.ACQUITTED, S.NGRI, S.DEEMED_ACQUITTED, S.BARRED])
def test_an_end_has_no_step_and_says_why(state: CountState) -> None:
    found = steps_of(case_of(*history_to(state)))
    assert found.possible == ()
    finality = table().final[state]
    assert {one.why for one in found.closed} == {finality.reason}
    law = finality.authority.get("ny")
    if law is not None:
        assert {one.authority for one in found.closed} == {str(law)}


def test_the_crown_may_appeal_from_an_acquittal_in_canada_only() -> None:
    for place, openness in (("CA", Openness.TURNS_ON), (FED, Openness.CLOSED)):
        found = steps_of(case_of(*history_to(S.ACQUITTED), place=place))
        assert step(found, "C29A").openness is openness
    canada = steps_of(case_of(*history_to(S.ACQUITTED), place="CA"))
    assert "question of law alone" in step(canada, "C29A").why


def test_an_acquittal_after_a_verdict_may_go_back_and_one_before_it_may_not() -> None:
    after = case_of(*history_to(S.GUILTY_VERDICT), happens("acquitted_by_court"), place=FED)
    before = case_of(*history_to(S.ACQUITTED_BY_COURT), place=FED)
    back = step(steps_of(after), "C26R")
    assert back.openness is Openness.OPEN
    assert [reached.state for reached in back.reaches] == [S.GUILTY_VERDICT]
    closed = step(steps_of(before), "C26R")
    assert closed.openness is Openness.CLOSED
    assert "Evans" in closed.authority


def test_a_hung_count_may_be_set_down_and_a_barred_one_may_not() -> None:
    hung = steps_of(case_of(*history_to(S.MISTRIAL), place=FED))
    assert step(hung, "C21").openness is Openness.OPEN
    provoked = case_of(
        *history_to(S.SUBMITTED),
        happens("mistrial", causes=["prosecution_error"], mover="defence",
                retrial={"intent_to_provoke": True}),
        place=FED,
    )  # fmt: skip
    found = steps_of(provoked)
    closed = step(found, "C21")
    assert closed.openness is Openness.CLOSED
    assert "Oregon v. Kennedy" in closed.authority
    assert step(found, "C20").openness is Openness.OPEN


def test_a_mistrial_without_a_known_necessity_turns_on_it() -> None:
    case = case_of(
        *history_to(S.SUBMITTED), happens("mistrial", causes=["other"], mover="court"), place=FED
    )
    found = step(steps_of(case), "C21")
    assert found.openness is Openness.TURNS_ON
    assert found.unknown == ("retrial.manifest_necessity",)


def test_the_federal_motion_after_a_hung_jury_is_due_in_14_days_and_then_over() -> None:
    case = case_of(*history_to(S.MISTRIAL), place=FED, first_day=dt.date(2026, 3, 1))
    discharged = dt.date(2026, 3, 5)
    motion = step(steps_of(case, discharged), "C23")
    (due,) = motion.deadlines
    assert (due.length, due.by, due.standing) == (
        "14 days",
        dt.date(2026, 3, 19),
        Standing.VERIFIED,
    )
    assert due.authority == "FRCrP 29(c)(1)"
    assert motion.openness is Openness.OPEN
    assert due.by is not None
    assert step(steps_of(case, due.by), "C23").openness is Openness.OPEN
    late = step(steps_of(case, due.by + dt.timedelta(1)), "C23")
    assert late.openness is Openness.TURNS_ON
    assert "2026-03-19" in late.why


def test_the_time_is_that_of_the_rule_of_the_day() -> None:
    case = case_of(*history_to(S.MISTRIAL), place=FED, first_day=dt.date(2005, 3, 1))
    (due,) = step(steps_of(case, dt.date(2005, 3, 6)), "C23").deadlines
    assert due.length == "7 days"


@pytest.mark.parametrize(
    ("place", "length", "by"),
    [("US-CA", "60 days", dt.date(2026, 5, 4)), ("US-NY", "6 months", dt.date(2026, 9, 5))],
)
def test_a_retrial_has_the_time_of_its_place_no_earlier_and_unverified(
    place: str, length: str, by: dt.date
) -> None:
    case = case_of(*history_to(S.MISTRIAL), place=place, first_day=dt.date(2026, 3, 1))
    (due,) = step(steps_of(case, dt.date(2026, 3, 6)), "C21").deadlines
    assert (due.length, due.by, due.at_least) == (length, by, True)
    assert due.standing is Standing.UNVERIFIED
    assert "unverified" in due.authority
    assert not due.passed(END)


def test_times_of_a_first_trial_are_named_and_no_day_is_made_up() -> None:
    case = case_of(*history_to(S.PENDING_TRIAL), place="US-CA")
    (due,) = step(steps_of(case), "C05").deadlines
    assert due.by is None
    assert "arraignment" in due.from_words


def test_no_place_has_a_time_that_it_does_not_give() -> None:
    rows = {row.id for row in table().by_id.values()}
    for place in jurisdictions():
        for row in rows:
            for due in deadlines(place, row, (), dt.date(2026, 6, 30)):
                assert due.by is None
                assert due.number > 0
                assert due.standing is Standing.VERIFIED or "unverified" in due.authority
    assert deadlines("US-NJ", "C21", (), dt.date(2026, 6, 30)) == ()


def test_a_month_without_that_day_ends_on_its_last() -> None:
    made = (("C18", parse_date("2026-08-31")),)
    (due,) = deadlines("US-NY", "C21", made, dt.date(2026, 9, 1))
    assert due.by == dt.date(2027, 2, 28)


def test_a_day_that_is_not_exact_gives_no_last_day() -> None:
    made = (("C18", parse_date("2026-08")),)
    (due,) = deadlines(FED, "C23", made, dt.date(2026, 9, 1))
    assert due.by is None
    assert str(due.runs_from) == "2026-08"


def test_a_verdict_says_how_many_votes_it_takes() -> None:
    jury = {"size": 12, "sources": ["s1"]}
    trials = [{"id": "T1", "counts": ["K1"], "jury": jury}]
    history = history_to(S.SUBMITTED)
    case = case_of(*history[:2], *({**h, "trial": "T1"} for h in history[2:]), trials=trials)
    assert step(steps_of(case), "C13").needs == "12 of 12 votes"
    assert step(steps_of(case), "C14", "not_guilty").needs == "12 of 12 votes"
    assert step(steps_of(case), "C18").needs == ""


def test_the_tree_follows_each_step_to_where_it_leads() -> None:
    found = steps_of(case_of(*history_to(S.MISTRIAL), place=FED), depth=3)
    (again,) = step(found, "C21").reaches
    assert again.state is S.PENDING_TRIAL
    sworn = next(s for s in again.then if s.transition == "C05")
    assert [s.transition for s in sworn.reaches[0].then][:2] == ["C06", "C08"]
    assert all(one.openness is not Openness.CLOSED for one in walked(again.then))
    dismissed = step(found, "C22")
    assert [r.state for r in dismissed.reaches] == [S.DISMISSED, S.DISMISSED_WITH_PREJUDICE]
    assert dismissed.reaches[1].then == ()


def test_every_step_of_the_tree_is_one_the_replay_takes() -> None:
    case = case_of(*history_to(S.INDICTED), place="US-CA")
    for first in steps_of(case, depth=2).possible:
        more = happens(first.step, **(HUNG if first.step == "mistrial" else {}))
        longer = case_of(*history_to(S.INDICTED), more, place="US-CA")
        reached = first.reaches[0]
        state = posture(longer, END).count("K1").state
        assert state is reached.state
        then = {(s.transition, s.step) for s in reached.then}
        real = {(s.transition, s.step) for s in steps_of(longer).possible}
        assert then <= real
        assert not then or real == then


def test_open_motions_and_days_ahead_are_those_known_on_the_day() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    (hung,) = next_steps(case, dt.date(2025, 6, 13), counts=["R3_M"])
    assert [str(a.date) for a in hung.ahead] == ["2025-07-02"]
    for day_, motions in ((dt.date(2025, 6, 13), []), (dt.date(2025, 10, 9), ["M-330-30"]),
                          (dt.date(2026, 1, 8), [])):  # fmt: skip
        (guilty,) = next_steps(case, day_, counts=["CSA_H"])
        assert [m.id for m in guilty.motions] == motions


@pytest.mark.parametrize("depth", [0, -1, DEEPEST + 1])
def test_a_depth_outside_its_range_is_refused(depth: int) -> None:
    with pytest.raises(OutOfDomainError, match="1 to 5"):
        next_steps(case_of(happens("indicted")), END, depth)


def test_an_unknown_count_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="K1"):
        next_steps(case_of(happens("indicted")), END, counts=["K2"])


def test_all_is_plain_data() -> None:
    found = steps_of(case_of(*history_to(S.MISTRIAL), place=FED), day(9), depth=2)
    data = found.as_json()
    assert data["state"] == "MISTRIAL"
    assert len(data["steps"]) == len(found.steps)
    motion = next(s for s in data["steps"] if s["transition"] == "C23")
    assert motion["deadlines"][0]["number"] in {7, 14}
    assert [*found.asked("C23")] == [step(found, "C23")]
