"""How many answers a survey is worth: juryroom against its twin, which shares no line with it."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from juryroom.effect.adjusted import adjusted_shares
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.effective_size import EffectiveSize, effective_sizes, sizes_in_test
from juryroom.rng import Streams
from tests.qc.effect_agreement import (
    ACTUAL,
    ALL_WEIGH,
    HYPOTHETICAL,
    NAMES,
    THIRD,
    a_survey,
    in_sessions,
    survey_of,
    surveys,
    whole,
)
from tests.qc.effect_fits import fit
from tests.qc.effect_margins import with_weight
from tests.qc.effect_rules import Rules
from tests.qc.effect_sessions import correlation, freedom, freedom_of_interval, resemblance
from tests.qc.effect_twins import Person, by_condition, clusters
from tests.qc.effect_weights import (
    counts,
    equal_shares,
    freedom_in_test,
    pair_sizes,
    worths,
)

NEAR = 1e-10

# --- surveys -------------------------------------------------------------------------------------


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
            assert size.clusters == len(clusters(with_weight(arm)))
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
        mine = correlation(people, first, second)
        assert found.correlation == pytest.approx(mine, abs=NEAR)


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
@given(surveys(), st.integers(1, 30), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0, 1, 9]))
def test_who_has_no_weight_does_not_matter(
    people: list[Person], many: int, leaning: float, session: int
) -> None:
    """Neither in a session of others nor in one of their own."""
    cluster = people[0].cluster and f"session {session}"
    more = [*people, *[Person(ACTUAL, leaning, 0.0, cluster)] * many]
    assert worths(more) == worths(people)
    found = effective_sizes(survey_of(more))
    for condition in by_condition(people):
        _same(people, found[condition], condition)
    sizes = sizes_in_test(survey_of(more), ACTUAL, HYPOTHETICAL)
    mine = pair_sizes(people, ACTUAL, HYPOTHETICAL)
    assert (sizes.first, sizes.second) == pytest.approx(mine, rel=NEAR)
    mine = freedom_in_test(people, ACTUAL, HYPOTHETICAL)
    assert sizes.freedom == pytest.approx(mine, rel=NEAR)


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
        assert not test.exact
        assert counts(people, condition, found.hypothetical) is None
        mine = equal_shares(people, condition, found.hypothetical)
        assert test.p_value == pytest.approx(mine, rel=1e-6, abs=1e-12)
        freedom = freedom_in_test(people, condition, found.hypothetical)
        assert test.freedom == pytest.approx(freedom, rel=NEAR)


# --- adjusted shares -----------------------------------------------------------------------------


@pytest.mark.parametrize("sessions", [0, 7])
def test_who_has_no_weight_is_not_in_the_fit(sessions: int) -> None:
    """Of the ten who are added some are in a group, and in a session, that nobody else is in."""
    asked_of = {ACTUAL: 30, HYPOTHETICAL: 28, "third": 26}
    people = a_survey(8, asked_of, sessions=sessions)
    silent = [
        Person(
            c,
            float(i % 2),
            0.0,
            f"session {i + 5}" if sessions else None,
            {"sex": "f", "town": "abz"[i % 3], "age": "99"},
        )
        for c in (ACTUAL, HYPOTHETICAL)
        for i in range(5)
    ]
    more = [*people, *silent]
    twin = fit(more, list(asked_of), ["sex", "town"], ["age"])
    found, alone = (
        adjusted_shares(
            survey_of(respondents),
            ["sex", "town"],
            numbers=["age"],
            draws=200,
            stream=Streams(7).at("adjusted"),
        )
        for respondents in (more, people)
    )
    assert dict(found.shares) == pytest.approx(twin.shares(twin.coefficients), abs=1e-10)
    for condition in asked_of:
        draws = alone.draws[condition]
        assert found.draws[condition] == pytest.approx(draws, abs=1e-12)
        if condition == HYPOTHETICAL:
            continue
        statistic, p_value = twin.wald(condition, HYPOTHETICAL)
        test = found.tests[condition]
        assert (test.statistic, test.p_value) == pytest.approx((statistic, p_value), abs=1e-9)
    # The control: the factor of a covariance from all who answered would be missed.
    k, n, every = len(twin.coefficients), len(people), len(more)
    assert n / (n - k) != pytest.approx(every / (every - k), rel=5e-3)


# --- controls ------------------------------------------------------------------------------------

HEAVY = [
    *[Person(ACTUAL, 1.0, w) for w in (3.0, 2.0, 1.0, 1.0)],
    *[Person(ACTUAL, 0.0, w) for w in (1.0, 0.5, 0.5)],
    *[Person(HYPOTHETICAL, 1.0, w) for w in (2.0, 1.0)],
    *[Person(HYPOTHETICAL, 0.0, w) for w in (1.0, 1.0, 0.5, 0.5)],
]
"""Those who lean to guilty are the heavier ones, in both conditions."""

THREE_EACH = [p._replace(cluster=f"{p.condition} {i % 3}") for i, p in enumerate(HEAVY)]


@pytest.mark.parametrize("people", [HEAVY, THREE_EACH])
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


@pytest.mark.parametrize("people", [HEAVY, THREE_EACH])
@pytest.mark.parametrize(
    "rules",
    [
        Rules(in_tests=0),
        Rules(in_tests=6),
        Rules(own_tests=0),
        Rules(own_tests=8),
        Rules(heavy=False),
        Rules(own_in_tests=False),
    ],
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
    """By the clusters of one condition alone its size would be another."""
    third = [Person(THIRD, float(i % 5 < 2), 1.0, str(i % 4)) for i in range(12)]
    people = [*THREE_EACH, *third]
    nu, alone = freedom(people), freedom(THREE_EACH)
    assert nu is not None
    assert alone is not None
    assert nu == pytest.approx(alone + 3, rel=NEAR)
    found = effective_sizes(survey_of(people))[THIRD]
    _same(people, found, THIRD)
    size = 12 / (1 + (3 - 1) * float(resemblance(people))) * float(t.ppf(0.95, 11)) ** 2
    assert found.effective == pytest.approx(size / float(t.ppf(0.95, nu)) ** 2, rel=NEAR)
    assert found.effective != pytest.approx(size / float(t.ppf(0.95, 3)) ** 2, rel=1e-3)


HEAVY_SESSIONS = [
    Person(condition, float(i < (1, 4, 2, 3, 1, 5)[session]), weight, f"{condition} {session}")
    for condition, many in ((ACTUAL, 5), (HYPOTHETICAL, 4))
    for session, weight in enumerate((0.5, 1.0, 1.0, 1.5, 2.0, 2.5))
    for i in range(many + session % 2)
]
"""The weight is that of a session: all in it have the same."""


def test_clusters_that_do_not_weigh_would_be_seen() -> None:
    """The control: an analysis of variance without weights, and clusters counted as equal."""
    people, counted = HEAVY_SESSIONS, Rules(clusters_weigh=False)
    rho, other = float(resemblance(people)), float(resemblance(people, counted))
    assert 0 < rho < 1
    assert rho != pytest.approx(other, abs=0.02)
    nu, every = freedom(people), freedom(people, counted)
    assert nu is not None
    assert every == 10 > nu + 1
    found = effective_sizes(survey_of(people))
    for condition in by_condition(people):
        _same(people, found[condition], condition)
        assert found[condition].resemblance == pytest.approx(rho, abs=1e-12)
        without = worths(people, counted)[condition].effective
        assert found[condition].effective != pytest.approx(without, rel=1e-2)
    sizes = sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL)
    in_test = freedom_in_test(people, ACTUAL, HYPOTHETICAL)
    assert sizes.freedom == pytest.approx(in_test, rel=NEAR)
    assert in_test < nu
    pair = pair_sizes(people, ACTUAL, HYPOTHETICAL)
    assert (sizes.first, sizes.second) == pytest.approx(pair, rel=NEAR)
    for size, apart in zip(pair, pair_sizes(people, ACTUAL, HYPOTHETICAL, counted), strict=True):
        assert size != pytest.approx(apart, rel=1e-2)
    [test] = survey_effect(survey_of(people), jury_size=6, draws=200).tests.values()
    assert test.p_value == pytest.approx(equal_shares(people, ACTUAL, HYPOTHETICAL), rel=1e-6)
    unweighted = equal_shares(people, ACTUAL, HYPOTHETICAL, counted)
    assert test.p_value != pytest.approx(unweighted, rel=1e-2)


def test_where_nobody_differs_or_nobody_is_with_another_the_resemblance_is_one() -> None:
    """A difference between conditions is none within a cluster: likeness is within a condition."""
    agreed = [p._replace(leaning=float(p.condition == ACTUAL)) for p in HEAVY_SESSIONS]
    for people in (agreed, in_sessions(HEAVY)):
        assert resemblance(people) == 1
        found = effective_sizes(survey_of(people))
        for condition in by_condition(people):
            assert found[condition].resemblance == 1
            _same(people, found[condition], condition)


def test_clusters_of_one_size_and_weight_leave_one_degree_less_than_there_are() -> None:
    people = in_sessions([*whole(ACTUAL, 4, 12, 0.3), *whole(HYPOTHETICAL, 5, 9, 2.0)], 3)
    assert freedom(people) == (4 - 1) + (3 - 1)
    assert [freedom_of_interval(people, c) for c in by_condition(people)] == [5, 2 * (3 - 1)]
    sizes = sizes_in_test(survey_of(people), ACTUAL, HYPOTHETICAL)
    m, n = sizes.first, sizes.second
    nu = (1 / m + 1 / n) ** 2 / (1 / m**2 / 3 + 1 / n**2 / 2)
    assert nu < 5
    assert sizes.freedom == pytest.approx(nu, rel=NEAR)
    # One session of each condition has nearly all the weight: what is left is one degree.
    heavy = [p._replace(weight=1e4 if i in {0, 12} else 1.0) for i, p in enumerate(people)]
    assert freedom(heavy) == 1
    assert sizes_in_test(survey_of(heavy), ACTUAL, HYPOTHETICAL).freedom == 1
    for condition in by_condition(heavy):
        _same(heavy, effective_sizes(survey_of(heavy))[condition], condition)
