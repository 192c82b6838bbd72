r"""What margins leave of the variation of a share: answers that differ from what their groups say.

Where a survey was raked (`juryroom.jury.weights`), every survey that could have been drawn meets the
same margins. A share then varies only by what the margins do not say of the answers: with weights
:math:`u`, a row :math:`z` of ones and noughts for the groups a respondent is in, and

.. math:: b = \Big(\sum u z z'\Big)^{-1} \sum u z x, \qquad e = x - z'b,

its linearised variance is :math:`\sum u^2 e^2 / (\sum u)^2` (Deville and Särndal 1992, Journal of the
American Statistical Association 87:376-382, for raking too). Fitted answers lie nearer than true ones:
were all residuals of one variance, :math:`e^2` would be it times

.. math:: d = 1 - 2h + q, \qquad h = u\, z'Mz, \quad q = z'M \Big(\sum u^2 z z'\Big) M z, \quad
   M = \Big(\sum u z z'\Big)^{-1},

so the residual is taken as :math:`e / \sqrt d`. Who is so alone in a group that :math:`d < 0.1` shows
no residual: there the answer's distance from the share is taken.

The part that is left, :math:`r = \sum u^2 e^2 / d` over :math:`\sum u^2 (x-p)^2 / (1 - \sum u^2/n^2)`,
:math:`n = \sum u`, is drawn towards that of all conditions, :math:`\bar r` (the ratio of the sums), and towards 1, as if 50
and 6 more answers had been seen:

.. math:: R = \frac{r\,n + 50\,\bar r + 6}{n + 56}.

What a condition is worth after weights
is divided by R, and may so exceed the number of its respondents. These numbers were chosen by
simulation among 16 to 100 and 0 to 16; how often intervals hold and tests reject stands in
docs/verification/coverage.md.

Not meant for: weights that were raked elsewhere and come without their margins; they are taken as
given. Everything is computed for many surveys at once: arrays have an entry for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, final

import numpy as np

from juryroom.jury.heaviness import in_mean_weights
from juryroom.markov.arrays import FloatArray

LIKE_ALL, LIKE_NONE = 50.0, 6.0
"""Answers that are set among those seen: some of which margins leave what they leave of all, some of
which they leave the whole. With none of these, margins that say every answer would leave no interval."""

_ALONE = 0.1  # of the variance of a residual: with less, it says nothing of the answer
_ROOM = 4_000_000  # numbers of a design that are in memory at once


def without_margins(weights: FloatArray, leanings: FloatArray, groups: Any) -> FloatArray:
    """Return the answers without what the margins say of them: the share plus each one's residual.

    Parameters
    ----------
    weights
        Raked, 0 or more, shape ``(surveys, respondents)``.
    leanings
        The chance of a guilty vote of each respondent, 0 to 1, same shape.
    groups
        The number of each respondent's group in each trait, from 0, shape ``(surveys, respondents,
        traits)``.

    Returns
    -------
    ndarray
        Same shape as the leanings; they may lie outside of 0 to 1.

    Examples
    --------
    Where a trait says every answer, nothing is left but the share:

    >>> leanings = np.array([[1.0, 1.0, 0.0, 0.0]])
    >>> without_margins(np.ones((1, 4)), leanings, np.array([[[0], [0], [1], [1]]])).round(9)
    array([[0.5, 0.5, 0.5, 0.5]])
    """
    u = in_mean_weights(weights)
    columns = [(groups[:, :, 0] == number) for number in range(int(groups[:, :, 0].max()) + 1)]
    for trait in range(1, groups.shape[2]):
        # The first group follows from the others and from the groups of the first trait.
        own = groups[:, :, trait]
        columns += [own == number for number in range(1, int(own.max()) + 1)]
    surveys, respondents = u.shape
    step = max(_ROOM // (respondents * len(columns)), 1)
    parts = [slice(begin, begin + step) for begin in range(0, surveys, step)]
    return np.concatenate(
        [
            _freed(u[some], leanings[some], np.stack([c[some] for c in columns], axis=2) * 1.0)
            for some in parts
        ]
    )


def _freed(u: FloatArray, x: FloatArray, design: FloatArray) -> FloatArray:
    """Return the share plus the residuals of a weighted regression, as wide as answers differ."""
    weighted = design * u[:, :, None]
    inverse = np.linalg.pinv(np.swapaxes(weighted, 1, 2) @ design, hermitian=True)
    fitted = design @ (inverse @ (np.swapaxes(weighted, 1, 2) @ x[:, :, None]))
    pull = design @ inverse
    own = u * (pull * design).sum(axis=2)
    others = ((pull @ (np.swapaxes(weighted, 1, 2) @ weighted)) * pull).sum(axis=2)
    wide = 1 - 2 * own + others
    share = ((u * x).sum(axis=1) / u.sum(axis=1))[:, None]
    alone = wide < _ALONE
    residual = (x - fitted[:, :, 0]) / np.sqrt(np.where(alone, 1.0, wide))
    return np.where(alone, x, share + residual)


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
    def of(cls, weights: FloatArray, leanings: FloatArray, freed: FloatArray) -> Self:
        """Return the count of one condition in many surveys.

        Parameters
        ----------
        weights, leanings
            As in `without_margins`.
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
            left=(squares * (freed - share) ** 2).sum(axis=1),
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
    left, whole = (
        np.sum([getattr(own, name) for own in every], axis=0) for name in ("left", "whole")
    )
    common = _part(left, whole, np.ones(1))
    return {
        condition: (_part(own.left, own.whole, common) * own.size + LIKE_ALL * common + LIKE_NONE)
        / (own.size + LIKE_ALL + LIKE_NONE)
        for condition, own in counts.items()
    }


def _part(left: FloatArray, whole: FloatArray, else_: FloatArray) -> FloatArray:
    """Return the part that is left; where nobody differs from anybody, what is given instead."""
    return np.divide(left, whole, out=np.broadcast_to(else_, whole.shape).copy(), where=whole > 0)
