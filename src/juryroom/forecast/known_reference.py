r"""The reference, given what is known of a first jury: draws that explain it better weigh more.

With draw :math:`s` of the estimate and first ballot :math:`k` of the first jury, what is known has the
likelihood :math:`L_s(k)`. Every draw, and every first ballot, is as likely as any other before. So the
pair has the weight :math:`L_s(k)`; the draw the weight :math:`\sum_k L_s(k)`; and within a draw the new
jury's first ballot is the mixture of `juryroom.forecast.new_jury`, which that draw then carries to its
ending. Nothing is sampled.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from juryroom.catalog.reference import Reference
from juryroom.catalog.reference_chain import ChainOutcomes
from juryroom.forecast.share_prior import PRIOR, votes_law
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.outcome import Outcome
from juryroom.procedure.decision_rule import DecisionRule, Ending

_SPAN = (0.025, 0.975)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NewJury:
    """What the reference gives for a new jury.

    Parameters
    ----------
    outcome
        The mean over the draws, each with its weight.
    mean_share
        Of guilty leanings.
    intervals
        What the draws leave open about each ending, at 95 per cent.
    weights
        Of the draws, shape ``(draws,)``; they sum to one.
    """

    outcome: Outcome
    mean_share: float
    intervals: tuple[tuple[Ending, tuple[float, float]], ...]
    weights: FloatArray


@final
@dataclass(frozen=True)
class KnownReference:
    """The reference under one decision rule, before two juries of one case.

    Parameters
    ----------
    estimate
        The reference.
    rule
        For both juries.
    """

    estimate: Reference
    rule: DecisionRule

    @cached_property
    def first(self) -> ChainOutcomes:
        """How a jury of every draw ends from each first ballot; shapes ``(n + 1, draws, ...)``."""
        return self.estimate.outcomes(self.rule)

    @cached_property
    def _mixed(self) -> FloatArray:
        """The law of the new jury's votes after each first ballot of the first, a row each."""
        (a, b), n = PRIOR, self.rule.jury_size
        return np.array([votes_law(a + k, b + n - k, n) for k in range(n + 1)])

    def new_jury(self, likelihood: FloatArray) -> NewJury | None:
        """Return how a new jury ends; None where what is known cannot happen in any draw.

        Parameters
        ----------
        likelihood
            Of what is known of the first jury, for each of its first ballots and each draw, shape
            ``(n + 1, draws)``; any positive multiple will do.
        """
        (a, b), n = PRIOR, self.rule.jury_size
        pairs = likelihood * votes_law(a, b, n)[:, None]
        total = float(pairs.sum())
        if total <= 0:
            return None
        pairs = pairs / total
        weights = pairs.sum(axis=0)
        new = np.einsum("ks,kj->js", pairs, self._mixed)
        endings = np.einsum("js,jse->se", new, self.first.endings)
        split = np.einsum("js,jse->e", new, self.first.last_split)
        ballots = float(np.einsum("js,js->", new, self.first.mean_ballots))
        share = (a + np.arange(n + 1)) / (a + b + n)
        return NewJury(
            outcome=_outcome(endings.sum(axis=0), split, ballots, len(self.estimate)),
            mean_share=float(share @ pairs.sum(axis=1)),
            intervals=_intervals(endings, weights),
            weights=weights,
        )


def _outcome(endings: FloatArray, split: FloatArray, ballots: float, draws: int) -> Outcome:
    guilty, not_guilty, hung = (float(p) for p in endings)
    stood = {votes: float(p / split.sum()) for votes, p in enumerate(split) if p > 0}
    return Outcome(
        guilty=guilty,
        not_guilty=not_guilty,
        hung=hung,
        mean_ballots=ballots,
        last_split_when_hung=stood if hung > 0 else None,
        against_verdict=None,
        method=f"exact in each of {draws:,} draws",
    )


def _intervals(
    endings: FloatArray, weights: FloatArray
) -> tuple[tuple[Ending, tuple[float, float]], ...]:
    """Return central intervals; `endings` holds each draw's probabilities times its weight."""
    possible = weights > 0
    values, given = endings[possible] / weights[possible, None], weights[possible]
    ends = np.quantile(values, _SPAN, axis=0, weights=given, method="inverted_cdf")
    return tuple(
        (ending, (float(ends[0, place]), float(ends[1, place])))
        for place, ending in enumerate(Ending)
    )
