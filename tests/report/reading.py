"""What a page holds, read with the parser of the standard library."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "path", "line", "rect", "img", "link", "input", "hr"})


@dataclass
class Element:
    """One element of the page."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list["Element"])
    texts: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """All text within, spaces made single."""
        return " ".join(" ".join([*self.texts, *(c.text for c in self.children)]).split())

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Return every element of that tag within, in order."""
        found: list[Element] = []
        for child in self.children:
            same = all(child.attributes.get(key) == value for key, value in attributes.items())
            found += [child] if child.tag == tag and same else []
            found += child.all(tag, **attributes)
        return found

    def everything(self) -> list["Element"]:
        """Return every element within, in order."""
        return [e for child in self.children for e in (child, *child.everything())]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {key: value or "" for key, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.texts.append(data)


def read(page: str) -> Element:
    """Return the page as a tree; an element that is closed out of turn is an error."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is not closed"
    return reader.root
