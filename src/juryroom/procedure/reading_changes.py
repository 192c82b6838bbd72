"""What a reading of the sources would change in the events of a record.

A claim speaks of a property of a thing in words; the posture reads the events. Here the one is put
in terms of the other, by the words in `readings.toml`. A property that the posture does not read,
and a value in other words, change nothing, and that is said.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, final

from juryroom.record.case import Case
from juryroom.record.claims import Scalar, Topic
from juryroom.record.dates import parse_date
from juryroom.record.events import Cause, DefencePosition, Event, Mover, ReversalGround, Step

_YEAR = re.compile(r"^(?P<words>.*?)(?:_(?P<year>[0-9]{4}))?$")
_HUNG_WORDS = frozenset({"hung", "hung jury", "deadlock", "no verdict"})


class Told(StrEnum):
    """What becomes of a reading."""

    RECORD = "as the record has it"
    CHANGES = "read in its place"
    DEPRECATED = "left out: every claim of it is deprecated"
    SET_ASIDE = "left out: the record prefers another, by a rule"
    SILENT = "left out: it does not say what happened"
    LATER = "left out: by it, as in the record, the step was still to come on that day"
    NO_EVENT = "left out: the record has no such event, or several"


@final
@dataclass(frozen=True, slots=True)
class Change:
    """One field of one event on one count, or on all of its counts, read otherwise.

    Parameters
    ----------
    event
        The place of the event in the file.
    count
        The count it is about; None where it is about the whole event.
    fields
        What the event would say.
    """

    event: int
    count: str | None
    fields: Mapping[str, Any]


def is_read(case: Case, topic: Topic) -> bool:
    """Whether the posture reads that property of that thing.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> case = load_case(find_case("people-v-weinstein")).case
    >>> [is_read(case, conflict.topic) for conflict in case.conflicts if conflict.id in ("X01", "X08")]
    [False, True]
    """
    known = {event.id for event in case.events if event.is_step}
    known |= {count.id for count in case.counts} | {trial.id for trial in case.trials}
    return topic.about in known and _field(topic.property) is not None


def target(case: Case, topic: Topic, claims: Collection[str] = ()) -> int | None:
    """Return the place of the one event that a topic is about, or None where it is none or several.

    A year at the end of the property picks the event of that year; else, of several events, the one
    that the claims of the dispute are said to report.
    """
    steps, year = _steps(topic.property)
    found = [
        index
        for index, event in enumerate(case.events)
        if event.is_step
        and (event.id == topic.about or (_names(event, topic.about) and event.kind in steps))
        and (year is None or _year(event) == year)
    ]
    if len(found) > 1:
        found = [index for index in found if set(claims).intersection(case.events[index].claims)]
    return found[0] if len(found) == 1 else None


def change(case: Case, topic: Topic, index: int, value: Scalar) -> Change | Told:
    """Return what a value would change in the event at `index`, or why it changes nothing."""
    field, event = _field(topic.property), case.events[index]
    fields = None if field is None else _fields(field, value, event)
    if fields is None:
        return Told.SILENT
    if all(getattr(event, name) == said for name, said in fields.items()):
        return Told.RECORD
    about_count = topic.about in event.counts and len(event.counts) > 1
    return Change(index, topic.about if about_count else None, fields)


def changed(case: Case, changes: Sequence[Change]) -> Case:
    """Return the record with those events read otherwise.

    An event of several counts is parted where only one of them is read otherwise.
    """
    events = list[Event]()
    for index, event in enumerate(case.events):
        own = [change for change in changes if change.event == index]
        parted = dict[str, dict[str, Any]]()
        for found in own:
            if found.count is None:
                event = event.model_copy(update=dict(found.fields))
            else:
                parted.setdefault(found.count, {}).update(found.fields)
        if parted:
            rest = tuple(count for count in event.counts if count not in parted)
            events.extend([event.model_copy(update={"counts": rest})] if rest else [])
            events.extend(
                event.model_copy(update={"counts": (count,), "id": f"{event.id}-{count}", **fields})
                for count, fields in parted.items()
            )
        else:
            events.append(event)
    return case.model_copy(update={"events": tuple(events)})


def _names(event: Event, about: str) -> bool:
    return about in event.counts or event.trial == about


def _year(event: Event) -> int | None:
    return event.date.latest.year if event.date.latest is not None else None


def _field(prop: str) -> str | None:
    """Return the field of an event that a property is, or None where the posture reads none."""
    words = _split(prop)[0]
    named: str | None = _words()["property"].get(words)
    if named is not None:
        return named
    return "date" if words.endswith("_date") and _steps(prop)[0] else None


def _split(prop: str) -> tuple[str, int | None]:
    found = _YEAR.match(prop)
    assert found is not None, "every text has words and perhaps a year"
    year = found.group("year")
    return found.group("words"), None if year is None else int(year)


def _steps(prop: str) -> tuple[frozenset[Step], int | None]:
    """Return the steps that a property is about, and the year at its end."""
    words, year = _split(prop)
    table = _words()["step"]
    short = re.sub(r"_(date|cause|mover|ground|terms)$", "", words)
    names = table.get(words) or table.get(short) or ([short] if short in set(Step) else [])
    return frozenset(Step(name) for name in names), year


def _fields(field: str, value: Scalar, event: Event) -> Mapping[str, Any] | None:
    """Return what an event would say, or None where the words are not known."""
    text = " ".join(str(value).lower().replace("_", " ").split())
    words = _words()
    if field == "date":
        return _date(value)
    if field == "kind":
        return _kind(words["outcome"].get(text), text, event)
    if field == "causes":
        # A cause in words of its own is a cause, and none of those the rules name.
        return {"causes": (Cause(words["cause"].get(text, "other")),)}
    if field == "with_prejudice":
        terms = value if isinstance(value, bool) else words["terms"].get(text)
        return None if terms is None else {field: terms}
    table, kind = {
        "mover": ("mover", Mover),
        "defence_position": ("position", DefencePosition),
        "ground": ("ground", ReversalGround),
    }[field]
    found = words[table].get(text)
    return None if found is None else {field: kind(found)}


def _date(value: Scalar) -> Mapping[str, Any] | None:
    try:
        date = parse_date(value)
    except ValueError:
        return None
    return None if date.latest is None else {"date": date}


def _kind(word: str | None, text: str, event: Event) -> Mapping[str, Any] | None:
    """Return another outcome: the tally of the recorded one goes with it."""
    if word is None:
        return None
    if word == event.kind:
        return {"kind": event.kind}
    causes = (Cause.HUNG,) if word == Step.MISTRIAL and text in _HUNG_WORDS else ()
    return {"kind": Step(word), "tally": None, "lesser": None, "causes": causes}


@cache
def _words() -> Mapping[str, Any]:
    text = resources.files("juryroom.procedure").joinpath("readings.toml").read_text("utf-8")
    return tomllib.loads(text)
