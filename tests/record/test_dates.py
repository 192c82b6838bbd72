"""Dates: against the edtf library, and what is refused."""

import datetime as dt
from typing import Any

import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.record.dates import PartialDate, few_unusual_dates, parse_date

YEARS = st.integers(1, 9999).map(lambda year: f"{year:04d}")
TWO = st.integers(0, 35).map(lambda number: f"{number:02d}")
MARK = st.sampled_from(["", "", "", "~", "?", "%"])
PLAIN = st.one_of(
    st.tuples(YEARS, MARK).map("".join),
    st.tuples(YEARS, st.just("-"), TWO, MARK).map("".join),
    st.tuples(YEARS, st.just("-"), TWO, st.just("-"), TWO, MARK).map("".join),
    st.tuples(st.dates().map(str), MARK).map("".join),
)
OPEN = PLAIN | st.just("..")
TEXTS = PLAIN | st.tuples(OPEN, st.just("/"), OPEN).map("".join)


def library(text: str) -> tuple[dt.date | None, dt.date | None] | None:
    """Return what the edtf library makes of `text`, or None where it makes no date of it."""
    try:
        parsed: Any = parse_edtf(text)
        bounds = [
            None if isinstance(bound, float) else dt.date(*bound[:3])
            for bound in (parsed.lower_strict(), parsed.upper_strict())
        ]
    except (EDTFParseException, ValueError, AttributeError, TypeError):
        return None
    earliest, latest = bounds
    reversed_ = earliest is not None and latest is not None and latest < earliest
    return None if reversed_ else (earliest, latest)


@settings(max_examples=80, deadline=None)
@given(text=TEXTS)
def test_bounds_are_those_of_the_library(text: str) -> None:
    expected = library(text)
    if expected is None:
        with pytest.raises(ValueError, match=r"is not a date|ends before it begins"):
            parse_date(text)
        return
    date = parse_date(text)
    assert (date.earliest, date.latest) == expected
    assert str(date) == text
    assert date.approximate == any(mark in text for mark in "~?%")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("19XX", dt.date(1900, 1, 1), dt.date(1999, 12, 31)),
        ("2025-06-XX", dt.date(2025, 6, 1), dt.date(2025, 6, 30)),
        ("2025-21", dt.date(2025, 3, 1), dt.date(2025, 5, 31)),
        ("[..2025-06-11]", None, dt.date(2025, 6, 11)),
        ("{2018,2019}", dt.date(2018, 1, 1), dt.date(2019, 12, 31)),
        ("2025?-06-12", dt.date(2025, 6, 12), dt.date(2025, 6, 12)),
    ],
)
def test_rarer_forms_go_to_the_library(
    text: str, earliest: dt.date | None, latest: dt.date | None
) -> None:
    date = parse_date(text)
    assert (date.earliest, date.latest) == (earliest, latest)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " 2025",
        "2025 ",
        "2025-6-1",
        "2025-06-31",
        "2025-13",
        "2025-W10-1",
        "20250612",
        "June",
        "2025-06-12T10:00",
        "/2025",
        "2025/",
        "..",
        "unknown",
        "0000",
        "2025/2024",
        "x" * 200,
        "[" * 99,
        "\uff12025",
        "2025-06-12/",
        "Y170000002",
        -5,
        10**9,
        10**4200,
        True,
        None,
        2025.5,
        ["2025"],
    ],
)
def test_what_is_no_date(value: object) -> None:
    with pytest.raises(ValueError, match=r"is not a date|ends before it begins"):
        parse_date(value)


def test_a_refusal_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date("../x")
    assert capsys.readouterr() == ("", "")


def test_a_whole_number_is_a_year() -> None:
    assert parse_date(2025) == parse_date("2025")
    assert parse_date(987).earliest == dt.date(987, 1, 1)


def test_a_date_is_itself() -> None:
    date = parse_date("2025-06")
    assert parse_date(date) is date


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("2025-06-12", True),
        ("2025-06-12~", False),
        ("2025-06", False),
        ("2025-06-12/..", False),
        ("2025-06-12/2025-06-12", True),
        ("../..", False),
    ],
)
def test_exact(text: str, *, exact: bool) -> None:
    assert parse_date(text).exact is exact


def test_by_is_about_the_latest_day() -> None:
    assert parse_date("2025-06").by(dt.date(2025, 6, 30))
    assert not parse_date("2025-06").by(dt.date(2025, 6, 29))
    assert not parse_date("2025-06/..").by(dt.date(2999, 1, 1))


@settings(deadline=None)
@given(one=PLAIN, other=PLAIN)
def test_before_is_certain(one: str, other: str) -> None:
    try:
        first, second = parse_date(one), parse_date(other)
    except ValueError:
        return
    if first.before(second):
        assert not second.before(first)
        assert first.latest is not None
        assert second.earliest is not None
        assert first.latest < second.earliest
        assert not first.approximate
        assert not second.approximate


def test_an_open_side_is_before_nothing() -> None:
    day = parse_date("2025-06-12")
    assert not parse_date("2020/..").before(day)
    assert not day.before(parse_date("../2030"))
    assert parse_date("../2020").before(day)
    assert PartialDate("x", None, None).before(day) is False


def test_a_file_of_odd_dates_is_refused_and_the_next_file_is_read_afresh() -> None:
    with few_unusual_dates(2):
        parse_date("19XX-07")
        parse_date("18XX-07")
        parse_date("2025-06-12")  # plain dates are not counted
        parse_date("19XX-07")  # nor is one that was read before
        with pytest.raises(ValueError, match="too many unusual dates"):
            parse_date("17XX-07")
    assert parse_date("17XX-07").earliest is not None


def test_what_is_no_date_is_remembered_as_none() -> None:
    with few_unusual_dates(1):
        for _ in range(3):
            with pytest.raises(ValueError, match="is not a date"):
                parse_date("not-a-date-at-all")
