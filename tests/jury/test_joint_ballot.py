"""Joint first ballots on several counts, against enumeration of every juror's votes."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.joint_ballot import JointBallot, patterns


def enumerated(
    shares: tuple[float, ...], n: int, alike: float, resemblance: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Let the jurors vote one after the other: each repeats an earlier one or votes afresh."""
    chances = patterns(shares, alike)
    table = np.zeros((n + 1,) * len(shares))
    for jurors in product(chances, repeat=n):
        chance = 1.0
        for i, juror in enumerate(jurors):
            fresh = (1 - resemblance) * chances[juror]
            chance *= (fresh + resemblance * jurors[:i].count(juror)) / (
                1 - resemblance + i * resemblance
            )
        table[tuple(int(votes) for votes in np.sum(jurors, axis=0))] += chance
    return table


@pytest.mark.parametrize(("shares", "n"), [((0.7, 0.4), 5), ((0.7, 0.4, 0.55), 3), ((0.2, 1.0), 4)])
@pytest.mark.parametrize("alike", [0.0, 0.35, 1.0])
@pytest.mark.parametrize("resemblance", [0.0, 0.01, 0.4])
def test_every_jurors_votes(
    shares: tuple[float, ...], n: int, alike: float, resemblance: float
) -> None:
    found = JointBallot.leanings(shares, n, alike=alike, resemblance=resemblance)
    expected = enumerated(shares, n, alike, resemblance)
    np.testing.assert_allclose(found.probabilities, expected, rtol=1e-11, atol=1e-16)


@given(
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=3),
    n=st.integers(3, 9),
    alike=st.floats(0, 1),
    resemblance=st.floats(0, 0.8),
)
@settings(deadline=None)
def test_each_count_by_itself_is_the_ballot_of_one_count(
    shares: list[float], n: int, alike: float, resemblance: float
) -> None:
    found = JointBallot.leanings(shares, n, alike=alike, resemblance=resemblance)
    for count, share in enumerate(shares):
        known = FirstBallot.beta_binomial(share, resemblance, n).probabilities
        assert found.of_count(count).probabilities == pytest.approx(known, abs=1e-12)


@given(share=st.floats(0.01, 0.99), alike=st.floats(0, 1))
def test_alike_is_the_correlation_of_a_jurors_votes_for_equal_shares(
    share: float, alike: float
) -> None:
    both = patterns((share, share), alike).get((1, 1), 0.0)
    correlation = (both - share**2) / (share * (1 - share))
    assert correlation == pytest.approx(alike, abs=1e-9)


@given(shares=st.lists(st.floats(0, 1), min_size=1, max_size=5), alike=st.floats(0, 1))
def test_patterns_are_a_distribution_with_the_shares_as_margins(
    shares: list[float], alike: float
) -> None:
    chances = patterns(shares, alike)
    assert sum(chances.values()) == pytest.approx(1, abs=1e-12)
    for count, share in enumerate(shares):
        margin = sum(chance for votes, chance in chances.items() if votes[count])
        assert margin == pytest.approx(share, abs=1e-12)


def test_fully_alike_jurors_never_convict_on_the_harder_count_alone() -> None:
    table = JointBallot.leanings((0.7, 0.4), 6, alike=1.0).probabilities
    assert np.triu(table, 1).sum() == 0


def test_independent_ballots_are_multiplied() -> None:
    first, second = FirstBallot.binomial(0.3, 4), FirstBallot.known(2, 4)
    table = JointBallot.independent([first, second]).probabilities
    expected = np.outer(first.probabilities, second.probabilities)
    np.testing.assert_array_equal(table, expected)
    apart = JointBallot.leanings((0.3, 0.3), 4).probabilities
    np.testing.assert_allclose(
        apart, np.outer(first.probabilities, first.probabilities), rtol=1e-13
    )
    assert str(JointBallot.known((1, 2), 4)) == "1 of 4 vote guilty; 2 of 4 vote guilty"
    said = str(JointBallot.leanings((0.3, 0.3), 4, alike=0.5, resemblance=0.1))
    assert said == "4 jurors, shares for guilty 0.3, 0.3, alike 0.5, resemblance 0.1"


def test_what_is_no_joint_ballot_is_refused() -> None:
    for table in (np.full((4, 4), 0.1), np.full((4, 5), 0.05), np.full((3, 3), 1 / 9)):
        with pytest.raises(OutOfDomainError):
            JointBallot(table, "wrong")
    with pytest.raises(OutOfDomainError, match="as many jurors"):
        JointBallot.independent([FirstBallot.known(1, 4), FirstBallot.known(1, 5)])
    with pytest.raises(OutOfDomainError, match="counts"):
        JointBallot.independent([])
    with pytest.raises(OutOfDomainError, match="counts"):
        JointBallot.leanings((0.5,) * 6, 3)
    with pytest.raises(OutOfDomainError, match="joint first ballots"):
        JointBallot.leanings((0.5,) * 5, 23)
    for wrong in ({"alike": 1.1}, {"resemblance": 1.0}):
        with pytest.raises(OutOfDomainError, match=next(iter(wrong))):
            JointBallot.leanings((0.5, 0.5), 6, **wrong)
