"""The kinds of field that every part of a case file is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from juryroom.citations import Standing
from juryroom.record.dates import EDTF_HELP, PartialDate, parse_date


class Strict(BaseModel):
    """A part of a case file: fixed once read, and with no field that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Id = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_-]*$",
        max_length=64,
        description="a short name, unique in its list: letters, digits, '_' and '-'",
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Word = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64, description="lower_case_word")
]
When = Annotated[
    PartialDate,
    PlainValidator(parse_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "title": "EDTF date", "description": EDTF_HELP}),
]
Sources = Annotated[
    tuple[Id, ...], Field(min_length=1, description="ids of declared sources; at least one")
]
Jurors = Annotated[int, Field(ge=0, le=1000, description="number of jurors")]


class Fact(Strict):
    """A fact: it names its sources and says how well they support it."""

    sources: Sources
    standing: Standing = Standing.VERIFIED
    note: Text | None = None


class Tally(Strict):
    """How many jurors stood where.

    `at_least` says that the numbers are floors ("two or more held out") and need not add up.
    """

    guilty: Jurors | None = None
    not_guilty: Jurors | None = None
    undecided: Jurors | None = None
    at_least: bool = False

    @property
    def total(self) -> int | None:
        """The number of jurors accounted for, or None when a side is not known."""
        if self.at_least or self.guilty is None or self.not_guilty is None:
            return None
        return self.guilty + self.not_guilty + (self.undecided or 0)
