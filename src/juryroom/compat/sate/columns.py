"""Survey data as columns: from a mapping, a data frame or rows, with what is missing made None."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Any, cast

from juryroom.compat.sate.arguments import plain
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
    columns = _read(data)
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
    if lengths in (set[int](), {0}) or len(lengths) > 1:
        raise OutOfDomainError(
            Problem(
                owner,
                "no rows" if len(lengths) <= 1 else f"columns of {sorted(lengths)} rows",
                "every respondent has a row in every column",
                "columns of one length, 1 or more",
            )
        )
    return columns


def _read(data: Data) -> Columns:
    if isinstance(data, Sequence) and not isinstance(data, str):
        rows = cast("Sequence[Mapping[str, Any]]", data)
        names = dict.fromkeys(name for row in rows for name in row)
        return {name: [present(row.get(name)) for row in rows] for name in names}
    table = cast("Any", data)
    names = list(table) if isinstance(data, Mapping) else [str(name) for name in table.columns]
    return {name: [present(value) for value in table[name]] for name in names}


def present(value: object) -> Any:
    """Return a value of a cell, None where it is missing: None, NaN, or pandas' own NA."""
    given = plain(value)
    missing = given is None or type(given).__name__ in {"NAType", "NaTType"}
    if missing or (isinstance(given, float) and isnan(given)):
        return None
    return given
