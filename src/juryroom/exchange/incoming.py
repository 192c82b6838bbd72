"""A case from whatever file holds one: case file, workbook, CSV, JSON, docket."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never

from juryroom.exchange.archives import read_limited, refuse
from juryroom.exchange.courtlistener import docket_case, is_docket
from juryroom.exchange.csv_tables import read_csv_folder, read_csv_zip
from juryroom.exchange.reading import checked
from juryroom.exchange.workbook import read_workbook
from juryroom.record.case import Case
from juryroom.record.files import load_case
from juryroom.record.findings import written
from juryroom.record.yaml_tree import MAX_DEPTH, MAX_NODES
from juryroom.record.yaml_tree import Path as Place

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_JSON = 8_000_000


def import_case(path: Path, *, party: str | None = None) -> Case:
    """Return the case in a file; the ending of its name says what it is.

    Parameters
    ----------
    path
        A case file (.yaml), a workbook (.xlsx), CSV files (.zip, or a folder of them), canonical
        JSON (.json), or the JSON of a CourtListener docket (.json).
    party
        The defendant, where a docket has several.

    Raises
    ------
    CaseFileError
        If the file cannot be read.
    RecordError
        If it says something that a case cannot be.
    """
    if path.is_dir():
        return read_csv_folder(path)
    readers: dict[str, Callable[[], Case]] = {
        ".yaml": lambda: load_case(path).case,
        ".yml": lambda: load_case(path).case,
        ".xlsx": lambda: read_workbook(read_limited(path), str(path)),
        ".zip": lambda: read_csv_zip(read_limited(path), str(path)),
        ".json": lambda: _from_json(path, party),
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        refuse(
            str(path),
            f"a file that ends in {path.suffix or 'nothing'}",
            "the ending of the name says what a file is",
            "; ".join([*readers, "a folder of CSV files"]),
        )
    return reader()


def read_json(data: bytes, name: str) -> Any:
    """Return the value of a JSON file, read strictly: no key twice, no NaN, no deep nesting.

    Raises
    ------
    CaseFileError
        If it is not JSON of that kind.
    """

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        held = dict(found)
        if len(held) < len(found):
            raise ValueError("a key twice in one object")
        return held

    def constant(word: str) -> Never:
        raise ValueError(f"{word}, which JSON does not have")

    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=constant
        )
    except (ValueError, RecursionError) as error:
        said = "values nested too deep" if isinstance(error, RecursionError) else str(error)[:80]
        refuse(name, said, "a JSON file is one value, in UTF-8 (RFC 8259)", "JSON without it")
    _check_size(value, name)
    return value


def _check_size(value: Any, name: str) -> None:
    """Refuse values nested too deep, or too many of them, level by level."""
    deepest, count, level = 0, 0, [value]
    while level:
        deepest, count = deepest + 1, count + len(level)
        if deepest > MAX_DEPTH or count > MAX_NODES:
            refuse(
                name,
                f"values nested more than {MAX_DEPTH} deep, or more than {MAX_NODES:,} of them",
                "a file is read whole, and has a limit",
                f"{MAX_DEPTH} levels and {MAX_NODES:,} values",
            )
        level = [
            entry
            for held in level
            if isinstance(held, dict | list)
            for entry in (held.values() if isinstance(held, dict) else held)
        ]


def _from_json(path: Path, party: str | None) -> Case:
    name = str(path)
    value = read_json(read_limited(path, MAX_JSON), name)
    if is_docket(value):
        return docket_case(value, name, party=party)

    def place(at: Place) -> str:
        return f"{name} {written(at)}".rstrip()

    if not isinstance(value, dict):
        refuse(name, "no object", "a case is one JSON object", '{"schema": "juryroom-case/1", ...}')
    return checked(value, place)
