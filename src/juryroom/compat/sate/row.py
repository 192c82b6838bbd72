"""One row of numbers under sate's own column names, with what must be known beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

from juryroom.compat.sate.printed import aligned, grid

BOUNDS = ("SE", "MOE", "Lower 5%", "Upper 95%")
"""The columns that follow the estimate."""


@final
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Row(Mapping[str, float]):
    """Numbers by column name, read like a dictionary and equal to one with the same numbers.

    Parameters
    ----------
    columns
        The numbers, under the names of sate's own table.
    notes
        What a reader must know beside the numbers: defects of sate that touch this row.

    Examples
    --------
    >>> row = Row({"P(G)": 0.5, "SE": 0.1}, ("a note",))
    >>> row["P(G)"], row == {"P(G)": 0.5, "SE": 0.1}
    (0.5, True)
    """

    columns: Mapping[str, float]
    notes: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> float:
        """Return the number of one column."""
        return self.columns[column]

    def __iter__(self) -> Iterator[str]:
        """Return the column names, in sate's order."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.columns)

    def __str__(self) -> str:
        """Return the columns on one line, and each note on a line of its own."""
        shown = ", ".join(f"{name} {value:.7g}" for name, value in self.columns.items())
        return "\n".join([shown, *self.notes])

    def __repr__(self) -> str:
        """Return the same, so that a row reads alike wherever it is shown."""
        return str(self)

    def as_json(self) -> dict[str, Any]:
        """Return the numbers and the notes."""
        return {**self.columns, "notes": list(self.notes)}

    def rounded(self, digits: int) -> "Row":
        """Return the row to `digits` decimal places, as R's ``round`` gives it."""
        return Row({name: round(x, digits) for name, x in self.columns.items()}, self.notes)

    def titled(self, estimate: str) -> "Row":
        """Return the row with its first column renamed."""
        first, *others = self.columns.items()
        return Row({estimate: first[1], **dict(others)}, self.notes)


@final
class Rows(dict[str, Row]):
    """Rows by name, as sate's list of tables; printed as one table.

    Examples
    --------
    >>> print(Rows(one=row("P(G)", 0.5, 0.1, 0.16, 0.34, 0.66), two=row("P(G|x)", 0.25, 0, 0, 0, 0)))
            estimate    SE   MOE  Lower 5%  Upper 95%
    P(G)        0.50  0.10  0.16      0.34       0.66
    P(G|x)      0.25  0.00  0.00      0.00       0.00
    """

    def __str__(self) -> str:
        """Return the table, and each note once on a line of its own."""
        titles = [next(iter(one)) for one in self.values()]
        cells = aligned([list(one.values()) for one in self.values()])
        notes = dict.fromkeys(note for one in self.values() for note in one.notes)
        return "\n".join([grid(titles, ("estimate", *BOUNDS), cells), *notes])

    def __repr__(self) -> str:
        """Return the same, so that a session shows the table."""
        return str(self)


def row(estimate: str, *numbers: float, notes: tuple[str, ...] = ()) -> Row:
    """Return the row of an estimate, its standard error, margin of error and 90% interval."""
    return Row(dict(zip((estimate, *BOUNDS), numbers, strict=True)), notes)
