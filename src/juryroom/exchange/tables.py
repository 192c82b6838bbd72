"""A case as tables, one a noun, and tables as a case.

The table `case` holds single fields, one a row. Every list of the case is a table of its name, one
row an entry; what an entry holds beneath it stands in columns with a point (`jury.size`), and a
list beneath it is a table of its own (`trials.splits`) whose column `belongs to` names the row it belongs
to: its id, or `#3` for the third row where rows have no id, or `T1#2` for the second row of T1.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import final

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from juryroom.exchange.cells import LONGEST, NOTHING, PRESENT, Cell, encode, guard
from juryroom.exchange.shapes import (
    AnyJson,
    Field,
    Part,
    PartList,
    ScalarList,
    Scalars,
    fields_of_models,
)
from juryroom.record.case import Case
from juryroom.record.dates import PartialDate

ROOT, OF = "case", "belongs to"
NAME, VALUE = "field", "value"
DEEPEST = 8

_LONGEST_NAME = 31
Models = tuple[type[BaseModel], ...]


@final
@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; a row has only the cells that are not empty."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


@final
@dataclass(slots=True)
class _Draft:
    """A table that is being filled: each entry with the key of the row above it."""

    models: Models
    entries: list[tuple[str, BaseModel]] = field(default_factory=list[tuple[str, BaseModel]])


def table_name(path: str) -> str:
    """Return the name of a table as a workbook can hold it: at most 31 characters.

    Examples
    --------
    >>> table_name("trials.splits")
    'trials.splits'
    >>> len(table_name("trials.deliberation.something_long_within"))
    31
    """
    if len(path) <= _LONGEST_NAME:
        return path
    return f"{path[:26]}~{hashlib.sha256(path.encode()).hexdigest()[:4]}"


def tables_of(case: Case) -> tuple[Table, ...]:
    """Return a case as tables, in the order of the case file.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> tables = tables_of(load_case(find_case("people-v-weinstein")).case)
    >>> [table.name for table in tables][:5]
    ['case', 'people', 'sources', 'instruments', 'counts']
    """
    root: dict[str, Cell] = {}
    drafts: dict[str, _Draft] = {}
    _fill(root, case, (type(case),), "", "", drafts, "")
    rows = tuple({NAME: name, VALUE: value} for name, value in root.items())
    tables = [Table(ROOT, (NAME, VALUE), rows)]
    # A table is made when its turn comes: making it fills those beneath it, which come later.
    tables.extend(_table(path, drafts) for path in list_paths((type(case),)) if path in drafts)
    return tuple(tables)


def list_paths(models: Models, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the paths of every list of models, each before the lists beneath it."""
    if depth >= DEEPEST:
        return
    for one in fields_of_models(models).values():
        path = f"{prefix}{one.name}"
        if isinstance(one.shape, PartList):
            yield path
        if isinstance(one.shape, Part | PartList):
            yield from list_paths(one.shape.models, f"{path}.", depth + 1)


def _table(path: str, drafts: dict[str, _Draft]) -> Table:
    draft = drafts[path]
    nested = "." in path
    rows: list[dict[str, Cell]] = []
    for key, (above, entry) in zip(
        keys(_ids(draft.entries), nested=nested), draft.entries, strict=True
    ):
        row: dict[str, Cell] = {OF: guard(above)} if nested else {}
        _fill(row, entry, draft.models, "", f"{path}.", drafts, key)
        rows.append(row)
    used = {column for row in rows for column in row}
    columns = [column for column in columns_of(draft.models) if column in used]
    base = {column: i for i, column in enumerate(columns)}
    extra = sorted(
        (column for column in used - base.keys() if column != OF),
        key=lambda column: int(column.rpartition(" (")[2].rstrip(")")),
    )
    for column in extra:  # the continuation of a long text stands beside its beginning
        before = column.rpartition(" (")[0]
        place = max(i for i, c in enumerate(columns) if c == before or c.startswith(f"{before} ("))
        columns.insert(place + 1, column)
    return Table(path, ((OF, *columns) if nested else tuple(columns)), tuple(rows))


def _ids(entries: Iterable[tuple[str, BaseModel]]) -> list[tuple[str, str | None]]:
    return [(above, getattr(entry, "id", None)) for above, entry in entries]


def keys(rows: Iterable[tuple[str, str | None]], *, nested: bool) -> list[str]:
    """Return what names each row: its id where ids are there and differ, else its number.

    Examples
    --------
    >>> keys([("", "T1"), ("", "T2")], nested=False), keys([("T1", None), ("T1", None)], nested=True)
    (['T1', 'T2'], ['T1#1', 'T1#2'])
    """
    listed = list(rows)
    ids = [name for _, name in listed]
    if all(ids) and len(set(ids)) == len(ids):
        return [str(name) for name in ids]
    seen: dict[str, int] = {}
    found: list[str] = []
    for above, _ in listed:
        seen[above] = seen.get(above, 0) + 1
        found.append(f"{above if nested else ''}#{seen[above]}")
    return found


def columns_of(models: Models, prefix: str = "", depth: int = 0) -> tuple[str, ...]:
    """Return every column that a table of these models may have, in order."""
    found: list[str] = []
    for one in fields_of_models(models).values():
        found.append(f"{prefix}{one.name}")
        if isinstance(one.shape, Part) and depth < DEEPEST:
            found.extend(columns_of(one.shape.models, f"{prefix}{one.name}.", depth + 1))
    return tuple(found)


def _fill(
    row: dict[str, Cell],
    entry: BaseModel,
    models: Models,
    prefix: str,
    below: str,
    drafts: dict[str, _Draft],
    key: str,
) -> None:
    """Write the fields of one model into its row, and its lists of models into their tables.

    Parameters
    ----------
    row
        The row.
    entry, models
        The model, and the models that may stand in its place.
    prefix
        What stands before the names of the columns.
    below
        What stands before the names of the tables beneath.
    drafts, key
        The tables, and what names this row in them.
    """
    for one in fields_of_models(models).values():
        if one.attribute not in type(entry).model_fields:
            continue
        value, column = getattr(entry, one.attribute), f"{prefix}{one.name}"
        if _left_out(one, value, type(entry)):
            continue
        match one.shape:
            case PartList() if value:
                draft = drafts.setdefault(f"{below}{column}", _Draft(one.shape.models))
                draft.entries.extend((key, item) for item in value)
            case Part() if isinstance(value, BaseModel):
                filled = len(row)
                _fill(row, value, one.shape.models, f"{column}.", below, drafts, key)
                if len(row) == filled:
                    row[column] = PRESENT
            case Scalars() | ScalarList() | AnyJson():
                _write(row, column, encode(_plain(value), one.shape))
            case _:
                row[column] = NOTHING


def _left_out(one: Field, value: object, model: type[BaseModel]) -> bool:
    """Whether a value is the one that the field has where it is left out."""
    info = model.model_fields[one.attribute]
    default = info.get_default(call_default_factory=True)  # pyright: ignore[reportCallIssue] - the factories take no data
    if default is PydanticUndefined:
        return False
    same_kind = isinstance(value, bool) == isinstance(default, bool)
    return bool(same_kind and value == default)


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        case PartialDate():
            return str(value)
        case Enum():
            return value.value
        case tuple() | list():
            return [_plain(entry) for entry in value]
        case dict():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case _:
            return value


def _write(row: dict[str, Cell], column: str, cell: Cell) -> None:
    if not isinstance(cell, str):
        row[column] = cell
        return
    for number, start in enumerate(range(0, max(len(cell), 1), LONGEST), start=1):
        name = column if number == 1 else f"{column} ({number})"
        row[name] = guard(cell[start : start + LONGEST])
