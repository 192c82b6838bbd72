"""Stubbornness: the authors' own simulation, exact laws, and a second program."""

from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
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
from tests.qc.ballot_twins import Stubborn, stubborn_end
from tests.qc.twins import binomial

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


@pytest.mark.statistical
def test_the_exact_law_is_that_of_the_published_simulation() -> None:
    """Votes by chi-square; the mean time of all juries, and of those with each number of votes."""
    law = Stubbornness().solve(CALIFORNIA)
    assert_law(published(), law.votes)
    assert law.sd_minutes / 12 == pytest.approx(PUBLISHED_SD, rel=0.02)
    error = law.sd_minutes / 12 / sqrt(JURIES)
    assert abs(law.mean_minutes / 12 - PUBLISHED_MEAN) < limit(error)
    for row, juries in zip(read("burghardt_simulated.csv"), published(), strict=True):
        votes = int(row["final_votes"])
        error = law.sd_minutes_by_votes[votes] / 12 / sqrt(juries)
        found = law.mean_minutes_by_votes[votes] / 12
        assert abs(found - float(row["mean_t"])) < limit(error, 13), row


@pytest.mark.parametrize(
    "wrong",
    [
        Stubbornness(zone=10 / 12),
        Stubbornness(herding=0.86),
        Stubbornness(patience=1.65),
        Stubbornness(slowing=0.25),
        Stubbornness(stopping=0.0152),
    ],
    ids=str,
)
def test_the_exact_law_of_another_configuration_is_told_apart(wrong: Stubbornness) -> None:
    """Smaller faults than a simulation can find: of the votes, or of the mean time."""
    law = wrong.solve(CALIFORNIA, accuracy=1e-4)
    apart = abs(law.mean_minutes / 12 - PUBLISHED_MEAN)
    if apart <= limit(PUBLISHED_SD / sqrt(JURIES)):
        with pytest.raises(AssertionError, match="p = "):
            assert_law(published(), law.votes)


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("model", "jury_size"),
    [
        (Stubbornness(), 12),
        (Stubbornness(stopping=0.2, patience=0.7), 8),
        (Stubbornness(zone=0.99, slowing=1), 11),
        (Stubbornness(herding=0.6, zone=0.51, stopping=1), 7),
        (Stubbornness(patience=0.01), 3),
    ],
    ids=str,
)
def test_simulated_juries_follow_the_exact_law(model: Stubbornness, jury_size: int) -> None:
    """Votes and times together: cells of the votes at the stop and the sixth of the time."""
    ballot = FirstBallot.binomial(0.6, jury_size)
    fences = [model.quantile_minutes(ballot, k / 6) for k in range(1, 6)]
    # Times lie on a lattice; a fence beside it cannot be crossed by rounding.
    fences = [fence * (1 + 1e-5) for fence in fences]
    law = model.solve(ballot, fences)
    found = simulated(model, ballot, 100_000, "exact", str(model), str(jury_size))
    cells = np.diff(np.vstack([np.zeros(jury_size + 1), law.ended, law.votes]), axis=0)
    sixth = np.searchsorted(fences, found.minutes)
    counts = np.zeros((6, jury_size + 1))
    np.add.at(counts, (sixth, found.votes), 1)
    assert_law(counts.ravel(), cells.ravel())
    error = law.sd_minutes / sqrt(100_000)
    assert abs(found.minutes.mean() - law.mean_minutes) < limit(error)
    slipped = replace(model, stopping=model.stopping * 1.1).solve(ballot, fences)
    wrong = np.diff(np.vstack([np.zeros(jury_size + 1), slipped.ended, slipped.votes]), axis=0)
    with pytest.raises(AssertionError, match="p = "):
        assert_law(counts.ravel(), wrong.ravel())


SETTINGS = [
    ("0.864", "0.0146", "1.592", "0.221", "0.75"),
    ("0.7", "0.25", "0.5", "1", "1"),
    ("0.95", "1", "3", "0.5", "0.8"),
    ("0.5", "0.05", "0.25", "0.125", "0.6"),
]
"""Herding, stopping, patience, slowing, zone."""


def assert_twin(numbers: tuple[str, ...], jury_size: int, **slips: float) -> None:
    """Raise unless the law is that of the blind twin within 1e-10, votes and mean times."""
    exact = [Fraction(number) for number in numbers]
    share = Fraction("0.5379")
    end = stubborn_end(Stubborn(jury_size, *exact), binomial(share, jury_size), float)
    names = ("herding", "stopping", "patience", "slowing", "zone")
    model = Stubbornness(
        **{name: float(x) * slips.get(name, 1) for name, x in zip(names, exact, strict=True)}
    )
    law = model.solve(FirstBallot.binomial(float(share), jury_size))
    np.testing.assert_allclose(law.votes, end.votes, rtol=0, atol=1e-10)
    assert law.mean_minutes == pytest.approx(sum(end.time) * jury_size, rel=1e-10)
    np.testing.assert_allclose(
        law.mean_minutes_by_votes,
        jury_size * np.array(end.time) / np.array(end.votes),
        rtol=1e-10,
    )


@pytest.mark.parametrize("numbers", SETTINGS, ids=str)
@pytest.mark.parametrize("jury_size", [3, 5, 6])
def test_the_law_of_the_blind_twin(numbers: tuple[str, ...], jury_size: int) -> None:
    assert_twin(numbers, jury_size)


@pytest.mark.parametrize("name", ["herding", "stopping", "patience", "slowing"])
def test_a_slip_is_seen_beside_the_twin(name: str) -> None:
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_twin(SETTINGS[2], 5, **{name: 1 + 1e-7})


@pytest.mark.slow
def test_the_law_of_the_blind_twin_for_twelve() -> None:
    assert_twin(SETTINGS[0], 12)


@given(
    herding=st.floats(0.5, 1),
    stopping=st.floats(0.001, 3),
    patience=st.floats(0.01, 1.2),
    slowing=st.floats(0.2, 1),
    zone=st.floats(0.55, 1),
    jury_size=st.integers(3, 7),
    accuracy=st.sampled_from([1e-3, 1e-5, 1e-8]),
)
@settings(max_examples=40, deadline=None)
def test_the_exact_law_knows_no_side_and_keeps_its_bound(
    herding: float,
    stopping: float,
    patience: float,
    slowing: float,
    zone: float,
    jury_size: int,
    accuracy: float,
) -> None:
    model = Stubbornness(
        herding=herding, stopping=stopping, patience=patience, slowing=slowing, zone=zone
    )
    ballot = FirstBallot.binomial(0.3, jury_size)
    turned = FirstBallot.distribution(ballot.probabilities[::-1])
    law, mirror = model.solve(ballot, [5.0]), model.solve(turned, [5.0])
    assert law.votes.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(law.votes, mirror.votes[::-1], rtol=0, atol=1e-12)
    np.testing.assert_allclose(law.ended, mirror.ended[:, ::-1], rtol=0, atol=1e-12)
    assert (law.ended[0] <= law.votes + 1e-12).all()
    coarse = model.solve(ballot, [5.0], accuracy=accuracy)
    assert coarse.error <= accuracy
    assert np.abs(coarse.votes - law.votes).sum() / 2 <= coarse.error + law.error + 1e-12
    assert abs(coarse.mean_minutes - law.mean_minutes) <= coarse.mean_error + law.mean_error + 1e-9


def test_times_of_the_exact_law() -> None:
    """The time of a jury that is stubborn at once and unanimous is geometric."""
    model = Stubbornness(herding=1, patience=1e-6, stopping=2, zone=1)
    stop, draw = 1.6 / 2.6, 1 / 2.6
    times = [0.0, 0.5 * draw, 1.5 * draw, 2.5 * draw, 40.5 * draw]
    law = model.solve(FirstBallot.known(12, 12), times)
    expected = [1 - (1 - stop) ** k for k in (0, 0, 1, 2, 40)]
    np.testing.assert_allclose(law.ended[:, 12], expected, rtol=0, atol=1e-12)
    assert law.mean_minutes == pytest.approx(draw / stop, rel=1e-12)
    assert law.sd_minutes == pytest.approx(draw * sqrt(1 - stop) / stop, rel=1e-9)
    assert np.isnan(law.mean_minutes_by_votes[:12]).all()


def test_quantiles_are_where_the_law_says() -> None:
    model = Stubbornness(stopping=0.3)
    ballot = FirstBallot.binomial(0.4, 6)
    for share in (1e-4, 0.5, 0.999):
        at = model.quantile_minutes(ballot, share)
        before, after = model.solve(ballot, [at * (1 - 2e-6), at]).ended.sum(axis=1)
        assert before < share <= after


def test_without_hardening_the_law_comes_near_the_fixed_one() -> None:
    """With ever more patience the exact law goes to that of juries that never tire."""
    model = Stubbornness(stopping=0.5, zone=1)
    ballot = FirstBallot.binomial(0.7, 5)
    fixed = model.without_stiffening(ballot)
    apart = [
        float(np.abs(replace(model, patience=p).solve(ballot).votes - fixed.votes).max())
        for p in (2.0, 20.0, 200.0)
    ]
    assert apart[0] > 5 * apart[1] > 25 * apart[2]
    assert apart[2] < 1e-3


def test_times_out_of_order_and_laws_too_large_are_refused() -> None:
    for wrong, at in (([-1.0], 0), ([5.0, 5.0], 1), ([1.0, float("nan")], 1)):
        with pytest.raises(OutOfDomainError, match=rf"minutes\[{at}\]"):
            Stubbornness().solve(CALIFORNIA, wrong)
    with pytest.raises(OutOfDomainError, match="accuracy"):
        Stubbornness().solve(CALIFORNIA, accuracy=0.5)
    with pytest.raises(OutOfDomainError, match="values of place and readiness"):
        Stubbornness(patience=100).solve(CALIFORNIA)
    with pytest.raises(OutOfDomainError, match="share"):
        Stubbornness().quantile_minutes(CALIFORNIA, 1.0)


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
