"""Dates that may be partial or approximate, in the Extended Date/Time Format (ISO 8601-2).

A record often knows a month and no day, or a bound and no date. `PartialDate` keeps what was
written and the earliest and latest day it can mean. Replay uses the latest day: an event whose day
is unknown counts only once it must have happened.
"""

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

EDTF_HELP = (
    "EDTF: 2025-06-12, 2025-06, 2025, 2025-06-12~ (about), 2025-06-12? (doubtful), "
    "2018/2019 (between), ../2025-06-11 (not later than), 2017/.. (not earlier than)"
)


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


def parse_date(value: Any) -> PartialDate:  # noqa: ANN401 - whatever a file may hold
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
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{value!r} is not a date")
    return _parse(f"{value:04d}" if isinstance(value, int) else value)


@lru_cache(maxsize=65536)
def _parse(text: str) -> PartialDate:
    try:  # a plain day is most of any docket, and the standard library reads it 1,000 times faster
        day = dt.date.fromisoformat(text) if len(text) == len("2025-06-12") else None
    except ValueError:
        day = None
    if day is not None and text[4] == "-":
        return PartialDate(text, day, day)
    return _parse_edtf(text)


def _parse_edtf(text: str) -> PartialDate:
    # Imported here: the grammar takes a fifth of a second to build, and most files never need it.
    from edtf import parse_edtf  # noqa: PLC0415
    from edtf.parser.edtf_exceptions import EDTFParseException  # noqa: PLC0415

    if text != text.strip() or "T" in text or text.startswith("/") or text.endswith("/"):
        raise ValueError(f"{text!r} is not a date")
    try:
        parsed = parse_edtf(text)
        earliest, latest = _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except (EDTFParseException, ValueError, AttributeError, TypeError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a date") from error
    if earliest is not None and latest is not None and latest < earliest:
        raise ValueError(f"{text!r} ends before it begins")
    return PartialDate(
        text, earliest, latest, approximate="~" in text or "?" in text or "%" in text
    )


def _day(bound: Any) -> dt.date | None:  # noqa: ANN401 - struct_time, or infinite where open
    if isinstance(bound, float) and math.isinf(bound):
        return None
    return dt.date(*bound[:3])
