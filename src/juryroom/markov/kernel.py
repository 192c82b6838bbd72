"""Many walks at once: lanes that the compiler can use, and threads, with the walks unchanged.

A lane carries one walk; when it ends, the next walk takes its place. Which lane or thread carries a
walk does not matter to it: its random numbers have its own address. `walk_singly` is the same walk
without lanes, and tests hold the two to the same bytes.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from juryroom.markov.compiled import compiled
from juryroom.markov.counter import inlined, threefry2x32
from juryroom.markov.lanes import GROUP, STEPS, WIDTH, advance_narrow, advance_wide
from juryroom.markov.pieces import in_pieces
from juryroom.markov.vectors import lowest_bit
from juryroom.markov.walk import LADDER, WalkPlan, Words, begin, walk_singly

Names = np.typing.NDArray[np.uint32]

LANES = 2 * GROUP
CHUNK = 1 << 14
"""Walks that are handed to a thread at a time."""


class Walked(NamedTuple):
    """Where walks ended and the steps they took, in the order of their numbers."""

    places: Words
    steps: Words


def walk(
    plan: WalkPlan, key: tuple[int, int], first: int, count: int, *, lanes: bool = True
) -> Walked:
    """Return the walks numbered from `first` on.

    Parameters
    ----------
    plan
        The chain and its start, as whole numbers.
    key
        The key of the stream: two words of 32 bits.
    first, count
        The numbers of the walks, together at most 2^32.
    lanes
        Whether to use the lanes where the chain is a ladder. The walks are the same.
    """
    places = np.empty(count, dtype=np.int32)
    steps = np.empty(count, dtype=np.int32)
    walks = (first, np.uint32(key[0]), np.uint32(key[1]))
    begin(walks, (plan.start_above, plan.start_at), (plan.cap, plan.digits), places, steps)
    if lanes and plan.ladder:
        # The lanes count the rungs from 0 on, so that one comparison says whether a walk goes on.
        lowest, rungs = plan.bottom + 1, plan.top - plan.bottom - 1
        limits = np.zeros((2, LADDER), dtype=np.int32)
        limits[:, :rungs] = plan.above[lowest : plan.top].T
        places -= lowest
        _walk_in_lanes(walks, limits, np.int32(rungs), places, steps)
        places += lowest
    else:
        walk_singly(walks, (plan.above, plan.to, plan.is_open), places, steps)
    return Walked(places, steps)


def walk_in_threads(
    plan: WalkPlan, key: tuple[int, int], first: int, count: int, *, threads: int, chunk: int
) -> Iterator[Walked]:
    """Return the walks numbered from `first` on, chunk by chunk in order, from several threads."""
    return in_pieces(partial(walk, plan, key), first, count, threads=threads, chunk=chunk)


@compiled
def _draw(
    names: Names, taken: Words, half: np.uint32, key: tuple[np.uint32, np.uint32], draws: Words
) -> None:
    """Fill the draws of two steps: those of the block `half` after the one that comes next."""
    odd, even = draws[0], draws[1]
    for i in range(names.size):
        block = np.uint32((np.uint32(taken[i]) >> np.uint32(1)) + half)
        x, y = threefry2x32(names[i], block, key[0], key[1])
        odd[i] = np.int32(x >> np.uint32(1))
        even[i] = np.int32(y >> np.uint32(1))


@inlined
def _exchange(
    lane: int,
    held: Words,
    numbers: Words,
    names: Names,
    walks: tuple[int, int, int],
    found: tuple[Words, Words],
) -> int:
    """Put down the walk of `lane`, which has ended, and take up new ones until one goes on.

    Return the number of the walk that is taken up next. A lane without a walk has the number -1.
    """
    first, upcoming, rungs = walks
    places, steps = found
    while True:
        places[numbers[lane]] = held[0, lane]
        steps[numbers[lane]] = held[1, lane]
        if upcoming == places.size:
            numbers[lane] = -1
            return upcoming
        numbers[lane] = upcoming
        names[lane] = np.uint32(first + upcoming)
        held[0, lane], held[1, lane], held[2, lane] = places[upcoming], 0, steps[upcoming]
        upcoming += 1
        if 0 <= held[0, lane] < rungs and held[2, lane] > 0:
            return upcoming


@compiled
def _walk_in_lanes(
    walks: tuple[int, np.uint32, np.uint32],
    limits: Words,
    rungs: np.int32,
    places: Words,
    steps: Words,
) -> None:
    """Do what `walk_singly` does on a ladder whose open places are the rungs from 0 on, in lanes."""
    first, key0, key1 = walks
    held = np.zeros((3, LANES), dtype=np.int32)
    draws = np.empty((STEPS, LANES), dtype=np.int32)
    names = np.zeros(LANES, dtype=np.uint32)
    numbers = np.full(LANES, -1, dtype=np.int32)
    going = upcoming = min(LANES, places.size)
    for i in range(upcoming):
        numbers[i], names[i] = i, np.uint32(first + i)
        held[0, i], held[2, i] = places[i], steps[i]
    while going > 0:
        for half in range(STEPS // 2):
            pair = draws[2 * half : 2 * half + 2]
            _draw(names, held[1], np.uint32(half), (key0, key1), pair)
        for at in range(0, LANES, GROUP):
            if rungs <= WIDTH:
                ended = advance_narrow(held, draws, at, limits, rungs)
            else:
                ended = advance_wide(held, draws, at, limits, rungs)
            while ended != 0:
                lane = at + lowest_bit(ended)
                ended &= ended - np.uint64(1)
                if numbers[lane] >= 0:
                    upcoming = _exchange(
                        lane, held, numbers, names, (first, upcoming, rungs), (places, steps)
                    )
                    going -= numbers[lane] < 0
