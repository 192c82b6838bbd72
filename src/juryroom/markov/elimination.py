"""Two ways to solve ``(I - Q) x = w`` for an absorbing chain, and when each can be trusted.

The elimination of Grassmann, Taksar and Heyman (1985) replaces ``1 - Q[i, i]`` by the sum of the
other ways out of state i and so never subtracts: every digit of a probability of 1e-30 is right.
Sparse LU is faster for hundreds of states, and loses digits where a chain can wander for very long.

Source: Grassmann, W. K., Taksar, M. I., & Heyman, D. P. (1985). Regenerative analysis and steady
state distributions for Markov chains. Operations Research 33, 1107-1116.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray

LOST_TO_LU = 1e-12
"""What sparse LU may lose of a probability of one; beyond it the chain is eliminated instead."""

SMALLEST_WAY_OUT = float(np.finfo(np.float64).tiny)
"""Below it a floating point number holds fewer digits."""

TOO_SLOW = Problem(
    "Markov chain",
    "an end that is further away than floating point can count",
    "the chain ends from every state, but some way out has too small a probability to be held",
    "probabilities that are 0, or large enough for their products to be held",
)


def gth(A: FloatArray, leave: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Eliminate the states from the last to the first without subtraction, and return the solver.

    `A` is overwritten. State s is left, once the later states are gone, with total probability
    ``ways_out[s]``, a sum; its diagonal entry is never read.
    """
    m = len(A)
    leave = leave.copy()
    ways_out = np.empty(m)
    for s in range(m - 1, -1, -1):
        ways_out[s] = A[s, :s].sum() + leave[s]
        if ways_out[s] < SMALLEST_WAY_OUT:
            raise OutOfDomainError(TOO_SLOW)
        rows, columns = np.flatnonzero(A[:s, s]), np.flatnonzero(A[s, :s])
        A[rows, s] /= ways_out[s]
        A[np.ix_(rows, columns)] += np.outer(A[rows, s], A[s, columns])
        leave[rows] += A[rows, s] * leave[s]

    def solve(x: FloatArray) -> FloatArray:
        for s in range(m - 1, 0, -1):
            x[:s] += np.outer(A[:s, s], x[s])
        for s in range(m):
            x[s] = (x[s] + A[s, :s] @ x[:s]) / ways_out[s]
        return x

    return solve


def sparse_lu(Q: sparse.csr_array, leave: FloatArray) -> Callable[[FloatArray], FloatArray] | None:
    """Factorise ``I - Q`` and return the solver, or None where its digits cannot be trusted.

    With the diagonal as the sum of the ways out the matrix is diagonally dominant by rows, so the
    pivots may stay on the diagonal, and a fill-reducing order of the symmetric pattern may be used.
    LU subtracts, and loses digits where the chain can wander for very long; so the solver is first
    asked what is known: from every state the chain ends with probability one.
    """
    others = Q - sparse.diags_array(Q.diagonal(), format="csr")
    diagonal = np.asarray(others.sum(axis=1)) + leave
    matrix = (sparse.diags_array(diagonal, format="csr") - others).tocsc()
    try:
        factors = splu(
            matrix,
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
    except RuntimeError:
        return None
    lost = np.abs(factors.solve(leave) - 1).max()
    return factors.solve if lost <= LOST_TO_LU else None
