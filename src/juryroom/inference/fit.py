"""Maximum likelihood: estimates, standard errors from the observed information, what is at a bound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import final

import numpy as np
from scipy.stats import norm

from juryroom.deliberation.interface import Chain
from juryroom.errors import JuryroomError
from juryroom.inference.families import Family
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.maximum import Maximum, covariance, maximise
from juryroom.inference.profile import profile_interval
from juryroom.inference.table import JuryTable


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One fitted number.

    Parameters
    ----------
    name, meaning
        Of the parameter.
    value
        The estimate.
    standard_error
        From the observed information; None at a bound, or where the data do not tell.
    low, high
        The interval; None where the data do not tell.
    bound
        The bound at which the estimate is, or None.
    """

    name: str
    meaning: str
    value: float
    standard_error: float | None
    low: float | None
    high: float | None
    bound: float | None

    def as_json(self) -> dict[str, object]:
        """Return the estimate as plain data."""
        return {
            "name": self.name,
            "meaning": self.meaning,
            "value": self.value,
            "standard_error": self.standard_error,
            "low": None if self.low is None or not isfinite(self.low) else self.low,
            "high": None if self.high is None or not isfinite(self.high) else self.high,
            "at_bound": self.bound,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A family fitted to a table by maximum likelihood.

    Parameters
    ----------
    likelihood
        Of the rows used; its table holds the ledger.
    maximum
        Where it is largest.
    estimates
        One for each free number.
    confidence, intervals
        How often intervals hold the true value, and how they were made: "profile" or "normal".
    notes
        What the reader must know.
    """

    likelihood: Likelihood
    maximum: Maximum
    estimates: tuple[Estimate, ...]
    confidence: float
    intervals: str
    notes: tuple[str, ...]

    @property
    def family(self) -> Family:
        """What was fitted."""
        return self.likelihood.family

    @property
    def log_likelihood(self) -> float:
        """The log-likelihood at the estimates."""
        return self.maximum.value

    @property
    def values(self) -> dict[str, float]:
        """Every number by name, the fixed ones too."""
        return self.family.values(self.maximum.theta)

    def as_json(self) -> dict[str, object]:
        """Return the fit as plain data."""
        free = set(self.family.names)
        return {
            "model": self.family.model,
            "log_likelihood": self.log_likelihood,
            "estimates": [each.as_json() for each in self.estimates],
            "fixed": {name: value for name, value in self.values.items() if name not in free},
            "confidence": self.confidence,
            "intervals": self.intervals,
            "derivatives": self.derivatives,
            "cells": self.likelihood.cells,
            "notes": list(self.notes),
            "table": self.likelihood.table.as_json(),
        }

    @property
    def derivatives(self) -> str:
        """How derivatives were taken."""
        if self.likelihood.exact_gradient:
            return "exact"
        return f"central differences, off by at most {self.maximum.error:.0e} of a probability"


def fit(
    table: JuryTable,
    family: Family,
    *,
    list_impossible: bool = False,
    confidence: float = 0.95,
    intervals: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Fit:
    """Fit a family to a table of juries by maximum likelihood.

    Parameters
    ----------
    table
        The juries.
    family
        The model, and what of it is free.
    list_impossible
        Whether to list and leave out rows to which the model gives probability 0, whatever its
        numbers, rather than refuse the table.
    confidence
        How often intervals are to hold the true value, 0.5 to 0.999.
    intervals
        "profile" or "normal"; by default the first where derivatives are exact.
    progress
        Told what is being done.

    Raises
    ------
    OutOfDomainError
        If the model gives probability 0 to a row, or no maximum can be found.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.inference.families import family_for
    >>> table = bundled_table("deliberations")
    >>> found = fit(table, family_for("pooled-logistic", table))
    >>> [round(each.value, 3) for each in found.estimates], round(found.log_likelihood, 3)
    ([-7.037, 12.072], -559.718)
    """
    tell = progress or _silent
    tell("reading the likelihood")
    likelihood = Likelihood(table, family)
    start = family.start()
    rows = likelihood.impossible_rows(start)
    if rows and list_impossible:
        reason = f"model '{family.model}' gives it probability 0"
        gone = set(rows)
        likelihood = Likelihood(table.where(lambda each: each.row not in gone, reason), family)
    likelihood.check_possible(start)
    tell("looking for the maximum")
    maximum = maximise(likelihood, start)
    return _described(likelihood, maximum, confidence, intervals, tell)


def _silent(_: str) -> None:
    """Say nothing."""


def _described(
    likelihood: Likelihood,
    maximum: Maximum,
    confidence: float,
    intervals: str | None,
    tell: Callable[[str], None],
) -> Fit:
    family = likelihood.family
    how = intervals or ("profile" if likelihood.exact_gradient else "normal")
    spread = np.sqrt(np.diagonal(covariance(maximum)))
    stretch = family.stretch(maximum.theta)
    reach = norm.ppf((1 + confidence) / 2)
    estimates: list[Estimate] = []
    for index, each in enumerate(family.free):
        place, known = float(maximum.theta[index]), bool(np.isfinite(spread[index]))
        ends: Sequence[float | None] = (None, None)
        if how == "profile":
            tell(f"profile of {each.name}")
            ends = profile_interval(likelihood, maximum, index, confidence)
        elif known:
            ends = [each.scale.natural(place + sign * reach * spread[index]) for sign in (-1, 1)]
        bound = each.scale.bound_at(place)
        estimates.append(
            Estimate(
                name=each.name,
                meaning=each.meaning,
                value=each.scale.natural(place) if bound is None else bound,
                standard_error=float(stretch[index] * spread[index]) if known else None,
                low=ends[0],
                high=ends[1],
                bound=bound,
            )
        )
    return Fit(
        likelihood=likelihood,
        maximum=maximum,
        estimates=tuple(estimates),
        confidence=confidence,
        intervals=how,
        notes=tuple(_notes(likelihood, maximum, estimates)),
    )


def _notes(likelihood: Likelihood, maximum: Maximum, estimates: Sequence[Estimate]) -> list[str]:
    family = likelihood.family
    notes = [
        f"{each.name} is at its bound, {each.bound:g}: no standard error"
        for each in estimates
        if each.bound is not None
    ]
    untold = [each.name for each in estimates if each.bound is None and not each.standard_error]
    if untold:
        notes.append(
            f"no standard error of {', '.join(untold)}: at the maximum the log-likelihood is flat, "
            "or has an edge"
        )
    if family.merges_hung:
        notes.append("the model does not tell hung from acquitted: both count as not convicted")
    if not any("[" in name for name in family.names):
        notes += _outside(likelihood, family.values(maximum.theta))
    return notes


def _outside(likelihood: Likelihood, values: dict[str, float]) -> list[str]:
    """Return a note where the estimates are no model that the rest of the work takes."""
    try:
        made = likelihood.family.made(values)
        if isinstance(made, Chain):
            for size in likelihood.table.jury_sizes:
                made.transition_matrix(size)
    except JuryroomError as error:
        problem = error.problems[0]
        return [f"outside the domain of the model: {problem.where}, {problem.found}"]
    return []
