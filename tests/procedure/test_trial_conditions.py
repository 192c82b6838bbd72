"""Conditions of a trial under rules that no pack has today: an unknown rule forbids nothing."""

import datetime as dt
from typing import Any

import pytest

from juryroom.citations import Standing as Checked
from juryroom.procedure.authority import Authority
from juryroom.procedure.rule import Rule
from juryroom.procedure.rulepack import RulePack
from juryroom.procedure.trial_conditions import Standing, broken
from juryroom.record.dates import parse_date
from juryroom.record.trial_log import TrialEntry, TrialStep


def pack(**rules: Any) -> RulePack:
    """Return a pack with those rules and no other."""
    return RulePack(
        id="XX",
        name="a place",
        jurisdiction="XX",
        on=dt.date(2020, 1, 1),
        applies_by="trial_date",
        rules={
            name: Rule(name=name, value=value, authority=Authority("an act", Checked.VERIFIED))
            for name, value in rules.items()
        },
    )


def entry(kind: TrialStep, **fields: Any) -> TrialEntry:
    """Return one entry of a log."""
    return TrialEntry(
        id="L1",
        date=parse_date("2020-01-01"),
        kind=kind,
        what="it happens",
        sources=("s1",),
        **fields,
    )


def outcome(move: str, step: TrialEntry, rules: RulePack, **known: Any) -> tuple[bool, list[str]]:
    """Return whether the step is lawful, and what could not be told."""
    standing = Standing("XX", **known)
    return broken(move, step, standing, rules) is None, standing.unknown


REPLACED = entry(TrialStep.JUROR_REPLACED, consent="written")


def test_a_place_may_seat_no_alternate_at_all() -> None:
    assert outcome("T11", REPLACED, pack(alternate_in_deliberation={"allowed": False})) == (
        False,
        [],
    )


@pytest.mark.parametrize(
    ("consent", "lawful"), [("written", True), ("written, in open court", False)]
)
def test_written_consent_need_not_be_given_in_court(consent: str, lawful: bool) -> None:
    rules = pack(alternate_in_deliberation={"allowed": True, "consent": consent})
    assert outcome("T11", REPLACED, rules) == (lawful, [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10, (True, [])),
        (12, (False, [])),
        ({"sitting": 10}, (True, [])),
        ({"by_agreement": 10}, (True, ["rule min_jurors"])),
        ("nine", (True, ["rule min_jurors"])),
    ],
)
def test_the_least_number_of_jurors_may_be_written_in_two_ways(value: Any, expected: Any) -> None:
    step = entry(TrialStep.JURY_REDUCED, sitting=11)
    assert outcome("T12", step, pack(min_jurors=value)) == expected


def test_without_a_rule_on_fewer_jurors_nothing_is_forbidden() -> None:
    step = entry(TrialStep.JURY_REDUCED, sitting=3)
    assert outcome("T12", step, pack()) == (True, ["rule min_jurors"])


def test_a_place_may_take_no_partial_verdict() -> None:
    step = entry(TrialStep.PARTIAL_TAKEN)
    assert outcome("T16", step, pack(partial_verdict={"allowed": False})) == (False, [])


@pytest.mark.parametrize(
    ("rules", "hours", "expected"),
    [
        ({}, 1, (True, ["rule majority_after_hours"])),
        ({"guilty_min": {"12": 10}}, 1, (True, ["rule majority_after_hours"])),
        ({"majority_after_hours": 2}, 1, (False, [])),
        ({"majority_after_hours": 2}, 2, (True, [])),
        ({"majority_after_hours": {"plus": ("reasonable_time",)}}, 0, (True, [])),
    ],
)
def test_the_floor_of_a_majority_verdict(rules: Any, hours: float, expected: Any) -> None:
    step = entry(TrialStep.MAJORITY_ALLOWED)
    assert outcome("T18", step, pack(**rules), hours=hours) == expected


@pytest.mark.parametrize(
    ("rules", "votes", "lawful"),
    [
        ({}, 1, True),
        ({"guilty_min": "all"}, 12, True),
        ({"guilty_min": "all"}, 11, False),
        ({"guilty_min": {"11": 10}}, 1, True),  # the rule does not speak of twelve
        ({"guilty_min": {"12": 10}}, 10, True),
        ({"guilty_min": {"12": 10}, "majority_after_hours": 2}, 10, False),
        ({"guilty_min": {"12": 10}, "majority_after_hours": 0}, 10, True),
        ({"guilty_min": {"12": 10}, "majority_after_hours": {"hours": 2}}, 10, False),
        ({"guilty_min": {"12": 10}, "majority_after_hours": {"hours": 0}}, 10, True),
    ],
)
def test_the_votes_of_a_verdict_before_a_majority_is_asked_for(
    rules: Any, votes: int, lawful: bool
) -> None:
    step = entry(TrialStep.RECORDED)
    assert outcome("T20", step, pack(**rules), votes=votes, sitting=12) == (lawful, [])


def test_a_move_without_conditions_is_lawful() -> None:
    assert outcome("T03", entry(TrialStep.OPENINGS), pack()) == (True, [])
