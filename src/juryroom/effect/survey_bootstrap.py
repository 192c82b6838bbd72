"""The effect again and again, from surveys drawn from the survey: a check on the intervals.

Respondents are drawn with replacement within each condition; where there are clusters, whole
clusters are, with all their people in both conditions. A raked survey is not raked again: each answer
is taken without what the margins say of it, which is the first step of raking again (Deville and
Särndal 1992). A drawn survey without anyone of weight in a condition has the share of the survey there.
The bootstrap needs no effective size, so it says whether the one in use is fair. It
cannot say anything where everybody in a condition leans one way: every drawn survey is then the
same. The intervals of `juryroom.effect.survey_effect` hold there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from juryroom.effect.law_draws import LawDraws
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.effective_size import freed_leanings
from juryroom.jury.many_ballots import Strikes, first_ballots
from juryroom.jury.survey import Survey
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.interval import Interval
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import Ending
from juryroom.rng import Stream

_COMPARISONS = Parameter(
    "comparisons", 100, 10_000_000, "comparisons", "how many surveys are drawn", whole=True
)
_ROOM = 20_000_000  # numbers that are in memory at once


@final
@dataclass(frozen=True, slots=True, eq=False)
class BootstrapEffect:
    """Effects in surveys that were drawn from one.

    Parameters
    ----------
    effects
        The effect on guilty, not guilty and hung in each, shape ``(comparisons, 3)``.
    shares
        The share of guilty leanings in the actual and the hypothetical trial, shape
        ``(comparisons, 2)``.
    """

    model: str
    effects: FloatArray
    shares: FloatArray

    def interval(self, ending: Ending, confidence: float = 0.90) -> Interval:
        """Return the middle part of the effects on one ending."""
        own = self.effects[:, tuple(Ending).index(ending)]
        low, high = np.quantile(own, [(1 - confidence) / 2, (1 + confidence) / 2])
        return Interval(float(low), float(high), confidence)


def bootstrap_effects(
    survey: Survey,
    laws: Sequence[LawDraws],
    *,
    comparisons: int = 10_000,
    resemblance: float = 0.0,
    strikes: Strikes | None = None,
    stream: Stream,
) -> tuple[BootstrapEffect, ...]:
    """Return the effects, for each model, in surveys drawn from a survey.

    Parameters
    ----------
    survey
        The first condition is the actual trial, the second the one without the error.
    laws
        The models; each is taken at the mean of its settings, and all see the same drawn surveys.
    comparisons
        How many surveys are drawn, 100 to ten million.
    resemblance, strikes
        As `juryroom.effect.survey_effect.survey_effect` has them.
    stream
        Where the random numbers are.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, or the models are of different juries.

    Examples
    --------
    >>> from juryroom.effect.law_draws import named_laws
    >>> from juryroom.procedure.decision_rule import DecisionRule
    >>> from juryroom.rng import Streams
    >>> survey = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
    >>> laws = named_laws(DecisionRule.unanimous(12), ["linear-pull"])
    >>> drawn = bootstrap_effects(survey, laws, stream=Streams(1).at("bootstrap"))
    >>> drawn[0].effects.shape
    (10000, 3)
    """
    _COMPARISONS.check(comparisons, owner="bootstrap_effects")
    sizes = {law.jury_size for law in laws}
    if len(sizes) != 1:
        rule = "the models that are compared are of one jury"
        found = f"juries of {', '.join(map(str, sorted(sizes))) or 'no size'}"
        accepted = "one model or more, of one jury size"
        raise OutOfDomainError(Problem("bootstrap_effects", found, rule, accepted))
    (size,) = sizes
    shares = _shares(survey, comparisons, stream)
    actual, hypothetical = (
        first_ballots(own, size, resemblance=resemblance, strikes=strikes) for own in shares.T
    )
    apart = actual - hypothetical
    return tuple(BootstrapEffect(law.model, apart @ law.mean, shares) for law in laws)


def _shares(survey: Survey, comparisons: int, stream: Stream) -> FloatArray:
    """Return the share of both conditions in each drawn survey, shape ``(comparisons, 2)``."""
    conditions = survey.conditions[:2]
    leanings = {c: survey.leanings(c) for c in conditions} | freed_leanings(survey)
    units = [_units(survey, condition, leanings[condition]) for condition in conditions]
    first, second = (frozenset(own) for own in units)
    if first & second:
        # A session that saw both versions is drawn, or is not, with all its people.
        every = sorted(first | second)
        sums = [np.array([own.get(unit, (0.0, 0.0)) for unit in every]) for own in units]
        return _drawn(sums, comparisons, stream.at("respondents"))
    found = [
        _drawn([np.array(list(own.values()))], comparisons, stream.at("respondents", condition))
        for condition, own in zip(conditions, units, strict=True)
    ]
    return np.concatenate(found, axis=1)


def _drawn(sums: Sequence[FloatArray], comparisons: int, stream: Stream) -> FloatArray:
    """Return the weighted shares in surveys drawn from units, one column for each condition.

    Parameters
    ----------
    sums
        Of each condition the weight of each unit, and the part of it that leans to guilty, shape
        ``(units, 2)``.
    """
    generator = stream.generator()
    units = len(sums[0])
    even = np.full(units, 1 / units)
    found = np.empty((comparisons, len(sums)))
    step = max(_ROOM // units, 1)
    for begin in range(0, comparisons, step):
        some = slice(begin, min(begin + step, comparisons))
        times = generator.multinomial(units, even, size=some.stop - begin).astype(np.float64)
        for place, own in enumerate(sums):
            total, part = (times @ own).T
            # All those drawn may have weight 0; such a survey has no share, and counts as the first.
            share = float(own[:, 1].sum() / own[:, 0].sum())
            found[some, place] = np.divide(
                part, total, out=np.full(len(total), share), where=total > 0
            )
    return np.clip(found, 0.0, 1.0)


def _units(
    survey: Survey, condition: str, leanings: FloatArray
) -> dict[tuple[str, int], tuple[float, float]]:
    """Return what each cluster weighs, and the part of it that leans to guilty; else each person."""
    found: dict[tuple[str, int], tuple[float, float]] = {}
    arm = survey.arm(condition)
    alone = all(person.cluster is None for person in arm)
    for place, (person, leaning) in enumerate(zip(arm, leanings, strict=True)):
        unit = (condition, place) if alone else (person.cluster or "", -1)
        weight, guilty = found.get(unit, (0.0, 0.0))
        found[unit] = weight + person.weight, guilty + person.weight * float(leaning)
    return dict(sorted(found.items()))
