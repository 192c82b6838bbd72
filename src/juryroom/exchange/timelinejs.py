"""A case as TimelineJS JSON (timeline.knightlab.com/docs/json-format.html, TimelineJS3).

TimelineJS places an event at one date and reads text as HTML. So a date that is not one day is
placed at the first day it can mean, ends at the last, and is said in words in `display_date`; and
all text is escaped. What has no date at all has no place on a timeline and is left out.
"""

import datetime as dt
import html
from typing import Any

from juryroom.record.case import Case
from juryroom.record.timeline import Entry, timeline


def timelinejs(
    case: Case, *, until: dt.date | None = None, count: str | None = None
) -> dict[str, Any]:
    """Return the timeline of a case as TimelineJS reads it.

    Parameters
    ----------
    case
        The case.
    until, count
        As for `juryroom.record.timeline.timeline`.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> shown = timelinejs(load_case(find_case("people-v-weinstein")).case)
    >>> shown["title"]["text"]["headline"], sorted(shown["events"][0]["start_date"])
    ('People v. Weinstein', ['day', 'month', 'year'])
    """
    title = {"headline": html.escape(case.caption), "text": html.escape(case.summary or case.court)}
    events = [
        _event(number, entry)
        for number, entry in enumerate(timeline(case, until=until, count=count), start=1)
        if entry.earliest is not None or entry.latest is not None
    ]
    return {"title": {"text": title}, "events": events}


def in_words(date: str) -> str:
    """Return an EDTF date that is no plain day in words.

    Examples
    --------
    >>> [in_words(d) for d in ("2025-06", "../2025-06-11", "2017/..", "2018/2019", "2025-06-12~")]
    ['2025-06', 'by 2025-06-11', 'not before 2017', 'between 2018 and 2019', 'about 2025-06-12']
    """
    about = "about " if "~" in date or "%" in date else ""
    doubt = " (doubtful)" if "?" in date or "%" in date else ""
    bare = date.translate({ord(mark): None for mark in "~?%"})
    first, slash, last = bare.partition("/")
    if not slash:
        return f"{about}{bare}{doubt}"
    if first in {"", ".."}:
        return f"{about}by {last}{doubt}"
    if last in {"", ".."}:
        return f"{about}not before {first}{doubt}"
    return f"{about}between {first} and {last}{doubt}"


def _event(number: int, entry: Entry) -> dict[str, Any]:
    first, last = entry.earliest or entry.latest, entry.latest
    assert first is not None
    marks = [
        *(["weak source"] if entry.weak else []),
        *(["not verified"] if entry.uncertain else []),
    ]
    counts = f"Counts: {', '.join(entry.counts)}. " if entry.counts else ""
    said = f"{counts}Sources: {', '.join(entry.sources) or 'none'}."
    event: dict[str, Any] = {
        "unique_id": f"{entry.part}-{entry.id}-{number}",
        "group": entry.trial or entry.part,
        "start_date": _date(first),
        "text": {
            "headline": html.escape(entry.what + (f" ({'; '.join(marks)})" if marks else "")),
            "text": html.escape(said),
        },
    }
    if entry.earliest is not None and last is not None and last != first:
        event["end_date"] = _date(last)
    if not entry.day_known or entry.date != first.isoformat():
        event["display_date"] = in_words(entry.date)
    return event


def _date(day: dt.date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
