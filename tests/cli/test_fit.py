"""`juryroom fit`: a user's own table, its errors, its JSON."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from juryroom.cli.fit import fit
from juryroom.errors import JuryroomError, OutOfDomainError, RecordError, UnknownNameError

app = typer.Typer()
app.command()(fit)

ROWS = ["n,p1,end,where"] + [
    f"12,{share},{end},{'A' if number % 2 else 'B'}"
    for number, (share, end) in enumerate(
        [(".25", "not guilty"), (".5", "guilty"), (".5", "not guilty"), (".75", "guilty")] * 10
        + [(".25", "guilty"), (".75", "not guilty"), ("", "hung"), (".5", "")] * 2
    )
]
MAP = ["--map", "jury_size=n", "--map", "share=p1", "--map", "verdict=end", "--map", "source=where"]


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return str(path)


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None:
        raise done.exception
    assert done.stderr == ""
    return done.stdout


def test_a_table_of_ones_own(table: str) -> None:
    shown = run(table, "--model", "pooled-logistic", *MAP)
    assert "mine.csv: 48 rows, 44 used (44 juries), 4 listed" in shown
    assert "2 no first ballot: rows 43, 47" in shown
    assert "2 no verdict: rows 44, 48" in shown
    assert "95% interval (profile)" in shown


def test_json_says_the_same(table: str) -> None:
    found = json.loads(run(table, "--model", "tug-of-war", *MAP, "--bootstrap", "20", "--json"))
    assert found["schema"] == "juryroom-fit/1"
    assert [each["name"] for each in found["estimates"]] == ["slope", "bias"]
    assert found["table"]["rows_in"] == found["table"]["rows_used"] + len(
        found["table"]["rows_left_out"]
    )
    assert found["bootstrap"]["replicates"] == 20
    assert found["provenance"]["seed"] == 1
    assert found["fixed"] == {"movers": 2.0}


def test_a_posterior_of_a_table(table: str) -> None:
    words = (table, "--model", "tug-of-war", *MAP, "--free", "bias", "--bayes")
    shown = run(*words)
    assert "prior of bias: value normal around that of 1 (the R package sate)" in shown
    found = json.loads(run(*words, "--json"))
    assert found["schema"] == "juryroom-posterior/1"
    assert found["effective_sample_size"] >= 400
    assert found["pareto_k"] <= 0.7


@pytest.mark.parametrize(
    ("words", "error", "found"),
    [
        (["--map", "share"], OutOfDomainError, "--map: found 'share'"),
        (["--map", "shar=p1"], UnknownNameError, "'shar'"),
        ([*MAP, "--free", "slop"], UnknownNameError, "'slop'"),
        ([*MAP, "--missing-verdict", "lost"], OutOfDomainError, "--missing-verdict"),
        ([*MAP, "--confidence", "95"], OutOfDomainError, "did you mean 0.95"),
        (["--map", "jury_size=p1"], RecordError, "mine.csv row 1, column 'p1'"),
    ],
)
def test_errors(table: str, words: list[str], error: type[JuryroomError], found: str) -> None:
    with pytest.raises(error, match=found):
        run(table, "--model", "tug-of-war", *words)


def test_a_missing_file_and_a_wrong_name() -> None:
    with pytest.raises(JuryroomError, match="No such file"):
        run("nowhere.csv", "--model", "tug-of-war")
    with pytest.raises(UnknownNameError, match="'deliberations' \\(nearest\\)"):
        run("deliberation", "--model", "tug-of-war")
    with pytest.raises(OutOfDomainError, match="--map"):
        run("deliberations", "--model", "tug-of-war", "--map", "share=p1")
