"""`juryroom counts`: the patterns of the engine, in turn and together."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.jury.joint_ballot import JointBallot
from juryroom.outcome.patience import HangHazard
from juryroom.outcome.several_counts import PatternOutcome, SeveralCounts

Juryroom = Callable[..., Any]

LINKED = (
    "tug-of-war", "--count", "assault=0.7", "--count", "trafficking=0.5", "--alike", "0.4",
    "--resemblance", "0.1", "--hang-hazard", "0.02",
)  # fmt: skip


def patterns(shown: dict[str, Any]) -> dict[tuple[str, ...], float]:
    return {tuple(row["endings"]): row["probability"] for row in shown["patterns"]}


def expected(outcome: PatternOutcome) -> dict[tuple[str, ...], float]:
    return {tuple(e.value for e in pattern): p for pattern, p in outcome.patterns.items()}


def test_the_numbers_are_those_of_the_engine(juryroom: Juryroom) -> None:
    trial = SeveralCounts(
        counts=("assault", "trafficking"),
        first_ballot=JointBallot.leanings((0.7, 0.5), 12, alike=0.4, resemblance=0.1),
        models=(TugOfWar(),),
        patience=HangHazard(per_ballot=0.02),
    )
    words = (*LINKED, "--together", "--spill-over", "0.3", "--json")
    shown = json.loads(juryroom("counts", *words).out)
    joined = trial.together(spill_over=0.3)
    assert patterns(shown["in_turn"]) == expected(trial.in_turn())
    assert patterns(shown["together"]) == expected(joined)
    assert shown["spill_over"] == 0.3
    assert shown["together"]["partial_verdict"] == joined.partial_verdict
    for name in trial.counts:
        assert shown["together"]["by_count"][name] == {
            ending.value: p for ending, p in joined.of_count(name).items()
        }


def test_known_first_ballots_and_a_model_of_ones_own(juryroom: Juryroom) -> None:
    """The case of the theory page, in turn, with another model for the second count."""
    words = ("linear-pull", "--jury-size", "3", "--count", "A=2-1", "--count", "B=1-2", "--json")
    shown = json.loads(juryroom("counts", *words).out)
    assert shown["together"] is None
    assert shown["in_turn"]["by_count"]["A"]["guilty"] == pytest.approx(0.75)
    assert patterns(shown["in_turn"])["guilty", "not_guilty"] == pytest.approx(0.75**2)
    joined = json.loads(juryroom("counts", *words, "--together", "--spill-over", "1").out)
    assert patterns(joined["together"])["guilty", "not_guilty"] == pytest.approx(0.5)
    other = json.loads(juryroom("counts", *words, "--model-of", "B=tug-of-war").out)
    assert [row["model"] for row in other["models"]] == ["linear-pull", "tug-of-war"]
    mixed = SeveralCounts(
        counts=("A", "B"),
        first_ballot=JointBallot.known((2, 1), 3),
        models=(LinearPull(), TugOfWar()),
    )
    assert patterns(other["in_turn"]) == expected(mixed.in_turn())


def test_a_known_count_beside_a_drawn_one(juryroom: Juryroom) -> None:
    shown = json.loads(
        juryroom("counts", "majority", "--jury-size", "3", "--count", "A=3-0", "--count", "B=0.5",
                 "--json").out
    )  # fmt: skip
    assert patterns(shown["in_turn"])["guilty", "guilty"] == pytest.approx(0.5)
    assert patterns(shown["in_turn"])["not_guilty", "guilty"] == 0


def test_text_has_every_pattern_and_each_count(juryroom: Juryroom) -> None:
    out = juryroom("counts", *LINKED, "--together").out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "assault trafficking in turn together" in rows
    first, last = (rows.index(row) for row in ("patterns", "each count, whatever the others"))
    listed = [row.split() for row in rows[first + 2 : last]]
    assert len(listed) == 9
    for place in (-2, -1):
        assert sum(float(row[place]) for row in listed) == pytest.approx(1, abs=0.005)
    assert any(row.startswith("verdicts on some counts only 0.332 0.183") for row in rows)
    assert "assault, together" in out
    assert "not about guilt" in out


def test_rare_patterns_share_a_row(juryroom: Juryroom) -> None:
    out = juryroom("counts", "linear-pull", "--count", "A=12-0", "--count", "B=0-12").out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "guilty not guilty 1.000" in rows
    assert "8 rarer ones 0.000" in rows


A, B = ("--count", "a=0.5"), ("--count", "b=0.5")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 7, "no count"),
        (("--count", "a"), 7, "NAME=SHARE"),
        (("--count", "=0.5"), 7, "NAME=SHARE"),
        ((*A, "--count", "a=0.6"), 7, "'a' twice"),
        ((*A, "--count", "b=x"), 7, "--count b: found 'x'"),
        ((*A, "--count", "b=nan"), 7, "--count b"),
        ((*A, "--count", "b=50"), 7, "did you mean 0.5?"),
        ((*A, "--count", "b=8-3"), 7, "--jury-size 11"),
        ((*A, "--count", "b=8-4", "--alike", "0.2"), 7, "known first ballot of 'b'"),
        ((*A, *B, "--alike", "40"), 7, "did you mean 0.4?"),
        ((*A, *B, "--resemblance", "1"), 7, "below 1"),
        ((*A, *B, "--spill-over", "0.5"), 7, "without --together"),
        ((*A, *B, "--together", "--spill-over", "5"), 7, "0 to 1"),
        ((*A, *B, "--jury-size", "2"), 7, "3 to 23"),
        ((*A, *B, "--jury-size", "40"), 7, "3 to 23"),
        ((*A, *B, "--to-convict", "13"), 7, "at most 12"),
        ((*A, *B, "--hang-hazard", "nan"), 7, "nan"),
        ((*A, *B, "--hang-hazard", "0.1", "--ballots", "5"), 7, "both"),
        ((*A, *B, "--model-of", "c=linear-pull"), 7, "a, b"),
        ((*A, *B, "--model-of", "b=linearpull"), 6, "'linear-pull' (nearest)"),
        ((*A, *B, "--set", "slope"), 7, "NAME=VALUE"),
        ((*A, *B, "--set", "slop=1"), 6, "'slope' (nearest)"),
        ((*A, *B, "--set", "slope=1", "--set", "slope=0"), 7, "slope twice"),
        (
            (*A, *B, "--count", "c=1", "--count", "d=1", "--together", "--spill-over", "0.1"),
            7,
            "1 to 3",
        ),
        (tuple(f"--count={name}=0.5" for name in "abcdef"), 7, "1 to 5"),
    ],
)  # fmt: skip
def test_bad_options_are_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = juryroom("counts", "tug-of-war", *words)
    assert said in ran.err
    assert (ran.code, ran.out) == (code, "")
    assert "  rule: " in ran.err
    assert "  accepted: " in ran.err


def test_a_model_of_minds_is_not_taken_together(juryroom: Juryroom) -> None:
    ran = juryroom("counts", "private-public", *A, *B, "--hang-hazard", "0.02", "--together")
    assert ran.code == 7
    assert "a chain" in ran.err
    assert juryroom("counts", "private-public", *A, *B, "--hang-hazard", "0.02").code == 0
