"""Draws from a posterior whose density is computed at many places in one call.

The mode is found by a quasi-Newton search with central differences, all of one gradient in one
call; draws come from a Student-t at the mode and are weighted by the density (importance
sampling), smoothed and checked as `juryroom.inference.diagnostics` says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.optimize import minimize

from juryroom.errors import OutOfDomainError, Problem
from juryroom.inference.diagnostics import LARGEST_PARETO_K, LEAST_EFFECTIVE, smoothed
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream

LogDensity = Callable[[FloatArray], FloatArray]
"""From places, shape ``(draws, d)``, to log densities, shape ``(draws,)``."""

DEGREES = 8.0
"""Degrees of freedom of the Student-t that is drawn from: tails wider than the posterior's."""

_STEP = 1e-4
_HESSIAN_STEP = 2e-3


@final
@dataclass(frozen=True, slots=True, eq=False)
class WeightedDraws:
    """Weighted draws from a posterior.

    Parameters
    ----------
    theta
        Places, shape ``(draws, d)``.
    weights
        Their weights, which sum to one, shape ``(draws,)``.
    mode
        Where the density is largest.
    covariance
        Of the normal distribution that fits there.
    effective
        The number of independent draws that these are worth.
    pareto_k
        The shape of the Pareto distribution of the largest weights; above 0.7 they are unreliable.
    """

    theta: FloatArray
    weights: FloatArray
    mode: FloatArray
    covariance: FloatArray
    effective: float
    pareto_k: float

    @property
    def reliable(self) -> bool:
        """Whether the diagnostics are in order."""
        return self.effective >= LEAST_EFFECTIVE and self.pareto_k <= LARGEST_PARETO_K

    def checked(self, where: str) -> "WeightedDraws":
        """Return the draws, or raise where their diagnostics are not in order.

        Raises
        ------
        OutOfDomainError
            If the draws are worth fewer than 400, or the shape is above 0.7.
        """
        if self.reliable:
            return self
        raise OutOfDomainError(
            Problem(
                where,
                f"{self.effective:.0f} effective draws, Pareto shape {self.pareto_k:.2f}",
                "a posterior is reported only where its draws can be trusted (Vehtari and others "
                "2024)",
                f"{LEAST_EFFECTIVE:g} effective draws or more, and a shape of {LARGEST_PARETO_K:g} or "
                "less: more draws, more juries, or narrower priors",
            )
        )

    def equal(self, number: int, stream: Stream) -> FloatArray:
        """Return so many places of equal weight, chosen evenly along the weights.

        Systematic resampling: one random number sets where the even steps begin.
        """
        begin = stream.generator().random()
        steps = (np.arange(number) + begin) / number
        chosen = np.searchsorted(np.cumsum(self.weights), steps).clip(0, len(self.theta) - 1)
        return self.theta[chosen]

    def mean(self) -> FloatArray:
        """Return the posterior mean on the line."""
        return self.weights @ self.theta

    def ranks(self, truth: FloatArray) -> FloatArray:
        """Return the posterior probability below each true place."""
        return self.weights @ (self.theta < truth)


def posterior_draws(
    density: LogDensity, start: FloatArray, draws: int, stream: Stream
) -> WeightedDraws:
    """Return weighted draws from a posterior.

    Parameters
    ----------
    density
        Its logarithm, but for a constant.
    start
        Where the search for the mode begins.
    draws
        How many.
    stream
        The random stream.

    Raises
    ------
    OutOfDomainError
        If the density has no mode that the search comes to rest at.

    Examples
    --------
    >>> from juryroom.rng import Streams
    >>> found = posterior_draws(lambda x: -(x**2).sum(axis=1) / 2, np.ones(2), 2000,
    ...     Streams(1).at("example"))
    >>> found.reliable, bool(abs(found.mean()).max() < 0.1)
    (True, True)
    """
    mode = find_mode(density, start)
    covariance = _covariance(density, mode)
    return _drawn(density, mode, covariance, draws, stream)


def find_mode(density: LogDensity, start: FloatArray) -> FloatArray:
    """Return where the density is largest."""
    size = len(start)
    around = np.concatenate([np.zeros((1, size)), np.eye(size) * _STEP, -np.eye(size) * _STEP])

    def falls(x: FloatArray) -> tuple[float, FloatArray]:
        values = -density(x + around)
        return float(values[0]), (values[1 : size + 1] - values[size + 1 :]) / (2 * _STEP)

    found = minimize(falls, start, jac=True, method="BFGS", options={"gtol": 1e-3, "maxiter": 500})
    return np.asarray(found.x, dtype=np.float64)


def _covariance(density: LogDensity, mode: FloatArray) -> FloatArray:
    size = len(mode)
    h = _HESSIAN_STEP
    rows, columns = np.triu_indices(size)
    steps = np.eye(size) * h
    both = steps[rows] + steps[columns]
    apart = steps[rows] - steps[columns]
    values = density(mode + np.concatenate([both, -both, apart, -apart]))
    values = values.reshape(4, -1)
    second = -(values[0] + values[1] - values[2] - values[3]) / (4 * h * h)
    information = np.zeros((size, size))
    information[rows, columns] = information[columns, rows] = second
    curvature, directions = np.linalg.eigh(information)
    if curvature.min() <= 0:
        raise OutOfDomainError(
            Problem(
                "posterior",
                "a density that is not rounded at its largest value",
                "draws come from a Student-t at the mode",
                "proper priors on every parameter",
            )
        )
    return (directions / curvature) @ directions.T


def _drawn(
    density: LogDensity, mode: FloatArray, covariance: FloatArray, draws: int, stream: Stream
) -> WeightedDraws:
    generator, size = stream.generator(), len(mode)
    z = generator.standard_normal((draws, size))
    wide = np.sqrt(DEGREES / generator.chisquare(DEGREES, draws))
    y = z * wide[:, None]
    theta = mode + y @ np.linalg.cholesky(covariance).T
    log_t = -(DEGREES + size) / 2 * np.log1p((y * y).sum(axis=1) / DEGREES)
    ratio = density(theta) - log_t
    found = smoothed(np.where(np.isfinite(ratio), ratio, -np.inf))
    weights = np.exp(found.log_weights)
    return WeightedDraws(theta, weights, mode, covariance, found.effective, found.pareto_k)
