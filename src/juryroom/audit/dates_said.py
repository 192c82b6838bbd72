"""Days that documents give for what happened, held against the days of the record."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from juryroom.audit.documents import Document, Place
from juryroom.record.case import Case
from juryroom.record.dates import PartialDate
from juryroom.record.events import Step

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SHORT = {month[:3].lower(): number for number, month in enumerate(_MONTHS, start=1)}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|{'|'.join(f'{m[:3]}[.]?' for m in _MONTHS)}|Sept[.]?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>(?:19|20)\d\d)\b"),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b"),
    re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
)
_HAPPENED: tuple[tuple[str, str, frozenset[Step]], ...] = (
    ("mistrial", r"\b(?:declared? a mistrial|mistrial (?:was )?declared)\b", frozenset({Step.MISTRIAL})),
    ("guilty verdict", r"\b(?:convicted|found guilty)\b", frozenset({Step.GUILTY, Step.GUILTY_OF_LESSER, Step.PLEA_ACCEPTED})),
    ("acquittal", r"\b(?:acquitted|found not guilty)\b", frozenset({Step.NOT_GUILTY, Step.ACQUITTED_BY_COURT})),
    ("sentence", r"\bsentenced\b", frozenset({Step.SENTENCED})),
    ("reversal", r"\b(?:overturned|reversed|threw out)\b", frozenset({Step.REVERSED_NEW_TRIAL, Step.REVERSED_DISMISSED})),
    ("indictment", r"\bindicted\b", frozenset({Step.INDICTED})),
)  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class SaidDate:
    """A day or month that a document gives for an event of one kind."""

    event: str
    said: str
    place: Place
    recorded: tuple[str, ...]
    fits: bool


def dates_in(case: Case, document: Document) -> Iterator[SaidDate]:
    """Yield the dates that stand in one sentence with the only event of a kind the record knows.

    A sentence with several such events, or several dates, is left alone: it does not say which
    belongs to which.
    """
    for sentence in document.sentences:
        happened = [
            (name, steps)
            for name, words, steps in _HAPPENED
            if re.search(words, sentence.text, re.IGNORECASE)
        ]
        dates = [found for pattern in _DATES for found in pattern.finditer(sentence.text)]
        dates = [
            d for d in dates if not any(_within(d, other) for other in dates if other is not d)
        ]
        if len(happened) != 1 or len(dates) != 1:
            continue
        name, steps = happened[0]
        known = [event.date for event in case.events if event.kind in steps]
        bounds = _bounds(dates[0])
        if known and bounds is not None:
            yield SaidDate(
                name,
                dates[0].group(),
                document.place(sentence.start + dates[0].start()),
                tuple(dict.fromkeys(str(date) for date in known)),
                any(_overlap(bounds, date) for date in known),
            )


def _within(one: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() <= one.start() and one.end() <= other.end()


def _bounds(found: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    parts = found.groupdict()
    year, month = int(parts["year"]), parts["month"]
    number = int(month) if month.isdigit() else _SHORT[month[:3].lower()]
    try:
        if parts.get("day"):
            day = dt.date(year, number, int(parts["day"]))
            return day, day
        after = dt.date(year + number // 12, number % 12 + 1, 1)
        return dt.date(year, number, 1), after - dt.timedelta(days=1)
    except ValueError:
        return None


def _overlap(bounds: tuple[dt.date, dt.date], date: PartialDate) -> bool:
    first, last = date.earliest or dt.date.min, date.latest or dt.date.max
    return date.approximate or (bounds[0] <= last and first <= bounds[1])
