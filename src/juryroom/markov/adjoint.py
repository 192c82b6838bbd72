r"""Chains of a million states: one adjoint solve for all outcomes, with a certified error.

With :math:`G = (I-Q)^{-1}` and the start as a row :math:`s`, the expected visits :math:`y = s\,G`
solve one linear system, :math:`y\,(I-Q) = s`, and give the probability of every outcome at once:
:math:`p = y R`. The system is solved by BiCGSTAB, which needs nothing but products with Q, and what
it returns is not trusted but bounded.

**How far off it can be.** Let :math:`\hat y` be any vector and :math:`r = s - \hat y\,(I-Q)` what
it leaves over. Then :math:`p_o - \hat y R_o = r\,G R_o = r\,B_o`, where :math:`B_o` holds the
probability of outcome :math:`o` from each state, so

.. math:: |p_o - \hat y R_o| \le \|r\|_1 \max_i B_{io} \le \|r\|_1\,(1 + \|G\|_\infty\,\delta),

where :math:`\delta` is how far a row of :math:`[Q\;R]` sums to more than one by rounding: from
:math:`R 1 \le (I-Q) 1 + \delta 1` and :math:`G \ge 0` follows :math:`B 1 \le 1 + \delta\,G 1`.

**Why the chain is absorbing.** Theorem: if :math:`Q \ge 0` and some :math:`w > 0` has
:math:`(I-Q)\,w \ge c\,1` with :math:`c > 0`, then :math:`I-Q` is a nonsingular M-matrix,
:math:`G \ge 0`, and :math:`\|G\|_\infty \le \max_i w_i / c`. (Such a :math:`w` bounds the mean time
from above but for the factor :math:`c`: apply :math:`G \ge 0` to both sides.) A rough solution of
:math:`(I-Q)\,w = 1`, the mean times, is such a vector, and whether it is one is checked by one
product. So an operator of which only products are known is proved to be absorbing.

The roundings of these checks are bounded too, and added.

Source: van der Vorst, H. A. (1992). Bi-CGSTAB. SIAM Journal on Scientific and Statistical Computing
13, 631-644. Berman, A., & Plemmons, R. J. (1994). Nonnegative Matrices in the Mathematical
Sciences, chapter 6, theorem 2.3 (a Z-matrix is inverse-positive where it is semipositive).
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator

from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.markov.absorbing import ROW_SUM_TOLERANCE, check_absorbing, check_stochastic
from juryroom.markov.arrays import FloatArray, IntArray, Matrix

CERTIFIED = 1e-10
"""The largest error of a probability that is returned rather than refused."""

MOST_TERMS = 100
"""Products that an operator is taken to add up for one entry, at most."""

_ROUNDING = float(np.finfo(np.float64).eps) / 2
_PAIRWISE = 64
"""Roundings in a sum that NumPy takes in pairs, at most, for any length that fits in memory."""

_MOST_ROUNDS = 4
_MOST_ITERATIONS = 1_000
_STEPS_FIRST = 10

Product = Callable[[FloatArray], FloatArray]


class AdjointAbsorption(NamedTuple):
    """The probability of each outcome from one start, and how far off each of them can be."""

    probabilities: FloatArray
    certified_error: float


def adjoint_absorption(
    start: FloatArray, moves: sparse.csr_array | LinearOperator, R: FloatArray
) -> AdjointAbsorption:
    """Return the probability of each outcome from one start, with a proved bound on the error.

    Parameters
    ----------
    start
        Probability of each transient state, shape ``(m,)``.
    moves
        Steps between transient states: a sparse matrix Q of shape ``(m, m)``, or an operator whose
        `matvec` gives ``Q x`` and whose `rmatvec` gives ``x Q``. That the entries of an operator
        are 0 or more, and that it adds no more than a hundred products for one entry, is taken on
        trust; its row sums are checked. An operator that has a method `diagonal` as well, which
        returns the diagonal of Q, is solved in fewer steps.
    R
        Steps into outcomes, shape ``(m, outcomes)``.

    Raises
    ------
    OutOfDomainError
        If the rows of ``[Q R]`` or the start are no probability distributions, or if the error
        cannot be brought below 1e-10 because the chain is too slow.
    NotAbsorbingError
        If some state reaches no outcome.

    Examples
    --------
    A fair game between two players who hold one and two coins:

    >>> Q = sparse.csr_array(np.array([[0.0, 0.5], [0.5, 0.0]]))
    >>> found = adjoint_absorption(np.array([1.0, 0.0]), Q, np.array([[0.5, 0.0], [0.0, 0.5]]))
    >>> found.probabilities
    array([0.6667, 0.3333])
    >>> found.certified_error < 1e-13
    True
    """
    chain = _Chain.of(moves, R)
    _check_start(start, len(R))
    longest = _bound_of_mean_steps(chain, R)
    begun = start.astype(np.float64)
    visits, left = np.zeros(len(R)), begun
    certified = np.inf
    for _ in range(_MOST_ROUNDS):
        visits = visits + solve(chain.backward, left, chain.ways_out, _sum_of_sizes, CERTIFIED / 8)
        left = begun - (visits - chain.backward(visits))
        total = np.abs(visits).sum()
        rounded = (chain.terms + 3) * _ROUNDING * (begun.sum() + 2.01 * total)
        unexplained = np.abs(left).sum() * (1 + _PAIRWISE * _ROUNDING) + rounded
        certified = unexplained * (1 + longest * chain.excess) + _PAIRWISE * _ROUNDING * 2
        if certified <= CERTIFIED:
            columns = [np.sum(visits * column) for column in np.ascontiguousarray(R.T)]
            return AdjointAbsorption(np.maximum(columns, 0.0), float(certified))
    raise OutOfDomainError(
        Problem(
            "Markov chain",
            f"probabilities that are certain only within {certified:.2g}",
            "what an iterative solver returns is bounded before it is given; here the chain can "
            f"take {longest:.2g} steps or more, and the roundings of so many add up",
            f"a chain whose probabilities can be certified within {CERTIFIED:g}: one that ends "
            "sooner, or is small enough to be solved by elimination",
        )
    )


class _Chain(NamedTuple):
    """What the solver needs of a chain, whether it is a matrix or an operator."""

    forward: Product
    backward: Product
    terms: int
    ways_out: FloatArray | None
    """``1 - Q[i, i]``, by which the system is preconditioned; None where it is not known."""
    excess: float
    """How far a row sums to more than one, roundings included."""
    matrix: sparse.csr_array | None

    @classmethod
    def of(cls, moves: sparse.csr_array | LinearOperator, R: FloatArray) -> "_Chain":
        """Check that the rows of ``[Q R]`` sum to one, and return the chain."""
        if isinstance(moves, sparse.csr_array):
            check_stochastic(moves, R)
            columns: IntArray = np.bincount(moves.indices, minlength=1)
            rows: IntArray = np.diff(moves.indptr)
            terms = int(max(columns.max(initial=0), rows.max(initial=0)))
            sums = np.asarray(moves.sum(axis=1)) + R.sum(axis=1)
            excess = _excess(sums, terms + R.shape[1])
            ways_out = np.array(1 - moves.diagonal(), dtype=np.float64)
            return cls(
                partial(_product, moves),
                partial(_product, moves.T.tocsr()),
                terms,
                ways_out,
                excess,
                moves,
            )
        return cls._of_operator(moves, R)

    @classmethod
    def _of_operator(cls, moves: LinearOperator, R: FloatArray) -> "_Chain":
        m = len(R)
        if R.ndim != 2 or moves.shape != (m, m):
            # The matrix of zeros has the wrong row sums, and its shape is never looked at first.
            check_stochastic(sparse.csr_array(moves.shape), R)
        inside = np.asarray(moves.matvec(np.ones(m)), dtype=np.float64)
        # One state that stands for the inside keeps the message of a matrix.
        check_stochastic(sparse.csr_array(sparse.diags_array(inside)), R)
        excess = _excess(inside + R.sum(axis=1), MOST_TERMS + R.shape[1])
        known = getattr(moves, "diagonal", None)
        ways_out = None if known is None else np.array(1 - known(), dtype=np.float64)
        return cls(moves.matvec, moves.rmatvec, MOST_TERMS, ways_out, excess, None)


def _product(matrix: Matrix, x: FloatArray) -> FloatArray:
    return matrix @ x


def _excess(sums: FloatArray, terms: int) -> float:
    return max(float(sums.max(initial=0.0)) - 1, 0.0) + (terms + 2) * _ROUNDING


def _bound_of_mean_steps(chain: _Chain, R: FloatArray) -> float:
    """Return a proved bound on the mean time from every state, or raise where there is none."""
    one = np.ones(len(R))
    w = solve(chain.forward, one, chain.ways_out, _largest_size, 0.5)
    rises = w - chain.forward(w)
    largest = float(np.abs(w).max(initial=0.0))
    least = float(rises.min(initial=1.0)) - (chain.terms + 3) * _ROUNDING * 2.01 * largest
    if least > 0 and (w > 0).all():
        return largest / least
    if chain.matrix is not None:
        check_absorbing(chain.matrix, R)
        raise OutOfDomainError(_unproved())
    raise NotAbsorbingError(_unproved())


def _unproved() -> Problem:
    return Problem(
        "Markov chain",
        "no vector w > 0 with (I - Q) w > 0",
        "such a vector proves that the chain ends from every state; the mean times are one, but "
        "here they could not be found",
        "a chain that ends from every state, and not too slowly to be computed",
    )


def _sum_of_sizes(x: FloatArray) -> float:
    return float(np.abs(x).sum())


def _largest_size(x: FloatArray) -> float:
    return float(np.abs(x).max(initial=0.0))


@np.errstate(all="ignore")  # a breakdown shows as a number that is none, and ends the loop
def solve(
    product: Product,
    right: FloatArray,
    ways_out: FloatArray | None,
    size: Callable[[FloatArray], float],
    enough: float,
) -> FloatArray:
    """Return an approximate solution of ``x - product(x) = right``: its quality is checked later.

    BiCGSTAB, preconditioned by the ways out, until what is left over has no more than `enough` of
    `size`. A few steps of the chain itself come first: they spread out a start in one state, with
    which BiCGSTAB alone does not get going.
    """

    def guess(x: FloatArray) -> FloatArray:
        return x if ways_out is None else x / ways_out

    x, left = np.zeros_like(right), right
    for _ in range(_STEPS_FIRST):
        gained = guess(left)
        x += gained
        left = left - (gained - product(gained))
    shadow, direction = left, left
    overlap = shadow @ left
    for _ in range(_MOST_ITERATIONS):
        if not size(left) > enough:
            break
        along = guess(direction)
        change = along - product(along)
        length = overlap / (shadow @ change)
        half = left - length * change
        if size(half) <= enough:
            return x + length * along
        across = guess(half)
        turn = across - product(across)
        weight = (turn @ half) / (turn @ turn)
        better = x + length * along + weight * across
        if not np.isfinite(weight * length):
            break
        x, left = better, half - weight * turn
        last, overlap = overlap, shadow @ left
        direction = left + (overlap / last) * (length / weight) * (direction - weight * change)
    return x


def _check_start(start: FloatArray, states: int) -> None:
    good = start.shape == (states,) and (start >= 0).all()
    if not (good and start.sum() <= 1 + ROW_SUM_TOLERANCE):
        raise OutOfDomainError(
            Problem(
                "start",
                f"an array of shape {start.shape} that is no distribution",
                "a chain starts in one of its states, or has ended before it starts",
                f"{states} probabilities of 0 or more, at most 1 in all",
            )
        )
