"""The law of one chain on votes in microseconds: compiled, with nothing in between.

`juryroom.outcome.solve` solves every model in one general way. A chain whose state is the votes
alone needs less: the divided juries are an interval, and the law is how the chain leaves it.
"""

from typing import assert_never

import numpy as np

from juryroom.markov.arrays import FloatArray, read_only
from juryroom.markov.dense_batch import Departures, cap_all, leave_all
from juryroom.outcome.law import DeliberationLaw
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.procedure.decision_rule import DecisionRule


def open_votes(rule: DecisionRule) -> tuple[int, int]:
    """Return the smallest and the largest number of guilty votes that is no verdict.

    Examples
    --------
    >>> open_votes(DecisionRule(jury_size=12, to_convict=10, to_acquit=12))
    (1, 9)
    """
    return rule.jury_size - rule.to_acquit + 1, rule.to_convict - 1


def direct_law(P: FloatArray, rule: DecisionRule, patience: Patience) -> DeliberationLaw | None:
    """Return the law of a chain on votes, or None where there is none and the chain is refused.

    Parameters
    ----------
    P
        Row-stochastic matrix on 0, 1, ..., n guilty votes.
    rule
        The votes that are a verdict.
    patience
        When the court gives up.

    Examples
    --------
    >>> from juryroom.deliberation.models.linear_pull import LinearPull
    >>> law = direct_law(LinearPull().transition_matrix(12), DecisionRule.unanimous(12), Never())
    >>> None if law is None else law.endings[8]
    array([0.88671875, 0.11328125, 0. ])
    """
    first, last = open_votes(rule)
    places = rule.jury_size + 1
    # A copy of one layout: each other layout would be compiled anew.
    chain = np.array(P, dtype=np.float64, order="C")[None]
    if chain.shape[1:] != (places, places):
        return None
    found = Departures.blank(1, places)
    arrays = (found.ends, found.stopped_at, found.mean_steps)
    match patience:
        case BallotCap(ballots=ballots):
            refused = cap_all(chain, first, last, ballots, arrays)
        case HangHazard() | SplitHazard():
            hazard = np.array([patience.hazards(rule.jury_size)], dtype=np.float64)
            refused = leave_all(chain, first, last, hazard, arrays)
        case Never():
            refused = leave_all(chain, first, last, np.zeros((1, places)), arrays)
        case _:
            assert_never(patience)
    if refused >= 0:
        return None
    return DeliberationLaw(
        endings=read_only(found.ends[0]),
        last_split=read_only(found.stopped_at[0]),
        mean_ballots=read_only(found.mean_steps[0]),
        dissent=None,
    )
