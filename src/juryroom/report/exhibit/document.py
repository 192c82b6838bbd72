"""What an exhibit says, block by block: the page and the PDF are two prints of the same blocks.

No block holds markup. Texts are plain, so that neither print can say what the other does not, and a
lint can read every word of both in one place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, final

from juryroom.report.figures import Figure


@final
@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Parameters
    ----------
    text
        Its words.
    role
        "text", "lead" for the first of a section that stands out, "note" for what is smaller, or
        "notice" for what must not be overlooked.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    role: str = "text"

    def as_json(self) -> dict[str, Any]:
        """Return the paragraph as data."""
        return {"kind": self.kind, "text": self.text, "role": self.role}

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the block."""
        return (self.text,)


@final
@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, its items in no order."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the list as data."""
        return {"kind": self.kind, "items": list(self.items)}

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the block."""
        return self.items


@final
@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with what it is here; `exact` are those printed letter by letter: a hash."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]
    exact: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """Return the facts as data."""
        rows = [[term, said, term in self.exact] for term, said in self.rows]
        return {"kind": self.kind, "rows": rows}

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the block."""
        return tuple(f"{term}: {said}" for term, said in self.rows)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption.

    Parameters
    ----------
    caption
        What the table shows, with its unit.
    head
        The names of the columns.
    rows
        The cells; the first of a row is its head.
    note
        What a reader must know to read it; empty where nothing.
    numbers
        Whether the columns after the first hold numbers, and are set to the right.
    widths
        Shares of the width of the page, for tables of text; empty where the cells decide.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numbers: bool = True
    widths: tuple[int, ...] = ()

    @property
    def spans(self) -> tuple[int, ...]:
        """For each row, over how many rows its head stands; 0 where a row above has said it."""
        found: list[int] = []
        for _, same in groupby(row[0] for row in self.rows):
            size = len(list(same))
            found += [size] + [0] * (size - 1)
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """Return the table as data."""
        return {
            "kind": self.kind,
            "caption": self.caption,
            "head": list(self.head),
            "rows": [list(row) for row in self.rows],
            "spans": list(self.spans),
            "note": self.note,
            "numbers": self.numbers,
            "widths": list(self.widths),
        }

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the block, the cells of a row together."""
        return (self.caption, self.note, *("; ".join(row) for row in (self.head, *self.rows)))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Figures under one caption, one or two beside each other."""

    kind: ClassVar[str] = "pictures"
    caption: str
    note: str
    figures: tuple[Figure, ...]
    columns: int = 1

    def as_json(self) -> dict[str, Any]:
        """Return the figures as data."""
        figures = [{"title": f.title, "desc": f.desc, "svg": str(f.svg)} for f in self.figures]
        return {
            "kind": self.kind,
            "caption": self.caption,
            "note": self.note,
            "figures": figures,
            "columns": self.columns,
        }

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the block, with the words that stand for the pictures."""
        return (self.caption, self.note, *(f"{f.title}: {f.desc}" for f in self.figures))


Block = Paragraph | Bullets | Facts | Table | Pictures


@final
@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """The whole exhibit.

    Parameters
    ----------
    title
        Its title.
    facts
        What stands below the title: the case, the date.
    notices
        What must stand at the top of the first page; none, or that there are few models.
    sections
        The parts.
    foot
        What stands at the foot of every page.
    generator
        What made it, for the head of the page.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    generator: str = "juryroom"

    def texts(self) -> Iterator[str]:
        """Give every text of the exhibit, for a lint to read."""
        yield self.title
        yield from (f"{term}: {said}" for term, said in self.facts)
        yield from self.notices
        for section in self.sections:
            yield section.title
            for block in section.blocks:
                yield from filter(None, block.texts)
        yield self.foot

    def as_json(self) -> dict[str, Any]:
        """Return the exhibit as data, for the print on paper."""
        return {
            "title": self.title,
            "facts": [list(fact) for fact in self.facts],
            "notices": list(self.notices),
            "sections": [
                {
                    "id": section.id,
                    "title": section.title,
                    "blocks": [block.as_json() for block in section.blocks],
                }
                for section in self.sections
            ],
            "foot": self.foot,
        }
