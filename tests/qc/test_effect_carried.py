"""From a survey to the effect on the verdict: juryroom against its twins.

Where chance has a part the generators and their seeds are fixed, so a test passes always or never; at
other seeds one of the comparisons of intervals would fail once in a million runs, by chance.
"""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from juryroom.effect import coverage, simulated_coverage
from juryroom.effect.adjusted import adjusted_shares
from juryroom.effect.several_errors import factorial_effect
from juryroom.effect.survey_bootstrap import bootstrap_effects
from juryroom.jury import heaviness
from juryroom.jury.effective_size import effective_sizes, sizes_in_test
from juryroom.jury.shares import CountedShare
from juryroom.procedure.decision_rule import Ending
from juryroom.rng import Streams
from tests.qc.effect_agreement import (
    ACTUAL,
    FEW,
    HYPOTHETICAL,
    THEIRS,
    Shares,
    a_survey,
    asked,
    carried,
    disagreements,
    laws_of_a_jury,
    of_counts,
    survey_of,
)
from tests.qc.effect_fits import fit
from tests.qc.effect_juries import (
    SIX,
    Jury,
    Struck,
    contrasts,
    effect_levels,
    first_ballots,
    generator,
    no_effect_held,
    redrawn,
    same_interval,
    share_held,
)
from tests.qc.effect_sessions import freedom
from tests.qc.effect_twins import (
    ExactTest,
    Person,
    by_condition,
    chances,
    level,
    mid_p_end,
    normal_p_value,
    student_p_value,
)
from tests.qc.effect_weights import pair_sizes, worths

F = Fraction
MANY = 60_000


# --- from the survey to the effect ---------------------------------------------------------------

SURVEYS: dict[str, tuple[list[Person], Jury]] = {
    "counts": (of_counts(actual=(280, 400), hypothetical=(270, 450)), Jury(12)),
    "all, none, others": (
        of_counts(actual=(12, 12), hypothetical=(0, 30), other=(3, 9)),
        Jury(6, F(1, 10), Struck(2, 1, F(1, 4))),
    ),
    "all and all": (of_counts(actual=(8, 8), hypothetical=(9, 9)), Jury(4)),
    "weights": (a_survey(4, {ACTUAL: 60, HYPOTHETICAL: 70}), Jury(6, F(1, 5))),
    "sessions": (a_survey(3, {ACTUAL: 60, HYPOTHETICAL: 50}, sessions=6), Jury(6)),
}


@pytest.mark.parametrize("name", SURVEYS)
def test_values_intervals_and_thresholds(name: str) -> None:
    people, jury = SURVEYS[name]
    shares, found = Shares.of(people), asked(people, jury)
    assert disagreements(found, shares, jury) == []
    for condition, size in shares.sizes.items():
        arm, counted = found.arm(condition), float(shares.counted[condition])
        assert arm.share == arm.used == pytest.approx(counted, abs=1e-14)
        plain = np.mean([p.leaning for p in by_condition(people)[condition]])
        assert arm.unweighted == pytest.approx(float(plain), abs=1e-14)
        assert arm.size.effective == pytest.approx(size, rel=1e-12)
        ends = CountedShare(counted, size).interval(0.9)
        assert (arm.interval.low, arm.interval.high) == pytest.approx(ends, abs=1e-12)
        ballot = [float(p) for p in jury.at(shares.counted[condition])]
        assert arm.first_ballot is not None
        assert arm.first_ballot.probabilities == pytest.approx(ballot, abs=1e-12)
        if condition == found.hypothetical:
            continue
        value, interval = found.difference[condition]
        base = shares.draws[found.hypothetical]
        assert value == pytest.approx(counted - float(shares.counted[HYPOTHETICAL]), abs=1e-14)
        apart = shares.draws[condition] - base
        assert same_interval((interval.low, interval.high), apart, 0.9, THEIRS)
        assert found.tests[condition].exact == (name not in {"weights", "sessions"})


def test_other_intervals_than_ninety() -> None:
    people, jury = SURVEYS["counts"]
    law = laws_of_a_jury(12)[0]
    found = asked(people, jury, confidence=0.98).model(law.model).effect[Ending.GUILTY]
    draws = carried(Shares.of(people), jury, law)
    change = draws[ACTUAL].combined(draws[HYPOTHETICAL])
    assert same_interval((found.both.low, found.both.high), change.both[:, 0], 0.98, THEIRS)
    assert not same_interval((found.both.low, found.both.high), change.both[:, 0], 0.9, THEIRS)


def test_half_the_answers_and_parameters_apart_would_be_seen() -> None:
    """The controls: surveys worth half as much, and conditions that do not share their setting."""
    people, jury = SURVEYS["counts"]
    found = asked(people, jury)
    half = disagreements(found, Shares.of(people, halved=True), jury)
    assert sum("sampling" in name for name in half) >= 24
    apart = disagreements(found, Shares.of(people), jury, together=False)
    assert "effect, reference, actual, guilty: both" in apart
    assert all("effect" in name or "above" in name for name in apart)


# --- adjusted shares -----------------------------------------------------------------------------


@pytest.mark.parametrize("sessions", [0, 9])
@pytest.mark.parametrize("equal", [True, False])
def test_adjusted_shares(equal: bool, sessions: int) -> None:
    asked_of = {ACTUAL: 30, HYPOTHETICAL: 28, "third": 26}
    people = a_survey(8, asked_of, sessions=sessions, equal=equal)
    twin = fit(people, list(asked_of), ["sex", "town"], ["age"])
    found = adjusted_shares(
        survey_of(people),
        ["sex", "town"],
        numbers=["age"],
        draws=MANY,
        stream=Streams(7).at("adjusted"),
    )
    shares = twin.shares(twin.coefficients)
    assert dict(found.shares) == pytest.approx(shares, abs=1e-10)
    draws = twin.draws(MANY, generator(3))
    # A standard deviation of N draws that are nearly normal is off by 1/sqrt(2N) of itself.
    error = SIX / sqrt(MANY)
    for condition in asked_of:
        ends = np.quantile(found.draws[condition], (0.05, 0.95))
        assert same_interval((ends[0], ends[1]), draws[condition], 0.9, MANY)
        for less in [None, HYPOTHETICAL] if condition != HYPOTHETICAL else [None]:
            theirs = found.draws[condition] - (found.draws[less] if less else 0)
            mine = draws[condition] - (draws[less] if less else 0)
            assert float(theirs.std() / mine.std()) == pytest.approx(1, abs=error)
            # Its slope alone says nearly the same: the shares bend little within one error. Student's
            # t with 8 degrees of freedom has a standard deviation of sqrt(8/6).
            wider = sqrt(8 / 6) if sessions else 1.0
            slope = twin.standard_error(condition, less) * wider
            assert slope == pytest.approx(float(theirs.std()), rel=0.2 if sessions else 0.12)
        if condition != HYPOTHETICAL:
            statistic, p_value = twin.wald(condition, HYPOTHETICAL)
            test = found.tests[condition]
            assert (test.statistic, test.p_value) == pytest.approx((statistic, p_value), abs=1e-9)
    # The control: the factor for the coefficients that were fitted would be missed.
    assert sqrt(84 / (84 - len(twin.coefficients))) > 1 + error


def test_the_effect_of_adjusted_shares() -> None:
    people = a_survey(8, {ACTUAL: 40, HYPOTHETICAL: 40, "third": 30}, equal=True)
    twin = fit(people, list(by_condition(people)), ["sex", "town"], ["age"])
    found = asked(people, Jury(6), adjust_for=["sex", "town"], adjust_numbers=["age"])
    assert disagreements(found, Shares.adjusted(twin), Jury(6)) == []
    for condition, share in twin.shares(twin.coefficients).items():
        assert found.arm(condition).used == pytest.approx(share, abs=1e-10)
        own = [person.leaning for person in people if person.condition == condition]
        assert found.arm(condition).share == pytest.approx(np.mean(own), abs=1e-12)


# --- surveys drawn from a survey -----------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False])
def test_the_bootstrap_draws_every_survey_as_often_as_it_should(together: bool) -> None:
    """Each share is counted in all n**n draws; a frequency is off by six errors never by chance."""
    people = [p._replace(cluster=f"{p.condition} {p.cluster}" if together else None) for p in FEW]
    many, laws = 40_000, laws_of_a_jury(6)
    found = bootstrap_effects(
        survey_of(people),
        laws,
        comparisons=many,
        resemblance=0.1,
        stream=Streams(5).at("bootstrap"),
    )
    shares: np.ndarray = found[0].shares
    for place, arm in enumerate(by_condition(people).values()):
        seen = 0.0
        for share, mass in redrawn(arm).items():
            often = float(np.mean(np.abs(shares[:, place] - share) < 1e-12))
            assert abs(often - mass) <= SIX * sqrt(mass * (1 - mass) / many)
            seen += often
        assert seen == pytest.approx(1, abs=1e-9)
    assert abs(np.corrcoef(shares.T)[0, 1]) <= SIX / sqrt(many)
    for drawn, law in zip(found, laws, strict=True):
        ballots = first_ballots(shares[:, 0], 6, 0.1) - first_ballots(shares[:, 1], 6, 0.1)
        effects = ballots @ law.endings.mean(axis=0)
        assert np.abs(drawn.effects - effects).max() < 1e-13
        for place, ending in enumerate(Ending):
            ends = drawn.interval(ending, 0.8)
            middle = np.quantile(effects[:, place], (0.1, 0.9))
            assert (ends.low, ends.high) == pytest.approx(tuple(middle), abs=1e-12)


# --- how often intervals hold --------------------------------------------------------------------


def test_how_often_the_interval_for_a_share_holds() -> None:
    for n in (9, 20):
        ends = [(mid_p_end(x, n, F(1, 20)), mid_p_end(x, n, F(19, 20))) for x in range(n + 1)]
        assert np.abs(np.array(coverage.share_ends(n)) - np.array(ends).T).max() < 1e-12
        for share in (0.02, 0.3, 0.5, 0.77):
            assert coverage.share_coverage(n, share) == pytest.approx(
                share_held(n, share, ends), abs=1e-12
            )
    twenty = [round(coverage.share_coverage(20, share), 3) for share in (0.02, 0.1, 0.5, 0.95)]
    assert twenty == [0.940, 0.957, 0.885, 0.925]
    """The published row for twenty who were asked."""


@pytest.mark.parametrize("power", [1, 3])
def test_how_often_the_interval_for_an_effect_holds(power: int) -> None:
    """Pairs of counts whose level is within .003 of a tail may be counted on either side of it."""
    for (m, p), (n, q) in (((9, 0.7), (12, 0.4)), ((8, 0.5), (8, 0.5)), ((7, 0.95), (9, 0.9))):
        levels = effect_levels(m, n, p**power - q**power, power)
        mass = np.outer(chances(m, p), chances(n, q))
        mine = [
            float(mass[held].sum())
            for held in ((levels >= 0.05) & (levels <= 0.95), levels < 0.05, levels > 0.95)
        ]
        near = (np.abs(levels - 0.05) < 0.003) | (np.abs(levels - 0.95) < 0.003)
        found = coverage.effect_coverage((m, p), (n, q), lambda shares: shares**power)
        assert found == pytest.approx(tuple(mine), abs=float(mass[near].sum()) + 1e-8)
        assert sum(found) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("share", [F(1, 2), F(3, 10)])
def test_how_often_the_interval_for_no_effect_holds_exactly(share: Fraction) -> None:
    """In fractions; and as often missed above as below, for the trials can change places."""
    exact = no_effect_held(20, share)
    assert exact[1] == exact[2]
    found = coverage.effect_coverage((20, float(share)), (20, float(share)), lambda p: p)
    assert found == pytest.approx([float(p) for p in exact], abs=1e-6)


def test_how_often_tests_reject() -> None:
    for m, n in ((10, 10), (8, 15)):
        twin, critical = ExactTest(m, n), coverage.critical_score(m, n)
        # The package's score has N - 1 where the twin's square has N.
        limit = F(critical**2 * (m + n) / (m + n - 1) * (1 - 1e-9))
        region = twin.region(limit)
        # Of the scores that are seen, this is the least that rejects: the next one does not.
        least = min(score for score in twin.scores.values() if score >= limit)
        beside = max(score for score in twin.scores.values() if score < limit)
        assert float(least) == pytest.approx(float(limit), rel=1e-8)
        assert max(_p_values(twin, least)) <= 0.05 < max(_p_values(twin, beside))
        for share in (0.02, 0.3, 0.5):
            assert coverage.null_rejection(m, n, share, critical) == pytest.approx(
                twin.chance(region, share), abs=1e-8
            )
    chance = generator(6)
    p, q = chance.random(200), chance.random(200)
    m, n = chance.uniform(5, 90, 200), chance.uniform(5, 90, 200)
    pairs = [((a, b), (c, d)) for a, b, c, d in zip(p, m, q, n, strict=True)]
    by_normal = np.mean([normal_p_value(*pair) < 0.05 for pair in pairs])
    by_student = np.mean([student_p_value(*pair, 4) < 0.05 for pair in pairs])
    many = simulated_coverage.rejected((p, m), (q, n), 1e9)
    assert many == pytest.approx(by_normal, abs=1e-12)
    assert simulated_coverage.rejected((p, m), (q, n), 4) == pytest.approx(by_student, abs=1e-12)
    assert by_student < by_normal


def _p_values(twin: ExactTest, score: Fraction) -> list[float]:
    return [twin.p_value(a, b) for (a, b), own in twin.scores.items() if own == score]


def test_simulated_surveys_with_weights() -> None:
    chance, sizes = generator(8), {ACTUAL: 20, HYPOTHETICAL: 30}
    weights = {c: chance.uniform(0.2, 3, (25, n)) for c, n in sizes.items()}
    leanings = {c: (chance.random((25, n)) < 0.4).astype(float) for c, n in sizes.items()}
    counts = {c: heaviness.WeightedCount.of(weights[c], leanings[c]) for c in sizes}
    own = heaviness.sizes_of_intervals(counts, sizes)
    tested = heaviness.sizes_of_tests(counts, sizes)
    held = 0
    for i in range(25):
        people = [
            Person(c, float(x), float(w))
            for c in sizes
            for w, x in zip(weights[c][i], leanings[c][i], strict=True)
        ]
        worth, pair = worths(people), pair_sizes(people, ACTUAL, HYPOTHETICAL)
        for c, two in zip(sizes, pair, strict=True):
            assert own[c][i] == pytest.approx(worth[c].effective, rel=1e-12)
            assert tested[c][i] == pytest.approx(two, rel=1e-12)
        share, size = float(counts[ACTUAL].share[i]), worth[ACTUAL].effective
        held += 0.05 <= level(share * size, size, 0.4) <= 0.95
    found = simulated_coverage.held(counts[ACTUAL].share, own[ACTUAL], 0.4)
    assert found == pytest.approx(held / 25, abs=1e-12)


def test_simulated_surveys_with_clusters() -> None:
    chance, many, members, share, rho = generator(8), 20_000, 5, 0.3, 0.2
    arms = simulated_coverage.clustered_arms((4, members), share, rho, many, chance)
    assert [arm.shape for arm in arms] == [(many, 4)] * 2
    spread = members * share * (1 - share) * (1 + (members - 1) * rho)
    for arm in arms:
        for cluster in arm.T:
            assert abs(cluster.mean() - members * share) <= SIX * sqrt(spread / many)
            # The squares of bounded numbers vary by less than the bound to the fourth.
            assert abs(cluster.var() - spread) <= SIX * members**2 / 2 / sqrt(many)
    few = [arm[:40] for arm in arms]
    found = simulated_coverage.clustered_sizes(few, members)
    for i, (size, in_test, nu) in enumerate(zip(*found, strict=True)):
        people = [
            Person(condition, float(j < guilty), 1.0, f"{condition} {c}")
            for condition, arm in zip((ACTUAL, HYPOTHETICAL), few, strict=True)
            for c, guilty in enumerate(arm[i])
            for j in range(members)
        ]
        assert freedom(people) == 2 * (4 - 1) == pytest.approx(nu, rel=1e-12)
        mine, theirs = worths(people), effective_sizes(survey_of(people))
        for condition in (ACTUAL, HYPOTHETICAL):
            assert size == pytest.approx(mine[condition].effective, rel=1e-10)
            assert size == pytest.approx(theirs[condition].effective, rel=1e-10)
        pair = sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL)
        assert (in_test, in_test) == pytest.approx((pair.first, pair.second), rel=1e-10)
        assert (in_test, in_test) == pytest.approx(pair_sizes(people, ACTUAL, HYPOTHETICAL))


# --- several errors ------------------------------------------------------------------------------


def test_several_errors_alone_together_and_beyond_their_sum() -> None:
    versions = {
        "all": frozenset("abc"),
        "none": frozenset[str](),
        "a": frozenset("a"),
        "b": frozenset("b"),
        "c": frozenset("c"),
        "ab": frozenset("ab"),
        "bc": frozenset("bc"),
    }
    people = of_counts(
        all=(45, 60), none=(10, 50), a=(18, 50), b=(14, 40), c=(20, 60), ab=(25, 50), bc=(17, 40)
    )
    errors = {e: [version for version, inside in versions.items() if e in inside] for e in "abc"}
    jury, shares = Jury(6), Shares.of(people)
    found = factorial_effect(
        survey_of(people), errors, hypothetical="none", jury_size=6, draws=THEIRS
    )
    by_set = {inside: float(shares.counted[version]) for version, inside in versions.items()}
    drawn = {inside: shares.draws[version] for version, inside in versions.items()}
    values = contrasts({inside: np.array([p]) for inside, p in by_set.items()})
    assert {(str(c.kind), c.errors) for c in found.shares.estimates} == set(values)
    wanted = contrasts(drawn)
    for comparison, estimate in found.shares.estimates.items():
        key = str(comparison.kind), comparison.errors
        assert estimate.value == pytest.approx(float(values[key][0]), abs=1e-12)
        ends = estimate.both.low, estimate.both.high
        assert same_interval(ends, wanted[key], 0.9, THEIRS)
    for law in laws_of_a_jury(6):
        outcomes = carried(shares, jury, law)
        for place, ending in enumerate(Ending):
            one = found.models[law.model][ending]
            sampling, both = (
                contrasts(
                    {inside: getattr(outcomes[v], part)[:, place] for v, inside in versions.items()}
                )
                for part in ("sampling", "both")
            )
            at = contrasts({inside: _value(p, law.endings, place) for inside, p in by_set.items()})
            for comparison, estimate in one.estimates.items():
                key = str(comparison.kind), comparison.errors
                assert estimate.value == pytest.approx(float(at[key][0]), abs=1e-12)
                for interval, mine in ((estimate.sampling, sampling), (estimate.both, both)):
                    assert same_interval((interval.low, interval.high), mine[key], 0.9, THEIRS)


def _value(share: float, table: np.ndarray, ending: int) -> np.ndarray:
    return first_ballots(np.array([share]), 6) @ table.mean(axis=0)[:, ending]
