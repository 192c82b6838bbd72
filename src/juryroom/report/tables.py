"""The tables of figures: what each model gives, and the lowest and highest over the models.

Nothing is computed here but the smallest and the largest of numbers that the bundle holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from juryroom.catalog.reference import REFERENCE, reference
from juryroom.deliberation.interface import Scheme
from juryroom.deliberation.registry import models
from juryroom.effect.influence import GRIDS, MEANING, Cell, InfluenceKind, InfluenceTable
from juryroom.forecast.new_jury import Reading
from juryroom.forecast.next_steps import NextStep
from juryroom.outcome.outcome import Outcome
from juryroom.procedure.decision_rule import Ending
from juryroom.procedure.retrial import RetrialAnswer
from juryroom.procedure.retrial_checks import Check, Finding
from juryroom.procedure.statements import Admissibility
from juryroom.report.words import spaced, unique

Span = tuple[float, float]


def shown_strength(kind: InfluenceKind) -> float:
    """Return the strength that a short table shows: the middle of the grid, and no estimate.

    Examples
    --------
    >>> shown_strength(InfluenceKind.PRESSURE)
    2.0
    """
    grid = GRIDS[kind]
    return grid[len(grid) // 2]


def has_clock(model: str) -> bool:
    """Whether the model of that name moves ballot by ballot."""
    return model == REFERENCE or not issubclass(models()[model], Scheme)


def says(model: str) -> str:
    """Return the model of that name in one sentence, from its card."""
    if model == REFERENCE:
        return f"Fitted to juries that were observed: {reference().about}."
    return models()[model].card.says


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRows:
    """What one model gives along a grid: for each ending, one probability a strength."""

    model: str
    clock: bool
    says: str
    values: tuple[tuple[Ending, tuple[float, ...]], ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRows:
    """The lowest and the highest over some models along a grid, for each ending."""

    name: str
    spans: tuple[tuple[Ending, tuple[Span, ...]], ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GridTable:
    """Every model over the grid of one influence."""

    kind: InfluenceKind
    meaning: str
    strengths: tuple[float, ...]
    models: tuple[ModelRows, ...]
    ranges: tuple[RangeRows, ...]
    left_out: tuple[tuple[str, str], ...]


def grid_table(table: InfluenceTable, kind: InfluenceKind) -> GridTable:
    """Return every model over the grid of an influence, models with a clock first."""
    strengths = GRIDS[kind]
    cells = [cell for cell in table.cells if cell.kind is kind]
    names = sorted(unique(cell.model for cell in cells), key=lambda name: not has_clock(name))
    rows = tuple(_model_rows(cells, name, strengths) for name in names)
    ranges = [range_rows(f"all {len(rows)} models", rows)] if rows else []
    clocked = tuple(row for row in rows if row.clock)
    if clocked and len(clocked) < len(rows):
        ranges.append(range_rows(f"the {len(clocked)} models with a clock", clocked))
    return GridTable(
        kind=kind,
        meaning=MEANING[kind],
        strengths=strengths,
        models=rows,
        ranges=tuple(ranges),
        left_out=tuple((name, why) for name, left, why in table.left_out if left is kind),
    )


def _model_rows(cells: Iterable[Cell], model: str, strengths: tuple[float, ...]) -> ModelRows:
    outcome = {cell.strength: cell.outcome for cell in cells if cell.model == model}
    return ModelRows(
        model=model,
        clock=has_clock(model),
        says=says(model),
        values=tuple(
            (ending, tuple(outcome[strength].probability[ending] for strength in strengths))
            for ending in Ending
        ),
    )


def range_rows(name: str, rows: tuple[ModelRows, ...]) -> RangeRows:
    """Return the lowest and the highest over models, at every strength and for each ending."""

    def spans(place: int) -> tuple[Span, ...]:
        columns = zip(*(row.values[place][1] for row in rows), strict=True)
        return tuple((min(column), max(column)) for column in columns)

    return RangeRows(
        name=name, spans=tuple((ending, spans(place)) for place, ending in enumerate(Ending))
    )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRows:
    """What the models give for a new jury under one reading of the first one's split.

    `silent` names the models under which what is known cannot happen, with the reason they give.
    """

    reading: Reading
    outcomes: tuple[tuple[str, Outcome], ...]
    silent: tuple[str, ...]
    why_silent: str

    def span(self, ending: Ending, *, clock_only: bool = False) -> Span | None:
        """Return the lowest and the highest over the models that give a figure."""
        found = [
            outcome.probability[ending]
            for model, outcome in self.outcomes
            if has_clock(model) or not clock_only
        ]
        return (min(found), max(found)) if found else None

    @property
    def ranges(self) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        """The lowest and the highest for each ending: over all, and over those with a clock."""
        clocked = [model for model, _ in self.outcomes if has_clock(model)]
        groups = [(f"all {len(self.outcomes)} models with a figure", False)]
        if clocked and len(clocked) < len(self.outcomes):
            groups.append((f"the {len(clocked)} models with a clock", True))
        return tuple(
            (name, tuple(span for e in Ending if (span := self.span(e, clock_only=only))))
            for name, only in groups
            if self.outcomes
        )


def forecast_rows(step: NextStep) -> tuple[ForecastRows, ...]:
    """Return the forecast of a step, one entry a reading, models with a clock first."""
    found: list[ForecastRows] = []
    for reading in step.readings:
        given = [p for p in step.predictions if p.reading == reading.id]
        given.sort(key=lambda p: not has_clock(p.model))
        found.append(
            ForecastRows(
                reading=reading,
                outcomes=tuple((p.model, p.outcome) for p in given if p.outcome is not None),
                silent=tuple(p.model for p in given if p.outcome is None),
                why_silent=next((p.why_not for p in given if p.why_not), ""),
            )
        )
    return tuple(found)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingRow:
    """Headings of one account that have one answer."""

    headings: tuple[str, ...]
    answer: Admissibility


def hearing_rows(answers: Iterable[Admissibility]) -> tuple[HearingRow, ...]:
    """Return the answers on one account, headings with the same answer and rule together."""
    groups: dict[tuple[str, ...], list[Admissibility]] = {}
    for answer in answers:
        key = (answer.answer.value, answer.rule, answer.authority, answer.besides)
        groups.setdefault(key, []).append(answer)
    return tuple(
        HearingRow(headings=tuple(spaced(a.heading) for a in group), answer=group[0])
        for group in groups.values()
    )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RetrialRow:
    """Counts to which the question of another trial has one answer, for the same reasons."""

    counts: tuple[str, ...]
    answer: RetrialAnswer

    @property
    def decisive(self) -> tuple[Check, ...]:
        """The checks that found something."""
        return tuple(c for c in self.answer.checks if c.finding is not Finding.NOTHING)

    @property
    def others(self) -> tuple[Check, ...]:
        """The checks that found nothing either way."""
        return tuple(c for c in self.answer.checks if c.finding is Finding.NOTHING)


def retrial_rows(steps: Iterable[NextStep]) -> tuple[RetrialRow, ...]:
    """Return the answers on another trial, counts with one and the same answer together."""
    groups: list[tuple[RetrialAnswer, list[str]]] = []
    for step in steps:
        alike = next((counts for answer, counts in groups if answer == step.retrial), None)
        if alike is None:
            groups.append((step.retrial, [step.count_id]))
        else:
            alike.append(step.count_id)
    return tuple(RetrialRow(counts=tuple(counts), answer=answer) for answer, counts in groups)
