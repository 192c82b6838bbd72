"""The design of several errors: contrasts that must add up, and what no version identifies."""

from collections.abc import Mapping, Sequence
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.effect.error_design import MOST_SHOWN, Comparison, ErrorDesign, Kind
from juryroom.errors import OutOfDomainError

TWO = {"a": ["A", "AB"], "b": ["B", "AB"]}
THREE = {
    "a": ["A", "AB", "AC", "ABC"],
    "b": ["B", "AB", "BC", "ABC"],
    "c": ["C", "AC", "BC", "ABC"],
}


def of_kind(design: ErrorDesign, kind: Kind) -> dict[tuple[str, ...], dict[str, int]]:
    return {one.errors: dict(one.weights) for one in design.comparisons if one.kind is kind}


def kinds_lacking(design: ErrorDesign) -> set[tuple[Kind, tuple[str, ...]]]:
    return {(one.kind, one.errors) for one in design.not_identified}


def fits(comparison: Comparison, number: Mapping[str, float]) -> float:
    return sum(weight * number[name] for name, weight in comparison.weights)


def test_three_errors_in_every_set_written_by_hand() -> None:
    design = ErrorDesign.of(THREE, "N")
    assert design.conditions == ("ABC", "N", "A", "B", "C", "AB", "AC", "BC")
    assert of_kind(design, Kind.ALONE)["b",] == {"B": 1, "N": -1}
    assert of_kind(design, Kind.SEVERAL)["a", "c"] == {"AC": 1, "N": -1}
    assert of_kind(design, Kind.TOGETHER) == {("a", "b", "c"): {"ABC": 1, "N": -1}}
    assert of_kind(design, Kind.ADDED)["b",] == {"ABC": 1, "AC": -1}
    assert of_kind(design, Kind.BEYOND_SUM) == {
        ("a", "b", "c"): {"ABC": 1, "A": -1, "B": -1, "C": -1, "N": 2}
    }
    assert of_kind(design, Kind.INTERACTION) == {
        ("a", "b"): {"AB": 1, "A": -1, "B": -1, "N": 1},
        ("a", "c"): {"AC": 1, "A": -1, "C": -1, "N": 1},
        ("b", "c"): {"BC": 1, "B": -1, "C": -1, "N": 1},
        ("a", "b", "c"): {
            "ABC": 1, "AB": -1, "AC": -1, "BC": -1, "A": 1, "B": 1, "C": 1, "N": -1,
        },
    }  # fmt: skip
    assert design.not_identified == ()
    assert design.sets_without_version == 0


@given(st.integers(2, 4), st.lists(st.floats(0, 1), min_size=16, max_size=16))
def test_what_a_version_changes_is_the_sum_of_all_within_it(k: int, numbers: list[float]) -> None:
    """Moebius inversion: p_S less none is the sum of alone and interactions of the parts of S."""
    letters = "abcd"[:k]
    every = ["".join(own) for n in range(k + 1) for own in combinations(letters, n)]
    value = {name or "none": number for name, number in zip(every, numbers, strict=False)}
    errors = {letter: [name for name in every if letter in name] for letter in letters}
    design = ErrorDesign.of(errors, "none")
    parts = {
        one.errors: fits(one, value)
        for one in design.comparisons
        if one.kind in {Kind.ALONE, Kind.INTERACTION}
    }
    assert len(parts) == 2**k - 1
    for name in filter(None, every):
        total = sum(part for own, part in parts.items() if set(own) <= set(name))
        assert total == pytest.approx(value[name] - value["none"], abs=1e-12)
    (beyond,) = (fits(one, value) for one in design.comparisons if one.kind is Kind.BEYOND_SUM)
    assert beyond == pytest.approx(
        sum(part for own, part in parts.items() if len(own) > 1), abs=1e-12
    )


@given(st.integers(2, 5), st.data())
def test_every_set_is_told_once_and_only_versions_are_compared(k: int, data: st.DataObject) -> None:
    letters = "abcde"[:k]
    subsets = ["".join(s) for n in range(1, k + 1) for s in combinations(letters, n)]
    shown = data.draw(st.sets(st.sampled_from(subsets), min_size=1, max_size=12))
    errors = {letter: [name for name in sorted(shown) if letter in name] for letter in letters}
    if not all(errors.values()):
        with pytest.raises(OutOfDomainError, match="no version that has it"):
            ErrorDesign.of(errors, "none")
        return
    design = ErrorDesign.of(errors, "none")
    assert {frozenset(design.errors_of(name)) for name in design.versions.values()} == {
        frozenset(name) for name in (*shown, "")
    }
    for one in design.comparisons:
        assert sum(weight for _, weight in one.weights) == 0
        assert set(dict(one.weights)) <= {"none", *shown}
    identified = {(one.kind, one.errors) for one in design.comparisons}
    assert len(identified) == len(design.comparisons)
    assert identified.isdisjoint(kinds_lacking(design))
    told = identified | kinds_lacking(design)
    # Alone and added for each error; together and beyond once; each interaction told or counted.
    for kind, count in ((Kind.ALONE, k), (Kind.ADDED, k), (Kind.TOGETHER, 1), (Kind.BEYOND_SUM, 1)):
        assert sum(one == kind for one, _ in told) == count
    interactions = sum(one == Kind.INTERACTION for one, _ in told)
    assert interactions + design.sets_without_version == 2**k - k - 1
    for one in design.not_identified:
        assert 0 < len(one.missing) <= one.lacking
        assert all("".join(own) not in shown and own for own in one.missing)


def test_alone_and_together_without_the_sets_between() -> None:
    errors = {"a": ["A", "ABC"], "b": ["B", "ABC"], "c": ["C", "ABC"]}
    design = ErrorDesign.of(errors, "N")
    assert of_kind(design, Kind.BEYOND_SUM)
    assert not of_kind(design, Kind.ADDED)
    assert not of_kind(design, Kind.INTERACTION)
    (lacking,) = (one for one in design.not_identified if one.kind is Kind.INTERACTION)
    assert lacking.missing == (("a", "b"), ("a", "c"), ("b", "c"))
    assert design.sets_without_version == 3


def test_no_version_with_all_leaves_the_cumulative_effect_open() -> None:
    design = ErrorDesign.of({"a": ["A"], "b": ["B"]}, "N")
    assert design.together is None
    assert {one.kind for one in design.comparisons} == {Kind.ALONE}
    assert (Kind.TOGETHER, ("a", "b")) in kinds_lacking(design)


def test_errors_that_are_never_apart_are_told_together_only() -> None:
    design = ErrorDesign.of({"a": ["AB"], "b": ["AB"]}, "N")
    assert [one.kind for one in design.comparisons] == [Kind.TOGETHER]
    assert {(Kind.ALONE, ("a",)), (Kind.ALONE, ("b",))} <= kinds_lacking(design)


def test_twenty_errors_are_counted_and_not_written_out() -> None:
    names = [f"e{i}" for i in range(20)]
    design = ErrorDesign.of({name: [name.upper(), "ALL"] for name in names}, "N")
    (lacking,) = (one for one in design.not_identified if one.kind is Kind.INTERACTION)
    assert len(lacking.missing) == MOST_SHOWN
    assert lacking.lacking == 2**20 - 22
    assert design.sets_without_version == 2**20 - 22


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ({}, "found 0: none"),
        ({"a": ["A"]}, "for one, `juryroom effect`"),
        ({**TWO, "c": []}, "error 'c': found no version that has it"),
        ({**TWO, "c": ["", "C"]}, "a version without a name"),
        ({**TWO, "c": ["N", "C"]}, "found 'N' among its versions"),
        ({**TWO, "N": ["C"]}, "found the name of the version without any error"),
        ({**TWO, "": ["C"]}, "found no name"),
        ({**TWO, "c": ["C", "C"]}, "found 'C' 2 times"),
        ({"a": ["A", "X"], "b": ["B"]}, "conditions A, X: found the same errors in each: a"),
    ],
)
def test_what_is_no_design_is_refused_in_four_parts(
    errors: Mapping[str, Sequence[str]], said: str
) -> None:
    with pytest.raises(OutOfDomainError) as raised:
        ErrorDesign.of(errors, "N")
    assert said in str(raised.value)
    for problem in raised.value.problems:
        assert all((problem.where, problem.found, problem.rule, problem.accepted))


def test_conditions_must_be_those_of_the_survey() -> None:
    design = ErrorDesign.of(TWO, "N")
    design.check_conditions(["AB", "N", "B", "A"])
    with pytest.raises(OutOfDomainError) as raised:
        design.check_conditions(["AB", "N", "A", "Bee"])
    wrong = [problem.where for problem in raised.value.problems]
    assert wrong == ["condition 'Bee'", "condition 'B'"]
    with pytest.raises(OutOfDomainError, match="more problems"):
        design.check_conditions([str(row) for row in range(5_000)])


def test_the_order_of_errors_is_the_users_and_of_versions_by_size() -> None:
    design = ErrorDesign.of({"b": ["AB", "B"], "a": ["AB", "A"]}, "N")
    assert design.errors == ("b", "a")
    assert list(design.versions.values()) == ["N", "B", "A", "AB"]
    assert list(chain(*of_kind(design, Kind.ALONE))) == ["b", "a"]
