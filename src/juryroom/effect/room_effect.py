"""What one event in the jury room changes: trials that differ in that event alone, model by model.

The same first ballots go into a room with the events and into rooms without one of them, and
without all. What is left is the difference of every ending. How strong an event was is the user's;
so is when it came, in ballots, and a ballot is not the same length in every model. Where that
matters the events can be given as a function of the mean ballots that a deliberation takes in the
model at hand.

Only models with ballots can hold an event. There are three, and one model is no range: two of them
take part a second time with another value of one parameter (`VARIANTS`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, final

from juryroom.catalog.base_rates import BaseRate, hung_rate
from juryroom.catalog.line_up import DEFAULT_RATE, Entrant, line_up
from juryroom.deliberation.registry import model
from juryroom.effect.claimed import ClaimedInfluence
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.calibrated import patience_for_hung_rate
from juryroom.outcome.events import AtBallot, Happening, Rumour, Threat
from juryroom.outcome.histories import RoomOutcome
from juryroom.outcome.room import Room
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import AnyRule, DecisionRule, Ending
from juryroom.record.trials import RoomKind

LEAST_MODELS = 4
VARIANTS = (("tug-of-war", "bias", 0.0), ("private-public", "persuasion", 0.1))
"""Models that take part again with a parameter changed: no head start of not guilty; minds that
other jurors rarely change."""

Events = Sequence[Happening] | Callable[[float], Sequence[Happening]]
"""What happens; or, given the mean ballots of a deliberation without events, what happens then."""

_PRESSED = Parameter(
    "pressed_votes",
    0.0,
    1000.0,
    "votes",
    "the pressed votes expected in the time that a deliberation takes without pressure",
)


@lru_cache(maxsize=16)
def room_line_up(rule: DecisionRule, rate: BaseRate | None = None) -> tuple[Entrant, ...]:
    """Return every model that has ballots, and the variants, each with a calibrated patience.

    Parameters
    ----------
    rule
        The rule of the full jury.
    rate
        The published hung rate to which patience is calibrated, as in `line_up`.

    Examples
    --------
    >>> [entrant.name for entrant in room_line_up(DecisionRule.unanimous(12))]
    ['linear-pull', 'private-public', 'tug-of-war', 'tug-of-war, bias 0',
     'private-public, persuasion 0.1']
    """
    size = rule.jury_size
    share = (rate or hung_rate(DEFAULT_RATE)).share
    every_split = FirstBallot.distribution([1 / (size + 1)] * (size + 1))
    plain = tuple(entrant for entrant in line_up(rule, rate) if entrant.has_clock)
    return plain + tuple(
        Entrant(
            name=f"{name}, {parameter} {value:g}",
            model=changed,
            rule=rule,
            patience=patience_for_hung_rate(
                changed, rule, hung_rate=share, first_ballot=every_split
            ),
        )
        for name, parameter, value in VARIANTS
        for changed in [model(name, **{parameter: value})]
    )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RoomCell:
    """One model: the room without events, with all, and with all but one.

    Parameters
    ----------
    but_one
        For each event, in order, the room with all the others.
    """

    model: str
    without: RoomOutcome
    found: RoomOutcome
    but_one: tuple[RoomOutcome, ...]

    def change(self, ending: Ending, event: int | None = None) -> float:
        """Return by how much the probability of an ending changes.

        Parameters
        ----------
        ending
            The ending.
        event
            The place of the one event that is taken away, 0 for the first; None for all.
        """
        before = self.without if event is None else self.but_one[event]
        return self.found.outcome.probability[ending] - before.outcome.probability[ending]

    def changes(self, event: int | None = None) -> dict[str, float]:
        """Return the change of every ending, by its name."""
        return {ending.value: self.change(ending, event) for ending in Ending}

    def as_json(self) -> dict[str, Any]:
        """Return the cell as data."""
        return {
            "model": self.model,
            "without": self.without.as_json(),
            "with": self.found.as_json(),
            "change": self.changes(),
            "change_by_event": [self.changes(event) for event in range(len(self.but_one))],
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEffect:
    """What events in the room change, model by model, and the range over the models."""

    first_ballot: FirstBallot
    cells: tuple[RoomCell, ...]

    @property
    def events(self) -> int:
        """The number of events."""
        return len(self.cells[0].but_one)

    def span(self, ending: Ending, event: int | None = None) -> tuple[float, float]:
        """Return the smallest and the largest change of an ending over the models."""
        changes = [cell.change(ending, event) for cell in self.cells]
        return min(changes), max(changes)

    def as_json(self) -> dict[str, Any]:
        """Return every number as data."""

        def ranges(event: int | None) -> dict[str, list[float]]:
            return {ending.value: list(self.span(ending, event)) for ending in Ending}

        return {
            "first_ballot": list(self.first_ballot.probabilities),
            "models": [cell.as_json() for cell in self.cells],
            "single_model": len(self.cells) == 1,
            "change_over_models": ranges(None),
            "change_over_models_by_event": [ranges(event) for event in range(self.events)],
        }


def room_effect(
    first_ballot: FirstBallot,
    events: Events,
    rule: AnyRule,
    *,
    rule_without: AnyRule | None = None,
    entrants: Sequence[Entrant] | None = None,
    few_models: bool = False,
) -> RoomEffect:
    """Return what events change, in trials that differ in them alone.

    Parameters
    ----------
    first_ballot
        How many jurors vote guilty when the jury first votes, in every one of the trials.
    events
        What happens, or a function that gives it for the mean ballots of a deliberation.
    rule
        The votes that are a verdict; rules for fewer jurors where one may be removed.
    rule_without
        The rule of the trial without any event, where a change of rule is one; else `rule`.
    entrants
        The models; `room_line_up` where None.
    few_models
        Whether fewer than four models may be shown.

    Raises
    ------
    OutOfDomainError
        If there are fewer than four models and `few_models` is not set, there is no event, or a
        room cannot be: see `Room`.
    NotAbsorbingError
        If a court waits for ever and some jury never ends.

    Examples
    --------
    A rumour before the third ballot that wins one in ten of those for not guilty:

    >>> rumour = Rumour(when=AtBallot(3), strength=0.1)
    >>> found = room_effect(FirstBallot.known(6, 12), [rumour], DecisionRule.unanimous(12))
    >>> low, high = found.span(Ending.GUILTY)
    >>> print(f"{low:+.3f} to {high:+.3f} over {len(found.cells)} models")
    +0.052 to +0.106 over 5 models
    """
    if entrants is None:
        entrants = room_line_up(rule.rule_at(0, rule.jury_size))
    if len(entrants) < (1 if few_models else LEAST_MODELS):
        raise OutOfDomainError(
            Problem(
                "room_effect.entrants",
                f"{len(entrants)} models",
                "what an event changes differs from model to model, so a range is shown",
                f"{LEAST_MODELS} models or more; or few_models=True, and say that it is so",
            )
        )
    without = rule if rule_without is None else rule_without
    cells = tuple(_cell(first_ballot, events, (rule, without), entrant) for entrant in entrants)
    if not cells[0].but_one and without == rule:
        raise OutOfDomainError(
            Problem(
                "room_effect.events",
                "no event",
                "two trials are compared that differ in what happens in the room",
                "one event or more, or another rule",
            )
        )
    return RoomEffect(first_ballot=first_ballot, cells=cells)


def _cell(
    first_ballot: FirstBallot, events: Events, rules: tuple[AnyRule, AnyRule], entrant: Entrant
) -> RoomCell:
    plain = Room(entrant.model, rules[1], entrant.patience)
    without = plain.solve(first_ballot)
    happenings = tuple(events(without.outcome.mean_ballots or 0.0) if callable(events) else events)
    room = replace(plain, rule=rules[0], happenings=happenings)
    others = [happenings[:i] + happenings[i + 1 :] for i in range(len(happenings))]
    return RoomCell(
        model=entrant.name,
        without=without,
        found=room.solve(first_ballot),
        but_one=tuple(replace(room, happenings=left).solve(first_ballot) for left in others),
    )


def claimed_room_effect(
    claimed: ClaimedInfluence,
    rule: AnyRule,
    *,
    rumour: float,
    pressed_votes: float,
    entrants: Sequence[Entrant] | None = None,
) -> RoomEffect:
    """Return what the influences that a record claims would imply, each alone and together.

    The jury stands as the reported split says. A rumour, where one is claimed, is heard at once; a
    threat or pressure, where claimed, begins at once. That either was so is a claim; how strong it
    was is claimed by no one, and is the user's.

    Parameters
    ----------
    claimed
        The split and what is claimed, from `claimed_influences`.
    rule
        The votes that are a verdict.
    rumour
        The chance that the rumour converts a juror who votes not guilty, 0 to 1.
    pressed_votes
        Votes that are pressed, as expected in the time of a deliberation without pressure; 0 to
        1,000, and never more than one a ballot.
    entrants
        The models; `room_line_up` where None.

    Raises
    ------
    OutOfDomainError
        As `room_effect` does.
    """
    _PRESSED.check(pressed_votes, owner="claimed_room_effect")
    kinds = {event.kind for event in claimed.room}

    def events(length: float) -> list[Happening]:
        found: list[Happening] = []
        if RoomKind.RUMOUR in kinds:
            found.append(Rumour(when=AtBallot(0), strength=rumour))
        if kinds & {RoomKind.THREAT, RoomKind.PRESSURE}:
            pressure = min(1.0, pressed_votes / length) if length else 0.0
            found.append(Threat(when=AtBallot(0), pressure=pressure))
        return found

    split = FirstBallot.known(claimed.guilty_votes, claimed.jury_size)
    return room_effect(split, events, rule, entrants=entrants)
