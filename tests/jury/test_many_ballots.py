"""Many first ballots at once are the first ballots one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.many_ballots import Strikes, first_ballot, first_ballots
from juryroom.jury.strikes import after_strikes


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4), st.integers(3, 23), st.floats(0, 0.99))
def test_without_strikes_they_are_beta_binomial(
    shares: list[float], size: int, resemblance: float
) -> None:
    found = first_ballots(np.array(shares), size, resemblance=resemblance)
    for law, share in zip(found, shares, strict=True):
        one = FirstBallot.beta_binomial(share, resemblance, size)
        assert law == pytest.approx(np.array(one.probabilities), abs=1e-13)


@given(st.floats(0, 1), st.integers(3, 14), st.integers(0, 8), st.integers(0, 8), st.floats(0, 1))
def test_with_strikes_they_are_those_of_the_accuracy_model(
    share: float, size: int, prosecution: int, defence: int, accuracy: float
) -> None:
    strikes = Strikes(prosecution=prosecution, defence=defence, accuracy=accuracy)
    one = after_strikes(
        share,
        size,
        prosecution_strikes=prosecution,
        defence_strikes=defence,
        accuracy=accuracy,
    )
    found = first_ballots(np.array([share]), size, strikes=strikes)[0]
    assert found == pytest.approx(np.array(one.probabilities), abs=1e-12)
    assert first_ballot(share, size, strikes=strikes).probabilities == pytest.approx(found)


def test_with_resemblance_and_strikes_the_law_still_sums_to_one() -> None:
    strikes = Strikes(prosecution=6, defence=10)
    found = first_ballots(np.linspace(0, 1, 11), 12, resemblance=0.2, strikes=strikes)
    assert found.sum(axis=1) == pytest.approx(np.ones(11))
    assert found.min() >= 0


def test_a_per_cent_for_resemblance_or_accuracy_is_refused() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.15\?"):
        Strikes(prosecution=6, defence=6, accuracy=15)
    with pytest.raises(OutOfDomainError):
        first_ballots(np.array([0.5]), 12, resemblance=10)
