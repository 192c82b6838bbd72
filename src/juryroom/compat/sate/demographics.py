"""The demographic table of sate, kept so that its weights can be reproduced: no source of targets.

The package states no year for its figures, and its row for the District of Columbia is wrong (D1).
For a survey of today use dated figures of the census, for the district or county of the court.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import final

from juryroom.compat.sate.arguments import known_word
from juryroom.compat.sate.calling import in_words
from juryroom.errors import OutOfDomainError, Problem

GROUPS = ("black", "ba_or_more", "hhincome_over50k", "age35plus", "woman", "hispanic")
"""The six yes/no margins, in the order in which sate rakes them."""

WRONG = {
    "DC": "D1: sate has black 0 and hispanic 0 for the District of Columbia, where many people are "
    "either"
}
_FILE = "state_demographic_info.csv"


@final
@dataclass(frozen=True, slots=True)
class StateInfo:
    """One row of sate's table: a state, and its shares in the order of `GROUPS`."""

    state: str
    StateID: str
    shares: dict[str, float]
    wrong: str | None = None


@cache
def _table() -> tuple[StateInfo, ...]:
    text = files("juryroom.compat.sate").joinpath(_FILE).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        StateInfo(
            row["state"],
            row["StateID"],
            {group: float(row[group]) for group in GROUPS},
            WRONG.get(row["StateID"]),
        )
        for row in csv.DictReader(lines)
    )


@in_words
def state_demographic_info() -> list[StateInfo]:
    """Return sate's table of 52 rows; a row that is known to be wrong says so in `wrong`.

    Examples
    --------
    >>> [row.StateID for row in state_demographic_info() if row.wrong]
    ['DC']
    """
    return list(_table())


@in_words
def target_population_demographics(
    state: str = "USA", *, known_wrong: bool = False
) -> dict[str, float]:
    """Return sate's six shares for one state.

    Parameters
    ----------
    state
        Two capital letters, or "USA". In sate any other text gives an empty table and no error (D15).
    known_wrong
        Whether a row that is known to be wrong is given all the same, to reproduce a filed report
        (D1).

    Raises
    ------
    OutOfDomainError
        If there is no such state, or its row is known to be wrong.

    Examples
    --------
    >>> target_population_demographics("FL")["hispanic"]
    0.245
    """
    by_id = {row.StateID: row for row in _table()}
    rule = (
        "sate has figures for 50 states, DC and the USA, by two capital letters; for anything else "
        "it returns an empty table without a word (D15)"
    )
    row = by_id[known_word(state, by_id, "target_population_demographics.state", rule)]
    if row.wrong and not known_wrong:
        raise OutOfDomainError(
            Problem(
                f"target_population_demographics.state = {state!r}",
                f"black {row.shares['black']:g}, hispanic {row.shares['hispanic']:g}",
                row.wrong,
                "shares of your own from dated census figures, passed to weights_for_population; "
                "known_wrong=True gives sate's row to reproduce a filed report",
            )
        )
    return dict(row.shares)
