"""Reading a table of juries: a CSV file with one row a jury, or a data set of the package.

Columns are known by the names in `COLUMNS`; a map says what they are called in a file. A cell that
cannot be what its column says is an error that names its row and its column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite
from pathlib import Path
from typing import final

from juryroom.errors import (
    CaseFileError,
    JuryroomError,
    OutOfDomainError,
    Problem,
    RecordError,
    UnknownNameError,
    nearest,
)
from juryroom.inference.csv_rows import csv_bytes, csv_rows
from juryroom.inference.observation import (
    ANY_ENDING,
    DID_NOT_CONVICT,
    FirstSeen,
    Observation,
)
from juryroom.inference.table import (
    Assumptions,
    JuryTable,
    LeftOut,
    MissingFirst,
    MissingVerdict,
)
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY, DecisionRule, Ending
from juryroom.provenance import sha256

MOST_PROBLEMS = 20
MOST_JURIES = 100_000_000

COLUMNS: Mapping[str, str] = {
    "jury_size": "jurors who deliberated, 3 to 23",
    "votes": "guilty votes on the first ballot",
    "share": "share of guilty votes on the first ballot, 0 to 1",
    "votes_from": "smallest number of guilty votes the first ballot may have had",
    "votes_to": "largest number of guilty votes the first ballot may have had",
    "undecided": "jurors undecided on the first ballot, beside those in votes",
    "verdict": "guilty, not_guilty, hung, did_not_convict, none_recorded; empty: none recorded",
    "final_votes": "guilty votes at the end",
    "hours_from": "hours from the first ballot to the end: at least so many",
    "hours_to": "fewer hours than so many; empty: no limit",
    "minutes_from": "the same in minutes",
    "minutes_to": "the same in minutes",
    "to_convict": "votes that convict; empty: all jurors",
    "to_acquit": "votes that acquit; empty: all jurors",
    "juries": "juries for which the row stands; empty: 1",
    "guilty": "juries that convicted, in a table with a column for each ending",
    "not_guilty": "juries that acquitted, likewise",
    "hung": "juries that hung, likewise",
    "source": "the study or court",
    "kind": "mock, field, capital, or a word of your own",
    "cluster": "rows with the same word are one cluster",
}
_ALSO_CALLED: Mapping[str, str] = {
    "share_guilty": "share",
    "first_ballot_share_guilty": "share",
    "n_jurors": "jury_size",
}
"""Names under which published tables have a column; a map, or the name known here, goes first."""

_VERDICTS: Mapping[str, frozenset[Ending] | None] = {
    "guilty": frozenset({Ending.GUILTY}),
    "not_guilty": frozenset({Ending.NOT_GUILTY}),
    "hung": frozenset({Ending.HUNG}),
    "did_not_convict": DID_NOT_CONVICT,
    "none_recorded": None,
    "": None,
}
_WIDE = ("guilty", "not_guilty", "hung")


def read_table(
    path: Path,
    columns: Mapping[str, str] | None = None,
    assumptions: Assumptions | None = None,
) -> JuryTable:
    """Return the table in a CSV file.

    Parameters
    ----------
    path
        The file: UTF-8, commas, one line of column names; lines that begin with # are skipped.
    columns
        What a column is called in this file, where it is called otherwise: ``{"share": "p1"}``.
    assumptions
        What is assumed where the table does not say.

    Raises
    ------
    CaseFileError
        If the file cannot be read as a table.
    UnknownNameError
        If the map names a column that is none of `COLUMNS`, or that the file has not.
    RecordError
        If a cell cannot be what its column says: up to 20 of them at once.
    """
    raw = csv_bytes(path)
    rows = csv_rows(raw, path.name)
    return table_of_rows(rows, path.name, columns, assumptions, sha256(raw))


def table_of_rows(
    rows: Sequence[Mapping[str, str]],
    name: str,
    columns: Mapping[str, str] | None = None,
    assumptions: Assumptions | None = None,
    digest: str = "",
) -> JuryTable:
    """Return the table of rows already read as text; arguments and errors as `read_table`.

    Examples
    --------
    >>> rows = [{"jury_size": "12", "votes": "8", "verdict": "guilty"},
    ...         {"jury_size": "12", "votes": "", "verdict": "hung"}]
    >>> table = table_of_rows(rows, "mine")
    >>> table.rows_used, table.left_out
    (1, (LeftOut(row=2, reason='no first ballot'),))
    """
    assumed = assumptions or Assumptions()
    map_of = _checked_map(columns or {}, rows, name)
    reader = _Reader(name, map_of, assumed)
    found: list[Observation] = []
    listed: list[LeftOut] = []
    for number, cells in enumerate(rows, 1):
        made = reader.row(number, cells)
        if isinstance(made, LeftOut):
            listed.append(made)
        else:
            found.extend(made)
        if len(reader.problems) >= MOST_PROBLEMS:
            break
    if reader.problems:
        raise RecordError(reader.problems)
    return JuryTable(
        name=name,
        rows_in=len(rows),
        observations=tuple(found),
        left_out=tuple(listed),
        assumptions=assumed,
        sha256=digest,
    )


def _checked_map(
    columns: Mapping[str, str], rows: Sequence[Mapping[str, str]], name: str
) -> dict[str, str]:
    """Return what each known column is called in this table; only those that it has."""
    has = list(rows[0]) if rows else []
    for known, called in columns.items():
        if known not in COLUMNS:
            raise UnknownNameError(
                Problem(
                    "column map",
                    f"'{known}'",
                    "a table of juries has the columns that are known here",
                    nearest(known, COLUMNS),
                )
            )
        if rows and called not in has:
            raise UnknownNameError(
                Problem(
                    f"{name}, column map {known}={called}",
                    f"no column '{called}'",
                    "a column map names the columns that the file has",
                    nearest(called, has),
                )
            )
    taken = {called for known, called in columns.items() if known != called}
    also = {_ALSO_CALLED[called]: called for called in has if called in _ALSO_CALLED}
    map_of = {known: called for known, called in also.items() if called not in taken}
    map_of |= {known: known for known in COLUMNS if known in has and known not in taken}
    map_of.update(columns)
    if rows and "jury_size" not in map_of:
        raise CaseFileError(
            Problem(
                name,
                f"no column 'jury_size' among {', '.join(has)}",
                "a first ballot means nothing without the number of jurors",
                "a column jury_size, or a map: jury_size=NAME",
            )
        )
    return map_of


@final
@dataclass(slots=True)
class _Reader:
    """Reads rows, and keeps what is wrong with them."""

    name: str
    columns: Mapping[str, str]
    assumed: Assumptions
    problems: list[Problem] = field(default_factory=list[Problem])

    def row(self, number: int, cells: Mapping[str, str]) -> list[Observation] | LeftOut:
        """Return what the row observes, or why it is left out; note what is wrong with it."""
        row = _Row(f"{self.name} row {number}", self.columns, cells)
        try:
            return self._observed(number, row)
        except JuryroomError as error:
            self.problems.extend(error.problems)
            return LeftOut(number, "cannot be read")

    def _observed(self, number: int, row: "_Row") -> list[Observation] | LeftOut:
        # Every cell is read, whatever becomes of the row: a wrong cell is wrong in any row.
        rule = row.rule()
        first = row.first(rule.jury_size, self.assumed.near_whole)
        source, minutes, final_votes = row.text("source"), row.minutes(), row.final_votes(rule)
        endings = row.endings(rule, source, self.assumed)
        if first is None:
            if self.assumed.missing_first is MissingFirst.DROPPED:
                return LeftOut(number, "no first ballot")
            first = FirstSeen.unknown(rule.jury_size)
        if not endings:
            return LeftOut(number, "no verdict")
        found = [
            Observation(
                row=number,
                rule=rule,
                first=first,
                endings=possible,
                final_votes=final_votes,
                minutes=minutes,
                juries=juries,
                source=source,
                kind=row.text("kind"),
                cluster=row.text("cluster") or f"row {number}",
            )
            for possible, juries in endings
            if juries
        ]
        return found or LeftOut(number, "no juries")


@final
@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its place, and its cells under the names that are known here."""

    where: str
    columns: Mapping[str, str]
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell, empty where the table has no such column."""
        return self.cells[self.columns[column]].strip() if column in self.columns else ""

    def refused(self, column: str, accepted: str) -> RecordError:
        """Return the error that says what is wrong with a cell."""
        called = self.columns.get(column, column)
        return RecordError(
            Problem(
                f"{self.where}, column '{called}'",
                repr(self.text(column)) if self.text(column) else "an empty cell",
                f"{column}: {COLUMNS[column]}",
                accepted,
            )
        )

    def number(self, column: str, low: float, high: float) -> float | None:
        """Return a number in its domain, or None for an empty cell."""
        text = self.text(column)
        if not text:
            return None
        accepted = f"{low:g} or more" if high == inf else f"{low:g} to {high:g}"
        try:
            value = float(text)
        except ValueError:
            raise self.refused(column, f"a number, {accepted}") from None
        if not (isfinite(value) and low <= value <= high) or "_" in text:
            raise self.refused(column, accepted)
        return value

    def whole(self, column: str, low: int, high: int) -> int | None:
        """Return a whole number in its domain, or None for an empty cell."""
        value = self.number(column, low, high)
        if value is not None and value != int(value):
            raise self.refused(column, f"a whole number, {low} to {high}")
        return None if value is None else int(value)

    def rule(self) -> DecisionRule:
        """Return the jury and its rule."""
        size = self.whole("jury_size", SMALLEST_JURY, LARGEST_JURY)
        if size is None:
            raise self.refused("jury_size", f"{SMALLEST_JURY} to {LARGEST_JURY}")
        to_convict = self.whole("to_convict", 1, size)
        to_acquit = self.whole("to_acquit", 1, size)
        try:
            return DecisionRule(
                jury_size=size, to_convict=to_convict or size, to_acquit=to_acquit or size
            )
        except OutOfDomainError:
            raise self.refused("to_convict", "votes that together exceed the jury") from None

    def first(self, size: int, near_whole: float) -> FirstSeen | None:
        """Return the first ballot, or None where nothing is recorded."""
        votes, share = self.whole("votes", 0, size), self.number("share", 0, 1)
        low, high = self.whole("votes_from", 0, size), self.whole("votes_to", 0, size)
        undecided = self.whole("undecided", 0, size)
        ways = (votes is not None) + (share is not None) + (low is not None or high is not None)
        if ways > 1:
            column = "share" if share is not None else "votes_from"
            raise self.refused(column, "one of votes, share, and votes_from with votes_to")
        if undecided and (votes is None or votes + undecided > size):
            raise self.refused("undecided", "with votes beside it, together at most the jury")
        if votes is not None:
            return FirstSeen.with_undecided(votes, undecided or 0)
        if share is not None:
            return FirstSeen.of_share(share, size, near_whole)
        if low is None and high is None:
            return None
        if low is None or high is None or low > high:
            raise self.refused("votes_to", "votes_from and votes_to, the first the smaller")
        return FirstSeen.between(low, high)

    def final_votes(self, rule: DecisionRule) -> int | None:
        """Return the guilty votes at the end."""
        return self.whole("final_votes", 0, rule.jury_size)

    def minutes(self) -> tuple[float, float] | None:
        """Return the range of the time, in minutes."""
        for unit, factor in (("hours", 60), ("minutes", 1)):
            low = self.number(f"{unit}_from", 0, inf)
            high = self.number(f"{unit}_to", 0, inf)
            if low is None and high is None:
                continue
            if high is not None and high <= (low or 0):
                raise self.refused(f"{unit}_to", f"more than {unit}_from")
            return (low or 0) * factor, inf if high is None else high * factor
        return None

    def endings(
        self, rule: DecisionRule, source: str, assumed: Assumptions
    ) -> list[tuple[frozenset[Ending], int]]:
        """Return the endings the row may stand for, each with its juries; none where dropped."""
        juries = self.whole("juries", 0, MOST_JURIES)
        if "verdict" not in self.columns and any(column in self.columns for column in _WIDE):
            return [
                (self._meant(_VERDICTS[word] or ANY_ENDING, source, assumed), counted)
                for word in _WIDE
                if (counted := self.whole(word, 0, MOST_JURIES)) is not None
            ] or [(ANY_ENDING, 0)]
        possible = self._verdict(rule, source, assumed)
        return [] if possible is None else [(possible, 1 if juries is None else juries)]

    def _verdict(
        self, rule: DecisionRule, source: str, assumed: Assumptions
    ) -> frozenset[Ending] | None:
        word = self.text("verdict").lower().replace(" ", "_").replace("-", "_")
        if word not in _VERDICTS:
            raise self.refused("verdict", nearest(word, [each for each in _VERDICTS if each]))
        said = _VERDICTS[word]
        stood = self.final_votes(rule)
        if stood is not None:
            counted = frozenset({rule.ending(stood) or Ending.HUNG})
            if said is not None and not counted & self._meant(said, source, assumed):
                raise self.refused("final_votes", f"votes that fit the verdict {word}")
            return counted
        if said is not None:
            return self._meant(said, source, assumed)
        by_switch: dict[MissingVerdict, frozenset[Ending] | None] = {
            MissingVerdict.DROPPED: None,
            MissingVerdict.HUNG: frozenset({Ending.HUNG}),
            MissingVerdict.UNKNOWN: ANY_ENDING,
        }
        return by_switch[assumed.missing_verdict]

    def _meant(
        self, said: frozenset[Ending], source: str, assumed: Assumptions
    ) -> frozenset[Ending]:
        acquitted = said == frozenset({Ending.NOT_GUILTY})
        return DID_NOT_CONVICT if acquitted and assumed.not_guilty_is_open(source) else said
