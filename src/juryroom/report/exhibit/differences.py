"""How far two results, or two prints of an exhibit, lie from each other, and where."""

import json
import re
from collections.abc import Iterator
from typing import Any, Never

from juryroom.provenance import canonical_json

CLOSE = 1e-9
"""How far a number may lie from the recorded one where libraries or machines differ, as a share of the
larger of the two."""

FLOOR = 1e-15
"""Below it two numbers differ by rounding: what is left where almost everything cancels. A p-value is
a sum of which nothing is taken away; it has no such floor."""

FAR = float("inf")
"""How far two things lie from each other that are not both numbers."""

NOTHING = object()
"""What stands where a result has no such part."""

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")
_SHOWN = 40


def read_json(data: bytes) -> dict[str, Any]:
    """Return the JSON object in a file; empty where it is none, so that it differs from any result."""
    try:
        found = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _no_number(text: str) -> Never:
    raise ValueError(text)


def is_canonical(data: bytes) -> bool:
    r"""Return whether a file of JSON is as it is written: no key twice, none out of order.

    A reader that takes the first of two equal keys would see another figure than one that takes the
    last.

    Examples
    --------
    >>> is_canonical(b'{\n  "a": 1\n}\n'), is_canonical(b'{\n  "a": 2,\n  "a": 1\n}\n')
    (True, False)
    """
    try:
        return canonical_json(read_json(data)).encode() == data
    except (ValueError, RecursionError):
        return False


def differing(recorded: Any, again: Any) -> Iterator[tuple[str, Any, Any, float]]:
    """Give each place where two results differ, what stands there, and how far apart it is.

    The distance is that of two numbers with a point, as a share of the larger, and infinite for
    anything else: whole numbers are equal or they are not.

    Examples
    --------
    >>> list(differing({"a": [1, 2.0]}, {"a": [1, 2.5]}))
    [('a[1]', 2.0, 2.5, 0.2)]
    """
    for place, one, other in _pairs(recorded, again, ""):
        if _are_numbers(one, other):
            if one != other or type(one) is not type(other):
                yield place, one, other, _apart(place, one, other)
        elif type(one) is not type(other) or one != other:
            yield place, one, other, FAR


def _apart(place: str, one: float, other: float) -> float:
    if not (isinstance(one, float) and isinstance(other, float)):
        return FAR
    gap = abs(one - other)
    if gap <= FLOOR and not place.endswith("p_value"):
        return 0.0
    return gap / max(abs(one), abs(other))


def bears_figures(value: Any) -> bool:
    """Return whether a part of a result is a number, or holds one.

    Examples
    --------
    >>> bears_figures([{"a": 1}]), bears_figures({"id": "EFF-1"}), bears_figures(True)
    (True, False, False)
    """
    if isinstance(value, dict):
        return any(map(bears_figures, value.values()))
    if isinstance(value, list):
        return any(map(bears_figures, value))
    return _are_numbers(value, value)


def _are_numbers(one: Any, other: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, other))


def _pairs(one: Any, other: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            inner = f"{place}.{key}" if place else str(key)
            yield from _pairs(one.get(key, NOTHING), other.get(key, NOTHING), inner)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from _pairs(*pair, f"{place}[{number}]")
    else:
        yield place, one, other


def without_pictures(page: str) -> str:
    """Return a page with the words of its pictures in their place, and without what they draw.

    Examples
    --------
    >>> without_pictures('<p>a</p><svg id="x"><title>b</title><path/></svg>')
    '<p>a</p><svg><title>b</title></svg>'
    """
    *closed, rest = page.split("</svg>")
    kept: list[str] = []
    for part in closed:
        before, opened, picture = part.partition("<svg")
        kept += [before, opened, ">" if opened else "", *_words_of(picture), "</svg>"]
    return "".join([*kept, rest])


def _words_of(picture: str) -> Iterator[str]:
    """Give the titles and descriptions of a picture; one pass, since it may be a stranger's."""
    for name in ("title", "desc"):
        at = picture.find(f"<{name}")
        while at >= 0 and (end := picture.find(f"</{name}>", at)) >= 0:
            end += len(f"</{name}>")
            yield picture[at:end]
            at = picture.find(f"<{name}", end)


def first_difference(held: str, again: str) -> str:
    """Return what stands where two texts part, for a message: both, cut short, and made plain.

    Examples
    --------
    >>> first_difference("an effect of +76.9 in 100", "an effect of +16.9 in 100")
    "'ffect of +76.9 in 100' stands where 'ffect of +16.9 in 100' is expected"
    """
    same = 0
    for one, other in zip(held, again, strict=False):
        if one != other:
            break
        same += 1
    start = max(0, same - 10)
    found, expected = (
        ascii(" ".join(text[start : start + _SHOWN].split())) for text in (held, again)
    )
    return f"{found} stands where {expected} is expected"


def last_digits(held: str, again: str) -> bool:
    """Return whether two texts differ in the last printed digit of numbers, by one, and in nothing else.

    Examples
    --------
    >>> last_digits("12.3 to 14", "12.4 to 14"), last_digits("12.3", "12.5"), last_digits("+1", "-1")
    (True, False, False)
    """
    ones, others = _NUMBER.split(held), _NUMBER.split(again)
    if len(ones) != len(others) or ones[::2] != others[::2]:
        return False
    return all(map(_is_near, ones[1::2], others[1::2]))


def _is_near(one: str, other: str) -> bool:
    if one == other:
        return True
    places = len(one.partition(".")[2])
    if places != len(other.partition(".")[2]) or max(len(one), len(other)) > _SHOWN:
        return False
    return abs(int(one.replace(".", "")) - int(other.replace(".", ""))) == 1
