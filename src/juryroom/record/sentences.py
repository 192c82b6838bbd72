"""Motions, sentences, custody, linked cases and the dates ahead."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import Fact, Id, Strict, Text, When, Word


class Ruling(Fact):
    """What the court did with a motion."""

    date: When
    result: Annotated[str, Field(pattern="^(granted|denied|granted_in_part|withdrawn)$")]
    reasons: tuple[Text, ...] = ()


class Motion(Fact):
    """A motion: who moved, under what rule, on what grounds, with what papers, and the ruling."""

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


class Term(Strict):
    """One term on one count."""

    count: Id
    years: Annotated[float, Field(gt=0, le=999)] | None = None
    min_years: Annotated[float, Field(gt=0, le=999)] | None = None
    life: bool = False


class Sentence(Fact):
    """A sentence and what became of it. The relation between terms is stored, never inferred."""

    id: Id
    date: When
    trial: Id | None = None
    terms: tuple[Term, ...] = ()
    counts: tuple[Id, ...] = ()
    total_years: Annotated[float, Field(gt=0, le=9999)] | None = None
    relation: Relation = Relation.UNSPECIFIED
    relative_to: Id | None = None
    release_supervision_years: Annotated[float, Field(ge=0, le=99)] | None = None
    vacated: When | None = None


class Custody(Fact):
    """An interval in custody."""

    start: When
    end: When | None = None
    place: Text
    why: Text


class LinkedCase(Fact):
    """Another case about the same person: another sovereign, an appeal, a companion."""

    id: Id
    caption: Text
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{2,4})*$")]
    relation: Word
    what: Text


class Ahead(Fact):
    """A date ahead in the calendar, and the day it became known."""

    id: Id
    date: When
    kind: Word
    what: Text
    known_from: When
    counts: tuple[Id, ...] = ()
