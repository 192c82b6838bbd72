"""Sessions that saw more than one version: juryroom against its twin, which shares no line with it."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings

from juryroom.effect.survey_bootstrap import bootstrap_effects
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.effective_size import Worth, effective_sizes, sizes_in_test
from juryroom.rng import Streams
from tests.qc.effect_agreement import (
    ACTUAL,
    FEW,
    HYPOTHETICAL,
    NAMES,
    THEIRS,
    THIRD,
    Shares,
    a_survey,
    laws_of_a_jury,
    survey_of,
    surveys,
    whole,
)
from tests.qc.effect_juries import SIX, generator, same_interval
from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_sessions import (
    correlation,
    correlations,
    freedom,
    freedom_of_interval,
    resemblance,
)
from tests.qc.effect_twins import Person, by_condition
from tests.qc.effect_weights import counts, equal_shares, freedom_in_test, worths

NEAR = 1e-9


def in_rooms(**guilty: Sequence[int]) -> list[Person]:
    """Return conditions in which so many of the ten of each room lean to guilty."""
    return [
        Person(condition, float(i < many), 1.0, str(room))
        for condition, rooms in guilty.items()
        for room, many in enumerate(rooms)
        for i in range(10)
    ]


def apart(people: Sequence[Person], *conditions: str) -> list[Person]:
    """Return respondents with sessions of their own in these conditions."""
    return [
        p._replace(cluster=f"{p.condition}: {p.cluster}") if p.condition in conditions else p
        for p in people
    ]


ALIKE = in_rooms(actual=(8, 6, 5, 3, 7, 2), hypothetical=(6, 5, 3, 2, 6, 3))
"""Where more lean to guilty in one version, more do in the other."""

UNLIKE = in_rooms(actual=(8, 6, 5, 3, 7, 2), hypothetical=(2, 3, 5, 6, 3, 7))
THREE = [*ALIKE, *in_rooms(third=(5, 3, 1, 1, 4, 0))]
FOUR = [
    *THREE,
    *in_rooms(fourth=(1, 2, 2, 4, 1, 5)),
]
"""The first three are alike across, and the fourth is unlike each of them."""

WEIGHED = a_survey(3, dict.fromkeys(NAMES, 30), sessions=5)

HUGE = [p._replace(weight=4.0 if (p.condition, p.cluster) == (ACTUAL, "1") else 1.0) for p in ALIKE]
"""One session of the first version carries nearly half of it."""

# --- the correlation -----------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(surveys([2, 3, 5]))
def test_correlations_of_any_survey(people: list[Person]) -> None:
    """Where there are none, each is nothing. (Those of three versions need not fit together.)"""
    found, mine = Worth.of(survey_of(people)).correlations(), correlations(people)
    assert not found or set(found) == {*combinations(by_condition(people), 2)}
    for pair in combinations(by_condition(people), 2):
        assert found.get(pair, 0) == pytest.approx(mine.get(pair, 0), abs=NEAR)
        assert abs(found.get(pair, 0)) < 1


@settings(max_examples=40, deadline=None)
@given(surveys([2, 5]))
def test_sessions_of_one_condition_alone_are_correlated_with_none(people: list[Person]) -> None:
    own = apart(people, *NAMES)
    assert Worth.of(survey_of(own)).correlations() == correlations(own) == {}
    for first, second in permutations(by_condition(own), 2):
        assert sizes_in_test(survey_of(own), first, second).correlation == 0
    once, twice = freedom(people), freedom(own)
    assert once is not None
    assert twice is not None
    assert once <= twice


def test_the_correlation_by_hand() -> None:
    """Two in each of three sessions, 2, 1 and 0 of them guilty in both versions; n is 6, u is 1.

    Sums of s are 1, 0, -1; of their squares 2, and 3/2 of single ones. B - P is 2 / (1 - 1/3) less
    1.5 / (1 - 1/6), 1.2, and the room is 1.8 / 6 times 12 - 6, 1.8: rho is 2/3. Products are 2 / (1 - 1/3),
    3, and of one mind 1.8 / 6 times 12, 3.6: 5/6, which is taken to be 2/3. d is (6 + 2/3 times 6) / 36,
    which makes .8; three sessions can prove .75.
    """
    people = [
        Person(c, float(i % 2 < 2 - i // 2), 1.0, str(i // 2)) for c in NAMES[:2] for i in range(6)
    ]
    assert resemblance(people) == Fraction(2, 3)
    found = sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL)
    assert found.correlation == pytest.approx(3 / 4, rel=1e-12)
    more = correlations(people, Rules(few_prove_little=False))[ACTUAL, HYPOTHETICAL]
    assert more == pytest.approx(2 / 3 * 12 / (6 + 2 / 3 * 6), rel=1e-12)
    other = correlations(people, Rules(bounded=False, few_prove_little=False))[ACTUAL, HYPOTHETICAL]
    assert other == pytest.approx(5 / 6 * 12 / 10, rel=1e-12)
    # Two sessions less one in each version, of which the six are only three.
    assert found.freedom == pytest.approx((2 + 2) * 3 / 6, rel=1e-12)


def test_a_name_of_no_weight_is_shared_by_nobody() -> None:
    silent = [p._replace(weight=0.0) for p in ALIKE if p.condition == HYPOTHETICAL]
    people = [*apart(ALIKE, *NAMES), *silent]
    assert Worth.of(survey_of(people)).correlations() == correlations(people) == {}
    assert worths(people) == worths(apart(ALIKE, *NAMES))
    found = effective_sizes(survey_of(people))
    for condition, worth in worths(people).items():
        assert found[condition].effective == pytest.approx(worth.effective, rel=NEAR)


# --- tests ---------------------------------------------------------------------------------------

SHARED = {
    "alike": ALIKE,
    "unlike": UNLIKE,
    "three": THREE,
    "one of three has its own": apart(THREE, THIRD),
    "two of three have their own": apart(THREE, HYPOTHETICAL, THIRD),
    "four": FOUR,
    "two of four have their own": apart(FOUR, ACTUAL, "fourth"),
    "one huge": HUGE,
    "one huge, own": apart(HUGE, *NAMES),
    "one huge of three": [*HUGE, *THREE[120:]],
    "weights": WEIGHED,
    "weights, one of three has its own": apart(WEIGHED, HYPOTHETICAL),
    "one each": [p for i, p in enumerate(ALIKE) if i % 10 == 4],
}


@pytest.mark.parametrize("name", SHARED)
def test_p_values_of_shared_sessions(name: str) -> None:
    people = SHARED[name]
    found = survey_effect(survey_of(people), jury_size=6, draws=200)
    for condition, test in found.tests.items():
        common = correlation(people, condition, HYPOTHETICAL)
        assert test.correlation == pytest.approx(common, abs=NEAR)
        nu = freedom_in_test(people, condition, HYPOTHETICAL)
        assert test.exact or test.freedom == pytest.approx(nu, rel=NEAR)
        assert test.exact == (counts(people, condition, HYPOTHETICAL) is not None)
        mine = equal_shares(people, condition, HYPOTHETICAL)
        assert test.p_value == pytest.approx(mine, rel=1e-6)


@pytest.mark.parametrize("swapped", [True, False])
def test_people_who_answer_both_versions_are_not_counted_as_others(swapped: bool) -> None:
    """Each is a session of one: an exact test would take them for twice as many people."""
    first, second = whole(ACTUAL, 8, 9), whole(HYPOTHETICAL, 3, 11)
    pairs = [*first, *(second[::-1] if swapped else second)]
    people = [p._replace(cluster=str(i if i < 9 else i - 9)) for i, p in enumerate(pairs)]
    assert counts(pairs, ACTUAL, HYPOTHETICAL) is not None
    assert counts(people, ACTUAL, HYPOTHETICAL) is None
    [test] = survey_effect(survey_of(people), jury_size=6, draws=200).tests.values()
    assert not test.exact
    assert (test.correlation > 0) != swapped
    assert test.p_value == pytest.approx(equal_shares(people, ACTUAL, HYPOTHETICAL), rel=1e-6)
    own = equal_shares(pairs, ACTUAL, HYPOTHETICAL)
    assert test.p_value != pytest.approx(own, rel=0.1)


# --- controls ------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [ALIKE, UNLIKE, WEIGHED])
@pytest.mark.parametrize("rules", [Rules(counted_once=False), Rules(correlated=False)])
def test_other_rules_for_a_test_would_be_seen(people: list[Person], rules: Rules) -> None:
    test = survey_effect(survey_of(people), jury_size=6, draws=200).tests[ACTUAL]
    mine, other = (equal_shares(people, ACTUAL, HYPOTHETICAL, r) for r in (RULES, rules))
    assert test.p_value == pytest.approx(mine, rel=1e-6)
    assert test.p_value != pytest.approx(other, rel=1e-3)


@pytest.mark.parametrize("people", [ALIKE, UNLIKE, WEIGHED])
def test_sessions_that_count_twice_would_be_seen_in_an_interval(people: list[Person]) -> None:
    twice = worths(people, Rules(counted_once=False))
    for condition, size in effective_sizes(survey_of(people)).items():
        assert size.effective == pytest.approx(worths(people)[condition].effective, rel=NEAR)
        assert size.effective < 0.95 * twice[condition].effective


@pytest.mark.parametrize("people", [FOUR, apart(FOUR, ACTUAL)])
def test_versions_that_are_alike_do_not_make_others_so(people: list[Person]) -> None:
    """The control: a likeness of all pairs together, which would be that of none."""
    found, pooled = Worth.of(survey_of(people)).correlations(), Rules(pairs_on_their_own=False)
    assert found == pytest.approx(correlations(people), abs=NEAR)
    other = correlations(people, pooled)
    assert any(common != pytest.approx(other[pair], abs=0.05) for pair, common in found.items())
    test = survey_effect(survey_of(people), jury_size=6, draws=200).tests[THIRD]
    assert test.p_value == pytest.approx(equal_shares(people, THIRD, HYPOTHETICAL), rel=1e-6)
    together = equal_shares(people, THIRD, HYPOTHETICAL, pooled)
    assert test.p_value != pytest.approx(together, rel=1e-2)


@pytest.mark.parametrize("people", [HUGE, apart(HUGE, *NAMES)])
def test_a_version_of_one_huge_session_is_known_as_that_session_is(people: list[Person]) -> None:
    """The controls: degrees of freedom that all versions have together, in an interval and a test."""
    few, every = freedom_of_interval(people, ACTUAL), freedom(people)
    assert every is not None
    assert few is not None
    assert few == pytest.approx(2 * ((40**2 + 5 * 10**2) ** 2 / (40**4 + 5 * 10**4) - 1))
    assert few < every == freedom_of_interval(people, HYPOTHETICAL)
    found, together = effective_sizes(survey_of(people)), Rules(own_freedom_in_intervals=False)
    for condition, worth in worths(people).items():
        assert found[condition].effective == pytest.approx(worth.effective, rel=NEAR)
        differs = worths(people, together)[condition].effective > 1.01 * worth.effective
        assert differs == (condition == ACTUAL)
    nu = freedom_in_test(people, ACTUAL, HYPOTHETICAL)
    assert nu < 0.9 * freedom_in_test(
        people, ACTUAL, HYPOTHETICAL, Rules(own_freedom_in_tests=False)
    )
    assert sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL).freedom == pytest.approx(nu)


def test_a_third_version_takes_nothing_from_what_sessions_say_of_two() -> None:
    """Six sessions that saw all three are six less one to any two: not a third of twice as many."""
    found = sizes_in_test(survey_of(THREE), ACTUAL, HYPOTHETICAL)
    assert found.freedom == pytest.approx(freedom_in_test(THREE, ACTUAL, HYPOTHETICAL), rel=NEAR)
    assert found.freedom == pytest.approx(5, rel=0.02)
    third = freedom_in_test(THREE, ACTUAL, HYPOTHETICAL, Rules(once_of_both=False))
    assert third == pytest.approx(found.freedom * 2 / 3, rel=NEAR)


# --- draws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [ALIKE, UNLIKE, THREE])
def test_draws_are_as_correlated_as_the_shares(people: list[Person]) -> None:
    """And that they were not would be seen, in the interval of the difference."""
    found = survey_effect(survey_of(people), jury_size=6, draws=THEIRS)
    shares = Shares.of(people)
    for condition in by_condition(people):
        if condition == HYPOTHETICAL:
            continue
        _, interval = found.difference[condition]
        ends, own = (
            (interval.low, interval.high),
            generator(9).permutation(shares.draws[HYPOTHETICAL]),
        )
        change = shares.draws[condition] - shares.draws[HYPOTHETICAL]
        assert same_interval(ends, change, 0.9, THEIRS)
        assert not same_interval(ends, shares.draws[condition] - own, 0.9, THEIRS)


# --- surveys drawn from a survey -----------------------------------------------------------------


def test_the_bootstrap_draws_sessions_with_all_that_they_saw() -> None:
    """Every pair of shares is as frequent as in all 4**4 draws, but where a version has nobody."""
    rooms = [[p for p in FEW if p.cluster == name] for name in "abcd"]
    law: dict[tuple[float, ...], float] = defaultdict(float)
    for choice in product(rooms, repeat=4):
        people = [person for room in choice for person in room]
        if {p.condition for p in people} == {ACTUAL, HYPOTHETICAL}:
            shares = [
                np.average([p.leaning for p in arm], weights=[p.weight for p in arm])
                for name in (ACTUAL, HYPOTHETICAL)
                for arm in [[p for p in people if p.condition == name]]
            ]
            law[tuple(np.round(shares, 9))] += 1 / 4**4
    assert sum(law.values()) == 1 - 1 / 4**4
    many = 40_000
    [found, *_] = bootstrap_effects(
        survey_of(FEW),
        laws_of_a_jury(6),
        comparisons=many,
        resemblance=0.1,
        stream=Streams(5).at("bootstrap"),
    )
    redrawn: np.ndarray = found.shares
    drawn, often = np.unique(np.round(redrawn, 9), axis=0, return_counts=True)
    seen = {tuple(pair): times / many for pair, times in zip(drawn, often, strict=True)}
    for pair, mass in law.items():
        # What is done where a version has nobody is not said: up to one in 4**4 more.
        error = SIX * sqrt(mass * (1 - mass) / many)
        assert mass - error <= seen[pair] <= mass + 1 / 4**4 + error
    # The control: had versions been drawn apart, their shares would not go together.
    assert abs(np.corrcoef(redrawn.T)[0, 1]) > 2 * SIX / sqrt(many)
