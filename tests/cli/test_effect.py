"""`juryroom effect`: one call, four parts for every bad cell, no conclusion of law."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juryroom.effect.standards import STANDARDS
from juryroom.effect.wording import conclusions_in

Juryroom = Callable[..., Any]
READ = ("--answer", "verdict", "--condition", "arm")


def write(path: Path, *extra: str) -> None:
    """A survey of 400: .7 and .6 lean to guilty; two groups, forty sessions, weights."""
    lines = ["verdict,arm,w,session,sex"]
    for place in range(400):
        arm = "actual" if place % 2 else "hypothetical"
        guilty = (place // 2) % 10 < (7 if place % 2 else 6)
        answer = "guilty" if guilty else "not guilty"
        sex = "f" if place % 5 else "m"
        lines.append(f"{answer},{arm},{1 + place % 3},{place // 10},{sex}")
    path.write_text("\n".join([*lines, *extra]) + "\n", encoding="utf-8")


@pytest.fixture
def survey(tmp_path: Path) -> str:
    write(tmp_path / "survey.csv")
    return "survey.csv"


def test_one_call_gives_every_part(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("effect", survey, *READ, "--threshold", "0.1", "--json")
    assert ran.code == 0
    found = json.loads(ran.out)
    assert [arm["share"] for arm in found["arms"]] == [0.7, 0.6]
    assert len(found["models"]) == 4
    assert found["models"][0]["settings"] == 2000
    assert found["schema"] == "juryroom-effect/1"
    assert found["left_out"] == []
    assert found["provenance"]["inputs"][0]["name"] == "survey.csv"
    assert {a["id"] for a in found["assumptions"]} >= {"EFF-1", "EFF-2", "EFF-3", "EFF-7"}
    for model in found["models"]:
        (above,) = model["exceeding"]["actual"]
        assert 0 < above["both"] < 1


def test_text_and_json_say_the_same(juryroom: Juryroom, survey: str) -> None:
    text = juryroom("effect", survey, *READ).out
    found = json.loads(juryroom("effect", survey, *READ, "--json").out)
    for model in found["models"]:
        value = model["effects"]["actual"]["guilty"]["value"]
        shown = re.escape(f"{value:+.3f}")
        assert re.search(rf"{model['model']} +guilty +{shown} ", text)
    low, high = found["range"]["actual"]["guilty"]["values"]
    assert f"{low:+.3f} to {high:+.3f}" in text
    assert "in 100" in text


def test_nothing_that_is_printed_concludes(juryroom: Juryroom, survey: str) -> None:
    words = [word for name in STANDARDS for word in ("--standard", f"{name}=0.1")]
    ran = juryroom("effect", survey, *READ, *words, "--threshold", "0")
    assert ran.code == 0
    assert conclusions_in(ran.out) == ()
    for name in STANDARDS:
        assert f"{name}: " in ran.out
    assert conclusions_in(juryroom("effect", "--help").out) == ()
    data = juryroom("effect", survey, *READ, *words, "--json")
    assert conclusions_in(data.out) == ()
    for one in json.loads(data.out)["standards"]:
        assert {band["interval_lies"] for band in one["bands"]} <= {
            "below the line",
            "across the line",
            "above the line",
        }


def test_weights_clusters_and_margins_are_used(juryroom: Juryroom, survey: str) -> None:
    plain, weighted, clustered = (
        json.loads(juryroom("effect", survey, *READ, *more, "--json").out)["arms"][0]["size"]
        for more in ((), ("--weights", "w"), ("--weights", "w", "--cluster", "session"))
    )
    assert plain["effective"] == 200
    assert weighted["effective"] == pytest.approx(200 * 12 / 14, rel=0.02)
    assert clustered["clusters"] == 40
    assert clustered["effective"] < weighted["effective"]
    raked = juryroom("effect", survey, *READ, "--margin", "sex:f=0.5,m=0.5", "--trim", "4")
    assert raked.code == 0
    assert "Weights: each condition against its margins" in raked.out


def test_rows_left_out_are_listed(juryroom: Juryroom, tmp_path: Path) -> None:
    write(tmp_path / "s.csv", ",actual,1,1,f", "?,actual,1,1,f")
    ran = juryroom(
        "effect", "s.csv", *READ, "--undecided", "?", "--undecided-as", "left-out", "--json"
    )
    assert json.loads(ran.out)["left_out"] == [
        {"reason": "empty: verdict", "row": 402},
        {"reason": "undecided, left out as asked", "row": 403},
    ]


@pytest.mark.parametrize(
    ("row", "words", "shown"),
    [
        ("maybe,actual,1,1,f", (), "row 402, column 'verdict'"),
        ("guilty,Actual,1,1,f", (), "row 402, column 'arm'"),
        ("guilty,actual,-1,1,f", ("--weights", "w"), "row 402, column 'w'"),
        ("=1+1,actual,1,1,f", (), "a formula ('=1+1')"),
        ("guilty,third,1,1,f", ("--other", "third"), "1 respondent (row 402)"),
        ("", ("--other", "third"), "0 respondents"),
    ],
)
def test_a_bad_row_is_an_error_in_four_parts(
    juryroom: Juryroom, tmp_path: Path, row: str, words: tuple[str, ...], shown: str
) -> None:
    write(tmp_path / "s.csv", *([row] if row else []))
    ran = juryroom("effect", "s.csv", *READ, *words)
    assert ran.code == 7
    assert ran.out == ""
    assert shown in ran.err
    assert "rule: " in ran.err
    assert "accepted: " in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--threshold", "10"), 7),
        (("--margin", "sex:f=52,m=48"), 7),
        (("--margin", "sex"), 7),
        (("--margin", "height:tall=1"), 6),
        (("--trim", "6"), 7),
        (("--accuracy", "0.2"), 7),
        (("--standard", "nowhere"), 6),
        (("--standard", "watson=10"), 7),
        (("--undecided-as", "left-out"), 7),
        (("--undecided", "?"), 7),
        (("--model", "tug-of-war"), 7),
        (("--kind", "civil"), 6),
        (("--resemblance", "10"), 7),
    ],
)
def test_a_bad_option_is_refused(
    juryroom: Juryroom, survey: str, words: tuple[str, ...], code: int
) -> None:
    ran = juryroom("effect", survey, *READ, *words)
    assert ran.code == code
    assert "accepted: " in ran.err


def test_a_single_model_says_so(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("effect", survey, *READ, "--model", "tug-of-war", "--single-model")
    assert ran.code == 0
    assert ran.out.startswith("FEWER THAN FOUR MODELS: 1")
    assert "[EFF-11]" in ran.out


def test_traits_can_be_held_constant(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("effect", survey, *READ, "--adjust-for", "sex", "--adjust-for", "w=number")
    assert ran.code == 0
    assert "(adjusted 0." in ran.out
    assert "[EFF-12]" in ran.out


def test_strikes_rule_and_size_reach_the_jury(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom(
        "effect", survey, *READ, "--jury-size", "6", "--to-convict", "5", "--to-acquit", "5",
        "--prosecution-strikes", "6", "--defence-strikes", "10", "--resemblance", "0.1", "--json",
    )  # fmt: skip
    found = json.loads(ran.out)
    assert (found["jury_size"], found["to_convict"], found["to_acquit"]) == (6, 5, 5)
    assert found["strikes"] == {"prosecution": 6, "defence": 10, "accuracy": 0.15}
    assert len(found["arms"][0]["first_ballot"]) == 7


def test_a_seed_decides_the_draws_and_nothing_else(juryroom: Juryroom, survey: str) -> None:
    one, again, other = (
        json.loads(juryroom("effect", survey, *READ, "--seed", seed, "--json").out)
        for seed in ("1", "1", "2")
    )
    assert one == again
    for mine, theirs in zip(one["models"], other["models"], strict=True):
        values = [m["effects"]["actual"]["guilty"] for m in (mine, theirs)]
        assert values[0]["value"] == values[1]["value"]
        assert values[0]["both"] != values[1]["both"]
        assert values[0]["both"]["low"] == pytest.approx(values[1]["both"]["low"], abs=0.02)
