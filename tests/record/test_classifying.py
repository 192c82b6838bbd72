"""Readings that nobody declared: how they differ, and what would resolve them."""

import pytest

from juryroom.record.case import Case
from juryroom.record.claims import RelationKind, ResolverRule, Scalar
from juryroom.record.conflicts import FoundConflict, find_conflicts
from tests.procedure.building import case_of, happens

R = RelationKind
RULE = ResolverRule


def case_with(about: str, prop: str, *values: Scalar, origin: str | None = None) -> Case:
    """Return a case in which each value is that of a claim of its own source, a day apart."""
    sources = [
        {"id": f"s{n}", "kind": "article", "outlet": f"paper {n}", "quality": "fair",
         "date": f"2025-06-{11 + n}", **({"origin": origin} if origin else {})}
        for n in range(1, len(values) + 1)
    ]  # fmt: skip
    claims = [
        {"id": f"c{n}", "source": f"s{n}", "kind": "quantity", "gist": "a report",
         "says": [{"about": about, "property": prop, "value": value}]}
        for n, value in enumerate(values, 1)
    ]  # fmt: skip
    return case_of(
        happens("indicted", date="2024-05-06"),
        sources=sources,
        claims=claims,
        people=[{"id": "D1", "role": "defendant", "born": "1952-03-19"}],
        trials=[{"id": "T1", "counts": ["K1"], "jury": {"size": 12, "sources": ["s1"]}}],
    )


def found(about: str, prop: str, *values: Scalar) -> FoundConflict:
    """Return the one conflict among those values."""
    (conflict,) = find_conflicts(case_with(about, prop, *values))
    return conflict


@pytest.mark.parametrize(
    ("about", "prop", "values", "relation", "value", "rule"),
    [
        ("D1", "age", (72, 73), R.CONTRADICTION, 73, RULE.COMPUTED_BEATS_STATED),
        ("D1", "age", (72, 72.0, 74), R.CONTRADICTION, 73, RULE.COMPUTED_BEATS_STATED),
        ("T1", "jury_size", (12, 11), R.ERROR_AGAINST_RECORD, 12, RULE.RECORD_BEATS_PRESS),
        ("E00", "date", ("2024-05-06", "2024-05-07"), R.ERROR_AGAINST_RECORD, "2024-05-06",
         RULE.RECORD_BEATS_PRESS),
        ("K1", "offence", ("offence K1", "an attack"), R.ERROR_AGAINST_RECORD, "offence K1",
         RULE.RECORD_BEATS_PRESS),
        ("D1", "hearing", ("2025-07", "2025-07-02"), R.GRANULARITY, "2025-07-02",
         RULE.REFINEMENT_IS_NO_CONTRADICTION),
        ("D1", "hearing", ("2025-07-01", "2025-07-02"), R.CONTRADICTION, None, None),
        ("D1", "friend", ("Haley", "Halley"), R.WORDING, None, RULE.KEEP_PER_CHANNEL),
        ("D1", "trade", ("actress", "former actress"), R.GRANULARITY, "former actress",
         RULE.REFINEMENT_IS_NO_CONTRADICTION),
        ("D1", "outcome", ("guilty", "not guilty"), R.CONTRADICTION, None, None),
        ("D1", "weeks", (8, 7), R.CONTRADICTION, None, None),
        ("D1", "colour", ("red", "blue"), R.CONTRADICTION, None, None),
        ("D1", "present", (True, False), R.CONTRADICTION, None, None),
    ],
)  # fmt: skip
def test_how_readings_differ_and_what_resolves_them(
    about: str, prop: str, values: tuple[Scalar, ...], relation: RelationKind,
    value: Scalar | None, rule: ResolverRule | None,
) -> None:  # fmt: skip
    classified = found(about, prop, *values).classified
    assert classified is not None
    assert (classified.relation, classified.value, classified.rule) == (relation, value, rule)
    assert classified.why


def test_an_age_is_not_put_to_the_vote() -> None:
    classified = found("D1", "age", *[72] * 3, 73).classified
    assert classified is not None
    assert classified.value == 73


def test_wire_copies_count_once() -> None:
    case = case_with("D1", "weeks", 8, 8, 8, 7, origin="wire")
    (conflict,) = find_conflicts(case)
    assert [reading.independent for reading in conflict.readings] == [1, 1]
    assert [len(reading.sources) for reading in conflict.readings] == [3, 1]
    assert conflict.status == "unresolved"
    assert conflict.as_json()["classified"]["relation"] == "contradiction"
