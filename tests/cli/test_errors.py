"""`juryroom errors`: text and data say the same, every bad input is told, no conclusion of law."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juryroom.effect.wording import conclusions_in

Juryroom = Callable[..., Any]
READ = (
    "--answer", "verdict", "--condition", "arm", "--hypothetical", "none", "--draws", "2000"
)  # fmt: skip
TWO = ("--error", "confession=confession,both", "--error", "remark=remark,both")
SHARES = {"none": 50, "confession": 60, "remark": 55, "both": 75}


def write(path: Path, shares: dict[str, int], *extra: str) -> None:
    """A hundred in each version, so many of them for guilty; two groups, sessions of ten."""
    lines = ["verdict,arm,w,session,sex"]
    for place, (arm, share) in enumerate(shares.items()):
        for person in range(100):
            answer = "guilty" if (person * 37) % 100 < share else "not guilty"
            session = place * 10 + person // 10
            lines.append(f"{answer},{arm},{1 + person % 3},{session},{'fm'[person % 5 % 2]}")
    path.write_text("\n".join([*lines, *extra]) + "\n", encoding="utf-8")


@pytest.fixture
def survey(tmp_path: Path) -> str:
    write(tmp_path / "survey.csv", SHARES)
    return "survey.csv"


def comparisons(found: dict[str, Any]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The comparisons of the first model, by kind and errors."""
    return {(one["kind"], *one["errors"]): one for one in found["models"][0]["comparisons"]}


def test_one_call_gives_every_part(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("errors", survey, *READ, *TWO, "--threshold", "0.1", "--json")
    assert ran.code == 0
    found = json.loads(ran.out)
    assert found["schema"] == "juryroom-errors/1"
    assert [one["condition"] for one in found["versions"]] == list(SHARES)
    assert [one["share"] for one in found["versions"]] == [0.5, 0.6, 0.55, 0.75]
    assert found["versions"][0]["test_against_none"] is None
    assert found["versions"][3]["test_against_none"]["p_value"] < 0.001
    assert [one["kind"] for one in found["shares"]] == [
        "alone", "alone", "together", "added to the others", "added to the others",
        "beyond the sum", "interaction",
    ]  # fmt: skip
    beyond = found["shares"][5]
    assert beyond["value"] == pytest.approx(0.10)
    assert beyond["weights"] == {"both": 1, "confession": -1, "remark": -1, "none": 1}
    assert len(found["models"]) == 4
    assert 0 < found["models"][0]["exceeding"]["both"][0]["both"] <= 1
    assert found["design"]["not_identified"] == []
    assert found["provenance"]["inputs"][0]["name"] == "survey.csv"
    assert found["provenance"]["seed"] == 0
    ids = {one["id"] for one in found["assumptions"]}
    assert {"EFF-1", "EFF-3", "EFF-7", "ERR-1", "ERR-2", "ERR-3"} <= ids


def test_text_and_json_say_the_same(juryroom: Juryroom, survey: str) -> None:
    text = juryroom("errors", survey, *READ, *TWO, "--threshold", "0.1").out
    found = json.loads(juryroom("errors", survey, *READ, *TWO, "--threshold", "0.1", "--json").out)
    blocks = re.split(r"\nVerdicts, ", text)[1:]
    assert len(blocks) == 6  # of two errors the interaction is what is beyond the sum
    for place, block in enumerate(blocks):
        for model in found["models"]:
            own = model["comparisons"][place]
            for ending in ("guilty", "not_guilty", "hung"):
                number, interval = own[ending]["value"], own[ending]["both"]
                shown = f"{number:+.3f} [{interval['low']:+.3f}, {interval['high']:+.3f}]"
                assert re.search(rf"{model['model']} .*{re.escape(shown)}", block), shown
        low, high = found["range"][place]["guilty"]["values"]
        least, most = found["range"][place]["guilty"]["intervals"]
        assert f"{low:+.3f} to {high:+.3f}" in block
        assert f"[{least:+.3f}, {most:+.3f}]" in block
        # In short: the same as numbers of 100, with that among jurors.
        jurors = found["shares"][place]
        shown = (
            f"{100 * low:+.1f} to {100 * high:+.1f} [{100 * least:+.1f}, {100 * most:+.1f}] "
            f"{100 * jurors['value']:+.1f} [{100 * jurors['both']['low']:+.1f}, "
        )
        assert shown in " ".join(text.split())
        assert f"{jurors['value']:+.3f}  [{jurors['both']['low']:+.3f}" in text
    for version in found["versions"][1:]:
        p = f"{version['test_against_none']['p_value']:.3g}"
        assert re.search(rf"{version['condition']} .*  {re.escape(p)}\n", text)
    for model in found["models"]:
        (above,) = model["exceeding"]["both"]
        assert re.search(rf"confession, remark +{model['model']} +0.1 +{above['both']:.3f}", text)


def test_against_none_a_version_is_what_effect_says(juryroom: Juryroom, survey: str) -> None:
    found = json.loads(juryroom("errors", survey, *READ, *TWO, "--seed", "3", "--json").out)
    plain = json.loads(
        juryroom(
            "effect", survey, *READ, "--actual", "both", "--other", "confession", "--other",
            "remark", "--seed", "3", "--json",
        ).out
    )  # fmt: skip
    for ours, theirs in zip(found["models"], plain["models"], strict=True):
        for kind, error, condition in (
            ("together", ("confession", "remark"), "both"),
            ("alone", ("confession",), "confession"),
            ("alone", ("remark",), "remark"),
        ):
            (own,) = (
                one
                for one in ours["comparisons"]
                if one["kind"] == kind and tuple(one["errors"]) == error
            )
            for ending, effect in theirs["effects"][condition].items():
                assert own[ending] == effect
    tests = {one["condition"]: one["test_against_none"] for one in found["versions"]}
    for condition, own in plain["difference_of_shares"].items():
        assert tests[condition] == own["test"]


def test_nothing_that_is_printed_concludes(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("errors", survey, *READ, *TWO, "--threshold", "0")
    assert ran.code == 0
    assert conclusions_in(ran.out) == ()
    assert "what it means in law is for the court" in " ".join(ran.out.split())
    assert conclusions_in(juryroom("errors", "--help").out) == ()
    assert conclusions_in(juryroom("errors", survey, *READ, *TWO, "--json").out) == ()


def test_without_a_version_with_all_the_cumulative_effect_is_said_to_be_open(
    juryroom: Juryroom, tmp_path: Path
) -> None:
    write(tmp_path / "s.csv", {name: n for name, n in SHARES.items() if name != "both"})
    words = ("s.csv", *READ, "--error", "a=confession", "--error", "b=remark")
    ran = juryroom("errors", *words, "--threshold", "0.1")
    assert ran.code == 0
    text = " ".join(ran.out.split())
    assert "the cumulative effect, all together (a and b): no version has exactly: a, b" in text
    assert "all together, beyond the sum of each alone: no version has exactly: a, b" in text
    assert "Verdicts, all together" not in text
    assert "[ERR-4]" in text
    found = json.loads(juryroom("errors", *words, "--json").out)
    assert found["design"]["together"] is None
    assert {one["kind"] for one in found["design"]["not_identified"]} == {
        "together", "added to the others", "beyond the sum", "interaction",
    }  # fmt: skip


def test_three_errors_in_some_sets(juryroom: Juryroom, tmp_path: Path) -> None:
    write(tmp_path / "s.csv", {"none": 50, "A": 55, "B": 56, "C": 52, "AB": 62, "ABC": 75})
    ran = juryroom(
        "errors", "s.csv", *READ, "--error", "a=A,AB,ABC", "--error", "b=B,AB,ABC",
        "--error", "c=C,ABC",
    )  # fmt: skip
    text = " ".join(ran.out.split())
    assert "Verdicts, interaction of a and b: 'AB' - 'A' - 'B' + 'none'" in text
    assert "Verdicts, c, added to the others: 'ABC' - 'AB'" in text
    assert "beyond the sum of each alone: 'ABC' - 'A' - 'B' - 'C' + 2 x 'none'" in text
    assert "interaction of a, b and c: no version has exactly: a, c; b, c" in text
    assert "a, added to the others: no version has exactly: b, c" in text
    assert "the interactions of 2 other sets of errors: no version has exactly" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--error", "a=confession,both"), "for one, `juryroom effect`"),
        ((*TWO, "--error", "c="), "error 'c': found no version that has it"),
        ((*TWO, "--error", "c"), "--error: found 'c'"),
        ((*TWO, "--error", "=remark"), "--error: found '=remark'"),
        ((*TWO, "--error", "remark=remark"), "--error: found 'remark' twice"),
        ((*TWO, "--error", "none=remark"), "found the name of the version without any error"),
        ((*TWO, "--error", "c=none,both"), "found 'none' among its versions"),
        (
            ("--error", "a=confession,remark,both", "--error", "b=both"),
            "conditions confession, remark: found the same errors in each: a",
        ),
        (
            ("--error", "a=confession,both", "--error", "b=both"),
            "condition 'remark': found no error that is in it",
        ),
        (
            ("--error", "a=confession,both", "--error", "b=remarks,both"),
            "condition 'remarks': found no such condition in the survey",
        ),
        ((*TWO, "--hypothetical", "nothing"), "condition 'nothing': found no such condition"),
        ((*TWO, "--condition", "sex"), "condition 'f': found no error that is in it"),
        ((*TWO, "--threshold", "10"), "threshold"),
        ((*TWO, "--model", "tug-of-war"), "at least four models"),
        ((*TWO, "--trim", "6"), "--margin or --margins with it"),
        (("--error", "all together=both", "--error", "b=remark,both"), "found that name"),
        (("--error", "a\x1b[31m=confession,both", "--error", "b=remark,both"), "U+001B"),
        (("--error", "a=confession", "--error", "b=remark"), "the table without its rows"),
        ((*TWO, "--undecided-as", "left-out"), "--undecided LABEL with it"),
    ],
)
def test_a_bad_design_or_option_is_an_error_in_four_parts(
    juryroom: Juryroom, survey: str, words: tuple[str, ...], said: str
) -> None:
    ran = juryroom("errors", survey, *READ, *words)
    assert ran.code == 7
    assert ran.out == ""
    assert said in ran.err
    assert "rule: " in ran.err
    assert "accepted: " in ran.err


def test_a_column_that_is_not_there_and_no_error_at_all(juryroom: Juryroom, survey: str) -> None:
    ran = juryroom("errors", survey, *TWO, "--answer", "verdict", "--condition", "arn")
    assert ran.code == 6
    assert "'arm' (nearest)" in ran.err
    assert juryroom("errors", survey, *READ).code == 2
    assert juryroom("errors", "nowhere.csv", *READ, *TWO).code == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("maybe,both,1,1,f", "row 402, column 'verdict'"),
        ("=1+1,both,1,1,f", "a formula ('=1+1')"),
        ("guilty,none and all,1,1,f", "condition 'none and all'"),
    ],
)
def test_a_bad_row_is_told(juryroom: Juryroom, tmp_path: Path, row: str, said: str) -> None:
    write(tmp_path / "s.csv", SHARES, row)
    ran = juryroom("errors", "s.csv", *READ, *TWO)
    assert ran.code == 7
    assert said in ran.err


def test_sessions_that_saw_every_version_are_said_beside_each_test(
    juryroom: Juryroom, tmp_path: Path
) -> None:
    for name, apart in (("shared.csv", 0), ("own.csv", 10)):
        lines = ["verdict,arm,session"]
        for place, (arm, share) in enumerate(SHARES.items()):
            for person in range(100):
                # Sessions differ, and each alike in every version.
                session = (person // 10 + person % 2 * 3) % 10 + place * apart
                lines.append(f"{'guilty' if person < share else 'not guilty'},{arm},{session}")
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    command = (*READ, *TWO, "--cluster", "session")
    ran = juryroom("errors", "shared.csv", *command).out
    assert "degrees of freedom  shares correlated by" in ran
    assert ran.count("score test with effective sizes") == 1
    found = json.loads(juryroom("errors", "shared.csv", *command, "--json").out)
    tests = [one["test_against_none"] for one in found["versions"][1:]]
    assert all(f"{test['correlation']:+.2f}" in ran for test in tests)
    own = juryroom("errors", "own.csv", *command).out
    assert "degrees of freedom" in own
    assert "correlated" not in own
    assert "degrees of freedom" not in juryroom("errors", "own.csv", *READ, *TWO).out


def test_rows_left_out_are_listed(juryroom: Juryroom, tmp_path: Path) -> None:
    write(tmp_path / "s.csv", SHARES, ",both,1,1,f", "?,both,1,1,f")
    words = ("--undecided", "?", "--undecided-as", "left-out", "--json")
    found = json.loads(juryroom("errors", "s.csv", *READ, *TWO, *words).out)
    assert [entry["row"] for entry in found["left_out"]] == [402, 403]


def test_options_of_effect_reach_the_answer(juryroom: Juryroom, survey: str) -> None:
    plain, weighted, clustered = (
        json.loads(juryroom("errors", survey, *READ, *TWO, *more, "--json").out)["versions"][0]
        for more in ((), ("--weights", "w"), ("--weights", "w", "--cluster", "session"))
    )
    assert plain["size"]["effective"] == 100
    assert 80 < weighted["size"]["effective"] < 90
    assert clustered["size"]["clusters"] == 10
    raked = juryroom("errors", survey, *READ, *TWO, "--margin", "sex:f=0.5,m=0.5", "--trim", "4")
    assert "Weights: each condition against its margins" in raked.out
    ran = juryroom(
        "errors", survey, *READ, *TWO, "--jury-size", "6", "--to-convict", "5", "--to-acquit", "5",
        "--prosecution-strikes", "6", "--defence-strikes", "10", "--resemblance", "0.1",
        "--confidence", "0.8", "--draws", "400", "--seed", "5", "--adjust-for", "sex", "--json",
    )  # fmt: skip
    found = json.loads(ran.out)
    assert (found["jury_size"], found["to_convict"], found["to_acquit"]) == (6, 5, 5)
    assert found["strikes"]["prosecution"] == 6
    assert (found["confidence"], found["draws"], found["adjusted_for"]) == (0.8, 400, ["sex"])
    assert found["resemblance"] == 0.1
    assert found["provenance"]["seed"] == 5


def test_strikes_as_a_game_and_patience_are_those_of_effect(
    juryroom: Juryroom, survey: str
) -> None:
    game = (
        "--system", "replace", "--prosecution-strikes", "3", "--defence-strikes", "3", "--shows",
        "0.5", "--order", "defence", "--ballots", "30", "--jury-size", "6",
    )  # fmt: skip
    ran = juryroom("errors", survey, *READ, *TWO, *game)
    assert "Strikes: guilty votes on the first ballot, on average" in ran.out
    assert "[EFF-16]" in ran.out
    found = json.loads(juryroom("errors", survey, *READ, *TWO, *game, "--json").out)
    others = ("--actual", "both", "--other", "confession", "--other", "remark")
    plain = json.loads(juryroom("effect", survey, *READ, *others, *game, "--json").out)
    for ours, theirs in zip(found["models"], plain["models"], strict=True):
        (own,) = (one for one in ours["comparisons"] if one["kind"] == "together")
        for ending, effect in theirs["effects"]["both"].items():
            assert own[ending] == effect
        assert ours["strikes_spent"] == theirs["strikes_spent"]
    assert (found["strikes"], found["patience"]) == (plain["strikes"], plain["patience"])


def test_adjusted_shares_have_a_test_of_their_own(juryroom: Juryroom, survey: str) -> None:
    words = (*READ, *TWO, "--adjust-for", "sex")
    text = juryroom("errors", survey, *words).out
    assert "adjusted p: Wald test" in text
    for one in json.loads(juryroom("errors", survey, *words, "--json").out)["versions"][1:]:
        tests = (one["test_against_none"], one["adjusted_test_against_none"])
        shown = " +".join(re.escape(f"{test['p_value']:.3g}") for test in tests)
        assert re.search(rf"{one['condition']} .* {shown}\n", text)


def test_a_single_model_says_so_and_a_seed_moves_draws_alone(
    juryroom: Juryroom, survey: str
) -> None:
    one = (*READ, *TWO, "--model", "tug-of-war", "--single-model")
    ran = juryroom("errors", survey, *one)
    assert ran.out.startswith("FEWER THAN FOUR MODELS: 1")
    assert "all models" not in ran.out
    first, again, other = (
        comparisons(json.loads(juryroom("errors", survey, *one, "--seed", seed, "--json").out))
        for seed in ("1", "1", "2")
    )
    assert first == again
    key = ("beyond the sum", "confession", "remark")
    mine, theirs = first[key]["guilty"], other[key]["guilty"]
    assert mine["value"] == theirs["value"]
    assert mine["both"] != theirs["both"]
    assert mine["both"]["low"] == pytest.approx(theirs["both"]["low"], abs=0.03)


def test_renaming_and_turning_the_errors_changes_no_number(juryroom: Juryroom, survey: str) -> None:
    plain, turned = (
        comparisons(json.loads(juryroom("errors", survey, *READ, *words, "--json").out))
        for words in (TWO, ("--error", "x=both,remark", "--error", "y=both,confession"))
    )
    names = {"confession": "y", "remark": "x"}
    for (kind, *errors), one in plain.items():
        renamed = sorted(names[error] for error in errors)
        other = turned[kind, *renamed]
        for ending in ("guilty", "not_guilty", "hung"):
            assert other[ending] == one[ending]
