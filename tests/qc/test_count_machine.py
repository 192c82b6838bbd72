"""The engine's machine of a count against a second one, written blind from the same rules.

Every state meets every kind of event; then thousands of histories on one to four counts are
replayed by both and compared on every day, lawful ones and ones with a step spoilt.

Where the rules leave a choice the two were written with different readings. `ENGINE` says which
reading the engine takes, choice by choice, and `test_the_choices_are_those` shows each at work on
the smallest history that tells the two apart. A difference that is not in that list is a fault in
one of the two, and a test fails.
"""

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import RecordError
from juryroom.procedure.posture import check_history, posture
from juryroom.record.case import Case
from juryroom.record.events import Event, Step
from tests.qc.count_machine import (
    MOVES,
    NOT_CHARGED,
    ON_TRIAL,
    OUT,
    STATES,
    TERMINAL,
    WITH_PREJUDICE,
    CountMachine,
    Docket,
    IllegalMoveError,
    Moves,
    Readings,
)

# --- cases in memory -----------------------------------------------------------------------------

Draft = Mapping[str, Any]
"""The fields of an event that matter; the others are filled in."""

FIRST_DAY = dt.date(2020, 1, 1)
LAST_DAY = dt.date(2030, 1, 1)
NAMES = "ABCD"


def event_of(number: int, draft: Draft) -> Event:
    """Return an event; without a date it falls on a day of its own."""
    day = (FIRST_DAY + dt.timedelta(days=number)).isoformat()
    return Event.model_validate({
        "id": f"E{number}",
        "date": day,
        "what": "a step",
        "sources": ["S"],
        **draft,
    })  # fmt: skip


def case_of(
    events: Sequence[Draft], lesser_of: Sequence[str | None], jurisdiction: str = "US-NY"
) -> Case:
    """Return a case of one count for each entry of `lesser_of`, named A, B, C and D."""
    names = NAMES[: len(lesser_of)]
    trials = sorted({draft["trial"] for draft in events if draft.get("trial")})
    counts = [
        {"id": name, "offence": "an offence", "sources": ["S"], "lesser_of": greater}
        for name, greater in zip(names, lesser_of, strict=True)
    ]
    return Case.model_validate({
        "schema": "juryroom-case/1",
        "id": "case",
        "caption": "People v. Doe",
        "jurisdiction": jurisdiction,
        "court": "a court",
        "people": [],
        "sources": [{"id": "S", "kind": "reference", "outlet": "a test", "quality": "good"}],
        "counts": counts,
        "trials": [{"id": trial, "counts": list(names)} for trial in trials],
        "events": [event_of(number, draft) for number, draft in enumerate(events)],
    })  # fmt: skip


def steps(text: str) -> list[Draft]:
    """Read a history written as ``kind COUNTS``, with ``@T2`` for a trial and ``=B`` for a lesser.

    >>> steps("indicted AB; jury_sworn AB @T1")[1]
    {'kind': 'jury_sworn', 'counts': ['A', 'B'], 'trial': 'T1'}
    """
    drafts: list[Draft] = []
    for step in filter(None, (each.strip() for each in text.split(";"))):
        kind, counts, *rest = step.split()
        draft: dict[str, Any] = {"kind": kind.removesuffix("!"), "counts": list(counts)}
        if kind.endswith("!"):
            draft["with_prejudice"] = True
        for word in rest:
            draft[{"@": "trial", "=": "lesser"}[word[0]]] = word[1:]
        drafts.append(draft)
    return drafts


REFUSED = "refused"
States = dict[str, str] | str


def engine(case: Case, day: dt.date = LAST_DAY) -> States:
    """Return the states that the engine finds on a day, or that it refuses the history."""
    try:
        found = posture(case, day)
    except RecordError:
        return REFUSED
    assert len({count.id for count in found.counts}) == len(found.counts)
    return {count.id: str(count.state.value) for count in found.counts}


def twin(machine: CountMachine, case: Case, day: dt.date = LAST_DAY) -> States:
    """Return the states that the second machine finds, or that it refuses the history."""
    try:
        return machine.states_on(case, day)
    except IllegalMoveError:
        return REFUSED


# --- the readings --------------------------------------------------------------------------------

AS_WRITTEN = CountMachine()
"""The second machine with the readings it was written with."""


def _each(target: str, *sources: str) -> dict[str, str]:
    return dict.fromkeys(sources, target)


MORE_MOVES: Moves = {
    # the step before it is understood
    "plea_accepted": _each("PLEA_GUILTY", "INDICTED", *ON_TRIAL),
    "dismissed": _each("DISMISSED", "CHARGED", "INDICTED"),
    "agreement_reported": _each("AGREED_PROVISIONAL", "IN_JEOPARDY", "AGREED_PROVISIONAL"),
    "verdict_silent": _each("DEEMED_ACQUITTED", "IN_JEOPARDY"),
    "lesser_dismissed": _each("DISMISSED", "IN_JEOPARDY"),
    # said again, or the date moved
    "set_for_trial": _each("PENDING_TRIAL", "PENDING_TRIAL"),
    "set_for_retrial": _each("PENDING_TRIAL", "PENDING_TRIAL", "REVERSED_NEW_TRIAL"),
    "affirmed": _each("AFFIRMED", "AFFIRMED"),
    # joined or parted at any time while no jury is sworn
    "consolidated": {s: s for s in ("PENDING_TRIAL", "MISTRIAL", "REVERSED_NEW_TRIAL")},
    "severed": {s: s for s in ("PENDING_TRIAL", "MISTRIAL", "REVERSED_NEW_TRIAL")},
    # before plea or trial (CPL 200.80), so also once a date is set
    "superseded": _each("DISMISSED", "PENDING_TRIAL"),
    # before verdict, so also while the jury is out
    "acquitted_by_court": _each("ACQUITTED_BY_COURT", *OUT),
    # no appeal was taken
    "final": _each("FINAL", "SENTENCED"),
}
"""Moves that the table of the rules does not have and the engine accepts."""

ENGINE = Readings(
    more_moves=MORE_MOVES,
    with_prejudice=_each(
        "DISMISSED_WITH_PREJUDICE", "CHARGED", "INDICTED", *ON_TRIAL, *WITH_PREJUDICE
    ),
    lesser_goes_from=ON_TRIAL,
    lesser_needs_no_name=True,
    back_on_mistrial=True,
    lesser_comes_with_greater=True,
    last_trial_only=True,
)
"""The engine's reading wherever it is not that of the second machine."""

MACHINE = CountMachine(readings=ENGINE)


# --- every state and every event -----------------------------------------------------------------

PATHS = {
    NOT_CHARGED: "",
    "CHARGED": "charged A",
    "INDICTED": "indicted A",
    "PENDING_TRIAL": "indicted A; set_for_trial A",
    "IN_JEOPARDY": "indicted A; set_for_trial A; jury_sworn A",
    "SUBMITTED": "indicted A; set_for_trial A; jury_sworn A; submitted A",
}
PATHS |= {
    "AGREED_PROVISIONAL": PATHS["SUBMITTED"] + "; agreement_reported A",
    "GUILTY_VERDICT": PATHS["SUBMITTED"] + "; guilty A",
    "ACQUITTED": PATHS["SUBMITTED"] + "; not_guilty A",
    "ACQUITTED_BY_COURT": PATHS["IN_JEOPARDY"] + "; acquitted_by_court A",
    "NGRI": PATHS["SUBMITTED"] + "; not_guilty_by_insanity A",
    "DEEMED_ACQUITTED": PATHS["SUBMITTED"] + "; verdict_silent A",
    "MISTRIAL": PATHS["SUBMITTED"] + "; mistrial A",
    "PLEA_GUILTY": PATHS["PENDING_TRIAL"] + "; plea_accepted A",
    "DISMISSED": PATHS["PENDING_TRIAL"] + "; dismissed A",
    "DISMISSED_WITH_PREJUDICE": PATHS["PENDING_TRIAL"] + "; dismissed! A",
    "ABATED": PATHS["PENDING_TRIAL"] + "; abated A",
}
PATHS |= {
    "BARRED": PATHS["MISTRIAL"] + "; barred A",
    "SENTENCED": PATHS["GUILTY_VERDICT"] + "; sentenced A",
}
PATHS |= {
    "AFFIRMED": PATHS["SENTENCED"] + "; affirmed A",
    "REVERSED_NEW_TRIAL": PATHS["SENTENCED"] + "; reversed_new_trial A",
    "REVERSED_DISMISSED": PATHS["SENTENCED"] + "; reversed_dismissed A",
    "SENTENCE_VACATED": PATHS["SENTENCED"] + "; sentence_vacated A",
}
PATHS |= {"FINAL": PATHS["AFFIRMED"] + "; final A"}


def state_of_a(states: States) -> str:
    return states if isinstance(states, str) else states.get("A", NOT_CHARGED)


@pytest.mark.parametrize("state", PATHS, ids=lambda state: state or "none")
@pytest.mark.parametrize("jurisdiction", ["US-NY", "US-FED"])
def test_every_event_meets_every_state(state: str, jurisdiction: str) -> None:
    differences: list[str] = []
    for kind in [*Step, "dismissed!"]:
        case = case_of(steps(f"{PATHS[state]}; {kind} A"), [None], jurisdiction)
        assert state_of_a(twin(MACHINE, case, FIRST_DAY - dt.timedelta(days=1))) == NOT_CHARGED
        try:
            found = state_of_a(engine(case))
        except Exception as error:  # noqa: BLE001 - whatever else it raises is the finding
            found = type(error).__name__
        expected = state_of_a(twin(MACHINE, case))
        if found != expected:
            differences.append(f"{kind}: {found}, not {expected}")
    assert differences == []


@pytest.mark.parametrize("state", PATHS)
def test_the_paths_lead_where_they_say(state: str) -> None:
    case = case_of([*steps(PATHS[state]), {"kind": "motion", "counts": ["A"]}], [None])
    assert state_of_a(twin(AS_WRITTEN, case)) == state
    assert state_of_a(engine(case)) == state


def test_every_state_of_the_rules_is_met() -> None:
    assert set(PATHS) == STATES - {"GUILTY_LESSER"} | {NOT_CHARGED}


def test_the_engine_only_adds_to_the_table() -> None:
    """A reading may add a move that the rules do not name, and never undo or change one."""
    assert not [
        (kind, state)
        for kind, more in MORE_MOVES.items()
        for state in more
        if state in MOVES[kind] or state in TERMINAL
    ]


# --- histories -----------------------------------------------------------------------------------

T = TypeVar("T")

WEIGHTS = {
    "jury_sworn": 8, "set_for_retrial": 8, "sentenced": 8, "reversed_new_trial": 8, "remanded": 12,
    "guilty": 6, "mistrial": 6, "indicted": 4, "set_for_trial": 4, "submitted": 4,
    "not_submitted": 3, "dismissed": 3, "not_guilty": 2, "agreement_reported": 2,
    "guilty_of_lesser": 2, "lesser_dismissed": 2,
}  # fmt: skip
"""How often a walk takes a step where it can; once where nothing is said."""

@final
@dataclass
class Choices:
    """Choices read off a string of bytes, so that hypothesis draws and shrinks one thing."""

    left: list[int]

    def of(self, options: Sequence[T]) -> T:
        """Return one of these; the first when there are no bytes left."""
        return options[(self.left.pop() if self.left else 0) % len(options)]


@final
@dataclass(frozen=True)
class History:
    """A case, and whether the second machine refuses it."""

    case: Case
    spoilt: bool

    def __repr__(self) -> str:
        """Show what a reader needs to play it by hand."""
        counts = [f"{c.id}<{c.lesser_of}" if c.lesser_of else c.id for c in self.case.counts]
        lines = [
            f"{e.date} {e.kind}{'!' if e.with_prejudice else ''} {''.join(e.counts)}"
            f"{f' @{e.trial}' if e.trial else ''}{f' ={e.lesser}' if e.lesser else ''}"
            for e in self.case.events
        ]
        return f"{self.case.jurisdiction} {' '.join(counts)}:\n  " + "\n  ".join(lines)


@cache
def dated(number: int, form: int) -> str:
    """Write a day so that it is the latest that the date can mean."""
    day = FIRST_DAY + dt.timedelta(days=number)
    month_ends = (day + dt.timedelta(days=1)).day == 1
    forms = (f"{day:%Y-%m}", f"../{day}", f"2019-06/{day}", f"{day}~") if month_ends else ()
    return (str(day), *forms)[form % (1 + len(forms))]


def eligible(docket: Docket, kind: str, moves: Moves) -> list[str]:
    return [count for count in docket.greater if docket.now(count) in moves.get(kind, {})]


def some(choices: Choices, of: Sequence[str]) -> list[str]:
    """Choose all of them every other time, else a part that is not empty."""
    mask = choices.of(range(32))
    part = [each for place, each in enumerate(of) if mask >> place & 1]
    return part if mask < 16 and part else list(of)


def walk(choices: Choices, machine: CountMachine) -> tuple[Docket, list[dict[str, Any]]]:
    """Walk the second machine from the charge on, for as long as there are choices.

    Two walks in three begin with one jury sworn on all counts: what happens to one count of a
    trial because of another is what is most easily got wrong.
    """
    number = choices.of([2, 3, 4, 1, 3])
    lesser_of: list[str | None] = []
    for _ in range(number):
        tops = [name for name, above in zip(NAMES, lesser_of, strict=False) if above is None]
        lesser_of.append(choices.of([None, None, None, *tops]))
    docket = Docket(
        jurisdiction=choices.of(["US-NY", "US-NY", "US-NY", "US-FED", "US-CA", "US-TX"]),
        greater=dict(zip(NAMES, lesser_of, strict=False)),
    )
    everything = list(docket.greater)
    opening = choices.of([True, True, False])
    drafts: list[dict[str, Any]] = [
        {"kind": "indicted", "counts": everything, "day": 0},
        {"kind": "jury_sworn", "counts": everything, "day": 1, "trial": choices.of(["T0", None])},
    ][: 2 * opening]
    for draft in drafts:
        machine.apply(docket, event_of(drafts.index(draft), without_day(draft)))
    while choices.left and len(drafts) < 40:
        draft = next_step(choices, machine, docket, drafts)
        after = copy.deepcopy(docket)
        try:
            machine.apply(after, event_of(len(drafts), without_day(draft)))
        except IllegalMoveError:
            continue
        docket = after
        drafts.append(draft)
    return docket, drafts


def next_step(
    choices: Choices, machine: CountMachine, docket: Docket, drafts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Choose a step that each of its counts may take, if not all of them at once."""
    able = {str(kind): eligible(docket, kind, machine.moves) for kind in Step}
    kinds = [kind for kind, can in able.items() if can for _ in range(WEIGHTS.get(kind, 1))]
    kind = choices.of(kinds or ["charged"])
    counts = some(choices, able[kind] or list(docket.greater))
    day = drafts[-1]["day"] if drafts else 0
    draft: dict[str, Any] = {"kind": kind, "counts": counts, "day": day + choices.of([1, 0, 9, 40])}
    if kind == "jury_sworn":
        trials = len({each.get("trial") for each in drafts})
        draft["trial"] = choices.of([f"T{trials + 1}", f"T{trials}", None])
    if kind == "dismissed":
        draft["with_prejudice"] = choices.of([None, None, False, True])
    if kind == "guilty_of_lesser":
        draft["counts"] = counts[:1]
        draft["lesser"] = choices.of([*docket.lessers(counts[0]), None])
    return draft


def without_day(draft: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in draft.items() if name != "day"}


def spoil(choices: Choices, drafts: list[dict[str, Any]], names: Sequence[str]) -> None:
    """Change one thing: the history may be unlawful then, or another lawful one."""
    place = choices.of(range(len(drafts)))
    how = choices.of(["kind", "drop", "insert", "swap", "counts", "lesser"])
    if how == "kind":
        drafts[place] |= {"kind": choices.of(list(Step))}
    elif how == "drop":
        del drafts[place]
    elif how == "insert":
        new = {"kind": choices.of(list(Step)), "counts": some(choices, names)}
        drafts.insert(place, {**new, "day": drafts[place]["day"]})
    elif how == "swap":
        other = choices.of(range(len(drafts)))
        one, two = drafts[place]["day"], drafts[other]["day"]
        drafts[place] |= {"day": two}
        drafts[other] |= {"day": one}
    elif how == "counts":
        drafts[place] |= {"counts": some(choices, names)}
    else:
        drafts[place] |= {"kind": "guilty_of_lesser", "lesser": choices.of([*names, None])}


def written(
    choices: Choices, drafts: Sequence[Mapping[str, Any]], lesser_of: Sequence[str | None]
) -> list[Draft]:
    """Give every event its date as written, and put the days of the file in some order."""
    drafts = sorted(drafts, key=lambda each: each["day"])
    if any(lesser_of):  # what one event does to a lesser offence and another says of it: a reading
        drafts = [{**each, "day": each["day"] + place} for place, each in enumerate(drafts)]
    events = [
        {**without_day(each), "date": dated(each["day"], choices.of(range(5)))} for each in drafts
    ]
    order = {each["day"] for each in drafts}
    backwards = choices.of([False, False, True])
    place = {day: rank for rank, day in enumerate(sorted(order, reverse=backwards))}
    ranked = sorted(range(len(events)), key=lambda each: place[drafts[each]["day"]])
    return [events[each] for each in ranked]


def history(data: bytes, *, spoilt: bool, machine: CountMachine = MACHINE) -> History:
    """Read a history off a string of bytes."""
    choices = Choices(list(data))
    docket, drafts = walk(Choices([choices.of(range(256)) for _ in data[12:]]), machine)
    drafts = drafts or [{"kind": "charged", "counts": ["A"], "day": 0}]
    if spoilt:
        spoil(choices, drafts, list(docket.greater))
    drafts = drafts or [{"kind": "charged", "counts": ["A"], "day": 0}]
    lesser_of = list(docket.greater.values())
    case = case_of(written(choices, drafts, lesser_of), lesser_of, docket.jurisdiction)
    return History(case, twin(machine, case) == REFUSED)


LAWFUL = st.binary(min_size=60, max_size=400).map(lambda data: history(data, spoilt=False))
SPOILT = st.binary(min_size=60, max_size=400).map(lambda data: history(data, spoilt=True))


def days_of(case: Case) -> list[dt.date]:
    """Return every day on which something happened, the day before the first and a day between."""
    days = sorted({event.date.latest for event in case.events if event.date.latest is not None})
    eves = [day - dt.timedelta(days=1) for day in (days[0], days[len(days) // 2])]
    return sorted({*days, *eves})


def difference(machine: CountMachine, case: Case) -> str | None:
    """Say on what day the engine and a machine differ, or return None."""
    for day in days_of(case):
        one, other = engine(case, day), twin(machine, case, day)
        if one != other:
            return f"{day}: engine {one}, twin {other}"
    return None


@settings(max_examples=2500, deadline=None)
@given(LAWFUL)
def test_lawful_histories_agree_on_every_day(drawn: History) -> None:
    assert not drawn.spoilt
    assert difference(MACHINE, drawn.case) is None
    check_history(drawn.case)


@settings(max_examples=1500, deadline=None)
@given(SPOILT)
def test_spoilt_histories_are_refused_by_both_or_by_neither(drawn: History) -> None:
    assert difference(MACHINE, drawn.case) is None
    if drawn.spoilt:
        with pytest.raises(RecordError):
            check_history(drawn.case)
    else:
        check_history(drawn.case)
