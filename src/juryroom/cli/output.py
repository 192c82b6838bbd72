"""What the verbs share: reading a case, reading a day, writing text, JSON and files."""

import datetime as dt
import os
import sys
import textwrap
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from juryroom.errors import OutOfDomainError, OutputError, Problem

WIDTH = 100

CaseArgument = Annotated[
    str,
    typer.Argument(metavar="CASE", help="A case file, or the name of a bundled case."),
]
OnOption = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="The day asked about, YYYY-MM-DD. Default: the date of the case's newest article.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print canonical JSON to stdout.")]


def read_day(text: str | None, default: dt.date) -> dt.date:
    """Return the day that `--on` gives, or `default` where it is not given."""
    if text is None:
        return default
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2025-06-12") else _refuse(text)
    except ValueError:
        return _refuse(text)


def _refuse(text: str) -> dt.date:
    raise OutOfDomainError(
        Problem(
            where="--on",
            found=repr(text),
            rule="a posture is that of one day, written as in ISO 8601",
            accepted="a day such as 2025-06-12",
        )
    )


def print_json(value: Mapping[str, Any]) -> None:
    """Print `value` as canonical JSON on stdout."""
    from juryroom.provenance import canonical_json

    sys.stdout.write(canonical_json(value))


def wrapped(text: str, indent: int = 0, hang: int = 0) -> str:
    """Return `text` wrapped to the width of the page."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Iterable[Iterable[str]], indent: int = 2) -> str:
    """Return rows as columns, each as wide as its widest cell; the last column is not padded."""
    cells = [list(row) for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    widths[-1] = 0
    return "\n".join(
        " " * indent
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def write_all(folder: Path, files: Mapping[str, str]) -> None:
    """Write every file into `folder`, or none: each is written whole beside its place, then moved.

    Raises
    ------
    OutputError
        If the folder cannot be made or a file cannot be written; nothing half-written is left.
    """
    pending: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            part = folder / f".{name}.part"
            pending.append((part, folder / name))
            part.write_text(text, encoding="utf-8", newline="\n")
        for part, place in pending:
            os.replace(part, place)
    except OSError as error:
        for part, _ in pending:
            part.unlink(missing_ok=True)
        raise OutputError(
            Problem(
                where=str(folder),
                found=error.strerror or str(error),
                rule="results are written into one folder, all of them or none",
                accepted="a folder that exists or can be made, and can be written to (--out DIR)",
            )
        ) from error


@contextmanager
def progress(enabled: bool) -> Generator["Progress"]:
    """Show on stderr what is being done, where a person is watching; say nothing otherwise."""
    if not (enabled and sys.stderr.isatty()):
        yield Progress(None)
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield Progress(status)


class Progress:
    """Says which stage of the work has begun."""

    def __init__(self, status: Any) -> None:
        self._status = status

    def stage(self, words: str) -> None:
        """Show `words` as what is being done now."""
        if self._status is not None:
            self._status.update(words)


def command_words() -> tuple[str, ...]:
    """Return the command line without folders, for the provenance of a result."""
    return ("juryroom", *(Path(word).name if os.sep in word else word for word in sys.argv[1:]))
