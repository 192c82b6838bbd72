"""Things that change one at a time: the flow against a matrix, and the bound against fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from juryroom.errors import OutOfDomainError
from juryroom.markov import rational
from juryroom.markov.adjoint import adjoint_absorption
from juryroom.markov.arrays import FloatArray
from juryroom.markov.flips import LARGEST_ERROR, Box, Flow, visits


def box_of(counts: list[int], speeds: list[float], weights: list[float]) -> Box:
    return Box(np.array(counts, dtype=np.int64), np.array(speeds), np.array(weights))


def points(box: Box) -> list[tuple[int, ...]]:
    """The states in order: the first type counts fastest."""
    sides = [range(count + 1) for count in reversed(box.counts.tolist())]
    return [tuple(reversed(point)) for point in product(*sides)]


def moves(box: Box) -> list[list[Fraction]]:
    """The matrix of one step, from the definition, without what stays."""
    order = points(box)
    place = {point: at for at, point in enumerate(order)}
    counts, weights = box.counts.tolist(), [Fraction(w) for w in box.weights.tolist()]
    matrix = [[Fraction(0)] * len(order) for _ in order]
    for point in order:
        on = sum((w * g for w, g in zip(weights, point, strict=True)), start=Fraction(0))
        off = sum(
            (w * (m - g) for w, m, g in zip(weights, counts, point, strict=True)),
            start=Fraction(0),
        )
        for t, speed in enumerate(Fraction(s) for s in box.speeds.tolist()):
            more = (*point[:t], point[t] + 1, *point[t + 1 :])
            less = (*point[:t], point[t] - 1, *point[t + 1 :])
            if more in place:
                matrix[place[point]][place[more]] = speed * (counts[t] - point[t]) * on
            if less in place:
                matrix[place[point]][place[less]] = speed * point[t] * off
    return matrix


def flow_of(box: Box, hazard: float = 0.0) -> tuple[Flow, FloatArray]:
    open_ = np.ones(len(points(box)))
    open_[0] = open_[-1] = 0
    return Flow.of(box, open_, hazard * open_), open_


BOXES = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 8), st.integers(0, 8)), min_size=1, max_size=4
).map(
    lambda types: box_of(
        [m for m, _, _ in types],
        [a / 2048 for _, a, _ in types],
        [float(w) for _, _, w in types],
    )
)


@settings(deadline=None)
@given(box=BOXES, data=st.data())
def test_the_flow_is_the_matrix_of_the_definition(box: Box, data: st.DataObject) -> None:
    matrix = np.array([[float(x) for x in row] for row in moves(box)])
    flow, _ = flow_of(box)
    mass = np.array(
        data.draw(st.lists(st.floats(0, 1), min_size=len(matrix), max_size=len(matrix)))
    )
    np.testing.assert_allclose(flow.inflow(mass), mass @ matrix, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(flow.ways_out, matrix.sum(axis=1), rtol=1e-12, atol=1e-300)
    assert flow.step(mass).sum() == pytest.approx(mass.sum(), rel=1e-12)


@pytest.mark.parametrize("things", [2, 3, 4, 13, 14])
def test_near_and_far_sides_agree(things: int) -> None:
    """Blocks are a way to work: with other blocks the sums are the same."""
    box = box_of(
        [1] * things, [0.001 * (1 + t) for t in range(things)], [1.0 + t for t in range(things)]
    )
    flow = Flow.of(box, np.ones(2**things), np.zeros(2**things))
    mass = np.linspace(0, 1, 2**things)
    expected = np.zeros_like(mass)
    states = np.arange(2**things)
    for t, speed in enumerate(box.speeds.tolist()):
        source = states ^ (1 << t)
        weight = np.where(states >> t & 1, flow.on[source], flow.off[source])
        expected += speed * weight * mass[source]
    np.testing.assert_allclose(flow.inflow(mass), expected, rtol=1e-12)
    whole = flow._replace(low=things)
    np.testing.assert_allclose(flow.inflow(mass), whole.inflow(mass), rtol=1e-13)


@settings(deadline=None, max_examples=20)
@given(
    counts=st.sampled_from([[3], [1, 2], [1, 1, 1], [2, 2]]),
    eighths=st.lists(st.integers(1, 8), min_size=6, max_size=6),
    hazard=st.sampled_from([0.0, 0.125]),
)
def test_the_bound_holds_against_fractions(
    counts: list[int], eighths: list[int], hazard: float
) -> None:
    types = len(counts)
    box = box_of(counts, [x / 2048 for x in eighths[:types]], [float(x) for x in eighths[-types:]])
    flow, open_ = flow_of(box, hazard)
    start = open_ / open_.sum()
    found = visits(flow, start)
    assert found.error <= LARGEST_ERROR
    matrix, inner = moves(box), np.flatnonzero(open_).tolist()
    going = 1 - Fraction(hazard)
    Q: list[list[Fraction]] = []
    for s in inner:
        stay = 1 - sum(matrix[s], start=Fraction(0))
        Q.append([going * (stay if s == e else matrix[s][e]) for e in inner])
    R = [[matrix[s][-1], matrix[s][0]] for s in inner]
    exact = [
        sum(column, start=Fraction(0)) / len(inner)
        for column in zip(*rational.absorption(Q, R), strict=True)
    ]
    arrivals = flow.inflow(found.visits)
    assert arrivals[-1] == pytest.approx(float(exact[0]), rel=0, abs=found.error)
    assert arrivals[0] == pytest.approx(float(exact[1]), rel=0, abs=found.error)


@settings(deadline=None, max_examples=20)
@given(box=BOXES, hazard=st.sampled_from([0.0, 0.01]))
def test_the_general_solver_for_any_chain_says_the_same(box: Box, hazard: float) -> None:
    """Two programs that share no line: this one knows the shape of the chain, that one does not."""
    assume(len(points(box)) > 2 and (box.weights > 0).all())
    flow, open_ = flow_of(box, hazard)
    rows = moves(box)
    matrix = np.array([[float(x) for x in row] for row in rows])
    stay = np.array([max(float(1 - sum(row, start=Fraction(0))), 0.0) for row in rows])
    inner = np.flatnonzero(open_)
    start = open_[inner] / len(inner)
    Q = (matrix + np.diag(stay))[np.ix_(inner, inner)]
    R = np.column_stack(
        [matrix[inner, -1], matrix[inner, 0], hazard * Q.sum(axis=1)],
    )
    general = adjoint_absorption(start, sparse.csr_array((1 - hazard) * Q), R)
    found = visits(flow, open_ / open_.sum())
    ended = flow.inflow(found.visits)[[-1, 0]]
    allowed = found.error + general.certified_error
    assert ended == pytest.approx(general.probabilities[:2], rel=0, abs=allowed)


def test_a_solution_that_is_not_certain_is_not_given() -> None:
    """Two parts of a chain that hardly touch: 300 decades between their speeds."""
    box = box_of([1, 1, 1, 1], [1e-1, 1e-300, 1e-150, 1e-1], [1.0, 1e-150, 1.0, 1e-300])
    flow, open_ = flow_of(box)
    with pytest.raises(OutOfDomainError) as refused:
        visits(flow, open_ / open_.sum())
    (problem,) = refused.value.problems
    assert "may be off" in problem.found


def test_nothing_starts_nothing_is_visited() -> None:
    flow, open_ = flow_of(box_of([1, 1, 1], [0.1] * 3, [1.0] * 3))
    assert not visits(flow, np.zeros_like(open_)).visits.any()
