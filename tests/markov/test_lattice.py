"""States that count: all of them, once, and each where its index says."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.markov.lattice import lattice

unhurried = settings(deadline=None)
"""Machines are shared: the time of one example says nothing."""


@unhurried
@given(st.integers(0, 12), st.integers(1, 5))
def test_every_state_once_in_order(total: int, conditions: int) -> None:
    points = lattice(total, conditions).points
    assert points.shape == (comb(total + conditions - 1, conditions - 1), conditions)
    assert (points >= 0).all()
    assert (points.sum(axis=1) == total).all()
    as_tuples = [tuple(point) for point in points.tolist()]
    assert as_tuples == sorted(set(as_tuples))


@unhurried
@given(st.integers(0, 12), st.integers(1, 5))
def test_index_is_the_place(total: int, conditions: int) -> None:
    states = lattice(total, conditions)
    np.testing.assert_array_equal(states.index(states.points), np.arange(len(states.points)))


def test_index_takes_one_state_or_many() -> None:
    states = lattice(4, 3)
    assert int(states.index(np.array([4, 0, 0]))) == len(states.points) - 1
    assert states.index(states.points.reshape(5, 3, 3)).shape == (5, 3)


@pytest.mark.parametrize("counts", [[2, 2, 1], [5, -1, 0], [2, 2]])
def test_what_is_no_state_is_refused(counts: list[int]) -> None:
    with pytest.raises(OutOfDomainError, match="3 counts of 0 or more that sum to 4"):
        lattice(4, 3).index(np.array(counts))


def test_it_is_made_once_and_cannot_be_changed() -> None:
    assert lattice(12, 4) is lattice(12, 4)
    with pytest.raises(ValueError, match="read-only"):
        lattice(12, 4).points[0, 0] = 1
