r"""Clocks: what a number of ballots comes to in time, ballots themselves included.

Where ballots come at random moments, :math:`\lambda` an hour, the n-th comes at a time with the
Erlang law of n stages, and how a jury stands at hour :math:`t` is how it stands after :math:`N`
ballots, :math:`N` Poisson of mean :math:`\lambda t`. So a mean time is a mean number over
:math:`\lambda`, and :math:`E T^2 = (E N^2 + E N) / \lambda^2`.
"""

import math
from abc import ABC, abstractmethod
from typing import NamedTuple, final

import numpy as np
from scipy.special import gammainc, gammaincc

from juryroom.markov.arrays import FloatArray
from juryroom.markov.process import WalkInTime, poisson
from juryroom.outcome.counted import ChainCount, Count
from juryroom.outcome.hours import ROUNDING, HourCap, HourlyHazard

_FEW = 5.0
"""Up to here the law of a discharge within one ballot is integrated; beyond, its closed form."""


class Standing(NamedTuple):
    """How juries stand at some times; columns are those of `Ending`."""

    ended: FloatArray
    """Chance to have ended so by then, shape ``(times, 3)``."""
    to_come: FloatArray
    """Chance to be out then and to end so later, shape ``(times, 3)``."""


class Clock(ABC):
    """The law of a time and of the ending."""

    length: float | None = None
    """The time of one ballot, where every ballot takes the same."""

    @abstractmethod
    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`, which are finite and 0 or more."""

    @abstractmethod
    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments there: shape ``(3, 3)``."""

    def ended(self, times: FloatArray) -> FloatArray:
        """Return the chance to have ended so by each of `times`, shape ``(times, 3)``."""
        return self.at(times).ended


@final
class RegularClock(Clock):
    """Every ballot takes the same time; with a length of 1, the time is the number of ballots."""

    def __init__(self, count: Count, length: float = 1.0) -> None:
        self._count, self._length = count, length
        self.length = length

    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`."""
        ballots = whole(times, self._length)
        last = int(ballots.max(initial=0))
        return Standing(self._count.ended(last)[ballots], self._count.to_come(last)[ballots])

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the time there."""
        return self._count.moments() * self._length ** np.arange(3)[:, None]


@final
class RegularDeadlineClock(Clock):
    """Every ballot takes the same time, and what is out at the deadline hangs there.

    `count` ends with the last ballot before the deadline; a jury that hangs does so at the deadline
    and not at that ballot.
    """

    def __init__(self, count: Count, patience: HourCap) -> None:
        self._length = self.length = 1 / patience.pace.ballots_per_hour
        self._inner = RegularClock(count, self._length)
        self._deadline = float(patience.hours)

    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`."""
        ended, to_come = self._inner.at(np.minimum(times, self._deadline))
        hung = float(self._inner.moments()[0, 2])
        over = times >= self._deadline
        ended[:, 2], to_come[:, 2] = np.where(over, hung, 0.0), np.where(over, 0.0, hung)
        return Standing(ended, to_come)

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the time there."""
        found = self._inner.moments()
        found[:, 2] = found[0, 2] * self._deadline ** np.arange(3)
        return found


@final
class RegularHazardClock(Clock):
    """Every ballot takes the same time, and a jury may be discharged at any moment in between.

    `count` gives a discharge between two ballots the number of the first of them.
    """

    def __init__(self, count: Count, patience: HourlyHazard) -> None:
        self._count, self._patience = count, patience
        self._length = self.length = 1 / patience.pace.ballots_per_hour

    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`."""
        ballots = whole(times, self._length)
        last = int(ballots.max(initial=0))
        ended = self._count.ended(last)[ballots]
        to_come = self._count.to_come(last)[ballots]
        before = np.where(ballots > 0, self._count.ended(last)[np.maximum(ballots - 1, 0), 2], 0.0)
        within = ended[:, 2] - before
        # Of those discharged before the next ballot, the part that is already discharged.
        since = np.clip(times - ballots * self._length, 0.0, self._length)
        rate, chance = self._patience.per_hour, self._patience.before_each_ballot
        part = -np.expm1(-rate * since) / chance
        ended[:, 2] = before + part * within
        to_come[:, 2] += (1 - part) * within
        return Standing(ended, to_come)

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the time there."""
        found = self._count.moments() * self._length ** np.arange(3)[:, None]
        mean, square = _within_one(self._patience.per_hour * self._length)
        hung, first = found[0, 2], found[1, 2]
        found[1, 2] += hung * mean * self._length
        found[2, 2] += 2 * first * mean * self._length + hung * square * self._length**2
        return found


@final
class RandomClock(Clock):
    """Ballots come at random moments: times mix what there is after each number of ballots."""

    def __init__(self, count: Count, rate: float) -> None:
        self._count, self._rate = count, rate

    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`."""
        windows = [poisson(self._rate * time) for time in times]
        last = max((low + len(weights) for low, weights in windows), default=0)
        ended, to_come = self._count.ended(last), self._count.to_come(last)
        found = Standing(np.empty((len(times), 3)), np.empty((len(times), 3)))
        for row, (low, weights) in enumerate(windows):
            found.ended[row] = weights @ ended[low : low + len(weights)]
            found.to_come[row] = weights @ to_come[low : low + len(weights)]
        return found

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the time there."""
        return random_moments(self._count.moments(), self._rate)


@final
class WalkClock(Clock):
    """Ballots come at random moments and move one vote at a time: the law is a sum of decays."""

    def __init__(self, walk: WalkInTime, count: ChainCount) -> None:
        self._walk, self._count = walk, count
        self._absorption = count.chain.absorption()

    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`."""
        open_now = np.maximum(self._walk.law(times).at, 0.0)
        return Standing(self.ended(times), open_now @ self._absorption)

    def ended(self, times: FloatArray) -> FloatArray:
        """Return the chance to have ended so by each of `times`; half the work of `at`."""
        return np.maximum(self._walk.ended(times), 0.0) + self._count.at_once

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the time there."""
        return random_moments(self._count.moments(), self._walk.rate)


@final
class RandomDeadlineClock(Clock):
    """Ballots come at random moments until a deadline, where what is still out hangs.

    `count` is that of a court which waits for ever.
    """

    def __init__(self, count: ChainCount, patience: HourCap) -> None:
        self._rate, self._deadline = patience.pace.ballots_per_hour, float(patience.hours)
        low, weights = poisson(patience.expected_ballots)
        last = low + len(weights) - 1
        self._verdicts = count.flows(last)[1:, :2]
        self._at_once = count.at_once[:2]
        self._hung = float(weights @ count.open(last)[low : last + 1].sum(axis=1))
        self._ballots = np.arange(1, last + 1, dtype=np.float64)

    def _by(self, more: int) -> FloatArray:
        """Return the chance of each number of ballots, and `more`, by the deadline."""
        by: FloatArray = gammainc(self._ballots + more, self._rate * self._deadline)
        return by

    def at(self, times: FloatArray) -> Standing:
        """Return how juries stand at each of `times`."""
        found = Standing(np.zeros((len(times), 3)), np.zeros((len(times), 3)))
        not_by_then = gammaincc(self._ballots, self._rate * self._deadline)
        for row, time in enumerate(times):
            now = self._rate * min(float(time), self._deadline)
            found.ended[row, :2] = self._at_once + gammainc(self._ballots, now) @ self._verdicts
            if time < self._deadline:
                later = gammaincc(self._ballots, now) - not_by_then
                found.to_come[row, :2] = np.maximum(later, 0.0) @ self._verdicts
                found.to_come[row, 2] = self._hung
            else:
                found.ended[row, 2] = self._hung
        return found

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the time there."""
        stages, rate = self._ballots, self._rate
        found = np.empty((3, 3))
        found[0, :2] = self._at_once + self._by(0) @ self._verdicts
        found[1, :2] = (stages / rate * self._by(1)) @ self._verdicts
        found[2, :2] = (stages * (stages + 1) / rate**2 * self._by(2)) @ self._verdicts
        found[:, 2] = self._hung * self._deadline ** np.arange(3)
        return found


def random_moments(ballots: FloatArray, rate: float) -> FloatArray:
    """Return the moments of the time of which those of the number of ballots are given."""
    whole_, first, second = ballots
    return np.array([whole_, first / rate, (second + first) / rate**2])


def whole(times: FloatArray, length: float) -> np.typing.NDArray[np.int64]:
    """Return the ballots of `length` that are complete by each of `times`."""
    # Beyond the range of whole numbers the count refuses; the cut keeps the sign.
    return np.floor(np.minimum(times / length + ROUNDING, 1e15)).astype(np.int64)


def _within_one(rate: float) -> tuple[float, float]:
    """Return the mean and the mean square of an exponential time of `rate` that is below 1."""
    if rate > _FEW:
        rest = 1 / math.expm1(rate)
        return 1 / rate - rest, 2 / rate**2 - (1 + 2 / rate) * rest
    nodes, weights = np.polynomial.legendre.leggauss(20)
    inside = (nodes + 1) / 2
    density = weights * np.exp(-rate * inside)
    density /= density.sum()
    return float(density @ inside), float(density @ inside**2)
