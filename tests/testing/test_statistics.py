"""The statistical assertions fail as often as they say, and no oftener."""

from math import comb

import numpy as np
import pytest

from juryroom.errors import OutOfDomainError
from juryroom.rng import Streams
from juryroom.testing import assert_law, assert_proportion


def test_a_proportion_fails_exactly_where_the_binomial_test_does() -> None:
    n, p, rate = 60, 0.3, 0.01
    law = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    failing = 0.0
    for successes in range(n + 1):
        try:
            assert_proportion(successes, n, p, failure_rate=rate)
        except AssertionError:
            failing += law[successes]
    assert 0.004 < failing <= rate


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_a_certain_proportion_has_no_exception(p: float) -> None:
    assert_proportion(int(100 * p), 100, p, failure_rate=1e-6)
    with pytest.raises(AssertionError, match="p = 0"):
        assert_proportion(50, 100, p, failure_rate=1e-6)


@pytest.mark.statistical
def test_a_law_fails_about_as_often_as_it_says() -> None:
    """At a rate of 1 in 100, 4,000 tests fail 40 times; more than 80 has a chance below 1e-7."""
    law = np.array([0.0, 0.4, 0.3, 0.2, 0.09, 0.009, 0.0009, 0.0001])
    draws = Streams(1).at("law").generator().multinomial(3000, law, size=4000)
    failed = 0
    for counts in draws:
        try:
            assert_law(counts, law, failure_rate=0.01)
        except AssertionError:
            failed += 1
    assert 10 < failed < 80


def test_what_is_impossible_is_never_pooled_away() -> None:
    with pytest.raises(AssertionError, match=r"1 in cell 1, 0, which is impossible"):
        assert_law(
            np.array([[500, 500], [1, 0]]), np.array([[0.5, 0.5], [0, 0]]), failure_rate=1e-6
        )


def test_one_cell_says_nothing() -> None:
    assert_law([10], [1.0], failure_rate=1e-6)
    assert_law([3, 2], [0.5, 0.5], failure_rate=1e-6)


@pytest.mark.parametrize(
    ("counts", "law"),
    [([1, 2], [1.0]), ([1, 2], [0.5, 0.6]), ([1, 2], [1.5, -0.5]), ([1, 2], [float("nan"), 1.0])],
)
def test_a_law_is_a_law(counts: list[int], law: list[float]) -> None:
    with pytest.raises(OutOfDomainError, match="gives each cell"):
        assert_law(counts, law, failure_rate=1e-6)


def test_a_failure_rate_is_stated() -> None:
    with pytest.raises(OutOfDomainError, match="failure_rate"):
        assert_proportion(1, 2, 0.5, failure_rate=0.0)
