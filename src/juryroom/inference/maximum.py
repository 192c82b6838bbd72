"""Where a log-likelihood is largest: the search, the observed information, what is at a bound.

The search runs on the line (`Scale`), with the gradient of the likelihood: first quasi-Newton, then
Newton's own steps with a Hessian of differences of gradients, until a step would change the
log-likelihood by less than 1e-13.
"""

from collections.abc import Callable
from math import inf, isfinite
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.inference.families import Family
from juryroom.inference.likelihood import Valued
from juryroom.inference.table import JuryTable
from juryroom.inference.transforms import FAR, Shape
from juryroom.markov.arrays import FloatArray

HESSIAN_STEP = 1e-4
SETTLED = 1e-13
"""What a Newton step promises to gain where the search ends."""

AT_REST, AT_REST_BY_DIFFERENCES = 1e-6, 1e-3
"""What a step may still gain where it comes to no more: a twentieth of a standard error at most."""

Chosen = NDArray[np.bool_]

_NEWTON_STEPS = 12
_BEYOND = FAR + 2
_WORST = 1e12
"""Stands for minus a log-likelihood of minus infinity, which a line search cannot take."""


class Target(Protocol):
    """What is made largest: a likelihood, or one with priors."""

    @property
    def family(self) -> Family:
        """What is free."""
        ...

    @property
    def table(self) -> JuryTable:
        """The juries."""
        ...

    @property
    def exact_gradient(self) -> bool:
        """Whether derivatives are exact."""
        ...

    def value(self, theta: FloatArray) -> float:
        """Return the value."""
        ...

    def value_and_gradient(self, theta: FloatArray) -> Valued:
        """Return the value, and the gradient on the line."""
        ...


class Maximum(NamedTuple):
    """Where a log-likelihood is largest.

    Parameters
    ----------
    theta
        Places on the line.
    value
        The log-likelihood there.
    information
        Minus its second derivatives on the line; rows and columns of parameters at a bound are 0.
    at_bound
        Which parameters are at a bound, one truth value each.
    left
        What a Newton step would still gain.
    error
        How far off derivatives may be, of a probability by a place on the line; 0 where exact.
    """

    theta: FloatArray
    value: float
    information: FloatArray
    at_bound: tuple[bool, ...]
    left: float
    error: float


def maximise(likelihood: Target, start: FloatArray, *, starts: int | None = None) -> Maximum:
    """Return where a log-likelihood is largest.

    Parameters
    ----------
    likelihood
        Of a table under a family.
    start
        Places on the line to begin from.
    starts
        How many beginnings to try: the second and third lie to either side of the first. By default
        three where derivatives are exact, else one.

    Raises
    ------
    OutOfDomainError
        If no search comes to rest.
    """
    tries = (3 if likelihood.exact_gradient else 1) if starts is None else starts
    best = start
    found = -inf
    for shift in (0.0, 0.7, -0.7)[:tries]:
        place, value = searched(likelihood, start + shift)
        if value > found + 1e-9:
            best, found = place, value
    if found == -inf:
        raise _no_maximum(likelihood, "a log-likelihood of minus infinity at every beginning")
    return _settled(likelihood, best)


def searched(likelihood: Target, start: FloatArray) -> tuple[FloatArray, float]:
    """Return where a quasi-Newton search ends, and the log-likelihood there."""
    bounds = [
        (None, None) if each.scale.shape is Shape.REAL else (-_BEYOND, _BEYOND)
        for each in likelihood.family.free
    ]
    ended = minimize(
        _falling(likelihood),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 500, "ftol": 1e-9, "gtol": 1e-5},
    )
    value = -float(ended.fun)
    return np.asarray(ended.x, dtype=np.float64), value if value > -_WORST else -inf


def searched_beside(
    likelihood: Target, start: FloatArray, pinned: int, information: FloatArray
) -> tuple[FloatArray, float]:
    """Return where a log-likelihood is largest while one parameter stays where it is.

    Parameters
    ----------
    likelihood, start, pinned
        What is searched, from where, and which parameter stays.
    information
        Minus the second derivatives somewhere near: the search runs where they are about one.
    """
    moving = np.arange(len(start)) != pinned
    if not moving.any():
        return start, likelihood.value(start)
    curvature, directions = np.linalg.eigh(information[np.ix_(moving, moving)])
    round_in = directions / np.sqrt(np.maximum(curvature, 1e-3))
    falls = _falling(likelihood)

    def whole(part: FloatArray) -> FloatArray:
        theta = start.copy()
        theta[moving] += round_in @ part
        return theta

    def falls_round(part: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = falls(whole(part))
        return value, round_in.T @ gradient[moving]

    ended = minimize(
        falls_round,
        np.zeros(int(moving.sum())),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-50.0, 50.0)] * int(moving.sum()),
        options={"maxiter": 100, "ftol": 1e-11, "gtol": 1e-5},
    )
    value = -float(ended.fun)
    return whole(np.asarray(ended.x, dtype=np.float64)), value if value > -_WORST else -inf


def _falling(likelihood: Target) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Return minus the log-likelihood and its gradient, as a function that never fails."""

    def falls(theta: FloatArray) -> tuple[float, FloatArray]:
        try:
            found = likelihood.value_and_gradient(theta)
        except (NotAbsorbingError, OutOfDomainError):
            return _WORST, np.zeros_like(theta)
        if not isfinite(found.value):
            return _WORST, np.zeros_like(theta)
        return -found.value, -found.gradient

    return falls


def _settled(likelihood: Target, theta: FloatArray) -> Maximum:
    """Take Newton's steps from near the maximum until there is nothing to gain."""
    here = likelihood.value_and_gradient(theta)
    steps = 0
    while True:
        bound = at_bounds(likelihood.family, theta)
        inside = ~np.array(bound)
        information = information_at(likelihood, theta, inside)
        step = _newton_step(information, here.gradient, inside)
        left = float(step @ here.gradient)
        steps += 1
        size = _uphill(likelihood, theta, step, here.value)
        if left < SETTLED or size == 0 or steps > _NEWTON_STEPS:
            break
        theta = theta + size * step
        here = likelihood.value_and_gradient(theta)
    if not left < (AT_REST if likelihood.exact_gradient else AT_REST_BY_DIFFERENCES):
        raise _no_maximum(likelihood, f"a step that would still gain {left:.2g} at the last place")
    return Maximum(theta, here.value, information, bound, left, here.error)


def _uphill(likelihood: Target, theta: FloatArray, step: FloatArray, value: float) -> float:
    """Return the part of a step that leads uphill, halved as often as needed; 0 if none does."""
    size = 1.0
    while size > 1e-4:
        if likelihood.value(theta + size * step) > value:
            return size
        size /= 2
    return 0.0


def _newton_step(information: FloatArray, gradient: FloatArray, inside: Chosen) -> FloatArray:
    """Return the step to the top of the parabola, uphill also where it opens upward."""
    step = np.zeros_like(gradient)
    if inside.any():
        part = information[np.ix_(inside, inside)]
        curvature, directions = np.linalg.eigh(part)
        steep = np.maximum(np.abs(curvature), 1e-8 * max(np.abs(curvature).max(), 1e-300))
        step[inside] = directions @ ((directions.T @ gradient[inside]) / steep)
    longest = np.abs(step).max(initial=0.0)
    return step / longest if longest > 1 else step


def at_bounds(family: Family, theta: FloatArray) -> tuple[bool, ...]:
    """Return which parameters are at a bound."""
    return tuple(
        each.scale.bound_at(float(place)) is not None
        for each, place in zip(family.free, theta, strict=True)
    )


def information_at(
    likelihood: Target, theta: FloatArray, inside: Chosen | None = None
) -> FloatArray:
    """Return minus the second derivatives on the line: differences of gradients, symmetrised.

    Parameters
    ----------
    likelihood, theta
        What, and where.
    inside
        The parameters to differentiate by; the rows and columns of the others stay 0.
    """
    size = len(theta)
    chosen = np.ones(size, dtype=bool) if inside is None else inside
    found = np.zeros((size, size))
    for place in np.flatnonzero(chosen):
        step = np.zeros(size)
        step[place] = HESSIAN_STEP
        above = likelihood.value_and_gradient(theta + step).gradient
        below = likelihood.value_and_gradient(theta - step).gradient
        found[place] = (below - above) / (2 * HESSIAN_STEP)
    found = (found + found.T) / 2
    return found * np.outer(chosen, chosen)


def covariance(maximum: Maximum) -> FloatArray:
    """Return the covariance of estimates on the line; not a number where the data do not tell."""
    inside = ~np.array(maximum.at_bound)
    found = np.full_like(maximum.information, np.nan)
    if not inside.any():
        return found
    part = maximum.information[np.ix_(inside, inside)]
    if np.linalg.eigvalsh(part).min() <= 1e-9 * max(np.abs(part).max(), 1e-300):
        return found
    found[np.ix_(inside, inside)] = inverse(part)
    return found


def inverse(matrix: FloatArray) -> FloatArray:
    """Return the inverse of a matrix in double precision."""
    return np.linalg.inv(matrix).astype(np.float64)


def _no_maximum(likelihood: Target, found: str) -> OutOfDomainError:
    return OutOfDomainError(
        Problem(
            f"fit of '{likelihood.family.model}' to {likelihood.table.name}",
            found,
            "an estimate is reported only where the search came to rest",
            "fewer free parameters, more juries, or a posterior, which has priors",
        )
    )
