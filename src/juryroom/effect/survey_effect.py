"""From the rows of a survey to the effect on the verdict, in one call.

    share of guilty leanings -> first ballot -> deliberation -> guilty, not guilty, hung

in each version of the trial, and then the difference. Two things are not known exactly and both are
carried all the way: the shares, because only some people were asked, and the parameters of the model,
because juries that were observed say only so much of them. What no draw holds is whether the survey
shows the trial that was held, and whether juries work as the model says: so the answer is given for
each of several models, with their range.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from juryroom.catalog.base_rates import BaseRate
from juryroom.catalog.line_up import DEFAULT_RATE
from juryroom.effect.adjusted import AdjustedShares, adjusted_shares
from juryroom.effect.assumptions import assumptions_of
from juryroom.effect.called_jury import AnyStrikes, CalledJury, Seated
from juryroom.effect.effect_result import ArmResult, ModelEffect, SurveyEffect
from juryroom.effect.effect_settings import Watcher
from juryroom.effect.estimates import Draws
from juryroom.effect.law_draws import (
    DEFAULT_MODELS,
    FEWEST_MODELS,
    LawDraws,
    PatienceFrom,
    named_laws,
    named_rate,
    outcome_draws,
)
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.effective_size import EffectiveSize, Worth
from juryroom.jury.equal_shares import ShareTest, share_test
from juryroom.jury.paired_draws import paired_draws
from juryroom.jury.shares import CONFIDENCE, CountedShare, spread_levels
from juryroom.jury.survey import Survey
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.interval import Interval
from juryroom.outcome.patience import Patience
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Stream, Streams

THRESHOLD = Parameter("threshold", -1.0, 1.0, "probability", "the effect that is asked about")
_DRAWS = Parameter(
    "draws", 200, 1_000_000, "draws", "how often shares and parameters are drawn", whole=True
)
CONFIDENCE_GIVEN = 0.90
_SAME_WEIGHT = 1e-6  # weights that differ by no more than this part of them are the same: rounding
DRAWS = 100_000
"""So many that the last digit that is shown is hardly noise: of 100 juries, the ends of intervals had a
standard error below 0.07 when measured."""


def survey_effect(
    survey: Survey,
    *,
    rule: DecisionRule | None = None,
    jury_size: int = 12,
    resemblance: float = 0.0,
    strikes: AnyStrikes | None = None,
    patience: Patience | None = None,
    hung_rate: str | None = None,
    models: Sequence[str | LawDraws] = DEFAULT_MODELS,
    single_model: bool = False,
    thresholds: Sequence[float] = (),
    confidence: float = CONFIDENCE_GIVEN,
    draws: int = DRAWS,
    kind: str = "field",
    adjust_for: Sequence[str] = (),
    adjust_numbers: Sequence[str] = (),
    stream: Stream | None = None,
    watcher: Watcher | None = None,
) -> SurveyEffect:
    """Return what the difference between two versions of a trial changed in how it ends.

    Parameters
    ----------
    survey
        Who leans to guilty in each version; the first condition is the actual trial, the second the
        one without the error. Others are compared with the second too.
    rule
        The votes that are a verdict; unanimity of `jury_size` unless given.
    jury_size
        Jurors, 3 to 23, where no rule is given.
    resemblance
        The correlation between the first votes of two jurors of one jury, 0 or more, below 1.
    strikes
        What both sides strike: the accuracy model, or a game between them that is played in each
        trial at its own share (`juryroom.effect.called_jury.StrikeGame`); or None.
    patience
        When the court gives up, in ballots, for models with ballots that are given by name; the
        reference keeps the deadlock that was fitted with it.
    hung_rate
        Instead: the name of the published rate of hung juries to which those models are calibrated
        (`juryroom.catalog.base_rates.hung_rates`); that of large urban courts unless given.
    models
        Names ("reference" and those of ``juryroom models``), or laws of your own: `LawDraws`.
    single_model
        Whether fewer than four models are accepted; the result then says so.
    thresholds
        Effects on guilty, -1 to 1; for each, how probable a larger one is.
    confidence
        Of every interval, 0.5 to 0.999.
    draws
        How often shares and parameters are drawn, 200 or more.
    kind
        The kind of juries the reference stands for: "field", "mock" or "capital".
    adjust_for, adjust_numbers
        Traits of respondents to hold constant by a logistic model, as groups and as numbers; the
        effect is then that of the adjusted shares (see `juryroom.effect.adjusted`).
    stream
        Where the random numbers are; the same for every model, so that models differ by what they
        say and not by chance.
    watcher
        Sees every draw, for comparisons of versions that are not made here.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, there are fewer than four models, a game is too large
        or given a resemblance, or both or neither of patience and hung rate could be used.
    UnknownNameError
        If a model or a rate does not exist, or a model says nothing of the rule.

    Examples
    --------
    >>> survey = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
    >>> found = survey_effect(survey, thresholds=[0.1])
    >>> found.model("tug-of-war").effect[Ending.GUILTY].value
    0.1910
    """
    CONFIDENCE.check(confidence, owner="survey_effect")
    _DRAWS.check(draws, owner="survey_effect")
    for threshold in thresholds:
        THRESHOLD.check(threshold, owner="survey_effect")
    decided = rule or DecisionRule.unanimous(jury_size)
    jury = CalledJury(jury_size=decided.jury_size, resemblance=resemblance, strikes=strikes)
    rate = None if hung_rate is None else named_rate(hung_rate)
    laws = _laws(models, decided, kind, patience, rate)
    if len(laws) < FEWEST_MODELS and not single_model:
        raise OutOfDomainError(_too_few(laws))
    stream = stream or Streams(0).at("survey effect")
    adjusted = None
    if adjust_for or adjust_numbers:
        adjusted = adjusted_shares(
            survey, adjust_for, numbers=adjust_numbers, draws=draws, stream=stream
        )
        survey = adjusted.survey
    sizes = (worth := Worth.of(survey)).sizes()
    counted = {c: CountedShare(survey.share(c), sizes[c].effective) for c in survey.conditions}
    shares = _shares(counted, worth, adjusted, draws, stream)
    settings = spread_levels(draws, stream.at("parameters").generator())
    if watcher is not None:
        watcher.see_shares(shares)
    found = _models(laws, jury, shares, settings, tuple(thresholds), confidence, watcher)
    traits = (*adjust_for, *adjust_numbers)
    return SurveyEffect(
        survey_name=survey.name,
        conditions=survey.conditions,
        arms=tuple(
            _arm(c, survey, jury, found[0].seated[c], sizes[c], counted[c], own.value, confidence)
            for c, own in shares.items()
        ),
        difference=_difference(shares, confidence),
        tests=_tests(survey, counted, worth),
        models=found,
        rule=decided,
        jury=jury,
        patience=patience,
        hung_rate=_calibrated_to(laws, rate),
        confidence=confidence,
        draws=int(draws),
        seed=stream.seed,
        stream="/".join(map(str, stream.path)),
        ledger=survey.ledger,
        assumptions=assumptions_of(
            survey,
            laws,
            resemblance=resemblance,
            strikes=strikes,
            patience=patience,
            adjusted=traits,
        ),
        adjusted_for=traits,
        adjusted_tests={} if adjusted is None else adjusted.tests,
    )


def _laws(
    models: Sequence[str | LawDraws],
    rule: DecisionRule,
    kind: str,
    patience: Patience | None,
    rate: BaseRate | None,
) -> tuple[LawDraws, ...]:
    names = [model for model in models if isinstance(model, str)]
    named = iter(named_laws(rule, names, rate=rate, patience=patience, kind=kind))
    laws = tuple(next(named) if isinstance(model, str) else model for model in models)
    called = [law.model for law in laws]
    problems = [
        Problem(
            f"model '{law.model}'",
            f"laws of a jury of {law.jury_size}, or a name that is there twice",
            f"each model has its own name and answers for the rule {rule}",
            f"laws of {rule.jury_size} jurors under different names",
        )
        for law in laws
        if law.jury_size != rule.jury_size or called.count(law.model) > 1
    ]
    if problems:
        raise OutOfDomainError(problems)
    return laws


def _calibrated_to(laws: Sequence[LawDraws], rate: BaseRate | None) -> BaseRate | None:
    """Return the published rate that the laws rest on, or None where none does."""
    if any(law.patience is PatienceFrom.CALIBRATED for law in laws):
        return rate or named_rate(DEFAULT_RATE)
    return None


def _too_few(laws: Sequence[LawDraws]) -> Problem:
    return Problem(
        "models",
        f"{len(laws)}: {', '.join(law.model for law in laws) or 'none'}",
        "an effect is shown under at least four models of deliberation, with their range, since no "
        "one model is known to be right",
        "four models or more; or single_model (on the command line --single-model), and the result "
        "says so",
    )


def _tests(
    survey: Survey, counted: Mapping[str, CountedShare], worth: Worth
) -> dict[str, ShareTest]:
    """Return, for each condition but the hypothetical one, the test of whether its share is that one's."""
    hypothetical = survey.conditions[1]
    plain = {condition: _plain_count(survey, condition) for condition in survey.conditions}
    found: dict[str, ShareTest] = {}
    for condition in survey.conditions:
        if condition == hypothetical:
            continue
        first, second = plain[condition], plain[hypothetical]
        sizes = worth.in_test(condition, hypothetical)
        if first is not None and second is not None and sizes.correlation == 0:
            found[condition] = share_test(first, second, plain=True)
            continue
        found[condition] = share_test(
            CountedShare(counted[condition].share, sizes.first),
            CountedShare(counted[hypothetical].share, sizes.second),
            plain=False,
            freedom=sizes.freedom,
            correlation=sizes.correlation,
        )
    return found


def _plain_count(survey: Survey, condition: str) -> CountedShare | None:
    """Return the count of people who count alike, on their own, and for one verdict or the other.

    What is said in the columns decides: weights that are all the same but for rounding are none,
    clusters of one person are none, and people without weight are not there. None if the condition
    has others, or was raked.
    """
    if any(person.groups for person in survey.arm(condition)):
        return None
    people = [person for person in survey.arm(condition) if person.weight > 0]
    weights = [person.weight for person in people]
    clusters = [person.cluster for person in people if person.cluster is not None]
    alike = min(weights) >= max(weights) * (1 - _SAME_WEIGHT)
    alone = len(set(clusters)) == len(clusters)
    if not (alike and alone and all(person.leaning in {0.0, 1.0} for person in people)):
        return None
    return CountedShare(sum(person.leaning for person in people) / len(people), len(people))


def _arm(
    condition: str,
    survey: Survey,
    jury: CalledJury,
    seated: Seated,
    size: EffectiveSize,
    counted: CountedShare,
    used: float,
    confidence: float,
) -> ArmResult:
    low, high = counted.interval(confidence)
    return ArmResult(
        condition=condition,
        share=counted.share,
        interval=Interval(low, high, confidence),
        unweighted=float(survey.leanings(condition).mean()),
        used=used,
        size=size,
        before_strikes=jury.unstruck(used),
        first_ballot=None if jury.by_model else seated.first_ballot,
    )


def _shares(
    counted: Mapping[str, CountedShare],
    worth: Worth,
    adjusted: AdjustedShares | None,
    draws: int,
    stream: Stream,
) -> dict[str, Draws]:
    """Return the shares that go through the jury: as counted, or adjusted."""
    if adjusted is not None:
        return {c: Draws(adjusted.shares[c], own, None, own) for c, own in adjusted.draws.items()}
    drawn = {
        condition: share.draws(spread_levels(draws, stream.at("shares", condition).generator()))
        for condition, share in counted.items()
    }
    if correlations := worth.correlations():
        drawn = paired_draws(drawn, correlations, stream.at("pairs"))
    return {c: Draws(counted[c].share, own, None, own) for c, own in drawn.items()}


def _difference(
    shares: Mapping[str, Draws], confidence: float
) -> dict[str, tuple[float, Interval]]:
    """Return the difference of shares from the hypothetical trial, with its interval."""
    _, hypothetical, *_ = shares
    apart = {c: own.minus(shares[hypothetical]) for c, own in shares.items() if c != hypothetical}
    return {c: (own.value, own.estimate(confidence).sampling) for c, own in apart.items()}


def _models(
    laws: Sequence[LawDraws],
    jury: CalledJury,
    shares: Mapping[str, Draws],
    settings: FloatArray,
    thresholds: tuple[float, ...],
    confidence: float,
    watcher: Watcher | None,
) -> tuple[ModelEffect, ...]:
    """Return what each model gives; where each has its own game, from its own first ballots."""
    found: list[ModelEffect] = []
    seated: dict[str, Seated] = {}
    ballots: dict[str, FloatArray] = {}
    for law in laws:
        guilty = law.mean[:, 0]
        if jury.by_model or not ballots:
            seated = {c: jury.seated(own.value, guilty) for c, own in shares.items()}
            ballots = {c: jury.ballots(own.both, guilty) for c, own in shares.items()}
        at = {c: np.array([own.first_ballot.probabilities]) for c, own in seated.items()}
        drawn = {c: outcome_draws(law, ballots[c], at[c], settings) for c in ballots}
        if watcher is not None:
            watcher.see_model(law.model, drawn)
        found.append(_model(law, seated, drawn, thresholds, confidence))
    return tuple(found)


def _model(
    law: LawDraws,
    seated: Mapping[str, Seated],
    drawn: Mapping[str, tuple[Draws, ...]],
    thresholds: tuple[float, ...],
    confidence: float,
) -> ModelEffect:
    endings = tuple(Ending)
    _, hypothetical, *_ = conditions = tuple(drawn)
    effects = {
        condition: {
            ending: drawn[condition][place].minus(drawn[hypothetical][place])
            for place, ending in enumerate(endings)
        }
        for condition in conditions
        if condition != hypothetical
    }
    without = drawn[hypothetical]
    not_all_guilty = without[endings.index(Ending.NOT_GUILTY)].plus(
        without[endings.index(Ending.HUNG)]
    )
    return ModelEffect(
        law=law,
        seated=seated,
        outcomes={
            condition: {
                ending: drawn[condition][place].estimate(confidence)
                for place, ending in enumerate(endings)
            }
            for condition in conditions
        },
        effects={
            condition: {ending: found.estimate(confidence) for ending, found in own.items()}
            for condition, own in effects.items()
        },
        not_all_guilty_without=not_all_guilty.estimate(confidence),
        exceeding={
            condition: tuple(own[Ending.GUILTY].exceeding(t) for t in thresholds)
            for condition, own in effects.items()
        },
    )
