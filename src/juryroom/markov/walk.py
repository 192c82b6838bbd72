r"""Walks of a finite chain, drawn with random numbers by address: the tables and the plain walker.

Walk :math:`w` reads its numbers at the counters :math:`(w, b)`, with the key of its stream. A block
:math:`b` holds two words of 32 bits; of each the upper 31 are used, as a whole number :math:`v`
from 0 to :math:`2^{31} - 1`:

* block :math:`b = 0, 1, \dots`: the steps :math:`2b + 1` and :math:`2b + 2`;
* block :math:`2^{32} - 1`: where the walk starts (both words together, 63 bits);
* blocks :math:`2^{32} - 2, 2^{32} - 3, \dots`: when it is stopped, two binary digits a block.

**How exact a draw is.** A step goes to the first place whose cumulated probability, rounded to a
multiple of :math:`2^{-31}`, exceeds :math:`v / 2^{31}`. What is certain is certain and what is
impossible is impossible; any other cumulated probability is off by at most :math:`2^{-32}`. Over
:math:`t` steps between neighbours the law of a walk is therefore off by at most
:math:`2t \cdot 2^{-32}` in total variation: 1.4e-7 in 300 steps, where the standard error of a
million walks is up to 5e-4. A move less likely than :math:`2^{-32}` is never made.

**When it is stopped.** With hazard :math:`h` after each step, a walk is stopped after step :math:`T`
with :math:`P(T = 1 + m) = h (1-h)^m`. With :math:`q = 1-h` and :math:`m = \sum_i 2^i m_i`, that is
:math:`h \prod_i (q^{2^i})^{m_i}`: the binary digits are independent, digit :math:`i` is one with
probability :math:`q^{2^i} / (1 + q^{2^i})`, and :math:`T` can be drawn before the walk begins.
"""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy import sparse

from juryroom.markov.arrays import FloatArray, IntArray, Matrix
from juryroom.markov.compiled import compiled
from juryroom.markov.counter import threefry2x32

Word = np.uint32
Words = np.typing.NDArray[np.int32]
Flags = np.typing.NDArray[np.bool_]

LONGEST = 1_000_000
"""Steps after which a walk is given up. Whoever asked is told: it is no ending."""

LADDER = 32
"""Places that fit in the lanes' tables."""

DIGITS = 64
"""Binary digits of the step of a stop: with a hazard of nothing, all of them above the twentieth are
nought, and the walk is stopped, once in 2^44."""

_WHOLE = 2**31
START_BLOCK = np.uint32(2**32 - 1)
"""The block of a random start; those below it, downwards, are the digits of the stop."""


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WalkPlan:
    """Everything a walk needs but its random numbers, as whole numbers.

    Parameters
    ----------
    start_above
        A walk starts at the place of `start_at` whose index is the number of these that are below
        the draw, shape ``(starts - 1,)``.
    start_at
        Places in which walks start, shape ``(starts,)``.
    above
        A step from place p goes to ``to[p, i]``, i the number of ``above[p]`` that are below the
        draw, shape ``(places, width - 1)``.
    to
        Where steps go, shape ``(places, width)``.
    is_open
        Places in which a walk goes on, shape ``(places,)``.
    cap
        Steps after which every walk is stopped, 0 to `LONGEST`.
    digits
        A binary digit of the step of the stop is one where the draw is above its entry; none where
        there is no hazard.
    ladder
        Whether steps go one place down, stay, or one place up: `above` is then their two limits.
    bottom, top
        For a ladder, the places that bound the open ones, exclusive.
    """

    start_above: IntArray
    start_at: Words
    above: Words
    to: Words
    is_open: Flags
    cap: int
    digits: Words
    ladder: bool
    bottom: int
    top: int


def walk_plan(
    matrix: Matrix,
    *,
    is_open: Flags,
    start_at: IntArray,
    start_probabilities: FloatArray,
    cap: int | None,
    hazard: float,
) -> WalkPlan:
    """Return the plan of walks that start at random and go on until a place that is not open.

    Parameters
    ----------
    matrix
        Row-stochastic, shape ``(places, places)``; dense or sparse.
    is_open
        Places in which a walk goes on, shape ``(places,)``.
    start_at, start_probabilities
        Where walks start, shape ``(starts,)``.
    cap
        Steps after which a walk is stopped where it is; None for no such cap, then `LONGEST`.
    hazard
        The chance of being stopped after each step that leaves the walk in an open place, 0 to 1.
    """
    open_places = np.flatnonzero(is_open)
    ladder = len(is_open) <= LADDER and _is_ladder(matrix, open_places)
    above, to = _ladder_rows(matrix) if ladder else _any_rows(matrix, open_places)
    return WalkPlan(
        start_above=start_limits(start_probabilities),
        start_at=start_at.astype(np.int32),
        above=above,
        to=to,
        is_open=np.asarray(is_open, dtype=np.bool_),
        cap=LONGEST if cap is None else cap,
        digits=stop_digits(hazard),
        ladder=ladder,
        bottom=int(open_places[0]) - 1 if open_places.size else 0,
        top=int(open_places[-1]) + 1 if open_places.size else 0,
    )


def start_limits(probabilities: FloatArray) -> IntArray:
    """Return the largest draw of 63 bits that does not pass each cumulated probability."""
    cumulated = np.cumsum(probabilities)
    limits = np.rint(np.ldexp(cumulated[:-1] / cumulated[-1], 63))
    # The largest limit, 2^63, is one more than an entry can hold; lowered by one it fits.
    return np.array([int(limit) - 1 for limit in limits], dtype=np.int64)


def _is_ladder(matrix: Matrix, open_places: IntArray) -> bool:
    """Whether the open places are neighbours and no step from them goes further than one place."""
    if not open_places.size or open_places[-1] - open_places[0] + 1 != len(open_places):
        return False
    rows, columns = np.nonzero(_dense(matrix)[open_places])
    return bool((np.abs(columns - open_places[rows]) <= 1).all())


def _dense(matrix: Matrix) -> FloatArray:
    return matrix.toarray() if isinstance(matrix, sparse.sparray) else matrix


def _limits(cumulated: FloatArray) -> Words:
    """Return the largest draw that does not pass each cumulated probability; -1 where all pass."""
    return (np.rint(np.ldexp(cumulated, 31)) - 1).astype(np.int32)


def _ladder_rows(matrix: Matrix) -> tuple[Words, Words]:
    """Return the limits of down and stay, and the three places, for every place."""
    dense = _dense(matrix)
    places = np.arange(len(dense))
    down = np.where(places > 0, dense[places, places - 1], 0.0)
    up = np.where(places < len(dense) - 1, dense[places, (places + 1) % len(dense)], 0.0)
    whole = down + dense[places, places] + up
    # Only open places are walked from; another row may hold other moves, and is not read.
    whole[whole == 0] = 1.0
    stay_or_down = np.where(up > 0, (down + dense[places, places]) / whole, 1.0)
    above = np.column_stack([_limits(down / whole), _limits(stay_or_down)])
    to = np.clip(places[:, None] + np.array([-1, 0, 1]), 0, len(dense) - 1)
    return above, to.astype(np.int32)


def _any_rows(matrix: Matrix, open_places: IntArray) -> tuple[Words, Words]:
    """Return the limits and the places of each open row's positive entries, padded to one width."""
    rows = sparse.csr_array(matrix, copy=True)
    rows.eliminate_zeros()
    width = int(np.diff(rows.indptr).max())
    places = len(rows.indptr) - 1
    above = np.full((places, max(width - 1, 1)), _WHOLE - 1, dtype=np.int32)
    to = np.zeros((places, max(width, 2)), dtype=np.int32)
    for place in open_places:
        low, high = rows.indptr[place : place + 2]
        cumulated = np.cumsum(rows.data[low:high])
        above[place, : high - low - 1] = _limits(cumulated[:-1] / cumulated[-1])
        to[place, : high - low] = rows.indices[low:high]
        to[place, high - low :] = rows.indices[high - 1]
    return above, to


def stop_digits(hazard: float) -> Words:
    """Return the limit of each binary digit of the step of the stop, the lowest digit first."""
    digits: list[float] = []
    ratio = 1.0 - hazard
    # A hazard too small to be taken from one has digits without end; DIGITS say enough of them.
    while hazard > 0 and ratio / (1.0 + ratio) >= 2.0**-33 and len(digits) < DIGITS:
        digits.append(1.0 / (1.0 + ratio))
        ratio *= ratio
    if hazard > 0 and not digits:
        # A stop that is all but certain has no digits that can be one, and is still a stop.
        digits.append(1.0)
    return _limits(np.array(digits, dtype=np.float64))


@compiled
def begin(
    walks: tuple[int, np.uint32, np.uint32],
    starts: tuple[IntArray, Words],
    stop: tuple[int, Words],
    places: Words,
    caps: Words,
) -> None:
    """Set where each walk starts and the step after which it is stopped.

    `walks` is the number of the first walk and the two words of the key; `starts` and `stop` are
    the fields of the plan.
    """
    first, key0, key1 = walks
    above, at = starts
    cap, digits = stop
    draws = np.empty(places.size, dtype=np.int64)
    for i in range(places.size):
        x, y = threefry2x32(np.uint32(first + i), START_BLOCK, key0, key1)
        draws[i] = np.int64(((np.uint64(x) << np.uint64(32)) | np.uint64(y)) >> np.uint64(1))
    places[:] = 0
    for limit in above:
        _count_passed(draws, limit, places)
    for i in range(places.size):
        places[i] = at[places[i]]
    caps[:] = cap
    if digits.size == 0:
        return
    for i in range(places.size):
        caps[i] = min(cap, _stop_step(np.uint32(first + i), key0, key1, digits))


@compiled
def _count_passed(draws: IntArray, limit: int, passed: Words) -> None:
    """Add one to `passed` where the draw is above the limit."""
    for i in range(draws.size):
        passed[i] = np.int32(passed[i] + np.int32(draws[i] > limit))


@compiled
def _stop_step(walk: np.uint32, key0: np.uint32, key1: np.uint32, digits: Words) -> int:
    """Return the step after which the hazard stops the walk; past `LONGEST`, no exact number."""
    step = 1
    for i in range(digits.size):
        x, y = threefry2x32(walk, np.uint32(START_BLOCK - np.uint32(1 + i // 2)), key0, key1)
        word = x if i % 2 == 0 else y
        if np.int32(word >> np.uint32(1)) > digits[i]:
            step += 1 << min(i, 24)
    return step


@compiled
def step(place: int, draw: np.int32, above: Words, to: Words) -> int:
    """Return the place after one step."""
    passed = 0
    for i in range(above.shape[1]):
        passed += draw > above[place, i]
    return to[place, passed]


@compiled
def walk_singly(
    walks: tuple[int, np.uint32, np.uint32],
    rows: tuple[Words, Words, Flags],
    places: Words,
    caps: Words,
) -> None:
    """Walk each walk to its end, one after the other.

    `places` turns from where each starts into where it ends, `caps` from the step after which it
    is stopped into the steps that it took.
    """
    first, key0, key1 = walks
    above, to, is_open = rows
    for i in range(places.size):
        walk, place, taken, even = np.uint32(first + i), places[i], 0, np.uint32(0)
        while is_open[place] and taken < caps[i]:
            if taken % 2 == 0:
                odd, even = threefry2x32(walk, np.uint32(taken // 2), key0, key1)
                place = step(place, np.int32(odd >> np.uint32(1)), above, to)
            else:
                place = step(place, np.int32(even >> np.uint32(1)), above, to)
            taken += 1
        places[i] = place
        caps[i] = taken
