"""The moves a count can make, C01 to C36, read from `transitions.toml`.

Which move a word of the record makes depends on the state the count is in and, for a mistrial and
for a verdict of guilty, on a fact of the event or of the count. The table is data; nothing here
knows a rule of law.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, final

from juryroom.procedure.authority import Authorities, Authority, authorities, authority_in
from juryroom.procedure.states import CountState
from juryroom.record.events import Step

NO_FACTS: frozenset[str] = frozenset()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One move of a count: from which states to which, by which words, when, and by whose law.

    Parameters
    ----------
    id
        C01 to C36; C00 for a count that enters the record, C26R for the way back from C26, C29A for
        an appeal from an acquittal.
    from_states
        The states the move leaves; empty for C00.
    to
        The state it reaches; None where the state is kept.
    steps
        The words of the record that make it.
    only_from
        For a word of several, the states it may leave where these are fewer.
    needs
        Facts that must hold: hung, lesser, not_lesser.
    repeat_in
        States that the same word leaves as they are: another date, another court's ruling.
    widened
        Why `from_states` holds more than the numbered table of the literature, where it does.
    """

    id: str
    from_states: tuple[CountState, ...]
    to: CountState | None
    steps: tuple[Step, ...]
    condition: str
    authority: Authorities
    to_with_prejudice: CountState | None = None
    to_greater: CountState | None = None
    to_by_step: Mapping[Step, CountState] = field(default_factory=dict[Step, CountState])
    only_from: Mapping[Step, tuple[CountState, ...]] = field(
        default_factory=dict[Step, tuple[CountState, ...]]
    )
    needs: frozenset[str] = NO_FACTS
    repeat_in: tuple[CountState, ...] = ()
    widened: str = ""

    def target(
        self, state: CountState | None, step: Step, *, with_prejudice: bool | None = None
    ) -> CountState:
        """Return the state that `step` reaches from `state`."""
        if state is not None and (self.to is None or state in self.repeat_in):
            return state
        if with_prejudice and self.to_with_prejudice is not None:
            return self.to_with_prejudice
        reached = self.to_by_step.get(step, self.to)
        assert reached is not None, "a move that keeps the state has a state to keep"
        return reached

    def authority_in(self, jurisdiction: str) -> Authority:
        """Return the authority for the move in `jurisdiction`."""
        return authority_in(self.authority, jurisdiction)


@final
@dataclass(frozen=True, slots=True)
class Finality:
    """Why nothing leaves a terminal state."""

    reason: str
    authority: Authorities


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Every move, found by its id, by the word and state it starts from, or by the state alone."""

    by_id: Mapping[str, Transition]
    by_move: Mapping[tuple[Step, CountState], tuple[Transition, ...]]
    implied: Mapping[tuple[Step, CountState], Transition]
    final: Mapping[CountState, Finality]
    way_back: Transition
    appeal: Transition
    appeal_rule: str

    def move(
        self, step: Step, state: CountState, facts: frozenset[str] = NO_FACTS
    ) -> Transition | None:
        """Return the move that `step` makes from `state`, or None where there is none.

        Examples
        --------
        >>> move = table().move
        >>> [move(Step.MISTRIAL, CountState.SUBMITTED, frozenset(f)).id for f in ((), ("hung",))]
        ['C19', 'C18']
        >>> move(Step.GUILTY, CountState.ACQUITTED) is None
        True
        """
        candidates = self.by_move.get((step, state), ())
        return next((found for found in candidates if found.needs <= facts), None)

    def chain(
        self, step: Step, state: CountState, facts: frozenset[str] = NO_FACTS
    ) -> tuple[Transition, ...]:
        """Return the moves that `step` makes from `state`, those it implies first; or none.

        Examples
        --------
        >>> [move.id for move in table().chain(Step.JURY_SWORN, CountState.INDICTED)]
        ['C04', 'C05']
        """
        found = self.move(step, state, facts)
        if found is not None:
            return (found,)
        left_out = self.implied.get((step, state))
        if left_out is None:
            return ()
        rest = self.chain(step, left_out.target(state, step), facts)
        return (left_out, *rest) if rest else ()

    def accepted(self, state: CountState, facts: frozenset[str]) -> str:
        """Return the words that are lawful from `state` where `facts` hold, each with its moves."""
        words = list[str]()
        for step in Step:
            rows = self.by_move.get((step, state), ())
            moves = " or ".join(row.id for row in rows if row.needs <= facts)
            moves = moves or " then ".join(row.id for row in self.chain(step, state, facts))
            if moves:
                words.append(f"{step} ({moves})")
        return ", ".join(words) or f"no step: {state} is the end of a count"


@cache
def table() -> Table:
    """Return the table of moves."""
    text = resources.files("juryroom.procedure").joinpath("transitions.toml").read_text("utf-8")
    data = tomllib.loads(text)
    rows = [_transition(row) for row in data["transition"]]
    by_move = dict[tuple[Step, CountState], tuple[Transition, ...]]()
    for row in rows:
        for step in row.steps:
            for state in (*row.only_from.get(step, row.from_states), *row.repeat_in):
                by_move[step, state] = (*by_move.get((step, state), ()), row)
    by_id = {row.id: row for row in rows}
    back, appeal = data["exception"]
    return Table(
        by_id=MappingProxyType(by_id),
        by_move=MappingProxyType(by_move),
        implied=MappingProxyType(
            {
                (Step(step), CountState(entry["from"])): by_id[entry["id"]]
                for entry in data["implied"]
                for step in entry["before"]
            }
        ),
        final=MappingProxyType(
            {
                CountState(state): Finality(
                    entry["reason"], authorities(entry.get("authority", {}))
                )
                for state, entry in data["final"].items()
            }
        ),
        way_back=_transition({**back, "from": [back["from"]], "to": "same"}),
        appeal=_transition(appeal),
        appeal_rule=appeal["rule"],
    )


def _transition(row: Mapping[str, Any]) -> Transition:
    prejudice, greater = row.get("to_with_prejudice"), row.get("to_greater")
    return Transition(
        id=row["id"],
        from_states=tuple(CountState(state) for state in row["from"]),
        to=None if row["to"] == "same" else CountState(row["to"]),
        steps=tuple(Step(step) for step in row["steps"]),
        condition=row["condition"],
        authority=authorities(row.get("authority", {})),
        to_with_prejudice=CountState(prejudice) if prejudice else None,
        to_greater=CountState(greater) if greater else None,
        to_by_step=MappingProxyType(
            {Step(step): CountState(to) for step, to in row.get("to_by_step", {}).items()}
        ),
        only_from=MappingProxyType(
            {
                Step(step): tuple(CountState(state) for state in states)
                for step, states in row.get("only_from", {}).items()
            }
        ),
        needs=frozenset(row.get("needs", ())),
        repeat_in=tuple(CountState(state) for state in row.get("repeat_in", ())),
        widened=row.get("widened", ""),
    )
