"""The published table of coverage: a deterministic part of it, made again."""

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import beta, binom

from juryroom.effect.coverage import (
    critical_score,
    effect_coverage,
    null_rejection,
    share_coverage,
    smallest_tail,
)
from juryroom.jury.equal_shares import share_test
from juryroom.jury.shares import CountedShare

FOLDER = Path(__file__).parents[2] / "docs" / "verification"


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_shares_is_what_is_found_now() -> None:
    rows = [row for row in table("coverage_share.csv") if int(row["asked"]) <= 200]
    assert len(rows) == 7 * 13
    for row in rows:
        found = share_coverage(int(row["asked"]), float(row["share"]))
        assert found == pytest.approx(float(row["coverage"]), abs=1e-4)


def test_the_published_cells_hold_the_bars() -> None:
    for row in table("null_rejection.csv"):
        assert float(row["rejection"]) <= 0.05
    cells = [row for row in table("coverage_share.csv") if int(row["asked"]) >= 50]
    held = np.array([float(row["coverage"]) for row in cells])
    assert held.min() >= 0.88
    assert np.mean((held >= 0.88) & (held <= 0.92)) > 0.9


def test_outside_of_the_band_no_even_interval_could_do_better() -> None:
    """The bar for coverage is missed only where whole people leave nothing else, or one-sidedly."""
    every = [(int(row["asked"]), float(row["share"])) for row in table("coverage_share.csv")]
    cells = [(n, share) for n, share in every if n >= 50]
    outside = [(n, share) for n, share in cells if not 0.88 <= share_coverage(n, share) <= 0.92]
    tails = {cell: smallest_tail(*cell) for cell in outside}
    assert sum(tail is None for tail in tails.values()) == 6
    assert all(tail is None or tail > 0.085 for tail in tails.values())
    # The control: where the interval does hold often enough, a run of counts is found.
    assert all(smallest_tail(*cell) is not None for cell in cells if cell not in tails)


@pytest.mark.parametrize(("asked", "share"), [(50, 0.02), (50, 0.05), (20, 0.5), (31, 0.9)])
def test_the_smallest_tail_by_going_through_all_runs(asked: int, share: float) -> None:
    chance = [float(binom.pmf(k, asked, share)) for k in range(asked + 1)]
    runs = combinations(range(asked + 2), 2)
    found = [
        max(sum(chance[:first]), sum(chance[last:]))
        for first, last in runs
        if 0.88 <= sum(chance[first:last]) <= 0.92
    ]
    tail = smallest_tail(asked, share)
    assert tail == (pytest.approx(min(found), abs=1e-12) if found else None)


@pytest.mark.parametrize(("m", "n", "share"), [(20, 20, 0.3), (20, 50, 0.9), (100, 100, 0.5)])
def test_null_rejection_is_that_of_the_table(m: int, n: int, share: float) -> None:
    found = null_rejection(m, n, share, critical_score(m, n))
    (row,) = [
        row
        for row in table("null_rejection.csv")
        if (int(row["asked_1"]), int(row["asked_2"]), float(row["share"])) == (m, n, share)
    ]
    assert found == pytest.approx(float(row["rejection"]), abs=1e-4)
    assert found <= 0.05


def test_the_critical_score_parts_what_the_test_rejects() -> None:
    m, n, share = 12, 15, 0.4
    rejected = sum(
        binom.pmf(a, m, share) * binom.pmf(b, n, share)
        for a in range(m + 1)
        for b in range(n + 1)
        if share_test(CountedShare(a / m, m), CountedShare(b / n, n), plain=True).p_value <= 0.05
    )
    assert null_rejection(m, n, share, critical_score(m, n)) == pytest.approx(rejected, abs=1e-9)


def test_coverage_of_a_straight_effect_by_hand() -> None:
    """With the curve straight the effect is the difference of shares; tails add up to what is left."""
    held, above, below = effect_coverage((50, 0.6), (50, 0.5), lambda share: share)
    assert held + above + below == pytest.approx(1)
    assert 0.88 <= held <= 0.92


def halves(guilty: int, asked: int) -> list[tuple[float, float]]:
    """The two beta distributions that are the mid-P confidence distribution, half and half."""
    return [(guilty, asked - guilty + 1), (guilty + 1, asked - guilty)]


def level(guilty: int, asked: int, shares: np.ndarray) -> np.ndarray:
    """How much of the confidence distribution lies below shares; a point at 0 or 1 lies there."""
    parts = [
        beta.cdf(shares, a, b) if a and b else (shares > (a > 0)).astype(float)
        for a, b in halves(guilty, asked)
    ]
    return np.mean(parts, axis=0)


@pytest.mark.parametrize(("p", "q"), [(0.3, 0.6), (0.75, 0.35)])
def test_coverage_of_a_straight_effect_of_few_is_that_of_every_pair(p: float, q: float) -> None:
    """The chance that one draw less the other is below the truth, by 4,000 quantiles of the other."""
    m, n = 7, 5
    middles = (np.arange(4_000) + 0.5) / 4_000
    below = np.empty((m + 1, n + 1))
    for y in range(n + 1):
        other = [
            beta.ppf(middles, a, b) if a and b else np.full(1, float(a > 0))
            for a, b in halves(y, n)
        ]
        for x in range(m + 1):
            below[x, y] = np.mean([level(x, m, shares + p - q).mean() for shares in other])
    # No pair of counts is so close to the ends that 4,000 quantiles could not tell its side.
    assert np.abs(below - 0.05).min() > 5e-4
    assert np.abs(below - 0.95).min() > 5e-4
    chance = np.outer(binom.pmf(range(m + 1), m, p), binom.pmf(range(n + 1), n, q))
    above, under = chance[below < 0.05].sum(), chance[below > 0.95].sum()
    found = effect_coverage((m, p), (n, q), lambda share: share)
    assert found == pytest.approx((1 - above - under, above, under), abs=1e-9)
    assert above > 0
    assert under > 0
