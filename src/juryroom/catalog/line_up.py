"""The models that are compared side by side, each under a court's patience of the same length.

One step of one model is not one step of another, so a cap of twenty ballots would be long for one
and short for the next. The models with a clock are therefore made comparable by what can be
observed: each court loses patience at the constant rate per ballot at which the model hangs the
same published share of juries. First ballots are taken as equally likely, 0 to the jury size, so
that the calibration favours no split. Both are assumptions, and every result says so.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import final

from juryroom.catalog.base_rates import BaseRate, hung_rate
from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.registry import models
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.calibrated import patience_for_hung_rate
from juryroom.outcome.patience import Never, Patience
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial

DEFAULT_RATE = "hannaford_1999"
"""Large urban courts: the kind of court most felony trials with a reported split come from."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A model at its default parameters, under the rule and the calibrated patience.

    `patience` is `Never` for a scheme: it has no ballots to be patient about.
    """

    name: str
    model: DeliberationModel
    rule: DecisionRule
    patience: Patience

    @property
    def has_clock(self) -> bool:
        """Whether the model moves ballot by ballot."""
        return self.model.card.clock is not None

    def trial(self, first_ballot: FirstBallot, *, pressure: float = 0.0) -> Trial:
        """Return the trial of this entrant from `first_ballot`."""
        return Trial(
            model=self.model,
            first_ballot=first_ballot,
            rule=self.rule,
            patience=self.patience,
            pressure=pressure,
        )


@lru_cache(maxsize=64)
def line_up(rule: DecisionRule, rate: BaseRate | None = None) -> tuple[Entrant, ...]:
    """Return every model, with a clock or without, ready for a trial under `rule`.

    Parameters
    ----------
    rule
        The decision rule.
    rate
        The published hung rate to which patience is calibrated; `DEFAULT_RATE` unless given.

    Examples
    --------
    >>> entrants = line_up(DecisionRule.unanimous(12))
    >>> [e.name for e in entrants if e.has_clock]
    ['linear-pull', 'private-public', 'tug-of-war']
    """
    share = (rate or hung_rate(DEFAULT_RATE)).share
    out = dict(left_out(rule))
    return tuple(
        _entrant(name, model(), rule, share)
        for name, model in sorted(models().items())
        if name not in out
    )


@lru_cache(maxsize=64)
def left_out(rule: DecisionRule) -> tuple[tuple[str, str], ...]:
    """Return the models that take no part under `rule`, each with the reason.

    Examples
    --------
    >>> dict(left_out(DecisionRule.unanimous(12)))["pooled-logistic"]
    'under it a unanimous first ballot is not always the verdict: its curve is about votes as
    studies recorded them, and its not guilty is not convicted'
    """
    reasons = ((name, _why_out(model(), rule)) for name, model in sorted(models().items()))
    return tuple((name, why) for name, why in reasons if why is not None)


def _why_out(model: DeliberationModel, rule: DecisionRule) -> str | None:
    if model.card.clock is not None:
        return None
    if rule != DecisionRule.unanimous(rule.jury_size):
        return "a scheme fixes its own rule, and says nothing of this one"
    endings = deliberation_law(model, rule, Never()).endings
    if endings[-1, 0] == 1 and endings[0, 1] == 1:
        return None
    return (
        "under it a unanimous first ballot is not always the verdict: its curve is about votes as "
        "studies recorded them, and its not guilty is not convicted"
    )


def _entrant(name: str, model: DeliberationModel, rule: DecisionRule, share: float) -> Entrant:
    patience: Patience = Never()
    if model.card.clock is not None:
        every_split = FirstBallot.distribution([1 / (rule.jury_size + 1)] * (rule.jury_size + 1))
        patience = patience_for_hung_rate(model, rule, hung_rate=share, first_ballot=every_split)
    return Entrant(name=name, model=model, rule=rule, patience=patience)
