"""`juryroom law check`: each id, the authority, what differs, and the exit status."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from juryroom.cli.law import app

GOOD = """schema: juryroom-vectors/0.1
vectors:
- id: G1
  rule: R2
  jurisdiction: US-FED
  text: a hung count
  given:
    counts: {K1: {state: MISTRIAL, mistrial: {cause: [hung], mover: court, defence_position: silent}}}
  when: {action: retry, counts: [K1]}
  then: {result: allowed}
  standing: verified
  scored: true
"""


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "v.yaml"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(file), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout


def test_our_own_vectors_pass() -> None:
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 0, done.stdout
    assert "V01  pass\n    Richardson v. United States" in done.stdout
    assert " 0 failed" in done.stdout.splitlines()[-1]


def test_a_pass_names_the_authority(tmp_path: Path) -> None:
    code, shown = run(tmp_path, GOOD)
    assert code == 0
    assert shown.splitlines() == [
        "G1  pass",
        "    Richardson v. United States, 468 U.S. 317 (1984)",
        "1 vectors: 1 passed, 0 failed, 0 not scored, 0 could not be read",
    ]


def test_a_failure_shows_each_key(tmp_path: Path) -> None:
    text = GOOD.replace("{result: allowed}", "{result: barred, state: {K1: BARRED}}")
    code, shown = run(tmp_path, text)
    assert code == 9
    assert "line 3: result: expected barred, found allowed" in shown
    assert 'state: expected {"K1": "BARRED"}, found {"K1": "MISTRIAL"}' in shown


def test_what_is_not_known_is_named(tmp_path: Path) -> None:
    text = GOOD.replace("cause: [hung]", "cause: [other]")
    code, shown = run(tmp_path, text)
    assert code == 9
    assert "not known: counts.K1: retrial.manifest_necessity" in shown


def test_one_that_is_not_scored_never_counts(tmp_path: Path) -> None:
    text = GOOD.replace("scored: true", "scored: false").replace("allowed", "barred")
    code, shown = run(tmp_path, text)
    assert code == 0
    assert "G1  not scored (not as expected)" in shown


def test_a_malformed_vector_and_the_others_still_run(tmp_path: Path) -> None:
    text = GOOD + GOOD.split("vectors:\n")[1].replace("G1", "G2").replace("hung]", "hnug]")
    code, shown = run(tmp_path, text)
    assert code == 9
    assert "G1  pass" in shown
    assert "G2  malformed" in shown
    assert "found 'hnug'" in shown
    assert "rule:" in shown
    assert "accepted: 'hung' (nearest)" in shown


def test_the_same_as_json(tmp_path: Path) -> None:
    text = GOOD + "  variants:\n  - {change: {plea.kind: x}, then: {result: barred}}\n"
    code, shown = run(tmp_path, text, "--json")
    told = json.loads(shown)
    assert code == 9
    assert told["counts"] == {"pass": 0, "fail": 1, "not_scored": 0, "malformed": 0}
    (vector,) = told["vectors"]
    assert vector["authority"][0]["cite"] == "Richardson v. United States, 468 U.S. 317 (1984)"
    assert [trial["name"] for trial in vector["trials"]] == ["the vector", "variant 1"]
    assert vector["trials"][1]["differences"] == [
        {"key": "result", "expected": "barred", "found": "allowed"}
    ]


@pytest.mark.parametrize("text", ["", "a: 1\n"])
def test_a_file_that_is_none_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "v.yaml"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(file)])
    assert type(done.exception).__name__ == "CaseFileError"
