r"""Do two shares differ by more than chance? One test, exact where it can be.

Where both shares are counts of whole, equally weighted, independent answers, the test is the exact
unconditional one: of all pairs of counts at least as far apart as those seen, measured by the pooled
score, the probability, at the common share at which it is largest. It rejects at most 5 in 100 at
5 per cent whatever the common share is, by construction; the largest probability is found on a grid
of shares and a finer one around its best, within 5 in a million of itself.

The score is the difference of the shares in its standard errors under the pooled share, the variance
being that of drawing without replacement: the usual z times :math:`\sqrt{(N-1)/N}`, with N the
respondents of both conditions.

More than 2,000 answers in a condition are not enumerated: the same score is then referred to the
normal distribution. Where answers are weighted, clustered or undecided no exact test is known to us;
the score is taken with effective sizes and referred to Student's t, since how much such shares vary is
itself estimated, from few people where they carry much weight or from few clusters. How often it
rejects in truth is tabulated by simulation (docs/verification/coverage.md).

Source: Suissa, S. and Shuster, J. J. (1985), Exact unconditional sample sizes for the 2 x 2 binomial
trial, Journal of the Royal Statistical Society A 148:317-327.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

import numpy as np
from scipy.special import gammaln, ndtr, stdtr

from juryroom.jury.shares import CountedShare
from juryroom.markov.arrays import FloatArray

LARGEST_EXACT = 2_000
"""Answers per condition up to which every pair of counts is enumerated."""

_GRID = 400
_NEAR = 41
_SHOWN = 0.005  # correlations below it are 0.00 to two digits
_TIE = 1e-9  # scores that differ by rounding are equal


@final
@dataclass(frozen=True, slots=True)
class ShareTest:
    """The probability, were there no difference, of one at least as large.

    Parameters
    ----------
    p_value
        Two-sided.
    exact
        Whether it was enumerated.
    freedom
        The degrees of freedom of Student's t to which it refers; None for the normal distribution.
    correlation
        Of the two shares, which it allows for; 0 but where clusters stand in both conditions.
    """

    p_value: float
    exact: bool
    freedom: float | None = None
    correlation: float = 0.0

    @property
    def name(self) -> str:
        """The test in words, without its numbers."""
        if self.exact:
            return "exact unconditional score test, two-sided (Suissa and Shuster 1985)"
        refers = "normal distribution" if self.freedom is None else "Student's t"
        return f"score test with effective sizes, two-sided, {refers}"

    @property
    def method(self) -> str:
        """The test in words."""
        said = self.name
        if self.freedom is not None:
            said += f", {self.freedom:,.0f} degrees of freedom"
        if abs(self.correlation) >= _SHOWN:
            said += f", shares correlated by {self.correlation:.2f}"
        return said

    def as_json(self) -> dict[str, Any]:
        """Return the p-value, the method, and the numbers on which it rests."""
        return {
            "p_value": self.p_value,
            "exact": self.exact,
            "method": self.method,
            "degrees_of_freedom": self.freedom,
            "correlation": self.correlation,
        }


def share_test(
    first: CountedShare,
    second: CountedShare,
    *,
    plain: bool,
    freedom: float | None = None,
    correlation: float = 0.0,
) -> ShareTest:
    """Return the test of whether two shares are equal.

    Parameters
    ----------
    first, second
        The shares of two conditions with different respondents.
    plain
        Whether both are counts of equally weighted, independent answers of two kinds.
    freedom
        The degrees of freedom with which it is known how much the shares vary; as many as one
        likes (the normal distribution) if None.
    correlation
        Of the two shares, above -1 and below 1; 0 where nobody of one condition has to do with the
        other.

    Examples
    --------
    >>> test = share_test(CountedShare(0.7, 400), CountedShare(0.6, 450), plain=True)
    >>> test.p_value, test.exact
    (0.002424, True)
    """
    counts = (first.guilty, first.asked, second.guilty, second.asked)
    whole = all(abs(number - round(number)) < 1e-6 for number in counts)
    if plain and whole and correlation == 0 and max(first.asked, second.asked) <= LARGEST_EXACT:
        a, m, b, n = (round(number) for number in counts)
        return ShareTest(_exact(a, m, b, n), True)
    score = float(scores(*(np.array(number) for number in counts), correlation=correlation))
    below = ndtr(-score) if freedom is None else stdtr(freedom, -score)
    return ShareTest(float(2 * below), False, freedom, correlation)


def scores(
    a: FloatArray,
    m: FloatArray,
    b: FloatArray,
    n: FloatArray,
    correlation: FloatArray | float = 0.0,
) -> FloatArray:
    """Return the size of the pooled score for `a` of `m` and `b` of `n`, 0 where all agree.

    Parameters
    ----------
    a, m, b, n
        Guilty leanings and answers of each condition, arrays of one shape.
    correlation
        Of the two shares, one for all or an array of that shape.
    """
    pooled = (a + b) / (m + n)
    both = np.maximum(1 / m + 1 / n - 2 * correlation / np.sqrt(m * n), 0.0)
    spread = np.sqrt(pooled * (1 - pooled) * both * (m + n) / (m + n - 1))
    apart = np.abs(a / m - b / n)
    return np.divide(apart, spread, out=np.zeros(np.shape(apart)), where=spread > 0)


@lru_cache(maxsize=256)
def _exact(a: int, m: int, b: int, n: int) -> float:
    seen = float(scores(*(np.array(float(number)) for number in (a, m, b, n))))
    return score_p_value(m, n, seen)


def score_p_value(m: int, n: int, seen: float) -> float:
    """Return the chance of a score as large, at the common share at which that is largest.

    Parameters
    ----------
    m, n
        Respondents in each condition.
    seen
        The score, as `scores` gives it to the last digit: pairs with that very score count.
    """
    if seen == 0:
        return 1.0
    low, high = _region(m, n, seen)
    angles = np.linspace(0, np.pi / 2, _GRID + 2)[1:-1]
    found = _chances(np.sin(angles) ** 2, m, n, low, high)
    best = int(np.argmax(found))
    step = angles[1] - angles[0]
    near = np.clip(angles[best] + step * np.linspace(-1, 1, _NEAR), 1e-9, np.pi / 2 - 1e-9)
    finer = _chances(np.sin(near) ** 2, m, n, low, high)
    return float(min(max(found.max(), finer.max()), 1.0))


def _region(m: int, n: int, seen: float) -> tuple[np.typing.NDArray[np.int64], ...]:
    """Return, for each first count, the second counts at or below which, and from which, it is as far."""
    first, second = np.arange(m + 1.0)[:, None], np.arange(n + 1.0)[None, :]
    far = scores(first, np.array(float(m)), second, np.array(float(n))) >= seen * (1 - _TIE)
    left = second / n < first / m
    return (far & left).sum(axis=1), n + 1 - (far & ~left).sum(axis=1)


def _chances(
    shares: FloatArray,
    m: int,
    n: int,
    low: np.typing.NDArray[np.int64],
    high: np.typing.NDArray[np.int64],
) -> FloatArray:
    """Return the probability of the region at each common share."""
    first, second = _law(m, shares), _law(n, shares)
    below = np.concatenate([np.zeros((len(shares), 1)), np.cumsum(second, axis=1)], axis=1)
    above = np.concatenate(
        [np.cumsum(second[:, ::-1], axis=1)[:, ::-1], np.zeros((len(shares), 1))], axis=1
    )
    return (first * (below[:, low] + above[:, high])).sum(axis=1)


def _law(n: int, shares: FloatArray) -> FloatArray:
    """Return the binomial law at each share, shape ``(shares, n + 1)``."""
    k = np.arange(n + 1.0)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(ways + k * np.log(shares)[:, None] + (n - k) * np.log1p(-shares)[:, None])
