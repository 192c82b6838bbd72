"""A model scored on a table of juries, without fitting anything to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from juryroom.catalog.reference import Reference
from juryroom.inference.forecasts import (
    DEFAULT_KIND,
    REFERENCE,
    Forecast,
    forecast_of,
    model_endings,
    reference_endings,
    scored_rows,
)
from juryroom.inference.scoring import (
    CLIP,
    RESAMPLES,
    CurvePoint,
    Forecasts,
    Measured,
    calibration_curve,
    measures,
)
from juryroom.inference.shown import with_kinds
from juryroom.inference.table import JuryTable
from juryroom.rng import Stream

MOST_NAMED = 20


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The scores of some of the juries.

    Parameters
    ----------
    juries, convicted
        How many there are, and how many of them convicted.
    measures
        Each measure with its interval.
    curve
        Forecasts against shares, by tenths.
    """

    juries: int
    convicted: int
    measures: Mapping[str, Measured]
    curve: tuple[CurvePoint, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        return {
            "juries": self.juries,
            "convicted": self.convicted,
            "measures": {name: each.as_json() for name, each in self.measures.items()},
            "curve": [each._asdict() for each in self.curve],
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A model's scores on a table that it was not fitted to here.

    Parameters
    ----------
    model
        What forecast.
    forecast
        The forecasts, and the table with the rows that could not be scored listed.
    overall
        The scores of all juries.
    parts
        The same by jury size and by source: ``{"6 jurors": ..., "NCSC": ...}``.
    endings_log_loss
        The mean log loss of what ending was seen, hung told apart where the source does; infinite
        where something seen had probability 0.
    impossible
        Rows to which the model gives probability 0.
    """

    model: str
    forecast: Forecast
    overall: Part
    parts: Mapping[str, Part]
    endings_log_loss: float
    impossible: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        loss = self.endings_log_loss
        return {
            "model": self.model,
            "clip": CLIP,
            "overall": self.overall.as_json(),
            "parts": {name: each.as_json() for name, each in self.parts.items()},
            "endings_log_loss": loss if np.isfinite(loss) else "infinite",
            "rows_given_probability_0": list(self.impossible),
            "table": self.forecast.table.as_json(),
        }


def score(
    table: JuryTable,
    model: str | Reference,
    *,
    stream: Stream,
    parameters: Mapping[str, float] | None = None,
    kind: str = DEFAULT_KIND,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> Score:
    """Score a model on the juries of a table; nothing is fitted to them.

    Parameters
    ----------
    table
        The juries.
    model
        The reference, or the name of a model, taken at its default parameters.
    stream
        Of the bootstrap.
    parameters
        Values for the model's parameters, and for extras such as ``slip``.
    kind
        What kind of jury a row is taken for, by the reference, where the table does not say.
    resamples
        Tables drawn anew, 100 or more.
    confidence
        Of intervals.

    Raises
    ------
    UnknownNameError
        If no model, or no parameter of it, has that name.
    OutOfDomainError
        If no row can be scored.

    Examples
    --------
    >>> from juryroom.catalog.reference import reference
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.rng import Streams
    >>> found = score(bundled_table("deliberations"), reference(), stream=Streams(1).at("score"))
    >>> found.overall.juries, round(found.overall.measures["log_loss"].value, 2)
    (2012, 0.28)
    """
    rows = scored_rows(with_kinds(table, kind))
    if isinstance(model, Reference):
        name, endings = REFERENCE, reference_endings(rows, model)
    else:
        name, endings = model, model_endings(rows, model, parameters)
    return score_forecast(
        name,
        forecast_of(rows, endings),
        stream=stream,
        resamples=resamples,
        confidence=confidence,
    )


def score_forecast(
    name: str, forecast: Forecast, *, stream: Stream, resamples: int, confidence: float = 0.95
) -> Score:
    """Return the scores of forecasts made by other means."""
    observations, forecasts = forecast.table.observations, forecast.forecasts
    weights = forecasts.bootstrap_weights(resamples, stream)

    def part(forecasts: Forecasts, weights: np.typing.NDArray[np.float64]) -> Part:
        return Part(
            juries=round(float(forecasts.juries.sum())),
            convicted=round(float(forecasts.juries @ forecasts.convicted)),
            measures=measures(forecasts, weights, confidence),
            curve=calibration_curve(forecasts),
        )

    parts: dict[str, Part] = {}
    labels = [
        *[(f"{size} jurors", "size", size) for size in forecast.table.jury_sizes],
        *[(source, "source", source) for source in forecast.table.sources if source],
    ]
    for label, by, value in labels:
        chosen = np.array(
            [(each.jury_size if by == "size" else each.source) == value for each in observations]
        )
        own = weights[:, chosen]
        parts[label] = part(forecasts.where(chosen), own[own.sum(axis=1) > 0])
    seen = forecast.ending_chance
    none = sorted({each.row for each, p in zip(observations, seen, strict=True) if not p > 0})
    with np.errstate(divide="ignore"):
        losses = -np.log(seen)
    return Score(
        model=name,
        forecast=forecast,
        overall=part(forecasts, weights),
        parts=parts,
        endings_log_loss=float(losses @ forecasts.juries / forecasts.juries.sum()),
        impossible=tuple(none),
    )
