"""Laplace: the printed fractions, and the integrals that they come from."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.laplace import Laplace
from juryroom.errors import OutOfDomainError
from tests.deliberation.pages import check_page
from tests.golden.tables import read


def integral(right: int, wrong: int) -> Fraction:
    """Return the integral of u^right (1-u)^wrong from 1/2 to 1, term by term."""
    return sum(
        (
            Fraction((-1) ** j * comb(wrong, j), right + j + 1)
            * (1 - Fraction(1, 2 ** (right + j + 1)))
            for j in range(wrong + 1)
        ),
        start=Fraction(0),
    )


def test_published() -> None:
    rows = read("laplace.csv")
    assert len(rows) == 6
    for row in rows:
        found = Laplace(votes_to_condemn=int(row["votes_to_condemn"])).chance_wrong()
        assert found == Fraction(int(row["numerator"]), int(row["denominator"])), row


@given(jury_size=st.integers(1, 25), data=st.data())
def test_it_is_the_ratio_of_integrals(jury_size: int, data: st.DataObject) -> None:
    """Bayes: the chance of the votes given innocence, over that given either; accuracy uniform."""
    votes = data.draw(st.integers(0, jury_size))
    wrong, right = integral(jury_size - votes, votes), integral(votes, jury_size - votes)
    model = Laplace(votes_to_condemn=votes, jury_size=jury_size)
    assert model.chance_wrong() == wrong / (wrong + right)
    assert model.results()["right"] == float(right / (wrong + right))


def test_more_votes_than_jurors_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="more votes than jurors"):
        Laplace(votes_to_condemn=13)


def test_page() -> None:
    check_page("laplace.md")
