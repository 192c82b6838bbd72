"""Tables of how juries stood at the end and how long they took, for the model of stubbornness.

The tables of the package are those that Burghardt, Rand and Girvan (2019) collected. Others can be
made: a `StubbornTable` is a name, stretches of time and counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import xlogy

from juryroom.catalog.published import dataset
from juryroom.deliberation.interface import IntArray
from juryroom.deliberation.models.stubbornness import share_for_majorities
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest

_LENGTHS = 9
"""Bins of trial length in the source."""


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StubbornTable:
    """Juries counted by guilty votes at the end, and by time where it is known.

    Parameters
    ----------
    name
        What it is called in a report.
    fences
        The minutes at which one stretch of time ends and the next begins, rising; empty where times
        are not known.
    counts
        Juries, shape ``(len(fences) + 1, n + 1)``: a row for each stretch of time, a column for each
        number of guilty votes.
    """

    name: str
    fences: tuple[float, ...] = ()
    counts: IntArray

    def __post_init__(self) -> None:
        shape = self.counts.shape
        good = len(shape) == 2 and shape[0] == len(self.fences) + 1 and (self.counts >= 0).all()
        if not (good and self.counts.sum() > 0):
            raise OutOfDomainError(
                Problem(
                    f"StubbornTable '{self.name}'",
                    f"counts of shape {shape} for {len(self.fences)} fences",
                    "a table has a row for each stretch of time and counts one jury or more",
                    f"{len(self.fences) + 1} rows of counts of 0 or more",
                )
            )

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return self.counts.shape[1] - 1

    @property
    def juries(self) -> int:
        """The number of juries."""
        return int(self.counts.sum())

    @property
    def first_share(self) -> float:
        """The share of first votes for guilty by the rule of the authors."""
        ahead = self.counts.sum(axis=0)[self.jury_size // 2 + 1 :].sum()
        return share_for_majorities(float(ahead) / self.juries, self.jury_size)

    @property
    def most(self) -> float:
        """The log-likelihood of a law that gives each cell the share it has."""
        return float(xlogy(self.counts, self.counts / self.juries).sum())


def votes_table(
    state: str, jury_size: int, kind: str = "", *, lengths: Sequence[int] = ()
) -> StubbornTable:
    """Return the final votes in the courts of a state, of trials in some bins of length.

    Parameters
    ----------
    state, jury_size, kind
        As in the data set ``final_votes``: CA, NE, OR, WA; the kind is civil or criminal in OR.
    lengths
        Bins of trial length, 1 to 9, where the source has them; none for all juries.

    Examples
    --------
    >>> table = votes_table("CA", 12, lengths=[4])
    >>> table.juries, round(table.first_share, 4)
    (502, 0.5379)
    """
    columns = [f"length_{each}" for each in lengths] or ["juries"]
    rows = _rows("final_votes", state, jury_size, kind)
    known = [f"length_{each}" for each in range(1, _LENGTHS + 1)] + ["juries"]
    for column in columns:
        if column not in known or not rows[0][column]:
            raise UnknownNameError(
                Problem(
                    "votes_table",
                    f"a column '{column}' for {state} {jury_size} {kind}".rstrip(),
                    "lengths are bins of trial length that the source has for this court",
                    nearest(column, [each for each in known if rows[0][each]]),
                )
            )
    counts = np.zeros((1, jury_size + 1), dtype=np.int64)
    for row in rows:
        counts[0, int(row["votes"])] = sum(int(row[column]) for column in columns)
    bins = f", trial length {', '.join(map(str, lengths))}" if lengths else ""
    return StubbornTable(name=f"{state} {jury_size} {kind}".rstrip() + bins, counts=counts)


def minutes_table(state: str, jury_size: int, kind: str) -> StubbornTable:
    """Return final votes and minutes of deliberation, from the data set ``deliberation_minutes``.

    Examples
    --------
    >>> table = minutes_table("OR", 12, "civil")
    >>> table.juries, table.fences[:4]
    (559, (15.0, 30.0, 45.0, 60.0))
    """
    rows = _rows("deliberation_minutes", state, jury_size, kind)
    every = dataset("deliberation_minutes").rows
    fences = tuple(sorted({float(row["minutes_to"]) for row in every if row["minutes_to"]}))
    counts = np.zeros((len(fences) + 1, jury_size + 1), dtype=np.int64)
    for row in rows:
        stretch = fences.index(float(row["minutes_to"])) if row["minutes_to"] else len(fences)
        counts[stretch, int(row["votes"])] += int(row["juries"])
    name = f"{state} {jury_size} {kind}, votes and minutes"
    return StubbornTable(name=name, fences=fences, counts=counts)


def _rows(name: str, state: str, jury_size: int, kind: str) -> list[dict[str, str]]:
    every = dataset(name).rows
    asked = f"{state} {jury_size} {kind}".rstrip()
    rows = [row for row in every if _court(row) == asked]
    if not rows:
        raise UnknownNameError(
            Problem(
                f"data set '{name}'",
                f"'{asked}'",
                "a table is known by state, size of jury and kind of trial",
                nearest(asked, sorted({_court(row) for row in every})),
            )
        )
    return rows


def _court(row: Mapping[str, str]) -> str:
    return f"{row['state']} {row['jury_size']} {row['kind']}".rstrip()
