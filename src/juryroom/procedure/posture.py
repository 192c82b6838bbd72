"""The posture of a case: the state of every count on a day, with each step that led there."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from juryroom.errors import Problem, RecordError, UnknownNameError, nearest
from juryroom.procedure.replay import in_order, replay, undated
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.states import CountState
from juryroom.procedure.track import StepTaken as StepTaken
from juryroom.procedure.track import Track
from juryroom.procedure.trial_track import check_trials
from juryroom.record.case import Case
from juryroom.record.charges import Count
from juryroom.record.dates import PartialDate


@final
@dataclass(frozen=True, slots=True)
class CountPosture:
    """One count on one day: its state, since when, and every step that led there."""

    count: Count
    state: CountState
    since: PartialDate
    steps: tuple[StepTaken, ...]

    @property
    def id(self) -> str:
        """The id of the count."""
        return self.count.id

    @property
    def phrase(self) -> str:
        """The state in words for readers."""
        return self.state.phrase

    @property
    def members(self) -> int:
        """How many counts this entry stands for."""
        return self.count.members

    @property
    def authority(self) -> str:
        """The authority for the last step."""
        return self.steps[-1].authority

    @property
    def transition(self) -> str:
        """The move that the last step was."""
        return self.steps[-1].transition

    @property
    def weak(self) -> bool:
        """Whether some step rests on weak sources alone."""
        return any(step.weak for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """Return the count as plain data."""
        return {
            "id": self.id,
            "offence": self.count.offence,
            "lesser_of": self.count.lesser_of,
            "members": self.members,
            "state": self.state.value,
            "phrase": self.phrase,
            "since": str(self.since),
            "authority": self.authority,
            "transition": self.transition,
            "weak": self.weak,
            "steps": [step.as_json() for step in self.steps],
        }


@final
@dataclass(frozen=True, slots=True)
class Posture:
    """The state of every count of a case on a day.

    Parameters
    ----------
    on
        The day. An event counts once it must have happened by then.
    counts
        Those in the record by that day, in the order of the case file.
    not_yet
        Ids of the others.
    notice
        What must be told where the rules of another place stand in, or None.
    """

    case: str
    jurisdiction: str
    on: dt.date
    counts: tuple[CountPosture, ...]
    not_yet: tuple[str, ...]
    notice: str | None

    def count(self, count_id: str) -> CountPosture:
        """Return one count.

        Raises
        ------
        UnknownNameError
            If no count of that id is in the record by the day of the posture.
        """
        for count in self.counts:
            if count.id == count_id:
                return count
        rule = "a count is in the posture from the day it is charged"
        raise UnknownNameError(
            Problem(
                where=f"posture of {self.case} on {self.on}",
                found=f"count '{count_id}'" + " (not yet)" * (count_id in self.not_yet),
                rule=rule,
                accepted=nearest(count_id, [count.id for count in self.counts]),
            )
        )

    @property
    def totals(self) -> Mapping[CountState, int]:
        """How many counts are in each state; groups weigh their members.

        A lesser offence is no further count beside its greater one, and is left out; it stands in
        `lesser_totals`.
        """
        return self._totals(lesser=False)

    @property
    def lesser_totals(self) -> Mapping[CountState, int]:
        """How many lesser offences are in each state."""
        return self._totals(lesser=True)

    def _totals(self, *, lesser: bool) -> Mapping[CountState, int]:
        totals = Counter[CountState]()
        for count in self.counts:
            if (count.count.lesser_of is not None) is lesser:
                totals[count.state] += count.members
        return dict(totals)

    def as_json(self) -> dict[str, Any]:
        """Return the posture as plain data."""
        return {
            "case": self.case,
            "on": str(self.on),
            "jurisdiction": self.jurisdiction,
            "notice": self.notice,
            "counts": [count.as_json() for count in self.counts],
            "not_yet": list(self.not_yet),
            "totals": {state.value: number for state, number in self.totals.items()},
            "lesser_totals": {state.value: number for state, number in self.lesser_totals.items()},
        }


def posture(case: Case, on: dt.date) -> Posture:
    """Return the state of every count of `case` on the day `on`.

    Parameters
    ----------
    case
        The record. Its events are replayed by the day each must have happened, those of one day in
        the order of the file.
    on
        The day; events that need not have happened by its end are left out.

    Raises
    ------
    RecordError
        If a step by that day is one that the state of its count does not allow, or a verdict has
        too few votes or jurors; every such step is named.
    ProcedureError
        If no rule pack speaks for the jurisdiction of the case.
    """
    pack = rule_pack(case.jurisdiction, on)
    mover = replay(case, in_order(case), on)
    if mover.problems:
        raise RecordError(mover.problems)
    tracks = mover.tracks.values()
    return Posture(
        case=case.id,
        jurisdiction=case.jurisdiction,
        on=on,
        counts=tuple(found for found in map(_count, tracks) if found is not None),
        not_yet=tuple(track.count.id for track in tracks if track.state is None),
        notice=pack.notice,
    )


def check_history(case: Case) -> None:
    """Replay every event and trial log of `case`, and raise what a case or a trial cannot do.

    Raises
    ------
    RecordError
        If a step is unlawful, or has no day by which it must have happened; all are named.
    ProcedureError
        If no rule pack speaks for the jurisdiction of the case.
    """
    rule_pack(case.jurisdiction, dt.date.max)  # whatever the day, some pack must speak
    problems = [*undated(case), *replay(case, in_order(case), None).problems, *check_trials(case)]
    if problems:
        raise RecordError(problems)


def _count(track: Track) -> CountPosture | None:
    if track.state is None or track.since is None:
        return None
    return CountPosture(track.count, track.state, track.since, tuple(track.steps))
