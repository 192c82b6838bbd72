r"""How many independent, equally weighted answers a survey is worth.

Weights that differ, and people who share a session, make a share less sure than its number of
respondents says. Both are carried as one number, the effective size, into every interval and test.

* Weights, by Kish: :math:`n_w = (\sum w)^2 / \sum w^2`.
* Clusters: :math:`d = 1 + (\bar m - 1)\,\rho`, with :math:`\bar m = \sum_c W_c^2 / \sum w^2` the mean
  size of a cluster as its members see it, :math:`W_c` being the weight of a cluster, and :math:`\rho`
  the resemblance within clusters, 0 to 1: by analysis of variance within conditions, all of them
  together, each person counting alike; a cluster that stands in two conditions is two. Where nobody
  differs from anybody, or no cluster has two people, it cannot be estimated, and is taken as 1: each
  cluster then counts as one. A cluster without weight is none.
* Few clusters: the size is multiplied by :math:`(t_{n-1} / t_{c-1})^2`, the .95 quantiles of Student's
  t for n respondents and c clusters, whatever the confidence of an interval, because the spread
  between few clusters is itself not well known (Korn and Graubard 1998, Survey Methodology
  24:193-201).

No survey is worth less than one answer.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from scipy.special import stdtrit

from juryroom.errors import OutOfDomainError, Problem
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
    by_weights
        The effective size after weights alone (Kish); `respondents` without them.
    clusters
        How many clusters there are, or None without them.
    resemblance
        The resemblance within clusters, 0 to 1, or None without them.
    effective
        The size that intervals rest on.
    """

    respondents: int
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
            "effective_after_weights": self.by_weights,
            "clusters": self.clusters,
            "resemblance_within_clusters": self.resemblance,
            "effective": self.effective,
            "design_effect": self.design_effect,
        }


def kish(weights: FloatArray) -> float:
    """Return the effective size of weighted answers.

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
    clustered = any(person.cluster is not None for person in survey.respondents)
    rho = _resemblance(survey) if clustered else None
    return {
        condition: _size(condition, survey.arm(condition), rho) for condition in survey.conditions
    }


def _size(condition: str, arm: tuple[Respondent, ...], rho: float | None) -> EffectiveSize:
    weights = np.array([person.weight for person in arm])
    by_weights = min(kish(weights), float(len(arm)))
    if rho is None:
        return EffectiveSize(
            respondents=len(arm),
            by_weights=by_weights,
            clusters=None,
            resemblance=None,
            effective=by_weights,
        )
    members: dict[str | None, list[float]] = defaultdict(list)
    for person in arm:
        if person.weight > 0:
            members[person.cluster].append(person.weight)
    clusters = len(members)
    if clusters < 2:
        rule = "what varies between clusters is seen between two of them at least"
        raise OutOfDomainError(
            Problem(
                f"condition '{condition}'",
                f"one cluster, in row {arm[0].row} to row {arm[-1].row}",
                rule,
                "two clusters or more in each condition, or no column of clusters",
            )
        )
    seen = sum(sum(own) ** 2 for own in members.values()) / sum(w * w for w in weights)
    design = 1 + max(float(seen) - 1, 0.0) * rho
    few = float((stdtrit(len(arm) - 1, _LEVEL) / stdtrit(clusters - 1, _LEVEL)) ** 2)
    return EffectiveSize(
        respondents=len(arm),
        by_weights=by_weights,
        clusters=clusters,
        resemblance=rho,
        # Between two clusters Student's t has one degree of freedom; no survey is worth less than
        # a single answer.
        effective=max(by_weights / design * few, 1.0),
    )


def _resemblance(survey: Survey) -> float:
    """Return the resemblance within clusters, by analysis of variance within conditions."""
    between = within = 0.0
    groups = people = 0
    squares = 0.0
    for condition in survey.conditions:
        members: dict[str | None, list[float]] = defaultdict(list)
        for person in survey.arm(condition):
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
