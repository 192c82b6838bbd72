r"""Juries whose jurors all differ, drawn with random numbers by address: the plain walker.

The votes of up to 23 jurors are the bits of a word. Jury :math:`w` reads its numbers at the counters
:math:`(w, b)`, with the key of its stream; a block :math:`b` holds two words of 32 bits:

* blocks :math:`0, 1, \dots`: the ballots :math:`2b + 1` and :math:`2b + 2`;
* blocks :math:`2^{30} + b`: whether the jury is discharged after them, where that depends on the
  votes;
* blocks :math:`2^{31}, 2^{31} + 1, \dots`: the first votes, two seats a block;
* from block :math:`2^{32} - 1` downwards, as in `juryroom.markov.walk`: the number of first votes
  where only their number has a law, and when the jury is discharged where the hazard is constant.

**A ballot.** A word :math:`v` times the number of jurors is the seat drawn (its upper word) and an
even number :math:`f` within that seat (its lower word). Influence is in whole units, all of it just
below :math:`2^{32}` of them. The juror drawn, who sees :math:`s` units on the other side and
:math:`d` in all, moves if the upper 30 bits of :math:`f` are below :math:`2^{30} a s / d`, which is
one product of whole numbers.

**How exact a draw is.** A juror who must move moves, and one who cannot does not. Any other chance
is off by at most :math:`2^{-32}` for the seat, :math:`2^{-30}/n` for the limit, and the rounding of
influence: at each ballot by at most :math:`(3n + 4) \cdot 2^{-32}` in all, where no juror has over
half of the influence. For twelve jurors and 300 ballots that is 2.8e-6, where the standard error of
a million juries is up to 5e-4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import final

import numpy as np

from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.compiled import compiled
from juryroom.markov.counter import threefry2x32
from juryroom.markov.mask_lanes import SEATS
from juryroom.markov.walk import LONGEST, Words, begin, start_limits, stop_digits

DISCHARGE_BLOCK = np.uint32(2**30)
VOTES_BLOCK = np.uint32(2**31)

_UNITS = 2**32 - 64
"""What all influence is scaled to; rounding, and a unit for the least, must not pass 2^32."""

Unsigned = np.typing.NDArray[np.uint32]


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MaskPlan:
    """Everything a jury of jurors who differ needs but its random numbers, as whole numbers.

    Parameters
    ----------
    size
        Jurors, 3 to 23.
    tables
        Influence in units, gain less one and shift of each seat, shape ``(3, SEATS)``; see `turn`.
    whole
        The sum of the influences.
    bottom, top
        Guilty votes that bound those that are no verdict, exclusive.
    leanings
        A juror votes guilty at first where the word is below the entry, 0 to 2^32, shape
        ``(size,)``; none where only the number of guilty votes has a law.
    start_above, start_at
        The number of first guilty votes, as in `juryroom.markov.walk.WalkPlan`.
    cap
        Ballots after which every jury is stopped, 0 to `LONGEST`.
    digits
        Those of a constant hazard, as in `juryroom.markov.walk.WalkPlan`.
    discharge
        A jury is discharged at so many guilty votes where the word is below the entry, 0 to 2^32,
        shape ``(size + 1,)``; none where the hazard does not depend on them.
    """

    size: int
    tables: Unsigned
    whole: int
    bottom: int
    top: int
    leanings: IntArray
    start_above: IntArray
    start_at: Words
    cap: int
    digits: Words
    discharge: IntArray

    @property
    def fits_lanes(self) -> bool:
        """Whether lanes can do it: nobody has over half of the influence, no hazard goes by votes."""
        return not (self.tables[2].any() or self.discharge.size)

    @property
    def room(self) -> tuple[np.uint32, np.uint32, np.uint32]:
        """The jurors, all influence, and the numbers of guilty votes that are no verdict."""
        rungs = self.top - self.bottom - 1
        return np.uint32(self.size), np.uint32(self.whole), np.uint32(rungs)


def mask_plan(
    persuadability: Sequence[float],
    influence: Sequence[float],
    *,
    bounds: tuple[int, int],
    leanings: Sequence[float] | None,
    number: FloatArray | None,
    cap: int | None,
    hazard: float,
    discharge: Sequence[float] | None,
) -> MaskPlan:
    """Return the plan of juries that vote until a verdict or a discharge.

    Parameters
    ----------
    persuadability, influence
        Of each seat; not all influence is 0.
    bounds
        Guilty votes that acquit at most, and that convict at least.
    leanings
        The chance of each juror's first vote for guilty; None where `number` is given.
    number
        The law of the number of first guilty votes, any jurors; None where `leanings` are given.
    cap
        Ballots after which a jury is stopped; None for no such cap, then `LONGEST`.
    hazard
        The chance of discharge after each ballot without a verdict.
    discharge
        That chance by guilty votes, in place of `hazard`; None where it does not depend on them.
    """
    size, (units, gains, shifts) = len(influence), _seats(persuadability, influence)
    tables = np.zeros((3, SEATS), dtype=np.uint32)
    tables[:, :size] = [units, [(gain - 1) % 2**32 for gain in gains], shifts]
    law = np.ones(1) if number is None else number
    return MaskPlan(
        size=size,
        tables=tables,
        whole=sum(units),
        bottom=bounds[0],
        top=bounds[1],
        leanings=_limits(leanings or ()),
        start_above=start_limits(law),
        start_at=np.arange(len(law), dtype=np.int32),
        cap=LONGEST if cap is None else cap,
        digits=stop_digits(hazard),
        discharge=_limits(discharge or ()),
    )


def _limits(chances: Sequence[float]) -> IntArray:
    return np.array([round(Fraction(p) * 2**32) for p in chances], dtype=np.int64)


def _seats(
    persuadability: Sequence[float], influence: Sequence[float]
) -> tuple[list[int], list[int], list[int]]:
    """Return influence in units, and the gain and the shift that make a limit of what is seen."""
    unit = sum(map(Fraction, influence)) / _UNITS
    # What has influence keeps some: a juror who can be persuaded must be persuadable.
    units = [max(round(Fraction(w) / unit), 1) if w else 0 for w in influence]
    gains: list[int] = []
    shifts: list[int] = []
    for place, a in enumerate(persuadability):
        others = sum(units) - units[place]
        shifts.append(32 - others.bit_length() if others else 0)
        scaled = others << shifts[-1]
        # Rounded up, so that what is certain reaches its limit.
        gains.append(-int(-Fraction(a) * 2**62 // scaled) if scaled else 0)
    return units, gains, shifts


@compiled
def first_votes(
    walks: tuple[int, np.uint32, np.uint32],
    plan: tuple[int, Unsigned, IntArray, IntArray, Words, int, Words],
    masks: Words,
    on: Words,
    votes: Words,
    caps: Words,
) -> None:
    """Set the first votes of each jury, their influence and number, and when it is stopped."""
    first, key0, key1 = walks
    size, tables, leanings, start_above, start_at, cap, digits = plan
    begin(walks, (start_above, start_at), (cap, digits), votes, caps)
    masks[:] = 0
    on[:] = 0
    left = votes.copy()
    for half in range((size + 1) // 2):
        block, seat = np.uint32(VOTES_BLOCK + np.uint32(half)), 2 * half
        # Without a juror in the last seat its limit is 0, and nobody votes guilty there.
        even, odd = np.int64(0), np.int64(0)
        if leanings.size:
            even, odd = leanings[seat], leanings[seat + 1] if seat + 1 < size else np.int64(0)
        weights = np.int32(tables[0, seat]), np.int32(tables[0, seat + 1])
        own = np.int32(1 << seat), np.int32(2 << seat)
        for i in range(masks.size):
            x, y = threefry2x32(np.uint32(first + i), block, key0, key1)
            if leanings.size:
                one, other = np.int32(np.int64(x) < even), np.int32(np.int64(y) < odd)
                votes[i] = np.int32(votes[i] + one + other)
            else:
                # So many of those who have not voted yet are still to vote guilty.
                among = (np.uint64(x) * np.uint64(size - seat)) >> np.uint64(32)
                one = np.int32(np.int64(among) < np.int64(left[i]))
                among = (np.uint64(y) * np.uint64(size - seat - 1)) >> np.uint64(32)
                other = np.int32(np.int64(among) < np.int64(left[i] - one))
                left[i] = np.int32(left[i] - one - other)
            masks[i] = np.int32(masks[i] | np.int32(one * own[0]) | np.int32(other * own[1]))
            on[i] = np.int32(on[i] + np.int32(one * weights[0]) + np.int32(other * weights[1]))


@compiled
def turn(
    mask: np.int64, on: np.uint64, word: np.uint32, tables: Unsigned, room: tuple[int, np.uint64]
) -> np.int64:
    """Return the seat whose juror changes sides, or -1: one ballot of one jury."""
    size, whole = room
    drawn = np.uint64(word) * np.uint64(size)
    seat = np.int64(drawn >> np.uint64(32))
    rest = (drawn & np.uint64(2**32 - 1)) >> np.uint64(2)
    seen = whole - on if (mask >> seat) & 1 else on
    limit = (
        (seen << np.uint64(tables[2, seat])) * np.uint64(np.uint32(tables[1, seat] + np.uint32(1)))
    ) >> np.uint64(32)
    return seat if rest < limit else np.int64(-1)


@compiled
def vote_singly(
    walks: tuple[int, np.uint32, np.uint32],
    plan: tuple[int, int, int, int, Unsigned, IntArray],
    masks: Words,
    votes: Words,
    caps: Words,
) -> None:
    """Let each jury vote to its end, one after the other.

    `masks` turns from the first votes into the last, `votes` into their number, `caps` from the
    ballot after which a jury is stopped into the ballots that it took.
    """
    first, key0, key1 = walks
    size, whole, bottom, top, tables, discharge = plan
    room = (size, np.uint64(whole))
    for i in range(masks.size):
        jury, mask, count, taken = np.uint32(first + i), np.int64(masks[i]), np.int64(votes[i]), 0
        on = np.uint64(0)
        for seat in range(size):
            if (mask >> seat) & 1:
                on += np.uint64(tables[0, seat])
        while bottom < count < top and taken < caps[i]:
            odd, even = threefry2x32(jury, np.uint32(taken // 2), key0, key1)
            seat = turn(mask, on, odd if taken % 2 == 0 else even, tables, room)
            if seat >= 0:
                if (mask >> seat) & 1:
                    on -= np.uint64(tables[0, seat])
                    count -= 1
                else:
                    on += np.uint64(tables[0, seat])
                    count += 1
                mask ^= 1 << seat
            taken += 1
            if discharge.size and bottom < count < top:
                block = np.uint32(DISCHARGE_BLOCK + np.uint32((taken - 1) // 2))
                odd, even = threefry2x32(jury, block, key0, key1)
                word = odd if taken % 2 == 1 else even
                if np.int64(word) < discharge[count]:
                    break
        masks[i], votes[i], caps[i] = mask, count, taken
