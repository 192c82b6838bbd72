r"""What margins leave of the variation of a share: answers that differ from what their groups say.

Where a survey was raked (`juryroom.jury.weights`), every survey that could have been drawn meets the
same margins. A share then varies only by what the margins do not say of the answers: with weights
:math:`u`, a row :math:`z` of ones and noughts for the groups a respondent is in, and

.. math:: b = M \sum u z x, \qquad M = \Big(\sum u z z'\Big)^{-1}, \qquad e = x - z'b,

its linearised variance is :math:`\sum u^2 e^2 / (\sum u)^2` (Deville and Särndal 1992, Journal of the
American Statistical Association 87:376-382, for raking too). Fitted answers lie nearer than true ones:
were all residuals of one variance, :math:`e^2` would be it times

.. math:: d = 1 - 2h + q, \qquad h = u\, z'Mz, \qquad q = z'M \Big(\sum u^2 z z'\Big) M z,

so the residual is taken as :math:`e / \sqrt d`. Who is so alone in a group that :math:`d < 0.1` shows
no residual: there the answer's distance from the share is taken.

The part that is left, :math:`r = \sum u^2 e^2 / d` over :math:`\sum u^2 (x-p)^2 / (1 - \sum u^2/n^2)`,
:math:`n = \sum u`, is drawn towards that of all conditions, :math:`\bar r` (the ratio of the sums),
where these leave more, and towards 1, as if 50 and 6 more answers had been seen:

.. math:: R = \frac{r\,n + 50\,\max(r, \bar r) + 6}{n + 56}.

What a condition is worth after weights is divided by R, and may so exceed the number of its
respondents. These numbers were chosen by simulation among 16 to 100 and 0 to 16. That is not drawn
down: margins may speak in one version alone, and the other must not be taken for surer than it is. How
often intervals hold and tests reject stands in docs/verification/coverage.md.

The same for a whole cluster c, with :math:`U = \sum u` and :math:`Z = \sum u z` over it: were its people
of one mind, :math:`(\sum u e)^2` would be that variance times :math:`U^2` times

.. math:: d_c = 1 - \frac{2\, Z'MZ}{U} + \frac{Z'M \big(\sum_c Z Z'\big) M Z}{U^2},

so its sum is divided by :math:`\sqrt{d_c}`; a margin may be a trait of whole clusters, and takes away
how these differ. Where :math:`d_c < 0.1` the sum is that of the distances from the share, as without
margins.

Not meant for: weights that were raked elsewhere and come without their margins; they are taken as
given. Everything is computed for many surveys at once: arrays have an entry for each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, final

import numpy as np

from juryroom.jury.heaviness import in_mean_weights
from juryroom.markov.arrays import BoolArray, FloatArray

LIKE_ALL, LIKE_NONE = 50.0, 6.0
"""Answers that are set among those seen: some of which margins leave what they leave of all, some of
which they leave the whole. With none of these, margins that say every answer would leave no interval."""

_ALONE = 0.1  # of the variance of a residual: with less, it says nothing of the answer
_ROOM = 4_000_000  # numbers of a design that are in memory at once


class Freed(NamedTuple):
    """The answers of raked surveys without what the margins say of them.

    Parameters
    ----------
    answers
        The share plus each one's residual, shape ``(surveys, respondents)``; some may lie outside of
        0 to 1.
    sums
        The sums of weight times residual over each cluster that has people, in the order of their
        numbers, shape ``(surveys, clusters)``; None without clusters. Answers and sums are as wide as
        those of answers differ about the true share.
    """

    answers: FloatArray
    sums: FloatArray | None

    @classmethod
    def of(
        cls, weights: FloatArray, leanings: FloatArray, groups: Any, clusters: Any = None
    ) -> Self:
        """Return the answers of many surveys, and their sums where there are clusters.

        Parameters
        ----------
        weights
            Raked, 0 or more, shape ``(surveys, respondents)``.
        leanings
            The chance of a guilty vote of each respondent, 0 to 1, same shape.
        groups
            The number of each respondent's group in each trait, from 0, shape ``(surveys,
            respondents, traits)``.
        clusters
            The number of each respondent's cluster, the same in every survey, shape
            ``(respondents,)``.

        Examples
        --------
        Where a trait says every answer, nothing is left but the share:

        >>> leanings = np.array([[1.0, 1.0, 0.0, 0.0]])
        >>> Freed.of(np.ones((1, 4)), leanings, np.array([[[0], [0], [1], [1]]])).answers.round(9)
        array([[0.5, 0.5, 0.5, 0.5]])
        """
        answers: list[FloatArray] = []
        sums: list[FloatArray] = []
        for fit in _fits(weights, leanings, groups):
            answers.append(fit.freed())
            if clusters is not None:
                sums.append(fit.of_clusters(clusters))
        return cls(np.concatenate(answers), np.concatenate(sums) if sums else None)


def sums_over(numbers: FloatArray, clusters: Any) -> FloatArray:
    """Return the sums over each cluster that has people, in the order of their numbers.

    Parameters
    ----------
    numbers
        Shape ``(surveys, respondents)`` or with one axis more.
    clusters
        The number of each respondent's cluster, the same in every survey, shape ``(respondents,)``.

    Examples
    --------
    >>> sums_over(np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([5, 2, 5, 2]))
    array([[6., 4.]])
    """
    order = np.argsort(clusters, kind="stable")
    firsts = np.unique(clusters[order], return_index=True)[1]
    return np.add.reduceat(numbers[:, order], firsts, axis=1)


def _fits(weights: FloatArray, leanings: FloatArray, groups: Any) -> Iterator["_Fit"]:
    """Yield the regressions of some surveys at a time."""
    u = in_mean_weights(weights)
    columns: list[BoolArray] = []
    for trait in range(groups.shape[2]):
        # The first group follows from the others and from the groups of the first trait.
        own = groups[:, :, trait]
        columns += [own == number for number in range(trait > 0, int(own.max()) + 1)]
    surveys, respondents = u.shape
    step = max(_ROOM // (respondents * len(columns)), 1)
    for begin in range(0, surveys, step):
        some = slice(begin, begin + step)
        design = np.stack([column[some] for column in columns], axis=2).astype(np.float64)
        yield _Fit.of(u[some], leanings[some], design)


@final
@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """A weighted regression of answers on groups, in many surveys."""

    u: FloatArray
    x: FloatArray
    design: FloatArray
    inverse: FloatArray
    residual: FloatArray

    @classmethod
    def of(cls, u: FloatArray, x: FloatArray, design: FloatArray) -> Self:
        weighted = np.swapaxes(design * u[:, :, None], 1, 2)
        inverse = np.asarray(np.linalg.pinv(weighted @ design, hermitian=True), dtype=np.float64)
        fitted = design @ (inverse @ (weighted @ x[:, :, None]))
        return cls(u, x, design, inverse, x - fitted[:, :, 0])

    @property
    def share(self) -> FloatArray:
        return ((self.u * self.x).sum(axis=1) / self.u.sum(axis=1))[:, None]

    def freed(self) -> FloatArray:
        """Return the share plus the residuals, as wide as answers differ."""
        wide = self._wide(self.u, self.design * self.u[:, :, None])
        residual = self.residual / np.sqrt(np.maximum(wide, _ALONE))
        return np.where(wide < _ALONE, self.x, self.share + residual)

    def of_clusters(self, clusters: Any) -> FloatArray:
        """Return the sums of the residuals over clusters, as wide as those of answers differ."""
        whole = sums_over(self.u, clusters)
        wide = self._wide(whole, sums_over(self.design * self.u[:, :, None], clusters))
        one = 1 - (whole**2).sum(axis=1) / self.u.sum(axis=1) ** 2
        plain = sums_over(self.u * (self.x - self.share), clusters) / np.sqrt(one)[:, None]
        found = sums_over(self.u * self.residual, clusters) / np.sqrt(np.maximum(wide, _ALONE))
        return np.where(wide < _ALONE, plain, found)

    def _wide(self, whole: FloatArray, sums: FloatArray) -> FloatArray:
        """Return how much the residual of a unit varies, of how much its answer does.

        Parameters
        ----------
        whole, sums
            The weight of each unit, and the weight that it has in each group.
        """
        weight = np.where(whole > 0, whole, 1.0)
        pull = sums @ self.inverse
        own = (pull * sums).sum(axis=2) / weight
        others = ((pull @ (np.swapaxes(sums, 1, 2) @ sums)) * pull).sum(axis=2) / weight**2
        return np.where(whole > 0, 1 - 2 * own + others, 1.0)


@final
@dataclass(frozen=True, slots=True, eq=False)
class MarginCount:
    """How much the answers of one condition vary, with and without margins; all ``(surveys,)``.

    Parameters
    ----------
    size
        Answers of mean weight: Kish's effective size.
    whole
        What the share would vary by without margins, times the square of `size`.
    left
        What it varies by with them, times the same.
    """

    size: FloatArray
    whole: FloatArray
    left: FloatArray

    @classmethod
    def of(cls, weights: FloatArray, leanings: FloatArray, freed: Freed) -> Self:
        """Return the count of one condition in many surveys.

        Parameters
        ----------
        weights, leanings
            As in `Freed.of`.
        freed
            What that returned for them.
        """
        u = in_mean_weights(weights)
        size, squares = u.sum(axis=1), u**2
        share = ((u * leanings).sum(axis=1) / size)[:, None]
        one = np.maximum(1 - squares.sum(axis=1) / size**2, _ALONE)
        return cls(
            size=size,
            whole=(squares * (leanings - share) ** 2).sum(axis=1) / one,
            left=(squares * (freed.answers - share) ** 2).sum(axis=1),
        )


def left_by_margins(counts: Mapping[str, MarginCount]) -> dict[str, FloatArray]:
    """Return the part of the variation of each condition's share that margins leave, above 0.

    Parameters
    ----------
    counts
        Of the conditions that are looked at together: all for intervals, two for a test; none where
        nothing was raked.

    Examples
    --------
    >>> count = MarginCount(np.array([94.0]), np.array([20.0]), np.array([10.0]))
    >>> left_by_margins({"actual": count})["actual"].round(4)
    array([0.52])
    """
    if not counts:
        return {}
    every = list(counts.values())
    left = np.sum([own.left for own in every], axis=0)
    whole = np.sum([own.whole for own in every], axis=0)
    common = _part(left, whole, np.ones(1))
    found: dict[str, FloatArray] = {}
    for condition, count in counts.items():
        own = _part(count.left, count.whole, common)
        seen = own * count.size + LIKE_ALL * np.maximum(own, common) + LIKE_NONE
        found[condition] = seen / (count.size + LIKE_ALL + LIKE_NONE)
    return found


def _part(left: FloatArray, whole: FloatArray, else_: FloatArray) -> FloatArray:
    """Return the part that is left; where nobody differs from anybody, what is given instead."""
    return np.divide(left, whole, out=np.broadcast_to(else_, whole.shape).copy(), where=whole > 0)
