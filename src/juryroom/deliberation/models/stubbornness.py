"""Stubbornness: jurors who follow the majority think again ever less often; votes and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import ClassVar, NamedTuple, final

import numpy as np
from scipy.optimize import root_scalar

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import FloatArray, IntArray, ModelCard
from juryroom.deliberation.timed import FixedLaw as FixedLaw
from juryroom.deliberation.timed import StubbornJuries as StubbornJuries
from juryroom.deliberation.timed import StubbornLaw as StubbornLaw
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.independent_votes import at_least
from juryroom.markov.absorbing import AbsorbingChain
from juryroom.markov.fading import FadingWalk
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

_HERDING = Parameter(
    "herding", 0.5, 1.0, "probability", "the chance that who thinks again joins the majority"
)
_STOPPING = Parameter(
    "stopping", 1e-9, 1e6, "none", "the pace at which juries stop; above 0", whole=False
)
_BASE = Parameter(
    "base", 1e-9, 1e6, "none", "the part of the pace of stopping that every split has"
)
_PATIENCE = Parameter(
    "patience",
    1e-6,
    1e12,
    "n minutes",
    "the time in the zone of verdicts after which no one thinks again",
)
_SLOWING = Parameter(
    "slowing", 1e-9, 1.0, "none", "how fast patience is used outside the zone, against inside it"
)
_ZONE = Parameter(
    "zone", 0.5 + 1e-9, 1.0, "share of jurors", "the least share for one side that is a verdict"
)
_JURIES = Parameter("juries", 1, 100_000_000, "juries", "the juries to simulate", whole=True)
_RETHINKING = Parameter(
    "rethinking", 0.0, 1.0, "probability", "the chance that a juror who is drawn thinks again"
)
_MAJORITIES = Parameter(
    "majorities", 0.0, 1.0, "share of juries", "the juries whose majority is for guilty"
)
_ACCURACY = Parameter(
    "accuracy", 1e-14, 0.1, "probability", "the largest error of the law that is accepted"
)
_SHARE = Parameter(
    "share", 1e-6, 1 - 1e-6, "share of juries", "the juries that have stopped by the time asked"
)
_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the jurors who deliberate", whole=True
)

ROUNDING = 1e-9
"""A zone of this much more than a whole number of jurors is that number."""

_FENCE = 48
"""Times at which a quantile is looked for at once."""


class _Pace(NamedTuple):
    """What belongs to each number of guilty votes."""

    stop: FloatArray
    """Probability that a draw is the last."""
    draw: FloatArray
    """Length of a draw, in units of n minutes."""
    stiffen: FloatArray
    """What a draw takes from the chance of thinking again."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Stubbornness:
    r"""Jurors who think again join the majority of the others, and think again ever less often.

    With :math:`V` of :math:`N` votes for guilty, :math:`x = V/N` and the zone of verdicts
    :math:`x \ge \theta` or :math:`x \le 1 - \theta`, juries stop at the rate
    :math:`s = \alpha (Q_0 + |x - \frac12| 1[x \text{ in the zone}])`. Again and again a time
    :math:`dt = 1/(N(1+s))` passes. With probability :math:`s/(1+s)` the jury stops. Otherwise a juror
    is drawn, who with probability :math:`r` decides anew: for the majority of the others with
    probability :math:`p`, for the minority with :math:`1-p`, by a fair coin if the others tie. Then
    :math:`r` falls by :math:`dt/\tau` in the zone and by :math:`f dt/\tau` outside it, from 1 to 0.

    Only votes matter, so the number of votes and :math:`r` are the state. What :math:`r` has lost
    depends on how many draws were made at each pace, so it takes finitely many values, as does the
    time, and `solve` goes through them all: the law is exact. Once :math:`r` is 0 the votes stay,
    and the draws that are left are geometric. `simulate` draws juries of the same model.

    The defaults are the published values for juries of twelve in California (trials of the fourth
    bin of length).
    """

    herding: float = 0.864
    stopping: float = 0.0146
    base: float = 0.3
    patience: float = 1.592
    slowing: float = 0.221
    zone: float = 0.75

    card: ClassVar[ModelCard] = ModelCard(
        name="stubbornness",
        says="Jurors who think again join the majority, think again ever less often, and stop "
        "sooner where the split is a verdict.",
        parameters=(_HERDING, _STOPPING, _BASE, _PATIENCE, _SLOWING, _ZONE),
        citations=(
            Citation(
                "Burghardt, K., Rand, W., & Girvan, M. (2019). Inferring models of opinion dynamics "
                "from aggregated jury data. PLOS ONE 14(7): e0218312",
                Reason.MODEL,
                "the released program, https://github.com/KeithBurghardt/JuryModeling, for the "
                "equations; its fit to California juries of twelve for the defaults",
            ),
        ),
        assumes=(
            "the abstract says that resistance grows with how long a juror has held the present "
            "opinion; the program never resets it: one clock for all jurors, and that is what is "
            "here",
            "a juror who decides anew may keep the vote",
            "the authors set the share of first votes by the final majorities; a final tie was "
            "counted as none",
            "the split before a change decides how fast a jury stops and stiffens",
            "one draw a minute, so a unit of time is as many minutes as there are jurors",
            "the first ballot is binomial in the source; here any first ballot",
        ),
        not_for=(
            "the rate of hung juries: the data are selected on a verdict",
            "rules other than 9 of 12: only that configuration has a published output",
            "criminal juries of six: the one such table in the data does not fit its label",
            "unanimous rules as observed: some juries in the data stand below the zone",
            "minutes of a real clock without a fit to the court's own times",
        ),
        can_hang=True,
        clock="minutes",
        label_symmetric=True,
    )

    def __post_init__(self) -> None:
        owner = type(self).__name__
        for parameter in type(self).card.parameters:
            parameter.check(getattr(self, parameter.name), owner=owner)

    def solve(
        self, first_ballot: FirstBallot, minutes: Sequence[float] = (), *, accuracy: float = 1e-10
    ) -> StubbornLaw:
        """Return the law of the votes and of the time at the stop.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty at first.
        minutes
            Times at which to give the juries that have stopped, rising, each 0 or more.
        accuracy
            The largest error of the law that is accepted, as a probability. The default goes
            through every value that the chance of thinking again can take; a larger one, such as
            1e-4, takes values together that lie close, and is quicker by several times.

        Raises
        ------
        OutOfDomainError
            If a time is negative or does not come after the one before, if the accuracy lies
            outside its domain, or if the law has too many states: patience too long for so many
            different paces.

        Examples
        --------
        >>> law = Stubbornness().solve(FirstBallot.binomial(0.5379, 12), [60.0, 600.0])
        >>> round(float(law.votes[9:].sum()), 4), round(law.mean_minutes, 3)
        (0.5507, 117.863)
        >>> law.ended.sum(axis=1)
        array([0.39250275, 0.9927343 ])
        """
        _ACCURACY.check(accuracy, owner="Stubbornness.solve")
        n, times = first_ballot.jury_size, _check_minutes(minutes)
        walk = self._walk(n)
        law = walk.law(np.array(first_ballot.probabilities), times / n, accuracy=accuracy)
        mean, square = float(law.time.sum()), float(law.square.sum())
        with np.errstate(invalid="ignore"):
            by_votes = law.time / law.places
            spread = np.sqrt(np.maximum(0.0, law.square / law.places - by_votes**2))
        return StubbornLaw(
            votes=law.places,
            mean_minutes=n * mean,
            sd_minutes=n * sqrt(max(0.0, square - mean * mean)),
            mean_minutes_by_votes=n * by_votes,
            sd_minutes_by_votes=n * spread,
            minutes=times,
            ended=law.ended,
            error=law.error,
            minutes_error=n * law.clock_error,
            # A jury that goes astray has a mean of at most one longest wait left, on either side.
            mean_error=n * (2 * law.error * walk.longest_wait + law.clock_error),
            states=law.states,
        )

    def quantile_minutes(self, first_ballot: FirstBallot, share: float) -> float:
        """Return the time by which a share of the juries have stopped, within a millionth.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty at first.
        share
            Above 0 and below 1.

        Examples
        --------
        The median of the published configuration:

        >>> round(Stubbornness().quantile_minutes(FirstBallot.binomial(0.5379, 12), 0.5), 1)
        81.4
        """
        _SHARE.check(share, owner="Stubbornness.quantile_minutes")
        # Chebyshev's inequality, one-sided: no later than this.
        law = self.solve(first_ballot)
        low, high = 0.0, law.mean_minutes + law.sd_minutes * sqrt(share / (1 - share)) + 1
        while high - low > 1e-6 * high:
            fence = np.linspace(low, high, _FENCE)
            ended = self.solve(first_ballot, fence.tolist()).ended.sum(axis=1)
            after = int(np.searchsorted(ended, share).clip(1, _FENCE - 1))
            low, high = float(fence[after - 1]), float(fence[after])
        return high

    def simulate(
        self, first_ballot: FirstBallot, juries: int, *, rng: np.random.Generator
    ) -> StubbornJuries:
        """Simulate juries until each stops.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty at first.
        juries
            Juries to simulate.
        rng
            The source of every random number.
        """
        _JURIES.check(juries, owner="Stubbornness.simulate")
        n = first_ballot.jury_size
        pace, up, down = self._pace(n), *self._changes(n)
        votes = np.searchsorted(
            np.cumsum(first_ballot.probabilities)[:-1], rng.random(juries), side="right"
        ).astype(np.int64)
        time = np.zeros(juries)
        going, rethinking = np.arange(juries), np.ones(juries)
        while going.size:
            v = votes[going]
            time[going] += pace.draw[v]
            goes_on = rng.random(going.size) >= pace.stop[v]
            going, v, r = going[goes_on], v[goes_on], rethinking[goes_on]
            drawn = rng.random(going.size)
            step = (drawn < r * up[v]).astype(np.int64) - (drawn >= 1 - r * down[v])
            votes[going] = v + step
            rethinking = r - pace.stiffen[v]
            stuck = rethinking <= 0
            last = votes[going[stuck]]
            time[going[stuck]] += rng.geometric(pace.stop[last]) * pace.draw[last]
            going, rethinking = going[~stuck], rethinking[~stuck]
        return StubbornJuries(votes=votes, minutes=n * time, jury_size=n)

    def without_stiffening(self, first_ballot: FirstBallot, rethinking: float = 1.0) -> FixedLaw:
        """Return the exact law of juries whose jurors go on thinking again with one chance.

        Votes then are a Markov chain that stops; `patience` and `slowing` do not matter.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty at first.
        rethinking
            The chance that a juror who is drawn thinks again, 0 to 1.
        """
        _RETHINKING.check(rethinking, owner="Stubbornness.without_stiffening")
        n = first_ballot.jury_size
        pace = self._pace(n)
        moves = rethinking * self.herding_matrix(n) + (1 - rethinking) * np.eye(n + 1)
        chain = AbsorbingChain((1 - pace.stop)[:, None] * moves, np.diag(pace.stop))
        start = np.array(first_ballot.probabilities)
        table = chain.total(np.column_stack([chain.R, pace.draw]))
        return FixedLaw(start @ table[:, :-1], n * float(start @ table[:, -1]))

    def herding_matrix(self, jury_size: int) -> FloatArray:
        """Return the matrix of one draw of a juror who decides anew, on 0, 1, ..., n guilty votes."""
        up, down = self._changes(jury_size)
        return np.diag(1 - up - down) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)

    def _changes(self, n: int) -> tuple[FloatArray, FloatArray]:
        """Return the chances that the juror drawn goes over to guilty, and away from it."""
        v = np.arange(n + 1)
        return (n - v) / n * self._joins_guilty(v, n), v / n * (1 - self._joins_guilty(v - 1, n))

    def _joins_guilty(self, others: IntArray, n: int) -> FloatArray:
        """Return the chance of a vote for guilty where so many of the n - 1 others vote guilty."""
        return 0.5 + (self.herding - 0.5) * np.sign(2 * others - (n - 1))

    def in_zone(self, jury_size: int) -> np.typing.NDArray[np.bool_]:
        """Return whether 0, 1, ..., n guilty votes lie in the zone of verdicts."""
        v = np.arange(jury_size + 1)
        return np.maximum(v, jury_size - v) >= ceil(self.zone * jury_size - ROUNDING)

    def _walk(self, n: int) -> FadingWalk:
        pace, (up, down) = self._pace(n), self._changes(n)
        return FadingWalk(
            up,
            down,
            pace.stop,
            pace.draw,
            ~self.in_zone(n),
            patience=self.patience,
            slowing=self.slowing,
        )

    def _pace(self, n: int) -> _Pace:
        v, in_zone = np.arange(n + 1), self.in_zone(n)
        rate = self.stopping * (self.base + np.abs(v / n - 0.5) * in_zone)
        draw = 1 / (n * (1 + rate))
        return _Pace(
            rate / (1 + rate), draw, draw * np.where(in_zone, 1, self.slowing) / self.patience
        )


def _check_minutes(minutes: Sequence[float]) -> FloatArray:
    """Return the times as an array, or say which is no time after the one before."""
    times = np.array(minutes, dtype=np.float64).reshape(-1)
    before = np.concatenate([[-ROUNDING], times[:-1]])
    wrong = np.flatnonzero(~((times >= 0) & (times > before) & (times < inf)))
    if wrong.size:
        at = int(wrong[0])
        raise OutOfDomainError(
            Problem(
                f"Stubbornness.solve: minutes[{at}]",
                f"{float(times[at])!r}",
                "times are asked about in their order",
                "minutes of 0 or more, each later than the one before",
            )
        )
    return times


def share_for_majorities(majorities: float, jury_size: int) -> float:
    """Return the share of first votes for guilty at which so many first majorities are for guilty.

    The rule by which the authors set the first ballot: majorities at the end are taken for those at
    the start. Of first ballots that tie half count. Of juries that tied at the end none was counted
    as a majority, which gives a share that is too small where there were some.

    Parameters
    ----------
    majorities
        The share of juries whose final majority is for guilty, 0 to 1.
    jury_size
        Jurors, 3 to 23.

    Examples
    --------
    305 of 559 juries of twelve in Oregon were for the plaintiff:

    >>> share_for_majorities(305 / 559, 12)
    0.5169
    """
    _MAJORITIES.check(majorities, owner="share_for_majorities")
    _SIZE.check(jury_size, owner="share_for_majorities")
    n = int(jury_size)

    def excess(share: float) -> float:
        # At least half and more than half, each with weight one half: a tie counts half.
        return (at_least((n + 1) // 2, n, share) + at_least(n // 2 + 1, n, share)) / 2 - majorities

    return float(root_scalar(excess, bracket=(0.0, 1.0), method="brentq", xtol=1e-15).root)
