"""Clusters that stand in two conditions."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy.special import stdtrit

from juryroom.effect.law_draws import named_laws
from juryroom.effect.survey_bootstrap import bootstrap_effects
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.effective_size import Worth, sizes_in_test
from juryroom.jury.resemblance import ClusterCount
from juryroom.jury.shared_clusters import correlation
from juryroom.jury.survey import Respondent, Survey
from juryroom.outcome.interval import Interval
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.rng import Streams

BOTH = ("actual", "hypothetical")
Name = Callable[[str, int], str]


def one_name(condition: str, session: int) -> str:
    return f"{session}"


def two_names(condition: str, session: int) -> str:
    return f"{condition} {session}"


def sessions(name: Name, conditions: Sequence[str] = BOTH, number: int = 24) -> Survey:
    """Return a survey whose sessions lean more or less to guilty, in every version alike."""
    generator = Streams(4).at("sessions").generator()
    people: list[Respondent] = []
    for session in range(number):
        chance = 0.15 + 0.7 * generator.random()
        for condition in conditions:
            for _ in range(8):
                people.append(
                    Respondent(
                        row=len(people) + 2,
                        condition=condition,
                        leaning=float(generator.random() < chance),
                        cluster=name(condition, session),
                    )
                )
    return Survey(respondents=tuple(people), conditions=tuple(conditions))


def test_what_sessions_have_in_common_falls_out_of_the_difference() -> None:
    shared, apart = (survey_effect(sessions(name), draws=4_000) for name in (one_name, two_names))
    assert shared.arms[0].share == apart.arms[0].share
    near, far = (found.difference["actual"][1] for found in (shared, apart))
    assert width(near) < 0.8 * width(far)
    assert shared.tests["actual"].p_value < apart.tests["actual"].p_value
    # One share alone is no surer: it is known from half as many sessions, so a little less sure.
    one, two = (found.arms[0].interval for found in (shared, apart))
    assert width(two) < width(one) < 1.05 * width(two)


def width(interval: Interval) -> float:
    return interval.high - interval.low


def test_the_test_says_what_it_allows_for() -> None:
    found = survey_effect(sessions(one_name), draws=200).tests["actual"]
    (pair,) = Worth.of(sessions(one_name)).correlations().values()
    assert found.as_json()["correlation"] == pair == found.correlation > 0.2
    assert f"shares correlated by {pair:.2f}" in found.method
    assert survey_effect(sessions(two_names), draws=200).tests["actual"].correlation == 0


def test_sessions_count_once_in_the_degrees_of_freedom() -> None:
    assert sizes_in_test(sessions(two_names), *BOTH).freedom == pytest.approx(46)
    assert sizes_in_test(sessions(one_name), *BOTH).freedom == pytest.approx(23)
    three = sessions(one_name, (*BOTH, "third"))
    assert sizes_in_test(three, *BOTH).freedom == pytest.approx(23)


def test_the_bootstrap_draws_whole_sessions_and_agrees() -> None:
    laws = named_laws(DecisionRule.unanimous(12), ["linear-pull"])
    for name in (one_name, two_names):
        survey = sessions(name, number=60)
        stream = Streams(2).at("bootstrap")
        drawn = bootstrap_effects(survey, laws, comparisons=4_000, stream=stream)[0].shares
        low, high = np.quantile(drawn[:, 0] - drawn[:, 1], [0.05, 0.95])
        found = survey_effect(survey, draws=4_000).difference["actual"][1]
        assert width(found) == pytest.approx(float(high - low), rel=0.12)


def test_one_person_who_saw_both_versions_is_a_pair() -> None:
    """The score then is near McNemar's (1947, Psychometrika 12:153-157), which looks at pairs alone.

    It takes the variance at one share of both versions, McNemar's at the pairs that differ.
    """
    pairs = [(1.0, 1.0)] * 70 + [(1.0, 0.0)] * 30 + [(0.0, 1.0)] * 14 + [(0.0, 0.0)] * 66
    people = [
        Respondent(row=2, condition=condition, leaning=leaning, cluster=f"{place}")
        for place, both in enumerate(pairs)
        for condition, leaning in zip(BOTH, both, strict=True)
    ]
    survey = Survey(respondents=tuple(people))
    found = survey_effect(survey, draws=200).tests["actual"]
    answers = np.array(pairs)
    assert not found.exact
    phi = float(np.corrcoef(answers.T)[0, 1])
    assert found.correlation == pytest.approx(phi, abs=1e-9)
    sizes = sizes_in_test(survey, *BOTH)
    assert (sizes.first, sizes.freedom) == pytest.approx((180, 179))
    mcnemar = (30 - 14) / np.sqrt(30 + 14)
    score = -float(stdtrit(sizes.freedom, found.p_value / 2))
    assert score == pytest.approx(mcnemar, rel=0.05)


def of_one_mind(number: int) -> Survey:
    """Half of the sessions are all for guilty in both versions; in the second one of ten joins them."""
    return Survey(
        respondents=tuple(
            Respondent(
                row=2,
                condition=condition,
                leaning=float(session % 2 == 0 or (condition == "hypothetical" and place == 0)),
                cluster=f"{session}",
            )
            for condition in BOTH
            for session in range(number)
            for place in range(10)
        )
    )


def test_a_few_sessions_of_one_mind_are_no_proof_and_many_are() -> None:
    tests = {n: survey_effect(of_one_mind(n), draws=200).tests["actual"] for n in (4, 6, 12, 40)}
    for number, found in tests.items():
        assert found.correlation <= number / (number + 1)
    values = [found.p_value for found in tests.values()]
    assert values == sorted(values, reverse=True)
    assert 0.5 < values[0] < 1
    assert values[-1] < 0.05
    _, interval = survey_effect(of_one_mind(6), draws=2_000).difference["actual"]
    assert interval.low < 0 < interval.high


def test_a_single_cluster_in_both_is_enough_to_matter_and_none_is_none() -> None:
    def overlapping(condition: str, session: int) -> str:
        return f"{session if condition == 'actual' else session + 23}"

    (found,) = Worth.of(sessions(overlapping)).correlations().values()
    assert found != 0
    assert abs(found) < 0.1
    assert Worth.of(sessions(two_names)).correlations() == {}


def test_three_versions_have_a_correlation_for_each_two() -> None:
    names = ("actual", "hypothetical", "third")
    found = Worth.of(sessions(one_name, names)).correlations()
    assert set(found) == {names[:2], (names[0], names[2]), names[1:]}
    assert all(0 < value < 1 for value in found.values())
    effect = survey_effect(sessions(one_name, names), draws=2_000)
    assert set(effect.tests) == {"actual", "third"}


def test_a_correlation_is_bounded_by_likeness_within_and_by_how_many_clusters_there_are() -> None:
    generator = Streams(7).at("bounds").generator()
    number = np.repeat(np.arange(6), 5)
    weights = generator.random((50, 30)) + 0.2
    counts = [ClusterCount.of(weights, np.round(generator.random((50, 30))), number) for _ in "ab"]
    found = correlation(counts[0], counts[1], generator.random(50))
    assert (np.abs(found) < 6 / 7).all()
    assert (found < 0).any()
    assert (found > 0).any()
    assert set(correlation(counts[0], counts[1], np.zeros(50)).tolist()) == {0.0}


def test_other_versions_are_none_of_the_business_of_two() -> None:
    """The second and the third version saw sessions alike, the first one others' order of them."""
    names = ("actual", "hypothetical", "third")
    alike = sessions(one_name, names[1:])
    generator = Streams(4).at("apart").generator()
    first = [
        Respondent(
            row=2, condition="actual", leaning=float(generator.random() < 0.5), cluster=p.cluster
        )
        for p in alike.arm("hypothetical")
    ]
    three = Survey(respondents=(*first, *alike.respondents), conditions=names)
    two = Survey(respondents=(*first, *alike.arm("hypothetical")), conditions=names[:2])
    found = Worth.of(three).correlations()
    assert found["hypothetical", "third"] > 0.4
    assert found["actual", "hypothetical"] == pytest.approx(
        Worth.of(two).correlation("actual", "hypothetical"), abs=0.05
    )


def test_where_nobody_differs_there_is_nothing_in_common() -> None:
    people = [
        Respondent(row=2, condition=condition, leaning=1.0, cluster=f"{place % 5}")
        for condition in BOTH
        for place in range(20)
    ]
    assert Worth.of(Survey(respondents=tuple(people))).correlations() == {}
