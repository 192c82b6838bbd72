import datetime as dt

import pytest

from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.sentence import SentenceTerm
from juryroom.procedure.sentence_review import SentenceFacts, review
from juryroom.procedure.states import CountState
from juryroom.record.dates import parse_date

TODAY = dt.date(2026, 6, 30)


def leaned(status: str | None, place: str = "US-CA") -> RuleAnswer:
    return review(SentenceFacts(rests_on="US-NY", rests_on_status=status), rule_pack(place, TODAY))


@pytest.mark.parametrize("status", ["reversed", "vacated", "REVERSED_NEW_TRIAL", "set_aside"])
def test_a_sentence_falls_alone_with_what_it_leaned_on(status: str) -> None:
    for place in ("US-CA", "US-FED", "US-NY", "US-ANY"):
        answer = leaned(status, place)
        assert answer.result == "vacate_sentence"
        assert answer.details == {"convictions": "stand"}
        # The authority is from memory, and was given for one kind of sentence.
        assert answer.low_confidence


def test_a_sentence_stands_while_what_it_leaned_on_does() -> None:
    assert leaned("affirmed").result == "stands"
    assert leaned("AFFIRMED").details["convictions"] == "stand"


def test_what_is_not_known_is_named() -> None:
    assert leaned("under appeal").unknown == ("sentence_rests_on.status",)
    assert leaned(None).unknown == ("sentence_rests_on.status",)
    assert review(SentenceFacts(), rule_pack("US-NY", TODAY)).unknown == ("sentence_rests_on",)
    assert leaned("reversed", "GB-EAW").reasons == ("no_rule_recorded",)


def again(years: float | None, place: str = "US-FED") -> RuleAnswer:
    terms = (
        SentenceTerm(id="new", court=place, years=years, imposed=parse_date("2016-08-09")),
        SentenceTerm(id="old", court=place, years=14, imposed=parse_date("2011-12-07")),
    )
    states = (CountState.REVERSED_NEW_TRIAL, CountState.SENTENCED)
    return review(SentenceFacts(states=states, terms=terms), rule_pack(place, TODAY))


def test_the_same_total_may_return_after_counts_fell() -> None:
    same, shorter = again(14), again(10)
    assert (same.result, same.reasons) == ("stands", ("same_total_may_return",))
    assert same.details["total_years"] == 14
    assert (shorter.result, shorter.reasons) == ("stands", ("shorter_total",))
    assert again(20).unknown == ("the reason of the longer sentence",)
    assert again(None).unknown == ("terms",)
    assert again(14, "US-NY").reasons == ("no_rule_recorded",)
    alone = SentenceFacts(states=(CountState.REVERSED_DISMISSED,))
    assert review(alone, rule_pack("US-FED", TODAY)).unknown == ("terms",)
