"""The reference itself, against answers that can be checked by hand."""

from fractions import Fraction

import pytest

from juryroom.errors import NotAbsorbingError
from juryroom.markov.rational import absorption, capped, mean_steps, variance_steps

HALF = Fraction(1, 2)
# A fair coin game on five places: Grinstead and Snell, Introduction to Probability, example 11.13.
WALK = [[0, HALF, 0], [HALF, 0, HALF], [0, HALF, 0]]
ENDS = [[HALF, 0], [0, 0], [0, HALF]]


def test_drunkards_walk() -> None:
    assert absorption(WALK, ENDS) == [
        [Fraction(3, 4), Fraction(1, 4)],
        [HALF, HALF],
        [Fraction(1, 4), Fraction(3, 4)],
    ]
    assert mean_steps(WALK) == [3, 4, 3]


def test_geometric_law() -> None:
    p = Fraction(1, 5)
    assert mean_steps([[1 - p]]) == [1 / p]
    assert variance_steps([[1 - p]]) == [(1 - p) / p**2]
    law = capped([[1 - p]], [[p]], 4)
    assert law.at_cap == [[(1 - p) ** 4]]
    assert law.absorbed == [[1 - (1 - p) ** 4]]
    assert law.mean_steps == [sum((1 - p) ** t for t in range(4))]


def test_a_float_is_the_fraction_it_is() -> None:
    (((found,),)) = absorption([[0.9]], [[0.1]])
    assert found == Fraction(0.1) / (1 - Fraction(0.9)) != 1


def test_a_first_row_without_pivot_is_exchanged() -> None:
    assert absorption([[1, HALF], [HALF, HALF]], [[0], [HALF]]) is not None


def test_a_trap_is_refused() -> None:
    with pytest.raises(NotAbsorbingError):
        absorption([[1]], [[0]])
