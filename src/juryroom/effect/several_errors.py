"""Several errors at once: what each changed alone, all together, and beyond their sum.

A survey shows versions of one trial that have different sets of errors. Each version by itself, and
against the one without any error, is what `juryroom.effect.survey_effect` gives; here the versions
are compared with each other, as `juryroom.effect.error_design` says, in the share of jurors who lean
to guilty and, under every model, in the probability of each ending.

Deliberation bends shares into verdicts, so errors that add up among jurors need not add up in
verdicts: the two are reported apart. All versions share the draws of the parameters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Unpack, final

from juryroom.effect.assumptions import Assumption
from juryroom.effect.effect_result import ModelEffect, SurveyEffect
from juryroom.effect.effect_settings import EffectSettings
from juryroom.effect.error_design import Comparison, ErrorDesign, Kind
from juryroom.effect.estimates import Draws, Estimate, as_json
from juryroom.effect.survey_effect import CONFIDENCE_GIVEN, survey_effect
from juryroom.jury.survey import Survey
from juryroom.procedure.decision_rule import Ending

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
    **settings: Unpack[EffectSettings],
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
    **settings
        The keywords of `juryroom.effect.survey_effect.survey_effect`; each threshold is asked of
        every version against the one without any error. With the same stream, what a version changes
        against none is the same here and there, to the last digit.

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
    seen = _Comparing(design.comparisons, settings.get("confidence", CONFIDENCE_GIVEN))
    effect = survey_effect(survey, **settings, watcher=seen)
    return FactorialEffect(
        design=design,
        effect=effect,
        shares=seen.shares,
        models=seen.models,
        assumptions=(*effect.assumptions, *_assumptions(design)),
    )


@dataclass(slots=True)
class _Comparing:
    """Compares the versions as their draws go by."""

    comparisons: Sequence[Comparison]
    confidence: float
    shares: Contrasts = field(init=False)
    models: dict[str, Mapping[Ending, Contrasts]] = field(init=False, default_factory=dict)

    def see_shares(self, drawn: Mapping[str, Draws]) -> None:
        self.shares = contrasts_of(drawn, self.comparisons, self.confidence)

    def see_model(self, name: str, drawn: Mapping[str, tuple[Draws, ...]]) -> None:
        self.models[name] = {
            ending: contrasts_of(
                {c: own[place] for c, own in drawn.items()}, self.comparisons, self.confidence
            )
            for place, ending in enumerate(Ending)
        }


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
