"""Numbers over a jury and its time: make-up as counts, and time as three numbers kept apart."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import Id, Jurors, Sources, Strict, Text, When


class PanelCount(Strict):
    """How many jurors are in one group. A count over the panel, never a fact about one juror.

    Attributes
    ----------
    group
        the group, as the source calls it
    number
        how many jurors are in it
    """

    group: Text
    number: Jurors


class PanelReport(Strict):
    """The make-up of a jury as one report has it, where reports differ.

    Attributes
    ----------
    women, men
        how many of the jurors; never for a single juror
    sources
        the ids of the sources that say so
    """

    women: Jurors | None = None
    men: Jurors | None = None
    sources: Sources


class Measure(StrEnum):
    """What a reported length of deliberation counts."""

    WORKED_DAYS = "worked_days"
    ELAPSED_DAYS = "elapsed_days"
    HOURS = "hours"
    BALLOTS = "ballots"
    UNCLEAR = "unclear"


class TimeReport(Strict):
    """A length of deliberation as a report has it: worked days, elapsed days and hours differ.

    Attributes
    ----------
    measure
        what the number counts; unclear where the report does not say
    value
        the number
    stretch
        the id of the stretch it is about, where it is not the whole
    sources
        the ids of the sources that say so
    """

    measure: Measure
    value: Annotated[float, Field(ge=0, le=10_000)]
    stretch: Id | None = None
    sources: Sources


class Stretch(Strict):
    """A stretch of deliberation by one jury; a substitution begins another.

    Attributes
    ----------
    id
        the short name of the stretch
    start, end
        its first and last day
    days_worked
        the days on which the jury deliberated in it, one by one
    hours
        its hours; never added to those of another stretch
    ended_by
        what ended it
    sources
        the ids of the sources
    """

    id: Id
    start: When
    end: When | None = None
    days_worked: tuple[When, ...] = ()
    hours: Annotated[float, Field(ge=0, le=10_000)] | None = None
    ended_by: Text | None = None
    sources: Sources
