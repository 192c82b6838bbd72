"""What margins leave of the variation of a share."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.effective_size import effective_sizes, freed_leanings
from juryroom.jury.heaviness import in_mean_weights
from juryroom.jury.margin_residuals import Freed, MarginCount, left_by_margins
from juryroom.jury.survey import Respondent, Survey
from juryroom.jury.weights import rake
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Streams

BOTH = ("actual", "hypothetical")
SIXTEEN = np.array([0.7, 0.1] * 4 + [0.9, 0.3] * 4)


def variance(weights: FloatArray, leanings: FloatArray, groups: FloatArray) -> FloatArray:
    """Return the variance of the share by the residuals."""
    count = MarginCount.of(weights, leanings, Freed.of(weights, leanings, groups))
    return count.left / count.size**2


def test_with_one_trait_it_is_the_variance_of_a_stratified_share() -> None:
    """Cochran 1977, Sampling Techniques, 5.3: the sum over groups of W squared s squared over n."""
    leanings = np.array([[1.0, 0, 0, 1, 1, 0, 1, 1, 0, 1]])
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    parts = {0: 0.3, 1: 0.7}
    weights = np.array([[parts[g] / int((groups == g).sum()) for g in groups]])
    wanted = sum(
        part**2 * float(leanings[0, groups == g].var(ddof=1)) / int((groups == g).sum())
        for g, part in parts.items()
    )
    assert variance(weights, leanings, groups[None, :, None]) == pytest.approx(wanted, abs=1e-15)


def test_where_margins_say_nothing_the_variance_is_right_on_average() -> None:
    """Over all 256 surveys of eight people, each as often as it comes: no bias, whatever the weights."""
    groups = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1], [0, 0], [1, 1]])
    answers = np.array(list(product([0.0, 1.0], repeat=8)), dtype=np.float64)
    weights = np.tile([3.0, 1.0, 1.0, 2.0, 1.0, 1.5, 1.0, 0.5], (256, 1))
    u = in_mean_weights(weights)
    freed = Freed.of(weights, answers, np.tile(groups, (256, 1, 1))).answers
    share = (u * answers).sum(axis=1) / u.sum(axis=1)
    often = np.prod(np.where(answers == 1, 0.3, 0.7), axis=1)
    left = float(often @ (u**2 * (freed - share[:, None]) ** 2).sum(axis=1))
    assert left == pytest.approx(0.3 * 0.7 * float((u[0] ** 2).sum()), rel=1e-12)


def test_sums_of_clusters_are_right_on_average_where_they_are_of_one_mind() -> None:
    """Over all 64 surveys of six sessions of one mind, whose margin is a trait of whole sessions."""
    clusters = np.array([0, 0, 1, 1, 1, 2, 3, 3, 4, 4, 5, 5])
    groups = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])[None, :, None].repeat(64, axis=0)
    minds = np.array(list(product([0.0, 1.0], repeat=6)), dtype=np.float64)
    weights = np.tile(np.where(groups[0, :, 0] == 0, 1.5, 0.7), (64, 1))
    found = Freed.of(weights, minds[:, clusters], groups, clusters).sums
    assert found is not None
    often = np.prod(np.where(minds == 1, 0.3, 0.7), axis=1)
    u = in_mean_weights(weights)[0]
    whole = np.array([u[clusters == number].sum() for number in range(6)])
    assert often @ found**2 == pytest.approx(0.3 * 0.7 * whole**2, rel=1e-12)


def test_margins_that_speak_in_one_version_do_not_make_the_other_surer() -> None:
    """In the second version everybody answers as the group does, in the first as by lot."""
    generator = Streams(5).at("one version").generator()
    groups = np.arange(200)[None, :, None] % 2
    by_lot = np.round(generator.random((1, 200)))
    by_group = groups[:, :, 0].astype(np.float64)
    counts = {
        name: MarginCount.of(np.ones((1, 200)), x, Freed.of(np.ones((1, 200)), x, groups))
        for name, x in (("actual", by_lot), ("hypothetical", by_group))
    }
    left = left_by_margins(counts)
    assert left["actual"] == pytest.approx(1.0, abs=0.03)
    # Nor is the second as sure as it would be alone: what the first leaves is taken for fifty answers.
    alone = left_by_margins({"hypothetical": counts["hypothetical"]})["hypothetical"]
    assert alone < left["hypothetical"] < 0.2


def test_a_margin_of_everyone_says_nothing() -> None:
    leanings = SIXTEEN[None]
    everyone = np.zeros((1, 16, 1), dtype=int)
    freed = Freed.of(np.ones((1, 16)), leanings, everyone)
    count = MarginCount.of(np.ones((1, 16)), leanings, freed)
    assert left_by_margins({"actual": count})["actual"] == pytest.approx(1.0, abs=1e-12)


def test_who_is_alone_in_a_group_counts_as_before() -> None:
    leanings = np.array([[1.0, 0.0, 1.0, 0.0, 1.0]])
    groups = np.array([0, 0, 0, 0, 1])[None, :, None]
    freed = Freed.of(np.ones((1, 5)), leanings, groups).answers
    assert freed[0, 4] == 1.0
    assert freed[0, :4] == pytest.approx(0.6 + (leanings[0, :4] - 0.5) / np.sqrt(0.75))


def test_a_trait_told_twice_says_what_it_says_once() -> None:
    groups = np.arange(16)[None, :, None] % 3
    once = Freed.of(np.ones((1, 16)), SIXTEEN[None], groups).answers
    twice = Freed.of(np.ones((1, 16)), SIXTEEN[None], np.repeat(groups, 2, axis=2)).answers
    assert twice == pytest.approx(once, abs=1e-12)


def test_many_surveys_at_once_are_those_one_by_one() -> None:
    generator = Streams(5).at("many").generator()
    weights, answers = generator.random((7, 40)) + 0.1, np.round(generator.random((7, 40)))
    groups = generator.integers(0, 3, (7, 40, 2))
    alone = [
        Freed.of(weights[[place]], answers[[place]], groups[[place]]).answers for place in range(7)
    ]
    assert Freed.of(weights, answers, groups).answers == pytest.approx(
        np.concatenate(alone), abs=1e-12
    )


def asked(people: int, says: float) -> Survey:
    """Return a survey of men and women, of whom the men lean to guilty more by what is said."""
    rows: list[Respondent] = []
    for condition in BOTH:
        for place in range(people):
            man = place % 5 < 2
            among = place // 5 % 10 if man else (place * 7) % 10
            chance = 0.5 + (says if man else -says)
            rows.append(
                Respondent(
                    row=len(rows) + 2,
                    condition=condition,
                    leaning=float(among < 10 * chance),
                    traits={"sex": "m" if man else "f"},
                )
            )
    return Survey(respondents=tuple(rows))


HALVES = {"sex": {"f": 0.5, "m": 0.5}}


def test_margins_that_say_much_make_a_survey_worth_more_than_its_people() -> None:
    little, all_of_it = (
        effective_sizes(rake(asked(200, says), HALVES).survey)["actual"] for says in (0.0, 0.5)
    )
    assert little.left_by_margins == pytest.approx(1.0, abs=0.02)
    assert little.effective == pytest.approx(little.kish, rel=0.03)
    # The men all say one thing and the women another: nothing is left but the six answers.
    assert all_of_it.left_by_margins == pytest.approx(6 / (all_of_it.kish + 56))
    found = survey_effect(rake(asked(200, 0.5), HALVES).survey, draws=200).arms[0].interval
    assert 0.48 < found.low < 0.495
    assert 0.505 < found.high < 0.52


def test_a_raked_survey_never_takes_the_exact_test() -> None:
    """A survey that meets its margins as it is keeps its weights; its share is surer all the same."""
    plain = asked(100, 0.3)
    met = rake(plain, {"sex": {"m": 0.4, "f": 0.6}}).survey
    assert met.weights("actual") == pytest.approx(np.ones(100))
    assert survey_effect(plain, draws=200).tests["actual"].exact
    assert not survey_effect(met, draws=200).tests["actual"].exact


def test_other_weights_are_raked_to_nothing() -> None:
    raked = rake(asked(50, 0.3), HALVES).survey
    assert {person.groups for person in raked.respondents} == {("m",), ("f",)}
    again = raked.reweighted([person.weight for person in raked.respondents])
    assert freed_leanings(again) == {}
    assert effective_sizes(again)["actual"].left_by_margins is None


def test_who_is_left_without_a_trait_does_not_meet_the_margins_any_more() -> None:
    """Two have no age that is held constant: the others' weights are taken as given."""
    raked = rake(asked(60, 0.3), HALVES).survey
    traits = [
        {**p.traits, "age": str(20 + place % 40)} for place, p in enumerate(raked.respondents)
    ]
    people = [replace(p, traits=t) for p, t in zip(raked.respondents, traits, strict=True)]
    gaps = [replace(p, traits={**p.traits, "age": ""}) if p.row < 4 else p for p in people]
    for rows, known in ((people, True), (gaps, False)):
        survey = replace(raked, respondents=tuple(rows))
        found = survey_effect(survey, adjust_numbers=["age"], draws=200)
        assert all((arm.size.left_by_margins is not None) == known for arm in found.arms)


def test_everyone_is_raked_by_the_same_traits() -> None:
    raked = rake(asked(50, 0.3), HALVES).survey
    people = (replace(raked.respondents[0], groups=()), *raked.respondents[1:])
    with pytest.raises(OutOfDomainError, match="different numbers of groups"):
        replace(raked, respondents=people)


def test_ranges_are_groups_too() -> None:
    rows = [
        Respondent(row=n, condition=c, leaning=float(n % 3 == 0), traits={"age": str(18 + n % 60)})
        for c in BOTH
        for n in range(2, 90)
    ]
    raked = rake(Survey(respondents=tuple(rows)), {"age": {"18-40": 0.5, "41+": 0.5}}).survey
    assert {person.groups for person in raked.respondents} == {("18-40",), ("41+",)}
