"""The two-sided burden: each faction its own threshold, hung where neither is met."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.burden_of_social_proof import BurdenOfSocialProof
from juryroom.deliberation.models.two_sided_burden_of_social_proof import (
    TwoSidedBurdenOfSocialProof,
)
from juryroom.errors import OutOfDomainError
from juryroom.testing import check_model
from tests.deliberation.pages import check_page


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_contract(jury_size: int) -> None:
    check_model(TwoSidedBurdenOfSocialProof(), jury_size)
    check_model(TwoSidedBurdenOfSocialProof(threshold_to_convict=0.9, gap=0.7), jury_size)


@given(
    convict=st.floats(0, 1),
    gap=st.floats(0.01, 1),
    clarity=st.floats(0.01, 200),
    jury_size=st.integers(3, 23),
)
def test_each_faction_alone_is_the_one_sided_model(
    convict: float, gap: float, clarity: float, jury_size: int
) -> None:
    model = TwoSidedBurdenOfSocialProof(threshold_to_convict=convict, gap=gap, clarity=clarity)
    both = model.endings(jury_size)
    guilty = BurdenOfSocialProof(threshold=convict, clarity=clarity).endings(jury_size)[:, 0]
    np.testing.assert_allclose(both[:, 0], guilty, rtol=1e-12)
    if model.threshold_to_acquit <= 1:
        other = BurdenOfSocialProof(threshold=model.threshold_to_acquit, clarity=clarity)
        np.testing.assert_allclose(both[:, 1], other.endings(jury_size)[::-1, 0], rtol=1e-12)
    np.testing.assert_allclose(both.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert (both >= 0).all()


def test_a_small_gap_is_nearly_the_one_sided_model() -> None:
    both = TwoSidedBurdenOfSocialProof(threshold_to_convict=0.7, gap=0.01, clarity=0.01)
    one = BurdenOfSocialProof(threshold=0.7, clarity=0.01)
    np.testing.assert_allclose(both.endings(12), one.endings(12), rtol=0, atol=1e-4)


def test_higher_thresholds_hang_more() -> None:
    hung = [
        TwoSidedBurdenOfSocialProof(threshold_to_convict=b, gap=2 * b - 1).endings(12)[:, 2]
        for b in (0.51, 0.6, 0.7, 0.8)
    ]
    assert all((more > less).all() for less, more in pairwise(hung))


def test_much_clarity_is_two_thirds_or_hung_where_no_jury_stands_on_a_threshold() -> None:
    step = TwoSidedBurdenOfSocialProof(threshold_to_convict=0.65, gap=0.3, clarity=10_000).endings(
        12
    )
    k = np.arange(13)
    expected = np.column_stack([k >= 8, k <= 4, (k > 4) & (k < 8)])
    np.testing.assert_allclose(step, expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    "bad",
    [
        {"gap": 0.0},
        {"clarity": 0.0},
        {"threshold_to_convict": 66},
        {"gap": math.nan},
        {"clarity": math.inf},
    ],
)
def test_bad_parameters_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(OutOfDomainError, match="TwoSidedBurdenOfSocialProof"):
        TwoSidedBurdenOfSocialProof(**bad)


def test_page() -> None:
    check_page("two-sided-burden-of-social-proof.md")
