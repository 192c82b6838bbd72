"""The closed form for walks that move one place at a time: a check that shares no code or method."""

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray


def product_form(up: FloatArray, down: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""Return the probabilities of the top and of the bottom by the textbook's closed form.

    With :math:`c_j = \prod_{i \le j} d_i / u_i` and :math:`C = c_0 + \dots + c_m`,

    .. math:: P(\text{top} \mid k) = (c_0 + \dots + c_{k-1}) / C, \qquad
              P(\text{bottom} \mid k) = (c_k + \dots + c_m) / C.

    It knows no hazard and no time, and serves as a check that shares nothing with the elimination.
    The terms are held with exponents of their own, so none overflows.

    Parameters
    ----------
    up, down
        Probability of a step up and down, shape ``(places, settings)``; `up` nowhere 0.

    Source: Karlin, S., & Taylor, H. M. (1975). A First Course in Stochastic Processes, 2nd ed.,
    chapter 4, section 7 (absorption of birth and death processes).

    Examples
    --------
    >>> top, bottom = product_form(np.array([[0.5], [0.25]]), np.array([[0.5], [0.25]]))
    >>> top.T, bottom.T
    (array([[0.3333, 0.6667]]), array([[0.6667, 0.3333]]))
    """
    if not (up > 0).all():
        raise OutOfDomainError(
            Problem(
                "product_form, up",
                "a place without a step up",
                "the closed form divides by the probability of a step up",
                "steps up with probability above 0, or the elimination of Walks",
            )
        )
    parts, powers = np.frexp(down / up)
    terms = [(np.ones(up.shape[1]), np.zeros(up.shape[1], dtype=np.int64))]
    for part, power in zip(parts, powers, strict=True):
        part, shift = np.frexp(terms[-1][0] * part)
        terms.append((part, terms[-1][1] + power + shift))
    largest = np.max([power for _, power in terms], axis=0)
    c = np.array([np.ldexp(part, (power - largest).astype(np.int32)) for part, power in terms])
    return np.cumsum(c, axis=0)[:-1] / c.sum(axis=0), np.cumsum(c[::-1], axis=0)[-2::-1] / c.sum(
        axis=0
    )
