"""Expected visits, against the fundamental matrix in fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from juryroom.markov import rational
from juryroom.markov.visits import expected_visits


@given(
    weights=st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=4, max_size=4),
    ends=st.lists(st.integers(1, 5), min_size=4, max_size=4),
)
def test_visits_are_a_row_of_the_fundamental_matrix(
    weights: list[list[int]], ends: list[int]
) -> None:
    totals = [sum(row) + end for row, end in zip(weights, ends, strict=True)]
    Q = [[Fraction(w, t) for w in row] for row, t in zip(weights, totals, strict=True)]
    identity = [[Fraction(i == j) for j in range(4)] for i in range(4)]
    whole = rational.absorption(Q, identity)
    leave = np.array([end / total for end, total in zip(ends, totals, strict=True)])
    start = np.array([0.5, 0.25, 0.0, 0.25])
    found = expected_visits(sparse.csr_array(np.array(Q, dtype=np.float64)), leave, start)
    expected = [sum(float(start[i]) * float(whole[i][j]) for i in range(4)) for j in range(4)]
    assert found == pytest.approx(expected, rel=1e-13)


def test_a_chain_that_wanders_for_ever_so_long_keeps_its_digits() -> None:
    """Two states that lead to each other and hardly ever out: LU subtracts them to nothing."""
    out = 2.0**-50
    Q = sparse.csr_array([[0.0, 1 - out], [1 - out, 0.0]])
    found = expected_visits(Q, np.array([out, out]), np.array([1.0, 0.0]))
    assert found == pytest.approx([2.0**49, 2.0**49], rel=1e-12)
