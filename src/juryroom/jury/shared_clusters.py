r"""Clusters that stand in two conditions: how alike their people are across, and what it takes off.

Where sessions are settled by lot person by person, so that one session sees both versions of a trial,
what the session has in common falls out of the difference between the versions. With the sums
:math:`U_c` of the weights and :math:`S_c` of weight times distance from the share, cluster by cluster
and condition by condition, each :math:`S_c` as wide as about the true share (over the root of
:math:`1 - \sum U_c^2/n^2`, or of :math:`d_c` in a raked survey: `juryroom.jury.resemblance`), the
resemblance across two conditions is

.. math:: \rho_\times = \frac{\sum_c S_{1c} S_{2c}}{\sqrt{v_1 v_2} \sum_c U_{1c} U_{2c}},

with v how much one answer varies, no further from 0 than the resemblance :math:`\rho` within: people of
one session, shown different things, may differ more than others do, but not by more than they could
agree. The shares are then correlated by

.. math:: r = \rho_\times \frac{\sum_c U_{1c} U_{2c}}{n_1 n_2 \sqrt{d_1 d_2}}, \qquad
   d = \frac{\sum u^2 + \rho\,(\sum_c U_c^2 - \sum u^2)}{n^2},

no further from 0 than :math:`k/(k+1)` with :math:`k = (\sum_c U_{1c} U_{2c})^2 / \sum_c (U_{1c} U_{2c})^2`
clusters in common: few clusters that were of one mind are no proof that others would be. The variance
of their difference is less by twice r times both standard errors. A cluster that stands in both
conditions is counted once in how well that is known: the degrees of freedom are multiplied by the
clusters there are, over those that each condition has, added up.

Source: the variance of a difference between means of one sample of clusters (Kish, Survey Sampling,
1965, chapter 12); the moments are those of `juryroom.jury.resemblance`, between conditions.
"""

from collections.abc import Mapping

import numpy as np

from juryroom.jury.resemblance import ClusterCount
from juryroom.markov.arrays import FloatArray


def correlation(first: ClusterCount, second: ClusterCount, within: FloatArray) -> FloatArray:
    """Return the correlation of the shares of two conditions, above -1 and below 1.

    Parameters
    ----------
    first, second
        The conditions, their clusters numbered together.
    within
        How much people of one cluster resemble each other within conditions, 0 to 1, shape
        ``(surveys,)``.

    Returns
    -------
    ndarray
        Same shape; 0 where no cluster stands in both or nobody of a condition differs from anybody.
    """
    _, one, other = np.intersect1d(first.clusters, second.clusters, return_indices=True)
    both = first.weight[:, one] * second.weight[:, other]
    met, fourth = both.sum(axis=1), (both**2).sum(axis=1)
    alike = (first.apart[:, one] * second.apart[:, other]).sum(axis=1)
    unit = np.sqrt(first.alone / first.squares * second.alone / second.squares)
    across = np.clip(_over(alike, unit * met), -within, within)
    spread = np.sqrt(_variance(first, within) * _variance(second, within))
    found = across * met / (first.size * second.size) / spread
    most = met**2 / (met**2 + np.where(fourth > 0, fourth, 1.0))
    return np.clip(found, -most, most)


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


def _variance(count: ClusterCount, within: FloatArray) -> FloatArray:
    """Return how much a share varies, over how much one answer does."""
    return count.squares * count.design(within) / count.size**2


def _over(top: FloatArray, bottom: FloatArray) -> FloatArray:
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
