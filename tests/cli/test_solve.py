"""`juryroom solve`: the numbers at full precision, and four parts for every bad one."""

import json
from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import pytest

Juryroom = Callable[..., Any]


def test_linear_pull_equals_its_closed_form_at_full_precision(juryroom: Juryroom) -> None:
    for size, votes in ((12, 8), (6, 2), (9, 5), (23, 11)):
        ran = juryroom(
            "solve", "linear-pull", "--jury-size", str(size), "--guilty-votes", str(votes), "--json"
        )
        closed = Fraction(sum(comb(size - 1, j) for j in range(votes)), 2 ** (size - 1))
        outcome = json.loads(ran.out)
        assert outcome["guilty"] == pytest.approx(float(closed), abs=1e-14)
        assert outcome["not_guilty"] == pytest.approx(float(1 - closed), abs=1e-14)
        assert outcome["hung"] == 0


def test_tug_of_war_defaults_are_sates_constants(juryroom: Juryroom) -> None:
    """P(guilty | 3 of 6) as sate 3.1.1 gives it, get_pG_by_k(jury_n=6)."""
    ran = juryroom("solve", "tug-of-war", "--jury-size", "6", "--guilty-votes", "3", "--json")
    assert json.loads(ran.out)["guilty"] == pytest.approx(0.20616708497669409, abs=1e-12)


def test_ballots_and_rule_are_used(juryroom: Juryroom) -> None:
    """The table of models.md section 6: 6 of 12, ten to a verdict, twenty ballots."""
    ran = juryroom(
        "solve", "tug-of-war", "--guilty-votes", "6", "--to-convict", "10", "--to-acquit", "10",
        "--ballots", "20", "--json",
    )  # fmt: skip
    outcome = json.loads(ran.out)
    shown = [round(outcome[key], 9) for key in ("guilty", "not_guilty", "hung")]
    assert shown == [0.210682177, 0.550496026, 0.238821797]
    assert sum(outcome["last_split_when_hung"].values()) == pytest.approx(1)


def test_a_share_and_a_parameter(juryroom: Juryroom) -> None:
    """A flat tug of war is proportionality, so that the verdict follows the share."""
    ran = juryroom("solve", "tug-of-war", "--share", "0.3", "--set", "slope=0", "--json")
    outcome = json.loads(ran.out)
    assert outcome["guilty"] == pytest.approx(0.3, abs=1e-12)
    assert outcome["parameters"] == {"slope": 0, "bias": 1, "movers": 2}


def test_text_says_what_was_asked_and_what_it_is_not(juryroom: Juryroom) -> None:
    ran = juryroom("solve", "linear-pull", "--guilty-votes", "8")
    assert "guilty 0.887; not guilty 0.113; hung 0.000 (exact)" in ran.out
    assert "not about guilt" in ran.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tugofwar", "--guilty-votes", "6"), 6, "'tug-of-war' (nearest)"),
        (("linear-pull", "--guilty-votes", "13"), 7, "13"),
        (("linear-pull", "--guilty-votes", "-1"), 7, "-1"),
        (("linear-pull",), 7, "--guilty-votes K"),
        (("linear-pull", "--guilty-votes", "6", "--share", "0.5"), 7, "both"),
        (("linear-pull", "--guilty-votes", "6", "--resemblance", "0.1"), 7, "--share P"),
        (("linear-pull", "--share", "60"), 7, "did you mean 0.6?"),
        (("linear-pull", "--share", "nan"), 7, "nan"),
        (("linear-pull", "--jury-size", "2", "--guilty-votes", "1"), 7, "3 to 23"),
        (("linear-pull", "--jury-size", "40", "--guilty-votes", "1"), 7, "3 to 23"),
        (("linear-pull", "--guilty-votes", "6", "--to-convict", "13"), 7, "at most 12"),
        (("linear-pull", "--guilty-votes", "6", "--to-convict", "6", "--to-acquit", "6"), 7, "13 or more"),
        (("linear-pull", "--guilty-votes", "6", "--ballots", "5", "--hang-hazard", "0.1"), 7, "both"),
        (("linear-pull", "--guilty-votes", "6", "--ballots", "-5"), 7, "-5"),
        (("linear-pull", "--guilty-votes", "6", "--hang-hazard", "1.5"), 7, "1.5"),
        (("linear-pull", "--guilty-votes", "6", "--pressure", "2"), 7, "2"),
        (("linear-pull", "--guilty-votes", "6", "--set", "inertia"), 7, "NAME=VALUE"),
        (("linear-pull", "--guilty-votes", "6", "--set", "inertai=0.5"), 6, "inertia"),
        (("linear-pull", "--guilty-votes", "6", "--set", "inertia=7"), 7, "inertia"),
        (("majority", "--guilty-votes", "6", "--ballots", "5"), 7, "ballots"),
        (("majority", "--guilty-votes", "6", "--pressure", "0.1"), 7, "ballots"),
        (
            ("private-public", "--guilty-votes", "6", "--set", "persuasion=0",
             "--set", "pressure_to_convict=0", "--set", "pressure_to_acquit=0"), 7, "patience",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = juryroom("solve", *words)
    assert ran.code == code
    assert ran.out == ""
    assert said in ran.err
    assert "  rule: " in ran.err
    assert "  accepted: " in ran.err
    assert "Traceback" not in ran.err


def test_what_typer_cannot_read_is_a_usage_error(juryroom: Juryroom) -> None:
    ran = juryroom("solve", "linear-pull", "--guilty-votes", "six")
    assert ran.code == 2
    assert "'--guilty-votes'" in ran.err
    assert "integer" in ran.err
