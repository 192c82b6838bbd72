"""Absorbing chains in exact fractions: short and slow, the reference for tests and documents.

Matrices are sequences of rows. A float is taken as the fraction that it is, so a chain of floats is
solved exactly as the floats say.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from juryroom.errors import NotAbsorbingError, Problem

Row = Sequence[Fraction | float | int]
Rows = list[list[Fraction]]


def absorption(Q: Sequence[Row], R: Sequence[Row]) -> Rows:
    """Return the probability of each outcome, from each transient state.

    Parameters
    ----------
    Q
        Steps between transient states, m rows of m.
    R
        Steps into outcomes, m rows.

    Raises
    ------
    NotAbsorbingError
        If some state reaches no outcome.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> absorption([[0, half], [half, 0]], [[half, 0], [0, half]])
    [[Fraction(2, 3), Fraction(1, 3)], [Fraction(1, 3), Fraction(2, 3)]]
    """
    return _total(Q, R)


def mean_steps(Q: Sequence[Row]) -> list[Fraction]:
    """Return the expected number of steps until an outcome, from each transient state."""
    return [row[0] for row in _total(Q, [[1]] * len(Q))]


def variance_steps(Q: Sequence[Row]) -> list[Fraction]:
    """Return the variance of the number of steps: the second moment less the squared mean."""
    mean = mean_steps(Q)
    second = _total(Q, [[2 * t - 1] for t in mean])
    return [row[0] - t * t for row, t in zip(second, mean, strict=True)]


class CappedLaw(NamedTuple):
    """How a chain stands after a fixed number of steps, from each transient state."""

    absorbed: Rows
    at_cap: Rows
    mean_steps: list[Fraction]


def capped(Q: Sequence[Row], R: Sequence[Row], steps: int) -> CappedLaw:
    """Return the law of the chain after at most `steps` steps, by taking them one at a time."""
    m = len(Q)
    q = [[Fraction(x) for x in row] for row in Q]
    r = [[Fraction(x) for x in row] for row in R]
    at = [[Fraction(i == j) for j in range(m)] for i in range(m)]
    absorbed = [[Fraction(0)] * len(r[0]) for _ in range(m)]
    taken = [Fraction(0)] * m
    for _ in range(steps):
        taken = [t + sum(row) for t, row in zip(taken, at, strict=True)]
        absorbed = [
            [a + b for a, b in zip(old, new, strict=True)]
            for old, new in zip(absorbed, _product(at, r), strict=True)
        ]
        at = _product(at, q)
    return CappedLaw(absorbed, at, taken)


def _product(left: Rows, right: Rows) -> Rows:
    """Return the matrix product, passing over zeros."""
    rows: Rows = []
    for row in left:
        total = [Fraction(0)] * len(right[0])
        for weight, other in zip(row, right, strict=True):
            if weight:
                total = [t + weight * x for t, x in zip(total, other, strict=True)]
        rows.append(total)
    return rows


def _total(Q: Sequence[Row], reward: Sequence[Row]) -> Rows:
    """Solve ``(I - Q) x = reward`` by Gauss and Jordan's elimination."""
    m = len(Q)
    rows = [
        [Fraction(i == j) - Fraction(Q[i][j]) for j in range(m)] + [Fraction(x) for x in reward[i]]
        for i in range(m)
    ]
    for i in range(m):
        pivot = next((s for s in range(i, m) if rows[s][i]), None)
        if pivot is None:
            raise NotAbsorbingError(
                Problem(
                    "Markov chain",
                    "a matrix I - Q without an inverse",
                    "an absorbing chain can end from every state",
                    "a chain in which some outcome can be reached from each state",
                )
            )
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for s in range(m):
            if s != i and rows[s][i]:
                times = rows[s][i]
                rows[s] = [x - times * y for x, y in zip(rows[s], rows[i], strict=True)]
    return [row[m:] for row in rows]
