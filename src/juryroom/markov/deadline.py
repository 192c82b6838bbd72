r"""What a chain earns until a deadline, where its steps come at random moments.

With :math:`N` the steps by the deadline, Poisson of mean :math:`\lambda`, a chain earns
:math:`c` in each state it leaves by a step and :math:`b` in the state in which it then stands:

.. math:: \sum_{j \ge 0} P(N > j)\, Q^j c + \sum_{j \ge 0} P(N = j)\, Q^j b .

Every term is 0 or more, so nothing cancels. Where :math:`Q` is dense a short deadline is doubled:
with :math:`E_t = e^{(Q-I)t}` and :math:`G_t` the first sum, :math:`E_{2t} = E_t^2` and
:math:`G_{2t} = G_t + E_t G_t`.

Source: Jensen, A. (1953). Markoff chains as an aid in the study of Markoff processes. Skandinavisk
Aktuarietidskrift 36, 87-91.
"""

import math

import numpy as np
from scipy import sparse

from juryroom.markov.arrays import FloatArray, Matrix
from juryroom.markov.process import poisson

_SHORT = 4.0
"""Expected steps that are taken one by one before doubling begins."""

_SHORT_STEPS = 50
"""Steps then taken; more come with a probability below 1e-35."""


def deadline_total(
    Q: Matrix, running: FloatArray, terminal: FloatArray, mean_steps: float
) -> FloatArray:
    """Return the expected sum of `running` over the steps by a deadline, and `terminal` then.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``; or dense, ``(chains, m, m)``.
    running, terminal
        What a step from each state, and the state at the deadline, earn: ``(..., m, columns)``.
    mean_steps
        Expected steps by the deadline, 0 or more, of a chain that does not end.

    Returns
    -------
    FloatArray
        From each state, shape ``(..., m, columns)``.

    Examples
    --------
    A chain that ends at its first step: by the deadline it has ended, or is where it was.

    >>> one = np.array([[1.0, 0.0]])
    >>> deadline_total(np.array([[0.0]]), one, one[:, ::-1], 0.5)
    array([[0.3935, 0.6065]])
    """
    if isinstance(Q, sparse.sparray) and mean_steps <= 10 * len(running):
        low, kept = poisson(mean_steps)
        return _step_by_step(Q, running, terminal, np.concatenate([np.zeros(low), kept]))
    doublings = math.ceil(math.log2(mean_steps / _SHORT)) if mean_steps > _SHORT else 0
    weights = _poisson_weights(mean_steps / 2**doublings)
    if not doublings:
        return _step_by_step(Q, running, terminal, weights)
    states = running.shape[-2]
    here = np.broadcast_to(np.eye(states), (*running.shape[:-2], states, states))
    stays = _step_by_step(Q, np.zeros_like(here), here, weights)
    gained = _step_by_step(Q, running, np.zeros_like(running), weights)
    for _ in range(doublings):
        gained = gained + stays @ gained
        stays = stays @ stays
    return gained + stays @ terminal


def _poisson_weights(mean: float) -> FloatArray:
    """Return the chances of 0, 1, 2, ... steps where few are expected, of sum one."""
    steps = np.arange(1, _SHORT_STEPS + 1)
    weights = np.concatenate([[1.0], np.cumprod(mean / steps)])
    return weights / weights.sum()


def _step_by_step(
    Q: Matrix, running: FloatArray, terminal: FloatArray, weights: FloatArray
) -> FloatArray:
    """Return both sums, the chain taken step by step; `weights` are the chances of each number."""
    more = np.append(np.cumsum(weights[:0:-1])[::-1], 0.0)
    total = np.zeros(np.broadcast_shapes(running.shape, terminal.shape))
    earns, stands = running, terminal
    for many, these in zip(more, weights, strict=True):
        total += many * earns + these * stands
        earns, stands = Q @ earns, Q @ stands
    return total
