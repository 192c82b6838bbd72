"""A parameter accepts its domain, ends included, and nothing else."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.parameters import Parameter

SHARE = Parameter("share", 0, 1, "probability", "the chance of a guilty leaning")
SEATS = Parameter("seats", 3, 23, "jurors", "the number of jurors", whole=True)


@given(st.floats(0, 1))
def test_inside_is_accepted(value: float) -> None:
    SHARE.check(value, owner="test")


@given(st.floats().filter(lambda x: not 0 <= x <= 1))
def test_outside_is_refused(value: float) -> None:
    with pytest.raises(OutOfDomainError) as caught:
        SHARE.check(value, owner="FirstBallot")
    (problem,) = caught.value.problems
    assert problem.where == "FirstBallot.share"
    assert problem.found == repr(value)
    assert SHARE.meaning in problem.rule
    assert problem.accepted.startswith("0 to 1")


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "6", None])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(OutOfDomainError):
        SHARE.check(value, owner="test")


@pytest.mark.parametrize("value", [2, 24, 6.5])
def test_whole_numbers(value: float) -> None:
    SEATS.check(6, owner="test")
    with pytest.raises(OutOfDomainError):
        SEATS.check(value, owner="test")


def test_a_per_cent_is_suggested_as_a_share_and_never_converted() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.6\?"):
        SHARE.check(60, owner="test")
    with pytest.raises(OutOfDomainError) as caught:
        SHARE.check(-0.5, owner="test")
    assert "did you mean" not in str(caught.value)
