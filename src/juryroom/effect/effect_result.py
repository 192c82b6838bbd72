"""The effect on the verdict as a result: every part, its range over models, and as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from juryroom.catalog.base_rates import BaseRate
from juryroom.effect.adjusted import AdjustedTest
from juryroom.effect.assumptions import Assumption
from juryroom.effect.called_jury import AnyStrikes, CalledJury, Seated
from juryroom.effect.estimates import Estimate, Exceeding, as_json
from juryroom.effect.law_draws import FEWEST_MODELS, LawDraws
from juryroom.errors import Problem, UnknownNameError, nearest
from juryroom.jury.effective_size import EffectiveSize
from juryroom.jury.equal_shares import ShareTest
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.survey import LeftOut
from juryroom.outcome.interval import Interval
from juryroom.outcome.patience import Patience
from juryroom.procedure.decision_rule import DecisionRule, Ending

SCHEMA = "juryroom-effect/1"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ArmResult:
    """One version of the trial: who leans to guilty.

    Parameters
    ----------
    share
        The share of guilty leanings, weighted where the survey is.
    interval
        The mid-P interval, on the effective size.
    unweighted
        The share without weights.
    used
        The share that goes through the jury: `share`, or the adjusted one.
    size
        How many were asked, and what they are worth.
    before_strikes
        The jury's first ballot at this share, no one struck.
    first_ballot
        The same after strikes; None where each model has its own (see `ModelEffect`).
    """

    condition: str
    share: float
    interval: Interval
    unweighted: float
    used: float
    size: EffectiveSize
    before_strikes: FirstBallot
    first_ballot: FirstBallot | None

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "condition": self.condition,
            "share": self.share,
            "interval": self.interval.as_json(),
            "unweighted_share": self.unweighted,
            "share_used": self.used,
            "size": self.size.as_json(),
            "first_ballot_before_strikes": list(self.before_strikes.probabilities),
            "first_ballot": None
            if self.first_ballot is None
            else list(self.first_ballot.probabilities),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEffect:
    """What one model gives.

    Parameters
    ----------
    law
        The model and its settings.
    seated
        For each condition, the first ballot after strikes, and the strikes that are spent.
    outcomes
        For each condition, the probability of each ending.
    effects
        For each condition but the hypothetical one, its difference from that one in each ending.
    not_all_guilty_without
        The probability of anything but guilty in the hypothetical trial: not guilty or hung.
    exceeding
        For each of those conditions, how probable an effect on guilty above each threshold is.
    """

    law: LawDraws
    seated: Mapping[str, Seated]
    outcomes: Mapping[str, Mapping[Ending, Estimate]]
    effects: Mapping[str, Mapping[Ending, Estimate]]
    not_all_guilty_without: Estimate
    exceeding: Mapping[str, tuple[Exceeding, ...]]

    @property
    def name(self) -> str:
        """The model's name."""
        return self.law.model

    @property
    def effect(self) -> Mapping[Ending, Estimate]:
        """The effect in the actual trial: its difference from the hypothetical one."""
        return next(iter(self.effects.values()))

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            **self.law.as_json(),
            "first_ballots": {
                condition: list(own.first_ballot.probabilities)
                for condition, own in self.seated.items()
            },
            "strikes_spent": {
                condition: None if own.spent is None else own.spent._asdict()
                for condition, own in self.seated.items()
            },
            "outcomes": {condition: as_json(own) for condition, own in self.outcomes.items()},
            "effects": {condition: as_json(own) for condition, own in self.effects.items()},
            "not_all_guilty_without": self.not_all_guilty_without.as_json(),
            "exceeding": {
                condition: [one.as_json() for one in own]
                for condition, own in self.exceeding.items()
            },
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyEffect:
    """The effect on the verdict, under every model.

    Parameters
    ----------
    conditions
        The actual trial, the hypothetical one, any others.
    arms
        One for each condition.
    difference
        For each condition but the hypothetical one, the difference of shares and its interval.
    tests
        For each of those, the test of whether the shares are equal as they were counted.
    models
        One for each model.
    jury
        How a share becomes a first ballot.
    patience
        The court's patience where it was given, in the models that take it.
    hung_rate
        The published rate to which models are calibrated; None where none is.
    adjusted_tests
        For each condition but the hypothetical one, the test that belongs to adjusted shares; empty
        where shares are not adjusted.
    """

    survey_name: str
    conditions: tuple[str, ...]
    arms: tuple[ArmResult, ...]
    difference: Mapping[str, tuple[float, Interval]]
    tests: Mapping[str, ShareTest]
    models: tuple[ModelEffect, ...]
    rule: DecisionRule
    jury: CalledJury
    patience: Patience | None
    hung_rate: BaseRate | None
    confidence: float
    draws: int
    seed: int
    stream: str
    ledger: tuple[LeftOut, ...]
    assumptions: tuple[Assumption, ...]
    adjusted_for: tuple[str, ...] = ()
    adjusted_tests: Mapping[str, AdjustedTest]

    @property
    def resemblance(self) -> float:
        """The correlation between two persons called to one jury."""
        return self.jury.resemblance

    @property
    def strikes(self) -> AnyStrikes | None:
        """What both sides strike."""
        return self.jury.strikes

    @property
    def actual(self) -> str:
        """The condition that is the actual trial."""
        return self.conditions[0]

    @property
    def hypothetical(self) -> str:
        """The condition that is the trial without the error."""
        return self.conditions[1]

    @property
    def few_models(self) -> bool:
        """Whether there are fewer models than an exhibit should show."""
        return len(self.models) < FEWEST_MODELS

    def arm(self, condition: str) -> ArmResult:
        """Return what is known of one condition."""
        return next(arm for arm in self.arms if arm.condition == condition)

    def model(self, name: str) -> ModelEffect:
        """Return what one model gives.

        Raises
        ------
        UnknownNameError
            If no such model was used.
        """
        for model in self.models:
            if model.name == name:
                return model
        names = [model.name for model in self.models]
        rule = "an effect is given for the models it was carried through"
        raise UnknownNameError(Problem("model", f"'{name}'", rule, nearest(name, names)))

    def span(self, ending: Ending, condition: str | None = None) -> tuple[float, float]:
        """Return the smallest and the largest effect over the models, at their values."""
        which = condition or self.actual
        values = [model.effects[which][ending].value for model in self.models]
        return min(values), max(values)

    def interval_span(self, ending: Ending, condition: str | None = None) -> tuple[float, float]:
        """Return the lowest and the highest end of the intervals of all models."""
        which = condition or self.actual
        intervals = [model.effects[which][ending].both for model in self.models]
        return min(i.low for i in intervals), max(i.high for i in intervals)

    def as_json(self) -> dict[str, Any]:
        """Return the whole result as data, without provenance."""
        others = [c for c in self.conditions if c != self.hypothetical]
        return {
            "schema": SCHEMA,
            "survey": self.survey_name,
            "conditions": list(self.conditions),
            "actual": self.actual,
            "hypothetical": self.hypothetical,
            "arms": [arm.as_json() for arm in self.arms],
            "difference_of_shares": {
                condition: {
                    "value": value,
                    "interval": interval.as_json(),
                    "test": self.tests[condition].as_json(),
                    "adjusted_test": self.adjusted_tests[condition].as_json()
                    if condition in self.adjusted_tests
                    else None,
                }
                for condition, (value, interval) in self.difference.items()
            },
            "models": [model.as_json() for model in self.models],
            "range": {
                condition: {
                    str(ending): {
                        "values": list(self.span(ending, condition)),
                        "intervals": list(self.interval_span(ending, condition)),
                    }
                    for ending in Ending
                }
                for condition in others
            },
            "fewer_than_four_models": self.few_models,
            "rule": str(self.rule),
            "jury_size": self.rule.jury_size,
            "to_convict": self.rule.to_convict,
            "to_acquit": self.rule.to_acquit,
            "resemblance": self.resemblance,
            "strikes": None if self.strikes is None else self.strikes.as_json(),
            "patience": None if self.patience is None else str(self.patience),
            "hung_rate": None if self.hung_rate is None else self.hung_rate.as_json(),
            "adjusted_for": list(self.adjusted_for),
            "confidence": self.confidence,
            "draws": self.draws,
            "stream": self.stream,
            "left_out": [{"row": entry.row, "reason": entry.reason} for entry in self.ledger],
            "assumptions": [assumption.as_json() for assumption in self.assumptions],
        }
