"""Condorcet: the published table, and the sum that defines it in fractions."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.condorcet import Condorcet
from tests.deliberation.pages import check_page
from tests.golden.tables import read


def test_published() -> None:
    rows = read("condorcet.csv")
    assert len(rows) == 40
    for row in rows:
        found = Condorcet(
            accuracy=float(row["accuracy"]), jury_size=int(row["jury_size"])
        ).results()
        printed = float(row["majority_right"])
        assert found["majority_right"] == pytest.approx(printed, rel=0, abs=1e-12), row
        assert found["tie"] == 0


@given(jury_size=st.integers(1, 40), twentieths=st.integers(0, 20))
def test_it_is_the_sum_that_defines_it(jury_size: int, twentieths: int) -> None:
    p = Fraction(twentieths, 20)
    chances = [comb(jury_size, j) * p**j * (1 - p) ** (jury_size - j) for j in range(jury_size + 1)]
    found = Condorcet(accuracy=float(p), jury_size=jury_size).results()
    exact = {
        "majority_right": sum(chances[jury_size // 2 + 1 :]),
        "majority_wrong": sum(chances[: (jury_size + 1) // 2]),
        "tie": 0 if jury_size % 2 else chances[jury_size // 2],
    }
    for name, value in exact.items():
        assert found[name] == pytest.approx(float(value), rel=1e-9, abs=1e-14)


@given(jury_size=st.integers(0, 200), accuracy=st.floats(0.51, 0.9))
def test_two_more_jurors_help_where_each_is_better_than_chance(
    jury_size: int, accuracy: float
) -> None:
    size = 2 * jury_size + 1
    less, more = (
        Condorcet(accuracy=accuracy, jury_size=n).results()["majority_right"]
        for n in (size, size + 2)
    )
    assert less is not None
    assert more is not None
    assert more >= less - 1e-15


def test_page() -> None:
    check_page("condorcet.md")
