"""Comparison: nothing is forecast by a fit that saw it, differences are paired, seeds fix figures."""

from xml.etree import ElementTree

import numpy as np
import pytest

from juryroom.catalog.reference import reference
from juryroom.inference.bundled import bundled_table
from juryroom.inference.candidates import BASE_RATE, REFERENCE_FITTED, REFERENCE_SHIPPED, SATE_CHAIN
from juryroom.inference.compare import Comparison, compare, fold_numbers
from juryroom.inference.scoring import CLIP
from juryroom.report.calibration_figure import calibration_figure
from juryroom.rng import Streams

STREAM = Streams(2).at("tests", "compare")
NAMES = ("pooled-logistic", "reference")


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(bundled_table("deliberations"), stream=STREAM, names=NAMES, resamples=200)


def test_the_bars_of_the_reference_on_juries_it_has_not_seen(compared: Comparison) -> None:
    row = next(each for each in compared.rows if each.candidate.name == REFERENCE_FITTED)
    gain = row.gains[SATE_CHAIN]
    assert gain.value >= 0.010
    assert gain.low > 0
    assert row.gains[f"{SATE_CHAIN}, 12 jurors"].value >= -0.002
    assert row.gains[f"{SATE_CHAIN}, sources left out"].value >= -0.005
    slope = row.folds["calibration_slope"]
    assert slope.low <= 1 <= slope.high
    assert row.folds["calibration_error"].value <= 0.03


def test_what_is_published_is_in_every_comparison(compared: Comparison) -> None:
    by_name = {each.candidate.name: each for each in compared.rows}
    assert by_name[SATE_CHAIN].folds["log_loss_clipped"].value == pytest.approx(0.29005, abs=1e-4)
    assert by_name[BASE_RATE].folds["log_loss"].value > 0.6
    assert by_name["pooled-logistic"].candidate.log_likelihood == pytest.approx(-559.718, abs=1e-3)
    losses = [each.folds["log_loss_clipped"].value for each in compared.rows]
    assert losses == sorted(losses)


def test_a_gain_is_the_difference_of_two_losses(compared: Comparison) -> None:
    by_name = {each.candidate.name: each for each in compared.rows}
    one, other = by_name["pooled-logistic"], by_name[SATE_CHAIN]
    apart = other.folds["log_loss_clipped"].value - one.folds["log_loss_clipped"].value
    assert one.gains[SATE_CHAIN].value == pytest.approx(apart)
    assert CLIP == 0.005


def test_folds_keep_clusters_together_and_are_even() -> None:
    table = bundled_table("deliberations")
    parts = fold_numbers(table, 10, STREAM)
    of_cluster: dict[str, set[int]] = {}
    for each, part in zip(table.observations, parts.tolist(), strict=True):
        if each.cluster:
            of_cluster.setdefault(each.cluster, set()).add(part)
    assert of_cluster
    assert all(len(found) == 1 for found in of_cluster.values())
    counts = np.bincount(parts)
    assert len(counts) == 10
    assert counts.min() > 0.8 * counts.max()


def test_a_seed_fixes_every_figure() -> None:
    table = bundled_table("deliberations")
    some = table.subset([each.row for each in table.observations[::12]])
    first, again = (
        compare(some, stream=STREAM, names=["pooled-logistic"], folds=3, resamples=100).as_json()
        for _ in range(2)
    )
    assert first == again


def test_other_tables_meet_the_reference_as_shipped() -> None:
    table = bundled_table("deliberations")
    some = table.subset([each.row for each in table.observations[::20]])
    found = compare(
        some, stream=STREAM, names=["unanimity-or-hung"], estimate=reference(), resamples=100
    )
    names = [each.candidate.name for each in found.rows]
    assert REFERENCE_SHIPPED in names
    assert REFERENCE_FITTED not in names


def test_the_picture_is_svg_and_names_the_models(compared: Comparison) -> None:
    text = calibration_figure(compared)
    assert ElementTree.fromstring(text).tag.endswith("svg")
    for each in compared.rows[:3]:
        assert each.candidate.name in text
