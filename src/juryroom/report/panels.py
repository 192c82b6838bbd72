"""The panels that stand side by side: one a model over a grid, or one a reading over the models."""

from juryroom.effect.influence import MEANING, InfluenceKind
from juryroom.procedure.decision_rule import Ending
from juryroom.report.figures import Axis, Figure, Series, Spread, grid_panel, spread_panel
from juryroom.report.tables import ForecastRows, GridTable, ModelRows, has_clock
from juryroom.report.words import ENDINGS, hundredths, span

EXPLAINED = {
    InfluenceKind.RUMOUR: "A rumour acts once. Each juror who votes not guilty comes to vote guilty, "
    "independently of the others, with the chance shown.",
    InfluenceKind.PRESSURE: "Pressure lasts. At each ballot there is a chance that one juror who votes "
    "not guilty votes guilty without a change of mind. It is counted in pressed votes: how many are "
    "expected in a deliberation of ordinary length.",
}
_AXES = {
    InfluenceKind.RUMOUR: Axis(title="chance of conversion, in 100", ticks=(0, 25, 50, 75, 100)),
    InfluenceKind.PRESSURE: Axis(title="pressed votes expected", ticks=(0, 1, 2, 3, 4, 5, 6)),
}
_SCALE = {InfluenceKind.RUMOUR: 100.0, InfluenceKind.PRESSURE: 1.0}


def strength_shown(strength: float, kind: InfluenceKind) -> str:
    """Return a strength as the head of a column: of 100 for a rumour, pressed votes else.

    Examples
    --------
    >>> strength_shown(0.25, InfluenceKind.RUMOUR), strength_shown(0.5, InfluenceKind.PRESSURE)
    ('25', '0.5')
    """
    return f"{strength * _SCALE[kind]:g}"


def column_words(kind: InfluenceKind) -> str:
    """Return what the columns of a grid are, in the unit that is printed."""
    unit = ", in 100" if kind is InfluenceKind.RUMOUR else ""
    return MEANING[kind] + unit


def of_grid(grid: GridTable, prefix: str) -> tuple[tuple[ModelRows, Figure], ...]:
    """Return a panel for each model of a grid.

    Parameters
    ----------
    grid
        The models and their probabilities.
    prefix
        Starts every id, so that ids are unique on the page.
    """
    return tuple((rows, _grid_panel(grid, rows, prefix)) for rows in grid.models)


def _grid_panel(grid: GridTable, rows: ModelRows, prefix: str) -> Figure:
    places = [strength * _SCALE[grid.kind] for strength in grid.strengths]
    series = tuple(
        Series(ending=ending, points=tuple(zip(places, values, strict=True)))
        for ending, values in rows.values
    )
    ends = [
        f"{ENDINGS[ending]} {hundredths(values[0])} and {hundredths(values[-1])}"
        for ending, values in rows.values
    ]
    return grid_panel(
        f"{prefix}-{grid.kind}-{rows.model}",
        f"{rows.model} under {grid.kind}",
        f"Of 100 juries at the lowest and the highest strength: {'; '.join(ends)}. "
        "The table below gives every figure.",
        series,
        _AXES[grid.kind],
    )


def of_forecast(
    readings: tuple[ForecastRows, ...], prefix: str
) -> tuple[tuple[ForecastRows, Figure | None], ...]:
    """Return a panel for each reading, or None for one under which no model gives a figure."""
    return tuple((rows, _spread(rows, prefix) if rows.outcomes else None) for rows in readings)


def _spread(rows: ForecastRows, prefix: str) -> Figure:
    spreads = tuple(
        Spread(
            ending=ending,
            values=tuple(
                (model, outcome.probability[ending], has_clock(model))
                for model, outcome in rows.outcomes
            ),
        )
        for ending in Ending
    )
    said = [
        f"{ENDINGS[ending]} {span(*found)}" for ending in Ending if (found := rows.span(ending))
    ]
    return spread_panel(
        f"{prefix}-{rows.reading.id}",
        f"A new jury, given {rows.reading.words}",
        f"Over the models: {'; '.join(said)}. The table below gives every figure.",
        spreads,
    )
