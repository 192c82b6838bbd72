"""The jurors who sit, counted by vote and private view, and what can happen to them at once.

Each function returns a row-stochastic matrix: from each way in which the jurors stand before, the
chance of each way after. A chain knows votes alone, and a juror of a chain thinks as he or she
votes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import comb, prod
from typing import final

import numpy as np
from scipy import sparse

from juryroom.deliberation.interface import Chain, JurorProcess
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.outcome.events import Leaves

Move = tuple[IntArray, float]
"""The jurors in each condition after something happened, and the chance of it."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Every way in which the jurors can stand.

    Parameters
    ----------
    counts
        Jurors in each condition, shape ``(states, conditions)``; rows sum to the jury size.
    votes, minds
        Whether a juror in each condition votes guilty, and thinks guilty: 0 or 1, shape
        ``(conditions,)``.
    guilty_votes, guilty_minds
        The votes for guilty in each state, and the jurors who think guilty, shape ``(states,)``.
    starts
        The state in which a jury takes its first ballot with 0, 1, ..., n guilty votes.
    knows_minds
        Whether private views are part of the model.
    """

    counts: IntArray
    votes: IntArray
    minds: IntArray
    guilty_votes: IntArray
    guilty_minds: IntArray
    starts: IntArray
    knows_minds: bool
    place: dict[tuple[int, ...], int]

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return len(self.starts) - 1

    def condition(self, *, mind: int, vote: int) -> int:
        """Return the one condition of such jurors; where views are unknown, of such votes."""
        thinks = (self.minds == mind) | (not self.knows_minds)
        fits = np.flatnonzero(thinks & (self.votes == vote))
        if len(fits) != 1:
            raise _unclear(f"{len(fits)} conditions with view {mind} and vote {vote}")
        return int(fits[0])

    def first_ballot(self, ballot: FirstBallot) -> FloatArray:
        """Return the distribution over the states of a jury that takes this first ballot."""
        mass = np.zeros(len(self.counts))
        np.add.at(mass, self.starts, np.array(ballot.probabilities))
        return mass


@lru_cache(maxsize=64)
def seats(model: Chain | JurorProcess, jury_size: int) -> Seats:
    """Return every way in which `jury_size` jurors can stand in `model`.

    Raises
    ------
    OutOfDomainError
        If the conditions of a juror process do not say how a juror votes and thinks.
    """
    juries = np.arange(jury_size + 1)
    if isinstance(model, Chain):
        counts = np.column_stack([juries, jury_size - juries])
        guilty = np.array([1, 0])
        return Seats(counts, guilty, guilty, juries, juries, juries, False, _places(counts))
    states = model.states(jury_size)
    return Seats(
        states.counts,
        _by_condition(states.counts, states.guilty_votes),
        _by_condition(states.counts, states.guilty_minds),
        states.guilty_votes,
        states.guilty_minds,
        np.array([model.start(jury_size, votes) for votes in range(jury_size + 1)]),
        True,
        _places(states.counts),
    )


def rumoured(before: Seats, strength: float) -> sparse.csr_array:
    """Return the matrix of a rumour: who votes not guilty comes to think and vote guilty."""
    won = before.condition(mind=1, vote=1)
    silent = np.flatnonzero(before.votes == 0)

    def moves(row: IntArray) -> Iterator[Move]:
        for moved in product(*(range(row[condition] + 1) for condition in silent)):
            after = row.copy()
            after[silent] -= moved
            after[won] += sum(moved)
            chances = (
                comb(int(n), k) * strength**k * (1 - strength) ** (int(n) - k)
                for n, k in zip(row[silent], moved, strict=True)
            )
            yield after, prod(chances)

    return _matrix([moves(row) for row in before.counts], before)


def left(before: Seats, after: Seats, leaves: Leaves) -> sparse.csr_array:
    """Return the matrix of a juror who leaves; `after` has one juror fewer."""
    may_leave = {
        Leaves.GUILTY_VOTER: before.votes == 1,
        Leaves.NOT_GUILTY_VOTER: before.votes == 0,
        Leaves.AT_RANDOM: before.votes >= 0,
    }[leaves]

    def moves(row: IntArray) -> Iterator[Move]:
        jurors = row * may_leave
        jurors = jurors if jurors.any() else row
        for condition in np.flatnonzero(jurors):
            yield _changed(row, condition, -1), jurors[condition] / jurors.sum()

    return _matrix([moves(row) for row in before.counts], after)


def joined(before: Seats, after: Seats, guilty: float) -> sparse.csr_array:
    """Return the matrix of an alternate who comes in and votes as he or she thinks."""
    chances = ((after.condition(mind=view, vote=view), view) for view in (0, 1))
    comes = [(condition, guilty if view else 1 - guilty) for condition, view in chances]

    def moves(row: IntArray) -> Iterator[Move]:
        for condition, chance in comes:
            yield _changed(row, condition, 1), chance

    return _matrix([moves(row) for row in before.counts], after)


def as_they_think(before: Seats) -> sparse.csr_array:
    """Return the matrix of jurors who vote their private views."""
    sincere = [before.condition(mind=int(view), vote=int(view)) for view in before.minds]

    def moves(row: IntArray) -> Iterator[Move]:
        after = np.zeros_like(row)
        np.add.at(after, sincere, row)
        yield after, 1.0

    return _matrix([moves(row) for row in before.counts], before)


def pulled(before: Seats) -> sparse.csr_array:
    """Return the matrix of one juror of the smaller side who votes with the larger.

    The juror is drawn uniformly from the smaller side and keeps the private view. Where the sides
    are even, or there is one side only, nothing moves.
    """

    def moves(row: IntArray) -> Iterator[Move]:
        guilty = int(row @ before.votes)
        smaller = min(guilty, before.jury_size - guilty)
        if smaller == 0 or 2 * smaller == before.jury_size:
            yield row, 1.0
            return
        vote = int(guilty == smaller)
        for condition in np.flatnonzero((before.votes == vote) & (row > 0)):
            to = before.condition(mind=int(before.minds[condition]), vote=1 - vote)
            yield _changed(_changed(row, condition, -1), to, 1), row[condition] / smaller

    return _matrix([moves(row) for row in before.counts], before)


def _changed(row: IntArray, condition: np.intp | int, by: int) -> IntArray:
    after = row.copy()
    after[condition] += by
    return after


def _matrix(moves: list[Iterator[Move]], after: Seats) -> sparse.csr_array:
    entries = [
        (chance, before, after.place[tuple(map(int, row))])
        for before, made in enumerate(moves)
        for row, chance in made
        if chance > 0
    ]
    chances, rows, columns = (np.array(column) for column in zip(*entries, strict=True))
    shape = (len(moves), len(after.counts))
    return sparse.coo_array((chances.astype(np.float64), (rows, columns)), shape=shape).tocsr()


def _places(counts: IntArray) -> dict[tuple[int, ...], int]:
    places = {tuple(map(int, row)): place for place, row in enumerate(counts)}
    if len(places) < len(counts):
        raise _unclear("two states with the same number of jurors in every condition")
    return places


def _by_condition(counts: IntArray, totals: IntArray) -> IntArray:
    """Return what a juror in each condition adds to the total, 0 or 1."""
    solution = np.linalg.lstsq(counts.astype(np.float64), totals.astype(np.float64))[0]
    share = np.rint(solution).astype(np.int64)
    if not (np.isin(share, (0, 1)).all() and (counts @ share == totals).all()):
        raise _unclear("votes or views that are not those of the jurors in each condition")
    return share


def _unclear(found: str) -> OutOfDomainError:
    return OutOfDomainError(
        Problem(
            "states of a juror process",
            found,
            "something that happens to one juror needs conditions that say how a juror votes and "
            "thinks, with one condition for each pair",
            "states that count jurors by vote and private view, as in 'private-public'",
        )
    )
