"""Shares with what respondents are held constant: a logistic model, then everyone in every version.

The chance of a guilty leaning is fitted as a logistic function of the version and of traits of the
respondents. The adjusted share of a version is then the mean chance over all respondents, had each
been shown that version: the versions are compared over the same people. Errors of the coefficients
are robust to weights (sandwich), and to clusters where there are any.

The fit is statsmodels' (Seabold and Perktold 2010). Where a version or a group leans one way without
exception, the coefficients have no finite estimate; that is an error here, not a large number.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from scipy.special import expit, ndtri

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.shares import spread_levels
from juryroom.jury.survey import LeftOut, Survey
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream

_FARTHEST = 15.0
"""Log-odds beyond which a coefficient is running away."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class AdjustedShares:
    """The adjusted share of every condition, and draws of it.

    Parameters
    ----------
    survey
        The survey without those who lack a trait; they are in its ledger.
    shares
        For each condition, the adjusted share.
    draws
        For each condition, draws of it, shape ``(draws,)``; draw by draw the coefficients are the
        same in all conditions.
    """

    survey: Survey
    shares: Mapping[str, float]
    draws: Mapping[str, FloatArray]


def adjusted_shares(
    survey: Survey,
    traits: Sequence[str],
    *,
    numbers: Sequence[str] = (),
    draws: int,
    stream: Stream,
) -> AdjustedShares:
    """Return the shares of all conditions over the same people.

    Parameters
    ----------
    survey
        Its respondents carry the traits.
    traits
        Held constant as groups: each entry is a group.
    numbers
        Held constant as numbers.
    draws
        How many draws of the coefficients.
    stream
        Where the random numbers are.

    Raises
    ------
    OutOfDomainError
        If a number is none, or the coefficients have no finite estimate.
    """
    survey = _with_all(survey, (*traits, *numbers))
    _check_numbers(survey, numbers)
    people = _columns(survey, traits, numbers)
    versions = np.array([survey.conditions.index(p.condition) for p in survey.respondents])
    design = _design(versions, len(survey.conditions), people)
    mean, covariance = _fit(survey, design)
    generator = stream.at("coefficients").generator()
    normal = np.column_stack([ndtri(spread_levels(draws, generator)) for _ in mean])
    # The root of the covariance by its spectrum holds even where it is only just positive.
    values, vectors = np.linalg.eigh(covariance)
    drawn = mean + normal @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    weights = np.array([person.weight for person in survey.respondents])
    weights = weights / weights.sum()
    shares: dict[str, float] = {}
    found: dict[str, FloatArray] = {}
    for place, condition in enumerate(survey.conditions):
        everyone = _design(np.full(len(weights), place), len(survey.conditions), people)
        shares[condition] = float(expit(everyone @ mean) @ weights)
        found[condition] = expit(drawn @ everyone.T) @ weights
    return AdjustedShares(survey, shares, found)


def _with_all(survey: Survey, traits: Sequence[str]) -> Survey:
    empty = {
        person.row: [trait for trait in traits if not person.traits.get(trait, "").strip()]
        for person in survey.respondents
    }
    kept = tuple(person for person in survey.respondents if not empty[person.row])
    out = [
        LeftOut(row, f"empty, and held constant: {', '.join(names)}")
        for row, names in empty.items()
        if names
    ]
    ledger = sorted([*survey.ledger, *out], key=lambda entry: entry.row)
    return replace(survey, respondents=kept, ledger=tuple(ledger))


def _check_numbers(survey: Survey, numbers: Sequence[str]) -> None:
    rule = "a trait that is held constant as a number has a number in every row"
    problems = [
        Problem(
            f"{survey.name} row {person.row}, column '{trait}'",
            f"'{person.traits[trait]}'",
            rule,
            "a finite number, or the trait held constant as groups",
        )
        for person in survey.respondents
        for trait in numbers
        if not _is_number(person.traits[trait])
    ]
    if problems:
        raise OutOfDomainError(problems[:20])


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _columns(survey: Survey, traits: Sequence[str], numbers: Sequence[str]) -> FloatArray:
    """Return the columns of the traits: one for each group but the first, one for each number."""
    columns: list[FloatArray] = []
    for trait in traits:
        own = [person.traits[trait] for person in survey.respondents]
        columns += [
            np.array([float(entry == group) for entry in own]) for group in sorted(set(own))[1:]
        ]
    for trait in numbers:
        own = np.array([float(person.traits[trait]) for person in survey.respondents])
        spread = float(own.std())
        columns += [(own - own.mean()) / spread] if spread > 0 else []
    empty = np.empty((survey.size, 0))
    return np.column_stack(columns) if columns else empty


def _design(versions: Any, count: int, people: FloatArray) -> FloatArray:
    shown = [(versions == version).astype(np.float64) for version in range(count)]
    return np.column_stack([*shown, people])


def _fit(survey: Survey, design: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the coefficients and their robust covariance."""
    # Loaded when it is asked for: no other part of the work needs it.
    import statsmodels.api as sm

    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise OutOfDomainError(_no_estimate(survey, "traits that say the same twice"))
    leaning = np.array([person.leaning for person in survey.respondents])
    weights = np.array([person.weight for person in survey.respondents])
    clusters = [person.cluster for person in survey.respondents]
    options: dict[str, Any] = {"cov_type": "HC1"}
    if any(cluster is not None for cluster in clusters):
        names = sorted({str(cluster) for cluster in clusters})
        groups = np.array([names.index(str(cluster)) for cluster in clusters])
        options = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    model = sm.GLM(
        leaning, design, family=sm.families.Binomial(), var_weights=weights / weights.mean()
    )
    with warnings.catch_warnings():
        # A fit that runs away says so in warnings; what it found is checked below instead.
        warnings.simplefilter("ignore")
        try:
            fitted = model.fit(maxiter=100, **options)
        except (ValueError, np.linalg.LinAlgError) as error:
            raise OutOfDomainError(_no_estimate(survey, f"a fit that stops ({error})")) from error
    mean, covariance = np.asarray(fitted.params), np.asarray(fitted.cov_params())
    finite = bool(np.isfinite(mean).all() and np.isfinite(covariance).all())
    if not (fitted.converged and finite) or np.abs(mean).max() > _FARTHEST:
        found = "a version or a group that leans one way without exception"
        raise OutOfDomainError(_no_estimate(survey, found))
    return mean, covariance


def _no_estimate(survey: Survey, found: str) -> Problem:
    return Problem(
        f"{survey.name}: logistic model",
        found,
        "an adjusted share rests on coefficients that have a finite estimate",
        "fewer traits or joined groups, or the shares without adjustment",
    )
