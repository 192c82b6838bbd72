"""The list of jurors of `juryroom jurors`: a file with commas, or options, and their faults."""

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from juryroom.cli.input_files import read_bytes
from juryroom.cli.jury_options import read_number, refuse
from juryroom.errors import CaseFileError, Problem, nearest

if TYPE_CHECKING:
    from juryroom.provenance import Input

COLUMNS = ("leaning", "persuadability", "influence")

_ONE_JUROR = re.compile(r"(?:(\d{1,2})x)?([^,x]+),([^,]+)(?:,([^,]+))?")
_JUROR_FORM = "[TIMESx]LEANING,PERSUADABILITY[,INFLUENCE], for example 0.8,0.5 or 4x0.3,0.5,2"
_HEADER = "a first line of leaning,persuadability,influence; leaning or influence may be left out"


class Seat(NamedTuple):
    """What is said of one juror, in numbers; the leaning may be unknown."""

    leaning: float | None
    persuadability: float
    influence: float
    where: str


def read_seats(file: Path | None, given: list[str]) -> tuple[list[Seat], tuple["Input", ...]]:
    """Return the jurors of a file or of `--juror`, and the file as an input."""
    from juryroom.provenance import Input, sha256

    if (file is None) == (not given):
        raise refuse(
            "JURORS.csv, --juror",
            "neither" if file is None else "both",
            "the jurors stand in a file or on the command line",
            f"a file with {_HEADER}; or --juror {_JUROR_FORM}",
        )
    if file is None:
        return [seat for number, text in enumerate(given, 1) for seat in _said(text, number)], ()
    data = read_bytes(file, "a list of jurors")
    return _rows(data, str(file)), (Input(name=file.name, sha256=sha256(data)),)


def _said(text: str, number: int) -> list[Seat]:
    """Return the jurors of one `--juror`."""
    found = _ONE_JUROR.fullmatch(text.replace(" ", ""))
    if not found:
        rule = "a juror is two or three numbers, with a number of such jurors before them"
        raise refuse("--juror", repr(text), rule, _JUROR_FORM)
    times, *numbers = found.groups()
    where = f"--juror {number}"
    leaning, persuadability, influence = (
        read_number(word or "1", f"{where} '{text}'", _JUROR_FORM) for word in numbers
    )
    return [Seat(leaning, persuadability, influence, where)] * int(times or 1)


def _rows(data: bytes, name: str) -> list[Seat]:
    """Return the jurors of a file with commas and a header."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"bytes that are not UTF-8 (at byte {error.start})"
        raise _unreadable(name, found, "a list of jurors is text in UTF-8", "UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    try:
        lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        rule = "a list of jurors is a table with commas"
        raise _unreadable(f"{name}:{reader.line_num}", str(error), rule, _HEADER) from None
    (first, header), rows = lines[0], lines[1:]
    columns = [cell.strip() for cell in header]
    _check_header(f"{name}:{first}", columns)
    return [_seat(f"{name}:{line}", columns, row) for line, row in rows]


def _check_header(where: str, columns: list[str]) -> None:
    for column in columns:
        if ";" in column or "\t" in column:
            rule = "the columns of a list of jurors are separated by commas"
            raise _unreadable(where, repr(column), rule, _HEADER)
        if column not in COLUMNS:
            raise _unreadable(
                where,
                f"the column '{column}'",
                "a juror has a seat, which is the order of the lines, three numbers, and no name",
                f"{nearest(column, COLUMNS)}, with commas between them",
            )
    if len(set(columns)) < len(columns) or "persuadability" not in columns:
        found = f"the columns {', '.join(columns)}"
        rule = "each column stands once, and persuadability is always given"
        raise _unreadable(where, found, rule, _HEADER)


def _seat(where: str, columns: list[str], row: list[str]) -> Seat:
    if len(row) != len(columns):
        found = f"{len(row)} values under {len(columns)} columns"
        raise _unreadable(where, found, "each juror has a value in each column", ",".join(columns))
    cells = {
        name: read_number(cell.strip(), f"{where} {name}")
        for name, cell in zip(columns, row, strict=True)
    }
    return Seat(cells.get("leaning"), cells["persuadability"], cells.get("influence", 1.0), where)


def _unreadable(where: str, found: str, rule: str, accepted: str) -> CaseFileError:
    return CaseFileError(Problem(where, found, rule, accepted))
