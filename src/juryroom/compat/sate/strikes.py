"""The law of the first ballot after strikes, for one share or for many at once."""

from functools import lru_cache
from math import comb

import numpy as np

from juryroom.compat.sate.arguments import Room, share
from juryroom.compat.sate.calling import in_words
from juryroom.markov.arrays import FloatArray, read_only


@in_words
def select_with_strikes(
    p_g: float,
    jury_n: int = 12,
    pstrikes: int = 0,
    dstrikes: int = 0,
    accuracy: float = 0.15,
) -> FloatArray:
    """Return the probability of 0, 1, ..., `jury_n` guilty votes on the first ballot.

    For juries of 3 to 23 it is `juryroom.after_strikes`, which says what the model assumes.

    Parameters
    ----------
    p_g
        The share of the venire that favours guilty, 0 to 1: one number (D13).
    jury_n
        Jurors, 2 to 500.
    pstrikes, dstrikes
        The strikes of the prosecution and of the defence, 0 to 60.
    accuracy
        The chance that a strike is better than chance, 0 to 1.

    Examples
    --------
    >>> select_with_strikes(0.5, jury_n=3)
    array([0.125, 0.375, 0.375, 0.125])
    """
    owner = "select_with_strikes"
    room = Room.of(jury_n, pstrikes, dstrikes, accuracy, owner)
    return first_ballots(np.array([share(p_g, owner, "p_g")]), room)[0]


def first_ballots(shares: FloatArray, room: Room) -> FloatArray:
    """Return the law of the first ballot for each share, shape ``(shares, jury_n + 1)``."""
    n = room.jury_n
    good_prosecution = _binomial(np.array([room.accuracy]), room.pstrikes)[0]
    good_defence = _binomial(np.array([room.accuracy]), room.dstrikes)[0]
    law = np.zeros((len(shares), n + 1))
    for more in range(room.pstrikes + room.dstrikes + 1):
        called = _binomial(shares, n + more)
        for h_D in range(max(0, more - room.pstrikes), min(more, room.dstrikes) + 1):
            weight = good_prosecution[more - h_D] * good_defence[h_D]
            # Of those called leaning to guilty, h_D are taken away; the jury has n seats.
            law[:, 0] += weight * called[:, : h_D + 1].sum(axis=1)
            law[:, 1:n] += weight * called[:, h_D + 1 : h_D + n]
            law[:, n] += weight * called[:, h_D + n :].sum(axis=1)
    return law


def _binomial(chances: FloatArray, trials: int) -> FloatArray:
    """Return the binomial law for each chance, shape ``(chances, trials + 1)``."""
    k = np.arange(trials + 1)
    p = chances[:, None]
    return _ways(trials) * p**k * (1 - p) ** (trials - k)


@lru_cache(maxsize=256)
def _ways(trials: int) -> FloatArray:
    return read_only(np.array([float(comb(trials, j)) for j in range(trials + 1)]))
