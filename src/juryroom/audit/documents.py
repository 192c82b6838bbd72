"""The documents of a case as files: there, unchanged, and with a position for every character."""

import bisect
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, final

from juryroom.errors import CaseFileError, Problem
from juryroom.record.case import Case
from juryroom.record.sources import Source

MAX_BYTES = 1_000_000

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]?[A-Z0-9])|\n+")
_LONGEST_TITLE = 12
_TITLES = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|v|vs|Jr|Sr|U\.S|[A-Z])\.)$")


class FileState(StrEnum):
    """What became of a document since the record was written."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MISSING = "missing"
    NO_HASH = "no hash in the record"
    UNREADABLE = "cannot be read as text"
    TOO_LARGE = "too large to be read"


@final
@dataclass(frozen=True, slots=True)
class Place:
    """A position in a document: line and column counted from one, and the character from zero."""

    source: str
    line: int
    column: int
    char: int

    def __str__(self) -> str:
        """Return the place as messages show it."""
        return f"{self.source}:{self.line}:{self.column}"

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "source": self.source,
            "line": self.line,
            "column": self.column,
            "char": self.char,
        }


@final
@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, and the character at which it begins."""

    text: str
    start: int


@final
@dataclass(frozen=True, slots=True)
class Document:
    r"""The text of one source.

    Examples
    --------
    >>> text = "One fact. Another by Mr. Doe.\nA line."
    >>> document = Document.of("S", text)
    >>> [sentence.text for sentence in document.sentences]
    ['One fact.', 'Another by Mr. Doe.', 'A line.']
    >>> str(document.place(text.index("A line")))
    'S:2:1'
    """

    source: str
    text: str
    starts: tuple[int, ...]
    sentences: tuple[Sentence, ...]

    @staticmethod
    def of(source: str, text: str) -> "Document":
        """Return the document with its lines and sentences found."""
        starts = (0, *(found.end() for found in re.finditer("\n", text)))
        return Document(source, text, starts, tuple(_sentences(text)))

    def place(self, char: int) -> Place:
        """Return where a character stands."""
        line = bisect.bisect_right(self.starts, char)
        return Place(self.source, line, char - self.starts[line - 1] + 1, char)


@final
@dataclass(frozen=True, slots=True)
class Checked:
    """One source with a file: what was expected and what was found."""

    source: str
    file: str
    state: FileState
    expected: str | None
    found: str | None
    elsewhere: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "source": self.source,
            "file": self.file,
            "state": str(self.state),
            "sha256_recorded": self.expected,
            "sha256_found": self.found,
            "found_as": self.elsewhere,
        }


def read_documents(case: Case, folder: Path) -> tuple[tuple[Checked, ...], tuple[Document, ...]]:
    """Return what became of every document of a case that is kept as a file, and their texts.

    Parameters
    ----------
    case
        The case; sources without `file` are left alone.
    folder
        Where the documents lie. A file elsewhere is never opened.

    Raises
    ------
    CaseFileError
        If the folder is none.
    """
    if not folder.is_dir():
        raise CaseFileError(
            Problem(
                str(folder),
                "no folder",
                "the documents of a case lie in one folder, under the names that the record gives",
                "the folder of the documents (--documents DIR)",
            )
        )
    checked: list[Checked] = []
    documents: list[Document] = []
    for source in case.sources:
        if source.file is None:
            continue
        one, text = _check(source, source.file, folder)
        checked.append(one)
        if text is not None:
            documents.append(Document.of(source.id, text))
    return tuple(checked), tuple(documents)


def _check(source: Source, file: str, folder: Path) -> tuple[Checked, str | None]:
    data = _read(folder, file)
    if data is None and _too_large(folder, file):
        return Checked(source.id, file, FileState.TOO_LARGE, source.sha256, None), None
    if data is None:
        other = _same_content(folder, source.sha256)
        return Checked(source.id, file, FileState.MISSING, source.sha256, None, other), None
    found = hashlib.sha256(data).hexdigest()
    state = FileState.NO_HASH
    if source.sha256 is not None:
        state = FileState.UNCHANGED if found == source.sha256 else FileState.CHANGED
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return Checked(source.id, file, FileState.UNREADABLE, source.sha256, found), None
    return Checked(source.id, file, state, source.sha256, found), text


def _within(folder: Path, file: str) -> Path | None:
    """Return the path of a file in the folder; one outside of it is not there."""
    try:
        path = (folder / file).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):
        return None
    return path if inside else None


def _too_large(folder: Path, file: str) -> bool:
    path = _within(folder, file)
    return path is not None and path.stat().st_size > MAX_BYTES


def _read(folder: Path, file: str) -> bytes | None:
    """Return the bytes of a file in the folder, or None where it is not there or too large."""
    path = _within(folder, file)
    try:
        return None if path is None or path.stat().st_size > MAX_BYTES else path.read_bytes()
    except OSError:
        return None


def _same_content(folder: Path, sha256: str | None) -> str | None:
    """Return the name of another file with that content, where a document was renamed."""
    if sha256 is None:
        return None
    for path in sorted(folder.iterdir())[:1000]:
        data = _read(folder, path.name)
        if data is not None and hashlib.sha256(data).hexdigest() == sha256:
            return path.name
    return None


def _sentences(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        # A title is short: looking at the end alone keeps a text of titles from being read again.
        piece = text[max(start, end.start() - _LONGEST_TITLE) : end.start()]
        line_break = "\n" in end.group()
        if not line_break and _TITLES.search(piece):
            continue
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return found


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece.strip():
        lead = len(piece) - len(piece.lstrip())
        found.append(Sentence(piece.strip(), start + lead))
