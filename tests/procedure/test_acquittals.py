"""Who may appeal an acquittal, place by place."""

import datetime as dt

import pytest

from juryroom.procedure.acquittals import AcquittalFacts, When, in_time, may_appeal, remedy
from juryroom.procedure.rulepack import RulePack, jurisdictions, rule_pack
from juryroom.procedure.ruling import Word
from juryroom.procedure.states import ACQUITTALS, CountState

S = CountState
DAY = dt.date(2026, 6, 30)
STATES = [place for place in jurisdictions() if place.startswith("US-")]


def pack(place: str, day: dt.date = DAY) -> RulePack:
    return rule_pack(place, day)


def by_judge(
    when: When | None, *, legal_error: bool | None = None, motion_days: int | None = None
) -> AcquittalFacts:
    return AcquittalFacts(
        state=S.ACQUITTED_BY_COURT,
        by_judge=True,
        when=when,
        legal_error=legal_error,
        motion_days=motion_days,
    )


@pytest.mark.parametrize("place", STATES)
@pytest.mark.parametrize("state", sorted(ACQUITTALS))
def test_a_jury_acquits_for_good_in_every_american_court(place: str, state: CountState) -> None:
    facts = AcquittalFacts(state=state, by_judge=False, appeal_ground="question_of_law_alone")
    ruling = may_appeal(facts, pack(place))
    assert ruling.word is Word.BARRED
    assert "McElrath" in ruling.rules[0].authority.cite
    assert remedy(ruling) == ""


@pytest.mark.parametrize("place", STATES)
@pytest.mark.parametrize("wrong", [True, False, None])
def test_a_judge_acquits_for_good_until_there_is_a_verdict(place: str, wrong: bool | None) -> None:
    for when in (When.DURING_TRIAL, When.AFTER_HUNG_JURY):
        ruling = may_appeal(by_judge(when, legal_error=wrong, motion_days=3), pack(place))
        assert ruling.word is Word.BARRED
    after = may_appeal(by_judge(When.AFTER_GUILTY_VERDICT, legal_error=wrong), pack(place))
    assert after.word is Word.ALLOWED
    assert remedy(after) == "reinstate_verdict"
    assert "Wilson" in after.rules[0].authority.cite


def test_a_wrong_acquittal_says_so() -> None:
    ruling = may_appeal(by_judge(When.DURING_TRIAL, legal_error=True), pack("US-MI"))
    assert ruling.reason == "acquittal_stands_even_if_wrong"


def test_an_acquittal_by_a_judge_is_known_by_its_state() -> None:
    facts = AcquittalFacts(state=S.ACQUITTED_BY_COURT, when=When.AFTER_GUILTY_VERDICT)
    assert may_appeal(facts, pack("US-FED")).word is Word.ALLOWED
    facts = AcquittalFacts(state=S.ACQUITTED, when=When.AFTER_GUILTY_VERDICT)
    assert may_appeal(facts, pack("US-FED")).word is Word.BARRED


@pytest.mark.parametrize(
    ("day", "days", "timely"),
    [
        (dt.date(2009, 11, 30), 7, True),
        (dt.date(2009, 11, 30), 8, False),
        (dt.date(2009, 12, 1), 8, True),
        (DAY, 14, True),
        (DAY, 15, False),
        (DAY, None, None),
    ],
)
def test_the_time_for_the_motion_in_federal_court(
    day: dt.date, days: int | None, timely: bool | None
) -> None:
    facts = by_judge(When.AFTER_HUNG_JURY, motion_days=days)
    law = pack("US-FED", day)
    assert in_time(facts, law) is timely
    word = {True: Word.BARRED, False: Word.ALLOWED, None: Word.UNKNOWN}[timely]
    assert may_appeal(facts, law).word is word
    assert in_time(facts, pack("US-MI")) is True


def test_a_late_motion_is_an_inference_and_says_so() -> None:
    ruling = may_appeal(by_judge(When.AFTER_HUNG_JURY, motion_days=20), pack("US-FED"))
    assert ruling.rules[0].standing.value == "unverified"
    assert remedy(ruling) == "new_trial"


@pytest.mark.parametrize(
    ("ground", "word", "leads_to"),
    [
        ("question_of_law_alone", Word.ALLOWED, "new_trial"),
        ("unreasonable_verdict", Word.BARRED, ""),
        (None, Word.UNKNOWN, ""),
    ],
)
@pytest.mark.parametrize("judge", [True, False, None])
def test_canada_hears_the_crown_on_law_alone(
    ground: str | None, word: Word, leads_to: str, judge: bool | None
) -> None:
    facts = AcquittalFacts(state=S.ACQUITTED, by_judge=judge, appeal_ground=ground)
    ruling = may_appeal(facts, pack("CA"))
    assert (ruling.word, remedy(ruling)) == (word, leads_to)


def test_what_is_not_known_is_named() -> None:
    ruling = may_appeal(by_judge(None), pack("US-FED"))
    assert ruling.unknown == ("counts.acquitted.stage",)
    elsewhere = may_appeal(by_judge(When.AFTER_GUILTY_VERDICT), pack("GB-EAW"))
    assert elsewhere.unknown == ("law: no rule judge_acquittal_after_guilty_verdict for GB-EAW",)


@pytest.mark.parametrize("state", sorted(set(S) - ACQUITTALS))
def test_there_is_no_appeal_where_there_is_no_acquittal(state: CountState) -> None:
    ruling = may_appeal(AcquittalFacts(state=state), pack("US-FED"))
    assert (ruling.word, ruling.reason) == (Word.REFUSED, "no_acquittal")
