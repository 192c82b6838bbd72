"""Moves of single counts: find the move, test it, write it down, or say why it is unlawful."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

from juryroom.errors import Problem, nearest
from juryroom.procedure.authority import in_place
from juryroom.procedure.law import law_of
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.quorum import VERDICT_STEPS, shortfall
from juryroom.procedure.rulepack import Rule, RulePack, rule_pack
from juryroom.procedure.states import CountState
from juryroom.procedure.track import StepTaken, Track, TrialGroup
from juryroom.procedure.transitions import Transition, table
from juryroom.record.case import Case
from juryroom.record.events import Cause, Event, Log, Step

_BIRTHS = {Step.CHARGED: "C00", Step.INDICTED: "C01"}


@final
@dataclass(frozen=True, slots=True)
class Happening:
    """An event that moves counts, its place in the file, and its place in the order of replay."""

    index: int
    order: int
    event: Event
    step: Step


@final
class Mover:
    """The counts of a case while its events are replayed, and what was found to be unlawful.

    `whole_history` is every event of the record in the order of replay, also those after the day
    that is asked about, so that what the record itself says of a count is not said for it.
    """

    def __init__(self, case: Case, whole_history: Sequence[Happening]) -> None:
        self.case = case
        self.table = table()
        self.tracks = {count.id: Track(count) for count in case.counts}
        self.problems = list[Problem]()
        self.lessers = dict[str, list[Track]]()
        for track in self.tracks.values():
            if track.count.lesser_of is not None:
                self.lessers.setdefault(track.count.lesser_of, []).append(track)
        self._history = whole_history
        self._trials = dict[str, TrialGroup]()
        self._authorities = dict[str, str]()

    @property
    def births(self) -> Collection[Step]:
        """The words with which a count enters the record."""
        return _BIRTHS.keys()

    def named(self, happening: Happening, counts: Sequence[str]) -> list[Track]:
        """Return the counts of those ids, each once; an unknown id is a problem."""
        found = list[Track]()
        for count in dict.fromkeys(counts):
            if count in self.tracks:
                found.append(self.tracks[count])
            else:
                self.report(
                    happening,
                    count,
                    found=f"{happening.step} on a count that is not declared",
                    rule="an event names counts of the case",
                    accepted=nearest(count, self.tracks),
                )
        return found

    def move(self, track: Track, happening: Happening, *, by_law: bool = False) -> bool:
        """Make the move that the event's word makes from the state of the count, if there is one."""
        event, step = happening.event, happening.step
        if track.state is None:
            birth = _BIRTHS.get(step)
            found = self.table.by_id[birth] if birth else None
        else:
            found = self._find(track, track.state, happening)
        if found is None:
            return False
        if found is self.table.way_back:
            after = track.steps[-1].before
            assert after is not None, "the acquittal followed a verdict"
        else:
            after = found.target(track.state, step, with_prejudice=event.with_prejudice)
        if step in VERDICT_STEPS:
            self._check_numbers(track, happening)
        rule = self._appeal_rule(happening) if found is self.table.appeal else None
        self.record(track, happening, found, after, by_law=by_law, rule=rule)
        return True

    def record(
        self,
        track: Track,
        happening: Happening,
        transition: Transition,
        after: CountState,
        *,
        implied: bool = False,
        by_law: bool = False,
        rule: Rule | None = None,
    ) -> None:
        """Write the step down and put the count in its new state.

        Where a `rule` of the place moves the count, it gives the authority and the condition.
        """
        event = happening.event
        if transition.id == "C05":
            key = event.trial or event.id
            if track.trial is not None and track.trial.key != key:
                track.trial.gone_on.append(track)
            track.trial = self._trials.setdefault(key, TrialGroup(key, event.date))
        elif transition.id == "C27":
            track.judgment = happening.order
        track.steps.append(
            StepTaken(
                event=event.id,
                date=event.date,
                step=happening.step.value,
                transition=transition.id,
                before=track.state,
                after=after,
                authority=str(rule.authority) if rule else self._authority(transition),
                condition=rule.says if rule else transition.condition,
                sources=event.sources,
                standing=event.standing,
                weak=event.weak,
                trial=event.trial or (track.trial.key if track.trial else None),
                implied=implied,
                by_law=by_law,
            )
        )
        if track.state is not after:
            track.state, track.since = after, event.date
            _note_dismissal(track, transition.id, happening.order)

    def refuse(self, track: Track, happening: Happening) -> None:
        """Note that the step is unlawful, and go on from where it would have led.

        Going on so reports each fault once: the steps that follow an unlawful one would otherwise
        all be unlawful too. Nothing leads out of a terminal state.
        """
        step, event, state = happening.step, happening.event, track.state
        rows = [row for row in self.table.by_id.values() if step in row.steps]
        if state is None:
            where = "not yet charged"
            rule = "a count begins when it is charged or indicted"
            accepted = ", ".join(f"{word} ({move})" for word, move in _BIRTHS.items())
        else:
            where = f"{state} since {track.since}"
            rule = self._why_final(state) or "; ".join(self.rule_of(row) for row in rows)
            accepted = self.table.accepted(state, _FACTS[track.count.lesser_of is not None, True])
            if self._may_go_back(track):
                back = self.table.way_back
                accepted = f"{', '.join(back.steps)} ({back.id}: {back.condition})"
            elif state in self.table.appeal.from_states and self._appeal_rule(happening):
                appeal = self.table.appeal
                accepted = f"{', '.join(appeal.steps)} ({appeal.id}: {appeal.condition})"
        self.report(
            happening,
            track.count.id,
            found=f"{step} on {event.date}, when the count is {where}",
            rule=rule,
            accepted=accepted,
        )
        if state is None or not state.terminal:
            start = state or next(iter(rows[0].from_states), None)
            track.state = rows[0].target(start, step, with_prejudice=event.with_prejudice)
            track.since = event.date

    def pack(self, happening: Happening) -> RulePack:
        """Return the rules on the day of the event."""
        return rule_pack(self.case.jurisdiction, _latest(happening.event))

    def says_otherwise(
        self, track: Track, happening: Happening, words: Collection[Step | Log]
    ) -> bool:
        """Whether the record's next word on the count, of that trial or day, is one of `words`."""
        orders, events = self._own_words.get(track.count.id, ((), ()))
        place = bisect_right(orders, happening.order)
        if place == len(events):
            return False
        event, now = events[place], happening.event
        if event.kind not in words:
            return False
        same_trial = now.trial is not None and event.trial == now.trial
        return same_trial or event.date.latest == now.date.latest

    def _find(self, track: Track, state: CountState, happening: Happening) -> Transition | None:
        """Return the move the word makes, having made those that it implies."""
        step = happening.step
        facts = _FACTS[track.count.lesser_of is not None, Cause.HUNG in happening.event.causes]
        moves = self.table.chain(step, state, facts)
        for left_out in moves[:-1]:
            reached = left_out.target(track.state, step)
            self.record(track, happening, left_out, reached, implied=True)
        if moves:
            return moves[-1]
        back, appeal = self.table.way_back, self.table.appeal
        if step in back.steps and self._may_go_back(track):
            return back
        appealed = step in appeal.steps and state in appeal.from_states
        return appeal if appealed and self._appeal_rule(happening) is not None else None

    def _appeal_rule(self, happening: Happening) -> Rule | None:
        """Return the rule of the place by which the prosecution may appeal from an acquittal."""
        rule = self.pack(happening).rules.get(self.table.appeal_rule)
        return rule if rule is not None and rule.part("allowed") else None

    def _may_go_back(self, track: Track) -> bool:
        """Whether the count was acquitted by the judge after a verdict that could stand again."""
        return bool(track.steps) and track.steps[-1].transition == "C26"

    def _check_numbers(self, track: Track, happening: Happening) -> None:
        event, trial = happening.event, track.trial
        size = self._jury_sizes.get(event.trial or (trial.key if trial else ""))
        if event.sitting is None and event.tally is None and size is None:
            return
        sworn = (trial.sworn.latest if trial else None) or _latest(event)
        offence = track.count.offence_date
        committed = offence.latest if offence is not None and offence.exact else None
        days = LegalDates.of_record(offence=committed, sworn=sworn, verdict=_latest(event))
        short = shortfall(event, law_of(self.case.jurisdiction, days), size)
        if short is not None:
            self.report(
                happening,
                track.count.id,
                found=f"{happening.step} on {event.date} {short.found}",
                rule=short.rule,
                accepted=short.accepted,
            )

    def report(
        self, happening: Happening, count: str, *, found: str, rule: str, accepted: str
    ) -> None:
        """Note what is wrong with what an event says of a count."""
        where = f"events[{happening.index}] {happening.event.id} on count {count}"
        self.problems.append(Problem(where, found, rule, accepted))

    def rule_of(self, row: Transition) -> str:
        """Return what a move asks for, in words: the states it leaves, its condition and authority."""
        states = " or ".join(row.from_states) or "a count not yet in the record"
        return f"{row.id} leaves {states}: {row.condition} ({self._authority(row)})"

    def _why_final(self, state: CountState) -> str:
        finality = self.table.final.get(state)
        if finality is None:
            return ""
        authority = in_place(finality.authority, self.case.jurisdiction)
        return f"{finality.reason} ({authority})" if authority else finality.reason

    def _authority(self, transition: Transition) -> str:
        known = self._authorities.get(transition.id)
        if known is None:
            known = str(transition.authority_in(self.case.jurisdiction))
            self._authorities[transition.id] = known
        return known

    @cached_property
    def _jury_sizes(self) -> dict[str, int]:
        return {trial.id: trial.jury.size for trial in self.case.trials if trial.jury is not None}

    @cached_property
    def _own_words(self) -> dict[str, tuple[list[int], list[Event]]]:
        families = {track.count.id for group in self.lessers.values() for track in group}
        families |= set(self.lessers)
        words = dict[str, tuple[list[int], list[Event]]]()
        for happening in self._history:
            event = happening.event
            lesser = () if event.lesser is None else (event.lesser,)
            for count in families.intersection((*event.counts, *lesser)):
                orders, events = words.setdefault(count, ([], []))
                orders.append(happening.order)
                events.append(event)
        return words


_FALLS_WITH_GREATER = ("C09", "C16")
_FACTS = {
    (lesser, hung): frozenset(("lesser" if lesser else "not_lesser", *(("hung",) if hung else ())))
    for lesser in (False, True)
    for hung in (False, True)
}


def _latest(event: Event) -> dt.date:
    assert event.date.latest is not None, "an event without a latest day is never replayed"
    return event.date.latest


def _note_dismissal(track: Track, transition: str, order: int) -> None:
    """Keep a dismissed count where its trial will look for counts that come back."""
    if track.state is not CountState.DISMISSED or track.trial is None:
        return
    if transition in _FALLS_WITH_GREATER and track.count.lesser_of is not None:
        track.trial.lessers.setdefault(track.count.lesser_of, []).append(track)
        track.dismissed = None
        return
    track.dismissed = order
    if transition == "C09":
        track.trial.dropped.append(track)
    else:
        track.trial.later.append((order, track))
