r"""How long a jury is out: the law of its time, in ballots or in hours, with each ending.

Time is counted from the first ballot, so a jury that agrees at once has taken none. In ballots the
law is discrete; in hours it needs a pace, which is the user's own number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray
from juryroom.markov.process import SMALLEST_PART, WalkInTime, poisson
from juryroom.markov.tridiagonal import Walks
from juryroom.outcome.clock import (
    Clock,
    RandomClock,
    RandomDeadlineClock,
    RegularClock,
    RegularDeadlineClock,
    RegularHazardClock,
    WalkClock,
)
from juryroom.outcome.counted import ChainCount, Count, TableCount, stopped
from juryroom.outcome.hours import ROUNDING, HourCap, HourlyHazard, Pace
from juryroom.outcome.patience import AnyPatience, BallotCap, HangHazard, Never, SplitHazard
from juryroom.outcome.solve import (
    OpenChain,
    deliberation_law,
    moves_under,
    open_chain,
    scaled_columns,
)
from juryroom.procedure.decision_rule import DecisionRule, Ending

Question = tuple[DeliberationModel, FirstBallot, DecisionRule, AnyPatience, float]
"""How votes move, how they begin, which are a verdict, when the court gives up, the pressure."""

_ENDINGS = tuple(Ending)
_FINEST = 1e-12
"""A quantile in hours is closed in to this part of itself."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class TimeLaw:
    """How long a jury is out, with each ending. Made by `Trial.time_law`.

    Columns are those of `Ending`: guilty, not guilty, hung. Probabilities are right within 1e-10.

    Parameters
    ----------
    unit
        "ballots" (beyond the first) or "hours" (since the first ballot).
    clock
        What computes the law.

    Examples
    --------
    >>> from juryroom.deliberation.registry import model
    >>> from juryroom.trial import Trial
    >>> trial = Trial(model("linear-pull"), FirstBallot.known(8, 12))
    >>> trial.time_law().quantile(0.9)
    14.0
    >>> hours = trial.time_law(Pace(4))
    >>> hours.mean(), hours.quantile(0.5), hours.quantile(0.5, Ending.NOT_GUILTY)
    (1.9602, 1.5444, 3.2997)
    """

    unit: str
    clock: Clock

    @property
    def probability(self) -> Mapping[Ending, float]:
        """The probability of each ending, in the order of `Ending`."""
        return dict(zip(_ENDINGS, map(float, self.clock.moments()[0]), strict=True))

    def ended(self, times: ArrayLike) -> FloatArray:
        """Return the probability to have ended, in each way, by each of `times`.

        Parameters
        ----------
        times
            A row of times in the law's unit, each 0 or more; ballots are whole.

        Returns
        -------
        FloatArray
            Shape ``(times, 3)``.
        """
        return self.clock.ended(self._checked(times))

    def out(self, times: ArrayLike) -> FloatArray:
        """Return the probability to be still out at each of `times`, shape ``(times,)``."""
        out: FloatArray = self.clock.at(self._checked(times)).to_come.sum(axis=1)
        return out

    def endings_if_out(self, times: ArrayLike) -> FloatArray:
        """Return the probability of each ending, given that the jury is still out at each time.

        Returns
        -------
        FloatArray
            Shape ``(times, 3)``; not a number where fewer than one jury in a hundred million is
            still out.
        """
        to_come = self.clock.at(self._checked(times)).to_come
        out = to_come.sum(axis=1, keepdims=True)
        known = out >= SMALLEST_PART
        return np.where(known, to_come / np.where(known, out, 1.0), np.nan)

    def mean(self, ending: Ending | None = None) -> float | None:
        """Return the mean time of juries that end so, of all without `ending`; None for none."""
        whole, first, _ = self._moments(ending)
        return first / whole if whole > 0 else None

    def variance(self, ending: Ending | None = None) -> float | None:
        """Return the variance of the time of juries that end so; None where none does."""
        whole, first, second = self._moments(ending)
        return max(0.0, second / whole - (first / whole) ** 2) if whole > 0 else None

    def quantile(self, share: float, ending: Ending | None = None) -> float:
        """Return the earliest time by which `share` of the juries that end so have ended.

        Parameters
        ----------
        share
            Above 0 and below 1.
        ending
            The juries asked about; without it, all.

        Raises
        ------
        OutOfDomainError
            If the share, or what it leaves, is fewer than one jury in a hundred million.

        Notes
        -----
        By bisection: at the time returned the share is reached, and at a time earlier by one ballot
        or, where ballots come at random moments, by a part of 1e-12 of it, the share is not.
        """
        whole, first, _ = self._moments(ending)
        if not (0 < share < 1 and min(share, 1 - share) * whole >= SMALLEST_PART):
            raise OutOfDomainError(
                Problem(
                    "quantile",
                    f"a share of {share!r} of juries that end so with probability {whole:g}",
                    "what has ended by a quantile and what has not must both have a probability of "
                    f"{SMALLEST_PART:g} or more: the law is right within 1e-10",
                    "a share above 0 and below 1, of an ending that is probable enough",
                )
            )
        columns = _columns(ending)

        def reached(time: float) -> bool:
            by_then = self.clock.ended(np.array([time]))[0, columns].sum()
            return bool(by_then >= share * whole)

        if reached(0.0):
            return 0.0
        early, late = 0.0, first / whole
        while not reached(late):
            early, late = late, 2 * late
        while late - early > _FINEST * late:
            middle = (early + late) / 2
            early, late = (early, middle) if reached(middle) else (middle, late)
        length = self.clock.length
        if length is None:
            return late
        # A ballot counts as held a little before its end, so that rounding loses none.
        ballot_end = round(late / length) * length
        slack = 2 * (ROUNDING * length + _FINEST * late)
        return ballot_end if abs(late - ballot_end) <= slack else late

    def _moments(self, ending: Ending | None) -> tuple[float, float, float]:
        whole, first, second = self.clock.moments()[:, _columns(ending)].sum(axis=1)
        return float(whole), float(first), float(second)

    def _checked(self, times: ArrayLike) -> FloatArray:
        """Return `times` as an array, or raise."""
        found = np.atleast_1d(np.asarray(times, dtype=np.float64))
        good = found.ndim == 1 and bool((np.isfinite(found) & (found >= 0)).all())
        if good and (self.unit == "hours" or bool((found == np.floor(found)).all())):
            return found
        whole = "" if self.unit == "hours" else "whole numbers of "
        raise OutOfDomainError(
            Problem(
                "TimeLaw, times",
                f"{times!r}",
                f"time is counted in {self.unit} from the first ballot on",
                f"one row of {whole}{self.unit}, each finite and 0 or more",
            )
        )


def _columns(ending: Ending | None) -> slice:
    """Return the columns of an ending, or of all."""
    if ending is None:
        return slice(None)
    if ending not in _ENDINGS:
        accepted = ", ".join(_ENDINGS)
        rule = "a jury's work on a count ends in one of three ways"
        raise OutOfDomainError(Problem("TimeLaw, ending", f"{ending!r}", rule, accepted))
    column = _ENDINGS.index(ending)
    return slice(column, column + 1)


def time_law(question: Question, pace: Pace | None = None) -> TimeLaw:
    """Return the law of a jury's time. `Trial.time_law` is the way to ask.

    Parameters
    ----------
    question
        The fields of a `Trial`.
    pace
        How ballots come, for the law in hours; without it the law is in ballots.

    Raises
    ------
    OutOfDomainError
        If the model has no ballots, or the pace is not that of the patience.
    NotAbsorbingError
        If the court waits for ever and some divided jury never ends.
    """
    model, first_ballot, rule, patience, pressure = question
    if not isinstance(model, Chain | JurorProcess):
        raise OutOfDomainError(
            Problem(
                f"time_law: model '{model.card.name}'",
                "a scheme",
                "a scheme gives the ending for each first ballot outright: it has no ballots",
                "a chain or a juror process",
            )
        )
    if isinstance(patience, HourCap | HourlyHazard) and pace not in (None, patience.pace):
        raise OutOfDomainError(
            Problem(
                "time_law, pace",
                str(pace),
                f"one jury has one pace, and the patience has {patience.pace}",
                "the pace of the patience, or none for the law in ballots",
            )
        )
    # Raises, with an explanation, where the jury can never end or the chain is no chain.
    deliberation_law(model, rule, patience, pressure)
    moves = moves_under(model, rule, pressure)
    chain = open_chain(moves, rule)
    first = np.zeros(len(moves.votes))
    np.add.at(first, moves.starts, np.array(first_ballot.probabilities))
    at_once = np.append(first @ chain.at_once[:, :2], 0.0)
    begins = _Begins(chain, first[chain.rows], at_once)
    if pace is None:
        return TimeLaw("ballots", RegularClock(begins.in_ballots(patience)))
    return TimeLaw("hours", begins.in_hours(patience, pace))


@final
@dataclass(frozen=True, slots=True)
class _Begins:
    """A chain with its first ballots, to be given a court's patience and a clock."""

    chain: OpenChain
    start: FloatArray
    at_once: FloatArray

    def in_ballots(self, patience: AnyPatience) -> Count:
        """Return the law of the ballots."""
        match patience:
            case Never():
                return self._count(np.zeros(len(self.start)))
            case HangHazard() | SplitHazard():
                return self._hazard_count(patience)
            case BallotCap(ballots=ballots):
                return stopped(self._count(np.zeros(len(self.start))), int(ballots))
            case HourlyHazard():
                return self._hourly_count(patience.before_each_ballot)
            case HourCap():
                forever = self._count(np.zeros(len(self.start)))
                if patience.pace.regular:
                    return stopped(forever, patience.pace.whole_ballots(patience.hours))
                return _until(forever, patience)

    def in_hours(self, patience: AnyPatience, pace: Pace) -> Clock:
        """Return the law of the hours."""
        rate = pace.ballots_per_hour
        if isinstance(patience, HourCap):
            if pace.regular:
                return RegularDeadlineClock(self.in_ballots(patience), patience)
            return RandomDeadlineClock(self._count(np.zeros(len(self.start))), patience)
        if isinstance(patience, HourlyHazard) and patience.per_hour > 0:
            if pace.regular:
                return RegularHazardClock(self.in_ballots(patience), patience)
            return RandomClock(self._ring_count(patience), rate + patience.per_hour)
        count = self.in_ballots(patience)
        if pace.regular:
            return RegularClock(count, 1 / rate)
        if isinstance(count, ChainCount) and _is_walk(self.chain):
            hazard = self._hazards(patience)
            return WalkClock(_walk(self.chain, hazard, self.start, rate), count)
        return RandomClock(count, rate)

    def _hazards(self, patience: AnyPatience) -> FloatArray:
        if not isinstance(patience, HangHazard | SplitHazard):
            return np.zeros(len(self.start))
        split = self.chain.split
        return split @ np.array(patience.hazards(split.shape[1] - 1), dtype=np.float64)

    def _hazard_count(self, patience: HangHazard | SplitHazard) -> ChainCount:
        return self._count(self._hazards(patience))

    def _count(self, hazard: FloatArray) -> ChainCount:
        """Return the count where a ballot that leaves a state without a verdict may end it."""
        Q = self.chain.Q
        R = np.column_stack([self.chain.verdicts[:, :2], Q @ hazard])
        onward = scaled_columns(Q, 1 - hazard) if hazard.any() else Q
        return ChainCount(onward, R, self.start, self.at_once)

    def _hourly_count(self, chance: float) -> ChainCount:
        """Return the count of ballots where a discharge may come before each, the next included."""
        count = self._count(np.full(len(self.start), chance))
        at_once = self.at_once + np.array([0.0, 0.0, chance * self.start.sum()])
        return ChainCount(count.Q, count.R, (1 - chance) * self.start, at_once)

    def _ring_count(self, patience: HourlyHazard) -> ChainCount:
        """Return the count of rings of the clock: each is a ballot or a discharge."""
        chance, Q = patience.before_each_ballot, self.chain.Q
        hangs = np.full(len(self.start), chance)
        R = np.column_stack([(1 - chance) * self.chain.verdicts[:, :2], hangs])
        onward = scaled_columns(Q, 1 - hangs)
        return ChainCount(onward, R, self.start, self.at_once)


def _until(count: ChainCount, patience: HourCap) -> TableCount:
    """Return the count of ballots held by a deadline or a verdict."""
    low, weights = poisson(patience.expected_ballots)
    last = low + len(weights) - 1
    chances = count.flows(last)
    held_by_then = np.append(np.ones(low + 1), np.cumsum(weights[:0:-1])[::-1])
    chances *= held_by_then[:, None]
    chances[low:, 2] += weights * count.open(last)[low : last + 1].sum(axis=1)
    return TableCount(chances)


def _is_walk(chain: OpenChain) -> bool:
    """Whether the open states are neighbours in one row and moves go one place at most."""
    Q, rows = chain.Q, chain.rows
    if not isinstance(Q, np.ndarray) or not len(rows):
        return False
    inner = chain.verdicts[1:-1, :2].any() or chain.verdicts[0, 0] * (len(rows) > 1)
    ends = chain.verdicts[-1, 1] * (len(rows) > 1)
    return not (np.triu(Q, 2).any() or np.tril(Q, -2).any() or inner or ends)


def _walk(chain: OpenChain, hazard: FloatArray, start: FloatArray, rate: float) -> WalkInTime:
    """Return the walk in time: the top is guilty, the bottom is not guilty."""
    Q = np.asarray(chain.Q)
    up = np.append(np.diag(Q, 1), chain.verdicts[-1, 0])
    down = np.append(chain.verdicts[0, 1], np.diag(Q, -1))
    walk = Walks.of(up, down, stay=np.diag(Q).copy(), hazard=hazard[:, None])
    return WalkInTime(walk, start, rate=rate)
