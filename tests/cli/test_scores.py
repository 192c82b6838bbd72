"""The verbs score, compare and reference: what they print, what they refuse."""

from json import loads
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from juryroom.cli import compare, reference, score
from juryroom.errors import OutOfDomainError, UnknownNameError

TABLE = """jury_size,p1,verdict,source
6,0.5,not_guilty,ours
6,0.8333,guilty,ours
6,0.6667,guilty,theirs
12,0.25,not_guilty,theirs
12,0.9167,guilty,theirs
12,,guilty,theirs
12,0.5,,theirs
6,0,guilty,Devine_2004
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "juries.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def run(*words: str) -> str:
    app = Typer(rich_markup_mode=None)
    for verb in (score.score, compare.compare, reference.reference):
        app.command()(verb)
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_table_is_scored_and_every_row_has_a_place(file: str) -> None:
    found = loads(run("score", file, "--map", "share=p1", "--resamples", "100", "--json"))
    assert found["model"] == "reference"
    assert found["overall"]["juries"] == 6
    assert found["table"]["rows_in"] == 8
    assert {each["reason"] for each in found["table"]["rows_left_out"]} == {
        "no first ballot",
        "no verdict",
    }
    assert isinstance(found["overall"]["measures"]["log_loss"]["value"], float)
    assert set(found["parts"]) == {"6 jurors", "12 jurors", "ours", "theirs", "Devine_2004"}
    assert found["provenance"]["seed"] == 1


def test_what_had_probability_0_is_said(file: str) -> None:
    words = ("score", file, "--map", "share=p1", "--resamples", "100", "--model", "tug-of-war")
    shown = run(*words)
    assert "inf" in shown
    assert "rows given probability 0 for what happened: 1 (8)" in shown
    found = loads(run(*words, "--json"))
    assert found["overall"]["measures"]["log_loss"]["value"] == "infinite"
    assert found["rows_given_probability_0"] == [8]


def test_kind_changes_the_reference_and_nothing_else(file: str) -> None:
    words = ("score", file, "--map", "share=p1", "--resamples", "100", "--json")
    field, mock = (loads(run(*words, "--kind", kind)) for kind in ("field", "mock"))
    one, other = (each["overall"]["measures"]["brier"]["value"] for each in (field, mock))
    assert one != other
    assert (
        field["parts"]["Devine_2004"]["measures"]["brier"]["value"]
        == mock["parts"]["Devine_2004"]["measures"]["brier"]["value"]
    )


def test_the_reference_takes_no_parameters_and_knows_three_kinds(file: str) -> None:
    with pytest.raises(OutOfDomainError, match="--set"):
        run("score", file, "--map", "share=p1", "--set", "slope=0.4")
    with pytest.raises(UnknownNameError, match="grand"):
        run("score", file, "--map", "share=p1", "--kind", "grand")


def test_a_comparison_prints_models_differences_and_the_ledger(file: str, tmp_path: Path) -> None:
    picture = tmp_path / "curves.svg"
    shown = run(
        *("compare", file, "--map", "share=p1", "--model", "unanimity-or-hung", "--folds", "3"),
        *("--resamples", "100", "--picture", str(picture)),
    )
    for words in ("sate's chain", "sate's curve", "base rate", "reference as shipped"):
        assert words in shown
    assert "8 rows, 6 used, 2 listed" in shown
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_the_reference_says_how_it_was_made() -> None:
    shown = run("reference")
    for words in ("field, 12 jurors", "Pareto k", "assumed, not fitted", "sha256"):
        assert words in shown
    found = loads(run("reference", "--missing-verdict", "dropped", "--json"))
    assert found["missing_verdict"] == "dropped"
    assert len(found["provenance"]["inputs"][0]["sha256"]) == 64
