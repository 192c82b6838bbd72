"""Curves with known shapes: a straight line, a fold, and one that ends."""

import numpy as np
import pytest

from juryroom.deliberation import continuation
from juryroom.deliberation.continuation import follow
from juryroom.markov.arrays import FloatArray


def cubic(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """t = x^3 - 3x shifted so that the lower branch starts at x = -2.5: turns at x = -1 and 1."""
    x, y, t = z
    return np.array([x**3 - 3 * x - t, y - x]), np.array([[3 * x**2 - 3, 0, -1], [-1, 1, 0]])


def start() -> FloatArray:
    return np.array([-2.5, -2.5, -(2.5**3) + 7.5])


def test_a_straight_line_is_followed_to_its_value() -> None:
    def line(z: FloatArray) -> tuple[FloatArray, FloatArray]:
        return np.array([z[0] - z[2], z[1] + z[2]]), np.array([[1, 0, -1], [0, 1, 1.0]])

    path = follow(line, np.zeros(3), 3.0)
    assert path.end is not None
    assert path.end == pytest.approx([3.0, -3.0, 3.0], abs=1e-12)
    assert path.turns == ()


def test_before_the_turn_the_first_solution_is_given() -> None:
    path = follow(cubic, start(), 0.0)
    assert path.end is not None
    assert path.end[0] == pytest.approx(-np.sqrt(3), abs=1e-12)
    assert path.turns == ()


def test_a_value_just_below_the_turn_is_not_missed() -> None:
    path = follow(cubic, start(), 2 - 1e-10)
    assert path.end is not None
    assert path.end[0] == pytest.approx(-1, abs=2e-5)
    assert path.end[0] < -1


def test_past_the_turn_the_curve_is_followed_round_it() -> None:
    path = follow(cubic, start(), 2 + 1e-6)
    assert path.end is not None
    assert path.end[0] == pytest.approx(2, abs=1e-6)
    assert path.turns == pytest.approx((2.0, -2.0), abs=1e-9)


def test_a_curve_that_never_gets_there_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(continuation, "MOST_STEPS", 300)

    def circle(z: FloatArray) -> tuple[FloatArray, FloatArray]:
        x, y, t = z
        return np.array([x * x + t * t - 1, y]), np.array([[2 * x, 0, 2 * t], [0, 1.0, 0]])

    path = follow(circle, np.array([1.0, 0, 0]), 1.5)
    assert path.end is None
    assert path.reached == pytest.approx(1, abs=1e-2)
