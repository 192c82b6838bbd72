"""juryroom's decision schemes against the twins: fractions, row by row and mixed."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.agreement import (
    TOLERANCE,
    first_ballots,
    juryroom_outcome,
    twin_first,
)
from tests.qc.twins import (
    HALF,
    SCHEMES,
    ZERO,
    Row,
    scheme,
    unanimous,
)


def apart(name: str, first: tuple[str, tuple[Fraction, ...] | int, int], row: Row) -> float:
    """Return the largest difference between juryroom's three probabilities and `row`."""
    found = juryroom_outcome((name, {}), first, unanimous(first[2]))
    return max(
        abs(theirs - float(ours))
        for theirs, ours in zip((found.guilty, found.not_guilty, found.hung), row, strict=True)
    )


@pytest.mark.parametrize("jury_size", range(3, 17))
@pytest.mark.parametrize("name", SCHEMES)
def test_every_row(name: str, jury_size: int) -> None:
    for k in range(jury_size + 1):
        assert apart(name, ("known", k, jury_size), SCHEMES[name](k, jury_size)) <= TOLERANCE


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(sorted(SCHEMES)), first=st.integers(3, 16).flatmap(first_ballots))
def test_any_first_ballot(name: str, first: tuple[str, tuple[Fraction, ...] | int, int]) -> None:
    assert apart(name, first, scheme(name, twin_first(first))) <= TOLERANCE


def test_planted_faults_are_found() -> None:
    """More than two thirds in place of at least two thirds; a tie that acquits."""
    assert apart("two-thirds-or-hung", ("known", 4, 6), (ZERO, ZERO, Fraction(1))) > TOLERANCE
    assert apart("majority", ("known", 6, 12), (ZERO, Fraction(1), ZERO)) > TOLERANCE
    assert apart("equiprobability", ("known", 5, 6), (5 * HALF / 3, HALF / 3, ZERO)) > TOLERANCE
