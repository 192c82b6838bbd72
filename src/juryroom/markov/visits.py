"""Expected visits to the states of an absorbing chain from one start: one system of equations.

Where every column of an answer is wanted from one start only, the visits give them all: a column is
the visits times what a visit earns. `juryroom.markov.absorbing` answers from every start at once.
"""

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from juryroom.markov.arrays import FloatArray
from juryroom.markov.elimination import LOST_TO_LU, gth


def expected_visits(Q: sparse.csr_array, leave: FloatArray, start: FloatArray) -> FloatArray:
    r"""Return :math:`v = s (I - Q)^{-1}`: how often each state is expected to be visited.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``.
    leave
        The chance that a step from each state ends the chain, shape ``(m,)``; with the rows of `Q`
        it sums to one. Every state can end: `juryroom.markov.absorbing.check_absorbing`.
    start
        Where the chain starts, shape ``(m,)``, 0 or more.

    Notes
    -----
    The diagonal is the sum of the ways out, so nothing is subtracted to make it, and the pivots
    stay on it. Where LU loses digits, which is seen from an answer that is known (the chain ends
    with probability one), the chain is eliminated without subtraction instead.

    Examples
    --------
    A fair game between two players who hold one and two coins:

    >>> Q = sparse.csr_array([[0.0, 0.5], [0.5, 0.0]])
    >>> expected_visits(Q, np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    array([1.3333, 0.6667])
    """
    others = Q - sparse.diags_array(Q.diagonal(), format="csr")
    ways_out = np.asarray(others.sum(axis=1)) + leave
    matrix = (sparse.diags_array(ways_out, format="csr") - others).tocsc()
    factors = splu(
        matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )
    if np.abs(factors.solve(leave) - 1).max() <= LOST_TO_LU:
        return np.maximum(factors.solve(start, "T"), 0.0)
    return start @ gth(Q.toarray(), leave)(np.eye(len(start)))
