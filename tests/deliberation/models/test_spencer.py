"""Spencer: the published number, and the agreement that comes back from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.deliberation.models.spencer import Spencer
from tests.deliberation.pages import check_page
from tests.golden.tables import read, tolerance


def test_published() -> None:
    for row in read("spencer.csv"):
        found = Spencer(agreement=float(row["agreement"])).results()["accuracy"]
        assert found == pytest.approx(float(row["accuracy"]), abs=tolerance(row["accuracy"]))
        assert found == pytest.approx(0.87, abs=0.005)


@given(agreement=st.floats(0.5, 1))
def test_the_accuracy_gives_the_agreement_back(agreement: float) -> None:
    found = Spencer(agreement=agreement).results()
    accuracy, error = found["accuracy"], found["error"]
    assert accuracy is not None
    assert error is not None
    assert accuracy**2 + error**2 == pytest.approx(agreement, rel=1e-14)
    assert accuracy + error == pytest.approx(1, rel=1e-14)
    assert accuracy >= 0.5 >= error


def test_page() -> None:
    check_page("spencer.md")
