"""The arguments of sate's functions: what each means, and what is refused.

sate takes some bad arguments without a word. Here they are refused, and the refusal names the
defect by its number in the page "If you come from sate".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem, nearest
from juryroom.parameters import Parameter

LARGEST = 500
DEFAULT_SEED = 12345
"""The default seed of sate's own functions from 2.1.0 to 3.1.0."""
DEFAULT_DRAWS = 10_000

Simulate = bool | Mapping[str, int | None]
Wanted = tuple[int, int | None]
"""How many draws, and the seed that was given."""

_SHARE_MEANING = "the share of the venire that favours guilty"
_JURY_N = Parameter(
    "jury_n",
    2,
    LARGEST,
    "jurors",
    "the jurors who deliberate; one juror has nobody to deliberate with, and there sate stops with "
    "'subscript out of bounds' (D14)",
    whole=True,
)
_ACCURACY = Parameter(
    "accuracy", 0.0, 1.0, "probability", "the chance that a strike is better than chance"
)
_DIGITS = Parameter("digits", 0, 99, "none", "the decimal places that are kept", whole=True)
_DRAWS = Parameter("nDraws", 2, 10_000_000, "draws", "how many draws are taken", whole=True)
_SEED = Parameter("seed", 0, 2**64 - 1, "none", "the seed of the named streams", whole=True)


def plain(value: object) -> object:
    """Return a NumPy number as Python's own; anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def several(value: object) -> bool:
    """Return whether `value` is a list, tuple, array or column rather than one number."""
    return not isinstance(value, str) and (
        isinstance(value, Sequence) or bool(getattr(value, "shape", ()))
    )


def one(value: object, where: str, accepted: str) -> object:
    """Return `value`, a single one; refuse a vector (D13)."""
    if several(value):
        count = len(cast("Sequence[object]", value))
        raise OutOfDomainError(
            Problem(
                where,
                f"{count} values",
                "one call takes one value: given several, sate mixes them into one answer or stops "
                "on something else (D13)",
                f"{accepted}; for several, one call each",
            )
        )
    return plain(value)


def share(value: object, owner: str, name: str) -> float:
    """Return a share, checked: one number from 0 to 1."""
    single = cast("float", one(value, f"{owner}.{name}", "one number from 0 to 1"))
    Parameter(name, 0.0, 1.0, "probability", _SHARE_MEANING).check(single, owner=owner)
    return float(single)


def sample(value: object, owner: str, name: str) -> float:
    """Return the size of a survey, checked: more than 0; an effective size need not be whole."""
    single = cast("float", one(value, f"{owner}.{name}", "one number above 0"))
    meaning = "the respondents behind the share; with weights, their effective number"
    Parameter(name, 1e-9, 1e12, "respondents", meaning).check(single, owner=owner)
    return float(single)


def jury(value: object, owner: str) -> int:
    """Return the size of a jury, checked."""
    single = cast("int", one(value, f"{owner}.jury_n", "one whole number of 2 or more"))
    _JURY_N.check(single, owner=owner)
    return int(single)


def texts(value: object) -> list[str] | None:
    """Return a list of words, or None where it is none."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return None
    listed = list(cast("Iterable[object]", value))
    words = [word for word in listed if isinstance(word, str)]
    return words if len(words) == len(listed) else None


def text(value: object, owner: str, name: str) -> str:
    """Return words, checked."""
    if not isinstance(value, str):
        rule = "what stands beside a chart is text"
        raise OutOfDomainError(Problem(f"{owner}.{name}", repr(value), rule, "text"))
    return value


def votes(value: object, jury_n: int, owner: str, name: str) -> int:
    """Return the votes a deliberation starts from, checked: 0 to `jury_n`."""
    single = cast("int", one(value, f"{owner}.{name}", f"one whole number from 0 to {jury_n}"))
    Parameter(name, 0, jury_n, "jurors", "the votes on the first ballot", whole=True).check(
        single, owner=owner
    )
    return int(single)


def digits_of(value: object, owner: str) -> int:
    """Return the decimal places, checked."""
    single = cast("int", plain(value))
    _DIGITS.check(single, owner=owner)
    return int(single)


def draws_of(value: object, owner: str) -> int:
    """Return the number of draws, checked."""
    single = cast("int", plain(value))
    _DRAWS.check(single, owner=owner)
    return int(single)


def seed_of(value: object, owner: str) -> int:
    """Return the seed, checked."""
    single = cast("int", plain(value))
    _SEED.check(single, owner=owner)
    return int(single)


@final
@dataclass(frozen=True, slots=True)
class Room:
    """Who is struck and who is left: the jury size and the strikes of both sides, checked."""

    jury_n: int
    pstrikes: int
    dstrikes: int
    accuracy: float

    @classmethod
    def of(
        cls, jury_n: object, pstrikes: object, dstrikes: object, accuracy: object, owner: str
    ) -> "Room":
        """Return the four arguments that most of sate's functions share, checked."""
        struck: list[int] = []
        for name, value in (("pstrikes", pstrikes), ("dstrikes", dstrikes)):
            single = cast("int", one(value, f"{owner}.{name}", "one whole number of 0 or more"))
            Parameter(name, 0, 60, "strikes", "the strikes that side uses", whole=True).check(
                single, owner=owner
            )
            struck.append(int(single))
        good = cast("float", one(accuracy, f"{owner}.accuracy", "one number from 0 to 1"))
        _ACCURACY.check(good, owner=owner)
        return cls(jury(jury_n, owner), struck[0], struck[1], float(good))


def simulation(value: Simulate, owner: str, draws: int = DEFAULT_DRAWS) -> Wanted | None:
    """Return the draws that `simulate` asks for, or None where it asks for none.

    Parameters
    ----------
    value
        False, True, or a mapping with `nDraws` and `seed`, both optional.
    owner
        Whose argument it is.
    draws
        How many where it does not say.
    """
    if value is False:
        return None
    if value is True:
        return draws, None
    allowed = ("nDraws", "seed")
    # A caller without a type checker can pass anything.
    given = cast("object", value)
    named = list(given) if isinstance(given, Mapping) else None
    if named is None or not set(named) <= set(allowed):
        strange = value if named is None else [name for name in named if name not in allowed]
        raise OutOfDomainError(
            Problem(
                f"{owner}.simulate",
                repr(strange),
                "simulate switches the logistic mode on and sets how it draws",
                "False, True, or a mapping with the keys nDraws and seed",
            )
        )
    seed = value.get("seed")
    wanted = draws_of(value.get("nDraws", draws), owner)
    return wanted, None if seed is None else seed_of(seed, owner)


def known_word(word: object, known: Iterable[str], where: str, rule: str) -> str:
    """Return `word` where it is one of `known`; refuse it otherwise, and name the nearest."""
    words = list(known)
    if isinstance(word, str) and word in words:
        return word
    same = next((known for known in words if known.casefold() == str(word).casefold()), str(word))
    raise OutOfDomainError(Problem(where, repr(word), rule, nearest(same, words)))
