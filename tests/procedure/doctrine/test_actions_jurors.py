from typing import Any

import pytest

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.vocabulary import Result
from tests.procedure.doctrine.acting import act

NONE = {"defendant": "none"}
SIGNED = {"defendant": "written", "signed": True, "in_open_court": True}


def lost(
    place: str, sitting: int = 11, *, size: int = 12, alternates: int = 1, **given: Any
) -> Answer:
    jury = {"size": size, "sitting": sitting, "alternates_available": alternates}
    facts: dict[str, Any] = {
        "stage": "deliberation",
        "juror": {"problem": "ill"},
        "consent": NONE,
        **given,
    }
    return act("juror_lost", place, jury=jury, **facts)


def test_the_same_loss_in_three_courts() -> None:
    federal, new_york, california = (lost(place) for place in ("US-FED-CA2", "US-NY", "US-CA"))
    assert federal.result is Result.OPTIONS
    assert federal.options is not None
    assert {one.do for one in federal.options} == {"continue_with_11", "seat_alternate"}
    assert (new_york.result, new_york.options) == (Result.MISTRIAL, None)
    assert california.result is Result.ALLOWED
    assert california.requires == ("court_order", "good_cause", "deliberations_begin_anew")


def test_consent_opens_the_course_in_new_york_and_its_absence_is_named() -> None:
    assert lost("US-NY", consent=SIGNED).result is Result.ALLOWED
    assert lost("US-NY", consent={"defendant": "oral", "in_open_court": True}).requires == (
        "written_consent",
        "signed_by_defendant",
        "in_open_court",
    )


@pytest.mark.parametrize(
    ("place", "size", "sitting", "result"),
    [
        ("GB-EAW", 12, 9, Result.ALLOWED),
        ("GB-EAW", 12, 8, Result.MISTRIAL),
        ("GB-SCT", 15, 12, Result.ALLOWED),
        ("GB-SCT", 15, 11, Result.MISTRIAL),
        ("CA", 12, 10, Result.ALLOWED),
        ("CA", 12, 9, Result.MISTRIAL),
        ("US-NJ", 12, 11, Result.UNKNOWN),
    ],
)
def test_numbers_decide_elsewhere(place: str, size: int, sitting: int, result: Result) -> None:
    assert lost(place, sitting, size=size, alternates=0).result is result


def test_what_is_not_given_is_named() -> None:
    assert act("juror_lost", "US-FED", stage="deliberation").unknown == ("jury.sitting",)
    assert act("remove_juror", "US-FED").unknown == ("juror.problem",)
    answer = act("juror_lost", "US-NY", jury={"size": 12, "sitting": 11})
    assert answer.unknown == ("stage",)


def remove(place: str, problem: Any, **more: Any) -> Answer:
    return act("remove_juror", place, stage="deliberation", juror={"problem": problem, **more})


def test_a_removal_is_split_by_circuit() -> None:
    about = {"possibly_about_evidence": True}
    refused = remove("US-FED-CA2", "said_to_refuse_the_law", **about)
    assert (refused.result, refused.low_confidence) == (Result.REFUSE, False)
    apart = {"possibly_about_evidence": False}
    allowed = remove("US-FED-CA5", ["lack_of_candour", "ignored_instructions"], **apart)
    assert (allowed.result, allowed.low_confidence) == (Result.ALLOWED, False)
    shared = remove("US-FED", "said_to_refuse_the_law", **about)
    assert (shared.result, shared.low_confidence) == (Result.REFUSE, True)
    assert remove("US-FED-CA8", "threatened_other_jurors").result is Result.UNKNOWN


def test_no_juror_is_named_in_an_answer() -> None:
    shown = remove("US-NY", "lack_of_candour").as_json()
    assert shown["requires"] == ["reasonably_thorough_inquiry"]
    assert set(shown) <= {"result", "reason", "requires", "authority", "low_confidence"}
