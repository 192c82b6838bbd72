"""Tables of numbers as text: columns under their names, as wide as a page."""

from collections.abc import Sequence

PAGE = 100
_DIGITS = 7


def grid(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Return a table with the names of its rows and columns; too wide, it goes on below as in R.

    Examples
    --------
    >>> print(grid(["a"], ["one", "two"], [["1", "0.25"]]))
       one   two
    a    1  0.25
    """
    first = max(map(len, rows), default=0)
    widths = [
        max(len(name), *(len(row[at]) for row in cells)) if cells else len(name)
        for at, name in enumerate(columns)
    ]
    blocks: list[str] = []
    start = 0
    while start < len(columns):
        stop, width = start + 1, first + 2 + widths[start]
        while stop < len(columns) and width + 2 + widths[stop] <= PAGE:
            width += 2 + widths[stop]
            stop += 1
        shown = [("", columns), *zip(rows, cells, strict=True)]
        blocks += [
            "  ".join(
                [name.ljust(first), *(row[at].rjust(widths[at]) for at in range(start, stop))]
            )
            for name, row in shown
        ]
        start = stop
    return "\n".join(blocks)


def aligned(numbers: Sequence[Sequence[float]]) -> list[list[str]]:
    """Return numbers as text with the same decimal places, as many as they need, 7 at most.

    Examples
    --------
    >>> aligned([[0.5, 0.125], [1.0, 0.25]])
    [['0.500', '0.125'], ['1.000', '0.250']]
    """
    texts = [f"{number:.{_DIGITS}f}".rstrip("0") for row in numbers for number in row]
    places = max((len(text.partition(".")[2]) for text in texts), default=0)
    return [[f"{number:.{places}f}" for number in row] for row in numbers]
