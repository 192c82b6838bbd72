"""The cases that juryroom carries: they load, and say of themselves what they should."""

import pytest

from juryroom.record.case import Case
from juryroom.record.conflicts import FoundConflict, find_conflicts
from juryroom.record.files import bundled_cases, find_case, load_case
from juryroom.record.people import Role
from juryroom.record.timeline import timeline

SEED = "people-v-weinstein"


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {name: load_case(find_case(name)).case for name in bundled_cases()}


@pytest.fixture(scope="module")
def conflicts(cases: dict[str, Case]) -> dict[str, FoundConflict]:
    links = {link.id for link in cases[SEED].linked_cases}
    linked = [case for name, case in cases.items() if name in links]
    return {conflict.id: conflict for conflict in find_conflicts(cases[SEED], linked=linked)}


@pytest.mark.parametrize("name", bundled_cases())
def test_a_bundled_case_is_sound_and_called_as_its_file(cases: dict[str, Case], name: str) -> None:
    case = cases[name]
    assert case.id == name
    assert timeline(case)
    jurors = [person for person in case.people if person.role is Role.JUROR]
    assert all(juror.name is None and not juror.aliases for juror in jurors)


def test_the_articles_of_the_seed_case_are_all_listed_claim_by_claim(
    cases: dict[str, Case],
) -> None:
    case = cases[SEED]
    assert {claim.source for claim in case.claims} == set(case.articles)
    assert len(case.claims) == 151


def test_every_conflict_of_the_articles_is_found_and_none_is_left_open(
    conflicts: dict[str, FoundConflict],
) -> None:
    assert {f"X{number:02d}" for number in range(1, 25)} <= set(conflicts)
    assert {conflict.status for conflict in conflicts.values()} == {"declared"}


@pytest.mark.parametrize(
    ("conflict", "expected"),
    [
        ("X01", {"years": 73}),
        ("X05", {"worked": 5, "refusal_on_day": 6, "refusal": "2025-06-12"}),
        ("X09", {"from_openings_to_closings_days": 41, "from_openings_to_end_days": 50}),
        ("X18", {"in_case": 3, "overall": 4}),
    ],
)
def test_what_the_dates_settle(
    conflicts: dict[str, FoundConflict], conflict: str, expected: dict[str, object]
) -> None:
    computed = conflicts[conflict].computed
    assert computed is not None
    assert {name: computed.data[name] for name in expected} == expected


def test_three_articles_of_one_agency_copy_count_once(
    conflicts: dict[str, FoundConflict],
) -> None:
    acquittal = conflicts["X07"].readings[0]
    assert acquittal.value == "not guilty"
    assert acquittal.sources == ("S0", "S1", "S2")
    assert acquittal.independent == 2


def test_the_count_that_hung_is_never_in_an_entry_of_a_verdict_of_2025(
    cases: dict[str, Case],
) -> None:
    entries = [entry for entry in timeline(cases[SEED], count="R3_M") if entry.trial == "T2"]
    assert {"mistrial"} <= {entry.kind for entry in entries}
    assert not {"verdict", "guilty", "not_guilty"} & {entry.kind for entry in entries}
