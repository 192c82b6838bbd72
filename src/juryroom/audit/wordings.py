"""Words in documents that want a second look: threats worded in several ways, slips of printing.

A quotation is never stored or shown: only its place, its class and how many words it has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.audit.documents import Document, Place

_QUOTE = re.compile('[\u201c"]([^\u201c\u201d"\n]{3,300})[\u201d"]')
_THREAT = re.compile(
    r"\b(?:threat\w*|intimidat\w*|menac\w*|warned|afraid|fear\w*)\b", re.IGNORECASE
)
_REMOTE = re.compile(r"\b(?:you|your|he|she|him|her|they|them)\b", re.IGNORECASE)
_CLASSES = (
    ("threat_of_death", re.compile(r"\b(?:kill\w*|dead|die|murder\w*|shoot\w*)\b", re.IGNORECASE)),
    ("threat_of_harm", re.compile(r"\b(?:hurt\w*|harm\w*|beat\w*|hit|fight\w*|break your)\b", re.IGNORECASE)),
    ("threat_of_a_meeting_outside", re.compile(r"\b(?:outside|out there|parking lot|street)\b", re.IGNORECASE)),
    ("threat_to_find_someone", re.compile(r"\b(?:find you|where you live|come (?:for|after) you|watch your back)\b", re.IGNORECASE)),
    ("threat_of_a_consequence", re.compile(r"\b(?:regret|pay for|be sorry|consequences)\b", re.IGNORECASE)),
)  # fmt: skip

# Begun only where a word begins: one long run of letters is then read once, not once a letter.
_MASKED = re.compile(r"(?<![\w*])\w*\*[\w*]*")
_HIDES_LETTERS = re.compile(r"\*\*|\w\*+\w")
_DOUBLE_NUMBER = re.compile(r"(?<![\w.,])(\d+)[ \t]+\1(?![\w,.]*\d)")
_DOUBLE_WORD = re.compile(r"\b([A-Za-z]{3,})[ \t]+\1\b")
_MEANT = frozenset({"had", "that", "very", "many", "her"})
_LONG_LINE, _NEAR = 20, 0.8


class Slip(StrEnum):
    """A slip of printing."""

    MASKED_WORD = "masked word"
    DOUBLED_NUMBER = "doubled number"
    DOUBLED_WORD = "doubled word"
    DOUBLED_LINE = "line printed twice"
    NEAR_LINE = "line printed again in nearly the same words"


@final
@dataclass(frozen=True, slots=True)
class Wording:
    """A quoted threat: its class, its place, its words folded so that two can be compared."""

    kind: str
    place: Place
    words: tuple[str, ...]


def threats_in(document: Document) -> tuple[Wording, ...]:
    """Return the quoted threats of a document.

    Examples
    --------
    >>> text = 'He was threatened. A juror said, "I will see you outside."'
    >>> [(w.kind, len(w.words)) for w in threats_in(Document.of("S", text))]
    [('threat_of_a_meeting_outside', 5)]
    """
    found: list[Wording] = []
    for quote in _QUOTE.finditer(document.text):
        around = document.text[max(0, quote.start() - 250) : quote.end() + 100]
        said = quote[1]
        if not (_THREAT.search(around) and _REMOTE.search(said)):
            continue
        kind = next((name for name, pattern in _CLASSES if pattern.search(said)), None)
        if kind is not None:
            words = tuple(
                re.findall(r"[a-z0-9]+", said.lower().replace("\u2019", "").replace("'", ""))
            )
            found.append(Wording(kind, document.place(quote.start(1)), words))
    return tuple(found)


def slips_in(document: Document) -> tuple[tuple[Slip, Place, str], ...]:
    """Return the slips of printing in a document: what, where, and the text where it may be shown."""
    found = [*_patterns(document), *_lines(document)]
    return tuple(sorted(found, key=lambda slip: slip[1].char))


def _patterns(document: Document) -> Iterator[tuple[Slip, Place, str]]:
    for match in _MASKED.finditer(document.text):
        if not _HIDES_LETTERS.search(match.group()):
            continue
        yield Slip.MASKED_WORD, document.place(match.start()), match.group()[:30]
    for match in _DOUBLE_NUMBER.finditer(document.text):
        yield Slip.DOUBLED_NUMBER, document.place(match.start()), match[1]
    for match in _DOUBLE_WORD.finditer(document.text):
        if match[1].lower() not in _MEANT and match[1][0].islower():
            yield Slip.DOUBLED_WORD, document.place(match.start()), match[1][:30]


def _lines(document: Document) -> Iterator[tuple[Slip, Place, str]]:
    """Yield lines that stand twice, and long ones that say nearly the same as one before."""
    before: list[tuple[int, frozenset[str], str]] = []
    for number, start in enumerate(document.starts, start=1):
        end = document.text.find("\n", start)
        line = document.text[start:] if end < 0 else document.text[start:end]
        folded = " ".join(re.findall(r"\w+", line.lower()))
        words = frozenset(folded.split())
        if len(folded) < _LONG_LINE or len(before) > 2000:
            continue
        for first, held, text in before:
            if text == folded:
                yield Slip.DOUBLED_LINE, document.place(start), f"first on line {first}"
                break
            small = min(len(held), len(words))
            if (
                len(words) >= 8
                and small
                and len(held & words) / max(len(held), len(words)) >= _NEAR
            ):
                yield Slip.NEAR_LINE, document.place(start), f"first on line {first}"
                break
        before.append((number, words, folded))
