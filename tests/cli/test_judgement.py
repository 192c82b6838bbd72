"""`juryroom solve` for voting games and models of accuracy."""

import json
from collections.abc import Callable
from math import comb
from typing import Any

import pytest

Juryroom = Callable[..., Any]


def test_condorcet_is_a_binomial_tail(juryroom: Juryroom) -> None:
    ran = juryroom("solve", "condorcet", "--set", "accuracy=0.7", "--set", "jury_size=11", "--json")
    tail = sum(comb(11, j) * 0.7**j * 0.3 ** (11 - j) for j in range(6, 12))
    assert json.loads(ran.out)["majority_right"] == pytest.approx(tail, abs=1e-14)


def test_a_strategic_jury_under_unanimity(juryroom: Juryroom) -> None:
    """The worked case of Feddersen and Pesendorfer (1998): 12 of 12, signals right 7 in 10."""
    ran = juryroom(
        "solve", "feddersen-pesendorfer", "--jury-size", "12", "--to-convict", "12",
        "--set", "signal_accuracy=0.7", "--set", "doubt=0.5", "--json",
    )  # fmt: skip
    answer = json.loads(ran.out)
    assert answer["guilty_vote_on_innocent_signal"] == pytest.approx(0.824424, abs=1e-6)
    assert answer["convict_if_innocent"] == pytest.approx(0.207287, abs=1e-6)
    assert answer["acquit_if_guilty"] == pytest.approx(0.477603, abs=1e-6)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("condorcet", "--guilty-votes", "6"), 7, "no first ballot"),
        (("condorcet", "--to-convict", "6"), 7, "--set NAME=VALUE"),
        (("feddersen-pesendorfer", "--ballots", "6"), 7, "--to-convict"),
        (("feddersen-pesendorfer", "--to-convict", "13"), 7, "13"),
        (("feddersen-pesendorfer", "--set", "doubt=2"), 7, "doubt"),
        (("spencer", "--set", "agreement=0.3"), 7, "agreement"),
        (("spencer", "--set", "agreemnt=0.8"), 6, "agreement"),
    ],
)
def test_options_that_do_not_apply_are_refused(
    juryroom: Juryroom, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = juryroom("solve", *words)
    assert ran.code == code
    assert said in ran.err
    assert ran.out == ""
