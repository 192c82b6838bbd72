r"""Chains on the places 0, 1, ..., n that go on until they leave an interval of them.

The interval runs from place `first` to place `last`. A step from inside it to a place below ends
the chain at the *bottom*, a step to a place above ends it at the *top*; steps may be of any length.
After a step that stays inside, the chain is *stopped* at place :math:`j` with the hazard
:math:`h_j`. The chains are solved one after the other by the elimination that
`juryroom.markov.elimination` describes, compiled: microseconds for a dozen places. For many chains
that move one place at a time `juryroom.markov.tridiagonal` is faster by far.
"""

from typing import NamedTuple, Self

import numpy as np

from juryroom.errors import OutOfDomainError
from juryroom.markov.absorbing import ROW_SUM_TOLERANCE, check_absorbing, check_stochastic
from juryroom.markov.arrays import FloatArray
from juryroom.markov.compiled import compiled
from juryroom.markov.elimination import SMALLEST_WAY_OUT, TOO_SLOW

_TOP, _BOTTOM, _STEPS, _AT = range(4)
"""Columns of what is solved for; from the last on, one for each place where it may be stopped."""


class Departures(NamedTuple):
    """How chains leave the interval, from each of the places 0, 1, ..., n.

    A chain that starts outside the interval has left it in no step.
    """

    ends: FloatArray
    """Probability of the top, the bottom, and to be stopped, shape ``(chains, n + 1, 3)``."""
    stopped_at: FloatArray
    """Probability to be stopped at each place, shape ``(chains, n + 1, n + 1)``: from, at."""
    mean_steps: FloatArray
    """Expected steps until the end, shape ``(chains, n + 1)``."""

    @classmethod
    def blank(cls, chains: int, places: int) -> Self:
        """Return arrays to be filled."""
        return cls(
            np.empty((chains, places, 3)),
            np.empty((chains, places, places)),
            np.empty((chains, places)),
        )


def departures(P: FloatArray, first: int, last: int, hazard: FloatArray) -> Departures:
    """Return how each chain ends when nothing but the hazard stops it inside the interval.

    Parameters
    ----------
    P
        Row-stochastic matrices, shape ``(chains, n + 1, n + 1)``. Rows outside the interval are
        not read.
    first, last
        The interval, ``0 <= first``, ``last <= n``; it is empty where `first` is ``last + 1``.
    hazard
        Probability to be stopped, 0 to 1, shape ``(chains, n + 1)``.

    Raises
    ------
    OutOfDomainError
        If a row is no probability distribution, or an end is too far away to be computed.
    NotAbsorbingError
        If some place reaches no end.

    Examples
    --------
    A fair walk between two ends, stopped after one step in ten:

    >>> P = np.array([[[1, 0, 0, 0], [0.25, 0.5, 0.25, 0], [0, 0.25, 0.5, 0.25], [0, 0, 0, 1]]])
    >>> departures(P, 1, 2, np.full((1, 4), 0.1)).ends[0]
    array([[0.    , 1.    , 0.    ],
           [0.2233, 0.5459, 0.2308],
           [0.5459, 0.2233, 0.2308],
           [1.    , 0.    , 0.    ]])
    """
    found = Departures.blank(*P.shape[:2])
    refused = leave_all(P, first, last, hazard, (found.ends, found.stopped_at, found.mean_steps))
    if refused >= 0:
        check_absorbing(*_split(P[refused], first, last, hazard[refused]))
        raise OutOfDomainError(TOO_SLOW)
    return found


def capped_departures(P: FloatArray, first: int, last: int, steps: int) -> Departures:
    """Return how each chain ends when it is stopped after `steps` steps, and only then.

    Parameters and errors are those of `departures`, but a place that reaches no end is accepted.

    Examples
    --------
    >>> P = np.array([[[1, 0, 0], [0.25, 0.5, 0.25], [0, 0, 1]]])
    >>> found = capped_departures(P, 1, 1, 2)
    >>> found.ends[0, 1], found.mean_steps
    (array([0.375, 0.375, 0.25 ]), array([[0. , 1.5, 0. ]]))
    """
    found = Departures.blank(*P.shape[:2])
    refused = cap_all(P, first, last, steps, (found.ends, found.stopped_at, found.mean_steps))
    if refused >= 0:
        check_stochastic(*_split(P[refused], first, last, np.zeros(P.shape[1])))
    return found


def _split(
    P: FloatArray, first: int, last: int, hazard: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the moves inside the interval, and those out of it: top, bottom, stopped."""
    inside = P[first : last + 1]
    moves, hazard = inside[:, first : last + 1], hazard[first : last + 1]
    below, above = inside[:, :first].sum(axis=1), inside[:, last + 1 :].sum(axis=1)
    return (1 - hazard) * moves, np.column_stack([above, below, moves @ hazard])


@compiled
def _one_step(P: FloatArray, first: int, X: FloatArray) -> bool:
    """Fill the columns top, bottom and steps of `X` with those of one step; False if they cannot be.

    They cannot where a row of `P` is no probability distribution.
    """
    m, n = X.shape[0], P.shape[0]
    for i in range(m):
        above, below, inside = 0.0, 0.0, 0.0
        for j in range(n):
            p = P[first + i, j]
            if not p >= 0.0:
                return False
            if j < first:
                below += p
            elif j >= first + m:
                above += p
            else:
                inside += p
        if not abs(above + below + inside - 1.0) <= ROW_SUM_TOLERANCE:
            return False
        X[i, _TOP], X[i, _BOTTOM], X[i, _STEPS] = above, below, 1.0
    return True


@compiled
def _add_row(x: FloatArray, factor: float, other: FloatArray) -> None:
    for column in range(x.size):
        x[column] += factor * other[column]


@compiled
def _eliminate(A: FloatArray, leave: FloatArray, X: FloatArray) -> bool:
    """Solve for all columns of `X`, places last to first; False where a way out is too small."""
    m = A.shape[0]
    for s in range(m - 1, -1, -1):
        way_out = leave[s] + A[s, :s].sum()
        if not way_out >= SMALLEST_WAY_OUT:
            return False
        for i in range(s):
            if A[i, s] > 0.0:
                passes = A[i, s] / way_out
                _add_row(A[i, :s], passes, A[s, :s])
                leave[i] += passes * leave[s]
                _add_row(X[i], passes, X[s])
        for column in range(X.shape[1]):
            X[s, column] /= way_out
        A[s, s] = way_out
    for s in range(m):
        for i in range(s):
            if A[s, i] > 0.0:
                _add_row(X[s], A[s, i] / A[s, s], X[i])
    return True


@compiled
def _write(
    X: FloatArray, first: int, chain: int, found: tuple[FloatArray, FloatArray, FloatArray]
) -> None:
    """Write what was solved for the places of the interval, and what is known of the others."""
    ends, stopped_at, mean_steps = found
    m = X.shape[0]
    ends[chain, :, :] = 0.0
    stopped_at[chain, :, :] = 0.0
    mean_steps[chain, :] = 0.0
    ends[chain, :first, 1] = 1.0
    ends[chain, first + m :, 0] = 1.0
    for i in range(m):
        place = first + i
        ends[chain, place, 0], ends[chain, place, 1] = X[i, _TOP], X[i, _BOTTOM]
        mean_steps[chain, place] = X[i, _STEPS]
        for j in range(m):
            stopped_at[chain, place, first + j] = X[i, _AT + j]
            ends[chain, place, 2] += X[i, _AT + j]


@compiled
def leave_all(
    P: FloatArray,
    first: int,
    last: int,
    hazard: FloatArray,
    found: tuple[FloatArray, FloatArray, FloatArray],
) -> int:
    """Fill `found` as `departures` does; return the first chain that cannot be solved, or -1."""
    m = last - first + 1
    A, leave, X = np.empty((m, m)), np.empty(m), np.empty((m, _AT + m))
    for c in range(P.shape[0]):
        if not _one_step(P[c], first, X):
            return c
        hangs = False
        for i in range(m):
            leave[i] = X[i, _TOP] + X[i, _BOTTOM]
            for j in range(m):
                h, move = hazard[c, first + j], P[c, first + i, first + j]
                if not 0.0 <= h <= 1.0:
                    return c
                hangs = hangs or h > 0.0
                A[i, j] = (1.0 - h) * move
                X[i, _AT + j] = h * move
                leave[i] += h * move
        if not _eliminate(A, leave, X if hangs else X[:, :_AT]):
            return c
        _write(X, first, c, found)
    return -1


@compiled
def _product(left: FloatArray, right: FloatArray, found: FloatArray) -> None:
    """Set `found` to the matrix product. It is neither of the two."""
    for i in range(left.shape[0]):
        found[i, :] = 0.0
        for j in range(left.shape[1]):
            if left[i, j] > 0.0:
                _add_row(found[i], left[i, j], right[j])


@compiled
def cap_all(
    P: FloatArray,
    first: int,
    last: int,
    steps: int,
    found: tuple[FloatArray, FloatArray, FloatArray],
) -> int:
    """Fill `found` as `capped_departures` does; return the first row that is none, or -1.

    The steps are doubled: the total over twice as many is that over the first half, and that over
    the second from where the first has led.
    """
    m = last - first + 1
    power, square = np.empty((m, m)), np.empty((m, m))
    gain, later = np.zeros((m, _AT)), np.zeros((m, _AT))
    X, value = np.empty((m, _AT + m)), np.empty((m, _AT + m))
    for c in range(P.shape[0]):
        if not _one_step(P[c], first, gain):
            return c
        power[:, :] = P[c, first : first + m, first : first + m]
        X[:, :] = 0.0
        for i in range(m):
            X[i, _AT + i] = 1.0
        left = steps
        while left > 0:
            if left & 1:
                _product(power, X, value)
                value[:, :_AT] += gain
                X[:, :] = value
            left >>= 1
            if left > 0:
                _product(power, gain, later)
                gain += later
                _product(power, power, square)
                power, square = square, power
        _write(X, first, c, found)
    return -1
