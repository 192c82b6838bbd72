from typing import Any

import pytest

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.states import CountState
from tests.procedure.doctrine.acting import act


def term(name: str, court: str = "US-NY", **fields: Any) -> dict[str, Any]:
    return {"id": name, "court": court, **fields}


def run(place: str, *terms: dict[str, Any], order: str = "silent", **given: Any) -> Answer:
    return act("run_terms", place, terms=list(terms), order=order, **given)


@pytest.mark.parametrize(
    ("place", "kind", "days", "result"),
    [
        ("US-NY", "determinate", ("2021-01-05", "2021-01-05"), Result.CONCURRENT),
        ("US-NY", "indeterminate", ("2021-01-05", "2022-01-05"), Result.CONCURRENT),
        ("US-NY", "definite", ("2021-01-05", "2021-01-05"), Result.CONCURRENT),
        ("US-NY", "definite", ("2021-01-05", "2022-01-05"), Result.CONSECUTIVE),
        ("US-FED", "determinate", ("2021-01-05", "2021-01-05"), Result.CONCURRENT),
        ("US-FED", "determinate", ("2021-01-05", "2022-01-05"), Result.CONSECUTIVE),
        ("US-CA", "determinate", ("2021-01-05", "2022-01-05"), Result.CONCURRENT),
        ("US-MS", "determinate", ("2021-01-05", "2022-01-05"), Result.UNKNOWN),
    ],
)
def test_silence_in_each_place(
    place: str, kind: str, days: tuple[str, str], result: Result
) -> None:
    terms = [
        term(name, place, type=kind, imposed=day, act=name, years=4)
        for name, day in zip("AB", days, strict=True)
    ]
    answer = run(place, *terms)
    assert answer.result is result
    assert answer.low_confidence == (place == "US-CA")
    if result is not Result.UNKNOWN:
        assert answer.total_years == (4 if result is Result.CONCURRENT else 8)


def test_the_law_is_that_of_the_court_that_imposes_the_last_term() -> None:
    older = term("A", "US-CA", imposed="2019-02-01", discharged=False)
    newer = term("B", imposed="2022-02-01")
    for when in ({}, {"new": "B"}):
        assert run("US-NY", older, newer, when=when).result is Result.CONSECUTIVE
        assert run("US-CA", older, newer, when=when).result is Result.CONSECUTIVE
    assert run("US-NY", term("A", "US-CA", imposed="2019"), newer).unknown == (
        "terms.A.discharged",
    )


def test_an_order_against_the_statute_on_one_act() -> None:
    terms = [term("A", years=20, act="one"), term("B", years=7, act="one")]
    answer = run("US-NY", *terms, order="consecutive")
    assert (answer.result, answer.lawful, answer.total_years) == (Result.CONCURRENT, False, 20)


def test_an_act_and_a_class_may_be_those_of_the_count() -> None:
    counts = {
        "K1": {"state": "SENTENCED", "act": "one", "class": "B violent felony"},
        "K2": {"state": "SENTENCED", "act": "two", "class": "E felony"},
    }
    terms = [term("A", count="K1", years=20), term("B", count="K2", years=3)]
    answer = run("US-NY", *terms, order="consecutive", counts=counts)
    assert (answer.lawful, answer.total_years) == (True, 23)
    long = [terms[0], term("B", count="K2", years=6)]
    assert run("US-NY", *long, order="consecutive", counts=counts).lawful is False


def test_a_term_falls_with_its_conviction() -> None:
    fell = {name: {"state": "REVERSED_NEW_TRIAL"} for name in ("K1", "K2")}
    terms = [term("A", count="K1", years=20, act="x"), term("B", count="K2", years=3, act="y")]
    gone = run("US-NY", *terms, order="consecutive", counts=fell)
    assert gone.total_years == 0
    half = {**fell, "K2": {"state": "AFFIRMED"}}
    left = run("US-NY", *terms, order="consecutive", counts=half)
    assert (left.total_years, left.reasons) == (3, ("term_it_related_to_fell",))


def test_life_gives_no_number() -> None:
    life = term("A", "US-CA", years=15, type="life")
    answer = run("US-CA", life, term("B", "US-CA", years=4), order="consecutive")
    assert (answer.result, answer.total_years) == (Result.CONSECUTIVE, None)


def test_the_data_standard_is_no_court() -> None:
    for given in (
        {"order": "no_concurrency_reference", "source_format": "ECF 5.0"},
        {"order": "no_concurrency_reference"},
        {"order": "silent"},
        {},
    ):
        answer = act("run_terms", "STD-ECF5", **given)
        assert answer.result is Result.CONSECUTIVE
        assert "copy_result_into_a_case_record_without_a_court_order" in answer.forbids
    filed = run("US-NY", order="no_concurrency_reference", source_format="ECF 5.0")
    assert filed.result is Result.CONSECUTIVE
    ordered = run("STD-ECF5", term("A"), term("B"), order="concurrent")
    assert (ordered.result, ordered.forbids) == (Result.CONCURRENT, ())


def test_without_an_order_nothing_is_assumed() -> None:
    assert act("run_terms", "US-NY", terms=[term("A"), term("B")]).unknown == ("order",)


# ---------------------------------------------------------------------------- review


def test_a_sentence_falls_and_its_convictions_stand() -> None:
    counts = {
        "K1": {"state": "SENTENCED"},
        "K2": {"state": "AFFIRMED"},
        "K3": {"state": "ACQUITTED"},
    }
    rests = {"conviction_of": "US-NY", "status": "reversed"}
    answer = act("review_sentence", "US-CA", counts=counts, sentence_rests_on=rests)
    assert (answer.result, answer.convictions) == (Result.VACATE_SENTENCE, "stand")
    vacated = CountState.SENTENCE_VACATED
    assert answer.state == {"K1": vacated, "K2": vacated, "K3": CountState.ACQUITTED}
    assert answer.low_confidence
    stands = act(
        "review_sentence", "US-CA", counts=counts, sentence_rests_on={**rests, "status": "affirmed"}
    )
    assert (stands.result, stands.state["K1"]) == (Result.STANDS, CountState.SENTENCED)
    assert act("review_sentence", "US-CA", counts=counts).unknown == ("sentence_rests_on",)


def test_the_same_total_on_fewer_counts() -> None:
    counts = {"K1": {"state": "SENTENCED"}, "K2": {"state": "REVERSED_NEW_TRIAL"}}
    terms = [
        term("old", "US-FED", years=14, imposed="2011-12-07"),
        term("new", "US-FED", years=14, imposed="2016-08-09"),
    ]
    answer = act("review_sentence", "US-FED", counts=counts, terms=terms)
    assert (answer.result, answer.convictions, answer.total_years) == (Result.STANDS, "stand", 14)
