"""Numbers and dates in words: never a digit too many, never a nought that is not one."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from juryroom.record.dates import parse_date
from juryroom.report.words import chance, hundredths, number, rate, sentence, span, when

chances = st.floats(0, 1, allow_nan=False)


@given(chances)
def test_a_count_of_100_is_within_one_half(probability: float) -> None:
    shown = hundredths(probability)
    if shown not in {"<1", ">99"}:
        assert abs(int(shown) - 100 * probability) <= 0.5 + 1e-9


@given(chances)
def test_nought_is_said_of_an_exact_nought_alone(probability: float) -> None:
    assert (hundredths(probability) == "0") == (probability == 0)
    assert ("rules it out" in chance(probability)) == (probability == 0)


@given(chances, chances)
def test_a_span_names_both_ends_unless_they_read_the_same(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert span(low, high).startswith(hundredths(low))
    assert (" to " in span(low, high)) == (hundredths(low) != hundredths(high))


@given(st.dates(dt.date(1700, 1, 1), dt.date(2100, 1, 1)))
def test_a_day_reads_as_day_month_year(day: dt.date) -> None:
    words = when(parse_date(day.isoformat())).split()
    assert (int(words[0]), int(words[2])) == (day.day, day.year)


def test_uncertain_dates_say_so() -> None:
    assert when("2025-06-12?") == "12 June 2025 (doubtful)"
    assert when("2017/..") == "not before 2017"
    assert when("2025-05-30/2025-06-02") == "between 30 May 2025 and 2 June 2025"
    assert when(None) == "no date"


def test_rates_keep_the_decimals_of_their_source() -> None:
    assert [rate(p) for p in (0.055, 0.0, 0.318, 1.0)] == ["5.5%", "0.00%", "31.8%", "100%"]


def test_small_things() -> None:
    assert number(0, "count") == "no counts"
    assert sentence("") == ""
    assert sentence("is it?") == "Is it?"
