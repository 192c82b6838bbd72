"""Which test it is: the exact one wherever people count alike and on their own."""

from dataclasses import replace

import pytest

from juryroom.effect.adjusted import adjusted_shares
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.survey import Respondent, Survey
from juryroom.rng import Streams

CASE = Survey.of_counts({"actual": (36, 50), "hypothetical": (26, 50)})


def asked(survey: Survey) -> tuple[float, bool]:
    found = survey_effect(survey, models=["linear-pull"], single_model=True, draws=200)
    test = found.tests["actual"]
    return test.p_value, test.exact


PLAIN = asked(CASE)


def weighted(survey: Survey, weights: list[float]) -> Survey:
    return survey.reweighted(weights)


def extended(people: list[Respondent]) -> Survey:
    return replace(CASE, respondents=(*CASE.respondents, *people), weighted=True)


def test_weights_that_differ_by_rounding_are_none() -> None:
    """A raking that has nothing to do leaves 1 and the next double; so does one to a millionth."""
    for apart in (2**-52, 1e-9, 9e-7):
        weights = [1 + apart * (row % 2) for row in range(CASE.size)]
        p_value, exact = asked(weighted(CASE, weights))
        assert exact
        assert p_value == pytest.approx(PLAIN[0], rel=1e-12)
    assert not asked(weighted(CASE, [1 + 1e-4 * (row % 2) for row in range(CASE.size)]))[1]


def test_conditions_that_weigh_differently_as_a_whole_are_plain() -> None:
    weights = [2.0 if person.condition == "actual" else 0.3 for person in CASE.respondents]
    assert asked(weighted(CASE, weights)) == pytest.approx(PLAIN)


def test_people_without_weight_are_not_there() -> None:
    nobody = [
        Respondent(row=2, condition=condition, leaning=1.0, weight=0.0)
        for condition in CASE.conditions
        for _ in range(7)
    ]
    assert asked(extended(nobody)) == pytest.approx(PLAIN)


def test_an_undecided_person_or_a_pair_makes_it_another_test() -> None:
    half = Respondent(row=2, condition="actual", leaning=0.5)
    assert not asked(extended([half]))[1]
    pair = [replace(person, cluster=str(row)) for row, person in enumerate(CASE.respondents)]
    assert asked(replace(CASE, respondents=tuple(pair))) == pytest.approx(PLAIN)
    pair[1] = replace(pair[1], cluster="0", condition=pair[0].condition)
    assert not asked(replace(CASE, respondents=tuple(pair)))[1]


def test_a_third_condition_does_not_decide_which_test_it_is() -> None:
    third = [
        Respondent(row=2, condition="third", leaning=float(row % 2), weight=1.0 + row)
        for row in range(9)
    ]
    conditions = (*CASE.conditions, "third")
    people = (*CASE.respondents, *third)
    survey = replace(CASE, respondents=people, conditions=conditions, weighted=True)
    assert asked(survey) == pytest.approx(PLAIN)


def test_people_without_weight_do_not_enter_adjusted_shares() -> None:
    people = [
        replace(person, traits={"sex": "f" if row % 3 else "m"})
        for row, person in enumerate(CASE.respondents)
    ]
    nobody = [
        Respondent(row=2, condition=c, leaning=1.0, weight=0.0, traits={"sex": "x"})
        for c in CASE.conditions
    ]
    stream = Streams(3).at("adjusted")
    with_them = replace(CASE, respondents=(*people, *nobody), weighted=True)
    without = replace(CASE, respondents=tuple(people), weighted=True)
    found, expected = (
        adjusted_shares(survey, ["sex"], draws=200, stream=stream)
        for survey in (with_them, without)
    )
    assert dict(found.shares) == pytest.approx(dict(expected.shares))
    assert found.tests["actual"].p_value == pytest.approx(expected.tests["actual"].p_value)
    assert found.survey is not None
    assert found.survey.size == with_them.size


def test_more_than_can_be_enumerated_go_to_the_normal_distribution() -> None:
    many = Survey.of_counts({"actual": (1_500, 2_500), "hypothetical": (30, 60)})
    found = survey_effect(many, models=["linear-pull"], single_model=True, draws=200)
    test = found.tests["actual"]
    assert (test.exact, test.freedom) == (False, None)
    assert test.method.endswith("normal distribution")
