"""A newsroom's table in: one row a trial."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from juryroom.errors import JuryroomError, UnknownNameError
from juryroom.exchange.trial_table import read_trial_table, trials_data

TABLE = """\
Defendant,Cause number,Charge 1,Charge 2,Verdict,Appealed,Trial date,County,Reporter
Adam Ash I,2010-001,Murder,Assault,mistrial,,05/03/2012,Oak,AB
Adam Ash II,2010-001,Murder,,guilty on at least one offense,yes,05/21/2013,Oak,AB
"Birch, Bo",2011-7,Theft,,acquitted on all counts,no,2014-02-03,Elm,CD
Cy Cedar (2),2012-9,Arson,,nolle prosequi,,spring 2015,Elm,
"""


def test_rows_with_their_words_and_a_class_where_the_words_are_known(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text(TABLE, encoding="utf-8")
    ash, again, birch, cedar = read_trial_table(path)
    assert (ash.defendant, ash.trial, ash.outcome_class) == ("Adam Ash", 1, "no_verdict")
    assert (again.defendant, again.trial, again.outcome_class) == ("Adam Ash", 2, "guilty_on_some")
    assert ash.charges == ("Murder", "Assault")
    assert (birch.defendant, birch.trial, birch.outcome_class) == ("Birch, Bo", None, "not_guilty")
    assert (cedar.trial, cedar.outcome, cedar.outcome_class) == (2, "nolle prosequi", None)
    assert (ash.date, again.date, birch.date, cedar.date) == (
        "05/03/2012",
        "2013-05-21",
        "2014-02-03",
        "spring 2015",
    )
    assert ash.other == {"Reporter": "AB"}
    assert trials_data([ash, again, birch, cedar])["tried_more_than_once"] == {"Adam Ash": [2, 3]}


def test_a_column_map_says_what_stands_where(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text("Wer,Wie\nAsh,hung\n", encoding="utf-8")
    (row,) = read_trial_table(path, {"defendant": "Wer", "outcome": "Wie"})
    assert (row.defendant, row.outcome_class) == ("Ash", "no_verdict")
    with pytest.raises(JuryroomError, match="a trial is somebody's"):
        read_trial_table(path)
    with pytest.raises(UnknownNameError):
        read_trial_table(path, {"defendant": "Wo"})
    with pytest.raises(UnknownNameError):
        read_trial_table(path, {"accused": "Wer"})


def test_the_same_from_a_workbook(tmp_path: Path) -> None:
    path, book = tmp_path / "trials.xlsx", Workbook()
    assert book.active is not None
    for row in (("Name", "Verdict", "Jurors"), ("Ash", "guilty", 12)):
        book.active.append(row)
    book.save(path)
    (row,) = read_trial_table(path)
    assert (row.defendant, row.outcome_class, row.jury_size) == ("Ash", "guilty", 12)


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text("Defendant\n", encoding="utf-8")
    with pytest.raises(JuryroomError, match="no rows"):
        read_trial_table(path)
