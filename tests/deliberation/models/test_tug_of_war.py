"""Tug of war: its closed form, its tipping point, and the edge of its domain."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.patience import Never
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule

unhurried = settings(deadline=None)
"""Machines are shared: the time of one example says nothing."""

sizes = st.integers(3, 23)


def guilty(model: TugOfWar, n: int) -> FloatArray:
    return deliberation_law(model, DecisionRule.unanimous(n), Never()).endings[:, 0]


@unhurried
@given(sizes, st.integers(0, 39), st.integers(-40, 40), st.integers(1, 8))
def test_closed_form(n: int, slope: int, bias: int, movers: int) -> None:
    """P(G | k) = (c_0 + ... + c_{k-1}) / (c_0 + ... + c_{n-1}), with r_g = ((1 - m) / m)^movers."""
    a, b = Fraction(slope, 40), Fraction(bias, 40)
    c = [Fraction(1)]
    for g in range(1, n):
        m = Fraction(1, 2) + a * ((g - b) / n - Fraction(1, 2))
        c.append(c[-1] * ((1 - m) / m) ** movers)
    exact = [float(sum(c[:k]) / sum(c)) for k in range(n + 1)]
    np.testing.assert_allclose(
        guilty(TugOfWar(slope=float(a), bias=float(b), movers=movers), n), exact, rtol=1e-10, atol=0
    )


@unhurried
@given(sizes, st.floats(0, 1), st.floats(-1, 1), st.integers(1, 8))
def test_more_guilty_votes_convict_more(n: int, slope: float, bias: float, movers: int) -> None:
    model = TugOfWar(slope=slope, bias=bias, movers=movers)
    # Two neighbours that are both all but certain may differ by a rounding.
    assert (np.diff(guilty(model, n)) >= -1e-14).all()


@unhurried
@given(sizes, st.floats(0, 1), st.integers(1, 8))
def test_without_bias_the_verdicts_can_be_exchanged(n: int, slope: float, movers: int) -> None:
    law = deliberation_law(
        TugOfWar(slope=slope, bias=0, movers=movers), DecisionRule.unanimous(n), Never()
    )
    np.testing.assert_allclose(law.endings, law.endings[::-1, [1, 0, 2]], rtol=1e-10, atol=1e-300)


@unhurried
@given(sizes, st.floats(0.05, 1), st.integers(1, 8))
def test_bias_favours_acquittal(n: int, slope: float, movers: int) -> None:
    even = guilty(TugOfWar(slope=slope, bias=0, movers=movers), n)[1:n]
    biased = guilty(TugOfWar(slope=slope, bias=1, movers=movers), n)[1:n]
    assert (biased <= even + 1e-14).all()
    assert biased[n // 2 - 1] < even[n // 2 - 1]


def test_the_tipping_point_is_half_the_jury_and_the_bias() -> None:
    P = TugOfWar(slope=0.5, bias=2, movers=3).transition_matrix(12)
    assert P[8, 9] == P[8, 7] == 0.125
    assert P[7, 8] < P[7, 6]


def test_many_movers_make_it_a_majority() -> None:
    """Votes that decide at n/2 + bias; the slope keeps the odds away from even."""
    sharp = guilty(TugOfWar(slope=0.9, bias=0.5, movers=23), 12)
    np.testing.assert_allclose(sharp, [0] * 7 + [1] * 6, atol=0.05)


@pytest.mark.parametrize(
    ("slope", "bias", "accepted"),
    [(1.0, 1.01, "-1 to 1"), (1.0, -1.01, "-1 to 1"), (0.5, 7.5, "-7 to 7")],
)
def test_a_bias_that_leaves_the_probabilities(slope: float, bias: float, accepted: str) -> None:
    with pytest.raises(OutOfDomainError, match=f"a bias of {accepted}"):
        TugOfWar(slope=slope, bias=bias).transition_matrix(12)


@pytest.mark.parametrize("bias", [-1.0, 1.0])
def test_the_edge_itself_is_accepted(bias: float) -> None:
    P = TugOfWar(slope=1, bias=bias).transition_matrix(12)
    assert {P[1, 0], P[11, 12]} >= {1.0}


@pytest.mark.parametrize(
    "parameters",
    [{"slope": 1.1}, {"slope": -0.1}, {"bias": 24}, {"movers": 0}, {"movers": 2.5}],
)
def test_outside_the_domain(parameters: dict[str, float]) -> None:
    with pytest.raises(OutOfDomainError):
        TugOfWar(**parameters)  # pyright: ignore[reportArgumentType]
