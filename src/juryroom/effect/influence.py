"""Two ways in which an influence on the jury may act, and what each changes from a given split.

* A **rumour** acts once: each juror who votes not guilty comes to think and vote guilty,
  independently, with probability `strength`. It needs no clock, so it applies to every model.
* **Pressure** lasts: at each ballot there is a chance that one juror who votes not guilty votes
  guilty without a change of mind. It needs ballots, so it applies to models with a clock. One
  step of one model is not one step of another, so its `strength` is counted in pressed votes: the
  number expected in the time that deliberation takes, on average, without pressure. No more than one
  vote is pressed at a ballot: where deliberation is short, strengths beyond one a ballot are that one.

The effect is the difference between two trials that differ in the influence alone. How strong an
influence was in any jury room is not known; a grid shows what each strength would imply.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from typing import Any, final

import numpy as np

from juryroom.catalog.base_rates import BaseRate
from juryroom.catalog.line_up import Entrant, left_out, line_up
from juryroom.catalog.reference import REFERENCE, reference
from juryroom.catalog.reference_outcome import ReferenceOutcome
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.outcome import Outcome
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule, Ending

STRENGTH = Parameter("strength", 0, 1, "probability", "the chance that a rumour converts a juror")
RUMOUR_GRID = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
PRESSURE_GRID = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)


class InfluenceKind(StrEnum):
    """How an influence acts."""

    RUMOUR = "rumour"
    PRESSURE = "pressure"


GRIDS = {InfluenceKind.RUMOUR: RUMOUR_GRID, InfluenceKind.PRESSURE: PRESSURE_GRID}
MEANING = {
    InfluenceKind.RUMOUR: "chance that each juror who votes not guilty is converted",
    InfluenceKind.PRESSURE: "pressed votes expected in a deliberation of ordinary length",
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The outcome of one model under one influence of one strength.

    `per_ballot` is the chance of a pressed vote at each ballot of this model, 0 for a rumour.
    `intervals` holds what the data leave open about each ending, at 95 per cent: for the reference
    alone, because the other models run at parameters that are given.
    """

    model: str
    kind: InfluenceKind
    strength: float
    per_ballot: float
    outcome: Outcome
    intervals: tuple[tuple[Ending, tuple[float, float]], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the cell as data."""
        return {
            "model": self.model,
            "influence": str(self.kind),
            "strength": self.strength,
            "per_ballot": self.per_ballot,
            **self.outcome.as_json(),
            **(
                {"intervals_95": {str(e): list(span) for e, span in self.intervals}}
                if self.intervals
                else {}
            ),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceTable:
    """What every model gives from one split, over a grid of strengths of each influence.

    Parameters
    ----------
    guilty_votes
        Votes for guilty in the split from which deliberation goes on.
    cells
        One for each model, influence and strength; strength 0 is the trial without it.
    left_out
        Models to which an influence does not apply, with the reason.
    """

    guilty_votes: int
    rule: DecisionRule
    rate: BaseRate
    cells: tuple[Cell, ...]
    left_out: tuple[tuple[str, InfluenceKind, str], ...]

    def cell(self, model: str, kind: InfluenceKind, strength: float) -> Cell:
        """Return the cell of that model, influence and strength."""
        return next(
            c for c in self.cells if (c.model, c.kind, c.strength) == (model, kind, strength)
        )

    def span(self, kind: InfluenceKind, strength: float, ending: Ending) -> tuple[float, float]:
        """Return the smallest and the largest probability of `ending` over the models."""
        values = [
            c.outcome.probability[ending]
            for c in self.cells
            if c.kind is kind and c.strength == strength
        ]
        return min(values), max(values)

    def as_json(self) -> dict[str, Any]:
        """Return the table, its ranges and its assumptions as data."""
        return {
            "guilty_votes": self.guilty_votes,
            "jury_size": self.rule.jury_size,
            "rule": str(self.rule),
            "hung_rate": self.rate.as_json(),
            "cells": [cell.as_json() for cell in self.cells],
            "strength_means": {str(kind): words for kind, words in MEANING.items()},
            "ranges": [
                {
                    "influence": str(kind),
                    "strength": strength,
                    **{str(ending): list(self.span(kind, strength, ending)) for ending in Ending},
                }
                for kind, grid in GRIDS.items()
                for strength in grid
            ],
            "left_out": [
                {"model": model, "influence": str(kind), "why": why}
                for model, kind, why in self.left_out
            ],
        }


def after_rumour(first_ballot: FirstBallot, strength: float) -> FirstBallot:
    """Return the split after a rumour that converts each not-guilty voter with that probability.

    Parameters
    ----------
    first_ballot
        The split when the rumour is heard.
    strength
        Probability of conversion, 0 to 1, independent from juror to juror.

    Examples
    --------
    Six of six converted is one chance in 64 when each conversion is even:

    >>> after_rumour(FirstBallot.known(6, 12), 0.5).probabilities[12] * 64
    1.0
    """
    STRENGTH.check(strength, owner="rumour")
    before = np.asarray(first_ballot.probabilities)
    size = len(before) - 1
    after = np.zeros(size + 1)
    for votes in range(size + 1):
        others = size - votes
        for moved in range(others + 1):
            chance = comb(others, moved) * strength**moved * (1 - strength) ** (others - moved)
            after[votes + moved] += before[votes] * chance
    return FirstBallot.distribution(after / after.sum())


def influence_table(guilty_votes: int, rule: DecisionRule, rate: BaseRate) -> InfluenceTable:
    """Return what the reference and every model give, with and without each influence.

    Parameters
    ----------
    guilty_votes
        Votes for guilty in the split, 0 to the jury size.
    rule
        The decision rule in force.
    rate
        The published hung rate to which each model's court is calibrated.
    """
    entrants = line_up(rule, rate)
    start = FirstBallot.known(guilty_votes, rule.jury_size)
    cells = [*_reference_cells(start, rule)]
    cells += [cell for entrant in entrants for cell in _cells(entrant, start)]
    return InfluenceTable(
        guilty_votes=guilty_votes,
        rule=rule,
        rate=rate,
        cells=tuple(cells),
        left_out=(*_clockless(entrants), *_outside(rule)),
    )


def _clockless(entrants: tuple[Entrant, ...]) -> Iterator[tuple[str, InfluenceKind, str]]:
    for entrant in entrants:
        if not entrant.has_clock:
            why = "it has no ballots, so nothing can last through them"
            yield entrant.name, InfluenceKind.PRESSURE, why


def _outside(rule: DecisionRule) -> Iterator[tuple[str, InfluenceKind, str]]:
    for name, why in left_out(rule):
        for kind in InfluenceKind:
            yield name, kind, why


def _reference_cells(start: FirstBallot, rule: DecisionRule) -> Iterator[Cell]:
    estimate = reference()
    for strength in RUMOUR_GRID:
        found = estimate.outcome(after_rumour(start, strength), rule)
        yield _reference_cell(InfluenceKind.RUMOUR, strength, 0.0, found)
    length = estimate.outcome(start, rule).mean.mean_ballots or 0.0
    for strength in PRESSURE_GRID:
        per_ballot = min(1.0, strength / length) if length else 0.0
        found = estimate.outcome(start, rule, pressure=per_ballot)
        yield _reference_cell(InfluenceKind.PRESSURE, strength, per_ballot, found)


def _reference_cell(
    kind: InfluenceKind, strength: float, per_ballot: float, found: ReferenceOutcome
) -> Cell:
    spans = [(ending, found.interval(ending)) for ending in Ending]
    return Cell(
        model=REFERENCE,
        kind=kind,
        strength=strength,
        per_ballot=per_ballot,
        outcome=found.mean,
        intervals=tuple((ending, (span.low, span.high)) for ending, span in spans),
    )


def _cells(entrant: Entrant, start: FirstBallot) -> Iterator[Cell]:
    for strength in RUMOUR_GRID:
        outcome = entrant.trial(after_rumour(start, strength)).solve()
        yield _cell(entrant, InfluenceKind.RUMOUR, strength, 0.0, outcome)
    length = entrant.trial(start).solve().mean_ballots
    for strength in PRESSURE_GRID if length is not None else ():
        # A split that is a verdict already has no ballots left in which a vote could be pressed.
        per_ballot = min(1.0, strength / length) if length else 0.0
        outcome = entrant.trial(start, pressure=per_ballot).solve()
        yield _cell(entrant, InfluenceKind.PRESSURE, strength, per_ballot, outcome)


def _cell(
    entrant: Entrant, kind: InfluenceKind, strength: float, per_ballot: float, outcome: Outcome
) -> Cell:
    return Cell(
        model=entrant.name, kind=kind, strength=strength, per_ballot=per_ballot, outcome=outcome
    )
