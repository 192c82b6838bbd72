"""The kinds of field that every part of a case file is made of."""

import inspect
import re
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from juryroom.citations import Standing
from juryroom.record.dates import PartialDate, parse_date

ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]*$"
WORD_PATTERN = r"^[a-z][a-z0-9_]*$"
JURISDICTION_PATTERN = r"^[A-Z]{2,3}(-[A-Z0-9]{2,4})*$"
URL_PATTERN = r"^https?://"
SHA256_PATTERN = r"^[0-9a-f]{64}$"
VOTE_PATTERN = r"^\d+-\d+$"
TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

# What each pattern accepts, in words, for messages and for the published schema.
FORMATS = {
    ID_PATTERN: "a short name of letters, digits, '_' and '-' that begins with a letter: R3_M",
    WORD_PATTERN: "a word of small letters, digits and '_': defence",
    JURISDICTION_PATTERN: "a country, and a part of it where it has its own law: US-NY, GB-SCT, CA",
    URL_PATTERN: "an address that begins with http:// or https://",
    SHA256_PATTERN: "the 64 hexadecimal digits of a SHA-256",
    VOTE_PATTERN: "two numbers and a hyphen: 4-3",
    TIME_PATTERN: "a time of day on the clock of 24 hours, in quotes: '14:05'",
}


class Misfit(ValueError):  # noqa: N818 - never leaves the models: pydantic takes it for a finding
    """Fields of one part of a case file that do not fit together.

    Parameters
    ----------
    field
        The field to look at.
    found, rule, accepted
        What was found, the rule, and what is accepted instead.
    """

    def __init__(self, field: str, found: str, rule: str, accepted: str) -> None:
        self.field, self.found, self.rule, self.accepted = field, found, rule, accepted
        super().__init__(f"{found}; {rule}; {accepted}")


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the `Attributes` of a model's docstring into its schema, as descriptions."""
    described = descriptions(model)
    for name, info in model.model_fields.items():
        field = schema["properties"][info.alias or name]
        field.pop("title", None)
        if name in described:
            field["description"] = described[name]
    schema["description"] = _sections(model)[0]


def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return what each field of `model` is, read from the docstrings of it and of its bases."""
    described: dict[str, str] = {}
    for base in reversed(model.__mro__):
        attributes = _sections(base)[1] if issubclass(base, BaseModel) else ""
        for entry in re.finditer(r"^(\w[\w, ]*)\n((?:    .*\n?)+)", attributes, re.MULTILINE):
            words = " ".join(entry.group(2).split())
            described |= dict.fromkeys(entry.group(1).split(", "), words)
    return described


def _sections(model: type) -> tuple[str, str]:
    """Return the text of a docstring before its `Attributes`, on one line, and the attributes."""
    text, _, attributes = inspect.cleandoc(model.__doc__ or "").partition(
        "\n\nAttributes\n----------\n"
    )
    return " ".join(text.split()), attributes


class Strict(BaseModel):
    """A part of a case file: fixed once read, and with no field that is not declared."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra=_describe
    )


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Word = Annotated[str, Field(pattern=WORD_PATTERN, max_length=64)]
Jurisdiction = Annotated[str, Field(pattern=JURISDICTION_PATTERN)]
When = Annotated[
    PartialDate,
    PlainValidator(parse_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "format": "edtf",
            "examples": ["2025-06-12", "2025-06", "2018/2019", "../2025-06-11", "2025-06-12~"],
        }
    ),
]
Sources = Annotated[tuple[Id, ...], Field(min_length=1)]
Jurors = Annotated[int, Field(ge=0, le=1000)]


class Fact(Strict):
    """A fact: it names its sources and says how well they support it.

    Attributes
    ----------
    sources
        the ids of the declared sources that say so; at least one
    standing
        how far it was checked
    note
        a remark for readers
    """

    sources: Sources
    standing: Standing = Standing.VERIFIED
    note: Text | None = None


class Tally(Strict):
    """How many jurors stood where.

    Attributes
    ----------
    guilty, not_guilty, undecided
        the number of jurors; left out where it is not known
    at_least
        whether the numbers are floors ("two or more held out") and need not add up
    sides
        the two numbers, the larger first, where no report says which side held which
    """

    guilty: Jurors | None = None
    not_guilty: Jurors | None = None
    undecided: Jurors | None = None
    at_least: bool = False
    sides: Annotated[tuple[Jurors, ...], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def _sides_have_no_direction(self) -> Self:
        if self.sides is not None and (self.guilty is not None or self.not_guilty is not None):
            raise Misfit(
                "sides",
                "sides without direction beside votes for guilty or not guilty",
                "sides are for a split of which no report says who stood where",
                "sides alone, or guilty and not_guilty",
            )
        return self

    @property
    def total(self) -> int | None:
        """The number of jurors accounted for, or None when a side is not known."""
        if self.sides is not None and not self.at_least:
            return sum(self.sides) + (self.undecided or 0)
        if self.at_least or self.guilty is None or self.not_guilty is None:
            return None
        return self.guilty + self.not_guilty + (self.undecided or 0)
