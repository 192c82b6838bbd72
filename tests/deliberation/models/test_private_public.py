"""Minds and votes: what its page says of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.outcome.patience import BallotCap, HangHazard, Never
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule

unhurried = settings(deadline=None)
"""Machines are shared: the time of one example says nothing."""


def test_455_states_for_twelve() -> None:
    assert PrivatePublic().states(12).counts.shape == (455, 4)


@settings(unhurried, max_examples=30)
@given(st.integers(3, 10), st.floats(0.01, 1))
def test_without_pressure_it_is_a_fair_walk(n: int, persuasion: float) -> None:
    model = PrivatePublic(persuasion=persuasion, pressure_to_convict=0, pressure_to_acquit=0)
    law = deliberation_law(model, DecisionRule.unanimous(n), Never())
    np.testing.assert_allclose(law.endings[:, 0], np.arange(n + 1) / n, rtol=0, atol=1e-12)
    assert law.dissent is not None
    assert not law.dissent.any()


@pytest.mark.parametrize("n", [3, 6, 12])
def test_without_pressure_votes_move_as_the_page_says(n: int) -> None:
    alpha = 0.375
    model = PrivatePublic(persuasion=alpha, pressure_to_convict=0, pressure_to_acquit=0)
    P = model.transition_matrix(n).toarray()
    at = [model.start(n, k) for k in range(n + 1)]
    for k in range(1, n):
        up = alpha * (n - k) / n * k / (n - 1)
        assert P[at[k], at[k + 1]] == pytest.approx(up, rel=1e-14)
        assert P[at[k], at[k - 1]] == pytest.approx(up, rel=1e-14)


def test_without_any_influence_a_divided_jury_stays_as_it_is() -> None:
    still = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0)
    law = deliberation_law(still, DecisionRule.unanimous(5), BallotCap(ballots=1000))
    assert law.last_split is not None
    np.testing.assert_array_equal(law.endings[1:5], [[0, 0, 1]] * 4)
    np.testing.assert_array_equal(law.last_split[1:5, 1:5], np.eye(4))


@settings(unhurried, max_examples=20)
@given(st.integers(3, 8), st.floats(0.05, 1), st.floats(0, 1), st.floats(0, 1))
def test_exchanging_the_pressures_exchanges_the_verdicts(
    n: int, persuasion: float, convict: float, acquit: float
) -> None:
    rule, patience = DecisionRule.unanimous(n), HangHazard(per_ballot=0.01)
    there = PrivatePublic(
        persuasion=persuasion, pressure_to_convict=convict, pressure_to_acquit=acquit
    )
    back = PrivatePublic(
        persuasion=persuasion, pressure_to_convict=acquit, pressure_to_acquit=convict
    )
    one, other = (deliberation_law(model, rule, patience) for model in (there, back))
    np.testing.assert_allclose(one.endings, other.endings[::-1, [1, 0, 2]], rtol=0, atol=1e-12)


def test_votes_without_minds_when_only_pressure_moves() -> None:
    """No one is ever persuaded, so at a verdict the other minds are as they were at the start."""
    model = PrivatePublic(persuasion=0, pressure_to_convict=1, pressure_to_acquit=0)
    law = deliberation_law(model, DecisionRule.unanimous(6), Never())
    assert law.against_verdict is not None
    np.testing.assert_allclose(law.endings[1:, 0], 1, rtol=0, atol=1e-12)
    for k in range(1, 7):
        assert law.against_verdict[k] == (pytest.approx((6 - k) / 6, abs=1e-12), None)
    assert law.against_verdict[0] == (None, 0.0)


def test_a_pressed_vote_leaves_the_mind() -> None:
    model = PrivatePublic()
    states = model.states(4)
    start = model.start(4, 2)
    (to,) = np.flatnonzero(model.pressed_matrix(4).toarray()[start])
    np.testing.assert_array_equal(states.counts[to], [2, 0, 1, 1])
    assert (states.guilty_votes[to], states.guilty_minds[to]) == (3, 2)


def test_the_matrix_is_made_once_and_cannot_be_changed() -> None:
    P = PrivatePublic(persuasion=0.3).transition_matrix(6)
    assert PrivatePublic(persuasion=0.3).transition_matrix(6) is P
    with pytest.raises(ValueError, match="read-only"):
        P.data[0] = 1
