"""Every exception juryroom raises on purpose.

* JuryroomError
  + CaseFileError      the file cannot be read as a case file: missing, empty, not YAML, too large
  + RecordError        the file can be read, but says something a case cannot be
  + ProcedureError     no rule in force answers the question
  + UnknownNameError   no model, case, count or source has that name
  + OutOfDomainError   a parameter lies outside its domain
  + NotAbsorbingError  a chain has a start from which no outcome can be reached
  + OutputError        a file cannot be written

Each error carries one or more problems, and each problem has four parts: where it is, what was
found there, the rule it breaks with its source, and what is accepted instead. The exit code of the
command line is a property of the class, so that a script can tell a bad file from a bad question.
Characters that cannot be seen, or that change the order of those that can, are shown by their code:
two texts that differ look different.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, final


@final
@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in four parts.

    Examples
    --------
    >>> print(Problem("case.yaml:41 trials[0].jury.size", "5",
    ...               "a criminal jury has at least six members (Ballew v. Georgia, 1978)",
    ...               "6 or more"))
    case.yaml:41 trials[0].jury.size: found 5
      rule: a criminal jury has at least six members (Ballew v. Georgia, 1978)
      accepted: 6 or more
    """

    where: str
    found: str
    rule: str
    accepted: str

    def __str__(self) -> str:
        """Return the four parts on three lines, what cannot be seen made `visible`."""
        shown = self.as_json()
        return (
            f"{shown['where']}: found {shown['found']}\n"
            f"  rule: {shown['rule']}\n  accepted: {shown['accepted']}"
        )

    def as_json(self) -> dict[str, str]:
        """Return the four parts under their names, what cannot be seen made `visible`."""
        return {
            "where": visible(self.where),
            "found": visible(self.found),
            "rule": visible(self.rule),
            "accepted": visible(self.accepted),
        }


class JuryroomError(Exception):
    """Base of every error that juryroom raises on purpose.

    Parameters
    ----------
    problems
        What is wrong: one problem, or several found in one pass. Never empty.
    """

    exit_code: ClassVar[int] = 1

    problems: tuple[Problem, ...]

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CaseFileError(JuryroomError):
    """The file cannot be read as a case file: missing, empty, not YAML, or past a limit."""

    exit_code: ClassVar[int] = 3


class RecordError(JuryroomError):
    """The case file says something that a case cannot be."""

    exit_code: ClassVar[int] = 4


class ProcedureError(JuryroomError):
    """No rule in force answers the question."""

    exit_code: ClassVar[int] = 5


class UnknownNameError(JuryroomError, LookupError):
    """No model, case, count or source has that name."""

    exit_code: ClassVar[int] = 6


class OutOfDomainError(JuryroomError, ValueError):
    """A parameter lies outside its domain."""

    exit_code: ClassVar[int] = 7


class NotAbsorbingError(JuryroomError, ValueError):
    """A chain has a start from which no outcome can be reached."""

    exit_code: ClassVar[int] = 7


class OutputError(JuryroomError, OSError):
    """A file cannot be written."""

    exit_code: ClassVar[int] = 8


_MANY_WORDS = 200


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `known` as a list to show, led by the word closest to `word` where one is close.

    Examples
    --------
    >>> nearest("ofence", ["offence", "statute"])
    "'offence' (nearest); all: offence, statute"
    >>> nearest("zzz", ["offence", "statute"])
    'offence, statute'
    """
    words = list(known)
    near = words
    if len(words) > _MANY_WORDS:  # comparing with each of thousands takes a tenth of a second
        near = [each for each in words if abs(len(each) - len(word)) <= 1 and each[:1] == word[:1]]
    close = get_close_matches(word, near[:_MANY_WORDS], n=1)
    listed = ", ".join(words[:_MANY_WORDS])
    if len(words) > _MANY_WORDS:
        listed += f" ... ({len(words):,} in all)"
    return f"'{close[0]}' (nearest); all: {listed}" if close else listed


_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Letters and marks to Unicode that nobody sees; the others are those that Python does not print."""
_PLAIN_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROLS = {"\x07": "bell", "\x08": "backspace", "\x1b": "escape", "\x7f": "delete"}
_MOST_NAMED = 3


def visible(text: str) -> str:
    r"""Return `text` with what cannot be seen in it shown by its code, and named at the end.

    Letters of every script stay as they are. Spaces other than the plain one, controls, marks that
    change the direction of what follows, and characters without width are written as in Python.

    Parameters
    ----------
    text
        Of a message: it may hold what a file of others said.

    Examples
    --------
    >>> print(visible("'not\u00a0guilty'"))
    'not\u00a0guilty' (U+00A0 no-break space)
    >>> print(visible("coupable à l'unanimité"))
    coupable à l'unanimité
    """
    if text.isprintable() and (text.isascii() or not _BLANK.search(text)):
        return text
    named = dict[str, None]()
    shown: list[str] = []
    for character in text:
        if character.isprintable() and not _BLANK.match(character):
            shown.append(character)
        elif character in _PLAIN_ESCAPES:
            shown.append(_PLAIN_ESCAPES[character])
        else:
            code = ord(character)
            shown.append(f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}")
            named[character] = None
    if not named:
        return "".join(shown)
    names = [
        f"U+{ord(character):04X} {_name(character)}" for character in list(named)[:_MOST_NAMED]
    ]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return f"{''.join(shown)} ({', '.join(names)}{more})"


def _name(character: str) -> str:
    import unicodedata  # half a megabyte of names, wanted in few messages

    if character in _CONTROLS:
        return _CONTROLS[character]
    kinds = {"Cc": "control character", "Cs": "surrogate", "Co": "private use", "Cn": "unassigned"}
    kind = kinds.get(unicodedata.category(character), "no name")
    return unicodedata.name(character, kind).lower()
