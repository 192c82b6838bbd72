r"""Chains in continuous time: steps come at random moments, at a constant rate.

Let the steps of an absorbing chain come as a Poisson process of `rate` per unit of time. (Where
each of n jurors thinks again at rate one, the rate is n.) After the time :math:`t` the chain has
taken :math:`N` steps with the Poisson law of mean :math:`\lambda = \text{rate} \cdot t`, so its law
at that time is a mixture of its laws step by step:

.. math:: x(t) = \sum_{n} e^{-\lambda} \frac{\lambda^n}{n!} \; x(0)\, Q^n .

That is *uniformisation* (Jensen 1953). It adds positive numbers only, and leaving out Poisson
weights of a total of :math:`\epsilon` changes no probability by more than :math:`\epsilon`. A time
until an outcome has a *phase-type* law. Where the chain moves one place at a time and can go back,
its matrix is made symmetric, and the law at any time is a sum of m decays.

Source: Jensen, A. (1953). Markoff chains as an aid in the study of Markoff processes. Skandinavisk
Aktuarietidskrift 36, 87-91. Fox, B. L., & Glynn, P. W. (1988). Computing Poisson probabilities.
Communications of the ACM 31, 440-445.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, final

import numpy as np
from scipy import sparse
from scipy.optimize import root_scalar

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov import spectrum
from juryroom.markov.absorbing import AbsorbingChain, check_stochastic
from juryroom.markov.arrays import FloatArray, Matrix
from juryroom.markov.tridiagonal import Walks

LARGEST_LOSS = 1e-10
"""What a law as a sum of decays may lose, by a bound, of a probability of one."""

SMALLEST_PART = 1e-8
"""What a quantile leaves on either side of it, at least."""

LEFT_OUT = 1e-13
"""The total of the Poisson weights that are left out."""

MOST_STEPS = 10_000_000
_BLOCK_BYTES = 1 << 23


class InTime(NamedTuple):
    """The law of a chain at some times."""

    at: FloatArray
    """Probability to be in each transient state, shape ``(times, states)``."""
    ended: FloatArray
    """Probability to have ended in each outcome, shape ``(times, outcomes)``."""


@final
class ChainInTime:
    """An absorbing chain whose steps come at a constant rate, from one start.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``; dense or sparse.
    R
        Steps into outcomes, shape ``(m, outcomes)``.
    start
        Probability of each transient state at time 0, shape ``(m,)``.
    rate
        Steps per unit of time, above 0.

    Raises
    ------
    OutOfDomainError
        If the rows of ``[Q R]`` or the start are no probability distributions, or the rate is not
        above 0.

    Examples
    --------
    A chain that ends at its first step: the time is exponential.

    >>> chain = ChainInTime(np.array([[0.0]]), np.array([[1.0]]), np.array([1.0]), rate=2.0)
    >>> chain.law(np.array([0.5])).ended
    array([[0.63212056]])
    >>> chain.quantile(0.5)
    0.34657359
    """

    def __init__(self, Q: Matrix, R: FloatArray, start: FloatArray, *, rate: float = 1.0) -> None:
        check_stochastic(Q, R)
        _check_start(start, len(R))
        _check_rate(rate)
        self.Q, self.R, self.start, self.rate = Q, R, start, rate
        self._forward = Q.T.tocsr() if isinstance(Q, sparse.csr_array) else Q.T

    def law(self, times: FloatArray) -> InTime:
        """Return the law at each of `times`, right within 1e-12.

        Raises
        ------
        OutOfDomainError
            If a time is negative or no number, or so long that ten million steps are expected.
        """
        longest = MOST_STEPS / self.rate
        windows = [poisson(self.rate * t) for t in _check_times(times, longest)]
        last = max((first + len(weights) for first, weights in windows), default=0)
        at = np.zeros((len(windows), len(self.start)))
        ended = np.zeros((len(windows), self.R.shape[1]))
        now, gone = self.start.astype(np.float64), np.zeros(self.R.shape[1])
        block = max(1, _BLOCK_BYTES // (8 * max(len(now), 1)))
        for begin in range(0, last, block):
            steps = min(block, last - begin)
            here, outs = np.empty((steps, len(now))), np.empty((steps, len(gone)))
            for step in range(steps):
                here[step], outs[step] = now, gone
                gone = gone + now @ self.R
                now = self._forward @ now
            weights = _weights(windows, begin, steps)
            at += weights @ here
            ended += weights @ outs
        return InTime(at, ended)

    def quantile(self, share: float, outcome: int | None = None) -> float:
        """Return the time by which `share` of the chains that end in `outcome` have ended.

        Parameters
        ----------
        share
            Above 0 and below 1.
        outcome
            The column of R; without it, every outcome.
        """
        columns = slice(None) if outcome is None else slice(outcome, outcome + 1)
        chain = AbsorbingChain(self.Q, self.R)
        whole = float((self.start @ chain.absorption())[columns].sum())
        mean = float(self.start @ chain.mean_steps()) / self.rate

        def ended(time: float) -> float:
            return float(self.law(np.array([time])).ended[0, columns].sum())

        return _quantile(ended, share, whole, mean)


@final
class WalkInTime:
    """A walk of one place at a time whose steps come at a constant rate, from one start.

    Parameters
    ----------
    walk
        One walk: `Walks` of one setting.
    start
        Probability of each place at time 0, shape ``(places,)``.
    rate
        Steps per unit of time, above 0.

    Notes
    -----
    Outcomes are the top, the bottom and the stop, in this order. The law is a sum of decays where a
    bound, to first order in the roundings, shows that no more than 1e-10 is lost. It is found by
    uniformisation elsewhere.

    Examples
    --------
    >>> clock = WalkInTime(Walks.of([0.5, 0.5], [0.5, 0.5]), np.array([1.0, 0.0]))
    >>> clock.law(np.array([1.0, 100.0])).ended
    array([[0.0673, 0.3262, 0.    ],
           [0.3333, 0.6667, 0.    ]])
    """

    def __init__(self, walk: Walks, start: FloatArray, *, rate: float = 1.0) -> None:
        if walk.settings != 1:
            raise OutOfDomainError(
                Problem(
                    "WalkInTime",
                    f"{walk.settings} walks",
                    "a law in time is that of one walk",
                    "Walks of one setting",
                )
            )
        _check_rate(rate)
        self.walk, self.rate = walk, rate
        self.start = walk.check_start(start)
        m = walk.places
        self._rates, self._ends = np.empty(m), np.empty((m, 3))
        self._places = np.empty((m, m))
        columns = (walk.up[:, 0], walk.down[:, 0], walk.stay[:, 0], walk.hazard[:, 0])
        loss = spectrum.modes(columns, self.start, self._rates, self._places, self._ends)
        self._chain = None
        if not loss <= LARGEST_LOSS:
            Q, R = walk.chain(0)
            self._chain = ChainInTime(Q, R, self.start, rate=rate)

    @property
    def is_sum_of_decays(self) -> bool:
        """Whether the law is a sum of decays; otherwise it is found by uniformisation."""
        return self._chain is None

    def law(self, times: FloatArray) -> InTime:
        """Return the law at each of `times`, right within 1e-10."""
        if self._chain is not None:
            return self._chain.law(times)
        ticks = self.rate * _check_times(times, np.finfo(np.float64).max)
        at, ended = np.empty((len(ticks), self.walk.places)), np.empty((len(ticks), 3))
        spectrum.decayed(self._rates, self._places, ticks, at)
        spectrum.grown(self._rates, self._ends, ticks, ended)
        return InTime(at, ended)

    def ended(self, times: FloatArray) -> FloatArray:
        """Return the probability to have ended in each outcome, shape ``(times, 3)``."""
        if self._chain is not None:
            return self._chain.law(times).ended
        ticks = self.rate * _check_times(times, np.finfo(np.float64).max)
        ended = np.empty((len(ticks), 3))
        spectrum.grown(self._rates, self._ends, ticks, ended)
        return ended

    def quantile(self, share: float, outcome: int | None = None) -> float:
        """Return the time by which `share` of the walks that end in `outcome` have ended.

        Parameters
        ----------
        share
            Above 0 and below 1.
        outcome
            0 the top, 1 the bottom, 2 the stop; without it, any of them.
        """
        columns = slice(None) if outcome is None else slice(outcome, outcome + 1)
        found = self.walk.ends_from(self.start)
        ends = np.array([found.top[0], found.bottom[0], found.stopped_at.sum()])
        whole = float(ends[columns].sum())

        def ended(time: float) -> float:
            return float(self.ended(np.array([time]))[0, columns].sum())

        return _quantile(ended, share, whole, float(found.mean_steps[0]) / self.rate)


def _quantile(ended: Callable[[float], float], share: float, whole: float, mean: float) -> float:
    """Return the time at which `ended` is `share` of `whole`."""
    if not (0 < share < 1 and min(share, 1 - share) * whole >= SMALLEST_PART):
        raise OutOfDomainError(
            Problem(
                "quantile",
                f"a share of {share!r} of chains that end so with probability {whole:g}",
                f"the law in time is right within {LARGEST_LOSS:g}, so what has ended by a quantile "
                f"and what has not must both have a probability of {SMALLEST_PART:g} or more",
                "a share further from 0 and 1, or an outcome that is more probable",
            )
        )
    late = mean
    while ended(late) < share * whole:
        late *= 2

    def excess(time: float) -> float:
        return ended(time) - share * whole

    found = root_scalar(excess, bracket=(0.0, late), method="brentq", xtol=1e-12 * late)
    return float(found.root)


def poisson(mean: float) -> tuple[int, FloatArray]:
    """Return the first number of steps that is kept and the weights from there on, of sum one.

    By Bernstein's inequality a Poisson variable is further than ``x`` below its mean with
    probability ``exp(-x^2 / 2 mean)`` at most, and above it with
    ``exp(-x^2 / 2 (mean + x / 3))``. The weights follow from each other, from the largest outwards.
    """
    log = math.log(2 / LEFT_OUT)
    mode = math.floor(mean)
    low = max(0, math.floor(mean - math.sqrt(2 * log * mean)))
    high = math.ceil(mean + log / 3 + math.sqrt(log * log / 9 + 2 * log * mean))
    above = np.cumprod(mean / np.arange(mode + 1, high + 1))
    below = np.cumprod(np.arange(mode, low, -1) / mean) if mode else np.empty(0)
    weights = np.concatenate([below[::-1], [1.0], above])
    return low, weights / weights.sum()


def _weights(windows: list[tuple[int, FloatArray]], begin: int, steps: int) -> FloatArray:
    """Return the weights of the steps from `begin` on at each time, shape ``(times, steps)``."""
    found = np.zeros((len(windows), steps))
    for row, (first, weights) in zip(found, windows, strict=True):
        low, high = max(first, begin), min(first + len(weights), begin + steps)
        if low < high:
            row[low - begin : high - begin] = weights[low - first : high - first]
    return found


def _check_times(times: FloatArray, longest: float) -> FloatArray:
    good = times.ndim == 1 and (times >= 0).all()
    if not (good and times.max(initial=0.0) <= longest):
        raise OutOfDomainError(
            Problem(
                "times",
                f"an array of shape {times.shape} that is not all good times",
                f"uniformisation takes every step, and stops at {MOST_STEPS} of them; a sum of "
                "decays takes any time",
                f"one row of times, each 0 to {longest:g}",
            )
        )
    return times.astype(np.float64)


def _check_rate(rate: float) -> None:
    if not 0 < rate < math.inf:
        raise OutOfDomainError(
            Problem(
                "rate",
                f"{rate!r}",
                "steps come at a rate: so many a unit of time",
                "a number above 0",
            )
        )


def _check_start(start: FloatArray, states: int) -> None:
    good = start.shape == (states,) and (start >= 0).all()
    if not (good and start.sum() <= 1 + 1e-12):
        raise OutOfDomainError(
            Problem(
                "start",
                f"an array of shape {start.shape} that is no distribution",
                "a chain starts in one of its states, or has ended before it starts",
                f"{states} probabilities of 0 or more, at most 1 in all",
            )
        )
