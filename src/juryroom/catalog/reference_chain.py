r"""The chain of the reference estimate, for many settings at once.

The tug of war with slope, bias and two movers, with three additions, each of them a number of the
setting: a hazard of deadlock after each ballot that leaves no verdict, and a slip: with that
chance the recorded first ballot says nothing, and the jury began anywhere from 0 to n votes. With
:math:`g` of :math:`n` votes for guilty

.. math:: m(g) = \tfrac12 + a \left( \frac{g-b}{n} - \tfrac12 \right),\quad
          P_{g,g+1} = m^2,\quad P_{g,g-1} = (1-m)^2,

with :math:`m` held inside [0, 1], so that every slope and bias is a chain.
"""

from typing import NamedTuple

import numpy as np

from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray
from juryroom.markov.tridiagonal import Walks
from juryroom.outcome.direct import open_votes
from juryroom.outcome.sweep import VoteMoves, sweep_outcomes
from juryroom.procedure.decision_rule import DecisionRule

MARGIN = 1e-9
"""How near to 0 or 1 the chance of a marginal juror may come."""


class ChainSettings(NamedTuple):
    """Settings of the chain, one entry for each, all of the same length.

    Parameters
    ----------
    slope, bias
        Of the tug of war: slope 0 to 1; bias in jurors.
    hazard
        The chance, 0 to 1, that a ballot that leaves no verdict is followed by a discharge.
    slip
        The chance, 0 to 1, that the recorded first ballot says nothing.
    """

    slope: FloatArray
    bias: FloatArray
    hazard: FloatArray
    slip: FloatArray


class ChainLaws(NamedTuple):
    """How every setting ends, from each first ballot 0, 1, ..., n.

    Parameters
    ----------
    endings
        Probability of guilty, not guilty and hung, shape ``(settings, n + 1, 3)``.
    mean_ballots
        Expected ballots beyond the first, shape ``(settings, n + 1)``.
    """

    endings: FloatArray
    mean_ballots: FloatArray


class ChainOutcomes(NamedTuple):
    """How every setting ends, from one distribution of first ballots.

    Parameters
    ----------
    endings
        Probability of guilty, not guilty and hung, shape ``(settings, 3)``.
    last_split
        Probability of hanging with each number of guilty votes, shape ``(settings, n + 1)``.
    mean_ballots
        Expected ballots beyond the first, shape ``(settings,)``.
    """

    endings: FloatArray
    last_split: FloatArray
    mean_ballots: FloatArray


def vote_moves(slope: FloatArray, bias: FloatArray, jury_size: int) -> VoteMoves:
    """Return the chances that a vote moves, at 1, 2, ..., n - 1 guilty votes, in every setting.

    Examples
    --------
    >>> moves = vote_moves(np.array([0.5]), np.array([1.0]), 6)
    >>> float(moves.up[3, 0]), float(moves.down[3, 0])
    (0.25, 0.25)
    """
    g = np.arange(1, jury_size)[:, None]
    m = np.clip(0.5 + slope * ((g - bias) / jury_size - 0.5), MARGIN, 1 - MARGIN)
    return VoteMoves(m * m, (1 - m) * (1 - m), 2 * m * (1 - m))


def chain_laws(settings: ChainSettings, rule: DecisionRule) -> ChainLaws:
    """Return the law of every setting under a rule, from each first ballot.

    Examples
    --------
    The published constants, hardly any hazard, no slip.

    >>> one = ChainSettings(*(np.array([value]) for value in (0.5, 1.0, 1e-12, 0.0)))
    >>> chain_laws(one, DecisionRule.unanimous(6)).endings[0, 4, :2]
    array([0.5224, 0.4776])
    """
    n, (first, last) = rule.jury_size, open_votes(rule)
    endings = np.zeros((n + 1, 3, len(settings.slope)))
    endings[last + 1 :, 0] = endings[:first, 1] = 1
    ballots = np.zeros((n + 1, len(settings.slope)))
    if first <= last:
        moves = vote_moves(settings.slope, settings.bias, n)
        some = slice(first - 1, last)
        hazard = np.broadcast_to(settings.hazard, (last - first + 1, len(settings.slope)))
        walks = Walks.of(moves.up[some], moves.down[some], stay=_stay(moves, some), hazard=hazard)
        found = walks.ends()
        inside = slice(first, last + 1)
        endings[inside, 0], endings[inside, 1] = found.top, found.bottom
        endings[inside, 2], ballots[inside] = found.stopped, found.mean_steps
    slip = settings.slip
    endings = (1 - slip) * endings + slip * endings.mean(axis=0)
    ballots = (1 - slip) * ballots + slip * ballots.mean(axis=0)
    return ChainLaws(np.moveaxis(endings, -1, 0), ballots.T)


def chain_outcomes(
    settings: ChainSettings, first_ballot: FirstBallot, rule: DecisionRule, pressure: float = 0.0
) -> ChainOutcomes:
    """Return the outcome of every setting, from one distribution of first ballots.

    Parameters
    ----------
    settings
        The chains.
    first_ballot
        How many jurors vote guilty when the jury first votes.
    rule
        The votes that are a verdict.
    pressure
        The chance per ballot, 0 to 1, that instead one juror who votes not guilty votes guilty.

    Examples
    --------
    >>> one = ChainSettings(*(np.array([value]) for value in (0.5, 1.0, 0.003, 0.005)))
    >>> chain_outcomes(one, FirstBallot.known(8, 12), DecisionRule.unanimous(12)).endings
    array([[0.6902, 0.2568, 0.0530]])
    """
    n = rule.jury_size
    moves = vote_moves(settings.slope, settings.bias, n)
    anywhere = FirstBallot.distribution([1 / (n + 1)] * (n + 1), "0 to n votes, equally likely")
    as_recorded, blind = (
        sweep_outcomes(moves, ballot, rule, settings.hazard, pressure)
        for ballot in (first_ballot, anywhere)
    )
    slip = settings.slip[:, None]
    return ChainOutcomes(
        (1 - slip) * as_recorded.endings + slip * blind.endings,
        (1 - slip) * as_recorded.last_split + slip * blind.last_split,
        (1 - settings.slip) * as_recorded.mean_ballots + settings.slip * blind.mean_ballots,
    )


def _stay(moves: VoteMoves, some: slice) -> FloatArray | None:
    return None if moves.stay is None else moves.stay[some]
