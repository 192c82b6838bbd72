"""What holds of every lawful history, whatever happens in it.

Histories are drawn step by step from what the table allows, over two whole counts, a group of
four and a lesser offence, on days that may coincide.
"""

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juryroom.errors import RecordError
from juryroom.procedure.posture import Posture, check_history
from juryroom.procedure.retrial import may_retry
from juryroom.procedure.rulepack import rule_pack, votes_needed
from juryroom.procedure.states import ACQUITTALS, ON_TRIAL, CountState
from juryroom.procedure.transitions import table
from juryroom.record.case import Case
from juryroom.record.events import Step
from tests.procedure.building import S, at, case_of, happens
from tests.procedure.full_runs import examples

PLACES = ("US-NY", "US-FED", "US-CA", "US-MA")
COUNTS = ("K1", "K2", {"id": "G", "members": 4}, {"id": "K1_a", "lesser_of": "K1"})
IDS = ("K1", "K2", "G", "K1_a")
START = dt.date(2001, 1, 1)
AGREEMENT = {Step.AGREEMENT_REPORTED, Step.AGREEMENT_WITHDRAWN}
FIELDS: dict[Step, tuple[dict[str, Any], ...]] = {
    Step.MISTRIAL: (
        {"causes": ["hung"]},
        {"causes": ["juror_lost"], "mover": "defence"},
        {"causes": ["other"], "retrial": {"manifest_necessity": False}},
        {"causes": ["hung", "partial_verdict_not_taken"], "defence_position": "not_asked"},
    ),
    Step.DISMISSED: ({"with_prejudice": True}, {"with_prejudice": False}, {}),
    Step.REVERSED_NEW_TRIAL: ({"ground": "trial_error"}, {"ground": "weight"}),
}
EVENTS = dict[str, Any]


def lawful(events: list[EVENTS], place: str) -> bool:
    """Whether the history is one that a case can have."""
    try:
        check_history(case_of(*events, counts=COUNTS, place=place))
    except RecordError:
        return False
    return True


# Where a drawn history begins: at the charge, at trial, with the jury, or after its verdicts.
OPENINGS = (
    ("indicted",),
    ("indicted", "jury_sworn"),
    ("indicted", "jury_sworn", "submitted"),
    ("indicted", "jury_sworn", "submitted", "guilty", "sentenced"),
)
RARE = {Step.ABATED, Step.BARRED, Step.SUPERSEDED, Step.SEVERED, Step.CONSOLIDATED}

# What the properties are about: these are drawn more often.
TELLING = {
    Step.MISTRIAL,
    Step.NOT_SUBMITTED,
    Step.AGREEMENT_REPORTED,
    Step.SET_FOR_RETRIAL,
    Step.REVERSED_NEW_TRIAL,
    Step.REMANDED,
    Step.GUILTY_OF_LESSER,
}


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[EVENTS]]:
    """Draw a place and a lawful history of some steps."""
    place = draw(st.sampled_from(PLACES))
    opening = draw(st.sampled_from(OPENINGS))
    convicted = "guilty" in opening
    events = [
        happens(word, *(("K1",) if convicted and word in opening[3:] else IDS), date=str(START))
        for word in opening
    ]
    day = 0
    for _ in range(draw(st.integers(2, 12))):
        found = {count.id: count.state for count in at(_case(events, place)).counts}
        start = draw(st.sampled_from(sorted(set(found.values()))))
        movable = [count for count in IDS if found[count] is start]
        named = draw(st.lists(st.sampled_from(movable), min_size=1, unique=True))
        words = {step for step, state in (*table().by_move, *table().implied) if state is start}
        if words - RARE:
            words -= set() if draw(st.integers(0, 9)) == 7 else RARE
        if not words:
            continue
        step = draw(st.sampled_from(sorted(words) + 3 * sorted(words & TELLING)))
        day += draw(st.integers(0, 2))
        fields = draw(st.sampled_from(FIELDS.get(step, ({},))))
        event = happens(step, *named, date=str(START + dt.timedelta(days=day)), **fields)
        if lawful([*events, event], place):
            events.append(event)
    return place, events


def _case(events: list[EVENTS], place: str) -> Case:
    return case_of(*events, counts=COUNTS, place=place)


def _on_each_day(events: list[EVENTS], place: str) -> list[Posture]:
    case = _case(events, place)
    days = sorted({event["date"] for event in events})
    return [at(case, dt.date.fromisoformat(day)) for day in days]


COMMON = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@COMMON
@given(histories())
def test_no_step_leaves_a_final_state_but_by_the_named_exception(
    drawn: tuple[str, list[EVENTS]],
) -> None:
    place, events = drawn
    for count in at(_case(events, place)).counts:
        for step in count.steps:
            if step.before is not None and step.before.terminal:
                assert step.transition == "C26R"
        for one, other in pairwise(count.steps):
            assert one.after is other.before


@COMMON
@given(histories())
def test_a_count_that_was_acquitted_is_never_a_mistrial_after(
    drawn: tuple[str, list[EVENTS]],
) -> None:
    place, events = drawn
    for count in at(_case(events, place)).counts:
        states = [step.after for step in count.steps]
        for number, state in enumerate(states):
            if state in ACQUITTALS - {S.ACQUITTED_BY_COURT}:
                assert set(states[number:]) == {state}


@COMMON
@given(histories())
def test_the_number_of_counts_is_the_same_on_every_day(drawn: tuple[str, list[EVENTS]]) -> None:
    place, events = drawn
    for found in _on_each_day(events, place):
        assert sum(found.totals.values()) == 6
        assert sum(found.lesser_totals.values()) == 1


@COMMON
@given(histories())
def test_what_happened_by_a_day_does_not_change_afterwards(
    drawn: tuple[str, list[EVENTS]],
) -> None:
    """Replaying the first days and then the rest is replaying all: each day extends the last."""
    place, events = drawn
    for early, late in pairwise(_on_each_day(events, place)):
        for one in early.counts:
            other = late.count(one.id)
            assert other.steps[: len(one.steps)] == one.steps
            if other.steps == one.steps:
                assert (other.state, other.since) == (one.state, one.since)


@COMMON
@given(histories())
def test_a_reversal_never_touches_an_acquittal_beside_it(
    drawn: tuple[str, list[EVENTS]],
) -> None:
    place, events = drawn
    reversals = {Step.REVERSED_NEW_TRIAL, Step.REMANDED, Step.REVERSED_DISMISSED}
    for number, event in enumerate(events):
        if event["kind"] not in reversals:
            continue
        before = at(_case(events[:number], place))
        after = at(_case(events[: number + 1], place))
        for count in before.counts:
            if count.state in ACQUITTALS and count.id not in event["counts"]:
                assert after.count(count.id).steps == count.steps


@COMMON
@given(histories())
def test_what_new_york_dismissed_during_a_trial_is_live_after_its_mistrial(
    drawn: tuple[str, list[EVENTS]],
) -> None:
    place, events = drawn
    for number, event in enumerate(events):
        if event["kind"] != Step.MISTRIAL:
            continue
        before = at(_case(events[:number], place))
        after = at(_case(events[: number + 1], place))
        trials = {step.trial for count in event["counts"] for step in after.count(count).steps[-1:]}
        for count in before.counts:
            last = count.steps[-1]
            fell = count.state is S.DISMISSED and last.transition == "C09" and last.trial in trials
            if fell and count.count.lesser_of is None:
                live = after.count(count.id).state.live
                assert live == (place == "US-NY")
            elif count.state in ACQUITTALS | {S.DISMISSED_WITH_PREJUDICE}:
                assert after.count(count.id).state is count.state


@COMMON
@given(histories())
def test_a_provisional_agreement_changes_no_rights(drawn: tuple[str, list[EVENTS]]) -> None:
    """Without the words on agreement every count stands where it stood, but for that phase."""
    place, events = drawn
    without = [event for event in events if Step(event["kind"]) not in AGREEMENT]
    one, other = at(_case(events, place)), at(_case(without, place))
    # A reported agreement implies that the count was submitted; without it that is not recorded.
    hidden = {S.AGREED_PROVISIONAL: ON_TRIAL, S.SUBMITTED: {S.SUBMITTED, S.IN_JEOPARDY}}
    for count in one.counts:
        left = other.count(count.id).state
        assert left in hidden.get(count.state, {count.state})
        if place != "US-CA" and count.state not in ON_TRIAL:
            answers = [
                may_retry(_case(given_, place), found, count.id)
                for given_, found in ((events, one), (without, other))
            ]
            if "juror_lost" not in str(events):  # in New York it matters that the jury had retired
                assert answers[0].result is answers[1].result


@COMMON
@given(histories(), st.data())
def test_the_engine_acts_or_names_the_rule(
    drawn: tuple[str, list[EVENTS]], data: st.DataObject
) -> None:
    place, events = drawn
    step = data.draw(st.sampled_from(Step))
    count = data.draw(st.sampled_from(IDS))
    case = _case([*events, happens(step, count, date="2090-01-01")], place)
    before = at(_case(events, place))
    if not lawful([*events, happens(step, count, date="2090-01-01")], place):
        with pytest.raises(RecordError) as raised:
            at(case)
        for problem in raised.value.problems:
            assert problem.where.startswith(f"events[{len(events)}]")
            assert problem.rule
            assert problem.accepted
    else:
        after = at(case)
        taken = after.count(count).steps[len(before.count(count).steps) :]
        moved = Counter(step.transition for step in taken)
        assert taken
        assert set(moved) <= {*table().by_id, "C26R"}
        assert all(step.authority and step.condition for step in taken)


@COMMON
@given(histories())
def test_the_answer_on_another_trial_fits_the_state(drawn: tuple[str, list[EVENTS]]) -> None:
    place, events = drawn
    case = _case(events, place)
    found = at(case)
    for count in found.counts:
        answer = may_retry(case, found, count.id)
        if count.state.terminal and count.state is not S.ABATED:
            assert answer.result.value == "barred"
        if answer.result.value == "allowed":
            open_states = {S.MISTRIAL, S.REVERSED_NEW_TRIAL, S.PENDING_TRIAL, S.DISMISSED}
            assert count.state in open_states
        assert isinstance(count.state, CountState)


# ---- the numbers of a verdict

VERDICT_PLACES = (*PLACES, "GB-EAW", "GB-SCT", "NZ", "CA", "US-OR", "US-LA", "US-FL")
YEARS = st.sampled_from(("1990", "2010", "2019", "2021", "2025", "2026"))


@COMMON
@given(
    place=st.sampled_from(VERDICT_PLACES),
    year=YEARS,
    size=st.integers(5, 16),
    against=st.integers(0, 8),
)
def test_every_guilty_verdict_that_stands_has_the_votes_of_its_place_and_day(
    place: str, year: str, size: int, against: int
) -> None:
    guilty = max(size - against, 0)
    days = [f"{year}-02-0{day}" for day in range(1, 5)]
    events = [
        happens("indicted", date=days[0]),
        happens("jury_sworn", date=days[1]),
        happens("submitted", date=days[2]),
        happens(
            "guilty",
            date=days[3],
            sitting=size,
            tally={"guilty": guilty, "not_guilty": size - guilty},
        ),
    ]
    case = case_of(*events, counts=({"id": "K1", "offence_date": f"{year}-01-05"},), place=place)
    try:
        found = at(case)
    except RecordError:
        return  # refused, whatever the reason; what stands is looked at below
    assert found.count("K1").state is S.GUILTY_VERDICT
    rules = rule_pack(place, dt.date.fromisoformat(days[1])).rules
    if "guilty_min" not in rules:
        return
    speaks = rules["guilty_min"].value == "all" or rules["guilty_min"].part(str(size)) is not None
    if speaks:
        assert guilty >= votes_needed(rules["guilty_min"], size)


@COMMON
@given(histories(), st.integers(1, 3))
def test_a_source_that_says_nothing_changes_nothing(
    drawn: tuple[str, list[EVENTS]], number: int
) -> None:
    """Invariant 11: silence is no data, whoever keeps it."""
    place, events = drawn
    case = _case(events, place)
    silent = [case.sources[0].model_copy(update={"id": f"silent{each}"}) for each in range(number)]
    more = case.model_copy(update={"sources": (*case.sources, *silent)})
    assert at(more).as_json() == at(case).as_json()
    for count in at(case).counts:
        assert may_retry(more, at(more), count.id) == may_retry(case, at(case), count.id)


@COMMON
@given(histories())
def test_an_answer_that_is_known_does_not_turn_on_what_is_unknown(
    drawn: tuple[str, list[EVENTS]],
) -> None:
    """Invariant 10: whatever an unknown fact turns out to be, a settled answer stays."""
    place, events = drawn
    case = _case(events, place)
    found = at(case)
    for number, event in enumerate(events):
        if event["kind"] != Step.DISMISSED or "with_prejudice" in event:
            continue
        for terms in (True, False):
            told = [*events]
            told[number] = {**event, "with_prejudice": terms}
            if not lawful(told, place):
                continue
            other = _case(told, place)
            for count in found.counts:
                answer = may_retry(case, found, count.id)
                if answer.result.value == "unknown":
                    assert answer.unknown
                elif count.count.id not in event["counts"]:
                    assert may_retry(other, at(other), count.id).result is answer.result
