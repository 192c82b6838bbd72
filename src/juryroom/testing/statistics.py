"""Tests of counts against probabilities, each with a stated rate of failing by chance."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.parameters import Parameter

LEAST_EXPECTED = 25
"""Cells are pooled until so many are expected in each: far out in the tail, where a failure rate of
one in a million lies, Pearson's statistic follows chi-square only where no cell is rare."""

_FAILURE_RATE = Parameter(
    "failure_rate", 1e-12, 0.1, "probability", "how often a test of what is true may fail by chance"
)


def assert_proportion(successes: int, n: int, p: float, *, failure_rate: float) -> None:
    """Raise `AssertionError` where `successes` of `n` cannot well come from probability `p`.

    Parameters
    ----------
    successes, n
        What was counted, and of how many.
    p
        The probability, 0 to 1.
    failure_rate
        How often this may fail by chance where `p` is right, 1e-12 to 0.1. It does so at most that
        often: the test is the exact binomial one, two-sided.

    Examples
    --------
    >>> assert_proportion(5_012, 10_000, 0.5, failure_rate=1e-6)
    >>> assert_proportion(5_412, 10_000, 0.5, failure_rate=1e-6)
    Traceback (most recent call last):
    ...
    AssertionError: 5412 of 10000 is 0.541200, not 0.500000: p = 1.8e-16, below 1e-06
    """
    _FAILURE_RATE.check(failure_rate, owner="assert_proportion")
    found = float(stats.binomtest(successes, n, p).pvalue)
    if found < failure_rate:
        raise AssertionError(
            f"{successes} of {n} is {successes / n:.6f}, not {p:.6f}: "
            f"p = {found:.3g}, below {failure_rate:g}"
        )


def assert_law(
    counts: Sequence[int] | IntArray,
    probabilities: Sequence[float] | FloatArray,
    *,
    failure_rate: float,
) -> None:
    """Raise `AssertionError` where `counts` cannot well come from `probabilities`.

    Parameters
    ----------
    counts
        What was counted in each cell; any shape. Neighbours in C order are pooled where they are
        rare.
    probabilities
        Of each cell, in the same shape; they sum to one within 1e-9.
    failure_rate
        How often this may fail by chance where the probabilities are right, 1e-12 to 0.1:
        approximately, by Pearson's chi-square over cells in each of which 25 or more are expected.

    Raises
    ------
    OutOfDomainError
        If the shapes differ, or the probabilities are none.

    Notes
    -----
    A cell of probability 0 that holds anything fails outright.

    Examples
    --------
    >>> assert_law([251, 498, 251], [0.25, 0.5, 0.25], failure_rate=1e-6)
    >>> assert_law([351, 398, 251], [0.25, 0.5, 0.25], failure_rate=1e-6)
    Traceback (most recent call last):
    ...
    AssertionError: chi-square 61.6 over 3 cells: p = 4.17e-14, below 1e-06
    """
    _FAILURE_RATE.check(failure_rate, owner="assert_law")
    found = np.asarray(counts, dtype=np.float64).ravel()
    law = np.asarray(probabilities, dtype=np.float64).ravel()
    _check_law(np.shape(counts), np.shape(probabilities), law)
    impossible = np.flatnonzero((law == 0) & (found > 0))
    if impossible.size:
        cell = np.unravel_index(impossible[0], np.shape(counts))
        where = ", ".join(str(int(place)) for place in cell)
        raise AssertionError(f"{found[impossible[0]]:g} in cell {where}, which is impossible")
    seen, expected = _pooled(found, law * found.sum())
    if len(seen) < 2:
        return
    statistic = float(((seen - expected) ** 2 / expected).sum())
    p = float(stats.chi2.sf(statistic, len(seen) - 1))
    if p < failure_rate:
        raise AssertionError(
            f"chi-square {statistic:.1f} over {len(seen)} cells: p = {p:.3g}, "
            f"below {failure_rate:g}"
        )


def _check_law(counted: tuple[int, ...], given: tuple[int, ...], law: FloatArray) -> None:
    good = counted == given and bool((law >= 0).all()) and abs(float(law.sum()) - 1) <= 1e-9
    if not good:
        raise OutOfDomainError(
            Problem(
                "assert_law",
                f"counts of shape {counted}, and probabilities of shape {given} that sum to "
                f"{float(law.sum())!r}",
                "a law gives each cell that is counted its probability",
                "the same shape, and probabilities of 0 or more that sum to one within 1e-9",
            )
        )


def _pooled(found: FloatArray, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return both with neighbours added up until `LEAST_EXPECTED` are expected in each cell."""
    cells: list[list[float]] = []
    open_cell = [0.0, 0.0]
    for seen, mean in zip(found.tolist(), expected.tolist(), strict=True):
        open_cell = [open_cell[0] + seen, open_cell[1] + mean]
        if open_cell[1] >= LEAST_EXPECTED:
            cells.append(open_cell)
            open_cell = [0.0, 0.0]
    if cells:
        cells[-1] = [cells[-1][0] + open_cell[0], cells[-1][1] + open_cell[1]]
    pooled = np.array(cells, dtype=np.float64).reshape(-1, 2)
    return pooled[:, 0], pooled[:, 1]
