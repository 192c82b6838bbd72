"""Events: what happened to which counts, and when.

An event of a `Step` kind moves counts from one state to another; every other kind belongs in the
log and moves nothing. Which moves are lawful is not decided here: `procedure` replays the events.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from juryroom.record.fields import VOTE_PATTERN, Fact, Id, Jurors, Strict, Tally, Text, When, Word


class Step(StrEnum):
    """Kinds of event that change the state of a count."""

    CHARGED = "charged"
    INDICTED = "indicted"
    CONSOLIDATED = "consolidated"
    SEVERED = "severed"
    SUPERSEDED = "superseded"
    SET_FOR_TRIAL = "set_for_trial"
    JURY_SWORN = "jury_sworn"
    PLEA_ACCEPTED = "plea_accepted"
    DISMISSED = "dismissed"
    ACQUITTED_BY_COURT = "acquitted_by_court"
    NOT_SUBMITTED = "not_submitted"
    SUBMITTED = "submitted"
    AGREEMENT_REPORTED = "agreement_reported"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NOT_GUILTY_BY_INSANITY = "not_guilty_by_insanity"
    GUILTY_OF_LESSER = "guilty_of_lesser"
    LESSER_DISMISSED = "lesser_dismissed"
    VERDICT_SILENT = "verdict_silent"
    MISTRIAL = "mistrial"
    BARRED = "barred"
    SET_FOR_RETRIAL = "set_for_retrial"
    VERDICT_SET_ASIDE = "verdict_set_aside"
    SENTENCED = "sentenced"
    AFFIRMED = "affirmed"
    REVERSED_NEW_TRIAL = "reversed_new_trial"
    REVERSED_DISMISSED = "reversed_dismissed"
    SENTENCE_VACATED = "sentence_vacated"
    REMANDED = "remanded"
    ABATED = "abated"
    FINAL = "final"


class Log(StrEnum):
    """Kinds of event that belong in the log and change no state."""

    ARREST = "arrest"
    MOTION = "motion"
    OPPOSITION = "opposition"
    MOTION_DENIED = "motion_denied"
    HEARING = "hearing"
    INTENT_TO_RETRY = "intent_to_retry"
    STATEMENT = "statement"
    READINESS = "readiness"
    APPEAL_FILED = "appeal_filed"
    CONDUCT_IN_COURT = "conduct_in_court"
    CUSTODY = "custody"
    PRESS_REPORT = "press_report"
    PUBLIC_EFFECT = "public_effect"
    COMMUTATION = "commutation"
    PARDON = "pardon"
    BAR_CHECK = "bar_check"


class Cause(StrEnum):
    """Why a trial ended without a verdict; several may be true at once."""

    HUNG = "hung"
    JUROR_REFUSAL = "juror_refusal"
    JUROR_LOST = "juror_lost"
    PROSECUTION_ERROR = "prosecution_error"
    DEFENCE_ERROR = "defence_error"
    PARTIAL_VERDICT_NOT_TAKEN = "partial_verdict_not_taken"
    OTHER = "other"


class Mover(StrEnum):
    """Who asked for it."""

    DEFENCE = "defence"
    PROSECUTION = "prosecution"
    COURT = "court"


class DefencePosition(StrEnum):
    """What the defence said to a mistrial that it did not ask for."""

    CONSENTED = "consented"
    OBJECTED = "objected"
    SILENT = "silent"
    NOT_ASKED = "not_asked"


class ReversalGround(StrEnum):
    """Why an appeal court reversed."""

    INSUFFICIENCY = "insufficiency"
    WEIGHT = "weight"
    EVIDENCE_ERROR = "evidence_error"
    INSTRUCTION_ERROR = "instruction_error"
    TRIAL_ERROR = "trial_error"


class RetrialFacts(Strict):
    """Facts on which the right to try a count again may turn; None means not known.

    `manifest_necessity` and `intent_to_provoke` are findings of a court, not opinions of the record.
    `inconsistent_with_verdict` and `concurrent_only` are the two gates of New York CPL 310.70(2).
    `settled_by_acquittal` says that an acquittal necessarily decided a fact this count needs.

    Attributes
    ----------
    manifest_necessity
        whether a court found that the mistrial could not be avoided
    intent_to_provoke
        whether a court found that the prosecution meant to provoke the request for a mistrial
    inconsistent_with_verdict
        whether guilt on this count would contradict a verdict already taken
    concurrent_only
        whether a term on this count could only run together with that of a conviction of equal or
        higher grade
    settled_by_acquittal
        whether an acquittal necessarily decided a fact that this count needs
    """

    manifest_necessity: bool | None = None
    intent_to_provoke: bool | None = None
    inconsistent_with_verdict: bool | None = None
    concurrent_only: bool | None = None
    settled_by_acquittal: bool | None = None


class Event(Fact):
    """One event on one or more counts.

    Attributes
    ----------
    id
        the short name of the event
    date
        the day it happened
    kind
        what happened: a step that moves counts, or an entry in the log
    counts
        the ids of the counts it concerns
    what
        what happened, in words
    trial
        the id of the trial it belongs to
    instrument
        the id of the instrument it concerns
    by
        who did it: prosecution, defence, court, jury
    tally
        the votes of a verdict
    sitting
        the number of jurors who sat
    causes
        why a trial ended without a verdict; several may be true
    mover
        who asked for it
    defence_position
        what the defence said to a mistrial that it did not ask for
    retrial
        facts on which the right to try the count again may turn
    ground
        why an appeal court reversed
    with_prejudice
        whether a dismissal bars a new charge; left out where it is not known
    lesser
        the id of the lesser offence found proved
    for_date
        the day that was set
    authority
        the decision or section it rests on
    court
        the court, where it is not the court of the case
    vote
        the vote of a bench, as in 4-3
    claims
        the ids of the claims that report it
    weak
        whether only weak sources report it
    """

    id: Id
    date: When
    kind: Step | Log
    counts: tuple[Id, ...] = ()
    what: Text
    trial: Id | None = None
    instrument: Id | None = None
    by: Word | None = None
    tally: Tally | None = None
    sitting: Jurors | None = None
    causes: tuple[Cause, ...] = ()
    mover: Mover | None = None
    defence_position: DefencePosition | None = None
    retrial: RetrialFacts | None = None
    ground: ReversalGround | None = None
    with_prejudice: bool | None = None
    lesser: Id | None = None
    for_date: When | None = None
    authority: Text | None = None
    court: Text | None = None
    vote: Annotated[str, Field(pattern=VOTE_PATTERN)] | None = None
    claims: tuple[Id, ...] = ()
    weak: bool = False

    @property
    def is_step(self) -> bool:
        """Whether this kind of event moves the state of a count."""
        return isinstance(self.kind, Step)
