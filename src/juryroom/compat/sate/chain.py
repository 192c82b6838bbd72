"""The chain of sate: its transition matrix, P(G|k) and the expected polls, by our own engine."""

from functools import lru_cache

import numpy as np

from juryroom.compat.sate.arguments import jury
from juryroom.compat.sate.calling import in_words
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.markov.absorbing import AbsorbingChain, birth_death
from juryroom.markov.arrays import FloatArray, read_only


@in_words
def transition_matrix(jury_n: int) -> FloatArray:
    """Return sate's matrix of one poll; its columns are *from*, and columns sum to one.

    Everywhere else in juryroom rows are *from*: `juryroom.model("tug-of-war").transition_matrix`.

    Parameters
    ----------
    jury_n
        Jurors, 2 to 500.

    Returns
    -------
    FloatArray
        Shape ``(jury_n + 1, jury_n + 1)``, for 0, 1, ..., `jury_n` guilty votes.

    Examples
    --------
    >>> transition_matrix(6)[:, 4]
    array([0. , 0. , 0. , 0.25, 0.5 , 0.25, 0. ])
    """
    n = jury(jury_n, "transition_matrix")
    return np.ascontiguousarray(TugOfWar().transition_matrix(n).T)


@in_words
def get_pG_by_k(jury_n: int = 6) -> FloatArray:  # noqa: N802 - the package's own name
    """Return P(G|k), the chance of a guilty verdict from each first ballot, k = 0, ..., `jury_n`.

    The default of six is the one that sate documents and then refuses to take (D14).

    Parameters
    ----------
    jury_n
        Jurors, 2 to 500.

    Examples
    --------
    >>> get_pG_by_k(6)
    array([0. , 0.004482, 0.044819, 0.206167, 0.522409, 0.838652, 1. ])
    """
    return guilty_by_votes(jury(jury_n, "get_pG_by_k")).copy()


@lru_cache(maxsize=64)
def guilty_by_votes(n: int) -> FloatArray:
    """Return P(G|k) of a jury of `n`, kept and closed to writing."""
    P = TugOfWar().transition_matrix(n)
    g = np.arange(1, n)
    inside = birth_death(P[g, g + 1], P[g, g - 1])[:, 0]
    return read_only(np.concatenate([[0.0], inside, [1.0]]))


def rounds_to_verdict(jury_n: int) -> FloatArray:
    """Return the expected polls from each first ballot, as sate's internal function of that name.

    A unanimous first ballot counts as 1 poll, as in sate; in juryroom it needs none beyond itself
    and counts as 0.

    Parameters
    ----------
    jury_n
        Jurors, 2 to 500.

    Examples
    --------
    >>> rounds_to_verdict(3)
    array([1. , 1.921852, 3.218524, 1. ])
    """
    n = jury(jury_n, "rounds_to_verdict")
    P = TugOfWar().transition_matrix(n)
    inside = AbsorbingChain(P[1:-1, 1:-1], P[1:-1, [0, n]]).mean_steps()
    return np.concatenate([[1.0], inside, [1.0]])
