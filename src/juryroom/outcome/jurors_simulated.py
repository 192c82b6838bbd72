"""Jurors who differ, simulated jury by jury: above twenty of them, and to check the solution.

What a simulated jury does depends on its stream, its number in it and the trial asked about, and on
nothing else: not on threads, on chunks, on the machine, or on where a simulation was interrupted.
"""

import os
from typing import assert_never

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.mask_kernel import CHUNK, Voted, vote_in_threads
from juryroom.markov.mask_walk import MaskPlan, mask_plan
from juryroom.markov.walk import LONGEST
from juryroom.outcome.jurors_solved import Asked, check_can_end
from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
from juryroom.outcome.simulate import check_request
from juryroom.outcome.simulated import SimulatedOutcome
from juryroom.procedure.decision_rule import Ending
from juryroom.rng import Stream

_ENDINGS = tuple(Ending)


def simulate_jurors(
    trial: Asked,
    replicates: int,
    *,
    stream: Stream,
    first: int = 0,
    threads: int | None = None,
    chunk: int = CHUNK,
) -> SimulatedOutcome:
    """Return how simulated juries ended. `JurorsTrial.simulate` is the way to ask.

    Parameters
    ----------
    trial
        The jurors, their first votes, the rule and the court's patience.
    replicates, stream, first, threads
        As in `JurorsTrial.simulate`.
    chunk
        Juries that a thread takes at a time, 1 to 2^24. The juries do not depend on it.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, or a jury has not ended after 1,000,000 ballots: it is
        given no ending that it did not reach.
    NotAbsorbingError
        If the court waits for ever and the jury can come to votes from which it never agrees.
    """
    check_request(replicates, first, threads, chunk)
    check_can_end(trial)
    plan = jurors_plan(trial)
    tally = _Tally(trial, plan)
    many = threads or os.cpu_count() or 1
    for piece in vote_in_threads(plan, stream.key, first, replicates, threads=many, chunk=chunk):
        tally.add(piece)
    return tally.outcome(stream, first)


def jurors_plan(trial: Asked) -> MaskPlan:
    """Return the trial as whole numbers, for the kernels."""
    rule, patience = trial.decision_rule, trial.patience
    cap, hazard, discharge = None, 0.0, None
    match patience:
        case Never():
            pass
        case BallotCap(ballots=ballots):
            cap = int(ballots)
        case HangHazard(per_ballot=per_ballot):
            hazard = per_ballot
        case SplitHazard():
            discharge = patience.hazards(rule.jury_size)
        case _:
            assert_never(patience)
    if isinstance(trial.first, FirstBallot):
        leanings, number = None, np.array(trial.first.probabilities)
    else:
        leanings, number = trial.first, None
    return mask_plan(
        [juror.persuadability for juror in trial.jurors.members],
        [juror.influence for juror in trial.jurors.members],
        bounds=(rule.jury_size - rule.to_acquit, rule.to_convict),
        leanings=leanings,
        number=number,
        cap=cap,
        hazard=hazard,
        discharge=discharge,
    )


class _Tally:
    """The counts, added up piece by piece: whole numbers, so the order does not matter."""

    def __init__(self, trial: Asked, plan: MaskPlan) -> None:
        self._trial, self._plan = trial, plan
        self._size = trial.jurors.size
        self._cells = np.zeros((self._size + 1, 1), dtype=np.int64)

    def add(self, piece: Voted) -> None:
        self._check_ended(piece)
        width = max(self._cells.shape[1], int(piece.ballots.max()) + 1)
        cells = piece.votes.astype(np.int64) * width + piece.ballots
        found = np.bincount(cells, minlength=(self._size + 1) * width)
        found = found.reshape(self._size + 1, width)
        found[:, : self._cells.shape[1]] += self._cells
        self._cells = found

    def _check_ended(self, piece: Voted) -> None:
        """Raise where a jury was given up: it is neither a verdict nor hung."""
        is_open = (self._plan.bottom < piece.votes) & (piece.votes < self._plan.top)
        given_up = int((is_open & (piece.ballots == LONGEST)).sum())
        if given_up:
            raise OutOfDomainError(
                Problem(
                    "JurorsTrial.simulate",
                    f"{given_up:,} of {len(piece.votes):,} juries without an ending after "
                    f"{LONGEST:,} ballots",
                    f"a simulated jury is followed to its end ({self._trial.patience}), and no "
                    f"further than {LONGEST:,} ballots",
                    "patience that ends sooner, for example BallotCap(ballots=1000), or the exact "
                    "solution, JurorsTrial.solve()",
                )
            )

    def outcome(self, stream: Stream, first: int) -> SimulatedOutcome:
        rule = self._trial.decision_rule
        endings = [rule.ending(votes) or Ending.HUNG for votes in range(self._size + 1)]
        rows = {
            ending: self._cells[[found is ending for found in endings]].sum(axis=0)
            for ending in _ENDINGS
        }
        by_votes = self._cells.sum(axis=1)
        return SimulatedOutcome(
            stream=stream,
            first=first,
            counts={ending: int(row.sum()) for ending, row in rows.items()},
            ballots={ending: tuple(row.tolist()) for ending, row in rows.items()},
            last_splits={
                votes: int(by_votes[votes])
                for votes, ending in enumerate(endings)
                if ending is Ending.HUNG and by_votes[votes]
            },
            jurors_against=None,
            jury_size=self._size,
        )
