"""Several errors at once: what each changed alone, all together, and beyond their sum.

A survey shows versions of one trial that have different sets of errors. Each version by itself, and
against the one without any error, is what `juryroom.effect.survey_effect` gives; here the versions
are compared with each other, as `juryroom.effect.error_design` says, in the share of jurors who lean
to guilty and, under every model, in the probability of each ending.

Deliberation bends shares into verdicts, so errors that add up among jurors need not add up in
verdicts: the two are reported apart. All versions share the draws of the parameters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from juryroom.effect.adjusted import adjusted_shares
from juryroom.effect.assumptions import Assumption
from juryroom.effect.called_jury import AnyStrikes
from juryroom.effect.effect_result import ModelEffect, SurveyEffect
from juryroom.effect.error_design import Comparison, ErrorDesign, Kind
from juryroom.effect.estimates import Draws, Estimate, as_json
from juryroom.effect.law_draws import DEFAULT_MODELS, LawDraws
from juryroom.effect.survey_effect import DRAWS, outcome_draws, survey_effect
from juryroom.jury.effective_size import effective_sizes
from juryroom.jury.shares import CountedShare, spread_levels
from juryroom.jury.survey import Survey
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.patience import Patience
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Stream, Streams

SCHEMA = "juryroom-errors/1"


@final
@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """Every comparison of the versions, in one quantity.

    Parameters
    ----------
    estimates
        For each comparison that the versions identify, what it gives.
    """

    estimates: Mapping[Comparison, Estimate]

    def of_kind(self, kind: Kind) -> dict[tuple[str, ...], Estimate]:
        """Return the comparisons of one kind, by the errors they are about."""
        return {one.errors: own for one, own in self.estimates.items() if one.kind is kind}

    @property
    def alone(self) -> dict[str, Estimate]:
        """What each error changed alone, where a version has it alone."""
        return {error: own for (error,), own in self.of_kind(Kind.ALONE).items()}

    @property
    def together(self) -> Estimate | None:
        """What all errors changed together, where a version has all."""
        return next(iter(self.of_kind(Kind.TOGETHER).values()), None)

    @property
    def added(self) -> dict[str, Estimate]:
        """What each error added to all the others, where a version has all but it."""
        return {error: own for (error,), own in self.of_kind(Kind.ADDED).items()}

    @property
    def beyond_sum(self) -> Estimate | None:
        """What all errors changed together, less the sum of what each changed alone."""
        return next(iter(self.of_kind(Kind.BEYOND_SUM).values()), None)

    @property
    def interactions(self) -> dict[tuple[str, ...], Estimate]:
        """The interaction of every set of errors of which all subsets have versions."""
        return self.of_kind(Kind.INTERACTION)


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactorialEffect:
    """What several errors changed, among jurors and in verdicts under every model.

    Parameters
    ----------
    design
        The errors and the versions that have them.
    effect
        Each version by itself and against the one without any error: shares, tests, endings under
        each model, the chance that each threshold is exceeded.
    shares
        The comparisons in the share of guilty leanings.
    models
        For each model, the comparisons in each ending.
    assumptions
        Those of `effect`, and those that several errors add.
    """

    design: ErrorDesign
    effect: SurveyEffect
    shares: Contrasts
    models: Mapping[str, Mapping[Ending, Contrasts]]
    assumptions: tuple[Assumption, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """The errors, in the user's order."""
        return self.design.errors

    def span(self, comparison: Comparison, ending: Ending) -> tuple[float, float]:
        """Return the smallest and the largest value of a comparison over the models."""
        values = [own[ending].estimates[comparison].value for own in self.models.values()]
        return min(values), max(values)

    def interval_span(self, comparison: Comparison, ending: Ending) -> tuple[float, float]:
        """Return the lowest and the highest end of its intervals over the models."""
        found = [own[ending].estimates[comparison].both for own in self.models.values()]
        return min(one.low for one in found), max(one.high for one in found)

    def as_json(self) -> dict[str, Any]:
        """Return the whole result as data, without provenance."""
        effect, comparisons = self.effect, self.design.comparisons
        said = effect.as_json()
        same = ("survey", "fewer_than_four_models", "rule", "jury_size", "to_convict", "to_acquit",
                "resemblance", "strikes", "patience", "hung_rate", "adjusted_for", "confidence",
                "draws", "stream", "left_out")  # fmt: skip
        return {
            "schema": SCHEMA,
            "design": self.design.as_json(),
            "versions": [self._version(name) for name in self.design.versions.values()],
            "shares": [
                {**one.as_json(), **self.shares.estimates[one].as_json()} for one in comparisons
            ],
            "models": [self._model(model) for model in effect.models],
            "range": [
                {
                    **one.as_json(),
                    **{
                        str(ending): {
                            "values": list(self.span(one, ending)),
                            "intervals": list(self.interval_span(one, ending)),
                        }
                        for ending in Ending
                    },
                }
                for one in comparisons
            ],
            **{key: said[key] for key in same},
            "assumptions": [assumption.as_json() for assumption in self.assumptions],
        }

    def _version(self, condition: str) -> dict[str, Any]:
        effect = self.effect
        tests = {
            "test_against_none": effect.tests,
            "adjusted_test_against_none": effect.adjusted_tests,
        }
        return {
            **effect.arm(condition).as_json(),
            "errors": list(self.design.errors_of(condition)),
            **{
                name: own[condition].as_json() if condition in own else None
                for name, own in tests.items()
            },
        }

    def _model(self, model: ModelEffect) -> dict[str, Any]:
        own = self.models[model.name]
        said = model.as_json()
        del said["effects"]  # they stand among the comparisons
        return {
            **said,
            "comparisons": [
                {
                    **one.as_json(),
                    **as_json({ending: own[ending].estimates[one] for ending in Ending}),
                }
                for one in self.design.comparisons
            ],
        }


def factorial_effect(
    survey: Survey,
    errors: Mapping[str, Sequence[str]],
    *,
    hypothetical: str = "hypothetical",
    rule: DecisionRule | None = None,
    jury_size: int = 12,
    resemblance: float = 0.0,
    strikes: AnyStrikes | None = None,
    patience: Patience | None = None,
    hung_rate: str | None = None,
    models: Sequence[str | LawDraws] = DEFAULT_MODELS,
    single_model: bool = False,
    thresholds: Sequence[float] = (),
    confidence: float = 0.90,
    draws: int = DRAWS,
    kind: str = "field",
    adjust_for: Sequence[str] = (),
    adjust_numbers: Sequence[str] = (),
    stream: Stream | None = None,
) -> FactorialEffect:
    """Return what several errors changed: alone, together, and beyond their sum.

    Parameters
    ----------
    survey
        Its conditions are the versions that `errors` names, and `hypothetical`.
    errors
        For each of two errors or more, the conditions that have it.
    hypothetical
        The condition without any of them.
    rule, jury_size, resemblance, strikes, patience, hung_rate, models, single_model, thresholds
        As `juryroom.effect.survey_effect.survey_effect` has them; each threshold is asked of every
        version against the one without any error.
    confidence, draws, kind, adjust_for, adjust_numbers, stream
        As there. With the same stream, what a version changes against none is the same here and
        there, to the last digit.

    Raises
    ------
    OutOfDomainError
        If the errors and conditions are no design (see `ErrorDesign.of`), or as `survey_effect` has
        it.
    UnknownNameError
        As there.

    Examples
    --------
    >>> survey = Survey.of_counts({"both": (320, 400), "none": (240, 400),
    ...                            "confession": (280, 400), "remark": (260, 400)})
    >>> found = factorial_effect(survey, {"confession": ["confession", "both"],
    ...     "remark": ["remark", "both"]}, hypothetical="none")
    >>> found.shares.together.value, found.shares.beyond_sum.value
    (0.2, 0.05)
    >>> verdicts = found.models["tug-of-war"][Ending.GUILTY]
    >>> verdicts.together.value, verdicts.beyond_sum.value
    (0.3538, 0.0659)
    """
    design = ErrorDesign.of(errors, hypothetical)
    design.check_conditions(survey.conditions)
    survey = replace(survey, conditions=design.conditions)
    stream = stream or Streams(0).at("survey effect")
    effect = survey_effect(
        survey,
        rule=rule,
        jury_size=jury_size,
        resemblance=resemblance,
        strikes=strikes,
        patience=patience,
        hung_rate=hung_rate,
        models=models,
        single_model=single_model,
        thresholds=thresholds,
        confidence=confidence,
        draws=draws,
        kind=kind,
        adjust_for=adjust_for,
        adjust_numbers=adjust_numbers,
        stream=stream,
    )
    shares = _shares(survey, adjust_for, adjust_numbers, draws, stream)
    settings = spread_levels(draws, stream.at("parameters").generator())
    return FactorialEffect(
        design=design,
        effect=effect,
        shares=contrasts_of(shares, design.comparisons, confidence),
        models=_verdicts(effect, shares, settings, design.comparisons),
        assumptions=(*effect.assumptions, *_assumptions(design)),
    )


def contrasts_of(
    drawn: Mapping[str, Draws], comparisons: Iterable[Comparison], confidence: float
) -> Contrasts:
    """Return comparisons of versions in one quantity.

    Parameters
    ----------
    drawn
        Draws of the quantity in each version.
    comparisons
        Which versions are compared, with their weights.
    confidence
        Of every interval.
    """
    found: dict[Comparison, Estimate] = {}
    for comparison in comparisons:
        first, *others = (drawn[name].times(weight) for name, weight in comparison.weights)
        for own in others:
            first = first.plus(own)
        found[comparison] = first.estimate(confidence)
    return Contrasts(found)


def _shares(
    survey: Survey,
    adjust_for: Sequence[str],
    adjust_numbers: Sequence[str],
    draws: int,
    stream: Stream,
) -> dict[str, Draws]:
    """Return the shares that `survey_effect` sends through the jury, drawn as it draws them."""
    if adjust_for or adjust_numbers:
        adjusted = adjusted_shares(
            survey, adjust_for, numbers=adjust_numbers, draws=draws, stream=stream
        )
        return {c: Draws(adjusted.shares[c], own, None, own) for c, own in adjusted.draws.items()}
    sizes = effective_sizes(survey)
    found: dict[str, Draws] = {}
    for condition in survey.conditions:
        counted = CountedShare(survey.share(condition), sizes[condition].effective)
        drawn = counted.draws(spread_levels(draws, stream.at("shares", condition).generator()))
        found[condition] = Draws(counted.share, drawn, None, drawn)
    return found


def _verdicts(
    effect: SurveyEffect,
    shares: Mapping[str, Draws],
    settings: FloatArray,
    comparisons: Sequence[Comparison],
) -> dict[str, Mapping[Ending, Contrasts]]:
    """Return the comparisons in each ending under each model, from the draws of the shares."""
    found: dict[str, Mapping[Ending, Contrasts]] = {}
    ballots: dict[str, FloatArray] = {}
    for model in effect.models:
        if effect.jury.by_model or not ballots:
            guilty = model.law.mean[:, 0]
            ballots = {c: effect.jury.ballots(own.both, guilty) for c, own in shares.items()}
        drawn = {
            condition: outcome_draws(
                model.law,
                own,
                np.array([model.seated[condition].first_ballot.probabilities]),
                settings,
            )
            for condition, own in ballots.items()
        }
        found[model.name] = {
            ending: contrasts_of(
                {c: own[place] for c, own in drawn.items()}, comparisons, effect.confidence
            )
            for place, ending in enumerate(Ending)
        }
    return found


def _assumptions(design: ErrorDesign) -> tuple[Assumption, ...]:
    """Return what comparisons of several errors rest on beside what an effect does."""
    chosen = {
        "ERR-1": "Two versions differ in the errors that are named alone, and an error is shown alike "
        "in every version that has it.",
        "ERR-2": "Errors add up, or do not, on the scale of probability. Deliberation bends shares "
        "into verdicts: errors that add up among jurors need not add up in verdicts, and the reverse.",
        "ERR-3": "Comparisons share versions, so they are not independent; each interval holds as "
        "often as it says for one comparison, not for all of them at once.",
    }
    if design.not_identified or design.sets_without_version:
        chosen["ERR-4"] = (
            "What the versions do not identify is not shown: no error is assumed to add to another."
        )
    return tuple(Assumption(name, text) for name, text in chosen.items())
