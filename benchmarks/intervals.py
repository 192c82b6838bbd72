"""Write docs/verification/coverage.md and its CSV files: python benchmarks/intervals.py.

Exact parts are enumerated; weighted and clustered ones are simulated, 50,000 surveys a cell (--sets).
"""

import argparse
import csv
import io
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import coverage_page
import numpy as np
import raked_surveys
import session_surveys
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
)
from juryroom.jury.heaviness import (
    WeightedCount,
    freedom_of,
    sizes_of_intervals,
    sizes_of_tests,
)
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
APART = (
    (TENTH, (0.6, 0.05), (0.215, 0.215)),
    (TENTH, (0.4, 0.1), (0.05, 0.25)),
    (FIFTH, (0.4, 0.1), (0.1, 0.4)),
    (FIFTH, (0.7, 0.5), (0.5, 0.7)),
)
"""Shares that are equal though weights and answers are related differently."""

CONDITIONS = ("actual", "hypothetical")
MANY = 1e9  # degrees of freedom: the normal distribution
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


def weighted_cell(weights, asked, leanings, sets):
    """Return what a weighted respondent is worth, how often rejected and held, and so by Kish."""
    name = ("coverage", weights.name, *asked, f"{leanings}")
    generator = Streams(6).at(*name).generator()
    sizes, parts = dict(zip(CONDITIONS, asked, strict=True)), []
    for begin in range(0, sets, AT_ONCE):
        some = min(AT_ONCE, sets - begin)
        counts = {
            c: count(weights, n, some, own, generator, c != "actual" and not weights.second)
            for (c, n), own in zip(sizes.items(), leanings, strict=True)
        }
        own, test = sizes_of_intervals(counts, sizes), sizes_of_tests(counts, sizes)
        freedom = freedom_of(*counts.values())
        parts.append([
            np.stack([counts[c].share, own[c], test[c], freedom, counts[c].size]) for c in sizes
        ])  # fmt: skip
    (p, n, m, t, k), (q, _, o, _, v) = (
        np.concatenate(part, axis=1) for part in zip(*parts, strict=True)
    )
    share = share_of(weights, leanings[0])
    return (
        share, float(n.mean()) / asked[0], rejected((p, m), (q, o), t), held(p, n, share),
        rejected((p, k), (q, v), MANY), held(p, k, share),
    )  # fmt: skip


def weighted_rows(sets):
    for weights in UNRELATED:
        for asked in WEIGHTED:
            for share in SHARES:
                both = ((share, share), (share, share))
                yield (
                    weights.name,
                    *asked,
                    *both[0],
                    *both[1],
                    *weighted_cell(weights, asked, both, sets),
                )
    for weights in (FIFTH, TENTH):
        for asked in WEIGHTED:
            for leaning in RELATED:
                both = (leaning, leaning)
                yield (
                    weights.name,
                    *asked,
                    *leaning,
                    *leaning,
                    *weighted_cell(weights, asked, both, sets),
                )
    for weights, first, second in APART:
        for asked in ((100, 100), (150, 600), (100, 400)):
            found = weighted_cell(weights, asked, (first, second), sets)
            yield weights.name, *asked, *first, *second, *found


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
            worth = min(float(own[c].mean()) / n for c in sizes)
            yield weights.name, n, *truth, worth, *effect_held(arms[0], arms[1], truth, curve)


def clustered_rows(sets):
    for clusters, members in CLUSTERS:
        for resemblance in RESEMBLANCES:
            for share in SHARES:
                name = ("clusters", clusters, members, f"{resemblance}", f"{share}")
                generator = Streams(6).at(*name).generator()
                parts = [
                    clustered((clusters, members), share, resemblance, some, generator)
                    for some in [AT_ONCE] * (sets // AT_ONCE)
                    + [sets % AT_ONCE] * (sets % AT_ONCE > 0)
                ]
                p, q, own, test, freedom = np.concatenate(parts, axis=1)
                worth = float(own.mean()) / (clusters * members)
                yield (
                    clusters, members, resemblance, share, worth,
                    rejected((p, test), (q, test), freedom), held(p, own, share),
                )  # fmt: skip


def clustered(sizes, share, resemblance, sets, generator):
    arms = clustered_arms(sizes, share, resemblance, sets, generator)
    found = clustered_sizes(arms, sizes[1])
    return np.stack([*(arm.sum(axis=1) / (sizes[0] * sizes[1]) for arm in arms), *found])


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


def effect_rows(_sets):
    for n in (50, 100, 200, 400):
        for p, q in EFFECTS:
            yield n, p, q, *effect_coverage((n, p), (n, q), curve)


def share_rows(_sets):
    for n in SIZES:
        for s in SHARES:
            yield n, s, share_coverage(n, s)


def wide_rows(_sets):
    for n in SIZES:
        for s in WIDE:
            yield n, s, share_coverage(n, s), wald(n, s), smallest_tail(n, s)


def shared_rows(sets):
    yield from session_surveys.shared_rows(sets, curve)


def null_rows(_sets):
    for m, n in PAIRS:
        critical = critical_score(m, n)
        for share in SHARES:
            yield m, n, share, null_rejection(m, n, share, critical)


TABLES = {
    "weighted": ([weighted_rows], 1),
    "raked": ([partial(raked_surveys.rows, name=name) for name in raked_surveys.CELLS], 1),
    "clustered": ([clustered_rows], 1),
    "shared": ([shared_rows], 5),
    "sessions": ([session_surveys.weighted_rows], 5),
    "carried": ([carried_rows], 20),
    "effect": ([effect_rows], 1),
    "null": ([null_rows], 1),
    "share": ([share_rows], 1),
}
"""What makes the rows of each table, and which part of the surveys it has in a cell."""


def made(rows, sets):
    """Return rows: each cell has random numbers of its own, so tables are made side by side."""
    return list(rows(sets))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=50_000)
    parser.add_argument("--only", action="append", choices=TABLES, help="tables to make anew")
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        wide = pool.submit(made, wide_rows, 0)
        futures = {
            name: [
                pool.submit(made, rows, given.sets // TABLES[name][1]) for rows in TABLES[name][0]
            ]
            for name in given.only or TABLES
        }
        for name, parts in futures.items():
            rows = [row for part in parts for row in part.result()]
            (OUT / FILES[name]).write_text(
                csv_text(COLUMNS[name], rows), encoding="utf-8", newline="\n"
            )
    # The page is made of the files, so that it says the same whether one table is new or all are.
    files = {name: table(OUT / file) for name, file in FILES.items()}
    page = coverage_page.page(coverage_page.Tables(wide=wide.result(), **files), given.sets)
    (OUT / "coverage.md").write_text(page, encoding="utf-8", newline="\n")
    print(page)


def table(path):
    """Return the rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return [tuple(map(number, row)) for row in rows]


def number(cell):
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


FILES = {
    "share": "coverage_share.csv",
    "null": "null_rejection.csv",
    "effect": "coverage_effect.csv",
    "weighted": "weighted.csv",
    "carried": "weighted_effect.csv",
    "raked": "raked.csv",
    "sessions": "sessions.csv",
    "shared": "shared_sessions.csv",
    "clustered": "clustered.csv",
}
COLUMNS = {
    "share": ("asked", "share", "coverage"),
    "null": ("asked_1", "asked_2", "share", "rejection"),
    "effect": (
        "asked", "actual", "hypothetical", "coverage", "missed_above", "missed_below"
    ),
    "weighted": (
        "weights", "asked_1", "asked_2", "in_group_1", "outside_1", "in_group_2", "outside_2",
        "share", "worth", "rejection", "coverage", "rejection_by_kish", "coverage_by_kish",
    ),
    "carried": (
        "weights", "asked", "actual", "hypothetical", "worth", "coverage", "missed_above",
        "missed_below",
    ),
    "raked": (
        "margins", "asked", "share", "worth", "rejection", "coverage", "rejection_as_given",
        "coverage_as_given",
    ),
    "shared": (
        "clusters", "members", "resemblance", "likeness", "actual", "hypothetical", "worth",
        "correlation", "rejection", "coverage", "coverage_effect", "rejection_as_two",
        "coverage_effect_as_two",
    ),
    "sessions": (
        "clusters", "members", "weights_of", "in_group", "outside", "resemblance", "worth",
        "rejection", "coverage",
    ),
    "clustered": (
        "clusters", "members", "resemblance", "share", "worth", "rejection", "coverage"
    ),
}  # fmt: skip

if __name__ == "__main__":
    main()
