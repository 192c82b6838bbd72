"""Every command is documented, and every documented command runs and prints what is printed."""

import doctest
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from juryroom.cli.main import app
from juryroom.record.claims import ResolverRule

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


class Example(NamedTuple):
    """One `$ juryroom ...` line of a page, and the output shown below it."""

    page: str
    line: str
    shown: str


def examples() -> Iterator[Example]:
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                line, _, shown = part.partition("\n")
                if line.startswith("juryroom "):
                    yield Example(page.name, line, shown)


def verbs() -> list[str]:
    names = [command.name for command in app.registered_commands if command.name]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        names += [
            f"{group.name} {command.name or command.callback.__name__}"
            for command in group.typer_instance.registered_commands
            if command.callback is not None
        ]
    return names


def as_pattern(shown: str) -> str:
    """`...` stands for anything; runs of blanks match runs of blanks."""
    parts = (r"\s+".join(map(re.escape, part.split())) for part in shown.split("..."))
    return r"\s*" + r".*".join(f"{part}\\s*" for part in parts)


def prepare(juryroom: Callable[..., Any], line: str) -> None:
    """Put what the example takes for granted into the empty folder that it runs in."""
    if "articles" in line:
        Path("articles").mkdir()
    if "survey.csv" in line:
        shutil.copy(ROOT / "docs" / "examples" / "survey.csv", "survey.csv")
    if "two-errors.csv" in line:
        shutil.copy(ROOT / "docs" / "examples" / "two-errors.csv", "two-errors.csv")
    if line.startswith("juryroom exhibit verify"):
        shutil.copy(ROOT / "docs" / "examples" / "survey.csv", "survey.csv")
        made = "juryroom exhibit make survey.csv --answer verdict --condition arm --pdf -o exhibit"
        juryroom(*shlex.split(made)[1:])
    if line.startswith("juryroom case import case.xlsx"):
        juryroom(*["case", "export", "people-v-weinstein", "--to", "xlsx", "-o", "case.xlsx"])


@pytest.mark.parametrize("example", list(examples()), ids=lambda e: f"{e.page}: {e.line}")
def test_documented_command_prints_what_the_page_shows(
    juryroom: Callable[..., Any], example: Example
) -> None:
    prepare(juryroom, example.line)
    ran = juryroom(*shlex.split(example.line.split(" > ")[0])[1:])
    printed = ran.out + ran.err
    assert "Traceback" not in printed
    if example.shown.strip():
        assert re.fullmatch(as_pattern(example.shown), printed, re.DOTALL), printed
    else:
        assert ran.code == 0, printed


@pytest.mark.parametrize("verb", verbs())
def test_every_command_is_documented_and_its_help_has_an_example(
    juryroom: Callable[..., Any], verb: str
) -> None:
    shown = " ".join(juryroom(*verb.split(), "--help").out.split())
    assert f"Example: juryroom {verb} " in f"{shown} "
    assert any(example.line.startswith(f"juryroom {verb}") for example in examples()), verb


@pytest.mark.parametrize("verb", verbs())
def test_the_example_of_the_help_runs(juryroom: Callable[..., Any], verb: str) -> None:
    shown = " ".join(juryroom(*verb.split(), "--help").out.split())
    line = shown.split("Example: ")[1].split(" > ")[0]
    prepare(juryroom, line)
    assert juryroom(*shlex.split(line)[1:]).code == 0


def test_exit_codes_are_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for code in range(10):
        assert re.search(rf"^\| {code} \|", page, re.MULTILINE), code


def test_the_python_of_the_readme_runs() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried >= 5
    assert failed == 0


def test_the_smallest_case_of_the_page_is_a_case(
    juryroom: Callable[..., Any], tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
    (shown,) = (
        block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "id: " in block
    )
    (tmp_path / "doe.yaml").write_text(shown, encoding="utf-8")
    assert "no problem found" in juryroom("case", "check", "doe.yaml").out
    assert juryroom("run", "doe.yaml", "--out", "out").code == 0


def test_every_rule_that_resolves_conflicts_is_on_the_page() -> None:
    page = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
    for rule in ResolverRule:
        assert f"| `{rule}` |" in page
