"""Readings, silence and common origin: what sources say is kept, and counted once."""

from pathlib import Path

import pytest

from juryroom.record.case import Case
from juryroom.record.conflicts import FoundConflict, find_conflicts, same, values_of
from tests.record.building import SOUND, loaded, replaced


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return loaded(tmp_path, SOUND)


def found(folder: Path, text: str) -> dict[str, FoundConflict]:
    return {conflict.id: conflict for conflict in find_conflicts(loaded(folder, text))}


def test_a_declared_conflict_holds_what_the_record_says(case: Case) -> None:
    conflict = find_conflicts(case)[0]
    assert (conflict.id, conflict.status, conflict.title) == ("X1", "declared", "His age")
    assert (conflict.topic.about, conflict.topic.property) == ("D1", "age")
    assert [(r.value, r.claims, r.sources, r.preferred) for r in conflict.readings] == [
        (40, ("A1", "A2"), ("S1", "S2"), True),
        (41, ("A3",), ("S3",), False),
    ]
    assert conflict.declared == case.conflicts[0]
    assert conflict.silent == ()


def test_sources_of_one_origin_count_once(tmp_path: Path) -> None:
    conflict = found(tmp_path, SOUND)["X1"]
    assert [reading.independent for reading in conflict.readings] == [1, 1]
    apart = found(tmp_path, replaced(SOUND, "quality: fair, origin: wire-1", "quality: fair"))["X1"]
    assert [reading.independent for reading in apart.readings] == [2, 1]
    assert apart.independent == conflict.independent + 1


def test_the_resolution_counts_the_sources_behind_it(case: Case) -> None:
    conflict = find_conflicts(case)[0]
    assert conflict.sources == ("S1", "S2", "R1")  # of the reading, and of the date of birth
    assert conflict.independent == 2


def test_an_undeclared_conflict_is_shown_as_unresolved(case: Case) -> None:
    conflict = find_conflicts(case)[1]
    assert (conflict.id, conflict.status, conflict.title) == (
        "T1.length",
        "unresolved",
        "length of T1",
    )
    assert [reading.value for reading in conflict.readings] == ["six weeks", "a month"]
    assert conflict.declared is None
    assert conflict.resolution is None
    assert (conflict.sources, conflict.independent) == ((), 0)


def test_one_value_is_no_conflict(tmp_path: Path) -> None:
    assert set(found(tmp_path, SOUND)) == {"X1", "T1.length"}
    same_now = replaced(SOUND, "value: a month", "value: six weeks")
    assert set(found(tmp_path, same_now)) == {"X1"}


def test_an_article_whose_claim_is_removed_falls_silent(tmp_path: Path) -> None:
    line = next(line for line in SOUND.splitlines() if line.startswith("- {id: A3"))
    without = found(tmp_path, replaced(SOUND, f"{line}\n", ""))["X1"]
    assert without.silent == ("S3",)
    assert [reading.value for reading in without.readings] == [40]


def test_silence_is_kept_per_article(case: Case) -> None:
    assert find_conflicts(case)[1].silent == ("S2",)


def test_a_silent_source_changes_no_reading(tmp_path: Path) -> None:
    before = find_conflicts(loaded(tmp_path, SOUND))
    text = replaced(SOUND, "articles: [S1, S2, S3]", "articles: [S1, S2, S3, S4]")
    text = replaced(
        text,
        "- {id: R1,",
        "- {id: S4, kind: article, outlet: Fourth Paper, quality: good}\n- {id: R1,",
    )
    after = find_conflicts(loaded(tmp_path, text))
    assert [conflict.readings for conflict in after] == [conflict.readings for conflict in before]
    assert [conflict.independent for conflict in after] == [c.independent for c in before]
    assert [conflict.silent for conflict in after] == [(*c.silent, "S4") for c in before]


def test_a_birth_that_is_moved_moves_the_age(tmp_path: Path) -> None:
    first = found(tmp_path, SOUND)["X1"]
    moved = found(tmp_path, replaced(SOUND, 'born: "1980-06-17"', 'born: "1980-06-16"'))["X1"]
    assert (first.resolution, moved.resolution) == (
        "40 years on 2021-06-16: born on 1980-06-17",
        "41 years on 2021-06-16: born on 1980-06-16",
    )
    assert moved.computed is not None
    assert moved.computed.data["years"] == 41
    assert moved.readings[1].preferred


OUTSIDE = (
    "  outside: [{value: 41, sources: [R1, S2]}, {value: forty, sources: [W1]}]\n  why: The date"
)


def test_outside_readings_join_those_of_the_articles(tmp_path: Path) -> None:
    conflict = found(tmp_path, replaced(SOUND, "  why: The date", OUTSIDE))["X1"]
    assert [(r.value, r.claims, r.sources, r.independent) for r in conflict.readings] == [
        (40, ("A1", "A2"), ("S1", "S2"), 1),
        (41, ("A3",), ("S3", "R1", "S2"), 3),
        ("forty", (), ("W1",), 1),
    ]


def test_where_all_readings_stand_all_sources_stand_behind_it(tmp_path: Path) -> None:
    text = replaced(SOUND, "outcome: value\n  preferred: [40]", "outcome: keep_all")
    text = replaced(text, 'compute: {kind: age, person: D1, on: "2021-06-16"}', "resolution: both")
    text = replaced(text, "rule: computed_beats_stated", "rule: keep_per_channel")
    conflict = found(tmp_path, text)["X1"]
    assert conflict.resolution == "both"
    assert conflict.sources == ("S1", "S2", "S3")
    assert conflict.independent == 2


def test_a_computed_resolution_does_not_rest_on_what_is_stated(tmp_path: Path) -> None:
    text = replaced(SOUND, "outcome: value\n  preferred: [40]", "outcome: several_true")
    text = replaced(text, "kind: age, person: D1", "kind: age, person: D1")
    moved = replaced(text, 'born: "1980-06-17"', 'born: "1970-06-17"')
    conflict = found(tmp_path, moved)["X1"]
    assert not any(reading.preferred for reading in conflict.readings)
    assert conflict.sources == ("R1",)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (5, 5.0, True),
        ("5", 5, False),
        ("a", "A", False),
        ("a", "a", True),
    ],
)
def test_when_two_values_are_one_reading(one: str | int, other: str | int, *, alike: bool) -> None:
    assert same(one, other) is alike


def test_truth_values_and_numbers_are_two_readings(tmp_path: Path) -> None:
    text = replaced(SOUND, "value: six weeks", "value: true").replace("value: a month", "value: 1")
    readings = found(tmp_path, text)["T1.length"].readings
    assert [reading.value for reading in readings] == [True, 1]


def test_the_values_of_a_declared_topic(case: Case) -> None:
    assert values_of(case, case.conflicts[0]) == (40, 41)


def test_conflicts_are_data(case: Case) -> None:
    declared, undeclared = (conflict.as_json() for conflict in find_conflicts(case))
    assert declared["readings"][0] == {
        "value": 40,
        "claims": ["A1", "A2"],
        "sources": ["S1", "S2"],
        "independent_sources": 1,
        "preferred": True,
    }
    assert declared["computed"]["data"]["years"] == 40
    assert declared["rule"] == "computed_beats_stated"
    assert declared["standing"] == "verified"
    assert undeclared["status"] == "unresolved"
    assert undeclared["rule"] is None
    assert set(declared) == set(undeclared)
