"""Wilson's interval: its definition, its ends, and how often it holds."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from juryroom.errors import OutOfDomainError
from juryroom.outcome.interval import interval

COUNTS = st.integers(1, 10**6).flatmap(
    lambda trials: st.tuples(st.integers(0, trials), st.just(trials))
)


@given(COUNTS, st.floats(0.5, 0.9999))
def test_scipy_gives_the_same(counts: tuple[int, int], confidence: float) -> None:
    expected = stats.binomtest(*counts).proportion_ci(confidence, method="wilson")
    found = interval(*counts, confidence)
    assert found.low == pytest.approx(expected.low, abs=1e-12)
    assert found.high == pytest.approx(expected.high, abs=1e-12)


@given(COUNTS)
def test_its_ends_are_where_the_score_is_z(counts: tuple[int, int]) -> None:
    """By definition: the share is z standard errors, of the end, away from the end."""
    successes, trials = counts
    found, share = interval(successes, trials), successes / trials
    for end in (found.low, found.high):
        error = sqrt(end * (1 - end) / trials)
        assert abs(share - end) == pytest.approx(1.959963984540054 * error, abs=1e-7)


@given(COUNTS)
def test_it_holds_the_share_and_mirrors(counts: tuple[int, int]) -> None:
    successes, trials = counts
    found, mirrored = interval(successes, trials), interval(trials - successes, trials)
    assert successes / trials in found
    assert 0 <= found.low < found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


def test_what_was_not_seen_is_not_impossible() -> None:
    assert interval(0, 1000).low == 0
    assert interval(0, 1000).high > 0.003
    assert interval(1000, 1000).high == 1


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 10), (11, 10), (0, 0)])
def test_counts_are_counts(successes: int, trials: int) -> None:
    with pytest.raises(OutOfDomainError, match="a share is counted"):
        interval(successes, trials)


def test_confidence_is_no_per_cent() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.95"):
        interval(1, 10, 95)
