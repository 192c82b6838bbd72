"""Stubbornness: the authors' own simulation, exact laws, and a second program."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from juryroom.deliberation.interface import FloatArray
from juryroom.deliberation.models.stubbornness import (
    StubbornJuries,
    Stubbornness,
    share_for_majorities,
)
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.rng import Streams
from tests.deliberation.pages import check_page
from tests.golden.tables import read

FAILURE_RATE = 1e-6
"""Of each statistical test here, about thirty of them: one run in 30,000 fails by chance."""
JURIES = 160_000
PUBLISHED_MEAN, PUBLISHED_SD = 9.8332, 9.8489
CALIFORNIA = FirstBallot.binomial(0.5379, 12)


def simulated(model: Stubbornness, ballot: FirstBallot, juries: int, *path: str) -> StubbornJuries:
    stream = Streams(1).at("tests", "stubbornness", *path)
    return model.simulate(ballot, juries, rng=stream.generator())


def differ(first: FloatArray, second: FloatArray) -> float:
    """Return the p-value of chi-square of two tables of counts being drawn from one law."""
    both = first + second
    seen = both > 0
    x2 = 0.0
    for table in (first, second):
        expected = both[seen] * table.sum() / both.sum()
        x2 += float(((table[seen] - expected) ** 2 / expected).sum())
    return float(stats.chi2.sf(x2, int(seen.sum()) - 1))


def assert_law(counts: FloatArray, law: FloatArray) -> None:
    """Raise unless counts are drawn from a law, by chi-square over the cells with 5 or more."""
    expected = law * counts.sum()
    large = expected >= 5
    rest = expected[~large].sum()
    x2 = float(((counts - expected)[large] ** 2 / expected[large]).sum())
    cells = int(large.sum())
    if rest > 0:
        x2 += float((counts[~large].sum() - rest) ** 2 / rest)
        cells += 1
    p = float(stats.chi2.sf(x2, cells - 1))
    assert p >= FAILURE_RATE, f"p = {p:.3g}"


def published() -> FloatArray:
    return np.array([float(row["prob"]) for row in read("burghardt_simulated.csv")]) * JURIES


@pytest.mark.statistical
def test_votes_of_the_published_simulation() -> None:
    found = simulated(Stubbornness(), CALIFORNIA, JURIES, "votes")
    p = differ(published(), found.counts.astype(np.float64))
    assert p >= FAILURE_RATE, f"p = {p:.3g}"


@pytest.mark.parametrize(
    "wrong",
    [
        Stubbornness(zone=10 / 12),
        Stubbornness(herding=0.85),
        Stubbornness(patience=1.7),
        Stubbornness(slowing=0.25),
        Stubbornness(stopping=0.017),
    ],
    ids=str,
)
@pytest.mark.statistical
def test_another_configuration_is_told_apart(wrong: Stubbornness) -> None:
    """The test above proves nothing unless it fails here: of the votes, or of the mean time."""
    found = simulated(wrong, CALIFORNIA, JURIES, "control", str(wrong))
    p = differ(published(), found.counts.astype(np.float64))
    apart = abs(found.minutes.mean() / 12 - PUBLISHED_MEAN)
    assert p < FAILURE_RATE or apart > limit(PUBLISHED_SD * sqrt(2 / JURIES))


def limit(error: float, tests: int = 1) -> float:
    return float(stats.norm.isf(FAILURE_RATE / tests / 2)) * error


@pytest.mark.statistical
def test_times_of_the_published_simulation() -> None:
    """Mean and standard deviation of all juries, and the mean by votes at the stop."""
    found = simulated(Stubbornness(), CALIFORNIA, JURIES, "times")
    time = found.minutes / 12
    sd = float(time.std())
    assert abs(time.mean() - PUBLISHED_MEAN) < limit(sd * sqrt(2 / JURIES))
    fourth = float(((time - time.mean()) ** 4).mean())
    error_of_sd = sqrt((fourth - sd**4) * 2 / JURIES) / (2 * sd)
    assert abs(sd - PUBLISHED_SD) < limit(error_of_sd)
    for row, juries in zip(read("burghardt_simulated.csv"), published(), strict=True):
        of_these = time[found.votes == int(row["final_votes"])]
        error = float(of_these.std()) * sqrt(1 / len(of_these) + 1 / juries)
        assert abs(of_these.mean() - float(row["mean_t"])) < limit(error, 13), row


@pytest.mark.statistical
@pytest.mark.parametrize(("jury_size", "herding"), [(12, 0.864), (6, 0.7), (11, 1.0), (3, 0.5)])
def test_without_stiffening_the_law_is_exact(jury_size: int, herding: float) -> None:
    model = Stubbornness(herding=herding, patience=1e12, stopping=0.1)
    ballot = FirstBallot.binomial(0.6, jury_size)
    exact = model.without_stiffening(ballot)
    assert exact.votes.sum() == pytest.approx(1, abs=1e-12)
    found = simulated(model, ballot, 50_000, "fixed", str(jury_size))
    assert_law(found.counts.astype(np.float64), exact.votes)
    error = float(found.minutes.std()) / sqrt(50_000)
    assert abs(found.minutes.mean() - exact.mean_minutes) < limit(error)
    wrong = replace(model, zone=0.999, stopping=0.2).without_stiffening(ballot)
    assert abs(found.minutes.mean() - wrong.mean_minutes) > limit(error)


def test_slow_stopping_leaves_the_stationary_law_of_herding() -> None:
    """With r fixed and alpha near 0 the votes at the stop forget the first ballot."""
    model = Stubbornness(stopping=1e-9)
    P = model.herding_matrix(12)
    up, down = np.diag(P, 1), np.diag(P, -1)
    stationary = np.cumprod([1.0, *(up / down)])
    stationary /= stationary.sum()
    # The pace differs in the zone, so stops are weighed by it.
    weights = np.array([0.3 + abs(v / 12 - 0.5) * (max(v, 12 - v) >= 9) for v in range(13)])
    expected = stationary * weights / (stationary @ weights)
    for votes in (0, 6, 12):
        found = model.without_stiffening(FirstBallot.known(votes, 12)).votes
        assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("share", [0.3, 0.5379])
def test_sure_herding_without_a_stop_is_the_majority_of_the_first_ballot(share: float) -> None:
    ballot = FirstBallot.binomial(share, 12)
    p = ballot.probabilities
    majority = sum(p[7:]) + p[6] / 2
    found = Stubbornness(herding=1, stopping=1e-9).without_stiffening(ballot).votes
    assert found[12] == pytest.approx(majority, abs=1e-6)
    assert found[0] == pytest.approx(1 - majority, abs=1e-6)
    # Turned round, this is the authors' rule for the share of first votes.
    assert share_for_majorities(majority, 12) == pytest.approx(share, abs=1e-12)


def juror_by_juror(
    model: Stubbornness, ballot: FirstBallot, juries: int
) -> list[tuple[int, float]]:
    """The equations one juror at a time, with lists: shares nothing with the package's program."""
    rng = Streams(2).at("tests", "stubbornness", "juror by juror").generator()
    n, result = ballot.jury_size, list[tuple[int, float]]()
    for start in rng.choice(n + 1, size=juries, p=ballot.probabilities).tolist():
        jurors = [True] * start + [False] * (n - start)
        t, r = 0.0, 1.0
        while True:
            x = sum(jurors) / n
            in_zone = x >= model.zone or x <= 1 - model.zone
            s = model.stopping * (model.base + (abs(x - 0.5) if in_zone else 0))
            dt = 1 / (n * (1 + s))
            if rng.random() < s / (1 + s):
                result.append((sum(jurors), n * (t + dt)))
                break
            who = int(rng.integers(n))
            if rng.random() < r:
                others = sum(jurors) - jurors[who]
                if 2 * others == n - 1:
                    jurors[who] = bool(rng.random() < 0.5)
                else:
                    jurors[who] = (2 * others > n - 1) == (rng.random() < model.herding)
            t += dt
            r = max(0.0, r - dt / (model.patience if in_zone else model.patience / model.slowing))
    return result


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize(
    "model", [Stubbornness(stopping=0.2), Stubbornness(stopping=0.5, patience=0.4, zone=0.99)]
)
@pytest.mark.parametrize("jury_size", [5, 8])
def test_against_a_second_program(model: Stubbornness, jury_size: int) -> None:
    ballot = FirstBallot.binomial(0.55, jury_size)
    runs = juror_by_juror(model, ballot, 12_000)
    found = simulated(model, ballot, 100_000, "twin", str(model), str(jury_size))
    votes = np.bincount([votes for votes, _ in runs], minlength=jury_size + 1)
    p = differ(votes.astype(np.float64), found.counts.astype(np.float64))
    assert p >= FAILURE_RATE, f"p = {p:.3g}"
    test = stats.ks_2samp([minutes for _, minutes in runs], found.minutes, method="asymp")
    # Both times lie on a fine lattice of draws, for which the test is too kind, not too strict.
    assert test.pvalue >= FAILURE_RATE  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.statistical
def test_draws_of_a_jury_that_never_changes_are_geometric() -> None:
    """Unanimous and stubborn at once: the first draw is walked, the others are drawn together."""
    model = Stubbornness(herding=1, patience=1e-6, stopping=2, zone=1)
    found = simulated(model, FirstBallot.known(12, 12), 50_000, "geometric")
    rate = 2 * (0.3 + 0.5)
    draws = found.minutes * (1 + rate)
    np.testing.assert_allclose(draws, np.round(draws), rtol=1e-9)
    stop = rate / (1 + rate)
    counts = np.bincount(np.round(draws).astype(np.int64), minlength=60)[1:60]
    law = np.array([stop * (1 - stop) ** draw for draw in range(59)])
    assert_law(counts.astype(np.float64), law)
    with pytest.raises(AssertionError, match="p = "):
        assert_law(np.append(0.0, counts[:-1]), law)


def test_every_published_share_follows_from_the_majorities() -> None:
    rows = read("burghardt_shares.csv")
    assert len(rows) == 9
    for row in rows:
        observed = int(row["majorities"]) / int(row["juries"])
        found = share_for_majorities(observed, int(row["jury_size"]))
        assert abs(found - float(row["share"])) <= 0.5001e-4, row


@given(herding=st.floats(0.5, 1), jury_size=st.integers(3, 23))
def test_one_draw_moves_one_vote_and_knows_no_side(herding: float, jury_size: int) -> None:
    P = Stubbornness(herding=herding).herding_matrix(jury_size)
    np.testing.assert_allclose(P, P[::-1, ::-1], rtol=0, atol=1e-15)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=0, atol=1e-15)
    assert (np.abs(np.subtract.outer(*[np.arange(jury_size + 1)] * 2))[P > 0] <= 1).all()
    assert (P >= 0).all()


def test_the_same_stream_gives_the_same_juries() -> None:
    first, again = (simulated(Stubbornness(), CALIFORNIA, 500, "again") for _ in range(2))
    assert (first.votes == again.votes).all()
    assert (first.minutes == again.minutes).all()


def test_parameters_outside_their_domains_are_refused() -> None:
    for wrong in ({"herding": 0.4}, {"zone": 0.5}, {"slowing": 0.0}, {"patience": 0.0}):
        with pytest.raises(OutOfDomainError, match=f"Stubbornness.{next(iter(wrong))}"):
            Stubbornness(**wrong)
    with pytest.raises(OutOfDomainError, match="juries"):
        simulated(Stubbornness(), CALIFORNIA, 0)
    with pytest.raises(OutOfDomainError, match="rethinking"):
        Stubbornness().without_stiffening(CALIFORNIA, 1.5)


def test_page() -> None:
    check_page("stubbornness.md")
