r"""Margins: which share of the people jurors are drawn from has which trait, from a file or by ranges.

A file of margins is a table of three columns, one row a group::

    trait,group,share
    income,"$50,000-$59,999",0.08
    age,18-34,0.29
    age,35-54,0.33
    age,55+,0.38

A group is what a cell of the survey says, letter by letter. Where every group of a trait is a range
of numbers, ``18-34`` (both ends in it), ``55+`` or one number beside these, a cell that is a number is
of the range that holds it; one that lies in none, or in two, is refused when the survey is weighted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem, nearest
from juryroom.exchange.archives import read_limited
from juryroom.exchange.csv_tables import TableLimits, each_row
from juryroom.jury.decimals import is_decimal
from juryroom.jury.label_text import alike, steering, steers
from juryroom.jury.survey import column_places
from juryroom.parameters import Parameter

SHARE = Parameter("share", 0.0, 1.0, "probability", "the share of people in a group")
SUM_TOLERANCE = 1e-6
"""How far the shares of a trait may sum from one."""

_COLUMNS = ("trait", "group", "share")
_MAX_FILE = 2_000_000
_LIMITS = TableLimits(holds="a file of margins", rows=20_000, columns=20, text=100_000)
_BETWEEN = re.compile("([0-9]+(?:\\.[0-9]+)?)[-\u2013]([0-9]+(?:\\.[0-9]+)?)")
_ONE = re.compile(r"[0-9]+(\.[0-9]+)?")
_FROM = re.compile(r"([0-9]+(?:\.[0-9]+)?)\+")

Range = tuple[float, float]


@final
@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of one trait, and which of them a cell belongs to.

    Parameters
    ----------
    groups
        Their labels.
    ranges
        What numbers each holds, where every one is a range; else empty.

    Examples
    --------
    >>> ages = Grouping.of(["18-34", "35-54", "55+"])
    >>> [ages.group(cell) for cell in ("18", "54", "83", "35-54", "17")]
    ['18-34', '35-54', '55+', '35-54', None]
    """

    groups: frozenset[str]
    ranges: Mapping[str, Range]

    @classmethod
    def of(cls, groups: Iterable[str]) -> Self:
        """Return the grouping of these labels."""
        labels = dict.fromkeys(groups)
        ranges = {label: found for label in labels if (found := _range(label)) is not None}
        all_are = len(ranges) == len(labels) and any(low < high for low, high in ranges.values())
        return cls(frozenset(labels), ranges if all_are else {})

    def group(self, cell: str) -> str | None:
        """Return the label of the group of a cell, None where it is of none or of two."""
        if cell in self.groups:
            return cell
        holding = self.holding(cell)
        return holding[0] if len(holding) == 1 else None

    def holding(self, cell: str) -> list[str]:
        """Return the ranges that hold the number in a cell."""
        if not self.ranges or not is_decimal(cell):
            return []
        value = float(cell)
        return [label for label, (low, high) in self.ranges.items() if low <= value <= high]


def _range(label: str) -> Range | None:
    if found := _BETWEEN.fullmatch(label):
        low, high = float(found[1]), float(found[2])
        return (low, high) if low <= high else None
    if found := _FROM.fullmatch(label):
        return float(found[1]), float("inf")
    return (float(label), float(label)) if _ONE.fullmatch(label) else None


def read_margins(path: Path) -> dict[str, dict[str, float]]:
    """Return the margins in a CSV file with the columns trait, group and share.

    Parameters
    ----------
    path
        UTF-8, commas; a label with a comma in it stands in quotes.

    Returns
    -------
    dict
        For each trait, the share of each group, 0 to 1, in the order of the rows.

    Raises
    ------
    CaseFileError
        If it is no such file.
    UnknownNameError
        If a column is missing, or there twice.
    OutOfDomainError
        If a share is none, a group stands there twice or looks like another, or the shares of a trait
        do not sum to one.
    """
    data = read_limited(path, _MAX_FILE, holds="margins")
    rows = each_row(data, path.name, _LIMITS)
    head = [name.strip() for name in next(rows)]
    places = column_places(head, _COLUMNS, path.name)
    reading = _Reading(path.name, {}, [])
    if strange := [name for name in head if name not in _COLUMNS]:
        rule = "a file of margins has three columns"
        found = f"the column '{strange[0]}'"
        reading.problems.append(
            Problem(f"{path.name} row 1", found, rule, nearest(strange[0], _COLUMNS))
        )
    for number, row in enumerate(rows, start=2):
        if len(row) > len(head):
            where, rule = f"{path.name} row {number}", "the first row names every column"
            found = f"{len(row)} cells"
            reading.problems.append(Problem(where, found, rule, f"{len(head)} cells or fewer"))
        elif any(cell.strip() for cell in row):
            cells = {name: row[at] if at < len(row) else "" for name, at in places.items()}
            reading.take(number, cells)
    if not reading.problems:
        reading.check_whole()
    if reading.problems:
        raise OutOfDomainError(reading.problems[:20])
    return reading.margins


@final
@dataclass(slots=True)
class _Reading:
    name: str
    margins: dict[str, dict[str, float]]
    problems: list[Problem]

    def take(self, number: int, cells: Mapping[str, str]) -> None:
        """Take one row: a share of a group of a trait."""
        before = len(self.problems)
        for column in ("trait", "group"):
            where = f"{self.name} row {number}, column '{column}'"
            if not cells[column].strip():
                rule = "a margin names a column of the survey and what its cells say"
                self.problems.append(Problem(where, "nothing", rule, "the name, letter by letter"))
            elif steers(cells[column]):
                self.problems.append(steering(where, cells[column]))
        share = self.share(number, cells["share"])
        if share is None or len(self.problems) > before:
            return
        groups = self.margins.setdefault(cells["trait"], {})
        if cells["group"] in groups:
            rule, found = "a group has one share", f"'{cells['group']}' of '{cells['trait']}' twice"
            self.problems.append(Problem(f"{self.name} row {number}", found, rule, "one row of it"))
        groups[cells["group"]] = share

    def share(self, number: int, text: str) -> float | None:
        where = f"{self.name} row {number}, column 'share'"
        if not is_decimal(text):
            rule = f"share ({SHARE.unit}) is {SHARE.meaning}"
            accepted = f"a number in digits, with a point before its decimals, {SHARE.domain}"
            self.problems.append(Problem(where, f"'{text}'", rule, accepted))
            return None
        value = float(text)
        try:
            SHARE.check(value, owner=where)
        except OutOfDomainError as error:
            self.problems += error.problems
            return None
        return value

    def check_whole(self) -> None:
        """Refuse a file without a margin, traits that do not sum to one, and groups that look alike."""
        if not self.margins:
            rule = "weights make a survey meet margins"
            self.problems.append(Problem(self.name, "no margin", rule, "one row a group"))
        for pairs, what in [
            (alike(self.margins), "trait"),
            *((alike(groups), f"trait '{trait}'") for trait, groups in self.margins.items()),
        ]:
            self.problems += [
                Problem(
                    f"{self.name}: {what}",
                    f"'{second}' beside '{first}', which looks the same",
                    "what cannot be seen tells no two groups apart",
                    "one of the two",
                )
                for first, second in pairs
            ]
        self.problems += sums(self.margins, f"{self.name}: ")


def sums(margins: Mapping[str, Mapping[str, float]], where: str = "") -> list[Problem]:
    """Return the traits whose shares do not sum to one."""
    rule = "everyone is in one group of a trait: its shares sum to one"
    return [
        Problem(f"{where}margin '{trait}'", f"shares that sum to {total:.9g}", rule, "a sum of 1")
        for trait, shares in margins.items()
        if abs((total := sum(shares.values())) - 1) > SUM_TOLERANCE
    ]
