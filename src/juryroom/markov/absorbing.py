r"""Finite absorbing Markov chains. Nothing in this module knows what a juror is.

From transient state :math:`i` one step leads to transient state :math:`j` with probability
:math:`Q_{ij}`, and ends the chain in outcome :math:`o` with probability :math:`R_{io}`. The rows of
:math:`Q` and :math:`R` together sum to one. Then

.. math:: B = (I-Q)^{-1} R, \qquad t = (I-Q)^{-1} 1

are the probability of each outcome and the expected number of steps, from each transient state.

Dense chains are solved by elimination without subtraction, large sparse ones by sparse LU where its
digits can be trusted: see `juryroom.markov.elimination`.
"""

from typing import NamedTuple, final

import numpy as np
from scipy import sparse

from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray, IntArray, Matrix
from juryroom.markov.elimination import TOO_SLOW, gth, sparse_lu

ROW_SUM_TOLERANCE = 1e-12
LARGEST_DENSE = 128
"""Sparse chains of at most so many states are solved dense: there elimination is as fast as LU."""


def check_stochastic(Q: Matrix, R: FloatArray) -> None:
    """Raise `OutOfDomainError` unless the rows of ``[Q R]`` are probability distributions.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``.
    R
        Steps into outcomes, shape ``(m, outcomes)``.
    """
    m = R.shape[0]
    if R.ndim != 2 or Q.shape != (m, m):
        raise OutOfDomainError(
            Problem(
                "Markov chain",
                f"Q of shape {Q.shape} and R of shape {R.shape}",
                "Q leads from each transient state to each, and R to each outcome",
                "shapes (m, m) and (m, outcomes)",
            )
        )
    entries = Q.data if isinstance(Q, sparse.sparray) else Q
    if not ((entries >= 0).all() and (R >= 0).all()):
        raise OutOfDomainError(
            Problem(
                "Markov chain",
                "an entry that is negative or not a number",
                "the entries of a Markov chain are probabilities",
                "0 to 1",
            )
        )
    excess = np.abs(np.asarray(Q.sum(axis=1)) + R.sum(axis=1) - 1)
    if m and not excess.max() <= ROW_SUM_TOLERANCE:
        row = int(np.argmax(excess))
        raise OutOfDomainError(
            Problem(
                f"Markov chain, row {row}",
                f"a row sum that is off by {excess[row]:.3g}",
                "from each state the chain goes somewhere: rows sum to one",
                f"rows of Q and R together that sum to 1 within {ROW_SUM_TOLERANCE:g}",
            )
        )


def unabsorbed(Q: Matrix, R: FloatArray) -> IntArray:
    """Return the transient states from which no outcome can be reached, by the graph of the chain.

    Examples
    --------
    The second state only ever returns to itself:

    >>> unabsorbed(np.array([[0.5, 0.25], [0.0, 1.0]]), np.array([[0.25], [0.0]])).tolist()
    [1]
    """
    reaches = (R > 0).any(axis=1)
    while True:
        wider = reaches | (Q @ reaches > 0)
        if (wider == reaches).all():
            return np.flatnonzero(~reaches)
        reaches = wider


def check_absorbing(Q: Matrix, R: FloatArray) -> None:
    """Raise unless ``[Q R]`` is an absorbing Markov chain.

    Raises
    ------
    OutOfDomainError
        If the rows of ``[Q R]`` are not probability distributions.
    NotAbsorbingError
        If some state reaches no outcome.
    """
    check_stochastic(Q, R)
    stuck = unabsorbed(Q, R)
    if stuck.size:
        raise NotAbsorbingError(
            Problem(
                "Markov chain",
                f"{stuck.size} of {R.shape[0]} transient states that reach no outcome, "
                f"the first of them state {stuck[0]}",
                "an absorbing chain can end from every state",
                "a chain in which some outcome can be reached from each state",
            )
        )


@final
class AbsorbingChain:
    """An absorbing chain, checked and factorised once, to be asked several questions.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``; dense or sparse.
    R
        Steps into outcomes, shape ``(m, outcomes)``.

    Raises
    ------
    OutOfDomainError
        If the rows of ``[Q R]`` are not probability distributions.
    NotAbsorbingError
        If some state reaches no outcome.
    """

    def __init__(self, Q: Matrix, R: FloatArray) -> None:
        check_absorbing(Q, R)
        self.Q = Q
        self.R = R
        leave = R.sum(axis=1)
        if isinstance(Q, sparse.sparray):
            factorised = sparse_lu(Q, leave) if len(R) > LARGEST_DENSE else None
            self._solve = factorised or gth(Q.toarray(), leave)
        else:
            self._solve = gth(Q.copy(), leave)

    def total(self, reward: FloatArray) -> FloatArray:
        """Return the expected sum of `reward` over the visits until absorption.

        Parameters
        ----------
        reward
            What each visit to each transient state earns, shape ``(m, columns)``; 0 or more.

        Returns
        -------
        FloatArray
            ``(I - Q)^-1 reward``, from each starting state, shape ``(m, columns)``.

        Raises
        ------
        OutOfDomainError
            If the chain takes longer to end than floating point can count.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            total = self._solve(np.array(reward, dtype=np.float64))
        if not np.isfinite(total).all():
            raise OutOfDomainError(TOO_SLOW)
        return total

    def absorption(self) -> FloatArray:
        """Return the probability of each outcome, from each transient state."""
        return self.total(self.R)

    def mean_steps(self) -> FloatArray:
        """Return the expected number of steps until an outcome, from each transient state."""
        return self.total(np.ones((self.R.shape[0], 1)))[:, 0]

    def variance_steps(self) -> FloatArray:
        """Return the variance of the number of steps, from each transient state.

        The second moment ``u`` satisfies ``(I - Q) u = 1 + 2 Q t`` with the mean ``t``: a sum of
        positive terms, exact in all digits. The variance is ``u - t^2``, so its error is a rounding
        of the mean square.
        """
        mean = self.mean_steps()
        second = self.total(np.reshape(1 + 2 * (self.Q @ mean), (-1, 1)))[:, 0]
        return np.maximum(second - mean**2, 0.0)


def absorption(Q: Matrix, R: FloatArray) -> FloatArray:
    """Return the probability of each outcome, from each transient state.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``; dense or sparse.
    R
        Steps into outcomes, shape ``(m, outcomes)``.

    Raises
    ------
    OutOfDomainError
        If the rows of ``[Q R]`` are not probability distributions.
    NotAbsorbingError
        If some state reaches no outcome.

    Notes
    -----
    Kemeny and Snell, *Finite Markov Chains*, theorem 3.3.7.

    Examples
    --------
    A fair game between two players who hold one and two coins:

    >>> Q = np.array([[0.0, 0.5], [0.5, 0.0]])
    >>> R = np.array([[0.5, 0.0], [0.0, 0.5]])
    >>> absorption(Q, R)[0]
    array([0.6667, 0.3333])
    """
    return AbsorbingChain(Q, R).absorption()


class CappedLaw(NamedTuple):
    """How a chain stands after a fixed number of steps, from each transient state."""

    absorbed: FloatArray
    """Probability that it has ended in each outcome, shape ``(m, outcomes)``."""
    at_cap: FloatArray
    """Probability that it is still in each transient state, shape ``(m, m)``."""
    mean_steps: FloatArray
    """Expected steps taken, a chain that is still going counted at the cap, shape ``(m,)``."""


def capped(Q: Matrix, R: FloatArray, steps: int) -> CappedLaw:
    """Return the law of the chain after at most `steps` steps.

    Examples
    --------
    >>> law = capped(np.array([[0.5]]), np.array([[0.5]]), 3)
    >>> law.absorbed, law.at_cap, law.mean_steps
    (array([[0.875]]), array([[0.125]]), array([1.75]))
    """
    check_stochastic(Q, R)
    m, outcomes = R.shape
    running = np.hstack([R, np.ones((m, 1)), np.zeros((m, m))])
    terminal = np.hstack([np.zeros((m, outcomes + 1)), np.eye(m)])
    law = capped_total(Q, running, terminal, steps)
    return CappedLaw(law[:, :outcomes], law[:, outcomes + 1 :], law[:, outcomes])


def capped_total(Q: Matrix, running: FloatArray, terminal: FloatArray, steps: int) -> FloatArray:
    r"""Return the expected sum of `running` over the first `steps` visits, and `terminal` at the cap.

    With :math:`c` for `running`, this is :math:`x_T` of :math:`x_0 =` `terminal`,
    :math:`x_{t+1} = c + Q x_t`. The steps are doubled where Q is dense, so a long cap costs little.

    Parameters
    ----------
    Q
        Steps between transient states, shape ``(m, m)``.
    running, terminal
        What a visit before the cap and the state at the cap earn, shape ``(m, columns)``.
    steps
        The cap, 0 or more.
    """
    value = terminal
    if isinstance(Q, sparse.sparray):
        if steps <= 10 * len(terminal):
            for _ in range(steps):
                value = running + Q @ value
            return value
        power = Q.toarray()
    else:
        power = Q
    gain = running
    while steps:
        if steps & 1:
            value = gain + power @ value
        gain = gain + power @ gain
        power = power @ power
        steps >>= 1
    return value


def birth_death(up: FloatArray, down: FloatArray) -> FloatArray:
    r"""Return the probability of the top and of the bottom for a walk that moves one place at a time.

    Parameters
    ----------
    up, down
        Probability of a step up and down from places 1, 2, ..., m, shape ``(m,)``, one place or
        more; the walk ends at place 0 (the bottom) and at place m + 1 (the top).

    Returns
    -------
    FloatArray
        Shape ``(m, 2)``: top, bottom.

    Notes
    -----
    With :math:`r_j` = down over up at place :math:`j` and :math:`c_j = r_1 \cdots r_j`, the textbook
    form is :math:`P(\text{top} \mid k) = (c_0 + \dots + c_{k-1}) / (c_0 + \dots + c_m)`. Its terms
    overflow where up is small. Here each sum is divided by the one after it, which needs neither
    subtraction nor large numbers.

    Examples
    --------
    >>> birth_death(np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    array([[0.3333, 0.6667],
           [0.6667, 0.3333]])
    """
    m = len(up)
    stay = np.maximum(1.0 - up - down, 0.0)
    Q = np.diag(stay) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)
    R = np.zeros((m, 2))
    R[-1, 0], R[0, 1] = up[-1], down[0]
    check_absorbing(Q, R)
    return np.column_stack([_first_passage(up, down), _first_passage(down[::-1], up[::-1])[::-1]])


def _first_passage(up: FloatArray, down: FloatArray) -> FloatArray:
    """Return the probability of the top from each place: a product of one-place passages."""
    passage = np.zeros(len(up))
    fall = 1.0
    for place in range(len(up)):
        if up[place] == 0:
            fall = 1.0
            continue
        lost = down[place] * fall
        passage[place] = up[place] / (up[place] + lost)
        fall = lost / (up[place] + lost)
    return np.array([passage[place:].prod() for place in range(len(up))], dtype=np.float64)
