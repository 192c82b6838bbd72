r"""A second implementation of what a survey says of two shares, blind to the first.

Written from the definitions in the docstrings of `juryroom.jury`, which are repeated here:

* **The interval for a share.** Of :math:`n` who were asked, :math:`x` lean to guilty. The mid-P level
  of a share :math:`p` is :math:`P(X > x) + \tfrac12 P(X = x)` for :math:`X` binomial; the ends of an
  interval of confidence :math:`c` are the shares at which the level is :math:`(1-c)/2` and
  :math:`(1+c)/2`. Where :math:`x` and :math:`n` are not whole the two tails are beta laws.
* **The test of two shares.** The score is the difference over its pooled standard error. The p-value is
  the chance of a score as large, at the common share at which it is largest (Suissa, Shuster 1985).
* **Raking.** Margin after margin, round after round, until nothing changes.

What the answers of a weighted or clustered survey are worth is in `tests.qc.effect_weights`.
Whole counts are treated in whole numbers and fractions; binomial sums are sums.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb, exp, lgamma, log, sqrt
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
BITS = 48
"""The ends of an interval are sought among whole multiples of 2 to the minus this."""


class Person(NamedTuple):
    """One respondent."""

    condition: str
    leaning: float
    weight: float = 1.0
    cluster: str | None = None
    traits: Mapping[str, str] = {}
    groups: tuple[str, ...] = ()


def by_condition(people: Sequence[Person]) -> dict[str, list[Person]]:
    """Return the respondents of each condition, in order."""
    arms: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        arms[person.condition].append(person)
    return arms


def clusters(arm: Sequence[Person]) -> list[list[Person]]:
    """Return the respondents of one condition, by cluster."""
    found: dict[str | None, list[Person]] = defaultdict(list)
    for person in arm:
        found[person.cluster].append(person)
    return list(found.values())


def binomial(share: Fraction, n: int) -> list[Fraction]:
    """Return the law of the number of guilty leanings among `n`."""
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


# --- the interval for a share --------------------------------------------------------------------


def mid_p_level(x: int, n: int, share: Fraction) -> Fraction:
    """Return P(X > x) + P(X = x) / 2, over one denominator, in whole numbers.

    >>> mid_p_level(1, 2, HALF)
    Fraction(1, 2)
    """
    yes, all_ = share.numerator, share.denominator
    no = all_ - yes
    twice = comb(n, x) * yes**x * no ** (n - x)
    twice += 2 * sum(comb(n, k) * yes**k * no ** (n - k) for k in range(x + 1, n + 1))
    return Fraction(twice, 2 * all_**n)


def mid_p_end(x: int, n: int, level: Fraction) -> float:
    """Return the least share at which the level is reached, by halving."""
    low, high = 0, 1 << BITS
    if mid_p_level(x, n, ZERO) >= level:
        return 0.0
    if mid_p_level(x, n, ONE) < level:
        return 1.0
    while high - low > 1:
        middle = (low + high) // 2
        if mid_p_level(x, n, Fraction(middle, 1 << BITS)) < level:
            low = middle
        else:
            high = middle
    return high / (1 << BITS)


def beta_below(a: float, b: float, share: float) -> float:
    """Return the chance that a beta variable is below `share`, by a series of positive terms.

    >>> round(beta_below(2, 1, 0.5), 12), beta_below(0, 3, 0.1), beta_below(3, 0, 0.9)
    (0.25, 1.0, 0.0)
    """
    if a <= 0:
        return 1.0
    if b <= 0 or share in {0, 1}:
        return float(share >= 1)
    if share > (a + 1) / (a + b + 2):
        return 1.0 - beta_below(b, a, 1 - share)
    term = exp(a * log(share) + b * log(1 - share) - log(a) + lgamma(a + b) - lgamma(a) - lgamma(b))
    total, j = 0.0, 0
    while term > max(1e-18 * total, 1e-300):
        total += term
        term *= share * (a + b + j) / (a + 1 + j)
        j += 1
    return total


def level(x: float, n: float, share: float) -> float:
    """Return the level of a share where counts need not be whole."""
    return (beta_below(x, n - x + 1, share) + beta_below(x + 1, n - x, share)) / 2


# --- the test of two shares ----------------------------------------------------------------------


def squared_score(a: int, m: int, b: int, n: int) -> Fraction:
    """Return the square of the pooled score for `a` of `m` and `b` of `n`; 0 where all agree.

    >>> squared_score(1, 2, 0, 2)
    Fraction(4, 3)
    """
    pooled = Fraction(a + b, m + n)
    if pooled in {0, 1}:
        return ZERO
    return (Fraction(a, m) - Fraction(b, n)) ** 2 / (
        pooled * (1 - pooled) * (Fraction(1, m) + Fraction(1, n))
    )


def chances(n: int, share: float) -> list[float]:
    """Return the binomial law in floating point."""
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


class ExactTest:
    """The unconditional test of `m` and `n` respondents: every pair of counts, by its score."""

    def __init__(self, m: int, n: int, steps: int = 600) -> None:
        """Score every pair of counts, in fractions, so that a tie is one."""
        self.m, self.n = m, n
        self.scores = {
            (a, b): squared_score(a, m, b, n) for a in range(m + 1) for b in range(n + 1)
        }
        # Where many are asked, what happens near 0 and 1 happens fast.
        self.angles = [np.pi / 2 * i / steps for i in range(steps + 1)]
        shares = [float(np.sin(angle) ** 2) for angle in self.angles]
        self.first = np.array([chances(m, share) for share in shares])
        self.second = np.array([chances(n, share) for share in shares])
        self.found: dict[Fraction, float] = {}

    def chance(self, region: np.ndarray, share: float) -> float:
        """Return the chance of the pairs of a region (1 where in it) at a common share."""
        return float(chances(self.m, share) @ region @ chances(self.n, share))

    def p_value(self, a: int, b: int) -> float:
        """Return the chance of a score as large, at its largest over the common share."""
        score = self.scores[a, b]
        if score not in self.found:
            self.found[score] = self._largest(self.region(score))
        return self.found[score]

    def _largest(self, region: np.ndarray) -> float:
        at = np.einsum("pa,ab,pb->p", self.first, region, self.second, optimize=True)
        best, last = float(at.max()), len(at) - 1
        for i, here in enumerate(at):
            before, after = max(i - 1, 0), min(i + 1, last)
            if here >= (1 - 1e-4) * best and here >= at[before] and here >= at[after]:
                best = max(best, self._highest(region, self.angles[before], self.angles[after]))
        return min(best, 1.0)

    def region(self, least: Fraction) -> np.ndarray:
        """Return 1 for each pair whose squared score is as large."""
        return np.array(
            [
                [float(self.scores[a, b] >= least) for b in range(self.n + 1)]
                for a in range(self.m + 1)
            ]
        )

    def _highest(self, region: np.ndarray, low: float, high: float) -> float:
        for _ in range(40):
            left, right = low + (high - low) / 3, high - (high - low) / 3
            if self.chance(region, np.sin(left) ** 2) < self.chance(region, np.sin(right) ** 2):
                low = left
            else:
                high = right
        return self.chance(region, np.sin((low + high) / 2) ** 2)


def pooled_score(
    first: tuple[float, float], second: tuple[float, float], correlation: float = 0.0
) -> float:
    """Return the score for two (share, size): the difference over its pooled standard error.

    Where sessions saw both, the shares are correlated. The variance of the pooled share has N - 1, not N, below it; the docstring does not say so. Among
    counts of the same sizes that changes no order, so the exact test knows nothing of it.
    """
    (p, m), (q, n) = first, second
    pooled = (p * m + q * n) / (m + n)
    if pooled in {0.0, 1.0} or p == q:
        return 0.0
    variance = pooled * (1 - pooled) * (m + n) / (m + n - 1)
    return (p - q) / sqrt(variance * (1 / m + 1 / n - 2 * correlation / sqrt(m * n)))


def normal_p_value(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the p-value of the score, on both sides, by the normal distribution."""
    return float(2 * norm.sf(abs(pooled_score(first, second))))


def student_p_value(
    first: tuple[float, float],
    second: tuple[float, float],
    freedom: float,
    correlation: float = 0.0,
) -> float:
    """Return the p-value of the score, on both sides, by Student's distribution."""
    return float(2 * t.sf(abs(pooled_score(first, second, correlation)), freedom))


# --- raking --------------------------------------------------------------------------------------

Margins = Mapping[str, Mapping[str, float]]


def raked(arm: Sequence[Person], margins: Margins, trim: float | None = None) -> list[float]:
    """Return weights of mean 1 under which each margin holds, none above the limit.

    Rake until nothing changes; cut what is above the limit; do both until nothing is cut.
    """
    weights = [person.weight for person in arm]
    for _ in range(1_000):
        weights = _raked_once(arm, margins, weights)
        if trim is None or max(weights) <= trim * (1 + 1e-9):
            return weights
        weights = [min(w, trim) for w in weights]
    raise ArithmeticError


def _raked_once(arm: Sequence[Person], margins: Margins, start: Sequence[float]) -> list[float]:
    weights, off = list(start), 1.0
    while off > 1e-13:
        off = 0.0
        for trait, groups in margins.items():
            whole = sum(weights)
            for group, target in groups.items():
                members = [i for i, person in enumerate(arm) if person.traits[trait] == group]
                factor = target * whole / sum(weights[i] for i in members)
                off = max(off, abs(factor - 1))
                for i in members:
                    weights[i] *= factor
    mean = sum(weights) / len(weights)
    return [w / mean for w in weights]
