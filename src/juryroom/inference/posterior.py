"""A posterior by importance sampling: draws from a Student-t at the mode, weighed and checked.

For a few parameters this takes a second and needs nothing but NumPy. What it returns is checked
(Pareto k, effective sample size) and refused where it fails; `sampler.sample` then is the way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import lgamma, log, pi
from typing import final

import numpy as np

from juryroom.errors import Problem, UnknownNameError, nearest
from juryroom.inference.diagnostics import (
    LARGEST_PARETO_K,
    LEAST_EFFECTIVE,
    refuse_unreliable,
    smoothed,
)
from juryroom.inference.families import Family
from juryroom.inference.likelihood import Likelihood, Valued
from juryroom.inference.maximum import Maximum, inverse, maximise
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter
from juryroom.rng import Stream

DEGREES = 5
"""Degrees of freedom of the proposal: tails heavier than those of any posterior met here."""

_ROUNDS = 4
_DRAWS = Parameter("draws", 1000, 1_000_000, "none", "the draws in each round", whole=True)
_SPREAD = Parameter("spread", 1e-6, 1e6, "none", "the standard deviation of a prior on the line")


@final
@dataclass(frozen=True, slots=True)
class Prior:
    """A normal prior on the line of a parameter's scale.

    Parameters
    ----------
    centre
        Of the parameter, in its own unit.
    spread
        Standard deviation on the line: log-odds, logarithm, or the value itself.
    """

    centre: float
    spread: float

    def __post_init__(self) -> None:
        _SPREAD.check(self.spread, owner="Prior")


def priors_for(family: Family, given: Mapping[str, Prior] | None = None) -> dict[str, Prior]:
    """Return the prior of every free parameter: those given, the defaults for the others.

    Parameters
    ----------
    family
        What is free.
    given
        By name; with or without a source in brackets.

    Raises
    ------
    UnknownNameError
        If a name is that of nothing free.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.inference.families import family_for
    >>> family = family_for("tug-of-war", bundled_table("deliberations"))
    >>> priors_for(family, {"bias": Prior(1, 0.2)})
    {'slope': Prior(centre=0.5, spread=1.0), 'bias': Prior(centre=1, spread=0.2)}
    """
    own = dict(given or {})
    for name in own:
        known = [*family.names, *(each.base for each in family.free)]
        if name not in known:
            raise UnknownNameError(
                Problem(
                    f"priors for '{family.model}'",
                    f"'{name}'",
                    "a prior is that of a free parameter",
                    nearest(name, dict.fromkeys(known)),
                )
            )
    return {
        each.name: own.get(each.name, own.get(each.base, Prior(each.start, each.spread)))
        for each in family.free
    }


@final
class Penalised:
    """A log-likelihood with the logarithm of the priors added: a log-posterior up to a constant."""

    def __init__(self, likelihood: Likelihood, priors: Mapping[str, Prior]) -> None:
        self.likelihood, self.priors = likelihood, priors
        free = likelihood.family.free
        self.centres = np.array(
            [each.scale.on_line(priors[each.name].centre) for each in free], dtype=np.float64
        )
        self.spreads = np.array([priors[each.name].spread for each in free], dtype=np.float64)

    @property
    def family(self) -> Family:
        """What is free."""
        return self.likelihood.family

    @property
    def table(self) -> JuryTable:
        """The juries."""
        return self.likelihood.table

    @property
    def exact_gradient(self) -> bool:
        """Whether derivatives are exact."""
        return self.likelihood.exact_gradient

    def value(self, theta: FloatArray) -> float:
        """Return the log-posterior."""
        return self.likelihood.value(theta) + self._prior(theta)

    def value_and_gradient(self, theta: FloatArray) -> Valued:
        """Return the log-posterior, and its gradient on the line."""
        found = self.likelihood.value_and_gradient(theta)
        pull = (theta - self.centres) / self.spreads**2
        return Valued(found.value + self._prior(theta), found.gradient - pull, found.error)

    def _prior(self, theta: FloatArray) -> float:
        return float(-0.5 * (((theta - self.centres) / self.spreads) ** 2).sum())


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Posterior:
    """Weighed draws from a posterior.

    Parameters
    ----------
    family
        What was fitted.
    priors
        By name.
    places
        Draws on the line, shape ``(draws, parameters)``.
    weights
        Their weights, which sum to one.
    pareto_k, effective
        How far they can be trusted.
    mode
        Where the posterior is highest, on the line.
    table
        The ledger of the rows.
    """

    family: Family
    priors: Mapping[str, Prior]
    places: FloatArray
    weights: FloatArray
    pareto_k: float
    effective: float
    mode: FloatArray
    table: JuryTable

    @cached_property
    def draws(self) -> FloatArray:
        """The draws in their own units, shape ``(draws, parameters)``."""
        return np.array(
            [
                [each.scale.natural(float(place)) for place in self.places[:, column]]
                for column, each in enumerate(self.family.free)
            ]
        ).T

    def mean(self, name: str) -> float:
        """Return the posterior mean of a parameter."""
        return float(self.weights @ self._column(name))

    def standard_deviation(self, name: str) -> float:
        """Return the posterior standard deviation of a parameter."""
        column = self._column(name)
        return float(np.sqrt(self.weights @ (column - self.weights @ column) ** 2))

    def interval(self, name: str, confidence: float = 0.95) -> tuple[float, float]:
        """Return the central posterior interval of a parameter."""
        column = self._column(name)
        order = np.argsort(column)
        reached = np.cumsum(self.weights[order])
        low, high = np.searchsorted(reached, [(1 - confidence) / 2, (1 + confidence) / 2])
        last = len(column) - 1
        return float(column[order[min(low, last)]]), float(column[order[min(high, last)]])

    def resampled(self, draws: int, *, stream: Stream) -> FloatArray:
        """Return draws of equal weight, on the line, shape ``(draws, parameters)``."""
        chosen = stream.generator().choice(len(self.weights), size=draws, p=self.weights)
        return self.places[chosen]

    def _column(self, name: str) -> FloatArray:
        return self.draws[:, self.family.names.index(name)]

    def as_json(self, confidence: float = 0.95) -> dict[str, object]:
        """Return the posterior in numbers, as plain data."""
        return {
            "model": self.family.model,
            "way": f"importance sampling from a Student-t with {DEGREES} degrees of freedom",
            "draws": len(self.weights),
            "effective_sample_size": self.effective,
            "pareto_k": self.pareto_k,
            "confidence": confidence,
            "parameters": [
                {
                    "name": each.name,
                    "meaning": each.meaning,
                    "mean": self.mean(each.name),
                    "standard_deviation": self.standard_deviation(each.name),
                    "low": self.interval(each.name, confidence)[0],
                    "high": self.interval(each.name, confidence)[1],
                    "prior": prior_words(self.family, each.name, self.priors[each.name]),
                }
                for each in self.family.free
            ],
            "table": self.table.as_json(),
        }


def prior_words(family: Family, name: str, prior: Prior) -> str:
    """Return a prior as it is shown to people."""
    free = family.free[family.names.index(name)]
    if (prior.centre, prior.spread) == (free.start, free.spread):
        return free.prior
    return (
        f"{free.scale.line} normal around that of {prior.centre:g} (given), "
        f"standard deviation {prior.spread:g}"
    )


def posterior(
    table: JuryTable,
    family: Family,
    *,
    stream: Stream,
    priors: Mapping[str, Prior] | None = None,
    draws: int = 4000,
    progress: Callable[[str], None] | None = None,
) -> Posterior:
    """Return the posterior of a family given a table of juries.

    Parameters
    ----------
    table, family
        The juries; the model, and what of it is free.
    stream
        Where the random numbers are.
    priors
        By name, in place of the defaults.
    draws
        In each round, 1,000 to 1,000,000. A round that cannot be trusted is followed by one whose
        proposal has the mean and covariance that the round before found; there are at most four.
    progress
        Told what is being done.

    Raises
    ------
    OutOfDomainError
        If a row has probability 0, or if after four rounds the effective sample size is below 400
        or Pareto k above 0.7: then nothing is reported.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.inference.families import family_for
    >>> from juryroom.rng import Streams
    >>> table = bundled_table("deliberations")
    >>> found = posterior(table, family_for("pooled-logistic", table), stream=Streams(1).at("x"))
    >>> round(found.mean("slope"), 1), found.pareto_k < 0.7
    (12.1, True)
    """
    _DRAWS.check(draws, owner="posterior")
    tell = progress or _silent
    likelihood = Likelihood(table, family)
    likelihood.check_possible(family.start())
    target = Penalised(likelihood, priors_for(family, priors))
    tell("looking for the mode")
    centre, root = mode_and_root(target)
    mode, number = centre, 0
    while True:
        tell(f"drawing, round {number + 1}")
        places, log_ratios = _round(target, centre, root, draws, stream.at("round", number))
        weighed = smoothed(log_ratios)
        number += 1
        good = weighed.effective >= LEAST_EFFECTIVE and weighed.pareto_k <= LARGEST_PARETO_K
        if good or number == _ROUNDS:
            break
        weights = np.exp(weighed.log_weights)
        centre = weights @ places
        apart = places - centre
        root = _root((apart * weights[:, None]).T @ apart)
    faults = [
        *([f"Pareto k of {weighed.pareto_k:.2f}"] if weighed.pareto_k > LARGEST_PARETO_K else []),
        *(
            [f"an effective sample size of {weighed.effective:.0f}"]
            if weighed.effective < LEAST_EFFECTIVE
            else []
        ),
    ]
    refuse_unreliable(
        f"posterior of '{family.model}' given {table.name}",
        faults,
        "more draws, fewer free parameters, or the sampler (pip install 'juryroom[bayes]')",
    )
    return Posterior(
        family=family,
        priors=target.priors,
        places=places,
        weights=np.exp(weighed.log_weights),
        pareto_k=weighed.pareto_k,
        effective=weighed.effective,
        mode=mode,
        table=likelihood.table,
    )


def mode_and_root(target: Penalised) -> tuple[FloatArray, FloatArray]:
    """Return where a posterior is highest, and a root of its covariance there.

    Returns
    -------
    tuple
        The mode, and a matrix whose product with its transpose is the covariance, a little widened.
    """
    mode = maximise(target, target.centres, starts=1)
    return mode.theta, _root(inverse(_information(target, mode)))


def _silent(_: str) -> None:
    """Say nothing."""


def _information(target: Penalised, mode: Maximum) -> FloatArray:
    """Return minus the second derivatives at the mode, at least those of the priors alone."""
    found = mode.information.copy()
    found[np.diag_indices_from(found)] += np.where(mode.at_bound, target.spreads**-2, 0.0)
    curvature, directions = np.linalg.eigh(found)
    least = float((target.spreads**-2).min()) / 4
    return (directions * np.maximum(curvature, least)) @ directions.T


def _root(covariance: FloatArray) -> FloatArray:
    """Return a matrix whose product with its transpose is `covariance`, a little widened."""
    curvature, directions = np.linalg.eigh(covariance)
    return directions * np.sqrt(np.maximum(curvature, 1e-12) * 1.1)


def _round(
    target: Penalised, centre: FloatArray, root: FloatArray, draws: int, stream: Stream
) -> tuple[FloatArray, FloatArray]:
    """Return draws from the Student-t, and the log ratio of target and proposal at each."""
    rng, size = stream.generator(), len(centre)
    normal = rng.standard_normal((draws, size))
    chi = rng.chisquare(DEGREES, draws) / DEGREES
    scaled = normal / np.sqrt(chi)[:, None]
    places = centre + scaled @ root.T
    constant = (
        lgamma((DEGREES + size) / 2)
        - lgamma(DEGREES / 2)
        - size / 2 * log(DEGREES * pi)
        - float(np.linalg.slogdet(root)[1])
    )
    proposal = constant - (DEGREES + size) / 2 * np.log1p((scaled**2).sum(axis=1) / DEGREES)
    return places, np.array([target.value(place) for place in places]) - proposal
