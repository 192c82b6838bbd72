"""What sate draws at random: the same law here, from named streams, at a stated failure rate."""

from functools import cache
from math import sqrt

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from juryroom.compat import sate
from juryroom.compat.sate.simulated import COVARIANCE
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.testing.statistics import assert_proportion
from juryroom.trial import Trial
from tests.golden.tables import read

FAILURE_RATE = 1e-6  # of each test below; about seventy of them: by chance once in 14,000 runs
COLUMNS = {
    "P_G": "P(G)",
    "SE": "SE",
    "MOE": "MOE",
    "lower5": "Lower 5%",
    "upper95": "Upper 95%",
}
REPLICATES = 1_500


def beyond_20_seeds(value: float, mean: float, spread: float) -> bool:
    """Whether one run lies too far from the mean of twenty others whose spread is known."""
    t = abs(value - mean) / (spread * sqrt(1 + 1 / 20))
    return bool(t > stats.t.isf(FAILURE_RATE / 2, 19))


@cache
def one_survey(share: float, size: int, n: int, p: int, d: int) -> sate.Row:
    return sate.sim_as_jury_stats(share, size, n, p, d, digits=99, seed=7)


STATS = read("sate_simulated_stats.csv")


@pytest.mark.statistical
@pytest.mark.parametrize("row", STATS, ids=lambda row: f"{row['sample_pg']} {row['stat']}")
def test_one_survey_has_the_law_of_sate(row: dict[str, str]) -> None:
    room = (int(row["jury_n"]), int(row["pstrikes"]), int(row["dstrikes"]))
    found = one_survey(float(row["sample_pg"]), int(row["sample_n"]), *room)
    value = found[COLUMNS[row["stat"]]]
    assert not beyond_20_seeds(
        value, float(row["mean_over_20_seeds"]), float(row["sd_over_20_seeds"])
    )


def test_the_law_of_another_survey_is_told_apart() -> None:
    row = next(r for r in STATS if (r["sample_pg"], r["stat"]) == ("0.5", "SE"))
    other = sate.sim_as_jury_stats(0.5, 600, digits=99, seed=7)
    assert beyond_20_seeds(
        other[COLUMNS[row["stat"]]],
        float(row["mean_over_20_seeds"]),
        float(row["sd_over_20_seeds"]),
    )


@cache
def twenty_differences(pa: float, na: float, ph: float, nh: float) -> list[dict[str, sate.Row]]:
    return [sate.sim_compare_jury_stats(pa, na, ph, nh, digits=99, seed=i) for i in range(20)]


@pytest.mark.statistical
@pytest.mark.parametrize(
    "row", read("sate_simulated_difference.csv"), ids=lambda r: f"{r['pg_actual']} {r['block']}"
)
def test_two_surveys_have_the_law_of_sate(row: dict[str, str]) -> None:
    pa, na, ph, nh = (float(row[name]) for name in ("pg_actual", "n_actual", "pg_hypo", "n_hypo"))
    ours = [run[row["block"]] for run in twenty_differences(pa, na, ph, nh)]
    for theirs, name in (("SE", "SE"), ("lower5", "Lower 5%"), ("upper95", "Upper 95%")):
        values = [found[name] for found in ours]
        spread = float(np.std(values, ddof=1))
        assert not beyond_20_seeds(float(row[theirs]), float(np.mean(values)), spread), name


def averaged_exactly(share: float, n: int) -> tuple[float, float]:
    """Return mean and spread of P(G) over the law of the coefficients, by Gauss and Hermite."""
    x, w = np.polynomial.hermite_e.hermegauss(40)
    z = np.stack(np.meshgrid(x, x, indexing="ij"), -1).reshape(-1, 2)
    weight = np.outer(w, w).ravel() / (2 * np.pi)
    ends = np.array([-6.870279, 11.78409]) + z @ np.linalg.cholesky(COVARIANCE).T
    k = np.arange(n + 1) / n
    law = np.array(FirstBallot.binomial(share, n).probabilities)
    each = expit(ends[:, :1] + ends[:, 1:] * k) @ law
    mean = float(weight @ each)
    return mean, sqrt(float(weight @ (each - mean) ** 2))


@pytest.mark.statistical
@pytest.mark.parametrize("n", [6, 12])
def test_point_averages_over_the_coefficients(n: int) -> None:
    draws = 20_000
    for share in (0.15, 0.5, 0.85):
        mean, spread = averaged_exactly(share, n)
        found = sate.as_jury_point(share, n, simulate={"nDraws": draws, "seed": 1})
        far = stats.norm.isf(FAILURE_RATE / 2) * spread / sqrt(draws)
        assert abs(found - mean) < far


@pytest.mark.parametrize(
    "row", read("sate_simulated_points.csv"), ids=lambda r: f"{r['jury_size']} {r['share']}"
)
def test_the_points_that_sate_drew_are_of_this_law(row: dict[str, str]) -> None:
    """Fixed data of one seed, within five standard errors of ten thousand draws."""
    mean, spread = averaged_exactly(float(row["share"]), int(row["jury_size"]))
    assert abs(float(row["guilty"]) - mean) < 5 * spread / sqrt(10_000)


@pytest.mark.statistical
@pytest.mark.parametrize("row", read("sate_simulated_deliberations.csv"), ids=str)
def test_deliberate(row: dict[str, str]) -> None:
    n, k = int(row["jury_size"]), int(row["guilty_votes"])
    exact = float(sate.get_pG_by_k(n)[k])
    error = sqrt(exact * (1 - exact) / int(row["juries"]))
    assert abs(float(row["share"]) - exact) < 4 * error, "of sate itself: fixed data"
    found = [sate.deliberate(k, n, replicate=i) for i in range(REPLICATES)]
    assert set(found) <= {"G", "NG"}
    assert_proportion(found.count("G"), REPLICATES, exact, failure_rate=FAILURE_RATE)


@pytest.mark.statistical
@pytest.mark.parametrize(("n", "k"), [(6, 2), (12, 6), (12, 9)])
def test_deliberate_civil_has_no_presumption(n: int, k: int) -> None:
    exact = Trial(TugOfWar(bias=0), FirstBallot.known(k, n)).solve().guilty
    found = [sate.deliberate_civil(k, n, replicate=i) for i in range(REPLICATES)]
    assert set(found) <= {"P", "D"}
    assert_proportion(found.count("P"), REPLICATES, exact, failure_rate=FAILURE_RATE)


def test_a_criminal_jury_is_told_from_a_civil_one() -> None:
    wrong = float(sate.get_pG_by_k(12)[6])
    found = [sate.deliberate_civil(6, 12, replicate=i) for i in range(REPLICATES)]
    with pytest.raises(AssertionError, match="p = "):
        assert_proportion(found.count("P"), REPLICATES, wrong, failure_rate=FAILURE_RATE)


def test_what_is_drawn_with_a_seed_depends_on_it_alone() -> None:
    again = [sate.sim_as_jury_stats(0.5, 830, nDraws=500, seed=5) for _ in range(2)]
    assert again[0] == again[1] != sate.sim_as_jury_stats(0.5, 830, nDraws=500, seed=6)
    assert sate.as_jury_stats(0.5, 830, simulate={"nDraws": 500, "seed": 5}) == again[0]


def test_equal_surveys_differ_by_nothing_as_in_sate() -> None:
    found = sate.sim_compare_jury_stats(0.6, 400, 0.6, 400, digits=99)
    assert found["difference"]["Difference in P(G)"] == 0


@pytest.mark.parametrize("simulate", [{"n": 5}, "yes", 1, {"nDraws": 0}, {"seed": -1}])
def test_simulate_takes_what_it_says(simulate: object) -> None:
    with pytest.raises(OutOfDomainError):
        sate.as_jury_point(0.5, simulate=simulate)  # pyright: ignore[reportArgumentType, reportCallIssue]
