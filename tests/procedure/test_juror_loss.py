import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.citations import Standing
from juryroom.procedure.authority import Authority
from juryroom.procedure.juror_loss import (
    Consent,
    ConsentForm,
    Course,
    JuryFacts,
    Stage,
    floor_for,
    juror_lost,
)
from juryroom.procedure.juror_removal import JurorProblem, RemovalFacts, remove_juror
from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import jurisdictions, rule_pack

TODAY = dt.date(2026, 6, 30)
NONE = Consent(form=ConsentForm.NONE)
ALOUD = Consent(form=ConsentForm.ORAL, in_open_court=True)
SIGNED = Consent(form=ConsentForm.WRITTEN, signed=True, in_open_court=True)
P = JurorProblem


def lost(
    place: str,
    sitting: int | None,
    *,
    stage: Stage | None = Stage.DELIBERATION,
    sworn: int = 12,
    alternates: int | None = 0,
    consent: Consent = NONE,
) -> RuleAnswer:
    jury = JuryFacts(
        stage=stage, sworn=sworn, sitting=sitting, alternates=alternates, consent=consent
    )
    return juror_lost(jury, rule_pack(place, TODAY))


def courses(answer: RuleAnswer) -> dict[str, set[str]]:
    return {one["do"]: set(one["requires"]) for one in answer.details.get("options", ())}


# ---------------------------------------------------------------------------- New York


@pytest.mark.parametrize(
    ("consent", "result"),
    [
        (NONE, "mistrial"),
        (ALOUD, "mistrial"),
        (Consent(form=ConsentForm.WRITTEN, signed=False, in_open_court=True), "mistrial"),
        (Consent(form=ConsentForm.WRITTEN, signed=True, in_open_court=False), "mistrial"),
        (SIGNED, "allowed"),
        (Consent(), "allowed"),
    ],
)
def test_new_york_asks_for_a_signed_consent_once_the_jury_deliberates(
    consent: Consent, result: str
) -> None:
    answer = lost("US-NY", 11, alternates=1, consent=consent)
    assert answer.result == result
    assert set(answer.requires) == {"written_consent", "signed_by_defendant", "in_open_court"}
    assert "Page" in answer.authorities[0].cite


def test_new_york_needs_no_consent_before_the_jury_retires() -> None:
    before = lost("US-NY", 11, stage=Stage.EVIDENCE, alternates=1)
    assert (before.result, before.requires) == ("allowed", ())
    assert courses(before) == {"seat_alternate": set()}


def test_consent_without_an_alternate_changes_nothing() -> None:
    answer = lost("US-NY", 11, alternates=0, consent=SIGNED)
    assert (answer.result, answer.reasons[0]) == ("mistrial", "no_alternate")
    assert "280.10(3)" in answer.authorities[0].cite


def test_where_the_stages_differ_the_stage_must_be_known() -> None:
    answer = lost("US-NY", 11, stage=None, alternates=1)
    assert (answer.result, answer.unknown) == ("unknown", ("stage",))
    assert lost("GB-EAW", 9, stage=None).result == "allowed"


# ---------------------------------------------------------------------------- federal


def test_a_federal_court_may_go_on_with_eleven_or_seat_an_alternate() -> None:
    answer = lost("US-FED", 11, alternates=2)
    assert answer.result == "options"
    assert courses(answer) == {
        "continue_with_11": {"court_order", "good_cause"},
        "seat_alternate": {"alternate_retained", "deliberations_begin_anew"},
    }
    assert not answer.low_confidence
    for consent in (Consent(), SIGNED):
        assert courses(lost("US-FED", 11, alternates=2, consent=consent)) == courses(answer)


def test_eleven_by_order_is_for_deliberation_only() -> None:
    before = lost("US-FED", 11, stage=Stage.EVIDENCE)
    assert before.result == "mistrial"
    assert "fewer_jurors_only_at_another_stage" in before.reasons
    assert "23(b)" in before.authorities[0].cite


def test_fewer_than_eleven_need_a_stipulation() -> None:
    assert lost("US-FED", 10).result == "mistrial"
    agreed = lost("US-FED", 10, consent=SIGNED)
    assert agreed.result == "allowed"
    assert courses(agreed) == {"continue_with_10": {"written_stipulation", "court_approval"}}
    assert lost("US-FED", 10, consent=ALOUD).result == "mistrial"
    assert lost("US-FED", 5, consent=SIGNED).result == "mistrial"


def test_one_alternate_for_two_lost_jurors_leaves_eleven_and_needs_what_eleven_need() -> None:
    answer = lost("US-FED", 10, alternates=1)
    assert courses(answer) == {
        "seat_alternate": {
            "alternate_retained",
            "deliberations_begin_anew",
            "court_order",
            "good_cause",
        }
    }


# ---------------------------------------------------------------------------- elsewhere


def test_the_empty_seats_are_counted_from_the_jury_of_the_place_where_the_number_sworn_is_not_known() -> (
    None
):
    def ten(alternates: int) -> RuleAnswer:
        jury = JuryFacts(stage=Stage.DELIBERATION, sitting=10, alternates=alternates, consent=NONE)
        return juror_lost(jury, rule_pack("US-CA", TODAY))

    assert ten(1).result == "mistrial"
    assert ten(2).result == "allowed"


def test_california_seats_an_alternate_by_order_at_any_stage() -> None:
    for stage in (Stage.EVIDENCE, Stage.DELIBERATION):
        answer = lost("US-CA", 11, stage=stage, alternates=1)
        assert answer.result == "allowed"
        assert {"court_order", "good_cause"} <= set(answer.requires)
    assert "deliberations_begin_anew" in lost("US-CA", 11, alternates=1).requires
    assert lost("US-CA", 11, alternates=0).result == "mistrial"


@pytest.mark.parametrize(
    ("place", "sworn", "least"), [("GB-EAW", 12, 9), ("GB-SCT", 15, 12), ("CA", 12, 10)]
)
@pytest.mark.parametrize("stage", [Stage.EVIDENCE, Stage.DELIBERATION])
def test_some_places_go_on_down_to_a_number(
    place: str, sworn: int, least: int, stage: Stage
) -> None:
    assert courses(lost(place, least, sworn=sworn, stage=stage)) == {
        f"continue_with_{least}": set()
    }
    below = lost(place, least - 1, sworn=sworn, stage=stage)
    assert (below.result, below.reasons[-1]) == ("mistrial", "below_minimum_number")


def test_a_canadian_judge_may_go_on_alone_by_consent() -> None:
    answer = lost("CA", 9, consent=SIGNED)
    assert courses(answer) == {"continue_by_judge_alone": {"consent_of_the_parties"}}


def test_texas_goes_on_with_eleven_only_before_the_charge_is_read() -> None:
    assert lost("US-TX", 11, stage=Stage.EVIDENCE).result == "allowed"
    assert lost("US-TX", 11, stage=Stage.DELIBERATION).result == "mistrial"
    assert lost("US-TX", 11, consent=ALOUD).result == "allowed"


def test_a_place_without_a_recorded_rule_is_unknown() -> None:
    answer = lost("US-NJ", 11, alternates=1)
    assert answer.result == "unknown"
    assert any("alternate_in_deliberation" in field for field in answer.unknown)
    assert answer.low_confidence


def test_what_is_not_known_is_named() -> None:
    answer = juror_lost(JuryFacts(stage=Stage.DELIBERATION), rule_pack("US-FED", TODAY))
    assert answer.unknown == ("jury.sitting",)
    after = lost("US-FED", 11, stage=Stage.AFTER_VERDICT)
    assert (after.result, after.reasons) == ("stands", ("verdict_already_taken",))


def test_a_jury_given_as_complete_has_not_yet_counted_the_juror_off() -> None:
    assert JuryFacts(sworn=12, sitting=12).left == 11
    assert JuryFacts(sworn=12).left == 11
    assert JuryFacts(sworn=12, sitting=10).left == 10
    assert JuryFacts().left is None


@given(
    place=st.sampled_from([p for p in jurisdictions() if p != "US-ANY"]),
    sitting=st.integers(0, 15),
    stage=st.sampled_from([None, *Stage]),
    alternates=st.sampled_from([None, 0, 1, 3]),
    form=st.sampled_from([None, *ConsentForm]),
)
def test_the_answer_is_always_one_of_five_words_and_always_gives_a_reason(
    place: str,
    sitting: int,
    stage: Stage | None,
    alternates: int | None,
    form: ConsentForm | None,
) -> None:
    consent = Consent(form=form)
    answer = lost(place, sitting, stage=stage, alternates=alternates, consent=consent, sworn=15)
    assert answer.result in {"options", "allowed", "mistrial", "unknown", "stands"}
    assert answer.reasons
    assert (answer.result == "unknown") == bool(answer.unknown)
    number = len({one["do"] for one in answer.details.get("options", ())})
    assert (answer.result == "options") == (number > 1)
    assert (answer.result == "allowed") == (number == 1)


@given(sitting=st.integers(6, 11), form=st.sampled_from(list(ConsentForm)))
def test_more_consent_never_closes_a_course(sitting: int, form: ConsentForm) -> None:
    for place in ("US-FED", "US-NY", "US-CA", "US-TX", "CA", "GB-EAW"):
        less = courses(lost(place, sitting, alternates=12, consent=Consent(form=form)))
        more = courses(lost(place, sitting, alternates=12, consent=SIGNED))
        assert set(less) <= set(more)


def test_the_floor_of_a_place_is_read_from_its_own_rule() -> None:
    deliberating = JuryFacts(stage=Stage.DELIBERATION, sworn=12, sitting=11)
    for place, least in (("US-FED", 11), ("GB-EAW", 9), ("NZ", 11)):
        floor = floor_for(deliberating, rule_pack(place, TODAY))
        assert floor is not None
        assert floor[0] == least
    assert floor_for(deliberating, rule_pack("US-NY", TODAY)) is None


def test_a_course_is_shown_as_plain_data() -> None:
    (course,) = lost("US-CA", 11, alternates=1).details["options"]
    assert course == {
        "do": "seat_alternate",
        "requires": ["court_order", "good_cause", "deliberations_begin_anew"],
    }
    assert Course("x", (), Authority("y", Standing.VERIFIED)).as_json() == {
        "do": "x",
        "requires": [],
    }


def test_a_rule_that_does_not_say_whether_consent_is_needed_leaves_the_answer_doubtful() -> None:
    for consent, result in ((NONE, "allowed"), (SIGNED, "options")):
        answer = lost("US-CT", 11, alternates=1, consent=consent)
        assert (answer.result, answer.low_confidence) == (result, True)
    # In Utah a stipulation will not do in a capital case, and whether this is one is not asked.
    assert lost("US-UT", 7, sworn=8, consent=SIGNED).low_confidence


# ---------------------------------------------------------------------------- removal


def remove(place: str, *problems: JurorProblem, about: bool | None = None) -> RuleAnswer:
    facts = RemovalFacts(problems=problems, possibly_about_evidence=about, stage=Stage.DELIBERATION)
    return remove_juror(facts, rule_pack(place, TODAY))


def test_the_second_circuit_refuses_whatever_may_be_about_the_evidence() -> None:
    refused = remove("US-FED-CA2", P.SAID_TO_REFUSE_THE_LAW, about=True)
    assert (refused.result, refused.low_confidence) == ("refuse", False)
    assert "Thomas" in refused.authorities[0].cite
    assert remove("US-FED-CA2", P.SAID_TO_REFUSE_THE_LAW, about=False).result == "allowed"
    open_question = remove("US-FED-CA2", P.SAID_TO_REFUSE_THE_LAW)
    assert open_question.unknown == ("juror.possibly_about_evidence",)


def test_the_fifth_circuit_allows_what_stands_apart_from_the_evidence() -> None:
    for about in (False, None):
        allowed = remove("US-FED-CA5", P.LACK_OF_CANDOUR, P.THREATENED_OTHER_JURORS, about=about)
        assert (allowed.result, allowed.low_confidence) == ("allowed", False)
        assert "Hodge" in allowed.authorities[0].cite
    assert remove("US-FED-CA5", P.SAID_TO_REFUSE_THE_LAW, about=True).result == "refuse"
    both = remove("US-FED-CA5", P.LACK_OF_CANDOUR, about=True)
    assert (both.result, both.low_confidence) == ("refuse", True)


@pytest.mark.parametrize("place", ["US-FED", "US-FED-CA4"])
def test_a_circuit_without_a_recorded_test_is_answered_only_where_all_agree(place: str) -> None:
    agreed = remove(place, P.SAID_TO_REFUSE_THE_LAW, about=True)
    assert (agreed.result, agreed.low_confidence) == ("refuse", True)
    assert len(agreed.authorities) > 1
    split = remove(place, P.THREATENED_OTHER_JURORS)
    assert (split.result, split.reasons) == ("unknown", ("circuits_differ",))


def test_a_test_from_memory_is_marked() -> None:
    answer = remove("US-FED-CA9", P.IGNORED_INSTRUCTIONS, about=True)
    assert (answer.result, answer.low_confidence) == ("refuse", True)


def test_new_york_removes_after_an_inquiry() -> None:
    for problem in P:
        about = False if problem is P.SAID_TO_REFUSE_THE_LAW else None
        answer = remove("US-NY", problem, about=about)
        assert answer.result == "allowed"
        assert answer.requires == ("reasonably_thorough_inquiry",)
    assert remove("US-NY", P.LACK_OF_CANDOUR).reasons == ("grossly_unqualified",)
    assert remove("US-NY", P.SAID_TO_REFUSE_THE_LAW).result == "unknown"
    assert remove("US-NY", P.SAID_TO_REFUSE_THE_LAW, about=True).low_confidence


def test_an_ill_juror_goes_everywhere_and_no_test_about_the_evidence_is_in_point() -> None:
    for place in ("US-FED", "US-FED-CA2", "US-NY", "US-CA", "GB-EAW", "CA"):
        answer = remove(place, P.ILL)
        assert (answer.result, answer.reasons) == ("allowed", ("juror_cannot_serve",))
    assert "Thomas" not in str(remove("US-FED-CA2", P.ILL).authorities)


def test_what_no_rule_speaks_of_is_unknown() -> None:
    assert remove("US-NJ", P.ILL).result == "unknown"
    assert remove("GB-EAW", P.SAID_TO_REFUSE_THE_LAW).result == "unknown"
    nothing = remove_juror(RemovalFacts(problems=()), rule_pack("US-NY", TODAY))
    assert nothing.unknown == ("juror.problem",)


def test_before_deliberation_the_evidence_is_no_matter_yet() -> None:
    early = RemovalFacts(
        problems=(P.IGNORED_INSTRUCTIONS,), possibly_about_evidence=True, stage=Stage.EVIDENCE
    )
    answer = remove_juror(early, rule_pack("US-FED-CA2", TODAY))
    assert (answer.result, answer.reasons) == ("allowed", ("ground_found_before_deliberation",))
