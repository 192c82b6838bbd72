"""What the parts of a vector are made of: strict mappings, lists that may be one word, numbers."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from juryroom.procedure.states import CountState

MOST_JURORS = 30
MOST_YEARS = 10_000


class Part(BaseModel):
    """A part of a vector: fixed once read, and with no field that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def listed(value: object) -> object:
    """Return one word as a list of one: the format takes either."""
    return (value,) if isinstance(value, str) else _frozen(value)


def paired(value: object) -> object:
    """Return one pair as a list of one: the format takes either."""
    flat = isinstance(value, list) and value and all(isinstance(word, str) for word in value)
    return _frozen([value] if flat else value)


def one_listed(value: object) -> object:
    """Return one mapping as a list of one: the format takes either."""
    return (value,) if isinstance(value, dict) else _frozen(value)


def _frozen(value: object) -> object:
    """Return lists as tuples: once a validator has touched a value, strict tuples want tuples."""
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


def outcomes(value: object) -> object:
    """Return outcomes as states; a few plain words stand for the state that they name."""
    words = listed(value)
    if not isinstance(words, tuple):
        return words
    return tuple(
        _PLAIN.get(word.lower(), word) if isinstance(word, str) else word for word in words
    )


_PLAIN = {
    "acquitted": CountState.ACQUITTED,
    "acquittal": CountState.ACQUITTED,
    "convicted": CountState.GUILTY_VERDICT,
    "conviction": CountState.GUILTY_VERDICT,
    "hung": CountState.MISTRIAL,
    "mistrial": CountState.MISTRIAL,
    "dismissed": CountState.DISMISSED,
    "guilty": CountState.GUILTY_VERDICT,
    "not_guilty": CountState.ACQUITTED,
    "plea": CountState.PLEA_GUILTY,
    "guilty_plea": CountState.PLEA_GUILTY,
}

Ids = Annotated[tuple[str, ...], BeforeValidator(listed)]
Words = Annotated[tuple[str, ...], BeforeValidator(listed)]
Pairs = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(paired)]
Votes = Annotated[int, Field(ge=0, le=MOST_JURORS)]
Days = Annotated[int, Field(ge=0, le=100_000)]
Amount = Annotated[float, Field(ge=0, le=MOST_YEARS)]
