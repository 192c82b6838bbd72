"""Appeals: which court reviewed what, how it divided, and what it did with each count."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.events import ReversalGround
from juryroom.record.fields import VOTE_PATTERN, Fact, Id, Strict, Text, When, Word


class AppealResult(StrEnum):
    """What a court of appeal did with a count."""

    AFFIRMED = "affirmed"
    REVERSED_NEW_TRIAL = "reversed_new_trial"
    REVERSED_DISMISSED = "reversed_dismissed"
    SENTENCE_VACATED = "sentence_vacated"
    VERDICT_RESTORED = "verdict_restored"
    REVIEW_REFUSED = "review_refused"
    NO_BAR_FOUND = "no_bar_found"
    WITHDRAWN = "withdrawn"


class CountResult(Strict):
    """What the court did with some counts.

    Attributes
    ----------
    counts
        the ids of the counts
    result
        what the court did with them
    ground
        why it reversed
    event
        the id of the event by which it moves the counts
    """

    counts: Annotated[tuple[Id, ...], Field(min_length=1)]
    result: AppealResult
    ground: ReversalGround | None = None
    event: Id | None = None


class Appeal(Fact):
    """One appeal or review. `reviews` makes the tree: which decision a further court looked at.

    Attributes
    ----------
    id
        the short name of the appeal
    court
        the court that hears it
    by
        who appeals: defence, prosecution
    filed
        the day it was filed
    decided
        the day it was decided; left out while it is open
    reviews
        the id of the appeal whose decision it reviews
    linked_case
        the id of the linked case it belongs to, where it is not this one
    vote
        the vote of the bench, as in 4-3
    grounds
        the grounds, in our own words
    results
        what the court did, count by count
    citation
        where the decision is printed
    """

    id: Id
    court: Text
    by: Word | None = None
    filed: When | None = None
    decided: When | None = None
    reviews: Id | None = None
    linked_case: Id | None = None
    vote: Annotated[str, Field(pattern=VOTE_PATTERN)] | None = None
    grounds: tuple[Text, ...] = ()
    results: tuple[CountResult, ...] = ()
    citation: Text | None = None
