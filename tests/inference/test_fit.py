"""Fits by maximum likelihood: figures computed elsewhere, planted values, bounds, intervals."""

import math

import numpy as np
import pytest

from juryroom.errors import OutOfDomainError
from juryroom.inference.bootstrap import bootstrap, drawn_together
from juryroom.inference.bundled import bundled_table
from juryroom.inference.families import family_for
from juryroom.inference.fit import fit
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.maximum import maximise
from juryroom.inference.profile import profile_interval
from juryroom.inference.table import Assumptions, MissingVerdict
from juryroom.rng import Streams
from tests.golden.tables import read
from tests.inference.juries import of_rows, selected


@pytest.mark.parametrize("row", read("logistic_fits.csv"), ids=lambda row: row["data"])
def test_logistic_fits(row: dict[str, str]) -> None:
    table = selected(row)
    assert table.rows_used == int(row["n"])
    found = fit(table, family_for("pooled-logistic", table), intervals="normal")
    intercept, slope = found.estimates
    assert intercept.value == pytest.approx(float(row["intercept"]), abs=1e-5)
    assert slope.value == pytest.approx(float(row["slope"]), abs=1e-5)
    assert found.log_likelihood == pytest.approx(float(row["loglik"]), abs=5.1e-5)
    assert intercept.standard_error == pytest.approx(float(row["se_intercept"]), abs=5.1e-5)
    assert slope.standard_error == pytest.approx(float(row["se_slope"]), abs=5.1e-5)


@pytest.mark.parametrize(
    "row", read("tug_of_war_fits.csv"), ids=lambda row: f"{row['data']} {row['rows_used']}"
)
def test_tug_of_war_fits(row: dict[str, str]) -> None:
    table = selected(row)
    family = family_for("tug-of-war", table, wide=True)
    found = fit(table, family, list_impossible=True, intervals="normal")
    assert found.likelihood.table.rows_used == int(row["n"])
    slope, bias = found.estimates
    for each, name in ((slope, "a"), (bias, "b")):
        assert each.value == pytest.approx(float(row[name]), abs=1e-3)
        assert each.standard_error == pytest.approx(float(row[f"se_{name}"]), abs=1e-3)
    assert found.log_likelihood == pytest.approx(float(row["loglik_fit"]), abs=1e-3)
    published = found.likelihood.value(family.theta({"slope": 0.5, "bias": 1.0}))
    assert published == pytest.approx(float(row["loglik_sate"]), abs=1e-3)
    assert (slope.value > 1) == any("outside the domain" in note for note in found.notes)


def test_a_row_of_probability_0_is_named_and_a_slip_lets_it_be_fitted() -> None:
    table = bundled_table("deliberations")
    with pytest.raises(OutOfDomainError, match=r"row 1510: found 0 of 6 guilty .* 0\n") as caught:
        fit(table, family_for("tug-of-war", table))
    assert "--slip" in caught.value.problems[0].accepted
    listed = fit(table, family_for("tug-of-war", table), list_impossible=True)
    assert listed.likelihood.table.left_out[-1].row in range(1, 2051)
    assert "model 'tug-of-war' gives it probability 0" in listed.likelihood.table.reasons()
    slipped = fit(table, family_for("tug-of-war", table, slip=True))
    assert slipped.likelihood.table.rows_used == 2012
    assert 0 < slipped.values["slip"] < 0.1


def test_a_parameter_at_its_bound_is_said_to_be_so() -> None:
    """Majorities that always win want a slope beyond 1."""
    rows = [
        {"jury_size": "6", "votes": votes, "verdict": verdict, "juries": "30"}
        for votes, verdict in (("2", "not_guilty"), ("4", "guilty"))
    ] + [
        {"jury_size": "6", "votes": "3", "verdict": verdict, "juries": "10"}
        for verdict in ("guilty", "not_guilty")
    ]
    table = of_rows(*rows)
    found = fit(table, family_for("tug-of-war", table))
    slope, bias = found.estimates
    assert (slope.bound, slope.value, slope.standard_error) == (1.0, 1.0, None)
    assert slope.high == 1.0
    assert slope.low is not None
    assert 0.5 < slope.low < 1
    assert bias.value == pytest.approx(0, abs=1e-6)
    assert any("slope is at its bound" in note for note in found.notes)


def test_one_parameter_has_the_closed_interval_of_a_share() -> None:
    """First ballots of juries that say nothing else: a share of votes, fitted as such."""
    rows = [
        {"jury_size": "3", "votes": str(votes), "verdict": "guilty", "juries": str(juries)}
        for votes, juries in enumerate((10, 30, 45, 15))
    ]
    table = of_rows(*rows)
    family = family_for(
        "pooled-logistic",
        table,
        free=["share"],
        fixed={"resemblance": 0.0, "intercept": 0.0, "slope": 0.0},
    )
    found = fit(table, family).estimates[0]
    share, votes = (30 + 90 + 45) / 300, 300
    assert found.value == pytest.approx(share, abs=1e-7)
    assert found.standard_error == pytest.approx(math.sqrt(share * (1 - share) / votes), rel=1e-4)
    for end in (found.low, found.high):
        assert end is not None
        fall = votes * (
            share * math.log(share / end) + (1 - share) * math.log((1 - share) / (1 - end))
        )
        assert 2 * fall == pytest.approx(3.841459, abs=1e-3)


@pytest.mark.parametrize("model", ["tug-of-war", "linear-pull"])
def test_hung_juries_free_the_hazard(model: str) -> None:
    assumed = Assumptions(missing_verdict=MissingVerdict.HUNG)
    table = bundled_table("deliberations", assumed).where(lambda o: o.source == "NCSC", "field")
    found = fit(table, family_for(model, table))
    hazard = next(each for each in found.estimates if each.name == "hang_hazard")
    assert hazard.standard_error is not None
    assert 0.001 < hazard.value < 0.1
    forecast = found.likelihood.endings(found.maximum.theta)
    np.testing.assert_allclose(forecast.sum(axis=1), 1, atol=1e-12)
    assert forecast[:, 2].mean() == pytest.approx(18 / 161, abs=0.02)


def test_planted_values_are_found_again() -> None:
    """Expected counts under known values: the maximum is at them, whatever the start."""
    planted = {"slope": 0.7, "bias": 0.4, "hang_hazard": 0.03}
    rows = [
        {"jury_size": "12", "votes": str(votes), "verdict": verdict, "juries": "1"}
        for votes in range(1, 12)
        for verdict in ("guilty", "not_guilty", "hung")
    ]
    table = of_rows(*rows)
    family = family_for("tug-of-war", table)
    likelihood = Likelihood(table, family)
    expected = likelihood.weighted(likelihood.probabilities(family.theta(planted)) * 1000)
    found = maximise(expected, family.start())
    assert family.values(found.theta) == pytest.approx({**planted, "movers": 2.0}, abs=1e-6)


def test_profile_of_what_the_data_do_not_tell_is_open() -> None:
    table = of_rows({"jury_size": "12", "votes": "9", "verdict": "guilty"})
    family = family_for("pooled-logistic", table, free=["intercept"])
    likelihood = Likelihood(table, family)
    # One conviction refutes low values and no high one.
    maximum = maximise(likelihood, np.array([0.0]))
    low, high = profile_interval(likelihood, maximum, 0)
    assert high == math.inf
    refuted = Likelihood(table, family).value(np.array([low]))
    assert maximum.value - refuted == pytest.approx(3.841459 / 2, abs=1e-3)


def test_bootstrap_draws_clusters_whole_and_depends_on_its_stream_alone() -> None:
    rows = [
        {"jury_size": "6", "votes": str(votes), "verdict": verdict, "cluster": f"c{number // 6}"}
        for number, (votes, verdict) in enumerate(
            [(1, "not_guilty"), (3, "guilty"), (3, "not_guilty"), (4, "guilty"), (5, "guilty")] * 12
            + [(2, "guilty"), (4, "not_guilty")] * 6
        )
    ]
    table = of_rows(*rows)
    units, place = drawn_together(table)
    assert units.tolist() == [1.0] * 12
    assert len(place) == len(rows)
    likelihood = Likelihood(table, family_for("pooled-logistic", table))
    maximum = maximise(likelihood, likelihood.family.start())
    first, again, other = (
        bootstrap(likelihood, maximum, 20, stream=Streams(seed).at("test")) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
    low, high = first.interval("slope")
    assert low < likelihood.family.values(maximum.theta)["slope"] < high
    counted = of_rows({"jury_size": "6", "votes": "3", "guilty": "7", "not_guilty": "9"})
    assert drawn_together(counted)[0].tolist() == [7.0, 9.0]
