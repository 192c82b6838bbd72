"""An independent sampler, to check draws made by other means: an ensemble with stretch moves.

It needs no gradient and shares nothing with importance sampling but the density.

Source: Goodman, J., & Weare, J. (2010). Ensemble samplers with affine invariance. Communications in
Applied Mathematics and Computational Science 5, 65-80, section 3.
"""

import numpy as np

from juryroom.inference.batch_posterior import LogDensity
from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream

_LARGEST_STRETCH = 2.0


def ensemble_draws(
    density: LogDensity, start: FloatArray, steps: int, stream: Stream
) -> FloatArray:
    """Return the walkers' places after each step but the first quarter, which is burnt in.

    Parameters
    ----------
    density
        The logarithm of the density, but for a constant.
    start
        Where the walkers begin, shape ``(walkers, d)``; an even number, more than twice d.
    steps
        How many.
    stream
        The random stream.

    Examples
    --------
    >>> from juryroom.rng import Streams
    >>> stream = Streams(1).at("ensemble")
    >>> start = stream.at("start").generator().standard_normal((20, 2))
    >>> found = ensemble_draws(lambda x: -(x**2).sum(axis=1) / 2, start, 2_000, stream)
    >>> bool(abs(found.std(axis=(0, 1)) - 1).max() < 0.1)
    True
    """
    generator = stream.generator()
    walkers, size = start.shape
    half = walkers // 2
    places, values = start.copy(), density(start)
    kept = np.empty((steps, walkers, size))
    a = _LARGEST_STRETCH
    for step in range(steps):
        for own, others in ((slice(0, half), half), (slice(half, None), 0)):
            stretch = ((a - 1) * generator.random(half) + 1) ** 2 / a
            partner = places[others + generator.integers(half, size=half)]
            moved = partner + stretch[:, None] * (places[own] - partner)
            value = density(moved)
            chance = (size - 1) * np.log(stretch) + value - values[own]
            taken = np.log(generator.random(half)) < chance
            places[own] = np.where(taken[:, None], moved, places[own])
            values[own] = np.where(taken, value, values[own])
        kept[step] = places
    return kept[steps // 4 :]
