"""`juryroom room`: the sentences, the file, and the same numbers as the engine in Python."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.cli.room_events import FORMS, RuleOpens, read_event
from juryroom.deliberation.registry import model
from juryroom.errors import JuryroomError, OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import (
    AtBallot,
    DeadlockCharge,
    JurorRefuses,
    JurorRemoved,
    JurorReplaced,
    Leaves,
    OnSplit,
    Others,
    Rumour,
    Threat,
)
from juryroom.outcome.patience import HangHazard
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import DecisionRule, RuleSchedule, SittingRules

Juryroom = Callable[..., Any]

TEN_OF_TWELVE = DecisionRule(jury_size=12, to_convict=10, to_acquit=12)


@pytest.mark.parametrize(
    ("sentence", "event"),
    [
        ("rumour at ballot 5 converts 0.2", Rumour(when=AtBallot(5), strength=0.2)),
        ("rumour on 8-4 converts 1", Rumour(when=OnSplit(8, 4), strength=1)),
        ("threat at ballot 0 presses .05", Threat(when=AtBallot(0), pressure=0.05)),
        ("charge on 8-4 pulls 0.1", DeadlockCharge(when=OnSplit(8, 4), minority_pull=0.1)),
        (
            "charge at ballot 9 model tug-of-war slope=0.3 movers=3 pulls 0.1",
            DeadlockCharge(
                when=AtBallot(9),
                minority_pull=0.1,
                model=model("tug-of-war", slope=0.3, movers=3),
            ),
        ),
        ("replace on 6-6", JurorReplaced(when=OnSplit(6, 6))),
        (
            "replace at ballot 3 guilty voter alternate 0.4 others think",
            JurorReplaced(
                when=AtBallot(3),
                leaves=Leaves.GUILTY_VOTER,
                alternate_guilty=0.4,
                others=Others.VOTE_THEIR_VIEWS,
            ),
        ),
        (
            "replace at ballot 3 others afresh 0.5 of 11",
            JurorReplaced(
                when=AtBallot(3),
                others=Others.VOTE_AFRESH,
                first_ballot=FirstBallot.binomial(0.5, 11),
            ),
        ),
        (
            "remove on 7-5 not-guilty voter",
            JurorRemoved(when=OnSplit(7, 5), leaves=Leaves.NOT_GUILTY_VOTER),
        ),
        (
            "remove at ballot 4 needing 10",
            JurorRemoved(when=AtBallot(4), rules=SittingRules.majorities({11: 10, 10: 10})),
        ),
        ("refuse on 6-6", JurorRefuses(when=OnSplit(6, 6))),
        ("rule at ballot 20 convicts 10", RuleOpens(ballot=20, rule=TEN_OF_TWELVE)),
        (
            "rule at ballot 20 majority 12:10,11:10",
            RuleOpens(ballot=20, rule=SittingRules.majorities({12: 10, 11: 10})),
        ),
    ],
)
def test_a_sentence_says_one_event(sentence: str, event: object) -> None:
    assert read_event(sentence, "here", 12) == event
    assert read_event(f"  {sentence.replace(' ', '   ')} ", "here", 12) == event


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("", "without words"),
        ("rumor at ballot 5 converts 0.2", "rumour WHEN converts P"),
        ("dance at ballot 5", "refuse WHEN"),
        ("rumour", "the end where a time is expected"),
        ("rumour at ballt 5 converts 0.2", "'at ballt'"),
        ("rumour on 8:4 converts 0.2", "'on 8:4'"),
        ("rumour on 1-1 converts 0.2", "3 to 23"),
        ("rumour at ballot five converts 0.2", "'five'"),
        ("rumour at ballot 5.5 converts 0.2", "which counts"),
        ("rumour at ballot -1 converts 0.2", "0 to 100000"),
        ("rumour at ballot 5", "no 'converts'"),
        ("rumour at ballot 5 converts", "nothing after 'converts'"),
        ("rumour at ballot 5 converts 20", "did you mean 0.2?"),
        ("rumour at ballot 5 converts nan", "nan"),
        ("rumour at ballot 5 converts 0.2 converts 0.3", "a second time"),
        ("rumour at ballot 5 converts 0.2 today", "does not belong there"),
        ("charge on 8-4", "neither 'pulls' nor 'model'"),
        ("charge on 8-4 model", "nothing after 'model'"),
        ("charge on 8-4 model tug-of-war slope=7", "TugOfWar.slope"),
        ("charge on 8-4 model tug-of-war slope=", "NAME=VALUE"),
        ("replace at ballot 3 guilty", "'voter' is expected"),
        ("replace at ballot 3 others dance", "'dance' after 'others'"),
        ("replace at ballot 3 others", "the end after 'others'"),
        ("remove at ballot 3 needing 5", "needing 6 to 11"),
        ("remove at ballot 3 needing 12", "needing 6 to 11"),
        ("rule on 8-4 convicts 10", "first shows 8 to 4"),
        ("rule at ballot 0 convicts 10", "before ballot 0"),
        ("rule at ballot 5", "no rule after the time"),
        ("rule at ballot 5 majority 12:10 convicts 10", "both kinds of rule"),
        ("rule at ballot 5 majority", "nothing after 'majority'"),
        ("rule at ballot 5 majority 12", "12:10,11:10"),
        ("rule at ballot 5 convicts 3 acquits 3", "13 or more"),
        ("refuse on 6-6 now", "'now'"),
    ],
)
def test_a_malformed_sentence_is_refused_and_shown_how(sentence: str, said: str) -> None:
    with pytest.raises(OutOfDomainError) as refused:
        read_event(sentence, "here", 12)
    (problem,) = refused.value.problems
    assert said in str(problem)
    assert problem.where.startswith("here")
    assert sentence in f"{problem.where} {problem.found}"


VOCABULARY = """
    at on ballot 8-4 6-6 0 3 10 0.2 2 nan 1e999 1e300 converts presses pulls model linear-pull
    tug-of-war slope=0.2 slope=x guilty not-guilty voter alternate others keep think afresh of
    needing convicts acquits majority 12:10 = : '' é
"""
SENTENCES = st.tuples(
    st.sampled_from(["", *FORMS]),
    st.sampled_from(["", "at ballot 3", "on 8-4", "on 0-0", "at ballot"]),
    st.lists(st.sampled_from(VOCABULARY.split()), max_size=5).map(" ".join),
).map(" ".join)


@given(SENTENCES)
@settings(max_examples=300, deadline=None)
def test_no_sentence_whatever_is_a_defect(sentence: str) -> None:
    """It is an event, or it is refused with its place: nothing else is ever raised."""
    problems: tuple[Problem, ...] = ()
    try:
        read_event(sentence, "here", 12)
    except JuryroomError as error:
        problems = error.problems
    assert all(problem.where.startswith("here") for problem in problems)


def test_the_numbers_are_those_of_the_engine(juryroom: Juryroom) -> None:
    ran = juryroom(
        "room", "--guilty-votes", "6", "--hang-hazard", "0.02",
        "--event", "charge on 8-4 pulls 0.1", "--event", "rule at ballot 20 convicts 10", "--json",
    )  # fmt: skip
    shown = json.loads(ran.out)
    pull, waits, ballot = (
        model("linear-pull"),
        HangHazard(per_ballot=0.02),
        FirstBallot.known(6, 12),
    )
    charge = DeadlockCharge(when=OnSplit(8, 4), minority_pull=0.1)
    twelve = DecisionRule.unanimous(12)
    changed = Room(pull, RuleSchedule(((0, twelve), (20, TEN_OF_TWELVE))), waits, (charge,))
    found = changed.solve(ballot)
    for name, value in found.as_json().items():
        if name != "took_place":
            assert shown["with"][name] == value
    assert shown["events"] == [
        {"event": "charge on 8-4 pulls 0.1", "took_place": found.took_place[0]},
        {"event": "rule at ballot 20 convicts 10", "took_place": None},
    ]
    plain = Room(pull, twelve, waits).solve(ballot).outcome
    assert shown["without"]["guilty"] == plain.guilty
    assert shown["without"]["mean_ballots"] == plain.mean_ballots


def test_without_events_it_is_what_solve_gives(juryroom: Juryroom) -> None:
    asked = ("--guilty-votes", "7", "--hang-hazard", "0,0.01,0.02,0.03,0.04,0.05,0.06", "--json")
    room = json.loads(juryroom("room", *asked, "--event", "refuse at ballot 9").out)
    solved = json.loads(juryroom("solve", "linear-pull", *asked).out)
    for name in ("guilty", "not_guilty", "hung", "mean_ballots"):
        assert room["without"][name] == pytest.approx(solved[name], abs=1e-12)
    assert room["with"]["hung"] > room["without"]["hung"]


def test_text_has_both_rooms_side_by_side(juryroom: Juryroom) -> None:
    ran = juryroom(
        "room", "--model", "private-public", "--guilty-votes", "6", "--hang-hazard", "0.02",
        "--event", "rumour on 6-6 converts 0.25", "--event", "rule at ballot 20 convicts 10",
    )  # fmt: skip
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["without", "with", "change"] in rows
    (guilty,) = (row for row in rows if row[0] == "guilty")
    without, found, change = map(float, guilty[1:])
    assert change == pytest.approx(found - without, abs=0.0011)
    assert change > 0.05
    assert "1. rumour on 6-6 converts 0.25: 1.000" in ran.out
    assert "2. rule at ballot 20 convicts 10: a date" in ran.out
    assert "jurors against a guilty verdict" in ran.out
    assert "when hung, last split without: 6-6" in ran.out
    assert "not about guilt" in ran.out


def test_a_juror_may_leave_a_unanimous_jury(juryroom: Juryroom) -> None:
    """The first question of the theory page, under unanimity: a trial of eleven at six to five."""
    ran = juryroom(
        "room", "--guilty-votes", "6", "--hang-hazard", "0.02", "--json",
        "--event", "remove at ballot 0 not-guilty voter",
    )  # fmt: skip
    eleven = juryroom(
        "solve", "linear-pull", "--jury-size", "11", "--guilty-votes", "6",
        "--hang-hazard", "0.02", "--json",
    )  # fmt: skip
    left, alone = json.loads(ran.out)["with"], json.loads(eleven.out)
    assert left["guilty"] == pytest.approx(alone["guilty"], abs=1e-12)
    assert left["hung_with"]["6-5"] == pytest.approx(
        alone["hung"] * alone["last_split_when_hung"]["6"], abs=1e-12
    )


ROOM = """\
schema: juryroom-room/1
model: private-public
parameters:
  persuasion: 0.3
jury_size: 12
guilty_votes: 6
majority: [12:10, 11:10]
hang_hazard: 0.02
events:
  - rumour at ballot 5 converts 0.2
  - remove on 7-5 not-guilty voter
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "room.yaml"
    path.write_text(ROOM, encoding="utf-8")
    return path


def test_a_file_says_what_the_options_say(juryroom: Juryroom, file: Path) -> None:
    from_file = json.loads(juryroom("room", file.name, "--json").out)
    from_options = json.loads(
        juryroom(
            "room", "--model", "private-public", "--set", "persuasion=0.3", "--guilty-votes", "6",
            "--majority", "12:10,11:10", "--hang-hazard", "0.02", "--json",
            "--event", "rumour at ballot 5 converts 0.2",
            "--event", "remove on 7-5 not-guilty voter",
        ).out
    )  # fmt: skip
    (read,) = from_file.pop("provenance")["inputs"]
    assert read["name"] == "room.yaml"
    from_options.pop("provenance")
    assert from_file == from_options


def test_an_option_takes_the_place_of_what_the_file_says(juryroom: Juryroom, file: Path) -> None:
    shown = json.loads(
        juryroom(
            "room", file.name, "--model", "linear-pull", "--share", "0.5", "--ballots", "30",
            "--majority", "12:11,11:10", "--event", "threat at ballot 2 presses 0.1", "--json",
        ).out
    )  # fmt: skip
    assert shown["model"] == "linear-pull"
    assert shown["parameters"] == {"inertia": 0.0}
    assert shown["first_ballot"] == list(FirstBallot.binomial(0.5, 12).probabilities)
    assert "30 ballots" in shown["patience"]
    assert [event["event"].split()[0] for event in shown["events"]] == [
        "rumour",
        "remove",
        "threat",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("juryroom-room/1", "juryroom-room/2", 4, "room.yaml:1 schema"),
        ("schema: juryroom-room/1\n", "", 4, "room.yaml:1 schema: found nothing"),
        ("model:", "modle:", 4, "'model' (nearest)"),
        ("guilty_votes: 6", "guilty_votes: 16", 7, "room.yaml:6 guilty_votes"),
        ("guilty_votes: 6", "guilty_votes: six", 7, "room.yaml:6 guilty_votes: found 'six'"),
        ("guilty_votes: 6", "guilty_votes: 6.5", 7, "room.yaml:6 guilty_votes: found 6.5"),
        ("guilty_votes: 6", "guilty_votes: true", 7, "found 'true'"),
        ("guilty_votes: 6", "guilty_votes:", 7, "room.yaml:6 guilty_votes: found ''"),
        ("guilty_votes: 6", "guilty_votes: 6\nshare: 0.5", 7, "both"),
        ("guilty_votes: 6\n", "", 7, "neither"),
        ("jury_size: 12", "jury_size: 2", 7, "room.yaml:5 jury_size"),
        ("jury_size: 12", "jury_size: 40", 7, "3 to 23"),
        ("jury_size: 12", "jury_size: 11", 7, "room.yaml:7 majority"),
        ("[12:10, 11:10]", "[12:10]", 7, "11"),
        ("[12:10, 11:10]", "ten", 7, "12:10,11:10"),
        ("majority: [12:10, 11:10]", "to_convict: 10", 7, "--majority SITTING:VOTES"),
        ("hang_hazard: 0.02", "hang_hazard: .nan", 7, "hang_hazard"),
        ("hang_hazard: 0.02", "hang_hazard: 2", 7, "room.yaml:8 hang_hazard"),
        ("hang_hazard: 0.02", "hang_hazard: [0.1, 0.2]", 7, "7 numbers"),
        ("hang_hazard: 0.02", "hang_hazard: 0.1\nballots: 4", 7, "both"),
        ("persuasion: 0.3", "persuasion: 3", 7, "persuasion"),
        ("persuasion: 0.3", "perusasion: 0.3", 6, "'persuasion' (nearest)"),
        ("persuasion: 0.3", "persuasion: much", 7, "room.yaml:3 parameters"),
        ("model: private-public", "model: tugofwar", 6, "'tug-of-war' (nearest)"),
        ("- rumour at ballot 5", "- rumour at balot 5", 7, "room.yaml:10 events[0]"),
        ("remove on 7-5", "remove on 7-7", 7, "room.yaml:11 events[1]"),
        ("- rumour at ballot 5 converts 0.2", "- 7", 4, "room.yaml:10 events[0]: found 7"),
        ("jury_size: 12", "jury_size: 12\njury_size: 12", 3, "again"),
        ("guilty_votes: 6", "guilty_votes: [6", 3, "room.yaml"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    juryroom: Juryroom, file: Path, old: str, new: str, code: int, said: str
) -> None:
    assert old in ROOM
    file.write_text(ROOM.replace(old, new), encoding="utf-8")
    ran = juryroom("room", file.name)
    assert said in ran.err
    assert ran.code == code
    assert ran.out == ""
    assert "  accepted: " in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("none.yaml",), 3, "none.yaml: found no file"),
        ((".",), 3, "a folder"),
        ((), 7, "neither"),
        (("--model", "majority", "--guilty-votes", "6", "--event", "refuse on 6-6"), 7, "a scheme"),
        (("--guilty-votes", "6"), 7, "no event"),
        (("--guilty-votes", "nan", "--event", "refuse at ballot 3"), 7, "nan"),
        (("--jury-size", "2", "--guilty-votes", "1", "--event", "refuse at ballot 3"), 7, "3 to 23"),
        (("--guilty-votes", "6", "--event", "rumour on 8-5 converts 0.2"), 7, "found a split of 8 to 5"),
        (("--guilty-votes", "6", "--event", "charge on 8-4 model private-public"), 7, "'charge on 8-4"),
        (("--jury-size", "3", "--guilty-votes", "2", "--event", "remove at ballot 1"), 7, "at least 3"),
    ],
)  # fmt: skip
def test_bad_options_are_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = juryroom("room", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "  rule: " in ran.err


def test_an_empty_file_and_a_list_are_no_room(juryroom: Juryroom, tmp_path: Path) -> None:
    for text, said in (("", "an empty file"), ("- a\n", "a room file holds one mapping")):
        (tmp_path / "room.yaml").write_text(text, encoding="utf-8")
        ran = juryroom("room", "room.yaml")
        assert ran.code == 3
        assert said in ran.err
        assert "juryroom-case" not in ran.err
