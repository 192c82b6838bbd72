"""States that say how many of n things are in each of c conditions.

There are ``comb(n + c - 1, c - 1)`` such states. They are kept in lexicographic order, so the
place of a state can be computed from its counts alone: no table is searched.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import IntArray


@final
@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Every way to place `total` things in a number of conditions, in lexicographic order.

    Parameters
    ----------
    total
        How many things there are.
    points
        Things in each condition, shape ``(states, conditions)``; rows sum to `total`. Read-only.
    """

    total: int
    points: IntArray
    _below: IntArray

    def index(self, counts: IntArray) -> IntArray:
        """Return the place of each row of `counts` in `points`.

        Parameters
        ----------
        counts
            Shape ``(..., conditions)``, whole numbers of 0 or more that sum to `total` in each row.

        Raises
        ------
        OutOfDomainError
            If a row is not one of the states.

        Examples
        --------
        >>> pairs = lattice(3, 2)
        >>> pairs.points.tolist()
        [[0, 3], [1, 2], [2, 1], [3, 0]]
        >>> pairs.index(np.array([[2, 1], [0, 3]])).tolist()
        [2, 0]
        """
        conditions = self.points.shape[1]
        right = counts.shape[-1] == conditions and (counts >= 0).all()
        if not (right and (counts.sum(axis=-1) == self.total).all()):
            raise OutOfDomainError(
                Problem(
                    "Lattice.index",
                    f"counts of shape {counts.shape} that are not all states",
                    "a state places every thing in one condition",
                    f"{conditions} counts of 0 or more that sum to {self.total}",
                )
            )
        # States that share the first i counts and have a smaller next one come before: by the
        # hockey-stick identity their number is a difference of two binomials.
        left = self.total - np.cumsum(counts, axis=-1) + counts
        parts = np.arange(conditions - 1, -1, -1)
        return (self._below[left, parts] - self._below[left - counts, parts]).sum(axis=-1)


@lru_cache(maxsize=64)
def lattice(total: int, conditions: int) -> Lattice:
    """Return the lattice of `total` things in `conditions` conditions, made once.

    Examples
    --------
    >>> len(lattice(12, 4).points)
    455
    """
    states = comb(total + conditions - 1, conditions - 1)
    places = range(total + conditions - 1)
    bars = np.array(list(combinations(places, conditions - 1)), dtype=np.int64)
    edges = np.empty((states, conditions + 1), dtype=np.int64)
    edges[:, 0], edges[:, 1:-1], edges[:, -1] = -1, bars, len(places)
    points = np.diff(edges, axis=1) - 1
    points.setflags(write=False)
    below = np.array(
        [[comb(left + parts, parts) for parts in range(conditions)] for left in range(total + 1)],
        dtype=np.int64,
    )
    return Lattice(total, points, below)
