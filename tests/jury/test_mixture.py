"""A first ballot that is one of several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.guilt_mixture import poisson_first_ballot
from juryroom.jury.mixture import mixture

SHARES = st.floats(0, 1)


@given(prior=SHARES, reliability=SHARES, jury_size=st.integers(3, 23))
def test_poissons_jury_is_the_mixture_over_guilt(
    prior: float, reliability: float, jury_size: int
) -> None:
    parts = [FirstBallot.binomial(p, jury_size) for p in (reliability, 1 - reliability)]
    found = mixture(parts, [prior, 1 - prior]).probabilities
    expected = poisson_first_ballot(prior, reliability, jury_size).probabilities
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-15)


@given(share=SHARES, weight=SHARES)
def test_a_mixture_of_one_thing_is_that_thing(share: float, weight: float) -> None:
    ballot = FirstBallot.binomial(share, 6)
    found = mixture([ballot, ballot], [weight, 1 - weight]).probabilities
    assert found == pytest.approx(ballot.probabilities, rel=1e-14, abs=1e-300)


@given(shares=st.tuples(SHARES, SHARES), weight=SHARES)
def test_the_mean_is_the_mean_of_the_means(shares: tuple[float, float], weight: float) -> None:
    found = mixture([FirstBallot.binomial(p, 12) for p in shares], [weight, 1 - weight])
    expected = 12 * (weight * shares[0] + (1 - weight) * shares[1])
    assert found.mean_guilty_votes == pytest.approx(expected, abs=1e-12)


def test_a_mixture_spreads_wider_than_its_mean() -> None:
    """The control: mixing laws is not averaging the shares."""
    mixed = mixture([FirstBallot.binomial(p, 12) for p in (0.2, 0.8)], [0.5, 0.5])
    assert mixed.probabilities[0] > 100 * FirstBallot.binomial(0.5, 12).probabilities[0]


def test_it_says_what_is_mixed() -> None:
    parts = [FirstBallot.known(3, 3), FirstBallot.known(0, 3)]
    assert str(mixture(parts, [0.5, 0.5])) == (
        "one of 0.5: 3 of 3 vote guilty; 0.5: 0 of 3 vote guilty"
    )
    assert str(mixture(parts, [0.5, 0.5], "a coin")) == "a coin"


@pytest.mark.parametrize(
    ("sizes", "weights"),
    [
        ([], []),
        ([3, 4], [0.5, 0.5]),
        ([3, 3], [1.0]),
        ([3, 3], [0.5, 0.6]),
        ([3, 3], [1.5, -0.5]),
        ([3], [float("nan")]),
    ],
)
def test_what_is_no_mixture_is_refused(sizes: list[int], weights: list[float]) -> None:
    with pytest.raises(OutOfDomainError):
        mixture([FirstBallot.known(1, n) for n in sizes], weights)
