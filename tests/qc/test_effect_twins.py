"""What a survey says of two shares: juryroom against its twins, which share no line with it."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.effect.law_draws import laws_of
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.equal_shares import share_test
from juryroom.jury.many_ballots import first_ballots
from juryroom.jury.shares import CountedShare, mid_p_levels, mid_p_quantiles, spread_levels
from juryroom.jury.weights import rake
from juryroom.outcome.patience import Never
from juryroom.procedure.decision_rule import DecisionRule, Ending
from tests.qc.effect_agreement import (
    ACTUAL,
    HYPOTHETICAL,
    THIRD,
    a_survey,
    in_sessions,
    of_counts,
    strikes_of,
    survey_of,
    whole,
)
from tests.qc.effect_juries import SIX, Jury, Struck, ended, first_ballot, generator
from tests.qc.effect_twins import (
    ExactTest,
    Person,
    beta_below,
    by_condition,
    level,
    mid_p_end,
    normal_p_value,
    raked,
    student_p_value,
)
from tests.qc.effect_weights import counts, equal_shares, kish, score_test

F = Fraction
SHARES = st.floats(0, 1).map(lambda share: round(share, 9))


# --- the interval for a share --------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [F(1, 2), F(9, 10), F(99, 100)])
@pytest.mark.parametrize("n", [1, 2, 5, 12, 31])
def test_the_interval_is_that_of_binomial_sums(n: int, confidence: Fraction) -> None:
    tail, before = (1 - confidence) / 2, (-1.0, -1.0)
    for x in range(n + 1):
        low, high = CountedShare(x / n, n).interval(float(confidence))
        assert low == pytest.approx(mid_p_end(x, n, tail), abs=1e-12)
        assert high == pytest.approx(mid_p_end(x, n, 1 - tail), abs=1e-12)
        assert low < high
        assert before[0] <= low
        assert before[1] < high
        mirrored = CountedShare((n - x) / n, n).interval(float(confidence))
        assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)
        before = low, high


def reached(x: float, size: float, share: float, wanted: float) -> bool:
    """Return whether a level is reached within 1e-12 of a share, to nine digits."""
    below, above = max(0.0, share - 1e-12), min(1.0, share + 1e-12)
    return level(x, size, below) - 1e-9 <= wanted <= level(x, size, above) + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.floats(1, 900), st.floats(0, 1), st.floats(0.5, 0.99), st.floats(0.001, 0.999))
def test_counts_that_are_not_whole(size: float, share: float, confidence: float, at: float) -> None:
    counted = CountedShare(share, size)
    tail, x = (1 - confidence) / 2, share * size
    low, high = counted.interval(confidence)
    assert low < high
    assert reached(x, size, low, tail) or (low, x) == (0, 0)
    assert reached(x, size, high, 1 - tail) or (high, x) == (1, size)
    guilty, of = np.array([x]), np.array([size])
    assert mid_p_levels(guilty, of, np.array([at]))[0] == pytest.approx(
        level(x, size, at), abs=1e-9
    )
    found = float(mid_p_quantiles(guilty, of, np.array([at]))[0])
    assert reached(x, size, found, at) or found == (0 if x == 0 else 1)
    drawn = float(counted.draws(np.array([at]))[0])
    a, b = (x, size - x + 1) if at < 0.5 else (x + 1, size - x)
    if 1e-6 < drawn < 1 - 1e-6:
        assert beta_below(a, b, drawn) == pytest.approx(2 * at % 1, abs=1e-8)


def test_levels_are_spread_one_in_each_strip_and_in_random_order() -> None:
    levels = spread_levels(1_000, generator(5))
    assert np.array_equal(np.sort(np.floor(levels * 1_000)), np.arange(1_000))
    assert abs(np.corrcoef(levels, np.arange(1_000))[0, 1]) < SIX / sqrt(1_000)


# --- the test of two shares ----------------------------------------------------------------------


@pytest.mark.parametrize(("m", "n"), [(1, 2), (4, 4), (9, 5), (12, 12), (6, 50)])
def test_the_exact_test_counts_every_pair(m: int, n: int) -> None:
    """The package looks for the largest chance on a grid, and stays below it by less than 1e-5."""
    twin = ExactTest(m, n)
    rejected = np.zeros((m + 1, n + 1))
    for a in range(m + 1):
        for b in range(n + 1):
            if n > 12 and (a + 2 * b) % 13:
                continue
            test = share_test(CountedShare(a / m, m), CountedShare(b / n, n), plain=True)
            exact = twin.p_value(a, b)
            assert test.exact
            assert exact * (1 - 1e-5) <= test.p_value <= exact * (1 + 1e-9)
            rejected[a, b] = test.p_value <= 0.05
    for share in (0.001, 0.01, *np.linspace(0.02, 0.98, 97), 0.99, 0.999):
        assert twin.chance(rejected, float(share)) <= 0.05 * (1 + 1e-5)


@settings(max_examples=60, deadline=None)
@given(SHARES, st.floats(1, 500), SHARES, st.floats(1, 500))
def test_the_test_with_effective_sizes(p: float, m: float, q: float, n: float) -> None:
    found = share_test(CountedShare(p, m), CountedShare(q, n), plain=False)
    assert not found.exact
    assert found.p_value == pytest.approx(normal_p_value((p, m), (q, n)), rel=1e-6, abs=1e-12)
    for freedom in (1, 4, 40):
        few = share_test(CountedShare(p, m), CountedShare(q, n), plain=False, freedom=freedom)
        mine = student_p_value((p, m), (q, n), freedom)
        assert not few.exact
        assert few.p_value == pytest.approx(mine, rel=1e-6, abs=1e-12)
        assert few.p_value >= found.p_value


# --- which test ----------------------------------------------------------------------------------

PLAIN = [*whole(ACTUAL, 8, 9), *whole(HYPOTHETICAL, 3, 11)]
SILENT = [Person(ACTUAL, 0.5, 0.0), *[Person(HYPOTHETICAL, 1.0, 0.0)] * 5]
HEAVIER = [*whole(ACTUAL, 8, 9, 0.1), *whole(HYPOTHETICAL, 3, 11, 2.7)]


def nearly(apart: float) -> list[Person]:
    """Return weights of which one is lighter than the others by so much."""
    return [PLAIN[0]._replace(weight=1.0 - apart), *PLAIN[1:]]


EXACT = {
    "counts": PLAIN,
    "who has no weight is left aside": [*PLAIN, *SILENT],
    "equal in each condition": [*HEAVIER, *SILENT],
    "equal to a millionth": nearly(0.9e-6),
    "clusters of one": in_sessions(PLAIN),
    "clusters of one and who has no weight": [
        *in_sessions(HEAVIER),
        *[p._replace(cluster=f"{p.condition} 1") for p in SILENT],
    ],
    "a third condition of other weights": [
        *PLAIN,
        *[Person(THIRD, float(i % 3 == 0), 1.0 + i) for i in range(9)],
    ],
    "nobody leans to guilty": [*whole(ACTUAL, 0, 7, 0.3), *whole(HYPOTHETICAL, 0, 5, 0.7)],
}
SCORED = {
    "not equal to a millionth": nearly(1.1e-6),
    "one who weighs and is undecided": [*PLAIN, Person(ACTUAL, 0.5)],
    "one cluster of two": [*in_sessions(PLAIN), Person(ACTUAL, 0.0, 1.0, f"{ACTUAL} 1")],
    "one name in two conditions": [
        p._replace(cluster=str(i % 9 if i < 9 else i - 9)) for i, p in enumerate(PLAIN)
    ],
    "clusters of two": in_sessions([*whole(ACTUAL, 5, 8), *whole(HYPOTHETICAL, 3, 12)], 2),
}


@pytest.mark.parametrize("name", EXACT)
def test_where_counts_are_tested_exactly(name: str) -> None:
    people = EXACT[name]
    found = survey_effect(survey_of(people), jury_size=6, draws=200)
    assert counts(people, ACTUAL, found.hypothetical) is not None
    test = found.tests[ACTUAL]
    assert test.exact
    mine = equal_shares(people, ACTUAL, found.hypothetical)
    assert mine * (1 - 1e-5) <= test.p_value <= mine * (1 + 1e-9)
    score = score_test(people, ACTUAL, found.hypothetical)
    assert mine == 1 or test.p_value != pytest.approx(score, rel=1e-2)


@pytest.mark.parametrize("name", SCORED)
def test_where_a_score_is_tested(name: str) -> None:
    people = SCORED[name]
    assert counts(people, ACTUAL, HYPOTHETICAL) is None
    test = survey_effect(survey_of(people), jury_size=6, draws=200).tests[ACTUAL]
    assert not test.exact
    mine = score_test(people, ACTUAL, HYPOTHETICAL)
    assert test.p_value == pytest.approx(mine, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("asked", [2_000, 2_001])
def test_how_many_are_counted_exactly(asked: int) -> None:
    """Who has no weight is none of them."""
    people = [*whole(ACTUAL, asked // 2, asked), *PLAIN[9:], *[Person(ACTUAL, 1.0, 0.0)] * 9]
    test = survey_effect(survey_of(people), jury_size=6, draws=200).tests[ACTUAL]
    assert test.exact == (counts(people, ACTUAL, HYPOTHETICAL) is not None) == (asked == 2_000)


# --- raking --------------------------------------------------------------------------------------

TOWNS = {"sex": {"f": 0.52, "m": 0.48}, "town": {"a": 0.45, "b": 0.35, "c": 0.2}}


def least_limit(arm: list[Person]) -> float:
    """Return the least largest weight under which the margins can be met, by a linear program."""
    count = len(arm)
    rows = [[*[1.0] * count, 0.0]]
    sides = [float(count)]
    for trait, groups in TOWNS.items():
        for group, share in groups.items():
            rows.append([*[float(p.traits[trait] == group) for p in arm], 0.0])
            sides.append(share * count)
    below = np.hstack([np.eye(count), -np.ones((count, 1))])
    found = linprog([*[0.0] * count, 1.0], below, np.zeros(count), rows, sides)
    assert found.status == 0
    return float(found.x[-1])


@pytest.mark.parametrize("equal", [True, False])
def test_raking_ends_where_the_twin_ends(equal: bool) -> None:
    people = a_survey(6, {ACTUAL: 90, HYPOTHETICAL: 70}, equal=equal)
    people.append(Person(ACTUAL, 1.0, 1.0, None, {"sex": "f", "town": "", "age": "40"}))
    arms = {c: [p for p in arm if p.traits["town"]] for c, arm in by_condition(people).items()}
    found = rake(survey_of(people), TOWNS)
    assert [left.row for left in found.survey.ledger] == [len(people) + 1]
    for condition, arm in arms.items():
        weights = raked(arm, TOWNS)
        assert found.survey.weights(condition) == pytest.approx(weights, abs=1e-7)
        assert found.largest[condition] == pytest.approx(max(weights), abs=1e-7)
        of = float(kish([F(w) for w in weights]))
        assert found.effective[condition] == pytest.approx(of, rel=1e-7)
    for row in found.balance:
        arm = arms[row.condition]
        members = [person.traits[row.trait] == row.group for person in arm]
        before = np.array([person.weight for person in arm])
        assert row.before == pytest.approx(before[members].sum() / before.sum(), abs=1e-12)
        assert row.target == TOWNS[row.trait][row.group]


@pytest.mark.parametrize("equal", [True, False])
def test_margins_and_limit_hold_together(equal: bool) -> None:
    people = a_survey(6, {ACTUAL: 90, HYPOTHETICAL: 70}, equal=equal)
    arms = by_condition(people)
    limit = 1.05 * max(least_limit(arm) for arm in arms.values())
    largest = max(max(raked(arm, TOWNS)) for arm in arms.values())
    for trim in ((limit + largest) / 2, limit):
        found = rake(survey_of(people), TOWNS, trim=trim)
        for row in found.balance:
            own = found.survey.weights(row.condition)
            members = [p.traits[row.trait] == row.group for p in arms[row.condition]]
            assert own[members].sum() / own.sum() == pytest.approx(row.target, abs=1e-8)
            assert row.after == pytest.approx(row.target, abs=1e-8)
            assert own.mean() == pytest.approx(1, abs=1e-9)
            assert own.max() == found.largest[row.condition] <= trim * (1 + 1e-8)


def test_a_limit_that_no_raked_weight_reaches_changes_nothing() -> None:
    """Raking goes on until the margins hold; what is then above the limit is trimmed: here, none."""
    people = a_survey(41, {ACTUAL: 90, HYPOTHETICAL: 70})
    alone = rake(survey_of(people), TOWNS)
    limited = rake(survey_of(people), TOWNS, trim=1.05 * max(alone.largest.values()))
    for condition in by_condition(people):
        weights = alone.survey.weights(condition)
        assert limited.survey.weights(condition) == pytest.approx(weights, abs=1e-7)


def test_raking_that_has_no_solution_is_refused() -> None:
    people = a_survey(6, {ACTUAL: 90, HYPOTHETICAL: 70}, equal=True)
    least = max(least_limit(arm) for arm in by_condition(people).values())
    with pytest.raises(OutOfDomainError, match="margins"):
        rake(survey_of(people), TOWNS, trim=0.99 * least)
    tied = [
        person._replace(traits={"sex": sex, "town": "a" if sex == "f" else "b"})
        for person, sex in zip(people, "fmm" * 99, strict=False)
    ]
    with pytest.raises(OutOfDomainError, match="margins"):
        rake(survey_of(tied), {"sex": {"f": 0.5, "m": 0.5}, "town": {"a": 0.6, "b": 0.4}})


# --- first ballots -------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 64).map(lambda i: F(i, 64)),
    st.integers(3, 23),
    st.integers(0, 63).map(lambda i: F(i, 64)),
    st.builds(Struck, st.integers(0, 4), st.integers(0, 4), st.sampled_from([F(0), F(1, 8), F(1)])),
)
def test_first_ballots(share: Fraction, n: int, rho: Fraction, strikes: Struck) -> None:
    found = first_ballots(
        np.array([float(share), 1.0]), n, resemblance=float(rho), strikes=strikes_of(strikes)
    )
    assert found[0] == pytest.approx(
        [float(p) for p in first_ballot(share, n, rho, strikes)], rel=1e-11
    )
    certain = [float(p) for p in first_ballot(F(1), n, rho, strikes)]
    assert found[1] == pytest.approx(certain, rel=1e-11)


@pytest.mark.parametrize(
    ("share", "strikes", "votes", "probability"),
    [
        (F(1, 2), Struck(0, 0, F(3, 20)), 2, 0.016113281250000007),
        (F(1, 2), Struck(3, 3, F(3, 20)), 4, 0.12166900089168547),
        (F(1, 2), Struck(6, 10, F(3, 20)), 9, 0.053210626565814739),
        (F(3, 4), Struck(10, 6, F(3, 20)), 1, 5.8314070575322851e-06),
        (F(3, 4), Struck(0, 10, F(3, 20)), 2, 0.00030017604749664505),
        (F(3, 4), Struck(4, 4, F(1)), 7, 0.027060750762757421),
    ],
)
def test_strikes_are_those_of_sate(
    share: Fraction, strikes: Struck, votes: int, probability: float
) -> None:
    """Output of `select.with.strikes(jury_n=12)` of the R package sate 3.1.1 (Edwards, CC0)."""
    found = first_ballots(np.array([float(share)]), 12, strikes=strikes_of(strikes))
    assert found[0][votes] == pytest.approx(probability, rel=1e-12)
    assert float(first_ballot(share, 12, strikes=strikes)[votes]) == pytest.approx(
        probability, rel=1e-12
    )


@pytest.mark.parametrize(
    ("guilty", "strikes", "probability"),
    [
        ((70, 100), Struck(), 0.72994744642746312),
        ((60, 100), Struck(), 0.53660608592709413),
        ((50, 100), Struck(6, 6, F(0)), 0.34115463703246163),
        ((50, 100), Struck(10, 6, F(3, 20)), 0.39553033264386278),
        ((75, 100), Struck(4, 4, F(3, 20)), None),
        ((70, 100), Struck(0, 10, F(3, 20)), 0.65883396317576193),
        ((90, 100), Struck(6, 10, F(3, 20)), 0.97903788368467326),
        ((25, 100), Struck(4, 4, F(1)), 0.011745336696730252),
    ],
)
def test_guilty_is_what_sate_says(
    guilty: tuple[int, int], strikes: Struck, probability: float | None
) -> None:
    """Output of `as.jury.point(jury_n=12)` of the R package sate 3.1.1 (Edwards, CC0)."""
    law = laws_of([TugOfWar()], DecisionRule.unanimous(12), Never(), "the constants of sate")
    people = of_counts(actual=guilty, hypothetical=(50, 100))
    found = survey_effect(
        survey_of(people), models=[law], single_model=True, strikes=strikes_of(strikes), draws=200
    )
    value = found.model(law.model).outcomes[ACTUAL][Ending.GUILTY].value
    mine = ended(Jury(12, F(0), strikes).at(F(*guilty)), law.endings)[0]
    assert value == pytest.approx(float(mine), abs=1e-12)
    assert probability is None or value == pytest.approx(probability, abs=1e-12)
