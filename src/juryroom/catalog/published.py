"""The data sets of the package: each a table with a passport at its head.

The passport says what a row is, whose figures they are, how far they were checked, under which
licence they stand, and what was recoded by whom. A figure that is unverified is never used by a
fit, a default or a test; it is here to be read.
"""

import csv
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import final

from juryroom.citations import Standing
from juryroom.errors import Problem, UnknownNameError, nearest

_FIELDS = ("what", "source", "standing", "licence", "transcribed", "recoded", "columns")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One table and its passport.

    Parameters
    ----------
    name
        What it is called here.
    what
        What a row stands for.
    source, licence, transcribed, recoded
        Whose figures they are, what may be done with them, when they were copied, and what was
        recoded by whom.
    checked
        How far the figures were checked, in words; `standing` is the same in one.
    columns
        The columns with their meaning and unit.
    notes
        What a user of the table must know.
    sha256
        Of the file, so that a result can say from which figures it was made.
    """

    name: str
    what: str
    source: str
    checked: str
    licence: str
    transcribed: str
    recoded: str
    columns: str
    notes: tuple[str, ...]
    sha256: str
    rows: tuple[dict[str, str], ...]

    @property
    def standing(self) -> Standing:
        """How far the figures were checked, in one word."""
        return Standing(self.checked.split(":")[0].split(";")[0].split(",")[0].split()[0])

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(str(_folder().joinpath(f"{self.name}.csv")))

    def as_json(self) -> dict[str, object]:
        """Return the passport, with the number of rows, as plain data."""
        return {
            "name": self.name,
            "what": self.what,
            "rows": len(self.rows),
            "source": self.source,
            "standing": self.standing.value,
            "checked": self.checked,
            "licence": self.licence,
            "transcribed": self.transcribed,
            "recoded": self.recoded,
            "columns": self.columns,
            "notes": list(self.notes),
            "sha256": self.sha256,
        }


@cache
def datasets() -> dict[str, Dataset]:
    """Return every data set of the package, by name.

    Examples
    --------
    >>> sorted(datasets())[:3]
    ['after_hung', 'case_strength', 'deliberation_minutes']
    >>> len(datasets()["deliberations"].rows)
    2050
    """
    found = sorted(
        (each for each in _folder().iterdir() if each.name.endswith(".csv")),
        key=lambda each: each.name,
    )
    return {each.name.removesuffix(".csv"): _read(each) for each in found}


def dataset(name: str) -> Dataset:
    """Return the data set called `name`.

    Raises
    ------
    UnknownNameError
        If there is none of that name; the nearest is named.
    """
    known = datasets()
    if name in known:
        return known[name]
    raise UnknownNameError(
        Problem(
            where="data set",
            found=f"'{name}'",
            rule="a data set is known by its name",
            accepted=nearest(name, known),
        )
    )


def _folder() -> Traversable:
    return files("juryroom.catalog").joinpath("datasets")


def _read(file: Traversable) -> Dataset:
    raw = file.read_bytes()
    lines = raw.decode("utf-8").splitlines()
    head = [line[2:].partition(": ") for line in lines if line.startswith("# ")]
    passport = {key: value for key, _, value in head if key != "note"}
    what, source, standing, licence, transcribed, recoded, columns = (
        passport[field] for field in _FIELDS
    )
    return Dataset(
        name=file.name.removesuffix(".csv"),
        what=what,
        source=source,
        checked=standing,
        licence=licence,
        transcribed=transcribed,
        recoded=recoded,
        columns=columns,
        notes=tuple(value for key, _, value in head if key == "note"),
        sha256=sha256(raw).hexdigest(),
        rows=tuple(csv.DictReader(line for line in lines if not line.startswith("#"))),
    )
