"""Models side by side on one table: fitted, cross-validated, with intervals on differences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from juryroom.catalog.reference import Reference
from juryroom.errors import JuryroomError
from juryroom.inference.candidates import BASE_RATE, SATE_CHAIN, SATE_CURVE, Candidate, candidates
from juryroom.inference.forecasts import DEFAULT_KIND, forecast_of, scored_rows
from juryroom.inference.scoring import (
    CLIP,
    RESAMPLES,
    CurvePoint,
    Forecasts,
    Measured,
    calibration_curve,
    measured,
    measures,
)
from juryroom.inference.shown import with_kinds
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.rng import Stream

FOLDS = 10
AGAINST = (SATE_CHAIN, SATE_CURVE, BASE_RATE)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One candidate's place in a comparison.

    Parameters
    ----------
    candidate
        The model.
    folds
        Its measures where each jury is forecast by a fit to the other folds.
    by_source
        The same where each source is forecast by a fit to the other sources; None for one source.
    gains
        How much lower its log loss is than another's, by that name, on the same folds; then by jury
        size, ``"... 12 jurors"``, and by source left out, ``"... sources left out"``.
    curve
        Forecasts against shares, by tenths.
    """

    candidate: Candidate
    folds: Mapping[str, Measured]
    by_source: Mapping[str, Measured] | None
    gains: Mapping[str, Measured]
    curve: tuple[CurvePoint, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        model = self.candidate
        return {
            "model": model.name,
            "parameters": model.parameters,
            "values": dict(model.values),
            "log_likelihood": model.log_likelihood,
            "note": model.note,
            "cross_validated": {key: each.as_json() for key, each in self.folds.items()},
            "sources_left_out": (
                None
                if self.by_source is None
                else {key: each.as_json() for key, each in self.by_source.items()}
            ),
            "gains": {key: each.as_json() for key, each in self.gains.items()},
            "curve": [each._asdict() for each in self.curve],
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Models side by side.

    Parameters
    ----------
    table
        The juries, with the rows that could not be used listed.
    rows
        The models, from the lowest cross-validated log loss.
    left_out
        Models that do not apply, each with the reason.
    folds, seed
        How the table was parted.
    """

    table: JuryTable
    rows: tuple[Compared, ...]
    left_out: Mapping[str, str]
    folds: int
    seed: int

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "models": [each.as_json() for each in self.rows],
            "left_out": dict(self.left_out),
            "folds": self.folds,
            "seed": self.seed,
            "clip": CLIP,
            "table": self.table.as_json(),
        }


def compare(
    table: JuryTable,
    *,
    stream: Stream,
    names: Sequence[str] | None = None,
    estimate: Reference | None = None,
    kind: str = DEFAULT_KIND,
    folds: int = FOLDS,
    resamples: int = RESAMPLES,
    progress: Callable[[str, float], None] | None = None,
) -> Comparison:
    """Fit every model that applies to a table, and compare them on juries they were not fitted to.

    Parameters
    ----------
    table
        The juries.
    stream
        Of folds, draws and bootstrap.
    names
        Models to fit; by default all that apply, but for the slow.
    estimate
        The reference as shipped, to be compared too; leave it out where the table is what it was
        fitted to.
    kind
        What kind of jury a row is taken for where the table does not say.
    folds
        2 or more. Juries of one cluster stay together.
    resamples
        Of the paired bootstrap.
    progress
        Told what is being done, and how far it is, 0 to 1.

    Raises
    ------
    OutOfDomainError
        If no row can be scored.
    """
    tell = progress or _silent
    rows = scored_rows(with_kinds(table, kind))
    found, out = candidates(
        rows,
        names=names,
        estimate=estimate,
        stream=stream.at("draws"),
        tell=lambda words: tell(words, 0.0),
    )
    parts = fold_numbers(rows, folds, stream.at("folds"))
    sources = _numbers([each.source for each in rows.observations])
    several = len(set(sources.tolist())) > 1
    within: dict[str, Forecasts] = {}
    across: dict[str, Forecasts] = {}
    kept: list[Candidate] = []
    for place, each in enumerate(found):
        tell(f"cross-validation of {each.name}", place / len(found))
        try:
            within[each.name] = _held_out(rows, each, parts)
            if several:
                across[each.name] = _held_out(rows, each, sources)
        except JuryroomError as error:
            out[each.name] = f"in part of the table, {error.problems[0].found}"
            continue
        kept.append(each)
    tell("bootstrap", 1.0)
    weights = within[SATE_CHAIN].bootstrap_weights(resamples, stream.at("bootstrap"))
    compared = [_compared(rows, each, within, across, weights) for each in kept]
    compared.sort(key=lambda each: each.folds["log_loss_clipped"].value)
    return Comparison(table=rows, rows=tuple(compared), left_out=out, folds=folds, seed=stream.seed)


def _silent(_: str, __: float) -> None:
    """Say nothing."""


def fold_numbers(table: JuryTable, folds: int, stream: Stream) -> IntArray:
    """Return the fold of each observation; juries of one cluster are in one fold."""
    units = _numbers([each.cluster or f"row {each.row}" for each in table.observations])
    order = stream.generator().permutation(int(units.max()) + 1)
    return (order % folds)[units].astype(np.int64)


def _numbers(names: Sequence[str]) -> IntArray:
    order = {name: place for place, name in enumerate(sorted(set(names)))}
    return np.array([order[name] for name in names])


def _held_out(table: JuryTable, candidate: Candidate, parts: IntArray) -> Forecasts:
    """Return forecasts of every jury by fits to the other parts."""
    endings = np.empty((len(parts), 3))
    for part in np.unique(parts):
        inside = parts == part
        endings[inside] = candidate.learn((~inside).astype(np.float64))[inside]
    return forecast_of(table, endings).forecasts


def _compared(
    table: JuryTable,
    candidate: Candidate,
    within: Mapping[str, Forecasts],
    across: Mapping[str, Forecasts],
    weights: FloatArray,
) -> Compared:
    own = within[candidate.name]
    sizes = np.array([each.jury_size for each in table.observations])
    gains: dict[str, Measured] = {}
    for other in AGAINST:
        if other == candidate.name:
            continue
        apart = within[other].clipped_loss - own.clipped_loss
        gains[other] = _mean(apart, weights)
        for size in table.jury_sizes:
            some = sizes == size
            gains[f"{other}, {size} jurors"] = _mean(apart[some], weights[:, some])
        if across:
            left = across[other].clipped_loss - across[candidate.name].clipped_loss
            gains[f"{other}, sources left out"] = _mean(left, weights)
    return Compared(
        candidate=candidate,
        folds=measures(own, weights),
        by_source=measures(across[candidate.name], weights) if across else None,
        gains=gains,
        curve=calibration_curve(own),
    )


def _mean(values: FloatArray, weights: FloatArray) -> Measured:
    total = weights.sum(axis=1)
    kept = total > 0
    return measured(weights[kept] @ values / total[kept])
