r"""A walk of one place at a time that moves ever less readily, and may stop at any step.

At place :math:`v` a step takes the time :math:`l_v` and is the last with probability :math:`h_v`.
Otherwise the walk rises with probability :math:`r u_v`, falls with :math:`r d_v`, or remains; then
the readiness :math:`r`, which begins at 1, falls by :math:`l_v / \tau`, or by the share :math:`f` of
that at the *slow* places, not below 0. At :math:`r = 0` the walk stays where it is, and the steps
until it stops are geometric.

What is used up depends only on how often the walk stepped from places of each length :math:`l`, so
the readiness takes finitely many values, and so does the time. A *level* is one value of what the
places that are not slow have used; steps at slow places, all of one length, are counted beside it.
Levels are made in the order of steps, so one pass forward gives the law and the matrix is never
made. Levels of one step that lie within a width of each other are one: what that can cost is
bounded by coupling, since a step goes otherwise with probability
:math:`(u_v + d_v) |r - r'|` at most.
"""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.fading_kernels import Found, Walk, grouped, play_out

MOST_STATES = 60_000_000
"""Places times readiness; half a second or so, and no more than a few hundred megabytes."""

_HOPED = 300.0
"""How much wider than is sure to be enough levels are tried first; the bound then tells."""

_NEGLIGIBLE = 1e-6 / 300
"""Of the accuracy: the chance of a state that is played out no more; the bound counts it."""

_POWERS = 4096
"""Numbers of steps of which the chance to have stopped is kept; it is calculated for others."""

_SURE = 2.0**-53

_EQUAL = 1e-12
"""Lengths of steps that agree to this share are one."""


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FadingLaw:
    """Where and when a fading walk stops.

    Parameters
    ----------
    places
        Probability of each place at the stop, shape ``(places,)``.
    time, square
        Time of the stop and its square, each times the probability of the place and summed over
        the walks that stop there, shape ``(places,)``.
    ended
        Probability to have stopped at each place by each of the times asked, shape
        ``(times, places)``.
    error
        The law of places and of times is right but for a part of the walks of this probability, by
        a bound.
    clock_error
        Of the other walks each time is right within this.
    states
        Places times values of readiness that were gone through.
    """

    places: FloatArray
    time: FloatArray
    square: FloatArray
    ended: FloatArray
    error: float
    clock_error: float
    states: int


class _Layer(NamedTuple):
    """The levels after so many steps at places that are not slow."""

    used: FloatArray
    spread: FloatArray
    """How far a level may be from what was used."""
    live: IntArray
    """How many numbers of slow steps leave some readiness."""
    begin: IntArray
    rows: IntArray


@final
class FadingWalk:
    """A walk that moves ever less readily.

    Parameters
    ----------
    up, down
        Chance to rise and to fall at readiness 1, shape ``(places,)``.
    stop
        Chance that a step is the last, above 0.
    lasts
        Time that a step takes; one length at all slow places.
    slow
        Which places are slow.
    patience
        The time at other places that uses up all readiness, above 0.
    slowing
        What a slow place uses of readiness, as a share of what others would, above 0.

    Examples
    --------
    Two places, a coin at each step whether to change, and all readiness used after one step:

    >>> half, one = np.full(2, 0.5), np.ones(2)
    >>> walk = FadingWalk(half * [1, 0], half * [0, 1], half, one, one < 0, patience=1, slowing=1)
    >>> law = walk.law(np.array([1.0, 0.0]), np.array([1.0, 2.0]))
    >>> law.places, law.ended.sum(axis=1)
    (array([0.75, 0.25]), array([0.5 , 0.75]))
    """

    def __init__(
        self,
        up: FloatArray,
        down: FloatArray,
        stop: FloatArray,
        lasts: FloatArray,
        slow: np.typing.NDArray[np.bool_],
        *,
        patience: float,
        slowing: float,
    ) -> None:
        self._slow_length = float(lasts[slow][0]) if slow.any() else 0.0
        if not np.allclose(lasts[slow], self._slow_length, rtol=_EQUAL, atol=0):
            raise _refused(
                "slow places of several lengths", "one length of the steps at slow places"
            )
        self._patience = patience
        self._slow_use = self._slow_length * slowing / patience
        lengths, kind = np.unique(np.round(lasts[~slow] / lasts.max(), 14), return_inverse=True)
        self._uses = lengths * lasts.max() / patience
        group = np.full(len(up), -1)
        group[~slow] = kind
        survive = np.log1p(-np.minimum(stop, 1 - _SURE))
        powers = -np.expm1(np.arange(_POWERS) * survive[:, None])
        self._walk: Walk = (up, down, stop, lasts, group.astype(np.int64), powers, survive)
        self._most_move = float((up + down).max())

    def law(self, start: FloatArray, times: FloatArray, *, accuracy: float = 1e-10) -> FadingLaw:
        """Return where and when the walk stops.

        Parameters
        ----------
        start
            Probability of each place at time 0, shape ``(places,)``.
        times
            Times at which to give what has stopped, rising, shape ``(times,)``.
        accuracy
            The largest `error` of the law that is accepted; a larger one takes fewer states.

        Raises
        ------
        OutOfDomainError
            If this takes more than `MOST_STATES` states.
        """
        found = self._law(start, times, accuracy, _HOPED)
        return found if found.error <= accuracy else self._law(start, times, accuracy, 1.0)

    def _law(
        self, start: FloatArray, times: FloatArray, accuracy: float, hoped: float
    ) -> FadingLaw:
        """Return the law, with levels wider than is sure to be enough by the factor `hoped`."""
        width, negligible = (hoped * each for each in self._widths(accuracy))
        m = len(start)
        found: Found = (
            np.zeros((3, m)),
            np.zeros((3, m)),
            np.zeros((len(times) + 1, m)),
            np.zeros((len(times), m)),
        )
        layer = self._first()
        here = np.zeros((int(layer.rows.sum()), m))
        here[0] = start
        states, error, strays = 0, 0.0, 0.0
        while layer.used.size:
            after, leads = self._next(layer, width)
            states += here.size
            if states + m * int(after.rows.sum()) > MOST_STATES:
                raise _refused(
                    f"more than {MOST_STATES:,} values of place and readiness",
                    "less patience, fewer lengths of steps, or a larger accuracy such as 1e-4",
                )
            there = np.zeros((int(after.rows.sum()), m))
            strays = max(strays, float(layer.spread.max()))
            clocks = layer.used * self._patience
            levels = (1 - layer.used, clocks, *layer[1:])
            slow = (self._slow_use, self._slow_length)
            onward = (leads, after.begin)
            error += play_out(
                self._walk, levels, onward, slow, (here, there), found, times, negligible
            )
            layer, here = after, there
        return self._collected(found, error, strays * self._patience, states)

    def _collected(self, found: Found, error: float, clock_error: float, states: int) -> FadingLaw:
        """Return the law from the sums over walks that stop in a step, and over those that stay."""
        stop, lasts = self._walk[2], self._walk[3]
        (part, timed, squared), (rest, rest_timed, rest_squared) = found[0] * stop, found[1]
        wait = lasts / stop
        return FadingLaw(
            places=part + rest,
            time=timed + part * lasts + rest_timed + rest * wait,
            square=squared
            + lasts * (2 * timed + lasts * part)
            + rest_squared
            + wait * (2 * rest_timed + wait * (2 - stop) * rest),
            ended=np.cumsum(found[2][:-1], axis=0) + found[3],
            error=error,
            clock_error=clock_error,
            states=states,
        )

    @property
    def longest_wait(self) -> float:
        """A bound of the mean time that is left, wherever the walk is."""
        return float(self._walk[3].max() / self._walk[2].min())

    def _widths(self, accuracy: float) -> tuple[float, float]:
        """Return the width of a level, and the chance of a state that is played out no more.

        In k layers a level strays k half-widths at most, and every step may cost that much; half of
        the accuracy is for it, half for what is left out.
        """
        layers = ceil(1 / self._uses.min()) + 1 if self._uses.size else 1
        slow = ceil(1 / self._slow_use) if self._slow_use else 0
        width = accuracy / (self._most_move * layers * (layers + slow) + 1)
        return width, accuracy * _NEGLIGIBLE

    def _first(self) -> _Layer:
        return self._rows(np.zeros(1), np.zeros(1), np.zeros(1, dtype=np.int64))

    def _next(self, layer: _Layer, width: float) -> tuple[_Layer, IntArray]:
        """Return the next layer, and the level to which each level goes by each length of step."""
        kinds = len(self._uses)
        leads = np.full((len(layer.used), max(kinds, 1)), -1)
        going = np.flatnonzero(layer.live > 0)
        values = (layer.used[going, None] + self._uses).ravel()
        order = np.argsort(values, kind="stable")
        label = np.empty(len(values), dtype=np.int64)
        label[order] = grouped(values[order], width)
        levels = int(label.max()) + 1 if len(values) else 0
        low, high = np.full(levels, np.inf), np.full(levels, -np.inf)
        np.minimum.at(low, label, values)
        np.maximum.at(high, label, values)
        used = (low + high) / 2
        spread, reach = np.zeros(levels), np.zeros(levels, dtype=np.int64)
        np.maximum.at(spread, label, np.repeat(layer.spread[going], kinds))
        np.maximum.at(reach, label, np.repeat(layer.live[going], kinds))
        leads[going] = label.reshape(len(going), kinds) if kinds else -1
        return self._rows(used, spread + (high - low) / 2, reach), leads.astype(np.int64)

    def _rows(self, used: FloatArray, spread: FloatArray, reach: IntArray) -> _Layer:
        """Return the levels with their rows: one for each number of slow steps."""
        left = 1 - used + spread
        if self._slow_use:
            live = np.where(left > 0, np.floor(left / self._slow_use).astype(np.int64) + 1, 0)
            rows = np.maximum(np.where(live > 0, live + 1, 0), reach)
        else:
            live = (left > 0).astype(np.int64)
            rows = np.maximum(live, reach)
        return _Layer(used, spread, live, np.cumsum(rows) - rows, rows)


def _refused(found: str, accepted: str) -> OutOfDomainError:
    return OutOfDomainError(
        Problem(
            "FadingWalk", found, "the law is found state by state, place and readiness", accepted
        )
    )
