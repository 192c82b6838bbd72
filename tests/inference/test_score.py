"""Scores: measures against plain formulas, infinite losses, what is scored and what is listed."""

from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.catalog.reference import reference
from juryroom.errors import UnknownNameError
from juryroom.inference.bundled import bundled_table
from juryroom.inference.forecasts import forecast_of, model_endings, reference_endings, scored_rows
from juryroom.inference.observation import FirstSeen, Observation
from juryroom.inference.score import score
from juryroom.inference.scoring import CLIP, METRICS, Forecasts, measures
from juryroom.inference.shown import VERDICTS, shown_endings, with_kinds
from juryroom.inference.table import JuryTable
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams

STREAM = Streams(5).at("tests", "score")


def plain(chance: list[float], convicted: list[float]) -> Forecasts:
    size = len(chance)
    return Forecasts(np.array(chance), np.array(convicted), np.ones(size), np.full(size, -1))


def jury(votes: int, ending: Ending, *, size: int = 6, source: str = "", juries: int = 1):
    return Observation(
        row=0,
        rule=DecisionRule.unanimous(size),
        first=FirstSeen.of_votes(votes),
        endings=frozenset({ending}),
        source=source,
        juries=juries,
    )


@given(
    rows=st.lists(
        st.tuples(st.floats(0.01, 0.99), st.sampled_from([0.0, 1.0])), min_size=3, max_size=40
    )
)
def test_measures_are_the_plain_formulas(rows: list[tuple[float, float]]) -> None:
    chance, convicted = [p for p, _ in rows], [y for _, y in rows]
    found = plain(chance, convicted)
    measured = measures(found, found.bootstrap_weights(100, STREAM))
    assert set(measured) == set(METRICS)
    losses = [-log(p if y else 1 - p) for p, y in rows]
    assert measured["log_loss"].value == pytest.approx(sum(losses) / len(losses))
    squares = [(p - y) ** 2 for p, y in rows]
    assert measured["brier"].value == pytest.approx(sum(squares) / len(squares))
    assert 0 <= measured["calibration_error"].value <= 1


def test_calibration_of_forecasts_that_are_right_and_of_ones_too_timid() -> None:
    generator = STREAM.at("timid").generator()
    log_odds = generator.normal(0, 2, 10_000)
    p = 1 / (1 + np.exp(-log_odds))
    y = (generator.random(len(p)) < p).astype(np.float64)
    timid = 1 / (1 + np.exp(-log_odds / 2))
    for forecast, slope in ((p, 1.0), (timid, 2.0)):
        found = plain(forecast.tolist(), y.tolist())
        measured = measures(found, np.ones((3, len(p))))
        # Five standard errors of such a slope are less than 0.2 of it.
        assert measured["calibration_slope"].value == pytest.approx(slope, abs=0.2 * slope)


def test_bootstrap_draws_whole_clusters_and_single_juries() -> None:
    forecasts = Forecasts(
        np.full(4, 0.5), np.ones(4), np.array([1.0, 1.0, 30.0, 1.0]), np.array([0, 0, -1, -1])
    )
    weights = forecasts.bootstrap_weights(200, STREAM)
    np.testing.assert_array_equal(weights[0], [1, 1, 30, 1])
    np.testing.assert_array_equal(weights[:, 0], weights[:, 1])
    assert len(set(weights[1:, 2].tolist())) > 5
    np.testing.assert_array_equal(weights[1:, 1] + weights[1:, 2] + weights[1:, 3], 32)


def test_what_had_probability_0_is_an_infinite_loss_and_is_named() -> None:
    table = JuryTable.of([jury(0, Ending.GUILTY), *[jury(4, Ending.GUILTY)] * 9], "table")
    found = score(table, "tug-of-war", stream=STREAM)
    assert found.overall.measures["log_loss"].value == inf
    assert found.impossible == (1,)
    assert found.as_json()["overall"]["measures"]["log_loss"]["value"] == "infinite"
    clipped = found.overall.measures["log_loss_clipped"].value
    rest = score(table.subset([2]), "tug-of-war", stream=STREAM).overall
    assert clipped == pytest.approx((-log(CLIP) + 9 * rest.measures["log_loss"].value) / 10)
    assert score(table, reference(), stream=STREAM).overall.measures["log_loss"].value < inf


def test_models_as_published_give_the_figures_computed_from_the_same_rows() -> None:
    table = scored_rows(bundled_table("deliberations"))
    for name, total in (("tug-of-war", 583.541), ("pooled-logistic", 558.435)):
        found = forecast_of(table, model_endings(table, name)).forecasts
        assert found.clipped_loss.sum() == pytest.approx(total, abs=0.5)


def test_nothing_is_fitted_to_the_table_that_is_scored() -> None:
    table = bundled_table("deliberations")
    some = table.subset([each.row for each in table.observations[::40]])
    whole = forecast_of(scored_rows(table), reference_endings(scored_rows(table), reference()))
    part = forecast_of(some, reference_endings(some, reference()))
    np.testing.assert_allclose(
        # The sources that can show a hung jury are the same in both.
        part.forecasts.chance,
        whole.forecasts.chance[::40],
    )


def test_a_seed_fixes_every_figure() -> None:
    table = bundled_table("deliberations").subset(range(1, 200))
    first, again = (score(table, reference(), stream=STREAM).as_json() for _ in range(2))
    assert first == again
    other = score(table, reference(), stream=Streams(6).at("other")).as_json()
    assert other["overall"] != first["overall"]


def test_what_a_source_can_show() -> None:
    rows = [jury(3, Ending.GUILTY, source="a"), jury(3, Ending.HUNG, source="b")]
    rows += [jury(3, Ending.GUILTY, source="b"), jury(3, Ending.GUILTY, source="Devine_2001")]
    found = shown_endings(JuryTable.of(rows))
    assert found == (VERDICTS, *[frozenset(Ending)] * 3)


def test_kinds_come_from_the_table_from_the_source_or_from_the_default() -> None:
    rows = [jury(3, Ending.GUILTY, source=source) for source in ("CJP_2015", "elsewhere")]
    found = with_kinds(JuryTable.of(rows), "mock")
    assert [each.kind for each in found.observations] == ["capital", "mock"]


def test_unknown_names_are_refused() -> None:
    table = JuryTable.of([jury(3, Ending.GUILTY), jury(2, Ending.NOT_GUILTY)])
    with pytest.raises(UnknownNameError):
        score(table, "no-such-model", stream=STREAM)
    with pytest.raises(UnknownNameError, match="slopp"):
        score(table, "tug-of-war", stream=STREAM, parameters={"slopp": 1.0})
