"""`juryroom case replay`: what it prints, and the code it leaves with."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from juryroom.cli.replay import FAILED, replay

app = typer.Typer()
app.command()(replay)
RUNNER = CliRunner()

FIXTURE = """\
schema: juryroom-case/0.1
id: doe
caption: People v. Doe
jurisdiction: US-NY
counts: [{id: K1}]
events:
- {initial: SUBMITTED, counts: [K1]}
- {id: E1, date: "2020-03-04", edge: C18, counts: [K1]}
expected_states:
- {as_of: "2020-03-04", states: {K1: MISTRIAL}, quality: weak}
"""


def written(folder: Path, text: str) -> str:
    path = folder / "fixture.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_each_expectation_is_printed(tmp_path: Path) -> None:
    done = RUNNER.invoke(app, [written(tmp_path, FIXTURE)])
    assert done.exit_code == 0
    assert done.stdout == (
        "doe: People v. Doe\n  2020-03-04  pass (weak sources: scored as a replay)\n"
    )


def test_a_failure_is_shown_and_told_to_the_shell(tmp_path: Path) -> None:
    done = RUNNER.invoke(app, [written(tmp_path, FIXTURE.replace("K1: MISTRIAL", "K1: ACQUITTED"))])
    assert done.exit_code == FAILED
    assert "K1: expected ACQUITTED, found MISTRIAL" in done.stdout


def test_an_unlawful_move_is_a_failure(tmp_path: Path) -> None:
    text = FIXTURE.replace("edge: C18", "edge: C21").replace("K1: MISTRIAL", "K1: PENDING_TRIAL")
    done = RUNNER.invoke(app, [written(tmp_path, text)])
    assert done.exit_code == FAILED
    assert "unlawful:" in done.stdout
    assert "C21 leaves MISTRIAL" in done.stdout


def test_json_holds_the_same(tmp_path: Path) -> None:
    done = RUNNER.invoke(app, [written(tmp_path, FIXTURE), "--json"])
    (found,) = json.loads(done.stdout)["fixtures"]
    assert (found["fixture"], found["passed"]) == ("doe", True)


def test_a_fixture_may_expect_nothing(tmp_path: Path) -> None:
    text = FIXTURE.partition("expected_states")[0]
    done = RUNNER.invoke(app, [written(tmp_path, text)])
    assert done.exit_code == 0
    assert "no expectation" in done.stdout
