"""A number in a cell is written in ASCII digits, with a point; anything else is no number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.jury.decimals import is_decimal


@pytest.mark.parametrize(
    "text",
    ["3_4", "1,5", "\u0663\u0664", "\uff13", "\u00b2", "\u00a03", "3\u2009", "\t3", "0x10", "1e", "e5", ".", "+", "", " ",
     "nan", "inf", "Infinity", "1e400", "-1e400", "1 2", "3-4", "--1"],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert not is_decimal(text)


@given(st.floats(-1e300, 1e300))
def test_every_number_as_python_writes_it(value: float) -> None:
    for text in (repr(value), f" {value!r} ", f"{value:.3e}"):
        assert is_decimal(text)


@given(st.text(max_size=12))
def test_a_decimal_is_a_number_to_python_too(text: str) -> None:
    if is_decimal(text):
        assert text.isascii()
        assert abs(float(text)) < float("inf")
