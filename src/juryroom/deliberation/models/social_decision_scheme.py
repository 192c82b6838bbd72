"""Any scheme: the endings for each first ballot, as a table that the user gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import ClassVar, Self, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973
from juryroom.errors import OutOfDomainError, Problem
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

SUM_TOLERANCE = 1e-12
ENDINGS = 3

Row = tuple[float, float, float]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SocialDecisionScheme(Scheme):
    """Any scheme: the table of endings is given, one row for each first ballot.

    It has no name on the command line, because no number but a whole table makes one.

    Parameters
    ----------
    rows
        Probability of guilty, not guilty and hung for 0, 1, ..., n guilty votes on the first
        ballot: n + 1 rows of three, each of which sums to one within 1e-12. The table fixes the
        jury size n, 3 to 23.

    Raises
    ------
    OutOfDomainError
        If the table is not one; every row that is wrong is named.

    Examples
    --------
    Truth wins: one juror who votes guilty is enough.

    >>> scheme = SocialDecisionScheme.from_matrix([[0, 1, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0]])
    >>> scheme.endings(3)[1]
    array([1., 0., 0.])
    """

    rows: tuple[Row, ...]

    card: ClassVar[ModelCard] = ModelCard(
        name="any-scheme",
        says="The endings for each first ballot are those of a given table.",
        citations=(DAVIS_1973,),
        assumes=("only the count of votes on the first ballot matters",),
        not_for=(
            "questions about time, about a decision rule other than the one observed, or about a "
            "jury of another size",
            "explanation: a table is fitted, and says nothing of why a jury ends as it does",
        ),
        can_hang=True,
        clock=None,
        label_symmetric=False,
    )

    def __post_init__(self) -> None:
        problems = [self._size_problem()] if self._wrong_size() else []
        problems += [
            _row_problem(votes, row) for votes, row in enumerate(self.rows) if not _is_law(row)
        ]
        if problems:
            raise OutOfDomainError(problems)

    @classmethod
    def from_matrix(cls, matrix: Sequence[Sequence[float]] | FloatArray) -> Self:
        """Return the scheme of a matrix of shape ``(n + 1, 3)``.

        Parameters
        ----------
        matrix
            Rows are guilty votes 0, 1, ..., n on the first ballot; columns guilty, not guilty,
            hung.

        Raises
        ------
        OutOfDomainError
            If it has no such shape, or a row is no distribution.
        """
        try:
            rows = tuple((float(g), float(a), float(h)) for g, a, h in matrix)
        except (TypeError, ValueError):
            raise OutOfDomainError(
                Problem(
                    "SocialDecisionScheme",
                    "something else than rows of three numbers",
                    "a scheme has a row for each first ballot, and in it the three endings",
                    "rows of guilty, not guilty, hung",
                )
            ) from None
        return cls(rows=rows)

    @property
    def jury_size(self) -> int:
        """The number of jurors that the table is for."""
        return len(self.rows) - 1

    def endings(self, jury_size: int) -> FloatArray:
        """Return the table.

        Raises
        ------
        OutOfDomainError
            If it is for a jury of another size.
        """
        if jury_size != self.jury_size:
            raise OutOfDomainError(
                Problem(
                    "SocialDecisionScheme.endings",
                    f"{jury_size} jurors",
                    "a table of endings is for one jury size and says nothing of another",
                    f"{self.jury_size} jurors, or another table",
                )
            )
        return np.array(self.rows, dtype=np.float64)

    def _wrong_size(self) -> bool:
        return not SMALLEST_JURY <= self.jury_size <= LARGEST_JURY

    def _size_problem(self) -> Problem:
        return Problem(
            "SocialDecisionScheme.rows",
            f"{len(self.rows)} rows",
            f"a jury has {SMALLEST_JURY} to {LARGEST_JURY} members, and a row for 0 votes too",
            f"{SMALLEST_JURY + 1} to {LARGEST_JURY + 1} rows",
        )


def _is_law(row: Sequence[float]) -> bool:
    good = len(row) == ENDINGS and all(isfinite(p) and p >= 0 for p in row)
    return good and abs(fsum(row) - 1) <= SUM_TOLERANCE


def _row_problem(votes: int, row: Sequence[float]) -> Problem:
    return Problem(
        f"SocialDecisionScheme.rows[{votes}]",
        f"({', '.join(f'{p:g}' for p in row)})",
        "from each first ballot a jury ends in one of three ways",
        f"three numbers of 0 or more that sum to 1 within {SUM_TOLERANCE:g}",
    )
