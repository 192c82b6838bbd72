"""The log of a trial: what happened to the jury, step by step, from the call of a panel to its end.

Whether a step was lawful is not decided here: `procedure.trial_track` replays the log. A juror is a
seat, never a name.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import TIME_PATTERN, Fact, Id, Jurors, Text, When


class TrialStep(StrEnum):
    """What happens to a trial."""

    PANEL_CALLED = "panel_called"
    SWORN = "sworn"
    OPENINGS = "openings"
    JUROR_REPLACED = "juror_replaced"
    CHARGED = "charged"
    RETIRED = "retired"
    NOTE = "note"
    NOTE_ANSWERED = "note_answered"
    RECESS = "recess"
    RESUMED = "resumed"
    INQUIRY = "inquiry"
    JUROR_KEPT = "juror_kept"
    BEGAN_ANEW = "began_anew"
    JURY_REDUCED = "jury_reduced"
    DEADLOCK_REPORTED = "deadlock_reported"
    SENT_BACK = "sent_back"
    PARTIAL_TAKEN = "partial_taken"
    MAJORITY_ALLOWED = "majority_allowed"
    ANNOUNCED = "announced"
    POLLED = "polled"
    RECORDED = "recorded"
    MISTRIAL = "mistrial"
    DISCHARGED = "discharged"


class Consent(StrEnum):
    """How the defendant agreed to a change in the jury."""

    WRITTEN_IN_COURT = "written_in_court"
    WRITTEN = "written"
    SPOKEN = "spoken"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


class TrialEntry(Fact):
    """One step of a trial. A field left out is not known.

    Attributes
    ----------
    id
        the short name of the entry
    date
        the day, or the interval in which the day lies
    at
        the time of day, as in 14:05
    kind
        what happened
    what
        what happened, in our own words
    counts
        the ids of the counts it concerns; those of the trial where left out
    juror
        the role id of the juror it concerns
    sitting
        the number of jurors who sit from then on, or who were sworn
    alternates
        the number of alternates from then on
    consent
        how the defendant agreed to a change in the jury
    jury_consent
        whether the jury itself agreed to be sent back
    by_order
        whether the court ordered it for good cause
    agreed
        whether the parties agreed to it
    outside
        whether an inquiry is about influence from outside the jury
    all_present
        whether every juror was back
    parties_heard
        whether the parties were heard before the ruling
    hours
        the hours of deliberation so far, counted from the last fresh start
    poll_no
        the number of jurors who said no when they were polled
    votes_for
        the number of votes for the verdict that was announced
    for_guilty
        whether that verdict is one of guilty
    """

    id: Id
    date: When
    at: Annotated[str, Field(pattern=TIME_PATTERN)] | None = None
    kind: TrialStep
    what: Text
    counts: tuple[Id, ...] = ()
    juror: Id | None = None
    sitting: Jurors | None = None
    alternates: Jurors | None = None
    consent: Consent | None = None
    jury_consent: bool | None = None
    by_order: bool | None = None
    agreed: bool | None = None
    outside: bool | None = None
    all_present: bool | None = None
    parties_heard: bool | None = None
    hours: Annotated[float, Field(ge=0, le=10_000)] | None = None
    poll_no: Jurors | None = None
    votes_for: Jurors | None = None
    for_guilty: bool | None = None
