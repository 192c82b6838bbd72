"""How heavy guilty leanings are: by hand, at the ends, and against the variance that is seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.jury.effective_size import effective_sizes, kish, sizes_in_test
from juryroom.jury.heaviness import (
    IN_TESTS,
    Heaviness,
    WeightedCount,
    common_heaviness,
    freedom_of,
    own_heaviness,
    share_together,
)
from juryroom.jury.survey import Respondent, Survey
from tests.deliberation.pages import check_page

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=2, max_size=30)


def count(weights: list[float], leanings: list[float]) -> WeightedCount:
    return WeightedCount.of(np.array([weights]), np.array([leanings]))


def survey_of(arms: dict[str, list[tuple[float, float]]]) -> Survey:
    people = [
        Respondent(row=2, condition=condition, leaning=leaning, weight=weight)
        for condition, arm in arms.items()
        for leaning, weight in arm
    ]
    return Survey(respondents=tuple(people), conditions=tuple(arms), weighted=True)


def test_twenty_that_stand_for_half_by_hand() -> None:
    weights = [2.5] * 20 + [0.625] * 80
    own = count(weights, [1.0] * 12 + [0.0] * 8 + [1.0] * 8 + [0.0] * 72)
    found = [own.size, own.guilty, own.excess, own.spread, own.lightest, own.heaviest]
    assert np.ravel(found) == pytest.approx([64, 22.4, 9.6, 0.36, 0.4, 1.6])
    (common,) = common_heaviness({"one": own}).values()
    assert common.guilty == pytest.approx(1 + 0.36 * 9.6 / (0.36 * 22.4 + 6 * 0.36))
    assert common.other == pytest.approx(1 - 0.36 * 9.6 / (0.36 * 41.6 + 6 * 0.36))
    (tested,) = common_heaviness({"one": own}, IN_TESTS).values()
    assert tested.guilty == pytest.approx(1 + 0.36 * 9.6 / (0.36 * 22.4 + 2 * 0.36))
    drawn = own_heaviness(own, common)
    assert drawn.guilty == pytest.approx((22.4 + 9.6 + 8 * common.guilty) / 30.4)
    assert drawn.other == pytest.approx((41.6 - 9.6 + 8 * common.other) / 49.6)


@settings(max_examples=100)
@given(st.data())
def test_undrawn_it_is_the_variance_that_is_seen(data: st.DataObject) -> None:
    weights = np.array(data.draw(WEIGHTS))
    guilty = data.draw(st.integers(1, len(weights) - 1))
    leanings = (np.arange(len(weights)) < guilty).astype(float)
    own = WeightedCount.of(weights[None, :], leanings[None, :])
    p = float(own.share[0])
    seen = float((weights**2 * (leanings - p) ** 2).sum() / weights.sum() ** 2)
    undrawn = Heaviness(1 + own.excess / own.guilty, 1 - own.excess / (own.size - own.guilty))
    factor = float(undrawn.factor(own.share)[0])
    assert p * (1 - p) * factor / float(own.size[0]) == pytest.approx(seen, rel=1e-9)
    assert float(own.size[0]) == pytest.approx(kish(weights))


@settings(max_examples=100)
@given(WEIGHTS, WEIGHTS, st.integers(0, 30), st.integers(0, 30))
def test_sizes_lie_where_they_can(first: list[float], second: list[float], a: int, b: int) -> None:
    """Within what the lightest and the heaviest weight allow, and no more than were asked."""
    arms = {
        "actual": [(float(place < a), weight) for place, weight in enumerate(first)],
        "hypothetical": [(float(place < b), weight) for place, weight in enumerate(second)],
    }
    sizes, pair = effective_sizes(survey_of(arms)), sizes_in_test(survey_of(arms), *arms)
    for (condition, arm), tested in zip(arms.items(), (pair.first, pair.second), strict=True):
        weights = np.array([weight for _, weight in arm])
        heaviest = weights.max() * weights.sum() / (weights**2).sum()
        for size in (sizes[condition].effective, tested):
            assert size <= len(arm)
            assert size >= max(1.0, kish(weights) / heaviest * (1 - 1e-9))


@settings(max_examples=50)
@given(WEIGHTS, st.integers(0, 30), st.floats(0.001, 1000), st.data())
def test_neither_the_scale_nor_the_order_nor_people_without_weight_matter(
    weights: list[float], guilty: int, scale: float, data: st.DataObject
) -> None:
    arm = [(float(place < guilty), weight) for place, weight in enumerate(weights)]
    other = [(1.0, 1.0), (0.0, 2.0), (0.0, 1.0)]
    plain = effective_sizes(survey_of({"actual": arm, "hypothetical": other}))
    order = data.draw(st.permutations(arm))
    changed = [(leaning, weight * scale) for leaning, weight in order]
    found = effective_sizes(survey_of({"actual": [*changed, (1.0, 0.0)], "hypothetical": other}))
    assert found["hypothetical"].effective == pytest.approx(plain["hypothetical"].effective)
    assert found["actual"].effective == pytest.approx(plain["actual"].effective)


def test_the_answers_exchanged_exchange_the_weights() -> None:
    own = count([1.0, 2.0, 5.0, 1.0], [1.0, 0.0, 1.0, 0.5])
    other = count([1.0, 2.0, 5.0, 1.0], [0.0, 1.0, 0.0, 0.5])
    found, turned = common_heaviness({"a": own})["a"], common_heaviness({"a": other})["a"]
    assert found.guilty == pytest.approx(turned.other)
    assert found.other == pytest.approx(turned.guilty)


def test_weights_that_are_all_equal_are_none_whatever_others_say() -> None:
    related = [(1.0, 3.0)] * 5 + [(0.0, 3.0)] + [(0.0, 1.0)] * 20
    equal = [(1.0, 2.0)] * 7 + [(0.0, 2.0)] * 13
    found = effective_sizes(survey_of({"actual": equal, "hypothetical": related}))
    assert found["actual"].effective == 20
    assert found["hypothetical"].effective < found["hypothetical"].kish


def test_unanimous_conditions_keep_the_size_of_kish() -> None:
    """Nothing can be said of a relation where nobody differs."""
    for leaning in (0.0, 1.0):
        arm = [(leaning, weight) for weight in (1.0, 4.0, 1.0, 2.0)]
        sizes = effective_sizes(survey_of({"actual": arm, "hypothetical": arm}))
        assert sizes["actual"].effective == pytest.approx(sizes["actual"].kish)


def test_a_few_who_carry_much_leave_few_degrees_of_freedom() -> None:
    """By hand: two conditions of ten with equal weights, 20; one who carries all but nothing, 1."""
    equal, one = count([2.0] * 10, [1.0] * 10), count([1.0, *[1e-9] * 9], [1.0] * 10)
    assert freedom_of(equal, equal) == pytest.approx([20])
    assert freedom_of(one, equal) == pytest.approx([1.1**2 / 1.001])
    assert freedom_of(count([1.0] * 5, [1.0] * 5), equal) == pytest.approx([0.3**2 / 0.009])


def test_the_share_together_counts_answers_of_mean_weight() -> None:
    first, second = count([1.0] * 10, [1.0] * 10), count([3.0] * 30, [0.0] * 30)
    assert share_together({"a": first, "b": second}) == pytest.approx([0.25])


def test_the_page_holds() -> None:
    check_page("weighted-shares.md")
