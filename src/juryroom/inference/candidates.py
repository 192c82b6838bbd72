"""What is compared: models fitted to part of a table, and curves that are as published.

Each candidate gives, for weights that say which juries it may learn from, the probability of each
ending of every jury of the table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

import numpy as np

from juryroom.catalog.reference import Reference
from juryroom.deliberation.registry import known_models
from juryroom.errors import JuryroomError
from juryroom.inference.batch_posterior import posterior_draws
from juryroom.inference.families import family_for
from juryroom.inference.forecasts import model_endings, reference_endings
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.maximum import maximise
from juryroom.inference.reference_model import NAMES, Priors, ReferenceDensity
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream

SATE_CHAIN = "sate's chain"
"""The tug of war at the constants of the R package sate."""

SATE_CURVE = "sate's curve"
"""The logistic curve of its first release, as published."""

_CURVE_NOTE = "its author fitted it to data that hold the deliberations of this package"
BASE_RATE = "base rate"
REFERENCE_FITTED = "reference model"
REFERENCE_SHIPPED = "reference as shipped"
SLOW = ("private-public",)
"""Models a single fit of which takes seconds: compared only when they are named."""

DRAWS = 4_000

Learn = Callable[[FloatArray], FloatArray]


@final
@dataclass(frozen=True, eq=False)
class Candidate:
    """A model among others.

    Parameters
    ----------
    name
        What it is called in the table of the comparison.
    parameters
        How many numbers are fitted; 0 for one that is taken as published.
    learn
        From weights of the observations to the probability of each ending of every observation.
    values
        The numbers fitted to all juries, by name.
    log_likelihood
        Of all juries at those numbers; None where there is none.
    note
        What a reader must know of it, or nothing.
    """

    name: str
    parameters: int
    learn: Learn
    values: Mapping[str, float] = field(default_factory=dict[str, float])
    log_likelihood: float | None = None
    note: str = ""


def candidates(
    table: JuryTable,
    *,
    names: Sequence[str] | None,
    estimate: Reference | None,
    stream: Stream,
    tell: Callable[[str], None],
) -> tuple[list[Candidate], dict[str, str]]:
    """Return the candidates for a table, and those left out with the reason.

    Parameters
    ----------
    table
        Rows that can be scored.
    names
        Models to fit; every one that applies by default, but for the slow.
    estimate
        The reference as shipped, where the table is not what it was fitted to.
    stream
        Of the posterior draws.
    tell
        Told what is being done.
    """
    found = [
        Candidate(SATE_CHAIN, 0, _fixed(model_endings(table, "tug-of-war"))),
        Candidate(SATE_CURVE, 0, _fixed(model_endings(table, "pooled-logistic")), note=_CURVE_NOTE),
        Candidate(BASE_RATE, 1, _base_rate(table)),
    ]
    out: dict[str, str] = {}
    if estimate is not None:
        found.append(Candidate(REFERENCE_SHIPPED, 0, _fixed(reference_endings(table, estimate))))
    if names is None or REFERENCE_FITTED in names or "reference" in names:
        tell("fitting the reference model")
        _add(found, out, REFERENCE_FITTED, lambda: _reference(table, stream))
    for name in known_models() if names is None else names:
        if name in {REFERENCE_FITTED, "reference"}:
            continue
        if names is None and name in SLOW:
            out[name] = "a fit takes seconds; name it to have it compared"
            continue
        tell(f"fitting {name}")
        _add(found, out, name, lambda name=name: _family(table, name))
    return found, out


def _add(
    found: list[Candidate], out: dict[str, str], name: str, make: Callable[[], Candidate]
) -> None:
    """Add a candidate, or the reason why it does not apply."""
    try:
        found.append(make())
    except JuryroomError as error:
        problem = error.problems[0]
        out[name] = f"{problem.found}: {problem.rule}"


def _fixed(endings: FloatArray) -> Learn:
    return lambda _: endings


def _base_rate(table: JuryTable) -> Learn:
    """Return the share of juries of each size that convicted, among those it may learn from."""
    convicted = np.array([float(bool(each.convicted)) for each in table.observations])
    juries = np.array([float(each.juries) for each in table.observations])
    sizes = np.array([each.jury_size for each in table.observations])

    def learn(weights: FloatArray) -> FloatArray:
        counts = weights * juries
        overall = float(counts @ convicted / counts.sum())
        share = np.full(len(sizes), overall)
        for size in np.unique(sizes):
            own = sizes == size
            if counts[own].sum() > 0:
                share[own] = counts[own] @ convicted[own] / counts[own].sum()
        return np.column_stack([share, 1 - share, np.zeros(len(share))])

    return learn


def _family(table: JuryTable, name: str) -> Candidate:
    """Return a model fitted by maximum likelihood.

    The slip is freed where the model would give some jury probability 0.
    """
    family = (
        family_for(name, table) if _has_free(name, table) else family_for(name, table, slip=True)
    )
    likelihood = Likelihood(table, family)
    note = ""
    if not family.has("slip") and likelihood.impossible_rows(family.start()):
        family = family_for(name, table, slip=True)
        likelihood = Likelihood(table, family)
    if family.has("slip"):
        note = "with a slip"
    likelihood.check_possible(family.start())
    best = maximise(likelihood, family.start())

    def learn(weights: FloatArray) -> FloatArray:
        part = maximise(likelihood.weighted(weights), best.theta, starts=1)
        return likelihood.endings(part.theta)

    values = family.values(best.theta)
    return Candidate(
        name,
        len(family.free),
        learn,
        {each: values[each] for each in family.names},
        best.value,
        note,
    )


def _has_free(name: str, table: JuryTable) -> bool:
    """Whether a model has a number of its own to fit."""
    try:
        family_for(name, table)
    except JuryroomError:
        return False
    return True


def _reference(table: JuryTable, stream: Stream) -> Candidate:
    """Return the hierarchical model, its posterior taken anew for each part."""
    density, priors = ReferenceDensity(table), Priors()
    whole = posterior_draws(density, priors.centre, DRAWS, stream.at("whole"))
    checked = whole.checked("reference model")
    calls = iter(range(1_000_000))

    def learn(weights: FloatArray) -> FloatArray:
        part = density.weighted(weights)
        own = stream.at("part", next(calls))
        found = posterior_draws(part, checked.mode, DRAWS, own)
        return density.weighted_endings(found.theta, found.weights)

    value = float(density.log_likelihood(checked.mode[None])[0])
    values = dict(zip(NAMES, (float(v) for v in checked.mean()), strict=True))
    note = "numbers on the line, held by priors; log-likelihood at the mode"
    return Candidate(REFERENCE_FITTED, len(NAMES), learn, values, value, note)
