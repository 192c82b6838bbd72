"""Whole numbers as reports write them: in digits, in words, and as ordinals."""

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENTHS = [f"{word[:-1]}ieth" for word in _TENS]

_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 20 + 10 * i for i, word in enumerate(_TENS)},
}
_ORDINAL_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ORDINALS, start=1)},
    **{word: 20 + 10 * i for i, word in enumerate(_TENTHS)},
}
for _place, _ten in enumerate(_TENS):
    for _unit in range(1, 10):
        for _join in ("-", " "):
            _value = 20 + 10 * _place + _unit
            _WORDS[f"{_ten}{_join}{_UNITS[_unit]}"] = _value
            _ORDINAL_WORDS[f"{_ten}{_join}{_ORDINALS[_unit - 1]}"] = _value


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{_alternatives(_WORDS)})"
ORDINAL = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{_alternatives(_ORDINAL_WORDS)})"

_ANY = re.compile(rf"(?<![\w.,-])({NUMBER})(?![\w])", re.IGNORECASE)


def value_of(text: str) -> int:
    """Return the number that text writes, cardinal or ordinal.

    Raises
    ------
    ValueError
        If it writes none.

    Examples
    --------
    >>> [value_of(text) for text in ("seventy-three", "1,600", "sixth", "21st", "Twenty First")]
    [73, 1600, 6, 21, 21]
    """
    word = " ".join(text.lower().split())
    for words in (_WORDS, _ORDINAL_WORDS):
        if word in words:
            return words[word]
    return int(re.sub(r"[,a-z]", "", word))


def numbers_in(text: str) -> frozenset[int]:
    """Return every whole number that a text writes, in digits or in words.

    Examples
    --------
    >>> sorted(numbers_in("seven women and 5 men in 2025"))
    [5, 7, 2025]
    """
    return frozenset(value_of(found[1]) for found in _ANY.finditer(text))
