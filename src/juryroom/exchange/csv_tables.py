"""A case as CSV files, one a noun, in a zip or a folder, and back.

UTF-8 with commas and double quotes, as RFC 4180 has it; the rules for cells are those of `cells`.
"""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from juryroom.exchange.archives import MAX_PARTS, read_limited, refuse, unpacked
from juryroom.exchange.cells import Cell, guard
from juryroom.exchange.reading import Sheet, case_of
from juryroom.exchange.tables import table_name, tables_of
from juryroom.exchange.workbook_scan import MAX_CELLS, MAX_COLUMNS
from juryroom.record.case import Case

_LONGEST_CELL = 131_072


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
    """Return the rows of one CSV file.

    Raises
    ------
    CaseFileError
        If it is not UTF-8, or not CSV, or past a limit.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(name, f"the byte 0x{data[error.start]:02X}", "CSV is read as UTF-8",
               "the file saved as UTF-8")  # fmt: skip
    if "\x00" in text:
        refuse(name, "a null character", "CSV is text", "the file without it")
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            cells += len(row)
            if cells > MAX_CELLS or len(row) > MAX_COLUMNS:
                refuse(f"{name} row {len(rows) + 1}", "more cells than the limit",
                       "a case has a limit", f"{MAX_COLUMNS} columns, {MAX_CELLS:,} cells")  # fmt: skip
            rows.append(row)
    except csv.Error as error:
        refuse(f"{name} row {len(rows) + 1}", f"text that is not CSV ({error})",
               "CSV has commas, and quotes around cells that hold them", "RFC 4180")  # fmt: skip
    return rows


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
