"""What each happening makes of a jury that is still out: how it stands, and how votes then move."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, assert_never, final

import numpy as np

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray, Matrix
from juryroom.outcome.events import (
    DeadlockCharge,
    Happening,
    JurorRefuses,
    JurorRemoved,
    JurorReplaced,
    OnSplit,
    Others,
    Rumour,
    Threat,
)
from juryroom.outcome.seats import (
    Seats,
    as_they_think,
    joined,
    left,
    pulled,
    rumoured,
    seats,
)
from juryroom.outcome.solve import moves_under
from juryroom.procedure.decision_rule import AnyRule, DecisionRule


@final
@dataclass(frozen=True, slots=True)
class Situation:
    """All that decides how a jury that is still out goes on, but for how it stands.

    Parameters
    ----------
    model, rules
        How votes move, and which votes are a verdict.
    sitting
        The jurors who sit.
    pressure, pull
        What a threat and a deadlock charge add to the model, per ballot.
    waiting
        The places, in the room's list, of what has not happened yet.
    """

    model: Chain | JurorProcess
    rules: AnyRule
    sitting: int
    waiting: tuple[int, ...]
    pressure: float = 0.0
    pull: float = 0.0

    @property
    def seats(self) -> Seats:
        """Every way in which the jurors can stand."""
        return seats(self.model, self.sitting)

    @property
    def moves(self) -> Matrix:
        """The matrix of one ballot."""
        return _moves(self.model, self.sitting, self.pressure, self.pull)

    def rule_at(self, ballot: int) -> DecisionRule:
        """Return the rule under which that ballot is counted."""
        return self.rules.rule_at(ballot, self.sitting)

    def due_on_split(self, happenings: tuple[Happening, ...]) -> dict[int, tuple[int, ...]]:
        """Return, for each number of guilty votes that something waits for, what it is."""
        due: dict[int, tuple[int, ...]] = {}
        for place in self.waiting:
            when = happenings[place].when
            if isinstance(when, OnSplit) and when.guilty + when.not_guilty == self.sitting:
                due[when.guilty] = (*due.get(when.guilty, ()), place)
        return due


class Standing(NamedTuple):
    """Juries that are still out: their situation, and the probability of each way they stand.

    `anew` says that the next ballot is a first ballot, before which no vote moves.
    """

    situation: Situation
    mass: FloatArray
    anew: bool


@lru_cache(maxsize=64)
def _moves(model: Chain | JurorProcess, sitting: int, pressure: float, pull: float) -> Matrix:
    matrix = moves_under(model, DecisionRule.unanimous(sitting), pressure).matrix
    if pull == 0:
        return matrix
    to_larger = pulled(seats(model, sitting))
    if isinstance(matrix, np.ndarray):
        return (1 - pull) * matrix + pull * to_larger.toarray()
    return ((1 - pull) * matrix + pull * to_larger).tocsr()


def after(happening: Happening, place: int, jury: Standing) -> Standing | None:
    """Return the juries as they go on after `happening`, or None where they do not go on.

    Parameters
    ----------
    happening
        What happens.
    place
        Its place in the room's list.
    jury
        The juries to which it happens.
    """
    now = replace(
        jury.situation, waiting=tuple(other for other in jury.situation.waiting if other != place)
    )
    match happening:
        case Rumour(strength=strength):
            return Standing(now, jury.mass @ rumoured(now.seats, strength), jury.anew)
        case Threat(pressure=pressure):
            return Standing(replace(now, pressure=pressure), jury.mass, jury.anew)
        case DeadlockCharge(minority_pull=pull, model=model):
            charged = replace(now, model=like(now.model, model), pull=pull)
            return Standing(charged, jury.mass, jury.anew)
        case JurorReplaced():
            return Standing(now, _replaced(happening, now, jury.mass), anew=True)
        case JurorRemoved():
            fewer = replace(now, rules=happening.rules or now.rules, sitting=now.sitting - 1)
            gone = left(now.seats, fewer.seats, happening.leaves)
            return Standing(fewer, jury.mass @ gone, jury.anew)
        case JurorRefuses():
            return None
        case _:
            assert_never(happening)


def like(model: Chain | JurorProcess, other: DeliberationModel | None) -> Chain | JurorProcess:
    """Return the model that takes the place of `model`: `other`, or where it is None the same.

    Raises
    ------
    OutOfDomainError
        If its states are not those of `model`.
    """
    if other is None:
        return model
    if isinstance(model, Chain) and isinstance(other, Chain):
        return other
    if isinstance(other, JurorProcess) and type(other) is type(model):
        return other
    raise OutOfDomainError(
        Problem(
            "DeadlockCharge.model",
            f"'{other.card.name}' after '{model.card.name}'",
            "the jury goes on as it stands, so the new model must know the same states",
            "another chain after a chain, or the same juror process with other parameters",
        )
    )


def _replaced(happening: JurorReplaced, now: Situation, mass: FloatArray) -> FloatArray:
    """Return how the jury with the alternate stands on its first ballot."""
    sitting, ballot = now.seats, happening.first_ballot
    if ballot is not None:
        if ballot.jury_size != now.sitting:
            raise OutOfDomainError(
                Problem(
                    "JurorReplaced.first_ballot",
                    f"a first ballot of {ballot.jury_size} jurors where {now.sitting} sit",
                    "the jurors who vote afresh are those who sit, the alternate included",
                    f"a first ballot of {now.sitting} jurors",
                )
            )
        return mass.sum() * sitting.first_ballot(ballot)
    others = seats(now.model, now.sitting - 1)
    mass = mass @ left(sitting, others, happening.leaves)
    if happening.others is Others.VOTE_THEIR_VIEWS:
        mass = mass @ as_they_think(others)
    return mass @ joined(others, sitting, happening.alternate_guilty)
