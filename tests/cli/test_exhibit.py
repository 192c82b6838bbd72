"""`juryroom exhibit`: makes a bundle, verifies it, and refuses what it should."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from juryroom.cli.exhibit import FAILED, app
from juryroom.errors import OutOfDomainError, OutputError, UnknownNameError
from tests.report.exhibit.surveys import survey

ASKED = ("--answer", "verdict", "--condition", "arm", "--draws", "500")


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A survey in an empty folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.csv").write_bytes(survey())
    return "answers.csv"


def run(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, list(words))
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.output


def test_exhibit_is_made_verified_and_a_changed_byte_named(rows: str) -> None:
    code, said = run(rows, *ASKED, "-o", "filed", "--threshold", "0.1", "--standard", "watson=0.1")
    assert code == 0
    assert "columns left out: name, sex, session, remark" in said
    assert sorted(path.name for path in Path().iterdir()) == ["answers.csv", "filed"]
    seal = next(line for line in said.splitlines() if line.startswith("Seal ")).split()[1]
    code, said = run("verify", "filed", "--seal", seal)
    assert code == 0, said
    assert "no byte was changed" in said
    page = Path("filed/exhibit.html")
    page.write_bytes(page.read_bytes().replace(b"<h1>", b"<h2>", 1))
    code, said = run("verify", "filed", "--json")
    assert code == FAILED
    assert [one["file"] for one in json.loads(said)["changed"]] == ["exhibit.html"]


def test_make_can_be_said_and_a_zip_be_asked_for(rows: str) -> None:
    code, said = run("make", rows, *ASKED, "--json", "-o", "filed.zip", "--model", "tug-of-war",
                     "--single-model")  # fmt: skip
    assert code == 0
    result = json.loads(said)
    assert result["fewer_than_four_models"]
    assert len(result["seal"]) == 64
    code, said = run("verify", "filed.zip")
    assert code == 0
    assert result["seal"] in said


def test_every_option_reaches_the_question(rows: str) -> None:
    Path(rows).write_bytes(survey(rich=True))
    code, _ = run(
        rows, *ASKED, "-o", "filed", "--undecided", "cannot say", "--undecided-as", "0.4",
        "--other", "both errors", "--cluster", "session", "--margin", "sex:female=0.52,male=0.48",
        "--trim", "3", "--prosecution-strikes", "2", "--accuracy", "0.2", "--jury-size", "6",
        "--resemblance", "0.1", "--kind", "mock", "--confidence", "0.8", "--seed", "5",
        "--model", "tug-of-war", "--single-model", "--title", "State v. Roe", "--error", "A remark.", "--prepared-by", "Expert", "--dated", "2026",
    )  # fmt: skip
    assert code == 0
    asked = json.loads(Path("filed/parameters.json").read_bytes())
    assert asked["undecided_as"] == 0.4
    assert asked["conditions"] == ["actual", "hypothetical", "both errors"]
    assert asked["margins"] == [["sex", [["female", 0.52], ["male", 0.48]]]]
    assert asked["strikes"] == {"prosecution": 2, "defence": 0, "accuracy": 0.2}
    assert (asked["jury_size"], asked["kind"], asked["seed"], asked["trim"]) == (6, "mock", 5, 3.0)
    assert (asked["title"], asked["source"]) == ("State v. Roe", rows)
    assert run("verify", "filed")[0] == 0


def test_a_game_and_a_patience_reach_the_question_and_the_bundle_holds(rows: str) -> None:
    code, _ = run(
        rows, *ASKED, "-o", "filed", "--jury-size", "6", "--system", "replace", "--order", "at-once",
        "--prosecution-strikes", "2", "--defence-strikes", "3", "--shows", "0.5", "--alternates", "1",
        "--hang-hazard", "0,0.01,0.02,0.03",
    )  # fmt: skip
    assert code == 0
    asked = json.loads(Path("filed/parameters.json").read_bytes())
    assert asked["strikes"] == {
        "system": "strike and replace", "prosecution": 2, "defence": 3, "shows": 0.5,
        "order": "both at once", "accuracy": 1.0, "alternates": 1,
    }  # fmt: skip
    assert asked["patience"]["by_minority"] == [0.0, 0.01, 0.02, 0.03]
    assert asked["hung_rate"] is None
    assert run("verify", "filed")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--model", "tug-of-war"), "single_model"),
        (("--system", "struck"), "--prosecution-strikes"),
        (("--hung-rate", "of_mine"), "published rate"),
        (("--undecided-as", "left-out"), "--undecided LABEL"),
        (("--margin", "sex"), "TRAIT:GROUP=SHARE"),
        (("--accuracy", "0.2"), "--prosecution-strikes"),
        (("--kind", "other"), "kind"),
        (("--trim", "3"), "--margin or --margins with it"),
        (("--error", "The error was harmless."), "conclusions are for the court"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_written(
    rows: str, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises((OutOfDomainError, UnknownNameError), match=said):
        run(rows, *ASKED, "-o", "filed", *words)
    assert not Path("filed").exists()


def test_nothing_is_overwritten(rows: str) -> None:
    Path("filed").mkdir()
    Path("filed/notes.txt").write_text("mine")
    Path("filed.zip").write_text("mine")
    for place in ("filed", "filed.zip", rows):
        with pytest.raises(OutputError, match="there already"):
            run(rows, *ASKED, "-o", place)
    assert Path("filed/notes.txt").read_text() == "mine"
