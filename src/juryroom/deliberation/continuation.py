"""Following a curve: the solutions of two equations in three unknowns, from a known point.

Where equations have several solutions, the one meant is often the one that is reached from a simple
case by changing a parameter little by little. The curve may turn back in the parameter, so it is
followed by its length, not by the parameter: a step along the tangent, then Newton's method in the
plane across it (pseudo-arclength continuation; Keller 1977).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import root_scalar

from juryroom.markov.arrays import FloatArray

System = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""Gives the two residuals at a point, shape ``(2,)``, and their derivatives, shape ``(2, 3)``."""

FIRST_STEP, LONGEST_STEP, SHORTEST_STEP = 0.02, 0.1, 1e-9
MOST_STEPS = 20_000
NEWTON_STEPS = 12
SETTLED = 1e-11
LEAST_COSINE = 0.95
"""A step that turns the tangent further than this is halved, so as not to jump to another curve."""


class Path(NamedTuple):
    """A curve as far as it was followed.

    Parameters
    ----------
    end
        The first point at which the parameter, the third unknown, has the value asked for; None
        where the curve was lost before.
    turns
        Values of the parameter at which the curve turned back in it, in the order met.
    reached
        The largest value of the parameter that was met.
    """

    end: FloatArray | None
    turns: tuple[float, ...]
    reached: float


class _Place(NamedTuple):
    point: FloatArray
    tangent: FloatArray


def follow(system: System, start: FloatArray, last: float) -> Path:
    """Follow the curve from `start`, first towards a larger parameter, until it is `last`.

    Parameters
    ----------
    system
        The two equations.
    start
        A solution, shape ``(3,)``; the third unknown is the parameter.
    last
        The value of the parameter to stop at, that of `start` or more.
    """
    place = _Place(start, _tangent(system, start, np.array([0.0, 0.0, 1.0])))
    turns: list[float] = []
    reached, step = float(start[2]), FIRST_STEP
    if last <= reached:
        return Path(start, (), reached)
    for _ in range(MOST_STEPS):
        ahead = _advance(system, place, step)
        if ahead is None or ahead.tangent @ place.tangent < LEAST_COSINE:
            step /= 2
            if step < SHORTEST_STEP:
                break
            continue
        turn = _turn(system, place, ahead, step)
        stops = (step,) if turn is None else (turn, step)
        for stop in stops:
            if _point(system, place, stop)[2] >= last:
                return Path(_crossing(system, place, stop, last), tuple(turns), last)
        if turn is not None:
            turns.append(float(_point(system, place, turn)[2]))
        place, step = ahead, min(1.5 * step, LONGEST_STEP)
        reached = max(reached, float(place.point[2]))
    return Path(None, tuple(turns), reached)


def _tangent(system: System, point: FloatArray, along: FloatArray) -> FloatArray:
    """Return the unit tangent of the curve, in the direction of `along`."""
    _, slope = system(point)
    across = np.cross(slope[0], slope[1])
    across = across / np.linalg.norm(across)
    return across if across @ along >= 0 else -across


def _advance(system: System, place: _Place, step: float) -> _Place | None:
    """Return the place one step further along, or None where Newton's method does not settle."""
    try:
        point = _point(system, place, step)
    except ArithmeticError:
        return None
    return _Place(point, _tangent(system, point, place.tangent))


def _point(system: System, place: _Place, step: float) -> FloatArray:
    """Return the point of the curve whose projection on the tangent is `step` from `place`.

    Raises
    ------
    ArithmeticError
        If Newton's method does not settle there.
    """
    point = place.point + step * place.tangent
    for _ in range(NEWTON_STEPS):
        residual, slope = system(point)
        move = np.linalg.solve(np.vstack([slope, place.tangent]), np.append(-residual, 0.0))
        point = point + move
        size = float(np.abs(move).max())
        if size < SETTLED:
            return point
        if not size < 1:
            break
    raise ArithmeticError(step)


def _turn(system: System, place: _Place, ahead: _Place, step: float) -> float | None:
    """Return how far along the step the curve turns back in the parameter, None if it does not."""
    before, after = float(place.tangent[2]), float(ahead.tangent[2])
    if before * after >= 0:
        return None

    def pace(part: float) -> float:
        point = _point(system, place, part)
        return float(_tangent(system, point, place.tangent)[2])

    return _root(pace, step)


def _crossing(system: System, place: _Place, stop: float, last: float) -> FloatArray:
    """Return the point before `stop` at which the parameter is `last`."""

    def short(part: float) -> float:
        return float(_point(system, place, part)[2]) - last

    return _point(system, place, stop if short(stop) == 0 else _root(short, stop))


def _root(function: Callable[[float], float], stop: float) -> float:
    """Return where `function` changes sign between 0 and `stop`."""
    return float(root_scalar(function, bracket=(0.0, stop), method="brentq", xtol=1e-15).root)
