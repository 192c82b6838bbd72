"""Tables read back: the case that they hold, or every cell that keeps them from being one."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Never, final

from juryroom.errors import CaseFileError, Problem, RecordError, nearest
from juryroom.exchange.cells import NOTHING, PRESENT, Cell, decode, unguard
from juryroom.exchange.shapes import Part, PartList, fields_of_models
from juryroom.exchange.tables import (
    DEEPEST,
    NAME,
    OF,
    ROOT,
    VALUE,
    Models,
    columns_of,
    keys,
    list_paths,
    table_name,
)
from juryroom.record.case import Case
from juryroom.record.checks import check_case
from juryroom.record.findings import Finding, written
from juryroom.record.validation import validate
from juryroom.record.yaml_tree import Path

Read = Cell | dt.date | dt.datetime

_MORE = re.compile(r"(.+) \((\d+)\)")


@final
@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read: for each row its number in the file, and the cells that are not empty."""

    name: str
    columns: Mapping[str, str]
    rows: tuple[tuple[int, Mapping[str, Read]], ...]


@final
@dataclass(slots=True)
class _Entry:
    """A row made into a mapping, and where each of its fields stood."""

    data: dict[str, Any]
    sheet: Sheet
    row: int
    above: str


@final
@dataclass(slots=True)
class _Reader:
    """Puts the sheets of one file together."""

    file: str
    sheets: Mapping[str, Sheet]
    entries: dict[int, _Entry] = field(default_factory=dict[int, _Entry])

    def where(self, sheet: Sheet, row: int, column: str) -> str:
        """Return the place of a cell as messages show it."""
        return f"{self.file} sheet '{sheet.name}' cell {sheet.columns.get(column, 'row ')}{row}"

    def refuse(self, where: str, found: str, rule: str, accepted: str) -> Never:
        """Raise for a sheet or cell."""
        raise CaseFileError(Problem(where, found, rule, accepted))

    def root(self) -> dict[str, Any]:
        """Return the mapping that the whole file holds."""
        sheet = self.sheets[ROOT]
        cells: dict[str, Read] = {}
        numbers: dict[str, str] = {}
        for number, row in sheet.rows:
            name = str(row.get(NAME, ""))
            if name in cells:
                self.refuse(
                    self.where(sheet, number, NAME),
                    f"the field '{name}' again",
                    "the sheet 'case' has each field once",
                    "one of the two rows",
                )
            if VALUE in row:
                cells[name] = row[VALUE]
            numbers[name] = f"{sheet.columns.get(VALUE, '')}{number}"
        turned = Sheet(ROOT, numbers, ())
        data = self.row(turned, cells, (Case,), "")
        self.entries[id(data)] = _Entry(data, turned, -1, "")
        self.below(data, (Case,), "", {"": data})
        return data

    def row(
        self, sheet: Sheet, cells: Mapping[str, Read], models: Models, at: str
    ) -> dict[str, Any]:
        """Return the mapping that the cells of a row make."""
        data: dict[str, Any] = {}
        allowed = columns_of(models)
        for column, cell in _joined(cells).items():
            if column == OF:
                continue
            if column not in allowed:
                place = f"{self.file} sheet '{sheet.name}' {sheet.columns.get(column, '')} {at}"
                self.refuse(
                    place.rstrip(),
                    f"the column '{column}'",
                    "every column is a field of the case file",
                    nearest(column, allowed),
                )
            self.put(data, column, cell, models, f"{self.file} sheet '{sheet.name}' {at}".rstrip())
        return data

    def put(
        self, data: dict[str, Any], column: str, cell: Read, models: Models, where: str
    ) -> None:
        """Put one cell where its column says."""
        name, _, rest = column.partition(".")
        shape = fields_of_models(models)[name].shape
        if isinstance(shape, Part):
            if rest:
                inner = data.get(name)
                data[name] = inner = inner if isinstance(inner, dict) else {}
                self.put(inner, rest, cell, shape.models, where)
            elif cell == PRESENT:
                data.setdefault(name, {})
            else:
                data[name] = None if cell == NOTHING else cell
        elif isinstance(shape, PartList):
            data[name] = [] if cell == NOTHING else cell
        else:
            try:
                data[name] = decode(cell, shape)
            except (ValueError, RecursionError):
                self.refuse(
                    f"{where} column '{column}'", "text that is not JSON",
                    "what has no cell of its own is written as JSON", "JSON, or an empty cell",
                )  # fmt: skip

    def below(
        self, data: dict[str, Any], models: Models, path: str, parents: dict[str, dict[str, Any]],
        inner: tuple[str, ...] = (), depth: int = 0,
    ) -> None:  # fmt: skip
        """Read the tables beneath the rows in `parents` and put their entries into them."""
        if depth >= DEEPEST:
            return
        for one in fields_of_models(models).values():
            here = f"{path}{one.name}"
            if isinstance(one.shape, Part):
                self.below(
                    data, one.shape.models, f"{here}.", parents, (*inner, one.name), depth + 1
                )
            elif isinstance(one.shape, PartList) and table_name(here) in self.sheets:
                self.list(here, one.name, one.shape.models, parents, inner, depth)

    def list(
        self, path: str, name: str, models: Models, parents: dict[str, dict[str, Any]],
        inner: tuple[str, ...], depth: int,
    ) -> None:  # fmt: skip
        """Read one table and put each row into the entry that its column `belongs to` names."""
        sheet = self.sheets[table_name(path)]
        nested = "." in path
        read: list[_Entry] = []
        for number, cells in sheet.rows:
            above = unguard(str(cells.get(OF, ""))) if nested else ""
            if above not in parents:
                self.refuse(
                    self.where(sheet, number, OF),
                    f"'{above}'",
                    "the column 'belongs to' names the row of the sheet above",
                    nearest(above, list(parents)[:50]) or "a row of the sheet above",
                )
            data = self.row(sheet, cells, models, f"row {number}")
            entry = _Entry(data, sheet, number, above)
            self.entries[id(data)] = entry
            read.append(entry)
            owner = parents[above]
            for step in inner:
                found = owner.get(step)
                owner[step] = owner = found if isinstance(found, dict) else {}
            held = owner.get(name)
            if not isinstance(held, list):
                owner[name] = held = []
            held.append(data)
        named = keys(((e.above, _id(e.data)) for e in read), nested=nested)
        own = dict(zip(named, (e.data for e in read), strict=True))
        self.below({}, models, f"{path}.", own, depth=depth + 1)

    def place(self, path: Path, root: dict[str, Any]) -> str:
        """Return the cell from which the value at `path` came."""
        value: Any = root
        entry, column = self.entries[id(root)], ""
        for key in path:
            value = _inner(value, key)
            known = self.entries.get(id(value)) if isinstance(value, dict) else None
            if known is not None:
                entry, column = known, ""
            elif isinstance(key, str):
                column = f"{column}.{key}".lstrip(".")
        if entry.row < 0:
            cell = entry.sheet.columns.get(column, "")
            return f"{self.file} sheet '{entry.sheet.name}' {cell and 'cell ' + cell}".rstrip()
        return self.where(entry.sheet, entry.row, column)


def data_of(sheets: Iterable[Sheet], file: str) -> tuple[dict[str, Any], Callable[[Path], str]]:
    """Return the plain data that tables hold, and what says from which cell a value came.

    Parameters
    ----------
    sheets
        The tables.
    file
        The name of the file, for messages.

    Raises
    ------
    CaseFileError
        If a table or column is none of a case, or a row belongs to no other.
    """
    given = {sheet.name: sheet for sheet in sheets}
    reader = _Reader(file, given)
    known = [ROOT, *(table_name(path) for path in list_paths((Case,)))]
    for name in given:
        if name not in known:
            reader.refuse(
                f"{file} sheet '{name}'",
                "a sheet of that name",
                "every sheet is a part of the case file",
                nearest(name, known),
            )
    if ROOT not in given:
        reader.refuse(
            file, "no sheet 'case'", "the sheet 'case' holds the fields of the case", ROOT
        )
    data = reader.root()
    return data, lambda path: reader.place(path, data)


def case_of(sheets: Iterable[Sheet], file: str) -> Case:
    """Return the case that tables hold, once every reference and cross check holds.

    Parameters
    ----------
    sheets, file
        As for `data_of`.

    Raises
    ------
    CaseFileError
        As `data_of` does.
    RecordError
        If the tables say something that a case cannot be; with the cell of each problem.
    """
    data, where = data_of(sheets, file)

    def place(path: Path) -> str:
        return f"{where(path)} {written(path)}".rstrip()

    return checked(data, place)


def checked(data: object, place: Callable[[Path], str]) -> Case:
    """Return the case that plain data is, or raise with every problem at its place."""
    try:
        json.dumps(data, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        where = place(())
        raise RecordError(
            Problem(where, "a number that is not finite", "JSON has no word for it", "a number")
        ) from None
    case = validate(data)
    findings: Sequence[Finding] = tuple(check_case(case)) if isinstance(case, Case) else case
    if findings:
        raise RecordError(Problem(place(f.path), f.found, f.rule, f.accepted) for f in findings)
    assert isinstance(case, Case)
    return case


def _id(data: Mapping[str, Any]) -> str | None:
    found = data.get("id")
    return found if isinstance(found, str) and found else None


def _inner(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _joined(cells: Mapping[str, Read]) -> dict[str, Read]:
    """Return the cells with the guard taken away and long text put together again."""
    joined: dict[str, Read] = {}
    more: list[tuple[str, int, str]] = []
    for column, cell in cells.items():
        plain = unguard(cell) if isinstance(cell, str) else cell
        found = _MORE.fullmatch(column)
        if found and found[1] in cells:
            more.append((found[1], int(found[2]), str(plain)))
        else:
            joined[column] = plain
    for column, _, text in sorted(more, key=lambda part: (part[0], part[1])):
        joined[column] = f"{joined[column]}{text}"
    return joined
