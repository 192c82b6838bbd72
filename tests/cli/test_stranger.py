"""A package of somebody else, installed in a folder of its own, adds a model; a faulty one is told.

Nothing is planted inside juryroom: a module, and a dist-info with entry points, stand in a folder
on the path of a new Python, as an installer would have left them there.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

HEAD = '''\
"""Cascade: a stranger's model of deliberation."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import Chain, DeliberationModel, FloatArray, ModelCard
from juryroom.parameters import Parameter

_SPEED = Parameter("speed", 0.01, 1.0, "probability", "the chance that a ballot moves a vote")
'''
CARD = """
    card: ClassVar[ModelCard] = ModelCard(
        name="cascade",
        says="Whoever is in the larger half gains the next vote; an even split goes either way.",
        parameters=(_SPEED,),
        citations=(Citation("A. Stranger, Cascades (2026)", Reason.MODEL, "section 1"),),
        assumes=("one vote moves at a time",),
        not_for=("anything but this test",),
        can_hang=False,
        clock="ballots",
        label_symmetric=True,
    )
"""
FIELDS = """
    speed: float = 0.5

    def __post_init__(self) -> None:
        _SPEED.check(self.speed, owner=type(self).__name__)
"""
MATRIX = '''
    def transition_matrix(self, jury_size: int) -> FloatArray:
        """Return the matrix on 0, 1, ..., `jury_size` guilty votes."""
        matrix = np.zeros((jury_size + 1, jury_size + 1))
        matrix[0, 0] = matrix[-1, -1] = 1
        for votes in range(1, jury_size):
            up = 0.5 * (1 + np.sign(2 * votes - jury_size))
            matrix[votes, votes + 1] = self.speed * up
            matrix[votes, votes - 1] = self.speed * (1 - up)
            matrix[votes, votes] = 1 - self.speed
        return matrix
'''
CLASS = "\n\n@final\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass Cascade(Chain):\n"
GOOD = f'{HEAD}{CLASS}    """A stranger\'s model."""\n{FIELDS}{CARD}{MATRIX}'
LEAKING = GOOD.replace("1 - self.speed\n", "0.9 - self.speed\n")


def install(folder: Path, module: str, *, name: str = "cascade", value: str = "") -> None:
    """Leave a distribution in `folder` as an installer does: a module and its dist-info."""
    (folder / "cascades.py").write_text(module, encoding="utf-8")
    info = folder / "cascades-1.0.dist-info"
    info.mkdir()
    texts = {
        "METADATA": "Metadata-Version: 2.1\nName: cascades\nVersion: 1.0\n",
        "entry_points.txt": f"[juryroom.models]\n{name} = {value or 'cascades:Cascade'}\n",
        "RECORD": "cascades.py,,\ncascades-1.0.dist-info/METADATA,,\n",
        "INSTALLER": "hand\n",
    }
    for file, text in texts.items():
        (info / file).write_text(text, encoding="utf-8")


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a new Python that finds the folder as it finds any installed package."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def juryroom(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = (
        f"import sys; sys.argv = ['juryroom', *{list(words)!r}]; "
        "from juryroom.cli.main import main; main()"
    )
    return python(folder, "-c", line)


CHECK = """
from juryroom.deliberation.registry import model
from juryroom.testing import check_model

for size in (3, 6):
    check_model(model("cascade"), size)
print("kept")
"""


def test_a_strangers_model_is_listed_shown_and_solved(tmp_path: Path) -> None:
    install(tmp_path, GOOD)
    listed = juryroom(tmp_path, "models")
    assert listed.returncode == 0, listed.stderr
    assert "cascade: Whoever is in the larger half gains the next vote" in listed.stdout
    shown = juryroom(tmp_path, "models", "cascade")
    assert "A. Stranger, Cascades (2026), section 1 (defines the model)" in shown.stdout
    solved = juryroom(
        tmp_path, "solve", "cascade", "--guilty-votes", "6", "--set", "speed=1", "--json"
    )
    outcome = json.loads(solved.stdout)
    assert outcome["guilty"] == pytest.approx(0.5, abs=1e-12)
    # The even split is left at once, and each later ballot moves one of the six votes left.
    assert outcome["mean_ballots"] == pytest.approx(6, abs=1e-9)
    assert outcome["parameters"] == {"speed": 1}


def test_a_strangers_model_goes_into_the_room_and_before_several_counts(tmp_path: Path) -> None:
    install(tmp_path, GOOD)
    room = juryroom(
        tmp_path, "room", "--model", "cascade", "--guilty-votes", "6", "--hang-hazard", "0.01",
        "--event", "charge on 8-4 model linear-pull", "--json",
    )  # fmt: skip
    assert json.loads(room.stdout)["model"] == "cascade", room.stderr
    counts = juryroom(
        tmp_path, "counts", "cascade", "--count", "a=8-4", "--count", "b=4-8", "--json"
    )
    patterns = json.loads(counts.stdout)["in_turn"]["patterns"]
    (sure,) = (row for row in patterns if row["probability"] > 0.5)
    assert sure["endings"] == ["guilty", "not_guilty"]
    assert sure["probability"] == pytest.approx(1)


def test_a_sound_stranger_keeps_the_contract(tmp_path: Path) -> None:
    install(tmp_path, GOOD)
    ran = python(tmp_path, "-c", CHECK)
    assert ran.stdout == "kept\n", ran.stderr


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (LEAKING, "row"),
        (GOOD.replace("can_hang=False", "can_hang=True"), "hang"),
        (GOOD.replace("frozen=True, ", ""), "frozen"),
        (GOOD.replace("up = 0.5", "up = 0.4"), "symm"),
    ],
)
def test_a_stranger_that_breaks_the_contract_is_caught(
    tmp_path: Path, broken: str, said: str
) -> None:
    assert broken != GOOD
    install(tmp_path, broken)
    ran = python(tmp_path, "-c", CHECK)
    assert ran.returncode == 1
    last = ran.stderr.strip().splitlines()[-1]
    assert last.startswith("AssertionError: "), ran.stderr
    assert said in last


def test_a_stranger_whose_rows_do_not_sum_to_one_gives_no_number(tmp_path: Path) -> None:
    install(tmp_path, LEAKING)
    for extra in ((), ("--hang-hazard", "0.02"), ("--ballots", "9")):
        ran = juryroom(tmp_path, "solve", "cascade", "--guilty-votes", "7", *extra)
        assert ran.returncode == 7, ran.stderr
        assert ran.stdout == ""
        assert "  rule: " in ran.stderr
        assert "Traceback" not in ran.stderr


ABSTRACT = GOOD.replace(MATRIX, "")
NO_CARD = GOOD.replace(CARD, "")
NO_DEFAULT = GOOD.replace("speed: float = 0.5", "speed: float")
NO_FIELD = GOOD.replace("speed: float = 0.5", "pace: float = 0.5").replace(
    "self.speed", "self.pace"
)


@pytest.mark.parametrize(
    ("module", "name", "value", "said"),
    [
        ("import nothing_of_that_name\n", "cascade", "", "ModuleNotFoundError"),
        ("1 / 0\n", "cascade", "", "ZeroDivisionError"),
        ("def (\n", "cascade", "", "SyntaxError"),
        (GOOD, "cascade", "cascades:Casacde", "AttributeError"),
        (GOOD, "cascade", "cascades:np", "a subclass of DeliberationModel"),
        (GOOD, "cascade", "cascades:DeliberationModel", "without a card"),
        (GOOD, "waterfall", "", "a model whose card says 'cascade'"),
        (GOOD.replace('"cascade"', '"linear-pull"'), "linear-pull", "", "a second model"),
        (ABSTRACT, "cascade", "", "cannot be made: TypeError"),
        (NO_CARD, "cascade", "", "without a card"),
        (NO_DEFAULT, "cascade", "", "cannot be made: TypeError"),
        (NO_FIELD, "cascade", "", "cannot be made: AttributeError"),
    ],
)
def test_a_faulty_entry_point_is_refused_by_name(
    tmp_path: Path, module: str, name: str, value: str, said: str
) -> None:
    install(tmp_path, dedent(module), name=name, value=value)
    ran = juryroom(tmp_path, "models")
    assert said in ran.stderr
    assert f"entry point juryroom.models: {name} = " in ran.stderr
    assert "of the package 'cascades'" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert (ran.returncode, ran.stdout) == (6, "")


def test_a_faulty_stranger_keeps_nobody_from_the_built_in_models(tmp_path: Path) -> None:
    install(tmp_path, "import nothing_of_that_name\n")
    ran = juryroom(tmp_path, "solve", "linear-pull", "--guilty-votes", "8")
    assert "guilty 0.887" in ran.stdout, ran.stderr
    asked = juryroom(tmp_path, "solve", "cascade", "--guilty-votes", "8")
    assert asked.returncode == 6
    assert "ModuleNotFoundError" in asked.stderr
