r"""A second logistic model of who leans to guilty, blind to the first: Newton's steps, by hand.

The chance of a guilty leaning is logistic in the version of the trial and in traits, each group of a
trait against its first, numbers as they are, no interactions. The adjusted share of a version is the
weighted mean chance of all respondents, had each been shown that version. With scores
:math:`u_i = w_i (y_i - p_i) x_i` and :math:`A` the inverse of :math:`\sum w_i p_i (1 - p_i) x_i x_i'`
the covariance of the coefficients is :math:`\frac{N}{N-K} A (\sum u_i u_i') A`; with clusters the sum is
over the scores of whole clusters, times :math:`\frac{G}{G-1} \frac{N-1}{N-K}`. A cluster is one name,
whatever the version. Who has no weight is not there: neither in N nor in G, nor as a group. Draws with clusters are those of Student's t with G - 1 degrees of freedom.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from tests.qc.effect_twins import Person


def design(
    people: Sequence[Person],
    shown: Sequence[str],
    versions: Sequence[str],
    traits: Sequence[str],
    numbers: Sequence[str],
) -> np.ndarray:
    """Return a row for each respondent: one, versions but the first, groups but the first, numbers."""
    rows: list[list[float]] = []
    groups = {trait: sorted({person.traits[trait] for person in people})[1:] for trait in traits}
    for person, version in zip(people, shown, strict=True):
        row = [1.0]
        row += [float(version == other) for other in versions[1:]]
        row += [float(person.traits[trait] == one) for trait in traits for one in groups[trait]]
        row += [float(person.traits[number]) for number in numbers]
        rows.append(row)
    return np.array(rows)


@dataclass(frozen=True)
class Fit:
    """The coefficients, their covariance, and what the respondents are under each version."""

    coefficients: np.ndarray
    covariance: np.ndarray
    under: dict[str, np.ndarray]
    weights: np.ndarray
    clusters: int | None

    def shares(self, coefficients: np.ndarray) -> dict[str, float]:
        """Return the adjusted share of every version."""
        return {
            version: float(self.weights @ chance(rows, coefficients) / self.weights.sum())
            for version, rows in self.under.items()
        }

    def standard_error(self, version: str, less: str | None = None) -> float:
        """Return the standard error of a share, or of a difference, by its slope."""
        slope = self._slope(version) - (self._slope(less) if less else 0.0)
        return float(np.sqrt(slope @ self.covariance @ slope))

    def wald(self, version: str, less: str) -> tuple[float, float]:
        """Return the difference of two coefficients in its standard errors, and its p-value.

        By clusters it is referred to Student's t, with one degree less than there are clusters.
        """
        versions = list(self.under)
        apart = np.zeros(len(self.coefficients))
        for name, sign in ((version, 1.0), (less, -1.0)):
            if name != versions[0]:
                apart[versions.index(name)] = sign
        error = np.sqrt(apart @ self.covariance @ apart)
        ratio = float(apart @ self.coefficients / error)
        law = norm if self.clusters is None else t(self.clusters - 1)
        return ratio, float(2 * law.sf(abs(ratio)))

    def _slope(self, version: str) -> np.ndarray:
        rows = self.under[version]
        p = chance(rows, self.coefficients)
        return (self.weights * p * (1 - p)) @ rows / self.weights.sum()

    def draws(self, many: int, generator: np.random.Generator) -> dict[str, np.ndarray]:
        """Return shares at coefficients drawn from the normal distribution, or Student's t."""
        root = np.linalg.cholesky(self.covariance)
        away = generator.standard_normal((many, len(root))) @ root.T
        if self.clusters is not None:
            freedom = self.clusters - 1
            away *= np.sqrt(freedom / generator.chisquare(freedom, many))[:, None]
        drawn = self.coefficients + away
        return {
            version: np.column_stack([chance(row[None, :], drawn.T) for row in rows])
            @ self.weights
            / self.weights.sum()
            for version, rows in self.under.items()
        }


def chance(rows: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Return the logistic function of a product."""
    found = 1 / (1 + np.exp(-(rows @ coefficients)))
    return np.asarray(found).reshape(-1)


def fit(
    people: Sequence[Person],
    versions: Sequence[str],
    traits: Sequence[str],
    numbers: Sequence[str] = (),
) -> Fit:
    """Return the weighted logistic fit, with the covariance of the sandwich."""
    people = [person for person in people if person.weight > 0]
    rows = design(people, [p.condition for p in people], versions, traits, numbers)
    weights = np.array([p.weight for p in people])
    leaning = np.array([p.leaning for p in people])
    at = np.zeros(rows.shape[1])
    for _ in range(40):
        p = chance(rows, at)
        inverse = np.linalg.inv((rows.T * (weights * p * (1 - p))) @ rows)
        at = at + inverse @ (rows.T @ (weights * (leaning - p)))
    p = chance(rows, at)
    inverse = np.linalg.inv((rows.T * (weights * p * (1 - p))) @ rows)
    scores = rows * (weights * (leaning - p))[:, None]
    under = {
        version: design(people, [version] * len(people), versions, traits, numbers)
        for version in versions
    }
    names = {person.cluster for person in people} - {None}
    covariance = inverse @ _middle(people, scores) @ inverse
    return Fit(at, covariance, under, weights, len(names) or None)


def _middle(people: Sequence[Person], scores: np.ndarray) -> np.ndarray:
    if people[0].cluster is None:
        few = len(people) / (len(people) - scores.shape[1])
        return few * sum((np.outer(u, u) for u in scores), np.zeros((scores.shape[1],) * 2))
    sums: dict[str | None, np.ndarray] = {}
    for person, own in zip(people, scores, strict=True):
        sums[person.cluster] = sums.get(person.cluster, np.zeros(len(own))) + own
    respondents, coefficients = scores.shape
    few = len(sums) / (len(sums) - 1) * (respondents - 1) / (respondents - coefficients)
    return few * sum((np.outer(u, u) for u in sums.values()), np.zeros((coefficients,) * 2))
