r"""Draws of several shares that have to do with each other: which go together.

Where sessions see more than one version of a trial, a share that was counted too high in one is likely
too high in the other. The draws of each share stay as they are; only their order changes: normal
numbers with the wanted correlations are drawn, and the smallest share goes where the smallest of them
is (Iman, R. L. and Conover, W. J. 1982, A distribution-free approach to inducing rank correlation
among input variables, Communications in Statistics: Simulation and Computation 11:311-334). The
correlation of the shares is then near the wanted one, exactly so were they normal.
"""

from collections.abc import Mapping

import numpy as np
from scipy.special import ndtri

from juryroom.jury.shares import spread_levels
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream


def paired_draws(
    draws: Mapping[str, FloatArray], correlations: Mapping[tuple[str, str], float], stream: Stream
) -> dict[str, FloatArray]:
    """Return the draws in an order in which they are correlated.

    Parameters
    ----------
    draws
        Of each share, all of one shape ``(draws,)``.
    correlations
        Of each two shares that have to do with each other, -1 to 1. Where no shares could have them
        all at once, the nearest that some could have are taken.
    stream
        Where the random numbers are.

    Examples
    --------
    >>> from juryroom.rng import Streams
    >>> even = np.arange(1000) / 1000
    >>> found = paired_draws({"a": even, "b": even}, {("a", "b"): 0.5}, Streams(0).at("pairs"))
    >>> bool(abs(np.corrcoef(found["a"], found["b"])[0, 1] - 0.5) < 0.1)
    True
    """
    names = sorted(draws)
    wanted = np.eye(len(names))
    for (one, other), found in correlations.items():
        at = names.index(one), names.index(other)
        wanted[at] = wanted[at[::-1]] = found
    count = len(next(iter(draws.values())))
    normal = np.column_stack(
        [ndtri(spread_levels(count, stream.at(name).generator())) for name in names]
    )
    # The symmetric root holds where the correlations are only just possible, or are not, and depends
    # neither on the signs of the vectors nor on the order of the shares.
    values, vectors = np.linalg.eigh(wanted)
    mixed = normal @ (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    ranks = np.argsort(np.argsort(mixed, axis=0), axis=0)
    return {name: np.sort(own)[ranks[:, names.index(name)]] for name, own in draws.items()}
