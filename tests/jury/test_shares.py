"""Shares, their intervals and tests: exact counts of what they promise."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import barnard_exact, binom

from juryroom.errors import OutOfDomainError
from juryroom.jury.effective_size import effective_sizes
from juryroom.jury.equal_shares import scores, share_test
from juryroom.jury.shares import CountedShare, mid_p_quantiles, spread_levels
from juryroom.jury.survey import Respondent, Survey
from juryroom.rng import Streams


@given(st.integers(1, 900).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_are_where_the_mid_p_value_is_one_in_twenty(counts: tuple[int, int]) -> None:
    """The definition: half the chance of what was seen and all of what is further, .05 at each end."""
    x, n = counts
    low, high = CountedShare(x / n, n).interval(0.90)
    assert 0 <= low < high <= 1
    if x > 0 and low > 0:
        tail = binom.sf(x, n, low) + binom.pmf(x, n, low) / 2
        assert tail == pytest.approx(0.05, abs=1e-6)
    if x < n and high < 1:
        tail = binom.cdf(x - 1, n, high) + binom.pmf(x, n, high) / 2
        assert tail == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize("asked", [2, 20, 50, 400, 133.7])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_at_nought_and_at_one_the_interval_has_width_and_reaches_the_end(
    asked: float, share: float
) -> None:
    """D8: sate's interval has zero width there."""
    low, high = CountedShare(share, asked).interval()
    assert low == 0 or high == 1
    assert high - low > 1 / asked
    assert low == 0 if share == 0 else high == 1


@given(st.floats(0, 1), st.floats(1, 5_000), st.floats(0.5, 0.999))
def test_an_interval_holds_its_share_and_is_the_mirror_of_the_other_side(
    share: float, asked: float, confidence: float
) -> None:
    low, high = CountedShare(share, asked).interval(confidence)
    assert low <= share + 1e-9
    assert high >= share - 1e-9
    mirrored = CountedShare(1 - share, asked).interval(confidence)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-6)


def test_draws_have_the_quantiles_of_the_interval() -> None:
    levels = spread_levels(4_000, Streams(1).at("test").generator())
    for share, asked in ((0.0, 50), (0.02, 100), (0.6, 333.3), (1.0, 20)):
        drawn = CountedShare(share, asked).draws(levels)
        expected = mid_p_quantiles(
            np.full(3, share * asked), np.full(3, float(asked)), np.array([0.05, 0.5, 0.95])
        )
        assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx(expected, abs=2e-3)


def test_draws_are_the_even_mixture_of_the_two_betas() -> None:
    levels = (np.arange(2_000) + 0.5) / 2_000
    drawn = CountedShare(0.3, 100).draws(levels)
    mean = (30 / 101 + 31 / 101) / 2
    assert drawn.mean() == pytest.approx(mean, abs=1e-5)


def test_levels_fall_one_into_each_strip() -> None:
    levels = spread_levels(500, Streams(2).at("levels").generator())
    assert sorted((levels * 500).astype(int)) == list(range(500))


@pytest.mark.parametrize(
    ("share", "asked"), [(-0.1, 20), (70, 400), (0.5, 0), (float("nan"), 20), (0.5, 0.5)]
)
def test_a_per_cent_and_other_impossible_shares_are_refused(share: float, asked: float) -> None:
    with pytest.raises(OutOfDomainError) as caught:
        CountedShare(share, asked)
    assert ("did you mean 0.7?" in str(caught.value)) == (share == 70)


def test_coverage_at_nominal_ninety_by_exact_enumeration() -> None:
    """From 100 up, all but the extreme shares lie between 88 and 92 per cent; none is below 87."""
    shares = np.round(np.arange(0.02, 0.985, 0.01), 2)
    for asked in (50, 100, 200, 400):
        counts = np.arange(asked + 1.0)
        whole = np.full(asked + 1, float(asked))
        low = mid_p_quantiles(counts, whole, np.full(asked + 1, 0.05))
        high = mid_p_quantiles(counts, whole, np.full(asked + 1, 0.95))
        held = np.array(
            [binom.pmf(counts, asked, p)[(low <= p) & (p <= high)].sum() for p in shares]
        )
        assert held.min() > 0.87
        assert np.mean((held >= 0.88) & (held <= 0.92)) >= (0.78 if asked == 50 else 0.91)


@pytest.mark.parametrize(("a", "m", "b", "n"), [(7, 20, 12, 20), (0, 50, 5, 50), (3, 30, 20, 60)])
def test_the_exact_test_is_scipys(a: int, m: int, b: int, n: int) -> None:
    ours = share_test(CountedShare(a / m, m), CountedShare(b / n, n), plain=True)
    theirs = barnard_exact([[a, b], [m - a, n - b]], pooled=True, n=512).pvalue
    assert ours.exact
    assert ours.p_value == pytest.approx(theirs, abs=2e-5)


@pytest.mark.parametrize(("m", "n"), [(12, 12), (9, 17), (20, 20)])
def test_the_exact_test_rejects_at_most_five_in_a_hundred(m: int, n: int) -> None:
    """D9, and the bar: at no common share is the test at 5% above 5%."""
    rejects = np.array(
        [
            [
                share_test(CountedShare(a / m, m), CountedShare(b / n, n), plain=True).p_value
                <= 0.05
                for b in range(n + 1)
            ]
            for a in range(m + 1)
        ]
    )
    for share in np.linspace(0.005, 0.995, 199):
        law = np.outer(binom.pmf(np.arange(m + 1), m, share), binom.pmf(np.arange(n + 1), n, share))
        assert law[rejects].sum() <= 0.05 + 1e-6


def test_the_region_of_the_exact_test_is_every_pair_as_far_apart() -> None:
    m, n, a, b = 11, 14, 3, 10
    seen = float(scores(*(np.array(float(x)) for x in (a, m, b, n))))
    pairs = [
        (i, j)
        for i, j in product(range(m + 1), range(n + 1))
        if float(scores(*(np.array(float(x)) for x in (i, m, j, n)))) >= seen - 1e-12
    ]
    grid = np.linspace(0.001, 0.999, 2_001)
    sums = sum(binom.pmf(i, m, grid) * binom.pmf(j, n, grid) for i, j in pairs)
    found = share_test(CountedShare(a / m, m), CountedShare(b / n, n), plain=True).p_value
    assert found == pytest.approx(np.max(sums), abs=1e-5)


def test_equal_shares_and_unanimous_arms_have_p_one() -> None:
    for share in (0.0, 0.5, 1.0):
        for plain in (True, False):
            equal = share_test(CountedShare(share, 40), CountedShare(share, 60), plain=plain)
            assert equal.p_value == 1


def clustered(sizes: list[list[int]]) -> Survey:
    """Clusters of so many guilty and so many not guilty, the same in both conditions."""
    people: list[Respondent] = []
    for condition in ("actual", "hypothetical"):
        for place, (guilty, others) in enumerate(sizes):
            for leaning in [1.0] * guilty + [0.0] * others:
                name = f"{condition}{place}"
                people.append(
                    Respondent(
                        row=len(people) + 2, condition=condition, leaning=leaning, cluster=name
                    )
                )
    return Survey(respondents=tuple(people))


def test_clusters_that_agree_within_count_as_one_answer_each() -> None:
    size = effective_sizes(clustered([[10, 0], [0, 10]] * 20))["actual"]
    assert size.resemblance == pytest.approx(1, abs=1e-9)
    assert size.effective == pytest.approx(40, rel=0.06)
    assert size.design_effect > 9


def test_clusters_that_differ_by_no_more_than_chance_cost_little() -> None:
    size = effective_sizes(clustered([[5, 5]] * 40))["actual"]
    assert size.resemblance == 0
    assert size.effective == pytest.approx(400, rel=0.06)


def test_where_no_one_differs_each_cluster_counts_once() -> None:
    size = effective_sizes(clustered([[10, 0]] * 20))["actual"]
    assert size.resemblance == 1
    assert size.effective < 20
    low, high = CountedShare(1.0, size.effective).interval()
    assert low < 0.9
    assert high == 1


def test_one_cluster_is_refused() -> None:
    with pytest.raises(OutOfDomainError, match="row 2 to row 11"):
        effective_sizes(clustered([[5, 5]]))
