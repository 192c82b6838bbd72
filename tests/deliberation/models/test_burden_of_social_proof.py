"""The burden of social proof: a threshold and how clearly it is felt."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.burden_of_social_proof import BurdenOfSocialProof
from juryroom.deliberation.models.majority import Majority
from juryroom.errors import OutOfDomainError
from juryroom.testing import check_model
from tests.deliberation.pages import check_page


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_contract(jury_size: int) -> None:
    check_model(BurdenOfSocialProof(), jury_size)
    check_model(BurdenOfSocialProof(threshold=0.583, clarity=12.07), jury_size)


@given(jury_size=st.integers(3, 23), clarity=st.floats(0, 10_000), votes=st.integers(0, 23))
def test_at_its_threshold_a_faction_wins_every_second_time(
    jury_size: int, clarity: float, votes: int
) -> None:
    votes = min(votes, jury_size)
    model = BurdenOfSocialProof(threshold=votes / jury_size, clarity=clarity)
    assert model.endings(jury_size)[votes, 0] == 0.5


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_without_clarity_numbers_count_for_nothing_and_with_much_of_it_they_decide(
    jury_size: int,
) -> None:
    coin = BurdenOfSocialProof(clarity=0).endings(jury_size)
    assert (coin[:, :2] == 0.5).all()
    step = BurdenOfSocialProof(clarity=10_000).endings(jury_size)
    np.testing.assert_allclose(step, Majority().endings(jury_size), rtol=0, atol=1e-15)


@given(threshold=st.floats(0, 1), clarity=st.floats(0, 10_000), jury_size=st.integers(3, 23))
def test_exchanging_the_factions_reflects_the_threshold(
    threshold: float, clarity: float, jury_size: int
) -> None:
    here = BurdenOfSocialProof(threshold=threshold, clarity=clarity).endings(jury_size)
    there = BurdenOfSocialProof(threshold=1 - threshold, clarity=clarity).endings(jury_size)
    np.testing.assert_allclose(here, there[::-1, [1, 0, 2]], rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(
    "bad", [{"threshold": 58.3}, {"threshold": -0.1}, {"threshold": math.nan}, {"clarity": -1}]
)
def test_bad_parameters_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(OutOfDomainError, match="BurdenOfSocialProof"):
        BurdenOfSocialProof(**bad)


def test_page() -> None:
    check_page("burden-of-social-proof.md")
