"""Whether what a claim says can be found in its document, and where.

A claim is written in our own words, so it is looked for by its figures, its names and its stems,
sentence by sentence. What is found is a place to read, not a proof; a figure that is nowhere in the
document is said outright.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any, final

from juryroom.audit.documents import Document, Place, Sentence
from juryroom.audit.numbers import numbers_in
from juryroom.record.case import Case
from juryroom.record.claims import Claim
from juryroom.record.people import Role

_STOP = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "another",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "case",
        "could",
        "does",
        "during",
        "each",
        "from",
        "given",
        "goes",
        "have",
        "having",
        "here",
        "into",
        "just",
        "like",
        "made",
        "make",
        "many",
        "more",
        "most",
        "much",
        "named",
        "only",
        "other",
        "others",
        "over",
        "said",
        "same",
        "says",
        "some",
        "such",
        "take",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "through",
        "under",
        "until",
        "upon",
        "used",
        "very",
        "want",
        "wants",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "whose",
        "will",
        "with",
        "without",
        "would",
    ]
)
# Words that reports and records use for one thing.
_SAME = (
    "guilty convict reconvict conviction", "acquit cleared", "overturn reverse fell vacate set quash",
    "lawyer attorney counsel legal defence defense", "juror jury panel foreman foreperson affiant",
    "prosecution prosecutor district attorney", "affidavit sworn paper statement",
    "hung deadlock mistrial unable", "term sentence prison year custody incarcerated serving",
    "accuse allege allegation charge count claim", "threat intimidate afraid fear bully press pressure",
    "refuse decline walkout", "sorry regret", "bribe pay paid payment rumour", "judge court",
    "testify testimony evidence gave witness", "photo photograph picture image", "movie film",
    "ill illness health cancer wheelchair", "alone apart separate", "third another new retrial",
    "witness women woman accuser complainant", "press report journalist article story",
)  # fmt: skip
_FOUND, _PARTLY = 0.34, 0.18
_CLOSE = 2
_ALONE = 1e-6  # of two places that hold as much, the single sentence is the better one
_SHORTEST = 4


class State(StrEnum):
    """How far a claim was found."""

    FOUND = "found"
    PARTLY = "partly found"
    NOT_FOUND = "not found"
    FIGURE_MISSING = "a figure of it is not in the document"
    ELSEWHERE = "found away from its pin"
    NO_DOCUMENT = "no document to look in"


@final
@dataclass(frozen=True, slots=True)
class Support:
    """Where a claim was found, on what grounds, and which of its figures were not."""

    claim: str
    source: str
    state: State
    place: Place | None
    matched: tuple[str, ...]
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the parts under their names."""
        return {
            "claim": self.claim,
            "source": self.source,
            "state": str(self.state),
            "place": None if self.place is None else self.place.as_json(),
            "matched": list(self.matched),
            "missing": list(self.missing),
        }


def supports(case: Case, documents: Mapping[str, Document]) -> tuple[Support, ...]:
    """Return, for every claim and every citation of one, where it was found."""
    found: list[Support] = []
    read = {source: _Read.of(document) for source, document in documents.items()}
    for claim in case.claims:
        found.append(_support(case, claim, read.get(claim.source)))
        for citation in claim.citations:
            document = documents.get(citation.source)
            if document is not None and citation.terms:
                found.append(_pinned(claim.id, document, citation.pin, citation.terms))
    return tuple(found)


@final
@dataclass(frozen=True, slots=True)
class _Window:
    """A sentence, alone or with the one after it, as claims are looked up in it."""

    start: int
    alone: bool
    folded: str
    numbers: frozenset[int]
    stems: frozenset[str]

    @staticmethod
    def of(sentence: Sentence, text: str, *, alone: bool) -> "_Window":
        numbers = frozenset(numbers_in(text))
        return _Window(sentence.start, alone, text.lower(), numbers, frozenset(_stems(text)))


@final
@dataclass(frozen=True, slots=True)
class _Read:
    """A document read once for all the claims that point at it."""

    document: Document
    numbers: frozenset[int]
    windows: tuple[_Window, ...]

    @staticmethod
    def of(document: Document) -> "_Read":
        windows = [_Window.of(one, text, alone=alone) for one, text, alone in _windows(document)]
        return _Read(document, frozenset(numbers_in(document.text)), tuple(windows))


def _support(case: Case, claim: Claim, read: _Read | None) -> Support:
    if read is None:
        return Support(claim.id, claim.source, State.NO_DOCUMENT, None, (), ())
    figures, names, words = _terms(case, claim)
    stated = _stated(claim)
    missing = tuple(sorted(str(n) for n in stated if n not in read.numbers))
    best, place, matched = 0.0, None, ()
    whole = 3 * len(figures) + 2 * len(names) + len(words)
    for window in read.windows:
        hits = _hits(window, figures, names, words)
        score = sum(weight for weight, _ in hits) / max(whole, 1) + (_ALONE if window.alone else 0)
        if hits and score > best:
            best, matched = score, tuple(term for _, term in hits)
            place = read.document.place(window.start)
    state = State.FOUND if best >= _FOUND else State.PARTLY if best >= _PARTLY else State.NOT_FOUND
    if missing:
        state = State.FIGURE_MISSING
    return Support(claim.id, claim.source, state, place, matched, missing)


def _windows(document: Document) -> Iterator[tuple[Sentence, str, bool]]:
    """Yield each sentence alone, and each with the one after it."""
    for sentence, after in zip_longest(document.sentences, document.sentences[1:]):
        yield sentence, sentence.text, True
        if after is not None:
            yield sentence, f"{sentence.text} {after.text}", False


def _hits(
    window: _Window, figures: frozenset[int], names: frozenset[str], words: frozenset[str]
) -> list[tuple[int, str]]:
    hits = [(3, str(figure)) for figure in sorted(figures & window.numbers)]
    hits += [(2, name) for name in sorted(names) if name.lower() in window.folded]
    return hits + [(1, word) for word in sorted(words & window.stems)]


def _stated(claim: Claim) -> frozenset[int]:
    """Return the figures that a claim asserts as numbers; years and small counts may be implied."""
    return frozenset(
        int(said.value)
        for said in claim.says
        if isinstance(said.value, int) and not isinstance(said.value, bool)
        and 2 < said.value < 1900
    )  # fmt: skip


def _terms(case: Case, claim: Claim) -> tuple[frozenset[int], frozenset[str], frozenset[str]]:
    gist = claim.gist
    names: set[str] = set()
    ids = (
        {said.about for said in claim.says} | {claim.speaker or ""} | set(re.findall(r"\w+", gist))
    )
    for person in case.people:
        if person.id in ids and person.name and person.role is not Role.DEFENDANT:
            names.add(person.name.split()[-1])
    names |= set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", gist))
    said = " ".join(str(said.value) for said in claim.says if isinstance(said.value, str))
    figures = set(numbers_in(gist)) | _stated(claim)
    if claim.date is not None and claim.date.earliest is not None:
        figures.add(claim.date.earliest.year)
    lowered = {name.lower()[:5] for name in names}
    return frozenset(figures), frozenset(names), frozenset(_stems(f"{gist} {said}") - lowered)


def _stems(text: str) -> set[str]:
    found = set[str]()
    words: list[str] = re.findall(r"[a-z]{3,}", text.lower())
    for word in words:
        stem = word[:5]
        if word in _STOP or (len(word) < _SHORTEST and stem not in _GROUP):
            continue
        found.add(_GROUP.get(stem) or stem)
    return found


_GROUP: dict[str, str] = {
    word[:5]: f"{group.split()[0]}*"
    for group in reversed(_SAME)
    for word in group.split()
    if len(word) >= 3
}


def _pinned(claim: str, document: Document, pin: str, terms: tuple[str, ...]) -> Support:
    """Return whether the terms of a citation stand at its pin."""
    folded = document.text.lower()
    line = re.search(r"\b(?:line|l\.)\s*(\d+)", pin, re.IGNORECASE)
    char = re.search(r"\bchar(?:acter)?\s*(\d+)", pin, re.IGNORECASE)
    wanted = int(line[1]) if line else document.place(int(char[1])).line if char else None
    missing = tuple(term for term in terms if term.lower() not in folded)
    matched = tuple(term for term in terms if term.lower() in folded)
    if not matched:
        return Support(claim, document.source, State.NOT_FOUND, None, (), missing)
    places = [
        document.place(found.start())
        for term in matched
        for found in re.finditer(re.escape(term.lower()), folded)
    ]
    near = min(places, key=lambda place: abs(place.line - (wanted or place.line)))
    if missing:
        return Support(claim, document.source, State.PARTLY, near, matched, missing)
    away = wanted is not None and abs(near.line - wanted) > _CLOSE
    state = State.ELSEWHERE if away else State.FOUND
    return Support(claim, document.source, state, near, matched, ())
