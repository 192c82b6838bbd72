"""The reference estimate made again from the data: ``python -m juryroom.inference.reference_fit``.

It fits the hierarchical model of `juryroom.inference.reference_model` to the deliberations of the
package, under each assumption about juries without a recorded verdict, and writes the draws that
`juryroom.catalog.reference` reads. The same machine and libraries give the same bytes.
"""

import sys
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

import numpy as np

from juryroom.catalog.reference import FOLDER, Reference, estimate_name
from juryroom.inference.batch_posterior import WeightedDraws, posterior_draws
from juryroom.inference.bundled import bundled_table
from juryroom.inference.reference_model import (
    KINDS,
    NAMES,
    SIZES,
    Priors,
    ReferenceDensity,
    reference_table,
    settings_at,
)
from juryroom.inference.table import Assumptions, JuryTable, MissingVerdict
from juryroom.markov.arrays import FloatArray
from juryroom.provenance import canonical_json
from juryroom.rng import Streams

SEED = 20261121
DRAWS = 40_000
SHIPPED = 2_000
PLACES = 4
"""Decimals on the line: a change in the last moves no probability by more than 0.0001."""

PACE_CENTRE, PACE_SPREAD = 40.0, 0.7
"""Minutes a ballot, assumed: see `PACE_NOTE`."""

PACE_NOTE = (
    "assumed, not fitted: 559 Oregon civil juries of twelve, nine to decide, took 133 minutes on "
    "average, which is 40 minutes a ballot where all first ballots are equally likely; fitting the "
    "first ballots too gives 104, for the two cannot be told apart without recorded first ballots"
)

_LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def shipped_table(missing: MissingVerdict = MissingVerdict.HUNG) -> JuryTable:
    """Return the deliberations of the package as the reference is fitted to them."""
    found = bundled_table("deliberations", Assumptions(missing_verdict=missing))
    return reference_table(found)


def fit_reference(
    table: JuryTable | None = None,
    priors: Priors | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> WeightedDraws:
    """Return the posterior of the reference model for a table; by default for ours.

    Raises
    ------
    OutOfDomainError
        If the draws cannot be trusted, or a row is none that the model takes.
    """
    chosen = priors or Priors()
    density = ReferenceDensity(shipped_table() if table is None else table, chosen)
    stream = Streams(seed).at("reference", "posterior")
    return posterior_draws(density, chosen.centre, draws, stream).checked("reference posterior")


def estimate(missing: MissingVerdict, seed: int = SEED) -> dict[str, object]:
    """Return the estimate as it is shipped, under one assumption about missing verdicts."""
    table, priors = shipped_table(missing), Priors()
    found = fit_reference(table, priors, seed=seed)
    stream = Streams(seed).at("reference", "shipped")
    theta = found.equal(SHIPPED, stream.at("chosen"))
    theta = theta[stream.at("order").generator().permutation(SHIPPED)]
    other = stream.at("beyond").generator().standard_normal((SHIPPED, 3))
    pace = log(PACE_CENTRE) + PACE_SPREAD * other[:, 2]
    columns = [theta, other[:, :2], pace[:, None]]
    return {
        "schema": "juryroom-estimate/1",
        "name": "reference",
        "version": "2026-11",
        "missing_verdict": missing.value,
        "made_by": "python -m juryroom.inference.reference_fit",
        "seed": seed,
        "data": {key: value for key, value in table.as_json().items() if key != "rows_left_out"}
        | {"rows_left_out": dict(table.reasons())},
        "priors": priors.as_json(),
        "posterior": {
            "method": "importance sampling from a Student-t of 8 degrees at the mode",
            "draws": DRAWS,
            "effective": round(found.effective),
            "pareto_k": round(found.pareto_k, 2),
        },
        "beyond_sizes": {
            "slope": round(priors.slope * 2**0.5, 6),
            "bias": round(priors.bias * 2**0.5, 6),
            "note": "between and beyond juries of 6 and 12 slope (in log-odds) and bias walk at "
            "random in the logarithm of the size, with these standard deviations per doubling",
        },
        "pace": PACE_NOTE,
        "summary": summary(theta),
        "columns": [*NAMES, "beyond_slope", "beyond_bias", "log_minutes_per_ballot"],
        "draws": [[round(float(v), PLACES) for v in row] for row in np.hstack(columns)],
    }


def summary(theta: FloatArray) -> dict[str, Mapping[str, Sequence[float]]]:
    """Return mean and quantiles of each number of the chain, by size and kind.

    Each entry: mean, then the 2.5, 10, 25, 50, 75, 90 and 97.5 per cent points.
    """
    found: dict[str, Mapping[str, Sequence[float]]] = {}
    for size in SIZES:
        for kind in KINDS:
            settings = settings_at(theta, size, kind)
            found[f"{kind}, {size} jurors"] = {
                name: _described(values) for name, values in settings._asdict().items()
            }
    return found


def _described(values: FloatArray) -> list[float]:
    points = [float(values.mean()), *(float(q) for q in np.quantile(values, _LEVELS))]
    return [float(f"{point:.4g}") for point in points]


def as_text(made: Mapping[str, object]) -> str:
    """Return an estimate as its file holds it: canonical JSON, but one line for each draw."""
    draws = made["draws"]
    assert isinstance(draws, list)
    rows = ",\n".join("    [" + ", ".join(f"{v:g}" for v in row) + "]" for row in draws)
    text = canonical_json({**made, "draws": []})
    return text.replace('"draws": []', f'"draws": [\n{rows}\n  ]')


def write(folder: Path, seed: int = SEED) -> list[Path]:
    """Write the estimates into a folder and return their paths."""
    paths: list[Path] = []
    for missing in (MissingVerdict.HUNG, MissingVerdict.DROPPED):
        path = folder / estimate_name(missing.value)
        path.write_text(as_text(estimate(missing, seed)), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def main() -> None:
    """Write the estimates where the package reads them, and say how they were made."""
    for path in write(FOLDER):
        text = Reference.read(path).about
        sys.stdout.write(f"{path.name}: {text}\n")


if __name__ == "__main__":
    main()
