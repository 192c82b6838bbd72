r"""How much people of one cluster resemble each other, and what that leaves of their answers.

In weights :math:`u` that are divided by their mean as they see it themselves (as in
`juryroom.jury.heaviness`), with :math:`n = \sum u`, the share p and :math:`s = u (x - p)`, and with
:math:`U_c` and :math:`S_c` the sums of u and s over a cluster, put in each condition

.. math:: a = \frac{\sum s^2}{1 - \sum u^2 / n^2}, \qquad b = \frac{\sum S_c^2}{1 - \sum U_c^2 / n^2}.

Were people of a cluster no more alike than others, b would be near a; were they all of one mind, b
would exceed it by :math:`r = a\,(\sum U_c^2 - \sum u^2) / \sum u^2`. The resemblance is

.. math:: \rho = \sum (b - a) \Big/ \sum r,

sums over conditions, no less than 0 and no more than 1. Where nobody differs from anybody, or no
cluster has two people, it cannot be known and is taken as 1. A condition's answers are then worth
:math:`1 + (\bar m - 1) \rho` times less, :math:`\bar m = \sum U_c^2 / \sum u^2` being the size of a
cluster as its members see it, and all this is known with

.. math:: \nu = \sum \Big( \frac{(\sum U_c^2)^2}{\sum U_c^4} - 1 \Big)

degrees of freedom: the clusters less one in each condition, fewer where a few clusters carry much.
With weights that are all the same it is nearly the analysis of variance; where whole sessions are
heavy, that would look at sessions as if each counted alike.

Clusters that stand in two conditions: `juryroom.jury.shared_clusters`. Not meant for: clusters within
clusters.

Source: the design effect of Kish, Survey Sampling (1965), with the variance between clusters
linearised (Rao and Scott 1981, Journal of the American Statistical Association 76:221-230); degrees
of freedom by Satterthwaite (1946), Biometrics Bulletin 2:110-114.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, final

import numpy as np
from scipy.special import stdtrit

from juryroom.jury.heaviness import in_mean_weights
from juryroom.markov.arrays import FloatArray

_LEVEL = 0.95  # the quantile of Student's t: that of the upper end of a 90% interval
NOBODY_DIFFERS = 1e-18
"""Of the square of one answer: that much and less is rounding, where nobody differs from anybody."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class ClusterCount:
    """What clusters show in one condition of many surveys; all of shape ``(surveys,)``.

    Parameters
    ----------
    excess
        What the spread between clusters is more than it would be, were people no more alike.
    room
        What it would be more, were people of a cluster all of one mind.
    seen
        The size of a cluster as its members see it.
    freedom
        With how many degrees of freedom the spread is known.
    """

    excess: FloatArray
    room: FloatArray
    seen: FloatArray
    freedom: FloatArray

    @classmethod
    def of(cls, weights: FloatArray, leanings: FloatArray, clusters: Any) -> Self:
        """Return what clusters show.

        Parameters
        ----------
        weights
            0 or more; two clusters at least have some; shape ``(surveys, respondents)``.
        leanings
            The chance of a guilty vote of each respondent, 0 to 1, same shape.
        clusters
            The number of each respondent's cluster, the same in every survey, shape
            ``(respondents,)``.

        Examples
        --------
        Four sessions of two who agree:

        >>> leanings = np.array([[1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]])
        >>> found = ClusterCount.of(np.ones((1, 8)), leanings, np.repeat(np.arange(4), 2))
        >>> resemblance([found]), found.seen, found.freedom
        (array([1.]), array([2.]), array([3.]))
        """
        order = np.argsort(clusters, kind="stable")
        firsts = np.unique(clusters[order], return_index=True)[1]
        weights, leanings = weights[:, order], leanings[:, order]
        u = in_mean_weights(weights)
        n = u.sum(axis=1)
        s = u * (leanings - ((u * leanings).sum(axis=1) / n)[:, None])
        whole = np.add.reduceat(u, firsts, axis=1) ** 2
        squares, wholes = (u**2).sum(axis=1), whole.sum(axis=1)
        alone = (s**2).sum(axis=1) / (1 - squares / n**2)
        between = (np.add.reduceat(s, firsts, axis=1) ** 2).sum(axis=1) / (1 - wholes / n**2)
        unit = alone / squares
        differ = unit > NOBODY_DIFFERS
        return cls(
            excess=np.where(differ, between - alone, 0.0),
            room=np.where(differ, unit * (wholes - squares), 0.0),
            seen=wholes / squares,
            freedom=wholes**2 / (whole**2).sum(axis=1) - 1,
        )

    def design(self, rho: FloatArray) -> FloatArray:
        """Return how many respondents are worth one independent answer because of clusters."""
        return 1 + np.maximum(self.seen - 1, 0.0) * rho


def resemblance(counts: Sequence[ClusterCount]) -> FloatArray:
    """Return the resemblance within clusters, of all conditions together."""
    excess = np.sum([own.excess for own in counts], axis=0)
    room = np.sum([own.room for own in counts], axis=0)
    found = np.divide(excess, room, out=np.ones_like(excess), where=room > 0)
    return np.clip(found, 0.0, 1.0)


def freedom_between(counts: Sequence[ClusterCount], once: float = 1.0) -> FloatArray:
    """Return with how many degrees of freedom it is known, 1 or more.

    Parameters
    ----------
    counts
        Of all conditions.
    once
        The clusters there are over those that each condition has, added up
        (`juryroom.jury.shared_clusters.counted_once`).
    """
    return np.maximum(once * np.sum([own.freedom for own in counts], axis=0), 1.0)


def few_clusters(asked: float, freedom: FloatArray) -> FloatArray:
    """Return the part of its size that a condition keeps in intervals because few clusters are known.

    Parameters
    ----------
    asked
        Its respondents with weight, 2 or more.
    freedom
        The degrees of freedom of `freedom_between`.
    """
    # All conditions together may know more of clusters than one has people: that adds no people.
    return np.minimum((stdtrit(asked - 1, _LEVEL) / stdtrit(freedom, _LEVEL)) ** 2, 1.0)
