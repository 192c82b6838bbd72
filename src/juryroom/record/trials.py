"""Trials: the jury, its days, its splits and what was reported from its room."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from juryroom.record.claims import Direction
from juryroom.record.fields import Fact, Id, Jurors, Strict, Tally, Text, When, Word
from juryroom.record.panels import PanelCount, PanelReport, Stretch, TimeReport
from juryroom.record.trial_log import TrialEntry
from juryroom.record.verdicts import Mistrial, SpecialPhase, Verdict


class Jury(Fact):
    """The sworn jury. Sex is held only as counts over the panel, never for a single juror.

    Attributes
    ----------
    size
        the number of jurors sworn, without alternates
    women, men
        how many of the jurors; never for a single juror
    alternates
        the number of alternates
    unanimous
        whether the verdict had to be unanimous
    composition
        further groups of the panel, each with its number
    reported
        the make-up as reports have it, where they differ
    """

    size: Jurors
    women: Jurors | None = None
    men: Jurors | None = None
    alternates: Jurors | None = None
    unanimous: bool | None = None
    composition: tuple[PanelCount, ...] = ()
    reported: tuple[PanelReport, ...] = ()


class TrialDates(Strict):
    """The days a trial passes through.

    Attributes
    ----------
    selection
        the day on which selection of the jury began
    openings
        the day of the opening statements
    closings
        the day of the closing arguments, or the interval of days
    deliberation_start
        the day the jury retired
    verdict
        the day of the verdict, whole or partial
    mistrial
        the day of the mistrial
    """

    selection: When | None = None
    openings: When | None = None
    closings: When | None = None
    deliberation_start: When | None = None
    verdict: When | None = None
    mistrial: When | None = None


class Deliberation(Fact):
    """How long the jury was out: days worked, days elapsed and hours are three numbers.

    Attributes
    ----------
    days_worked
        the days on which the jury deliberated, one by one
    hours
        the hours of deliberation in all
    refusal_day
        the day on which a juror refused to go on
    stretches
        the parts of it between fresh starts; hours of two parts are not added
    reported
        its length as reports have it, where they differ or do not say what they count
    """

    days_worked: tuple[When, ...] = ()
    hours: Annotated[float, Field(gt=0, le=10_000)] | None = None
    refusal_day: When | None = None
    stretches: tuple[Stretch, ...] = ()
    reported: tuple[TimeReport, ...] = ()


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


class BallotMode(StrEnum):
    """Whether jurors saw how the others voted."""

    OPEN = "open"
    SECRET = "secret"


class Split(Fact):
    """A reported split on a count: who said so, by what channel, how reliable that is.

    Attributes
    ----------
    id
        the short name of the split
    count
        the id of the count
    stage
        when in deliberation the jury stood so
    tally
        how many jurors stood where
    reported_by
        who reports it
    channel
        how the report reached the court or the press
    reliability
        how far the report can be relied on
    date
        the day on which the jury stood so
    mode
        whether votes were open or secret
    claims
        the ids of the claims that report it
    court_released
        whether the court released it, where disclosing deliberation is an offence
    """

    id: Id
    count: Id
    stage: SplitStage
    date: When | None = None
    mode: BallotMode | None = None
    tally: Tally
    reported_by: Text
    channel: Text | None = None
    reliability: Reliability
    claims: tuple[Id, ...] = ()
    court_released: bool = False


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
    INSTRUCTION = "instruction"
    READBACK = "readback"
    VERDICT_SIGNALLED = "verdict_signalled"
    VERDICT_WITHDRAWN = "verdict_withdrawn"


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

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day, or the interval in which the day lies
    kind
        what sort of thing was reported
    what
        what was reported, in our own words
    counts
        the ids of the counts it concerns
    by
        the role id of who reports it
    against
        the role id of whom it is said
    channel
        how it reached the court or the press
    wording_class
        the class of words that stands in for a quotation
    report
        how far it is established
    ruling
        what the court did about it
    mode
        whether a ballot was open or secret
    tally
        how many jurors stood where, on a ballot
    influence
        where a thing came from: inside the jury, outside it, or unclear
    claims
        the ids of the claims that report it
    court_released
        whether the court released it, where disclosing deliberation is an offence
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
    mode: BallotMode | None = None
    tally: Tally | None = None
    influence: Literal["inside", "outside", "unclear"] | None = None
    claims: tuple[Id, ...] = ()
    court_released: bool = False


class EvidenceFlag(Fact):
    """Evidence or an argument, and what was ruled on it.

    Attributes
    ----------
    kind
        what sort of evidence it is
    what
        the same in our own words
    side
        the side that brings it
    counts
        the ids of the counts it goes to
    direction
        which way it points
    witnesses
        the number of witnesses heard on it
    ruling
        what the court ruled
    later_held
        what a later court held of that ruling
    """

    kind: Text
    what: Text | None = None
    side: Word | None = None
    counts: tuple[Id, ...] = ()
    direction: Direction | None = None
    witnesses: Annotated[int, Field(ge=0, le=1000)] | None = None
    ruling: Text | None = None
    later_held: Text | None = None


class Trial(Strict):
    """One trial: the counts on it, its jury, its dates and what is known of its room.

    Attributes
    ----------
    id
        the short name of the trial
    counts
        the ids of the counts on it; at least one
    court
        the court, where it is not the court of the case
    judge
        the id of the judge
    jury
        the sworn jury
    dates
        the days it passed through
    dates_sources
        the ids of the sources of those days
    deliberation
        how long the jury was out
    splits
        the reported splits
    room_log
        what was reported from the jury room
    evidence_flags
        evidence and arguments, with what was ruled on them
    log
        what happened to the trial, step by step
    verdicts
        the verdicts, with the stage that each reached
    mistrials
        the mistrials, with cause, movers and finding
    phases
        phases after the verdict in which further facts were to be found
    unknown
        what no source says
    note
        a remark for readers
    """

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
    log: tuple[TrialEntry, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    mistrials: tuple[Mistrial, ...] = ()
    phases: tuple[SpecialPhase, ...] = ()
    unknown: tuple[Text, ...] = ()
    note: Text | None = None
