"""The provenance block is whole, and canonical JSON is canonical."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import juryroom
from juryroom.provenance import (
    LIBRARIES,
    SOURCES,
    Environment,
    Input,
    Provenance,
    build,
    canonical_json,
    is_version,
    sha256,
)
from juryroom.version import __version__

PACKAGE = Path(juryroom.__file__).parent

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES))
def test_canonical_json_keeps_every_value_and_sorts_keys(value: dict[str, object]) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(dict(reversed(value.items()))) == text


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_cannot_hold_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"x": number})


def test_block_names_what_was_run() -> None:
    read = Input(name="case.yaml", sha256=sha256(b"abc"))
    block = Provenance(command=("juryroom", "run"), inputs=(read,)).as_json()
    assert block["juryroom"] == __version__
    assert block["inputs"] == [
        {
            "name": "case.yaml",
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
    ]
    assert set(block["libraries"]) == set(LIBRARIES)
    assert block["seed"] is None
    assert block["build"] == build()


def built_from(folder: Path) -> str:
    """The build of a copy of the package, as the copy itself says it."""
    probe = f"import sys; sys.path.insert(0, {str(folder)!r}); import juryroom.provenance as p; print(p.build())"
    made = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    return made.stdout.strip()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package, with what a wheel adds and what running leaves behind."""
    place = tmp_path / "juryroom"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "cases").mkdir(exist_ok=True)
    (place / "cases" / "a-case.yaml").write_text("schema: juryroom-case/1\n")
    (place / "markov" / "__pycache__").mkdir()
    (place / "markov" / "__pycache__" / "kernel.py").write_text("1")
    return place


def test_build_is_that_of_every_copy_of_the_same_sources(copy: Path) -> None:
    assert built_from(copy.parent) == build()


@pytest.mark.parametrize(
    "name", ["effect/estimates.py", "report/templates/exhibit.typ", "report/style.css", "new.toml"]
)
def test_build_is_another_after_any_edit_of_a_source(copy: Path, name: str) -> None:
    with (copy / name).open("a") as file:
        file.write("\n")
    assert built_from(copy.parent) != build()


def test_build_reads_every_kind_of_file_that_decides_a_result() -> None:
    kinds = {path.suffix for path in PACKAGE.rglob("*") if path.is_file()
             and "__pycache__" not in path.parts}  # fmt: skip
    assert kinds - {".pyi"} == SOURCES


def test_help_does_not_pay_for_the_build() -> None:
    probe = (
        "import sys; sys.argv = ['juryroom', '--help']\n"
        "from juryroom.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "module = sys.modules.get('juryroom.provenance')\n"
        "print('built', bool(module and module.build.cache_info().currsize))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    assert ran.stdout.endswith("built False\n")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("python", "3.11.2 (reviewed)"),
        ("juryroom", ""),
        ("juryroom", None),
        ("build", "abc"),
        ("build", 7),
        ("libraries", {}),
        ("libraries", {**Environment.here().as_json()["libraries"], "approved-by-the-court": "1"}),
        ("libraries", {**Environment.here().as_json()["libraries"], "numpy": "<b>1</b>"}),
        ("libraries", ["numpy"]),
    ],
)
def test_what_a_stranger_says_it_was_made_with_is_versions_and_nothing_else(
    field: str, value: object
) -> None:
    assert Environment.read({**Environment.here().as_json(), field: value}) is None


def test_a_block_without_a_build_is_of_an_unknown_one() -> None:
    block = Environment.here().as_json()
    del block["build"]
    read = Environment.read(block)
    assert read is not None
    assert read.program == f"juryroom {__version__}, of an unknown build"


@given(st.text())
def test_a_version_holds_no_words(text: str) -> None:
    if is_version(text):
        assert text[0].isdigit()
        assert text.isascii()
        assert " " not in text
