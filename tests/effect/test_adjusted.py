"""Adjusted shares: by hand where the model is saturated, and what they are for."""

from dataclasses import replace

import numpy as np
import pytest

from juryroom.effect.adjusted import adjusted_shares
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.survey import Respondent, Survey
from juryroom.rng import Streams

STREAM = Streams(7).at("adjusted")
CELLS = {
    # condition, sex: guilty, not guilty. Women lean less, and are more in the hypothetical trial.
    ("actual", "f"): (30, 30),
    ("actual", "m"): (112, 28),
    ("hypothetical", "f"): (70, 70),
    ("hypothetical", "m"): (48, 12),
}


def survey(cells: dict[tuple[str, str], tuple[int, int]] = CELLS) -> Survey:
    people = [
        (condition, sex, leaning)
        for (condition, sex), (guilty, others) in cells.items()
        for leaning in [1.0] * guilty + [0.0] * others
    ]
    return Survey(
        respondents=tuple(
            Respondent(row=row, condition=c, leaning=x, traits={"sex": sex, "age": str(row % 7)})
            for row, (c, sex, x) in enumerate(people, start=2)
        )
    )


def test_a_difference_of_composition_is_taken_out() -> None:
    """Within each sex the versions do not differ; the raw shares do, by .12."""
    raw = survey()
    assert raw.share("actual") - raw.share("hypothetical") == pytest.approx(0.12)
    found = adjusted_shares(raw, ["sex"], draws=1_000, stream=STREAM)
    everyone = (0.5 * 200 + 0.8 * 200) / 400
    for condition in raw.conditions:
        assert found.shares[condition] == pytest.approx(everyone, abs=1e-8)


def test_without_traits_that_matter_the_shares_and_their_spread_are_the_raw_ones() -> None:
    plain = replace(
        survey(),
        respondents=tuple(replace(p, traits={"x": "same"}) for p in survey().respondents),
    )
    found = adjusted_shares(plain, ["x"], draws=4_000, stream=STREAM)
    for condition in plain.conditions:
        share = plain.share(condition)
        assert found.shares[condition] == pytest.approx(share, abs=1e-8)
        expected = np.sqrt(share * (1 - share) / 200)
        assert found.draws[condition].std() == pytest.approx(expected, rel=0.05)


def test_the_effect_uses_the_adjusted_shares_and_says_so() -> None:
    found = survey_effect(survey(), adjust_for=["sex"], adjust_numbers=["age"])
    assert abs(found.difference["actual"][0]) < 0.01
    assert found.arm("actual").share == pytest.approx(0.71)
    assert found.arm("actual").used == pytest.approx(0.65, abs=0.01)
    assert "EFF-12" in {assumption.id for assumption in found.assumptions}
    assert found.adjusted_for == ("sex", "age")


def test_weights_and_clusters_widen_the_draws() -> None:
    base = survey()
    grouped = replace(
        base,
        respondents=tuple(
            replace(p, cluster=f"{p.condition}{p.row // 20}") for p in base.respondents
        ),
    )
    weighted = base.reweighted([6.0 if p.row % 4 == 0 else 0.4 for p in base.respondents])
    plain = adjusted_shares(base, ["sex"], draws=2_000, stream=STREAM).draws["actual"].std()
    for other in (grouped, weighted):
        wide = adjusted_shares(other, ["sex"], draws=2_000, stream=STREAM).draws["actual"].std()
        assert wide > 1.1 * plain


def test_who_lacks_a_trait_is_listed() -> None:
    base = survey()
    first = replace(base.respondents[0], traits={"sex": ""})
    found = adjusted_shares(
        replace(base, respondents=(first, *base.respondents[1:])), ["sex"], draws=200, stream=STREAM
    )
    assert [(e.row, e.reason) for e in found.survey.ledger] == [
        (2, "empty, and held constant: sex")
    ]


def test_a_group_that_leans_one_way_has_no_estimate() -> None:
    cells = {**CELLS, ("actual", "f"): (60, 0), ("hypothetical", "f"): (140, 0)}
    with pytest.raises(OutOfDomainError, match="one way without exception"):
        adjusted_shares(survey(cells), ["sex"], draws=200, stream=STREAM)


def test_traits_that_say_the_same_twice_and_numbers_that_are_none_are_refused() -> None:
    base = survey()
    twice = replace(
        base,
        respondents=tuple(
            replace(p, traits={**p.traits, "s2": p.traits["sex"]}) for p in base.respondents
        ),
    )
    with pytest.raises(
        OutOfDomainError, match="'s2' says what the versions and the traits before it say already"
    ):
        adjusted_shares(twice, ["sex", "s2"], draws=200, stream=STREAM)
    with pytest.raises(OutOfDomainError, match="row 2, column 'sex'"):
        adjusted_shares(base, [], numbers=["sex"], draws=200, stream=STREAM)


def test_more_than_a_thousand_groups_are_no_trait() -> None:
    """Each column but the first group's counts; the respondents would be enough for more."""
    people = tuple(
        Respondent(row=row, condition=c, leaning=float(row % 2), traits={"name": f"{row % 1_002}"})
        for row, c in enumerate(["actual", "hypothetical"] * 1_100, start=2)
    )
    with pytest.raises(OutOfDomainError, match="'name', which has 1,002 groups for 2,200 resp"):
        adjusted_shares(Survey(respondents=people), ["name"], draws=200, stream=STREAM)


def test_groups_are_counted_to_two_less_than_respondents() -> None:
    """Of eight people, seven groups are six columns and are fitted; eight groups are not."""
    people = tuple(
        Respondent(
            row=row,
            condition=("actual", "hypothetical")[row % 2],
            leaning=float(row % 3 == 0),
            traits={"seven": str(row // 9 + row % 8), "eight": str(row)},
        )
        for row in range(2, 10)
    )
    one = Survey(respondents=people)
    assert len({person.traits["seven"] for person in people}) == 7
    with pytest.raises(OutOfDomainError, match="leans one way without exception"):
        adjusted_shares(one, ["seven"], draws=200, stream=STREAM)
    with pytest.raises(OutOfDomainError, match="'eight', which has 8 groups for 8 respondents"):
        adjusted_shares(one, ["eight"], draws=200, stream=STREAM)


def test_a_number_that_is_the_same_in_every_row_changes_nothing() -> None:
    base = survey()
    same = replace(
        base, respondents=tuple(replace(p, traits={"year": "2.5"}) for p in base.respondents)
    )
    found = adjusted_shares(same, [], numbers=["year"], draws=200, stream=STREAM)
    for condition in base.conditions:
        assert found.shares[condition] == pytest.approx(base.share(condition), abs=1e-8)


def test_the_factor_for_few_respondents_by_hand() -> None:
    """Four people, three coefficients: the log-odds 0 has the variance 2, times 4 / (4 - 3)."""
    cells = [
        ("actual", "a", 1.0),
        ("actual", "a", 0.0),
        ("hypothetical", "a", 0.5),
        ("hypothetical", "b", 0.5),
    ]
    people = tuple(
        Respondent(row=row, condition=condition, leaning=leaning, traits={"x": group})
        for row, (condition, group, leaning) in enumerate(cells, start=2)
    )
    found = adjusted_shares(Survey(respondents=people), ["x"], draws=4_000, stream=STREAM)
    drawn = found.draws["actual"]
    assert np.log(drawn / (1 - drawn)).std() == pytest.approx(np.sqrt(8), rel=0.02)
