"""Write docs/verification/coverage.md and its CSV files: python benchmarks/intervals.py.

Exact parts are enumerated; weighted and clustered ones are simulated, 50,000 data sets a cell (--sets).
"""

import argparse
import csv
import io
from pathlib import Path

import numpy as np
from scipy.stats import binom

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.effect.coverage import (
    clustered_arms,
    clustered_sizes,
    critical_score,
    effect_coverage,
    null_rejection,
    score_rejects,
    share_coverage,
    smallest_tail,
    weighted_arm,
    weighted_held,
)
from juryroom.effect.law_draws import laws_of
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
WEIGHTS = {"log-normal, sd .5": 0.5, "log-normal, sd .9": 0.9, "two groups, 1 to 6.4": 0.0}
CLUSTERS = ((10, 10), (20, 10), (40, 10), (20, 20))
RESEMBLANCES = (0.02, 0.1, 0.3)
WIDE = np.round(np.arange(0.02, 0.985, 0.01), 2)
LAW = laws_of([TugOfWar()], DecisionRule.unanimous(12), Never(), "sate").endings[0, :, 0]


def curve(shares):
    return first_ballots(np.atleast_1d(shares), 12) @ LAW


def weights_of(kind, shape, generator):
    if kind == 0.0:  # a group of 80 in 100 that stands for 50, and the other
        many = generator.random(shape, dtype=np.float32) < 0.8
        return np.where(many, np.float32(0.625), np.float32(4.0))
    return np.exp(np.float32(kind) * generator.standard_normal(shape, np.float32))


def weighted_rows(sets):
    """The same respondents and weights serve every share: cells of one row are not independent."""
    for name, kind in WEIGHTS.items():
        for m, n in WEIGHTED:
            generator = Streams(6).at("coverage", name, m, n).generator()
            arms = {(share, side): [] for share in SHARES for side in (0, 1)}
            for _ in range(0, sets, 5_000):
                for side, asked in enumerate((m, n)):
                    uniform = generator.random((5_000, asked), dtype=np.float32)
                    given = weights_of(kind, (5_000, asked), generator)
                    for share in SHARES:
                        arms[share, side].append(weighted_arm(given, uniform, share))
            for share in SHARES:
                first, second = (
                    tuple(np.concatenate(part) for part in zip(*arms[share, side], strict=True))
                    for side in (0, 1)
                )
                held = weighted_held(first, share)
                rejected = score_rejects(first, second)
                yield name, m, n, share, float(first[1].mean()) / m, rejected, held


def clustered_rows(sets):
    for clusters, members in CLUSTERS:
        for resemblance in RESEMBLANCES:
            for share in SHARES:
                name = ("clusters", clusters, members, f"{resemblance}", f"{share}")
                generator = Streams(6).at(*name).generator()
                arms = clustered_arms((clusters, members), share, resemblance, sets, generator)
                size = clustered_sizes(arms, members)
                first, second = ((arm.sum(axis=1) / (clusters * members), size) for arm in arms)
                rejected, held = score_rejects(first, second), weighted_held(first, share)
                worth = float(size.mean()) / (clusters * members)
                yield clusters, members, resemblance, share, worth, rejected, held


def csv_text(head, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    shown = ([f"{x:.4f}" if isinstance(x, float) else x for x in row] for row in rows)
    writer.writerows(shown)
    return text.getvalue()


def markdown(head, rows):
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def summary(asked, how):
    held = np.array([how(asked, share) for share in WIDE])
    inside = np.mean((held >= 0.88) & (held <= 0.92))
    return f"{inside:.2f} ({held.min():.3f} to {held.max():.3f})"


def possible(asked):
    return f"{np.mean([smallest_tail(asked, share) is not None for share in WIDE]):.2f}"


def lopsided(cells):
    """Cells outside of the band that an interval could bring into it, and what that takes."""
    out = [(n, s, c, smallest_tail(n, s)) for n, s, c in cells if n >= 50 and not 0.88 <= c <= 0.92]
    none = sum(tail is None for *_, tail in out)
    shown = "; ".join(
        f"{n} asked, share {s:g} (held {c:.3f}): {tail:.3f}"
        for n, s, c, tail in out
        if tail is not None
    )
    return none, len(out) - none, shown


def wald(asked, share):
    counts = np.arange(asked + 1)
    p = counts / asked
    half = 1.6448536269514722 * np.sqrt(p * (1 - p) / asked)
    return float(binom.pmf(counts, asked, share)[np.abs(p - share) <= half].sum())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=50_000)
    sets = parser.parse_args().sets
    OUT.mkdir(parents=True, exist_ok=True)
    cover = [(n, s, share_coverage(n, s)) for n in SIZES for s in SHARES]
    null = []
    for m, n in PAIRS:
        critical = critical_score(m, n)
        null += [(m, n, s, null_rejection(m, n, s, critical)) for s in SHARES]
    effects = [
        (n, p, q, *effect_coverage((n, p), (n, q), curve)) for n in (50, 100, 200, 400)
        for p, q in EFFECTS
    ]  # fmt: skip
    weighted = list(weighted_rows(sets))
    clustered = list(clustered_rows(sets))
    files = {
        "coverage_share.csv": csv_text(("asked", "share", "coverage"), cover),
        "null_rejection.csv": csv_text(("asked_1", "asked_2", "share", "rejection"), null),
        "coverage_effect.csv": csv_text(
            ("asked", "actual", "hypothetical", "coverage", "missed_above", "missed_below"), effects
        ),
        "weighted.csv": csv_text(
            ("weights", "asked_1", "asked_2", "share", "effective_share", "rejection", "coverage"),
            weighted,
        ),
        "clustered.csv": csv_text(
            ("clusters", "members", "resemblance", "share", "worth", "rejection", "coverage"),
            clustered,
        ),
    }
    at = {(n, s): c for n, s, c in cover}
    none, could, shown = lopsided(cover)
    from_fifty = [c for n, _, c in cover if n >= 50]
    rejected = {(m, n, s): r for m, n, s, r in null}
    worst = {
        (name, m, n): [row for row in weighted if row[:3] == (name, m, n)]
        for name in WEIGHTS
        for m, n in WEIGHTED
    }
    grouped = {
        key: [row for row in clustered if row[:3] == key]
        for key in dict.fromkeys(row[:3] for row in clustered)
    }
    files["coverage.md"] = PAGE.format(
        clustered=markdown(
            [
                "clusters",
                "of",
                "resemblance",
                "least rejected",
                "most rejected",
                "least held",
                "most held",
            ],
            [
                [
                    *key,
                    f"{min(r[5] for r in rows):.4f}",
                    f"{max(r[5] for r in rows):.4f}",
                    f"{min(r[6] for r in rows):.3f}",
                    f"{max(r[6] for r in rows):.3f}",
                ]
                for key, rows in grouped.items()
            ],
        ),
        sets=f"{sets:,}",
        cells=len(from_fifty),
        inside=sum(0.88 <= c <= 0.92 for c in from_fifty),
        lowest=f"{min(from_fifty):.3f}",
        none=none,
        could=could,
        shown=shown,
        share=markdown(
            ["asked", *SHARES], [[n, *(f"{at[n, s]:.3f}" for s in SHARES)] for n in SIZES]
        ),
        wide=markdown(
            ["asked", "mid-P (ours)", "Wald (sate)", "possible"],
            [[n, summary(n, share_coverage), summary(n, wald), possible(n)] for n in SIZES],
        ),
        effect=markdown(
            ["asked in each", "actual", "hypothetical", "held", "missed above", "missed below"],
            [[n, p, q, *(f"{x:.3f}" for x in rest)] for n, p, q, *rest in effects],
        ),
        null=markdown(
            ["asked", *SHARES],
            [[f"{m}, {n}", *(f"{rejected[m, n, s]:.4f}" for s in SHARES)] for m, n in PAIRS],
        ),
        weighted=markdown(
            [
                "weights",
                "asked",
                "worth",
                "least rejected",
                "most rejected",
                "least held",
                "most held",
            ],
            [
                [
                    name,
                    f"{m}, {n}",
                    f"{rows[0][4]:.2f}",
                    f"{min(r[5] for r in rows):.4f}",
                    f"{max(r[5] for r in rows):.4f}",
                    f"{min(r[6] for r in rows):.3f}",
                    f"{max(r[6] for r in rows):.3f}",
                ]
                for (name, m, n), rows in worst.items()
            ],
        ),
    )
    for name, text in files.items():
        (OUT / name).write_text(text, encoding="utf-8", newline="\n")
    print(files["coverage.md"])


PAGE = """# How often intervals hold and tests reject

Made by `python benchmarks/intervals.py`; every cell is in the CSV files beside this page. Nominal 90%
intervals, tests at 5%, two-sided.

## The interval for a share, and for the probability of guilty

Exact: all outcomes of the survey are enumerated. The probability of guilty rises with the share, so
its interval holds as often. Shares across, respondents down.

{share}

From fifty respondents on, {inside} of the {cells} cells lie between .88 and .92, and none below {lowest}.
A survey of whole people cannot be right at every share: with fifty respondents and a true share of
.02 the only coverages to be had near .90 are .736 and .922. In {none} of the other cells no interval
whose ends rise with the count holds between .88 and .92: all of them were gone through. In {could} one could, if
it missed on one side much oftener than on the other (the chance of the larger miss, where .05 is meant):
{shown}. An interval that is to be read from both sides is not made so.

The part of the true shares .02, .03, ..., .98 at which coverage is between .88 and .92, with the least and
the most; and the part at which any interval could be:

{wide}

## The interval for an effect

Exact over both surveys, twelve jurors, the tug of war without patience. Missed above: the whole interval lay
above the truth. Where both trials are alike, that is how often a one-sided test at 5% finds an effect.

{effect}

## The test, with no true effect

Exact. Unweighted, independent answers: never above .05, by construction.

{null}

## The test and the interval with weights

Simulated, {sets} data sets a cell; a rejection of .05 in 50,000 has a standard error of .001. Least and
most over the thirteen shares. Worth: the effective size as a share of those asked.

{weighted}

At shares of .02 and .98 with few effective answers the test rejects less than it might, and the
interval may hold more or less often than 90 in 100: the weights are then carried by one or two
guilty leanings.

## The test and the interval with clusters

Simulated likewise, so many clusters of so many respondents in each condition, with a resemblance
between two of one cluster that the analysis has to estimate. With twenty clusters of twenty that
resemble each other by .3 and a share of .02 or .98, the interval holds less often than 88 in 100: nearly
all guilty leanings then lie in one or two clusters, and the resemblance is not well known.

{clustered}
"""

if __name__ == "__main__":
    main()
