r"""Walks that move one place at a time: many of them solved at once, every digit right.

A walk stands on one of the places :math:`1, \dots, m`. A step takes it from place :math:`i` up with
probability :math:`u_i`, down with probability :math:`d_i`, or leaves it there with probability
:math:`q_i`. It ends at the *top* when it goes up from place :math:`m`, and at the *bottom* when it
goes down from place 1. After a step that does neither it is *stopped* with the hazard :math:`h_j`
of the place :math:`j` where it then stands.

Let :math:`u'_i = (1-h_{i+1}) u_i` and :math:`d'_i = (1-h_{i-1}) d_i` be the moves that are not
stopped, and :math:`k_i = h_{i+1} u_i + h_{i-1} d_i + h_i q_i` the chance to be stopped in one step.
The elimination of Grassmann, Taksar and Heyman (1985), from place 1 upwards, gives the chance
:math:`a_i` to get from place :math:`i` to :math:`i+1`, and the chances :math:`f_i` of the bottom
and :math:`e_i` to be stopped before that:

.. math::

   r_i = \frac{1}{u'_i + k_i + d'_i (f_{i-1} + e_{i-1})}, \quad
   a_i = r_i u'_i, \quad f_i = r_i d'_i f_{i-1}, \quad e_i = r_i (k_i + d'_i e_{i-1}),

with :math:`f_0 = 1` and :math:`e_0 = 0`. The chance of the bottom from place :math:`i` is then
:math:`N_i = f_i + a_i N_{i+1}`, and likewise for the other ends and for the time. Nothing is
subtracted but :math:`1-h`, so each result is right but for a few roundings a place, however small
it is, down to the smallest number that floating point holds in full (2.2e-308).

The settings stand last in every array, so that one instruction of the machine works on several.

Source: Grassmann, W. K., Taksar, M. I., & Heyman, D. P. (1985). Regenerative analysis and steady
state distributions for Markov chains. Operations Research 33, 1107-1116. Aldous, D., & Shepp, L.
(1987). The least variable phase type distribution is Erlang. Stochastic Models 3, 467-473.
"""

from dataclasses import dataclass
from typing import NamedTuple, NoReturn, Self, final

import numpy as np
from numpy.typing import ArrayLike

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov import walk_kernels as kernels
from juryroom.markov.absorbing import ROW_SUM_TOLERANCE, check_absorbing, check_stochastic
from juryroom.markov.arrays import FloatArray
from juryroom.markov.elimination import TOO_SLOW

FARTHEST = 1e300
"""The largest number of steps that is counted; a walk that takes longer is refused."""

CANCELS = 0.01
"""Below this part of the squared mean, a variance is not left to the difference of two moments."""


class Ends(NamedTuple):
    """How walks end, from each place; every array has shape ``(places, settings)``."""

    top: FloatArray
    bottom: FloatArray
    stopped: FloatArray
    mean_steps: FloatArray


class Times(NamedTuple):
    """How long walks take, in steps, from each place; arrays of shape ``(places, settings)``.

    A mean time to an end is the mean over the walks that end there; it is not a number where that
    end has probability 0, for then there is no such walk.
    """

    mean: FloatArray
    variance: FloatArray
    to_top: FloatArray
    to_bottom: FloatArray
    to_stop: FloatArray


class EndsFrom(NamedTuple):
    """How walks end from one distribution over the places where they start."""

    top: FloatArray
    """Shape ``(settings,)``."""
    bottom: FloatArray
    """Shape ``(settings,)``."""
    stopped_at: FloatArray
    """Probability to be stopped at each place, shape ``(places, settings)``."""
    mean_steps: FloatArray
    """Shape ``(settings,)``."""


class CappedWalks(NamedTuple):
    """The law of walks step by step, from one distribution over the places where they start."""

    top: FloatArray
    """Probability to end at the top in step 1, 2, ..., T, shape ``(T, settings)``."""
    bottom: FloatArray
    """Probability to end at the bottom in each step, shape ``(T, settings)``."""
    stopped: FloatArray
    """Probability to be stopped in each step, shape ``(T, settings)``."""
    at_cap: FloatArray
    """Probability to stand at each place after the last step, shape ``(places, settings)``."""

    @property
    def mean_steps(self) -> FloatArray:
        """Expected steps, a walk that is still going counted at the cap, shape ``(settings,)``."""
        steps = np.arange(1, len(self.top) + 1, dtype=np.float64)
        ended = steps @ (self.top + self.bottom + self.stopped)
        return ended + len(self.top) * self.at_cap.sum(axis=0)


@final
@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Walks on the same places, one for each setting, checked once. Make them with `of`.

    Parameters
    ----------
    up, down, stay
        Probability of each move from places 1, ..., m, shape ``(places, settings)``; the three sum
        to one within 1e-12.
    hazard
        Probability to be stopped at each place, same shape.

    Raises
    ------
    OutOfDomainError
        If the shapes differ, or some place of some walk has no probability distribution.
    """

    up: FloatArray
    down: FloatArray
    stay: FloatArray
    hazard: FloatArray

    def __post_init__(self) -> None:
        shapes = {array.shape for array in self._arrays}
        if len(shapes) != 1 or self.up.ndim != 2 or len(self.up) == 0:
            raise OutOfDomainError(
                Problem(
                    "Walks",
                    f"arrays of shape {', '.join(str(array.shape) for array in self._arrays)}",
                    "a walk has moves and a hazard at each of its places, one place or more",
                    "one shape (places, settings) for up, down, stay and hazard",
                )
            )
        if kernels.faults(self._arrays, ROW_SUM_TOLERANCE):
            self._refuse_moves()

    @classmethod
    def of(
        cls,
        up: ArrayLike,
        down: ArrayLike,
        *,
        stay: ArrayLike | None = None,
        hazard: ArrayLike = 0.0,
    ) -> Self:
        """Return walks whose moves are broadcast to one shape ``(places, settings)``.

        Parameters
        ----------
        up, down
            Shape ``(places,)`` for one setting, or ``(places, settings)``.
        stay
            Likewise; without it, what up and down leave of one, rounded once.
        hazard
            A number, or what broadcasts to ``(places, settings)``: ``(settings,)`` for a hazard of
            each setting, ``(places, 1)`` for one of each place.

        Examples
        --------
        >>> walks = Walks.of([0.5, 0.5], [0.5, 0.5])
        >>> walks.ends().top
        array([[0.3333],
               [0.6667]])
        """
        given = [up, down] if stay is None else [up, down, stay]
        moves = [np.asarray(move, dtype=np.float64) for move in given]
        columns = [move[:, None] if move.ndim == 1 else move for move in moves]
        full = np.broadcast_arrays(*columns, np.asarray(hazard, dtype=np.float64))
        rises, falls, *stays, hazards = (array.copy(order="C") for array in full)
        if stays:
            return cls(rises, falls, stays[0], hazards)
        rest = np.empty_like(rises)
        kernels.rest(rises, falls, ROW_SUM_TOLERANCE, rest)
        return cls(rises, falls, rest, hazards)

    @property
    def places(self) -> int:
        """The number of places."""
        return self.up.shape[0]

    @property
    def settings(self) -> int:
        """The number of walks."""
        return self.up.shape[1]

    def ends(self) -> Ends:
        """Return how each walk ends, and its expected steps, from every place.

        Raises
        ------
        OutOfDomainError
            If an end is too far away to be computed.
        NotAbsorbingError
            If some place of some walk reaches no end.

        Examples
        --------
        Odds of about 1 to 100,000 at each of six places: the top is all but out of reach.

        >>> ends = Walks.of([1e-5] * 6, [1 - 1e-5] * 6).ends()
        >>> f"{ends.top[0, 0]:.10e}"
        '1.0000500014e-30'
        """
        top, bottom = np.empty_like(self.up), np.empty_like(self.up)
        stopped, mean_steps = np.empty_like(self.up), np.empty_like(self.up)
        longest = kernels.ends(self._arrays, (top, bottom, stopped, mean_steps))
        if not longest <= FARTHEST:
            self._refuse(mean_steps)
        return Ends(top, bottom, stopped, mean_steps)

    def times(self) -> Times:
        """Return how long each walk takes, to any end and to each of them, from every place.

        The errors raised are those of `ends`.

        Notes
        -----
        The variance is the second moment less the squared mean where that leaves enough digits. It
        does where the mean of a walk on m places is 2 m steps or more: with a clock that ticks at
        random, at rate one, such a walk takes a time of variance V + t for V and t its variance and
        mean in steps, and that is t^2 / m or more (Aldous and Shepp 1987), so V is t^2 / (2 m) or
        more. Elsewhere it is the expected sum of the variances that single steps make in the time
        that remains: sums of squares.

        Examples
        --------
        One place left with probability a fifth: geometric, mean 5, variance 20.

        >>> times = Walks.of([0.1], [0.1]).times()
        >>> times.mean, times.variance, times.to_top
        (array([[5.]]), array([[20.]]), array([[5.]]))
        """
        found = self.ends()
        mean = found.mean_steps
        with np.errstate(over="ignore", invalid="ignore"):
            variance = self._total(2 * mean - 1) - mean**2
            cancels = ~(variance >= CANCELS * mean**2)
        if cancels.any():
            variance = np.where(cancels, self._total(self._variance_of_one_step(mean)), variance)
        given = [
            np.divide(self._total(end), end, out=np.full_like(end, np.nan), where=end > 0)
            for end in (found.top, found.bottom, found.stopped)
        ]
        return Times(mean, variance, *given)

    def visits(self, start: FloatArray) -> FloatArray:
        """Return the expected visits to each place, the start counted, ``(places, settings)``.

        Parameters
        ----------
        start
            Probability to start at each place, shape ``(places,)``; 0 or more, at most 1 in all.
        """
        found = np.empty_like(self.up)
        kernels.visits(self._arrays, self.check_start(start), found)
        if found.size and not found.max() <= FARTHEST:
            self._refuse(found)
        return found

    def ends_from(self, start: FloatArray) -> EndsFrom:
        """Return how each walk ends from one distribution over the places where it starts.

        One pass gives what `ends` gives, and the place where a stopped walk then stands.

        Examples
        --------
        >>> found = Walks.of([0.5, 0.5], [0.5, 0.5], hazard=0.1).ends_from(np.array([1.0, 0.0]))
        >>> found.top, found.bottom, found.stopped_at.T
        (array([0.2821]), array([0.6270]), array([[0.0282, 0.0627]]))
        """
        visits = self.visits(start)
        arrive = visits * self.stay
        arrive[1:] += visits[:-1] * self.up[:-1]
        arrive[:-1] += visits[1:] * self.down[1:]
        return EndsFrom(
            visits[-1] * self.up[-1],
            visits[0] * self.down[0],
            arrive * self.hazard,
            visits.sum(axis=0),
        )

    def capped(self, start: FloatArray, steps: int) -> CappedWalks:
        """Return the law of each walk step by step, over `steps` steps from `start`.

        Examples
        --------
        >>> law = Walks.of([0.5], [0.25]).capped(np.array([1.0]), 3)
        >>> law.top.T, law.at_cap, law.mean_steps
        (array([[0.5    , 0.125  , 0.03125]]), array([[0.015625]]), array([1.3125]))
        """
        top, bottom, stopped = (np.empty((steps, self.settings)) for _ in range(3))
        at_cap = np.empty_like(self.up)
        kernels.capped(self._arrays, self.check_start(start), (top, bottom, stopped), at_cap)
        return CappedWalks(top, bottom, stopped, at_cap)

    @property
    def _arrays(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        return self.up, self.down, self.stay, self.hazard

    def _total(self, reward: FloatArray) -> FloatArray:
        """Return the expected sum of `reward` over the visits, from every place."""
        found = np.empty_like(reward)
        kernels.total(self._arrays, reward, found)
        if found.size and not found.max() < np.inf:
            raise OutOfDomainError(TOO_SLOW)
        return found

    def _variance_of_one_step(self, left: FloatArray) -> FloatArray:
        """Return how much one step varies the expected steps `left`, which are 0 after an end."""
        end = np.zeros((1, self.settings))
        hazard = np.vstack([end, self.hazard, end])
        time = np.vstack([end, left, end])
        up, down = (1 - hazard[2:]) * self.up, (1 - hazard[:-2]) * self.down
        stay = (1 - self.hazard) * self.stay
        ended = hazard[2:] * self.up + hazard[:-2] * self.down + self.hazard * self.stay
        apart = up * down * (time[2:] - time[:-2]) ** 2
        apart += up * stay * (time[2:] - left) ** 2 + down * stay * (time[:-2] - left) ** 2
        return apart + ended * (up * time[2:] ** 2 + down * time[:-2] ** 2 + stay * left**2)

    def check_start(self, start: FloatArray) -> FloatArray:
        """Return a copy of `start`; raise unless it is a distribution over the places."""
        good = start.shape == (self.places,) and (start >= 0).all()
        if not (good and start.sum() <= 1 + ROW_SUM_TOLERANCE):
            raise OutOfDomainError(
                Problem(
                    "Walks, start",
                    f"{start.tolist()}",
                    "a walk starts at one of its places, or has ended before it starts",
                    f"{self.places} probabilities of 0 or more, at most 1 in all",
                )
            )
        return start.astype(np.float64, order="C")

    def chain(self, setting: int) -> tuple[FloatArray, FloatArray]:
        """Return one walk as moves inside and moves out: top, bottom, stopped."""
        up, down, stay, hazard = (array[:, setting] for array in self._arrays)
        moves = np.diag(stay) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)
        ends = np.zeros((self.places, 3))
        ends[-1, 0], ends[0, 1], ends[:, 2] = up[-1], down[0], moves @ hazard
        return moves * (1 - hazard), ends

    def _refuse_moves(self) -> NoReturn:
        """Raise for the first setting with a place that has no probability distribution."""
        for setting in range(self.settings):
            up, down, stay, hazard = (array[:, setting] for array in self._arrays)
            check_stochastic(np.diag(stay), np.column_stack([up, down]))
            check_stochastic(np.diag(1 - hazard), hazard[:, None])
        raise AssertionError("the compiled check and the plain one disagree")

    def _refuse(self, found: FloatArray) -> NoReturn:
        """Raise for the first setting in which `found` is not a number, or too large."""
        setting = int(np.flatnonzero(~(found.max(axis=0) <= FARTHEST))[0])
        check_absorbing(*self.chain(setting))
        raise OutOfDomainError(TOO_SLOW)
