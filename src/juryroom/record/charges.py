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

    Attributes
    ----------
    id
        the short name of the instrument
    kind
        what sort of paper it is
    number
        the court's number
    date
        the day it was brought
    supersedes
        the id of the instrument it replaces
    consolidated_with
        the id of the instrument it is tried together with
    """

    id: Id
    kind: InstrumentKind
    number: Text | None = None
    date: When
    supersedes: Id | None = None
    consolidated_with: Id | None = None


class PressLabel(Strict):
    """What a report calls the offence, kept apart from what the statute calls it.

    Attributes
    ----------
    label
        the words of the report
    sources
        the ids of the sources that use them
    """

    label: Text
    sources: Sources


class Range(Strict):
    """The sentence range of an offence in years, as the law stood on the date of the offence.

    Attributes
    ----------
    min_years
        the least term in years
    max_years
        the longest term in years
    life
        whether a life term is possible
    """

    min_years: Annotated[float, Field(ge=0, le=999)] | None = None
    max_years: Annotated[float, Field(ge=0, le=999)] | None = None
    life: bool = False


class Plea(StrEnum):
    """What the defendant pleaded to a count."""

    NOT_GUILTY = "not_guilty"
    GUILTY = "guilty"
    NO_CONTEST = "no_contest"
    INSANITY = "insanity"
    STOOD_MUTE = "stood_mute"


class Count(Fact):
    """One count of an instrument.

    `members` is the number of counts that a single entry stands for, when a source gives only a
    group ("four counts of one complainant").

    Attributes
    ----------
    id
        the short name of the count
    offence
        the name of the offence in the statute
    statute
        the statute, as in force on the day of the offence
    statute_in_force
        the time in which that text of the statute was in force
    degree
        the degree of the offence
    offence_class
        the class or grade of the offence
    range
        the sentence range of the offence, in years
    offence_date
        when it is said to have happened
    complainant
        the id of the person who complains of it
    instrument
        the id of the instrument that brings it
    also_in
        the ids of further instruments that charge the same offence
    plea
        what the defendant pleaded to it
    enhancements
        what may raise the term: a weapon, an earlier conviction
    lesser_of
        the id of the count of which this is a lesser offence
    act
        a name shared by the counts that rest on one act
    members
        the number of counts that this entry stands for
    press_labels
        what reports call the offence
    """

    id: Id
    offence: Text
    statute: Text | None = None
    statute_in_force: When | None = None
    degree: Text | None = None
    offence_class: Text | None = None
    range: Range | None = None
    offence_date: When | None = None
    complainant: Id | None = None
    instrument: Id | None = None
    also_in: tuple[Id, ...] = ()
    plea: Plea | None = None
    enhancements: tuple[Text, ...] = ()
    lesser_of: Id | None = None
    act: Id | None = None
    members: Annotated[int, Field(ge=1, le=10_000)] = 1
    press_labels: tuple[PressLabel, ...] = ()
