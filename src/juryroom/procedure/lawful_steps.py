"""A step that a count may take next: what it is, who decides, by when, and why it is open or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

from juryroom.citations import Standing
from juryroom.procedure.deadlines import Deadline
from juryroom.procedure.retrial import RetrialAnswer
from juryroom.procedure.states import CountState
from juryroom.record.charges import Count
from juryroom.record.dates import PartialDate
from juryroom.record.sentences import Ahead, Motion


class Openness(StrEnum):
    """Whether a step may be taken: by the rules and facts as recorded."""

    OPEN = "open"
    TURNS_ON = "turns on"
    CLOSED = "closed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawfulStep:
    """One move of the table, seen from the state that a count is in.

    Parameters
    ----------
    transition, step
        The move, C01 to C36, and the word of the record that makes it.
    says, decides
        What happens, and who decides it, in plain words.
    openness
        Open, closed, or that it turns on something nobody recorded.
    why
        Why it is not open, or what it turns on; empty where it is open.
    unknown
        The fields of the record it turns on.
    condition
        What the law asks for.
    authority, standing
        Who says so: the rule that closes it where one does, else that of the move.
    needs
        The votes it takes, where it is a verdict and the rule and the jury are known.
    any_time
        It may come at any time and is seldom expected.
    deadlines
        The times within which it, or what leads to it, must be done.
    reaches
        The states it may lead to, each with what may come after it.
    """

    transition: str
    step: str
    says: str
    decides: str
    openness: Openness
    why: str
    unknown: tuple[str, ...]
    condition: str
    authority: str
    standing: Standing
    needs: str
    any_time: bool
    deadlines: tuple[Deadline, ...]
    reaches: tuple["Reached", ...]

    def as_json(self) -> dict[str, Any]:
        """Return the step, and what may come after it, as plain data."""
        return {
            "transition": self.transition,
            "step": self.step,
            "says": self.says,
            "decides": self.decides,
            "openness": self.openness.value,
            "why": self.why,
            "unknown": list(self.unknown),
            "condition": self.condition,
            "authority": self.authority,
            "standing": self.standing.value,
            "needs": self.needs,
            "any_time": self.any_time,
            "deadlines": [deadline.as_json() for deadline in self.deadlines],
            "reaches": [reached.as_json() for reached in self.reaches],
        }


@final
@dataclass(frozen=True, slots=True)
class Reached:
    """A state that a step leads to, and the steps that are not closed there."""

    state: CountState
    then: tuple[LawfulStep, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the state and its steps as plain data."""
        return {
            "state": self.state.value,
            "phrase": self.state.phrase,
            "then": [step.as_json() for step in self.then],
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CountSteps:
    """Every step of the table for one count on one day.

    Parameters
    ----------
    count, state, since
        The count, the state it is in, and since when.
    retrial
        Whether it may be tried again.
    steps
        Every word of every move: those open or turning on something first, then the closed ones.
    motions
        The motions on the count that have been made and not ruled on by the day.
    ahead
        The dates ahead of the count that were known on the day.
    """

    count: Count
    state: CountState
    since: PartialDate
    retrial: RetrialAnswer
    steps: tuple[LawfulStep, ...]
    motions: tuple[Motion, ...]
    ahead: tuple[Ahead, ...]

    @property
    def possible(self) -> tuple[LawfulStep, ...]:
        """The steps that are not closed."""
        return tuple(step for step in self.steps if step.openness is not Openness.CLOSED)

    @property
    def closed(self) -> tuple[LawfulStep, ...]:
        """The steps that are closed, each with the reason."""
        return tuple(step for step in self.steps if step.openness is Openness.CLOSED)

    def asked(self, word: str) -> Iterator[LawfulStep]:
        """Return what holds of a word of the record, or of a move: `set_for_retrial`, `C21`."""
        return (step for step in self.steps if word in (step.step, step.transition))

    def as_json(self) -> dict[str, Any]:
        """Return the count and its steps as plain data."""
        return {
            "count": self.count.id,
            "offence": self.count.offence,
            "state": self.state.value,
            "phrase": self.state.phrase,
            "since": str(self.since),
            "retrial": self.retrial.as_json(),
            "steps": [step.as_json() for step in self.steps],
            "open_motions": [
                {"id": m.id, "filed": str(m.filed), "by": m.by, "rule": m.rule}
                for m in self.motions
            ],
            "ahead": [
                {"id": a.id, "date": str(a.date), "kind": a.kind, "what": a.what}
                for a in self.ahead
            ],
        }
