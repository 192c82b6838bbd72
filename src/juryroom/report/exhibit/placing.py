"""Where names stand beside their marks, so that none lies on another, on a mark or on an axis."""

import unicodedata
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal, final

CHARACTER, WIDE, LINE = 6.6, 12.0, 12.0
"""The room that a bold letter of 11 pixels takes, an ideograph, and a line: no letter of the page is wider."""

MOST_NAMED, LONGEST = 3, 120.0
"""More marks than this, or a longer name, and names stand in a legend."""

_HALF_MARK = 7.0
_BESIDE = (11.0, 26.0)
_HEIGHTS = (0.0, -5.0, 5.0, -14.0, 14.0, -24.0, 24.0, -34.0, 34.0, -46.0, 46.0)
Align = Literal["left", "right", "center"]

_ALIGNS: dict[Align, float] = {"left": 1.0, "right": -1.0, "center": 0.0}
_TRIED = 14
_BAR = 6.0  # a name on a bar is worse than one on the curve, which is one long line


@final
@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, its upper left corner first."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Return whether this one lies in the other."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@final
@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands from its mark, as Vega takes it, and the room it takes."""

    align: Align
    dx: float
    dy: float
    box: Box


def width(name: str) -> float:
    r"""Return the room that a name takes at most, in pixels.

    Examples
    --------
    >>> width("actual") < width("\u4e2d" * 6)
    True
    """
    return sum(WIDE if unicodedata.east_asian_width(c) in "WF" else CHARACTER for c in name)


def placed(
    names: tuple[str, ...],
    marks: tuple[tuple[float, float], ...],
    *,
    page: Box,
    bars: tuple[Box, ...],
    line: tuple[tuple[float, float], ...],
) -> tuple[Place, ...] | None:
    """Return where each name stands; None where they need a legend.

    Parameters
    ----------
    names, marks
        The names, and where their marks are, in pixels.
    page
        What no name may leave: the inside of the axes.
    bars
        What no name should lie on.
    line
        Points of the curve, on which no name should lie either.
    """
    if len(names) > MOST_NAMED or any(width(name) > LONGEST for name in names):
        return None
    taken = tuple(_around(mark) for mark in marks)
    choices: list[list[tuple[float, Place]]] = []
    for name, mark in zip(names, marks, strict=True):
        found = [(_cost(one, bars, line), one) for one in _choices(name, mark, page, taken)]
        choices.append(sorted(found, key=lambda priced: priced[0])[:_TRIED])
    best, least = None, float("inf")
    for chosen in product(*choices):
        cost = sum(price for price, _ in chosen)
        places = tuple(place for _, place in chosen)
        if cost < least and not _overlap(places):
            best, least = places, cost
    return best


def _overlap(places: tuple[Place, ...]) -> bool:
    return any(one.box.meets(other.box) for one, other in combinations(places, 2))


def _around(mark: tuple[float, float]) -> Box:
    x, y = mark
    return Box(x - _HALF_MARK, y - _HALF_MARK, x + _HALF_MARK, y + _HALF_MARK)


def _choices(
    name: str, mark: tuple[float, float], page: Box, taken: tuple[Box, ...]
) -> list[Place]:
    """Return the places of one name that touch no mark and no axis."""
    found: list[Place] = []
    for dy, (align, side), far in product(_HEIGHTS, _ALIGNS.items(), _BESIDE):
        place = _place(name, mark, align, side * far, dy)
        if place.box.within(page) and not any(place.box.meets(one) for one in taken):
            found.append(place)
    return found


def _place(name: str, mark: tuple[float, float], align: Align, dx: float, dy: float) -> Place:
    room, x, y = width(name), mark[0] + dx, mark[1] + dy
    left = {"left": x, "right": x - room, "center": x - room / 2}[align]
    return Place(align, dx, dy, Box(left, y - LINE / 2, left + room, y + LINE / 2))


def _cost(place: Place, bars: tuple[Box, ...], line: tuple[tuple[float, float], ...]) -> float:
    box = place.box
    on_line = sum(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in line)
    on_bars = sum(box.meets(bar) for bar in bars)
    return on_line + _BAR * on_bars + 0.05 * (abs(place.dx) + abs(place.dy))
