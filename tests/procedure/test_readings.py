"""Disputes and the posture: replayed under each reading, shown side by side where one matters."""

import datetime as dt
import time
from typing import Any

import pytest

from juryroom.procedure.posture import posture
from juryroom.procedure.reading_changes import Told
from juryroom.procedure.reading_results import Readings
from juryroom.procedure.readings import CAP, posture_readings
from juryroom.procedure.retrial import RetrialResult
from juryroom.procedure.states import CountState
from juryroom.record.case import Case
from juryroom.record.checks import check_case
from juryroom.record.files import find_case, load_case
from juryroom.report.reading_lines import reading_lines
from tests.procedure.building import END, HUNG, Step, case_of, happens

S = CountState
TRIED = (
    happens("indicted", "K1", "K2"),
    happens("set_for_trial", "K1", "K2"),
    happens("jury_sworn", "K1", "K2", trial="T1"),
    happens("submitted", "K1", "K2", trial="T1"),
)
TRIAL = {"id": "T1", "counts": ["K1", "K2"]}
SOURCES: list[dict[str, Any]] = [
    {"id": f"s{number}", "kind": "article", "outlet": f"paper {number}", "quality": "good"}
    for number in range(1, 8)
]


def claim(name: str, about: str, prop: str, value: Any, **fields: Any) -> dict[str, Any]:
    """Return a claim of a source of its own."""
    says = [{"about": about, "property": prop, "value": value}]
    return {"id": name, "source": "s1", "kind": "event", "gist": "a report", "says": says, **fields}


def disputed(*events: Step, claims: list[dict[str, Any]], **fields: Any) -> Case:
    """Return a case of two counts in one trial, with those claims."""
    given: dict[str, Any] = {"sources": SOURCES, "place": "US-FED", "trials": [TRIAL], **fields}
    case = case_of(*TRIED, *events, counts=("K1", "K2"), claims=claims, **given)
    assert check_case(case) == ()
    return case


def told(readings: Readings, dispute_id: str) -> dict[Any, Told]:
    """Return what became of each reading of a dispute."""
    disputes = [d for group in readings.groups for d in group.disputes]
    dispute = next(d for d in (*disputes, *readings.same) if d.id == dispute_id)
    return {reading.value: reading.told for reading in dispute.readings}


HUNG_JURY = happens("mistrial", "K1", "K2", trial="T1", mover="court", **HUNG)


def test_a_disputed_verdict_gives_postures_side_by_side() -> None:
    case = disputed(
        happens("guilty", "K1", trial="T1"),
        happens("not_guilty", "K2", trial="T1"),
        claims=[
            claim("a", "K1", "outcome", "guilty"),
            claim("b", "K1", "outcome", "not guilty", source="s2"),
            claim("c", "K1", "outcome", "hung jury", source="s3"),
        ],
    )
    (group,) = posture_readings(case, END).groups
    assert group.differing == ("K1",)
    found = {
        str(variant.choice.get("K1.outcome")): {c.id: c.state for c in variant.counts}["K1"]
        for variant in group.variants
    }
    assert found == {"None": S.GUILTY_VERDICT, "not guilty": S.ACQUITTED, "hung jury": S.MISTRIAL}
    assert group.decisive == ("K1.outcome",)
    text = reading_lines(posture_readings(case, END))
    assert "matters to K1" in text
    assert "if K1.outcome is not guilty" in text


def test_one_count_of_an_event_of_several_is_read_otherwise_alone() -> None:
    case = disputed(
        happens("guilty", "K1", "K2", trial="T1"),
        claims=[
            claim("a", "K2", "verdict", "guilty"),
            claim("b", "K2", "verdict", "not guilty", source="s2"),
        ],
    )
    (group,) = posture_readings(case, END).groups
    states = [{count.id: count.state for count in variant.counts} for variant in group.variants]
    assert states == [
        {"K1": S.GUILTY_VERDICT, "K2": S.GUILTY_VERDICT},
        {"K1": S.GUILTY_VERDICT, "K2": S.ACQUITTED},
    ]


def test_a_disputed_cause_and_mover_of_a_mistrial_change_the_answer_on_another_trial() -> None:
    event = happens("mistrial", "K1", "K2", trial="T1", mover="court", causes=["hung"])
    case = disputed(
        event,
        claims=[
            claim("a", "T1", "mistrial_cause", "deadlock"),
            claim("b", "T1", "mistrial_cause", "a quarrel", source="s2"),
            claim("c", "T1", "mistrial_mover", "the court"),
            claim("d", "T1", "mistrial_mover", "the defence", source="s3"),
        ],
    )
    (group,) = posture_readings(case, END).groups
    assert len(group.variants) == 4
    answers = {
        tuple(sorted(v.choice.items())): v.counts[0].retrial for v in group.variants
    }  # fmt: skip
    assert answers[()] is RetrialResult.ALLOWED
    assert answers[(("T1.mistrial_cause", "a quarrel"),)] is RetrialResult.UNKNOWN
    assert answers[(("T1.mistrial_mover", "the defence"),)] is RetrialResult.ALLOWED
    assert group.decisive == ("T1.mistrial_cause",)
    text = reading_lines(posture_readings(case, END))
    assert "T1.mistrial_mover mistrial mover of T1: does not matter to any count" in text


def test_a_disputed_day_matters_on_the_day_between_and_not_after() -> None:
    case = disputed(
        HUNG_JURY,
        happens("dismissed", "K1", with_prejudice=False),
        claims=[
            claim("a", "K1", "dismissal_date", "2001-01-06"),
            claim("b", "K1", "dismissal_date", "2001-01-09", source="s2"),
        ],
    )
    (between,) = posture_readings(case, dt.date(2001, 1, 7)).groups
    assert between.differing == ("K1",)
    (after,) = posture_readings(case, dt.date(2001, 1, 10)).groups
    assert after.differing == ()
    assert after.dates_only == ("K1",)
    before = posture_readings(case, dt.date(2001, 1, 5))
    assert before.groups == ()
    assert told(before, "K1.dismissal_date")["2001-01-09"] is Told.LATER


def test_a_reading_that_the_record_excludes_is_said_to_be_so() -> None:
    case = disputed(
        happens("guilty", "K1", "K2", trial="T1"),
        happens("sentenced", "K1", "K2", trial="T1"),
        claims=[
            claim("a", "K1", "outcome", "guilty"),
            claim("b", "K1", "outcome", "not guilty", source="s2"),
        ],
    )
    (group,) = posture_readings(case, END).groups
    assert group.differing == ()
    excluded = [variant for variant in group.variants if variant.excluded]
    assert [variant.choice for variant in excluded] == [{"K1.outcome": "not guilty"}]
    assert "final" in excluded[0].excluded
    assert "the record excludes it" in reading_lines(posture_readings(case, END))


def test_a_deprecated_reading_is_left_out_and_one_that_a_source_beside_it_gives_is_not() -> None:
    old = {"rank": "deprecated", "rank_reason": "withdrawn by the paper"}
    claims = [
        claim("a", "K1", "outcome", "hung"),
        claim("b", "K1", "outcome", "guilty", source="s2", **old),
    ]
    found = posture_readings(disputed(HUNG_JURY, claims=claims), END)
    assert found.groups == ()
    assert told(found, "K1.outcome")["guilty"] is Told.DEPRECATED
    claims.append(claim("c", "K1", "outcome", "guilty", source="s3"))
    assert posture_readings(disputed(HUNG_JURY, claims=claims), END).matters


@pytest.mark.parametrize(
    ("outcome", "matters"),
    [("value", False), ("refine", False), ("keep_all", True), ("several_true", True)],
)
def test_a_rule_that_lets_one_value_stand_sets_the_others_aside(
    outcome: str, *, matters: bool
) -> None:
    conflict = {
        "id": "X1", "topic": {"about": "K1", "property": "outcome"}, "title": "How it ended",
        "relation": "error_against_record", "outcome": outcome, "resolution": "hung",
        "preferred": ["hung"], "rule": "record_beats_press", "decided_by": "record",
        "why": "the minutes say so",
    }  # fmt: skip
    case = disputed(
        HUNG_JURY,
        claims=[
            claim("a", "K1", "outcome", "hung"),
            claim("b", "K1", "outcome", "not guilty", source="s2"),
        ],
        conflicts=[conflict],
    )
    found = posture_readings(case, END)
    assert found.matters is matters
    assert (told(found, "X1")["not guilty"] is Told.SET_ASIDE) is not matters


def test_silence_and_other_words_change_nothing() -> None:
    case = disputed(
        HUNG_JURY,
        claims=[
            claim("a", "K1", "outcome", "hung"),
            claim("b", "K1", "outcome", "not mentioned", source="s2"),
            claim("c", "K1", "mood", "tense", source="s2"),
            claim("d", "K1", "mood", "calm", source="s3"),
        ],
    )
    found = posture_readings(case, END)
    assert found.groups == ()
    assert found.not_read == ("K1.mood",)
    assert told(found, "K1.outcome") == {"hung": Told.RECORD, "not mentioned": Told.SILENT}


def test_a_silent_source_changes_nothing() -> None:
    claims = [
        claim("a", "K1", "outcome", "hung"),
        claim("b", "K1", "outcome", "guilty", source="s2"),
    ]
    one = posture_readings(disputed(HUNG_JURY, claims=claims), END)
    more = [*SOURCES, {"id": "s9", "kind": "article", "outlet": "silent", "quality": "good"}]
    other = posture_readings(disputed(HUNG_JURY, claims=claims, sources=more), END)
    assert one.as_json() == other.as_json()


def test_a_topic_with_two_events_is_left_out_unless_a_year_or_a_claim_names_one() -> None:
    again = [
        happens("set_for_retrial", "K1", "K2"),
        happens("jury_sworn", "K1", "K2", date="2003-01-01", trial="T2"),
        happens("submitted", "K1", "K2", date="2003-01-09", trial="T2"),
        happens("mistrial", "K1", "K2", date="2003-02-01", trial="T2", claims=["a"], **HUNG),
    ]
    for prop, known in (("mistrial_cause", True), ("mistrial_cause_2003", True),
                        ("mistrial_cause_2001", True), ("mistrial_cause_2002", False)):  # fmt: skip
        claims = [
            claim("a", "K1", prop, "deadlock"),
            claim("b", "K1", prop, "a quarrel", source="s2"),
        ]
        trials = [TRIAL, {**TRIAL, "id": "T2"}]
        found = posture_readings(disputed(HUNG_JURY, *again, claims=claims, trials=trials), END)
        assert bool(found.groups) is known, prop


def test_independent_disputes_are_not_multiplied_and_those_of_one_trial_are() -> None:
    events: list[Step] = []
    claims: list[dict[str, Any]] = []
    for number in range(3, 8):
        count = f"K{number}"
        events += [happens("indicted", count), happens("dismissed", count, date="2009-01-01")]
        for place, value in enumerate(("with prejudice", "without prejudice")):
            claims.append(
                claim(f"c{number}{place}", count, "dismissal_terms", value, source=f"s{place + 1}")
            )
    counts = tuple(f"K{number}" for number in range(1, 8))
    case = case_of(
        *TRIED, *events, counts=counts, trials=[TRIAL], claims=claims, sources=SOURCES
    )  # fmt: skip
    found = posture_readings(case, END)
    assert [len(group.variants) for group in found.groups] == [3] * 5
    assert all(len(group.disputes) == 1 for group in found.groups)


def test_beyond_the_cap_each_dispute_is_read_alone_and_it_is_said() -> None:
    claims = [
        claim(f"{prop[-4:]}{place}", count, prop, value, source=f"s{place + 1}")
        for count, prop in (("K1", "outcome"), ("K2", "outcome"), ("T1", "mistrial_cause"))
        for place, value in enumerate(("hung", "guilty", "not guilty", "dismissed"))
    ]
    claims = [{**one, "id": f"c{number}"} for number, one in enumerate(claims)]
    case = disputed(HUNG_JURY, claims=claims)
    (whole,) = posture_readings(case, END, cap=CAP).groups
    assert len(whole.variants) <= CAP
    assert whole.notice == ""
    (alone,) = posture_readings(case, END, cap=8).groups
    assert max(len(variant.choice) for variant in alone.variants) == 1
    assert "more than 8" in alone.notice
    assert set(alone.differing) == {"K1", "K2"}


def test_the_bundled_case_is_told_what_matters() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    found = posture_readings(case, dt.date(2025, 6, 13))
    (group,) = found.groups
    assert group.decisive == ("X08",)
    assert group.differing == ("R3_M",)
    answers = {
        variant.choice.get("X08"): {c.id: c.retrial for c in variant.counts}["R3_M"]
        for variant in group.variants
    }
    assert answers == {
        None: RetrialResult.ALLOWED,
        "deadlock": RetrialResult.ALLOWED,
        "refusal of a juror": RetrialResult.ALLOWED,
        "hostility in the room": RetrialResult.UNKNOWN,
    }
    later = posture_readings(case, dt.date(2026, 6, 25))
    assert [g.decisive for g in later.groups] == [("X25",)]


def test_the_record_as_it_stands_comes_first_and_is_the_posture() -> None:
    for name in ("people-v-weinstein", "people-v-weinstein-la"):
        case = load_case(find_case(name)).case
        found = posture_readings(case, case.default_date)
        assert found.posture == posture(case, case.default_date)
        for group in found.groups:
            assert group.variants[0].choice == {}
            for count in group.variants[0].counts:
                assert found.posture.count(count.id).state is count.state


def test_ten_thousand_events_are_read_in_seconds() -> None:
    adjourned = [
        happens("set_for_trial", "K1", "K2", date="2001-01-02") for _ in range(9_994)
    ]  # fmt: skip
    events = [TRIED[0], *adjourned, *TRIED[2:], HUNG_JURY]
    late = [{**event, "date": "2002-01-01"} for event in events[-3:]]
    claims = [
        claim("a", "K1", "outcome", "hung"),
        claim("b", "K1", "outcome", "guilty", source="s2"),
        claim("c", "T1", "mistrial_cause", "deadlock"),
        claim("d", "T1", "mistrial_cause", "a quarrel", source="s2"),
    ]
    case = case_of(
        *events[:-3], *late, counts=("K1", "K2"), trials=[TRIAL], claims=claims, sources=SOURCES
    )
    begin = time.perf_counter()
    found = posture_readings(case, END)
    assert time.perf_counter() - begin < 8
    assert found.matters
