"""What raked surveys are worth: juryroom against its twin, which shares no line with it."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.effective_size import Worth, effective_sizes, sizes_in_test
from juryroom.jury.weights import Margins, rake
from tests.qc.effect_agreement import (
    ACTUAL,
    HYPOTHETICAL,
    NAMES,
    THIRD,
    a_survey,
    people_of,
    survey_of,
    surveys,
    whole,
)
from tests.qc.effect_juries import generator
from tests.qc.effect_margins import ALONE, left_by_margins, of_sessions, part, residuals
from tests.qc.effect_rules import RULES, Rules
from tests.qc.effect_sessions import correlation, correlations, moments
from tests.qc.effect_twins import Person, by_condition
from tests.qc.effect_weights import (
    counts,
    equal_shares,
    freedom_in_test,
    pair_sizes,
    worths,
)

NEAR = 1e-9

# --- surveys that were raked ---------------------------------------------------------------------

SEX = {"sex": {"f": 0.52, "m": 0.48}}
TOWNS = {**SEX, "town": {"a": 0.45, "b": 0.35, "c": 0.2}}
THREE = {**TOWNS, "work": {"day": 0.6, "night": 0.4}}
BOTH = {ACTUAL: 45, HYPOTHETICAL: 40}


def raked(people: Sequence[Person], margins: Margins, trim: float | None = None) -> list[Person]:
    """Return respondents as the package rakes them; every third works at night."""
    worked = [
        person._replace(traits={**person.traits, "work": "night" if i % 3 == 0 else "day"})
        for i, person in enumerate(people)
    ]
    return people_of(rake(survey_of(worked), margins, trim=trim).survey)


def alone(people: Sequence[Person]) -> list[Person]:
    """Return respondents of whom one in each condition is all of a town."""
    first = {condition: arm[0] for condition, arm in by_condition(people).items()}
    towns = ["c" if p is first[p.condition] else "ab"[i % 2] for i, p in enumerate(people)]
    pairs = zip(people, towns, strict=True)
    return [person._replace(traits={**person.traits, "town": town}) for person, town in pairs]


def agreed(people: Sequence[Person], *conditions: str) -> list[Person]:
    """Return respondents who all lean to guilty in these conditions."""
    return [p._replace(leaning=1.0) if p.condition in conditions else p for p in people]


def silenced(people: Sequence[Person]) -> list[Person]:
    """Return respondents of whom every seventh has no weight."""
    return [p._replace(weight=p.weight * (i % 7 > 0)) for i, p in enumerate(people)]


def own_names(people: Sequence[Person], *shared: str) -> list[Person]:
    """Return respondents in sessions that only these sessions share with other conditions."""
    return [
        p if p.cluster in shared else p._replace(cluster=f"{p.condition}: {p.cluster}")
        for p in people
    ]


def in_towns(people: Sequence[Person]) -> list[Person]:
    """Return respondents whose town is that of their session."""
    towns = ["abc"[int(str(p.cluster)[-1]) % 3] for p in people]
    pairs = zip(people, towns, strict=True)
    return [p._replace(traits={**p.traits, "town": town}) for p, town in pairs]


def in_groups(people: Sequence[Person], groups: Sequence[str]) -> list[Person]:
    """Return respondents in groups of one trait."""
    return [p._replace(groups=(group,)) for p, group in zip(people, groups, strict=True)]


def told(people: Sequence[Person], *conditions: str) -> list[Person]:
    """Return respondents of whom women lean to guilty, and no others, in these conditions."""
    return [
        p._replace(leaning=float(p.traits["sex"] == "f")) if p.condition in conditions else p
        for p in people
    ]


TWO = a_survey(4, BOTH)
ALL = a_survey(5, dict.fromkeys(NAMES, 30))
SESSIONS = a_survey(3, BOTH, sessions=6)
FIVE = a_survey(6, dict.fromkeys(NAMES, 30), sessions=5)
RAKED = {
    "one trait": raked(TWO, SEX),
    "two traits": raked(TWO, TOWNS),
    "three traits": raked(TWO, THREE),
    "trimmed": raked(TWO, TOWNS, trim=2.0),
    "weights that were equal": raked(a_survey(4, BOTH, equal=True), TOWNS),
    "one who is alone in a group": raked(alone(TWO), TOWNS),
    "one who is alone, in sessions": raked(alone(SESSIONS), TOWNS),
    "three conditions": raked(ALL, THREE),
    "some without weight": raked(silenced(ALL), TOWNS),
    "all in one condition": raked(agreed(TWO, ACTUAL), TOWNS),
    "all in one of three": raked(agreed(ALL, THIRD), TOWNS),
    "all in all": raked(agreed(TWO, *BOTH), TOWNS),
    "own sessions": raked(own_names(SESSIONS), TOWNS),
    "own sessions, all": raked(own_names(agreed(SESSIONS, *BOTH)), TOWNS),
    "shared sessions": raked(SESSIONS, TOWNS),
    "some shared": raked(own_names(SESSIONS, "session 1", "session 4"), TOWNS),
    "one shared": raked(own_names(SESSIONS, "session 2"), THREE),
    "shared, some without weight": raked(silenced(SESSIONS), TOWNS),
    "shared by three": raked(FIVE, TOWNS),
    "of sessions, own": raked(own_names(in_towns(SESSIONS)), TOWNS),
    "of sessions, shared": raked(in_towns(SESSIONS), TOWNS),
    "of sessions, some shared": raked(own_names(in_towns(SESSIONS), "session 1"), TOWNS),
    "of sessions, three, one alone": raked(in_towns(FIVE), TOWNS),
    "of sessions, three, own": raked(own_names(in_towns(FIVE)), TOWNS),
    "of sessions, each alone": raked(in_towns(a_survey(7, BOTH, sessions=3)), TOWNS),
    "one carries all": in_groups([TWO[1]._replace(weight=2e3), TWO[0], *TWO[2:]], "fmfmf" * 17),
    "said in one": raked(told(TWO, ACTUAL), SEX),
    "said in one of three": raked(told(ALL, THIRD), TOWNS),
    "said in one, sessions": raked(told(SESSIONS, HYPOTHETICAL), TOWNS),
    "said in one, own sessions": raked(own_names(told(SESSIONS, ACTUAL)), SEX),
}
"""Towns are of respondents, or of sessions; what women answer is said by margins, or all answers are."""


# --- sizes ---------------------------------------------------------------------------------------


def all_the_same(people: Sequence[Person]) -> None:
    """Compare every size of a survey, and what is said of every pair of its conditions."""
    arms, survey = by_condition(people), survey_of(people)
    found, mine = effective_sizes(survey), worths(people)
    left = left_by_margins([*arms.values()])
    for condition, part_left in zip(arms, left, strict=True):
        size = found[condition]
        assert size.left_by_margins == pytest.approx(float(part_left), rel=NEAR)
        assert size.kish == pytest.approx(float(mine[condition].kish), rel=NEAR)
        assert size.by_weights == pytest.approx(float(mine[condition].by_weights), rel=NEAR)
        assert size.effective == pytest.approx(mine[condition].effective, rel=NEAR)
    for first, second in permutations(arms, 2):
        sizes = sizes_in_test(survey, first, second)
        pair = pair_sizes(people, first, second)
        assert (sizes.first, sizes.second) == pytest.approx(pair, rel=NEAR)
        nu = freedom_in_test(people, first, second)
        assert sizes.freedom == pytest.approx(nu, rel=NEAR)
        common = correlation(people, first, second)
        assert sizes.correlation == pytest.approx(common, abs=NEAR)


@pytest.mark.parametrize("name", RAKED)
def test_from_raking_to_the_result(name: str) -> None:
    people = RAKED[name]
    assert all(person.groups for person in people)
    all_the_same(people)
    found = survey_effect(survey_of(people), jury_size=6, draws=200)
    for condition, test in found.tests.items():
        assert not test.exact
        assert counts(people, condition, found.hypothetical) is None
        mine = equal_shares(people, condition, found.hypothetical)
        assert test.p_value == pytest.approx(mine, rel=1e-6, abs=1e-12)
        common = correlation(people, condition, found.hypothetical)
        assert test.correlation == pytest.approx(common, abs=NEAR)
    for condition, size in effective_sizes(survey_of(people)).items():
        assert found.arm(condition).size == size


@st.composite
def grouped(draw: st.DrawFn, sessions: Sequence[int] = (0, 2, 5), most: int = 3) -> list[Person]:
    """Draw a survey whose respondents are in groups of one to three traits, whatever their weights.

    Weights need not meet any margins for the rules to say what they are worth. Left aside are surveys
    of which rounding could make others: with somebody, or a session, just as alone in a group as to be
    taken for it, or where margins leave nothing of a version (a test of its own, below). So are those
    where one session carries nearly everything: the package has a tenth at least for what a share takes
    from its sessions; the page does not.
    """
    people, traits = draw(surveys(sessions)), draw(st.integers(1, most))
    many = [draw(st.integers(1, 4)) for _ in range(traits)]
    found = [
        person._replace(groups=tuple("abcd"[draw(st.integers(0, m - 1))] for m in many))
        for person in people
    ]
    for arm in by_condition(found).values():
        left = residuals(arm)
        assume(all(abs(one.d - ALONE) > 1e-6 for one in left))
        if arm[0].cluster is not None:
            sums = moments(arm)
            assume(any(one.e for one in left))
            assume(all(abs(d - ALONE) > 1e-6 for d in of_sessions(arm).values()))
            assume(10 * sums.clusters < 9 * sums.n**2)
    return found


@settings(max_examples=60, deadline=None)
@given(grouped())
def test_sizes_of_any_groups_and_weights(people: list[Person]) -> None:
    all_the_same(people)


@settings(max_examples=25, deadline=None)
@given(grouped(most=2), st.integers(0, 2**32))
def test_neither_names_nor_order_nor_scale_matter(people: list[Person], seed: int) -> None:
    """Neither of groups, of sessions and of respondents, nor of weights: to the twin, exactly."""
    others = [
        p._replace(
            groups=tuple(f"{place}: {group * 2}" for place, group in enumerate(p.groups[::-1])),
            cluster=p.cluster and f"room {p.cluster[::-1]}",
            weight=p.weight * 4,
        )
        for p in people
    ]
    order = generator(seed).permutation(len(others))
    in_order = [
        others[i] for name in by_condition(people) for i in order if others[i].condition == name
    ]
    mine = worths(people)
    for condition, worth in worths(in_order).items():
        assert worth.by_weights == mine[condition].by_weights
        assert worth.effective == pytest.approx(mine[condition].effective, rel=1e-12)
    all_the_same(in_order)


@settings(max_examples=25, deadline=None)
@given(grouped(), st.integers(1, 9), st.sampled_from([0.0, 1.0]))
def test_who_has_no_weight_says_nothing_of_margins(
    people: list[Person], many: int, leaning: float
) -> None:
    """Neither in a group of others nor in one of their own."""
    group = ("e", *people[0].groups[1:])
    more = [*people, *[Person(ACTUAL, leaning, 0.0, people[0].cluster, {}, group)] * many]
    assert worths(more) == worths(people)
    all_the_same(more)


@pytest.mark.parametrize("conditions", [(ACTUAL,), (HYPOTHETICAL,), (ACTUAL, HYPOTHETICAL)])
@pytest.mark.parametrize("answered", [agreed, told])
def test_where_margins_leave_nothing_sessions_have_nothing_in_common(
    answered: Callable[..., list[Person]], conditions: tuple[str, ...]
) -> None:
    """What is left of answers that groups say, all of them, is nothing, and no trace of rounding."""
    for seed, margins in enumerate((SEX, TOWNS, THREE)):
        people = raked(answered(a_survey(seed, BOTH, sessions=6), *conditions), margins)
        all_the_same(people)
        assert correlation(people, ACTUAL, HYPOTHETICAL) == 0
        assert Worth.of(survey_of(people)).correlations() == correlations(people) == {}


# --- what can be said beforehand -----------------------------------------------------------------


@pytest.mark.parametrize("guilty", [(5, 3), (12, 0), (12, 15), (6, 15)])
def test_one_group_of_all_leaves_all(guilty: tuple[int, int]) -> None:
    """With equal weights: d is then what is lost by taking the share from the same answers."""
    people = [*whole(ACTUAL, guilty[0], 12), *whole(HYPOTHETICAL, guilty[1], 15)]
    all_of_them = in_groups(people, ["all"] * len(people))
    assert left_by_margins([*by_condition(all_of_them).values()]) == [1, 1]
    found, plain = (effective_sizes(survey_of(p)) for p in (all_of_them, people))
    for condition in BOTH:
        assert found[condition].left_by_margins == pytest.approx(1, abs=1e-12)
        assert found[condition].effective == pytest.approx(plain[condition].effective, rel=1e-12)


def test_groups_that_say_all_leave_what_is_set_beside_them() -> None:
    people = [*whole(ACTUAL, 20, 50), *whole(HYPOTHETICAL, 40, 64)]
    told = in_groups(people, ["ab"[int(p.leaning)] for p in people])
    found = effective_sizes(survey_of(told))
    for condition, asked in ((ACTUAL, 50), (HYPOTHETICAL, 64)):
        assert found[condition].left_by_margins == pytest.approx(6 / (asked + 56), rel=1e-12)
        assert found[condition].by_weights == pytest.approx(asked, rel=1e-12)
        assert found[condition].effective == pytest.approx(asked * (asked + 56) / 6, rel=1e-12)
    all_the_same(told)


@pytest.mark.parametrize("half", [1, 2, 5, 30])
def test_groups_that_say_nothing_leave_all_but_for_what_they_take_to_say_it(half: int) -> None:
    """Of 2h in each of two groups h lean to guilty: e is x - p, with another d than that of a share."""
    arm = whole(ACTUAL, 2 * half, 4 * half)
    people = [*arm, *[p._replace(condition=HYPOTHETICAL) for p in arm]]
    r = (1 - 1 / (4 * half)) / (1 - 1 / (2 * half))
    left = (r * (4 * half + 50) + 6) / (4 * half + 56)
    for size in effective_sizes(survey_of(in_groups(people, "fm" * (4 * half)))).values():
        assert size.left_by_margins == pytest.approx(left, rel=1e-12)
        assert size.effective == pytest.approx(4 * half / left, rel=1e-12)
        assert 1 < left < 1 + 1 / (2 * half)


def test_the_sums_of_a_survey_by_hand() -> None:
    """Three of four and one of four, in two groups: each answer is a quarter, or three, away.

    u is 1, and a group of four has h = 1/4 = q, so that d = 3/4. The squares of what is left are
    (6/16 + 18/16) / (3/4) = 2; before they were 8/4 / (1 - 1/8) = 16/7: r = 7/8.
    """
    arm = [Person(ACTUAL, float(i in {0, 1, 2, 4}), groups=("fm"[i // 4],)) for i in range(8)]
    found = part(arm)
    assert found.top / found.bottom * 16 == 14
    people = [*arm, *[p._replace(condition=HYPOTHETICAL) for p in arm]]
    left = (0.875 * (8 + 50) + 6) / (8 + 56)
    for size in effective_sizes(survey_of(people)).values():
        assert size.left_by_margins == pytest.approx(left, rel=1e-12)
        assert size.effective == pytest.approx(8 / left, rel=1e-12)


def test_margins_that_speak_in_one_version_do_not_make_the_other_surer() -> None:
    """In one women answer alike, and men; in the other what is answered has less to do with it."""
    people, mean = RAKED["said in one"], Rules(margins_own_if_more=False)
    arms = [*by_condition(people).values()]
    (own, other), (drawn, surer) = left_by_margins(arms), left_by_margins(arms, mean)
    assert own == drawn < surer < other
    assert other / surer > Fraction(5, 4)
    found = effective_sizes(survey_of(people))
    assert found[ACTUAL].left_by_margins == pytest.approx(float(own), rel=NEAR)
    assert found[HYPOTHETICAL].left_by_margins == pytest.approx(float(other), rel=NEAR)


def test_where_each_session_is_a_group_they_vary_as_without_margins() -> None:
    """But for what answers within a session vary: sums of sessions are those of answers."""
    people = RAKED["of sessions, each alone"]
    for arm in by_condition(people).values():
        assert {*of_sessions(arm).values()} == {0}
        plain = moments([p._replace(groups=()) for p in arm])
        assert moments(arm).sessions == plain.sessions
        assert moments(arm).apart != plain.apart
    all_the_same(people)


# --- controls ------------------------------------------------------------------------------------

WITHOUT_D = Rules(divided_by_d=False)
EITHER = [
    ("two traits", Rules(margins=False)),
    ("two traits", WITHOUT_D),
    ("two traits", Rules(margins_common=2)),
    ("two traits", Rules(margins_own=16)),
    ("one who is alone in a group", Rules(alone_as_without=False)),
    ("own sessions", Rules(residuals_in_clusters=False)),
    ("shared sessions", Rules(counted_once=False)),
    ("of sessions, own", Rules(divided_by_d_of_sessions=False)),
    ("of sessions, own", Rules(sums_of_raw=False)),
]
INTERVALS = [
    *EITHER,
    ("some shared", Rules(counted_once=False)),
    ("of sessions, shared", Rules(divided_by_d_of_sessions=False)),
    ("of sessions, shared", Rules(sums_of_raw=False)),
    ("of sessions, three, one alone", Rules(sessions_alone_as_without=False)),
]
"""A survey, and rules by which an interval would be another."""


@pytest.mark.parametrize(("name", "rules"), INTERVALS)
def test_other_rules_for_an_interval_would_be_seen(name: str, rules: Rules) -> None:
    people = RAKED[name]
    found, other = effective_sizes(survey_of(people)), worths(people, rules)
    for condition, size in found.items():
        assert size.effective != pytest.approx(other[condition].effective, rel=3e-4)


TESTS = [
    *EITHER,
    ("shared sessions", Rules(correlated=False)),
    ("some shared", Rules(correlated=False)),
    ("shared sessions", Rules(bounded=False)),
    ("of sessions, some shared", Rules(divided_by_d_of_sessions=False)),
    ("of sessions, some shared", Rules(sums_of_raw=False)),
    ("of sessions, each alone", Rules(sessions_alone_as_without=False)),
    ("one carries all", Rules(least_correction=False)),
    ("said in one", Rules(margins_own_if_more=False)),
    ("said in one, own sessions", Rules(margins_own_if_more=False)),
]
"""A survey, and rules by which a test would be another."""


@pytest.mark.parametrize(("name", "rules"), TESTS)
def test_other_rules_for_a_test_would_be_seen(name: str, rules: Rules) -> None:
    people = RAKED[name]
    [test] = survey_effect(survey_of(people), jury_size=6, draws=200).tests.values()
    mine, other = (equal_shares(people, ACTUAL, HYPOTHETICAL, r) for r in (RULES, rules))
    assert test.p_value == pytest.approx(mine, rel=1e-6)
    assert test.p_value != pytest.approx(other, rel=1e-4)
