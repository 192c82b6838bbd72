r"""How many independent, equally weighted answers a survey is worth.

Weights that differ, and people who share a session, make a share less sure than its number of
respondents says. Both are carried as one number, the effective size, into every interval and test.

* Weights: Kish's size :math:`(\sum w)^2 / \sum w^2`, divided by how much more the share varies because
  those who lean to guilty weigh more than others, or less (`juryroom.jury.heaviness`).
* Clusters: divided by :math:`1 + (\bar m - 1)\,\rho`, with the size of a cluster as its members see it
  and the resemblance within clusters, of all conditions together (`juryroom.jury.resemblance`). A
  cluster that stands in two conditions is two.
* Few clusters: for intervals the size is multiplied by :math:`(t_{n-1} / t_{\nu})^2`, if that is below 1:
  the .95 quantiles of Student's t for n respondents and for the degrees of freedom :math:`\nu` with
  which the spread between clusters is known, whatever the confidence of an interval (Korn and Graubard
  1998, Survey Methodology 24:193-201, who take the clusters of one condition; the resemblance here
  comes from all).

Tests refer to Student's t with :math:`\nu`, or with the degrees of freedom that weights leave
(`juryroom.jury.heaviness.freedom_of`) where they are fewer. People without weight are not counted.
No survey is worth less than one answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, final

import numpy as np
from scipy.special import stdtrit

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.heaviness import (
    IN_TESTS,
    WeightedCount,
    common_heaviness,
    freedom_of,
    own_heaviness,
    share_together,
)
from juryroom.jury.resemblance import ClusterCount, freedom_between, resemblance
from juryroom.jury.survey import Respondent, Survey
from juryroom.markov.arrays import FloatArray

_LEVEL = 0.95  # the quantile of Student's t: that of the upper end of a 90% interval


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSize:
    """How many answers one condition is worth.

    Parameters
    ----------
    respondents
        Those who are counted.
    kish
        What they would be worth, had their weights nothing to do with their answers; `respondents`
        without weights.
    by_weights
        What they are worth after weights.
    clusters
        How many clusters there are, or None without them.
    resemblance
        The resemblance within clusters, 0 to 1, or None without them.
    effective
        The size that intervals rest on.
    """

    respondents: int
    kish: float
    by_weights: float
    clusters: int | None
    resemblance: float | None
    effective: float

    @property
    def design_effect(self) -> float:
        """How many respondents are worth one independent answer."""
        return self.respondents / self.effective

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "respondents": self.respondents,
            "effective_by_kish": self.kish,
            "effective_after_weights": self.by_weights,
            "clusters": self.clusters,
            "resemblance_within_clusters": self.resemblance,
            "effective": self.effective,
            "design_effect": self.design_effect,
        }


@final
@dataclass(frozen=True, slots=True)
class PairSizes:
    """What two conditions are worth in a test of whether their shares are equal.

    Parameters
    ----------
    first, second
        Their effective sizes, at the share that both together have.
    freedom
        The degrees of freedom of Student's t to which the test refers: those with which the
        variance is known, from weights that differ or from few clusters, whichever are fewer.
    """

    first: float
    second: float
    freedom: float


def kish(weights: FloatArray) -> float:
    """Return the effective size of weighted answers, had the weights nothing to do with the answers.

    Examples
    --------
    >>> kish(np.array([1.0, 1.0, 1.0])), kish(np.array([3.0, 1.0, 1.0, 1.0]))
    (3.0, 3.0)
    """
    scaled = weights / weights.max()
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def effective_sizes(survey: Survey) -> Mapping[str, EffectiveSize]:
    """Return the effective size of every condition.

    Raises
    ------
    OutOfDomainError
        If a condition with clusters has only one.
    """
    counts = _counts(survey, survey.conditions)
    common = common_heaviness(counts)
    clusters = _clusters(survey)
    found: dict[str, EffectiveSize] = {}
    for condition, count in counts.items():
        arm = survey.arm(condition)
        asked = _with_weight(arm)
        heaviness = own_heaviness(count, common[condition])
        by_weights = min((count.size / heaviness.factor(count.share)).item(), asked)
        design, few, number, rho = 1.0, 1.0, None, None
        if clusters is not None:
            design, rho = clusters.design[condition], clusters.resemblance
            few, number = _few(asked, clusters.freedom), clusters.number[condition]
        found[condition] = EffectiveSize(
            respondents=len(arm),
            kish=min(count.size.item(), asked),
            by_weights=by_weights,
            clusters=number,
            resemblance=rho,
            effective=max(by_weights / design * few, 1.0),
        )
    return found


def sizes_in_test(survey: Survey, first: str, second: str) -> PairSizes:
    """Return what two conditions are worth in a test of whether their shares are equal.

    They are looked at at the share that both together have, and what either says of weights and
    answers is drawn towards what both say, not what other conditions do.

    Parameters
    ----------
    survey
        With both conditions.
    first, second
        Their names.

    Raises
    ------
    OutOfDomainError
        If a condition with clusters has only one.
    """
    counts = _counts(survey, (first, second))
    share, common = share_together(counts), common_heaviness(counts, IN_TESTS)
    freedom = freedom_of(counts[first], counts[second]).item()
    clusters = _clusters(survey)
    sizes: list[float] = []
    for condition, count in counts.items():
        factor = own_heaviness(count, common[condition], IN_TESTS).factor(share)
        by_weights = min((count.size / factor).item(), _with_weight(survey.arm(condition)))
        design = 1.0 if clusters is None else clusters.design[condition]
        sizes.append(max(by_weights / design, 1.0))
    if clusters is not None:
        freedom = min(freedom, clusters.freedom)
    return PairSizes(sizes[0], sizes[1], freedom)


def _counts(survey: Survey, conditions: Sequence[str]) -> dict[str, WeightedCount]:
    return {
        c: WeightedCount.of(survey.weights(c)[None, :], survey.leanings(c)[None, :])
        for c in conditions
    }


def _with_weight(arm: Sequence[Respondent]) -> float:
    """Return how many respondents count at all."""
    return float(sum(person.weight > 0 for person in arm))


def _few(asked: float, freedom: float) -> float:
    """Return the part of its size that a condition keeps because few clusters are known."""
    # All conditions together may know more of clusters than one has people: that adds no people.
    return min(float((stdtrit(asked - 1, _LEVEL) / stdtrit(freedom, _LEVEL)) ** 2), 1.0)


class _Clusters(NamedTuple):
    """What the clusters of a survey say: how many with weight, what they cost, how well it is known."""

    number: Mapping[str, int]
    design: Mapping[str, float]
    resemblance: float
    freedom: float


def _clusters(survey: Survey) -> _Clusters | None:
    """Return what the clusters say; None without any."""
    if all(person.cluster is None for person in survey.respondents):
        return None
    number: dict[str, int] = {}
    counts: dict[str, ClusterCount] = {}
    for condition in survey.conditions:
        arm = survey.arm(condition)
        names = [person.cluster or "" for person in arm]
        number[condition] = len({c for c, p in zip(names, arm, strict=True) if p.weight > 0})
        if number[condition] < 2:
            raise OutOfDomainError(_one_cluster(condition, arm))
        counts[condition] = ClusterCount.of(
            survey.weights(condition)[None, :],
            survey.leanings(condition)[None, :],
            np.unique(names, return_inverse=True)[1],
        )
    every = list(counts.values())
    rho = resemblance(every)
    design = {condition: own.design(rho).item() for condition, own in counts.items()}
    return _Clusters(number, design, rho.item(), freedom_between(every).item())


def _one_cluster(condition: str, arm: Sequence[Respondent]) -> Problem:
    return Problem(
        f"condition '{condition}'",
        f"one cluster, in row {arm[0].row} to row {arm[-1].row}",
        "what varies between clusters is seen between two of them at least",
        "two clusters or more in each condition, or no column of clusters",
    )
