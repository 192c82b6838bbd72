"""What must follow against what was found, key by key."""

from typing import Any

import pytest

from juryroom.procedure.doctrine.answer import Answer, Option, unknown
from juryroom.procedure.doctrine.compare import differences
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.states import CountState

FOUND = Answer(
    result=Result.COUNTS,
    reasons=("ours",),
    state={"K1": CountState.BARRED},
    live=("K2", "K1"),
    not_live=(),
    options=(Option("seat_alternate", ("a", "b")), Option("go_on")),
    requires=("consent", "signed"),
    forbids=("K1 or K2 superseded",),
    also={"retry": "barred"},
    lawful=True,
    total_years=23.0,
    if_appeal_succeeds={"K1": "GUILTY_VERDICT", "remedy": "reinstate_verdict"},
)


@pytest.mark.parametrize(
    ("key", "expected", "agrees"),
    [
        ("result", "counts", True),
        ("result", "barred", False),
        ("reason", ["theirs"], True),
        ("state", {"K1": "BARRED"}, True),
        ("state", {"K1": "MISTRIAL"}, False),
        ("state", {"K2": "MISTRIAL"}, False),
        ("live", ["K1", "K2"], True),
        ("live", ["K1"], False),
        ("not_live", [], True),
        ("not_live", ["K2"], False),
        ("admissible", [], False),
        ("options", [{"do": "go_on"}, {"do": "seat_alternate", "requires": ["b", "a"]}], True),
        ("options", [{"do": "go_on", "requires": []}], False),
        ("options", [{"do": "seat_alternate", "requires": ["a"]}, "go_on"], False),
        ("options", "go_on", False),
        ("requires", ["signed"], True),
        ("requires", "consent", True),
        ("requires", ["a lawyer"], False),
        ("forbids", ["K1_or_K2_superseded"], True),
        ("also", {"retry": "barred"}, True),
        ("also", {"retry": "allowed"}, False),
        ("lawful", True, True),
        ("lawful", False, False),
        ("total_years", 23, True),
        ("total_years", 20, False),
        ("convictions", "stand", False),
        ("if_appeal_succeeds", {"K1": "GUILTY_VERDICT"}, True),
        ("if_appeal_succeeds", {"state": {"K1": "GUILTY_VERDICT"}}, True),
        ("if_appeal_succeeds", {"K1": "ACQUITTED"}, False),
        ("if_appeal_succeeds", "GUILTY_VERDICT", True),
        ("if_appeal_succeeds", "verdict_reinstated", True),
        ("if_appeal_succeeds", ["the guilty verdict is reinstated"], True),
        ("if_appeal_succeeds", "new_trial", False),
        ("low_confidence", False, True),
        ("unknown", ["x"], False),
    ],
)
def test_one_key(key: str, expected: Any, agrees: bool) -> None:
    found = differences({key: expected}, FOUND)
    assert (not found) is agrees
    assert [one.key for one in found] == ([] if agrees else [key])


def test_nothing_is_found_where_no_appeal_lies() -> None:
    silent = Answer(result=Result.BARRED, reasons=("final",))
    (one,) = differences({"if_appeal_succeeds": "new_trial"}, silent)
    assert one.as_json() == {"key": "if_appeal_succeeds", "expected": "new_trial", "found": None}


def test_the_result_is_told_first() -> None:
    told = differences({"live": [], "lawful": False, "result": "barred"}, FOUND)
    assert [one.key for one in told] == ["result", "live", "lawful"]


def test_an_answer_owes_a_reason_and_the_name_of_what_is_not_known() -> None:
    with pytest.raises(ValueError, match="at least one reason"):
        Answer(result=Result.BARRED, reasons=())
    with pytest.raises(ValueError, match="names what is not known"):
        Answer(result=Result.UNKNOWN, reasons=("x",))
    with pytest.raises(ValueError, match="names what is not known"):
        Answer(result=Result.BARRED, reasons=("x",), unknown=("y",))
    assert unknown("jury.size").then() == {
        "result": "unknown",
        "reason": ["fact_not_given"],
        "unknown": ["jury.size"],
        "low_confidence": False,
    }


def test_one_open_course_may_be_told_in_two_ways_and_two_courses_may_not() -> None:
    seat = Option(do="seat_alternate", requires=("court_order",))
    go_on = Option(do="continue_with_11", requires=())
    one = Answer(result=Result.ALLOWED, reasons=("a",), options=(seat,))
    assert not differences(
        {"result": "options", "options": [{"do": "seat_alternate", "requires": ["court_order"]}]},
        one,
    )
    assert differences({"result": "mistrial"}, one)
    two = Answer(result=Result.OPTIONS, reasons=("a",), options=(seat, go_on))
    assert differences({"result": "allowed"}, two)
