"""The machine of a count, and the question whether it may be tried again, written a second time.

This module was written from the rules alone, by someone who has not read `juryroom.procedure`. It
shares no code with it and takes another road: the moves are a plain table from a kind of event and
a state to a state, and an unknown fact is settled by answering the question once for each value
that the fact may have. It is slow, short, and says "illegal" wherever the rules do not say yes.

The twin imports the record, whose words it replays, and nothing else of juryroom.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import final

from juryroom.record.case import Case
from juryroom.record.events import Event, Step

Moves = Mapping[str, Mapping[str, str]]
"""What a kind of event makes of a state. What is not in it may not happen."""

NOT_CHARGED = ""
"""Stands for the state of a count that has none yet."""

TERMINAL = frozenset({
    "ACQUITTED", "ACQUITTED_BY_COURT", "NGRI", "DEEMED_ACQUITTED", "BARRED", "REVERSED_DISMISSED",
    "DISMISSED_WITH_PREJUDICE", "ABATED",
})  # fmt: skip
"""The states that no event leaves."""

STATES = TERMINAL | {
    "CHARGED", "INDICTED", "PENDING_TRIAL", "IN_JEOPARDY", "SUBMITTED", "AGREED_PROVISIONAL",
    "GUILTY_VERDICT", "GUILTY_LESSER", "MISTRIAL", "PLEA_GUILTY", "SENTENCED", "SENTENCE_VACATED",
    "AFFIRMED", "REVERSED_NEW_TRIAL", "DISMISSED", "FINAL",
}  # fmt: skip

ON_TRIAL = ("IN_JEOPARDY", "SUBMITTED", "AGREED_PROVISIONAL")
"""The states of a count before a jury, from oath to verdict."""

OUT = ("SUBMITTED", "AGREED_PROVISIONAL")
"""The states of a count that the jury has been given: an agreement reported changes no right."""


def _to(target: str, *sources: str) -> dict[str, str]:
    return dict.fromkeys(sources, target)


MOVES: Moves = {
    "charged": _to("CHARGED", NOT_CHARGED),
    "indicted": _to("INDICTED", NOT_CHARGED, "CHARGED"),
    "consolidated": {"INDICTED": "INDICTED"},
    "severed": {"INDICTED": "INDICTED"},
    "superseded": _to("DISMISSED", "INDICTED"),
    "set_for_trial": _to("PENDING_TRIAL", "INDICTED"),
    "jury_sworn": _to("IN_JEOPARDY", "PENDING_TRIAL", "INDICTED", "CHARGED"),
    "plea_accepted": _to("PLEA_GUILTY", "PENDING_TRIAL", "MISTRIAL"),
    "dismissed": _to("DISMISSED", "PENDING_TRIAL", "MISTRIAL", *ON_TRIAL),
    "acquitted_by_court": _to(
        "ACQUITTED_BY_COURT", "IN_JEOPARDY", "MISTRIAL", "GUILTY_VERDICT", "GUILTY_LESSER"
    ),
    "not_submitted": _to("DISMISSED", "IN_JEOPARDY"),
    "submitted": _to("SUBMITTED", "IN_JEOPARDY"),
    "agreement_reported": _to("AGREED_PROVISIONAL", "SUBMITTED"),
    "agreement_withdrawn": _to("SUBMITTED", "AGREED_PROVISIONAL"),
    "guilty": _to("GUILTY_VERDICT", *ON_TRIAL),
    "not_guilty": _to("ACQUITTED", *ON_TRIAL),
    "not_guilty_by_insanity": _to("NGRI", *ON_TRIAL),
    "guilty_of_lesser": _to("ACQUITTED", *ON_TRIAL),
    "lesser_dismissed": _to("DISMISSED", *OUT),
    "verdict_silent": _to("DEEMED_ACQUITTED", *OUT),
    "mistrial": _to("MISTRIAL", *ON_TRIAL),
    "barred": _to("BARRED", *(STATES - TERMINAL - {"DISMISSED", "FINAL"})),
    "set_for_retrial": _to("PENDING_TRIAL", "MISTRIAL"),
    "verdict_set_aside": _to("PENDING_TRIAL", "GUILTY_VERDICT", "GUILTY_LESSER"),
    "sentenced": _to(
        "SENTENCED", "GUILTY_VERDICT", "GUILTY_LESSER", "PLEA_GUILTY", "SENTENCE_VACATED"
    ),
    "affirmed": _to("AFFIRMED", "SENTENCED"),
    "reversed_new_trial": _to("REVERSED_NEW_TRIAL", "SENTENCED", "AFFIRMED"),
    "reversed_dismissed": _to("REVERSED_DISMISSED", "SENTENCED", "AFFIRMED"),
    "sentence_vacated": _to("SENTENCE_VACATED", "SENTENCED", "AFFIRMED"),
    "remanded": _to("PENDING_TRIAL", "REVERSED_NEW_TRIAL"),
    "abated": _to("ABATED", *(STATES - TERMINAL - {"FINAL"})),
    "final": _to("FINAL", "AFFIRMED"),
}

WITH_PREJUDICE = _to("DISMISSED_WITH_PREJUDICE", "PENDING_TRIAL", "MISTRIAL")
"""What a dismissal with prejudice makes of a state, where it differs from one without."""


@final
@dataclass(frozen=True, kw_only=True)
class Readings:
    """What the rules leave open, with the reading of the twin as the value if nothing is said.

    Each can be set to another reading, so that a difference which is one of reading does not
    hide one which is a fault.

    Parameters
    ----------
    more_moves
        Moves that no rule names but that a record may leave to be understood.
    with_prejudice
        The states from which a dismissal with prejudice differs from one without.
    lesser_goes_from
        The states from which a lesser offence is dismissed when its greater is found proved.
    lesser_needs_no_name
        Whether a lesser offence that no event names goes where its greater goes, as long as the
        two are in one state or both on trial, and stands where its greater stands until it is
        first named.
    back_on_mistrial
        Whether in New York counts dismissed during a trial are live from its mistrial (CPL 280.20)
        and not from the day when a count of it is set down again.
    lesser_comes_with_greater
        Whether in New York a lesser offence dismissed during a trial comes back only by the event
        that sends its greater, of the same trial, to another trial, and not by one on another
        count.
    verdict_restored
        Whether an acquittal by the court after a verdict of guilty can be remanded, which brings
        the verdict back (*United States v. Wilson*).
    """

    more_moves: Moves = field(default_factory=dict[str, Mapping[str, str]])
    with_prejudice: Mapping[str, str] = field(default_factory=lambda: WITH_PREJUDICE)
    lesser_goes_from: Collection[str] = OUT
    lesser_needs_no_name: bool = False
    back_on_mistrial: bool = False
    lesser_comes_with_greater: bool = False
    verdict_restored: bool = False


FOLLOWED = frozenset({
    "indicted", "superseded", "set_for_trial", "jury_sworn", "dismissed", "mistrial", "barred",
    "set_for_retrial", "remanded", "abated",
})  # fmt: skip
"""The events on a greater offence that take its lesser along, where the reading says so."""

BEFORE_VERDICT = frozenset({"CHARGED", "INDICTED", "PENDING_TRIAL", *ON_TRIAL})
"""The states of a greater offence that an unnamed lesser may be taken to share."""


class IllegalMoveError(Exception):
    """An event that the rules do not allow on a count in that state."""

    def __init__(self, event: Event, count: str, state: str) -> None:
        super().__init__(f"{event.id}: {event.kind} on {count}, which is {state or 'not charged'}")
        self.event = event
        self.count = count
        self.state = state


@final
@dataclass(kw_only=True)
class Docket:
    """What has to be remembered of a case while its events are replayed in order."""

    jurisdiction: str
    greater: Mapping[str, str | None]
    state: dict[str, str] = field(default_factory=dict[str, str])
    moment: int = 0
    sworn: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    trial: dict[str, str] = field(default_factory=dict[str, str])
    dismissed_at: dict[str, int] = field(default_factory=dict[str, int])
    dismissed_in: dict[str, str | None] = field(default_factory=dict[str, str | None])
    returned_in: dict[str, str | None] = field(default_factory=dict[str, str | None])
    judgment_at: dict[str, int] = field(default_factory=dict[str, int])
    verdict: dict[str, str] = field(default_factory=dict[str, str])

    def now(self, count: str) -> str:
        """Return the state of a count, or `NOT_CHARGED`."""
        return self.state.get(count, NOT_CHARGED)

    def greaters(self, count: str) -> list[str]:
        """Return the counts that this one is a lesser offence of, nearest first."""
        up = self.greater.get(count)
        return [] if up is None else [up, *self.greaters(up)]

    def lessers(self, count: str) -> list[str]:
        """Return the counts that are lesser offences of this one, at any depth."""
        return [each for each in self.greater if count in self.greaters(each)]

    def put(self, count: str, state: str) -> None:
        """Write the new state of a count, and what New York asks later about the change."""
        before = self.now(count)
        if state != before:
            self.returned_in.pop(count, None)
        if state == "DISMISSED" and before != "DISMISSED":
            self.dismissed_at[count] = self.moment
            self.dismissed_in[count] = self.trial[count] if before in ON_TRIAL else None
        if state == "SENTENCED" and before != "SENTENCE_VACATED":
            self.judgment_at[count] = self.moment
        if state == "ACQUITTED_BY_COURT" and before in {"GUILTY_VERDICT", "GUILTY_LESSER"}:
            self.verdict[count] = before
        self.state[count] = state


@final
@dataclass(frozen=True, kw_only=True)
class CountMachine:
    """The moves of a count, and the states that a new trial in New York brings back.

    `moves` and `revived` exist so that a test can spoil them and see the fault found.
    """

    moves: Moves = field(default_factory=lambda: MOVES)
    revived: Collection[str] = frozenset({"DISMISSED"})
    readings: Readings = field(default_factory=Readings)

    def states_on(self, case: Case, day: dt.date) -> dict[str, str]:
        """Return the state of every count that has one on that day."""
        return self.replay(case, [event for event in in_order(case) if event.date.by(day)])

    def replay(self, case: Case, events: Sequence[Event]) -> dict[str, str]:
        """Return the states after these events, which are in order."""
        greater = {count.id: count.lesser_of for count in case.counts}
        docket = Docket(jurisdiction=case.jurisdiction, greater=greater)
        for event in events:
            self.apply(docket, event)
        return docket.state

    def apply(self, docket: Docket, event: Event) -> None:
        """Move the counts that the event names, all at once, and then those it takes along."""
        if not isinstance(event.kind, Step):
            return
        docket.moment += 1
        named = [*event.counts, *self._followers(docket, event)]
        back = self._brought_back(docket, event)
        after: dict[str, str] = {}
        for count in named:
            if back.get(count) == "PENDING_TRIAL" and docket.now(count) == "DISMISSED":
                continue
            after[count] = self._move(docket, event, count)
        after = self._found_proved(docket, event, after)
        after = self._with_greater(docket, after, back) | after
        for count in named:
            if count not in after:
                raise IllegalMoveError(event, count, docket.now(count))
        if event.kind is Step.JURY_SWORN:
            self._swear(docket, event.trial or f"sworn at {event.id}", named)
        for count, state in after.items():
            docket.put(count, state)
            if count in back and state == "MISTRIAL":
                docket.returned_in[count] = docket.trial[count]

    def _with_greater(
        self, docket: Docket, after: Mapping[str, str], back: Mapping[str, str]
    ) -> dict[str, str]:
        """Keep of those that would come back the ones that the reading lets come back."""
        kept = dict(back)
        if not self.readings.lesser_comes_with_greater:
            return kept
        for count in sorted(back, key=lambda each: len(docket.greaters(each))):
            during = docket.dismissed_in.get(count) == docket.trial[count]
            if docket.now(count) == "MISTRIAL" or not during:
                continue
            for greater in docket.greaters(count)[:1]:
                state = kept.get(greater) or after.get(greater)
                together = docket.trial.get(greater) == docket.trial[count]
                if state != back[count] or not together:
                    del kept[count]
        return kept

    def _swear(self, docket: Docket, trial: str, counts: Collection[str]) -> None:
        docket.sworn.setdefault(trial, set()).update(counts)
        docket.trial.update(dict.fromkeys(counts, trial))

    def _followers(self, docket: Docket, event: Event) -> list[str]:
        """Name the lesser offences that the event moves without naming them."""
        if not self.readings.lesser_needs_no_name or event.kind not in FOLLOWED:
            return []
        return [
            lesser
            for greater in event.counts
            for lesser in docket.lessers(greater)
            if lesser not in event.counts and alike(docket.now(lesser), docket.now(greater))
        ]

    def _move(self, docket: Docket, event: Event, count: str) -> str:
        """Return where the event takes the count."""
        targets = {**self.readings.more_moves.get(event.kind, {}), **self.moves[event.kind]}
        if event.kind is Step.DISMISSED and event.with_prejudice:
            targets |= self.readings.with_prejudice
        if event.kind is Step.LESSER_DISMISSED and not docket.greaters(count):
            targets = {}
        if event.kind is Step.REMANDED and self.readings.verdict_restored:
            verdict = docket.verdict.get(count)
            targets |= {} if verdict is None else {"ACQUITTED_BY_COURT": verdict}
        state = docket.now(count)
        if state == NOT_CHARGED and state not in targets and self.readings.lesser_needs_no_name:
            state = self._borrowed(docket, count)
        if count not in docket.greater or state not in targets:
            raise IllegalMoveError(event, count, state)
        return targets[state]

    def _borrowed(self, docket: Docket, count: str) -> str:
        """Return the state of the greater offence of a count that was never named."""
        greater = (docket.greaters(count) or [count])[0]
        state = docket.now(greater)
        if state not in BEFORE_VERDICT:
            return NOT_CHARGED
        if state in ON_TRIAL:
            self._swear(docket, docket.trial[greater], [count])
        docket.state[count] = state
        return state

    def _found_proved(
        self, docket: Docket, event: Event, after: Mapping[str, str]
    ) -> dict[str, str]:
        """Add what a verdict of guilty does to greater and lesser offences it does not name."""
        result = dict(after)
        for count in self._proved(docket, event):
            for greater in docket.greaters(count):
                if docket.now(greater) in ON_TRIAL:
                    result.setdefault(greater, "ACQUITTED")
            for lesser in docket.lessers(count):
                if docket.now(lesser) in self.readings.lesser_goes_from:
                    result.setdefault(lesser, "DISMISSED")
            if docket.greaters(count):
                result[count] = "GUILTY_LESSER"
        return result

    def _proved(self, docket: Docket, event: Event) -> list[str]:
        """Name the offences that the event says were found proved.

        A verdict of guilty of a lesser offence names the greater and gives the lesser, or it names
        the lesser itself, alone or beside the greater.
        """
        if event.kind is Step.GUILTY:
            return list(event.counts)
        if event.kind is not Step.GUILTY_OF_LESSER:
            return []
        if event.lesser is None:
            found = [count for count in event.counts if docket.greaters(count)]
            above = {greater for count in found for greater in docket.greaters(count)}
            for count in event.counts:
                if count not in found and count not in above:
                    raise IllegalMoveError(event, count, docket.now(count))
            return found
        for count in event.counts:
            if count not in {event.lesser, *docket.greaters(event.lesser)}:
                raise IllegalMoveError(event, event.lesser, docket.now(event.lesser))
        state = docket.now(event.lesser)
        if state == NOT_CHARGED and self.readings.lesser_needs_no_name:
            state = self._borrowed(docket, event.lesser)
        if state not in ON_TRIAL or not docket.greaters(event.lesser):
            raise IllegalMoveError(event, event.lesser, state)
        return [event.lesser]

    def _brought_back(self, docket: Docket, event: Event) -> dict[str, str]:
        """Return the counts that come back with those to be tried again, and in what state.

        After a mistrial the indictment again has every count it had when the trial began, even
        those dismissed during it (CPL 280.20). After a reversal all counts at the start of the
        earlier trial come back, but for the acquitted and those dismissed after judgment (CPL
        470.55).
        """
        if docket.jurisdiction != "US-NY":
            return {}
        back: dict[str, str] = {}
        for count in event.counts:
            for sibling in sorted(docket.sworn.get(docket.trial.get(count, ""), ())):
                state = self._comes_back_as(docket, event.kind, count, sibling)
                if state is not None:
                    back[sibling] = state
        return back

    def _comes_back_as(self, docket: Docket, kind: str, count: str, sibling: str) -> str | None:
        trial, before, now = docket.trial[count], docket.now(count), docket.now(sibling)
        late = self.readings.back_on_mistrial
        out = now in self.revived
        during = out and docket.dismissed_in.get(sibling) == trial
        waits = now == "MISTRIAL" and docket.returned_in.get(sibling) == trial
        if kind == "mistrial" and late and during:
            return "MISTRIAL"
        if kind == "set_for_retrial" and before == "MISTRIAL":
            return "PENDING_TRIAL" if waits or (during and not late) else None
        if kind in {"set_for_retrial", "remanded"} and before == "REVERSED_NEW_TRIAL":
            before_judgment = docket.dismissed_at.get(sibling, 0) < docket.judgment_at[count]
            in_time = before_judgment or docket.dismissed_in.get(sibling) == trial
            return "PENDING_TRIAL" if (out or waits) and in_time else None
        return None


def alike(one: str, other: str) -> bool:
    """Whether two counts stand alike: in one state, or both before a jury."""
    return one == other != NOT_CHARGED or (one in ON_TRIAL and other in ON_TRIAL)


def in_order(case: Case) -> list[Event]:
    """Return the events that must have happened by some day: by latest day, then as in the file."""
    dated = [(event.date.latest, place, event) for place, event in enumerate(case.events)]
    known = [(latest, place, event) for latest, place, event in dated if latest is not None]
    return [event for _, _, event in sorted(known, key=lambda each: each[:2])]


# --- may this count be tried again? --------------------------------------------------------------

NEVER_AGAIN = TERMINAL - {"ABATED"}
"""The states in which the answer is no before any fact is asked for."""

AGAIN = frozenset({"MISTRIAL", "REVERSED_NEW_TRIAL", "DISMISSED"})
"""The states in which there is something to try again."""

MOVERS = ("defence", "prosecution", "court")
POSITIONS = ("consented", "objected", "silent", "not_asked")
GROUNDS = ("insufficiency", "weight", "evidence_error", "instruction_error", "trial_error")
CAUSES = (
    "hung",
    "juror_refusal",
    "juror_lost",
    "prosecution_error",
    "defence_error",
    "partial_verdict_not_taken",
    "other",
)


@final
@dataclass(frozen=True, kw_only=True)
class Presumptions:
    """What may be taken from what is recorded, where a finding is not; nothing if nothing is said.

    Parameters
    ----------
    unprovoked
        The causes of a mistrial that no prosecutor provokes; where the record names one or more of
        these and no other, the defence was not provoked.
    needed_is_unprovoked
        Whether a mistrial found necessary, or one after a deadlock, is taken as not provoked.
    needed_in_new_york
        The causes that in New York show that it was impossible to go on in law (CPL 280.10(3)).
    refused_is_needless
        Whether in California a court that would not take an agreed verdict had no necessity.
    """

    unprovoked: frozenset[str] = frozenset()
    needed_is_unprovoked: bool = False
    needed_in_new_york: frozenset[str] = frozenset()
    refused_is_needless: bool = False


@final
@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the question turns on. None stands for what the record does not know.

    `mistrial` says that the last trial of the count ended in one. `acquittal_beside` says that an
    acquittal stands in the same case, `verdict_beside` and `conviction_beside` that the jury which
    left this count open gave a verdict, and one of guilty, on another.
    """

    jurisdiction: str
    state: str
    mistrial: bool = False
    causes: frozenset[str] = frozenset()
    mover: str | None = None
    defence_position: str | None = None
    manifest_necessity: bool | None = None
    intent_to_provoke: bool | None = None
    settled_by_acquittal: bool | None = None
    inconsistent_with_verdict: bool | None = None
    concurrent_only: bool | None = None
    ground: str | None = None
    with_prejudice: bool | None = None
    acquittal_beside: bool = False
    conviction_beside: bool = False
    verdict_beside: bool = False


@cache
def may_be_tried_again(facts: Facts, presume: Presumptions) -> str:
    """Answer allowed, barred, not_applicable or, where the unknown decides, unknown.

    Every unknown fact is given each value that it may have; where the answers differ, it decides.
    """
    answers = {_answer(complete) for complete in _completions(facts, presume)}
    return answers.pop() if len(answers) == 1 else "unknown"


def _completions(facts: Facts, presume: Presumptions) -> Iterator[Facts]:
    """Give every way to fill in what is not known.

    What the defence said to a mistrial is said of one that it did not ask for: one that moved has
    consented, and did not object.
    """
    choices = _values(facts, presume)
    unknown = [name for name in choices if getattr(facts, name) is None]
    for way in product(*(choices[name] for name in unknown)):
        complete = replace(facts, **dict(zip(unknown, way, strict=True)))
        guessed = "mover" in unknown or "defence_position" in unknown
        if guessed and complete.mover == "defence" and complete.defence_position != "consented":
            continue
        yield complete


def _values(facts: Facts, presume: Presumptions) -> dict[str, Sequence[str | bool]]:
    """Return what each fact may be, were it unknown, of those that can matter in that state.

    A genuine deadlock is a manifest necessity, so where the jury is known to have hung the
    necessity is known too, unless a court found otherwise. An acquittal that does not exist has
    settled nothing, and one given beside a conviction that was then reversed settled nothing
    against it (V10 of the doctrine vectors).
    """
    both = (True, False)
    may_settle = facts.acquittal_beside and facts.state != "REVERSED_NEW_TRIAL"
    values: dict[str, Sequence[str | bool]] = {
        "settled_by_acquittal": both if may_settle else (False,)
    }
    if facts.mistrial:
        values |= {
            "mover": MOVERS,
            "defence_position": POSITIONS,
            "manifest_necessity": _necessity(facts, presume),
            "intent_to_provoke": (False,) if _unprovoked(facts, presume) else both,
            "inconsistent_with_verdict": both,
            "concurrent_only": both,
        }
    if facts.state == "REVERSED_NEW_TRIAL":
        # Only harmful error leads here (C29); what bars another trial leads to dismissal (C30).
        barring = {"insufficiency"} | ({"weight"} if facts.jurisdiction == "US-NY" else set())
        values["ground"] = tuple(ground for ground in GROUNDS if ground not in barring)
    if facts.state == "DISMISSED":
        values["with_prejudice"] = both
    return values


def _necessity(facts: Facts, presume: Presumptions) -> tuple[bool, ...]:
    refused = "partial_verdict_not_taken" in facts.causes and facts.jurisdiction == "US-CA"
    if refused and presume.refused_is_needless:
        return (False,)
    impossible = facts.jurisdiction == "US-NY" and facts.causes & presume.needed_in_new_york
    return (True,) if "hung" in facts.causes or impossible else (True, False)


def _unprovoked(facts: Facts, presume: Presumptions) -> bool:
    if facts.causes and facts.causes <= presume.unprovoked:
        return True
    hung = "hung" in facts.causes and facts.manifest_necessity is None
    return presume.needed_is_unprovoked and (hung or facts.manifest_necessity is True)


def _answer(facts: Facts) -> str:
    """Answer with every fact known, in the order of the rules."""
    if facts.state in NEVER_AGAIN:
        return "barred"
    if facts.state not in AGAIN:
        return "not_applicable"
    barred = (
        (facts.mistrial and _mistrial_bars(facts))
        or facts.settled_by_acquittal
        or (facts.mistrial and _gate_bars(facts))
        or (facts.state == "REVERSED_NEW_TRIAL" and _reversal_bars(facts))
        or (facts.state == "DISMISSED" and facts.with_prejudice)
    )
    return "barred" if barred else "allowed"


def _mistrial_bars(facts: Facts) -> bool:
    """A mistrial asked for or agreed to bars if it was provoked, any other if it was not needed."""
    if facts.mover == "defence" or facts.defence_position == "consented":
        return bool(facts.intent_to_provoke)
    return not facts.manifest_necessity


def _gate_bars(facts: Facts) -> bool:
    """New York Criminal Procedure Law 310.70(2), which follows a partial verdict only."""
    if facts.jurisdiction != "US-NY" or not facts.verdict_beside:
        return False
    return bool(
        facts.inconsistent_with_verdict or (facts.conviction_beside and facts.concurrent_only)
    )


def _reversal_bars(facts: Facts) -> bool:
    """Insufficient proof bars everywhere, the weight of the proof in New York."""
    return facts.ground == "insufficiency" or (
        facts.ground == "weight" and facts.jurisdiction == "US-NY"
    )
