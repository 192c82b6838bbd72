"""What a recorded first ballot says of the votes: weights on whole votes, and their derivatives."""

from collections.abc import Mapping
from math import floor, lgamma
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

from juryroom.inference.observation import FirstKind, FirstSeen
from juryroom.markov.arrays import FloatArray


class FirstBallots(NamedTuple):
    """A distribution of first ballots, and its derivatives by share and resemblance."""

    chances: FloatArray
    by_share: FloatArray
    by_resemblance: FloatArray


def first_ballots(share: float, resemblance: float, jury_size: int) -> FirstBallots:
    r"""Return the beta-binomial distribution of first ballots, and its derivatives.

    Notes
    -----
    Products of Polya's urn, as `FirstBallot.beta_binomial` takes them; the derivatives are those of
    their logarithms, term by term, and hold at a resemblance of 0 too.

    Examples
    --------
    >>> first_ballots(0.5, 0.2, 3).chances
    array([0.2, 0.3, 0.3, 0.2])
    """
    n, i = jury_size, np.arange(jury_size, dtype=np.float64)
    apart = 1 - resemblance
    guilty = share * apart + i * resemblance
    other = (1 - share) * apart + i * resemblance
    both = apart + i * resemblance
    k = np.arange(n + 1)

    def summed(terms: FloatArray) -> FloatArray:
        return np.concatenate([[0.0], np.cumsum(terms)])

    combinations = np.array([lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1) for j in k])
    logs = (
        combinations
        + summed(np.log(guilty))
        + summed(np.log(other))[::-1]
        - summed(np.log(both))[-1]
    )
    chances = np.exp(logs)
    by_share = summed(apart / guilty) - summed(apart / other)[::-1]
    by_resemblance = (
        summed((i - share) / guilty)
        + summed((i - 1 + share) / other)[::-1]
        - summed((i - 1) / both)[-1]
    )
    return FirstBallots(chances, chances * by_share, chances * by_resemblance)


def record_weights(first: FirstSeen, jury_size: int) -> FloatArray:
    """Return how likely the record is from each number of guilty votes, up to a factor.

    A share between two whole votes is shared out between them in proportion, which makes the chance
    of an ending linear between whole votes. Undecided jurors are left to `undecided_weights`.

    Examples
    --------
    >>> record_weights(FirstSeen.of_share(0.3, 6), 6)
    array([0. , 0.2, 0.8, 0. , 0. , 0. , 0. ])
    """
    weights = np.zeros(jury_size + 1)
    if first.kind is FirstKind.SHARE:
        below = floor(first.low)
        weights[below], weights[below + 1] = below + 1 - first.low, first.low - below
    else:
        weights[int(first.low) : int(first.high) + 1] = 1.0
    return weights


def undecided_weights(
    first: FirstSeen, jury_size: int, guilty: float
) -> tuple[FloatArray, FloatArray]:
    """Return the weights of a ballot with undecided jurors, and their derivative.

    Parameters
    ----------
    first
        The first ballot: `low` votes for guilty, `high` less `low` undecided.
    jury_size
        Jurors.
    guilty
        How often an undecided juror begins on the side of guilty.
    """
    votes, undecided = int(first.low), int(first.high - first.low)
    weights, slopes = np.zeros(jury_size + 1), np.zeros(jury_size + 1)
    place = slice(votes, votes + undecided + 1)
    weights[place] = binom.pmf(np.arange(undecided + 1), undecided, guilty)
    # The derivative of a binomial is a difference of binomials of one less.
    fewer = binom.pmf(np.arange(-1, undecided + 1), undecided - 1, guilty)
    slopes[place] = undecided * (fewer[:-1] - fewer[1:])
    return weights, slopes


def undecided_chance(values: Mapping[str, float]) -> float:
    """Return how often undecided jurors begin guilty: one half where nothing is said."""
    return values.get("undecided_guilty", 0.5)
