import datetime as dt
import json

import pytest

from juryroom.citations import Standing
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.statements import Admissibility, Heard, admissibility
from juryroom.record.claims import Account

TODAY = dt.date(2026, 6, 30)
ROOM = ("pressure", "intimidation", "threatened", "shouted_at", "split", "split_6_6")
MIND = ("regret", "would_have_hung", "fear_for_safety", "voted_with_majority", "effect_on_own_vote")


def answers(
    place: str, *says: str, when: str = "after_discharge", day: dt.date = TODAY
) -> tuple[Admissibility, ...]:
    account = Account.model_validate(
        {
            "id": "A1",
            "who": "J1",
            "trial": "T1",
            "when": when,
            "level": "sworn",
            "says": says,
            "sources": ["s1"],
        }
    )
    found = admissibility(account, rule_pack(place, day))
    assert [answer.heading for answer in found] == list(says)
    return found


@pytest.mark.parametrize(
    ("place", "room", "mind", "outside", "rumour"),
    [
        ("US-NY", Heard.NOT_HEARD, Heard.NOT_HEARD, Heard.HEARD, Heard.UNSETTLED),
        ("US-FED", Heard.NOT_HEARD, Heard.NOT_HEARD, Heard.HEARD, Heard.NOT_HEARD),
        *[("US-CA", Heard.NOT_ITS_EFFECT, Heard.NOT_HEARD, *[Heard.NOT_ITS_EFFECT] * 2)],
        ("US-SC", Heard.UNKNOWN, Heard.UNKNOWN, Heard.UNKNOWN, Heard.UNKNOWN),
    ],
)
def test_the_same_words_are_heard_in_one_place_and_not_in_another(
    place: str, room: Heard, mind: Heard, outside: Heard, rumour: Heard
) -> None:
    assert {answer.answer for answer in answers(place, *ROOM)} == {room}
    assert {answer.answer for answer in answers(place, *MIND)} == {mind}
    assert answers(place, "outside_contact")[0].answer is outside
    assert answers(place, "rumour_of_payment")[0].answer is rumour


@pytest.mark.parametrize("place", ["US-NY", "US-FED", "US-CA", "US-SC"])
def test_racial_animus_as_a_motive_is_heard_everywhere_since_2017(place: str) -> None:
    (answer,) = answers(place, "racial_animus_as_motive")
    assert (answer.answer, answer.standing) == (Heard.HEARD, Standing.VERIFIED)
    assert answer.authority.startswith("Pena-Rodriguez")
    (before,) = answers(place, "racial_animus_as_motive", day=dt.date(2017, 3, 5))
    assert before.answer is Heard.UNKNOWN


def test_what_rests_on_inference_is_shown_as_unverified() -> None:
    for place in ("US-NY", "US-FED"):
        (answer,) = answers(place, "rumour_of_payment")
        assert answer.standing is Standing.UNVERIFIED
        assert "[unverified]" in answer.authority


def test_a_heading_that_is_not_listed_is_unknown() -> None:
    (answer,) = answers("US-NY", "something_else")
    assert (answer.answer, answer.kind, answer.authority) == (Heard.UNKNOWN, "", "")
    assert answer.standing is Standing.UNVERIFIED


def test_new_york_asks_besides_that_it_was_not_known_before_the_verdict() -> None:
    (outside,), (inside,) = answers("US-NY", "outside_contact"), answers("US-NY", "threatened")
    assert "CPL 330.30" in outside.besides
    assert inside.besides == ""
    assert answers("US-CA", "threatened")[0].besides == ""


def test_what_is_said_before_the_verdict_is_for_the_judge() -> None:
    (answer,) = answers("US-NY", "threatened", when="during_deliberation")
    assert (answer.answer, answer.authority) == (Heard.BEFORE_VERDICT, "CPL 270.35(2)")
    (elsewhere,) = answers("US-CA", "threatened", when="during_deliberation")
    assert elsewhere.answer is Heard.BEFORE_VERDICT
    assert elsewhere.standing is Standing.UNVERIFIED


def test_the_answer_is_a_rule_of_evidence_and_nothing_more() -> None:
    for place in ("US-NY", "US-FED", "US-CA", "US-SC"):
        for answer in answers(place, *ROOM, *MIND, "outside_contact", "rumour_of_payment"):
            shown = json.dumps(answer.as_json())
            assert "rule of the place" in answer.rule
            assert "new trial" not in shown
            assert "innocent" not in shown
