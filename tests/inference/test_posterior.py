"""Posteriors: against quadrature, refusals, weights with a known tail, and the sampler."""

import numpy as np
import pytest
from scipy.stats import norm

from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.inference import sampler
from juryroom.inference.diagnostics import generalised_pareto, refuse_unreliable, smoothed
from juryroom.inference.families import family_for
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.posterior import Penalised, Prior, posterior, priors_for
from juryroom.inference.table import JuryTable
from juryroom.rng import Streams
from tests.inference.juries import of_rows

STREAM = Streams(5).at("posterior")


def some_juries() -> JuryTable:
    counted = {"2": (1, 19), "4": (7, 18), "6": (18, 22), "8": (28, 9), "10": (24, 2)}
    return of_rows(
        *(
            {"jury_size": "12", "votes": votes, "verdict": verdict, "juries": str(juries)}
            for votes, both in counted.items()
            for verdict, juries in zip(("guilty", "not_guilty"), both, strict=True)
        )
    )


def test_one_parameter_agrees_with_quadrature() -> None:
    table = some_juries()
    family = family_for("tug-of-war", table, free=["bias"], fixed={"slope": 0.5})
    prior = Prior(1, 0.75)
    found = posterior(table, family, stream=STREAM, priors={"bias": prior})
    grid = np.linspace(-4, 4, 2001)
    likelihood = Likelihood(table, family)
    logs = np.array([likelihood.value(np.array([bias])) for bias in grid])
    density = np.exp(logs - logs.max()) * norm.pdf(grid, 1, 0.75)
    density /= density.sum()
    mean = density @ grid
    deviation = float(np.sqrt(density @ (grid - mean) ** 2))
    # Five Monte Carlo errors of the least effective size that is let through.
    assert found.mean("bias") == pytest.approx(mean, abs=5 * deviation / np.sqrt(found.effective))
    assert found.standard_deviation("bias") == pytest.approx(deviation, rel=0.1)
    low, high = found.interval("bias", 0.9)
    assert low < mean < high
    assert found.effective > 400
    assert found.pareto_k < 0.7


def test_the_same_stream_gives_the_same_draws_and_another_does_not() -> None:
    table = some_juries()
    family = family_for("tug-of-war", table)
    first, again, other = (
        posterior(table, family, stream=Streams(seed).at("x"), draws=1500) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
    assert first.as_json()["table"] == table.as_json()
    assert first.resampled(7, stream=STREAM).shape == (7, 2)


def test_priors_are_stated_and_checked() -> None:
    table = some_juries()
    family = family_for("tug-of-war", table)
    stated = posterior(table, family, stream=STREAM, priors={"bias": Prior(0, 0.01)})
    assert stated.mean("bias") == pytest.approx(0, abs=0.02)
    words = stated.as_json()["parameters"]
    assert isinstance(words, list)
    assert "the R package sate" in words[0]["prior"]
    assert words[1]["prior"] == "value normal around that of 0 (given), standard deviation 0.01"
    with pytest.raises(UnknownNameError, match="'biass'"):
        priors_for(family, {"biass": Prior(0, 1)})
    with pytest.raises(OutOfDomainError, match=r"Prior\.spread"):
        Prior(0, 0)


def test_the_gradient_of_a_posterior_has_the_pull_of_the_priors() -> None:
    table = some_juries()
    family = family_for("tug-of-war", table)
    target = Penalised(Likelihood(table, family), priors_for(family))
    theta = np.array([0.3, 0.2])
    found = target.value_and_gradient(theta)
    for place in range(2):
        aside = np.eye(2)[place] * 1e-5
        rise = target.value(theta + aside) - target.value(theta - aside)
        assert found.gradient[place] == pytest.approx(rise / 2e-5, abs=1e-5)


@pytest.mark.parametrize("shape", [0.2, 0.9])
def test_the_tail_of_a_generalised_pareto_is_found(shape: float) -> None:
    """Its own quantiles, so no chance: 4,000 of them."""
    ranks = (np.arange(4000) + 0.5) / 4000
    excess = (np.power(1 - ranks, -shape) - 1) / shape
    found, scale = generalised_pareto(excess)
    assert found == pytest.approx(shape, abs=0.03)
    assert scale == pytest.approx(1, abs=0.05)


def test_weights_with_a_heavy_tail_are_known_by_their_k() -> None:
    ranks = (np.arange(4000) + 0.5) / 4000
    light, heavy = smoothed(0.2 * norm.ppf(ranks)), smoothed(-1.2 * np.log(1 - ranks))
    assert light.pareto_k < 0.5
    assert light.effective > 3000
    assert heavy.pareto_k > 0.7
    for each in (light, heavy):
        assert np.exp(each.log_weights).sum() == pytest.approx(1)


def test_draws_that_cannot_be_trusted_are_refused_in_four_parts() -> None:
    with pytest.raises(OutOfDomainError, match=r"Pareto k of 0\.90") as caught:
        refuse_unreliable("here", ["Pareto k of 0.90", "3 divergences"], "more draws")
    problem = caught.value.problems[0]
    assert (problem.where, problem.accepted) == ("here", "more draws")
    assert "3 divergences" in problem.found
    refuse_unreliable("here", [], "")


def test_a_proposal_far_from_its_target_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control that must fail: a target of which no draw comes near."""
    table = some_juries()
    family = family_for("tug-of-war", table)

    def spiked(self: Penalised, theta: np.ndarray) -> float:
        return float(-1e9 * ((theta - 0.1234) ** 2).sum())

    monkeypatch.setattr(Penalised, "value", spiked)
    monkeypatch.setattr("juryroom.inference.posterior._ROUNDS", 1)
    with pytest.raises(OutOfDomainError, match="effective sample size of"):
        posterior(table, family, stream=STREAM, draws=1000)


def test_what_is_wrong_with_a_chain_is_said() -> None:
    assert sampler.Checked(0, 1.004, 900).faults() == []
    faults = sampler.Checked(2, 1.2, 90).faults()
    assert faults == ["2 divergences", "an R-hat of 1.200", "an effective sample size of 90"]
    assert sampler.Checked(0, float("nan"), 500).faults() == ["an R-hat of nan"]


def test_without_the_extra_the_sampler_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("juryroom.inference.sampler.NEEDED", ("no_such_sampler",))
    table = some_juries()
    with pytest.raises(OutOfDomainError, match=r"pip install 'juryroom\[bayes\]'"):
        sampler.sample(table, family_for("tug-of-war", table), stream=STREAM)


@pytest.mark.slow
def test_the_sampler_agrees_with_importance_sampling() -> None:
    pytest.importorskip("nutpie")
    table = some_juries()
    family = family_for("pooled-logistic", table)
    trace = sampler.sample(table, family, stream=STREAM, chains=2, draws=500)
    found = sampler.summary(trace, family)
    weighed = posterior(table, family, stream=STREAM)
    parameters = found["parameters"]
    assert isinstance(parameters, list)
    for each in parameters:
        name = each["name"]
        # Five Monte Carlo errors at the least effective sizes that are let through.
        error = 5 * weighed.standard_deviation(name) / np.sqrt(200)
        assert each["mean"] == pytest.approx(weighed.mean(name), abs=error)
    assert sampler.check(trace).faults() == []
    assert trace.posterior.attrs["juryroom_model"] == "pooled-logistic"
