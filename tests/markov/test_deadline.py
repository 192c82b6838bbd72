"""What a chain earns until a deadline: against its exponential, step by step and doubled."""

import numpy as np
import pytest
from scipy import sparse
from scipy.linalg import expm

from juryroom.markov.arrays import FloatArray
from juryroom.markov.deadline import deadline_total
from juryroom.rng import Streams

GENERATOR = Streams(7).at("chains").generator()


def chain(states: int) -> FloatArray:
    rows = GENERATOR.random((states, states + 1))
    return (rows / rows.sum(axis=1, keepdims=True))[:, :states]


@pytest.mark.parametrize("mean", [0.0, 0.3, 15.9, 16.1, 200.0, 90_000.0])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_array])
def test_it_is_the_exponential_of_the_chain(mean: float, kind: type) -> None:
    Q = chain(6)
    running, terminal = GENERATOR.random((6, 2)), GENERATOR.random((6, 2))
    stays = expm(mean * (Q - np.eye(6)))
    earned = np.linalg.solve(np.eye(6) - Q, (np.eye(6) - stays) @ running)
    found = deadline_total(kind(Q), running, terminal, mean)
    assert found == pytest.approx(earned + stays @ terminal, rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("mean", [3.0, 500.0])
def test_chains_in_a_stack_are_each_solved(mean: float) -> None:
    stack = np.array([chain(4) for _ in range(3)])
    running, terminal = GENERATOR.random((3, 4, 2)), GENERATOR.random((3, 4, 2))
    found = deadline_total(stack, running, terminal, mean)
    for i in range(3):
        alone = deadline_total(stack[i], running[i], terminal[i], mean)
        assert found[i] == pytest.approx(alone, rel=1e-14)


def test_a_slow_end_keeps_its_digits() -> None:
    """One state left with a chance of 1e-9 a step: by a hundred thousand steps, 1e-4."""
    leave, mean = 1e-9, 1e5
    nothing = np.zeros((1, 1))
    found = deadline_total(np.array([[1 - leave]]), np.array([[leave]]), nothing, mean)
    assert found[0, 0] == pytest.approx(-np.expm1(-mean * leave), rel=1e-7, abs=0)
