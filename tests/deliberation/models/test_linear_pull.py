"""Linear pull: its closed form, and that inertia changes only the time."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.errors import OutOfDomainError
from juryroom.outcome.patience import Never
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule

unhurried = settings(deadline=None)
"""Machines are shared: the time of one example says nothing."""


@unhurried
@given(st.integers(3, 23), st.floats(0, 0.999))
def test_closed_form_whatever_the_inertia(n: int, inertia: float) -> None:
    law = deliberation_law(LinearPull(inertia=inertia), DecisionRule.unanimous(n), Never())
    exact = [
        float(Fraction(sum(comb(n - 1, j) for j in range(k)), 2 ** (n - 1))) for k in range(n + 1)
    ]
    np.testing.assert_allclose(law.endings[:, 0], exact, rtol=1e-12, atol=0)
    assert (np.diff(law.endings[:, 0]) > 0).all()


@unhurried
@given(st.integers(3, 23), st.floats(0, 0.999))
def test_inertia_stretches_time(n: int, inertia: float) -> None:
    rule = DecisionRule.unanimous(n)
    quick = deliberation_law(LinearPull(), rule, Never()).mean_ballots
    slow = deliberation_law(LinearPull(inertia=inertia), rule, Never()).mean_ballots
    assert quick is not None
    assert slow is not None
    np.testing.assert_allclose(slow * (1 - inertia), quick, rtol=1e-11)


@pytest.mark.parametrize("inertia", [-0.1, 1.0, float("nan"), 30])
def test_outside_the_domain(inertia: float) -> None:
    with pytest.raises(OutOfDomainError, match=r"LinearPull\.inertia"):
        LinearPull(inertia=inertia)
