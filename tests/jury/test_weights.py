"""Raking meets its margins and its limits, or is refused (sate's D10 and D11)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.effective_size import kish
from juryroom.jury.survey import Respondent, Survey
from juryroom.jury.weights import rake

SEX = {"f": 0.5, "m": 0.5}
AGE = {"old": 0.4, "young": 0.6}


def survey(cells: dict[tuple[str, str], int], conditions: int = 2) -> Survey:
    names = ("actual", "hypothetical", "third")[:conditions]
    people = [
        Respondent(
            row=0, condition=name, leaning=float(sex == "f"), traits={"sex": sex, "age": age}
        )
        for name in names
        for (sex, age), count in cells.items()
        for _ in range(count)
    ]
    numbered = (
        Respondent(row=row, condition=p.condition, leaning=p.leaning, traits=p.traits)
        for row, p in enumerate(people, start=2)
    )
    return Survey(respondents=tuple(numbered), conditions=names)


FOUR = {("f", "old"): 30, ("f", "young"): 20, ("m", "old"): 10, ("m", "young"): 25}


def test_one_margin_is_met_at_once_and_exactly() -> None:
    raked = rake(survey({("f", "old"): 1, ("m", "old"): 3}), {"sex": SEX})
    assert raked.survey.weights("actual") == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3])
    assert raked.rounds == {"actual": 1, "hypothetical": 1}


@given(
    st.tuples(*[st.integers(3, 40)] * 4),
    st.floats(0.2, 0.8),
    st.floats(0.2, 0.8),
)
def test_every_margin_is_met_in_every_condition(
    counts: tuple[int, ...], women: float, old: float
) -> None:
    cells = dict(zip(FOUR, counts, strict=True))
    margins = {"sex": {"f": women, "m": 1 - women}, "age": {"old": old, "young": 1 - old}}
    raked = rake(survey(cells), margins)
    assert all(row.after == pytest.approx(row.target, abs=1e-8) for row in raked.balance)
    assert len(raked.balance) == 8
    for condition in raked.survey.conditions:
        weights = raked.survey.weights(condition)
        assert weights.mean() == pytest.approx(1)
        assert raked.effective[condition] == pytest.approx(kish(weights))


def test_raked_weights_are_products_of_a_factor_for_each_group() -> None:
    """What makes them the weights nearest to those before (Deming and Stephan)."""
    raked = rake(survey(FOUR), {"sex": SEX, "age": AGE})
    weight = {(p.traits["sex"], p.traits["age"]): p.weight for p in raked.survey.arm("actual")}
    cross = weight["f", "old"] * weight["m", "young"] / weight["f", "young"] / weight["m", "old"]
    assert cross == pytest.approx(1, abs=1e-9)


def test_a_limit_that_no_weight_reaches_in_the_end_changes_nothing() -> None:
    """On its way one weight is 9.7, and in the end 4.2: cut on the way, all came out otherwise."""
    cells = {("f", "old"): 20, ("f", "young"): 80, ("m", "old"): 5, ("m", "young"): 1}
    margins = {"sex": {"f": 0.8, "m": 0.2}, "age": {"old": 0.9, "young": 0.1}}
    alone = rake(survey(cells), margins)
    largest = alone.largest["actual"]
    for limit in (largest * 1.001, largest * 1.05, largest * 2):
        limited = rake(survey(cells), margins, trim=limit)
        assert limited.survey.weights("actual") == pytest.approx(
            alone.survey.weights("actual"), abs=1e-12
        )
        assert limited.rounds == alone.rounds


def test_trimmed_weights_keep_their_limit_and_still_meet_every_margin() -> None:
    """D11: sate trims and does not rake again."""
    skewed = {("f", "old"): 40, ("f", "young"): 4, ("m", "old"): 4, ("m", "young"): 30}
    free = rake(survey(skewed), {"sex": SEX, "age": AGE})
    limit = 0.999 * max(free.largest.values())
    raked = rake(survey(skewed), {"sex": SEX, "age": AGE}, trim=limit)
    assert max(raked.largest.values()) <= limit * (1 + 1e-6)
    assert all(row.after == pytest.approx(row.target, abs=1e-8) for row in raked.balance)


def test_margins_that_cannot_be_met_under_a_limit_are_a_hard_error() -> None:
    skewed = {("f", "old"): 190, ("m", "young"): 10}
    with pytest.raises(OutOfDomainError, match="has not converged is refused"):
        rake(survey(skewed), {"sex": SEX}, trim=6.0)


def test_margins_that_contradict_each_other_are_a_hard_error() -> None:
    together = {("f", "old"): 10, ("m", "young"): 10}
    with pytest.raises(OutOfDomainError, match=r"raking, condition 'actual'.*\n.*refused"):
        rake(survey(together), {"sex": SEX, "age": AGE})


def test_a_group_without_a_respondent_or_without_a_share_is_an_error() -> None:
    with pytest.raises(OutOfDomainError, match="no respondent in 'x'"):
        rake(survey(FOUR), {"sex": {"f": 0.4, "m": 0.4, "x": 0.2}})
    with pytest.raises(OutOfDomainError, match="row 52: found 'm', without a share"):
        rake(survey(FOUR), {"sex": {"f": 1.0}})


def test_shares_given_as_per_cents_are_an_error_with_a_suggestion() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.52\?"):
        rake(survey(FOUR), {"sex": {"f": 52, "m": 48}})
    with pytest.raises(OutOfDomainError, match="shares that sum to"):
        rake(survey(FOUR), {"sex": {"f": 0.52, "m": 0.52}})


def test_who_lacks_a_trait_is_left_out_and_listed() -> None:
    """D18: sate gives them the mean weight, and reorders the rows of everybody."""
    before = survey(FOUR)
    first, *others = before.respondents
    bare = Respondent(row=first.row, condition="actual", leaning=1.0, traits={"sex": " "})
    raked = rake(Survey(respondents=(bare, *others)), {"sex": SEX})
    assert [(e.row, e.reason) for e in raked.survey.ledger] == [(2, "empty, and weighted by: sex")]
    assert [p.row for p in raked.survey.respondents] == [p.row for p in others]


def test_weights_reach_the_share() -> None:
    """D10: sate computes weights and uses them in nothing."""
    raked = rake(survey({("f", "old"): 1, ("m", "old"): 3}), {"sex": SEX})
    assert raked.survey.share("actual") == pytest.approx(0.5)
    assert raked.survey.weighted


def test_kish_by_hand() -> None:
    assert kish(np.array([1.0, 1.0, 4.0])) == pytest.approx(36 / 18)


def test_a_margin_is_met_when_each_of_its_groups_is() -> None:
    """Those in homes are a group of both traits, with one share: met from the first round on."""
    counts = {("home", "home"): 6, ("rent", "town"): 30, ("rent", "country"): 10,
              ("own", "town"): 15, ("own", "country"): 25}  # fmt: skip
    margins = {
        "sex": {"home": 0.1, "rent": 0.3, "own": 0.6},
        "age": {"home": 0.1, "town": 0.7, "country": 0.2},
    }
    raked = rake(survey(counts), margins)
    assert [row.after for row in raked.balance] == pytest.approx(
        [row.target for row in raked.balance], abs=1e-8
    )
    assert raked.rounds["actual"] > 1
