r"""One value in one cell of a spreadsheet, and back, without loss.

An empty cell is a field left out. Text stands as it is, with these exceptions, which the reader
takes back:

* a cell that a spreadsheet would take for a formula (it begins with ``= + - @``, a tab or a line
  break) gets an apostrophe before it, and so does one that begins with apostrophes before these;
* a backslash is written twice; a carriage return as ``\r``; a line break inside a list as ``\n``;
  characters that a workbook cannot hold, or would change, as ``\uXXXX``;
* empty text is ``""``, and ``~`` is a field that is there with nothing in it;
* where a field holds text or a number, text that reads as a number stands in quotes;
* entries of a list stand on lines of their own; ids, words and dates are separated by semicolons;
* text of more than `LONGEST` characters goes on in the next column, ``value (2)``.
"""

import datetime as dt
import json
import re
from typing import Any

from juryroom.exchange.shapes import AnyJson, ScalarList, Scalars
from juryroom.record.yaml_tree import scalar

Cell = str | int | float | bool

LONGEST = 15_000
NOTHING, PRESENT = "~", "{}"

_EMPTY = '""'
_SPECIAL = re.compile(
    "[\\\\\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]"
    "|_(?=x[0-9A-Fa-f]{4}_)|x(?=005F_)|x(?=005f_)"
)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\\nr]))")
_LETTERS = {"\\": "\\", "n": "\n", "r": "\r"}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1"), guard("plain")
    ("'=1+1", "''=1", 'plain')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if _GUARDED.match(text) else text


def encode(value: Any, shape: Scalars | ScalarList | AnyJson) -> Cell:
    """Return a value, as JSON has it, as the content of a cell without its guard.

    Examples
    --------
    >>> from juryroom.exchange.shapes import Scalars
    >>> mixed = Scalars(frozenset({str, int, float, bool}), free=True)
    >>> [encode(value, mixed) for value in (73, "73", "seventy", 2.0)]
    [73, '"73"', 'seventy', '2.0']
    """
    if value is None or (isinstance(shape, ScalarList) and not value):
        return NOTHING
    if isinstance(shape, AnyJson):
        return _escape(json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False))
    if isinstance(shape, ScalarList):
        entries = [_listed(encode(entry, shape.item), shape.item) for entry in value]
        return ("\n" if shape.item.free or shape.item.mixed else "; ").join(entries)
    if isinstance(value, str):
        return _text(value, shape)
    if isinstance(value, float):
        return _float(value, mixed=shape.mixed)
    return value if abs(value) < 10**15 else str(value)


def decode(cell: Cell | dt.datetime | dt.date, shape: Scalars | ScalarList | AnyJson) -> Any:
    """Return the value that a cell holds; what does not fit is left for the models to refuse."""
    if isinstance(cell, dt.date):
        cell = _day(cell)
    if cell == NOTHING:
        return [] if isinstance(shape, ScalarList) else None
    if isinstance(shape, AnyJson):
        return json.loads(_unescape(str(cell)))
    if isinstance(shape, ScalarList):
        parts = _split(_plain(cell), shape.item)
        return [_value(part, shape.item) for part in parts if part]
    return _value(cell, shape)


def _text(value: str, shape: Scalars) -> str:
    ambiguous = shape.mixed and (
        not isinstance(scalar(value), str) or (value[:1] == '"' == value[-1:]) or value == ""
    )
    if ambiguous:
        return f'"{_escape(value)}"'
    if value == "":
        return _EMPTY
    if value in {_EMPTY, NOTHING}:
        return f"\\u{ord(value[0]):04x}{value[1:]}"
    return _escape(value)


def _escape(text: str) -> str:
    return _SPECIAL.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    character = found.group()
    named = {"\\": "\\\\", "\r": "\\r"}
    return named.get(character) or f"\\u{ord(character):04x}"


def _unescape(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _LETTERS[found[2]], text
    )


def _listed(cell: Cell, item: Scalars) -> str:
    text = _plain(cell).replace("\n", "\\n")
    if item.free or item.mixed:
        return text
    return text.replace(";", "\\u003b")


def _split(text: str, item: Scalars) -> list[str]:
    parts = text.split("\n") if item.free or item.mixed else re.split(r"[;\n]", text)
    return [part.strip() for part in parts]


def _float(value: float, *, mixed: bool) -> Cell:
    """Return a number, or its text where the number of a cell would not come back the same."""
    changes = float(f"{value:.15g}") != value
    whole = value.is_integer()
    return repr(value) if changes or (mixed and whole) else value


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _day(cell: dt.date) -> str:
    if isinstance(cell, dt.datetime) and cell.time() != dt.time():
        return cell.isoformat(sep=" ")
    return cell.strftime("%Y-%m-%d")


def _value(cell: Cell, shape: Scalars) -> Any:
    if isinstance(cell, str):
        return _from_text(cell, shape)
    if shape.only(str):
        return _plain(cell)
    if isinstance(cell, float) and cell.is_integer() and float not in shape.types:
        return int(cell)
    return cell


def _from_text(text: str, shape: Scalars) -> Any:
    if shape.only(str):
        return "" if text == _EMPTY else _unescape(text)
    if shape.only(bool):
        words = {"true": True, "yes": True, "false": False, "no": False}
        return words.get(text.strip().lower(), text)
    if str in shape.types and len(text) > 1 and text[0] == '"' == text[-1]:
        return _unescape(text[1:-1])
    value = scalar(text)
    if isinstance(value, str):
        return _big(value, shape)
    return text if value is None else value


def _big(text: str, shape: Scalars) -> Any:
    whole = re.fullmatch(r"-?[0-9]{1,18}(\.0+)?", text)
    if str not in shape.types and whole:
        return int(text.partition(".")[0])
    return _unescape(text)
