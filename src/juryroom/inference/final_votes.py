r"""The law of the final votes of a chain, and of the time at which it came to them.

A jury ends at the votes that are a verdict, or at those at which the court discharges it. Time: the
first ballot and each one after it take independent exponential times of one mean, so a jury that
ends at ballot :math:`t` after the first has taken a gamma time of shape :math:`t + 1`, and

.. math:: P(v, T \le s) = \sum_t P(v, t)\, P(N > t), \qquad N \sim \text{Poisson}(s / \text{mean}).
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import poisson

from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.direct import open_votes
from juryroom.procedure.decision_rule import DecisionRule

LEFT = 1e-13
"""The chance of still deliberating below which ballots are no longer counted."""

MOST_BALLOTS = 100_000
_AT_ONCE = 256


def final_votes_law(P: FloatArray, rule: DecisionRule, hazard: float) -> FloatArray:
    """Return the probability of each final vote, from each first ballot.

    Parameters
    ----------
    P
        Row-stochastic matrix on 0, 1, ..., n guilty votes.
    rule
        The votes that are a verdict.
    hazard
        The chance of a discharge after each ballot without a verdict.

    Returns
    -------
    FloatArray
        Shape ``(n + 1, n + 1)``: first ballot, final votes.

    Raises
    ------
    NotAbsorbingError
        If some divided jury never ends.

    Examples
    --------
    >>> from juryroom.deliberation.models.linear_pull import LinearPull
    >>> P = LinearPull().transition_matrix(6)
    >>> final_votes_law(P, DecisionRule.unanimous(6), 0.0)[4]
    array([0.1875, 0. , 0. , 0. , 0. , 0. , 0.8125])
    """
    first, last = open_votes(rule)
    divided = slice(first, last + 1)
    law = np.eye(len(P))
    leaving = P[divided].copy()
    leaving[:, divided] *= hazard
    Q = P[divided, divided] * (1 - hazard)
    try:
        law[divided] = np.linalg.solve(np.eye(len(Q)) - Q, leaving)
    except np.linalg.LinAlgError:
        raise NotAbsorbingError(
            Problem(
                f"{rule}, hazard {hazard:g}",
                "a divided jury that never ends",
                "a law of endings needs a jury that ends",
                "a hazard above 0, or a model that reaches a verdict",
            )
        ) from None
    return law


def timed_votes_law(
    P: FloatArray, rule: DecisionRule, hazard: float, edges: Sequence[float]
) -> FloatArray:
    """Return the probability of each final vote in each interval of time.

    Parameters
    ----------
    P, rule, hazard
        As for `final_votes_law`.
    edges
        Bounds of the intervals, in mean ballots, rising from 0; the last may be infinite.

    Returns
    -------
    FloatArray
        Shape ``(n + 1, n + 1, intervals)``: first ballot, final votes, interval.

    Raises
    ------
    OutOfDomainError
        If juries go on beyond 100,000 ballots.
    """
    n = rule.jury_size
    first, last = open_votes(rule)
    divided = slice(first, last + 1)
    open_now = np.zeros((n + 1, n + 1))
    open_now[divided, divided] = np.eye(last + 1 - first)
    ended = np.eye(n + 1) - open_now
    finite = np.array(edges, dtype=np.float64)
    law = np.zeros((n + 1, n + 1, len(finite) - 1))
    for begin in range(0, MOST_BALLOTS, _AT_ONCE):
        block = np.empty((_AT_ONCE, n + 1, n + 1))
        for step in range(_AT_ONCE):
            block[step] = ended
            moved = open_now @ P
            ended = moved.copy()
            ended[:, divided] *= hazard
            open_now = moved - ended
        ballots = np.arange(begin, begin + _AT_ONCE)
        sooner = poisson.sf(ballots[:, None], finite[None, :])  # 1 at an infinite edge
        later = poisson.cdf(ballots[:, None], finite[None, :])
        # The difference of the two that are small: that of two near 1 would be 0 by rounding.
        within = np.where(sooner[:, :-1] > 0.5, -np.diff(later), np.diff(sooner))
        law += np.einsum("tkv,te->kve", block, within)
        out_of_reach = np.isfinite(finite[-1]) and sooner[-1, -1] < LEFT
        if open_now.sum(axis=1).max() < LEFT or out_of_reach:
            return law
    raise OutOfDomainError(
        Problem(
            f"{rule}, hazard {hazard:g}",
            f"juries still divided after {MOST_BALLOTS:,} ballots",
            "a law of times is summed ballot by ballot",
            "a hazard above 0, or less inertia",
        )
    )
