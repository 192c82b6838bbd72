"""The replay of a case: each event moves the counts it names, and the law moves others along."""

import datetime as dt
from collections.abc import Sequence

from juryroom.errors import Problem
from juryroom.procedure import consequences
from juryroom.procedure.mover import Happening, Mover
from juryroom.procedure.states import CountState
from juryroom.record.case import Case
from juryroom.record.events import Step

_COME_BACK = frozenset({Step.REMANDED, Step.SET_FOR_RETRIAL})


def in_order(case: Case) -> tuple[Happening, ...]:
    """Return the steps of a case in the order of replay: by the day each must have happened.

    Events of one day keep the order of the file. A step without a latest day is left out: there
    is no day on which it must have happened.
    """
    dated = [
        (event.date.latest, index, event)
        for index, event in enumerate(case.events)
        if event.is_step and event.date.latest is not None
    ]
    dated.sort(key=lambda entry: entry[:2])
    return tuple(
        Happening(index, order, event, Step(event.kind))
        for order, (_, index, event) in enumerate(dated)
    )


def replay(case: Case, history: Sequence[Happening], until: dt.date | None) -> Mover:
    """Return the counts after every step that must have happened by `until`, or after all."""
    mover = Mover(case, history)
    for happening in history:
        latest = happening.event.date.latest
        if until is not None and latest is not None and latest > until:
            break
        apply(mover, happening)
    return mover


def undated(case: Case) -> list[Problem]:
    """Return a problem for each step that no day is late enough for."""
    return [
        Problem(
            where=f"events[{index}] {event.id}",
            found=f"{event.kind} on {event.date}",
            rule="a step counts from the day by which it must have happened",
            accepted="a date with a latest day: 2017-05-02, 2017-05, 2017/2018 or ../2017-05-02",
        )
        for index, event in enumerate(case.events)
        if event.is_step and event.date.latest is None
    ]


def apply(mover: Mover, happening: Happening) -> None:
    """Move the counts that one event names, and those that the law moves with them."""
    event, step = happening.event, happening.step
    chosen = (event.lesser,) if step is Step.GUILTY_OF_LESSER and event.lesser else ()
    named = mover.named(happening, (*event.counts, *chosen))
    for track in named:
        if track.state is None and track.count.lesser_of and step not in mover.births:
            consequences.join_greater(mover, track, happening)
    before = {track.count.id: track.state for track in named}
    if step is Step.GUILTY_OF_LESSER:
        refused = consequences.lesser_verdict(mover, happening, named)
    else:
        refused = [track for track in named if not mover.move(track, happening)]
    consequences.follow(mover, happening, named, before)
    for track in refused:
        came_back = step in _COME_BACK and before[track.count.id] is CountState.DISMISSED
        if not (came_back and track.state is CountState.PENDING_TRIAL):
            mover.refuse(track, happening)
