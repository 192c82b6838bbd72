r"""Counts whose votes move apart, under one court's patience: no joint state is ever walked.

Where no draw moves two counts at once, counts are independent of each other given the joint first
ballot and the ballot at which the court stops. With :math:`V^c_t(k, e)` the probability that count
:math:`c`, from :math:`k` guilty votes, stands at ending :math:`e` after :math:`t` ballots (hung
where it has no verdict yet), and :math:`F` the joint first ballot, a court that stops after ballot
:math:`t` leaves the pattern :math:`e_1 \dots e_C` with probability

.. math:: C_t(e) = \sum_k F(k_1 \dots k_C) \prod_c V^c_t(k_c, e_c),

and a court that loses patience with chance :math:`h` after each ballot
:math:`\sum_{t \ge 1} h (1-h)^{t-1} C_t(e)`. Every term is 0 or more, so nothing cancels. The sum is
cut where what is left of it can change no digit: the rest is as :math:`C_t` but for the chance that
the court has not stopped and a count is open.
"""

import numpy as np

from juryroom.errors import NotAbsorbingError, Problem
from juryroom.markov.arrays import FloatArray

_AT_ONCE = 64
"""Ballots whose terms are added in one product."""

_REST = 1e-17
MOST_BALLOTS = 1_000_000


def after_ballots(moves: list[FloatArray], ends: FloatArray, ballots: int) -> list[FloatArray]:
    """Return where each count stands after so many ballots, from each number of guilty votes.

    Parameters
    ----------
    moves
        For each count, the chance of each move at one ballot, shape ``(n + 1, n + 1)``; from a
        verdict there is none.
    ends
        The ending at which each number of guilty votes stands, a row each, one 1 in it.
    ballots
        How many.
    """
    return [np.linalg.matrix_power(matrix, ballots) @ ends for matrix in moves]


def contracted(first: FloatArray, stands: list[FloatArray]) -> FloatArray:
    """Return the probability of every pattern, shape ``(endings,) * counts``.

    Examples
    --------
    >>> first = np.array([[0.0, 0.5], [0.5, 0.0]])
    >>> contracted(first, [np.eye(2), np.eye(2)])
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    for own in stands:
        # The first axis is summed away and its endings become the last.
        first = np.tensordot(first, own, axes=(0, 0))
    return first


def stopped_at_random(
    first: FloatArray, moves: list[FloatArray], ends: FloatArray, hazard: float, hung: int
) -> FloatArray:
    """Return the probability of every pattern where the court may stop after each ballot.

    Parameters
    ----------
    first
        The joint first ballot, shape ``(n + 1,) * counts``.
    moves, ends
        As `after_ballots` has them.
    hazard
        The chance, above 0 and at most 1, that the court stops after a ballot.
    hung
        Which ending has no verdict.

    Raises
    ------
    NotAbsorbingError
        If a million ballots leave something open: the chance is then too small for this sum.
    """
    powers = [_powers(matrix) for matrix in moves]
    stands = [ends.astype(np.float64) for _ in moves]
    found = np.zeros((ends.shape[1],) * len(moves))
    late: FloatArray = np.power(1 - hazard, np.arange(_AT_ONCE, dtype=np.float64))
    left = 1.0
    for _ in range(0, MOST_BALLOTS, _AT_ONCE):
        block = [steps @ own for steps, own in zip(powers, stands, strict=True)]
        found += left * hazard * _added(first, block, late)
        left *= (1 - hazard) ** _AT_ONCE
        stands = [steps[-1] for steps in block]
        if left * sum(float(own[:, hung].max()) for own in stands) <= _REST:
            return found + left * contracted(first, stands)
    raise NotAbsorbingError(
        Problem(
            "several counts, together",
            f"a hazard of {hazard:g} that leaves a count open after {MOST_BALLOTS:,} ballots",
            "the sum over the ballots at which the court may stop has an end",
            "a larger hazard, a cap on ballots, or in_turn()",
        )
    )


def _powers(matrix: FloatArray) -> FloatArray:
    """Return the moves of 1, 2, ... ballots, shape ``(ballots, n + 1, n + 1)``."""
    found = matrix[None]
    while len(found) < _AT_ONCE:
        found = np.concatenate([found, found @ found[-1]])
    return found


def _added(first: FloatArray, block: list[FloatArray], late: FloatArray) -> FloatArray:
    """Return the patterns of every ballot of a block, each by its weight, added up."""
    ballots, votes, endings = block[0].shape
    rest = first.size // votes
    # Shape (ballots, patterns so far, votes on the count at hand, votes on those to come).
    now = np.swapaxes(block[0], 1, 2).reshape(-1, votes) @ first.reshape(votes, rest)
    if len(block) == 1:
        return late @ now.reshape(ballots, endings)
    now = now.reshape(ballots, endings, votes, -1)
    for own in block[1:-1]:
        now = np.swapaxes(own, 1, 2)[:, None] @ now
        now = now.reshape(ballots, -1, votes, now.shape[-1] // votes)
    last = (late[:, None, None] * block[-1]).reshape(-1, endings)
    flat = np.swapaxes(now[..., 0], 0, 1).reshape(-1, ballots * votes)
    return (flat @ last).reshape((endings,) * len(block))
