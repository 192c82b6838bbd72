"""How often intervals hold and tests reject in weighted and clustered surveys: by simulation.

Many surveys are looked at together, and their effective sizes are those that one survey gets
(`juryroom.jury.effective_size`). Every figure comes with its number of surveys, in
docs/verification/coverage.md.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri, stdtr

from juryroom.effect.coverage import Curve, inverse
from juryroom.jury.equal_shares import scores
from juryroom.jury.resemblance import (
    ClusterCount,
    few_clusters,
    freedom_of_all,
    freedom_of_clusters,
    freedom_of_interval,
    resemblance,
)
from juryroom.jury.shares import mid_p_levels
from juryroom.markov.arrays import FloatArray

_LEVELS = 200


def rejected(
    first: tuple[FloatArray, FloatArray],
    second: tuple[FloatArray, FloatArray],
    freedom: FloatArray | float,
    correlation: FloatArray | float = 0.0,
) -> float:
    """Return how often the test with effective sizes rejects at 5 per cent.

    Parameters
    ----------
    first, second
        Share and effective size of each condition, each of shape ``(surveys,)``.
    freedom
        The degrees of freedom of Student's t, one for all surveys or for each.
    correlation
        Of the two shares, likewise.
    """
    (p, m), (q, n) = first, second
    below = stdtr(freedom, -scores(p * m, m, q * n, n, correlation))
    return float((2 * below <= 0.05).mean())


def held(shares: FloatArray, sizes: FloatArray, share: float) -> float:
    """Return how often the 90% interval on the effective size holds the true share.

    It does where the share lies between the levels .05 and .95 of the confidence distribution.
    """
    level = mid_p_levels(shares * sizes, sizes, np.full(len(shares), share))
    return float(((level >= 0.05) & (level <= 0.95)).mean())


def effect_held(
    first: tuple[FloatArray, FloatArray],
    second: tuple[FloatArray, FloatArray],
    truth: tuple[float, float],
    curve: Curve,
) -> tuple[float, float, float]:
    """Return how the 90% interval for an effect does: held, missed above, missed below.

    Parameters
    ----------
    first, second
        Share and effective size of each condition, each of shape ``(surveys,)``.
    truth
        The true share in each.
    curve
        From a share to the probability of guilty; it never falls.

    Notes
    -----
    An interval holds the true effect where between 5 and 95 per cent of its draws lie below it. The
    second share is taken at 200 levels of its confidence distribution and the first at all.
    """
    (p, m), (q, n) = first, second
    apart = float((curve(np.array([truth[0]])) - curve(np.array([truth[1]])))[0])
    below = np.zeros(len(p))
    for level in (np.arange(_LEVELS) + 0.5) / _LEVELS:
        other = _drawn(q * n, n, level)
        limits = other if truth[0] == truth[1] else inverse(curve, apart + curve(other))
        found = mid_p_levels(p * m, m, np.clip(limits, 0.0, 1.0))
        below += np.where(limits < 0, 0.0, np.where(limits > 1, 1.0, found))
    below /= _LEVELS
    above, under = float((below < 0.05).mean()), float((below > 0.95).mean())
    return 1 - above - under, above, under


def paired_effect_held(
    first: tuple[FloatArray, FloatArray],
    second: tuple[FloatArray, FloatArray],
    correlation: FloatArray,
    truth: tuple[float, float],
    curve: Curve,
) -> float:
    """Return how often the 90% interval for an effect holds where shares are drawn in pairs.

    Parameters
    ----------
    first, second, truth, curve
        As in `effect_held`.
    correlation
        Of the two shares in each survey, above -1 and below 1, shape ``(surveys,)``.

    Notes
    -----
    Pairs are drawn as by `juryroom.jury.paired_draws`, with as many draws as one likes: the second
    share at 200 levels of its confidence distribution, and the first at all that go with them.
    """
    (p, m), (q, n) = first, second
    apart = float((curve(np.array([truth[0]])) - curve(np.array([truth[1]])))[0])
    beside = np.sqrt(1 - correlation**2)
    below = np.zeros(len(p))
    for level in (np.arange(_LEVELS) + 0.5) / _LEVELS:
        other = _drawn(q * n, n, level)
        # Half the mass may lie at 0 or at 1: it is spread over the levels that it has.
        inside = (other > 0) & (other < 1)
        place = ndtri(np.where(inside, mid_p_levels(q * n, n, other), level))
        limits = other if truth[0] == truth[1] else inverse(curve, apart + curve(other))
        own = mid_p_levels(p * m, m, np.clip(limits, 0.0, 1.0))
        found = ndtr((ndtri(own) - correlation * place) / beside)
        below += np.where(limits < 0, 0.0, np.where(limits > 1, 1.0, found))
    below /= _LEVELS
    return float(((below >= 0.05) & (below <= 0.95)).mean())


def _drawn(guilty: FloatArray, asked: FloatArray, level: float) -> FloatArray:
    """Return one draw of many confidence distributions: of the lower half at levels below one half."""
    none, everyone = guilty <= 0, guilty >= asked
    x, others = np.where(none, 1.0, guilty), np.where(everyone, 1.0, asked - guilty)
    if level < 0.5:
        return np.where(none, 0.0, betaincinv(x, asked - guilty + 1, 2 * level))
    return np.where(everyone, 1.0, betaincinv(guilty + 1, others, 2 * level - 1))


def clustered_arms(
    sizes: tuple[int, int],
    share: float,
    resemblance: float,
    sets: int,
    generator: np.random.Generator,
) -> list[FloatArray]:
    """Return guilty leanings in each cluster of each condition, shape ``(sets, clusters)``.

    Parameters
    ----------
    sizes
        Clusters in each condition, and respondents in each cluster.
    share, resemblance
        The true share in both conditions, and the correlation of two leanings in one cluster.
    sets
        Surveys.
    generator
        From a named stream.
    """
    clusters, members = sizes
    a = share * (1 - resemblance) / resemblance
    b = (1 - share) * (1 - resemblance) / resemblance
    return [
        generator.binomial(members, generator.beta(a, b, (sets, clusters))).astype(np.float64)
        for _ in range(2)
    ]


def clustered_sizes(
    arms: list[FloatArray], members: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what a condition of equally weighted people is worth in each survey.

    Parameters
    ----------
    arms
        Guilty leanings in each cluster of both conditions, shape ``(surveys, clusters)`` each.
    members
        Respondents in each cluster.

    Returns
    -------
    tuple of ndarray
        The sizes of the first condition for intervals and for tests, and the degrees of freedom, each
        of shape ``(surveys,)``.
    """
    clusters = arms[0].shape[1]
    asked, number = clusters * members, np.repeat(np.arange(clusters), members)
    place = np.tile(np.arange(members), clusters)
    first, second = (
        ClusterCount.of(np.ones((len(arm), asked)), (place < arm[:, number]).astype(float), number)
        for arm in arms
    )
    whole = np.full(len(arms[0]), float(asked))
    found = worth_of_clusters((first, second), (whole, whole), (whole, whole), (asked, asked))
    return found.intervals[0], found.tests[0], found.freedom


class ClusteredWorth(NamedTuple):
    """What two conditions with clusters are worth, each of shape ``(surveys,)``.

    Parameters
    ----------
    intervals, tests
        The sizes of both conditions.
    freedom
        The degrees of freedom of the test.
    """

    intervals: tuple[FloatArray, FloatArray]
    tests: tuple[FloatArray, FloatArray]
    freedom: FloatArray


def worth_of_clusters(
    counts: tuple[ClusterCount, ClusterCount],
    intervals: tuple[FloatArray, FloatArray],
    tests: tuple[FloatArray, FloatArray],
    asked: tuple[int, int],
    once: float = 1.0,
) -> ClusteredWorth:
    """Return what two conditions are worth in intervals and in the test.

    Parameters
    ----------
    counts
        What the clusters of each condition show.
    intervals, tests
        What each is worth after weights and margins, shape ``(surveys,)``.
    asked
        The respondents of each.
    once
        The clusters there are over those that each condition has, added up.
    """
    rho = resemblance(counts)
    designs = [own.design(rho) for own in counts]
    of_all = freedom_of_all(counts, once)
    few = [
        few_clusters(n, freedom_of_interval(own, of_all))
        for own, n in zip(counts, asked, strict=True)
    ]
    first, second = (size / design for size, design in zip(tests, designs, strict=True))
    one, other = (
        np.maximum(size / design * kept, 1.0)
        for size, design, kept in zip(intervals, designs, few, strict=True)
    )
    freedom = freedom_of_clusters(counts, (first, second), of_all, once)
    return ClusteredWorth((one, other), (np.maximum(first, 1.0), np.maximum(second, 1.0)), freedom)
