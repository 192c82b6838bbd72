"""The file of a survey: what is read of it, row by row.

An ordinary export has a hundred columns of which a few are used, and a panel may have a hundred
thousand respondents. So rows are read one at a time, and cells that nobody asks for are not kept.
The limits are far above any survey, and hold against files made to exhaust a reader.
"""

from collections.abc import Iterator
from pathlib import Path

from juryroom.exchange.archives import read_limited
from juryroom.exchange.csv_tables import TableLimits, each_row

MAX_SURVEY = 100_000_000
"""Bytes of the file."""

SURVEY = TableLimits(holds="a survey", rows=1_000_000, columns=20_000, text=2_000_000)


def read_survey_file(path: Path) -> bytes:
    """Return the bytes of a survey.

    Raises
    ------
    CaseFileError
        If it is missing, a folder, empty or larger than a survey may be.
    """
    return read_limited(path, MAX_SURVEY, holds="a survey")


def survey_lines(data: bytes, name: str) -> Iterator[list[str]]:
    r"""Yield the rows of a survey, one at a time, the names of the columns first.

    Parameters
    ----------
    data
        UTF-8, commas.
    name
        Of the file, for messages.

    Raises
    ------
    CaseFileError
        If it is not UTF-8, or not CSV, or past the limits of `SURVEY`.

    Examples
    --------
    >>> list(survey_lines(b"verdict,arm\nguilty,actual", "survey.csv"))
    [['verdict', 'arm'], ['guilty', 'actual']]
    """
    return each_row(data, name, SURVEY)
