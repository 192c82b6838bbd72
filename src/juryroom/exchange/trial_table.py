"""A table of one row a trial, such as a newsroom's data set, as records.

A column map says which column holds what. Outcome words are taken over as they stand; those of a
closed list are also given a class, and no other word is guessed. The trials of one defendant are
told apart in such tables by a number after the name, Roman or in brackets, or by nothing: they are
brought together by the name without it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, final

from juryroom.errors import Problem, UnknownNameError
from juryroom.exchange.archives import read_limited, refuse
from juryroom.exchange.csv_tables import rows_of
from juryroom.exchange.workbook import first_sheet_rows
from juryroom.record.dates import parse_date

SCHEMA = "juryroom-trials/1"
FIELDS = ("defendant", "number", "court", "date", "charges", "outcome", "jury_size", "appealed")

_HEADS: Mapping[str, tuple[str, ...]] = {
    "defendant": ("defendant", "defendant name", "name", "accused"),
    "number": ("cause number", "case number", "docket number", "number", "cause no", "case no"),
    "court": ("court", "county", "venue"),
    "date": ("trial date", "date", "verdict date", "year"),
    "charges": ("charge", "charges", "offense", "offence", "count"),
    "outcome": ("verdict", "outcome", "result", "disposition"),
    "jury_size": ("jury size", "jurors", "jury_size"),
    "appealed": ("appealed", "appeal"),
}
_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "guilty": ("guilty", "convicted", "conviction", "guilty on all counts", "guilty as charged"),
    "guilty_on_some": ("guilty on at least one offense", "guilty on at least one offence",
                       "guilty on some counts", "split verdict", "mixed verdict"),
    "not_guilty": ("not guilty", "acquitted", "acquittal", "acquitted on all counts",
                   "not guilty on all counts"),
    "no_verdict": ("mistrial", "hung", "hung jury", "mistrial hung jury", "deadlocked"),
}  # fmt: skip
_NUMBERED = re.compile(r"(.+?),?\s+(?:\(?(?P<roman>[IVX]{1,4})\)?|\(?#?(?P<digit>\d{1,2})\)?)$")
_ROMAN = {"I": 1, "V": 5, "X": 10}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One trial of the table.

    Parameters
    ----------
    row
        The row of the file, counted from one with the head.
    defendant
        The name without the number that tells trials apart.
    trial
        That number, or None.
    outcome
        The words of the table.
    outcome_class
        guilty, guilty_on_some, not_guilty or no_verdict; None where the words are in no list.
    """

    row: int
    defendant: str
    trial: int | None
    number: str | None
    court: str | None
    date: str | None
    charges: tuple[str, ...]
    outcome: str | None
    outcome_class: str | None
    jury_size: int | None
    appealed: str | None
    other: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "row": self.row, "defendant": self.defendant, "trial": self.trial,
            "number": self.number, "court": self.court, "date": self.date,
            "charges": list(self.charges), "outcome": self.outcome,
            "outcome_class": self.outcome_class, "jury_size": self.jury_size,
            "appealed": self.appealed, "other": dict(self.other),
        }  # fmt: skip


def read_trial_table(path: Path, columns: Mapping[str, str] | None = None) -> tuple[TrialRow, ...]:
    """Return the trials in a CSV file or in the first sheet of a workbook.

    Parameters
    ----------
    path
        The file: .csv or .xlsx.
    columns
        Which column holds which of `FIELDS`; what is left out is found by the usual heads.
        `charges` may stand in several columns whose heads begin alike ("Charge 1", "Charge 2").

    Raises
    ------
    CaseFileError
        If the file cannot be read, or no column names the defendant.
    UnknownNameError
        If the map names a field or column that is not there.
    """
    name = str(path)
    if path.suffix.lower() == ".xlsx":
        rows = first_sheet_rows(read_limited(path), name)
    else:
        rows = rows_of(read_limited(path), name)
    if len(rows) < 2:
        refuse(
            name, "no rows", "the first row names the columns, each other row is a trial", "a table"
        )
    head = [cell.strip() for cell in rows[0]]
    places = _places(head, columns or {}, name)
    if "defendant" not in places:
        refuse(name, f"the columns {', '.join(head)[:200]}", "a trial is somebody's",
               "--column defendant=NAME of the column")  # fmt: skip
    return tuple(
        _row(number, head, row, places)
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    )


def trials_data(rows: Sequence[TrialRow]) -> dict[str, Any]:
    """Return the trials as data, with the trials of one defendant listed together."""
    together: dict[str, list[int]] = {}
    for row in rows:
        together.setdefault(row.defendant, []).append(row.row)
    again = {name: numbers for name, numbers in together.items() if len(numbers) > 1}
    return {
        "schema": SCHEMA,
        "trials": [row.as_json() for row in rows],
        "tried_more_than_once": again,
    }


def _places(head: list[str], columns: Mapping[str, str], name: str) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for field, column in columns.items():
        for word, known in ((field, FIELDS), (column, tuple(head))):
            if word not in known:
                close = get_close_matches(word, known, n=1)
                raise UnknownNameError(
                    Problem(name, repr(word), "a column map is field=column",
                            f"{close[0] + '; ' if close else ''}one of: {', '.join(known)}")
                )  # fmt: skip
        places[field] = _alike(head, column) if field == "charges" else [head.index(column)]
    for field, usual in _HEADS.items():
        if field in places:
            continue
        found = [
            i for i, cell in enumerate(head) if _plain(cell, digits=field != "charges") in usual
        ]
        if found:
            places[field] = found if field == "charges" else found[:1]
    return places


def _alike(head: list[str], column: str) -> list[int]:
    stem = _plain(column, digits=False)
    return [i for i, cell in enumerate(head) if _plain(cell, digits=False) == stem]


def _plain(text: str, *, digits: bool = True) -> str:
    kept = re.sub(r"[^a-z0-9]+" if digits else r"[^a-z]+", " ", text.lower())
    return kept.strip()


def _row(number: int, head: list[str], row: list[str], places: dict[str, list[int]]) -> TrialRow:
    def cell(field: str) -> str | None:
        found = [row[i].strip() for i in places.get(field, ()) if i < len(row) and row[i].strip()]
        return found[0] if found else None

    used = {i for numbers in places.values() for i in numbers}
    named = cell("defendant") or ""
    numbered = _NUMBERED.fullmatch(named)
    outcome, size = cell("outcome"), cell("jury_size")
    charges = (row[i].strip() for i in places.get("charges", ()) if i < len(row))
    return TrialRow(
        row=number,
        defendant=numbered[1] if numbered else named,
        trial=_ordinal(numbered) if numbered else None,
        number=cell("number"),
        court=cell("court"),
        date=_date(cell("date")),
        charges=tuple(charge for charge in charges if charge),
        outcome=outcome,
        outcome_class=_class(outcome),
        jury_size=int(size) if size is not None and re.fullmatch(r"\d{1,3}", size) else None,
        appealed=cell("appealed"),
        other={
            head[i]: text.strip()
            for i, text in enumerate(row)
            if i not in used and i < len(head) and head[i] and text.strip()
        },
    )


def _class(outcome: str | None) -> str | None:
    if outcome is None:
        return None
    plain = _plain(outcome)
    return next((name for name, words in _OUTCOMES.items() if plain in words), None)


def _ordinal(found: re.Match[str]) -> int:
    if found["digit"]:
        return int(found["digit"])
    values = [_ROMAN[letter] for letter in found["roman"]]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _date(text: str | None) -> str | None:
    """Return a day in ISO 8601; a day that may be read in two ways stays as it was typed."""
    if text is None:
        return None
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if american and int(american[2]) > 12:
        text = f"{american[3]}-{int(american[1]):02d}-{int(american[2]):02d}"
    try:
        return str(parse_date(text))
    except ValueError:
        return text
