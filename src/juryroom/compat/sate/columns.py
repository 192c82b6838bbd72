"""Survey data as columns: from a mapping, a data frame or rows, with what is missing made None."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Any, cast

from juryroom.compat.sate.arguments import plain, several
from juryroom.errors import OutOfDomainError, Problem, nearest

Columns = dict[str, list[Any]]
Data = Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] | Any
"""A mapping of columns, a list of rows, or anything with `columns` and access by name."""


def columns_of(data: Data, needed: Iterable[str], owner: str) -> Columns:
    """Return the columns of `data`, each a list.

    Raises
    ------
    OutOfDomainError
        If a column that is needed is not there, or columns differ in length.
    """
    columns = _read(data, owner)
    for name in needed:
        if name not in columns:
            raise OutOfDomainError(
                Problem(
                    owner,
                    f"no column {name!r}",
                    f"the columns {', '.join(needed)} are needed",
                    f"a column of that name; there is {nearest(name, columns)}",
                )
            )
    lengths = {len(column) for column in columns.values()}
    if not columns or lengths == {0} or len(lengths) > 1:
        raise OutOfDomainError(
            Problem(
                owner,
                "no rows" if len(lengths) <= 1 else f"columns of {sorted(lengths)} rows",
                "every respondent has a row in every column",
                "columns of one length, 1 or more",
            )
        )
    return columns


def _read(data: Data, owner: str) -> Columns:
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        rows = list(cast("Sequence[object]", data))
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, Mapping):
                raise _no_table(f"{owner}, row {number}", row)
        people = cast("list[Mapping[str, Any]]", rows)
        names = dict.fromkeys(str(name) for row in people for name in row)
        return {name: [_cell(row.get(name), name, owner) for row in people] for name in names}
    table = cast("Any", data)
    if isinstance(data, Mapping):
        named = cast("Mapping[object, Any]", data)
        names = {str(name): name for name in named}
    elif hasattr(table, "columns") and hasattr(table, "__getitem__"):
        names = {str(name): name for name in table.columns}
    else:
        raise _no_table(owner, data)
    columns: Columns = {}
    for name, key in names.items():
        values = table[key]
        if not (several(values) or hasattr(values, "__iter__")) or isinstance(values, str | bytes):
            raise _no_table(f"{owner}, column {name!r}", values)
        columns[name] = [_cell(value, name, owner) for value in values]
    return columns


def _no_table(where: str, found: object) -> OutOfDomainError:
    shown = repr(found)
    rule = "a survey is a table: columns by name, or rows that are mappings"
    accepted = "a dictionary of columns, a data frame, or a list of dictionaries"
    return OutOfDomainError(Problem(where, shown[:80], rule, accepted))


def _cell(value: object, column: str, owner: str) -> Any:
    """Return one cell; refuse a list or a table inside it."""
    given = present(value)
    try:
        hash(given)
    except TypeError:
        rule, found = "a cell holds one value", repr(given)[:80]
        where = f"{owner}, column {column!r}"
        raise OutOfDomainError(Problem(where, found, rule, "text, a number, or None")) from None
    return given


def present(value: object) -> Any:
    """Return a value of a cell, None where it is missing: None, NaN, or pandas' own NA."""
    given = plain(value)
    missing = given is None or type(given).__name__ in {"NAType", "NaTType"}
    if missing or (isinstance(given, float) and isnan(given)):
        return None
    return given
