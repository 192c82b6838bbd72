"""The built wheel, installed into an empty environment, does the main job from another folder."""

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def run(*words: str, cwd: Path) -> str:
    """Run a command without the settings of this test run, and return what it prints."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(words, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the commands of an environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    # The lock as constraints: pip finds the needs of the wheel by itself, at the locked versions.
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z].*?==[^\\\n]*", lock, re.MULTILINE)
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pins), encoding="utf-8")
    venv.create(folder / "env", with_pip=True)
    commands = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = (
        str(commands / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    )
    run(*pip, "-c", str(constraints), str(wheel), cwd=folder)
    return commands


def test_main_job_from_another_folder(installed: Path, tmp_path: Path) -> None:
    juryroom = str(installed / "juryroom")
    shown = run(juryroom, "run", "people-v-weinstein", "--out", "report", cwd=tmp_path)
    assert "People v. Weinstein" in shown
    result = json.loads((tmp_path / "report" / "result.json").read_text(encoding="utf-8"))
    states = {count["id"]: count["state"] for count in result["posture"]["counts"]}
    assert (states["CSA_H"], states["CSA_S"], states["R3_M"]) == (
        "GUILTY_VERDICT",
        "ACQUITTED",
        "MISTRIAL",
    )
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<svg") >= 3


def test_installed_command_is_the_installed_package(installed: Path, tmp_path: Path) -> None:
    probe = "import juryroom; print(juryroom.__file__)"
    shown = run(str(installed / "python"), "-c", probe, cwd=tmp_path)
    assert str(ROOT) not in shown
    assert "site-packages" in shown


def test_other_verbs_work_installed(installed: Path, tmp_path: Path) -> None:
    juryroom = str(installed / "juryroom")
    outcome = json.loads(
        run(
            juryroom,
            "solve",
            "linear-pull",
            "--jury-size",
            "12",
            "--guilty-votes",
            "8",
            "--json",
            cwd=tmp_path,
        )
    )
    assert outcome["guilty"] == pytest.approx(0.88671875, abs=1e-15)
    assert "no problem found" in run(juryroom, "case", "check", "people-v-weinstein", cwd=tmp_path)
    assert json.loads(run(juryroom, "schema", "case", cwd=tmp_path))["type"] == "object"
    assert "tug-of-war" in run(juryroom, "models", cwd=tmp_path)
