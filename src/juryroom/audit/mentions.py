"""Figures in documents, each with what it measures: ages, days, terms, panels, votes.

The rules are patterns of English reports. Each says what its number counts; a number that no rule
can place is left alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.audit.documents import Document, Place
from juryroom.audit.numbers import NUMBER, ORDINAL, value_of


class Kind(StrEnum):
    """What a figure measures."""

    AGE = "age"
    DELIBERATION_DAYS = "days of deliberation"
    DELIBERATION_DAY = "day of deliberation"
    DELIBERATION_HOURS = "hours of deliberation"
    TRIAL_WEEKS = "weeks of trial"
    TERM_YEARS = "years of a term"
    WOMEN_MEN = "women and men on the jury"
    JURY_SIZE = "members of the jury"
    SPLIT = "votes"


Value = int | tuple[int, int]


@final
@dataclass(frozen=True, slots=True)
class Mention:
    """A figure at a place, in the sentence that holds it.

    Parameters
    ----------
    kind
        What it measures.
    value
        The number; for women and men, and for votes, the two numbers.
    place
        Where it stands.
    sentence
        The sentence.
    offset
        The character of the sentence at which the figure stands.
    """

    kind: Kind
    value: Value
    place: Place
    sentence: str
    offset: int

    @property
    def shown(self) -> str:
        """The value as messages show it."""
        return "-".join(map(str, self.value)) if isinstance(self.value, tuple) else str(self.value)


_N, _O = f"(?P<n>{NUMBER})", f"(?P<n>{ORDINAL})"
_DELIBERATE = r"deliberat(?:ion|ions|ing|ed|e)"
_UNIT = r"(?:full |whole |working |straight |calendar )?"
_FILL = r"(?:\s+[\w'\u2019-]+){0,4}?\s+"
_TERM = r"(?:prison|jail|custodial|state prison)?\s*(?:sentence|term|imprisonment)"

_RULES: tuple[tuple[Kind, str], ...] = (
    (Kind.AGE, rf"\b{_N}[- ]years?[- ]old\b"),
    (Kind.AGE, rf"\baged?(?:\s+of)?\s+{_N}\b(?!\s*(?:and|or|to)\s+(?:over|under|older))"),
    (Kind.AGE, rf"(?<=[a-z]), (?:now |then )?{_N},(?=\s)"),
    (Kind.AGE, rf",\s+now\s+{_N}\b"),
    (Kind.AGE, rf"\(\s*{_N}\s*\)(?=\s)"),
    (Kind.DELIBERATION_DAY, rf"\b{_O}\s+(?:full )?day\s+of\s+(?:jury )?(?:the )?(?:jury's )?{_DELIBERATE}\b"),
    (Kind.DELIBERATION_DAY, rf"\b{_DELIBERATE}\b[^.;]{{0,40}}?\b(?:on|into|in) (?:its|their|the|a) {_O} day\b"),
    (Kind.DELIBERATION_DAY, rf"\bday\s+{_N}\s+of\s+(?:jury )?(?:the )?{_DELIBERATE}\b"),
    (Kind.DELIBERATION_DAYS, rf"\b{_DELIBERATE}\b(?:{_FILL}|\s+)(?:for|over|across|lasting|lasted|in)\s+(?:about |some |more than |nearly )?{_N}\s+{_UNIT}days\b"),
    (Kind.DELIBERATION_DAYS, rf"\b{_N}\s+{_UNIT}days\s+of\s+(?:\w+\s+){{0,2}}{_DELIBERATE}\b"),
    (Kind.DELIBERATION_DAYS, rf"\bafter\s+{_DELIBERATE}\s+(?:for\s+)?{_N}\s+{_UNIT}days\b"),
    (Kind.DELIBERATION_HOURS, rf"\b{_DELIBERATE}\b(?:{_FILL}|\s+)(?:for|over|lasting|lasted)\s+(?:about |some |more than |nearly )?{_N}\s+hours\b"),
    (Kind.DELIBERATION_HOURS, rf"\b{_N}\s+hours\s+of\s+(?:\w+\s+){{0,2}}{_DELIBERATE}\b"),
    (Kind.TRIAL_WEEKS, rf"\b{_N}[- ]weeks?(?:[- ]long)?\s+(?:\w+\s+)?(?:re)?trial\b"),
    (Kind.TRIAL_WEEKS, rf"\btrial\b[^.;]{{0,30}}?\b(?:lasted|lasting|took|ran for)\s+(?:about |nearly )?{_N}\s+weeks\b"),
    (Kind.TERM_YEARS, rf"\b{_N}[- ]years?[- ]{_TERM}\b"),
    (Kind.TERM_YEARS, rf"\bsentenced(?:\s+\w+){{0,4}}?\s+to\s+(?:a\s+term\s+of\s+)?{_N}\s+years\b"),
    (Kind.TERM_YEARS, rf"\b{_N}\s+years\s+(?:in|of|behind)\s+(?:state |federal )?(?:prison|jail|imprisonment|custody|bars)\b"),
    (Kind.TERM_YEARS, rf"\b(?:sentence|term)\s+of\s+{_N}\s+years\b"),
    (Kind.WOMEN_MEN, rf"\b(?P<women>{NUMBER})\s+(?:wom[ae]n|female jurors?)\s+and\s+(?P<men>{NUMBER})\s+(?:m[ae]n|male)\b"),
    (Kind.WOMEN_MEN, rf"\b(?P<men>{NUMBER})\s+(?:m[ae]n|male jurors?)\s+and\s+(?P<women>{NUMBER})\s+(?:wom[ae]n|female)\b"),
    (Kind.JURY_SIZE, rf"\bjury\s+of\s+{_N}(?=\W)(?!\s+(?:women|men|peers))"),
    (Kind.JURY_SIZE, rf"\b{_N}[- ](?:person|member|juror)\s+(?:jury|panel)\b"),
    (Kind.SPLIT, r"(?<![\d-])(?P<a>\d{1,2})\s?[-\u2013]\s?(?P<b>\d{1,2})(?![\d-])"),
    (Kind.SPLIT, rf"\b(?:split|divided|deadlocked|voted|vote|stood)\b[^.;]{{0,30}}?\b(?P<a>{NUMBER})\s+to\s+(?P<b>{NUMBER})\b"),
)  # fmt: skip

_VOTES = re.compile(
    r"\b(?:split|vote|voted|ballot|divided|deadlock|deadlocked|jurors?|jury)\b", re.IGNORECASE
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _RULES)


def mentions_in(document: Document) -> tuple[Mention, ...]:
    """Return every figure that a rule can place, in the order of the document.

    Examples
    --------
    >>> text = "Doe, 41, was judged by seven women and five men. They deliberated for six days."
    >>> [(str(m.kind), m.shown) for m in mentions_in(Document.of("S", text))]
    [('age', '41'), ('women and men on the jury', '7-5'), ('days of deliberation', '6')]
    """
    found = {
        (m.kind, m.place.char): m
        for sentence in document.sentences
        for m in _in_sentence(document, sentence.text, sentence.start)
    }
    return tuple(sorted(found.values(), key=lambda m: m.place.char))


def _in_sentence(document: Document, text: str, start: int) -> Iterator[Mention]:
    for kind, pattern in _COMPILED:
        for found in pattern.finditer(text):
            value = _READ.get(kind, _one)(found)
            if value is None or not _fits(kind, value, text):
                continue
            group = "n" if "n" in found.groupdict() else next(iter(found.groupdict()))
            at = found.start(group)
            yield Mention(kind, value, document.place(start + at), text, at)


def _one(found: re.Match[str]) -> Value | None:
    return value_of(found["n"])


def _panel(found: re.Match[str]) -> Value | None:
    return value_of(found["women"]), value_of(found["men"])


def _votes(found: re.Match[str]) -> Value | None:
    return value_of(found["a"]), value_of(found["b"])


_READ: dict[Kind, Callable[[re.Match[str]], Value | None]] = {
    Kind.WOMEN_MEN: _panel,
    Kind.SPLIT: _votes,
}


def _fits(kind: Kind, value: Value, sentence: str) -> bool:
    """Whether a number can be what the rule takes it for."""
    match kind:
        case Kind.AGE:
            return isinstance(value, int) and 10 <= value <= 110
        case Kind.SPLIT:
            total = sum(value) if isinstance(value, tuple) else 0
            return 3 <= total <= 23 and _VOTES.search(sentence) is not None
        case Kind.JURY_SIZE:
            return isinstance(value, int) and 3 <= value <= 23
        case _:
            return True
