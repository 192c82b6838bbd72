"""Published rates keep their unit, source and standing."""

import pytest

from juryroom.catalog.base_rates import BaseRate, after_hung, hung_rate, hung_rates
from juryroom.citations import Standing


@pytest.mark.parametrize("rate", [*hung_rates(), *after_hung()], ids=lambda rate: rate.id)
def test_every_rate_is_a_share_of_something(rate: BaseRate) -> None:
    assert 0 < rate.share < 1
    assert rate.unit
    assert rate.study


def test_rates_of_hung_juries_are_verified_and_carry_an_address() -> None:
    assert all(rate.standing is Standing.VERIFIED for rate in hung_rates())
    assert all(rate.url.startswith("https://") for rate in hung_rates())


def test_what_becomes_of_hung_cases_is_never_passed_off_as_verified() -> None:
    assert all(rate.standing is Standing.UNVERIFIED for rate in after_hung())


def test_three_definitions_in_the_same_trials_stay_apart() -> None:
    shares = [
        hung_rate(f"ncsc_{which}").share for which in ("all_counts", "first_count", "any_count")
    ]
    assert shares == [0.08, 0.10, 0.13]
