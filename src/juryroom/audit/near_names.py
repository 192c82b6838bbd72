"""Names in documents that are nearly, and not quite, a name of the record."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from juryroom.audit.documents import Document, Place
from juryroom.record.case import Case

_WORD = re.compile(r"(?<![\w*])[^\W\d_][\w'\u2019-]*(?![\w*])")
_ONE_SLIP, _TWO_SLIPS = 5, 8  # letters a name must have before so many slips are looked for


@final
@dataclass(frozen=True, slots=True)
class NearName:
    """A word that is nearly a name.

    Parameters
    ----------
    found
        The word.
    name
        The name of the record that it is near.
    person
        The id of the person.
    distance
        The number of edits between the two.
    place
        Where the word stands.
    known
        Whether the record holds it as another spelling.
    """

    found: str
    name: str
    person: str
    distance: int
    place: Place
    known: bool


def distance(one: str, other: str, most: int = 2) -> int:
    """Return the edits between two words, swapped neighbours as one; `most` + 1 stands for more.

    Optimal string alignment: Levenshtein's distance with transpositions of neighbours
    (Damerau 1964).

    Examples
    --------
    >>> distance("Haley", "Halley"), distance("Mann", "Mnan"), distance("Doe", "Roeburn")
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return min(above[-1], most + 1)


def near_names(case: Case, documents: Sequence[Document]) -> tuple[NearName, ...]:
    """Return the words that are nearly a name of a person of the record.

    A word counts where it has a capital letter and none of the documents has it without one; a
    name of fewer than five letters, where a name of the same person stands beside it.
    """
    names = {
        word: person.id
        for person in case.people
        for word in re.findall(r"[^\W\d_]{3,}", person.name or "")
    }
    aliases = {
        word
        for person in case.people
        for alias in person.aliases
        for word in re.findall(r"[^\W\d_]{3,}", alias)
    }
    common = {
        word.group()
        for document in documents
        for word in _WORD.finditer(document.text)
        if word.group()[0].islower()
    }
    return tuple(
        near for document in documents for near in _in_document(document, names, aliases, common)
    )


def _in_document(
    document: Document, names: dict[str, str], aliases: set[str], common: set[str]
) -> Iterator[NearName]:
    words = [(word.start(), _bare(word.group())) for word in _WORD.finditer(document.text)]
    for position, (start, word) in enumerate(words):
        if not word[:1].isupper() or word in names or word.removesuffix("s") in names:
            continue
        beside = {words[i][1] for i in (position - 1, position + 1) if 0 <= i < len(words)}
        for name, person in names.items():
            own = any(names.get(other) == person for other in beside)
            if word.lower() in common and not own:
                continue
            far = distance(word, name)
            if 0 < far <= _allowed(name, own=own):
                yield NearName(word, name, person, far, document.place(start), word in aliases)
                break


def _allowed(name: str, *, own: bool) -> int:
    if len(name) < _ONE_SLIP:
        return 1 if own else 0
    return 2 if len(name) >= _TWO_SLIPS or own else 1


def _bare(word: str) -> str:
    return re.sub(r"['\u2019]s?$", "", word)
