"""`given` and `when` of a doctrine vector: every field of the format, and None where not known.

Nothing here is filled in: a field that a vector does not give is None (or empty, for counts), and
an action that would turn on it answers `unknown` and names it. What the format itself says of
absence (one count K1, the default date) is done where a vector is read.
"""

from collections.abc import Mapping
from typing import Annotated, Any, final

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from juryroom.procedure.doctrine.parts import (
    Amount,
    Days,
    Ids,
    Pairs,
    Part,
    Votes,
    listed,
    one_listed,
)
from juryroom.procedure.doctrine.prosecutions import Instrument, Omitted, Prior
from juryroom.procedure.doctrine.vocabulary import (
    AcquittalStage,
    AcquittedBy,
    Action,
    AgreementStage,
    ConsentForm,
    Content,
    DismissalGround,
    DismissedBy,
    DismissedWhen,
    EndedBy,
    Ground,
    JurorProblem,
    OffenceType,
    Order,
    ReportedVerdict,
    Reporter,
    ReviewPosture,
    Source,
    Sovereign,
    Stage,
    StatementForm,
    VerdictWord,
)
from juryroom.procedure.states import CountState
from juryroom.record.events import Cause, DefencePosition, Mover
from juryroom.record.fields import When as Date


@final
class Mistrial(Part):
    """How the trial of a count ended without a verdict."""

    cause: Annotated[tuple[Cause, ...], BeforeValidator(listed)] = ()
    mover: Mover | None = None
    defence_position: DefencePosition | None = None
    manifest_necessity: bool | None = None
    prosecutor_intent_to_provoke: bool | None = None


@final
class Ballot(Part):
    """Votes of a jury on one count."""

    guilty: Votes | None = None
    not_guilty: Votes | None = None


@final
class ReportedAgreement(Part):
    """An agreement of the jury that somebody reported."""

    stage: AgreementStage | None = None
    by: Reporter | None = None
    verdict: ReportedVerdict | None = None
    tally: Ballot | None = None
    in_open_court: bool | None = None
    recorded: bool | None = None
    court_refused_to_take: bool | None = None


@final
class Acquitted(Part):
    """An acquittal: by whom, when, and on what ground."""

    by: AcquittedBy | None = None
    stage: AcquittalStage | None = None
    motion_days_after_discharge: Days | None = None
    ground: str | None = None
    legal_error: bool | None = None


@final
class Dismissed(Part):
    """A dismissal: by whom, when, after what, and on what ground."""

    by: DismissedBy | None = None
    when: DismissedWhen | None = None
    after: str | None = None
    ground: DismissalGround | None = None


@final
class Count(Part):
    """What is known of one count; `class` of the format is `grade` here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    state: CountState | None = None
    grade: str | None = Field(default=None, alias="class")
    offence_date: Date | None = None
    act: str | None = None
    lesser_of: str | None = None
    mistrial: Mistrial | None = None
    reported_agreement: ReportedAgreement | None = None
    acquitted: Acquitted | None = None
    dismissed: Dismissed | None = None
    reversal_ground: Ground | None = None


@final
class Jury(Part):
    """The jury: when sworn, how many were sworn, how many sit now, alternates at hand."""

    sworn: Date | None = None
    size: Votes | None = None
    sitting: Votes | None = None
    alternates_available: Votes | None = None


@final
class Deliberation(Part):
    """How long the jury deliberated, net, and whether a sworn inquiry was held."""

    minutes: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    sworn_inquiry: bool | None = None


@final
class Offence(Part):
    """The offence, as far as a rule on numbers turns on it."""

    sovereign: Sovereign | None = None
    type: OffenceType | None = None
    date: Date | None = None


@final
class Juror(Part):
    """What is said of a juror."""

    problem: Annotated[tuple[JurorProblem, ...], BeforeValidator(listed)] = ()
    possibly_about_evidence: bool | None = None


@final
class Consent(Part):
    """The defendant's consent."""

    defendant: ConsentForm | None = None
    signed: bool | None = None
    in_open_court: bool | None = None


@final
class Statement(Part):
    """What a juror, or somebody else, says of the jury room."""

    by: str | None = None
    n: Annotated[int, Field(ge=0, le=10_000)] | None = None
    form: StatementForm | None = None
    content: Annotated[tuple[Content, ...], BeforeValidator(listed)] = ()
    source_of_influence: Source | None = None
    outsider_involved: bool | None = None
    told_before_discharge: bool | None = None
    known_to_defence_before_verdict: bool | None = None
    objection_made: bool | None = None


@final
class Verdict(Part):
    """The verdict that was given: count by count, or accepted and silent on some counts.

    `accepted` is true, the counts it speaks of, or what it says of each.
    """

    of: Mapping[str, VerdictWord] = Field(default_factory=dict)
    accepted: bool | Ids | Mapping[str, VerdictWord] | None = None
    silent_on: Ids = ()
    under_partial_verdict_rule: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """Put the counts of a verdict, which stand beside its fields, under `of`."""
        if not isinstance(data, dict):
            return data
        own = {key: value for key, value in data.items() if key in _VERDICT_FIELDS}
        rest = {key: value for key, value in data.items() if key not in _VERDICT_FIELDS}
        return {**own, "of": rest}

    @property
    def said(self) -> Mapping[str, VerdictWord]:
        """What the verdict says of each count that it speaks of in words."""
        accepted = self.accepted if isinstance(self.accepted, Mapping) else {}
        return {**accepted, **self.of}


_VERDICT_FIELDS = frozenset({"accepted", "silent_on", "under_partial_verdict_rule"})


@final
class Plea(Part):
    """A plea in bar."""

    kind: str | None = None
    ground: str | None = None


@final
class SharedFact(Part):
    """A fact that counts need, and the acquittals that necessarily decided it."""

    element_of: Ids | None = None
    necessarily_decided_for_defendant_by: Ids | None = None


@final
class Gate(Part):
    """Facts for New York CPL 310.70(2), now and before 1974."""

    guilt_inconsistent_with_verdict: bool | None = None
    concurrent_only_with: Ids | None = None
    convicted_count_is_equal_or_higher_grade: bool | None = None
    concurrent_counts: Pairs | None = None


@final
class Review(Part):
    """On which road a conviction is reviewed, and when it became final."""

    posture: ReviewPosture | None = None
    final: Date | None = None


@final
class Term(Part):
    """One term of a sentence; a text for `court` is a jurisdiction code."""

    id: str
    court: str | None = None
    count: str | None = None
    years: Amount | None = None
    type: str | None = None
    imposed: Date | None = None
    act: str | None = None
    offence_date: Date | None = None
    discharged: bool | None = None


@final
class RestsOn(Part):
    """The conviction that a sentence leans on."""

    conviction_of: str | None = None
    status: str | None = None


@final
class Sufficiency(Part):
    """Whether the proof was enough, with and without what should not have been admitted."""

    with_all_admitted_evidence: bool | None = None
    without_the_wrong_evidence: bool | None = None


@final
class Situation(Part):
    """The state of things before the act: `given` of a vector.

    Every field is as in the format; None (empty for `counts`, `terms`, `instruments`, `prior`)
    means that it is not given, and so not known.
    """

    counts: Mapping[str, Count] = Field(default_factory=dict)
    jury: Jury | None = None
    ballot: Ballot | None = None
    deliberation: Deliberation | None = None
    majority_direction_given: bool | None = None
    stage: Stage | None = None
    deadlock_charge_given: bool | None = None
    offence: Offence | None = None
    juror: Juror | None = None
    consent: Consent | None = None
    alternate_seated: bool | None = None
    statement: Statement | None = None
    verdict: Verdict | None = None
    verdicts_inconsistent: Pairs | None = None
    partial_verdict_form_available: bool | None = None
    plea: Plea | None = None
    shared_fact: SharedFact | None = None
    gate: Gate | None = None
    review: Review | None = None
    terms: tuple[Term, ...] = ()
    order: Order | None = None
    source_format: str | None = None
    sentence_rests_on: RestsOn | None = None
    trial_error: str | None = None
    sufficiency: Sufficiency | None = None
    appeal_ground: str | None = None
    prior: Annotated[tuple[Prior, ...], BeforeValidator(one_listed)] = ()
    exception_under_cpl_40_20_2: bool | None = None
    instruments: tuple[Instrument, ...] = ()
    same_offence_in_both: bool | None = None
    omitted: Omitted | None = None

    @field_validator("counts")
    @classmethod
    def _lessers_are_counts(
        cls, counts: Mapping[str, Count], info: ValidationInfo
    ) -> Mapping[str, Count]:
        """Refuse a lesser offence of itself, which would have no greater one."""
        del info
        for name, count in counts.items():
            if count.lesser_of == name:
                raise ValueError(f"count {name} is a lesser offence of itself")
        return counts


@final
class Asked(Part):
    """The one act: `when` of a vector."""

    action: Action
    counts: Ids | None = None
    instruments: Ids | None = None
    by: str | None = None
    after: EndedBy | None = None
    posture: ReviewPosture | None = None
    rule: str | None = None
    purpose: str | None = None
    numbers_stated: bool | None = None
    new: str | None = None
    sovereign: str | None = None
    act: str | None = None
    transaction: str | None = None
