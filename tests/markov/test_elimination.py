"""Where sparse LU can be trusted, and what is done where it cannot."""

import numpy as np
import pytest
from scipy import sparse

from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.markov.absorbing import AbsorbingChain
from juryroom.markov.arrays import FloatArray
from juryroom.markov.elimination import LOST_TO_LU, gth, sparse_lu

JURORS = 9


def undecided(model: PrivatePublic) -> tuple[sparse.csr_array, FloatArray]:
    """Return the chain of a jury of nine under unanimity."""
    votes = model.states(JURORS).guilty_votes
    between = np.flatnonzero((votes > 0) & (votes < JURORS))
    P = model.transition_matrix(JURORS)[between]
    return P[:, between], P @ np.column_stack([votes == JURORS, votes == 0]).astype(np.float64)


def test_lu_is_trusted_where_juries_move() -> None:
    Q, R = undecided(PrivatePublic())
    solve = sparse_lu(Q, R.sum(axis=1))
    assert solve is not None
    np.testing.assert_allclose(
        solve(R.copy()), gth(Q.toarray(), R.sum(axis=1))(R.copy()), rtol=1e-11
    )


WANDERING = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0.125)
"""Minds never change and hardly anyone yields: some 10 billion ballots for a jury of nine."""


def test_lu_is_not_trusted_where_juries_wander() -> None:
    Q, R = undecided(WANDERING)
    assert sparse_lu(Q, R.sum(axis=1)) is None
    chain = AbsorbingChain(Q, R)
    assert chain.mean_steps().max() > 1e9
    np.testing.assert_allclose(chain.absorption().sum(axis=1), 1, rtol=0, atol=1e-13)


def test_the_distrust_is_deserved() -> None:
    """The control: LU as it comes loses far more than what is let pass."""
    Q, R = undecided(WANDERING)
    naive = np.linalg.solve(np.eye(len(R)) - Q.toarray(), R).sum(axis=1)
    assert np.abs(naive - 1).max() > 100 * LOST_TO_LU


@pytest.mark.parametrize("persuasion", [1e-100, 1e-300])
def test_a_matrix_that_lu_finds_singular(persuasion: float) -> None:
    model = PrivatePublic(persuasion=persuasion, pressure_to_convict=1e-5, pressure_to_acquit=0)
    Q, R = undecided(model)
    assert sparse_lu(Q, R.sum(axis=1)) is None
    np.testing.assert_allclose(AbsorbingChain(Q, R).absorption().sum(axis=1), 1, atol=1e-13)


def test_elimination_has_all_digits_of_a_fair_walk_that_hardly_moves() -> None:
    """P(G | k) = k/n for every persuasion: also when a ballot moves a vote once in 1e50."""
    for persuasion in (1.0, 1e-8, 1e-50):
        model = PrivatePublic(persuasion=persuasion, pressure_to_convict=0, pressure_to_acquit=0)
        Q, R = undecided(model)
        found = gth(Q.toarray(), R.sum(axis=1))(R.copy())[:, 0]
        states = model.states(JURORS)
        sincere = np.flatnonzero(states.guilty_votes == states.guilty_minds)
        between = np.flatnonzero((states.guilty_votes > 0) & (states.guilty_votes < JURORS))
        start = [model.start(JURORS, k) for k in range(1, JURORS)]
        assert np.isin(start, sincere).all()
        np.testing.assert_allclose(
            found[np.searchsorted(between, start)], np.arange(1, JURORS) / JURORS, rtol=1e-13
        )
