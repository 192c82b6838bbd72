"""The life of a count on paper: charged before anything else, touched, and tried or disposed of."""

import datetime as dt
from collections.abc import Iterator

from juryroom.record.case import Case
from juryroom.record.charges import Count
from juryroom.record.events import Event, Log, Step
from juryroom.record.findings import Finding

_CHARGES = frozenset({Step.CHARGED, Step.INDICTED})
# A count may be spoken of, and its defendant arrested and held, before anyone charges it.
_MAY_COME_FIRST = frozenset(
    {
        Log.ARREST,
        Log.STATEMENT,
        Log.HEARING,
        Log.PRESS_REPORT,
        Log.PUBLIC_EFFECT,
        Log.CUSTODY,
        Log.CONDUCT_IN_COURT,
    }
)
_DISPOSES = (
    Step.DISMISSED,
    Step.SUPERSEDED,
    Step.SEVERED,
    Step.PLEA_ACCEPTED,
    Step.NOT_SUBMITTED,
    Step.ACQUITTED_BY_COURT,
    Step.ABATED,
    Step.BARRED,
    Step.LESSER_DISMISSED,
    Step.REVERSED_DISMISSED,
)


def check_charging(case: Case) -> Iterator[Finding]:
    """Yield counts without a history, and events that come before their count."""
    for index, count in enumerate(case.counts):
        history = [(i, event) for i, event in enumerate(case.events) if _touches(event, count)]
        if not history:
            yield Finding(
                ("counts", index),
                f"no event on {count.id}",
                "nothing says it was ever charged, so it has no state on any date",
                f"an event of kind charged or indicted with {count.id} among its counts",
            )
        yield from _before_instrument(case, count, history)
        yield from _before_offence(case, index, count, history)
    yield from _before_charge(case)
    yield from _never_tried(case)


def _touches(event: Event, count: Count) -> bool:
    return count.id in event.counts or event.lesser == count.id


def _order(entry: tuple[int, Event]) -> tuple[dt.date, int]:
    """Order as the replay does: by the latest day a date can mean, then as the file has it."""
    index, event = entry
    return event.date.latest or dt.date.max, index


def _before_charge(case: Case) -> Iterator[Finding]:
    """Yield events on counts that were first charged later."""
    charges: dict[str, tuple[int, Event]] = {}
    for entry in sorted(enumerate(case.events), key=_order):
        if entry[1].kind in _CHARGES:
            charges |= {count: entry for count in entry[1].counts if count not in charges}
    for index, event in enumerate(case.events):
        early = [
            count
            for count in event.counts
            if count in charges and _order((index, event)) < _order(charges[count])
        ]
        if early and event.kind not in _MAY_COME_FIRST:
            first = charges[early[0]][1]
            yield Finding(
                ("events", index),
                f"{event.kind} of {', '.join(early)} on {event.date}, but first charged on "
                f"{first.date} ({first.id})",
                "a count exists from the event that charges it; events go by the latest day that "
                "their date can mean, then by the order of the file",
                f"a date or a place in the file after {first.id}",
            )


def _before_instrument(
    case: Case, count: Count, history: list[tuple[int, Event]]
) -> Iterator[Finding]:
    dates = {instrument.id: instrument.date for instrument in case.instruments}
    indicted = any(event.kind is Step.INDICTED for _, event in history)
    for index, event in history:
        paper = event.instrument or count.instrument or ""
        by_complaint = event.kind is Step.CHARGED and indicted and event.instrument is None
        if paper not in dates or by_complaint or event.kind in _MAY_COME_FIRST:
            continue
        if event.date.before(dates[paper]):
            yield Finding(
                ("events", index, "date"),
                f"{event.date}, before the instrument {paper} of {dates[paper]}",
                "a count exists from the instrument that brings it",
                f"a date not before {dates[paper]}",
            )


def _before_offence(
    case: Case, index: int, count: Count, history: list[tuple[int, Event]]
) -> Iterator[Finding]:
    offence = count.offence_date
    if offence is None:
        return
    rule = "nothing is charged or tried before it is said to have happened"
    for i, event in history:
        if event.date.before(offence):
            yield Finding(
                ("events", i, "date"),
                f"{event.date}, before the offence of {count.id} ({offence})",
                rule,
                f"a date not before {offence}",
            )
    for instrument in case.instruments:
        if instrument.id == count.instrument and instrument.date.before(offence):
            yield Finding(
                ("counts", index, "offence_date"),
                f"{offence}, after the instrument {instrument.id} of {instrument.date}",
                rule,
                f"a date not after {instrument.date}",
            )


def _never_tried(case: Case) -> Iterator[Finding]:
    """Yield counts left behind when others of their instrument went to a jury."""
    tried = _counts_on(case, (Step.JURY_SWORN,))
    disposed = _counts_on(case, _DISPOSES)
    instruments = {count.instrument for count in case.counts if count.id in tried}
    for index, count in enumerate(case.counts):
        accounted = {count.id, count.lesser_of} & (tried | disposed)
        if count.instrument is None or count.instrument not in instruments or accounted:
            continue
        yield Finding(
            ("counts", index),
            f"{count.id}, on no trial, while other counts of {count.instrument} were tried",
            "a count is tried with its instrument, or the record says how it was disposed of",
            f"{count.id} in the jury_sworn event and on the trial, or an event that disposes of "
            f"it: {', '.join(_DISPOSES)}",
        )


def _counts_on(case: Case, kinds: tuple[Step, ...]) -> set[str]:
    return {count for event in case.events if event.kind in kinds for count in event.counts}
