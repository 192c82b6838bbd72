"""A criminal case on paper: the whole of a case file, version 1."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from juryroom.record.appeals import Appeal
from juryroom.record.charges import Count, Instrument
from juryroom.record.claims import Account, Claim, Conflict
from juryroom.record.events import Event
from juryroom.record.fields import Id, Jurisdiction, Strict, Text
from juryroom.record.people import Person
from juryroom.record.sentences import Ahead, Custody, LinkedCase, Motion, Sentence
from juryroom.record.sources import Source
from juryroom.record.surroundings import (
    Disclosure,
    Effect,
    Media,
    Opinion,
    Readiness,
    ReportedNumber,
    Statement,
)
from juryroom.record.trials import Split, Trial


class Case(Strict):
    """One criminal case: its people, sources, instruments, counts, trials, events and claims.

    `articles` are the sources whose statements are listed claim by claim, so that the silence of
    one of them can be told from a statement. The order of `events` breaks ties between events of
    one day.

    Attributes
    ----------
    schema_
        the format and its version, juryroom-case/1
    id
        the short name of the case; the file is called so
    caption
        the name of the case in court
    jurisdiction
        whose law applies: a country, and a part of it where it has its own law (US-NY)
    court
        the court of first instance
    summary
        the case in a few sentences
    people
        everybody who is named anywhere in the file, by role
    sources
        everything that was read
    articles
        the ids of the sources whose statements are listed claim by claim
    instruments
        the papers that brought the charges
    counts
        what is charged, each count for itself
    trials
        the trials, in the order they began
    events
        what happened to which counts; the order breaks ties between events of one day
    motions
        the motions, each with its ruling
    appeals
        the appeals and reviews, with what each court did count by count
    sentences
        the sentences, and what became of them
    custody
        the times in custody
    accounts
        what jurors said of deliberation, as headings
    linked_cases
        other cases about the same person
    calendar
        the dates ahead, each with the day it became known
    claims
        the statements of the articles
    conflicts
        where sources differ, and what the record does about it
    disclosures
        what was made public: press investigations, settlements, phrases that spread
    statements
        what was said about the case outside the evidence
    readiness
        how ready complainants, witnesses and sides were to go on, day by day
    opinions
        what groups thought of it
    effects
        what came after, and is said to have come of it
    reported_numbers
        numbers that reports give and that change with time
    media
        pictures and recordings that sources show, described and not copied
    notes
        remarks on the case as a whole
    """

    schema_: Annotated[Literal["juryroom-case/1"], Field(alias="schema")]
    id: Id
    caption: Text
    jurisdiction: Jurisdiction
    court: Text
    summary: Text | None = None
    people: tuple[Person, ...]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    articles: tuple[Id, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    counts: Annotated[tuple[Count, ...], Field(min_length=1)]
    trials: tuple[Trial, ...] = ()
    events: Annotated[tuple[Event, ...], Field(min_length=1)]
    motions: tuple[Motion, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    custody: tuple[Custody, ...] = ()
    accounts: tuple[Account, ...] = ()
    linked_cases: tuple[LinkedCase, ...] = ()
    calendar: tuple[Ahead, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    statements: tuple[Statement, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    effects: tuple[Effect, ...] = ()
    reported_numbers: tuple[ReportedNumber, ...] = ()
    media: tuple[Media, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def default_date(self) -> dt.date:
        """The date of the newest article, or of the newest event where there is no article."""
        articles = set(self.articles)
        dates = [source.date for source in self.sources if source.id in articles]
        days = [date.earliest for date in dates if date is not None and date.earliest is not None]
        days = days or [event.date.latest for event in self.events if event.date.latest is not None]
        return max(days)

    def count(self, count_id: str) -> Count:
        """Return the count of that id."""
        return next(count for count in self.counts if count.id == count_id)

    def trial(self, trial_id: str) -> Trial:
        """Return the trial of that id."""
        return next(trial for trial in self.trials if trial.id == trial_id)

    def person(self, person_id: str) -> Person:
        """Return the person of that id."""
        return next(person for person in self.people if person.id == person_id)

    def source(self, source_id: str) -> Source:
        """Return the source of that id."""
        return next(source for source in self.sources if source.id == source_id)

    def splits(self, count_id: str) -> tuple[tuple[Trial, Split], ...]:
        """Return the reported splits on a count, with the trial of each, in order."""
        return tuple(
            (trial, split)
            for trial in self.trials
            for split in trial.splits
            if split.count == count_id
        )

    def known(self, sources: tuple[str, ...], on: dt.date) -> bool:
        """Whether any of these sources may have been read on that day.

        A source without a date is taken as known: it cannot be told that it was not.
        """
        dates = [self.source(source_id).date for source_id in sources]
        return any(date is None or date.earliest is None or date.earliest <= on for date in dates)
