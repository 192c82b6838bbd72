"""Ordered verdicts as sate has them, defect included: see `juryroom.OrderedTugOfWar` for ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial, isfinite, prod
from typing import cast, final

import numpy as np
from scipy import sparse

from juryroom.compat.sate import arguments
from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.printed import grid
from juryroom.deliberation.models.sate_ordered import SateOrdered
from juryroom.deliberation.ordered import splits
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.absorbing import AbsorbingChain
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.visits import expected_visits
from juryroom.parameters import Parameter

_JURY_N = Parameter("jury_n", 1, 60, "jurors", "the jurors who deliberate", whole=True)
LARGEST_TABLE = 2_000
"""States up to which a full table of sate's form is built; larger ones need `prob_ord_from_pool`."""

D2 = (
    "D2: an option that no juror favours traps those on one side of it, and options that nobody "
    "favours can win; juryroom.OrderedTugOfWar has neither fault"
)


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Table:
    """A matrix with the names of its rows and columns, as R prints it.

    Parameters
    ----------
    values
        The numbers.
    rows, columns
        Their names: verdicts, or jurors for each option from the least to the most punitive.
    notes
        What a reader must know beside the numbers.
    """

    values: FloatArray
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...] = (D2,)

    def __getitem__(self, names: tuple[str, str]) -> float:
        """Return the number at a row and a column, both by name."""
        row, column = names
        return float(self.values[self.rows.index(row), self.columns.index(column)])

    def __str__(self) -> str:
        """Return the matrix under the names of its columns, and each note on a line of its own."""
        cells = [[f"{number:.6g}" for number in row] for row in self.values.tolist()]
        return "\n".join([grid(self.rows, self.columns, cells), *self.notes])

    def __repr__(self) -> str:
        """Return the same, so that a session shows the table."""
        return str(self)


@in_words
def transition_matrix_ordered(
    jury_n: int, verdict_options: Sequence[str], digits: int | None = None
) -> Table:
    """Return sate's ordered chain; columns are *from*, unanimous juries stand last.

    Parameters
    ----------
    jury_n
        Jurors, 1 to 60.
    verdict_options
        The verdicts, from the least to the most punitive; 2 or more, each with its own name.
    digits
        Decimal places to which entries are rounded, columns then made to sum to one; None for none.

    Examples
    --------
    >>> P = transition_matrix_ordered(3, ["NG", "M2", "M1"])
    >>> P["(0, 2, 1)", "(0, 2, 1)"]
    0.65625
    """
    states = _States.of(jury_n, verdict_options, "transition_matrix_ordered")
    states.check_table("transition_matrix_ordered")
    matrix = states.matrix.toarray().T
    return Table(
        values=_rounded(matrix, digits, "transition_matrix_ordered"),
        rows=states.labels,
        columns=states.labels,
    )


@in_words
def prob_ordered_verdicts(
    jury_n: int,
    verdict_options: Sequence[str],
    digits: int | None = None,
    collab: bool = True,
) -> Table:
    """Return the probability of each verdict from each first split, by sate's ordered chain.

    Parameters
    ----------
    jury_n, verdict_options, digits
        As in `transition_matrix_ordered`.
    collab
        Whether columns are named by their split; otherwise by their number, from 1, as R does.

    Examples
    --------
    From 6, 0, 6 the empty middle blocks the way to acquittal (D2):

    >>> prob_ordered_verdicts(12, ["NG", "M2", "M1"], digits=3)["NG", "(6, 0, 6)"]
    0.46
    """
    owner = "prob_ordered_verdicts"
    states = _States.of(jury_n, verdict_options, owner)
    states.check_table(owner)
    ends = np.eye(states.options)
    if states.transient:
        Q, R = states.parts()
        ends = np.vstack([AbsorbingChain(Q, R).absorption(), ends])
    columns = states.labels if collab else tuple(map(str, range(1, len(ends) + 1)))
    return Table(
        values=_rounded(np.ascontiguousarray(ends.T), digits, owner),
        rows=states.verdicts,
        columns=columns,
    )


@in_words
def prob_ord_from_pool(
    jury_n: int,
    verdict_options: Sequence[str],
    verdict_props: Sequence[float] | Mapping[str, float],
    digits: int | None = None,
) -> dict[str, float]:
    """Return the probability of each verdict for jurors drawn from a pool, by sate's ordered chain.

    Parameters
    ----------
    jury_n, verdict_options
        As in `transition_matrix_ordered`.
    verdict_props
        The share of the pool for each verdict, in the order of `verdict_options` or by name; 0 or
        more. They are scaled to sum to one, as in sate.
    digits
        Decimal places that are kept; None for all.

    Examples
    --------
    >>> found = prob_ord_from_pool(12, ["NG", "M2", "M1"], [0.25, 0.50, 0.25], digits=3)
    >>> found["NG"]
    0.181
    """
    owner = "prob_ord_from_pool"
    states = _States.of(jury_n, verdict_options, owner)
    start = states.multinomial(_shares(verdict_props, states.verdicts, owner))
    found = start[states.transient :].copy()
    if states.transient:
        Q, R = states.parts()
        found += expected_visits(Q, R.sum(axis=1), start[: states.transient]) @ R
    places = None if digits is None else arguments.digits_of(digits, owner)
    law = (found / found.sum()).tolist()
    kept = law if places is None else [round(p, places) for p in law]
    return dict(zip(states.verdicts, kept, strict=True))


@final
@dataclass(frozen=True, slots=True, eq=False)
class _States:
    """The splits in sate's order: those that are divided first, the unanimous ones last."""

    verdicts: tuple[str, ...]
    points: IntArray
    matrix: sparse.csr_array

    @classmethod
    def of(cls, jury_n: object, verdict_options: Sequence[str], owner: str) -> "_States":
        n = cast("int", arguments.one(jury_n, f"{owner}.jury_n", "one whole number"))
        _JURY_N.check(n, owner=owner)
        listed = arguments.several(verdict_options)
        names = tuple(str(name) for name in verdict_options) if listed else ()
        if len(set(names)) != len(names) or len(names) < 2:
            raise OutOfDomainError(
                Problem(
                    f"{owner}.verdict_options",
                    repr(verdict_options),
                    "the verdicts open to a jury have a name each, from the least to the most "
                    "punitive",
                    "a list of two different names or more",
                )
            )
        points = splits(int(n), len(names))
        unanimous = points.max(axis=1) == n
        last = np.flatnonzero(unanimous)
        order = np.concatenate(
            [np.flatnonzero(~unanimous), last[np.argsort(points[last].argmax(axis=1))]]
        )
        moves = SateOrdered().transition_matrix(int(n), len(names))
        return cls(names, points[order], sparse.csr_array(moves[order][:, order]))

    @property
    def options(self) -> int:
        return len(self.verdicts)

    @property
    def transient(self) -> int:
        return len(self.points) - self.options

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(f"({', '.join(map(str, split))})" for split in self.points.tolist())

    def check_table(self, owner: str) -> None:
        if len(self.points) > LARGEST_TABLE:
            raise OutOfDomainError(
                Problem(
                    owner,
                    f"{len(self.points):,} splits",
                    f"a table over every split is built up to {LARGEST_TABLE:,} of them",
                    "a smaller jury, fewer verdicts, or prob_ord_from_pool, which builds no table",
                )
            )

    def parts(self) -> tuple[sparse.csr_array, FloatArray]:
        """Return the moves between divided juries, and from them into the verdicts."""
        inside = sparse.csr_array(self.matrix[: self.transient])
        Q = sparse.csr_array(inside[:, : self.transient])
        return Q, np.asarray(inside[:, self.transient :].toarray())

    def multinomial(self, shares: Sequence[float]) -> FloatArray:
        n = int(self.points[0].sum())
        return np.array(
            [
                factorial(n)
                // prod(map(factorial, split))
                * prod(p**votes for p, votes in zip(shares, split, strict=True))
                for split in self.points.tolist()
            ]
        )


def _shares(
    given: Sequence[float] | Mapping[str, float], verdicts: tuple[str, ...], owner: str
) -> list[float]:
    """Return the shares in the order of the verdicts, scaled to sum to one."""
    named = given if isinstance(given, Mapping) else None
    values: list[object] = []
    if named is not None and set(named) == set(verdicts):
        values = [named[name] for name in verdicts]
    elif named is None and arguments.several(given):
        values = list(cast("Sequence[object]", given))
    numbers = [arguments.plain(value) for value in values]
    shares = [float(p) for p in numbers if isinstance(p, int | float) and not isinstance(p, bool)]
    good = len(shares) == len(numbers) == len(verdicts)
    good = good and all(isfinite(p) and p >= 0 for p in shares) and sum(shares) > 0
    if not good:
        raise OutOfDomainError(
            Problem(
                f"{owner}.verdict_props",
                repr(given),
                "the pool is divided over the verdicts and over nothing else",
                f"a share of 0 or more for each of {', '.join(verdicts)}, not all 0",
            )
        )
    total = sum(shares)
    return [p / total for p in shares]


def _rounded(values: FloatArray, digits: int | None, owner: str) -> FloatArray:
    """Return `values` to so many places, with columns that sum to one again."""
    if digits is None:
        return values
    rounded = np.round(values, arguments.digits_of(digits, owner))
    return rounded / np.maximum(rounded.sum(axis=0), 1e-15)
