"""Tails of the binomial, against fractions."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.jury.independent_votes import at_least


@given(size=st.integers(1, 60), votes=st.integers(-2, 62), share=st.fractions(0, 1))
def test_it_is_the_sum(size: int, votes: int, share: Fraction) -> None:
    share = Fraction(float(share))
    exact = sum(
        comb(size, j) * share**j * (1 - share) ** (size - j) for j in range(max(votes, 0), size + 1)
    )
    found = at_least(votes, size, float(share))
    if exact == 0 or exact > 1e-270:
        assert found == pytest.approx(float(exact), rel=1e-12, abs=0)
    else:  # where parts of the sum are below what a double holds in full
        assert 0 <= found < 1e-269
