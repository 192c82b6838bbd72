r"""Shares with what respondents are held constant: a logistic model, then everyone in every version.

The chance of a guilty leaning is fitted as a logistic function of the version and of traits of the
respondents. The adjusted share of a version is then the mean chance over all respondents, had each
been shown that version: the versions are compared over the same people, each with its weight. There are
no interactions of versions and traits.

The covariance of the coefficients is robust: HC1, :math:`\frac{n}{n-k} A (\sum u_i u_i') A` with n
people, k coefficients, the scores u and the inverse of the information A (MacKinnon and White 1985);
with clusters CR1, :math:`\frac{c}{c-1} \frac{n-1}{n-k}` times the same with the scores of whole clusters
(Liang and Zeger 1986), a cluster being one name in whatever version. Coefficients are drawn from the
normal distribution with it; with c clusters from Student's t with c - 1 degrees of freedom, to which the
test refers as well.

The test that belongs to it asks whether two versions have one coefficient (Wald). By clusters it
refers to Student's t with one degree less than there are clusters, as few clusters know their own
spread badly; else to the normal distribution. It is not exact: how often it rejects where there is
no difference was simulated, and is in the tests.

The fit is statsmodels' (Seabold and Perktold 2010). Where a version or a group leans one way without
exception, the coefficients have no finite estimate; that is an error here, not a large number.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from scipy.special import chdtri, expit, ndtr, ndtri, stdtr

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.decimals import is_decimal
from juryroom.jury.shares import spread_levels
from juryroom.jury.survey import LeftOut, Survey
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream

_AT_ONCE = 4_096
_NO_STEP = 1e-10
_MOST_COLUMNS = 1_000
"""Groups beyond this are no trait but names or numbers of respondents."""
_FARTHEST = 15.0
"""Log-odds beyond which a coefficient is running away."""

_NO_SPREAD = 1e-9
"""An error of a coefficient that is rounding alone."""


@final
@dataclass(frozen=True, slots=True)
class AdjustedTest:
    """The probability, had two versions one coefficient, of a difference at least as large.

    Parameters
    ----------
    statistic
        The difference of the coefficients, in its standard errors.
    clusters
        How many clusters there are; None where respondents are independent.
    """

    statistic: float
    clusters: int | None

    @property
    def p_value(self) -> float:
        """The probability, two-sided."""
        far = -abs(self.statistic)
        below = ndtr(far) if self.clusters is None else stdtr(self.clusters - 1, far)
        return float(2 * below)

    @property
    def method(self) -> str:
        """The test in words."""
        refers = "errors robust to weights, normal distribution"
        if self.clusters is not None:
            refers = (
                f"errors robust to clusters, Student's t, {self.clusters - 1} degrees of freedom"
            )
        return f"Wald test of the version's coefficient in the logistic model, two-sided, {refers}"

    def as_json(self) -> dict[str, Any]:
        """Return the p-value, the statistic and the method."""
        return {"p_value": self.p_value, "statistic": self.statistic, "method": self.method}


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
    tests
        For each condition but the second, the test of whether it has the second one's coefficient.
    """

    survey: Survey
    shares: Mapping[str, float]
    draws: Mapping[str, FloatArray]
    tests: Mapping[str, AdjustedTest]


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
    whole = _with_all(survey, (*traits, *numbers))
    _check_numbers(whole, numbers)
    # People without weight say nothing of a share, and would count as people in its error.
    with_weight = tuple(person for person in whole.respondents if person.weight > 0)
    survey = replace(whole, respondents=with_weight)
    people, named = _columns(survey, traits, numbers)
    versions = np.array([survey.conditions.index(p.condition) for p in survey.respondents])
    design = _design(versions, len(survey.conditions), people)
    mean, covariance = _fit(survey, design, ("the versions",) * len(survey.conditions) + named)
    generator = stream.at("coefficients").generator()
    normal = np.column_stack([ndtri(spread_levels(draws, generator)) for _ in mean])
    if clusters := _clusters(survey):
        freedom = clusters - 1
        normal *= np.sqrt(freedom / chdtri(freedom, spread_levels(draws, generator)))[:, None]
    # The root of the covariance by its spectrum holds even where it is only just positive.
    values, vectors = np.linalg.eigh(covariance)
    drawn = mean + normal @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    weights = np.array([person.weight for person in survey.respondents])
    # People with the same traits have the same chance: each kind of them is looked at once.
    kinds, of_kind = np.unique(people, axis=0, return_inverse=True)
    shares_of_kinds = np.bincount(of_kind.ravel(), weights) / weights.sum()
    shares: dict[str, float] = {}
    found: dict[str, FloatArray] = {}
    for place, condition in enumerate(survey.conditions):
        everyone = _design(np.full(len(kinds), place), len(survey.conditions), kinds)
        shares[condition] = float(expit(everyone @ mean) @ shares_of_kinds)
        found[condition] = np.concatenate(
            [
                expit(drawn[begin : begin + _AT_ONCE] @ everyone.T) @ shares_of_kinds
                for begin in range(0, draws, _AT_ONCE)
            ]
        )
    return AdjustedShares(whole, shares, found, _tests(survey, mean, covariance))


def _clusters(survey: Survey) -> int | None:
    """Return how many clusters there are; None where respondents are independent."""
    return len({person.cluster for person in survey.respondents} - {None}) or None


def _tests(survey: Survey, mean: FloatArray, covariance: FloatArray) -> dict[str, AdjustedTest]:
    found: dict[str, AdjustedTest] = {}
    for place, condition in enumerate(survey.conditions):
        if place != 1:
            between = np.zeros(len(mean))
            between[place], between[1] = 1.0, -1.0
            error = float(np.sqrt(max(between @ covariance @ between, 0.0)))
            if error <= _NO_SPREAD:
                raise OutOfDomainError(_no_estimate(survey, "versions of one cluster each"))
            found[condition] = AdjustedTest(float(between @ mean) / error, _clusters(survey))
    return found


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
    if out:
        # Those who are left do not meet the margins that all of them were raked to.
        kept = tuple(replace(person, groups=()) for person in kept)
    return replace(survey, respondents=kept, ledger=tuple(ledger))


def _check_numbers(survey: Survey, numbers: Sequence[str]) -> None:
    rule = "a trait that is held constant as a number has a number in every row"
    problems = [
        Problem(
            f"{survey.name} row {person.row}, column '{trait}'",
            f"'{person.traits[trait]}'",
            rule,
            "a number in digits, with a point before its decimals, or the trait held constant as groups",
        )
        for person in survey.respondents
        for trait in numbers
        if not is_decimal(person.traits[trait])
    ]
    if problems:
        raise OutOfDomainError(problems[:20])


def _columns(
    survey: Survey, traits: Sequence[str], numbers: Sequence[str]
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the columns of the traits, and the trait of each.

    There is one for each group but the first, and one for each number.
    """
    columns: list[FloatArray] = []
    named: list[str] = []
    for trait in traits:
        own = np.array([person.traits[trait] for person in survey.respondents])
        groups = np.unique(own)[1:]
        if len(columns) + len(groups) > min(_MOST_COLUMNS, survey.size - 2):
            found = (
                f"'{trait}', which has {len(groups) + 1:,} groups for {survey.size:,} respondents"
            )
            raise OutOfDomainError(_no_estimate(survey, found))
        columns += [(own == group).astype(np.float64) for group in groups]
        named += [f"'{trait}'"] * len(groups)
    for trait in numbers:
        number = np.array([float(person.traits[trait]) for person in survey.respondents])
        spread = float(number.std())
        if spread > 0:
            columns.append((number - number.mean()) / spread)
            named.append(f"'{trait}'")
    empty = np.empty((survey.size, 0))
    return (np.column_stack(columns) if columns else empty), tuple(named)


def _design(versions: Any, count: int, people: FloatArray) -> FloatArray:
    shown = [(versions == version).astype(np.float64) for version in range(count)]
    return np.column_stack([*shown, people])


def _said_twice(design: FloatArray, named: Sequence[str]) -> str | None:
    """Return the trait of the first column that follows from those before it."""
    people, columns = design.shape
    if columns > people:
        return named[int(people)]
    steps = np.abs(np.diag(np.linalg.qr(design, mode="r")))
    after = np.flatnonzero(steps <= _NO_STEP * np.linalg.norm(design, axis=0))
    return named[int(after[0])] if len(after) else None


def _fit(survey: Survey, design: FloatArray, named: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Return the coefficients and their robust covariance."""
    # Loaded when it is asked for: no other part of the work needs it.
    import statsmodels.api as sm

    if twice := _said_twice(design, named):
        found = f"{twice} says what the versions and the traits before it say already"
        raise OutOfDomainError(_no_estimate(survey, found))
    leaning = np.array([person.leaning for person in survey.respondents])
    weights = np.array([person.weight for person in survey.respondents])
    clusters = [person.cluster for person in survey.respondents]
    clusters_given = any(cluster is not None for cluster in clusters)
    options: dict[str, Any] = {"cov_type": "HC0"}
    if clusters_given:
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
    if not clusters_given:
        # statsmodels leaves the factor of HC1 out for this kind of model.
        people, coefficients = design.shape
        covariance = covariance * people / max(people - coefficients, 1)
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
