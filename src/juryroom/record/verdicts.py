"""Verdicts, mistrials and special phases: what a jury returned, or why it returned nothing.

What was announced, what was recorded and what jurors say they had agreed on in private are three
things. Only what is recorded in open court changes the state of a count, and it does so as an event.
"""

from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from juryroom.record.events import Cause, DefencePosition
from juryroom.record.fields import Fact, Id, Jurors, Misfit, Strict, Tally, Text, When, Word


class VerdictForm(StrEnum):
    """What a verdict says."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NOT_GUILTY_BY_INSANITY = "not_guilty_by_insanity"
    GUILTY_OF_LESSER = "guilty_of_lesser"
    NOT_PROVEN = "not_proven"


class VerdictStage(StrEnum):
    """How far a verdict came."""

    PRIVATE = "private"
    SIGNALLED = "signalled"
    ANNOUNCED = "announced"
    RECORDED = "recorded"
    REFUSED = "refused"


class Poll(Strict):
    """The poll of a jury on a verdict.

    Attributes
    ----------
    yes, no
        how many jurors said that it was their verdict, and how many that it was not
    asked_by
        who asked for it: defence, prosecution, court
    """

    yes: Jurors | None = None
    no: Jurors | None = None
    asked_by: Word | None = None


class Verdict(Fact):
    """A verdict on one count, at one stage; the same count may have several entries.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day of that stage
    count
        the id of the count
    form
        what the verdict says
    stage
        how far it came: agreed in private, signalled, announced in court, recorded, or refused
    lesser
        the id of the lesser offence found proved
    tally
        how many jurors stood where
    poll
        the poll of the jury, where there was one
    reported_by
        who reports it, for what was not said in open court
    event
        the id of the event by which a recorded verdict moves the count
    """

    id: Id
    date: When
    count: Id
    form: VerdictForm
    stage: VerdictStage
    lesser: Id | None = None
    tally: Tally | None = None
    poll: Poll | None = None
    reported_by: Text | None = None
    event: Id | None = None

    @model_validator(mode="after")
    def _only_what_is_recorded_moves_a_count(self) -> Self:
        if self.event is not None and self.stage is not VerdictStage.RECORDED:
            raise Misfit(
                "event",
                f"an event for a verdict that is {self.stage}",
                "only a verdict recorded in open court moves a count "
                "(Blueford v. Arkansas, 566 U.S. 599 (2012))",
                "stage: recorded, or no event",
            )
        if self.stage is VerdictStage.PRIVATE and self.reported_by is None:
            raise Misfit(
                "stage",
                "a private agreement that no one reports",
                "what was agreed in the jury room is known only from who tells of it",
                "reported_by, or another stage",
            )
        return self


class Mistrial(Fact):
    """A mistrial: its causes, who asked for it, what the defence said, what the judge found.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day it was declared
    causes
        why; several may be true
    movers
        who asked for it, the first first: defence, prosecution, court
    defence_position
        what the defence said to it
    finding
        what the judge found, in our own words
    necessity_found
        whether the judge found that it could not be avoided
    counts
        the ids of the counts it leaves open
    jurors_loss
        the role id of the juror whose loss led to it
    event
        the id of the event by which it moves the counts
    """

    id: Id
    date: When
    causes: tuple[Cause, ...]
    movers: tuple[Word, ...] = ()
    defence_position: DefencePosition | None = None
    finding: Text | None = None
    necessity_found: bool | None = None
    counts: tuple[Id, ...]
    jurors_loss: Id | None = None
    event: Id | None = None


class SpecialPhase(Fact):
    """A phase after the verdict in which the jury or the judge finds further facts.

    Attributes
    ----------
    id
        the short name of the phase
    date
        the day it ended
    issue
        what was to be found: facts in aggravation, sanity, an earlier conviction
    decided_by
        who decides it
    result
        what came of it
    effect
        what the result changed, in our own words
    rule
        the section or rule it was held under
    counts
        the ids of the counts it concerns
    tally
        how many jurors stood where
    """

    id: Id
    date: When
    issue: Text
    decided_by: Literal["jury", "judge"]
    result: Literal["found", "not_found", "mistrial", "waived"]
    effect: Text | None = None
    rule: Text | None = None
    counts: tuple[Id, ...] = ()
    tally: Tally | None = None
