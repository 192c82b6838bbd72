"""Claims: what a source says, by whom and through whom; and what is done where claims differ.

A claim never becomes a fact by being stored. Its assertions name a thing, a property and a value;
two claims disagree when they give one property of one thing different values. A declared conflict
says which value is preferred, by whom and why; nothing is overwritten.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from juryroom.citations import Standing
from juryroom.record.citing import Citation, Rank
from juryroom.record.fields import Fact, Id, Misfit, Sources, Strict, Text, When, Word

Scalar = str | int | float | bool


class ClaimKind(StrEnum):
    """What sort of statement a claim is."""

    EVENT = "event"
    QUANTITY = "quantity"
    QUOTE_GIST = "quote_gist"
    ATTRIBUTION = "attribution"
    DESCRIPTION = "description"
    IDENTITY = "identity"
    ARGUMENT = "argument"
    BACKGROUND = "background"
    MEDIA = "media"
    COUNTERFACTUAL = "counterfactual"


class Level(StrEnum):
    """How a speaker spoke."""

    SWORN = "sworn"
    ON_RECORD = "on_record"
    PRESS = "press"
    ANONYMOUS = "anonymous"
    HEARSAY = "hearsay"


class Direction(StrEnum):
    """Which way an argument or item of evidence points."""

    TOWARD_GUILT = "toward_guilt"
    TOWARD_ACQUITTAL = "toward_acquittal"
    NEITHER = "neither"


class Assertion(Strict):
    """One value of one property of one thing, as a claim has it.

    Attributes
    ----------
    about
        the id of the thing: a person, count, trial, event or whatever else the file declares
    property
        the property of the thing
    value
        the value as the claim has it: text, a number, or true or false
    """

    about: Id
    property: Word
    value: Scalar


class Claim(Strict):
    """One statement made in one source.

    Attributes
    ----------
    id
        the short name of the claim
    source
        the id of the source that makes it
    kind
        what sort of statement it is
    gist
        the statement in our own words
    says
        its values in fixed form, so that claims can be compared
    date
        the date the statement speaks of
    date_basis
        how that date is known: stated, anchored, inferred
    through
        outlets and documents between the source and the speaker, from the outside in
    speaker
        who said it: a role id, or a side
    level
        how the speaker spoke
    counts
        the ids of the counts it concerns
    linked_case
        the id of the linked case it concerns
    side
        the side that argues it
    direction
        which way an argument points
    standing
        how far it was checked that the source says so; it does not say that it is true
    rank
        how it stands beside other claims on the same matter
    rank_reason
        why it is preferred or deprecated
    citations
        where it can be found, with a pin
    """

    id: Id
    source: Id
    kind: ClaimKind
    gist: Text
    says: tuple[Assertion, ...] = ()
    date: When | None = None
    date_basis: Word | None = None
    through: tuple[Text, ...] = ()
    speaker: Text | None = None
    level: Level | None = None
    counts: tuple[Id, ...] = ()
    linked_case: Id | None = None
    side: Word | None = None
    direction: Direction | None = None
    standing: Standing = Standing.VERIFIED
    rank: Rank = Rank.NORMAL
    rank_reason: Text | None = None
    citations: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _a_rank_has_a_reason(self) -> Self:
        if (self.rank is Rank.NORMAL) != (self.rank_reason is None):
            raise Misfit(
                "rank",
                f"the rank {self.rank} "
                + ("with" if self.rank_reason else "without")
                + " a reason",
                "a claim is preferred or deprecated for a reason that is written down",
                "rank and rank_reason together, or neither",
            )
        return self


class RelationKind(StrEnum):
    """How claims about one thing differ."""

    CONTRADICTION = "contradiction"
    WORDING = "wording"
    GRANULARITY = "granularity"
    SCOPE = "scope"
    OMISSION = "omission"
    ERROR_AGAINST_RECORD = "error_against_record"


class ConflictOutcome(StrEnum):
    """What becomes of the readings."""

    VALUE = "value"
    REFINE = "refine"
    KEEP_ALL = "keep_all"
    SEVERAL_TRUE = "several_true"
    UNKNOWN_WHERE_SILENT = "unknown_where_silent"


class ResolverRule(StrEnum):
    """The rule by which a conflict is resolved."""

    COMPUTED_BEATS_STATED = "computed_beats_stated"
    REFINEMENT_IS_NO_CONTRADICTION = "refinement_is_no_contradiction"
    KEEP_PER_CHANNEL = "keep_per_channel"
    SILENCE_IS_UNKNOWN = "silence_is_unknown"
    RELATIVE_DATE_NEEDS_ANCHOR = "relative_date_needs_anchor"
    LATER_IS_NOT_TRUER = "later_is_not_truer"
    COMMON_ORIGIN_COUNTS_ONCE = "common_origin_counts_once"
    RECORD_BEATS_PRESS = "record_beats_press"


class AgeOn(Strict):
    """Compute the age of a person on a day from the date of birth.

    Attributes
    ----------
    kind
        which computation it is
    person
        the id of the person
    on
        the day on which the age is wanted
    """

    model_config = ConfigDict(title="Age")

    kind: Literal["age"]
    person: Id
    on: When


class WorkedDays(Strict):
    """Compute worked days, elapsed days and the ordinal day of a refusal from a trial's dates.

    Attributes
    ----------
    kind
        which computation it is
    trial
        the id of the trial
    """

    kind: Literal["deliberation_days"]
    trial: Id


class TrialOrdinal(Strict):
    """Compute which trial this is: in its own case, and with the trials of linked cases.

    Attributes
    ----------
    kind
        which computation it is
    trial
        the id of the trial
    """

    kind: Literal["trial_ordinal"]
    trial: Id


class TrialLength(Strict):
    """Compute the days from openings to closings and to the end of a trial.

    Attributes
    ----------
    kind
        which computation it is
    trial
        the id of the trial
    """

    kind: Literal["trial_length"]
    trial: Id


Computation = Annotated[
    AgeOn | WorkedDays | TrialOrdinal | TrialLength, Field(discriminator="kind")
]


class Topic(Strict):
    """The property of the thing on which sources differ.

    Attributes
    ----------
    about
        the id of the thing
    property
        the property on which sources differ
    """

    about: Id
    property: Word


class OutsideReading(Strict):
    """A reading given by sources outside the articles, not broken into claims.

    Attributes
    ----------
    value
        the value that these sources give
    sources
        their ids
    """

    value: Scalar
    sources: Sources


class Conflict(Strict):
    """A place where sources differ, and what the record does about it.

    Attributes
    ----------
    id
        the short name of the conflict
    topic
        the thing and the property on which sources differ
    title
        the topic in words
    relation
        how the claims differ
    outcome
        what becomes of the readings
    resolution
        the resolution in words; left out where it is computed
    preferred
        the values that the record prefers, as the readings have them
    compute
        the computation that gives the resolution; left out where it is stated
    rule
        the rule by which it is resolved
    decided_by
        who or what decides: arithmetic, record, editors
    why
        the reason
    outside
        readings of sources that are not listed claim by claim
    sources
        the ids of the sources behind the resolution
    standing
        how far the resolution was checked
    unverified_part
        what of it no source confirms
    """

    id: Id
    topic: Topic
    title: Text
    relation: RelationKind
    outcome: ConflictOutcome
    resolution: Text | None = None
    preferred: tuple[Scalar, ...] = ()
    compute: Computation | None = None
    rule: ResolverRule
    decided_by: Word
    why: Text
    outside: tuple[OutsideReading, ...] = ()
    sources: tuple[Id, ...] = ()
    standing: Standing = Standing.VERIFIED
    unverified_part: Text | None = None

    @model_validator(mode="after")
    def _one_resolution(self) -> Self:
        if (self.resolution is None) == (self.compute is None):
            raise Misfit(
                "resolution" if self.compute else "id",
                "both resolution and compute" if self.compute else "neither resolution nor compute",
                "a resolution is stated or computed",
                "one of the two fields",
            )
        return self


class Account(Fact):
    """What a juror said of deliberation: at what level, when, and under which headings.

    Words are stored as headings. Whether a court may hear them is a question for `procedure`.

    Attributes
    ----------
    id
        the short name of the account
    who
        the id of the juror
    trial
        the id of the trial
    when
        whether it was said during deliberation or after the jury was discharged
    level
        how the juror spoke
    says
        the headings of what was said
    counts
        the ids of the counts it concerns
    claims
        the ids of the claims that report it
    court_released
        whether the court released it, where disclosing deliberation is an offence
    """

    id: Id
    who: Id
    trial: Id
    when: Literal["during_deliberation", "after_discharge"]
    level: Level
    says: tuple[Word, ...]
    counts: tuple[Id, ...] = ()
    claims: tuple[Id, ...] = ()
    court_released: bool = False
