from typing import Any

import pytest

from juryroom.procedure.doctrine.answer import Answer
from juryroom.procedure.doctrine.vocabulary import Result
from tests.procedure.doctrine.acting import act

R = Result


def offer(place: str, *content: str, date: str | None = None, **statement: Any) -> Answer:
    facts = {"by": "juror", "form": "affidavit", "content": list(content), **statement}
    when = {"purpose": "impeach_verdict"}
    return act(
        "offer_juror_statement", place, date, stage="after_verdict", statement=facts, when=when
    )


@pytest.mark.parametrize(
    ("place", "content", "source", "result"),
    [
        ("US-NY", "internal_pressure", "inside_jury_room", R.INADMISSIBLE),
        ("US-NY", "internal_threat", "outside", R.ADMISSIBLE),
        ("US-FED", "undisclosed_tie", "inside_jury_room", R.INADMISSIBLE),
        ("US-FED", "outside_contact", "outside", R.ADMISSIBLE),
        ("US-CA", "internal_pressure", "inside_jury_room", R.ADMISSIBLE),
        ("US-CA", "effect_on_own_vote", "inside_jury_room", R.INADMISSIBLE),
        ("GB-EAW", "internal_pressure", "inside_jury_room", R.INADMISSIBLE),
        ("CA", "internal_pressure", "inside_jury_room", R.INADMISSIBLE),
        ("US-NJ", "internal_pressure", "inside_jury_room", R.UNKNOWN),
        ("NZ", "internal_pressure", "inside_jury_room", R.UNKNOWN),
    ],
)
def test_one_statement_in_each_system(
    place: str, content: str, source: str, result: Result
) -> None:
    assert offer(place, content, source_of_influence=source).result is result


def test_a_split_statement_names_both_parts() -> None:
    answer = offer("US-CA", "internal_threat", "effect_on_own_vote")
    assert answer.result is R.ADMISSIBLE_IN_PART
    assert (answer.admissible, answer.inadmissible) == (
        ("internal_threat",),
        ("effect_on_own_vote",),
    )


def test_outside_contact_in_a_federal_court() -> None:
    answer = offer("US-FED-CA9", "outside_contact", source_of_influence="outside")
    assert (answer.hearing, answer.presumption, answer.burden) == (True, "prejudice", "prosecution")


def test_animus_in_every_court_since_the_decision() -> None:
    for place in ("US-ANY", "US-FED", "US-TX", "US-CA"):
        answer = offer(place, "racial_animus_as_motive", date="2017-03-06")
        assert (answer.result, answer.low_confidence) == (R.ADMISSIBLE, False)
    earlier = offer("US-FED", "racial_animus_as_motive", date="2016-01-01")
    assert (earlier.result, earlier.low_confidence) == (R.INADMISSIBLE, True)
    # The decision fell within the month, and the month alone does not say on which side this lies.
    assert offer("US-NJ", "racial_animus_as_motive", date="2017-03").unknown == ("date",)


def test_a_rumour_of_payment_is_marked_or_unknown() -> None:
    facts: dict[str, Any] = {"source_of_influence": "inside_jury_room", "outsider_involved": False}
    federal = offer("US-FED", "internal_false_rumour_of_payment", **facts)
    assert (federal.result, federal.low_confidence) == (R.INADMISSIBLE, True)
    assert offer("US-NY", "internal_false_rumour_of_payment", **facts).result is R.UNKNOWN


def test_without_a_statement_there_is_nothing_to_hear() -> None:
    assert act("offer_juror_statement", "US-NY").unknown == ("statement",)
    assert act("offer_juror_statement", "US-NY", statement={}).unknown == ("statement.content",)
    sitting = act(
        "offer_juror_statement",
        "US-NY",
        stage="deliberation",
        statement={"content": "internal_threat", "told_before_discharge": True},
    )
    assert (sitting.result, sitting.hearing) == (R.HEARING_REQUIRED, True)
