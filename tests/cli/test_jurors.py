"""`juryroom jurors`: the file, its faults, and the numbers of the engine."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juryroom.deliberation.jurors import Jurors
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.jurors import (
    JurorsTrial,
    change_by_firmness,
    change_by_first_vote,
    largest_change,
)
from juryroom.outcome.patience import HangHazard
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.rng import Streams

Juryroom = Callable[..., Any]


def write(folder: Path, text: str, name: str = "jurors.csv") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_three_jurors_have_their_closed_form(juryroom: Juryroom, tmp_path: Path) -> None:
    """The case of the theory page: shares 3, 3 and 8 of 14; the third alone votes guilty."""
    file = write(tmp_path, "leaning,persuadability,influence\n0,1,1\n0,1,1\n1,0.5,2\n")
    shown = json.loads(juryroom("jurors", file, "--json").out)
    assert shown["guilty"] == pytest.approx(8 / 14, abs=1e-10)
    changes = [juror["change_by_first_vote"] for juror in shown["jurors"]]
    assert changes == pytest.approx([3 / 14, 3 / 14, 8 / 14], abs=1e-9)
    assert shown["provenance"]["inputs"][0]["name"] == "jurors.csv"
    text = juryroom("jurors", file).out
    assert "The first vote that matters most: seat 3 (+0.571)." in text
    assert "guilty 0.571; not guilty 0.429; hung 0.000 (exact), error below 1e-10" in text


def test_the_numbers_are_those_of_the_engine(juryroom: Juryroom) -> None:
    persuadable, weights, first = (
        [0.3, 0.4, 0.5, 0.6, 0.7],
        [1.0, 2, 1, 3, 1],
        (1.0, 0.8, 0, 0.1, 0),
    )
    words = [
        f"--juror={leaning:g},{a:g},{w:g}"
        for leaning, a, w in zip(first, persuadable, weights, strict=True)
    ]
    shown = json.loads(
        juryroom("jurors", *words, "--to-convict", "4", "--hang-hazard", "0.05", "--json").out
    )
    trial = JurorsTrial(
        jurors=Jurors.of(persuadable, weights),
        first=first,
        rule=DecisionRule(jury_size=5, to_convict=4, to_acquit=5),
        patience=HangHazard(per_ballot=0.05),
    )
    assert shown["guilty"] == trial.solve().guilty
    for juror in shown["jurors"]:
        assert juror["change_by_first_vote"] == change_by_first_vote(trial, juror["seat"])
        assert juror["change_by_firmness"] == change_by_firmness(trial, juror["seat"])
    seat, most = largest_change(trial)
    assert max(j["change_by_first_vote"] for j in shown["jurors"]) == most
    assert shown["jurors"][seat - 1]["change_by_first_vote"] == most


def test_only_the_number_of_first_votes_may_be_known(juryroom: Juryroom, tmp_path: Path) -> None:
    file = write(tmp_path, "persuadability,influence\n1,1\n0.5,2\n0.1,1\n")
    shown = json.loads(juryroom("jurors", file, "--guilty-votes", "1", "--json").out)
    trial = JurorsTrial(jurors=Jurors.of([1, 0.5, 0.1], [1, 2, 1]), first=FirstBallot.known(1, 3))
    assert shown["guilty"] == trial.solve().guilty
    assert {juror["leaning"] for juror in shown["jurors"]} == {None}
    assert {juror["change_by_first_vote"] for juror in shown["jurors"]} == {None}
    assert "whoever they are" in juryroom("jurors", file, "--guilty-votes", "1").out


def test_a_spreadsheets_file_is_read(juryroom: Juryroom, tmp_path: Path) -> None:
    """A byte-order mark, blanks, carriage returns, empty lines, columns in another order."""
    (tmp_path / "a.csv").write_bytes(
        b"\xef\xbb\xbfpersuadability, leaning\r\n1, 0.3\r\n\r\n0.5,0.2\r\n0.5,1\r\n"
    )
    plain = juryroom("jurors", "--juror", "0.3,1", "--juror", "0.2,0.5", "--juror", "1,0.5").out
    assert juryroom("jurors", "a.csv").out == plain


def test_times_stands_for_so_many_jurors(juryroom: Juryroom) -> None:
    one = juryroom("jurors", "--juror", "3x0.3,0.5,2", "--juror", "1,0.1").out
    each = juryroom("jurors", *["--juror", "0.3,0.5,2"] * 3, "--juror", "1,0.1").out
    assert one == each


def test_a_jury_of_many_states_is_solved_without_the_changes(
    juryroom: Juryroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("juryroom.cli.jurors.MOST_STATES", 7)
    words = ("--juror", "0.9,0.5", "--juror", "0.4,0.5,2", "--juror", "0.1,0.6")
    waits = ("--hang-hazard", "0.02")
    assert "8 states unasked: --each" in juryroom("jurors", *words, *waits).out
    assert "firmness that matters most" in juryroom("jurors", *words, *waits, "--each").out


def test_a_first_vote_has_its_closed_form_at_any_size(
    juryroom: Juryroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--juror", "0.9,0.5", "--juror", "0.4,0.5,2", "--juror", "0.1,0.6", "--json")
    solved = json.loads(juryroom("jurors", *words).out)["jurors"]
    monkeypatch.setattr("juryroom.cli.jurors.MOST_STATES", 7)
    closed = json.loads(juryroom("jurors", *words).out)["jurors"]
    for juror, exact in zip(solved, closed, strict=True):
        assert juror["change_by_first_vote"] == pytest.approx(
            exact["change_by_first_vote"], abs=1e-9
        )
        assert exact["change_by_firmness"] is None
    text = juryroom("jurors", *words[:-1]).out
    assert "The first vote that matters most: seat 2" in text
    assert "firmness changes is not solved for 8 states" in text


def test_two_who_never_move_have_no_change_by_firmness(juryroom: Juryroom) -> None:
    shown = json.loads(
        juryroom("jurors", "--juror", "1,0", "--juror", "0,0.5", "--juror", "0,0.5", "--json").out
    )
    first, second, _ = (juror["change_by_firmness"] for juror in shown["jurors"])
    assert first == pytest.approx(0)
    assert second is None


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("name,leaning\nAnna,0.3\n", 3, "no name"),
        ("leanig,persuadability\n1,1\n", 3, "'leaning' (nearest)"),
        ("leaning;persuadability\n0.3;1\n", 3, "separated by commas"),
        ("leaning,leaning\n1,1\n", 3, "stands once"),
        ("leaning,influence\n1,1\n", 3, "persuadability is always given"),
        ("leaning,persuadability\n0.3,1\n0.4\n", 3, "jurors.csv:3: found 1 values"),
        ("leaning,persuadability\n0.3,1\n0.4,1,2\n", 3, "jurors.csv:3: found 3 values"),
        ("leaning,persuadability\n0.3,1\nx,1\n0.5,1\n", 7, "jurors.csv:3 leaning: found 'x'"),
        ("leaning,persuadability\n0.3,1\n,1\n0.5,1\n", 7, "jurors.csv:3 leaning: found ''"),
        ("leaning,persuadability\n0.3,1\n4,1\n0.5,1\n", 7, "jurors.csv:3"),
        ("leaning,persuadability\n0.3,1\n1,1\n0.5,nan\n", 7, "jurors.csv:4"),
        ("leaning,persuadability\n0.3,1\n1,1.5\n0.5,1\n", 7, "jurors.csv:3"),
        ("leaning,persuadability,influence\n0.3,1,-1\n1,1,1\n1,1,1\n", 7, "jurors.csv:2"),
        ("leaning,persuadability\n", 7, "0 jurors"),
        ("leaning,persuadability\n" + "1,1\n" * 2, 7, "3 to 23 jurors"),
        ("leaning,persuadability\n" + "1,1\n" * 24, 7, "3 to 23 jurors"),
        ("leaning,persuadability\n" + "0.5,0\n" * 3, 7, "patience that ends"),
        ("persuadability\n1\n1\n1\n", 7, "--guilty-votes K"),
        ("", 3, "an empty file"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    juryroom: Juryroom, tmp_path: Path, text: str, code: int, said: str
) -> None:
    ran = juryroom("jurors", write(tmp_path, text))
    assert said in ran.err
    assert (ran.code, ran.out) == (code, "")
    assert "  rule: " in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 7, "neither"),
        (("none.csv",), 3, "no file"),
        ((".",), 3, "a folder"),
        (("none.csv", "--juror", "1,1"), 7, "both"),
        (("--juror", "x"), 7, "[TIMESx]LEANING,PERSUADABILITY[,INFLUENCE]"),
        (("--juror", "0.5"), 7, "two or three numbers"),
        (("--juror", "0.5,1,1,1"), 7, "two or three numbers"),
        (("--juror", "0.5,a"), 7, "--juror 1 '0.5,a': found 'a'"),
        (("--juror", "3x0.5,2"), 7, "--juror 1"),
        (("--juror", "40x0.5,1"), 7, "3 to 23 jurors"),
        (("--juror", "3x0.5,1,0"), 7, "influence above 0"),
        (("--juror", "3x0.5,1", "--guilty-votes", "2"), 7, "both"),
        (("--juror", "3x0.5,1", "--to-convict", "4"), 7, "at most 3"),
        (("--juror", "3x0.5,1", "--hang-hazard", "0.1,0.2,0.3"), 7, "2 numbers"),
    ],
)
def test_bad_options_are_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = juryroom("jurors", *words)
    assert said in ran.err
    assert (ran.code, ran.out) == (code, "")
    assert "  accepted: " in ran.err


def test_bytes_that_are_no_text_are_refused(juryroom: Juryroom, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"leaning\xff\n")
    assert "UTF-8" in juryroom("jurors", "a.csv").err


def test_more_than_twenty_who_differ_are_simulated(juryroom: Juryroom) -> None:
    words = [f"--juror={i % 2},{0.2 + i / 40:g},{1 + i % 5}" for i in range(21)]
    shown = json.loads(juryroom("jurors", *words, "--replicates", "2000", "--json").out)
    assert shown["schema"] == "juryroom-jurors-simulated-outcome/1"
    assert (shown["juries"], shown["seed"], shown["path"]) == (2000, 1, ["jurors"])
    jurors = Jurors.of([0.2 + i / 40 for i in range(21)], [1 + i % 5 for i in range(21)])
    trial = JurorsTrial(jurors=jurors, first=tuple(i % 2 for i in range(21)))
    drawn = trial.simulate(2000, stream=Streams(1).at("jurors"))
    assert shown["counts"] == {ending.value: count for ending, count in drawn.counts.items()}
    text = juryroom("jurors", *words, "--replicates", "2000").out
    assert str(drawn) in " ".join(text.split())
    assert "Simulated, and not solved" in text
    assert "unasked" not in text
    # A first vote has its closed form where the jury goes on until it agrees.
    assert shown["jurors"][0]["change_by_first_vote"] == jurors.say[0]


def test_a_jury_that_is_solved_can_be_simulated_to_check_it(juryroom: Juryroom) -> None:
    words = ("--juror", "0.9,0.5", "--juror", "0.4,0.5,2", "--juror", "0.1,0.6", "--json")
    exact = json.loads(juryroom("jurors", *words, "--hang-hazard", "0.02").out)
    waits = ("--hang-hazard", "0.02", "--simulate")
    drawn = json.loads(juryroom("jurors", *words, *waits, "--seed", "7").out)
    for ending in ("guilty", "not_guilty", "hung"):
        # Six standard errors of 100,000 juries are less than a hundredth.
        assert drawn[ending] == pytest.approx(exact[ending], abs=0.01)
        assert set(drawn["intervals"][ending]) == {"low", "high", "confidence"}
    assert drawn["counts"] != json.loads(juryroom("jurors", *words, *waits).out)["counts"]


def test_what_each_juror_changes_is_not_simulated(juryroom: Juryroom) -> None:
    ran = juryroom("jurors", "--juror", "3x0.5,1", "--simulate", "--each")
    assert (ran.code, ran.out) == (7, "")
    assert "--each without --simulate" in ran.err
    assert juryroom("jurors", "--juror", "3x0.5,1", "--simulate", "--replicates", "0").code == 7
    assert juryroom("jurors", "--juror", "3x0.5,1", "--simulate", "--seed", "-1").code == 7
