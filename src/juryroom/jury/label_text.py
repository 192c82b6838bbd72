"""What labels may not hold, and which of them look alike.

A label is printed in results and in exhibits. A control character, or one that changes the direction of
what follows it, can make a page say something else than its file; two labels that only differ in what cannot be
seen are two groups to a program and one to a reader.
"""

import re
import unicodedata
from collections.abc import Iterable

from juryroom.errors import Problem

_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u00ad\u034f\u180b-\u180f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff]")


def steers(text: str) -> bool:
    r"""Return whether `text` holds a character that steers a screen or the direction of what follows.

    Examples
    --------
    >>> steers("guilty"), steers("\u202eytliug"), steers("\x1b[2J"), steers("אשם")
    (False, True, True, False)
    """
    return bool(_STEERS.search(text))


def steering(where: str, text: str) -> Problem:
    """Return the problem of a label that `steers`."""
    return Problem(
        where,
        f"'{text}'",
        "a label is printed as it stands; control characters, and those that change the direction of "
        "text, can make a page say something else than its file",
        "the label without them",
    )


def seen_as(text: str) -> str:
    r"""Return `text` as it looks: composed, without what has no width, every run of spaces one space.

    Examples
    --------
    >>> seen_as("not\u00a0guilty ") == seen_as("not guilty")
    True
    """
    if text.isascii() and text.isalnum():
        return text
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def alike(labels: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of different labels that look the same.

    Examples
    --------
    >>> alike(["male", "female", "male "])
    [('male', 'male ')]
    """
    seen: dict[str, str] = {}
    pairs: list[tuple[str, str]] = []
    for label in dict.fromkeys(labels):
        first = seen.setdefault(seen_as(label), label)
        if first != label:
            pairs.append((first, label))
    return pairs


def difference(text: str, label: str) -> str:
    r"""Return where `text` first differs from `label`, by code, if either has a letter beyond ASCII.

    Letters of two scripts, or one letter and the same made of two parts, can look the same.

    Examples
    --------
    >>> difference("gu\u0456lty", "guilty")
    '; letter 3 is U+0456, and U+0069 in the label'
    >>> difference("Guilty", "guilty")
    ''
    """
    if text.isascii() and label.isascii():
        return ""
    place = next(
        (at for at, (a, b) in enumerate(zip(text, label, strict=False)) if a != b),
        min(len(text), len(label)),
    )
    own, named = ([f"U+{ord(letter):04X}" for letter in one[place:][:1]] for one in (text, label))
    if own and named:
        return f"; letter {place + 1} is {own[0]}, and {named[0]} in the label"
    return f"; it goes on with {own[0]}" if own else f"; it ends before {''.join(named)}"
