"""Dates that may be partial or approximate, in the Extended Date/Time Format (ISO 8601-2).

A record often knows a month and no day, or a bound and no date. `PartialDate` keeps what was
written and the earliest and latest day it can mean. Replay uses the latest day: an event whose day
is unknown counts only once it must have happened.
"""

import calendar
import datetime as dt
import re
from collections.abc import Generator
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from time import struct_time
from typing import Any, final

EDTF_HELP = (
    "EDTF: 2025-06-12, 2025-06, 2025, 2025-06-12~ (about), 2025-06-12? (doubtful), "
    "2018/2019 (between), ../2025-06-11 (not later than), 2017/.. (not earlier than)"
)

_LONGEST = 100
_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?[~?%]?")


@final
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as written, with the days it can mean.

    `earliest` or `latest` is None where the record sets no bound on that side.
    """

    text: str
    earliest: dt.date | None
    latest: dt.date | None
    approximate: bool = False

    def __str__(self) -> str:
        """Return the date as it was written."""
        return self.text

    @property
    def exact(self) -> bool:
        """Whether the record knows the day and does not doubt it."""
        return self.earliest is not None and self.earliest == self.latest and not self.approximate

    def by(self, day: dt.date) -> bool:
        """Whether this date must lie on or before `day`."""
        return self.latest is not None and self.latest <= day

    def before(self, other: "PartialDate") -> bool:
        """Whether every day this date can mean is earlier than every day `other` can mean.

        Approximate dates bound nothing, so that a doubtful date never makes a record impossible.

        Examples
        --------
        >>> parse_date("2025-05").before(parse_date("2025-06-01"))
        True
        >>> parse_date("2025-06").before(parse_date("2025-06-30"))
        False
        """
        if self.approximate or other.approximate or self.latest is None or other.earliest is None:
            return False
        return self.latest < other.earliest


def parse_date(value: object) -> PartialDate:
    """Return the date that `value` writes.

    Parameters
    ----------
    value
        A string in EDTF, a whole number read as a year, or a `PartialDate`.

    Raises
    ------
    ValueError
        If `value` is not a date in EDTF, or an interval that ends before it begins.

    Examples
    --------
    >>> parse_date("2025-06").latest
    datetime.date(2025, 6, 30)
    >>> parse_date("../2025-06-11").earliest is None
    True
    >>> parse_date("2025-02-30")
    Traceback (most recent call last):
    ...
    ValueError: '2025-02-30' is not a date
    """
    match value:
        case PartialDate():
            return value
        case str():
            return _parse(value)
        case int() if not isinstance(value, bool):
            return _parse(f"{value:04d}")
        case _:
            raise ValueError(f"{value!r} is not a date")


MOST_UNUSUAL = 150
"""Dates of one file that may need the full grammar, at some milliseconds each."""

_unusual_left: ContextVar[list[int] | None] = ContextVar("unusual dates left", default=None)


@contextmanager
def few_unusual_dates(most: int = MOST_UNUSUAL) -> Generator[None]:
    """Refuse, within, more than `most` dates that need the full grammar.

    A file of thousands of odd dates, right or wrong, would otherwise take minutes to read.
    """
    token = _unusual_left.set([most])
    try:
        yield
    finally:
        _unusual_left.reset(token)


def _parse(text: str) -> PartialDate:
    match _read(text):
        case PartialDate() as date:
            return date
        case why:
            raise ValueError(why)


@lru_cache(maxsize=65536)
def _read(text: str) -> PartialDate | str:
    """Return the date, or why it is none: both are worth keeping."""
    try:
        earliest, latest = _bounds(text)
    except _UnusualDatesError:
        raise  # not kept: the next file may have the same date
    except (ValueError, OverflowError):
        return f"{text[:_LONGEST]!r} is not a date"
    if earliest is not None and latest is not None and latest < earliest:
        return f"{text!r} ends before it begins"
    return PartialDate(text, earliest, latest, approximate=any(mark in text for mark in "~?%"))


class _UnusualDatesError(ValueError):
    """The file has had its share of the full grammar."""


def _bounds(text: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day that `text` can mean.

    Years, months, days and intervals of them are nearly all of any docket. The full grammar takes
    a tenth of a second to build and some milliseconds a date, against microseconds here; the tests
    hold the two together.
    """
    first, slash, last = text.partition("/")
    sides = (first, last) if slash else (text, text)
    plain = [_PLAIN.fullmatch(side) for side in sides]
    if all(match or (slash and side == "..") for match, side in zip(plain, sides, strict=True)):
        return _day(plain[0], end=False), _day(plain[1], end=True)
    return _edtf_bounds(text)


def _day(match: re.Match[str] | None, *, end: bool) -> dt.date | None:
    """Return the first or last day of a matched year, month or day; None where a side is open."""
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    year, month = year or 0, month or (12 if end else 1)
    return dt.date(year, month, day or (calendar.monthrange(year, month)[1] if end else 1))


def _edtf_bounds(text: str) -> tuple[dt.date | None, dt.date | None]:
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    timed_or_unknown = "T" in text or text.startswith("/") or text.endswith("/")
    if len(text) > _LONGEST or text != text.strip() or timed_or_unknown:
        raise ValueError(text)
    left = _unusual_left.get()
    if left is not None:
        if left[0] == 0:
            raise _UnusualDatesError("the file has too many unusual dates")
        left[0] -= 1
    try:
        with redirect_stdout(StringIO()):  # the library prints what it fails on
            parsed: Any = parse_edtf(text)
        return _edtf_day(parsed.lower_strict()), _edtf_day(parsed.upper_strict())
    except (EDTFParseException, AttributeError, TypeError) as error:
        raise ValueError(text) from error


def _edtf_day(bound: struct_time | float) -> dt.date | None:
    """Return the day of a bound; the library writes an open side as an infinite float."""
    return dt.date(*bound[:3]) if isinstance(bound, struct_time) else None
