"""Cell by cell: the rows of a survey become respondents, entries of the ledger, or errors."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import final

from juryroom.errors import OutOfDomainError, Problem, nearest
from juryroom.jury.decimals import is_decimal
from juryroom.jury.label_text import alike, difference, steering, steers
from juryroom.jury.survey import WEIGHT, Columns, Labels, LeftOut, Respondent, Survey, column_places
from juryroom.jury.survey_file import read_survey_file, survey_lines

MOST_SHOWN = 20
"""Problems that are shown at once; a column with the wrong labels has one in every row."""

LONGEST_LABEL = 1_000
"""Characters of a cell that is used; answers to open questions are no labels."""

_LONGEST_SHOWN = 80
_MOST_SEEN = 1_000
_BEGINS = frozenset("=@+-\t\r\n\uff1d\uff20\uff0b\uff0d")
_IMPORT_IDS, _IMPORT_ROW = '{"ImportId":', 3


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
    lines = survey_lines(read_survey_file(path), path.name)
    return survey_of(lines, columns, labels, path.name)


def survey_of(
    rows: Iterable[Sequence[str]],
    columns: Columns,
    labels: Labels | None = None,
    name: str = "survey",
) -> Survey:
    """Return the survey in the rows of a table, of which the first names the columns.

    Parameters
    ----------
    rows
        Text in cells; read once, one row at a time. Only the columns that are named are looked at.
    columns, labels
        Which column holds what, and what its cells say; the plain labels unless given.

    Raises
    ------
    UnknownNameError
        If a column is not there.
    OutOfDomainError
        If a cell says what was not named, a weight is none, a cell holds a formula, a character that
        steers or more than `LONGEST_LABEL` characters, or two groups look alike; each with its row.

    Examples
    --------
    >>> rows = [["verdict", "arm"], ["guilty", "actual"], ["", "actual"], ["not guilty", "actual"],
    ...         ["guilty", "hypothetical"], ["guilty", "hypothetical"]]
    >>> survey = survey_of(rows, Columns(answer="verdict", condition="arm"))
    >>> survey.share("actual"), survey.ledger
    (0.5, (LeftOut(row=3, reason='empty: verdict'),))
    """
    labels = labels or Labels()
    people, ledger = _read_rows(iter(rows), columns, labels, name)
    return Survey(
        respondents=people,
        ledger=ledger,
        conditions=labels.conditions,
        weighted=columns.weights is not None,
        name=name,
    )


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would compute this cell, or try to.

    It does with what begins with ``= @ + -``, a tab or a line break, a number excepted: "- no idea"
    becomes #NAME? and "-2020-01-01" becomes -2022. Dashes and nothing else stay dashes.

    Examples
    --------
    >>> [is_formula(cell) for cell in ("=1+1", "@SUM(A1)", "-A1", "- no idea", "-2.5", "+1", "--")]
    [True, True, True, True, False, False, False]
    """
    begins = cell.lstrip(" ")[:1]
    return begins in _BEGINS and not is_decimal(cell) and bool(cell.strip("-+ "))


@final
@dataclass(slots=True)
class _Reading:
    columns: Columns
    labels: Labels
    name: str
    places: dict[str, int]
    problems: list[Problem] = field(default_factory=list[Problem])
    more: int = 0
    ledger: list[LeftOut] = field(default_factory=list[LeftOut])
    seen: set[str] = field(default_factory=set[str])

    def used(self, row: Sequence[str]) -> dict[str, str]:
        """Return the cells that are used; a row that ends before its last columns has none there."""
        size = len(row)
        return {column: row[place] if place < size else "" for column, place in self.places.items()}

    def full(self) -> bool:
        """Count a problem, and return whether it is one too many to be shown."""
        self.more += len(self.problems) >= MOST_SHOWN
        return len(self.problems) >= MOST_SHOWN

    def refuse(self, number: int, column: str, found: str, rule: str, accepted: str) -> None:
        where = f"{self.name} row {number}, column '{column}'"
        self.problems.append(Problem(where, found, rule, accepted))

    def respondent(self, number: int, row: Sequence[str]) -> Respondent | None:
        cells = self.used(row)
        before = len(self.problems) + self.more
        self.check_plain(number, cells)
        if len(self.problems) + self.more > before:
            return None
        empty = [column for column, cell in cells.items() if not cell or cell.isspace()]
        if empty:
            self.ledger.append(LeftOut(number, f"empty: {', '.join(empty)}"))
            return None
        columns = self.columns
        leaning = self.leaning(number, cells[columns.answer])
        condition = self.condition(number, cells[columns.condition])
        weight = 1.0 if columns.weights is None else self.weight(number, cells[columns.weights])
        if len(self.problems) + self.more > before:
            return None
        if leaning is None:
            self.ledger.append(LeftOut(number, "undecided, left out as asked"))
            return None
        return Respondent(
            row=number,
            condition=condition,
            leaning=leaning,
            weight=weight,
            cluster=None if columns.cluster is None else cells[columns.cluster],
            traits={trait: cells[trait] for trait in columns.traits},
        )

    def leaning(self, number: int, answer: str) -> float | None:
        try:
            return self.labels.leaning(answer)
        except KeyError:
            rule = "an answer is one of the labels that were named, letter by letter"
            hint = "; name a third answer with undecided, and say how it counts"
            labels = self.labels
            self.strange(number, self.columns.answer, answer, labels.answers, rule,
                         hint if labels.undecided is None else "")  # fmt: skip
            return None

    def condition(self, number: int, condition: str) -> str:
        known = self.labels.conditions
        if condition not in known:
            rule = "a condition is one of the versions that were named, letter by letter"
            self.strange(number, self.columns.condition, condition, known, rule)
        return condition

    def strange(
        self, number: int, column: str, cell: str, known: tuple[str, ...], rule: str, hint: str = ""
    ) -> None:
        """Take note of a cell that is none of the labels."""
        if self.full():
            return
        shown = _shortened(cell)
        differs = "".join(difference(cell, label) for label in get_close_matches(shown, known, n=1))
        self.refuse(number, column, f"'{shown}'{differs}", rule, nearest(shown, known) + hint)

    def weight(self, number: int, text: str) -> float:
        value = float(text) if is_decimal(text) else -1.0
        if WEIGHT.low <= value <= WEIGHT.high:
            return value
        if not self.full():
            rule = f"weight ({WEIGHT.unit}) is {WEIGHT.meaning}"
            accepted = f"a number in digits, with a point before its decimals, {WEIGHT.domain}"
            found = f"'{_shortened(text)}'"
            self.refuse(number, str(self.columns.weights), found, rule, accepted)
        return 0.0

    def check_plain(self, number: int, cells: Mapping[str, str]) -> None:
        """Take note of cells that are a formula or turn the direction of text."""
        for column, cell in cells.items():
            if cell in self.seen:
                continue
            if is_formula(cell) and not self.labels.names(cell):
                rule = "a survey holds answers; a formula is computed by whoever opens it, not read"
                found = f"a formula ('{_shortened(cell.strip())}')"
                accepted = (
                    "the value itself, as text or a number; an answer or version by its label"
                )
                if not self.full():
                    self.refuse(number, column, found, rule, accepted)
            elif len(cell) > LONGEST_LABEL:
                rule = "what respondents are grouped by has labels, and no text"
                found = f"{len(cell):,} characters"
                if not self.full():
                    self.refuse(number, column, found, rule, f"at most {LONGEST_LABEL:,}")
            elif steers(cell):
                where = f"{self.name} row {number}, column '{column}'"
                if not self.full():
                    self.problems.append(steering(where, _shortened(cell)))
            elif len(self.seen) < _MOST_SEEN and len(cell) < _LONGEST_SHOWN:
                self.seen.add(cell)

    def import_ids(self, number: int, row: Sequence[str]) -> bool:
        """Return whether this is a row of import ids, as exports of Qualtrics have it; refuse it."""
        if not any(cell.startswith(_IMPORT_IDS) for cell in self.used(row).values()):
            return False
        rule = (
            "one row a respondent; Qualtrics writes question texts and import ids under the names"
        )
        found = "import ids, and no answers"
        accepted = f"the file without rows 2 and {number}"
        self.problems = [Problem(f"{self.name} row {number}", found, rule, accepted)]
        self.more = 0
        return True


def _read_rows(
    rows: Iterator[Sequence[str]], columns: Columns, labels: Labels, name: str
) -> tuple[tuple[Respondent, ...], tuple[LeftOut, ...]]:
    """Return the respondents and the ledger; every problem found in one pass is raised together."""
    first = list(islice(rows, 2))
    if len(first) < 2:
        rule = "a survey is a table: a row of names, then one row a respondent"
        found = "no row" if not first else "one row, of names"
        raise OutOfDomainError(Problem(name, found, rule, "a first row of names, and answers"))
    head = first[0]
    reading = _Reading(columns, labels, name, column_places(head, columns.named, name))
    people: list[Respondent] = []
    for number, row in enumerate(chain(first[1:], rows), start=2):
        if len(row) > len(head):
            if not reading.full():
                where, rule = f"{name} row {number}", "the first row names every column"
                found = f"{len(row)} cells"
                reading.problems.append(Problem(where, found, rule, f"{len(head)} cells or fewer"))
        elif number == _IMPORT_ROW and reading.import_ids(number, row):
            break
        elif (person := reading.respondent(number, row)) is not None:
            people.append(person)
    problems = reading.problems or _look_alike(people, columns, name)
    if problems:
        raise OutOfDomainError(_shown(problems, reading.more, name))
    return tuple(people), tuple(reading.ledger)


def _look_alike(people: Sequence[Respondent], columns: Columns, name: str) -> list[Problem]:
    """Return the groups, of traits and of clusters, that a reader would take for one."""
    groups = {trait: {p.traits[trait]: p.row for p in people} for trait in columns.traits}
    if columns.cluster is not None:
        groups[columns.cluster] = {str(p.cluster): p.row for p in people}
    rule = "respondents of one group have one label; what cannot be seen tells no groups apart"
    return [
        Problem(
            f"{name} row {rows[second]}, column '{column}'",
            f"'{_shortened(second)}' beside '{_shortened(first)}', which looks the same"
            f"{difference(second, first)}",
            rule,
            "one of the two in every row",
        )
        for column, rows in groups.items()
        for first, second in islice(alike(["", *rows]), MOST_SHOWN)
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _shown(problems: list[Problem], more: int, name: str) -> list[Problem]:
    if not more:
        return problems
    rule = f"the first {MOST_SHOWN} problems are shown"
    return [*problems, Problem(name, f"{more} more problems", rule, "the same, in other rows")]
