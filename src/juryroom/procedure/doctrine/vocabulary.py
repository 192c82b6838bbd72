"""The closed lists of the format of doctrine vectors: actions, results, and the words of a field.

The format is `juryroom-vectors/0.1`. Its lists are taken over whole; what this project adds to them
stands in `EXTENSIONS`. A word that is in neither is an error, because a word that is not known
cannot be given an effect.
"""

import re
from enum import StrEnum
from typing import Final

SCHEMAS: Final = ("juryroom-vectors/0.1",)

EXTENSIONS: Final = {
    "results": ("unknown",),
    "then": ("unknown", "low_confidence"),
    "given.counts.dismissed.when": ("after_judgment",),
    "given.offence.type": ("capital", "petty", "felony"),
    "given.verdict": ("not_guilty_by_reason_of_insanity",),
}

_JURISDICTION = re.compile(
    r"US-(?:FED(?:-CA(?:[1-9]|1[01]|DC|FED|F))?|ANY|[A-Z]{2})"
    r"|GB-(?:EAW|NIR|SCT)|IE|CA|NZ|STD-ECF5"
    r"|AU-(?:CTH|NSW|VIC|QLD|TAS|SA|WA|NT|ACT)"
)
JURISDICTION_HELP: Final = (
    "US-FED, US-FED-CA2 for a circuit, US-ANY, US- and a state (US-NY), GB-EAW, GB-NIR, GB-SCT, "
    "IE, CA, AU-CTH, AU-NSW, AU-VIC, AU-QLD, AU-TAS, AU-SA, AU-WA, AU-NT, AU-ACT, NZ, STD-ECF5"
)
ANY_US_COURT: Final = "US-ANY"


def is_jurisdiction(text: str) -> bool:
    """Whether `text` is a code of the format for a place, or for a rule that is of no one place.

    Examples
    --------
    >>> [is_jurisdiction(code) for code in ("US-NY", "US-FED-CA2", "CA", "FR")]
    [True, True, True, False]
    """
    return _JURISDICTION.fullmatch(text) is not None


class Action(StrEnum):
    """What is asked for or done."""

    RETRY = "retry"
    NEW_TRIAL = "new_trial"
    STATE_OF = "state_of"
    APPEAL_ACQUITTAL = "appeal_acquittal"
    TAKE_VERDICT = "take_verdict"
    JUROR_LOST = "juror_lost"
    REMOVE_JUROR = "remove_juror"
    REVIEW_VERDICT = "review_verdict"
    SET_ASIDE_VERDICT = "set_aside_verdict"
    OFFER_JUROR_STATEMENT = "offer_juror_statement"
    RUN_TERMS = "run_terms"
    REVIEW_SENTENCE = "review_sentence"
    CHARGE = "charge"
    JOIN = "join"


class Result(StrEnum):
    """The one word that answers.

    `unknown` is this project's: a fact that is not given, or a rule that is not recorded, would
    decide, and the answer names it.
    """

    ALLOWED = "allowed"
    BARRED = "barred"
    ACCEPT = "accept"
    REFUSE = "refuse"
    NO_VERDICT = "no_verdict"
    INVALID = "invalid"
    MISTRIAL = "mistrial"
    OPTIONS = "options"
    COUNTS = "counts"
    STATE = "state"
    DENIED = "denied"
    HEARING_REQUIRED = "hearing_required"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    ADMISSIBLE_IN_PART = "admissible_in_part"
    CONCURRENT = "concurrent"
    CONSECUTIVE = "consecutive"
    VACATE_SENTENCE = "vacate_sentence"
    REVERSE = "reverse"
    STANDS = "stands"
    CONSOLIDATE = "consolidate"
    BY_CASE = "by_case"
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """Why an appeal court reversed, with the ground that the record's own list does not have."""

    INSUFFICIENCY = "insufficiency"
    WEIGHT = "weight"
    EVIDENCE_ERROR = "evidence_error"
    INSTRUCTION_ERROR = "instruction_error"
    TRIAL_ERROR = "trial_error"
    REPUGNANT_VERDICTS = "repugnant_verdicts"


class AgreementStage(StrEnum):
    """When an agreement of the jury was reported."""

    DURING_DELIBERATION = "during_deliberation"
    AFTER_DISCHARGE = "after_discharge"


class Reporter(StrEnum):
    """Who reported it."""

    FOREPERSON = "foreperson"
    JURY = "jury"
    JURORS = "jurors"


class ReportedVerdict(StrEnum):
    """What the jury was said to have agreed on."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NOT_DISCLOSED = "not_disclosed"


class AcquittedBy(StrEnum):
    """Who acquitted."""

    JURY = "jury"
    JUDGE = "judge"


class AcquittalStage(StrEnum):
    """When a judge acquitted."""

    DURING_TRIAL = "during_trial"
    AFTER_HUNG_JURY = "after_hung_jury"
    AFTER_GUILTY_VERDICT = "after_guilty_verdict"


class DismissedBy(StrEnum):
    """Who dismissed a count."""

    PROSECUTION = "prosecution"
    COURT = "court"


class DismissedWhen(StrEnum):
    """When a count was dismissed."""

    BEFORE_JUDGMENT = "before_judgment"
    DURING_TRIAL = "during_trial"
    AFTER_JUDGMENT = "after_judgment"


class DismissalGround(StrEnum):
    """Why a court dismissed a count."""

    TRIAL_ORDER_OF_DISMISSAL = "trial_order_of_dismissal"
    OTHER = "other"


class Stage(StrEnum):
    """How far the trial has come."""

    EVIDENCE = "evidence"
    DELIBERATION = "deliberation"
    AFTER_VERDICT = "after_verdict"


class Sovereign(StrEnum):
    """Against whose law an offence is, in a federation."""

    STATE = "state"
    COMMONWEALTH = "commonwealth"


class OffenceType(StrEnum):
    """The class of an offence, as far as a rule on numbers turns on it."""

    MURDER = "murder"
    TREASON = "treason"
    HARD_LABOUR = "hard_labour"
    NON_PETTY = "non_petty"
    OTHER = "other"
    CAPITAL = "capital"
    FELONY = "felony"
    PETTY = "petty"


class JurorProblem(StrEnum):
    """Why a juror cannot, or should not, go on."""

    ILL = "ill"
    SAID_TO_REFUSE_THE_LAW = "said_to_refuse_the_law"
    IGNORED_INSTRUCTIONS = "ignored_instructions"
    LACK_OF_CANDOUR = "lack_of_candour"
    THREATENED_OTHER_JURORS = "threatened_other_jurors"


class ConsentForm(StrEnum):
    """In what form the defendant consented."""

    NONE = "none"
    ORAL = "oral"
    WRITTEN = "written"


class StatementForm(StrEnum):
    """In what form a juror's statement comes."""

    AFFIDAVIT = "affidavit"
    REPORT = "report"
    ANY = "any"


class Content(StrEnum):
    """What a juror's statement is about."""

    INTERNAL_PRESSURE = "internal_pressure"
    INTERNAL_THREAT = "internal_threat"
    INTERNAL_FALSE_RUMOUR_OF_PAYMENT = "internal_false_rumour_of_payment"
    EFFECT_ON_OWN_VOTE = "effect_on_own_vote"
    UNDISCLOSED_TIE = "undisclosed_tie"
    OUTSIDE_CONTACT = "outside_contact"
    RACIAL_ANIMUS_AS_MOTIVE = "racial_animus_as_motive"


class Source(StrEnum):
    """Where an influence on a juror came from."""

    INSIDE_JURY_ROOM = "inside_jury_room"
    OUTSIDE = "outside"


class ReviewPosture(StrEnum):
    """On which road a verdict is reviewed."""

    DIRECT = "direct"
    FEDERAL_HABEAS = "federal_habeas"
    STATE_COLLATERAL = "state_collateral"


class Order(StrEnum):
    """What a court, or a record, says of how terms run."""

    SILENT = "silent"
    CONCURRENT = "concurrent"
    CONSECUTIVE = "consecutive"
    NO_CONCURRENCY_REFERENCE = "no_concurrency_reference"


class VerdictWord(StrEnum):
    """What the jury found on a count."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NOT_GUILTY_BY_REASON_OF_INSANITY = "not_guilty_by_reason_of_insanity"


class EndedBy(StrEnum):
    """What ended the earlier trial."""

    REVERSAL = "reversal"
    MISTRIAL = "mistrial"


THEN_KEYS: Final = (
    "result",
    "state",
    "live",
    "not_live",
    "options",
    "requires",
    "forbids",
    "reason",
    "announce_split",
    "admissible",
    "inadmissible",
    "hearing",
    "presumption",
    "burden",
    "if_appeal_succeeds",
    "also",
    "lawful",
    "total_years",
    "convictions",
    "by_case",
    "state_by_case",
    "unknown",
    "low_confidence",
)

VECTOR_FIELDS: Final = (
    "id",
    "rule",
    "jurisdiction",
    "date",
    "text",
    "given",
    "when",
    "then",
    "variants",
    "authority",
    "standing",
    "scored",
    "note",
)
