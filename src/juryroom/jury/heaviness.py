r"""How heavy guilty leanings and others are among weighted answers, and how sure a share then is.

Kish's effective size takes it that weights have nothing to do with answers. Surveys are weighted
because they may have: where few people who stand for many lean otherwise than the rest, the weighted
share varies more than that size says, and where they lean more alike it varies less. The linearised
variance of a weighted share (Korn and Graubard 1998, Survey Methodology 24:193-201) counts what was
seen, :math:`\sum w^2 (x - p)^2 / (\sum w)^2`. In weights that are divided by their mean as they see
it themselves, :math:`u = w \sum w / \sum w^2`, it is :math:`p(1-p) f / n` with Kish's size
:math:`n = \sum u` and

.. math:: f = (1-p)\,h_1 + p\,h_0, \qquad
   h_1 = 1 + \frac{e}{g}, \quad h_0 = 1 - \frac{e}{n - g}, \quad
   g = \sum u x, \quad e = \sum u (u - 1) x,

how heavy the guilty leanings and the others are; 1 where the weights have nothing to do with them.

Few leanings of a kind say little of how heavy that kind is, so each is drawn towards what all
conditions say together, and that towards 1. A heaviness that comes from one relation of weights and
answers is larger where weights differ more: with :math:`v = \sum u (u-1)^2 / n` in each condition and
:math:`\bar v` its mean weighted by :math:`n v`, the common heaviness of condition c is

.. math:: H_{1c} = 1 + v_c \frac{\sum e}{\sum v g + k \bar v}, \qquad
   H_{0c} = 1 - v_c \frac{\sum e}{\sum v (n - g) + k \bar v},

with k = 6 for intervals and 2 for tests, no less than the lightest and no more than the heaviest
:math:`u` of that condition, and its own is

.. math:: h_1 = \frac{g + e + l H_1}{g + l}, \qquad h_0 = \frac{n - g - e + l H_0}{n - g + l}

with l = 8 for intervals and 16 for tests. These numbers of answers were chosen by simulation, for
intervals among 0 to 8 and 4 to 16: with fewer, intervals miss too often where weights have nothing to do
with answers, with more where they have. Tests have Student's t behind them and bear a smaller k; their
larger l is for two conditions that are alike, as they suppose, and costs where weights and answers are
related differently in them. How often intervals hold and tests reject stands in
docs/verification/coverage.md. Not meant for: stratified samples, whose strata this does not know.

Everything here is computed for many surveys at once, so that the tables of how often intervals hold
rest on the very code that gives them: arrays have an entry for each survey.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self, final

import numpy as np

from juryroom.markov.arrays import FloatArray


def in_mean_weights(weights: FloatArray) -> FloatArray:
    """Return weights divided by their mean as they see it themselves; they add up to Kish's size.

    Parameters
    ----------
    weights
        0 or more, one above 0 at least in each survey, shape ``(surveys, respondents)``.

    Examples
    --------
    >>> in_mean_weights(np.array([[3.0, 1.0, 1.0, 1.0]]))
    array([[1.5, 0.5, 0.5, 0.5]])
    """
    scaled = weights / weights.max(axis=1, keepdims=True)
    return scaled * (scaled.sum(axis=1) / (scaled**2).sum(axis=1))[:, None]


class Added(NamedTuple):
    """Answers that are set among those that were seen.

    Parameters
    ----------
    common
        Of mean weight, among those of all conditions.
    own
        Of the common weight, among those of one condition.
    """

    common: float
    own: float


IN_INTERVALS = Added(common=6.0, own=8.0)
IN_TESTS = Added(common=2.0, own=16.0)


@final
@dataclass(frozen=True, slots=True, eq=False)
class Heaviness:
    """How heavy the guilty leanings and the others are, as parts of the mean.

    Parameters
    ----------
    guilty, other
        More than 0, shape ``(surveys,)``; 1 where weights have nothing to do with answers.
    """

    guilty: FloatArray
    other: FloatArray

    def factor(self, share: FloatArray) -> FloatArray:
        """Return how much more a share varies than Kish's size says: 1 is no more.

        Parameters
        ----------
        share
            The share of guilty leanings, 0 to 1, shape ``(surveys,)``.

        Examples
        --------
        >>> Heaviness(np.array([2.0]), np.array([0.9])).factor(np.array([0.1]))
        array([1.89])
        """
        return (1 - share) * self.guilty + share * self.other


@final
@dataclass(frozen=True, slots=True, eq=False)
class WeightedCount:
    """Guilty leanings of one condition, in answers of mean weight; all of shape ``(surveys,)``.

    Parameters
    ----------
    size
        All answers: Kish's effective size.
    guilty
        Those that lean to guilty.
    excess
        What these weigh more than as many of the mean.
    spread
        How far weights differ; 0 where they are all the same.
    fourth
        The sum of the fourth powers of the weights: how badly their squares are spread.
    lightest, heaviest
        The ends of the weights.
    """

    size: FloatArray
    guilty: FloatArray
    excess: FloatArray
    spread: FloatArray
    fourth: FloatArray
    lightest: FloatArray
    heaviest: FloatArray

    @property
    def share(self) -> FloatArray:
        """The share of guilty leanings."""
        return self.guilty / self.size

    @classmethod
    def of(cls, weights: FloatArray, leanings: FloatArray) -> Self:
        """Return the count of one condition in many surveys.

        Parameters
        ----------
        weights
            0 or more, one above 0 at least in each survey, shape ``(surveys, respondents)``.
        leanings
            The chance of a guilty vote of each respondent, 0 to 1, same shape.

        Examples
        --------
        >>> weights, leanings = np.array([[3.0, 1.0, 1.0, 1.0]]), np.array([[1.0, 0.0, 0.0, 0.0]])
        >>> WeightedCount.of(weights, leanings).guilty
        array([1.5])
        """
        u = in_mean_weights(weights)
        size, apart = u.sum(axis=1), u - 1
        return cls(
            size=size,
            guilty=np.minimum((u * leanings).sum(axis=1), size),
            excess=(u * apart * leanings).sum(axis=1),
            spread=(u * apart**2).sum(axis=1) / size,
            fourth=(u**4).sum(axis=1),
            lightest=np.where(u > 0, u, np.inf).min(axis=1),
            heaviest=u.max(axis=1),
        )


def common_heaviness(
    counts: Mapping[str, WeightedCount], added: Added = IN_INTERVALS
) -> dict[str, Heaviness]:
    """Return the heaviness of each condition, were weights and answers related alike in all.

    Parameters
    ----------
    counts
        Of each condition.
    added
        `IN_INTERVALS` or `IN_TESTS`.

    Examples
    --------
    >>> alike = WeightedCount.of(np.ones((1, 10)), np.arange(10)[None, :] % 2.0)
    >>> common_heaviness({"actual": alike})["actual"]
    Heaviness(guilty=array([1.]), other=array([1.]))
    """
    every = list(counts.values())
    excess = _total([own.excess for own in every])
    spread = _total([own.spread * own.size for own in every])
    mean = added.common * _ratio(_total([own.spread**2 * own.size for own in every]), spread)
    guilty = _ratio(excess, _total([own.spread * own.guilty for own in every]) + mean)
    other = _ratio(excess, _total([own.spread * (own.size - own.guilty) for own in every]) + mean)
    return {
        condition: Heaviness(
            np.clip(1 + own.spread * guilty, own.lightest, own.heaviest),
            np.clip(1 - own.spread * other, own.lightest, own.heaviest),
        )
        for condition, own in counts.items()
    }


def own_heaviness(
    count: WeightedCount, common: Heaviness, added: Added = IN_INTERVALS
) -> Heaviness:
    """Return the heaviness of one condition, drawn towards that of all.

    Parameters
    ----------
    count
        Of the condition.
    common
        What all conditions say together of it.
    added
        `IN_INTERVALS` or `IN_TESTS`.
    """
    others = count.size - count.guilty
    return Heaviness(
        (count.guilty + count.excess + added.own * common.guilty) / (count.guilty + added.own),
        (others - count.excess + added.own * common.other) / (others + added.own),
    )


def share_together(counts: Mapping[str, WeightedCount]) -> FloatArray:
    """Return the share of guilty leanings in all conditions together, as if it were one in all."""
    every = list(counts.values())
    return _total([own.guilty for own in every]) / _total([own.size for own in every])


def sizes_of_intervals(
    counts: Mapping[str, WeightedCount], asked: Mapping[str, float]
) -> dict[str, FloatArray]:
    """Return what each condition is worth after weights, for its interval.

    Parameters
    ----------
    counts
        Of each condition.
    asked
        Respondents with weight in each condition: no more than they are its answers worth.
    """
    common = common_heaviness(counts)
    return {
        c: np.minimum(own.size / own_heaviness(own, common[c]).factor(own.share), asked[c])
        for c, own in counts.items()
    }


def sizes_of_tests(
    counts: Mapping[str, WeightedCount], asked: Mapping[str, float]
) -> dict[str, FloatArray]:
    """Return what two conditions are worth after weights, in a test of whether their shares are equal.

    They are looked at at the share that both together have; parameters as for intervals.
    """
    share, common = share_together(counts), common_heaviness(counts, IN_TESTS)
    return {
        c: np.minimum(own.size / own_heaviness(own, common[c], IN_TESTS).factor(share), asked[c])
        for c, own in counts.items()
    }


def freedom_of(first: WeightedCount, second: WeightedCount) -> FloatArray:
    r"""Return with how many degrees of freedom the variance of a difference of shares is known.

    With :math:`q = \sum u^4`, of two conditions

    .. math:: \nu = \frac{(1/n_1 + 1/n_2)^2}{q_1/n_1^4 + q_2/n_2^4},

    twice the respondents of one where both have as many and their weights are all the same, and few
    where a few people carry much (Satterthwaite 1946, Biometrics Bulletin 2:110-114).

    Parameters
    ----------
    first, second
        Of the two conditions.
    """
    top = (1 / first.size + 1 / second.size) ** 2
    return top / (first.fourth / first.size**4 + second.fourth / second.size**4)


def _total(parts: list[FloatArray]) -> FloatArray:
    return np.sum(parts, axis=0)


def _ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Return a ratio, 0 where weights do not differ at all."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
