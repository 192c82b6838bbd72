"""Numbers, dates and short lists in the words that readers get, the same on the page and in print.

A chance is said as a count of 100 juries and never with more digits than that: the models do not
carry more. The exact figure goes beside it for whoever wants to compute with it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from juryroom.procedure.decision_rule import Ending
from juryroom.record.dates import PartialDate

ENDINGS = {Ending.GUILTY: "guilty", Ending.NOT_GUILTY: "not guilty", Ending.HUNG: "hung"}
RULED_OUT = "0 (the model rules it out)"
CERTAIN = "100 in 100 (certain in the model)"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_ROUNDING = 1e-12
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PIECE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def chance(probability: float) -> str:
    """Return a probability as a count of 100 juries.

    Parameters
    ----------
    probability
        From 0 to 1. An exact 0 is a model that rules the ending out, and is said so.

    Examples
    --------
    >>> [chance(p) for p in (0.5437, 0.004, 0.0, 0.9999)]
    ['54 in 100', 'under 1 in 100', '0 (the model rules it out)', 'over 99 in 100']
    """
    if probability == 0:
        return RULED_OUT
    if probability > 1 - _ROUNDING:
        return CERTAIN
    number = hundredths(probability)
    return f"{number.replace('<', 'under ').replace('>', 'over ')} in 100"


def hundredths(probability: float) -> str:
    """Return a probability as a bare count of 100, for the cells of a table that says so.

    Examples
    --------
    >>> [hundredths(p) for p in (0.5437, 0.004, 0.0, 0.9999, 1.0)]
    ['54', '<1', '0', '>99', '100']
    """
    if probability == 0:
        return "0"
    if probability > 1 - _ROUNDING:
        return "100"
    nearest = round(100 * probability)
    return {0: "<1", 100: ">99"}.get(nearest, str(nearest))


def exact(probability: float) -> str:
    """Return a probability to six places, or that the model rules the ending out.

    Examples
    --------
    >>> exact(0.54371234), exact(0.0)
    ('0.543712', '0 (the model rules it out)')
    """
    return RULED_OUT if probability == 0 else f"{probability:.6f}"


def span(low: float, high: float) -> str:
    """Return a range of probabilities as counts of 100 juries.

    Examples
    --------
    >>> span(0.0, 0.468), span(0.301, 0.304)
    ('0 to 47 in 100', '30 in 100')
    """
    ends = hundredths(low), hundredths(high)
    return f"{ends[0]} in 100" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} in 100"


def rate(share: float) -> str:
    """Return a published rate as it is printed: per cent, with the decimal the source gives.

    Examples
    --------
    >>> rate(0.062), rate(0.13), rate(0.006142)
    ('6.2%', '13%', '0.61%')
    """
    return f"{100 * share:.2f}%" if share < 0.01 else f"{round(100 * share, 1):g}%"


def day(date: dt.date) -> str:
    """Return a day in words.

    Examples
    --------
    >>> day(dt.date(2025, 6, 12))
    '12 June 2025'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def when(date: PartialDate | str | None) -> str:
    """Return a date that may be partial or approximate in words.

    Examples
    --------
    >>> from juryroom.record.dates import parse_date
    >>> [when(parse_date(d)) for d in ("2025-06", "../2025-06-11", "2018/2019", "2026-04-14~")]
    ['June 2025', 'by 11 June 2025', 'between 2018 and 2019', 'about 14 April 2026']
    >>> when("2025-06-05/2025-06-11")
    'between 5 and 11 June 2025'
    """
    if date is None:
        return "no date"
    text = str(date)
    bare = re.sub(r"[~?%]", "", text)
    about = "about " if "~" in text or "%" in text else ""
    doubt = " (doubtful)" if "?" in text or "%" in text else ""
    if "/" not in bare:
        return f"{about}{_piece(bare)}{doubt}"
    start, _, end = bare.partition("/")
    if start in {"", ".."}:
        return f"{about}by {_piece(end)}{doubt}"
    if end in {"", ".."}:
        return f"{about}not before {_piece(start)}{doubt}"
    return f"{about}between {_shared(start, end)} and {_piece(end)}{doubt}"


def _shared(start: str, end: str) -> str:
    """Return the start of an interval without the month and year that its end says too."""
    words, day_of_start = _piece(start), _piece(start).partition(" ")[0]
    same_month = len(start) == len("2025-06-05") and start[:-2] == end[:-2]
    return day_of_start if same_month else words


def _piece(text: str) -> str:
    found = _PIECE.match(text)
    if found is None:
        return text
    year, month, number = found.groups()
    if month is None or not 1 <= int(month) <= len(_MONTHS):
        return text if month else year
    words = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(number)} {words}" if number else words


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as an English list.

    Examples
    --------
    >>> listed(["one"]), listed(["one", "two"]), listed(["one", "two", "three"])
    ('one', 'one and two', 'one, two and three')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def small(count: int) -> str:
    """Return a count in words up to twelve, in figures beyond.

    Examples
    --------
    >>> small(3), small(24)
    ('three', '24')
    """
    return _SMALL[count] if 0 <= count < len(_SMALL) else str(count)


def number(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> number(1, "count"), number(3, "count"), number(24, "reading")
    ('one count', 'three counts', '24 readings')
    """
    return f"{small(count)} {one if count == 1 else many or one + 's'}"


def spaced(word: str) -> str:
    """Return a lower_case_word of the record as words.

    Examples
    --------
    >>> spaced("single_interested_source"), spaced("split_6_6")
    ('single interested source', 'split 6-6')
    """
    return re.sub(r"(?<=\d)_(?=\d)", "-", word).replace("_", " ")


def dated(text: str) -> str:
    """Return text with every day in it that is written as in ISO 8601 put into words.

    Examples
    --------
    >>> dated("from 2025-06-05 on")
    'from 5 June 2025 on'
    """
    return _ISO.sub(lambda found: _piece(found.group()), text)


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Return words without repeats, in the order in which they first stand."""
    return tuple(dict.fromkeys(words))


def capital(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return text with a capital first letter and a full stop.

    Examples
    --------
    >>> sentence("mistrial, no verdict")
    'Mistrial, no verdict.'
    """
    text = text.strip()
    if not text:
        return text
    return capital(text) + ("" if text[-1] in ".?!" else ".")
