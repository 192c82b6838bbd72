"""juryroom's laws of the first ballot against the twins: exact binomials and rising factorials."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.agreement import (
    SIXTY_FOURTHS,
    TOLERANCE,
    first_ballots,
    juryroom_first,
    law_of,
    sixty_fourths,
    twin_first,
)
from tests.qc.twins import (
    ONE,
    beta_binomial,
)

SIZES = range(3, 17)


def apart(theirs: Sequence[float], ours: Sequence[Fraction]) -> float:
    """Return the largest difference between two laws of the same length."""
    assert len(theirs) == len(ours)
    return max(abs(p - float(q)) for p, q in zip(theirs, ours, strict=True))


@pytest.mark.parametrize("jury_size", SIZES)
def test_every_known_split(jury_size: int) -> None:
    for k in range(jury_size + 1):
        first = ("known", k, jury_size)
        assert law_of(juryroom_first(first)) == twin_first(first)


@pytest.mark.parametrize("jury_size", SIZES)
@pytest.mark.parametrize("share", sixty_fourths(0, 1, 21, 32, 45, 63, 64))
def test_a_grid_of_shares_and_resemblances(jury_size: int, share: Fraction) -> None:
    independent = ("binomial", (share,), jury_size)
    assert apart(law_of(juryroom_first(independent)), twin_first(independent)) <= TOLERANCE
    for resemblance in sixty_fourths(0, 1, 7, 32, 63):
        alike = ("beta_binomial", (share, resemblance), jury_size)
        assert apart(law_of(juryroom_first(alike)), twin_first(alike)) <= TOLERANCE


@settings(max_examples=150, deadline=None)
@given(first=st.integers(3, 16).flatmap(first_ballots))
def test_any_first_ballot(first: tuple[str, tuple[Fraction, ...] | int, int]) -> None:
    assert apart(law_of(juryroom_first(first)), twin_first(first)) <= TOLERANCE


@settings(max_examples=100, deadline=None)
@given(jury_size=st.integers(3, 16), share=SIXTY_FOURTHS, grain=st.integers(1, 2**20))
def test_jurors_who_hardly_resemble_each_other(jury_size: int, share: Fraction, grain: int) -> None:
    """A resemblance near nought makes the parameters of the beta law huge: nothing may cancel."""
    first = ("beta_binomial", (share, Fraction(grain, 2**40)), jury_size)
    assert apart(law_of(juryroom_first(first)), twin_first(first)) <= TOLERANCE


def test_a_planted_fault_is_found() -> None:
    """Resemblance p/r in place of p(1-r)/r: the common slip, and small at small r."""
    share, resemblance = sixty_fourths(21, 1)
    theirs = law_of(juryroom_first(("beta_binomial", (share, resemblance), 12)))
    slipped = beta_binomial(share, 1 / (1 / resemblance + 1), 12)
    assert apart(theirs, slipped) > TOLERANCE
    assert apart(theirs, beta_binomial(ONE - share, resemblance, 12)) > TOLERANCE
