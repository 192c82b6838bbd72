"""What is taken of the share of guilty leanings before a first trial: that nothing is known of it."""

import numpy as np

from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray

PRIOR = (1.0, 1.0)
"""Beta(1, 1): every share of guilty leanings is as likely as any other before the first trial."""


def votes_law(a: float, b: float, jury_size: int) -> FloatArray:
    """Return the law of guilty votes where the share of guilty leanings is Beta(a, b).

    Examples
    --------
    >>> votes_law(1, 1, 3)
    array([0.25, 0.25, 0.25, 0.25])
    """
    ballot = FirstBallot.beta_binomial(a / (a + b), 1 / (a + b + 1), jury_size)
    return np.array(ballot.probabilities)
