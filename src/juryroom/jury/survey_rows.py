"""Cell by cell: the rows of a survey become respondents, entries of the ledger, or errors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import final

from juryroom.errors import OutOfDomainError, Problem, nearest
from juryroom.exchange.archives import read_limited
from juryroom.exchange.csv_tables import rows_of
from juryroom.jury.survey import WEIGHT, Columns, Labels, LeftOut, Respondent, Survey, column_places

MOST_SHOWN = 20
"""Problems that are shown at once; a column with the wrong labels has one in every row."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_FORMULA = re.compile(r"[=@\t\r]|[+-](?=\s*[A-Za-z(\d.])")
_COMPUTES = re.compile(r"[(!*/^|]|[\dA-Za-z)]\s*[+\-]\s*[\dA-Za-z(]")


def read_survey(path: Path, columns: Columns, labels: Labels | None = None) -> Survey:
    """Return the survey in a CSV file.

    Parameters
    ----------
    path
        UTF-8, commas, one row a respondent; the first row names the columns.
    columns, labels
        Which column holds what, and what its cells say.

    Raises
    ------
    CaseFileError
        If it is no such file.
    UnknownNameError, OutOfDomainError
        As `survey_of` says.
    """
    return survey_of(rows_of(read_limited(path), path.name), columns, labels, path.name)


def survey_of(
    rows: Sequence[Sequence[str]],
    columns: Columns,
    labels: Labels | None = None,
    name: str = "survey",
) -> Survey:
    """Return the survey in the rows of a table, of which the first names the columns.

    Parameters
    ----------
    rows
        Text in cells.
    columns, labels
        Which column holds what, and what its cells say; the plain labels unless given.

    Raises
    ------
    UnknownNameError
        If a column is not there.
    OutOfDomainError
        If a cell says what was not named, a weight is none, or a cell holds a formula; each with
        its row.

    Examples
    --------
    >>> rows = [["verdict", "arm"], ["guilty", "actual"], ["", "actual"], ["not guilty", "actual"],
    ...         ["guilty", "hypothetical"], ["guilty", "hypothetical"]]
    >>> survey = survey_of(rows, Columns(answer="verdict", condition="arm"))
    >>> survey.share("actual"), survey.ledger
    (0.5, (LeftOut(row=3, reason='empty: verdict'),))
    """
    labels = labels or Labels()
    people, ledger = _read_rows(rows, columns, labels, name)
    return Survey(
        respondents=people,
        ledger=ledger,
        conditions=labels.conditions,
        weighted=columns.weights is not None,
        name=name,
    )


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would compute this cell.

    Examples
    --------
    >>> [is_formula(cell) for cell in ("=1+1", "@SUM(A1)", "-2+3", "-2.5", "- no idea", "+1")]
    [True, True, True, False, False, False]
    """
    if _NUMBER.fullmatch(cell.strip()):
        return False
    if cell[:1] in {"=", "@", "\t", "\r"}:
        return True
    return bool(_FORMULA.match(cell)) and bool(_COMPUTES.search(cell[1:]))


@final
@dataclass(slots=True)
class _Reading:
    columns: Columns
    labels: Labels
    name: str
    places: dict[str, int]
    problems: list[Problem]
    ledger: list[LeftOut]

    def cell(self, row: Sequence[str], column: str) -> str:
        place = self.places[column]
        return row[place] if place < len(row) else ""

    def refuse(self, number: int, column: str, found: str, rule: str, accepted: str) -> None:
        where = f"{self.name} row {number}, column '{column}'"
        self.problems.append(Problem(where, found, rule, accepted))

    def respondent(self, number: int, row: Sequence[str]) -> Respondent | None:
        reason = self.missing(row)
        if reason is not None:
            self.ledger.append(LeftOut(number, reason))
            return None
        before = len(self.problems)
        leaning = self.leaning(number, self.cell(row, self.columns.answer))
        condition = self.condition(number, self.cell(row, self.columns.condition))
        weight = self.weight(number, row)
        if len(self.problems) > before:
            return None
        if leaning is None:
            self.ledger.append(LeftOut(number, "undecided, left out as asked"))
            return None
        cluster = self.columns.cluster
        return Respondent(
            row=number,
            condition=condition,
            leaning=leaning,
            weight=weight,
            cluster=None if cluster is None else self.cell(row, cluster),
            traits={trait: self.cell(row, trait) for trait in self.columns.traits},
        )

    def missing(self, row: Sequence[str]) -> str | None:
        empty = [column for column in self.columns.named if not self.cell(row, column).strip()]
        return f"empty: {', '.join(empty)}" if empty else None

    def leaning(self, number: int, answer: str) -> float | None:
        try:
            return self.labels.leaning(answer)
        except KeyError:
            labels = self.labels
            known = [labels.guilty, labels.not_guilty]
            known += [] if labels.undecided is None else [labels.undecided]
            rule = "an answer is one of the labels that were named, letter by letter"
            hint = nearest(answer, known)
            if labels.undecided is None:
                hint += "; name a third answer with undecided, and say how it counts"
            self.refuse(number, self.columns.answer, f"'{answer}'", rule, hint)
            return None

    def condition(self, number: int, condition: str) -> str:
        if condition not in self.labels.conditions:
            rule = "a condition is one of the versions that were named, letter by letter"
            accepted = nearest(condition, self.labels.conditions)
            self.refuse(number, self.columns.condition, f"'{condition}'", rule, accepted)
        return condition

    def weight(self, number: int, row: Sequence[str]) -> float:
        if self.columns.weights is None:
            return 1.0
        text = self.cell(row, self.columns.weights).strip()
        value = float(text) if _NUMBER.fullmatch(text) else float("nan")
        if WEIGHT.low <= value <= WEIGHT.high:
            return value
        rule = f"weight ({WEIGHT.unit}) is {WEIGHT.meaning}"
        self.refuse(number, self.columns.weights, f"'{text}'", rule, f"a number, {WEIGHT.domain}")
        return 0.0

    def formulas(self, number: int, row: Sequence[str], head: Sequence[str]) -> bool:
        found = [place for place, cell in enumerate(row) if is_formula(cell)]
        for place in found:
            column = head[place] if place < len(head) else f"number {place + 1}"
            rule = "a survey holds answers; a formula is computed by whoever opens it, not read"
            cell = f"a formula ('{row[place][:40].strip()}')"
            self.refuse(number, column, cell, rule, "the value itself, as text or a number")
        return bool(found)


def _read_rows(
    rows: Sequence[Sequence[str]], columns: Columns, labels: Labels, name: str
) -> tuple[tuple[Respondent, ...], tuple[LeftOut, ...]]:
    """Return the respondents and the ledger; every problem found in one pass is raised together."""
    if len(rows) < 2:
        rule = "a survey is a table: a row of names, then one row a respondent"
        found = f"{len(rows)} rows"
        raise OutOfDomainError(Problem(name, found, rule, "a first row of names, and answers"))
    head = rows[0]
    reading = _Reading(columns, labels, name, column_places(head, columns.named, name), [], [])
    people: list[Respondent] = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(head):
            where, rule = f"{name} row {number}", "the first row names every column"
            found = f"{len(row)} cells"
            reading.problems.append(Problem(where, found, rule, f"{len(head)} cells or fewer"))
        elif not reading.formulas(number, row, head):
            person = reading.respondent(number, row)
            people += [] if person is None else [person]
    if reading.problems:
        raise OutOfDomainError(_shown(reading.problems, name))
    return tuple(people), tuple(reading.ledger)


def _shown(problems: list[Problem], name: str) -> list[Problem]:
    more = len(problems) - MOST_SHOWN
    if more <= 0:
        return problems
    rule = f"the first {MOST_SHOWN} problems are shown"
    last = Problem(name, f"{more} more problems", rule, "the same, in other rows")
    return [*problems[:MOST_SHOWN], last]
