"""The reference model and its posterior: density, draws, and that the shipped file is theirs."""

import doctest
import re
from dataclasses import replace
from json import loads
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.catalog.reference import FOLDER, reference
from juryroom.errors import OutOfDomainError
from juryroom.inference.batch_posterior import find_mode, posterior_draws
from juryroom.inference.ensemble import ensemble_draws
from juryroom.inference.families import Family
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.reference_fit import as_text, estimate, fit_reference, shipped_table
from juryroom.inference.reference_model import NAMES, Priors, ReferenceDensity, settings_at
from juryroom.inference.table import MissingVerdict
from juryroom.procedure.decision_rule import Ending
from juryroom.rng import Streams

STREAM = Streams(11).at("tests", "reference")


def test_the_likelihood_is_that_of_the_general_engine() -> None:
    """Mock juries of twelve, by the compiled likelihood of every model, number by number."""
    table = shipped_table().where(
        lambda each: each.jury_size == 12 and each.kind == "mock", "not in this test"
    )
    theta = Priors().centre + 0.3 * STREAM.generator().standard_normal(len(NAMES))
    found = settings_at(theta[None], 12, "mock")
    family = Family(
        "tug-of-war",
        (),
        {
            "slope": float(found.slope[0]),
            "bias": float(found.bias[0]),
            "movers": 2.0,
            "hang_hazard": float(found.hazard[0]),
        },
    )
    endings = Likelihood(table, family).endings(np.zeros(0))
    theta[NAMES.index("slip")] = -40.0
    ours = ReferenceDensity(table).endings(theta[None])
    np.testing.assert_allclose(ours, endings, atol=1e-7)


def test_weights_count_juries() -> None:
    table = shipped_table()
    density, theta = ReferenceDensity(table), Priors().centre[None]
    some = np.arange(len(table.observations)) % 2 == 0
    parts = [
        density.weighted(chosen.astype(np.float64)).log_likelihood(theta)[0]
        for chosen in (some, ~some)
    ]
    assert sum(parts) == pytest.approx(density.log_likelihood(theta)[0])


def test_rows_that_it_cannot_take_are_refused() -> None:
    table = shipped_table()
    odd = replace(table.observations[0], kind="grand")
    density = ReferenceDensity(replace(table, observations=(odd, *table.observations[1:])))
    with pytest.raises(OutOfDomainError, match="whose first ballot is known"):
        density(Priors().centre[None])


def test_the_mode_is_a_mode() -> None:
    density = ReferenceDensity(shipped_table())
    mode = find_mode(density, Priors().centre)
    around = mode + 0.05 * np.concatenate([np.eye(len(NAMES)), -np.eye(len(NAMES))])
    assert (density(around) < density(mode[None])[0]).all()


def test_draws_have_the_moments_of_a_known_posterior() -> None:
    covariance = np.array([[1.0, 0.6], [0.6, 2.0]])
    precision = np.linalg.inv(covariance)
    found = posterior_draws(
        lambda x: -np.einsum("di,ij,dj->d", x, precision, x) / 2,
        np.array([1.0, 1.0]),
        40_000,
        STREAM.at("known"),
    ).checked("test")
    apart = found.theta - found.mean()
    again = (apart * found.weights[:, None]).T @ apart
    # Five standard errors of these moments from 30,000 effective draws.
    np.testing.assert_allclose(again, covariance, atol=0.09)


def test_draws_that_cannot_be_trusted_are_refused() -> None:
    found = posterior_draws(
        lambda x: -np.log1p(x[:, 0] ** 2) * 0.51, np.array([0.1]), 2_000, STREAM.at("tails")
    )
    assert not found.reliable
    with pytest.raises(OutOfDomainError, match="Pareto shape"):
        found.checked("test")


@pytest.mark.slow
def test_the_shipped_file_is_rebuilt() -> None:
    """To the last digit that is shipped, or the last but one on another machine."""
    made = estimate(MissingVerdict.HUNG)
    text = as_text(made)
    shipped = (FOLDER / "reference-2026-11.json").read_text(encoding="utf-8")
    if text != shipped:
        np.testing.assert_allclose(
            np.quantile(np.array(made["draws"]), [0.025, 0.5, 0.975], axis=0),
            np.quantile(np.array(loads(shipped)["draws"]), [0.025, 0.5, 0.975], axis=0),
            atol=0.02,
        )


@pytest.mark.slow
def test_an_independent_sampler_agrees() -> None:
    density, found = ReferenceDensity(shipped_table()), fit_reference(draws=8_000)
    mean = found.mean()
    deviation = np.sqrt(found.weights @ (found.theta - mean) ** 2)
    start = found.equal(60, STREAM.at("start"))
    drawn = ensemble_draws(density, start, 1_600, STREAM.at("walk")).reshape(-1, len(NAMES))
    # About 300 effective draws: five standard errors.
    assert (abs(drawn.mean(axis=0) - mean) / deviation).max() < 0.3
    assert (abs(drawn.std(axis=0) / deviation - 1)).max() < 0.25


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_equal_draws_follow_the_weights(seed: int) -> None:
    found = posterior_draws(
        lambda x: -(x[:, 0] ** 2) / 2, np.array([0.2]), 2_000, Streams(seed).at("x")
    )
    number = 2_000
    equal = found.equal(number, Streams(seed).at("y"))
    # Even steps along the weights meet a place as often as its weight says, but for less than once.
    places, times = np.unique(equal[:, 0], return_counts=True)
    met = dict(zip(places.tolist(), times.tolist(), strict=True))
    for place, weight in zip(found.theta[:, 0].tolist(), found.weights.tolist(), strict=True):
        assert abs(met.get(place, 0) - number * weight) < 1 + 1e-9
    assert times.sum() == number


def test_hung_juries_raise_the_hazard() -> None:
    at = NAMES.index("hazard[field]"), NAMES.index("hazard")
    hung, dropped = (
        fit_reference(shipped_table(missing), draws=4_000).mean()
        for missing in (MissingVerdict.HUNG, MissingVerdict.DROPPED)
    )
    assert sum(hung[list(at)]) > sum(dropped[list(at)]) + 0.2
    assert any(Ending.HUNG in each.endings for each in shipped_table().observations)


def test_the_examples_of_the_page_are_true() -> None:
    path = Path(__file__).parents[2] / "docs" / "theory" / "reference.md"
    bare = re.sub(r"^```.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = doctest.DocTestParser().get_doctest(bare, {}, path.name, str(path), 0)
    assert len(found.examples) >= 5
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(found)
    assert runner.failures == 0


def test_the_page_says_the_figures_of_the_file() -> None:
    page = (Path(__file__).parents[2] / "docs" / "theory" / "reference.md").read_text("utf-8")
    summary = reference().meta["summary"]
    for juries in ("mock, 6", "mock, 12", "field, 12", "capital, 12"):
        row = next(line for line in page.splitlines() if line.startswith(f"| {juries}"))
        for number, places in (("slope", 3), ("bias", 3), ("hazard", 4)):
            points = summary[f"{juries} jurors"][number]
            mean, low, high = (f"{points[at]:.{places}f}" for at in (0, 1, -1))
            assert f"{mean} [{low}, {high}]" in row, (juries, number)
