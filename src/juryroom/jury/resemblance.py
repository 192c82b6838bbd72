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

.. math:: \nu = \sum \nu_i, \qquad \nu_i = \frac{(\sum U_c^2)^2}{\sum U_c^4} - 1

degrees of freedom: the clusters less one in each condition, fewer where a few clusters carry much. A
condition of which a few clusters carry much does not vary as a normal share does, whatever others say
of how alike people are: its interval has no more than :math:`2\nu_i`, and a test of two whose shares
vary by :math:`1/m_1` and :math:`1/m_2` (their effective sizes) no more than
:math:`(1/m_1 + 1/m_2)^2 / (1/(m_1^2\nu_1) + 1/(m_2^2\nu_2))` (Satterthwaite). With weights that are all
the same it is nearly the analysis of variance; where whole sessions are heavy, that would look at
sessions as if each counted alike. In a raked survey a is :math:`\sum u^2 e^2/d` and b is
:math:`\sum (\sum u e)^2/d_c`, of `juryroom.jury.margin_residuals`.

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
from juryroom.jury.margin_residuals import Freed, sums_over
from juryroom.markov.arrays import FloatArray, IntArray

_LEVEL = 0.95  # the quantile of Student's t: that of the upper end of a 90% interval
_NOBODY_DIFFERS = 1e-18  # of the square of one answer: rounding
_NOBODY_IS_WITH_ANOTHER = 1e-9  # of the squares of the clusters' weights: rounding


@final
@dataclass(frozen=True, slots=True, eq=False)
class ClusterCount:
    """What clusters show in one condition of many surveys.

    Parameters
    ----------
    clusters
        The numbers of the clusters that have people, in order, shape ``(clusters,)``.
    weight, apart
        Of each the weight, and the weight times the distance from the share, as wide as it would be
        about the true share, shape ``(surveys, clusters)``.
    size, squares, alone
        The sum of the weights, that of their squares, and what the share would vary by were people of
        a cluster no more alike than others, times the square of the first; shape ``(surveys,)``.
    """

    clusters: IntArray
    weight: FloatArray
    apart: FloatArray
    size: FloatArray
    squares: FloatArray
    alone: FloatArray

    @classmethod
    def of(
        cls, weights: FloatArray, leanings: FloatArray, clusters: Any, freed: Freed | None = None
    ) -> Self:
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
        freed
            The same answers, and their sums, without what margins say of them, where weights were raked.

        Examples
        --------
        Four sessions of two who agree:

        >>> leanings = np.array([[1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]])
        >>> found = ClusterCount.of(np.ones((1, 8)), leanings, np.repeat(np.arange(4), 2))
        >>> resemblance([found]), found.seen, found.freedom
        (array([1.]), array([2.]), array([3.]))
        """
        u = in_mean_weights(weights)
        size, squares, whole = u.sum(axis=1), (u**2).sum(axis=1), sums_over(u, clusters)
        share = ((u * leanings).sum(axis=1) / size)[:, None]
        if freed is None or freed.sums is None:
            s = u * (leanings - share)
            alone = (s**2).sum(axis=1) / (1 - squares / size**2)
            one = 1 - (whole**2).sum(axis=1) / size**2
            apart = sums_over(s, clusters) / np.sqrt(one)[:, None]
        else:
            alone, apart = ((u * (freed.answers - share)) ** 2).sum(axis=1), freed.sums
        differ = alone > _NOBODY_DIFFERS * squares
        return cls(
            clusters=np.unique(clusters),
            weight=whole,
            apart=apart * differ[:, None],
            size=size,
            squares=squares,
            alone=alone * differ,
        )

    @property
    def wholes(self) -> FloatArray:
        """The sum of the squares of the weights of clusters."""
        return (self.weight**2).sum(axis=1)

    @property
    def excess(self) -> FloatArray:
        """What the spread between clusters is more than it would be, were people no more alike."""
        return (self.apart**2).sum(axis=1) - self.alone

    @property
    def room(self) -> FloatArray:
        """What it would be more, were people of a cluster all of one mind."""
        more = self.wholes - self.squares
        together = more > _NOBODY_IS_WITH_ANOTHER * self.wholes
        return np.where(together, self.alone / self.squares * more, 0.0)

    @property
    def seen(self) -> FloatArray:
        """The size of a cluster as its members see it."""
        return self.wholes / self.squares

    @property
    def freedom(self) -> FloatArray:
        """With how many degrees of freedom the spread between these clusters is known."""
        return self.wholes**2 / (self.weight**4).sum(axis=1) - 1

    def design(self, rho: FloatArray) -> FloatArray:
        """Return how many respondents are worth one independent answer because of clusters."""
        return 1 + np.maximum(self.seen - 1, 0.0) * rho


def resemblance(counts: Sequence[ClusterCount]) -> FloatArray:
    """Return the resemblance within clusters, of all conditions together."""
    room = np.sum([own.room for own in counts], axis=0)
    excess = np.sum([own.excess for own in counts], axis=0)
    found = np.divide(excess, room, out=np.ones_like(excess), where=room > 0)
    return np.clip(found, 0.0, 1.0)


def freedom_of_all(counts: Sequence[ClusterCount], once: float = 1.0) -> FloatArray:
    """Return with how many degrees of freedom the resemblance is known.

    Parameters
    ----------
    counts
        All conditions.
    once
        The clusters there are over those that each condition has, added up
        (`juryroom.jury.shared_clusters.counted_once`).
    """
    return once * np.sum([own.freedom for own in counts], axis=0)


def freedom_of_interval(own: ClusterCount, of_all: FloatArray) -> FloatArray:
    """Return with how many degrees of freedom it is known how a share varies, 1 or more.

    Parameters
    ----------
    own
        Its condition.
    of_all
        What `freedom_of_all` returned.
    """
    return np.maximum(np.minimum(of_all, 2 * own.freedom), 1.0)


def freedom_of_clusters(
    pair: tuple[ClusterCount, ClusterCount],
    sizes: tuple[FloatArray, FloatArray],
    of_all: FloatArray,
    once: float = 1.0,
) -> FloatArray:
    """Return the degrees of freedom of a test of two conditions, 1 or more.

    Parameters
    ----------
    pair, sizes
        The two conditions, and their effective sizes in the test.
    of_all
        What `freedom_of_all` returned.
    once
        The clusters that the two have over those that each has, added up.
    """
    one, other = (1 / size for size in sizes)
    few = [np.maximum(own.freedom, 1e-9) for own in pair]
    both = (one + other) ** 2 / (one**2 / few[0] + other**2 / few[1])
    return np.maximum(np.minimum(of_all, once * both), 1.0)


def few_clusters(asked: float, freedom: FloatArray) -> FloatArray:
    """Return the part of its size that a condition keeps in intervals because few clusters are known.

    Parameters
    ----------
    asked
        Its respondents with weight, 2 or more.
    freedom
        The degrees of freedom of `freedom_of_interval`.
    """
    # All conditions together may know more of clusters than one has people: that adds no people.
    return np.minimum((stdtrit(asked - 1, _LEVEL) / stdtrit(freedom, _LEVEL)) ** 2, 1.0)
