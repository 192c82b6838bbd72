"""Draws of shares that have to do with each other."""

import numpy as np
import pytest

from juryroom.jury.paired_draws import paired_draws
from juryroom.jury.shares import CountedShare, spread_levels
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Streams

DRAWS = 20_000
PAIRS = Streams(1).at("pairs")


def shares(*counted: CountedShare) -> dict[str, FloatArray]:
    return {
        f"{place}": own.draws(spread_levels(DRAWS, Streams(1).at("share", place).generator()))
        for place, own in enumerate(counted)
    }


@pytest.mark.parametrize("wanted", [-0.7, -0.2, 0.0, 0.3, 0.8])
def test_each_share_keeps_its_draws_and_they_go_together_as_wanted(wanted: float) -> None:
    """By chance a correlation is off by more than .035 in one of a million seeds; this one is fixed."""
    drawn = shares(CountedShare(0.3, 80), CountedShare(0.6, 200))
    found = paired_draws(drawn, {("0", "1"): wanted}, PAIRS)
    for name, own in drawn.items():
        assert np.array_equal(np.sort(found[name]), np.sort(own))
    assert np.corrcoef(found["0"], found["1"])[0, 1] == pytest.approx(wanted, abs=0.035)


def test_shares_that_are_one_are_drawn_as_one() -> None:
    drawn = shares(CountedShare(0.3, 80), CountedShare(0.3, 80))
    found = paired_draws(drawn, {("0", "1"): 1.0}, PAIRS)
    assert np.array_equal(np.argsort(found["0"]), np.argsort(found["1"]))


def test_neither_the_order_of_the_shares_matters() -> None:
    drawn = shares(CountedShare(0.3, 80), CountedShare(0.6, 200), CountedShare(0.5, 40))
    wanted = {("0", "1"): 0.5, ("0", "2"): -0.2, ("1", "2"): 0.1}
    found = paired_draws(drawn, wanted, PAIRS)
    other = paired_draws(dict(reversed(drawn.items())), wanted, PAIRS)
    assert list(other) == ["2", "1", "0"]
    for name, own in other.items():
        assert np.array_equal(found[name], own)


def test_correlations_that_cannot_be_are_taken_as_near_as_can_be() -> None:
    """Three shares cannot all run against each other by more than one half."""
    drawn = shares(*[CountedShare(0.5, 100)] * 3)
    wanted = {("0", "1"): -0.9, ("0", "2"): -0.9, ("1", "2"): -0.9}
    found = paired_draws(drawn, wanted, PAIRS)
    for one, other in wanted:
        assert np.corrcoef(found[one], found[other])[0, 1] == pytest.approx(-0.5, abs=0.03)


def test_a_share_that_nobody_gave_can_be_paired() -> None:
    drawn = shares(CountedShare(0.0, 50), CountedShare(0.5, 50))
    found = paired_draws(drawn, {("0", "1"): 0.5}, PAIRS)
    none = np.flatnonzero(found["0"] == 0)
    assert len(none) == pytest.approx(DRAWS / 2, abs=1)
    assert float(np.mean(found["1"][none])) < 0.48
