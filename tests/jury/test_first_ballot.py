"""The first ballot: exact laws, good tails, and refusals that say what to write instead."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot

unhurried = settings(deadline=None)
"""Machines are shared: the time of one example says nothing."""

sizes = st.integers(3, 23)
shares = st.one_of(st.floats(0, 1), st.floats(-12, 0).map(lambda power: 10.0**power))
resemblances = st.floats(0, 0.99)


def rising(start: Fraction, step: Fraction, times: int) -> Fraction:
    product = Fraction(1)
    for i in range(times):
        product *= start + i * step
    return product


@unhurried
@given(shares, sizes)
def test_binomial_has_all_digits(share: float, n: int) -> None:
    found = FirstBallot.binomial(share, n).probabilities
    p, q = Fraction(share), Fraction(1 - share)
    for k in range(n + 1):
        exact = comb(n, k) * p**k * q ** (n - k)
        assert abs(Fraction(found[k]) - exact) <= Fraction(1e-13) * exact + Fraction(1e-300)


@unhurried
@given(shares, resemblances, sizes)
def test_beta_binomial_has_all_digits(share: float, rho: float, n: int) -> None:
    """Against the ratio of beta functions, written with rising factorials of a and b."""
    found = FirstBallot.beta_binomial(share, rho, n).probabilities
    p, q, r = Fraction(share), Fraction(1 - share), Fraction(rho)
    apart = Fraction(1 - rho)
    for k in range(n + 1):
        exact = (
            comb(n, k) * rising(p * apart, r, k) * rising(q * apart, r, n - k) / rising(apart, r, n)
        )
        assert abs(Fraction(found[k]) - exact) <= Fraction(1e-13) * exact + Fraction(1e-300)


@unhurried
@given(st.floats(0, 1), resemblances, sizes)
def test_moments(share: float, rho: float, n: int) -> None:
    ballot = FirstBallot.beta_binomial(share, rho, n)
    assert ballot.mean_guilty_votes == pytest.approx(n * share, rel=1e-12, abs=1e-300)
    variance = sum(p * (k - n * share) ** 2 for k, p in enumerate(ballot.probabilities))
    expected = n * share * (1 - share) * (1 + (n - 1) * rho)
    assert variance == pytest.approx(expected, rel=1e-10, abs=1e-15)


@unhurried
@given(st.floats(0, 1), resemblances, sizes)
def test_exchanging_the_sides_reverses_the_law(share: float, rho: float, n: int) -> None:
    there = FirstBallot.beta_binomial(share, rho, n).probabilities
    back = FirstBallot.beta_binomial(1 - share, rho, n).probabilities
    assert there == pytest.approx(back[::-1], rel=1e-9, abs=1e-15)


@unhurried
@given(sizes.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_known_is_certain(known: tuple[int, int]) -> None:
    votes, n = known
    ballot = FirstBallot.known(votes, n)
    assert ballot.probabilities[votes] == sum(ballot.probabilities) == 1
    assert (ballot.jury_size, ballot.mean_guilty_votes) == (n, votes)
    assert str(ballot) == f"{votes} of {n} vote guilty"


def test_no_resemblance_is_binomial() -> None:
    alike = FirstBallot.beta_binomial(0.6, 0, 12).probabilities
    assert alike == FirstBallot.binomial(0.6, 12).probabilities


def test_full_resemblance_is_approached() -> None:
    ballot = FirstBallot.beta_binomial(0.3, 1 - 1e-9, 12)
    assert (ballot.probabilities[12], ballot.probabilities[0]) == pytest.approx((0.3, 0.7))


def test_equal_laws_are_equal_and_can_be_kept() -> None:
    assert FirstBallot.binomial(0.5, 6) == FirstBallot.binomial(0.5, 6)
    assert len({FirstBallot.binomial(0.5, 6), FirstBallot.binomial(0.5, 6)}) == 1


def test_a_per_cent_is_refused_with_the_share() -> None:
    with pytest.raises(
        OutOfDomainError, match=r"FirstBallot\.share: found 60\n.*\n.*did you mean 0\.6\?"
    ):
        FirstBallot.binomial(60, 12)


@pytest.mark.parametrize(
    ("probabilities", "message"),
    [
        ([0.5, 0.5, 0.0, 1e-11], "found a sum of 1.00000000001"),
        ([1.5, -0.5, 0.0, 0.0], "negative or not a number"),
        ([float("nan"), 1.0, 0.0, 0.0], "negative or not a number"),
        ([0.5, 0.5], "whole, 3 to 23"),
        ([], "whole, 3 to 23"),
        ([1 / 25] * 25, "whole, 3 to 23"),
    ],
)
def test_what_is_no_distribution_is_refused(probabilities: list[float], message: str) -> None:
    with pytest.raises(OutOfDomainError, match=message):
        FirstBallot.distribution(probabilities)


def test_a_distribution_keeps_its_description() -> None:
    ballot = FirstBallot.distribution([0.25] * 4, "a survey of 400")
    assert str(ballot) == "a survey of 400"
    assert ballot.jury_size == 3


@pytest.mark.parametrize(("votes", "jury_size"), [(13, 12), (-1, 12), (2, 2), (2, 24)])
def test_a_vote_outside_the_jury_is_refused(votes: int, jury_size: int) -> None:
    with pytest.raises(OutOfDomainError):
        FirstBallot.known(votes, jury_size)


@pytest.mark.parametrize(
    ("share", "resemblance", "jury_size"),
    [
        (0.5, 0.0, 24),
        (0.5, 0.0, 2),
        (float("nan"), 0.0, 12),
        (-0.1, 0.0, 12),
        (0.5, 1.0, 12),
        (0.5, -0.1, 12),
    ],
)
def test_what_is_outside_the_domain_is_refused(
    share: float, resemblance: float, jury_size: int
) -> None:
    with pytest.raises(OutOfDomainError):
        FirstBallot.beta_binomial(share, resemblance, jury_size)
