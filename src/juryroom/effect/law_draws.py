"""How juries of each model end, for many settings of the model's parameters at once.

An effect is carried through more than one model, and through more than one setting of a model where
its parameters are not known exactly. Where the settings come from is a choice: `named_laws` takes
the reference estimate with all its draws, and models of the line-up at their defaults, one setting
each; `laws_of` takes any settings of any model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, final

import numpy as np

from juryroom.catalog.base_rates import BaseRate, hung_rate, hung_rates
from juryroom.catalog.line_up import DEFAULT_RATE, Entrant, left_out, line_up
from juryroom.catalog.reference import reference
from juryroom.deliberation.interface import Chain, DeliberationModel
from juryroom.effect.estimates import Draws
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.outcome.patience import AnyPatience, Patience
from juryroom.outcome.solve import deliberation_law
from juryroom.outcome.sweep import sweep_laws
from juryroom.procedure.decision_rule import DecisionRule

REFERENCE = "reference"
DEFAULT_MODELS = (REFERENCE, "linear-pull", "private-public", "tug-of-war")
"""The fitted one, and three that differ in kind: no lean, a mind behind the vote, a lean to acquit."""

FEWEST_MODELS = 4
SUM_TOLERANCE = 1e-9
_AT_ONCE = 100_000


class PatienceFrom(StrEnum):
    """Where it comes from when a jury of a model that does not agree is hung."""

    CALIBRATED = "calibrated"
    GIVEN = "given"
    FITTED = "fitted"
    NONE = "none"
    OWN = "own"


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
    patience
        Where the court's patience comes from: calibrated to a published hung rate, given, fitted
        with the model, none because the model has no ballots, or whoever made the laws has his own.

    Raises
    ------
    OutOfDomainError
        If the table is none, or a row does not sum to one.
    """

    model: str
    endings: FloatArray
    says: str
    source: str
    patience: PatienceFrom = PatienceFrom.OWN

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
            "patience": str(self.patience),
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


def named_rate(name: str) -> BaseRate:
    """Return the published hung rate of that name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    known = [rate.id for rate in hung_rates()]
    if name not in known:
        rule = "the models' patience is calibrated to a published rate of hung juries"
        raise UnknownNameError(Problem("hung_rate", f"'{name}'", rule, nearest(name, known)))
    return hung_rate(name)


def named_laws(
    rule: DecisionRule,
    models: Sequence[str] = DEFAULT_MODELS,
    *,
    rate: BaseRate | None = None,
    patience: Patience | None = None,
    kind: str = "field",
) -> tuple[LawDraws, ...]:
    """Return models by name: the reference with its draws, others at their default parameters.

    Models of the line-up with ballots hang the same published share of juries, or have the patience
    that is given; those without take the rule they have (see `juryroom.catalog.line_up`).

    Parameters
    ----------
    rule
        The decision rule.
    models
        "reference", and names from ``juryroom models``.
    rate
        The published hung rate to which the line-up is calibrated.
    patience
        When the court gives up, in ballots, in place of that; not with `rate`. The reference keeps
        the deadlock that was fitted with it.
    kind
        The kind of juries that the reference stands for: "field", "mock" or "capital".

    Raises
    ------
    OutOfDomainError
        If both a rate and a patience are given, or one that no model takes.
    UnknownNameError
        If a model does not exist or says nothing of this rule.

    Examples
    --------
    >>> [(laws.model, laws.settings) for laws in named_laws(DecisionRule.unanimous(6))]
    [('reference', 2000), ('linear-pull', 1), ('private-public', 1), ('tug-of-war', 1)]
    """
    others = [name for name in models if name != REFERENCE]
    wanted = rate or hung_rate(DEFAULT_RATE)
    entrants = {entrant.name: entrant for entrant in line_up(rule, wanted)} if others else {}
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
    _check_patience(rate, patience, [entrants[name] for name in others])
    waits = wanted if patience is None else patience
    return tuple(
        _reference(rule, kind, waits) if name == REFERENCE else _one(entrants[name], waits)
        for name in models
    )


def _check_patience(
    rate: BaseRate | None, patience: Patience | None, entrants: Sequence[Entrant]
) -> None:
    """Refuse what would be given twice, or would change nothing."""
    given = [name for name, one in (("hung_rate", rate), ("patience", patience)) if one is not None]
    if len(given) == 2:
        found, accepted = "both", "one of the two, or neither for the default rate"
    elif given and not any(entrant.has_clock for entrant in entrants):
        found = f"{', '.join(entrant.name for entrant in entrants) or 'no model'} of the line-up"
        accepted = "a model with ballots beside them: linear-pull, private-public, tug-of-war"
    else:
        return
    rule = (
        "models with ballots have the patience that is given, or one calibrated to a published hung "
        "rate; the reference has its own, and a scheme has no ballots"
    )
    raise OutOfDomainError(Problem(", ".join(given), found, rule, accepted))


def _reference(rule: DecisionRule, kind: str, waits: BaseRate | Patience) -> LawDraws:
    estimate = reference()
    kept = "" if isinstance(waits, BaseRate) else "; its fitted deadlock, not the patience given"
    return LawDraws(
        model=REFERENCE,
        endings=estimate.laws(rule, kind).endings,
        says="A tug of war with deadlock, fitted to juries that were observed.",
        source=f"{estimate.about}; {kind} juries{kept}",
        patience=PatienceFrom.FITTED,
    )


def _one(entrant: Entrant, waits: BaseRate | Patience) -> LawDraws:
    patience, clock, comes = entrant.patience, "", PatienceFrom.NONE
    if isinstance(waits, BaseRate):
        if entrant.has_clock:
            clock, comes = (
                f"; hangs {waits.share:g} of juries ({waits.study})",
                PatienceFrom.CALIBRATED,
            )
    elif entrant.has_clock:
        patience, clock, comes = waits, f"; {waits}, as given", PatienceFrom.GIVEN
    else:
        clock = "; no ballots, so no patience"
    return LawDraws(
        model=entrant.name,
        endings=deliberation_law(entrant.model, entrant.rule, patience).endings[None],
        says=entrant.model.card.says,
        source=f"default parameters, taken as known{clock}",
        patience=comes,
    )


def outcome_draws(
    law: LawDraws, ballots: FloatArray, at: FloatArray, settings: FloatArray
) -> tuple[Draws, ...]:
    """Return draws of the probability of every ending, in the order of `Ending`.

    Parameters
    ----------
    law
        How juries of one model end, in each of its settings.
    ballots
        A first ballot for each draw of the share, shape ``(draws, n + 1)``.
    at
        The first ballot at the counted share, shape ``(1, n + 1)``.
    settings
        Levels between 0 and 1, one a draw, that pick the settings.
    """
    mean = law.mean
    value, sampling = (at @ mean)[0], ballots @ mean
    if law.settings == 1:
        return tuple(Draws(float(value[e]), sampling[:, e], None, sampling[:, e]) for e in range(3))
    # Every setting is drawn equally often; with as many draws as settings, once each.
    drawn: IntArray = np.minimum((settings * law.settings).astype(np.int64), law.settings - 1)
    parameters = (at @ law.endings)[:, 0][drawn]
    both = np.empty_like(sampling)
    for begin in range(0, len(drawn), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        both[some] = np.einsum("sk,ske->se", ballots[some], law.endings[drawn[some]])
    return tuple(
        Draws(float(value[e]), sampling[:, e], parameters[:, e], both[:, e]) for e in range(3)
    )
