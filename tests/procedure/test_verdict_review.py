import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from juryroom.procedure.juror_loss import Consent, ConsentForm, JuryFacts, Stage
from juryroom.procedure.juror_removal import JurorProblem, RemovalFacts
from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.verdict_review import VerdictFacts, review_verdict

TODAY = dt.date(2026, 6, 30)
FULL = JuryFacts(sworn=12, sitting=12)
SIGNED = Consent(form=ConsentForm.WRITTEN, signed=True, in_open_court=True)


def eleven(consent: Consent | None = None, stage: Stage | None = Stage.DELIBERATION) -> JuryFacts:
    return JuryFacts(stage=stage, sworn=12, sitting=11, consent=consent or Consent())


def review(
    place: str,
    jury: JuryFacts = FULL,
    *,
    day: dt.date = TODAY,
    posture: Any = "direct",
    **facts: Any,
) -> RuleAnswer:
    given = VerdictFacts(jury=jury, posture=posture, **facts)
    return review_verdict(given, rule_pack(place, day))


# ------------------------------------------------------------------- verdicts that were not unanimous


@pytest.mark.parametrize(
    ("place", "posture", "day", "result"),
    [
        ("US-LA", "direct", dt.date(2020, 4, 19), "stands"),
        ("US-LA", "direct", dt.date(2020, 4, 20), "invalid"),
        ("US-LA", "federal_habeas", TODAY, "stands"),
        ("US-LA", "state_collateral", TODAY, "stands"),
        ("US-OR", "direct", dt.date(2020, 4, 20), "invalid"),
        ("US-OR", "federal_habeas", TODAY, "stands"),
        ("US-OR", "state_collateral", dt.date(2022, 12, 29), "stands"),
        ("US-OR", "state_collateral", dt.date(2022, 12, 30), "invalid"),
    ],
)
def test_ten_of_twelve_on_each_road_and_day(
    place: str, posture: str, day: dt.date, result: str
) -> None:
    answer = review(
        place,
        guilty=10,
        not_guilty=2,
        posture=posture,
        day=day,
        offence_date=dt.date(2015, 1, 1),
        final=dt.date(2017, 1, 1),
    )
    assert answer.result == result
    unchecked = place == "US-LA" and posture == "state_collateral"
    assert answer.low_confidence == unchecked


def test_a_conviction_still_open_when_the_rule_fell_has_it_on_its_side() -> None:
    for final, result in ((dt.date(2020, 4, 19), "stands"), (dt.date(2021, 2, 1), "invalid")):
        answer = review(
            "US-LA",
            guilty=11,
            not_guilty=1,
            posture="federal_habeas",
            final=final,
            offence_date=dt.date(2016, 1, 1),
        )
        assert answer.result == result


def test_the_road_must_be_known_where_it_decides() -> None:
    facts: dict[str, Any] = {"guilty": 10, "not_guilty": 2, "offence_date": dt.date(2015, 1, 1)}
    assert review("US-LA", posture=None, **facts).unknown == ("review.posture",)
    assert review("US-LA", posture=None, guilty=12, not_guilty=0).result == "stands"


def test_an_offence_under_the_new_text_needs_all_on_every_road() -> None:
    answer = review(
        "US-LA", guilty=10, not_guilty=2, posture="direct", offence_date=dt.date(2019, 6, 1)
    )
    assert (answer.result, answer.reasons) == ("invalid", ("not_enough_votes",))


def test_the_constitution_alone() -> None:
    assert review("US-ANY", guilty=11, not_guilty=1).result == "invalid"
    assert review("US-ANY", guilty=11, not_guilty=1, posture="federal_habeas").result == "stands"
    assert review("US-ANY", guilty=12, not_guilty=0).result == "stands"
    collateral = review("US-ANY", guilty=11, not_guilty=1, posture="state_collateral")
    assert collateral.result == "unknown"
    assert review("US-ANY", guilty=11, not_guilty=1, posture=None).unknown == ("review.posture",)
    before = review("US-ANY", guilty=11, not_guilty=1, day=dt.date(2019, 1, 1))
    assert before.result == "unknown"
    still_open = review(
        "US-ANY", guilty=11, not_guilty=1, posture="federal_habeas", final=dt.date(2021, 6, 1)
    )
    assert still_open.result == "invalid"


@pytest.mark.parametrize("place", ["US-ANY", "US-LA", "US-FL", "US-CT"])
def test_five_jurors_and_a_divided_six_fall_everywhere(place: str) -> None:
    six, five = JuryFacts(sworn=6, sitting=6), JuryFacts(sworn=6, sitting=5)
    divided = review(place, six, guilty=5, not_guilty=1)
    assert (divided.result, divided.reasons) == ("invalid", ("six_must_be_unanimous",))
    small = review(place, five, guilty=5, not_guilty=0)
    assert (small.result, small.reasons[0]) == ("invalid", "fewer_than_six")
    assert review(place, five, guilty=5, not_guilty=0, petty=True).result != "invalid"


def test_england_allows_ten_of_twelve() -> None:
    assert review("GB-EAW", guilty=10, not_guilty=2).result == "stands"
    short = review("GB-EAW", guilty=9, not_guilty=3)
    assert (short.result, short.requires) == ("reverse", ("10_votes",))
    assert review("GB-EAW", JuryFacts(sworn=12, sitting=8)).result == "reverse"
    assert review("GB-EAW", JuryFacts(sworn=8, sitting=8), guilty=8, not_guilty=0).unknown


# ------------------------------------------------------------------- juries wrongly composed


@pytest.mark.parametrize(
    ("consent", "result"),
    [
        (Consent(form=ConsentForm.NONE), "reverse"),
        (Consent(form=ConsentForm.ORAL, in_open_court=True), "reverse"),
        (Consent(form=ConsentForm.WRITTEN, signed=False, in_open_court=True), "reverse"),
        (Consent(), "unknown"),
        (SIGNED, "stands"),
    ],
)
def test_an_alternate_in_new_york_turns_on_the_form_of_consent(
    consent: Consent, result: str
) -> None:
    assert review("US-NY", eleven(consent), alternate_seated=True).result == result


def test_a_fault_of_statute_is_for_direct_review() -> None:
    aloud = Consent(form=ConsentForm.ORAL)
    answer = review("US-NY", eleven(aloud), alternate_seated=True, posture="federal_habeas")
    assert answer.result == "unknown"
    assert answer.reasons == ("no_rule_recorded_for_this_review",)


def test_no_consent_is_needed_elsewhere_or_earlier() -> None:
    for place in ("US-FED", "US-CA"):
        assert review(place, eleven(), alternate_seated=True).result == "stands"
    assert review("US-NY", eleven(stage=Stage.EVIDENCE), alternate_seated=True).result == "stands"
    assert review("US-NY", eleven(stage=None), alternate_seated=True).unknown == ("stage",)
    for place in ("US-NJ", "US-CT"):
        assert review(place, eleven(), alternate_seated=True).result == "unknown"


def test_a_verdict_of_eleven() -> None:
    votes: dict[str, Any] = {"guilty": 11, "not_guilty": 0}
    assert review("US-FED", eleven(), **votes).result == "stands"
    assert review("US-NY", eleven(), **votes).result == "reverse"
    assert review("US-FED", eleven(stage=None), **votes).unknown == ("stage",)
    early = eleven(stage=Stage.EVIDENCE)
    assert review("US-FED", early, **votes).unknown == ("consent",)
    none = eleven(Consent(form=ConsentForm.NONE), Stage.EVIDENCE)
    assert review("US-FED", none, **votes).result == "reverse"
    assert review("US-FED", eleven(SIGNED, Stage.EVIDENCE), **votes).result == "stands"
    assert review("US-TX", eleven(Consent(form=ConsentForm.NONE)), **votes).result == "reverse"


def test_a_removal_is_reviewed_by_the_test_of_the_circuit() -> None:
    def removed(place: str, about: bool | None) -> RuleAnswer:
        removal = RemovalFacts(
            problems=(JurorProblem.IGNORED_INSTRUCTIONS, JurorProblem.THREATENED_OTHER_JURORS),
            possibly_about_evidence=about,
            stage=Stage.DELIBERATION,
        )
        return review(place, eleven(), guilty=11, not_guilty=0, removal=removal)

    stands = removed("US-FED-CA5", about=False)
    assert (stands.result, stands.low_confidence) == ("stands", False)
    assert stands.reasons[0] == "removal_ground_independent_of_the_evidence"
    assert removed("US-FED-CA2", about=True).result == "reverse"
    assert removed("US-FED-CA2", about=None).result == "unknown"


# ------------------------------------------------------------------- the rest


def test_inconsistent_verdicts_stand() -> None:
    federal = review("US-FED", inconsistent=True)
    assert (federal.result, federal.low_confidence) == ("stands", False)
    assert review("US-NY", inconsistent=True).low_confidence
    assert review("GB-EAW", inconsistent=True).result == "unknown"


def test_nothing_to_review_is_unknown() -> None:
    answer = review("US-NY", JuryFacts(), inconsistent=False)
    assert answer.result == "unknown"
    assert "ballot" in answer.unknown


def test_what_lets_it_fall_decides_whatever_else_is_unknown() -> None:
    jury = JuryFacts(sworn=6, sitting=5)
    assert review("US-ANY", jury, alternate_seated=True, guilty=5, not_guilty=0).result == "invalid"


def test_a_place_that_does_not_say_how_few_may_go_on_is_unknown() -> None:
    answer = review("US-MA", eleven(Consent(form=ConsentForm.NONE)), guilty=11, not_guilty=0)
    assert answer.unknown == ("rule 'min_jurors' of US-MA",)


def test_a_road_that_no_decision_speaks_of_is_unknown() -> None:
    pack = rule_pack("US-LA", TODAY)
    rules = {name: rule for name, rule in pack.rules.items() if "collateral" not in name}
    facts = VerdictFacts(
        jury=FULL,
        posture="state_collateral",
        guilty=10,
        not_guilty=2,
        offence_date=dt.date(2015, 1, 1),
    )
    answer = review_verdict(facts, replace(pack, rules=rules))
    assert answer.unknown == ("rule of US-LA on state_collateral review",)
