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
READ = ("--answer", "verdict", "--condition", "arm", "--draws", "2000")


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
    lines = [f"{one.id}=0.1" if one.looks_at else one.id for one in STANDARDS.values()]
    words = [word for line in lines for word in ("--standard", line)]
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


def test_margins_come_from_a_file_too(juryroom: Juryroom, survey: str, tmp_path: Path) -> None:
    """Groups of any label, as no option could say them; the same numbers as from the option."""
    (tmp_path / "m.csv").write_text("trait,group,share\nsex,f,0.5\nsex,m,0.5\n", encoding="utf-8")
    said, filed = (
        json.loads(juryroom("effect", survey, *READ, *words, "--json").out)
        for words in (("--margin", "sex:f=0.5,m=0.5"), ("--margins", "m.csv"))
    )
    assert said["weighting"] == filed["weighting"]
    assert said["models"] == filed["models"]
    both = juryroom("effect", survey, *READ, "--margin", "sex:f=0.5,m=0.5", "--margins", "m.csv")
    assert both.code == 7
    assert "'sex' in both" in both.err
    assert juryroom("effect", survey, *READ, "--margins", "none.csv").code == 3


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


@pytest.mark.parametrize(
    ("words", "where", "said"),
    [
        (("--draws", "10"), "--draws: found 10", "200"),
        (("--threshold", "nan"), "--threshold: found nan", "finite"),
        (("--trim", "3"), "--trim: found 3", "--margin or --margins with it"),
        (("--margin", "verdict:guilty=0.5,not guilty=0.5"), "column 'verdict'", "traits"),
        (("--adjust-for", "arm"), "column 'arm': found the column of versions", "traits"),
        (("--adjust-for", "sex=numbr"), "--adjust-for: found 'sex=numbr'", "COLUMN=number"),
        (("--hang-hazard", "1.5"), "--hang-hazard, HangHazard", "1"),
        (("--ballots", "-1"), "--ballots, BallotCap", "0"),
        (("--confidence", "95"), "--confidence, survey_effect", "0.5"),
        (("--seed", "-1"), "--seed, Streams", "0"),
        (("--to-convict", "13"), "--jury-size, --to-convict, --to-acquit, DecisionRule", "12"),
        (
            ("--system", "struck", "--prosecution-strikes", "1", "--shows", "1.2"),
            "--shows, Venire",
            "1",
        ),
        (("--system", "replace"), "--system: found replace", "--prosecution-strikes"),
    ],
)
def test_an_error_names_the_option(
    juryroom: Juryroom, survey: str, words: tuple[str, ...], where: str, said: str
) -> None:
    ran = juryroom("effect", survey, *READ, *words)
    assert ran.code == 7
    assert where in ran.err
    assert said in ran.err.split("accepted: ")[1]


def test_equal_weights_and_clusters_of_one_are_none(juryroom: Juryroom, tmp_path: Path) -> None:
    """What stands in the columns decides, not that there are columns."""
    lines = (tmp_path / "plain.csv", tmp_path / "equal.csv")
    write(lines[0])
    rows = lines[0].read_text(encoding="utf-8").splitlines()
    equal = [
        f"{row},{'same,alone' if place == 0 else f'1,{place}'}" for place, row in enumerate(rows)
    ]
    lines[1].write_text("\n".join(equal) + "\n", encoding="utf-8")
    found = [
        json.loads(juryroom("effect", name, *READ, *more, "--json").out)["difference_of_shares"]
        for name, more in (
            ("plain.csv", ()),
            ("equal.csv", ("--weights", "same")),
            ("equal.csv", ("--cluster", "alone")),
        )
    ]
    for one in found:
        assert one["actual"]["test"]["exact"]
        assert one["actual"]["test"]["p_value"] == found[0]["actual"]["test"]["p_value"]


def test_interval_and_test_that_differ_are_said_to_be_made_in_two_ways(
    juryroom: Juryroom, tmp_path: Path
) -> None:
    for guilty, differ in ((36, True), (42, False)):
        rows = ["verdict,arm"]
        for arm, number in (("actual", guilty), ("hypothetical", 28)):
            rows += [f"{'guilty' if i < number else 'not guilty'},{arm}" for i in range(50)]
        (tmp_path / "s.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        text = " ".join(juryroom("effect", "s.csv", *READ).out.split())
        assert ("are made in two ways" in text) == differ


def test_few_draws_are_said_to_be_few(juryroom: Juryroom, survey: str) -> None:
    few = "the last digit of an interval is partly chance"
    assert few in " ".join(juryroom("effect", survey, *READ, "--draws", "500").out.split())
    enough = juryroom("effect", survey, *READ[:4])
    assert few not in " ".join(enough.out.split())


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


STRUCK = ("--prosecution-strikes", "2", "--defence-strikes", "3", "--jury-size", "6")


@pytest.mark.parametrize(
    ("words", "strikes"),
    [
        (("--system", "accuracy"), {"accuracy": 0.15}),
        (("--system", "struck"), {"system": "struck jury", "accuracy": 1.0, "shows": 1.0}),
        (
            ("--system", "struck", "--accuracy", "0.6", "--order", "at-once", "--alternates", "2"),
            {"accuracy": 0.6, "order": "both at once", "alternates": 2},
        ),
        (
            ("--system", "replace", "--shows", "0.4", "--order", "defence"),
            {
                "system": "strike and replace",
                "shows": 0.4,
                "order": "defence first",
                "accuracy": 1.0,
            },
        ),
    ],
)
def test_a_game_of_strikes_reaches_the_jury(
    juryroom: Juryroom, survey: str, words: tuple[str, ...], strikes: dict[str, object]
) -> None:
    found = json.loads(juryroom("effect", survey, *READ, *STRUCK, *words, "--json").out)
    expected = {"prosecution": 2, "defence": 3, **strikes}
    assert expected.items() <= found["strikes"].items()
    ballots = [model["first_ballots"]["actual"] for model in found["models"]]
    shared = found["arms"][0]["first_ballot"]
    assert (shared is None) == ("replace" in words)
    if shared is not None:
        assert all(ballot == shared for ballot in ballots)
    text = juryroom("effect", survey, *READ, *STRUCK, *words).out
    assert conclusions_in(text) == ()
    assert ("Strikes: guilty votes on the first ballot" in text) == ("accuracy" not in words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ballots", "50"), "hung where 50 ballots beyond the first leave no verdict"),
        (("--hang-hazard", "0.02"), "hung with probability 0.02 after each ballot"),
        (("--hang-hazard", "0,0.01,0.02,0.03"), "0, 0.01, 0.02, 0.03 for 0, 1, ... jurors on the"),
    ],
)
def test_a_patience_reaches_the_models(
    juryroom: Juryroom, survey: str, words: tuple[str, ...], said: str
) -> None:
    asked = ("effect", survey, *READ, "--jury-size", "6", *words)
    found = json.loads(juryroom(*asked, "--json").out)
    assert said in found["patience"]
    assert found["hung_rate"] is None
    assert [m["patience"] for m in found["models"]] == ["fitted", "given", "given", "given"]
    assert "[EFF-16]" in juryroom(*asked).out


def test_a_hung_rate_reaches_the_models(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("effect", survey, *READ, "--hung-rate", "ncsc_any_count", "--json")
    found = json.loads(ran.out)
    assert found["hung_rate"]["share"] == 0.13
    assert "hangs 0.13 of juries" in found["models"][1]["source"]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("--system", "replace"), "--system"),
        (("--shows", "0.5"), "--shows"),
        (("--order", "defence"), "--order"),
        (("--alternates", "1"), "--alternates"),
        ((*STRUCK, "--shows", "0.5"), "--shows"),
        ((*STRUCK, "--alternates", "2"), "--alternates"),
        ((*STRUCK, "--system", "replace", "--accuracy", "1"), "--accuracy"),
        ((*STRUCK, "--system", "replace", "--order", "first"), "--order"),
        ((*STRUCK, "--system", "draw"), "--system"),
        ((*STRUCK, "--system", "replace", "--resemblance", "0.1"), "resemblance"),
        ((*STRUCK, "--system", "struck", "--shows", "50"), "Venire.shows"),
        (
            ("--defence-strikes", "60", "--prosecution-strikes", "60", "--system", "replace"),
            "strikes",
        ),
        (("--ballots", "50", "--hang-hazard", "0.1"), "--ballots, --hang-hazard"),
        (("--ballots", "50", "--hung-rate", "ncsc_any_count"), "--ballots, --hung-rate"),
        (("--hang-hazard", "0.1,0.2"), "--hang-hazard"),
        (("--hung-rate", "of_mine"), "hung_rate"),
        (("--hung-rate", "0.06"), "hung_rate"),
    ],
)
def test_what_does_not_go_together_is_refused_in_four_parts(
    juryroom: Juryroom, survey: str, words: tuple[str, ...], where: str
) -> None:
    ran = juryroom("effect", survey, *READ, *words)
    assert ran.code in {6, 7}
    assert f"{where}: found" in ran.err
    assert "rule: " in ran.err
    assert "accepted: " in ran.err


def test_both_tests_are_printed_where_traits_are_held_constant(
    juryroom: Juryroom, survey: str
) -> None:
    out = " ".join(juryroom("effect", survey, *READ, "--adjust-for", "sex").out.split())
    assert "of the adjusted shares p = " in out
    assert "of the shares as counted, not adjusted, p = " in out


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
