"""`juryroom strikes`: the numbers of the engine, what is shown, and four-part errors."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from juryroom.catalog.line_up import line_up
from juryroom.cli.strikes import strikes
from juryroom.effect.strikes_effect import Selection, System, strikes_effect
from juryroom.errors import JuryroomError, UnknownNameError
from juryroom.jury.strike_game import StrikeOrder
from juryroom.jury.venire import Venire, for_cause
from juryroom.procedure.decision_rule import DecisionRule

SIX = ("--jury-size", "6")
CLASSES = "0.2:0.3,0.5:0.4,0.9:0.3"
THREE = Venire((0.2, 0.5, 0.9), (0.3, 0.4, 0.3))
APP = typer.Typer()
APP.command("strikes")(strikes)


def run(*words: str) -> str:
    result = CliRunner().invoke(APP, [*words, *SIX])
    if isinstance(result.exception, JuryroomError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def shown(*words: str) -> dict[str, Any]:
    return json.loads(run(*words, "--json"))


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ((), {}),
        (
            ("--order", "at-once", "--alternates", "1"),
            {"order": StrikeOrder.AT_ONCE, "alternates": 1},
        ),
        (("--system", "struck", "--accuracy", "0.5"), {"system": System.STRUCK, "accuracy": 0.5}),
        (("--system", "accuracy"), {"system": System.ACCURACY, "accuracy": 0.15}),
    ],
)
def test_the_numbers_are_those_of_the_engine(words: tuple[str, ...], given: dict[str, Any]) -> None:
    found = shown("--classes", CLASSES, "--prosecution", "2", "--defence", "3", *words)
    chosen = Selection(venire=THREE, jury_size=6, prosecution_strikes=2, defence_strikes=3, **given)
    expected = strikes_effect(chosen, line_up(DecisionRule.unanimous(6))).as_json()
    assert {name: found[name] for name in expected} == json.loads(json.dumps(expected))
    assert found["schema"] == "juryroom-strikes/1"
    assert found["excused_for_cause"] == 0


def test_challenges_for_cause_come_first() -> None:
    found = shown(
        "--classes", CLASSES, "--cause", "0:0.8", "--excused", "0.5", "--noise", "0.1"
    )  # fmt: skip
    expected = for_cause(THREE, highest=0.8, excused=0.5, noise=0.1)
    assert found["excused_for_cause"] == expected.excused
    assert found["venire"]["shares"] == list(expected.panel.shares)
    text = run("--classes", CLASSES, "--cause", "0:0.8", "--prosecution", "2")
    assert "0.300 of those called; for 8 who may sit, 11.4 are called on average" in text


def test_every_model_by_default_and_one_only_by_name() -> None:
    words = ("--share", "0.6", "--shows", "0.4", "--prosecution", "2", "--defence", "2")
    text = run(*words)
    assert "over 9 models" in text
    alone = run(*words, "--model", "tug-of-war")
    assert "One model, because --model says so" in alone
    assert "first ballot after strikes: 0 " in alone
    assert "models" not in alone.split("One model")[0]


def test_a_majority_rule_leaves_the_models_that_know_it() -> None:
    found = shown("--share", "0.6", "--to-convict", "5", "--to-acquit", "5")
    assert {cell["model"] for cell in found["models"]} == {
        "linear-pull",
        "private-public",
        "tug-of-war",
    }


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ((), "--share, --classes"),
        (("--share", "0.5", "--classes", "0.5:1"), "--share, --classes"),
        (("--share", "50"), "--share, Venire.share"),
        (("--classes", "0.5"), "--classes"),
        (("--classes", "0.5:0.5,0.6:0.4"), "--classes, Venire"),
        (("--classes", "0.5:x"), "--classes"),
        (("--classes", "0.5:1", "--shows", "0.5"), "--shows"),
        (("--share", "0.5", "--system", "lottery"), "--system"),
        (("--share", "0.5", "--order", "nobody"), "--order"),
        (("--share", "0.5", "--accuracy", "0.5"), "Selection.accuracy"),
        (("--share", "0.5", "--excused", "0.5"), "--excused, --noise"),
        (("--share", "0.5", "--cause", "0.5"), "--cause"),
        (("--share", "0.5", "--cause", "0.6:0.4"), "--cause, for_cause"),
        (("--share", "0.5", "--prosecution", "61"), "Selection.prosecution_strikes"),
        (("--share", "0.5", "--model", "pooled-logistic"), "--model"),
        (("--share", "0.5", "--model", "condorcet"), "model"),
    ],
)
def test_bad_input_is_refused_in_four_parts(words: tuple[str, ...], where: str) -> None:
    with pytest.raises(JuryroomError) as error:
        run(*words)
    problem = error.value.problems[0]
    assert problem.where == where
    assert problem.found
    assert problem.rule
    assert problem.accepted


def test_a_model_that_there_is_not_is_named_as_unknown() -> None:
    with pytest.raises(UnknownNameError):
        run("--share", "0.5", "--model", "tug-of-wars")
