"""Chosen juries for many shares at once are the chosen juries one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.many_ballots import Strikes, first_ballots
from juryroom.jury.many_chosen import Seats, replaced_ballots, struck_ballots
from juryroom.jury.strike_game import StrikeAndReplace, StrikeOrder
from juryroom.jury.struck_jury import struck_jury
from juryroom.jury.venire import Venire

QUICK = settings(max_examples=40, deadline=None)
# A share can be one at which a class of the venire is empty.
SHARES = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 1.0]), min_size=1, max_size=3)
SEATS = st.builds(
    Seats,
    st.integers(3, 8),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from(StrikeOrder),
    st.integers(0, 3),
)
CHANCES = st.floats(0, 1) | st.sampled_from([0.0, 1.0])


@QUICK
@given(SHARES, SEATS, CHANCES, CHANCES)
def test_struck_juries_are_those_of_one_share(
    shares: list[float], seats: Seats, accuracy: float, shows: float
) -> None:
    found = struck_ballots(np.array(shares), seats, accuracy=accuracy, shows=shows)
    for law, share in zip(found, shares, strict=True):
        one = struck_jury(
            Venire.seen(share, shows),
            seats.jury_size,
            prosecution_strikes=seats.prosecution,
            defence_strikes=seats.defence,
            accuracy=accuracy,
            order=seats.order,
            alternates=seats.alternates,
        )
        assert law == pytest.approx(np.array(one.first_ballot.probabilities), abs=1e-12)


@QUICK
@given(SHARES, SEATS, CHANCES, st.integers(0, 2**32), st.booleans())
def test_games_are_those_of_one_share(
    shares: list[float], seats: Seats, shows: float, seed: int, rising: bool
) -> None:
    """Payoffs are any, or rise; never such that a side is indifferent by accident of rounding."""
    # Spread over [0, 1] by an irrational step, so that no two sums of them meet.
    payoff = np.modf(seed % 997 * 0.5 + np.arange(seats.jury_size + 1) * 0.6180339887498949)[0]
    payoff = np.sort(payoff) if rising else payoff
    found = replaced_ballots(np.array(shares), seats, payoff, shows=shows)
    for law, share in zip(found, shares, strict=True):
        played = StrikeAndReplace(
            venire=Venire.seen(share, shows),
            jury_size=seats.jury_size,
            prosecution_strikes=seats.prosecution,
            defence_strikes=seats.defence,
            payoff=tuple(payoff),
            order=seats.order,
            alternates=seats.alternates,
        ).solve()
        # What it is worth is the same whatever a side does that is indifferent.
        assert law @ payoff == pytest.approx(played.value, abs=1e-12)


@pytest.mark.parametrize("order", StrikeOrder)
@pytest.mark.parametrize("shows", [1.0, 0.6])
@pytest.mark.parametrize("alternates", [0, 2])
def test_a_game_in_which_no_side_is_indifferent_has_the_same_law(
    order: StrikeOrder, shows: float, alternates: int
) -> None:
    payoff = np.linspace(0, 1, 7) ** 2
    shares = np.linspace(0.05, 0.95, 7)
    seats = Seats(6, 3, 2, order, alternates)
    for law, share in zip(
        replaced_ballots(shares, seats, payoff, shows=shows), shares, strict=True
    ):
        one = StrikeAndReplace(
            venire=Venire.seen(share, shows),
            jury_size=6,
            prosecution_strikes=3,
            defence_strikes=2,
            payoff=tuple(payoff),
            order=order,
            alternates=alternates,
        ).solve()
        expected = np.array(one.jury.first_ballot.probabilities)
        assert law == pytest.approx(expected, abs=1e-12)


@QUICK
@given(
    st.lists(st.floats(0.02, 0.98), min_size=1, max_size=3),
    SEATS,
    st.floats(0.1, 1),
    st.lists(st.floats(0.05, 1), min_size=8, max_size=8),
)
def test_where_every_vote_gains_the_game_is_the_struck_jury(
    shares: list[float], seats: Seats, shows: float, gains: list[float]
) -> None:
    """Two classes, and each side strikes whoever looks wrong for it until its strikes are gone.

    The first of each class are then struck, as many as the other side has strikes: what is left of
    a panel of all, in either system. The two share no line of code but the last.
    """
    payoff = np.cumsum([0.0, *gains[: seats.jury_size]])
    game = replaced_ballots(np.array(shares), seats, payoff, shows=shows)
    struck = struck_ballots(
        np.array(shares), seats._replace(order=StrikeOrder.PROSECUTION), shows=shows
    )
    assert game == pytest.approx(struck, abs=1e-7)


def test_where_votes_gain_nothing_it_is_not() -> None:
    """The control, and why models differ: only the last vote counts, and a side may keep a strike."""
    seats, payoff = Seats(6, 2, 3), np.array([0.0] * 6 + [1.0])
    shares = np.array([0.5])
    game, struck = replaced_ballots(shares, seats, payoff), struck_ballots(shares, seats)
    assert game @ payoff == pytest.approx(struck @ payoff, abs=1e-12)
    assert np.abs(game - struck).max() > 0.01


@QUICK
@given(st.floats(0, 1), st.integers(0, 5), st.integers(0, 5), st.floats(0, 0.9))
def test_a_struck_jury_that_resembles_itself_is_the_accuracy_model_at_accuracy_one(
    share: float, prosecution: int, defence: int, resemblance: float
) -> None:
    found = struck_ballots(
        np.array([share]), Seats(6, prosecution, defence), resemblance=resemblance
    )
    strikes = Strikes(prosecution=prosecution, defence=defence, accuracy=1.0)
    expected = first_ballots(np.array([share]), 6, resemblance=resemblance, strikes=strikes)
    assert found == pytest.approx(expected, abs=1e-12)


@QUICK
@given(SHARES, SEATS, st.booleans())
def test_where_nothing_shows_strikes_change_nothing(
    shares: list[float], seats: Seats, game: bool
) -> None:
    payoff = np.linspace(0, 1, seats.jury_size + 1) ** 3
    given_shares = np.array(shares)
    found = (
        replaced_ballots(given_shares, seats, payoff, shows=0.0)
        if game
        else struck_ballots(given_shares, seats, shows=0.0)
    )
    for law, share in zip(found, shares, strict=True):
        plain = FirstBallot.binomial(share, seats.jury_size)
        assert law == pytest.approx(np.array(plain.probabilities), abs=1e-12)


def test_half_shown_is_not_nothing() -> None:
    """The control: `shows` is no accuracy whose middle says nothing."""
    seats = Seats(6, 4, 0)
    found = struck_ballots(np.array([0.5]), seats, shows=0.5)[0]
    assert found @ np.arange(7) > 3.5


def test_many_shares_are_done_in_parts_that_do_not_show() -> None:
    shares = np.linspace(0, 1, 12_001)
    seats = Seats(3, 1, 2)
    found = struck_ballots(shares, seats, shows=0.5)
    assert found.sum(axis=1) == pytest.approx(np.ones(len(shares)))
    some = [0, 4_999, 5_000, 9_999, 12_000]
    assert found[some] == pytest.approx(struck_ballots(shares[some], seats, shows=0.5), abs=1e-14)
