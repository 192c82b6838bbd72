r"""A second way from shares to the effect on the verdict, blind to the first.

Written from the docstrings of `juryroom.effect`:

    share of guilty leanings -> first ballot -> endings of a model -> difference of two trials.

How juries of a model end from each first ballot is given: a table of (settings, n + 1, 3), every
setting as likely as every other. The **value** is taken at the counted shares and the mean table.
The interval from **sampling** draws each condition's share from its mid-P distribution, an even
mixture of Beta(x, n - x + 1) and Beta(x + 1, n - x), and keeps the mean table; that from
**parameters** keeps the shares and draws a setting, one for all conditions; **both** draws both.

Nothing is stratified here, the generator is another one, and where everything can be counted it is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import comb, factorial, prod, sqrt
from typing import NamedTuple

import numpy as np

from tests.qc.effect_twins import Person, binomial, clusters, level
from tests.qc.twins import beta_binomial

ZERO, ONE = Fraction(0), Fraction(1)
ENDINGS = ("guilty", "not_guilty", "hung")
SIX = 6.0
"""Errors of chance are accepted up to so many standard errors: 2 in 1,000,000,000 are larger."""


class Struck(NamedTuple):
    """Strikes of both sides, each good with a chance."""

    prosecution: int = 0
    defence: int = 0
    accuracy: Fraction = ZERO


NO_STRIKES = Struck()


# --- the first ballot ----------------------------------------------------------------------------


def good_strikes(strikes: Struck) -> dict[tuple[int, int], Fraction]:
    """Return the law of the good strikes of both sides, strike by strike."""
    law: dict[tuple[int, int], Fraction] = {(0, 0): ONE}
    for side, many in enumerate(strikes[:2]):
        for _ in range(many):
            after: dict[tuple[int, int], Fraction] = defaultdict(lambda: ZERO)
            for (p, d), mass in law.items():
                after[p, d] += mass * (1 - strikes.accuracy)
                after[p + (side == 0), d + (side == 1)] += mass * strikes.accuracy
            law = after
    return {good: mass for good, mass in law.items() if mass}


def first_ballot(
    share: Fraction, n: int, rho: Fraction = ZERO, strikes: Struck = NO_STRIKES
) -> list[Fraction]:
    """Return the law of guilty votes: who is called, then whom the good strikes take away.

    >>> [str(p) for p in first_ballot(Fraction(1, 2), 3, strikes=Struck(1, 1, ONE))]
    ['3/16', '5/16', '5/16', '3/16']
    """
    votes = [ZERO] * (n + 1)
    for (p, d), mass in good_strikes(strikes).items():
        for k, chance in enumerate(beta_binomial(share, rho, n + p + d)):
            votes[min(n, max(0, k - d))] += mass * chance
    return votes


def first_ballots(
    shares: np.ndarray, n: int, rho: float = 0.0, strikes: Struck = NO_STRIKES
) -> np.ndarray:
    """Return what `first_ballot` does for many shares, in floating point."""
    votes = np.zeros((len(shares), n + 1))
    for (p, d), mass in good_strikes(strikes).items():
        called = n + p + d
        whole = prod(1 - rho + i * rho for i in range(called))
        for k in range(called + 1):
            law = np.full(len(shares), comb(called, k) / whole)
            for i in range(k):
                law *= shares * (1 - rho) + i * rho
            for i in range(called - k):
                law *= (1 - shares) * (1 - rho) + i * rho
            votes[:, min(n, max(0, k - d))] += float(mass) * law
    return votes


def ended(ballot: Sequence[Fraction], table: np.ndarray) -> list[Fraction]:
    """Return the probability of each ending: the mean over settings of a product, in fractions."""
    mean = [
        [sum((Fraction(float(p)) for p in column), ZERO) / len(table) for column in row.T]
        for row in table.transpose(1, 0, 2)
    ]
    return [sum((b * row[e] for b, row in zip(ballot, mean, strict=True)), ZERO) for e in range(3)]


# --- draws ---------------------------------------------------------------------------------------


def generator(seed: int) -> np.random.Generator:
    """Return a generator of another kind than the package's."""
    return np.random.Generator(np.random.MT19937(seed))


def shares_drawn(x: float, n: float, draws: int, chance: np.random.Generator) -> np.ndarray:
    """Return shares from the mid-P distribution: a coin, then one of two beta variables."""
    low = chance.beta(x, n - x + 1, draws) if x > 0 else np.zeros(draws)
    high = chance.beta(x + 1, n - x, draws) if x < n else np.ones(draws)
    return np.where(chance.random(draws) < 0.5, low, high)


@dataclass(frozen=True)
class Jury:
    """How a share becomes a first ballot."""

    size: int
    rho: Fraction = ZERO
    strikes: Struck = NO_STRIKES

    def at(self, share: Fraction) -> list[Fraction]:
        """Return the first ballot at one share."""
        return first_ballot(share, self.size, self.rho, self.strikes)

    def many(self, shares: np.ndarray) -> np.ndarray:
        """Return the first ballots at many shares."""
        return first_ballots(shares, self.size, float(self.rho), self.strikes)


@dataclass(frozen=True)
class Drawn:
    """Endings drawn three ways, each shape ``(draws, 3)``; `settings` has a row a setting."""

    sampling: np.ndarray
    settings: np.ndarray
    both: np.ndarray

    def combined(self, other: "Drawn", sign: float = -1.0) -> "Drawn":
        """Return the difference (or the sum), draw by draw and setting by setting."""
        return Drawn(
            self.sampling + sign * other.sampling,
            self.settings + sign * other.settings,
            self.both + sign * other.both,
        )


def drawn(
    jury: Jury, table: np.ndarray, counted: Fraction, shares: np.ndarray, which: np.ndarray
) -> Drawn:
    """Return the endings of one condition: its shares as drawn, and the settings all share."""
    ballots = jury.many(shares)
    at = np.array([float(p) for p in jury.at(counted)])
    return Drawn(
        ballots @ table.mean(axis=0),
        np.einsum("k,ske->se", at, table),
        np.einsum("dk,dke->de", ballots, table[which]),
    )


def levels_at(ends: Sequence[float], draws: np.ndarray) -> list[tuple[float, float]]:
    """Return the shares of draws below each end, and at or below it."""
    return [
        (float(np.mean(draws < end - 1e-12)), float(np.mean(draws <= end + 1e-12))) for end in ends
    ]


def same_interval(
    found: tuple[float, float], draws: np.ndarray, confidence: float, theirs: int
) -> bool:
    """Return whether the ends of an interval lie where as many draws do, but for chance.

    Each end is a quantile of `theirs` draws. Among independent draws its level is off by a standard
    error of sqrt(a (1 - a) / draws); the package's are spread more evenly, so it is less. Both ends
    of an interval are found elsewhere by chance once in 200 million.
    """
    tail = (1 - confidence) / 2
    error = SIX * sqrt(tail * (1 - tail) * (1 / theirs + 1 / len(draws)))
    (below, reached), (under, up_to) = levels_at(found, draws)
    return below - error <= tail <= reached + error and under - error <= 1 - tail <= up_to + error


def same_share(found: float, draws: np.ndarray, threshold: float, theirs: int) -> bool:
    """Return whether as many draws are above a threshold, but for chance."""
    mine = float(np.mean(draws > threshold))
    spread = max(mine * (1 - mine), 1 / len(draws))
    return abs(found - mine) <= SIX * sqrt(spread * (1 / theirs + 1 / len(draws)))


# --- surveys drawn from a survey -----------------------------------------------------------------


def redrawn(arm: Sequence[Person]) -> dict[float, float]:
    """Return the law of the weighted share where respondents, or clusters, are drawn anew.

    Every way to draw as many as there are is counted.
    """
    units = clusters(arm) if arm[0].cluster is not None else [[person] for person in arm]
    law: dict[float, float] = defaultdict(float)
    for choice in product(units, repeat=len(units)):
        people = [person for unit in choice for person in unit]
        weight = sum((Fraction(p.weight) for p in people), ZERO)
        guilty = sum((Fraction(p.weight) * Fraction(p.leaning) for p in people), ZERO)
        law[float(guilty / weight)] += 1 / len(units) ** len(units)
    return dict(law)


# --- how often intervals hold --------------------------------------------------------------------


def share_held(n: int, share: float, ends: Sequence[tuple[float, float]]) -> float:
    """Return how often the interval of each count holds the share."""
    return sum(
        comb(n, x) * share**x * (1 - share) ** (n - x)
        for x, (low, high) in enumerate(ends)
        if low <= share <= high
    )


@cache
def beta_less(a: int, b: int, c: int, d: int) -> Fraction:
    """Return the chance that Beta(a, b) is less than an independent Beta(c, d), in fractions.

    A parameter of 0 puts all its mass at one end; two at the same end are less half the time.

    >>> str(beta_less(1, 1, 2, 1))
    '2/3'
    """
    if 0 in {a, b, c, d}:
        low, high = (a == 0) - (b == 0), (c == 0) - (d == 0)
        return Fraction(1 + (low > high) - (low < high), 2)

    def whole(x: int, y: int) -> Fraction:
        return Fraction(factorial(x - 1) * factorial(y - 1), factorial(x + y - 1))

    terms = (whole(a + i, b + d) / ((d + i) * whole(1 + i, d)) for i in range(c))
    return sum(terms, ZERO) / whole(a, b)


def no_effect_held(n: int, share: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Return how often the interval for a difference of shares does where there is none.

    Held, all above the truth, all below it; `n` are asked in each trial. Nothing is rounded.
    """
    law = binomial(share, n)
    found = [ZERO, ZERO, ZERO]
    for a, b in product(range(n + 1), repeat=2):
        pairs = product([(a, n - a + 1), (a + 1, n - a)], [(b, n - b + 1), (b + 1, n - b)])
        below = sum((beta_less(*one, *other) for one, other in pairs), ZERO) / 4
        which = 1 if below < Fraction(1, 20) else 2 if below > Fraction(19, 20) else 0
        found[which] += law[a] * law[b]
    return found[0], found[1], found[2]


def effect_levels(m: int, n: int, effect: float, power: int) -> np.ndarray:
    """Return, for each pair of counts, the chance that the drawn effect is below the true one.

    What a share makes of itself is a power of it. The actual share is taken at the middles of many
    strips of its distribution, the other by its level: it must be above the share at which the
    effect would be the true one.
    """
    strips = 120
    own = {a: [_quantile(a, m, (i + 0.5) / strips) for i in range(strips)] for a in range(m + 1)}
    table = np.empty((m + 1, n + 1))
    for a, b in product(range(m + 1), range(n + 1)):
        limits = [min(1.0, max(0.0, p**power - effect)) ** (1 / power) for p in own[a]]
        table[a, b] = sum(1 - level(b, n, limit) for limit in limits)
    return table / strips


def _quantile(x: float, n: float, wanted: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if level(x, n, middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# --- several errors ------------------------------------------------------------------------------


def contrasts(
    versions: Mapping[frozenset[str], np.ndarray],
) -> dict[tuple[str, tuple[str, ...]], np.ndarray]:
    """Return every comparison of versions that have different sets of errors.

    An interaction is what a set of errors changes less what each of them changes alone, less the
    interactions of all smaller sets within it.
    """
    errors = tuple(sorted(frozenset().union(*versions)))
    every, none = frozenset(errors), versions[frozenset()]
    changes = {inside: law - none for inside, law in versions.items() if inside}
    found: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}
    for inside, change in changes.items():
        name = "alone" if len(inside) == 1 else "together" if inside == every else "several"
        found[name, tuple(sorted(inside))] = change
        parts = [
            frozenset(part) for k in range(len(inside)) for part in combinations(inside, k + 1)
        ]
        if len(inside) > 1 and all(part in changes for part in parts):
            within: dict[frozenset[str], np.ndarray] = {}
            for part in parts:
                smaller = sum((w for own, w in within.items() if own < part), np.zeros(len(change)))
                within[part] = changes[part] - smaller
            found["interaction", tuple(sorted(inside))] = within[inside]
    for error in errors:
        if every in versions and every - {error} in versions:
            found["added to the others", (error,)] = versions[every] - versions[every - {error}]
    alone = [changes[frozenset({error})] for error in errors if frozenset({error}) in changes]
    if every in versions and len(alone) == len(errors):
        found["beyond the sum", errors] = changes[every] - sum(alone, np.zeros(len(none)))
    return found
