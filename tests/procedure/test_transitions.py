"""Every move, legal and illegal: each word of the record from each state, without exception."""

import re

import pytest

from juryroom.citations import Standing
from juryroom.errors import RecordError
from juryroom.procedure.authority import authorities, authority_in
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import table
from juryroom.record.events import Step
from tests.procedure.building import (
    HUNG,
    LESSER,
    REACH,
    REACH_LESSER,
    S,
    at,
    case_of,
    happens,
    history_to,
    lesser_history_to,
)

NUMBERED = [f"C{number:02d}" for number in range(1, 37)]
# The edges as the literature numbers them: from, to. Widened rows have more, and say why.
EDGES = {
    "C01": ({S.CHARGED}, S.INDICTED),
    "C02": ({S.INDICTED}, None),
    "C03": ({S.INDICTED}, S.DISMISSED),
    "C04": ({S.INDICTED}, S.PENDING_TRIAL),
    "C05": ({S.PENDING_TRIAL}, S.IN_JEOPARDY),
    "C06": ({S.PENDING_TRIAL}, S.PLEA_GUILTY),
    "C07": ({S.PENDING_TRIAL}, S.DISMISSED),
    "C08": ({S.IN_JEOPARDY}, S.ACQUITTED_BY_COURT),
    "C09": ({S.IN_JEOPARDY}, S.DISMISSED),
    "C10": ({S.IN_JEOPARDY}, S.SUBMITTED),
    "C11": ({S.SUBMITTED}, S.AGREED_PROVISIONAL),
    "C12": ({S.AGREED_PROVISIONAL}, S.SUBMITTED),
    "C13": ({S.SUBMITTED, S.AGREED_PROVISIONAL}, S.GUILTY_VERDICT),
    "C14": ({S.SUBMITTED, S.AGREED_PROVISIONAL}, S.ACQUITTED),
    "C15": ({S.SUBMITTED}, S.GUILTY_LESSER),
    "C16": ({S.SUBMITTED}, S.DISMISSED),
    "C17": ({S.SUBMITTED}, S.DEEMED_ACQUITTED),
    "C18": ({S.SUBMITTED}, S.MISTRIAL),
    "C19": ({S.IN_JEOPARDY, S.SUBMITTED}, S.MISTRIAL),
    "C20": ({S.MISTRIAL}, S.BARRED),
    "C21": ({S.MISTRIAL}, S.PENDING_TRIAL),
    "C22": ({S.MISTRIAL}, S.DISMISSED),
    "C23": ({S.MISTRIAL}, S.ACQUITTED_BY_COURT),
    "C24": ({S.MISTRIAL}, S.PLEA_GUILTY),
    "C25": ({S.GUILTY_VERDICT, S.GUILTY_LESSER}, S.PENDING_TRIAL),
    "C26": ({S.GUILTY_VERDICT, S.GUILTY_LESSER}, S.ACQUITTED_BY_COURT),
    "C27": ({S.GUILTY_VERDICT, S.GUILTY_LESSER, S.PLEA_GUILTY}, S.SENTENCED),
    "C28": ({S.SENTENCED}, S.AFFIRMED),
    "C29": ({S.SENTENCED, S.AFFIRMED}, S.REVERSED_NEW_TRIAL),
    "C30": ({S.SENTENCED, S.AFFIRMED}, S.REVERSED_DISMISSED),
    "C31": ({S.SENTENCED, S.AFFIRMED}, S.SENTENCE_VACATED),
    "C32": ({S.REVERSED_NEW_TRIAL}, S.PENDING_TRIAL),
    "C33": ({S.SENTENCE_VACATED}, S.SENTENCED),
    "C34": (set(CountState) - {s for s in CountState if not s.live} - {S.MISTRIAL}, S.BARRED),
    "C35": ({state for state in CountState if not state.terminal} - {S.FINAL}, S.ABATED),
    "C36": ({S.AFFIRMED}, S.FINAL),
}


def test_the_table_holds_the_numbered_moves() -> None:
    assert [move for move in table().by_id if move != "C00"] == NUMBERED == list(EDGES)
    assert set(Step) == {step for row in table().by_id.values() for step in row.steps}


@pytest.mark.parametrize("move", NUMBERED)
def test_a_move_has_its_edges_and_a_reason_for_any_more(move: str) -> None:
    row, (starts, end) = table().by_id[move], EDGES[move]
    assert starts <= set(row.from_states)
    assert row.to is end
    known_gap = (
        {S.AGREED_PROVISIONAL} if move in {"C15", "C17", "C18", "C19"} else set[CountState]()
    )
    assert set(row.from_states) == starts | known_gap or row.widened
    assert not any(state.terminal for state in row.from_states)
    assert row.condition


def test_authorities_say_how_far_they_were_checked() -> None:
    for row in table().by_id.values():
        for place, authority in row.authority.items():
            assert place in {"ny", "fed", "ca", "us"}
            assert authority.standing in {Standing.VERIFIED, Standing.UNVERIFIED}
            assert ("[unverified]" in str(authority)) == (
                authority.standing is not Standing.VERIFIED
            )


def test_a_place_is_answered_by_its_own_law_then_by_the_constitution_then_by_nothing() -> None:
    law = authorities(
        {
            "ny": {"cite": "CPL 1", "standing": "verified"},
            "fed": {"cite": "FRCrP 1", "standing": "unverified"},
            "us": {"cite": "A v. B", "standing": "verified"},
        }
    )
    assert str(authority_in(law, "US-NY")) == "CPL 1"
    assert str(authority_in(law, "US-FED")) == "FRCrP 1 [unverified]"
    assert str(authority_in(law, "US-FED-CA2")) == "FRCrP 1 [unverified]"
    assert str(authority_in(law, "US-CA")) == "A v. B"
    assert str(authority_in(law, "US-MA")) == "A v. B"
    assert str(authority_in({}, "US-MA")) == "no authority is recorded for US-MA [unverified]"


def _with_facts(step: Step, move: str) -> dict[str, object]:
    return dict(HUNG) if step is Step.MISTRIAL and move == "C18" else {}


WHOLE = [
    (move, state, step)
    for move, row in table().by_id.items()
    for step in row.steps
    for state in (*row.only_from.get(step, row.from_states), *row.repeat_in)
    if state in REACH and "lesser" not in row.needs and move != "C00"
]
OF_LESSER = [
    (move, state, step)
    for move, row in table().by_id.items()
    for state in row.from_states
    for step in row.steps
    if state in REACH_LESSER and ("lesser" in row.needs or state is S.GUILTY_LESSER)
]


@pytest.mark.parametrize(("move", "state", "step"), WHOLE)
def test_every_lawful_move_is_made(move: str, state: CountState, step: Step) -> None:
    events = [*history_to(state), happens(step, **_with_facts(step, move))]
    before, after = (at(case_of(*events[:end])).counts[0] for end in (-1, None))
    assert before.state is state
    taken = after.steps[len(before.steps)]
    assert (taken.transition, taken.before, taken.after) == (move, state, after.state)
    row = table().by_id[move]
    reached = state if row.to is None or state in row.repeat_in else row.to
    assert after.state is row.to_by_step.get(step, reached)
    assert taken.authority == str(row.authority_in("US-NY"))
    assert after.authority == taken.authority
    assert after.since == (taken.date if after.state is not state else before.since)


@pytest.mark.parametrize(("move", "state", "step"), OF_LESSER)
def test_every_lawful_move_of_a_lesser_offence_is_made(
    move: str, state: CountState, step: Step
) -> None:
    events = [*lesser_history_to(state), happens(step, "K1_a")]
    lesser = at(case_of(*events, counts=("K1", LESSER))).count("K1_a")
    (taken,) = (taken for taken in lesser.steps if taken.event == f"E{len(events) - 1:02d}")
    assert (taken.transition, taken.before) == (move, state)
    assert lesser.state is (taken.before if table().by_id[move].to is None else taken.after)


def test_each_numbered_move_was_made_by_one_of_the_two_tests() -> None:
    assert {move for move, _, _ in (*WHOLE, *OF_LESSER)} == set(NUMBERED)


def _lawful(step: Step, state: CountState) -> bool:
    hung = frozenset({"not_lesser", "hung"})
    return bool(table().chain(step, state, hung))


UNLAWFUL = [
    (step, state)
    for state in REACH
    for step in Step
    if step is not Step.GUILTY_OF_LESSER and not _lawful(step, state)
]


@pytest.mark.parametrize(("step", "state"), UNLAWFUL)
def test_every_other_move_is_refused_with_the_rule(step: Step, state: CountState) -> None:
    history = history_to(state)
    case = case_of(*history, happens(step))
    with pytest.raises(RecordError) as raised:
        at(case)
    (problem,) = raised.value.problems
    last = len(history)
    since = at(case_of(*history)).counts[0].since
    assert problem.where == f"events[{last}] E{last:02d} on count K1"
    assert problem.found.startswith(f"{step} on {case.events[last].date}, when the count is")
    assert problem.found.endswith(f"{state} since {since}")
    if state.terminal:
        assert problem.rule.startswith(table().final[state].reason)
        assert problem.accepted == f"no step: {state} is the end of a count"
    else:
        assert any(move in problem.rule for move in ("C0", "C1", "C2", "C3"))
        assert "(" in problem.rule
    # What the message accepts is what the table accepts.
    for word in re.findall(r"(\w+) \(C", problem.accepted):
        assert _lawful(Step(word), state)


def test_every_step_on_a_count_that_is_not_charged_is_refused() -> None:
    for step in set(Step) - {Step.CHARGED, Step.INDICTED, Step.GUILTY_OF_LESSER}:
        with pytest.raises(RecordError, match="not yet charged") as raised:
            at(case_of(happens(step)))
        assert raised.value.problems[0].accepted == "charged (C00), indicted (C01)"
