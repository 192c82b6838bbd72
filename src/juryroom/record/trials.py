"""Trials: the jury, its days, its splits and what was reported from its room."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import Fact, Id, Jurors, Strict, Tally, Text, When


class Jury(Fact):
    """The sworn jury. Sex is held only as counts over the panel, never for a single juror."""

    size: Jurors
    women: Jurors | None = None
    men: Jurors | None = None
    alternates: Jurors | None = None
    unanimous: bool | None = None


class TrialDates(Strict):
    """The days a trial passes through."""

    selection: When | None = None
    openings: When | None = None
    closings: When | None = None
    deliberation_start: When | None = None
    verdict: When | None = None
    mistrial: When | None = None


class Deliberation(Fact):
    """How long the jury was out: days worked, days elapsed and hours are three numbers."""

    days_worked: tuple[When, ...] = ()
    hours: Annotated[float, Field(gt=0, le=10_000)] | None = None
    refusal_day: When | None = None


class SplitStage(StrEnum):
    """When in deliberation the jury stood so."""

    FIRST = "first"
    INTERMEDIATE = "intermediate"
    FINAL = "final"


class Reliability(StrEnum):
    """How far a reported split can be relied on."""

    RECORDED = "recorded"
    REPORTED_BY_SEVERAL = "reported_by_several"
    SINGLE_SOURCE = "single_source"
    SINGLE_INTERESTED_SOURCE = "single_interested_source"
    CONFLICTS_WITH_ANOTHER = "conflicts_with_another"


class Split(Fact):
    """A reported split on a count: who said so, by what channel, how reliable that is."""

    id: Id
    count: Id
    stage: SplitStage
    tally: Tally
    reported_by: Text
    channel: Text | None = None
    reliability: Reliability
    claims: tuple[Id, ...] = ()


class RoomKind(StrEnum):
    """What was reported from the jury room."""

    NOTE = "note"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    BALLOT = "ballot"
    AGREEMENT = "agreement"
    PRESSURE = "pressure"
    THREAT = "threat"
    RUMOUR = "rumour"
    REFUSAL = "refusal"
    DISPUTE = "dispute"
    DEADLOCK_REPORT = "deadlock_report"
    DEADLOCK_CHARGE = "deadlock_charge"
    SUBSTITUTION = "substitution"
    RECESS = "recess"


class Report(StrEnum):
    """How far a thing is established: a claim stays a claim."""

    ON_RECORD = "on_record"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    CALLED_FALSE = "called_false"


class RoomEvent(Fact):
    """Something reported from the jury room, in words of the record and not of the report.

    `by` and `against` are role ids and make the graph of complaints. `channel` says how it reached
    the court or the press. `wording_class` stands in for a quotation, which is never stored.
    """

    id: Id
    date: When
    kind: RoomKind
    what: Text
    counts: tuple[Id, ...] = ()
    by: Id | None = None
    against: Id | None = None
    channel: Text | None = None
    wording_class: Text | None = None
    report: Report = Report.ON_RECORD
    ruling: Text | None = None
    claims: tuple[Id, ...] = ()


class EvidenceFlag(Fact):
    """Evidence that a ruling or an appeal turned on."""

    kind: Text
    witnesses: Annotated[int, Field(ge=0, le=1000)] | None = None
    ruling: Text | None = None
    later_held: Text | None = None


class Trial(Strict):
    """One trial: the counts on it, its jury, its dates and what is known of its room."""

    id: Id
    counts: Annotated[tuple[Id, ...], Field(min_length=1)]
    court: Text | None = None
    judge: Id | None = None
    jury: Jury | None = None
    dates: TrialDates = TrialDates()
    dates_sources: tuple[Id, ...] = ()
    deliberation: Deliberation | None = None
    splits: tuple[Split, ...] = ()
    room_log: tuple[RoomEvent, ...] = ()
    evidence_flags: tuple[EvidenceFlag, ...] = ()
    unknown: tuple[Text, ...] = ()
    note: Text | None = None
