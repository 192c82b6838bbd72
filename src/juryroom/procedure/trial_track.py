"""The replay of a trial from its log, T01 to T22: its state on a day, its time, what may come next.

The log of a trial may begin anywhere: its first entry says which state the trial was in before it.
An unlawful step is reported with the condition and the authority, and the replay goes on from where
it would have led.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, final

from juryroom.errors import Problem, RecordError, nearest
from juryroom.procedure.rulepack import RulePack, rule_pack
from juryroom.procedure.trial_conditions import Standing, broken
from juryroom.procedure.trial_states import IN_THE_ROOM, TrialMove, TrialState, trial_table
from juryroom.procedure.trial_time import Clock, TrialTime
from juryroom.record.case import Case
from juryroom.record.computations import trial_start
from juryroom.record.trial_log import TrialEntry, TrialStep
from juryroom.record.trials import Trial
from juryroom.record.verdicts import Mistrial

T = TrialState


class TrialStepTaken(NamedTuple):
    """One move that a trial made, with the condition, the authority, and what could not be told.

    `unknown` names fields and rules on which it would turn whether the step was lawful.
    """

    entry: str
    date: str
    step: str
    transition: str
    before: TrialState
    after: TrialState
    condition: str
    authority: str
    unknown: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain data."""
        return {
            **self._asdict(),
            "before": self.before.value,
            "after": self.after.value,
            "unknown": list(self.unknown),
        }


class NextTrialStep(NamedTuple):
    """A move that may lawfully follow, where its condition is met."""

    step: str
    transition: str
    to: TrialState
    condition: str
    authority: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPosture:
    """Where a trial stands on a day: its state, each step, its time, its mistrials."""

    trial: str
    jurisdiction: str
    state: TrialState
    room: TrialState
    steps: tuple[TrialStepTaken, ...]
    time: TrialTime
    sitting: int | None
    mistrials: tuple[Mistrial, ...]

    @property
    def next(self) -> tuple[NextTrialStep, ...]:
        """What may lawfully follow."""
        return next_trial_steps(self.state, self.jurisdiction, room=self.room)

    def as_json(self) -> dict[str, Any]:
        """Return the posture of the trial as plain data."""
        return {
            "trial": self.trial,
            "jurisdiction": self.jurisdiction,
            "state": self.state.value,
            "steps": [step.as_json() for step in self.steps],
            "time": self.time.as_json(),
            "sitting": self.sitting,
            "mistrials": [
                {
                    "id": each.id,
                    "cause": [cause.value for cause in each.causes],
                    "mover": list(each.movers),
                    "defence_position": each.defence_position,
                    "judge_finding": each.finding,
                    "counts_affected": list(each.counts),
                }
                for each in self.mistrials
            ],
            "next": [each._asdict() for each in self.next],
        }


def next_trial_steps(
    state: TrialState, jurisdiction: str, *, room: TrialState = T.DELIBERATING
) -> tuple[NextTrialStep, ...]:
    """Return the moves that may lawfully follow from `state` in `jurisdiction`.

    Parameters
    ----------
    state
        The state of the trial.
    jurisdiction
        Whose authority is named.
    room
        How the jury deliberates once it is back: DELIBERATING, or MAJORITY_OPEN.

    Examples
    --------
    >>> for each in next_trial_steps(TrialState.DEADLOCK_REPORT, "US-NY"):
    ...     print(each.transition, each.step, each.to)
    T09 inquiry INQUIRY
    T15 sent_back DELIBERATING
    T16 partial_taken PARTIAL
    T18 majority_allowed MAJORITY_OPEN
    T21 mistrial MISTRIAL
    """
    return tuple(
        NextTrialStep(
            step=move.step.value,
            transition=move.id,
            to=move.target(state, room),
            condition=move.condition,
            authority=str(move.authority_in(jurisdiction)),
        )
        for move in trial_table().from_state(state)
    )


def trial_posture(case: Case, trial_id: str, on: dt.date | None = None) -> TrialPosture:
    """Return where a trial stands by its log, by the end of a day or at the end of the log.

    Raises
    ------
    RecordError
        If a step by that day is unlawful; every such step is named.
    ProcedureError
        If no rule pack speaks for the jurisdiction of the case.
    """
    replay = _Replay(case, _trial(case, trial_id))
    replay.run(on)
    if replay.problems:
        raise RecordError(replay.problems)
    return replay.posture(on)


def check_trials(case: Case) -> list[Problem]:
    """Return a problem for each step of a trial log that its state or its place does not allow."""
    problems = list[Problem]()
    for trial in case.trials:
        if trial.log:
            replay = _Replay(case, trial)
            replay.run(None)
            problems += replay.problems
    return problems


class _Replay:
    """One trial while its log is replayed."""

    def __init__(self, case: Case, trial: Trial) -> None:
        self.case, self.trial = case, trial
        self.known = Standing(case.jurisdiction)
        if trial.jury is not None:
            self.known.sitting, self.known.alternates = trial.jury.size, trial.jury.alternates
        self.state = _first_state(trial.log)
        start = trial_start(case, trial)
        self.begun = start.latest if start is not None else None
        self.clock = Clock()
        self.steps = list[TrialStepTaken]()
        self.problems = list[Problem]()

    def run(self, until: dt.date | None) -> None:
        """Take every entry that must have happened by a day."""
        place = self.case.trials.index(self.trial)
        for index, entry in enumerate(self.trial.log):
            latest = entry.date.latest
            if until is None or (latest is not None and latest <= until):
                self._take(f"trials[{place}].log[{index}] {entry.id}", entry)

    def posture(self, on: dt.date | None) -> TrialPosture:
        """Return where the trial stands."""
        out = self.trial.deliberation
        if out is not None:
            self.clock.worked(day for day in out.days_worked if on is None or day.by(on))
        return TrialPosture(
            trial=self.trial.id,
            jurisdiction=self.case.jurisdiction,
            state=self.state,
            room=self.known.room,
            steps=tuple(self.steps),
            time=self.clock.time(),
            sitting=self.known.sitting,
            mistrials=tuple(
                each for each in self.trial.mistrials if on is None or each.date.by(on)
            ),
        )

    def _take(self, where: str, entry: TrialEntry) -> None:
        move = trial_table().by_move.get((entry.kind, self.state))
        if move is None:
            self.problems.append(self._no_move(where, entry))
            move = next(each for each in trial_table().moves if each.step is entry.kind)
        else:
            self._note(entry)
            found = broken(move.id, entry, self.known, self._pack(entry))
            if found is not None:
                self.problems.append(
                    Problem(
                        where,
                        f"{entry.kind} ({move.id}) on {entry.date}: {found.found}",
                        found.rule,
                        found.accepted,
                    )
                )
        self._record(move, entry)

    def _record(self, move: TrialMove, entry: TrialEntry) -> None:
        before, after = self.state, move.target(self.state, self.known.room)
        self.clock.take(entry, before, after)
        now = self.clock.time().now
        self.known.hours = now.hours if now is not None else None
        self.steps.append(
            TrialStepTaken(
                entry=entry.id,
                date=str(entry.date),
                step=entry.kind.value,
                transition=move.id,
                before=before,
                after=after,
                condition=move.condition,
                authority=str(move.authority_in(self.case.jurisdiction)),
                unknown=tuple(self.known.unknown),
            )
        )
        self.known.unknown.clear()
        self.state = after
        if after in IN_THE_ROOM:
            self.known.room = after
        self._count_jurors(entry)

    def _note(self, entry: TrialEntry) -> None:
        """Take in what the entry says before its conditions are tested."""
        known = self.known
        if entry.hours is not None:
            known.hours = entry.hours
        if entry.kind is TrialStep.DEADLOCK_REPORTED:
            known.reports += 1
        elif entry.kind is TrialStep.ANNOUNCED:
            known.votes, known.for_guilty = entry.votes_for, entry.for_guilty is not False
        elif entry.kind is TrialStep.POLLED and entry.poll_no is not None:
            known.votes = None if known.sitting is None else known.sitting - entry.poll_no

    def _count_jurors(self, entry: TrialEntry) -> None:
        """Take in what the step made of the jury."""
        known = self.known
        known.sitting = known.sitting if entry.sitting is None else entry.sitting
        if entry.alternates is not None:
            known.alternates = entry.alternates
        elif entry.kind is TrialStep.JUROR_REPLACED and known.alternates:
            known.alternates -= 1
        if entry.kind is TrialStep.BEGAN_ANEW:
            known.reports = 0
        if entry.kind in (TrialStep.BEGAN_ANEW, TrialStep.SENT_BACK):
            known.votes = None

    def _pack(self, entry: TrialEntry) -> RulePack:
        return rule_pack(self.case.jurisdiction, self.begun or entry.date.latest or dt.date.max)

    def _no_move(self, where: str, entry: TrialEntry) -> Problem:
        rows = [move for move in trial_table().moves if move.step is entry.kind]
        rules = "; ".join(
            f"{move.id} leaves {' or '.join(move.from_states)}: {move.condition} "
            f"({move.authority_in(self.case.jurisdiction)})"
            for move in rows
        )
        moves = trial_table().from_state(self.state)
        accepted = ", ".join(f"{move.step} ({move.id})" for move in moves)
        return Problem(
            where,
            f"{entry.kind} on {entry.date}, when the trial is {self.state}",
            rules,
            accepted or f"no step: {self.state} is the end of a trial",
        )


def _first_state(log: Sequence[TrialEntry]) -> TrialState:
    """Return the state before the first entry: where the log begins is not what happened first."""
    if not log:
        return T.SCHEDULED
    moves = [move for move in trial_table().moves if move.step is log[0].kind]
    return moves[0].from_states[0]


def _trial(case: Case, trial_id: str) -> Trial:
    for trial in case.trials:
        if trial.id == trial_id:
            return trial
    raise RecordError(
        Problem(
            f"trials of {case.id}",
            f"'{trial_id}'",
            "a trial is one that the case declares",
            nearest(trial_id, [trial.id for trial in case.trials]) or "a case with a trial",
        )
    )
