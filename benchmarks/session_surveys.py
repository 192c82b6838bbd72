"""Surveys with sessions: weights beside them, and sessions that saw both versions."""

import numpy as np
from scipy.special import betaincinv, ndtr

from juryroom.effect.simulated_coverage import (
    held,
    paired_effect_held,
    rejected,
    worth_of_clusters,
)
from juryroom.jury.heaviness import (
    WeightedCount,
    freedom_of,
    sizes_of_intervals,
    sizes_of_tests,
)
from juryroom.jury.resemblance import ClusterCount, resemblance
from juryroom.jury.shared_clusters import correlation
from juryroom.rng import Streams

CONDITIONS = ("actual", "hypothetical")
AT_ONCE = 5_000
PART = 5
SHARED = ((20, 5), (20, 10), (40, 5), (40, 10))
LIKENESS = (1.0, 0.7, 0.0)
PAIRS = ((0.3, 0.3), (0.6, 0.4))


def weighted_rows(sets):
    """Weights and clusters: who is heavy is settled by lot, for each person or for whole sessions."""
    for clusters, members in ((20, 10), (40, 10), (40, 15)):
        for whole in (False, True):
            for leaning in ((0.4, 0.4), (0.6, 0.2), (0.2, 0.6)):
                for alike in (0.1, 0.3):
                    key = (clusters, members, whole, *leaning, alike)
                    generator = Streams(6).at("sessions", f"{key}").generator()
                    parts = [
                        sessions(key, min(AT_ONCE, sets - begin), generator)
                        for begin in range(0, sets, AT_ONCE)
                    ]
                    p, q, own, first, second, freedom = np.concatenate(parts, axis=1)
                    share = (leaning[0] + leaning[1]) / 2
                    yield (
                        clusters, members, "sessions" if whole else "persons", *leaning, alike,
                        float(own.mean()) / (clusters * members),
                        rejected((p, first), (q, second), freedom), held(p, own, share),
                    )  # fmt: skip


def sessions(key, sets, generator):
    """Return shares, sizes and degrees of freedom of many surveys with sessions and weights."""
    clusters, members, whole, inside, outside, alike = key
    number, asked = np.repeat(np.arange(clusters), members), clusters * members
    strength = (1 - alike) / alike
    counts, seen = {}, []
    for c in CONDITIONS:
        heavy = generator.random((sets, clusters if whole else asked)) < 0.2
        if whole:
            heavy[:, 0] |= ~heavy.any(axis=1)
            heavy = heavy[:, number]
        level = generator.random((sets, clusters))
        chance = [
            betaincinv(part * strength, (1 - part) * strength, level)[:, number]
            for part in (inside, outside)
        ]
        answers = generator.random((sets, asked)) < np.where(heavy, *chance)
        weights, leanings = np.where(heavy, 2.5, 0.625), answers.astype(np.float64)
        counts[c] = WeightedCount.of(weights, leanings)
        seen.append(ClusterCount.of(weights, leanings, number))
    sizes = dict.fromkeys(CONDITIONS, asked)
    own, test = sizes_of_intervals(counts, sizes), sizes_of_tests(counts, sizes)
    found = worth_of_clusters(
        seen, [own[c] for c in CONDITIONS], [test[c] for c in CONDITIONS], (asked, asked)
    )
    freedom = np.minimum(found.freedom, freedom_of(*counts.values()))
    return np.stack([
        *(counts[c].share for c in CONDITIONS), found.intervals[0], *found.tests, freedom
    ])  # fmt: skip


def shared_rows(sets, curve):
    """Sessions that saw both versions, as many people in each: as they are, and counted as two."""
    for clusters, members in SHARED:
        for alike in (0.1, 0.3):
            for likeness in LIKENESS:
                for truth in PAIRS:
                    key = (clusters, members, alike, likeness, *truth)
                    generator = Streams(6).at("shared sessions", f"{key}").generator()
                    yield *key, *shared(key, sets, generator, curve)


def few(arms):
    """Return the first surveys: an effect is looked at in a part of them."""
    return [(p[: len(p) // PART], n[: len(n) // PART]) for p, n in arms]


def shared(key, sets, generator, curve):
    """Return worth, correlation and how often tests rejected and intervals held in one cell."""
    clusters, members, alike, likeness, *truth = key
    number, asked = np.repeat(np.arange(clusters), members), clusters * members
    strength, plain = (1 - alike) / alike, np.ones((sets, asked))
    moved = generator.standard_normal((sets, clusters))
    apart = generator.standard_normal((sets, clusters))
    normal = moved, likeness * moved + np.sqrt(1 - likeness**2) * apart
    counts, shares = [], []
    for share, own in zip(truth, normal, strict=True):
        chance = betaincinv(share * strength, (1 - share) * strength, ndtr(own))[:, number]
        answers = (generator.random((sets, asked)) < chance).astype(np.float64)
        counts.append(ClusterCount.of(plain, answers, number))
        shares.append(answers.mean(axis=1))
    both = correlation(*counts, resemblance(counts))
    whole, found = np.full(sets, float(asked)), {}
    for once in (0.5, 1.0):
        worth = worth_of_clusters(counts, (whole, whole), (whole, whole), (asked, asked), once)
        intervals = list(zip(shares, worth.intervals, strict=True))
        tested = list(zip(shares, worth.tests, strict=True))
        paired = both if once < 1 else np.zeros(sets)
        same = truth[0] == truth[1]
        found[once] = (
            rejected(*tested, worth.freedom, paired) if same else "",
            held(*intervals[0], truth[0]),
            paired_effect_held(*few(intervals), paired[: sets // PART], truth, curve),
            intervals[0][1],
        )
    rejections, holds, effects, size = found[0.5]
    return (
        float(size.mean()) / asked, float(both.mean()), rejections, holds, effects,
        found[1.0][0], found[1.0][2],
    )  # fmt: skip
