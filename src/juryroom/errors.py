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
"""

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
        """Return the four parts on three lines."""
        return f"{self.where}: found {self.found}\n  rule: {self.rule}\n  accepted: {self.accepted}"

    def as_json(self) -> dict[str, str]:
        """Return the four parts under their names."""
        return {
            "where": self.where,
            "found": self.found,
            "rule": self.rule,
            "accepted": self.accepted,
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
