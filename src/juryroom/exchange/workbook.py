"""A case as an XLSX workbook, one sheet a noun, and back.

Every text is written as text, so that nothing is taken for a formula, a date or a number; see
`cells` for what is written differently from what the case holds.
"""

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from juryroom.errors import CaseFileError
from juryroom.exchange.archives import refuse, unpacked
from juryroom.exchange.reading import Read, Sheet, case_of
from juryroom.exchange.tables import Table, table_name, tables_of
from juryroom.exchange.workbook_scan import MAX_COLUMNS, MAX_ROWS, scan
from juryroom.record.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDEST, _NARROWEST = 60, 8
_STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 - the same case gives the same bytes, whenever it is written


def workbook_bytes(case: Case) -> bytes:
    """Return the workbook of a case; the same case gives the same bytes.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> case = load_case(find_case("people-v-weinstein")).case
    >>> read_workbook(workbook_bytes(case), "case.xlsx") == case
    True
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # pyright: ignore[reportArgumentType] - a new workbook has a sheet
    for table in tables_of(case):
        _write(book.create_sheet(table_name(table.name)), table)
    book.properties.creator = "juryroom"
    book.properties.created = book.properties.modified = _STAMP
    written = io.BytesIO()
    book.save(written)
    return _still(written.getvalue())


def read_workbook(data: bytes, name: str) -> Case:
    """Return the case in a workbook.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        Of the file, for messages.

    Raises
    ------
    CaseFileError
        If it is no workbook, or holds formulas, macros, links, or more than a case needs.
    RecordError
        If it says something that a case cannot be; with the cell of each problem.
    """
    return case_of(workbook_sheets(data, name), name)


def workbook_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, each with the columns that its first row names."""
    scan(unpacked(data, name), name)
    from openpyxl import load_workbook

    try:
        book: Any = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return tuple(_sheet(sheet, name) for sheet in book.worksheets)
    except CaseFileError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken workbook raises whatever it happens to break
        refuse(
            name,
            f"a workbook that cannot be read ({type(error).__name__}: {str(error)[:60]})",
            "a workbook has the form of Office Open XML",
            "the workbook as a spreadsheet program saved it",
        )


def first_sheet_rows(data: bytes, name: str) -> list[list[str]]:
    """Return the cells of the first sheet of a workbook as text, the head first."""
    sheets = workbook_sheets(data, name)
    if not sheets:
        refuse(name, "no sheet", "a table is a sheet", "a workbook with one sheet or more")
    head = list(sheets[0].columns)
    rows = [[_text(row.get(column, "")) for column in head] for _, row in sheets[0].rows]
    return [head, *rows]


def _text(cell: Read) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole and isinstance(cell, float) else str(cell)


def _write(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(table.columns, start=1):
        _put(sheet.cell(1, number), column).font = Font(bold=True)
    for place, row in enumerate(table.rows, start=2):
        for number, column in enumerate(table.columns, start=1):
            if column in row:
                cell = _put(sheet.cell(place, number), row[column])
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, column in enumerate(table.columns, start=1):
        longest = max((len(str(row.get(column, ""))) for row in table.rows), default=0)
        width = min(max(longest, len(column), _NARROWEST) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"


def _put(cell: Any, value: str | float | bool) -> Any:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def _sheet(sheet: Any, name: str) -> Sheet:
    from openpyxl.utils import get_column_letter

    rows: Iterator[tuple[Read | None, ...]] = sheet.iter_rows(
        min_row=1, max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True
    )
    head = [None if cell is None else str(cell).strip() for cell in next(rows, ())]
    columns: dict[str, str] = {}
    for number, column in enumerate(head, start=1):
        if column in columns:
            refuse(f"{name} sheet '{sheet.title}'", f"the column '{column}' twice",
                   "the first row names each column once", "one of the two")  # fmt: skip
        if column:
            columns[column] = get_column_letter(number)
    read: list[tuple[int, dict[str, Read]]] = []
    for place, row in enumerate(rows, start=2):
        cells = dict[str, Read]()
        if all(cell is None or not str(cell).strip() for cell in row):
            continue  # an empty row, or one in which somebody left a space
        for number, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            column = head[number] if number < len(head) else None
            if not column:
                refuse(
                    f"{name} sheet '{sheet.title}' cell {get_column_letter(number + 1)}{place}",
                    f"{str(cell)[:40]!r} in a column without a name",
                    "the first row names the columns",
                    "a name in the first row, or an empty cell",
                )
            cells[column] = cell
        if cells:
            read.append((place, cells))
    return Sheet(sheet.title, columns, tuple(read))


def _still(data: bytes) -> bytes:
    """Return the workbook with one time for every part, so that equal cases give equal bytes."""
    still = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(still, "w") as new:
        for part in old.infolist():
            content = old.read(part.filename)
            if part.filename == "docProps/core.xml":
                content = _undated(content)
            fixed = zipfile.ZipInfo(part.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return still.getvalue()


def _undated(content: bytes) -> bytes:
    return re.sub(rb">\d{4}-\d\d-\d\dT[0-9:]+Z<", b">2000-01-01T00:00:00Z<", content)
