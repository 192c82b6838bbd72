"""Everything in a record that has a date, in one order."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, final

from juryroom.citations import Standing
from juryroom.record.case import Case
from juryroom.record.dates import PartialDate
from juryroom.record.events import Event, Step
from juryroom.record.fields import Fact
from juryroom.record.sentences import Motion, Sentence, Term
from juryroom.record.sources import Quality
from juryroom.record.trials import Report, RoomEvent, Trial

_SURE = frozenset({Standing.VERIFIED, Standing.COMPUTED})
_DECIDES = {
    "verdict": frozenset(
        {Step.GUILTY, Step.NOT_GUILTY, Step.NOT_GUILTY_BY_INSANITY, Step.GUILTY_OF_LESSER}
    ),
    "mistrial": frozenset({Step.MISTRIAL}),
}
_TRIAL_DAYS = {
    "selection": "selection of the jury begins",
    "openings": "openings",
    "closings": "closings",
    "deliberation_start": "the jury retires to deliberate",
    "verdict": "verdict",
    "mistrial": "mistrial",
}
_REPORTED = {
    Report.ON_RECORD: "",
    Report.CLAIMED: " (claimed)",
    Report.DISPUTED: " (disputed)",
    Report.CALLED_FALSE: " (claimed, and called false)",
}
_PARTS = ("trial", "room", "motion", "event", "sentence", "calendar")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline.

    Parameters
    ----------
    date
        The date as it was written.
    earliest, latest
        The days it can mean; None where the record sets no bound.
    part
        Where in the file it stands: event, room, motion, sentence, calendar or trial.
    kind
        What it is: the kind of event, or filed, ruled, imposed, vacated, ahead, or the trial's day.
    id
        Of the thing in the file.
    counts
        The counts it concerns; those of the trial where it names none.
    trial
        The trial it belongs to, or None.
    what
        What happened, in words. A claim says that it is one.
    sources
        The ids of the sources.
    standing
        How far it was checked.
    weak
        Whether only weak sources tell it.
    uncertain
        Whether its date is approximate or it is not verified.
    """

    date: str
    earliest: dt.date | None
    latest: dt.date | None
    part: str
    kind: str
    id: str
    counts: tuple[str, ...]
    trial: str | None
    what: str
    sources: tuple[str, ...]
    standing: Standing
    weak: bool
    uncertain: bool

    @property
    def day_known(self) -> bool:
        """Whether the date is one day; else it stands at the latest day it can mean."""
        return self.earliest is not None and self.earliest == self.latest

    def as_json(self) -> dict[str, Any]:
        """Return the entry as data."""
        return {
            "date": self.date,
            "earliest": None if self.earliest is None else self.earliest.isoformat(),
            "latest": None if self.latest is None else self.latest.isoformat(),
            "day_known": self.day_known,
            "part": self.part,
            "kind": self.kind,
            "id": self.id,
            "counts": list(self.counts),
            "trial": self.trial,
            "what": self.what,
            "sources": list(self.sources),
            "standing": str(self.standing),
            "weak": self.weak,
            "uncertain": self.uncertain,
        }


def timeline(
    case: Case, *, until: dt.date | None = None, count: str | None = None
) -> tuple[Entry, ...]:
    """Return everything dated, by the latest day it can mean.

    Parameters
    ----------
    case
        The case.
    until
        Leave out what need not have happened by this day; None for everything.
    count
        Only what concerns the count of this id; None for all counts.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> case = load_case(find_case("people-v-weinstein")).case
    >>> first = timeline(case, until=dt.date(2025, 6, 12), count="CSA_S")[0]
    >>> first.date, first.kind, first.day_known
    ('2024-09', 'indicted', False)
    """
    entries = [
        entry
        for entry in _entries(case)
        if (until is None or (entry.latest is not None and entry.latest <= until))
        and (count is None or count in entry.counts)
    ]
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[dt.date, bool, int]:
    """Order by latest day; what is known to the day follows what only had to happen by then."""
    return entry.latest or dt.date.max, entry.day_known, _PARTS.index(entry.part)


def _entries(case: Case) -> Iterator[Entry]:
    for event in case.events:
        yield _event(case, event)
    for trial in case.trials:
        yield from _trial_days(case, trial)
        for room in trial.room_log:
            yield _room(case, trial, room)
    for motion in case.motions:
        yield from _motion(case, motion)
    for sentence in case.sentences:
        yield from _sentence(case, sentence)
    for ahead in case.calendar:
        what = f"date set: {ahead.what}"
        yield _entry(case, ahead, ahead.date, what, "calendar", ahead.kind, ahead.id, ahead.counts)


def _entry(
    case: Case,
    fact: Fact | Trial,
    date: PartialDate,
    what: str,
    part: str,
    kind: str,
    entry_id: str,
    counts: tuple[str, ...],
    trial: str | None = None,
    *,
    weak: bool = False,
) -> Entry:
    known = isinstance(fact, Fact)
    sources = fact.sources if known else fact.dates_sources
    standing = fact.standing if known else Standing.VERIFIED
    only_weak = all(case.source(source).quality is Quality.WEAK for source in sources)
    return Entry(
        date=str(date),
        earliest=date.earliest,
        latest=date.latest,
        part=part,
        kind=kind,
        id=entry_id,
        counts=counts,
        trial=trial,
        what=what,
        sources=sources,
        standing=standing,
        weak=weak or (bool(sources) and only_weak),
        uncertain=date.approximate or standing not in _SURE,
    )


def _event(case: Case, event: Event) -> Entry:
    counts = event.counts
    if not counts and event.trial is not None:
        counts = case.trial(event.trial).counts
    return _entry(
        case,
        event,
        event.date,
        event.what,
        "event",
        str(event.kind),
        event.id,
        counts,
        event.trial,
        weak=event.weak,
    )


def _trial_days(case: Case, trial: Trial) -> Iterator[Entry]:
    for kind, words in _TRIAL_DAYS.items():
        date: PartialDate | None = getattr(trial.dates, kind)
        if date is None:
            continue
        counts, events = trial.counts, _events_of_day(case, trial, kind)
        if kind in _DECIDES:  # no verdict is shown on a count that hung
            named = {count for event in events for count in event.counts}
            counts = tuple(count for count in counts if count in named)
        weak = bool(events) and all(event.weak for event in events)
        what = f"{trial.id}: {words}"
        yield _entry(case, trial, date, what, "trial", kind, trial.id, counts, trial.id, weak=weak)


def _events_of_day(case: Case, trial: Trial, kind: str) -> list[Event]:
    kinds = _DECIDES.get(kind, frozenset())
    return [event for event in case.events if event.trial == trial.id and event.kind in kinds]


def _room(case: Case, trial: Trial, room: RoomEvent) -> Entry:
    what, counts = room.what + _REPORTED[room.report], room.counts or trial.counts
    return _entry(case, room, room.date, what, "room", str(room.kind), room.id, counts, trial.id)


def _motion(case: Case, motion: Motion) -> Iterator[Entry]:
    name = f"motion by {motion.by.replace('_', ' ')} ({motion.rule})"
    what = f"{name}: {'; '.join(motion.grounds)}"
    yield _entry(case, motion, motion.filed, what, "motion", "filed", motion.id, motion.counts)
    ruling = motion.ruling
    if ruling is not None:
        reasons = f": {'; '.join(ruling.reasons)}" if ruling.reasons else ""
        what = f"{name} {ruling.result.replace('_', ' ')}{reasons}"
        yield _entry(case, ruling, ruling.date, what, "motion", "ruled", motion.id, motion.counts)


def _sentence(case: Case, sentence: Sentence) -> Iterator[Entry]:
    counts = tuple(dict.fromkeys([*(term.count for term in sentence.terms), *sentence.counts]))
    terms = ", ".join(f"{_length(term)} on {term.count}" for term in sentence.terms)
    what = f"sentence: {terms}; {sentence.relation}" if terms else "sentence"
    rest = ("sentence", "imposed", sentence.id, counts, sentence.trial)
    yield _entry(case, sentence, sentence.date, what, *rest)
    if sentence.vacated is not None:
        rest = ("sentence", "vacated", sentence.id, counts, sentence.trial)
        yield _entry(case, sentence, sentence.vacated, "sentence vacated", *rest)


def _length(term: Term) -> str:
    if term.life:
        least = term.min_years or term.years
        return f"{least:g} years to life" if least else "life"
    if term.years is None:
        return "a term that is not reported"
    return (
        f"{term.min_years:g} to {term.years:g} years" if term.min_years else f"{term.years:g} years"
    )
