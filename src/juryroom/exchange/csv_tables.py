"""A case as CSV files, one a noun, in a zip or a folder, and back.

UTF-8 with commas and double quotes, as RFC 4180 has it; the rules for cells are those of `cells`.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, final

from juryroom.exchange.archives import MAX_PARTS, read_limited, refuse, unpacked
from juryroom.exchange.cells import Cell, guard
from juryroom.exchange.reading import Sheet, case_of
from juryroom.exchange.tables import table_name, tables_of
from juryroom.exchange.workbook_scan import MAX_CELLS, MAX_COLUMNS
from juryroom.record.case import Case

_LONGEST_CELL = 131_072


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """What is read of one CSV file, against files made to exhaust a reader.

    Parameters
    ----------
    holds
        What the file holds, for messages: "a case", "a survey".
    rows, columns
        So many of each.
    cells
        So many in all; None where rows are not kept and only their number counts.
    text
        Characters of one row, line breaks and commas included.
    """

    holds: str
    rows: int
    columns: int
    cells: int | None = None
    text: int

    @property
    def accepted(self) -> str:
        """The limits as they are shown to people."""
        cells = "" if self.cells is None else f"{self.cells:,} cells, "
        return f"at most {cells}{self.rows:,} rows, {self.columns:,} columns and {self.text:,} characters a row"


CASE = TableLimits(
    holds="a case", rows=MAX_CELLS, columns=MAX_COLUMNS, cells=MAX_CELLS, text=20_000_000
)


def csv_files(case: Case) -> dict[str, str]:
    """Return the CSV files of a case under their names.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> files = csv_files(load_case(find_case("people-v-weinstein")).case)
    >>> files["case.csv"].splitlines()[:2]
    ['field,value', 'schema,juryroom-case/1']
    """
    files: dict[str, str] = {}
    for table in tables_of(case):
        text = io.StringIO()
        out = csv.writer(text, lineterminator="\r\n")
        out.writerow(table.columns)
        for row in table.rows:
            out.writerow([_shown(row.get(column, "")) for column in table.columns])
        files[f"{table_name(table.name)}.csv"] = text.getvalue()
    return files


def csv_zip(case: Case) -> bytes:
    """Return the CSV files of a case in a zip; the same case gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in csv_files(case).items():
            part = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, text.encode())
    return packed.getvalue()


def read_csv_zip(data: bytes, name: str) -> Case:
    """Return the case in a zip of CSV files.

    Raises
    ------
    CaseFileError, RecordError
        As `read_workbook` does, with the file, row and column of each problem.
    """
    return case_of(_sheets(unpacked(data, name), name), name)


def read_csv_folder(folder: Path) -> Case:
    """Return the case in a folder of CSV files; other files there are left alone."""
    found = sorted(folder.glob("*.csv"))
    if len(found) > MAX_PARTS:
        refuse(str(folder), f"{len(found)} files", "a case has few tables", f"{MAX_PARTS} or fewer")
    return case_of(_sheets({p.name: read_limited(p) for p in found}, str(folder)), str(folder))


def rows_of(data: bytes, name: str) -> list[list[str]]:
    """Return the rows of one CSV file of a case.

    Raises
    ------
    CaseFileError
        As `each_row` does, by the limits of a case.
    """
    return list(each_row(data, name, CASE))


def each_row(data: bytes, name: str, limits: TableLimits) -> Iterator[list[str]]:
    """Yield the rows of one CSV file, one at a time.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        Of the file, for messages.
    limits
        What is refused unread; a row is measured before its cells are made.

    Raises
    ------
    CaseFileError
        If it is not UTF-8, or not CSV, or past a limit.
    """
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(name, "a null character", "CSV is text", "the file without it")
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), name, limits)
    number = cells = 0
    try:
        for number, row in enumerate(csv.reader(lines, strict=True), start=1):
            cells += len(row)
            _check_size(f"{name} row {number}", number, len(row), cells, limits)
            yield row
            lines.begin_row(number + 1)
    except csv.Error as error:
        found = f"text that is not CSV ({error})"
        if "field limit" in str(error):
            found = f"a cell of more than {_LONGEST_CELL:,} characters"
        refuse(f"{name} row {number + 1}", found,
               "CSV has commas, and quotes around cells that hold them",
               "RFC 4180; a quote that is opened and never closed makes one cell of the rest")  # fmt: skip


def _check_size(where: str, rows: int, columns: int, cells: int, limits: TableLimits) -> None:
    found = ""
    if rows > limits.rows:
        found = f"more than {limits.rows:,} rows"
    elif columns > limits.columns:
        found = f"{columns:,} columns"
    elif limits.cells is not None and cells > limits.cells:
        found = f"more than {limits.cells:,} cells"
    if found:
        refuse(where, found, f"{limits.holds} has a limit", limits.accepted)


@final
class _Lines:
    """The lines of a text, as many characters to a row as a row may have."""

    def __init__(self, text: io.TextIOWrapper, name: str, limits: TableLimits) -> None:
        self.text = text
        self.name = name
        self.limits = limits
        self.left = limits.text
        self.row = 1

    def begin_row(self, number: int) -> None:
        self.left = self.limits.text
        self.row = number

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        try:
            line = self.text.readline(self.left + 1)
        except UnicodeDecodeError as error:
            refuse(self.name, f"the byte 0x{error.object[error.start]:02X}", "CSV is read as UTF-8",
                   "the file saved as UTF-8")  # fmt: skip
        self.left -= len(line)
        if self.left < 0:
            found = f"a row of more than {self.limits.text:,} characters"
            rule = f"{self.limits.holds} has a limit"
            refuse(f"{self.name} row {self.row}", found, rule, self.limits.accepted)
        if not line:
            raise StopIteration
        return line


def _sheets(files: Mapping[str, bytes], name: str) -> list[Sheet]:
    sheets: list[Sheet] = []
    for file, data in files.items():
        if not file.lower().endswith(".csv"):
            refuse(
                f"{name} part '{file}'", "a file that is not CSV", "one CSV file a table", "*.csv"
            )
        rows = rows_of(data, f"{name} part '{file}'")
        head = [cell.strip() for cell in rows[0]] if rows else []
        if len(set(head)) < len(head):
            refuse(f"{name} part '{file}'", "a column twice", "the first row names each column once",
                   "one of the two")  # fmt: skip
        if any(len(row) > len(head) for row in rows):
            refuse(f"{name} part '{file}'", "a row with more cells than columns",
                   "the first row names the columns", "as many cells as columns")  # fmt: skip
        read = (
            (number, {column: cell for column, cell in zip(head, row, strict=False) if cell})
            for number, row in enumerate(rows[1:], start=2)
        )
        columns = {column: f"{column} row " for column in head}
        sheets.append(
            Sheet(Path(file).stem, columns, tuple((n, cells) for n, cells in read if cells))
        )
    return sheets


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guard(repr(cell)) if isinstance(cell, int | float) else cell
