import datetime as dt
import json

from juryroom.citations import Standing
from juryroom.procedure.authority import Authority
from juryroom.procedure.rule_answer import RuleAnswer, no_rule, turns_on
from juryroom.procedure.rulepack import rule_pack

CHECKED = Authority("a statute", Standing.VERIFIED)
FROM_MEMORY = Authority("a decision", Standing.UNVERIFIED)


def test_confidence_is_that_of_the_weakest_authority() -> None:
    sure = RuleAnswer(result="allowed", reasons=("x",), authorities=(CHECKED,))
    assert not sure.low_confidence
    assert sure.because_of(FROM_MEMORY).low_confidence
    assert sure.because_of(CHECKED).authorities == (CHECKED,)
    doubtful = RuleAnswer(result="allowed", reasons=("x",), authorities=(CHECKED,), doubtful=True)
    assert doubtful.low_confidence


def test_what_is_unknown_says_what_would_decide() -> None:
    pack = rule_pack("US-NY", dt.date(2026, 6, 30))
    missing = no_rule(pack, "one", "two")
    assert missing.unknown == ("rule 'one' of US-NY", "rule 'two' of US-NY")
    fact = turns_on("stage", rules=(pack.rule("min_jurors"),))
    assert (fact.result, fact.unknown, fact.low_confidence) == ("unknown", ("stage",), True)
    assert fact.authorities == (pack.rule("min_jurors").authority,)


def test_an_answer_is_plain_data_and_cannot_be_changed() -> None:
    parts = {"options": ({"do": "x", "requires": ["y"]},), "hearing": True}
    answer = RuleAnswer(result="options", reasons=("x",), authorities=(FROM_MEMORY,), details=parts)
    parts["hearing"] = False
    shown = json.loads(json.dumps(answer.as_json()))
    assert shown["options"] == [{"do": "x", "requires": ["y"]}]
    assert shown["hearing"] is True
    assert shown["authorities"] == [{"cite": "a decision", "standing": "unverified"}]
    assert shown["low_confidence"] is True
