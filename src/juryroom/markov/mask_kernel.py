"""Many juries of jurors who differ at once: lanes and threads, with the juries unchanged.

`vote_singly` is the same without lanes, and tests hold the two to the same bytes. What is said of
lanes in `juryroom.markov.kernel` holds here.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from juryroom.markov.compiled import compiled
from juryroom.markov.counter import inlined
from juryroom.markov.mask_lanes import DRAWN, GROUP, ROWS, STEPS, draw_words, vote_narrow, vote_wide
from juryroom.markov.mask_walk import MaskPlan, first_votes, vote_singly
from juryroom.markov.pieces import in_pieces
from juryroom.markov.vectors import WIDTH, lowest_bit
from juryroom.markov.walk import Words

LANES = 4 * GROUP
CHUNK = 1 << 14
"""Juries that are handed to a thread at a time."""


class Voted(NamedTuple):
    """The last votes of juries and the ballots they took, in the order of their numbers."""

    masks: Words
    """The juror in seat s voted guilty at the last where bit s - 1 is one."""
    votes: Words
    ballots: Words


def vote(
    plan: MaskPlan, key: tuple[int, int], first: int, count: int, *, lanes: bool = True
) -> Voted:
    """Return the juries numbered from `first` on.

    Parameters
    ----------
    plan
        The jurors, their first votes and the court, as whole numbers.
    key
        The key of the stream: two words of 32 bits.
    first, count
        The numbers of the juries, together at most 2^32.
    lanes
        Whether to use the lanes, which is done where no hazard depends on the votes. The juries are
        the same.
    """
    masks, on, votes, ballots = (np.empty(count, dtype=np.int32) for _ in range(4))
    walks = (first, np.uint32(key[0]), np.uint32(key[1]))
    starts = (plan.leanings, plan.start_above, plan.start_at, plan.cap, plan.digits)
    first_votes(walks, (plan.size, plan.tables, *starts), masks, on, votes, ballots)
    if lanes and plan.fits_lanes:
        # The lanes count rungs from 0 on, so that one comparison says whether a jury goes on.
        votes -= plan.bottom + 1
        _vote_in_lanes(walks, plan.tables.view(np.int32), plan.room, (masks, on, votes, ballots))
        votes += plan.bottom + 1
    else:
        room = (plan.size, plan.whole, plan.bottom, plan.top, plan.tables, plan.discharge)
        vote_singly(walks, room, masks, votes, ballots)
    return Voted(masks, votes, ballots)


def vote_in_threads(
    plan: MaskPlan, key: tuple[int, int], first: int, count: int, *, threads: int, chunk: int
) -> Iterator[Voted]:
    """Return the juries numbered from `first` on, chunk by chunk in order, from several threads."""
    return in_pieces(partial(vote, plan, key), first, count, threads=threads, chunk=chunk)


@inlined
def _exchange(
    lane: int,
    held: Words,
    numbers: Words,
    walks: tuple[int, int, np.uint32],
    juries: tuple[Words, Words, Words, Words],
) -> int:
    """Put down the jury of `lane`, which has ended, and take up new ones until one goes on.

    Return the number of the jury that is taken up next. A lane without a jury has the number -1.
    """
    first, upcoming, rungs = walks
    masks, on, votes, ballots = juries
    ended = numbers[lane]
    masks[ended], votes[ended], ballots[ended] = held[0, lane], held[2, lane], held[3, lane]
    while upcoming < masks.size:
        if 0 <= votes[upcoming] < rungs and ballots[upcoming] > 0:
            numbers[lane] = upcoming
            held[0, lane], held[1, lane] = masks[upcoming], on[upcoming]
            held[2, lane], held[3, lane], held[4, lane] = votes[upcoming], 0, ballots[upcoming]
            held[5, lane] = np.int32(np.uint32(first + upcoming))
            return upcoming + 1
        ballots[upcoming] = 0
        upcoming += 1
    numbers[lane] = -1
    return upcoming


@compiled
def _vote_in_lanes(
    walks: tuple[int, np.uint32, np.uint32],
    tables: Words,
    room: tuple[np.uint32, np.uint32, np.uint32],
    juries: tuple[Words, Words, Words, Words],
) -> None:
    """Do what `vote_singly` does where no hazard depends on the votes, in lanes."""
    first, key0, key1 = walks
    masks, on, votes, ballots = juries
    held = np.zeros((ROWS, LANES), dtype=np.int32)
    words = np.empty((STEPS, LANES), dtype=np.int32)
    numbers = np.full(LANES, -1, dtype=np.int32)
    going = upcoming = min(LANES, masks.size)
    for i in range(upcoming):
        numbers[i], held[5, i] = i, np.int32(np.uint32(first + i))
        held[0, i], held[1, i], held[2, i], held[4, i] = masks[i], on[i], votes[i], ballots[i]
    while going > 0:
        for at in range(0, LANES, DRAWN * WIDTH):
            draw_words(held, words, at, (key0, key1))
        for at in range(0, LANES, GROUP):
            if room[0] <= WIDTH:
                ended = vote_narrow(held, words, at, tables, room)
            else:
                ended = vote_wide(held, words, at, tables, room)
            while ended != 0:
                lane = at + lowest_bit(ended)
                ended &= ended - np.uint64(1)
                if numbers[lane] >= 0:
                    walk = (first, upcoming, room[2])
                    upcoming = _exchange(lane, held, numbers, walk, juries)
                    going -= numbers[lane] < 0
