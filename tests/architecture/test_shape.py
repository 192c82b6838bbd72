"""The shape of the house: small modules, public names, nothing that reads a neighbour's folder."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import juryroom

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "juryroom"
MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text)), "a module says what it holds"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_function_fits_on_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            shown = (node.end_lineno or 0) - node.lineno
            if docstring is not None:
                shown -= (docstring.end_lineno or 0) - docstring.lineno
            assert shown <= 75, f"{path.name}:{node.lineno} {node.name}"


def test_public_names_are_written_x_as_x_and_exist() -> None:
    tree = ast.parse((SOURCE / "__init__.pyi").read_text(encoding="utf-8"))
    names = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                assert alias.asname == alias.name, alias.name
                home = import_module(f"juryroom.{node.module}")
                assert getattr(juryroom, alias.name) is getattr(home, alias.name)
                names.append(alias.name)
    assert sorted(names) == sorted(set(dir(juryroom)))


def test_import_brings_no_heavy_library() -> None:
    probe = "import juryroom, juryroom.cli.main, sys; print(*sorted(sys.modules))"
    shown = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True
    ).stdout.split()
    heavy = {"numpy", "scipy", "pydantic", "altair", "ruamel.yaml", "rich", "jinja2", "edtf"}
    assert heavy.isdisjoint(shown)


def test_the_project_stands_alone() -> None:
    """No file names a path of a machine, or reads a folder beside the project."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    outside = re.compile(r"\.\.[/]shared|[/]work[/]|[/]root[/]|[/]home[/]\w+[/]")
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".lock"} or not path.exists():
            continue
        found = outside.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{name}: {found.group() if found else ''}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("record/sources.py", "import juryroom.procedure.states"),
        ("procedure/states.py", "import numpy"),
        ("outcome/outcome.py", "import altair"),
        ("deliberation/models/linear_pull.py", "import juryroom.deliberation.models.tug_of_war"),
    ],
)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, module: str, line: str) -> None:
    copy = tmp_path / "src"
    for path in [*MODULES, *SOURCE.rglob("*.pyi")]:
        place = copy / "juryroom" / path.relative_to(SOURCE)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    settings = (ROOT / "pyproject.toml").read_bytes()
    (tmp_path / "pyproject.toml").write_bytes(settings)
    probe = (
        f"import sys; sys.path.insert(0, {str(copy)!r}); "
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    run = [sys.executable, "-c", probe]
    assert subprocess.run(run, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    planted = copy / "juryroom" / module
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    assert subprocess.run(run, cwd=tmp_path, check=False, capture_output=True).returncode == 1
