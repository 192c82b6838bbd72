"""Events in the room as counterfactuals: against rooms solved apart, and what is claimed."""

import datetime as dt
from dataclasses import replace

import pytest

from juryroom.catalog.base_rates import hung_rate
from juryroom.catalog.line_up import DEFAULT_RATE
from juryroom.effect.claimed import ClaimedInfluence, claimed_influences
from juryroom.effect.influence import InfluenceKind, influence_table
from juryroom.effect.room_effect import (
    RoomEffect,
    claimed_room_effect,
    room_effect,
    room_line_up,
)
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import (
    AtBallot,
    DeadlockCharge,
    Happening,
    JurorRefuses,
    JurorRemoved,
    Leaves,
    OnSplit,
    Rumour,
    Threat,
)
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import DecisionRule, Ending, RuleSchedule, SittingRules
from juryroom.record.files import bundled_cases, find_case, load_case

UNANIMOUS = DecisionRule.unanimous(6)
FEWER = SittingRules.unanimous(6, 5)
SPLIT = FirstBallot.known(3, 6)
EVENTS: tuple[Happening, ...] = (
    Rumour(when=OnSplit(4, 2), strength=0.2),
    Threat(when=AtBallot(3), pressure=0.1),
    DeadlockCharge(when=OnSplit(5, 1), minority_pull=0.1),
    JurorRemoved(when=AtBallot(4), leaves=Leaves.NOT_GUILTY_VOTER),
)


@pytest.fixture(scope="module")
def found() -> RoomEffect:
    return room_effect(SPLIT, EVENTS, FEWER)


def test_each_event_is_taken_away_alone(found: RoomEffect) -> None:
    for cell, entrant in zip(found.cells, room_line_up(UNANIMOUS), strict=True):
        everything = Room(entrant.model, FEWER, entrant.patience, EVENTS)
        for place in range(len(EVENTS)):
            left = EVENTS[:place] + EVENTS[place + 1 :]
            other = replace(everything, happenings=left).solve(SPLIT).outcome
            before = everything.solve(SPLIT).outcome
            for ending in Ending:
                expected = before.probability[ending] - other.probability[ending]
                assert cell.change(ending, place) == pytest.approx(expected, abs=1e-12)
        plain = Room(entrant.model, UNANIMOUS, entrant.patience).solve(SPLIT).outcome
        assert cell.without.outcome.guilty == pytest.approx(plain.guilty, abs=1e-12)


def test_four_models_or_more_and_a_range_that_holds_them(found: RoomEffect) -> None:
    assert len(found.cells) >= 4
    assert len({cell.model for cell in found.cells}) == len(found.cells)
    for event in (None, *range(found.events)):
        low, high = found.span(Ending.GUILTY, event)
        changes = [cell.change(Ending.GUILTY, event) for cell in found.cells]
        assert (min(changes), max(changes)) == (low, high)
        for cell in found.cells:
            assert sum(cell.changes(event).values()) == pytest.approx(0, abs=1e-10)
    shown = found.as_json()
    assert shown["single_model"] is False
    assert len(shown["change_over_models_by_event"]) == len(EVENTS)


def test_one_event_alone_is_all_of_them() -> None:
    alone = room_effect(SPLIT, EVENTS[:1], UNANIMOUS)
    for ending in Ending:
        assert alone.span(ending) == alone.span(ending, 0)


@pytest.mark.parametrize(
    ("event", "ending"),
    [
        (Rumour(when=AtBallot(2), strength=0.3), Ending.GUILTY),
        (Threat(when=AtBallot(2), pressure=0.2), Ending.GUILTY),
        (JurorRefuses(when=AtBallot(2)), Ending.HUNG),
        (JurorRemoved(when=AtBallot(2), leaves=Leaves.NOT_GUILTY_VOTER), Ending.GUILTY),
        (JurorRemoved(when=AtBallot(2), leaves=Leaves.GUILTY_VOTER), Ending.NOT_GUILTY),
    ],
)
def test_every_event_moves_every_model_its_way(event: Happening, ending: Ending) -> None:
    low, _ = room_effect(SPLIT, [event], FEWER).span(ending)
    assert low > 0


def test_events_of_strength_nothing_change_nothing() -> None:
    nothing = (Rumour(when=AtBallot(2), strength=0.0), Threat(when=AtBallot(3), pressure=0.0))
    for ending in Ending:
        assert room_effect(SPLIT, nothing, UNANIMOUS).span(ending) == pytest.approx(
            (0, 0), abs=1e-12
        )


def test_a_change_of_rule_is_a_change_too() -> None:
    five = DecisionRule(jury_size=6, to_convict=5, to_acquit=5)
    later = RuleSchedule(((0, UNANIMOUS), (5, five)))
    changed = room_effect(SPLIT, [], later, rule_without=UNANIMOUS)
    assert changed.events == 0
    assert changed.span(Ending.HUNG)[1] < 0


def test_fewer_models_need_a_flag() -> None:
    one = room_line_up(UNANIMOUS)[:1]
    with pytest.raises(OutOfDomainError, match="few_models"):
        room_effect(SPLIT, EVENTS[:1], UNANIMOUS, entrants=one)
    alone = room_effect(SPLIT, EVENTS[:1], UNANIMOUS, entrants=one, few_models=True)
    assert alone.as_json()["single_model"] is True
    with pytest.raises(OutOfDomainError, match="entrants"):
        room_effect(SPLIT, EVENTS[:1], UNANIMOUS, entrants=[], few_models=True)


def test_trials_that_do_not_differ_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="no event"):
        room_effect(SPLIT, [], UNANIMOUS)


def claims() -> list[ClaimedInfluence]:
    return [
        claimed
        for name in bundled_cases()
        for claimed in claimed_influences(load_case(find_case(name)).case, dt.date.max)
    ]


def test_what_is_claimed_alone_is_the_table_of_influences() -> None:
    """The bundled case: a rumour and a threat, each alone as the report's table has them."""
    found = claims()
    assert found
    for claimed in found:
        rule = DecisionRule.unanimous(claimed.jury_size)
        table = influence_table(claimed.guilty_votes, rule, hung_rate(DEFAULT_RATE))
        rumour = claimed_room_effect(claimed, rule, rumour=0.25, pressed_votes=0.0)
        threat = claimed_room_effect(claimed, rule, rumour=0.0, pressed_votes=2.0)
        named = {cell.model for cell in table.cells}
        compared = 0
        for effect, kind, strength in (
            (rumour, InfluenceKind.RUMOUR, 0.25),
            (threat, InfluenceKind.PRESSURE, 2.0),
        ):
            for cell in effect.cells:
                if cell.model in named:
                    beside = table.cell(cell.model, kind, strength).outcome
                    assert cell.found.outcome.guilty == pytest.approx(beside.guilty, abs=1e-9)
                    compared += 1
        assert compared == 6


def test_what_is_claimed_together_moves_more_than_either() -> None:
    for claimed in claims():
        rule = DecisionRule.unanimous(claimed.jury_size)
        both = claimed_room_effect(claimed, rule, rumour=0.25, pressed_votes=2.0)
        assert both.events == 2
        for cell in both.cells:
            parts = [cell.change(Ending.GUILTY, event) for event in range(2)]
            assert cell.change(Ending.GUILTY) >= max(parts) - 1e-12


@pytest.mark.parametrize("strengths", [{"rumour": 2.0}, {"pressed_votes": -1.0}])
def test_strengths_have_domains(strengths: dict[str, float]) -> None:
    (claimed, *_) = claims()
    asked = {"rumour": 0.1, "pressed_votes": 1.0} | strengths
    with pytest.raises(OutOfDomainError):
        claimed_room_effect(
            claimed,
            DecisionRule.unanimous(claimed.jury_size),
            rumour=asked["rumour"],
            pressed_votes=asked["pressed_votes"],
        )
