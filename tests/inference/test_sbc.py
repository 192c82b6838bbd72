"""The checks of the inference, in small: on the inference as it is, and on faults planted in it."""

from collections.abc import Callable
from json import loads
from pathlib import Path

import numpy as np
import pytest

from juryroom.catalog.published import dataset
from juryroom.inference.reference_fit import shipped_table
from juryroom.inference.reference_model import NAMES, Priors
from juryroom.inference.sbc import (
    LEVELS,
    Replicate,
    Replication,
    band_depth,
    calibrate,
    uniform_band,
)
from juryroom.inference.sbc_models import family_replicate, reference_replicate
from juryroom.rng import Stream, Streams

STREAM = Streams(3).at("tests", "sbc")
KEPT = Path(__file__).parents[2] / "docs" / "verification" / "inference.json"

# One in 100,000 by chance for each of the numbers below.
DEEPEST = 1e-7


def normal_replicate(spread: float, shift: float = 0.0) -> Replicate:
    """A normal mean with a normal prior: the posterior is known; `spread` and `shift` plant faults."""

    def replicate(stream: Stream) -> Replication:
        generator = stream.generator()
        truth = generator.standard_normal(1)
        seen = truth + generator.standard_normal(1)
        mean, deviation = seen / 2 + shift, spread * np.sqrt([0.5])
        from scipy.stats import norm

        return Replication(truth, norm.cdf(truth, mean, deviation), mean, deviation)

    return replicate


def depth(replicate: Replicate) -> float:
    return band_depth(calibrate("normal", ["mean"], replicate, 500, STREAM.at("x")).rank[:, 0])


def test_a_right_posterior_stays_in_the_band_and_a_wrong_one_leaves_it() -> None:
    band = uniform_band(500, STREAM)
    assert depth(normal_replicate(1.0)) > DEEPEST
    for fault in (normal_replicate(0.6), normal_replicate(1.6), normal_replicate(1.0, 0.3)):
        assert depth(fault) < band


def test_the_band_holds_uniform_ranks_as_often_as_it_says() -> None:
    band = uniform_band(200, STREAM, 0.9)
    drawn = STREAM.at("again").generator().random((100, 200))
    inside = sum(band_depth(row) >= band for row in drawn) / 100
    # Five standard errors.
    assert abs(inside - 0.9) < 0.15


def family(name: str) -> Callable[[], tuple[tuple[str, ...], Replicate]]:
    def make() -> tuple[tuple[str, ...], Replicate]:
        found, replicate = family_replicate(name)
        return found.names, replicate

    return make


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "replications"),
    [
        (lambda: (NAMES, reference_replicate(shipped_table(), Priors(), 1_000)), 12),
        (family("tug-of-war"), 5),
        (family("pooled-logistic"), 5),
    ],
    ids=["reference", "tug-of-war", "pooled-logistic"],
)
def test_posteriors_hold_the_numbers_that_made_the_data(
    make: Callable[[], tuple[tuple[str, ...], Replicate]], replications: int
) -> None:
    names, replicate = make()
    found = calibrate("model", names, replicate, replications, STREAM.at("model"))
    assert found.replications + found.refused == replications
    assert found.refused <= replications // 4
    for column in found.rank.T:
        assert band_depth(column) > DEEPEST
    assert found.coverage(0.95).mean() > 0.75
    errors = abs(found.mean - found.truth) / found.deviation
    assert np.median(errors) < 2


def test_a_replication_depends_on_its_stream_alone() -> None:
    replicate = reference_replicate(shipped_table(), Priors(), 1_000)
    first, again = replicate(STREAM.at(1)), replicate(STREAM.at(1))
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first.rank, again.rank)


def test_the_report_that_is_kept_is_of_these_data_and_says_what_held() -> None:
    kept = loads(KEPT.read_text(encoding="utf-8"))
    assert kept["data"]["sha256"] == dataset("deliberations").sha256
    assert [each["model"] for each in kept["models"]] == [
        "reference",
        "tug-of-war",
        "pooled-logistic",
    ]
    for model in kept["models"]:
        assert model["replications"] + model["refused"] == 1000
        for number in model["numbers"].values():
            assert number["inside_band"] == (number["depth"] >= model["band"]["depth"])
            assert set(number["coverage"]) == {f"{100 * level:g}" for level in LEVELS}
