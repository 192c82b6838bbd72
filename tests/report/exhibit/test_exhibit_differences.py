"""What two prints of a number may differ in: one, in the last digit, of a number that is read at all."""

import pytest

from juryroom.report.exhibit.differences import last_digits


@pytest.mark.parametrize(("digits", "near"), [(40, True), (41, False)])
def test_a_number_of_more_than_forty_characters_is_not_read(digits: int, near: bool) -> None:
    same = "1" * (digits - 1)
    assert last_digits(f"{same}2 in all", f"{same}3 in all") is near
    assert last_digits(f"{same}2 in all", f"{same}2 in all")
