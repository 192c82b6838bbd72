"""More than two versions of a trial: several errors, alone and together.

Where each of several errors is in some versions and out of others (a factorial survey), three
questions have answers in the probability of a verdict:

* what each error changed **alone**: the trial with it against the trial with none;
* what they changed **together**: the trial with all against the trial with none;
* their **interaction**: what they changed together, less the sum of what each changed alone. Above 0
  the errors do more together than apart.

Deliberation bends shares into verdicts, so errors that add up among jurors need not add up in
verdicts; the interaction is reported for both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, final

import numpy as np

from juryroom.effect.estimates import Draws, Estimate, as_json
from juryroom.effect.law_draws import DEFAULT_MODELS, LawDraws, named_laws
from juryroom.effect.survey_effect import outcome_draws
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.effective_size import effective_sizes
from juryroom.jury.many_ballots import Strikes, first_ballots
from juryroom.jury.shares import CONFIDENCE, CountedShare, spread_levels
from juryroom.jury.survey import Survey
from juryroom.markov.arrays import FloatArray
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Stream, Streams

SHARE = "share of guilty leanings"

Factors = Mapping[str, frozenset[str]]
"""For each condition, the errors that are in it; one condition has none."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """What several errors changed, in one quantity.

    Parameters
    ----------
    alone
        For each error that has a version of its own, the change it makes alone.
    together
        The change that all errors make together.
    interaction
        `together` less the sum of `alone`; None unless every error has a version of its own.
    """

    alone: Mapping[str, Estimate]
    together: Estimate
    interaction: Estimate | None

    def as_json(self) -> dict[str, Any]:
        """Return the contrasts under their names."""
        return {
            "alone": as_json(self.alone),
            "together": self.together.as_json(),
            "interaction": None if self.interaction is None else self.interaction.as_json(),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FactorialEffect:
    """What several errors changed, among jurors and in verdicts under every model.

    Parameters
    ----------
    shares
        The contrasts in the share of guilty leanings.
    models
        For each model, the contrasts in each ending.
    """

    errors: tuple[str, ...]
    shares: Contrasts
    models: Mapping[str, Mapping[Ending, Contrasts]]

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "errors": list(self.errors),
            "shares": self.shares.as_json(),
            "models": {
                name: {str(ending): found.as_json() for ending, found in own.items()}
                for name, own in self.models.items()
            },
        }


def factorial_effect(
    survey: Survey,
    factors: Mapping[str, Sequence[str]],
    *,
    rule: DecisionRule | None = None,
    jury_size: int = 12,
    resemblance: float = 0.0,
    strikes: Strikes | None = None,
    models: Sequence[str] | Sequence[LawDraws] = DEFAULT_MODELS,
    confidence: float = 0.90,
    draws: int = 2_000,
    stream: Stream | None = None,
) -> FactorialEffect:
    """Return what several errors changed, alone, together, and beyond their sum.

    Parameters
    ----------
    survey
        A survey whose conditions are those of `factors`.
    factors
        For each condition, the errors in it. One condition has none, and one has all of them.
    rule, jury_size, resemblance, strikes, models, confidence, draws, stream
        As `juryroom.effect.survey_effect.survey_effect` has them. All conditions share the draws of
        the parameters.

    Raises
    ------
    OutOfDomainError
        If the conditions are not those of the survey, or no condition has none or all of the errors.

    Examples
    --------
    >>> survey = Survey.of_counts({"both": (320, 400), "none": (240, 400),
    ...                            "confession": (280, 400), "remark": (260, 400)})
    >>> found = factorial_effect(survey, {"none": [], "confession": ["confession"],
    ...     "remark": ["remark"], "both": ["confession", "remark"]})
    >>> found.shares.together.value, found.shares.interaction.value
    (0.2, 0.05)
    """
    CONFIDENCE.check(confidence, owner="factorial_effect")
    errors, names = _design(survey, factors)
    decided = rule or DecisionRule.unanimous(jury_size)
    stream = stream or Streams(0).at("factorial effect")
    sizes = effective_sizes(survey)
    shares: dict[str, Draws] = {}
    for condition in survey.conditions:
        counted = CountedShare(survey.share(condition), sizes[condition].effective)
        levels = spread_levels(draws, stream.at("shares", condition).generator())
        drawn = counted.draws(levels)
        shares[condition] = Draws(counted.share, drawn, None, drawn)
    settings = spread_levels(draws, stream.at("parameters").generator())

    def ballots(given: FloatArray) -> FloatArray:
        n = decided.jury_size
        return first_ballots(given, n, resemblance=resemblance, strikes=strikes)

    drawn_ballots = {condition: ballots(own.both) for condition, own in shares.items()}
    at = {condition: ballots(np.array([own.value])) for condition, own in shares.items()}
    found: dict[str, Mapping[Ending, Contrasts]] = {}
    for law in _laws(models, decided):
        outcomes = {c: outcome_draws(law, drawn_ballots[c], at[c], settings) for c in at}
        found[law.model] = {
            ending: _contrasts(
                {c: own[place] for c, own in outcomes.items()}, names, errors, confidence
            )
            for place, ending in enumerate(Ending)
        }
    return FactorialEffect(
        errors=errors, shares=_contrasts(shares, names, errors, confidence), models=found
    )


def _laws(models: Sequence[str] | Sequence[LawDraws], rule: DecisionRule) -> tuple[LawDraws, ...]:
    names = [model for model in models if isinstance(model, str)]
    return (*named_laws(rule, names), *(m for m in models if isinstance(m, LawDraws)))


def _design(
    survey: Survey, factors: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], dict[frozenset[str], str]]:
    """Return the errors, and the condition that has each set of them."""
    errors = tuple(dict.fromkeys(chain.from_iterable(factors.values())))
    names = {frozenset(own): condition for condition, own in factors.items()}
    problems: list[Problem] = []
    rule = "each condition of a factorial survey has its own set of errors"
    if set(factors) != set(survey.conditions) or len(names) < len(factors):
        found = f"factors for {', '.join(factors)}; the survey has {', '.join(survey.conditions)}"
        accepted = "one set of errors for each condition of the survey, no two alike"
        problems.append(Problem("factors", found, rule, accepted))
    for wanted, words in ((frozenset[str](), "none"), (frozenset(errors), "all")):
        if wanted not in names or not errors:
            found = f"no condition with {words} of the errors"
            accepted = "a condition with none of the errors, and one with all"
            problems.append(Problem("factors", found, rule, accepted))
    if problems:
        raise OutOfDomainError(problems)
    return errors, names


def _contrasts(
    drawn: Mapping[str, Draws],
    names: Mapping[frozenset[str], str],
    errors: tuple[str, ...],
    confidence: float,
) -> Contrasts:
    without = drawn[names[frozenset()]]
    alone = {
        error: drawn[names[frozenset((error,))]].minus(without)
        for error in errors
        if frozenset((error,)) in names
    }
    together = drawn[names[frozenset(errors)]].minus(without)
    interaction = None
    if len(alone) == len(errors):
        interaction = together
        for own in alone.values():
            interaction = interaction.minus(own)
    return Contrasts(
        alone={error: own.estimate(confidence) for error, own in alone.items()},
        together=together.estimate(confidence),
        interaction=None if interaction is None else interaction.estimate(confidence),
    )
