"""How juries of each model end, for many settings of the model's parameters at once.

An effect is carried through more than one model, and through more than one setting of a model where
its parameters are not known exactly. Where the settings come from is a choice: `named_laws` takes
the reference estimate with all its draws, and models of the line-up at their defaults, one setting
each; `laws_of` takes any settings of any model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from juryroom.catalog.base_rates import BaseRate, hung_rate
from juryroom.catalog.line_up import DEFAULT_RATE, Entrant, left_out, line_up
from juryroom.catalog.reference import reference
from juryroom.deliberation.interface import Chain, DeliberationModel
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.patience import AnyPatience
from juryroom.outcome.solve import deliberation_law
from juryroom.outcome.sweep import sweep_laws
from juryroom.procedure.decision_rule import DecisionRule

REFERENCE = "reference"
DEFAULT_MODELS = (REFERENCE, "linear-pull", "private-public", "tug-of-war")
"""The fitted one, and three that differ in kind: no lean, a mind behind the vote, a lean to acquit."""

FEWEST_MODELS = 4
SUM_TOLERANCE = 1e-9


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LawDraws:
    """How the juries of one model end from each first ballot, in each setting.

    Parameters
    ----------
    model
        The model's name, as it is shown.
    endings
        Probability of guilty, not guilty and hung from 0, 1, ..., n guilty votes, shape
        ``(settings, n + 1, 3)``. Every setting is as likely as every other; one setting means that
        the parameters are taken as known.
    says
        The model in one sentence.
    source
        Where the settings come from.

    Raises
    ------
    OutOfDomainError
        If the table is none, or a row does not sum to one.
    """

    model: str
    endings: FloatArray
    says: str
    source: str

    def __post_init__(self) -> None:
        shape = self.endings.shape
        good = len(shape) == 3 and shape[2] == 3 and shape[0] > 0
        sums = self.endings.sum(axis=2) if good else np.zeros(1)
        if good and self.endings.min() >= -SUM_TOLERANCE:
            good = bool(np.abs(sums - 1).max() <= SUM_TOLERANCE)
        else:
            good = False
        if not good:
            rule = "from each first ballot a jury ends in one of three ways"
            accepted = (
                "shape (settings, jury size + 1, 3); entries of 0 or more; rows that sum to 1"
            )
            found = f"an array of shape {shape} that is no such table"
            raise OutOfDomainError(Problem(f"LawDraws '{self.model}'", found, rule, accepted))

    @property
    def settings(self) -> int:
        """How many settings there are."""
        return len(self.endings)

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return self.endings.shape[1] - 1

    @property
    def mean(self) -> FloatArray:
        """The law with the parameters' uncertainty averaged out, shape ``(n + 1, 3)``."""
        return self.endings.mean(axis=0)

    def as_json(self) -> dict[str, Any]:
        """Return what the laws are; the tables are not repeated."""
        return {
            "model": self.model,
            "says": self.says,
            "settings": self.settings,
            "source": self.source,
        }


LawSource = Callable[[DecisionRule], Sequence[LawDraws]]
"""Gives the models, and their settings, under a decision rule."""


def laws_of(
    models: Sequence[DeliberationModel], rule: DecisionRule, patience: AnyPatience, source: str
) -> LawDraws:
    """Return the laws of one model in many settings, all equally likely.

    Parameters
    ----------
    models
        The same model in each setting, one or more.
    rule
        The votes that are a verdict.
    patience
        When the court gives up.
    source
        Where the settings come from.

    Examples
    --------
    >>> from juryroom.deliberation.models.tug_of_war import TugOfWar
    >>> from juryroom.outcome.patience import Never
    >>> settings = [TugOfWar(bias=bias) for bias in (0.4, 0.6, 0.8)]
    >>> laws_of(settings, DecisionRule.unanimous(12), Never(), "three values of bias").settings
    3
    """
    chains = [model for model in models if isinstance(model, Chain)]
    if chains and len(chains) == len(models):
        endings = sweep_laws(chains, rule, patience).endings
    else:
        endings = np.array([deliberation_law(m, rule, patience).endings for m in models])
    card = models[0].card
    return LawDraws(model=card.name, endings=endings, says=card.says, source=source)


def named_laws(
    rule: DecisionRule,
    models: Sequence[str] = DEFAULT_MODELS,
    *,
    rate: BaseRate | None = None,
    kind: str = "field",
) -> tuple[LawDraws, ...]:
    """Return models by name: the reference with its draws, others at their default parameters.

    Models of the line-up with ballots hang the same published share of juries, those without take
    the rule they have (see `juryroom.catalog.line_up`).

    Parameters
    ----------
    rule
        The decision rule.
    models
        "reference", and names from ``juryroom models``.
    rate
        The published hung rate to which the line-up is calibrated.
    kind
        The kind of juries that the reference stands for: "field", "mock" or "capital".

    Raises
    ------
    UnknownNameError
        If a model does not exist or says nothing of this rule.

    Examples
    --------
    >>> [(laws.model, laws.settings) for laws in named_laws(DecisionRule.unanimous(6))]
    [('reference', 2000), ('linear-pull', 1), ('private-public', 1), ('tug-of-war', 1)]
    """
    rate = rate or hung_rate(DEFAULT_RATE)
    others = [name for name in models if name != REFERENCE]
    entrants = {entrant.name: entrant for entrant in line_up(rule, rate)} if others else {}
    unsaid = dict(left_out(rule))
    problems = [
        Problem(
            f"model '{name}'",
            unsaid.get(name, "no model of that name"),
            f"an effect is carried through models that answer for the rule {rule}",
            nearest(name, [REFERENCE, *entrants]),
        )
        for name in others
        if name not in entrants
    ]
    if problems:
        raise UnknownNameError(problems)
    return tuple(
        _reference(rule, kind) if name == REFERENCE else _one(entrants[name], rate)
        for name in models
    )


def _reference(rule: DecisionRule, kind: str) -> LawDraws:
    estimate = reference()
    return LawDraws(
        model=REFERENCE,
        endings=estimate.laws(rule, kind).endings,
        says="A tug of war with deadlock, fitted to juries that were observed.",
        source=f"{estimate.about}; {kind} juries",
    )


def _one(entrant: Entrant, rate: BaseRate) -> LawDraws:
    endings = deliberation_law(entrant.model, entrant.rule, entrant.patience).endings
    clock = f"; hangs {rate.share:g} of juries ({rate.study})" if entrant.has_clock else ""
    return LawDraws(
        model=entrant.name,
        endings=endings[None],
        says=entrant.model.card.says,
        source=f"default parameters, taken as known{clock}",
    )
