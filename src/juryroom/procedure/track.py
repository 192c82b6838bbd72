"""What is known of one count while its events are replayed, and each step as it was taken."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple, final

from juryroom.citations import Standing
from juryroom.procedure.states import CountState
from juryroom.record.charges import Count
from juryroom.record.dates import PartialDate


class StepTaken(NamedTuple):
    """One move that a count made.

    Parameters
    ----------
    event, date, step
        The event of the record, its date, and the word for what happened.
    transition
        The move in the table: C01 to C36.
    before, after
        The states; `before` is None where the count enters the record.
    authority
        For the jurisdiction of the case, with its standing where that is not verified.
    condition
        What the law asks for.
    sources, standing, weak
        Of the fact, from the record.
    trial
        The trial it belongs to, where the record or the swearing of a jury says so.
    implied
        The record leaves this move out; the next cannot happen without it.
    by_law
        The event does not name the count; the law moves it along.
    """

    event: str
    date: PartialDate
    step: str
    transition: str
    before: CountState | None
    after: CountState
    authority: str
    condition: str
    sources: tuple[str, ...]
    standing: Standing
    weak: bool
    trial: str | None
    implied: bool
    by_law: bool

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain data."""
        return {
            "event": self.event,
            "date": str(self.date),
            "step": self.step,
            "transition": self.transition,
            "from": self.before,
            "to": self.after,
            "authority": self.authority,
            "condition": self.condition,
            "sources": list(self.sources),
            "standing": self.standing.value,
            "weak": self.weak,
            "trial": self.trial,
            "implied": self.implied,
            "by_law": self.by_law,
        }


@final
@dataclass(slots=True, eq=False)
class Track:
    """One count on its way: where it is, how it came there, and which trial it is or was in.

    `trial` is the trial it was last sworn in. `dismissed` is the place in the order of replay of its
    last dismissal; None where it never was, or fell with its greater count.
    """

    count: Count
    state: CountState | None = None
    since: PartialDate | None = None
    steps: list[StepTaken] = field(default_factory=list[StepTaken])
    trial: "TrialGroup | None" = None
    judgment: int = -1
    dismissed: int | None = None


@final
@dataclass(slots=True, eq=False)
class TrialGroup:
    """The counts sworn together in one trial that were dismissed, and could come back.

    `dropped` fell while the trial ran, `later` after it with the place of the event in the order
    of replay, `lessers` with the guilty verdict on their greater count. `returned` came back with
    a mistrial and wait to be set down with the counts it left open. `gone_on` were sworn again in
    a later trial, wherever they are now.
    """

    key: str
    sworn: PartialDate
    dropped: deque[Track] = field(default_factory=deque[Track])
    later: deque[tuple[int, Track]] = field(default_factory=deque[tuple[int, Track]])
    lessers: dict[str, list[Track]] = field(default_factory=dict[str, list[Track]])
    gone_on: list[Track] = field(default_factory=list[Track])
    returned: deque[Track] = field(default_factory=deque[Track])
