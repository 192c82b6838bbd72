"""One row of numbers under sate's own column names, with what must be known beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

BOUNDS = ("SE", "MOE", "Lower 5%", "Upper 95%")
"""The columns that follow the estimate."""


@final
@dataclass(frozen=True, slots=True, eq=False)
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


def row(estimate: str, *numbers: float, notes: tuple[str, ...] = ()) -> Row:
    """Return the row of an estimate, its standard error, margin of error and 90% interval."""
    return Row(dict(zip((estimate, *BOUNDS), numbers, strict=True)), notes)
