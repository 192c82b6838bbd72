"""Juries simulated one by one: the check on the exact law, and the way to see single juries.

What a simulated jury does depends on its stream, its number in it and the question asked, and on
nothing else: not on threads, on chunks, on the machine, or on where a simulation was interrupted.
"""

import os
from typing import NamedTuple, assert_never

import numpy as np
from scipy import sparse

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess, Scheme
from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.absorbing import check_stochastic, unabsorbed
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.kernel import CHUNK, Walked, walk_in_threads
from juryroom.markov.walk import LONGEST, Flags, WalkPlan, walk_plan
from juryroom.outcome.hours import HourlyHazard
from juryroom.outcome.patience import (
    AnyPatience,
    BallotCap,
    HangHazard,
    Never,
    Patience,
    SplitHazard,
    in_ballots,
)
from juryroom.outcome.simulated import SimulatedOutcome
from juryroom.outcome.solve import deliberation_law, moves_under, scaled_columns
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Stream

MOST_JURIES = 2**32
"""Juries in one stream: a jury's number is one word of 32 bits of its address."""

_JURIES = Parameter("replicates", 1, MOST_JURIES, "juries", "the juries to simulate", whole=True)
_FIRST = Parameter(
    "first", 0, MOST_JURIES - 1, "none", "the number of the first jury in its stream", whole=True
)
_THREADS = Parameter("threads", 1, 1024, "none", "the threads that share the juries", whole=True)
_CHUNK = Parameter(
    "chunk", 1, 2**24, "juries", "the juries that a thread takes at a time", whole=True
)
_PRESSURE = Parameter(
    "pressure",
    0.0,
    1.0,
    "probability",
    "the chance per ballot that, instead, one juror who votes not guilty votes guilty",
)

_ENDINGS = tuple(Ending)


class _Room(NamedTuple):
    """What is walked, and what can be seen of each of its places."""

    matrix: sparse.csr_array
    starts: IntArray
    ending: IntArray
    """The column of `Ending` that a place is when the walk ends there; hung for the open ones."""
    is_open: Flags
    votes: IntArray | None
    minds: IntArray | None


def simulate(
    question: tuple[DeliberationModel, FirstBallot, DecisionRule, AnyPatience, float],
    replicates: int,
    *,
    stream: Stream,
    first: int = 0,
    threads: int | None = None,
    chunk: int = CHUNK,
) -> SimulatedOutcome:
    """Return how simulated juries ended. `Trial.simulate` is the way to ask.

    Parameters
    ----------
    question
        How votes move, how they begin, which are a verdict, when the court gives up, and the
        pressure per ballot: the fields of a `Trial`.
    replicates
        Juries to simulate, 1 to 2^32.
    stream
        Where their random numbers are.
    first
        The number of the first of them in the stream. Juries 0 to 999 and juries 1,000 to 1,999,
        added, are juries 0 to 1,999.
    threads
        Threads that share the juries, as many as there are processors where None. The juries do
        not depend on it.
    chunk
        Juries that a thread takes at a time, 1 to 2^24. The juries do not depend on it.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, a scheme is asked for what it does not have, or a jury
        has not ended after 1,000,000 ballots: it is given no ending that it did not reach.
    NotAbsorbingError
        If the court waits for ever and some divided jury never ends.
    """
    model, first_ballot, rule, patience, pressure = question
    check_request(replicates, first, threads, chunk)
    room = _room(model, rule, patience, pressure)
    starts = np.array(first_ballot.probabilities)
    if isinstance(patience, HourlyHazard):
        chance = patience.before_each_ballot
        waits: Patience = HangHazard(per_ballot=chance)
        room, starts = _with_first_door(room, starts, chance)
    else:
        waits = in_ballots(patience, "Trial.simulate")
    plan = _plan(room, starts, waits)
    tally = _Tally(room, plan)
    pieces = walk_in_threads(
        plan, stream.key, first, replicates, threads=threads or os.cpu_count() or 1, chunk=chunk
    )
    for piece in pieces:
        _check_ended(piece, room, waits)
        tally.add(piece)
    return tally.outcome(stream, first, rule)


def check_request(replicates: int, first: int, threads: int | None, chunk: int) -> None:
    """Raise `OutOfDomainError` where juries are asked for that no stream has."""
    _JURIES.check(replicates, owner="simulate")
    _FIRST.check(first, owner="simulate")
    _CHUNK.check(chunk, owner="simulate")
    if threads is not None:
        _THREADS.check(threads, owner="simulate")
    if first + replicates > MOST_JURIES:
        raise OutOfDomainError(
            Problem(
                "simulate",
                f"{replicates:,} juries from number {first:,} on",
                "a jury's number in its stream is one word of 32 bits",
                f"numbers below {MOST_JURIES:,}, or another stream",
            )
        )


def _room(
    model: DeliberationModel, rule: DecisionRule, patience: AnyPatience, pressure: float
) -> _Room:
    _PRESSURE.check(pressure, owner="simulate")
    match model:
        case Scheme():
            return _scheme_room(model, rule, patience, pressure)
        case Chain() | JurorProcess():
            moves = moves_under(model, rule, pressure)
        case _:
            raise OutOfDomainError(
                Problem(
                    "simulate",
                    f"a model of class {type(model).__name__}",
                    "a model of deliberation is one of three kinds",
                    "a Scheme, a Chain or a JurorProcess",
                )
            )
    verdicts = [rule.ending(int(votes)) or Ending.HUNG for votes in moves.votes]
    ending = np.array([_ENDINGS.index(verdict) for verdict in verdicts])
    matrix = sparse.csr_array(moves.matrix)
    room = _Room(matrix, moves.starts, ending, ending == 2, moves.votes, moves.guilty_minds)
    return _with_doors(room, patience, rule) if isinstance(patience, SplitHazard) else room


def _with_doors(room: _Room, patience: SplitHazard, rule: DecisionRule) -> _Room:
    """Return the room with a second, closed copy of each place: there the jury is discharged."""
    assert room.votes is not None
    hazard = np.where(room.is_open, np.array(patience.hazards(rule.jury_size))[room.votes], 0.0)
    onward = [scaled_columns(room.matrix, 1 - hazard), scaled_columns(room.matrix, hazard)]
    closed = sparse.csr_array((len(hazard), 2 * len(hazard)))
    return _Room(
        matrix=sparse.csr_array(sparse.vstack([sparse.hstack(onward), closed])),
        starts=room.starts,
        ending=np.append(room.ending, np.full(len(hazard), 2)),
        is_open=np.append(room.is_open, np.zeros(len(hazard), dtype=np.bool_)),
        votes=np.tile(room.votes, 2),
        minds=None if room.minds is None else np.tile(room.minds, 2),
    )


def _with_first_door(room: _Room, starts: FloatArray, chance: float) -> tuple[_Room, FloatArray]:
    """Return the room with a closed copy of each start, where a jury is discharged at once.

    The clock of a hazard an hour may ring before the first ballot that moves a vote.
    """
    assert room.votes is not None
    places, added = len(room.ending), len(room.starts)
    matrix = sparse.csr_array(room.matrix, copy=True)
    matrix.resize((places + added, places + added))
    divided = room.is_open[room.starts]
    wider = _Room(
        matrix=matrix,
        starts=np.append(room.starts, np.arange(places, places + added)),
        ending=np.append(room.ending, np.full(added, 2)),
        is_open=np.append(room.is_open, np.zeros(added, dtype=np.bool_)),
        votes=np.append(room.votes, room.votes[room.starts]),
        minds=None if room.minds is None else np.append(room.minds, room.minds[room.starts]),
    )
    at_once = np.where(divided, chance * starts, 0.0)
    return wider, np.append(starts - at_once, at_once)


def _scheme_room(
    scheme: Scheme, rule: DecisionRule, patience: AnyPatience, pressure: float
) -> _Room:
    """Return a room of one step: from each first ballot straight to an ending."""
    endings = deliberation_law(scheme, rule, patience, pressure).endings
    ballots = len(endings)
    matrix = np.zeros((ballots + 3, ballots + 3))
    matrix[:ballots, ballots:] = endings
    matrix = sparse.csr_array(matrix)
    is_open = np.arange(ballots + 3) < ballots
    ending = np.append(np.full(ballots, 2), [0, 1, 2])
    return _Room(matrix, np.arange(ballots), ending, is_open, None, None)


def _plan(room: _Room, starts: FloatArray, patience: Patience) -> WalkPlan:
    """Return the room as a plan of walks; raise where it is no chain, or a jury cannot end."""
    rows = np.flatnonzero(room.is_open)
    leaving = room.matrix[rows]
    check_stochastic(leaving[:, rows], leaving[:, np.flatnonzero(~room.is_open)].toarray())
    cap, hazard = None, 0.0
    match patience:
        case Never():
            _check_can_end(room)
        case BallotCap(ballots=ballots):
            cap = int(ballots)
        case HangHazard(per_ballot=per_ballot):
            hazard = per_ballot
        case SplitHazard():
            _check_can_end(room)
        case _:
            assert_never(patience)
    return walk_plan(
        room.matrix,
        is_open=room.is_open,
        start_at=room.starts,
        start_probabilities=starts,
        cap=cap,
        hazard=hazard,
    )


def _check_can_end(room: _Room) -> None:
    rows = np.flatnonzero(room.is_open)
    ended = np.flatnonzero(~room.is_open)
    leaving = room.matrix[rows]
    stuck = unabsorbed(leaving[:, rows], leaving[:, ended].toarray())
    if stuck.size:
        raise NotAbsorbingError(
            Problem(
                "simulate",
                f"{stuck.size} ways for a jury to be divided that lead to no verdict",
                "a court that waits for ever needs a jury that can reach a verdict from every "
                "division",
                "patience that ends, for example BallotCap(ballots=50) or "
                "HangHazard(per_ballot=0.02): such a jury then hangs",
            )
        )


def _check_ended(walked: Walked, room: _Room, patience: Patience) -> None:
    """Raise where a jury was given up: it is neither a verdict nor hung."""
    given_up = int((room.is_open[walked.places] & (walked.steps == LONGEST)).sum())
    if given_up:
        raise OutOfDomainError(
            Problem(
                "simulate",
                f"{given_up:,} of {len(walked.steps):,} juries without an ending after "
                f"{LONGEST:,} ballots",
                f"a simulated jury is followed to its end ({patience}), and no further than "
                f"{LONGEST:,} ballots",
                "patience that ends sooner, for example BallotCap(ballots=1000), or the exact "
                "solution, Trial.solve()",
            )
        )


class _Tally:
    """The counts, added up piece by piece: whole numbers, so the order does not matter."""

    def __init__(self, room: _Room, plan: WalkPlan) -> None:
        self._room = room
        self._places = np.zeros(len(plan.is_open), dtype=np.int64)
        self._ballots = np.zeros((len(Ending), 1), dtype=np.int64)

    def add(self, walked: Walked) -> None:
        places, steps = walked
        self._places += np.bincount(places, minlength=len(self._places))
        width = max(self._ballots.shape[1], int(steps.max()) + 1)
        cells = self._room.ending[places] * width + steps
        found = np.bincount(cells, minlength=len(Ending) * width).reshape(len(Ending), width)
        found[:, : self._ballots.shape[1]] += self._ballots
        self._ballots = found

    def outcome(self, stream: Stream, first: int, rule: DecisionRule) -> SimulatedOutcome:
        room, endings = self._room, _ENDINGS
        counts = np.bincount(room.ending, weights=self._places, minlength=len(endings))
        hung = room.ending == endings.index(Ending.HUNG)
        has_time = room.votes is not None
        return SimulatedOutcome(
            stream=stream,
            first=first,
            counts={ending: int(counts[i]) for i, ending in enumerate(endings)},
            ballots=(
                {ending: tuple(self._ballots[i].tolist()) for i, ending in enumerate(endings)}
                if has_time
                else None
            ),
            last_splits=None if room.votes is None else self._by(room.votes, hung),
            jurors_against=self._against(rule),
            jury_size=rule.jury_size,
        )

    def _by(self, seen: IntArray, where: Flags) -> dict[int, int]:
        """Return the juries by what is seen of where they ended, those places only."""
        return {
            int(value): count
            for value in np.unique(seen[where])
            if (count := int(self._places[where & (seen == value)].sum()))
        }

    def _against(self, rule: DecisionRule) -> dict[Ending, int] | None:
        minds = self._room.minds
        if minds is None:
            return None
        convicted, acquitted = self._room.ending == 0, self._room.ending == 1
        return {
            Ending.GUILTY: int((self._places * (rule.jury_size - minds))[convicted].sum()),
            Ending.NOT_GUILTY: int((self._places * minds)[acquitted].sum()),
        }
