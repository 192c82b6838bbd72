r"""How many independent, equally weighted answers a survey is worth.

Weights that differ, and people who share a session, make a share less sure than its number of
respondents says. Both are carried as one number, the effective size, into every interval and test.

* Weights: Kish's size :math:`(\sum w)^2 / \sum w^2`, divided by how much more the share varies because
  those who lean to guilty weigh more than others, or less (`juryroom.jury.heaviness`).
* Margins: where weights were raked, divided by the part of the variation that the margins leave
  (`juryroom.jury.margin_residuals`).
* Clusters: divided by :math:`1 + (\bar m - 1)\,\rho`, with the size of a cluster as its members see it
  and the resemblance within clusters, of all conditions together (`juryroom.jury.resemblance`); what
  clusters that stand in two conditions have in common is a correlation of the two shares
  (`juryroom.jury.shared_clusters`).
* Few clusters: for intervals the size is multiplied by :math:`(t_{n-1} / t_{\nu})^2`, if that is below 1:
  the .95 quantiles of Student's t for n respondents and for the degrees of freedom :math:`\nu` with
  which the spread between clusters is known, whatever the confidence of an interval (Korn and Graubard
  1998, Survey Methodology 24:193-201, who take the clusters of one condition; the resemblance here
  comes from all).

Tests refer to Student's t with :math:`\nu`, or with the degrees of freedom that weights leave
(`juryroom.jury.heaviness.freedom_of`) where they are fewer. People without weight are not counted.
No survey is worth less than one answer; a raked one may be worth more than its respondents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple, Self, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.heaviness import (
    WeightedCount,
    freedom_of,
    in_mean_weights,
    sizes_of_intervals,
    sizes_of_tests,
)
from juryroom.jury.margin_residuals import Freed, MarginCount, left_by_margins
from juryroom.jury.resemblance import (
    ClusterCount,
    few_clusters,
    freedom_of_all,
    freedom_of_clusters,
    freedom_of_interval,
    resemblance,
)
from juryroom.jury.shared_clusters import correlation, counted_once
from juryroom.jury.survey import Respondent, Survey
from juryroom.markov.arrays import FloatArray, IntArray


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
    left_by_margins
        The part of the variation that the margins leave to which weights were raked, or None.
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
    left_by_margins: float | None
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
            "left_by_margins": self.left_by_margins,
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
    correlation
        Of the two shares, -1 to 1: not 0 where clusters stand in both conditions.
    """

    first: float
    second: float
    freedom: float
    correlation: float


def kish(weights: FloatArray) -> float:
    """Return the effective size of weighted answers, had the weights nothing to do with the answers.

    Examples
    --------
    >>> kish(np.array([1.0, 1.0, 1.0])), kish(np.array([3.0, 1.0, 1.0, 1.0]))
    (3.0, 3.0)
    """
    return float(in_mean_weights(weights[None, :]).sum())


@final
@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What the answers of a survey are worth: looked at once, for every interval and test.

    Parameters
    ----------
    respondents
        Those who are counted, in each condition.
    asked
        Those of them who have weight.
    counts
        What their weights and leanings show.
    margins
        What the margins say of their leanings to which weights were raked; empty without any.
    clusters
        What their clusters show; None without any.
    """

    respondents: Mapping[str, int]
    asked: Mapping[str, float]
    counts: Mapping[str, WeightedCount]
    margins: Mapping[str, MarginCount]
    clusters: "_Clusters | None"

    @classmethod
    def of(cls, survey: Survey) -> Self:
        """Return what a survey's answers are worth.

        Raises
        ------
        OutOfDomainError
            If a condition with clusters has only one.
        """
        arms = {c: survey.arm(c) for c in survey.conditions}
        weights = {c: survey.weights(c)[None, :] for c in arms}
        leanings = {c: survey.leanings(c)[None, :] for c in arms}
        places = _places(arms)
        freed = {
            c: Freed.of(weights[c], leanings[c], own, places.get(c))
            for c, own in _groups(survey).items()
        }
        clusters = {
            c: ClusterCount.of(weights[c], leanings[c], own, freed.get(c))
            for c, own in places.items()
        }
        return cls(
            respondents={c: len(arm) for c, arm in arms.items()},
            asked={c: float((own > 0).sum()) for c, own in weights.items()},
            counts={c: WeightedCount.of(weights[c], leanings[c]) for c in arms},
            margins={c: MarginCount.of(weights[c], leanings[c], own) for c, own in freed.items()},
            clusters=_Clusters.of(arms, clusters) if clusters else None,
        )

    def sizes(self) -> dict[str, EffectiveSize]:
        """Return the effective size of every condition."""
        by_weights = sizes_of_intervals(self.counts, self.asked)
        left = left_by_margins(self.margins)
        found: dict[str, EffectiveSize] = {}
        for condition, asked in self.asked.items():
            worth, number, rho = by_weights[condition] / left.get(condition, 1.0), None, None
            if self.clusters is not None:
                number = len(self.clusters.members[condition])
                rho = self.clusters.resemblance.item()
                worth = np.maximum(worth * self.clusters.kept(condition, asked), 1.0)
            found[condition] = EffectiveSize(
                respondents=self.respondents[condition],
                kish=min(self.counts[condition].size.item(), asked),
                by_weights=by_weights[condition].item(),
                left_by_margins=left[condition].item() if condition in left else None,
                clusters=number,
                resemblance=rho,
                effective=max(worth.item(), 1.0),
            )
        return found

    def in_test(self, first: str, second: str) -> PairSizes:
        """Return what two conditions are worth in a test of whether their shares are equal.

        They are looked at at the share that both together have, and what either says of weights and
        answers is drawn towards what both say, not what other conditions do.
        """
        pair = {condition: self.counts[condition] for condition in (first, second)}
        sizes, freedom = sizes_of_tests(pair, self.asked), freedom_of(*pair.values())
        left = left_by_margins({c: own for c, own in self.margins.items() if c in pair})
        sizes = {c: size / left.get(c, 1.0) for c, size in sizes.items()}
        if self.clusters is not None:
            sizes = {c: size / self.clusters.design(c) for c, size in sizes.items()}
            freedom = np.minimum(freedom, self.clusters.freedom_in_test(sizes))
        one, other = (max(size.item(), 1.0) for size in sizes.values())
        return PairSizes(one, other, freedom.item(), self.correlation(first, second))

    def correlations(self) -> dict[tuple[str, str], float]:
        """Return the correlation of the shares of each two conditions; empty if there is none."""
        pairs = [] if self.clusters is None else list(combinations(self.counts, 2))
        found = {pair: self.correlation(*pair) for pair in pairs}
        return found if any(found.values()) else {}

    def correlation(self, first: str, second: str) -> float:
        """Return the correlation of the shares of two conditions: 0 but for clusters in both."""
        if self.clusters is None:
            return 0.0
        counts = self.clusters.counts
        return correlation(counts[first], counts[second], self.clusters.resemblance).item()


def effective_sizes(survey: Survey) -> Mapping[str, EffectiveSize]:
    """Return the effective size of every condition: `Worth.sizes` of a survey.

    Raises
    ------
    OutOfDomainError
        If a condition with clusters has only one.
    """
    return Worth.of(survey).sizes()


def sizes_in_test(survey: Survey, first: str, second: str) -> PairSizes:
    """Return what two conditions are worth in a test: `Worth.in_test` of a survey.

    Raises
    ------
    OutOfDomainError
        If a condition with clusters has only one.
    """
    return Worth.of(survey).in_test(first, second)


def freed_leanings(survey: Survey) -> dict[str, FloatArray]:
    """Return the leanings of each condition without what the margins say that it was raked to.

    Returns
    -------
    dict
        Arrays of shape ``(respondents,)``, some of which may lie outside of 0 to 1; empty for a
        survey that was not raked.
    """
    return {
        c: Freed.of(survey.weights(c)[None], survey.leanings(c)[None], groups).answers[0]
        for c, groups in _groups(survey).items()
    }


def _groups(survey: Survey) -> dict[str, IntArray]:
    """Return the number of each respondent's group in each trait, empty where nothing was raked."""
    found: dict[str, IntArray] = {}
    for condition in survey.conditions:
        labels = np.array([person.groups for person in survey.arm(condition)])
        if labels.shape[1] == 0:
            return {}
        numbers = [np.unique(own, return_inverse=True)[1] for own in labels.T]
        found[condition] = np.stack(numbers, axis=1)[None]
    return found


def _places(arms: Mapping[str, Sequence[Respondent]]) -> dict[str, IntArray]:
    """Return the number of each respondent's cluster, among all there are; empty without any.

    Raises
    ------
    OutOfDomainError
        If a condition has only one with weight.
    """
    if all(person.cluster is None for arm in arms.values() for person in arm):
        return {}
    for condition, arm in arms.items():
        if len(_members(arm)) < 2:
            raise OutOfDomainError(_one_cluster(condition, arm))
    every = sorted({person.cluster or "" for arm in arms.values() for person in arm})
    number = {name: place for place, name in enumerate(every)}
    return {c: np.array([number[p.cluster or ""] for p in arm]) for c, arm in arms.items()}


def _members(arm: Sequence[Respondent]) -> frozenset[str]:
    """Return the clusters of a condition that have weight."""
    return frozenset(person.cluster or "" for person in arm if person.weight > 0)


class _Clusters(NamedTuple):
    """What the clusters of a survey say: how many with weight, what they cost, how well it is known."""

    members: Mapping[str, frozenset[str]]
    counts: Mapping[str, ClusterCount]
    resemblance: FloatArray
    freedom: FloatArray

    @classmethod
    def of(
        cls, arms: Mapping[str, Sequence[Respondent]], counts: Mapping[str, ClusterCount]
    ) -> Self:
        """Return what the clusters of all conditions say together."""
        members = {condition: _members(arm) for condition, arm in arms.items()}
        every = list(counts.values())
        freedom = freedom_of_all(every, counted_once(members))
        return cls(members, counts, resemblance(every), freedom)

    def design(self, condition: str) -> FloatArray:
        """Return how many respondents of a condition are worth one independent answer."""
        return self.counts[condition].design(self.resemblance)

    def kept(self, condition: str, asked: float) -> FloatArray:
        """Return the part of its size that a condition keeps in its interval."""
        freedom = freedom_of_interval(self.counts[condition], self.freedom)
        return few_clusters(asked, freedom) / self.design(condition)

    def freedom_in_test(self, sizes: Mapping[str, FloatArray]) -> FloatArray:
        """Return the degrees of freedom that clusters leave a test of two conditions of these sizes."""
        (one, first), (other, second) = sizes.items()
        once = counted_once({condition: self.members[condition] for condition in sizes})
        pair = self.counts[one], self.counts[other]
        return freedom_of_clusters(pair, (first, second), self.freedom, once)


def _one_cluster(condition: str, arm: Sequence[Respondent]) -> Problem:
    return Problem(
        f"condition '{condition}'",
        f"one cluster, in row {arm[0].row} to row {arm[-1].row}",
        "what varies between clusters is seen between two of them at least",
        "two clusters or more in each condition, or no column of clusters",
    )
