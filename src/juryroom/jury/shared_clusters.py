r"""Clusters that stand in two conditions: how alike their people are across, and what it takes off.

Where sessions are settled by lot person by person, so that one session sees both versions of a trial,
what the session has in common falls out of the difference between the versions. With the sums
:math:`U_c` of the weights and :math:`S_c` of weight times distance from the share, cluster by cluster
and condition by condition (as in `juryroom.jury.resemblance`), the resemblance across conditions is

.. math:: \rho_\times = \frac{\sum \sum_c S_{1c} S_{2c} \,/\, (1 - \sum_c U_{1c} U_{2c} / (n_1 n_2))}
   {\sum \sum_c U_{1c} U_{2c} \sqrt{v_1 v_2}}, \qquad
   v = \frac{\sum s^2}{\sum u^2\,(1 - \sum u^2/n^2)},

sums over all pairs of conditions, no more than the resemblance :math:`\rho` within and, of m
conditions, no less than :math:`-\rho/(m-1)`: people of one session, shown different things, may differ more than
others do. The shares of two conditions are then correlated by

.. math:: r = \rho_\times \frac{\sum_c U_{1c} U_{2c}}{n_1 n_2 \sqrt{d_1 d_2}}, \qquad
   d = \frac{\sum u^2 + \rho\,(\sum_c U_c^2 - \sum u^2)}{n^2},

no further from 0 than :math:`k/(k+1)` with :math:`k = (\sum_c U_{1c} U_{2c})^2 / \sum_c (U_{1c} U_{2c})^2`
clusters in common: few clusters that were of one mind are no proof that others would be. The variance
of their difference is less by twice r times both standard errors. A cluster that
stands in both conditions is counted once in how well that is known: the degrees of freedom are
multiplied by the clusters there are, over those that each condition has, added up.

Source: the variance of a difference between means of one sample of clusters (Kish, Survey Sampling,
1965, chapter 12); the moments are those of `juryroom.jury.resemblance`, between conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Self, final

import numpy as np

from juryroom.jury.heaviness import in_mean_weights
from juryroom.jury.resemblance import NOBODY_DIFFERS
from juryroom.markov.arrays import FloatArray


@final
@dataclass(frozen=True, slots=True, eq=False)
class ClusterSums:
    """What each cluster holds of one condition, in many surveys.

    Parameters
    ----------
    weight, apart
        Of each cluster the weight, and the weight times the distance from the share, shape
        ``(surveys, clusters)``; 0 where it does not stand in the condition.
    size, squares, unit
        The sum of the weights, that of their squares, and how much one answer varies, shape
        ``(surveys,)``.
    """

    weight: FloatArray
    apart: FloatArray
    size: FloatArray
    squares: FloatArray
    unit: FloatArray

    @classmethod
    def of(cls, weights: FloatArray, leanings: FloatArray, clusters: Any, count: int) -> Self:
        """Return the sums of one condition.

        Parameters
        ----------
        weights
            0 or more, two people at least have some; shape ``(surveys, respondents)``.
        leanings
            The chance of a guilty vote of each respondent, same shape.
        clusters
            The number of each respondent's cluster among those of all conditions, from 0, the same
            in every survey, shape ``(respondents,)``.
        count
            How many clusters all conditions have.
        """
        u = in_mean_weights(weights)
        size, squares = u.sum(axis=1), (u**2).sum(axis=1)
        s = u * (leanings - ((u * leanings).sum(axis=1) / size)[:, None])
        order = np.argsort(clusters, kind="stable")
        there, firsts = np.unique(clusters[order], return_index=True)
        weight, apart = np.zeros((len(u), count)), np.zeros((len(u), count))
        weight[:, there] = np.add.reduceat(u[:, order], firsts, axis=1)
        unit = (s**2).sum(axis=1) / (1 - squares / size**2) / squares
        differ = unit > NOBODY_DIFFERS
        apart[:, there] = np.add.reduceat(s[:, order], firsts, axis=1) * differ[:, None]
        return cls(weight, apart, size, squares, unit * differ)

    def variance(self, resemblance: FloatArray) -> FloatArray:
        """Return how much the share varies, over how much one answer does."""
        whole = (self.weight**2).sum(axis=1)
        return (self.squares + resemblance * np.maximum(whole - self.squares, 0.0)) / self.size**2


def resemblance_across(conditions: Sequence[ClusterSums], within: FloatArray) -> FloatArray:
    """Return how much people of one cluster resemble each other across conditions.

    Parameters
    ----------
    conditions
        Two or more, over the same clusters.
    within
        How much they do within conditions, 0 to 1, shape ``(surveys,)``.

    Returns
    -------
    ndarray
        Same shape; 0 where no cluster stands in two conditions or nobody differs from anybody.
    """
    top, bottom = np.zeros(len(within)), np.zeros(len(within))
    for one, other in combinations(conditions, 2):
        met = (one.weight * other.weight).sum(axis=1)
        few = 1 - met / (one.size * other.size)
        top += np.divide((one.apart * other.apart).sum(axis=1), few, out=np.zeros_like(top),
                         where=few > 0)  # fmt: skip
        bottom += met * np.sqrt(one.unit * other.unit)
    found = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return np.clip(found, -within / (len(conditions) - 1), within)


def correlation(
    first: ClusterSums, second: ClusterSums, within: FloatArray, across: FloatArray
) -> FloatArray:
    """Return the correlation of the shares of two conditions, above -1 and below 1.

    Parameters
    ----------
    first, second
        The conditions, over the same clusters.
    within, across
        How much people of one cluster resemble each other, shape ``(surveys,)``.
    """
    both = first.weight * second.weight
    met, fourth = both.sum(axis=1), (both**2).sum(axis=1)
    spread = np.sqrt(first.variance(within) * second.variance(within))
    found = across * met / (first.size * second.size) / spread
    shared = np.divide(met**2, fourth, out=np.zeros_like(met), where=fourth > 0)
    return np.clip(found, -shared / (shared + 1), shared / (shared + 1))


def counted_once(members: Mapping[str, frozenset[str]]) -> float:
    """Return the clusters there are over those that each condition has, added up: 1 if none is shared.

    Parameters
    ----------
    members
        For each condition the names of its clusters.

    Examples
    --------
    >>> counted_once({"actual": frozenset("ab"), "hypothetical": frozenset("bc")})
    0.75
    """
    return len(frozenset().union(*members.values())) / sum(map(len, members.values()))
