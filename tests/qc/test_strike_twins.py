"""Jury selection against its twin: every sequence of persons and strikes, in fractions."""

from fractions import Fraction

import pytest

from juryroom.jury.chosen_jury import ChosenJury
from juryroom.jury.strike_game import StrikeAndReplace, StrikeOrder
from juryroom.jury.struck_jury import struck_jury
from juryroom.jury.venire import Venire, for_cause
from tests.qc.strike_twins import (
    Game,
    JuryLaw,
    Selection,
    expected_worth,
    guilty_votes,
    panel_after_cause,
)
from tests.qc.strike_twins import struck_jury as twin_struck

F = Fraction
FIRST = {
    StrikeOrder.PROSECUTION: "prosecution",
    StrikeOrder.DEFENCE: "defence",
    StrikeOrder.AT_ONCE: None,
}
TWO = ((F(1, 4), F(7, 8)), (F(3, 8), F(5, 8)))
THREE = ((F(1, 16), F(1, 2), F(15, 16)), (F(1, 4), F(1, 2), F(1, 4)))
LEFT_OUT = ((F(0), F(3, 4), F(1)), (F(1, 2), F(0), F(1, 2)))
UNANIMOUS = (F(0), F(0), F(0), F(1))
CURVED = (F(0), F(1, 16), F(3, 4), F(1))
TURNING = (F(1, 2), F(0), F(1), F(1, 4))
"""A payoff that does not rise with the guilty votes: the game must not assume that it does."""


def venire(classes: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]) -> Venire:
    leanings, shares = classes
    return Venire(tuple(map(float, leanings)), tuple(map(float, shares)))


def agrees(found: ChosenJury, law: JuryLaw, leanings: tuple[Fraction, ...]) -> None:
    """Raise unless every composition and every number of guilty votes has the twin's chance."""
    seats = len(next(iter(law)))
    chances = {
        tuple(jury.count(c) for c in range(len(leanings))): float(mass)
        for jury, mass in law.items()
        if mass
    }
    assert {jury: p for jury, p in found.seated.items() if p > 1e-15} == pytest.approx(
        chances, abs=1e-13
    )
    votes = [float(p) for p in guilty_votes(law, leanings, seats)]
    assert found.first_ballot.probabilities == pytest.approx(votes, abs=1e-13)


@pytest.mark.parametrize("order", StrikeOrder)
@pytest.mark.parametrize("payoff", [UNANIMOUS, CURVED, TURNING])
@pytest.mark.parametrize(
    ("classes", "strikes"),
    [(TWO, (0, 0)), (TWO, (2, 1)), (TWO, (1, 2)), (THREE, (1, 1)), (LEFT_OUT, (1, 1))],
)
def test_the_game_is_that_of_every_sequence(
    classes: tuple[tuple[Fraction, ...], tuple[Fraction, ...]],
    strikes: tuple[int, int],
    payoff: tuple[Fraction, ...],
    order: StrikeOrder,
) -> None:
    leanings, shares = classes
    twin: Selection = Game(shares, 3, expected_worth(leanings, payoff), FIRST[order]).play(*strikes)
    played = StrikeAndReplace(
        venire=venire(classes),
        jury_size=3,
        prosecution_strikes=strikes[0],
        defence_strikes=strikes[1],
        payoff=tuple(map(float, payoff)),
        order=order,
    ).solve()
    assert played.value == pytest.approx(float(twin.value), abs=1e-13)
    agrees(played.jury, twin.law, leanings)


@pytest.mark.parametrize("order", StrikeOrder)
@pytest.mark.parametrize("accuracy", [F(0), F(1, 4), F(1)])
@pytest.mark.parametrize(
    ("classes", "strikes"),
    [(TWO, (0, 0)), (TWO, (2, 1)), (TWO, (1, 2)), (THREE, (1, 1)), (LEFT_OUT, (1, 1))],
)
def test_the_struck_jury_is_that_of_every_panel(
    classes: tuple[tuple[Fraction, ...], tuple[Fraction, ...]],
    strikes: tuple[int, int],
    accuracy: Fraction,
    order: StrikeOrder,
) -> None:
    leanings, shares = classes
    law = twin_struck(shares, 3, strikes, accuracy=accuracy, first=FIRST[order])
    found = struck_jury(
        venire(classes),
        3,
        prosecution_strikes=strikes[0],
        defence_strikes=strikes[1],
        accuracy=float(accuracy),
        order=order,
    )
    agrees(found, law, leanings)


@pytest.mark.parametrize("noise", [F(0), F(1, 4), F(1)])
@pytest.mark.parametrize("excused", [F(0), F(1, 2), F(1)])
@pytest.mark.parametrize("bounds", [(F(0), F(1)), (F(1, 8), F(1)), (F(1, 2), F(1, 2))])
def test_the_panel_after_challenges_for_cause(
    bounds: tuple[Fraction, Fraction], excused: Fraction, noise: Fraction
) -> None:
    leanings, shares = THREE
    expected = panel_after_cause(leanings, shares, bounds, excused, noise)
    found = for_cause(
        venire(THREE),
        lowest=float(bounds[0]),
        highest=float(bounds[1]),
        excused=float(excused),
        noise=float(noise),
    )
    assert found.panel.shares == pytest.approx([float(p) for p in expected], abs=1e-14)


def test_the_twin_would_see_exchanged_strikes() -> None:
    """The control: the games that are compared tell the two sides apart."""
    leanings, shares = TWO
    worth = expected_worth(leanings, CURVED)
    one, other = (Game(shares, 3, worth).play(*strikes).value for strikes in ((2, 1), (1, 2)))
    assert abs(one - other) > F(1, 100)
