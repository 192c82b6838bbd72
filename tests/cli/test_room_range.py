"""`juryroom room --models all`: the range of the engine, and what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.effect.one_juror import one_juror
from juryroom.effect.room_effect import room_effect, room_line_up
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import AtBallot, Rumour, Threat
from juryroom.procedure.decision_rule import DecisionRule

Juryroom = Callable[..., Any]

ASKED = ("room", "--guilty-votes", "6", "--models", "all", "--event")
RUMOUR = "rumour at ballot 5 converts 0.2"
THREAT = "threat at ballot 2 presses 0.1"


def test_the_numbers_are_those_of_the_engine(juryroom: Juryroom) -> None:
    shown = json.loads(juryroom(*ASKED, RUMOUR, "--event", THREAT, "--json").out)
    events = [Rumour(when=AtBallot(5), strength=0.2), Threat(when=AtBallot(2), pressure=0.1)]
    expected = room_effect(FirstBallot.known(6, 12), events, DecisionRule.unanimous(12)).as_json()
    assert {name: shown[name] for name in expected} == json.loads(json.dumps(expected))
    assert [event["event"] for event in shown["events"]] == [RUMOUR, THREAT]
    assert shown["patience"].startswith("calibrated")
    rule = DecisionRule.unanimous(12)
    jurors = one_juror(FirstBallot.known(6, 12), rule, entrants=room_line_up(rule))
    assert shown["one_juror"] == json.loads(json.dumps([juror.as_json() for juror in jurors]))


def test_the_patience_that_is_given_is_every_models(juryroom: Juryroom) -> None:
    shown = json.loads(juryroom(*ASKED, RUMOUR, "--ballots", "20", "--json").out)
    assert "20" in shown["patience"]
    assert all(cell["with"]["mean_ballots"] <= 20 for cell in shown["models"])


def test_people_see_the_range_and_each_event_alone(juryroom: Juryroom) -> None:
    text = juryroom(*ASKED, RUMOUR, "--event", THREAT).out
    for entrant in room_line_up(DecisionRule.unanimous(12)):
        assert f"  {entrant.name} " in text
    assert "all, 5 models" in text
    assert "event 2 alone" in text
    assert "one first vote" in text
    assert "one refusal" in text
    alone = juryroom(*ASKED, RUMOUR).out
    assert "alone  " not in alone


@pytest.mark.parametrize(
    "words",
    [
        ("--models", "all", "--model", "tug-of-war"),
        ("--models", "all", "--set", "inertia=0.5"),
        ("--models", "some"),
    ],
)
def test_other_models_beside_all_are_refused(juryroom: Juryroom, words: tuple[str, ...]) -> None:
    ran = juryroom("room", "--guilty-votes", "6", "--event", RUMOUR, *words)
    assert ran.code == 7
    assert "--models" in ran.err
    assert "accepted:" in ran.err
