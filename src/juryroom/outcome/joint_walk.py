"""Votes on several counts that one draw may move together: a walk on all votes at once.

The states are the guilty votes on every count. One sparse system gives the expected visits to each
from the joint first ballot, and the probability of every pattern is a sum over the visits.
"""

from collections.abc import Sequence
from functools import reduce
from typing import assert_never

import numpy as np
from scipy import sparse

from juryroom.markov.absorbing import check_absorbing, check_stochastic
from juryroom.markov.arrays import BoolArray, FloatArray, IntArray
from juryroom.markov.visits import expected_visits
from juryroom.outcome.patience import BallotCap, HangHazard, Never

SharedPatience = Never | BallotCap | HangHazard


def joint_moves(matrices: Sequence[FloatArray], spill_over: float) -> sparse.csr_array:
    """Return the moves of all counts at one ballot.

    Parameters
    ----------
    matrices
        The moves of each count alone, shape ``(n + 1, n + 1)``.
    spill_over
        The chance, 0 to 1, that one draw moves every count; otherwise each moves by its own.

    Returns
    -------
    sparse.csr_array
        Shape ``((n + 1)^counts, (n + 1)^counts)``.

    Examples
    --------
    A coin for each count, or one for both:

    >>> coin = np.array([[0.5, 0.5], [0.5, 0.5]])
    >>> joint_moves([coin, coin], 0.0).toarray()[0], joint_moves([coin, coin], 1.0).toarray()[0]
    (array([0.25, 0.25, 0.25, 0.25]), array([0.5, 0. , 0. , 0.5]))
    """
    apart = reduce(_kron, [sparse.csr_array(matrix) for matrix in matrices])
    if spill_over == 0:
        return apart
    return sparse.csr_array((1 - spill_over) * apart + spill_over * _one_draw(matrices))


def _kron(left: sparse.csr_array, right: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.kron(left, right, format="csr"))


def _one_draw(matrices: Sequence[FloatArray]) -> sparse.csr_array:
    """Return the joint moves where one uniform number moves every count, by its quantiles."""
    size, counts = len(matrices[0]), len(matrices)
    states = size**counts
    votes = np.indices((size,) * counts).reshape(counts, -1)
    rows = [np.cumsum(matrix, axis=1)[own] for matrix, own in zip(matrices, votes, strict=True)]
    ends = [np.zeros((states, 1)), *(np.minimum(row, 1.0) for row in rows), np.ones((states, 1))]
    cuts = np.sort(np.concatenate(ends, axis=1), axis=1)
    width = np.diff(cuts, axis=1)
    from_state, piece = np.nonzero(width > 0)
    middle = (cuts[from_state, piece] + cuts[from_state, piece + 1]) / 2
    reached = [
        np.minimum((row[from_state] < middle[:, None]).sum(axis=1), size - 1) for row in rows
    ]
    to_state = np.ravel_multi_index(reached, (size,) * counts)
    entries = width[from_state, piece], (from_state, to_state)
    return sparse.coo_array(entries, shape=(states, states)).tocsr()


def walked(
    moves: sparse.csr_array,
    start: FloatArray,
    pattern: IntArray,
    done: BoolArray,
    patience: SharedPatience,
) -> FloatArray:
    """Return the probability of each pattern.

    Parameters
    ----------
    moves
        Of all counts at one ballot: `joint_moves`.
    start
        The joint first ballot, a probability for each state.
    pattern
        The index of the pattern at which each state stands.
    done
        For each pattern, whether it leaves no count open.
    patience
        The court's, one for all counts.

    Raises
    ------
    NotAbsorbingError
        If the court waits for ever and some divided jury never ends.
    """
    stands = np.eye(len(done))[pattern]
    rows = np.flatnonzero(~done[pattern])
    leaving = moves[rows]
    verdicts = stands * done[pattern][:, None]
    Q, R, hung = leaving[:, rows], leaving @ verdicts, stands[rows]
    return start @ verdicts + _ended(Q, R, start[rows], hung, patience)


def _ended(
    Q: sparse.csr_array,
    R: FloatArray,
    start: FloatArray,
    hung: FloatArray,
    patience: SharedPatience,
) -> FloatArray:
    """Return the probability of each pattern of a jury that does not agree at once on everything."""
    match patience:
        case BallotCap(ballots=cap):
            check_stochastic(Q, R)
            now, ended = start, np.zeros(R.shape[1])
            for _ in range(cap):
                if not now.any():
                    break
                ended = ended + now @ R
                now = np.asarray(now @ Q)
            return ended + now @ hung
        case Never():
            hazard = 0.0
        case HangHazard(per_ballot=hazard):
            pass
        case _:
            assert_never(patience)
    stopped = hazard * np.asarray(Q @ hung)
    onward: sparse.csr_array = (1 - hazard) * Q
    outcomes = np.hstack([R, stopped])
    check_absorbing(onward, outcomes)
    visits = expected_visits(onward, outcomes.sum(axis=1), start)
    return visits @ R + visits @ stopped
