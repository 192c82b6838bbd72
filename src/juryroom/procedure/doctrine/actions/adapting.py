"""Between the words of a vector and the rules: facts out of a situation, an answer out of theirs."""

from collections.abc import Mapping
from typing import Any, cast

from juryroom.citations import Standing
from juryroom.procedure.authority import Authority
from juryroom.procedure.doctrine.answer import Answer, AuthorityUsed, Option
from juryroom.procedure.doctrine.law import Law
from juryroom.procedure.doctrine.situation import Situation, Statement
from juryroom.procedure.doctrine.vocabulary import Result
from juryroom.procedure.impeachment import Influence, StatementFacts
from juryroom.procedure.juror_loss import Consent, ConsentForm, JuryFacts, Stage
from juryroom.procedure.juror_removal import JurorProblem, RemovalFacts
from juryroom.procedure.rule_answer import RuleAnswer
from juryroom.procedure.states import CountState


def answered(found: RuleAnswer, law: Law, state: Mapping[str, CountState] | None = None) -> Answer:
    """Return what the rules found in the words of the format."""
    result = Result(found.result)
    details = found.details
    options: Any = details.get("options")
    return Answer(
        result=result,
        reasons=found.reasons,
        authorities=_used(found, law),
        state=dict(state or {}),
        options=None
        if options is None
        else tuple(Option(one["do"], tuple(one["requires"])) for one in options),
        requires=found.requires,
        forbids=found.forbids,
        admissible=details.get("admissible"),
        inadmissible=details.get("inadmissible"),
        hearing=details.get("hearing"),
        presumption=details.get("presumption"),
        burden=details.get("burden"),
        lawful=details.get("lawful"),
        total_years=_years(details.get("total_years")),
        convictions=details.get("convictions"),
        unknown=found.unknown if result is Result.UNKNOWN else (),
    )


def _used(found: RuleAnswer, law: Law) -> tuple[AuthorityUsed, ...]:
    """Return the authorities, one that was not checked first: the answer leans on it."""
    urls = {rule.authority: rule.url for rule in law.pack.rules.values()} if _has(law) else {}
    cited = list(found.authorities)
    doubtful = found.doubtful and all(one.standing is Standing.VERIFIED for one in cited)
    if doubtful:
        basis = "; ".join(one.cite for one in cited) or "no authority on record"
        cited.insert(0, Authority(f"a reading, by inference from {basis}", Standing.UNVERIFIED))
    cited.sort(key=lambda one: one.standing is Standing.VERIFIED)
    return tuple(AuthorityUsed(one.cite, one.standing, urls.get(one)) for one in cited)


def _has(law: Law) -> bool:
    return law.jurisdiction != "STD-ECF5"


def _years(value: object) -> float | None:
    """Return a finite total; life has none."""
    return float(value) if isinstance(value, int | float) else None


def states_of(situation: Situation) -> dict[str, CountState]:
    """Return the states of the counts that are known."""
    return {name: one.state for name, one in situation.counts.items() if one.state is not None}


def stage_of(situation: Situation) -> Stage | None:
    """Return how far the trial had come."""
    return None if situation.stage is None else Stage(situation.stage.value)


def jury_of(situation: Situation) -> JuryFacts:
    """Return the jury, and the consent that was given."""
    jury, consent = situation.jury, situation.consent
    form = consent.defendant if consent else None
    return JuryFacts(
        stage=stage_of(situation),
        sworn=jury.size if jury else None,
        sitting=jury.sitting if jury else None,
        alternates=jury.alternates_available if jury else None,
        consent=Consent(
            form=ConsentForm(form.value) if form is not None else None,
            signed=consent.signed if consent else None,
            in_open_court=consent.in_open_court if consent else None,
        ),
    )


def removal_of(situation: Situation) -> RemovalFacts | None:
    """Return what is said of a juror, or None where nothing is."""
    juror = situation.juror
    if juror is None:
        return None
    return RemovalFacts(
        problems=tuple(JurorProblem(one.value) for one in juror.problem),
        possibly_about_evidence=juror.possibly_about_evidence,
        stage=stage_of(situation),
    )


def statement_of(statement: Statement | None) -> StatementFacts | None:
    """Return what a juror's statement is about, or None where there is none."""
    if statement is None:
        return None
    source = statement.source_of_influence
    return StatementFacts(
        content=tuple(one.value for one in statement.content),
        source=Influence(source.value) if source is not None else None,
        outsider_involved=statement.outsider_involved,
        told_before_discharge=statement.told_before_discharge,
        known_before_verdict=statement.known_to_defence_before_verdict,
        objection_made=statement.objection_made,
    )


def review_word(situation: Situation, asked: str | None) -> Any:
    """Return the road of review: that of `when`, else that of `given`."""
    given = situation.review.posture if situation.review else None
    return cast("Any", asked or (given.value if given else None))
