"""Whether draws can be trusted: Pareto-smoothed weights, effective sample sizes, refusals.

Source: Vehtari, A., Simpson, D., Gelman, A., Yao, Y., & Gabry, J. (2024). Pareto smoothed importance
sampling. Journal of Machine Learning Research 25(72), 1-58. Zhang, J., & Stephens, M. A. (2009). A
new and efficient estimation method for the generalized Pareto distribution. Technometrics 51,
316-325. Vehtari, A., and others (2021). Rank-normalization, folding, and localization: an improved
R-hat. Bayesian Analysis 16, 667-718, for the limits of R-hat and of the effective sample size.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray

LEAST_EFFECTIVE = 400.0
LARGEST_PARETO_K = 0.7
LARGEST_R_HAT = 1.01

_PRIOR_WEIGHT = 10
_PRIOR_SHAPE = 0.5


class Smoothed(NamedTuple):
    """Importance weights with a smoothed tail.

    Parameters
    ----------
    log_weights
        They sum to one.
    pareto_k
        The shape of the tail: above 0.7 the draws do not cover the distribution.
    effective
        The effective number of draws, one over the sum of squares.
    """

    log_weights: FloatArray
    pareto_k: float
    effective: float


def smoothed(log_ratios: FloatArray) -> Smoothed:
    """Return importance weights with the largest replaced by quantiles of a fitted tail.

    Parameters
    ----------
    log_ratios
        Logarithm of target over proposal at each draw, up to a constant.

    Examples
    --------
    Draws from the target itself have equal weights:

    >>> smoothed(np.zeros(1000)).effective
    1000.0
    """
    raw = log_ratios - log_ratios.max()
    size = len(raw)
    tail = int(min(0.2 * size, 3 * np.sqrt(size)))
    order = np.argsort(raw)
    cut = raw[order[-tail - 1]]
    largest = order[-tail:]
    excess = np.exp(raw[largest]) - np.exp(cut)
    shape = 0.0
    weights = raw.copy()
    if excess[-1] > 1e-12 and tail >= 5:
        shape, scale = generalised_pareto(np.maximum(excess, 1e-300))
        ranks = (np.arange(tail) + 0.5) / tail
        if abs(shape) < 1e-12:
            quantiles = -scale * np.log1p(-ranks)
        else:
            quantiles = scale / shape * np.expm1(-shape * np.log1p(-ranks))
        weights[largest] = np.minimum(np.log(quantiles + np.exp(cut)), 0.0)
    weights -= logsumexp(weights)
    return Smoothed(weights, float(shape), float(1 / np.exp(2 * weights).sum()))


def generalised_pareto(excess: FloatArray) -> tuple[float, float]:
    """Return shape and scale of a generalised Pareto distribution fitted to sorted excesses.

    The empirical Bayes estimate of Zhang and Stephens, its shape drawn a little toward one half, as
    Vehtari and others do.
    """
    size = len(excess)
    grid = 30 + int(np.sqrt(size))
    quartile = excess[int(size / 4 + 0.5) - 1]
    places = 1 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))
    rates = places / (3 * quartile) + 1 / excess[-1]
    shapes = np.array([np.mean(np.log1p(-rate * excess)) for rate in rates])
    profile = size * (np.log(-rates / shapes) - shapes - 1)
    weights = np.exp(profile - logsumexp(profile))
    rate = float(weights @ rates)
    shape = float(np.mean(np.log1p(-rate * excess)))
    scale = -shape / rate
    drawn = (shape * size + _PRIOR_WEIGHT * _PRIOR_SHAPE) / (size + _PRIOR_WEIGHT)
    return drawn, float(scale)


def refuse_unreliable(where: str, faults: list[str], accepted: str) -> None:
    """Raise unless `faults` is empty.

    Raises
    ------
    OutOfDomainError
        With every fault.
    """
    if faults:
        raise OutOfDomainError(
            Problem(
                where,
                "; ".join(faults),
                "draws are reported only where they can be trusted: R-hat at most "
                f"{LARGEST_R_HAT}, effective sample size at least {LEAST_EFFECTIVE:g}, Pareto k at "
                f"most {LARGEST_PARETO_K}, no divergence (Vehtari and others 2021, 2024)",
                accepted,
            )
        )
