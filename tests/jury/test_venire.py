"""The venire in classes, and what challenges for cause leave of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.venire import Venire, for_cause

SHARES = st.floats(0, 1)
THREE = Venire((0.1, 0.5, 0.95), (0.2, 0.6, 0.2))


@given(SHARES, SHARES)
def test_what_shows_never_changes_how_many_lean_to_guilty(share: float, shows: float) -> None:
    assert Venire.seen(share, shows).mean_leaning == pytest.approx(share, abs=1e-12)


def test_classes_come_in_any_order_and_like_leanings_are_one() -> None:
    venire = Venire.of([(0.9, 0.25), (0.1, 0.5), (0.9, 0.25)])
    assert venire == Venire((0.1, 0.9), (0.5, 0.5))


@given(SHARES, SHARES)
def test_answers_that_say_nothing_change_no_panel(highest: float, excused: float) -> None:
    highest = max(highest, 0.1)
    if excused == 1 and highest < 0.1:
        return
    found = for_cause(THREE, highest=highest, excused=min(excused, 0.99), noise=1.0)
    assert found.panel.shares == pytest.approx(THREE.shares)


@given(SHARES)
def test_without_a_challenge_all_stay(excused: float) -> None:
    found = for_cause(THREE, excused=excused)
    assert found.excused == pytest.approx(0, abs=1e-12)
    assert found.called(32) == pytest.approx(32)


def test_death_qualification_takes_from_one_side() -> None:
    """Excusing those who lean least to guilty raises the mean; the other bound lowers it."""
    assert for_cause(THREE, lowest=0.2).panel.mean_leaning > THREE.mean_leaning
    assert for_cause(THREE, highest=0.9).panel.mean_leaning < THREE.mean_leaning


@pytest.mark.parametrize(
    ("leanings", "shares"),
    [
        ((), ()),
        ((0.5,), (0.5,)),
        ((0.5, 0.4), (0.5, 0.5)),
        ((0.5, 0.5), (0.5, 0.5)),
        ((0.5, 1.5), (0.5, 0.5)),
        ((0.5, 0.6), (1.0,)),
        (tuple(x / 10 for x in range(7)), (1.0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_what_is_no_venire_is_refused(
    leanings: tuple[float, ...], shares: tuple[float, ...]
) -> None:
    with pytest.raises(OutOfDomainError, match="Venire"):
        Venire(leanings, shares)


@pytest.mark.parametrize(
    "bounds",
    [
        {"lowest": 0.6, "highest": 0.4},
        {"lowest": 0.96},
        {"noise": 2},
        {"excused": -1},
    ],
)
def test_bad_bounds_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(OutOfDomainError, match="for_cause"):
        for_cause(THREE, **bounds)
