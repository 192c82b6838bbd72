"""The pooled logistic curve: the package it comes from, and the burden of social proof."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.burden_of_social_proof import BurdenOfSocialProof
from juryroom.deliberation.models.pooled_logistic import PooledLogistic
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.testing import check_model
from juryroom.trial import Trial
from tests.deliberation.pages import check_page
from tests.golden.tables import read


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_contract(jury_size: int) -> None:
    check_model(PooledLogistic(), jury_size)
    check_model(PooledLogistic(intercept=-7.037037, slope=12.072149), jury_size)


def test_published_by_share() -> None:
    rows = read("sate_logistic_by_share.csv")
    assert len(rows) == 27
    for row in rows:
        ballot = FirstBallot.binomial(float(row["share"]), int(row["jury_size"]))
        found = Trial(PooledLogistic(), ballot).solve()
        assert found.guilty == pytest.approx(float(row["convicted"]), rel=0, abs=1e-12), row
        assert found.hung == 0


def test_unanimous_first_ballots_can_flip() -> None:
    convicted = PooledLogistic().endings(12)[[0, 12], 0]
    assert convicted == pytest.approx([0.001, 0.993], abs=5e-4)


@given(
    b=st.floats(0, 1), c=st.floats(0.001, 100), jury_size=st.integers(3, 23)
)  # fmt: skip
def test_it_is_the_burden_of_social_proof(b: float, c: float, jury_size: int) -> None:
    """With clarity the slope and threshold minus intercept over slope."""
    curve = PooledLogistic(intercept=-b * c, slope=c).endings(jury_size)
    burden = BurdenOfSocialProof(threshold=b, clarity=c).endings(jury_size)
    np.testing.assert_allclose(curve, burden, rtol=1e-12, atol=1e-15)


@given(jury_size=st.integers(3, 23), slope=st.floats(0.1, 1000), intercept=st.floats(-1000, 1000))
def test_more_guilty_votes_never_convict_less(
    jury_size: int, slope: float, intercept: float
) -> None:
    endings = PooledLogistic(intercept=intercept, slope=slope).endings(jury_size)
    assert (np.diff(endings[:, 0]) >= 0).all()
    assert np.isfinite(endings).all()
    np.testing.assert_allclose(endings.sum(axis=1), 1, rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    "bad", [{"slope": -1}, {"slope": math.nan}, {"intercept": math.inf}, {"intercept": 2000}]
)
def test_bad_parameters_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(OutOfDomainError, match="log-odds"):
        PooledLogistic(**bad)


def test_page() -> None:
    check_page("pooled-logistic.md")
