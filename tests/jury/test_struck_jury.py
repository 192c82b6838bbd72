"""The struck jury: where it is the accuracy model of sate, and what must hold of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.strike_game import StrikeOrder
from juryroom.jury.strikes import after_strikes
from juryroom.jury.struck_jury import struck_jury
from juryroom.jury.venire import Venire

SHARES = st.floats(0, 1)
STRIKES = st.integers(0, 4)
ORDERS = st.sampled_from(StrikeOrder)
QUICK = settings(max_examples=30, deadline=None)


@QUICK
@given(SHARES, STRIKES, STRIKES, st.sampled_from([0.0, 1.0]), ORDERS)
def test_it_is_the_accuracy_model_where_strikes_are_always_good_or_never(
    share: float, P: int, D: int, accuracy: float, order: StrikeOrder
) -> None:
    found = struck_jury(
        Venire.two(share),
        6,
        prosecution_strikes=P,
        defence_strikes=D,
        accuracy=accuracy,
        order=order,
    ).first_ballot
    expected = after_strikes(share, 6, prosecution_strikes=P, defence_strikes=D, accuracy=accuracy)
    assert found.probabilities == pytest.approx(expected.probabilities, abs=1e-12)


def test_between_the_two_it_is_another_model() -> None:
    """The control, and a thing the page says."""
    found = struck_jury(Venire.two(0.1), 6, prosecution_strikes=4, defence_strikes=4, accuracy=0.5)
    other = after_strikes(0.1, 6, prosecution_strikes=4, defence_strikes=4, accuracy=0.5)
    assert found.first_ballot.mean_guilty_votes != pytest.approx(other.mean_guilty_votes, abs=1e-3)


@QUICK
@given(SHARES, STRIKES, STRIKES, SHARES)
def test_exchanging_the_sides_exchanges_the_votes(
    share: float, P: int, D: int, accuracy: float
) -> None:
    one = struck_jury(
        Venire.two(share), 5, prosecution_strikes=P, defence_strikes=D, accuracy=accuracy
    )
    other = struck_jury(
        Venire.two(1 - share),
        5,
        prosecution_strikes=D,
        defence_strikes=P,
        accuracy=accuracy,
        order=StrikeOrder.DEFENCE,
    )
    assert one.first_ballot.probabilities == pytest.approx(
        other.first_ballot.probabilities[::-1], abs=1e-12
    )


@QUICK
@given(STRIKES, STRIKES, ORDERS)
def test_with_sure_strikes_the_order_plays_no_part(P: int, D: int, order: StrikeOrder) -> None:
    venire = Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3))
    one, other = (
        struck_jury(venire, 6, prosecution_strikes=P, defence_strikes=D, order=o)
        for o in (StrikeOrder.PROSECUTION, order)
    )
    assert one.seated == pytest.approx(other.seated, abs=1e-13)


def test_strikes_that_see_both_extremes_leave_the_middle() -> None:
    venire = Venire((0.0, 0.5, 1.0), (0.2, 0.6, 0.2))
    none, four = (
        struck_jury(venire, 6, prosecution_strikes=s, defence_strikes=s).of_class for s in (0, 4)
    )
    assert none == pytest.approx((0.2, 0.6, 0.2))
    assert four[1] > 0.9


def test_alternates_are_sent_home_by_lot() -> None:
    venire = Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3))
    eight = struck_jury(venire, 8, prosecution_strikes=2, defence_strikes=3)
    six = struck_jury(venire, 6, prosecution_strikes=2, defence_strikes=3, alternates=2)
    assert six.seated == eight.seated
    assert six.first_ballot.mean_guilty_votes == pytest.approx(
        eight.first_ballot.mean_guilty_votes * 6 / 8
    )


def test_a_panel_that_can_be_in_too_many_ways_is_refused() -> None:
    many = Venire(tuple(x / 5 for x in range(6)), (1 / 6,) * 6)
    with pytest.raises(OutOfDomainError, match="fewer classes"):
        struck_jury(many, 12, prosecution_strikes=10, defence_strikes=10)


@pytest.mark.parametrize("accuracy", [-0.1, 15, float("nan")])
def test_an_accuracy_is_a_probability(accuracy: float) -> None:
    with pytest.raises(OutOfDomainError, match=r"struck_jury\.accuracy"):
        struck_jury(Venire.two(0.5), 6, prosecution_strikes=1, defence_strikes=1, accuracy=accuracy)
