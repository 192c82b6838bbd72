"""Write docs/verification/coverage.md and its CSV files: python benchmarks/intervals.py.

Exact parts are enumerated; weighted and clustered ones are simulated, 50,000 surveys a cell (--sets).
"""

import argparse
import csv
import io
from pathlib import Path
from typing import NamedTuple

import coverage_page
import numpy as np
from scipy.stats import binom

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.effect.coverage import (
    critical_score,
    effect_coverage,
    null_rejection,
    share_coverage,
    smallest_tail,
)
from juryroom.effect.law_draws import laws_of
from juryroom.effect.simulated_coverage import (
    clustered_arms,
    clustered_sizes,
    effect_held,
    held,
    rejected,
    sizes_of_intervals,
    sizes_of_tests,
)
from juryroom.jury.heaviness import WeightedCount, freedom_of
from juryroom.jury.many_ballots import first_ballots
from juryroom.outcome.patience import Never
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.rng import Streams

OUT = Path(__file__).parents[1] / "docs" / "verification"
SIZES = (20, 30, 50, 80, 100, 150, 200, 300, 400, 600, 800)
SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
PAIRS = ((20, 20), (50, 50), (100, 100), (200, 200), (400, 400), (800, 800),
         (20, 50), (50, 400), (100, 300), (400, 450))  # fmt: skip
EFFECTS = ((0.5, 0.5), (0.7, 0.7), (0.9, 0.9), (0.98, 0.98), (0.1, 0.1), (0.6, 0.5), (0.7, 0.6),
           (0.9, 0.8), (0.95, 0.9), (0.3, 0.2))  # fmt: skip
WEIGHTED = ((50, 50), (100, 100), (200, 200), (400, 400), (50, 400))
CLUSTERS = ((10, 10), (20, 10), (40, 10), (20, 20))
RESEMBLANCES = (0.02, 0.1, 0.3)
WIDE = np.round(np.arange(0.02, 0.985, 0.01), 2)
LAW = laws_of([TugOfWar()], DecisionRule.unanimous(12), Never(), "sate").endings[0, :, 0]
AT_ONCE = 5_000


class Weights(NamedTuple):
    """How respondents are weighted: a group that stands for more than its part, or log-normal."""

    name: str
    heavy: float = 0.0  # the part of respondents who are in the group
    stand_for: float = 0.0  # the part of all weight that the group has
    deviation: float = 0.0  # of the logarithm
    second: bool = True  # whether the second condition is weighted as well

    def draw(self, shape, generator):
        """Return weights, and who is in the group."""
        if self.deviation:
            return np.exp(self.deviation * generator.standard_normal(shape)), np.zeros(shape, bool)
        heavy = generator.random(shape) < self.heavy
        light = (1 - self.stand_for) / (1 - self.heavy)
        return np.where(heavy, self.stand_for / self.heavy, light), heavy


UNRELATED = (
    Weights("log-normal, sd .5", deviation=0.5),
    Weights("log-normal, sd .9", deviation=0.9),
    Weights("20 in 100 stand for 62", 0.2, 0.8 / 1.3),
    Weights("the same, first condition alone", 0.2, 0.8 / 1.3, second=False),
)
FIFTH, TENTH = Weights("20 in 100 stand for 50", 0.2, 0.5), Weights("10 for 30", 0.1, 0.3)
RELATED = ((0.3, 0.05), (0.05, 0.3), (0.2, 0.4), (0.6, 0.4), (0.8, 0.2), (0.95, 0.7), (0.5, 0.95))
CARRIED = (
    (UNRELATED[1], (0.7, 0.7), (0.7, 0.7)),
    (UNRELATED[1], (0.6, 0.6), (0.5, 0.5)),
    (UNRELATED[2], (0.9, 0.9), (0.8, 0.8)),
    (FIFTH, (0.3, 0.6), (0.3, 0.6)),
    (FIFTH, (0.8, 0.5), (0.7, 0.4)),
    (TENTH, (0.5, 0.95), (0.5, 0.95)),
    (TENTH, (0.9, 0.6), (0.6, 0.5)),
)


def curve(shares):
    return first_ballots(np.atleast_1d(shares), 12) @ LAW


def count(weights, asked, sets, leaning, generator, plain):
    """Return the weighted counts of one condition: those of the group lean otherwise than others."""
    drawn, heavy = weights.draw((sets, asked), generator)
    chance = np.where(heavy, *leaning)
    answers = (generator.random((sets, asked)) < chance).astype(np.float64)
    return WeightedCount.of(np.ones_like(drawn) if plain else drawn, answers)


def share_of(weights, leaning, plain=False):
    part = weights.heavy if plain else weights.stand_for
    return part * leaning[0] + (1 - part) * leaning[1]


def weighted_cell(weights, asked, leaning, sets):
    """Return the true share, what a respondent is worth, how often rejected and how often held."""
    generator = Streams(6).at("coverage", weights.name, *asked, f"{leaning}").generator()
    sizes = dict(zip(("actual", "hypothetical"), asked, strict=True))
    share, parts = share_of(weights, leaning), []
    for begin in range(0, sets, AT_ONCE):
        some = min(AT_ONCE, sets - begin)
        counts = {
            c: count(weights, n, some, leaning, generator, c != "actual" and not weights.second)
            for c, n in sizes.items()
        }
        own, test = sizes_of_intervals(counts, sizes), sizes_of_tests(counts, sizes)
        freedom = freedom_of(*counts.values())
        parts.append([np.stack([counts[c].share, own[c], test[c], freedom]) for c in sizes])
    (p, n, m, t), (q, _, k, _) = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    return share, float(n.mean()) / asked[0], rejected((p, m), (q, k), t), held(p, n, share)


def weighted_rows(sets):
    for weights in UNRELATED:
        for asked in WEIGHTED:
            for share in SHARES:
                found = weighted_cell(weights, asked, (share, share), sets)
                yield weights.name, *asked, share, share, *found
    for weights in (FIFTH, TENTH):
        for asked in WEIGHTED:
            for leaning in RELATED:
                yield weights.name, *asked, *leaning, *weighted_cell(weights, asked, leaning, sets)


def carried_rows(sets):
    """How often the interval for an effect holds, with weights."""
    for weights, first, second in CARRIED:
        for n in (100, 200, 400):
            generator = Streams(6).at("carried", weights.name, n, f"{first} {second}").generator()
            sizes = {"actual": n, "hypothetical": n}
            counts = {
                c: count(weights, n, sets, leaning, generator, plain=False)
                for c, leaning in zip(sizes, (first, second), strict=True)
            }
            own = sizes_of_intervals(counts, sizes)
            truth = share_of(weights, first), share_of(weights, second)
            arms = [(counts[c].share, own[c]) for c in sizes]
            yield weights.name, n, *truth, *effect_held(arms[0], arms[1], truth, curve)


def clustered_rows(sets):
    for clusters, members in CLUSTERS:
        for resemblance in RESEMBLANCES:
            for share in SHARES:
                name = ("clusters", clusters, members, f"{resemblance}", f"{share}")
                generator = Streams(6).at(*name).generator()
                arms = clustered_arms((clusters, members), share, resemblance, sets, generator)
                own, test = clustered_sizes(arms, members)
                p, q = (arm.sum(axis=1) / (clusters * members) for arm in arms)
                worth = float(own.mean()) / (clusters * members)
                yield (
                    clusters, members, resemblance, share, worth,
                    rejected((p, test), (q, test), 2 * (clusters - 1)), held(p, own, share),
                )  # fmt: skip


def csv_text(head, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    shown = ([f"{x:.4f}" if isinstance(x, float) else x for x in row] for row in rows)
    writer.writerows(shown)
    return text.getvalue()


def wald(asked, share):
    counts = np.arange(asked + 1)
    p = counts / asked
    half = 1.6448536269514722 * np.sqrt(p * (1 - p) / asked)
    return float(binom.pmf(counts, asked, share)[np.abs(p - share) <= half].sum())


def null_rows():
    for m, n in PAIRS:
        critical = critical_score(m, n)
        for share in SHARES:
            yield m, n, share, null_rejection(m, n, share, critical)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=50_000)
    sets = parser.parse_args().sets
    OUT.mkdir(parents=True, exist_ok=True)
    found = coverage_page.Tables(
        share=[(n, s, share_coverage(n, s)) for n in SIZES for s in SHARES],
        wide=[
            (n, s, share_coverage(n, s), wald(n, s), smallest_tail(n, s))
            for n in SIZES
            for s in WIDE
        ],
        effect=[
            (n, p, q, *effect_coverage((n, p), (n, q), curve))
            for n in (50, 100, 200, 400)
            for p, q in EFFECTS
        ],
        null=list(null_rows()),
        weighted=list(weighted_rows(sets)),
        carried=list(carried_rows(sets // 10)),
        clustered=list(clustered_rows(sets)),
    )
    for name, columns in FILES.items():
        (OUT / name).write_text(
            csv_text(columns, found.of_file(name)), encoding="utf-8", newline="\n"
        )
    page = coverage_page.page(found, sets)
    (OUT / "coverage.md").write_text(page, encoding="utf-8", newline="\n")
    print(page)


FILES = {
    "coverage_share.csv": ("asked", "share", "coverage"),
    "null_rejection.csv": ("asked_1", "asked_2", "share", "rejection"),
    "coverage_effect.csv": (
        "asked", "actual", "hypothetical", "coverage", "missed_above", "missed_below"
    ),
    "weighted.csv": (
        "weights", "asked_1", "asked_2", "leaning_in_group", "leaning_outside", "share", "worth",
        "rejection", "coverage",
    ),
    "weighted_effect.csv": (
        "weights", "asked", "actual", "hypothetical", "coverage", "missed_above", "missed_below"
    ),
    "clustered.csv": (
        "clusters", "members", "resemblance", "share", "worth", "rejection", "coverage"
    ),
}  # fmt: skip

if __name__ == "__main__":
    main()
