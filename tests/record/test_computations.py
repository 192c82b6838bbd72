"""What follows from dates: against the calendar, by another way of counting."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import RecordError
from juryroom.record.case import Case
from juryroom.record.claims import AgeOn, TrialLength, TrialOrdinal, WorkedDays
from juryroom.record.computations import age_on, compute, obstacle
from juryroom.record.dates import parse_date
from juryroom.record.trials import TrialDates
from tests.record.building import SOUND, loaded, replaced


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return loaded(tmp_path, SOUND)


@given(
    born=st.dates(dt.date(1900, 1, 1), dt.date(2000, 1, 1)),
    days=st.integers(0, 40_000),
)
def test_age_counts_birthdays(born: dt.date, days: int) -> None:
    day = born + dt.timedelta(days)
    birthdays = 0
    for year in range(born.year + 1, day.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        late = (born.month, born.day) == (2, 29) and not leap
        birthday = dt.date(year, 3, 1) if late else born.replace(year=year)
        birthdays += birthday <= day
    assert age_on(born, day) == birthdays


@pytest.mark.parametrize(("on", "years"), [("2021-06-16", 40), ("2021-06-17", 41)])
def test_an_age_turns_on_the_birthday(case: Case, on: str, years: int) -> None:
    computed = compute(case, AgeOn(kind="age", person="D1", on=parse_date(on)))
    assert computed.data == {"person": "D1", "born": "1980-06-17", "on": on, "years": years}
    assert computed.sentence == f"{years} years on {on}: born on 1980-06-17"
    assert computed.sources == ("R1",)


def test_an_age_is_refused_without_a_day_of_birth(case: Case) -> None:
    wanted = AgeOn(kind="age", person="B1", on=parse_date("2021-06-16"))
    found = obstacle(case, wanted)
    assert found == (
        "no date of birth of B1",
        "an age on a day is counted from the day of birth",
        "one exact day: 2025-06-12",
    )
    with pytest.raises(RecordError, match="no date of birth of B1"):
        compute(case, wanted)


def test_an_age_on_a_month_is_refused(case: Case) -> None:
    wanted = AgeOn(kind="age", person="D1", on=parse_date("2021-06"))
    with pytest.raises(RecordError, match="2021-06 for the day of the age"):
        compute(case, wanted)


def test_worked_days_elapsed_days_and_the_day_of_the_refusal(case: Case) -> None:
    computed = compute(case, WorkedDays(kind="deliberation_days", trial="T1"))
    assert computed.data == {
        "trial": "T1",
        "worked": 4,
        "first": "2021-06-08",
        "last": "2021-06-15",
        "calendar_days": 8,
        "refusal": "2021-06-16",
        "refusal_on_day": 5,
    }
    assert "4 days worked" in computed.sentence
    assert "the refusal came on day 5" in computed.sentence


def test_a_refusal_on_a_worked_day_is_that_day(tmp_path: Path) -> None:
    text = replaced(SOUND, 'refusal_day: "2021-06-16"', 'refusal_day: "2021-06-14"')
    computed = compute(loaded(tmp_path, text), WorkedDays(kind="deliberation_days", trial="T1"))
    assert computed.data["refusal_on_day"] == 3


def test_without_a_refusal_nothing_is_said_of_one(tmp_path: Path) -> None:
    text = replaced(SOUND, '    refusal_day: "2021-06-16"\n', "")
    computed = compute(loaded(tmp_path, text), WorkedDays(kind="deliberation_days", trial="T1"))
    assert computed.data["refusal_on_day"] is None
    assert "refusal" not in computed.sentence


def test_the_length_of_a_trial_is_a_difference_of_days(case: Case) -> None:
    computed = compute(case, TrialLength(kind="trial_length", trial="T1"))
    days = {
        "from_openings_to_closings_days": (dt.date(2021, 6, 7) - dt.date(2021, 5, 10)).days,
        "from_openings_to_end_days": (dt.date(2021, 6, 16) - dt.date(2021, 5, 10)).days,
        "from_selection_to_end_days": (dt.date(2021, 6, 16) - dt.date(2021, 5, 3)).days,
    }
    assert computed.data == {"trial": "T1", "openings": "2021-05-10", **days}
    assert computed.sentence.startswith("28 days from openings to closings; 37 days")


@pytest.mark.parametrize("closings", ["2025-06-03", "2025-06-03/2025-06-04"])
def test_closings_that_take_two_days_count_from_the_first(case: Case, closings: str) -> None:
    dates = TrialDates(
        openings=parse_date("2025-04-23"),
        closings=parse_date(closings),
        mistrial=parse_date("2025-06-12"),
    )
    trial = case.trials[0].model_copy(update={"dates": dates})
    moved = case.model_copy(update={"trials": (trial,)})
    computed = compute(moved, TrialLength(kind="trial_length", trial="T1"))
    assert computed.data["from_openings_to_closings_days"] == 41
    assert computed.data["from_openings_to_end_days"] == 50


def test_closings_known_to_the_month_give_no_number(tmp_path: Path) -> None:
    text = replaced(SOUND, 'closings: "2021-06-07"', 'closings: "2021-06"')
    computed = compute(loaded(tmp_path, text), TrialLength(kind="trial_length", trial="T1"))
    assert "from_openings_to_closings_days" not in computed.data
    assert computed.data["from_openings_to_end_days"] == 37


SECOND_TRIAL = """\
- id: T2
  counts: [K2]
  dates: {selection: "2022-02"}
events:
"""


def test_ordinals_in_the_case_and_with_linked_cases(tmp_path: Path) -> None:
    case = loaded(tmp_path, replaced(SOUND, "events:\n", SECOND_TRIAL))
    other = case.model_copy(update={"id": "us-v-doe", "trials": (case.trials[0],)})
    second = TrialOrdinal(kind="trial_ordinal", trial="T2")
    alone = compute(case, second)
    assert alone.data["in_case"] == 2
    assert alone.data["overall"] == 2
    assert alone.data["linked_not_read"] == ["us-v-doe"]
    assert alone.sentence == "T2 is trial 2 of this case; not read: us-v-doe"
    both = compute(case, second, linked=[other])
    assert (both.data["in_case"], both.data["overall"]) == (2, 3)
    assert both.data["linked_not_read"] == []
    assert both.sentence == "T2 is trial 2 of this case, and trial 3 together with us-v-doe"
    first = compute(case, TrialOrdinal(kind="trial_ordinal", trial="T1"), linked=[other])
    assert (first.data["in_case"], first.data["overall"]) == (1, 1)


def test_ordinals_follow_dates_and_not_the_order_of_the_file(tmp_path: Path) -> None:
    earlier = SECOND_TRIAL.replace("2022-02", "2020-02")
    case = loaded(tmp_path, replaced(SOUND, "events:\n", earlier))
    computed = compute(case, TrialOrdinal(kind="trial_ordinal", trial="T2"))
    assert computed.data["in_case"] == 1


def test_computed_results_are_data(case: Case) -> None:
    computed = compute(case, TrialLength(kind="trial_length", trial="T1"))
    assert computed.as_json() == {
        "kind": "trial_length",
        "data": dict(computed.data),
        "sentence": computed.sentence,
        "sources": ["R1"],
    }


def test_a_trial_begins_when_its_jury_is_sworn(tmp_path: Path) -> None:
    text = replaced(SOUND, "events:\n", SECOND_TRIAL.replace("2022-02", "2021-05-09"))
    second = TrialOrdinal(kind="trial_ordinal", trial="T2")
    assert compute(loaded(tmp_path, text), second).data["in_case"] == 1
    sworn = '- {id: EX, date: "2021-05-11", kind: jury_sworn, counts: [K2], trial: T2, what: X., sources: [R1]}\n'
    text = replaced(text, "motions:\n", f"{sworn}motions:\n")
    assert compute(loaded(tmp_path, text), second).data["in_case"] == 2
