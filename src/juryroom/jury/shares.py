r"""A share that was counted, how sure it is, and what it could be: intervals that hold at 0 and 1.

For :math:`x` guilty leanings of :math:`n` the mid-P confidence distribution of the share is the even
mixture of the two beta distributions whose quantiles are the two ends of the exact (Clopper-Pearson)
interval:

.. math:: \tfrac12\,\mathrm{Beta}(x, n-x+1) + \tfrac12\,\mathrm{Beta}(x+1, n-x).

Its quantiles are the mid-P interval, its draws are shares that can be carried through a jury, and
both take effective counts that are not whole. At 0 guilty leanings the lower end is 0 and the upper
one is not; the interval never has zero width. It was chosen by exact enumeration of 50 to 800 answers
and shares .02 to .98, against Wilson's interval and beta priors from Beta(.4, .4) to Beta(1, 1): its
number of cells between 88 and 92 per cent is near the best at every size, and unlike Jeffreys' (down
to .82) no cell is below .87. How often it holds stands in docs/verification/coverage.md.

Source: Lancaster, H. O. (1961), Significance tests in discrete distributions, Journal of the American
Statistical Association 56:223-234, for mid-P; the mixture follows from the two exact limits.
"""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import betainc, betaincinv

from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter

CONFIDENCE = Parameter(
    "confidence", 0.5, 0.999, "probability", "how often such an interval holds the true share"
)
_ASKED = Parameter("asked", 1.0, 1e9, "persons", "how many answers the share is worth")
_SHARE = Parameter("share", 0.0, 1.0, "probability", "the share of guilty leanings")
_HALVINGS = 60  # each halves the bracket; 60 leave less than the last digit of a double


@final
@dataclass(frozen=True, slots=True)
class CountedShare:
    """A share of guilty leanings and the number of answers it is worth.

    Parameters
    ----------
    share
        The share, 0 to 1, weighted where the survey is.
    asked
        The answers it is worth, 1 or more; the effective size, so it need not be whole.

    Raises
    ------
    OutOfDomainError
        If one of them lies outside its domain.

    Examples
    --------
    No guilty leaning among fifty leaves a share of up to 4.5 per cent:

    >>> CountedShare(0.0, 50).interval(0.90)
    (0.0, 0.0450)
    """

    share: float
    asked: float

    def __post_init__(self) -> None:
        _SHARE.check(self.share, owner="CountedShare")
        _ASKED.check(self.asked, owner="CountedShare")

    @property
    def guilty(self) -> float:
        """The guilty leanings that the share stands for."""
        return self.share * self.asked

    def interval(self, confidence: float = 0.90) -> tuple[float, float]:
        """Return the ends of the mid-P interval.

        Parameters
        ----------
        confidence
            How often such an interval holds the true share, 0.5 to 0.999.
        """
        CONFIDENCE.check(confidence, owner="CountedShare.interval")
        ends = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
        low, high = mid_p_quantiles(np.full(2, self.guilty), np.full(2, self.asked), ends)
        return float(low), float(high)

    def draws(self, levels: FloatArray) -> FloatArray:
        """Return shares drawn from the confidence distribution, one for each level.

        Parameters
        ----------
        levels
            Numbers between 0 and 1, evenly spread: levels below one half are drawn from the lower of
            the two beta distributions, the others from the upper one.
        """
        lower = levels < 0.5
        within = np.where(lower, 2 * levels, 2 * levels - 1)
        x, others = self.guilty, self.asked - self.guilty
        below = betaincinv(x, others + 1, within) if x > 0 else np.zeros_like(within)
        above = betaincinv(x + 1, others, within) if others > 0 else np.ones_like(within)
        return np.where(lower, below, above)


def mid_p_levels(guilty: FloatArray, asked: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the level of the mid-P confidence distribution at each share, between 0 and 1.

    Parameters
    ----------
    guilty, asked
        Guilty leanings and answers, arrays of one shape; neither need be whole.
    shares
        Shares between 0 and 1, same shape.
    """
    none, everyone = guilty <= 0, guilty >= asked
    x, others = np.where(none, 1.0, guilty), np.where(everyone, 1.0, asked - guilty)
    below = np.where(none, 1.0, betainc(x, asked - guilty + 1, shares))
    above = np.where(everyone, 0.0, betainc(guilty + 1, others, shares))
    return (below + above) / 2


def mid_p_quantiles(guilty: FloatArray, asked: FloatArray, levels: FloatArray) -> FloatArray:
    """Return quantiles of the mid-P confidence distribution, for many counts at once.

    Parameters
    ----------
    guilty, asked
        Guilty leanings and answers, arrays of one shape; neither need be whole.
    levels
        Levels between 0 and 1, same shape.
    """
    low, high = np.zeros(guilty.shape), np.ones(guilty.shape)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        left = mid_p_levels(guilty, asked, middle) < levels
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    # Where the distribution has half its mass at 0 or at 1, an outer level is that end itself.
    found = np.where((guilty <= 0) & (levels <= 0.5), 0.0, (low + high) / 2)
    return np.where((guilty >= asked) & (levels >= 0.5), 1.0, found)


def spread_levels(draws: int, generator: np.random.Generator) -> FloatArray:
    """Return levels between 0 and 1, one in each of `draws` equal strips, in random order.

    Spread so, a few thousand draws give quantiles far more accurate than as many plain ones (Latin
    hypercube sampling; McKay, Beckman and Conover 1979, Technometrics 21:239-245).
    """
    return (generator.permutation(draws) + generator.random(draws)) / draws
