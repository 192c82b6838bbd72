import datetime as dt
from typing import Any

import pytest

from juryroom.procedure.impeachment import Influence, StatementFacts
from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.set_aside import Claim, SetAsideFacts, claim_of, set_aside

TODAY = dt.date(2026, 6, 30)


def motion(
    place: str,
    *content: str,
    under: str | None = None,
    error: str | None = None,
    source: Influence | None = Influence.INSIDE,
    **facts: Any,
) -> RuleAnswer:
    statement = (
        StatementFacts(content=content, source=source, **facts) if content or facts else None
    )
    asked = SetAsideFacts(statement=statement, claim=claim_of(under), trial_error=error)
    return set_aside(asked, rule_pack(place, TODAY))


def outside(place: str, **facts: Any) -> RuleAnswer:
    under = "CPL 330.30(2)" if place == "US-NY" else None
    return motion(place, "outside_contact", under=under, source=Influence.OUTSIDE, **facts)


def test_pressure_in_the_room_is_denied_whether_or_not_it_was_known() -> None:
    for known in (True, False, None):
        answer = motion(
            "US-NY", "internal_pressure", under="CPL 330.30(2)", known_before_verdict=known
        )
        assert (answer.result, answer.details["hearing"]) == ("denied", False)
        assert answer.reasons[0] == "tenor_of_deliberation_cannot_impeach"
        assert ("known_before_verdict" in answer.reasons) == (known is True)


def test_outside_influence_must_not_have_been_known_before_the_verdict() -> None:
    assert outside("US-NY", known_before_verdict=True).reasons == ("known_before_verdict",)
    heard = outside("US-NY", known_before_verdict=False)
    assert (heard.result, heard.details["hearing"]) == ("hearing_required", True)
    # What the defence knew is one of the things that the hearing is for.
    assert outside("US-NY").requires == ("unknown_to_the_defence_before_the_verdict",)
    assert outside("US-FED", known_before_verdict=True).result == "hearing_required"


def test_an_error_on_the_record_must_have_been_objected_to() -> None:
    under = "CPL 330.30(1)"
    lost = motion("US-NY", "internal_threat", under=under, objection_made=False)
    assert (lost.result, lost.reasons) == ("denied", ("error_not_preserved",))
    unheard = motion("US-NY", "internal_threat", under=under, told_before_discharge=False)
    assert unheard.reasons == ("not_on_the_record",)
    assert motion("US-NY", "internal_threat", under=under).unknown == ("trial_error",)
    assert motion("US-NY", under=under, error="none").result == "denied"
    assert motion("US-NY", under=under, error="wrong charge").unknown == (
        "statement.objection_made",
    )
    found = motion(
        "US-NY", "internal_threat", under=under, error="wrong charge", objection_made=True
    )
    assert (found.result, found.low_confidence) == ("reverse", True)
    open_question = motion("US-NY", "internal_threat", under=under, error="wrong charge")
    assert open_question.unknown == ("statement.objection_made",)


def test_what_cannot_be_received_is_no_new_evidence() -> None:
    under = "CPL 330.30(3)"
    assert motion("US-NY", "effect_on_own_vote", under=under).result == "denied"
    assert motion("US-NY", under=under).unknown == ("new_evidence",)
    beyond = motion("US-NY", "outside_contact", under=under, source=Influence.OUTSIDE)
    assert beyond.unknown == ("new_evidence",)


def test_the_subdivision_says_what_is_claimed() -> None:
    assert [claim_of(f"CPL 330.30({part})") for part in "123"] == list(Claim)
    assert claim_of("CPL 330.30") is None
    assert claim_of(None) is None
    without = motion("US-NY", "internal_threat")
    assert without.reasons[0] == "tenor_of_deliberation_cannot_impeach"
    assert motion("US-NY").unknown == ("trial_error",)
    assert motion("US-NY", under="CPL 330.30(2)").unknown == ("statement",)


@pytest.mark.parametrize("place", ["US-NJ", "GB-EAW", "US-ANY"])
def test_a_place_without_a_recorded_rule_is_unknown(place: str) -> None:
    assert motion(place, "internal_threat").result == "unknown"


def test_california_hears_the_words_and_holds_a_hearing() -> None:
    answer = motion("US-CA", "internal_threat", "effect_on_own_vote")
    assert answer.result == "hearing_required"
    assert answer.details["inadmissible"] == ("effect_on_own_vote",)
    # The section on new trials is from memory, and the answer is marked for it.
    assert answer.low_confidence


def test_what_is_unsettled_stays_so() -> None:
    answer = motion(
        "US-NY", "internal_false_rumour_of_payment", under="330.30(2)", known_before_verdict=False
    )
    assert answer.result == "unknown"
