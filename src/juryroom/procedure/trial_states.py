"""The states a trial can be in, and the table of its moves, T01 to T22."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, final

from juryroom.procedure.authority import Authorities, Authority, authorities, authority_in
from juryroom.record.trial_log import TrialStep


class TrialState(StrEnum):
    """The state of one trial."""

    SCHEDULED = "SCHEDULED"
    SELECTION = "SELECTION"
    SWORN = "SWORN"
    EVIDENCE = "EVIDENCE"
    CHARGED_JURY = "CHARGED_JURY"
    DELIBERATING = "DELIBERATING"
    NOTE = "NOTE"
    RECESS = "RECESS"
    INQUIRY = "INQUIRY"
    SUBSTITUTED = "SUBSTITUTED"
    REDUCED = "REDUCED"
    DEADLOCK_REPORT = "DEADLOCK_REPORT"
    PARTIAL = "PARTIAL"
    MAJORITY_OPEN = "MAJORITY_OPEN"
    ANNOUNCED = "ANNOUNCED"
    POLLED = "POLLED"
    RECORDED = "RECORDED"
    MISTRIAL = "MISTRIAL"
    DISCHARGED = "DISCHARGED"


IN_THE_ROOM = frozenset({TrialState.DELIBERATING, TrialState.MAJORITY_OPEN})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TrialMove:
    """One move of a trial: from which states to which, by which word, when, and by whose law.

    `to` is None where the state is kept or where deliberation goes on as it stood; `back` tells
    the second from the first.
    """

    id: str
    from_states: tuple[TrialState, ...]
    to: TrialState | None
    back: bool
    step: TrialStep
    condition: str
    authority: Authorities
    widened: str = ""

    def target(self, state: TrialState, room: TrialState) -> TrialState:
        """Return the state the move reaches from `state`, where the jury deliberates as `room`."""
        return self.to or (room if self.back else state)

    def authority_in(self, jurisdiction: str) -> Authority:
        """Return the authority for the move in `jurisdiction`."""
        return authority_in(self.authority, jurisdiction)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that the table holds beside its moves: what it says, and in which places only."""

    says: str
    authority: Authorities
    only: tuple[str, ...] = ()

    def holds_in(self, jurisdiction: str) -> bool:
        """Whether the condition is one of that place."""
        return not self.only or any(
            jurisdiction == place or jurisdiction.startswith(f"{place}-") for place in self.only
        )

    def rule(self, jurisdiction: str) -> str:
        """Return the condition with its authority in that place."""
        return f"{self.says} ({authority_in(self.authority, jurisdiction)})"


@final
@dataclass(frozen=True, slots=True)
class TrialTable:
    """Every move, in order and by the word and state it starts from, and the conditions."""

    moves: tuple[TrialMove, ...]
    by_move: Mapping[tuple[TrialStep, TrialState], TrialMove]
    conditions: Mapping[str, Condition]

    def from_state(self, state: TrialState) -> tuple[TrialMove, ...]:
        """Return the moves that leave `state`, in the order of their numbers."""
        return tuple(move for move in self.moves if state in move.from_states)


@cache
def trial_table() -> TrialTable:
    """Return the table of moves of a trial.

    Examples
    --------
    >>> [move.id for move in trial_table().from_state(TrialState.INQUIRY)]
    ['T08', 'T10', 'T11', 'T12', 'T13', 'T16']
    """
    folder = resources.files("juryroom.procedure")
    data = tomllib.loads(folder.joinpath("trial_transitions.toml").read_text("utf-8"))
    moves = tuple(_move(row) for row in data["transition"])
    return TrialTable(
        moves,
        MappingProxyType({(m.step, state): m for m in moves for state in m.from_states}),
        MappingProxyType(
            {
                row["name"]: Condition(
                    says=row["says"],
                    authority=authorities(row.get("authority", {})),
                    only=tuple(row.get("only", ())),
                )
                for row in data["condition"]
            }
        ),
    )


def _move(row: Mapping[str, Any]) -> TrialMove:
    kept = row["to"] in ("same", "back")
    return TrialMove(
        id=row["id"],
        from_states=tuple(TrialState(state) for state in row["from"]),
        to=None if kept else TrialState(row["to"]),
        back=row["to"] == "back",
        step=TrialStep(row["step"]),
        condition=row["condition"],
        authority=authorities(row.get("authority", {})),
        widened=row.get("widened", ""),
    )
