"""The file of a survey: real exports are read, and what was made to exhaust a reader is refused."""

import csv
import io
import time
import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from juryroom.errors import CaseFileError, JuryroomError
from juryroom.jury import survey_file
from juryroom.jury.survey import Columns
from juryroom.jury.survey_file import MAX_SURVEY, SURVEY, read_survey_file, survey_lines
from juryroom.jury.survey_rows import read_survey, survey_of

PLAIN = Columns(answer="verdict", condition="arm")


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def answers(size: int, *more: str) -> list[list[str]]:
    return [
        [("guilty", "not guilty")[row % 3 % 2], ("actual", "hypothetical")[row % 2], *more]
        for row in range(size)
    ]


@contextmanager
def refused(
    words: str, *, seconds: float = 20, bytes_more: int | None = 60_000_000
) -> Generator[None]:
    """Refused in these words, soon even while every piece of memory is counted."""
    if bytes_more is not None:
        tracemalloc.start()
    start = time.perf_counter()
    try:
        with pytest.raises(CaseFileError) as caught:
            yield
        taken = time.perf_counter() - start
        most = 0 if bytes_more is None else tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert words in str(caught.value)
    assert "case" not in str(caught.value)
    assert taken < seconds
    assert bytes_more is None or most < bytes_more


def test_an_export_of_150_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "qualtrics.csv"
    more = [f"Q{number}" for number in range(148)]
    path.write_bytes(written([["verdict", "arm", *more], *answers(900, *["an answer"] * 148)]))
    assert read_survey(path, PLAIN).size == 900


def test_a_hundred_thousand_respondents_are_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    head = ["verdict", "arm", "w", "session", "sex", "age"]
    people = [
        [*row, "1.25", f"s{number % 500}", "female", "34"]
        for number, row in enumerate(answers(100_000))
    ]
    path.write_bytes(written([head, *people]))
    columns = Columns(
        answer="verdict", condition="arm", weights="w", cluster="session", traits=("sex", "age")
    )
    start = time.perf_counter()
    assert read_survey(path, columns).size == 100_000
    assert time.perf_counter() - start < 3 * 2, "under 3 seconds alone; the machine may be shared"


def test_columns_that_are_not_used_cost_no_memory() -> None:
    """Of 4,000 rows of 300 cells, six megabytes of text, a few cells are kept."""
    data = written([["verdict", "arm", *map(str, range(298))], *answers(4_000, *["word"] * 298)])
    tracemalloc.start()
    survey = survey_of(survey_lines(data, "s.csv"), PLAIN)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert survey.size == 4_000
    assert most < 5_000_000


def test_a_long_line_is_refused() -> None:
    data = b"verdict,arm\n" + b"x," * 30_000_000
    with refused("a row of more than 2,000,000 characters"):
        list(survey_lines(data, "s.csv"))


def test_a_million_columns_are_refused() -> None:
    data = b",".join(b"c" for _ in range(999_990)) + b"\n"
    with refused("999,990 columns"):
        list(survey_lines(data, "s.csv"))


def test_a_quote_that_is_never_closed_is_refused() -> None:
    data = b'verdict,arm\n"' + b"guilty,actual\n" * 3_000_000
    with refused("more than 131,072 characters"):
        list(survey_lines(data, "s.csv"))


def test_a_row_of_many_quoted_lines_is_refused() -> None:
    data = b"verdict,arm\n" + b'"a\n",' * 8_000_000
    with refused("a row of more than 2,000,000 characters"):
        list(survey_lines(data, "s.csv"))


def test_many_empty_lines_are_refused() -> None:
    with refused("more than 1,000,000 rows", seconds=10, bytes_more=None):
        for _ in survey_lines(b"\n" * 30_000_000, "s.csv"):
            pass


def test_a_file_past_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_SURVEY == 100_000_000
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1 << 30)  # one line of a gigabyte of nulls, on a disk that stores holes
    with refused("more than 100,000,000 bytes", bytes_more=2 * MAX_SURVEY):
        read_survey_file(path)
    monkeypatch.setattr(survey_file, "MAX_SURVEY", 1_000)
    path.write_bytes(b"x" * 1_001)
    with refused("more than 1,000 bytes"):
        read_survey_file(path)


def test_an_empty_file_is_no_survey(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(CaseFileError, match="a file holds a survey"):
        read_survey(tmp_path / "empty.csv", PLAIN)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("verdict,arm\nschuldig\xfc,actual\n".encode("latin-1"), "the byte 0xFC"),
        ("verdict,arm\n".encode("utf-16"), "the byte 0xFF"),
        (b"verdict,arm\nguilty\x00,actual\n", "a null character"),
        (b'verdict,arm\ngu"ilty"x,"actual"x\n', "row 2: found text that is not CSV"),
    ],
)
def test_what_is_not_csv_in_utf_8_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(JuryroomError) as caught:
        list(survey_lines(data, "s.csv"))
    assert words in str(caught.value)


def test_the_rows_of_question_texts_in_an_export_are_named() -> None:
    rows = [
        ["verdict", "arm", "note"],
        ["What is your verdict?", "Version shown", "Anything else?"],
        ['{"ImportId":"QID4"}', '{"ImportId":"arm"}', '{"ImportId":"QID9_TEXT"}'],
        *answers(4, ""),
    ]
    with pytest.raises(JuryroomError) as caught:
        survey_of(survey_lines(written(rows), "s.csv"), PLAIN, name="s.csv")
    assert "s.csv row 3" in str(caught.value)
    assert "without rows 2 and 3" in str(caught.value)
    assert len(caught.value.problems) == 1


def test_the_limits_say_what_they_are_of() -> None:
    assert SURVEY.holds == "a survey"
