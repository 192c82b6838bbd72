"""Plain text that fits a terminal: wrapped lines and columns."""

import textwrap
from collections.abc import Sequence

WIDTH = 100


def wrapped(text: str, indent: int = 2, hang: int = 0) -> str:
    """Return text on lines of at most `WIDTH` columns.

    Examples
    --------
    >>> wrapped("a " * 60, indent=4).count(chr(10))
    1
    """
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(rows: Sequence[Sequence[str]], indent: int = 2) -> list[str]:
    """Return rows as lines: the first column to the left, the others to the right.

    Examples
    --------
    >>> columns([["a", "1"], ["bcd", "22"]], indent=0)
    ['a     1', 'bcd  22']
    """
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        " " * indent
        + row[0].ljust(widths[0])
        + "".join(f"  {cell.rjust(w)}" for cell, w in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]
