"""Strike and replace: published theorems, symmetry, and the models with which it coincides."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.errors import OutOfDomainError
from juryroom.jury.chosen_jury import by_lot
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.strike_game import Cells, PlayedGame, StrikeAndReplace, StrikeOrder, at_once
from juryroom.jury.strikes import after_strikes
from juryroom.jury.struck_jury import struck_jury
from juryroom.jury.venire import Venire
from tests.golden.tables import read

UNANIMOUS = (0.0,) * 6 + (1.0,)
RISING = tuple(k / 6 + (k / 6) ** 3 for k in range(7))
SHARES = st.floats(0, 1)
STRIKES = st.integers(0, 3)
QUICK = settings(max_examples=30, deadline=None)


def play(
    venire: Venire, P: int, D: int, payoff: tuple[float, ...], **options: object
) -> PlayedGame:
    return StrikeAndReplace(
        venire=venire,
        jury_size=len(payoff) - 1,
        prosecution_strikes=P,
        defence_strikes=D,
        payoff=payoff,
        **options,  # pyright: ignore[reportArgumentType]
    ).solve()


def close(found: FirstBallot, expected: FirstBallot) -> bool:
    # A strike that gains 1e-12 or less is kept, and several of them may be.
    return bool(np.allclose(found.probabilities, expected.probabilities, rtol=0, atol=1e-10))


@st.composite
def venires(draw: st.DrawFn, classes: int = 3) -> Venire:
    leanings = draw(st.lists(st.integers(0, 16), min_size=classes, max_size=classes, unique=True))
    parts = draw(st.lists(st.integers(1, 9), min_size=classes, max_size=classes))
    return Venire.of((x / 16, part / sum(parts)) for x, part in zip(leanings, parts, strict=True))


@st.composite
def payoffs(draw: st.DrawFn) -> tuple[float, ...]:
    return tuple(sorted(draw(st.lists(st.floats(0, 1), min_size=4, max_size=4))))


@QUICK
@given(venires(), payoffs(), st.sampled_from(StrikeOrder))
def test_without_strikes_the_jury_is_drawn(
    venire: Venire, payoff: tuple[float, ...], order: StrikeOrder
) -> None:
    jury = play(venire, 0, 0, payoff, order=order).jury
    assert close(jury.first_ballot, venire.first_ballot(3))


@QUICK
@given(venires(), payoffs(), STRIKES, STRIKES)
def test_sides_that_agree_need_not_care_who_speaks_first(
    venire: Venire, payoff: tuple[float, ...], P: int, D: int
) -> None:
    """Reversibility (Roth, Kadane and DeGroot 1977; Kadane, Stone and Wallstrom)."""
    first, second = (
        play(venire, P, D, payoff, order=order).value
        for order in (StrikeOrder.PROSECUTION, StrikeOrder.DEFENCE)
    )
    assert first == pytest.approx(second, abs=1e-10)


@QUICK
@given(venires(classes=2), payoffs(), STRIKES, STRIKES)
def test_with_two_classes_no_side_would_give_a_strike_away(
    venire: Venire, payoff: tuple[float, ...], P: int, D: int
) -> None:
    """Regularity with two types (Kadane, Stone and Wallstrom)."""
    values = play(venire, P + 1, D + 1, payoff).values
    assert values[P + 1, D] >= values[P, D] - 1e-12
    assert values[P, D + 1] <= values[P, D] + 1e-12
    assert values[P + 1, D] >= values[P, D + 1] - 1e-12


@QUICK
@given(venires(), payoffs(), STRIKES, STRIKES, st.sampled_from(StrikeOrder))
def test_exchanging_the_sides_exchanges_the_votes(
    venire: Venire, payoff: tuple[float, ...], P: int, D: int, order: StrikeOrder
) -> None:
    other_order = {
        StrikeOrder.PROSECUTION: StrikeOrder.DEFENCE,
        StrikeOrder.DEFENCE: StrikeOrder.PROSECUTION,
    }.get(order, order)
    turned = Venire.of(
        (1 - x, part) for x, part in zip(venire.leanings, venire.shares, strict=True)
    )
    loss = tuple(-x for x in payoff[::-1])
    one = play(venire, P, D, payoff, order=order)
    other = play(turned, D, P, loss, order=other_order)
    assert one.value == pytest.approx(-other.value, abs=1e-10)


@QUICK
@given(SHARES, SHARES, STRIKES, STRIKES)
def test_with_two_classes_it_is_the_struck_jury(share: float, shows: float, P: int, D: int) -> None:
    """Two classes: the prosecution wants one gone, the defence the other, whoever is called when."""
    venire = Venire.seen(share, shows)
    played = play(venire, P, D, RISING)
    struck = struck_jury(venire, 6, prosecution_strikes=P, defence_strikes=D)
    worth = np.dot(struck.first_ballot.probabilities, RISING)
    assert played.value == pytest.approx(worth, abs=1e-9)


@pytest.mark.parametrize(("P", "D"), [(0, 0), (3, 3), (10, 6), (0, 10)])
def test_with_two_sure_classes_it_is_the_accuracy_model_at_one(P: int, D: int) -> None:
    payoff = tuple(k / 12 for k in range(13))
    for share in (0.2, 0.5, 0.8):
        expected = after_strikes(share, 12, prosecution_strikes=P, defence_strikes=D, accuracy=1.0)
        assert close(play(Venire.two(share), P, D, payoff).jury.first_ballot, expected)


def test_it_is_the_packages_law_of_votes_where_its_strikes_are_always_good() -> None:
    """Golden rows of the R package sate with accuracy 1."""
    rows = [
        row
        for row in read("sate_votes_after_strikes.csv")
        if float(row["accuracy"]) == 1 and int(row["jury_size"]) >= 3
    ]
    assert rows
    games: dict[tuple[str, ...], FirstBallot] = {}
    for row in rows:
        size = int(row["jury_size"])
        asked = tuple(
            row[name] for name in ("share", "jury_size", "prosecution_strikes", "defence_strikes")
        )
        if asked not in games:
            P, D = int(row["prosecution_strikes"]), int(row["defence_strikes"])
            payoff = tuple(k / size for k in range(size + 1))
            games[asked] = play(Venire.two(float(row["share"])), P, D, payoff).jury.first_ballot
        found = games[asked].probabilities[int(row["guilty_votes"])]
        assert found == pytest.approx(float(row["probability"]), abs=1e-10)


def test_persons_who_all_look_alike_are_not_struck() -> None:
    played = play(Venire.seen(0.6, 0.0), 6, 10, UNANIMOUS)
    assert played.spent == (0.0, 0.0)
    assert close(played.jury.first_ballot, FirstBallot.binomial(0.6, 6))


def test_a_table_of_values_is_that_of_games_with_fewer_strikes() -> None:
    venire = Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3))
    table = play(venire, 3, 2, RISING).values
    for p in range(4):
        for d in range(3):
            assert table[p, d] == pytest.approx(play(venire, p, d, RISING).value, abs=1e-14)


@pytest.mark.parametrize("order", StrikeOrder)
def test_spare_strikes_are_valued_and_not_spent(order: StrikeOrder) -> None:
    game = StrikeAndReplace(
        venire=Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3)),
        jury_size=6,
        prosecution_strikes=2,
        defence_strikes=1,
        payoff=RISING,
        order=order,
    )
    plain, spare = game.solve(), game.solve(spare=2)
    assert spare.value == plain.value == plain.values[2, 1]
    assert spare.jury.seated == plain.jury.seated
    assert spare.spent == pytest.approx(plain.spent)
    assert spare.values.shape == (5, 4)
    assert (spare.values[:3, :2] == plain.values).all()


@pytest.mark.parametrize("order", StrikeOrder)
def test_the_value_is_what_the_first_ballot_is_worth(order: StrikeOrder) -> None:
    venire = Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3))
    for alternates in (0, 2):
        played = play(venire, 3, 4, RISING, order=order, alternates=alternates)
        ballot = played.jury.first_ballot
        assert ballot.jury_size == 6
        assert played.value == pytest.approx(np.dot(ballot.probabilities, RISING), abs=1e-11)


def test_alternates_without_strikes_change_nothing() -> None:
    venire = Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3))
    jury = play(venire, 0, 0, RISING, alternates=3).jury
    assert close(jury.first_ballot, venire.first_ballot(6))
    assert jury.alternate_leaning == pytest.approx(venire.mean_leaning)


def test_a_lot_is_hypergeometric() -> None:
    assert by_lot(4, 3)[2] == pytest.approx([0, 0.5, 0.5, 0])


def test_more_strikes_for_the_defence_never_help_the_prosecution_here() -> None:
    values = play(Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3)), 4, 4, UNANIMOUS).values
    assert all((a >= b - 1e-12).all() for a, b in pairwise(values.T))


UNIT = st.integers(-8, 8)


@given(UNIT, UNIT, UNIT, UNIT)
def test_neither_side_gains_by_another_choice(s: int, a: int, b: int, c: int) -> None:
    """Both at once: against the other's choice, striking and passing win no more than the value."""
    cells = Cells(*(np.array([float(x)]) for x in (s, a, b, c)))
    value, p_alone, d_alone, both = (float(x[0]) for x in at_once(cells, 0.0))
    p, d = p_alone + both, d_alone + both
    assert 0 <= p <= 1
    assert 0 <= d <= 1
    assert max((1 - d) * s + d * b, (1 - d) * a + d * c) == pytest.approx(value, abs=1e-12)
    assert min((1 - p) * s + p * a, (1 - p) * b + p * c) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"jury_size": 2, "payoff": (0, 0, 1)}, "StrikeAndReplace.jury_size"),
        ({"prosecution_strikes": -1}, "StrikeAndReplace.prosecution_strikes"),
        ({"defence_strikes": 61}, "StrikeAndReplace.defence_strikes"),
        ({"alternates": 7}, "StrikeAndReplace.alternates"),
        ({"payoff": (0, 1)}, "StrikeAndReplace.payoff"),
        ({"payoff": (0, 0, 0, float("nan"))}, "StrikeAndReplace.payoff"),
    ],
)
def test_bad_input_is_refused_in_four_parts(given_: dict[str, object], where: str) -> None:
    question: dict[str, object] = {
        "venire": Venire.two(0.5),
        "jury_size": 3,
        "prosecution_strikes": 1,
        "defence_strikes": 1,
        "payoff": (0, 0, 0, 1),
    }
    with pytest.raises(OutOfDomainError) as error:
        StrikeAndReplace(**(question | given_))  # pyright: ignore[reportArgumentType]
    assert error.value.problems[0].where == where
    assert error.value.problems[0].accepted


def test_a_game_too_large_to_keep_is_refused() -> None:
    many = Venire(tuple(x / 5 for x in range(6)), (1 / 6,) * 6)
    with pytest.raises(OutOfDomainError, match="fewer classes"):
        StrikeAndReplace(
            venire=many,
            jury_size=12,
            prosecution_strikes=20,
            defence_strikes=20,
            payoff=(0.0,) * 13,
        )
