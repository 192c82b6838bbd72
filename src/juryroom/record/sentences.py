"""Motions, sentences, custody, linked cases and the dates ahead."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from juryroom.record.fields import Fact, Id, Jurisdiction, Strict, Text, When, Word


class Ruling(Fact):
    """What the court did with a motion.

    Attributes
    ----------
    date
        the day of the ruling
    result
        what the court did
    reasons
        the court's reasons, in our own words
    """

    date: When
    result: Literal["granted", "denied", "granted_in_part", "withdrawn"]
    reasons: tuple[Text, ...] = ()


class Motion(Fact):
    """A motion: who moved, under what rule, on what grounds, with what papers, and the ruling.

    Attributes
    ----------
    id
        the short name of the motion
    filed
        the day it was made
    by
        who made it: defence, prosecution
    rule
        the section or rule it was made under
    counts
        the ids of the counts it concerns
    grounds
        the grounds, in our own words
    papers
        the papers that came with it
    ruling
        what the court did with it; left out while it is open
    claims
        the ids of the claims that report it
    """

    id: Id
    filed: When
    by: Word
    rule: Text
    counts: tuple[Id, ...] = ()
    grounds: tuple[Text, ...]
    papers: tuple[Text, ...] = ()
    ruling: Ruling | None = None
    claims: tuple[Id, ...] = ()


class Relation(StrEnum):
    """How a court ordered two terms to run; silence is kept as silence."""

    CONCURRENT = "concurrent"
    CONSECUTIVE = "consecutive"
    UNSPECIFIED = "unspecified"


class TermKind(StrEnum):
    """What sort of term it is."""

    DETERMINATE = "determinate"
    INDETERMINATE = "indeterminate"
    DEFINITE = "definite"
    LIFE = "life"
    PROBATION = "probation"
    OTHER = "other"


class TermRelation(Strict):
    """How the court ordered one term to run with another; kept as it was said.

    Attributes
    ----------
    count
        the id of the count whose term it is
    other
        the id of the count, sentence or linked case of the other term
    relation
        how the court ordered the two to run
    """

    count: Id
    other: Id
    relation: Relation


class Term(Strict):
    """One term on one count.

    Attributes
    ----------
    count
        the id of the count
    years
        the term in years, or the longest of a range
    min_years
        the least term of a range, in years
    life
        whether the term is for life
    kind
        what sort of term it is
    enhancement_years
        the years of it that an enhancement adds
    """

    count: Id
    years: Annotated[float, Field(gt=0, le=999)] | None = None
    min_years: Annotated[float, Field(gt=0, le=999)] | None = None
    life: bool = False
    kind: TermKind | None = None
    enhancement_years: Annotated[float, Field(ge=0, le=999)] | None = None


class Sentence(Fact):
    """A sentence and what became of it. The relation between terms is stored, never inferred.

    Attributes
    ----------
    id
        the short name of the sentence
    date
        the day it was imposed
    trial
        the id of the trial it follows
    terms
        the term on each count
    counts
        the ids of counts sentenced without a term of their own in the record
    total_years
        the whole term in years, as reported
    relation
        how the court ordered the terms to run; unspecified where it said nothing
    relative_to
        the id of the sentence or linked case that it runs with or after
    release_supervision_years
        supervision after release, in years
    relations
        how the court ordered single terms to run with others
    court
        the court, where it is not the court of the case
    vacated
        the day it fell
    replaced_by
        the id of the sentence that took its place
    """

    id: Id
    date: When
    trial: Id | None = None
    terms: tuple[Term, ...] = ()
    counts: tuple[Id, ...] = ()
    total_years: Annotated[float, Field(gt=0, le=9999)] | None = None
    relation: Relation = Relation.UNSPECIFIED
    relative_to: Id | None = None
    release_supervision_years: Annotated[float, Field(ge=0, le=99)] | None = None
    relations: tuple[TermRelation, ...] = ()
    court: Text | None = None
    vacated: When | None = None
    replaced_by: Id | None = None


class Custody(Fact):
    """An interval in custody.

    Attributes
    ----------
    start
        the first day
    end
        the last day; left out while it goes on
    place
        where
    why
        on what ground
    credited_to
        the ids of the sentences to which the court credited it
    """

    start: When
    end: When | None = None
    place: Text
    why: Text
    credited_to: tuple[Id, ...] = ()


class LinkedCase(Fact):
    """Another case about the same person: another sovereign, an appeal, a companion.

    Attributes
    ----------
    id
        the short name of the other case; its file is called so
    caption
        its name in court
    jurisdiction
        whose law applies there
    relation
        how it is related: other_sovereign, appeal, companion
    what
        what it is about
    """

    id: Id
    caption: Text
    jurisdiction: Jurisdiction
    relation: Word
    what: Text


class Ahead(Fact):
    """A date ahead in the calendar, and the day it became known.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day that is set
    kind
        what is to happen: hearing, trial, sentencing
    what
        the same in words
    known_from
        the day from which the date could be known
    counts
        the ids of the counts it concerns
    """

    id: Id
    date: When
    kind: Word
    what: Text
    known_from: When
    counts: tuple[Id, ...] = ()
