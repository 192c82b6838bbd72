"""Fits of stubbornness: planted parameters come back, and the published ones have their place."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from juryroom.catalog.published import dataset
from juryroom.deliberation.models.stubbornness import Stubbornness
from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.inference.stubborn_fit import (
    cell_probabilities,
    fit_stubbornness,
    log_likelihood,
)
from juryroom.inference.stubborn_tables import StubbornTable, minutes_table, votes_table
from juryroom.jury.first_ballot import FirstBallot
from juryroom.rng import Streams

FAILURE_RATE = 1e-6
PLANTED = Stubbornness(herding=0.8, stopping=0.05, patience=0.8, slowing=0.4)
FENCES = (5.0, 10.0, 20.0, 40.0, 80.0)


def planted(model: Stubbornness, share: float, juries: int, *path: str) -> StubbornTable:
    """Return a table of simulated juries of six."""
    found = model.simulate(
        FirstBallot.binomial(share, 6),
        juries,
        rng=Streams(1).at("tests", "stubborn fit", *path).generator(),
    )
    counts = np.zeros((len(FENCES) + 1, 7), dtype=np.int64)
    np.add.at(counts, (np.searchsorted(FENCES, found.minutes), found.votes), 1)
    return StubbornTable(name="planted", fences=FENCES, counts=counts)


@pytest.mark.statistical
def test_planted_parameters_come_back() -> None:
    """Wilks: twice the gain over the truth is chi-square, if the maximum is one."""
    table = planted(PLANTED, 0.6, 20_000, "one")
    free = ("herding", "stopping", "patience", "slowing", "share")
    fit = fit_stubbornness([table], Stubbornness(), shared=free, own=(), shares=[0.5])
    assert fit.converged
    gain = 2 * (fit.log_likelihood - log_likelihood(PLANTED, table, 0.6))
    assert -0.01 <= gain < stats.chi2.isf(FAILURE_RATE, len(free))
    limit = stats.norm.isf(FAILURE_RATE / len(free) / 2)
    found = {name: getattr(fit.models[0], name) for name in free[:-1]} | {"share": fit.shares[0]}
    truth = {name: getattr(PLANTED, name) for name in free[:-1]} | {"share": 0.6}
    for name in free:
        assert abs(found[name] - truth[name]) < limit * fit.errors[name], name
        assert fit.errors[name] < 0.25 * truth[name], name
    # And the deviance of a model that is true is what chance leaves.
    assert fit.deviance < stats.chi2.isf(FAILURE_RATE, table.counts.size - 1)


@pytest.mark.statistical
def test_two_tables_with_a_rate_of_stopping_each() -> None:
    rates = (0.05, 0.1)
    tables = [planted(replace(PLANTED, stopping=a), 0.6, 5_000, "two", str(a)) for a in rates]
    fit = fit_stubbornness(tables, PLANTED, shared=("herding",), shares=[0.6, 0.6])
    assert fit.converged
    assert fit.models[0].herding == fit.models[1].herding
    limit = stats.norm.isf(FAILURE_RATE / 4)
    for at, rate in enumerate(rates):
        error = fit.errors[f"stopping[{at}]"]
        assert abs(fit.models[at].stopping - rate) < limit * error
        assert error < rate / 5
    assert sum(fit.log_likelihoods) == pytest.approx(fit.log_likelihood, rel=1e-12)


def test_the_likelihood_is_the_sum_over_juries() -> None:
    table = votes_table("CA", 12, lengths=[4])
    law = Stubbornness().solve(FirstBallot.binomial(0.5379, 12)).votes
    expected = sum(np.log(law[v]) * n for v, n in enumerate(table.counts[0].tolist()))
    assert log_likelihood(Stubbornness(), table, 0.5379) == pytest.approx(expected, abs=1e-5)
    assert log_likelihood(Stubbornness(), table, 0.5379) < table.most


def test_cells_of_votes_and_minutes() -> None:
    table = minutes_table("OR", 12, "civil")
    cells = cell_probabilities(Stubbornness(), 0.5169, table)
    assert cells.shape == table.counts.shape
    assert cells.sum() == pytest.approx(1, abs=1e-12)
    inside = cell_probabilities(Stubbornness(), 0.5169, table, given_verdict=True)
    assert inside.sum() == pytest.approx(1, abs=1e-12)
    assert (inside[:, 4:9] == 0).all()
    ratio = inside[:, :4] / cells[:, :4]
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-12)


def test_tables_of_the_package() -> None:
    for row in dataset("stubbornness_fits").rows:
        court, _, rest = row["dataset"].partition("_")
        state, size = court[:2], int(court[2:])
        if rest.startswith("bin"):
            table = votes_table(state, size, lengths=[int(rest[3:])])
        else:
            table = minutes_table(state, size, rest)
            assert (table.counts.sum(axis=0) == votes_table(state, size, rest).counts).all()
        assert table.juries == int(row["juries"]), row
        assert abs(table.first_share - float(row["p_first"])) <= 0.5001e-4, row


@pytest.mark.slow
def test_the_published_rates_and_the_most_likely_ones_on_california() -> None:
    """Votes alone: the best rates gain 6 over the published ones, which were fitted to times too."""
    published = [row for row in dataset("stubbornness_fits").rows if "CA12" in row["dataset"]]
    tables = [votes_table("CA", 12, lengths=[length]) for length in (4, 5, 6, 7)]
    models = [Stubbornness(stopping=float(row["alpha"])) for row in published]
    shares = [float(row["p_first"]) for row in published]
    theirs = sum(log_likelihood(m, t, s) for m, t, s in zip(models, tables, shares, strict=True))
    assert theirs == pytest.approx(-3541.111, abs=1e-3)
    fit = fit_stubbornness(tables, models, shared=(), shares=shares)
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(-3534.973, abs=2e-3)


def test_what_is_no_table_or_no_parameter_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'TX 12'"):
        votes_table("TX", 12)
    with pytest.raises(UnknownNameError, match="length_4"):
        votes_table("OR", 12, "civil", lengths=[4])
    with pytest.raises(UnknownNameError, match="'zone'"):
        fit_stubbornness([votes_table("CA", 6)], shared=("zone",))
    with pytest.raises(OutOfDomainError, match="StubbornTable"):
        StubbornTable(name="empty", counts=np.zeros((1, 7), dtype=np.int64))
    with pytest.raises(OutOfDomainError, match="fences"):
        StubbornTable(name="wrong", fences=(5.0,), counts=np.ones((1, 7), dtype=np.int64))
