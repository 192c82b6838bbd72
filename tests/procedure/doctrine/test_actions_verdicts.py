from typing import Any

import pytest

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.states import CountState
from tests.procedure.doctrine.acting import act

SUBMITTED = {"K1": {"state": "SUBMITTED"}}
GUILTY = {"K1": {"state": "GUILTY_VERDICT"}}


def take(place: str, guilty: int, not_guilty: int, **given: Any) -> Answer:
    jury = given.pop("jury", {"size": guilty + not_guilty, "sitting": guilty + not_guilty})
    ballot = {"guilty": guilty, "not_guilty": not_guilty}
    return act("take_verdict", place, counts=SUBMITTED, ballot=ballot, jury=jury, **given)


def test_a_verdict_that_is_taken_moves_the_count() -> None:
    for votes, state in (((12, 0), CountState.GUILTY_VERDICT), ((0, 12), CountState.ACQUITTED)):
        answer = take("US-CA", *votes)
        assert (answer.result, answer.state) == (Result.ACCEPT, {"K1": state})
    hung = take("US-CA", 11, 1)
    assert (hung.result, hung.state) == (Result.NO_VERDICT, {"K1": CountState.SUBMITTED})


def test_a_majority_in_england_needs_time_and_its_numbers() -> None:
    late = {"deliberation": {"minutes": 200}, "majority_direction_given": True}
    said, unsaid = {"numbers_stated": True}, {"numbers_stated": False}
    assert take("GB-EAW", 10, 2, when=said, **late).announce_split is True
    assert take("GB-EAW", 10, 2, when=unsaid, **late).result is Result.REFUSE
    early = {"deliberation": {"minutes": 60}, "majority_direction_given": True}
    refused = take("GB-EAW", 10, 2, when=said, **early)
    assert refused.reasons[0] == "time_floor_not_reached"
    unknown = take("GB-EAW", 10, 2, when=said, majority_direction_given=True)
    assert "deliberation.minutes" in unknown.unknown


@pytest.mark.parametrize(
    ("sworn", "result"), [("2025-12-31", Result.ACCEPT), ("2026-01-05", Result.ACCEPT)]
)
def test_a_scottish_jury_is_held_to_the_law_of_its_beginning(sworn: str, result: Result) -> None:
    jury = {"size": 15, "sitting": 15, "sworn": sworn}
    answer = take("GB-SCT", 9, 6, jury=jury, date="2026-02-01")
    guilty = sworn < "2026"
    state = CountState.GUILTY_VERDICT if guilty else CountState.ACQUITTED
    assert (answer.result, answer.state) == (result, {"K1": state})


def test_louisiana_is_held_to_the_day_of_the_offence_and_to_the_constitution() -> None:
    offence = {"type": "hard_labour", "date": "2017-05"}
    assert take("US-LA", 10, 2, offence=offence, date="2018-09-01").result is Result.ACCEPT
    assert take("US-LA", 10, 2, offence=offence, date="2021-09-01").result is Result.INVALID
    later = {"type": "hard_labour", "date": "2019-05"}
    assert take("US-LA", 10, 2, offence=later, date="2019-09-01").result is Result.NO_VERDICT


def test_without_a_ballot_there_is_nothing_to_take() -> None:
    assert act("take_verdict", "US-NY", counts=SUBMITTED).unknown == ("ballot",)
    assert act("take_verdict", "US-NY", ballot={"guilty": 12}).unknown == ("ballot",)


def test_the_counts_acted_on_are_those_that_move() -> None:
    counts = {"A": {"state": "SUBMITTED"}, "B": {"state": "SUBMITTED"}}
    answer = act(
        "take_verdict",
        "US-NY",
        counts=counts,
        jury={"size": 12, "sitting": 12},
        ballot={"guilty": 12, "not_guilty": 0},
        when={"counts": ["B"]},
    )
    assert answer.state == {"A": CountState.SUBMITTED, "B": CountState.GUILTY_VERDICT}


def test_eleven_federal_jurors_need_an_order_for_good_cause_or_an_agreement() -> None:
    eleven = {"size": 12, "sitting": 11}

    def federal(**given: Any) -> Answer:
        return take("US-FED-CA2", 11, 0, jury=eleven, **given)

    ill = {"juror": {"problem": "ill"}}
    none, written = {"consent": {"defendant": "none"}}, {"consent": {"defendant": "written"}}
    assert federal(stage="deliberation", **ill, **none).result is Result.ACCEPT
    assert federal(stage="evidence", **ill, **none).result is Result.REFUSE
    assert federal(stage="evidence", **written).result is Result.ACCEPT
    assert federal(stage="deliberation", **none).result is Result.UNKNOWN
    assert federal().result is Result.UNKNOWN
    for form, result in (
        ("written", Result.ACCEPT),
        ("oral", Result.UNKNOWN),
        ("none", Result.REFUSE),
    ):
        given = {"stage": "deliberation", "consent": {"defendant": form}}
        assert take("US-NJ", 11, 0, jury=eleven, **given).result is result
    holdout = {"juror": {"problem": "said_to_refuse_the_law", "possibly_about_evidence": True}}
    assert federal(stage="deliberation", **holdout, **none).result is not Result.ACCEPT


# ---------------------------------------------------------------------------- review


def review(place: str, *, posture: str | None = "direct", **given: Any) -> Answer:
    when = {"posture": posture} if posture else {}
    return act("review_verdict", place, counts=GUILTY, when=when, **given)


def test_a_spoken_yes_does_not_seat_an_alternate_in_new_york() -> None:
    facts: dict[str, Any] = {
        "jury": {"size": 12, "sitting": 11, "alternates_available": 1},
        "stage": "deliberation",
        "alternate_seated": True,
    }
    spoken = {"defendant": "oral", "signed": False, "in_open_court": True}
    answer = review("US-NY", consent=spoken, date="1999", **facts)
    assert answer.result is Result.REVERSE
    assert "signed_by_defendant" in answer.requires
    signed = {"defendant": "written", "signed": True, "in_open_court": True}
    assert review("US-NY", consent=signed, **facts).result is Result.STANDS
    assert review("US-CA", consent=spoken, **facts).result is Result.STANDS


@pytest.mark.parametrize(
    ("place", "posture", "date", "result"),
    [
        ("US-LA", "direct", "2020-07-01", Result.INVALID),
        ("US-LA", "federal_habeas", "2021-06-01", Result.STANDS),
        ("US-LA", "state_collateral", "2023-01-01", Result.STANDS),
        ("US-OR", "direct", "2020-07-01", Result.INVALID),
        ("US-OR", "federal_habeas", "2021-06-01", Result.STANDS),
        ("US-OR", "state_collateral", "2022-06-01", Result.STANDS),
        ("US-OR", "state_collateral", "2023-06-01", Result.INVALID),
    ],
)
def test_eleven_of_twelve_on_review(place: str, posture: str, date: str, result: Result) -> None:
    given: dict[str, Any] = {
        "offence": {"type": "hard_labour", "date": "2012"},
        "jury": {"size": 12, "sitting": 12},
        "ballot": {"guilty": 11, "not_guilty": 1},
    }
    assert review(place, posture=posture, date=date, **given).result is result
    own = review(place, posture=None, date=date, review={"posture": posture}, **given)
    assert own.result is result


def test_a_year_in_which_the_rule_fell_does_not_say_on_which_side_a_conviction_is() -> None:
    given: dict[str, Any] = {
        "offence": {"type": "hard_labour", "date": "2012"},
        "ballot": {"guilty": 11, "not_guilty": 1},
    }
    for final, result in (
        ("2011", Result.STANDS),
        ("2020", Result.UNKNOWN),
        ("2021", Result.INVALID),
    ):
        answer = review("US-LA", posture="federal_habeas", review={"final": final}, **given)
        assert answer.result is result
        assert answer.unknown == (("review.final",) if result is Result.UNKNOWN else ())


def test_a_removal_that_stands_is_put_first() -> None:
    answer = review(
        "US-FED-CA5",
        jury={"size": 12, "sitting": 11},
        stage="deliberation",
        juror={"problem": ["lack_of_candour"], "possibly_about_evidence": False},
        ballot={"guilty": 11, "not_guilty": 0},
    )
    assert answer.result is Result.STANDS
    assert answer.reasons[0] == "removal_ground_independent_of_the_evidence"
    assert answer.authority is not None
    assert "Hodge" in answer.authority.cite


def test_inconsistent_verdicts_are_no_ground_by_themselves() -> None:
    answer = review("US-FED", verdicts_inconsistent=[["K1", "K2"]])
    assert (answer.result, answer.low_confidence) == (Result.STANDS, False)
    assert review("US-FED", verdicts_inconsistent=[]).result is Result.UNKNOWN


# ---------------------------------------------------------------------------- setting aside


def set_aside(place: str, rule: str | None, **statement: Any) -> Answer:
    when = {"rule": rule} if rule else {}
    return act(
        "set_aside_verdict",
        place,
        counts=GUILTY,
        stage="after_verdict",
        statement=statement,
        when=when,
    )


def test_a_motion_on_pressure_in_the_room_fails_and_the_verdict_is_as_it_was() -> None:
    answer = set_aside(
        "US-NY",
        "CPL 330.30(2)",
        by="jurors",
        n=3,
        form="affidavit",
        content=["internal_pressure", "effect_on_own_vote"],
        source_of_influence="inside_jury_room",
        known_to_defence_before_verdict=False,
    )
    assert (answer.result, answer.hearing) == (Result.DENIED, False)
    assert answer.state == {"K1": CountState.GUILTY_VERDICT}


def test_outside_influence_leads_to_a_hearing_if_it_was_not_known() -> None:
    outside = {"content": "outside_contact", "source_of_influence": "outside"}
    rule = "CPL 330.30(2)"
    known = set_aside("US-NY", rule, known_to_defence_before_verdict=True, **outside)
    assert (known.result, known.reasons) == (Result.DENIED, ("known_before_verdict",))
    fresh = set_aside("US-NY", rule, known_to_defence_before_verdict=False, **outside)
    assert (fresh.result, fresh.hearing) == (Result.HEARING_REQUIRED, True)
    federal = set_aside("US-FED", None, **outside)
    assert (federal.presumption, federal.burden) == ("prejudice", "prosecution")
    assert federal.low_confidence
