"""How often intervals hold and tests reject, in truth: by exact enumeration.

Nothing is drawn where every outcome of a survey can be counted: the coverage of the interval for a
share, that of the interval for an effect, and the null rejection of the exact test are sums over all
outcomes. Weighted and clustered surveys have too many; they are simulated
(`juryroom.effect.simulated_coverage`). ``python benchmarks/intervals.py`` writes all of it to
docs/verification.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv
from scipy.stats import binom

from juryroom.jury.equal_shares import score_p_value, scores
from juryroom.jury.shares import mid_p_levels, mid_p_quantiles
from juryroom.markov.arrays import FloatArray

Curve = Callable[[FloatArray], FloatArray]
"""From a share to the probability of guilty; it never falls."""

_TAIL = 1e-9
_NODES = 160
_CURVE = 40_001


@lru_cache(maxsize=64)
def share_ends(asked: int, confidence: float = 0.90) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the interval for a share, for 0, 1, ..., `asked` guilty leanings."""
    counts, whole = np.arange(asked + 1.0), np.full(asked + 1, float(asked))
    level = np.full(asked + 1, (1 - confidence) / 2)
    return mid_p_quantiles(counts, whole, level), mid_p_quantiles(counts, whole, 1 - level)


def share_coverage(asked: int, share: float, confidence: float = 0.90) -> float:
    """Return how often the interval for a share holds the true one, exactly.

    Parameters
    ----------
    asked
        Respondents, equally weighted and independent.
    share
        The true share, 0 to 1.
    confidence
        What the interval promises.

    Notes
    -----
    A probability of guilty that rises with the share has an interval with the same coverage: its
    ends are those of the share, mapped.

    Examples
    --------
    >>> share_coverage(200, 0.6)
    0.9033
    """
    low, high = share_ends(asked, confidence)
    held = (low <= share) & (share <= high)
    return float(binom.pmf(np.arange(asked + 1), asked, share)[held].sum())


def smallest_tail(asked: int, share: float, low: float = 0.88, high: float = 0.92) -> float | None:
    """Return what any interval for a share has to miss on one side to hold often enough.

    Parameters
    ----------
    asked
        Respondents, equally weighted and independent.
    share
        The true share, 0 to 1.
    low, high
        How often the interval is to hold.

    Returns
    -------
    float or None
        Of all intervals whose ends rise with the count, and which hold between `low` and `high`, the
        smallest chance that the larger of the two misses can have; None where there is no such
        interval. An interval with rising ends holds `share` for consecutive counts, so that all are
        met by going through the runs of counts.

    Examples
    --------
    >>> smallest_tail(50, 0.02) is None, smallest_tail(50, 0.05)
    (True, 0.0769)
    """
    below = np.concatenate([[0.0], binom.cdf(np.arange(asked + 1), asked, share)])
    held = below[None, :] - below[:, None]
    first, last = np.nonzero((held >= low) & (held <= high))
    if not len(first):
        return None
    return float(np.maximum(below[first], 1 - below[last]).min())


def _window(asked: int, share: float) -> np.typing.NDArray[np.int64]:
    """Return the counts that happen with more than a negligible chance."""
    low, high = binom.ppf([_TAIL, 1 - _TAIL], asked, share)
    return np.arange(int(low), int(high) + 1)


@lru_cache(maxsize=2_048)
def _confidence(guilty: int, asked: int) -> tuple[FloatArray, FloatArray]:
    """Return shares and weights with which the mid-P confidence distribution is integrated.

    Each of its two halves is a beta distribution, or a point at 0 or 1. Levels of a beta distribution
    are Gauss-Legendre nodes, moved towards both ends, where its quantiles are steep.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    u = (nodes + 1) / 2
    levels, weights = u * u * (3 - 2 * u), weights * 3 * u * (1 - u)
    halves = [
        (np.array([float(guilty > 0)]), np.ones(1))
        if a == 0 or b == 0
        else (betaincinv(a, b, levels), weights)
        for a, b in ((guilty, asked - guilty + 1), (guilty + 1, asked - guilty))
    ]
    shares, weights = (np.concatenate(part) for part in zip(*halves, strict=True))
    return shares, weights / 2


def inverse(curve: Curve, values: FloatArray) -> FloatArray:
    """Return the shares at which a curve has values; below 0 and above 1 beyond its ends.

    Parameters
    ----------
    curve
        From a share to the probability of guilty; it never falls.
    values
        Probabilities, or numbers that no share has.
    """
    shares = np.sin(np.linspace(0, np.pi / 2, _CURVE)) ** 2
    reached = curve(shares)
    found = np.interp(values, reached, shares)
    return np.where(values < reached[0], -1.0, np.where(values > reached[-1], 2.0, found))


def _level_of(guilty: int, asked: int, shares: FloatArray) -> FloatArray:
    """Return the chance that a drawn share lies below each share; one that is equal counts half."""
    size = np.full(shares.shape, float(asked))
    inside = np.clip(shares, 0.0, 1.0)
    found = mid_p_levels(np.full(shares.shape, float(guilty)), size, inside)
    # Half of the distribution is one point where no one, or everyone, leans to guilty.
    found = (
        found - 0.25 * ((guilty == 0) & (shares == 0)) + 0.25 * ((guilty == asked) & (shares == 1))
    )
    return np.where(shares < 0, 0.0, np.where(shares > 1, 1.0, found))


def effect_coverage(
    actual: tuple[int, float], hypothetical: tuple[int, float], curve: Curve
) -> tuple[float, float, float]:
    """Return how the 90% interval for an effect does: held, missed above, missed below.

    Parameters
    ----------
    actual, hypothetical
        Respondents and true share in each trial.
    curve
        From a share to the probability of guilty.

    Notes
    -----
    Every pair of counts is weighted by its probability. The interval of each holds the true effect
    where between 5 and 95 per cent of its draws are below it; of infinitely many draws, that part is
    an integral over the confidence distribution of one share, right to about 1e-9.
    """
    (m, p), (n, q) = actual, hypothetical
    first, second = _window(m, p), _window(n, q)
    truth = float((curve(np.array([p])) - curve(np.array([q])))[0])
    below = np.empty((len(first), len(second)))
    for column, y in enumerate(second):
        shares, weights = _confidence(int(y), n)
        # Where both trials are alike, shares are compared as they are: a curve may be flat.
        limits = shares if p == q else inverse(curve, truth + curve(shares))
        for row, x in enumerate(first):
            below[row, column] = _level_of(int(x), m, limits) @ weights
    chance = np.outer(binom.pmf(first, m, p), binom.pmf(second, n, q))
    chance /= chance.sum()
    above = float(chance[below < 0.05].sum())
    under = float(chance[below > 0.95].sum())
    return 1 - above - under, above, under


def critical_score(m: int, n: int, level: float = 0.05) -> float:
    """Return the smallest score at which the exact test rejects."""
    a, b = np.arange(m + 1.0)[:, None], np.arange(n + 1.0)[None, :]
    found = np.unique(scores(a, np.array(float(m)), b, np.array(float(n))))
    low, high = 0, len(found) - 1
    while low < high:
        middle = (low + high) // 2
        if score_p_value(m, n, float(found[middle])) <= level:
            high = middle
        else:
            low = middle + 1
    return float(found[low])


def null_rejection(m: int, n: int, share: float, critical: float) -> float:
    """Return how often two equal shares are said to differ, exactly.

    Parameters
    ----------
    m, n
        Respondents in each condition.
    share
        The share that both have in truth.
    critical
        The score from which the test rejects: that of `critical_score`.
    """
    first, second = _window(m, share), _window(n, share)
    seen = scores(
        first[:, None].astype(np.float64),
        np.array(float(m)),
        second[None, :].astype(np.float64),
        np.array(float(n)),
    )
    chance = np.outer(binom.pmf(first, m, share), binom.pmf(second, n, share))
    return float(chance[seen >= critical * (1 - 1e-9)].sum())
