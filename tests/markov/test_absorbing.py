"""Absorbing chains: exact digits, refusals, and agreement between the ways of solving."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.markov import rational
from juryroom.markov.absorbing import (
    LARGEST_DENSE,
    AbsorbingChain,
    absorption,
    birth_death,
    capped,
    capped_total,
    unabsorbed,
)
from juryroom.markov.arrays import FloatArray

unhurried = settings(deadline=None)
"""Machines are shared: the time of one example says nothing."""

RELATIVE = 1e-13
FAIR_Q = np.array([[0.0, 0.5], [0.5, 0.0]])
FAIR_R = np.array([[0.5, 0.0], [0.0, 0.5]])


@st.composite
def chains(draw: st.DrawFn) -> tuple[FloatArray, FloatArray]:
    """Return chains whose probabilities lie anywhere between 1e-30 and 1, with some zeros."""
    m = draw(st.integers(1, 7))
    outcomes = draw(st.integers(1, 3))
    entry = st.one_of(st.just(0.0), st.floats(-30, 0).map(lambda power: 10.0**power))
    rows = np.array(draw(st.lists(entry, min_size=m * (m + outcomes), max_size=m * (m + outcomes))))
    rows = rows.reshape(m, m + outcomes)
    rows[:, -1] = np.maximum(rows[:, -1], 1e-30)
    rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1.0)
    rows[np.arange(m), np.arange(m)] = 0.0
    stay = 1.0 - rows.sum(axis=1)
    rows[np.arange(m), np.arange(m)] = np.maximum(stay, 0.0)
    return rows[:, :m], rows[:, m:]


def with_exact_rows(Q: FloatArray, R: FloatArray) -> list[list[Fraction]]:
    """Return Q in fractions with each diagonal entry as what the other ways out leave, exactly."""
    exact = [[Fraction(x) for x in row] for row in Q.tolist()]
    for i, row in enumerate(exact):
        leaving = [Fraction(x) for x in R[i].tolist()] + row[:i] + row[i + 1 :]
        row[i] = 1 - sum(leaving, Fraction(0))
    return exact


def assert_all_digits(found: FloatArray, exact: list[list[Fraction]]) -> None:
    for row, exact_row in zip(found.tolist(), exact, strict=True):
        for value, exact_value in zip(row, exact_row, strict=True):
            assert abs(Fraction(value) - exact_value) <= Fraction(RELATIVE) * exact_value


@unhurried
@given(chains())
def test_dense_absorption_has_all_digits(chain: tuple[FloatArray, FloatArray]) -> None:
    Q, R = chain
    exact = with_exact_rows(Q, R)
    assert_all_digits(absorption(Q, R), rational.absorption(exact, R.tolist()))
    steps = AbsorbingChain(Q, R).mean_steps()
    assert_all_digits(steps[:, None], [[t] for t in rational.mean_steps(exact)])


def test_a_probability_of_1e_30_has_all_digits() -> None:
    """Seven places up against odds of 1 to 100,000 a step: LU would leave no digit right."""
    m, up = 6, 1e-5
    down = np.full(m, 1 - up)
    Q = np.diag(np.full(m - 1, up), 1) + np.diag(down[1:], -1)
    R = np.zeros((m, 2))
    R[-1, 0], R[0, 1] = up, down[0]
    exact = rational.absorption(with_exact_rows(Q, R), R.tolist())
    assert exact[0][0] < Fraction(2e-30)
    assert_all_digits(absorption(Q, R), exact)
    assert_all_digits(birth_death(np.full(m, up), down), exact)


@unhurried
@given(
    st.lists(
        st.tuples(st.floats(1e-12, 1), st.floats(1e-12, 1)).map(
            lambda pair: (pair[0] / max(1.0, sum(pair)), pair[1] / max(1.0, sum(pair)))
        ),
        min_size=1,
        max_size=20,
    )
)
def test_birth_death_agrees_with_elimination(moves: list[tuple[float, float]]) -> None:
    up, down = (np.array(column) for column in zip(*moves, strict=True))
    m = len(up)
    R = np.zeros((m, 2))
    R[-1, 0], R[0, 1] = up[-1], down[0]
    Q = np.diag(np.maximum(1 - up - down, 0)) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)
    np.testing.assert_allclose(birth_death(up, down), absorption(Q, R), rtol=1e-12, atol=0)


def test_birth_death_of_steps_in_one_direction() -> None:
    up, down = np.array([0.0, 0.25, 0.5]), np.array([0.5, 0.25, 0.0])
    np.testing.assert_array_equal(birth_death(up, down), [[0, 1], [0.5, 0.5], [1, 0]])


def test_birth_death_refuses_a_trap() -> None:
    with pytest.raises(NotAbsorbingError):
        birth_death(np.array([0.5, 0.0]), np.array([0.0, 0.5]))


@unhurried
@given(chains(), st.integers(0, 9))
def test_capped_agrees_with_steps_taken_one_at_a_time(
    chain: tuple[FloatArray, FloatArray], steps: int
) -> None:
    Q, R = chain
    law = capped(Q, R, steps)
    exact = rational.capped(Q.tolist(), R.tolist(), steps)
    np.testing.assert_allclose(law.absorbed, np.array(exact.absorbed, dtype=float), rtol=1e-12)
    np.testing.assert_allclose(law.at_cap, np.array(exact.at_cap, dtype=float), rtol=1e-12)
    np.testing.assert_allclose(law.mean_steps, np.array(exact.mean_steps, dtype=float), rtol=1e-12)
    total = law.absorbed.sum(axis=1) + law.at_cap.sum(axis=1)
    np.testing.assert_allclose(total, 1, rtol=0, atol=1e-12)


@unhurried
@given(chains())
def test_variance_agrees_with_the_second_moment(chain: tuple[FloatArray, FloatArray]) -> None:
    Q, R = chain
    exact = np.array(rational.variance_steps(with_exact_rows(Q, R)), dtype=float)
    mean = AbsorbingChain(Q, R).mean_steps()
    found = AbsorbingChain(Q, R).variance_steps()
    # A variance may be far smaller than the mean square, of which the bar is a part.
    np.testing.assert_array_less(np.abs(found - exact), 1e-12 * (exact + mean**2))


def private_public_chain(jury_size: int) -> tuple[sparse.csr_array, FloatArray]:
    model = PrivatePublic()
    votes = model.states(jury_size).guilty_votes
    between = np.flatnonzero((votes > 0) & (votes < jury_size))
    P = model.transition_matrix(jury_size)[between]
    verdicts = np.column_stack([votes == jury_size, votes == 0]).astype(np.float64)
    return P[:, between], P @ verdicts


@pytest.mark.parametrize("jury_size", [4, 12])
def test_sparse_and_dense_agree(jury_size: int) -> None:
    Q, R = private_public_chain(jury_size)
    assert (len(R) > LARGEST_DENSE) == (jury_size == 12)
    wide, narrow = AbsorbingChain(Q, R), AbsorbingChain(Q.toarray(), R)
    np.testing.assert_allclose(wide.absorption(), narrow.absorption(), rtol=1e-11, atol=0)
    np.testing.assert_allclose(wide.mean_steps(), narrow.mean_steps(), rtol=1e-11)
    np.testing.assert_allclose(wide.variance_steps(), narrow.variance_steps(), rtol=1e-11)


def test_a_long_cap_is_one_step_more_than_a_shorter_one() -> None:
    """On either side of the length at which a sparse chain is doubled instead of stepped."""
    Q, R = private_public_chain(5)
    at_cap = np.zeros_like(R)
    longest = 10 * len(R)
    stepped = capped_total(Q, R, at_cap, longest)
    doubled = capped_total(Q, R, at_cap, longest + 1)
    np.testing.assert_allclose(doubled, R + Q @ stepped, rtol=1e-12)


def test_a_cap_of_nothing_leaves_the_chain_where_it_was() -> None:
    law = capped(FAIR_Q, FAIR_R, 0)
    np.testing.assert_array_equal(law.absorbed, np.zeros((2, 2)))
    np.testing.assert_array_equal(law.at_cap, np.eye(2))
    np.testing.assert_array_equal(law.mean_steps, np.zeros(2))


@pytest.mark.parametrize(
    ("Q", "R", "message"),
    [
        ([[0.5]], [[0.5 + 1e-11]], "off by 1e-11"),
        ([[-0.1]], [[1.1]], "negative or not a number"),
        ([[0.5]], [[float("nan")]], "negative or not a number"),
        ([[float("nan")]], [[0.5]], "negative or not a number"),
        ([[0.5, 0.5]], [[0.0]], "shape"),
        ([[float("inf")]], [[0.5]], "off by inf"),
    ],
)
@pytest.mark.parametrize("as_sparse", [False, True])
def test_what_is_no_chain_is_refused(
    Q: list[list[float]], R: list[list[float]], message: str, as_sparse: bool
) -> None:
    matrix = sparse.csr_array(np.array(Q)) if as_sparse else np.array(Q)
    with pytest.raises(OutOfDomainError, match=message):
        absorption(matrix, np.array(R))
    with pytest.raises(OutOfDomainError, match=message):
        capped(matrix, np.array(R), 3)


def test_rows_within_the_tolerance_are_accepted() -> None:
    assert absorption(np.array([[0.5]]), np.array([[0.5 + 1e-13]]))[0, 0] == 1.0


@pytest.mark.parametrize("as_sparse", [False, True])
def test_a_trap_is_found_by_the_graph(as_sparse: bool) -> None:
    """The trap leads in a circle, so I - Q is singular only up to rounding."""
    Q = np.array([[0.5, 0.1, 0.0], [0.0, 0.1, 0.9], [0.0, 0.3, 0.7]])
    R = np.array([[0.4], [0.0], [0.0]])
    matrix = sparse.csr_array(Q) if as_sparse else Q
    assert unabsorbed(matrix, R).tolist() == [1, 2]
    with pytest.raises(NotAbsorbingError, match="2 of 3 transient states"):
        AbsorbingChain(matrix, R)


@pytest.mark.parametrize("tiny", [1e-200, 1e-155, 1e-310])
def test_a_way_out_smaller_than_floating_point_is_refused(tiny: float) -> None:
    Q = np.array([[1.0, tiny], [1.0, 0.0]])
    R = np.array([[0.0], [tiny]])
    with pytest.raises(OutOfDomainError, match="further away than floating point can count"):
        absorption(Q, R)


def test_the_chain_given_is_not_changed() -> None:
    Q, R = FAIR_Q.copy(), FAIR_R.copy()
    absorption(Q, R)
    capped(Q, R, 5)
    np.testing.assert_array_equal(Q, FAIR_Q)
    np.testing.assert_array_equal(R, FAIR_R)


@pytest.mark.parametrize("as_sparse", [False, True])
def test_a_chain_without_states_is_solved(as_sparse: bool) -> None:
    Q = sparse.csr_array((0, 0)) if as_sparse else np.zeros((0, 0))
    assert absorption(Q, np.zeros((0, 2))).shape == (0, 2)


@settings(unhurried, max_examples=25)
@given(st.integers(2, 60), st.floats(0.01, 0.99))
def test_gamblers_ruin(m: int, up: float) -> None:
    """The textbook formula, by an independent route."""
    down = 1 - up
    odds = Fraction(down) / Fraction(up)
    exact = [
        [float(sum(odds**j for j in range(k)) / sum(odds**j for j in range(m + 1)))]
        for k in range(1, m + 1)
    ]
    found = birth_death(np.full(m, up), np.full(m, down))[:, :1]
    np.testing.assert_allclose(found, exact, rtol=1e-11)
