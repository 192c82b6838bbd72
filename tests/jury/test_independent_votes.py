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
    assert at_least(votes, size, float(share)) == pytest.approx(float(exact), rel=1e-11, abs=0)
