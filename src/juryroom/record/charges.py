"""Instruments and counts: what is charged, under which statute as it then stood."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import Fact, Id, Sources, Strict, Text, When


class InstrumentKind(StrEnum):
    """The paper that brings a charge."""

    INDICTMENT = "indictment"
    INFORMATION = "information"
    COMPLAINT = "complaint"


class Instrument(Fact):
    """A charging instrument.

    `supersedes` and `consolidated_with` are different things: a superseding instrument replaces an
    earlier one for the offences in both, a consolidated one is tried beside it and keeps its counts.
    """

    id: Id
    kind: InstrumentKind
    number: Text | None = None
    date: When
    supersedes: Id | None = None
    consolidated_with: Id | None = None


class PressLabel(Strict):
    """What a report calls the offence, kept apart from what the statute calls it."""

    label: Text
    sources: Sources


class Range(Strict):
    """The sentence range of an offence in years, as the law stood on the date of the offence."""

    min_years: Annotated[float, Field(ge=0, le=999)] | None = None
    max_years: Annotated[float, Field(ge=0, le=999)] | None = None
    life: bool = False


class Count(Fact):
    """One count of an instrument.

    `members` is the number of counts that a single entry stands for, when a source gives only a
    group ("four counts of one complainant").
    """

    id: Id
    offence: Text
    statute: Text | None = None
    offence_class: Text | None = None
    range: Range | None = None
    offence_date: When | None = None
    complainant: Id | None = None
    instrument: Id | None = None
    lesser_of: Id | None = None
    act: Id | None = None
    members: Annotated[int, Field(ge=1, le=10_000)] = 1
    press_labels: tuple[PressLabel, ...] = ()
