"""What surrounds a case: disclosures, statements, readiness, opinion, effects, numbers, pictures.

None of it moves a count, and no model reads it unless a user asks for that. Each entry is a report
with its sources; an effect that someone claims is a claim.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from juryroom.record.fields import URL_PATTERN, Fact, Id, Misfit, Text, When, Word
from juryroom.record.trials import Report


class Disclosure(Fact):
    """A matter made public: a press investigation, a settlement, a phrase or hashtag that spread.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day or year it became public
    kind
        what sort of matter it is
    outlet
        who published it
    reporters
        who reported it, by name, for work that was published under their names
    what
        what became public, in our own words
    """

    id: Id
    date: When
    kind: Literal["investigation", "settlement", "phrase", "hashtag", "publicity", "other"]
    outlet: Text | None = None
    reporters: tuple[Text, ...] = ()
    what: Text


class Statement(Fact):
    """What someone said about the case outside the evidence, as a gist.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day it was said
    who
        the id of the person who said it
    side
        the side it was said for
    channel
        where it was said: in court, by a spokesperson, to the press
    gist
        what was said, in our own words
    stage
        the stage of the case that an argument in it belongs to
    """

    id: Id
    date: When
    who: Id | None = None
    side: Word | None = None
    channel: Text
    gist: Text
    stage: Word | None = None


class Ready(StrEnum):
    """How ready someone is for another trial."""

    READY = "ready"
    READY_ON_CONDITIONS = "ready_on_conditions"
    UNWILLING = "unwilling"
    UNABLE = "unable"
    NOT_KNOWN = "not_known"


class Readiness(Fact):
    """How ready a complainant, a witness or a side was to go on, on a day; later entries follow.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day
    who
        the id of the person
    side
        the side, where it is not one person
    state
        how ready
    counts
        the ids of the counts it concerns
    what
        what was said or done, in our own words
    """

    id: Id
    date: When
    who: Id | None = None
    side: Word | None = None
    state: Ready
    counts: tuple[Id, ...] = ()
    what: Text | None = None

    @model_validator(mode="after")
    def _somebody_is_ready(self) -> Self:
        if self.who is None and self.side is None:
            raise Misfit(
                "id",
                "the readiness of nobody",
                "readiness is that of a person or of a side",
                "who, or side",
            )
        return self


class Opinion(Fact):
    """What a group thought of something in the case.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day or the interval
    group
        whose opinion it is: experts, advocates, the public
    about
        the id of the thing it is about
    direction
        which way it goes
    gist
        the opinion in our own words
    share
        the share of the group, from 0 to 1, where it was measured
    asked
        the number of people asked
    """

    id: Id
    date: When
    group: Text
    about: Id | None = None
    direction: Literal["approves", "disapproves", "divided", "neither"]
    gist: Text | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None
    asked: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None


class Effect(Fact):
    """Something that came after, and is said to have come of it.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day or year it happened
    what
        what happened, in our own words
    of
        the id of the thing in the file that it is said to follow from
    report
        how far the link between the two is established
    """

    id: Id
    date: When
    what: Text
    of: Id | None = None
    report: Report = Report.CLAIMED


class ReportedNumber(Fact):
    """A number that reports give and that changes with time, as of a day.

    Attributes
    ----------
    id
        the short name of the entry
    what
        what is counted
    number
        the number
    at_least
        whether it is a floor ("more than 80")
    as_of
        the day it was given for
    """

    id: Id
    what: Text
    number: Annotated[int, Field(ge=0, le=1_000_000_000)]
    at_least: bool = False
    as_of: When


class Media(Fact):
    """A picture or recording that a source shows. It is described here, and never copied.

    Attributes
    ----------
    id
        the short name of the entry
    kind
        what sort of thing it is
    shows
        what it shows, in our own words
    date
        the day it was made
    credit
        whom the source credits
    licence
        the licence the source states
    url
        its address
    """

    id: Id
    kind: Literal["photograph", "drawing", "video", "audio", "document"]
    shows: Text
    date: When | None = None
    credit: Text | None = None
    licence: Text | None = None
    url: Annotated[str, Field(pattern=URL_PATTERN, max_length=500)] | None = None
