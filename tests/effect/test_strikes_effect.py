"""What strikes change, model by model: against trials solved apart, and what must hold."""

from dataclasses import replace

import pytest

from juryroom.catalog.line_up import line_up
from juryroom.effect.strikes_effect import Selection, StrikesEffect, System, strikes_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.strike_game import StrikeOrder
from juryroom.jury.strikes import after_strikes
from juryroom.jury.venire import Venire
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.trial import Trial

SIX = line_up(DecisionRule.unanimous(6))
THREE = Venire((0.1, 0.5, 0.9), (0.3, 0.4, 0.3))
CHOSEN = Selection(venire=THREE, jury_size=6, prosecution_strikes=2, defence_strikes=3)


@pytest.fixture(scope="module", params=System)
def found(request: pytest.FixtureRequest) -> StrikesEffect:
    return strikes_effect(replace(CHOSEN, system=request.param), SIX)


def test_every_model_takes_part_and_there_are_four_or_more(found: StrikesEffect) -> None:
    assert [cell.model for cell in found.cells] == [entrant.name for entrant in SIX]
    assert len(found.cells) >= 4


def test_the_outcomes_are_those_of_trials(found: StrikesEffect) -> None:
    for cell, entrant in zip(found.cells, SIX, strict=True):
        for ballot, outcome in (
            (found.selection.plain, cell.without),
            (cell.first_ballot, cell.struck),
        ):
            trial = Trial(entrant.model, ballot, entrant.rule, entrant.patience)
            assert outcome.guilty == pytest.approx(trial.solve().guilty, abs=1e-13)


def test_each_value_is_a_difference_of_two_selections(found: StrikesEffect) -> None:
    chosen = found.selection
    for name, change in (
        ("last_prosecution", (-1, 0)),
        ("further_prosecution", (1, 0)),
        ("last_defence", (0, -1)),
        ("further_defence", (0, 1)),
    ):
        other = strikes_effect(
            replace(
                chosen,
                prosecution_strikes=chosen.prosecution_strikes + change[0],
                defence_strikes=chosen.defence_strikes + change[1],
            ),
            SIX,
        )
        for cell, beside in zip(found.cells, other.cells, strict=True):
            sign = 1 if name.startswith("further") else -1
            expected = sign * (beside.struck.guilty - cell.struck.guilty)
            assert getattr(cell.values, name) == pytest.approx(expected, abs=1e-9), name


def test_changes_sum_to_nothing_and_the_span_holds_them(found: StrikesEffect) -> None:
    for cell in found.cells:
        assert sum(cell.change(ending) for ending in Ending) == pytest.approx(0, abs=1e-10)
    low, high = found.span(Ending.GUILTY)
    assert all(low <= cell.change(Ending.GUILTY) <= high for cell in found.cells)
    shown = found.as_json()
    assert shown["change_over_models"]["guilty"] == [low, high]
    assert len(shown["models"]) == len(found.cells)


def test_the_accuracy_model_is_sates() -> None:
    chosen = replace(CHOSEN, system=System.ACCURACY, venire=Venire.two(0.6), accuracy=0.15)
    expected = after_strikes(0.6, 6, prosecution_strikes=2, defence_strikes=3, accuracy=0.15)
    assert chosen.common == expected


def test_without_strikes_nothing_changes() -> None:
    for system in System:
        chosen = replace(CHOSEN, system=system, prosecution_strikes=0, defence_strikes=0)
        for cell in strikes_effect(chosen, SIX).cells:
            assert cell.change(Ending.GUILTY) == pytest.approx(0, abs=1e-12)
            assert cell.values.last_prosecution is None
            assert cell.values.last_defence is None


def test_with_all_strikes_that_can_be_had_none_is_further() -> None:
    chosen = replace(CHOSEN, jury_size=3, venire=Venire.two(0.5), prosecution_strikes=60)
    three = line_up(DecisionRule.unanimous(3))[:1]
    for system in System:
        values = strikes_effect(replace(chosen, system=system), three).cells[0].values
        assert values.further_prosecution is None
        assert values.last_prosecution is not None


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"accuracy": 0.5}, "Selection.accuracy"),
        ({"system": System.ACCURACY, "alternates": 2}, "Selection.alternates"),
        ({"prosecution_strikes": -1}, "Selection.prosecution_strikes"),
    ],
)
def test_what_a_system_does_not_know_is_refused(given: dict[str, object], where: str) -> None:
    with pytest.raises(OutOfDomainError) as error:
        replace(CHOSEN, **given)  # pyright: ignore[reportArgumentType]
    assert error.value.problems[0].where == where


def test_the_order_plays_no_part_between_sides_that_agree() -> None:
    one, other = (
        strikes_effect(replace(CHOSEN, order=order), SIX)
        for order in (StrikeOrder.PROSECUTION, StrikeOrder.DEFENCE)
    )
    for a, b in zip(one.cells, other.cells, strict=True):
        assert a.struck.guilty == pytest.approx(b.struck.guilty, abs=1e-9)
