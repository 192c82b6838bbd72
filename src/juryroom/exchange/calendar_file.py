"""The dates ahead of a case as iCalendar (RFC 5545), one all-day event each.

A date that is not known to the day spans the days it can mean and is TENTATIVE. The stamp of an
entry is the day it became known, so that the same case gives the same bytes.
"""

import datetime as dt

from juryroom.exchange.timelinejs import in_words
from juryroom.record.case import Case
from juryroom.record.sentences import Ahead
from juryroom.version import __version__


def calendar_bytes(case: Case, *, on: dt.date | None = None) -> bytes:
    """Return the calendar of a case.

    Parameters
    ----------
    case
        The case.
    on
        Only what was known on that day and may still come; None for every entry.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> case = load_case(find_case("people-v-weinstein")).case
    >>> calendar_bytes(case).decode().splitlines()[0]
    'BEGIN:VCALENDAR'
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//juryroom//juryroom {__version__}//EN")
    calendar.add("version", "2.0")
    for ahead in case.calendar:
        if on is None or _ahead(ahead, on):
            _add(calendar, case, ahead)
    return calendar.to_ical()


def _ahead(ahead: Ahead, on: dt.date) -> bool:
    known, last = ahead.known_from.latest, ahead.date.latest
    return known is not None and known <= on and (last is None or last >= on)


def _add(calendar: object, case: Case, ahead: Ahead) -> None:
    from icalendar import Calendar, Event

    assert isinstance(calendar, Calendar)
    first = ahead.date.earliest or ahead.date.latest
    if first is None:
        return
    last = ahead.date.latest or first
    known = ahead.known_from.latest or ahead.known_from.earliest or first
    event = Event()
    event.add("uid", f"{ahead.id}.{case.id}@juryroom")
    event.add("dtstamp", dt.datetime.combine(known, dt.time(), dt.UTC))
    event.add("dtstart", first)
    event.add("dtend", last + dt.timedelta(days=1))
    unsure = "" if ahead.date.exact else f" ({in_words(str(ahead.date))})"
    event.add("summary", f"{case.caption}: {ahead.what}{unsure}")
    event.add("status", "CONFIRMED" if ahead.date.exact else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [ahead.kind, *ahead.counts])
    event.add("description", f"Known from {ahead.known_from}. Standing: {ahead.standing}. "
              f"Sources: {', '.join(ahead.sources)}.")  # fmt: skip
    calendar.add_component(event)
