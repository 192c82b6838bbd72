r"""How many independent, equally weighted answers a survey is worth.

Weights that differ, and people who share a session, make a share less sure than its number of
respondents says. Both are carried as one number, the effective size, into every interval and test.

* Weights: Kish's size :math:`(\sum w)^2 / \sum w^2`, divided by how much more the share varies because
  those who lean to guilty weigh more than others, or less (`juryroom.jury.heaviness`).
* Clusters: :math:`d = 1 + (\bar m - 1)\,\rho`, with :math:`\bar m = \sum_c W_c^2 / \sum w^2` the mean
  size of a cluster as its members see it, :math:`W_c` being the weight of a cluster, and :math:`\rho`
  the resemblance within clusters, 0 to 1: by analysis of variance within conditions, all of them
  together, each person counting alike; a cluster that stands in two conditions is two. Where nobody
  differs from anybody, or no cluster has two people, it cannot be estimated, and is taken as 1: each
  cluster then counts as one. People without weight are not counted, and a cluster of them is none.
* Few clusters: for intervals the size is multiplied by :math:`(t_{n-1} / t_{\nu})^2`, if that is below 1:
  the .95 quantiles of Student's t for n respondents and for :math:`\nu = \sum (c - 1)` over all conditions with c
  clusters, whatever the confidence of an interval, because the spread between few clusters is itself
  not well known (Korn and Graubard 1998, Survey Methodology 24:193-201, who take the clusters of one
  condition; the resemblance here comes from all).

Tests refer to Student's t with :math:`\nu`, or with the degrees of freedom that weights leave
(`juryroom.jury.heaviness.freedom_of`) where they are fewer.

No survey is worth less than one answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

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
    rho, freedom = _between_clusters(survey)
    found: dict[str, EffectiveSize] = {}
    for condition, count in counts.items():
        arm = survey.arm(condition)
        heaviness = own_heaviness(count, common[condition])
        asked = _with_weight(arm)
        by_weights = min((count.size / heaviness.factor(count.share)).item(), asked)
        found[condition] = EffectiveSize(
            respondents=len(arm),
            kish=min(count.size.item(), asked),
            by_weights=by_weights,
            clusters=None if rho is None else len(_members(condition, arm)),
            resemblance=rho,
            effective=max(by_weights / _design(condition, arm, rho) * _few(asked, freedom), 1.0),
        )
    return found


def sizes_in_test(survey: Survey, first: str, second: str) -> PairSizes:
    """Return what two conditions are worth in a test of whether their shares are equal.

    Were they equal, weights and answers would be related alike in both: both say together how heavy
    the guilty leanings are, and at which share they are looked at.

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
    share = share_together(counts)
    rho, between = _between_clusters(survey)
    sizes: list[float] = []
    for condition, heaviness in common_heaviness(counts, IN_TESTS).items():
        arm = survey.arm(condition)
        size = counts[condition].size / heaviness.factor(share)
        by_weights = min(size.item(), _with_weight(arm))
        sizes.append(max(by_weights / _design(condition, arm, rho), 1.0))
    freedom = freedom_of(counts[first], counts[second]).item()
    return PairSizes(sizes[0], sizes[1], freedom if between is None else min(freedom, between))


def _counts(survey: Survey, conditions: Sequence[str]) -> dict[str, WeightedCount]:
    return {
        c: WeightedCount.of(survey.weights(c)[None, :], survey.leanings(c)[None, :])
        for c in conditions
    }


def _with_weight(arm: Sequence[Respondent]) -> float:
    """Return how many respondents count at all."""
    return float(sum(person.weight > 0 for person in arm))


def _few(asked: float, freedom: int | None) -> float:
    """Return the part of its size that a condition keeps because few clusters are known."""
    if freedom is None:
        return 1.0
    # All conditions together may know more of clusters than one has people: that adds no people.
    return min(float((stdtrit(asked - 1, _LEVEL) / stdtrit(freedom, _LEVEL)) ** 2), 1.0)


def _between_clusters(survey: Survey) -> tuple[float | None, int | None]:
    """Return the resemblance within clusters and what it is known from; None without clusters."""
    if all(person.cluster is None for person in survey.respondents):
        return None, None
    freedom = sum(len(_members(c, survey.arm(c))) - 1 for c in survey.conditions)
    return _resemblance(survey), freedom


def _design(condition: str, arm: tuple[Respondent, ...], rho: float | None) -> float:
    """Return how many respondents are worth one independent answer because of clusters."""
    if rho is None:
        return 1.0
    members = _members(condition, arm).values()
    squares = sum(weight * weight for own in members for weight in own)
    return 1 + max(sum(sum(own) ** 2 for own in members) / squares - 1, 0.0) * rho


def _members(condition: str, arm: tuple[Respondent, ...]) -> dict[str | None, list[float]]:
    """Return the weights in each cluster that has any."""
    members: dict[str | None, list[float]] = defaultdict(list)
    for person in arm:
        if person.weight > 0:
            members[person.cluster].append(person.weight)
    if len(members) < 2:
        rule = "what varies between clusters is seen between two of them at least"
        raise OutOfDomainError(
            Problem(
                f"condition '{condition}'",
                f"one cluster, in row {arm[0].row} to row {arm[-1].row}",
                rule,
                "two clusters or more in each condition, or no column of clusters",
            )
        )
    return members


def _resemblance(survey: Survey) -> float:
    """Return the resemblance within clusters, by analysis of variance within conditions."""
    between = within = 0.0
    groups = people = 0
    squares = 0.0
    for condition in survey.conditions:
        members: dict[str | None, list[float]] = defaultdict(list)
        for person in survey.arm(condition):
            if person.weight > 0:
                members[person.cluster].append(person.leaning)
        mean = float(np.mean([x for own in members.values() for x in own]))
        count = sum(map(len, members.values()))
        for own in members.values():
            own_mean = float(np.mean(own))
            between += len(own) * (own_mean - mean) ** 2
            within += sum((x - own_mean) ** 2 for x in own)
        groups += len(members) - 1
        people += count - len(members)
        squares += count - sum(len(own) ** 2 for own in members.values()) / count
    if between + within == 0 or people == 0:
        return 1.0
    size = squares / max(groups, 1)
    mean_between, mean_within = between / max(groups, 1), within / people
    rho = (mean_between - mean_within) / (mean_between + (size - 1) * mean_within)
    return float(min(max(rho, 0.0), 1.0))
