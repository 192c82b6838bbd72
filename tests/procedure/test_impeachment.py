import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.procedure.impeachment import Influence, StatementFacts, offer_statement
from juryroom.procedure.juror_loss import Stage
from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.rulepack import jurisdictions, rule_pack

TODAY = dt.date(2026, 6, 30)
INSIDE: dict[str, Any] = {"source": Influence.INSIDE}
OUTSIDE: dict[str, Any] = {"source": Influence.OUTSIDE}
CONTENT = (
    "internal_pressure",
    "internal_threat",
    "internal_false_rumour_of_payment",
    "effect_on_own_vote",
    "undisclosed_tie",
    "outside_contact",
    "racial_animus_as_motive",
)


def offer(
    place: str, *content: str, day: dt.date = TODAY, stage: Stage | None = None, **facts: Any
) -> RuleAnswer:
    return offer_statement(StatementFacts(content=content, **facts), rule_pack(place, day), stage)


@pytest.mark.parametrize(
    ("place", "pressure", "outside", "effect"),
    [
        ("US-NY", "inadmissible", "admissible", "inadmissible"),
        ("US-FED", "inadmissible", "admissible", "inadmissible"),
        ("US-FED-CA7", "inadmissible", "admissible", "inadmissible"),
        ("US-CA", "admissible", "admissible", "inadmissible"),
    ],
)
def test_what_is_heard_differs_by_place(
    place: str, pressure: str, outside: str, effect: str
) -> None:
    assert offer(place, "internal_pressure", **INSIDE).result == pressure
    assert offer(place, "outside_contact", **OUTSIDE).result == outside
    assert offer(place, "effect_on_own_vote", **INSIDE).result == effect


def test_a_statement_is_split_by_its_parts() -> None:
    answer = offer("US-CA", "internal_pressure", "effect_on_own_vote", **INSIDE)
    assert answer.result == "admissible_in_part"
    assert answer.details["admissible"] == ("internal_pressure",)
    assert answer.details["inadmissible"] == ("effect_on_own_vote",)
    federal = offer("US-FED", "outside_contact", "internal_threat", **INSIDE)
    assert federal.details["admissible"] == ("outside_contact",)


@pytest.mark.parametrize("place", ["US-NY", "US-FED"])
def test_a_threat_from_outside_is_an_outside_influence(place: str) -> None:
    assert offer(place, "internal_threat", **INSIDE).result == "inadmissible"
    assert offer(place, "internal_threat", **OUTSIDE).result == "admissible"
    relayed = offer(place, "internal_threat", outsider_involved=True, **INSIDE)
    assert relayed.result == "admissible"
    assert offer(place, "effect_on_own_vote", **OUTSIDE).result == "inadmissible"


def test_remmer_gives_a_hearing_a_presumption_and_a_burden() -> None:
    answer = offer("US-FED", "outside_contact", **OUTSIDE)
    assert {key: answer.details[key] for key in ("hearing", "presumption", "burden")} == {
        "hearing": True,
        "presumption": "prejudice",
        "burden": "prosecution",
    }
    assert any("Remmer" in one.cite for one in answer.authorities)
    in_new_york = offer("US-NY", "outside_contact", **OUTSIDE)
    assert "presumption" not in in_new_york.details
    anywhere = offer("US-ANY", "outside_contact", **OUTSIDE)
    assert (anywhere.result, anywhere.low_confidence) == ("hearing_required", False)
    assert offer("US-NJ", "outside_contact", **OUTSIDE).low_confidence


@pytest.mark.parametrize("place", ["US-FED", "US-NY", "US-CA", "US-NJ", "US-ANY"])
def test_racial_animus_is_heard_in_every_court_from_a_day(place: str) -> None:
    on = offer(place, "racial_animus_as_motive", day=dt.date(2017, 3, 6), **INSIDE)
    assert (on.result, on.low_confidence) == ("admissible", False)
    before = offer(place, "racial_animus_as_motive", day=dt.date(2017, 3, 5), **INSIDE)
    assert before.low_confidence
    expected = {"US-FED": "inadmissible", "US-NY": "inadmissible", "US-CA": "admissible"}
    assert before.result == expected.get(place, "unknown")


def test_a_tie_kept_back_in_selection_is_not_shown_by_jurors_in_a_federal_court() -> None:
    for source in (INSIDE, OUTSIDE, {}):
        answer = offer("US-FED", "undisclosed_tie", **source)
        assert (answer.result, answer.low_confidence) == ("inadmissible", False)
        assert "Warger" in answer.authorities[0].cite
    assert offer("US-NY", "undisclosed_tie", **INSIDE).low_confidence


def test_a_rumour_of_payment_is_inside_where_it_is_decided_and_marked() -> None:
    federal = offer("US-FED", "internal_false_rumour_of_payment", **INSIDE)
    assert (federal.result, federal.low_confidence) == ("inadmissible", True)
    new_york = offer("US-NY", "internal_false_rumour_of_payment", **INSIDE)
    assert (new_york.result, new_york.reasons) == (
        "unknown",
        ("unsettled_whether_inside_or_outside",),
    )
    paid = offer("US-NY", "internal_false_rumour_of_payment", outsider_involved=True)
    assert paid.result == "admissible"


@pytest.mark.parametrize(("place", "low"), [("GB-EAW", False), ("CA", True)])
def test_where_telling_is_an_offence_the_account_is_shut_out_and_not_printed(
    place: str, low: bool
) -> None:
    for heading in set(CONTENT) - {"outside_contact"}:
        answer = offer(place, heading, **INSIDE)
        assert (answer.result, answer.reasons) == ("inadmissible", ("disclosure_is_an_offence",))
        assert answer.forbids == ("print_or_repeat_the_account",)
        assert answer.low_confidence is low
    assert offer(place, "outside_contact", **OUTSIDE).result == "unknown"


def test_before_the_verdict_the_judge_inquires() -> None:
    inside = offer("US-NY", "internal_threat", stage=Stage.DELIBERATION, **INSIDE)
    assert (inside.result, str(inside.authorities[0])) == ("hearing_required", "CPL 270.35(2)")
    outside = offer("US-FED", "outside_contact", stage=Stage.EVIDENCE, **OUTSIDE)
    assert outside.details["presumption"] == "prejudice"
    assert offer("US-CA", "internal_threat", stage=Stage.DELIBERATION).result == "unknown"


def test_a_heading_nobody_knows_is_read_by_where_it_came_from() -> None:
    assert StatementFacts(source=Influence.OUTSIDE).kind("something_new") == "outside"
    assert StatementFacts(source=Influence.INSIDE).kind("something_new") == "inside"
    assert offer("US-NY", "something_new").result == "unknown"
    assert offer("US-NY").unknown == ("statement.content",)


def test_where_only_the_source_is_known_the_answer_must_be_the_same_for_all_it_may_be() -> None:
    for place in ("US-NY", "US-FED", "GB-EAW"):
        assert offer(place, **INSIDE).result == "inadmissible"
    assert offer("US-CA", **INSIDE).unknown == ("statement.content",)
    assert offer("US-NY", **OUTSIDE).result == "admissible"
    assert offer("GB-EAW", **OUTSIDE).unknown == ("statement.content",)


@given(
    place=st.sampled_from(jurisdictions()),
    content=st.lists(st.sampled_from(CONTENT), min_size=1, max_size=4, unique=True),
    source=st.sampled_from([None, *Influence]),
)
def test_every_part_is_admitted_or_shut_out_and_never_both(
    place: str, content: list[str], source: Influence | None
) -> None:
    answer = offer(place, *content, source=source)
    if answer.result in {"admissible", "inadmissible", "admissible_in_part"}:
        parts = (*answer.details["admissible"], *answer.details["inadmissible"])
        assert sorted(parts) == sorted(content)
        assert (answer.result == "admissible") == (not answer.details["inadmissible"])
    else:
        assert answer.result in {"unknown", "hearing_required"}
    assert answer.reasons
