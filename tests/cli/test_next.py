"""`juryroom case next` and `juryroom case posture --readings`."""

import json
from collections.abc import Callable
from typing import Any

import pytest

HUNG = ("case", "next", "people-v-weinstein", "--on", "2025-06-13", "--count", "R3_M")


def test_the_hung_count_may_be_set_down_again(juryroom: Callable[..., Any]) -> None:
    ran = juryroom(*HUNG)
    assert ran.code == 0
    assert "the court sets the count down for another trial (set_for_retrial, C21)" in ran.out
    assert "CPL 310.60(2)" in ran.out
    assert "no earlier than 12 December 2025" in " ".join(ran.out.split())
    assert "[unverified]" in ran.out
    assert "In the calendar: 2 July 2025" in ran.out


def test_an_illegal_step_says_why_not_with_the_authority(juryroom: Callable[..., Any]) -> None:
    ran = juryroom(*HUNG[:-1], "CSA_S", "--step", "set_for_retrial")
    assert "not open: a recorded acquittal is final (CPL 40.20)" in ran.out


def test_the_tree_and_every_closed_step(juryroom: Callable[..., Any]) -> None:
    plain, deep = juryroom(*HUNG).out, juryroom(*HUNG, "--depth", "2").out
    every = juryroom(*HUNG, "--all").out
    assert "then, awaiting trial:" in deep
    assert "then," not in plain
    assert every.count("closed:") > 20
    assert "closed:" not in plain


def test_json_holds_every_step(juryroom: Callable[..., Any]) -> None:
    data = json.loads(juryroom(*HUNG, "--depth", "2", "--json").out)
    (count,) = data["counts"]
    assert data["on"] == "2025-06-13"
    assert {step["openness"] for step in count["steps"]} == {"open", "turns on", "closed"}
    retrial = next(step for step in count["steps"] if step["transition"] == "C21")
    assert retrial["reaches"][0]["state"] == "PENDING_TRIAL"
    assert data["provenance"]


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--depth", "9"), 7), (("--step", "fly"), 6), (("--count", "K9"), 6)],
)
def test_what_cannot_be_asked_is_refused(
    more: tuple[str, ...], code: int, juryroom: Callable[..., Any]
) -> None:
    ran = juryroom("case", "next", "people-v-weinstein", *more)
    assert ran.code == code
    assert "accepted:" in ran.err


def test_readings_say_what_matters_and_what_does_not(juryroom: Callable[..., Any]) -> None:
    command = ("case", "posture", "people-v-weinstein", "--on", "2025-06-13", "--readings")
    text = juryroom(*command).out
    assert "X08 Why there was a mistrial in 2025: matters to R3_M" in text
    assert "X07 The acquittal: does not matter to any count" in text
    data = json.loads(juryroom(*command, "--json").out)
    assert data["readings"]["matters"] is True
    assert data["readings"]["groups"][0]["decisive"] == ["X08"]
    assert "readings" not in json.loads(juryroom(*command[:-1], "--json").out)
