"""`juryroom ordered`: the verdicts of the engine, by jurors or by shares."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.jury.ordered_ballot import OrderedBallot
from juryroom.outcome.ordered import OrderedTrial
from juryroom.outcome.patience import HangHazard

Juryroom = Callable[..., Any]

NAMES = ("not guilty", "manslaughter", "murder")


def asked(*numbers: str) -> tuple[str, ...]:
    pairs = zip(NAMES, numbers, strict=False)
    return tuple(word for name, number in pairs for word in ("--verdict", f"{name}={number}"))


def test_the_numbers_are_those_of_the_engine(juryroom: Juryroom) -> None:
    trial = OrderedTrial(
        options=NAMES, first_ballot=OrderedBallot.known((4, 3, 5)), model=OrderedTugOfWar()
    )
    shown = json.loads(juryroom("ordered", *asked("4", "3", "5"), "--json").out)
    assert shown["verdicts"] == dict(trial.solve().verdicts)
    assert shown["order"] == list(NAMES)
    assert shown["votes_needed"] == shown["jury_size"] == 12
    assert shown["at_least"]["manslaughter"] == pytest.approx(
        shown["verdicts"]["manslaughter"] + shown["verdicts"]["murder"]
    )


def test_numbers_that_add_up_to_one_are_shares(juryroom: Juryroom) -> None:
    words = (
        *asked("0.4", "0.25", "0.35"), "--jury-size", "6", "--resemblance", "0.1",
        "--votes-needed", "5", "--hang-hazard", "0.02", "--set", "compromise=0.5", "--json",
    )  # fmt: skip
    trial = OrderedTrial(
        options=NAMES,
        first_ballot=OrderedBallot.multinomial((0.4, 0.25, 0.35), 6, resemblance=0.1),
        model=OrderedTugOfWar(compromise=0.5),
        votes_needed=5,
        patience=HangHazard(per_ballot=0.02),
    )
    shown, outcome = json.loads(juryroom("ordered", *words).out), trial.solve()
    assert shown["verdicts"] == dict(outcome.verdicts)
    assert shown["hung"] == outcome.hung
    assert shown["mean_ballots"] == outcome.mean_ballots


def test_text_has_the_verdicts_in_order(juryroom: Juryroom) -> None:
    out = juryroom("ordered", "sate-ordered", *asked("6", "0", "6"), "--ballots", "30").out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "chance this or harsher" in rows
    placed = [next(i for i, r in enumerate(rows) if r.startswith(f"{n} 0")) for n in NAMES]
    assert placed == sorted(placed)
    assert any(row.startswith("hung 0.") for row in rows)
    assert "when hung, last split" in out
    assert "not about guilt" in out


def test_the_theory_pages_case_of_an_empty_middle(juryroom: Juryroom) -> None:
    out = juryroom("ordered", "sate-ordered", *asked("6", "0", "6")).out
    assert [line.split()[-2] for line in out.splitlines() if line.split()[-1] in {"1.000", "0.540", "0.193"}] == [
        "0.460", "0.347", "0.193",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 7, "0 of them"),
        (asked("12"), 7, "1 of them"),
        (("--verdict", "a"), 7, "NAME=JURORS"),
        (("--verdict", "=3"), 7, "NAME=JURORS"),
        (("--verdict", "a=1", "--verdict", "A=2"), 7, "a name of its own"),
        (("--verdict", "hung=3", "--verdict", "a=4"), 7, "hung is none"),
        (asked("4", "x"), 7, "--verdict manslaughter: found 'x'"),
        (asked("4", "3", "nan"), 7, "nan"),
        (asked("4", "3", "0.5"), 7, "7.5"),
        (asked("4", "3", "40"), 7, "3 to 23"),
        (asked("1", "1"), 7, "add up to 2"),
        (asked("-1", "5"), 7, "-1, 5"),
        (asked("-0.5", "1.5"), 7, "-0.5"),
        (asked("0.5", "0.4"), 7, "0.9"),
        ((*asked("4", "3", "5"), "--jury-size", "11"), 7, "4, 3, 5"),
        ((*asked("4", "3", "5"), "--resemblance", "0.1"), 7, "nothing in it is drawn"),
        ((*asked("0.5", "0.5"), "--jury-size", "2"), 7, "3 to 23"),
        ((*asked("0.5", "0.5"), "--jury-size", "40"), 7, "3 to 23"),
        ((*asked("0.5", "0.5"), "--resemblance", "2"), 7, "below 1"),
        ((*asked("4", "3", "5"), "--votes-needed", "6"), 7, "7 to 12"),
        ((*asked("4", "3", "5"), "--ballots", "-1"), 7, "-1"),
        ((*asked("4", "3", "5"), "--ballots", "1", "--hang-hazard", "0.1"), 7, "both"),
        ((*asked("4", "3", "5"), "--set", "compromise=3"), 7, "compromise"),
        ((*asked("4", "3", "5"), "--set", "compromize=1"), 6, "'compromise' (nearest)"),
        (("tug-of-war", *asked("4", "3", "5")), 6, "'ordered-tug-of-war' (nearest)"),
    ],
)
def test_bad_options_are_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = juryroom("ordered", *words)
    assert said in ran.err
    assert (ran.code, ran.out) == (code, "")
    assert "  rule: " in ran.err
    assert "  accepted: " in ran.err


def test_solve_sends_an_ordered_model_to_its_verb(juryroom: Juryroom) -> None:
    ran = juryroom("solve", "ordered-tug-of-war", "--guilty-votes", "6")
    assert ran.code == 7
    assert "juryroom ordered" in ran.err
