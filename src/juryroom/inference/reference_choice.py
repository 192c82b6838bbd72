"""How the priors of the reference were chosen, and a second sampler's view of its posterior.

Candidates differ in how far sizes and kinds may lie from the published constants. Each is judged by
the log loss on juries it was not fitted to: in ten folds, and with whole sources left out. Of those
whose gains, summed, come within 0.0005 of the best, the widest priors are taken. Every candidate
that was tried is in the report. The priors of the hazard are not chosen so, for hardly a row tells
hung from acquitted; what narrower ones would change is in the report too.
"""

from typing import Any

import numpy as np

from juryroom.inference.batch_posterior import posterior_draws
from juryroom.inference.compare import fold_numbers
from juryroom.inference.ensemble import ensemble_draws
from juryroom.inference.forecasts import forecast_of, model_endings
from juryroom.inference.reference_fit import SEED, fit_reference, shipped_table
from juryroom.inference.reference_model import NAMES, Priors, ReferenceDensity
from juryroom.inference.scoring import Forecasts, Measured, measured, measures
from juryroom.inference.table import JuryTable, MissingVerdict
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.rng import Stream, Streams

DRAWS = 4_000
RESAMPLES = 1_000
WALKERS, STEPS = 120, 6_000
NO_KINDS = 0.001
"""Stands for a standard deviation of 0: the kinds do not differ."""

OWN = ((0.2, 0.1), (0.3, 0.1), (0.3, 0.2), (0.5, 0.2), (1.0, 0.5), (1.0, 1.0))
BY_KIND = ((NO_KINDS, NO_KINDS), (0.2, 0.1), (0.4, 0.2), (0.6, 0.3))
HAZARDS = ((0.5, 0.25), (0.25, 0.25))


def candidates() -> list[Priors]:
    """Return every candidate, from the narrowest."""
    return [
        Priors(slope=slope, bias=bias, kind_slope=kind_slope, kind_bias=kind_bias)
        for slope, bias in OWN
        for kind_slope, kind_bias in BY_KIND
    ]


def narrower_hazards() -> list[Priors]:
    """Return the priors that ship, but for a hazard that is held closer to published hung rates."""
    return [Priors(hazard=hazard, kind_hazard=by_kind) for hazard, by_kind in HAZARDS]


def choice_report(*, quick: bool = False, seed: int = SEED) -> dict[str, Any]:
    """Return what was tried, and how the shipped draws compare with an independent sampler's.

    Parameters
    ----------
    quick
        Two candidates and a short chain, to see that it works.
    seed
        Of folds, draws and bootstrap.
    """
    stream = Streams(seed).at("reference", "choice")
    tried = candidates()[:2] if quick else candidates()
    narrow = [] if quick else narrower_hazards()
    shipped = Priors()
    return {
        "schema": "juryroom-reference-choice/1",
        "seed": seed,
        "data": {"name": "deliberations", "sha256": shipped_table().sha256},
        "tried": [judged(each, MissingVerdict.HUNG, stream) for each in tried],
        "narrower_hazards": [judged(each, MissingVerdict.HUNG, stream) for each in narrow],
        "shipped": {
            missing.value: judged(shipped, missing, stream)
            for missing in (MissingVerdict.HUNG, MissingVerdict.DROPPED)
        },
        "second_sampler": second_sampler(60 if quick else STEPS, seed),
    }


def judged(priors: Priors, missing: MissingVerdict, stream: Stream) -> dict[str, Any]:
    """Return how one candidate forecasts juries it was not fitted to, against sate's chain.

    Whatever is assumed of missing verdicts when it is fitted, juries without one are not scored.
    """
    fitted, scored = shipped_table(missing), shipped_table(MissingVerdict.DROPPED)
    density = ReferenceDensity(fitted, priors)
    folds = fold_numbers(fitted, 10, stream.at("folds"))
    names = sorted(set(fitted.sources))
    sources = np.array([names.index(each.source) for each in fitted.observations])
    draws = stream.at("draws")
    within = _held_out(density, priors, folds, scored, draws)
    across = _held_out(density, priors, sources, scored, draws)
    published = forecast_of(scored, model_endings(scored, "tug-of-war")).forecasts
    weights = within.bootstrap_weights(RESAMPLES, stream.at("bootstrap"))
    every = measures(within, weights)
    sizes = np.array([each.jury_size for each in scored.observations])
    gain = published.clipped_loss - within.clipped_loss
    total = weights.sum(axis=1)
    gains: dict[str, Measured] = {
        "ten folds": measured(weights @ gain / total),
        "sources left out": measured(
            weights @ (published.clipped_loss - across.clipped_loss) / total
        ),
    }
    for size in scored.jury_sizes:
        own = sizes == size
        gains[f"ten folds, {size} jurors"] = measured(
            weights[:, own] @ gain[own] / weights[:, own].sum(axis=1)
        )
    return {
        "standard_deviations": {
            name: getattr(priors, name)
            for name in ("slope", "bias", "kind_slope", "kind_bias", "hazard", "kind_hazard")
        },
        "gains": {name: _rounded(each) for name, each in gains.items()},
        "measures": {name: _rounded(each) for name, each in every.items()},
    }


def _held_out(
    density: ReferenceDensity, priors: Priors, parts: IntArray, scored: JuryTable, stream: Stream
) -> Forecasts:
    endings = np.empty((len(parts), 3))
    for part in np.unique(parts):
        inside = parts == part
        other = density.weighted((~inside).astype(np.float64))
        found = posterior_draws(other, priors.centre, DRAWS, stream.at(int(part)))
        endings[inside] = density.weighted_endings(found.theta, found.weights)[inside]
    place = {each.row: at for at, each in enumerate(density.table.observations)}
    chosen = [place[each.row] for each in scored.observations]
    return forecast_of(scored, endings[chosen]).forecasts


def second_sampler(steps: int, seed: int = SEED) -> dict[str, Any]:
    """Return how far the posterior of an ensemble sampler lies from the one that ships."""
    density = ReferenceDensity(shipped_table())
    first = fit_reference(seed=seed)
    stream = Streams(seed).at("reference", "ensemble")
    start = first.equal(WALKERS, stream.at("start"))
    drawn = ensemble_draws(density, start, steps, stream.at("walk")).reshape(-1, len(NAMES))
    mean = first.mean()
    deviation: FloatArray = np.sqrt(first.weights @ (first.theta - mean) ** 2)
    apart = (drawn.mean(axis=0) - mean) / deviation
    ratio = drawn.std(axis=0) / deviation
    return {
        "method": "ensemble of walkers with stretch moves (Goodman & Weare 2010)",
        "walkers": WALKERS,
        "steps": steps,
        "means_apart_in_standard_deviations": {
            name: round(float(each), 3) for name, each in zip(NAMES, apart, strict=True)
        },
        "ratio_of_standard_deviations": {
            name: round(float(each), 3) for name, each in zip(NAMES, ratio, strict=True)
        },
    }


def _rounded(each: Measured) -> dict[str, Any]:
    return {
        name: round(value, 5) if isinstance(value, float) else value
        for name, value in each.as_json().items()
    }
