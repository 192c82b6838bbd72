"""Answers become codes, and codes weights, whatever holds the columns."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.compat import sate
from juryroom.compat.sate import weights
from juryroom.compat.sate.demographics import GROUPS
from juryroom.errors import OutOfDomainError
from tests.compat.survey_of import person, survey

FLORIDA = sate.target_population_demographics("FL")


class Frame:
    """What this package asks of a data frame: names, and columns by name."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._columns = {name: np.array(column, dtype=object) for name, column in columns.items()}
        self.columns = list(columns)

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]


def columns(people: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [someone[name] for someone in people] for name in people[0]}


def test_rows_columns_and_frames_are_the_same() -> None:
    people = survey(60)
    by_rows = sate.encode_cloud_respondent_variables(people)
    assert sate.encode_cloud_respondent_variables(columns(people)) == by_rows
    assert sate.encode_cloud_respondent_variables(Frame(columns(people))) == by_rows


def test_what_is_given_is_not_changed() -> None:
    given_columns = columns(survey(200))
    before = {name: list(column) for name, column in given_columns.items()}
    encoded = sate.encode_cloud_respondent_variables(given_columns)
    assert given_columns == before
    names = set(encoded)
    sate.weights_for_population(encoded, FLORIDA)
    assert set(encoded) == names


@pytest.mark.parametrize("column", ["Race", "Age", "Ethnicity"])
def test_a_column_that_is_not_there_is_named(column: str) -> None:
    people = columns(survey(3))
    del people[column]
    with pytest.raises(OutOfDomainError, match=column):
        sate.encode_cloud_respondent_variables(people)


@pytest.mark.parametrize("age", ["35", -1, 400, True])
def test_an_age_is_a_number_of_years(age: Any) -> None:
    with pytest.raises(OutOfDomainError, match="row 2"):
        sate.encode_cloud_respondent_variables([person(1), person(2, Age=age)])


def test_every_wrong_answer_is_told_once_with_its_first_row() -> None:
    people = [person(1, Race="Whyte"), person(2, Race="Whyte"), person(3, Gender="M")]
    with pytest.raises(OutOfDomainError) as caught:
        sate.encode_cloud_respondent_variables(people)
    assert [problem.where for problem in caught.value.problems] == ["Race, row 1", "Gender, row 3"]
    assert "'White' (nearest)" in caught.value.problems[0].accepted


def test_weights_meet_their_margins() -> None:
    weighted = sate.weights_for_population(
        sate.encode_cloud_respondent_variables(survey(500)), FLORIDA
    )
    w = np.array(weighted["weights"])
    assert w.mean() == pytest.approx(1, rel=1e-12)
    for name in GROUPS:
        share = w @ np.array(weighted[name]) / w.sum()
        assert share == pytest.approx(FLORIDA[name], abs=0.01)
        assert weighted.balance[name].after == pytest.approx(share, rel=1e-9)
    assert weighted.converged


def test_what_is_trimmed_is_shared_out_evenly() -> None:
    """By hand: 4 is cut from one and .05 given to another, so the two inside gain 3.95 / 2."""
    cut, number = weights._trimmed(np.array([10.0, 0.05, 1.0, 2.0]))  # pyright: ignore[reportPrivateUsage]
    assert cut == pytest.approx([6, 0.1, 2.975, 3.975], rel=1e-14)
    assert number == 2


def test_a_lone_respondent_is_trimmed_and_said_so() -> None:
    """One of two hundred stands for a tenth of the population: a weight of twenty, cut to six."""
    people = survey(200, black=0.0)
    people[0]["Race"] = "Black or African American"
    encoded = sate.encode_cloud_respondent_variables(people)
    targets = {**FLORIDA, "black": 0.1}
    with pytest.raises(OutOfDomainError, match=r"black 0\.03"):
        sate.weights_for_population(encoded, targets)
    weighted = sate.weights_for_population(encoded, targets, as_in_sate=True)
    w = np.array(weighted["weights"])
    assert weighted.trimmed >= 1
    assert w.max() == pytest.approx(weights.MOST, rel=1e-6)
    assert w.sum() == pytest.approx(200, rel=1e-12)


def test_a_missing_answer_gets_the_mean_weight() -> None:
    people = survey(300)
    people[7]["Race"] = None
    weighted = sate.weights_for_population(sate.encode_cloud_respondent_variables(people), FLORIDA)
    assert weighted["weights"][7] == pytest.approx(1, rel=1e-12)
    assert weighted["respondent_na"][7] is True


@pytest.mark.parametrize("twice", [("P0001", "P0001"), ("P0001", None)])
def test_a_participant_is_one(twice: tuple[Any, Any]) -> None:
    people = survey(50)
    people[1]["ParticipantId"], people[2]["ParticipantId"] = twice
    with pytest.raises(OutOfDomainError, match="ParticipantId"):
        sate.weights_for_population(sate.encode_cloud_respondent_variables(people), FLORIDA)


@pytest.mark.parametrize("black", [16.2, -0.1, None, "0.162"])
def test_a_target_is_a_share(black: Any) -> None:
    encoded = sate.encode_cloud_respondent_variables(survey(50))
    with pytest.raises(OutOfDomainError, match="black"):
        sate.weights_for_population(encoded, {**FLORIDA, "black": black})


def test_the_table_of_sate_has_52_rows_of_shares() -> None:
    rows = sate.state_demographic_info()
    assert len({row.StateID for row in rows}) == len(rows) == 52
    assert [row.state for row in rows if row.wrong] == ["District of Columbia"]
    for row in rows:
        assert all(0 <= share < 1 for share in row.shares.values()), row
    assert sate.target_population_demographics()["black"] == 0.134


@given(
    share=st.floats(0, 1),
    size=st.integers(1, 2_000),
    jury_n=st.integers(2, 30),
    strikes=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    interval=st.sampled_from(["wald", "wilson"]),
)
def test_an_estimate_lies_in_its_interval_and_in_0_to_1(
    share: float, size: int, jury_n: int, strikes: tuple[int, int], interval: Any
) -> None:
    row = sate.as_jury_stats(share, size, jury_n, *strikes, digits=99, interval=interval)
    low, high = row["Lower 5%"], row["Upper 95%"]
    assert 0 <= low <= row["P(G)"] + 1e-12
    assert row["P(G)"] <= high + 1e-12 <= 1 + 1e-12
    law = sate.select_with_strikes(share, jury_n, *strikes)
    assert law.sum() == pytest.approx(1, abs=1e-12)


class Series:
    """What this package asks of a row of a data frame."""

    def to_dict(self) -> dict[str, float]:
        return FLORIDA


def test_targets_may_be_a_row_or_a_frame_of_one_row() -> None:
    encoded = sate.encode_cloud_respondent_variables(survey(200))
    plain = sate.weights_for_population(encoded, FLORIDA)["weights"]
    frame = Frame({name: [share] for name, share in FLORIDA.items()})
    assert sate.weights_for_population(encoded, frame)["weights"] == plain
    assert sate.weights_for_population(encoded, Series())["weights"] == plain
