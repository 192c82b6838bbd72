"""The rule of a place in the form that the models of deliberation take."""

import datetime as dt
from typing import Any

import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.errors import OutOfDomainError, ProcedureError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import DecisionRule, RuleSchedule, SittingRules
from juryroom.procedure.law import law_of
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.room_rule import decision_rule_for
from juryroom.procedure.verdict_rule import BallotFacts, OffenceFacts, Ruling, take_verdict

TODAY = dt.date(2026, 6, 30)
OTHER = OffenceFacts(sovereign="state", type="other")


def _rule(place: str, jurors: int = 12, **facts: Any) -> Any:
    facts.setdefault("offence", OTHER)
    return decision_rule_for(place, facts.pop("on", TODAY), jurors=jurors, **facts)


def test_unanimity_is_one_rule() -> None:
    assert _rule("US-NY") == DecisionRule.unanimous(12)
    assert _rule("US-FL", 6) == DecisionRule.unanimous(6)
    assert _rule("CA") == SittingRules.unanimous(12, 10)


def test_england_opens_a_majority_after_two_hours_and_ten_minutes() -> None:
    rule = _rule("GB-EAW", minutes_per_ballot=15)
    assert isinstance(rule, RuleSchedule)
    assert rule.last_change == 9  # ballot 9 is taken at 135 minutes, ballot 8 at 120
    assert rule.rule_at(8, 12) == DecisionRule.unanimous(12)
    after = SittingRules.majorities({12: 10, 11: 10, 10: 9, 9: 9})
    assert [rule.rule_at(9, n) for n in (12, 11, 10, 9)] == [
        after.rule_for(n) for n in (12, 11, 10, 9)
    ]
    at_the_floor = _rule("GB-EAW", minutes_per_ballot=15, majority_after_minutes=120)
    assert at_the_floor.last_change == 8


def test_scotland_has_no_hung_jury() -> None:
    before, after = (
        decision_rule_for("GB-SCT", day, jurors=15)
        for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    )
    assert before.rule_at(0, 15) == DecisionRule(jury_size=15, to_convict=8, to_acquit=8)
    assert after.rule_at(0, 15) == DecisionRule(jury_size=15, to_convict=10, to_acquit=6)
    for sitting in (15, 14, 13, 12):
        assert all(after.rule_at(0, sitting).ending(n) is not None for n in range(sitting + 1))


def test_tasmania_lets_a_majority_acquit_of_murder_after_six_hours() -> None:
    murder = OffenceFacts(sovereign="state", type="murder")
    rule = _rule("AU-TAS", offence=murder, minutes_per_ballot=60)
    assert rule.last_change == 6
    assert str(rule.rule_at(6, 12)) == "12 to convict, 10 to acquit, of 12"
    assert _rule("AU-TAS", minutes_per_ballot=60).last_change == 2


@pytest.mark.parametrize(
    ("place", "facts", "found"),
    [
        ("GB-EAW", {}, "minutes_per_ballot"),
        ("GB-EAW", {"minutes_per_ballot": 10, "majority_after_minutes": 119}, "floor of 120"),
        ("AU-VIC", {"minutes_per_ballot": 10}, "majority_after_minutes"),
        ("AU-TAS", {"offence": OffenceFacts(), "minutes_per_ballot": 10}, "no offence.type"),
        ("AU-TAS", {"jurors": 11}, "11 jurors"),
        ("IE", {"on": dt.date(1980, 1, 1)}, "12 jurors"),
        ("FR", {}, "FR"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_put_in_its_place(
    place: str, facts: dict[str, Any], found: str
) -> None:
    with pytest.raises(ProcedureError, match=found):
        _rule(place, **facts)


def test_a_jury_past_the_limits_is_refused() -> None:
    with pytest.raises(OutOfDomainError):
        _rule("US-NY", 24)


@pytest.mark.parametrize("place", ["GB-EAW", "AU-SA", "AU-NSW", "IE", "NZ", "GB-SCT"])
def test_the_room_and_the_court_agree_on_every_ballot(place: str) -> None:
    jurors = 15 if place == "GB-SCT" else 12
    rule = _rule(place, jurors, minutes_per_ballot=30)
    law = law_of(place, LegalDates.all_on(TODAY))
    for ballot in (0, 3, 4, 8, 15, 16, 20):
        for guilty in range(jurors + 1):
            facts = BallotFacts(
                guilty=guilty,
                not_guilty=jurors - guilty,
                size=jurors,
                sitting=jurors,
                offence=OTHER,
                minutes=30 * ballot,
                sworn_inquiry=True,
                numbers_stated=True,
            )
            ruling = take_verdict(facts, law)
            ending = rule.rule_at(ballot, jurors).ending(guilty)
            # England's practice opens a majority ten minutes after the floor of the Act.
            if place == "GB-EAW" and ballot == 4:
                continue
            assert (ruling.result is Ruling.ACCEPT) == (ending is not None), (ballot, guilty)


def test_the_engine_runs_under_the_rule_of_another_country() -> None:
    first = FirstBallot.known(9, 12)
    england, new_york = (
        Room(LinearPull(), _rule(place, **facts)).solve(first).outcome
        for place, facts in (("GB-EAW", {"minutes_per_ballot": 130}), ("US-NY", {}))
    )
    assert england.mean_ballots is not None
    assert new_york.mean_ballots is not None
    assert england.mean_ballots < new_york.mean_ballots
    assert england.guilty + england.not_guilty == pytest.approx(1, abs=1e-12)
    assert england.guilty == pytest.approx(new_york.guilty, abs=0.1)
