r"""What a new jury would do, given what is known of the split of the first.

The jurors of one case resemble each other because they hear one case. Let :math:`p` be the share
of jurors who would vote guilty on the first ballot, with a Beta(1, 1) prior: every share is as
likely as any other. Given :math:`p`, the first ballot :math:`k_0` of the first jury is
Binomial(:math:`n, p`). What is known of that jury has a likelihood :math:`L(k_0)` under a model of
deliberation:

* a split on its first ballot: 1 where :math:`k_0` agrees with it, else 0;
* a split when it hung: the probability of hanging with such a split, from :math:`k_0`;
* nothing but that it hung: the probability of hanging, from :math:`k_0`.

Then the share for the new jury is a mixture of Beta(1 + :math:`k_0`, 1 + n - :math:`k_0`) with weights
proportional to :math:`L(k_0) / (n + 1)`, and its first ballot a mixture of beta-binomials: exact, with no
sampling. Under the reference the likelihood is that of each of its draws, so that what is known of the
first jury also tells which draws are more probable: a jury that hung makes draws in which juries
hang more often weigh more. It assumes that the evidence, the law and the pool of jurors stay the same, which a
retrial seldom grants.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from juryroom.catalog.base_rates import BaseRate
from juryroom.catalog.line_up import Entrant, line_up
from juryroom.catalog.reference import REFERENCE, reference
from juryroom.deliberation.interface import FloatArray
from juryroom.forecast.known_reference import KnownReference
from juryroom.forecast.share_prior import PRIOR, votes_law
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.solve import DeliberationLaw, deliberation_law
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.record.fields import Tally
from juryroom.record.trials import SplitStage

_HUNG = list(Ending).index(Ending.HUNG)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of the first jury's split: a tally and its stage, or nothing but that it hung."""

    id: str
    words: str
    stage: SplitStage | None = None
    tally: Tally | None = None

    def agrees(self, guilty_votes: int, jury_size: int) -> bool:
        """Whether this reading allows `guilty_votes` of `jury_size`."""
        if self.tally is None:
            return True
        not_guilty = jury_size - guilty_votes
        pairs = ((self.tally.guilty, guilty_votes), (self.tally.not_guilty, not_guilty))
        if self.tally.at_least:
            return all(floor is None or votes >= floor for floor, votes in pairs)
        return all(given is None or votes == given for given, votes in pairs)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one model gives for a new jury under one reading, or why it gives nothing.

    `intervals` holds what the data leave open about each ending, at 95 per cent, for the reference.
    """

    model: str
    reading: str
    outcome: Outcome | None
    mean_share: float | None
    why_not: str | None = None
    intervals: tuple[tuple[Ending, tuple[float, float]], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the prediction as data."""
        numbers = None if self.outcome is None else self.outcome.as_json()
        return {
            "model": self.model,
            "reading": self.reading,
            "outcome": numbers,
            "mean_share_guilty_on_first_ballot": self.mean_share,
            "why_not": self.why_not,
            **(
                {"intervals_95": {str(e): list(span) for e, span in self.intervals}}
                if self.intervals
                else {}
            ),
        }


def predict(
    readings: tuple[Reading, ...], rule: DecisionRule, rate: BaseRate
) -> tuple[Prediction, ...]:
    """Return what the reference and every model give for a new jury, under every reading of the first one's split.

    Parameters
    ----------
    readings
        What is known of the first jury; conflicting reports are separate readings.
    rule
        The decision rule, for both juries.
    rate
        The published hung rate to which each model's court is calibrated.
    """
    known = KnownReference(reference(), rule)
    entrants = line_up(rule, rate)
    laws = [deliberation_law(one.model, rule, one.patience) for one in entrants]
    return tuple(
        prediction
        for reading in readings
        for prediction in (
            *_reference_prediction(known, reading),
            *(
                _prediction(entrant, law, reading, rule)
                for entrant, law in zip(entrants, laws, strict=True)
            ),
        )
    )


def first_ballot_of_new_jury(
    likelihood: FloatArray, jury_size: int
) -> tuple[FirstBallot, float] | None:
    """Return the first ballot of a new jury and the mean share of guilty leanings.

    Parameters
    ----------
    likelihood
        Of what is known of the first jury, for each of its first ballots, shape
        ``(jury_size + 1,)``; any positive multiple will do.
    jury_size
        Of both juries.

    Returns
    -------
    tuple or None
        None where the likelihood is zero throughout: what happened cannot happen in the model.

    Examples
    --------
    Of a first jury known to have stood 6-6 on its first ballot, the share is Beta(7, 7):

    >>> ballot, share = first_ballot_of_new_jury(np.eye(13)[6], 12)
    >>> share
    0.5
    """
    total = likelihood.sum()
    if total <= 0:
        return None
    a, b = PRIOR
    starts = np.arange(jury_size + 1)
    weights = likelihood * votes_law(a, b, jury_size)
    weights = weights / weights.sum()
    mixed = np.zeros(jury_size + 1)
    for k in starts:
        mixed += weights[k] * votes_law(a + k, b + jury_size - k, jury_size)
    share = float(np.sum(weights * (a + starts) / (a + b + jury_size)))
    return FirstBallot.distribution(mixed / mixed.sum()), share


def _prediction(
    entrant: Entrant, law: DeliberationLaw, reading: Reading, rule: DecisionRule
) -> Prediction:
    likelihood = likelihood_of(law.endings, law.last_split, reading, rule.jury_size)
    new = first_ballot_of_new_jury(likelihood, rule.jury_size)
    if new is None:
        why = "under this model no jury ends so: what is known of the first one cannot happen"
        return Prediction(
            model=entrant.name, reading=reading.id, outcome=None, mean_share=None, why_not=why
        )
    ballot, share = new
    return Prediction(
        model=entrant.name,
        reading=reading.id,
        outcome=entrant.trial(ballot).solve(),
        mean_share=share,
    )


def _reference_prediction(known: KnownReference, reading: Reading) -> tuple[Prediction, ...]:
    n = known.rule.jury_size
    found = known.new_jury(likelihood_of(known.first.endings, known.first.last_split, reading, n))
    if found is None:
        return ()
    return (
        Prediction(
            model=REFERENCE,
            reading=reading.id,
            outcome=found.outcome,
            mean_share=found.mean_share,
            intervals=found.intervals,
        ),
    )


def likelihood_of(
    endings: FloatArray, last_split: FloatArray | None, reading: Reading, jury_size: int
) -> FloatArray:
    """Return the likelihood of a reading for each first ballot of the first jury.

    A scheme does not say how votes stand when a jury hangs; its jurors are taken not to have moved.

    Parameters
    ----------
    endings
        Probability of each ending from each first ballot, shape ``(n + 1, ..., 3)``.
    last_split
        Probability of hanging with each number of guilty votes, shape ``(n + 1, ..., n + 1)``; None
        for a scheme.
    reading
        What is known of the first jury.
    jury_size
        Of both juries.

    Returns
    -------
    FloatArray
        Shape ``(n + 1, ...)``.
    """
    agrees = _agreement(lambda votes: reading.agrees(votes, jury_size), jury_size)
    hung = endings[..., _HUNG]
    if reading.stage is None:
        return hung
    if reading.stage is SplitStage.FINAL and last_split is not None:
        return last_split @ agrees
    return hung * agrees.reshape(-1, *(1,) * (hung.ndim - 1))


def _agreement(agrees: Callable[[int], bool], jury_size: int) -> FloatArray:
    return np.array([float(agrees(votes)) for votes in range(jury_size + 1)])
