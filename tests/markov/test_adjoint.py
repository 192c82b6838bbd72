"""Large chains: exact answers in closed form, and errors that are certified, not hoped for."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any, final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import LinearOperator

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.markov import adjoint, rational
from juryroom.markov.adjoint import AdjointAbsorption, adjoint_absorption
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.tridiagonal import Walks

unhurried = settings(deadline=None, max_examples=40)
"""Machines are shared: the time of one example says nothing."""


class DifferentJurors:
    """Each ballot one juror, drawn with a weight of the juror's own, takes another's vote.

    The sum of the votes, each divided by its juror's weight, is on average unchanged, so the chance
    of a guilty verdict is the share of that sum on the guilty side: a closed form for any number of
    different jurors.
    """

    def __init__(self, jurors: int) -> None:
        self.jurors = jurors
        weights = np.linspace(1.0, 3.0, jurors)
        self.weights = weights / weights.sum()
        self.votes: IntArray = (np.arange(1 << jurors)[:, None] >> np.arange(jurors)) & 1

    def p_guilty(self, votes: IntArray) -> float:
        return float((votes / self.weights).sum() / (1 / self.weights).sum())

    def start(self, votes: IntArray) -> FloatArray:
        found = np.zeros((1 << self.jurors) - 2)
        found[int((votes << np.arange(self.jurors)).sum()) - 1] = 1.0
        return found

    def matrices(self) -> tuple[sparse.csr_array, FloatArray]:
        states = np.arange(1 << self.jurors)
        guilty = self.votes.sum(axis=1)
        rows, columns, chances = [states], [states], [np.zeros(len(states))]
        for juror in range(self.jurors):
            mine = self.votes[:, juror]
            opposite = np.where(mine == 1, self.jurors - guilty, guilty) / (self.jurors - 1)
            rows.append(states)
            columns.append(states ^ (1 << juror))
            chances.append(self.weights[juror] * opposite)
        chances[0] = 1 - np.sum(chances[1:], axis=0)
        place = (np.concatenate(rows), np.concatenate(columns))
        P = sparse.coo_array((np.concatenate(chances), place)).tocsr()[1:-1]
        ends = P[:, [0, len(states) - 1]].toarray()
        return P[:, 1:-1], np.ascontiguousarray(ends[:, ::-1])


@final
class Counts(LinearOperator):
    """Counts that are deliberated at once: at each ballot one of them, any, takes one step.

    No matrix is made. The counts are independent, so the number of convictions has a closed form.
    """

    def __init__(self, counts: int, P: FloatArray) -> None:
        n = len(P) - 1
        self.P, self.shape_of_all = P, (n + 1,) * counts
        ended = np.zeros(self.shape_of_all, dtype=np.int64)
        convicted = np.zeros(self.shape_of_all, dtype=np.int64)
        for count in range(counts):
            votes = np.arange(n + 1).reshape([-1 if i == count else 1 for i in range(counts)])
            ended += (votes == 0) | (votes == n)
            convicted += votes == n
        self.inside = np.flatnonzero(ended.ravel() < counts)
        self.ends = [
            np.flatnonzero((ended.ravel() == counts) & (convicted.ravel() == k))
            for k in range(counts + 1)
        ]
        super().__init__(np.float64, (len(self.inside), len(self.inside)))

    def _step(self, whole: FloatArray, matrix: FloatArray) -> FloatArray:
        table = whole.reshape(self.shape_of_all)
        counts = len(self.shape_of_all)
        moved = sum(
            np.moveaxis(np.tensordot(matrix, table, axes=(1, count)), 0, count)
            for count in range(counts)
        )
        return np.asarray(moved).ravel() / counts

    def _whole(self, inside: FloatArray) -> FloatArray:
        found = np.zeros(int(np.prod(self.shape_of_all)))
        found[self.inside] = inside
        return found

    def _matvec(self, x: FloatArray) -> FloatArray:
        return self._step(self._whole(x), self.P)[self.inside]

    def _rmatvec(self, x: FloatArray) -> FloatArray:
        return self._step(self._whole(x), self.P.T)[self.inside]

    def diagonal(self) -> FloatArray:
        """Return the diagonal of Q, by which the solver is preconditioned."""
        stays = self.P.diagonal()
        counts = len(self.shape_of_all)
        axes = [stays.reshape([-1 if i == k else 1 for i in range(counts)]) for k in range(counts)]
        table = np.broadcast_to(np.asarray(sum(axes)) / counts, self.shape_of_all)
        return table.ravel()[self.inside]

    def outcomes(self) -> FloatArray:
        """Return R: one column for each number of convictions."""
        columns: list[FloatArray] = []
        for states in self.ends:
            indicator = np.zeros(int(np.prod(self.shape_of_all)))
            indicator[states] = 1.0
            columns.append(self._step(indicator, self.P)[self.inside])
        return np.column_stack(columns)

    def start(self, votes: tuple[int, ...]) -> FloatArray:
        place = int(np.ravel_multi_index(votes, self.shape_of_all))
        return (self.inside == place).astype(np.float64)


def number_convicted(p_guilty: list[float]) -> FloatArray:
    law = np.ones(1)
    for p in p_guilty:
        law = np.convolve(law, [1 - p, p])
    return law


def assert_certified(found: AdjointAbsorption, exact: FloatArray | list[float]) -> None:
    """Hold the answer to the bar, and the error to its certificate."""
    error = np.abs(found.probabilities - exact).max()
    # What the exact answer in floats is itself off by.
    assert error <= found.certified_error + 1e-15
    assert found.certified_error <= 1e-10


@pytest.mark.parametrize("jurors", [3, 6, 10])
@pytest.mark.parametrize("as_operator", [False, True])
def test_different_jurors(jurors: int, as_operator: bool) -> None:
    model = DifferentJurors(jurors)
    Q, R = model.matrices()
    votes = (np.arange(jurors) % 3 == 0).astype(np.int64)
    moves = sparse.linalg.aslinearoperator(Q) if as_operator else Q
    found = adjoint_absorption(model.start(votes), moves, R)
    p = model.p_guilty(votes)
    assert_certified(found, [p, 1 - p])


@pytest.mark.parametrize("counts", [1, 2, 3])
def test_counts_of_twelve_without_a_matrix(counts: int) -> None:
    P = TugOfWar().transition_matrix(12)
    chain = Counts(counts, P)
    votes = (4, 8, 6)[:counts]
    single = Walks.of(P.diagonal(1)[1:], P.diagonal(-1)[:-1]).ends().top[:, 0]
    found = adjoint_absorption(chain.start(votes), chain, chain.outcomes())
    assert_certified(found, number_convicted([float(single[k - 1]) for k in votes]))


@pytest.mark.slow
def test_five_counts_of_twelve_without_a_matrix() -> None:
    """371,261 states and six outcomes, from one solve."""
    P = TugOfWar().transition_matrix(12)
    chain = Counts(5, P)
    assert chain.shape[0] == 13**5 - 2**5
    votes = (3, 5, 6, 7, 9)
    single = Walks.of(P.diagonal(1)[1:], P.diagonal(-1)[:-1]).ends().top[:, 0]
    found = adjoint_absorption(chain.start(votes), chain, chain.outcomes())
    assert_certified(found, number_convicted([float(single[k - 1]) for k in votes]))


@st.composite
def chains(draw: st.DrawFn) -> tuple[FloatArray, FloatArray]:
    m, outcomes = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    entry = st.one_of(st.just(0.0), st.floats(0.01, 1))
    size = m * (m + outcomes)
    rows = np.array(draw(st.lists(entry, min_size=size, max_size=size))).reshape(m, -1)
    rows[:, -1] = np.maximum(rows[:, -1], 0.05)
    # Sums of multiples of 2^-20 are exact: the rows sum to one, in floats and in fractions.
    rows = np.floor(rows / rows.sum(axis=1, keepdims=True) * 2**20) / 2**20
    rows[:, -1] += 1 - rows.sum(axis=1)
    return rows[:, :m], rows[:, m:]


@unhurried
@given(chains(), st.data())
def test_against_fractions(chain: tuple[FloatArray, FloatArray], data: st.DataObject) -> None:
    Q, R = chain
    share = data.draw(st.integers(0, 4)) / 4
    start = np.full(len(R), share / len(R))
    found = adjoint_absorption(start, sparse.csr_array(Q), R)
    exact = rational.absorption(Q.tolist(), R.tolist())
    p = [
        sum(
            (Fraction(s) * row[o] for s, row in zip(start.tolist(), exact, strict=True)),
            Fraction(0),
        )
        for o in range(R.shape[1])
    ]
    assert_certified(found, np.array(p, dtype=np.float64))


def test_a_planted_fault_is_certified_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that is always off by one part in a million: repeated, its answer is still right."""
    model = DifferentJurors(8)
    Q, R = model.matrices()
    votes = np.array([1, 0, 0, 1, 1, 0, 0, 0])
    p = model.p_guilty(votes)
    whole = adjoint.solve

    def off(*given: Any) -> FloatArray:
        return whole(*given) * (1 + 1e-6)

    monkeypatch.setattr(adjoint, "solve", off)
    assert_certified(adjoint_absorption(model.start(votes), Q, R), [p, 1 - p])


@pytest.mark.parametrize("fault", [1e-3, 1e-8])
def test_a_fault_is_never_larger_than_certified(
    monkeypatch: pytest.MonkeyPatch, fault: float
) -> None:
    """The control: a fault that does not go away is refused; let through, the bound covers it."""
    model = DifferentJurors(8)
    Q, R = model.matrices()
    votes = np.array([1, 0, 0, 1, 1, 0, 0, 0])
    p = model.p_guilty(votes)
    whole = adjoint.solve

    def worse(*given: Any) -> FloatArray:
        return whole(*given) + fault

    monkeypatch.setattr(adjoint, "solve", worse)
    with pytest.raises(OutOfDomainError, match="certain only within"):
        adjoint_absorption(model.start(votes), Q, R)
    monkeypatch.setattr(adjoint, "CERTIFIED", np.inf)
    found = adjoint_absorption(model.start(votes), Q, R)
    error = np.abs(found.probabilities - [p, 1 - p]).max()
    assert fault / 10 < error < found.certified_error


def slow_walk(leaving: float) -> tuple[sparse.csr_array, FloatArray]:
    """A walk that is drawn to its middle."""
    up = np.array([1 - leaving] * 5 + [leaving] * 5)
    Q, ends = Walks.of(up, 1 - up).chain(0)
    return sparse.csr_array(Q), ends[:, :2]


def test_a_slow_chain_is_solved_or_refused_but_never_wrong() -> None:
    start = np.eye(10)[2]
    for leaving in (0.3, 0.1, 0.03, 0.01, 1e-3, 1e-5):
        Q, R = slow_walk(leaving)
        exact = rational.absorption(Q.toarray().tolist(), R.tolist())[2]
        try:
            found = adjoint_absorption(start, Q, R)
        except OutOfDomainError:
            assert leaving <= 0.1
        else:
            assert_certified(found, np.array(exact, dtype=np.float64))
    with pytest.raises(OutOfDomainError):
        adjoint_absorption(start, *slow_walk(1e-6))


TRAP = np.array([[0.5, 0.1, 0.0], [0.0, 0.1, 0.9], [0.0, 0.3, 0.7]])
WAY_OUT = np.array([[0.4], [0.0], [0.0]])


def test_a_trap_is_refused() -> None:
    start = np.array([1.0, 0.0, 0.0])
    with pytest.raises(NotAbsorbingError, match="2 of 3 transient states"):
        adjoint_absorption(start, sparse.csr_array(TRAP), WAY_OUT)
    with pytest.raises(NotAbsorbingError, match="no vector w"):
        adjoint_absorption(start, sparse.linalg.aslinearoperator(TRAP), WAY_OUT)


HALF = sparse.csr_array(np.array([[0.5]]))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: adjoint_absorption(np.ones(1), HALF, np.array([[0.25]])), r"off by 0\.25"),
        (lambda: adjoint_absorption(np.ones(1), HALF, np.array([[-0.5]])), "negative"),
        (lambda: adjoint_absorption(np.ones(1), HALF, np.full((2, 1), 0.5)), "shape"),
        (lambda: adjoint_absorption(np.full(1, 1.5), HALF, np.full((1, 1), 0.5)), "starts in"),
        (lambda: adjoint_absorption(np.full(2, 0.5), HALF, np.full((1, 1), 0.5)), "starts in"),
        (lambda: adjoint_absorption(np.array([np.nan]), HALF, np.full((1, 1), 0.5)), "starts in"),
    ],
)
def test_what_is_refused(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(OutOfDomainError, match=message):
        ask()


def test_an_operator_is_held_to_its_row_sums() -> None:
    operator = sparse.linalg.aslinearoperator(np.array([[0.5]]))
    with pytest.raises(OutOfDomainError, match=r"off by 0\.25"):
        adjoint_absorption(np.ones(1), operator, np.array([[0.25]]))
    with pytest.raises(OutOfDomainError, match="shape"):
        adjoint_absorption(np.ones(1), operator, np.full((2, 1), 0.5))


def test_a_start_that_has_ended_has_no_probability_left() -> None:
    found = adjoint_absorption(np.zeros(1), HALF, np.full((1, 1), 0.5))
    assert found.probabilities.tolist() == [0.0]


def test_every_number_of_convictions_is_counted() -> None:
    """The helper above, by listing every set of verdicts."""
    p = [0.2, 0.5, 0.9]
    law = np.zeros(4)
    for verdicts in product([0, 1], repeat=3):
        law[sum(verdicts)] += np.prod([q if v else 1 - q for v, q in zip(verdicts, p, strict=True)])
    np.testing.assert_allclose(number_convicted(p), law)
