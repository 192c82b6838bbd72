"""Jurors with leanings of their own, and juries drawn from a known panel, against fractions."""

from fractions import Fraction
from itertools import combinations, product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import finite_panel, poisson_binomial, vote_counts
from tests.deliberation.pages import check_page

LEANINGS = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=3, max_size=5)


def enumerated(leanings: list[float]) -> list[Fraction]:
    """Go through every vote of every juror."""
    law = [Fraction(0)] * (len(leanings) + 1)
    for votes in product((0, 1), repeat=len(leanings)):
        chances = (
            Fraction(p) if vote else 1 - Fraction(p)
            for p, vote in zip(leanings, votes, strict=True)
        )
        law[sum(votes)] += prod(chances, start=Fraction(1))
    return law


@given(LEANINGS)
def test_it_is_the_sum_over_every_vote(leanings: list[float]) -> None:
    for found, exact in zip(
        poisson_binomial(leanings).probabilities, enumerated(leanings), strict=True
    ):
        assert found == pytest.approx(float(exact), rel=1e-13, abs=1e-300)


@given(LEANINGS.flatmap(lambda x: st.tuples(st.just(x), st.permutations(x))))
def test_the_order_of_jurors_does_not_matter_to_the_last_digit(
    pair: tuple[list[float], list[float]],
) -> None:
    assert poisson_binomial(pair[0]).probabilities == poisson_binomial(pair[1]).probabilities


@given(share=st.floats(0, 1), jury_size=st.integers(3, 23))
def test_equal_leanings_are_binomial(share: float, jury_size: int) -> None:
    found = poisson_binomial([share] * jury_size).probabilities
    expected = FirstBallot.binomial(share, jury_size).probabilities
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_the_smallest_tail_keeps_its_digits() -> None:
    leanings = [1e-9 * (seat + 1) for seat in range(12)]
    exact = prod((Fraction(p) for p in leanings), start=Fraction(1))
    assert exact < Fraction(1, 10**98)
    assert poisson_binomial(leanings).probabilities[12] == pytest.approx(
        float(exact), rel=1e-14, abs=0
    )


def test_the_mean_leaning_alone_is_not_enough() -> None:
    """The control: jurors who differ vote less variously than jurors who share their mean."""
    differ = poisson_binomial([1.0] * 6 + [0.0] * 6)
    assert differ == FirstBallot(FirstBallot.known(6, 12).probabilities, differ.description)
    assert differ.probabilities != pytest.approx(FirstBallot.binomial(0.5, 12).probabilities)


def test_no_juror_has_no_guilty_votes() -> None:
    assert vote_counts([]) == (1.0,)


@given(panel=st.integers(3, 9), data=st.data())
def test_a_finite_panel_is_the_share_of_its_juries(panel: int, data: st.DataObject) -> None:
    guilty = data.draw(st.integers(0, panel))
    n = data.draw(st.integers(3, panel))
    juries = [sum(member < guilty for member in jury) for jury in combinations(range(panel), n)]
    for k, found in enumerate(finite_panel(guilty, panel, n).probabilities):
        assert found == juries.count(k) / len(juries)


def test_a_large_panel_is_nearly_binomial_and_a_small_one_is_not() -> None:
    binomial = FirstBallot.binomial(0.6, 12).probabilities
    assert finite_panel(6000, 10_000, 12).probabilities == pytest.approx(binomial, abs=1e-3)
    assert finite_panel(12, 20, 12).probabilities != pytest.approx(binomial, abs=1e-2)


@pytest.mark.parametrize(
    ("leanings", "where", "accepted"),
    [
        ([], "poisson_binomial.jury_size", "whole, 3 to 23"),
        ([0.5] * 24, "poisson_binomial.jury_size", "whole, 3 to 23"),
        ([0.5, float("nan"), 0.5], "leanings[1].leaning", "0 to 1"),
        ([0.5, 0.5, 60], "leanings[2].leaning", "0 to 1; did you mean 0.6?"),
    ],
)
def test_a_bad_leaning_is_refused_in_four_parts(
    leanings: list[float], where: str, accepted: str
) -> None:
    with pytest.raises(OutOfDomainError) as refused:
        poisson_binomial(leanings)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert problem.accepted == accepted
    assert problem.found
    assert problem.rule


@pytest.mark.parametrize("given", [(5, 4, 3), (-1, 9, 3), (2, 2, 3), (2.5, 9, 3), (2, 9, 2)])
def test_a_panel_that_cannot_be_is_refused(given: tuple[float, float, float]) -> None:
    with pytest.raises(OutOfDomainError):
        finite_panel(*given)  # pyright: ignore[reportArgumentType]  # a half is what is refused


def test_the_page_of_first_ballots_is_true() -> None:
    check_page("first-ballots.md")
