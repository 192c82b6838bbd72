"""Fixtures of the format juryroom-case/0.1: read strictly, replayed, and held against their days."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import CaseFileError, Problem, RecordError
from juryroom.procedure.fixture_files import bundled_fixtures, load_fixture
from juryroom.procedure.fixture_replay import Replayed, replay_fixture
from juryroom.procedure.fixtures import Fixture, read_fixture
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import table

HEAD = "schema: juryroom-case/0.1\nid: test\njurisdiction: US-NY\n"
COUNTS = "counts: [{id: K1}, {id: K2, n: 3}, {id: K1.a, lesser_of: K1}]\n"
PENDING = "- {initial: PENDING_TRIAL, counts: [K1, K2, K1.a]}\n"


def read(text: str, counts: str = COUNTS, head: str = HEAD) -> Fixture:
    return read_fixture(f"{head}{counts}{text}".encode(), "f.yaml")


def replayed(events: str, expected: str, **fields: str) -> Replayed:
    return replay_fixture(read(f"events:\n{PENDING}{events}expected_states:\n{expected}", **fields))


def verdicts(events: str, expected: str, **fields: str) -> list[str]:
    found = replayed(events, expected, **fields)
    assert found.unlawful == ()
    return [result.verdict for result in found.checked]


def problems(text: str, **fields: str) -> tuple[Problem, ...]:
    with pytest.raises(RecordError) as raised:
        read(text, **fields)
    for problem in raised.value.problems:
        assert problem.where.startswith("f.yaml:")
        assert problem.rule
        assert problem.accepted
    return raised.value.problems


# ---- expectations


SWORN = '- {date: "2020-03-01", edge: C05, trial: T1, counts: [K1, K2, K1.a]}\n'
OUT = '- {date: "2020-03-02", edge: C10, counts: [K1, K2, K1.a]}\n'


def test_states_totals_and_groups() -> None:
    events = SWORN + OUT + '- {date: "2020-03-03", edge: C13, counts: [K2]}\n'
    assert verdicts(
        events,
        '- {as_of: "2020-03-02", states: {K1: SUBMITTED, K1.a: SUBMITTED}}\n'
        '- {as_of: "2020-03-03", states: {K2: GUILTY_VERDICT}}\n'
        '- {as_of: "2020-03-03", totals: {GUILTY_VERDICT: 3, SUBMITTED: 1}}\n'
        '- {as_of: "2020-03-03", totals: {GUILTY_VERDICT: 3}}\n'
        '- {as_of: "2020-03-03", states: {K2: ACQUITTED}}\n',
    ) == ["pass", "pass", "pass", "fail", "fail"]


def test_what_differs_is_named() -> None:
    found = replayed(
        SWORN, '- {as_of: "2020-03-01", states: {K1: ACQUITTED}, totals: {IN_JEOPARDY: 5}}\n'
    )
    assert [tuple(each) for each in found.checked[0].mismatches] == [
        ("K1", "ACQUITTED", "IN_JEOPARDY"),
        ("total IN_JEOPARDY", "5", "4"),
    ]
    assert not found.passed
    shown = found.as_json()
    assert json.loads(json.dumps(shown)) == shown
    assert shown["expectations"][0]["result"] == "fail"


def test_other_states_may_be_accepted() -> None:
    expected = '- {as_of: "2020-03-01", states: {K1: INDICTED}, accept_also: {K1: IN_JEOPARDY}}\n'
    assert verdicts(SWORN, expected) == ["pass"]
    several = '- {as_of: "2020-03-01", states: {K1: MISTRIAL}, accept_also: {K1: [INDICTED]}}\n'
    assert verdicts(SWORN, several) == ["fail"]


@pytest.mark.parametrize("why", ["scored: false", "standing: unverified"])
def test_what_is_not_scored_fails_nothing(why: str) -> None:
    found = replayed(SWORN, f'- {{as_of: "2020-03-01", states: {{K1: MISTRIAL}}, {why}}}\n')
    assert found.checked[0].verdict == "not scored"
    assert found.passed


def test_a_count_not_yet_in_the_record_has_no_state() -> None:
    fixture = read(
        'events:\n- {date: "2020-05-01", edge: C01, counts: [K1]}\n'
        'expected_states:\n- {as_of: "2020-04-30", states: {K1: INDICTED}}\n'
    )
    (result,) = replay_fixture(fixture).checked
    assert result.mismatches[0].found == "not in the record"


# ---- dates


@pytest.mark.parametrize(
    ("date", "counts_from"),
    [
        ('"2020-03"', "2020-03-31"),
        ('"2019/2020"', "2020-12-31"),
        ('"2020-03-05/2020-03-09"', "2020-03-09"),
        ('"2020-03-05", date_precision: not_later_than', "2020-03-05"),
        ('"2020-03", date_precision: not_later_than', "2020-03-31"),
        ('"2020-03-05", date_precision: approximate', "2020-03-05"),
        ('"2020-03/2020-04", date_precision: not_later_than', "2020-04-30"),
        ('"2020-03/2020-04", date_precision: approximate', "2020-04-30"),
        ("2020", "2020-12-31"),
    ],
)
def test_an_event_counts_from_its_last_day(date: str, counts_from: str) -> None:
    text = f"- {{date: {date}, edge: C05, counts: [K1]}}\n"
    day_before = _day_before(counts_from)
    assert verdicts(
        text,
        f'- {{as_of: "{day_before}", states: {{K1: PENDING_TRIAL}}}}\n'
        f'- {{as_of: "{counts_from}", states: {{K1: IN_JEOPARDY}}}}\n',
    ) == ["pass", "pass"]


def _day_before(day: str) -> str:
    return str(dt.date.fromisoformat(day) - dt.timedelta(days=1))


def test_events_are_replayed_in_the_order_of_the_file() -> None:
    """An interval that ends after the next event still comes before it."""
    events = (
        '- {date: "2020-03", edge: C05, counts: [K1]}\n'
        '- {date: "2020-03-20", edge: C10, counts: [K1]}\n'
    )
    assert verdicts(events, '- {as_of: "2020-04-01", states: {K1: SUBMITTED}}\n') == ["pass"]


# ---- moves


PATHS: dict[CountState, tuple[str, ...]] = {
    CountState.MISTRIAL: ("C05", "C10", "C18"),
    CountState.ACQUITTED: ("C05", "C10", "C14"),
    CountState.SENTENCED: ("C05", "C10", "C13", "C27"),
}


@pytest.mark.parametrize("edge", [move for move in table().by_id if move not in ("C00", "C26R")])
def test_every_numbered_move_leads_where_the_table_says(edge: str) -> None:
    move = table().by_id[edge]
    for start in move.from_states:
        if "lesser" in move.needs:
            count, others = "K1.a", "K1"
        else:
            count, others = "K1", ""
        began = f"- {{initial: {start}, counts: [{count}{', ' if others else ''}{others}]}}\n"
        text = f'{began}- {{date: "2020-01-02", edge: {edge}, counts: [{count}]}}\n'
        found = replay_fixture(
            read(
                f"events:\n{text}expected_states:\n- {{as_of: '2020-01-03', states: "
                f"{{{count}: {move.to or start}}}}}\n"
            )
        )
        assert found.unlawful == (), (edge, start, found.unlawful)
        assert found.passed, (edge, start, found.checked)


def test_the_government_may_bring_a_verdict_back() -> None:
    events = (
        '- {date: "2020-01-02", edge: C05, counts: [K1]}\n'
        '- {date: "2020-01-03", edge: C13, counts: [K1]}\n'
        '- {date: "2020-01-04", edge: C26, counts: [K1]}\n'
        '- {date: "2020-01-05", edge: C26R, counts: [K1]}\n'
    )
    expected = '- {as_of: "2020-01-06", states: {K1: GUILTY_VERDICT}}\n'
    assert verdicts(events, expected) == ["pass"]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ("edge: C14, what: not guilty by reason of insanity", "NGRI"),
        ("edge: C14, form: NGRI", "NGRI"),
        ("edge: C14", "ACQUITTED"),
        ("edge: C18, cause: [juror_refusal]", "MISTRIAL"),
        ("edge: C19, cause: hung", "MISTRIAL"),
        ("edge: C19, cause: [sickness of the judge]", "MISTRIAL"),
        ("edge: C09", "DISMISSED"),
        ("edge: C09, with_prejudice: true", "DISMISSED_WITH_PREJUDICE"),
        ("edge: C09, with_prejudice: unknown", "DISMISSED"),
        ("edge: null, kind: motion", "SUBMITTED"),
    ],
)
def test_facts_of_an_event_decide_where_it_leads(fields: str, state: str) -> None:
    events = SWORN + OUT + f'- {{date: "2020-03-03", counts: [K2], {fields}}}\n'
    assert verdicts(events, f'- {{as_of: "2020-03-04", states: {{K2: {state}}}}}\n') == ["pass"]


@pytest.mark.parametrize("counts", ["[K1.a]", "[K1, K1.a]", "[K1], lesser: K1.a"])
def test_a_lesser_offence_found_proved_acquits_of_the_greater(counts: str) -> None:
    events = SWORN + OUT + f'- {{date: "2020-03-03", edge: C15, counts: {counts}}}\n'
    expected = '- {as_of: "2020-03-03", states: {K1: ACQUITTED, K1.a: GUILTY_LESSER}}\n'
    assert verdicts(events, expected) == ["pass"]


def test_the_law_brings_back_what_the_file_does_not_name() -> None:
    events = (
        SWORN
        + '- {date: "2020-03-02", edge: C09, trial: T1, counts: [K2]}\n'
        + '- {date: "2020-03-03", edge: C19, trial: T1, counts: [K1]}\n'
        + '- {date: "2020-03-04", edge: C21, counts: [K1]}\n'
    )
    expected = '- {as_of: "2020-03-04", states: {K1: PENDING_TRIAL, K2: PENDING_TRIAL}}\n'
    assert verdicts(events, expected) == ["pass"]
    elsewhere = HEAD.replace("US-NY", "US-FED")
    assert verdicts(events, expected, head=elsewhere) == ["fail"]


def test_an_unlawful_move_is_reported_with_the_rule_and_the_rest_is_replayed() -> None:
    events = (
        SWORN
        + OUT
        + '- {id: E9, date: "2020-03-03", edge: C14, counts: [K2]}\n'
        + '- {id: E10, date: "2020-03-04", edge: C21, counts: [K2]}\n'
    )
    found = replayed(events, '- {as_of: "2020-03-05", states: {K2: ACQUITTED}}\n')
    assert found.checked[0].passed
    assert not found.passed
    (problem,) = found.unlawful
    assert "0001" not in problem.found
    assert problem.where.endswith("E10 on count K2")
    assert problem.found.startswith("C21: set_for_retrial on 2020-03-04")
    assert problem.rule == "a recorded acquittal is final (CPL 40.20)"


def test_a_move_of_another_number_than_the_state_allows_is_reported() -> None:
    events = SWORN + '- {id: E9, date: "2020-03-03", edge: C22, counts: [K2]}\n'
    (problem,) = replayed(events, '- {as_of: "2020-03-05", states: {K2: DISMISSED}}\n').unlawful
    assert problem.found == "C22 of a count that is IN_JEOPARDY"
    assert problem.rule.startswith("C22 leaves MISTRIAL")
    assert problem.accepted.startswith("C09")


def test_a_bar_of_another_kind_after_a_mistrial_is_lawful() -> None:
    events = SWORN + (
        '- {date: "2020-03-03", edge: C19, counts: [K2]}\n'
        '- {date: "2020-03-04", edge: C34, counts: [K2]}\n'
    )
    assert verdicts(events, '- {as_of: "2020-03-05", states: {K2: BARRED}}\n') == ["pass"]


def test_an_appeal_from_an_acquittal_is_the_move_of_that_number_where_the_place_has_it() -> None:
    events = (
        SWORN
        + OUT
        + (
            '- {date: "2020-03-03", edge: C14, counts: [K2]}\n'
            '- {date: "2021-03-04", edge: C29, counts: [K2]}\n'
        )
    )
    expected = '- {as_of: "2021-03-05", states: {K2: REVERSED_NEW_TRIAL}}\n'
    canada = HEAD.replace("US-NY", "CA")
    assert verdicts(events, expected, head=canada) == ["pass"]
    assert len(replayed(events, expected).unlawful) == 1


def test_counts_of_two_sovereigns_are_two_cases() -> None:
    head = "schema: juryroom-case/0.1\njurisdiction: [US-SC, US-FED]\n"
    counts = "counts: [{id: S1}, {id: F1, sovereign: US-FED}]\n"
    fixture = read(
        "events:\n- {initial: MISTRIAL, counts: [S1]}\n- {initial: PENDING_TRIAL, counts: [F1]}\n"
        '- {date: "2020-01-01", edge: C06, counts: [F1]}\n'
        '- {date: "2020-01-01", edge: C22, counts: [S1]}\n'
        'expected_states:\n- {as_of: "2020-01-01", states: {S1: DISMISSED, F1: PLEA_GUILTY}, '
        "totals: {DISMISSED: 1, PLEA_GUILTY: 1}}\n",
        counts=counts,
        head=head,
    )
    assert fixture.jurisdictions == ("US-SC", "US-FED")
    assert fixture.caption == "f.yaml"
    assert replay_fixture(fixture).passed


def test_names_that_the_record_would_not_take_are_kept_apart() -> None:
    counts = "counts: [{id: K.1}, {id: K_1}, {id: '2'}]\n"
    text = "events:\n- {initial: MISTRIAL, counts: [K.1, '2']}\n- {initial: FINAL, counts: [K_1]}\n"
    fixture = read(
        f'{text}expected_states:\n- {{as_of: "2020-01-01", '
        "states: {K.1: MISTRIAL, K_1: FINAL, '2': MISTRIAL}}\n",
        counts=counts,
    )
    assert replay_fixture(fixture).passed


def test_a_fixture_without_events_has_no_states() -> None:
    fixture = read("expected_states:\n- {as_of: '2020-01-01', totals: {}}\n")
    assert replay_fixture(fixture).passed


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "found", "accepted"),
    [
        ("events: [{date: '2020-01-01', edge: C99, counts: [K1]}]\n", "'C99'", "C09"),
        ("events: [{date: '2020-01-01', edge: 13, counts: [K1]}]\n", "13", "C13"),
        ("events: [{date: '2020-01-01', edge: C05, counts: [K9]}]\n", "'K9'", "K1, K2, K1.a"),
        ("events: [{date: '2020-01-01', edge: C05}]\n", "no count", "counts: [K1]"),
        ("events: [{edge: C05, counts: [K1]}]\n", "no date", "EDTF"),
        ("events: [{date: undated, edge: C05, counts: [K1]}]\n", "no date", "EDTF"),
        ("events: [{date: soon, edge: C05, counts: [K1]}]\n", "'soon'", "EDTF"),
        ("events: [{date: 2020/.., edge: C05, counts: [K1]}]\n", "'2020/..'", "last day"),
        (
            "events: [{date: '2020-01-01', date_precision: about, edge: C05, counts: [K1]}]\n",
            "'about'",
            "approximate",
        ),
        ("events: [{initial: HUNG, counts: [K1]}]\n", "'HUNG'", "MISTRIAL"),
        ("events: [E1]\n", "'E1'", "a mapping"),
        ("events: none\n", "'none'", "a list"),
        (
            "events: [{date: '2020-01-01', edge: C15, counts: [K1], lesser: K7}]\n",
            "'K7'",
            "K1.a",
        ),
        ("expected_states: [{as_of: '2020-01-01', states: {K1: HUNG}}]\n", "'HUNG'", "MISTRIAL"),
        ("expected_states: [{as_of: '2020-01-01', states: {K8: MISTRIAL}}]\n", "'K8'", "K1"),
        ("expected_states: [{as_of: '2020-01-01', states: [K1]}]\n", "['K1']", "K1: MISTRIAL"),
        ("expected_states: [{as_of: '2020-01-01'}]\n", "neither", "states"),
        ("expected_states: [{states: {K1: MISTRIAL}}]\n", "nothing", "EDTF"),
        ("expected_states: [{as_of: '2020-01-01', totals: {HUNG: 1}}]\n", "'HUNG'", "MISTRIAL"),
        (
            "expected_states: [{as_of: '2020-01-01', states: {K1: FINAL}, accept_also: {K8: []}}]\n",
            "'K8'",
            "K1",
        ),
    ],
)
def test_what_cannot_be_replayed_is_refused(text: str, found: str, accepted: str) -> None:
    given_problems = problems(text)
    assert any(
        found in problem.found and accepted in problem.accepted for problem in given_problems
    ), given_problems


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ("counts: []\n", "no count"),
        ("counts: [{offence: theft}]\n", "nothing"),
        ("counts: [{id: K1}, {id: K1}]\n", "'K1'"),
        ("counts: [{id: K1, n: 0}]\n", "0"),
        ("counts: [{id: K1, n: true}]\n", "true"),
        ("counts: [{id: K1, lesser_of: K2}]\n", "'K2'"),
        ("counts: [{id: K1, sovereign: New York}]\n", "'New York'"),
    ],
)
def test_counts_are_checked(counts: str, found: str) -> None:
    assert found in [problem.found for problem in problems("", counts=counts)]


@pytest.mark.parametrize(
    "head",
    [
        "schema: juryroom-case/0.1\njurisdiction: [New York]\n",
        "schema: juryroom-case/1\n",
        "a: b\n",
        "schema: juryroom-case/0.1\n",
    ],
)
def test_another_format_is_refused(head: str) -> None:
    (problem,) = problems("", head=head)
    assert "US-NY" in problem.accepted or "juryroom-case/0.1" in problem.accepted


def test_a_list_is_no_fixture() -> None:
    with pytest.raises(RecordError, match=r"juryroom-case/0\.1"):
        read_fixture(b"[1]\n", "f.yaml")


@pytest.mark.parametrize("name", bundled_fixtures())
def test_the_real_cases_replay_to_the_states_that_their_sources_give(name: str) -> None:
    fixture = load_fixture(name)
    assert fixture.id == name
    found = replay_fixture(fixture)
    assert found.unlawful == ()
    assert {result.verdict for result in found.checked} == {"pass"}
    assert len(found.checked) >= 3


def test_seven_real_cases_are_carried() -> None:
    assert len(bundled_fixtures()) == 7
    with pytest.raises(CaseFileError, match="us-blagojevich"):
        load_fixture("us-blagojevic")


def test_a_file_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with pytest.raises(CaseFileError, match="cannot be read"):
        load_fixture(path)
    path.write_text(HEAD + COUNTS, encoding="utf-8")
    assert [count.members for count in load_fixture(path).counts] == [1, 3, 1]


def test_counts_of_the_log_need_no_ids() -> None:
    """An entry that moves nothing may name its counts in words."""
    fixture = read("events: [{edge: null, kind: note, counts: several}]\n")
    assert fixture.events[0].counts == ()


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["K1", "C05", "2020", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "edge", "date", "counts", "states"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, VALUES, VALUES)
def test_whatever_a_file_holds_it_is_replayed_or_refused(a: Any, b: Any, c: Any) -> None:
    data = {
        "schema": "juryroom-case/0.1",
        "jurisdiction": "US-NY",
        "counts": a,
        "events": b,
        "expected_states": c,
    }
    try:
        fixture = read_fixture(json.dumps(data).encode(), "f.yaml")
    except RecordError:
        return  # refused, with problems: the tests above say which
    replay_fixture(fixture)
