"""A CSV file as rows of text, each with every column of the head; or why it is none."""

import csv
import io
from pathlib import Path

from juryroom.errors import CaseFileError, Problem

MOST_BYTES = 20_000_000
_TABLE_RULE = "a table of juries is a CSV file: one line of column names, then one row a jury"


def csv_bytes(path: Path) -> bytes:
    """Return the bytes of a CSV file, one more than are accepted where there are more.

    Raises
    ------
    CaseFileError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise CaseFileError(
            Problem(str(path), found, _TABLE_RULE, "a CSV file that you may read")
        ) from None


def csv_rows(raw: bytes, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file, each with every column of the head.

    Parameters
    ----------
    raw
        The file: UTF-8; lines that begin with # are skipped.
    name
        What it is called in messages.

    Raises
    ------
    CaseFileError
        If it is no table: not UTF-8, no head, names that are not unique, ragged rows, too large.
    """

    def refused(found: str, accepted: str) -> CaseFileError:
        return CaseFileError(Problem(name, found, _TABLE_RULE, accepted))

    if len(raw) > MOST_BYTES:
        raise refused("a larger file", f"at most {MOST_BYTES:,} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(f"a byte that is not UTF-8, at {error.start}", "UTF-8 text") from None
    lines = "".join(
        line for line in io.StringIO(text, newline="") if not line.startswith("#") and line.strip()
    )
    try:
        table = list(csv.reader(io.StringIO(lines, newline=""), strict=True))
    except csv.Error as error:
        raise refused(f"no CSV: {error}", "commas between cells, quotes in pairs") from None
    if not table:
        raise refused("no line of column names", "one line of column names, then the rows")
    head = [cell.strip() for cell in table[0]]
    twice = sorted({cell for cell in head if head.count(cell) > 1})
    if twice or "" in head:
        found = f"column name {twice[0]!r} twice" if twice else "a column without a name"
        raise refused(found, "a name for each column, each once")
    for row, cells in enumerate(table[1:], 1):
        if len(cells) != len(head):
            raise refused(
                f"{len(cells)} cells in row {row}", f"{len(head)} cells, as in the line of names"
            )
    return [dict(zip(head, cells, strict=True)) for cells in table[1:]]
