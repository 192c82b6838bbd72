"""How many answers a survey is worth: juryroom against its twin, which shares no line with it."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.effective_size import EffectiveSize, effective_sizes, sizes_in_test
from tests.qc.effect_agreement import ACTUAL, HYPOTHETICAL, a_survey, survey_of
from tests.qc.effect_twins import Person, by_condition
from tests.qc.effect_weights import (
    Rules,
    equal_shares,
    freedom,
    freedom_in_test,
    pair_sizes,
    resemblance,
    worths,
)

F = Fraction
THIRD = "third"
NAMES = (ACTUAL, HYPOTHETICAL, THIRD)
NEAR = 1e-10

# --- surveys -------------------------------------------------------------------------------------

WEIGHTS = {
    "one": st.just(1.0),
    "equal": st.just(0.3),
    "any": st.integers(1, 40).map(lambda i: i / 8),
    "some without": st.sampled_from([0.0, 0.5, 1.0, 2.5]),
    "a few heavy": st.sampled_from([0.01, 0.02, 1.0, 50.0]),
}
LEANINGS = {
    "all": st.just(1.0),
    "none": st.just(0.0),
    "undecided": st.just(0.5),
    "both": st.sampled_from([0.0, 1.0]),
    "all kinds": st.sampled_from([0.0, 1.0, 1.0, 0.5, 0.25]),
}


ALL_WEIGH = tuple(kind for kind in WEIGHTS if kind != "some without")


@st.composite
def arms(
    draw: st.DrawFn, condition: str, sessions: int, kinds: Sequence[str] = tuple(WEIGHTS)
) -> list[Person]:
    """Draw a condition: one kind of weights, one of leanings, in so many sessions or in none.

    The first two have weight, and are in two sessions, as the package asks.
    """
    weights = WEIGHTS[draw(st.sampled_from(kinds))]
    leaning = LEANINGS[draw(st.sampled_from([*LEANINGS]))]
    people: list[Person] = []
    for i in range(draw(st.integers(2, 12))):
        weight = draw(weights.filter(lambda w: w > 0) if i < 2 else weights)
        session = i if i < 2 else draw(st.integers(0, max(0, sessions - 1)))
        cluster = f"session {session}" if sessions else None
        people.append(Person(condition, draw(leaning), weight, cluster))
    return people


@st.composite
def surveys(
    draw: st.DrawFn, sessions: Sequence[int] = (0, 2, 5), kinds: Sequence[str] = tuple(WEIGHTS)
) -> list[Person]:
    """Draw two or three conditions, all in sessions or none."""
    many = draw(st.sampled_from(sessions))
    names = NAMES[: draw(st.integers(2, 3))]
    return [person for name in names for person in draw(arms(name, many, kinds))]


def light_guilty(many: int) -> list[Person]:
    """Return two conditions whose answers are worth more than Kish says: all that there are."""
    return [
        Person(condition, leaning, weight)
        for condition in (ACTUAL, HYPOTHETICAL)
        for leaning, weight in ((1.0, 0.125), (0.0, 1.0))
        for _ in range(many)
    ]


def sessions_of(sessions: int) -> list[Person]:
    """Return a survey of three conditions: weights, sessions, some without weight, one equal."""
    people = a_survey(12, {ACTUAL: 40, HYPOTHETICAL: 35, THIRD: 30}, sessions=sessions)
    return [
        person._replace(weight=2.0 if person.condition == THIRD else person.weight * (i % 9 > 0))
        for i, person in enumerate(people)
    ]


# --- what the answers are worth ------------------------------------------------------------------


def _same(people: Sequence[Person], found: EffectiveSize, condition: str) -> None:
    mine = worths(people)[condition]
    assert found.kish == pytest.approx(float(mine.kish), rel=NEAR)
    assert found.by_weights == pytest.approx(float(mine.by_weights), rel=NEAR)
    assert found.effective == pytest.approx(mine.effective, rel=NEAR)


def _all_the_same(people: list[Person]) -> None:
    found = effective_sizes(survey_of(people))
    alone = effective_sizes(survey_of([person._replace(cluster=None) for person in people]))
    for condition, arm in by_condition(people).items():
        size, plain = found[condition], alone[condition]
        _same(people, size, condition)
        assert size.respondents == len(arm)
        assert plain.effective == plain.by_weights == size.by_weights
        if people[0].cluster is None:
            assert size.clusters is size.resemblance is None
        else:
            assert size.resemblance == pytest.approx(float(resemblance(people)), abs=1e-12)


@settings(max_examples=150, deadline=None)
@given(surveys(sessions=[0]))
def test_effective_sizes_by_weights(people: list[Person]) -> None:
    _all_the_same(people)


@settings(max_examples=150, deadline=None)
@given(surveys(sessions=[2, 3, 5], kinds=ALL_WEIGH))
def test_effective_sizes_where_all_in_clusters_have_weight(people: list[Person]) -> None:
    _all_the_same(people)


@settings(max_examples=100, deadline=None)
@given(surveys(sessions=[2, 3, 5], kinds=["any", "some without"]))
def test_effective_sizes_where_some_in_clusters_have_no_weight(people: list[Person]) -> None:
    _all_the_same(people)


@settings(max_examples=200, deadline=None)
@given(surveys())
def test_sizes_in_tests_of_every_pair(people: list[Person]) -> None:
    survey = survey_of(people)
    for first, second in permutations(by_condition(people), 2):
        found = sizes_in_test(survey, first, second)
        mine = pair_sizes(people, first, second)
        assert (found.first, found.second) == pytest.approx(mine, rel=NEAR)
        mine = freedom_in_test(people, first, second)
        assert found.freedom == pytest.approx(mine, rel=NEAR)


@settings(max_examples=100, deadline=None)
@given(surveys(kinds=ALL_WEIGH), st.sampled_from([0.125, 1024.0]))
def test_neither_the_scale_of_weights_nor_the_name_of_a_verdict_matters(
    people: list[Person], scale: float
) -> None:
    """Neither to the package nor, with equality, to its twin."""
    others = [p._replace(leaning=1 - p.leaning, weight=p.weight * scale) for p in people]
    assert worths(others) == worths(people)
    for condition in by_condition(people):
        _same(people, effective_sizes(survey_of(others))[condition], condition)


@settings(max_examples=100, deadline=None)
@given(surveys(sessions=[0]), st.integers(1, 30), st.sampled_from([0.0, 0.5, 1.0]))
def test_who_has_no_weight_does_not_matter(people: list[Person], many: int, leaning: float) -> None:
    """Without sessions: within them the resemblance is one of all who answered."""
    more = [*people, *[Person(ACTUAL, leaning, 0.0)] * many]
    assert worths(more) == worths(people)
    found = effective_sizes(survey_of(more))
    for condition in by_condition(people):
        _same(people, found[condition], condition)
    sizes = sizes_in_test(survey_of(more), ACTUAL, HYPOTHETICAL)
    mine = pair_sizes(people, ACTUAL, HYPOTHETICAL)
    assert (sizes.first, sizes.second) == pytest.approx(mine, rel=NEAR)


@pytest.mark.parametrize("without", [0, 1, 20])
def test_no_size_is_above_the_number_of_those_who_have_weight(without: int) -> None:
    """Where those who lean to guilty are light, Kish says too little, and there is a limit."""
    people = [*light_guilty(30), *[Person(ACTUAL, 1.0, 0.0)] * without]
    mine = worths(people)[ACTUAL]
    assert mine.kish < 40 < mine.by_weights == 60
    _same(people, effective_sizes(survey_of(people))[ACTUAL], ACTUAL)
    sizes = sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL)
    assert (sizes.first, sizes.second) == (60, 60)


def test_one_cluster_says_nothing_of_the_spread_between_clusters() -> None:
    people = [
        Person(c, float(i % 2), 1.0, c if c == ACTUAL else str(i))
        for c in (ACTUAL, HYPOTHETICAL)
        for i in range(4)
    ]
    with pytest.raises(OutOfDomainError, match="one cluster"):
        effective_sizes(survey_of(people))


# --- tests of equal shares -----------------------------------------------------------------------

WITH_TESTS = {
    "weights": a_survey(4, {ACTUAL: 60, HYPOTHETICAL: 70}),
    "weights, three": a_survey(5, dict.fromkeys(NAMES, 25)),
    "some without weight": sessions_of(0),
    "all and some": [
        *[Person(ACTUAL, 1.0, 0.5 + i % 4) for i in range(20)],
        *[Person(HYPOTHETICAL, float(i % 3 == 0), 0.5 + i % 4) for i in range(20)],
    ],
    "nobody": [Person(c, 0.0, 1.0 + i) for c in NAMES for i in range(5)],
    "undecided ones": a_survey(7, {ACTUAL: 20, HYPOTHETICAL: 30}, equal=True),
    "sessions": a_survey(3, {ACTUAL: 60, HYPOTHETICAL: 50}, sessions=6),
    "sessions, equal": a_survey(9, dict.fromkeys(NAMES, 24), sessions=4, equal=True),
    "sessions, some without weight": sessions_of(7),
}


@pytest.mark.parametrize("name", WITH_TESTS)
def test_p_values_from_the_survey_to_the_result(name: str) -> None:
    people = WITH_TESTS[name]
    found = survey_effect(survey_of(people), jury_size=6, draws=200)
    assert {*found.tests} == {*by_condition(people)} - {found.hypothetical}
    for condition, test in found.tests.items():
        mine = equal_shares(people, condition, found.hypothetical)
        assert test.p_value == pytest.approx(mine, rel=1e-6, abs=1e-12)
        freedom = freedom_in_test(people, condition, found.hypothetical)
        assert test.freedom == pytest.approx(freedom, rel=NEAR)
        assert not test.exact


# --- controls ------------------------------------------------------------------------------------

HEAVY = [
    *[Person(ACTUAL, 1.0, w) for w in (3.0, 2.0, 1.0, 1.0)],
    *[Person(ACTUAL, 0.0, w) for w in (1.0, 0.5, 0.5)],
    *[Person(HYPOTHETICAL, 1.0, w) for w in (2.0, 1.0)],
    *[Person(HYPOTHETICAL, 0.0, w) for w in (1.0, 1.0, 0.5, 0.5)],
]
"""Those who lean to guilty are the heavier ones, in both conditions."""

SAME_SESSIONS = [person._replace(cluster=str(i % 3)) for i, person in enumerate(HEAVY)]


@pytest.mark.parametrize("people", [HEAVY, SAME_SESSIONS])
@pytest.mark.parametrize(
    "rules", [Rules(common=0), Rules(common=4), Rules(own=0), Rules(heavy=False)]
)
def test_other_rules_for_an_interval_would_be_seen(people: list[Person], rules: Rules) -> None:
    found = effective_sizes(survey_of(people))
    for condition in by_condition(people):
        _same(people, found[condition], condition)
        other = worths(people, rules)[condition]
        assert found[condition].by_weights != pytest.approx(float(other.by_weights), rel=1e-3)
        assert found[condition].effective != pytest.approx(other.effective, rel=1e-3)


@pytest.mark.parametrize("people", [HEAVY, SAME_SESSIONS])
@pytest.mark.parametrize(
    "rules", [Rules(in_tests=0), Rules(in_tests=6), Rules(heavy=False), Rules(own_in_tests=True)]
)
def test_other_rules_for_a_test_would_be_seen(people: list[Person], rules: Rules) -> None:
    found = sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL)
    sizes = found.first, found.second
    assert sizes == pytest.approx(pair_sizes(people, ACTUAL, HYPOTHETICAL), rel=NEAR)
    for size, other in zip(sizes, pair_sizes(people, ACTUAL, HYPOTHETICAL, rules), strict=True):
        assert size != pytest.approx(other, rel=1e-4)
    [test] = survey_effect(survey_of(people), jury_size=6, draws=200).tests.values()
    assert test.p_value == pytest.approx(equal_shares(people, ACTUAL, HYPOTHETICAL), rel=1e-6)
    other = equal_shares(people, ACTUAL, HYPOTHETICAL, rules)
    assert test.p_value != pytest.approx(other, rel=1e-3)


def test_a_third_condition_is_none_of_the_business_of_a_test() -> None:
    third = [Person(THIRD, float(i < 4), 0.5 if i < 4 else 3.0) for i in range(8)]
    found = sizes_in_test(survey_of([*HEAVY, *third]), ACTUAL, HYPOTHETICAL)
    assert found == sizes_in_test(survey_of(HEAVY), ACTUAL, HYPOTHETICAL)
    sizes, alone = (effective_sizes(survey_of(people)) for people in ([*HEAVY, *third], HEAVY))
    for condition in by_condition(HEAVY):
        assert sizes[condition].by_weights != pytest.approx(alone[condition].by_weights, rel=1e-3)


def test_the_clusters_of_every_condition_count() -> None:
    """By the clusters of one condition alone, as before, its size would be another."""
    third = [Person(THIRD, float(i % 5 < 2), 1.0, str(i % 4)) for i in range(12)]
    people = [*SAME_SESSIONS, *third]
    assert freedom(people) == 2 + 2 + 3
    found = effective_sizes(survey_of(people))[THIRD]
    _same(people, found, THIRD)
    size = 12 / (1 + (3 - 1) * float(resemblance(people))) * float(t.ppf(0.95, 11)) ** 2
    assert found.effective == pytest.approx(size / float(t.ppf(0.95, 7)) ** 2, rel=NEAR)
    assert found.effective != pytest.approx(size / float(t.ppf(0.95, 3)) ** 2, rel=1e-3)
