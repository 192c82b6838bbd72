"""Run the command line in this process, as the installed command would run it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from juryroom.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def juryroom(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ran]:
    """Run `juryroom` with the given words in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["juryroom", *words])
        try:
            main()
            code: int | str | None = 0
        except SystemExit as left:
            code = left.code
        shown = capsys.readouterr()
        return Ran(code if isinstance(code, int) else 0, shown.out, shown.err)

    return command
