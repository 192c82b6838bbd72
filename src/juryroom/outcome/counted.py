r"""How many ballots a jury holds before it ends, and how it then ends.

With :math:`Q` the moves of a jury that stays out, :math:`R` the moves into each ending, and
:math:`x_0` the open first ballots, the chance to end with ballot :math:`n` is :math:`x_0 Q^{n-1} R`:
a discrete phase-type law. What is still to come after :math:`n` ballots is :math:`x_0 Q^n B` with
:math:`B = (I-Q)^{-1} R`, so it is never the small difference of two large numbers.

Source: Neuts, M. F. (1981). Matrix-Geometric Solutions in Stochastic Models. Johns Hopkins
University Press, chapter 2.
"""

from typing import Protocol, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.absorbing import AbsorbingChain, check_stochastic
from juryroom.markov.arrays import FloatArray, Matrix

MOST_COUNTED = 1_000_000
"""Ballots that are followed one by one."""


class Count(Protocol):
    """The law of a number of ballots and of the ending. Columns are those of `Ending`."""

    def ended(self, last: int) -> FloatArray:
        """Return the chance of each ending by 0, 1, ..., `last` or more, rows ``last + 1`` or more."""
        ...

    def to_come(self, last: int) -> FloatArray:
        """Return the chance of each ending after 0, 1, ..., `last` or more, shaped as `ended`."""
        ...

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments there: shape ``(3, 3)``."""
        ...


@final
class ChainCount:
    """The count of a chain that ends by itself.

    Parameters
    ----------
    Q
        Moves between open states, shape ``(m, m)``.
    R
        Moves into each ending, shape ``(m, 3)``.
    start
        Probability of each open state at the first ballot, shape ``(m,)``.
    at_once
        Probability of each ending at the first ballot, shape ``(3,)``.

    Raises
    ------
    NotAbsorbingError
        When what is to come, or a moment, is asked of a chain that does not end.
    """

    def __init__(self, Q: Matrix, R: FloatArray, start: FloatArray, at_once: FloatArray) -> None:
        check_stochastic(Q, R)
        self.Q, self.R, self.start, self.at_once = Q, R, start, at_once
        self._open = np.array(start, dtype=np.float64)[None]
        self._ended = np.array(at_once, dtype=np.float64)[None]
        self._chain: AbsorbingChain | None = None

    @property
    def chain(self) -> AbsorbingChain:
        """The chain, factorised when it is first needed."""
        if self._chain is None:
            self._chain = AbsorbingChain(self.Q, self.R)
        return self._chain

    def open(self, last: int) -> FloatArray:
        """Return the chance of each open state after 0, 1, ..., `last` ballots or more."""
        known = len(self._open)
        if last < known:
            return self._open
        if last > MOST_COUNTED:
            raise OutOfDomainError(
                Problem(
                    "time law",
                    f"{last:,} ballots",
                    "juries are followed ballot by ballot",
                    f"times that come to {MOST_COUNTED:,} ballots or fewer",
                )
            )
        rows = max(last + 1, min(2 * known, MOST_COUNTED + 1))
        grown = np.empty((rows, len(self.start)))
        grown[:known] = self._open
        forward = self.Q.T if isinstance(self.Q, np.ndarray) else self.Q.T.tocsr()
        for ballot in range(known, rows):
            grown[ballot] = forward @ grown[ballot - 1]
        flows = np.vstack([self.at_once, grown[:-1] @ self.R])
        self._open, self._ended = grown, np.cumsum(flows, axis=0)
        return grown

    def flows(self, last: int) -> FloatArray:
        """Return the chance of each ending with ballot 0, 1, ..., `last`, shape ``(last + 1, 3)``."""
        return np.vstack([self.at_once, self.open(last)[:last] @ self.R])

    def ended(self, last: int) -> FloatArray:
        """Return the chance of each ending by 0, 1, ..., `last` ballots or more."""
        self.open(last)
        return self._ended

    def to_come(self, last: int) -> FloatArray:
        """Return the chance of each ending after 0, 1, ..., `last` ballots or more."""
        return self.open(last) @ self.chain.absorption()

    def moments(self) -> FloatArray:
        r"""Return the chance of each ending, and the first two moments of the ballots there.

        With :math:`B` the chances from each state, the first moments :math:`U` solve
        :math:`(I-Q) U = B`, and the second :math:`(I-Q) S = B + 2 Q U`: positive terms only.
        """
        whole = self.chain.absorption()
        first = self.chain.total(whole)
        second = self.chain.total(whole + 2 * (self.Q @ first))
        return np.array(
            [self.start @ whole + self.at_once, self.start @ first, self.start @ second]
        )


@final
class TableCount:
    """A count with a last ballot, as the table of its chances.

    Parameters
    ----------
    chances
        Chance of each ending with 0, 1, ... ballots, shape ``(ballots + 1, 3)``.
    """

    def __init__(self, chances: FloatArray) -> None:
        self.chances = chances
        self._ended = np.cumsum(chances, axis=0)
        later = np.cumsum(chances[:0:-1], axis=0)[::-1]
        self._to_come = np.vstack([later, np.zeros((1, 3))])

    def ended(self, last: int) -> FloatArray:
        """Return the chance of each ending by 0, 1, ..., `last` ballots or more."""
        return _extended(self._ended, last)

    def to_come(self, last: int) -> FloatArray:
        """Return the chance of each ending after 0, 1, ..., `last` ballots or more."""
        return _extended(self._to_come, last)

    def moments(self) -> FloatArray:
        """Return the chance of each ending, and the first two moments of the ballots there."""
        ballots = np.arange(len(self.chances), dtype=np.float64)
        return np.vstack([ballots**power @ self.chances for power in range(3)])


def _extended(table: FloatArray, last: int) -> FloatArray:
    """Return `table` with its last row repeated, so that there is a row `last`."""
    more = last + 1 - len(table)
    return table if more <= 0 else np.vstack([table, np.repeat(table[-1:], more, axis=0)])


def stopped(count: ChainCount, ballots: int) -> TableCount:
    """Return the count where what is still out after `ballots` hangs then."""
    chances = count.flows(ballots)
    chances[ballots, 2] += count.open(ballots)[ballots].sum()
    return TableCount(chances)
