"""YAML 1.2 read strictly: plain values, what was typed kept, and the line of everything.

Only the events of the parser are used, so that nothing is expanded, constructed or guessed: a file
that abuses the language is refused at the event where it does. What is refused has no use in a case
file and has been used to hide meaning (anchors, merges, tags, repeated keys) or to exhaust a reader
(nesting, size). Scalars follow the core schema of YAML 1.2.2, section 10.3.2, narrowed to canonical
numbers, so that `010`, `12:30` and `1.10` stay the text that was typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Never, final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from juryroom.errors import CaseFileError, Problem

MAX_BYTES = 3_000_000
MAX_LINES = 100_000
MAX_DEPTH = 40
MAX_NODES = 100_000

Path = tuple[str | int, ...]

_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_DIRECTIVE = re.compile(r"%.*")
_VERSION = re.compile(r"%YAML\s+1\.2\s*(#.*)?")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_FLOAT = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?")
_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}

# What the parser says of a broken line, and the same in words for someone who writes case files.
_SYNTAX = (
    (
        "mapping values are not allowed",
        "a colon and a space make what stands before them a key, and no key can stand here",
        "quotes around text that holds ': '; keys of one mapping in the same column",
    ),
    (
        "could not find expected ':'",
        "every entry of a mapping is 'key: value'",
        "a colon and a space after the key; quotes around text that runs over several lines",
    ),
    (
        "cannot start any token",
        "a tab does not indent, and '@', '`' and '%' do not begin plain text",
        "spaces to indent; quotes around text that begins with such a character",
    ),
    (
        "expected <block end>",
        "the entries of one list or mapping begin in the same column",
        "the same indentation as the entries above",
    ),
    (
        "expected ',' or",
        "entries between brackets are separated by commas, and every bracket is closed",
        "a comma between entries; ']' or '}' at the end; quotes around text with brackets",
    ),
    (
        "unexpected end of stream",
        "a quotation mark that is opened is closed",
        "the same quotation mark at the end of the text",
    ),
    (
        "unknown escape character",
        "in double quotes a backslash begins an escape",
        "single quotes, or two backslashes for one",
    ),
)
_WORD_FIRST = "a word before the colon"
_ANY_SYNTAX = (
    "a case file is YAML 1.2, and this line is not",
    "'key: value' or '- item'; quotes around text with : # [ ] { } , & * ! | > % @",
)


@final
@dataclass(frozen=True, slots=True)
class YamlTree:
    """The values of a file, and the line on which each key or item stands."""

    root: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest thing around it that the file holds."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read_yaml(data: bytes, name: str) -> YamlTree:
    r"""Return the values of a YAML 1.2 file of one document.

    Parameters
    ----------
    data
        The bytes of the file, at most `MAX_BYTES`.
    name
        The file's name, for messages.

    Raises
    ------
    CaseFileError
        If the bytes are not UTF-8, not YAML 1.2, hold no value, or hold more than plain values.

    Examples
    --------
    >>> tree = read_yaml(b"time: 12:30\nsize: 12\ncounts: [A, no]\n", "case.yaml")
    >>> tree.root
    {'time': '12:30', 'size': 12, 'counts': ['A', 'no']}
    >>> tree.line(("counts", 1))
    3
    """
    text = _decode(data, name)
    _check_directives(text, name)
    builder = _Builder(name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise _syntax_error(error, text, name) from error
    except (YAMLError, ValueError, OverflowError) as error:
        line = builder.line
        raise CaseFileError(
            Problem(f"{name}:{line}", _shown_line(text, line), *_ANY_SYNTAX)
        ) from error
    if builder.root is None:
        _refuse(name, 1, "no value", "a case file holds one mapping", "'schema: juryroom-case/1'")
    return YamlTree(builder.root, MappingProxyType(builder.lines))


def shown(value: object, longest: int = 60) -> str:
    """Return a value as a message shows it: as a file would write it, shortened."""
    match value:
        case None:
            text = "nothing"
        case bool():
            text = str(value).lower()
        case dict():
            text = "{" + ", ".join(map(str, value)) + "}" if value else "an empty mapping"
        case list():
            text = "[" + ", ".join(map(shown, value[:8])) + "]" if value else "an empty list"
        case _:
            text = repr(value)
    return text if len(text) <= longest else text[: longest - 3] + "..."


def scalar(text: str) -> str | int | float | bool | None:
    """Return the value of plain, unquoted text.

    Examples
    --------
    >>> [scalar(word) for word in ("12", "1.5", "true", "~", "no", "010", "1.10", "1_000", "0x1F")]
    [12, 1.5, True, None, 'no', '010', '1.10', '1_000', '0x1F']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being filled."""

    value: list[Any] | dict[str, Any]
    path: Path
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


@dataclass(slots=True)
class _Builder:
    """Takes parser events one by one and refuses whatever is more than plain values."""

    name: str
    root: Any = None
    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    stack: list[_Frame] = field(default_factory=list[_Frame])
    line: int = 1
    nodes: int = 0
    documents: int = 0

    def take(self, event: Event) -> None:
        """Place one event."""
        self.line = event.start_mark.line + 1
        match event:
            case ScalarEvent():
                self._check_node(event)
                self._take_scalar(event)
            case MappingStartEvent() | SequenceStartEvent():
                self._check_node(event)
                self._open({} if isinstance(event, MappingStartEvent) else [])
            case MappingEndEvent() | SequenceEndEvent():
                self.stack.pop()
            case AliasEvent():
                self.refuse(
                    f"the alias *{event.anchor}",
                    "every value is written where it stands",
                    "the value itself",
                )
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.refuse("a second document", "one file is one case", "one file for each")
            case _:
                pass

    def _check_node(self, event: Any) -> None:
        self.nodes += 1
        if event.anchor is not None:
            self.refuse(
                f"the anchor &{event.anchor}",
                "every value is written where it stands",
                "the value without an anchor; quotes around text that begins with '&'",
            )
        if event.tag is not None:
            self.refuse(
                f"the tag {event.tag}",
                "what a value is follows from how it is written",
                "the value without a tag; quotes around text that begins with '!'",
            )
        if self.nodes > MAX_NODES:
            self.refuse(
                f"more than {MAX_NODES:,} values",
                "a case file is read whole, and has a limit",
                f"at most {MAX_NODES:,} keys and values",
            )

    def _take_scalar(self, event: ScalarEvent) -> None:
        plain = event.style is None
        value = scalar(event.value) if plain else event.value
        if isinstance(value, str) and (bad := _UNREADABLE.search(value)):
            _refuse_character(self.name, self.line, bad.group())
        if self.stack and self.stack[-1].wants_key:
            self._take_key(event.value, value, merge=plain and value == "<<")
        else:
            self._place(value)

    def _take_key(self, typed: str, key: object, *, merge: bool) -> None:
        frame = self.stack[-1]
        if merge:
            self.refuse(
                "the merge key <<", "every value is written where it stands", "the keys themselves"
            )
        if not isinstance(key, str):
            accepted = f"'{typed}' in quotes, if the word is meant" if typed else _WORD_FIRST
            self.refuse(f"the key {shown(key)}", "a key is a word", accepted)
        path = (*frame.path, key)
        if path in self.lines:
            self.refuse(
                f"the key '{key}' again (first on line {self.lines[path]})",
                "a mapping has each key once",
                "one of the two, or both values under one key",
            )
        self.lines[path] = self.line
        frame.key = key

    def _place(self, value: Any) -> Path:
        if not self.stack:
            self.root = value
            self.lines[()] = self.line
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            path: Path = (*frame.path, len(frame.value))
            frame.value.append(value)
            self.lines[path] = self.line
            return path
        if frame.key is None:
            self.refuse("a list or mapping as a key", "a key is a word", _WORD_FIRST)
        path = (*frame.path, frame.key)
        frame.value[frame.key] = value
        frame.key = None
        return path

    def _open(self, value: list[Any] | dict[str, Any]) -> None:
        path = self._place(value)
        self.stack.append(_Frame(value, path))
        if len(self.stack) > MAX_DEPTH:
            self.refuse(
                f"values nested {len(self.stack)} deep",
                "a case file is read whole, and has a limit",
                f"at most {MAX_DEPTH} levels",
            )

    def refuse(self, found: str, rule: str, accepted: str) -> Never:
        """Raise for what was just taken."""
        _refuse(self.name, self.line, found, rule, accepted)


def _refuse(name: str, line: int, found: str, rule: str, accepted: str) -> Never:
    raise CaseFileError(Problem(f"{name}:{line}", found, rule, accepted))


def _refuse_character(name: str, line: int, character: str) -> Never:
    _refuse(
        name,
        line,
        f"the character U+{ord(character):04X}",
        "a case file holds readable text: no control characters, and no line breaks but the usual",
        "the text without it",
    )


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        _refuse(
            name,
            1,
            f"more than {MAX_BYTES:,} bytes",
            "a case file is read whole, and has a limit",
            f"at most {MAX_BYTES:,} bytes",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(
            name,
            data.count(b"\n", 0, error.start) + 1,
            f"the byte 0x{data[error.start]:02X}",
            "a case file is UTF-8",
            "the file saved as UTF-8",
        )
    if text.count("\n") > MAX_LINES:
        _refuse(
            name,
            MAX_LINES + 1,
            f"more than {MAX_LINES:,} lines",
            "a case file is read whole, and has a limit",
            f"at most {MAX_LINES:,} lines",
        )
    if bad := _UNREADABLE.search(text):
        _refuse_character(name, text.count("\n", 0, bad.start()) + 1, bad.group())
    return text


def _check_directives(text: str, name: str) -> None:
    """Refuse directives other than `%YAML 1.2`; they can stand only before the first value."""
    for number, line in enumerate(text.splitlines(), start=1):
        if _DIRECTIVE.match(line):
            if not _VERSION.fullmatch(line):
                _refuse(
                    name,
                    number,
                    f"the directive {shown(line)}",
                    "a case file is YAML 1.2 and needs no directive",
                    "the file without this line, or %YAML 1.2",
                )
        elif line.strip() and not line.lstrip().startswith("#"):
            return


def _syntax_error(error: MarkedYAMLError, text: str, name: str) -> CaseFileError:
    mark = error.problem_mark or error.context_mark
    line = 1 if mark is None else mark.line + 1
    said = f"{error.problem or ''} {error.context or ''}"
    rule, accepted = next(
        ((rule, accepted) for words, rule, accepted in _SYNTAX if words in said), _ANY_SYNTAX
    )
    return CaseFileError(Problem(f"{name}:{line}", _shown_line(text, line), rule, accepted))


def _shown_line(text: str, line: int) -> str:
    lines = text.splitlines()
    return shown(lines[line - 1].strip()) if 0 < line <= len(lines) else "the end of the file"
