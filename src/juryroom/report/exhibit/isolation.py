"""Texts of the maker's in scripts that run from right to left, kept from moving what stands beside them.

In a line of both directions the sign and the digits beside a Hebrew or Arabic label are shown on its
other side: +16.9 may read as 16.9+ of the next word. Each such text is put between U+2068 and U+2069
(first strong isolate, Unicode Standard Annex 9), which the page prints as `bdi`; nothing outside can
be moved by what stands inside. A line without a letter of such a script is shown in the order in
which it is written, and is left as it is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape

from markupsafe import Markup, escape

from juryroom.report.exhibit.document import (
    Block,
    Bullets,
    Exhibit,
    Facts,
    Paragraph,
    Pictures,
    Section,
    Table,
)
from juryroom.report.figures import Figure

FSI, PDI = "\u2068", "\u2069"

_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_ANY_LEFTWARD = re.compile(f"[{_LEFTWARD}]")
# Marks, embeddings, overrides and isolates; and what ends a paragraph, and every isolate with it.
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\x85\x1c-\x1e]")
_RUN = f"[{_LEFTWARD}](?:[{_LEFTWARD} '\"-]*[{_LEFTWARD}])?"
_NODE = re.compile(">([^<>]+)<")


def controls_in(text: str) -> tuple[str, ...]:
    """Return the characters of a text that would change the direction of what follows them.

    Examples
    --------
    >>> controls_in("actual\u202e16.9")
    ('U+202E',)
    """
    return tuple(f"U+{ord(found):04X}" for found in _CONTROLS.findall(text))


def isolator(given: Iterable[str]) -> Callable[[str], str]:
    """Return what puts every text of the maker's that runs to the left between isolates.

    Parameters
    ----------
    given
        The texts of the maker's. Letters that run to the left and are in none of them are isolated
        word by word.

    Examples
    --------
    >>> isolate = isolator(["\u05d0 1"])
    >>> isolate("'\u05d0 1' minus 'b': +16.9") == "'\u2068\u05d0 1\u2069' minus 'b': +16.9"
    True
    >>> isolate("'a' minus 'b': +16.9")
    "'a' minus 'b': +16.9"
    """
    texts = {_visible(text) for text in given if _ANY_LEFTWARD.search(text)}
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    pattern = re.compile("|".join([*map(re.escape, longest_first), _RUN]))

    def isolate(text: str) -> str:
        shown = _visible(text)
        if not _ANY_LEFTWARD.search(shown):
            return shown
        return pattern.sub(lambda found: f"{FSI}{_one_line(found.group())}{PDI}", shown)

    return isolate


def isolated(exhibit: Exhibit, given: Iterable[str]) -> Exhibit:
    """Return an exhibit in which no text of the maker's can move a sign or a digit.

    Parameters
    ----------
    exhibit
        What it says.
    given
        The texts in it that are the maker's.
    """
    isolate = isolator(given)
    sections = tuple(
        Section(one.id, isolate(one.title), tuple(_block(block, isolate) for block in one.blocks))
        for one in exhibit.sections
    )
    return replace(
        exhibit,
        title=isolate(exhibit.title),
        facts=tuple((term, isolate(said)) for term, said in exhibit.facts),
        notices=_each(exhibit.notices, isolate),
        sections=sections,
        foot=isolate(exhibit.foot),
    )


def marked(text: str) -> Markup:
    """Return a text as HTML, its isolates as `bdi`.

    Examples
    --------
    >>> str(marked("<\u2068\u05d0\u2069>")) == "&lt;<bdi>\u05d0</bdi>&gt;"
    True
    """
    return Markup(str(escape(text)).replace(FSI, "<bdi>").replace(PDI, "</bdi>"))


def _block(block: Block, isolate: Callable[[str], str]) -> Block:
    match block:
        case Paragraph():
            return replace(block, text=isolate(block.text))
        case Bullets():
            return Bullets(_each(block.items, isolate))
        case Facts():
            return replace(block, rows=tuple((term, isolate(said)) for term, said in block.rows))
        case Table():
            return replace(
                block,
                caption=isolate(block.caption),
                head=_each(block.head, isolate),
                rows=tuple(_each(row, isolate) for row in block.rows),
                note=isolate(block.note),
            )
        case Pictures():
            return replace(
                block,
                caption=isolate(block.caption),
                note=isolate(block.note),
                figures=tuple(_figure(one, isolate) for one in block.figures),
            )


def _figure(figure: Figure, isolate: Callable[[str], str]) -> Figure:
    """Return a figure, the letters in it too; a picture with none to isolate keeps its bytes."""

    def node(found: re.Match[str]) -> str:
        text = unescape(found.group(1))
        shown = isolate(text)
        return found.group() if shown == text else f">{escape(shown)}<"

    return Figure(
        id=figure.id,
        title=isolate(figure.title),
        desc=isolate(figure.desc),
        svg=Markup(_NODE.sub(node, figure.svg)),
    )


def _each(texts: Iterable[str], isolate: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(map(isolate, texts))


def _visible(text: str) -> str:
    """Return a text in which a character that would change a direction is named, not obeyed."""
    return _CONTROLS.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def _one_line(text: str) -> str:
    """Return a text without line breaks, which would end its isolate."""
    return re.sub(r"[\t\n\v\f\r]", " ", text)
