"""The replay of a fixture: what it must give on its days against what the engine gives.

The events are replayed in the order of the file, those that must have happened by the day. A move
that its state does not allow is reported with the rule, once for the whole history; the replay goes
on from where the move would have led, so that what follows it is still tested.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, final

from juryroom.errors import Problem
from juryroom.procedure.fixtures import Expectation, Fixture, FixtureEvent
from juryroom.procedure.mover import Happening, Mover
from juryroom.procedure.replay import apply
from juryroom.procedure.states import CountState
from juryroom.procedure.transitions import Transition
from juryroom.record.case import Case
from juryroom.record.dates import PartialDate, parse_date
from juryroom.record.events import Event, Step

_BEFORE_ALL = parse_date("0001-01-01")
_SOURCE = "fixture"


class Mismatch(NamedTuple):
    """One thing that is not as expected: a count or a total, what was expected, what was found."""

    what: str
    expected: str
    found: str


@final
@dataclass(frozen=True, slots=True)
class Checked:
    """One expectation, and what in the replay differs from it."""

    expectation: Expectation
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.mismatches

    @property
    def verdict(self) -> str:
        """The result in a word: pass, fail, or not scored."""
        if self.passed:
            return "pass"
        return "fail" if self.expectation.scored else "not scored"

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "as_of": str(self.expectation.as_of),
            "line": self.expectation.line,
            "result": self.verdict,
            "scored": self.expectation.scored,
            "weak": self.expectation.weak,
            "mismatches": [mismatch._asdict() for mismatch in self.mismatches],
        }


@final
@dataclass(frozen=True, slots=True)
class Replayed:
    """A fixture after its replay: each expectation checked, and each unlawful move."""

    fixture: Fixture
    checked: tuple[Checked, ...]
    unlawful: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether every scored expectation holds and every move was lawful."""
        scored = [result for result in self.checked if result.expectation.scored]
        return not self.unlawful and all(result.passed for result in scored)

    def as_json(self) -> dict[str, Any]:
        """Return the results as plain data."""
        return {
            "fixture": self.fixture.id,
            "passed": self.passed,
            "expectations": [result.as_json() for result in self.checked],
            "unlawful": [problem.as_json() for problem in self.unlawful],
        }


def replay_fixture(fixture: Fixture) -> Replayed:
    """Return what the replay of a fixture gives against what it must give.

    Raises
    ------
    ProcedureError
        If a step needs a rule of a place for which no rule pack speaks.

    Examples
    --------
    >>> from juryroom.procedure.fixtures import read_fixture
    >>> text = b'''
    ... schema: juryroom-case/0.1
    ... jurisdiction: US-NY
    ... counts: [{id: K1}]
    ... events:
    ... - {initial: SUBMITTED, counts: [K1]}
    ... - {date: "2020-03-04", edge: C18, counts: [K1]}
    ... expected_states:
    ... - {as_of: "2020-03-04", states: {K1: MISTRIAL}}
    ... '''
    >>> [result.verdict for result in replay_fixture(read_fixture(text, "x.yaml")).checked]
    ['pass']
    """
    places = dict.fromkeys(count.sovereign for count in fixture.counts)
    sovereigns = [_Sovereign(fixture, place) for place in places]
    checked = list[Checked]()
    for expectation in fixture.expectations:
        states = dict[str, CountState]()
        for sovereign in sovereigns:
            states |= sovereign.states(expectation.as_of.latest)
        checked.append(Checked(expectation, tuple(_compare(fixture, expectation, states))))
    unlawful = [problem for sovereign in sovereigns for problem in sovereign.unlawful()]
    return Replayed(fixture, tuple(checked), tuple(unlawful))


class _Sovereign:
    """The counts of one sovereign, and the events on them, as a case of the record."""

    def __init__(self, fixture: Fixture, place: str) -> None:
        self.fixture = fixture
        own = [count for count in fixture.counts if count.sovereign == place]
        self.ids: dict[str, str] = {}
        for count in own:
            self.ids[count.id] = _fresh(count.id, self.ids.values())
        self.names = {own_id: name for name, own_id in self.ids.items()}
        entries = [entry for entry in fixture.events if set(entry.counts) & set(self.ids)]
        self.history = tuple(
            (entry, self._happening(number, entry)) for number, entry in enumerate(entries)
        )
        self.case = Case.model_validate(
            {
                "schema": "juryroom-case/1",
                "id": "fixture",
                "caption": fixture.caption,
                "jurisdiction": place,
                "court": "the court of the fixture",
                "people": (),
                "sources": [
                    {"id": _SOURCE, "kind": "dataset", "outlet": "a fixture", "quality": "fair"}
                ],
                "counts": [
                    {
                        "id": self.ids[count.id],
                        "offence": count.offence,
                        "members": count.members,
                        "lesser_of": self.ids.get(count.lesser_of or ""),
                        "sources": [_SOURCE],
                    }
                    for count in own
                ],
                "events": [happening.event for _, happening in self.history]
                or [self._event("none", _BEFORE_ALL, Step.CHARGED, (), {})],
            }
        )

    def states(self, until: dt.date | None) -> dict[str, CountState]:
        """Return the state of each count by the end of a day, under its name in the fixture."""
        mover, _ = self._replay(until)
        return {
            self.names[count]: track.state
            for count, track in mover.tracks.items()
            if track.state is not None
        }

    def unlawful(self) -> list[Problem]:
        """Return each move of the whole history that its state does not allow."""
        _, problems = self._replay(None)
        return problems

    def _replay(self, until: dt.date | None) -> tuple[Mover, list[Problem]]:
        mover = Mover(self.case, [happening for _, happening in self.history])
        problems = list[Problem]()
        for entry, happening in self.history:
            latest = happening.event.date.latest
            if until is not None and latest is not None and latest > until:
                continue
            if entry.initial is not None:
                for track in mover.named(happening, happening.event.counts):
                    begin = mover.table.by_id["C00"]
                    mover.record(track, happening, begin, entry.initial, implied=True)
            if entry.step is not None:
                problems += self._move(mover, entry, happening)
        return mover, problems

    def _move(self, mover: Mover, entry: FixtureEvent, happening: Happening) -> list[Problem]:
        """Make one numbered move; return what is wrong with it, in the words of the fixture."""
        tracks = mover.named(happening, happening.event.counts)
        before = {track.count.id: (track.state, len(track.steps)) for track in tracks}
        mover.problems.clear()
        apply(mover, happening)
        where = f"{self.fixture.name}:{entry.line} {entry.id}"
        found = [
            Problem(
                f"{where} on count {self._named(problem)}",
                f"{entry.edge}: {problem.found}".replace(f" since {_BEFORE_ALL}", ""),
                problem.rule,
                problem.accepted,
            )
            for problem in mover.problems
        ]
        if found:
            return found
        assert entry.edge is not None, "an entry that moves counts names the move"
        way_back = mover.table.way_back
        asked = mover.table.by_id.get(entry.edge, way_back)
        for track in tracks:
            state, steps = before[track.count.id]
            own = (step.transition for step in track.steps[steps:] if not step.implied)
            taken = [move.removesuffix("A") for move in own]  # an appeal from an acquittal is C29
            if taken and entry.edge not in taken and not _also_allowed(asked, state, track.state):
                found.append(
                    Problem(
                        f"{where} on count {self.names[track.count.id]}",
                        f"{entry.edge} of a count that is {state or 'not yet charged'}",
                        mover.rule_of(asked),
                        f"{', '.join(taken)}, which the same event makes from {state}",
                    )
                )
        return found

    def _named(self, problem: Problem) -> str:
        return self.names.get(problem.where.rpartition(" ")[2], "")

    def _happening(self, number: int, entry: FixtureEvent) -> Happening:
        step = entry.step or Step.CHARGED
        counts = tuple(self.ids[count] for count in entry.counts if count in self.ids)
        fields = dict(entry.fields)
        if "lesser" in fields:
            fields["lesser"] = self.ids[fields["lesser"]]
        event = self._event(f"e{number}", entry.date or _BEFORE_ALL, step, counts, fields)
        return Happening(number, number, event, step)

    def _event(
        self,
        event_id: str,
        date: PartialDate,
        step: Step,
        counts: tuple[str, ...],
        fields: Mapping[str, Any],
    ) -> Event:
        return Event.model_validate(
            {
                "id": event_id,
                "date": date,
                "kind": step,
                "counts": counts,
                "what": step.value,
                "sources": [_SOURCE],
                **fields,
            }
        )


def _also_allowed(move: Transition, before: CountState | None, after: CountState | None) -> bool:
    """Whether another move made from there is the one asked for too: same start, same end.

    A bar of due process may be found on any live count, and so also after a mistrial.
    """
    any_live = move.id == "C34" and before is not None and before.live
    return (any_live or before in move.from_states) and after is move.to


def _fresh(name: str, taken: Any) -> str:
    """Return a name that the record takes, unlike those it has: `K2.c` becomes `K2_c`."""
    word = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:60] or "K"
    word = word if word[0].isalpha() else f"K{word}"
    while word in taken:
        word = f"{word[:60]}_x"
    return word


def _compare(
    fixture: Fixture, expectation: Expectation, states: Mapping[str, CountState]
) -> list[Mismatch]:
    found = list[Mismatch]()
    for count, expected in expectation.states.items():
        accepted = {expected, *expectation.also.get(count, ())}
        if states.get(count) not in accepted:
            words = " or ".join(sorted(accepted))
            found.append(Mismatch(count, words, str(states.get(count, "not in the record"))))
    if expectation.totals is None:
        return found
    # A lesser offence is no further count beside its greater one, and weighs nothing in a total.
    totals = Counter[CountState]()
    for count in fixture.counts:
        if count.id in states and count.lesser_of is None:
            totals[states[count.id]] += count.members
    for state in CountState:
        expected_number = expectation.totals.get(state, 0)
        if totals[state] != expected_number:
            found.append(Mismatch(f"total {state}", str(expected_number), str(totals[state])))
    return found
