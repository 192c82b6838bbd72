"""Rumour and pressure: checked against enumeration, and against what must hold whatever the model."""

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.catalog.base_rates import hung_rate
from juryroom.catalog.line_up import DEFAULT_RATE, line_up
from juryroom.catalog.reference import REFERENCE
from juryroom.deliberation.registry import models
from juryroom.effect.influence import (
    GRIDS,
    PRESSURE_GRID,
    InfluenceKind,
    InfluenceTable,
    after_rumour,
    influence_table,
)
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.procedure.decision_rule import DecisionRule, Ending

RULE = DecisionRule.unanimous(12)
RATE = hung_rate(DEFAULT_RATE)


@pytest.fixture(scope="module")
def table() -> InfluenceTable:
    return influence_table(6, RULE, RATE)


def enumerated(start: int, size: int, strength: Fraction) -> list[Fraction]:
    """Every juror who votes not guilty is converted or not, one by one."""
    law = [Fraction(0)] * (size + 1)
    for fates in product((True, False), repeat=size - start):
        law[start + sum(fates)] += prod(
            (strength if f else 1 - strength for f in fates), start=Fraction(1)
        )
    return law


@given(st.integers(0, 6), st.integers(0, 16))
def test_rumour_is_one_independent_draw_for_each_not_guilty_voter(start: int, parts: int) -> None:
    strength = Fraction(parts, 16)
    after = after_rumour(FirstBallot.known(start, 6), float(strength)).probabilities
    assert list(after) == pytest.approx(
        [float(p) for p in enumerated(start, 6, strength)], abs=1e-12
    )


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_is_a_probability(strength: float) -> None:
    with pytest.raises(OutOfDomainError, match="strength"):
        after_rumour(FirstBallot.known(6, 12), strength)


def test_without_influence_both_kinds_are_the_plain_trial(table: InfluenceTable) -> None:
    for entrant in line_up(RULE, RATE):
        plain = entrant.trial(FirstBallot.known(6, 12)).solve()
        kinds = [InfluenceKind.RUMOUR] + [InfluenceKind.PRESSURE] * entrant.has_clock
        for kind in kinds:
            cell = table.cell(entrant.name, kind, 0.0).outcome
            assert cell.guilty == pytest.approx(plain.guilty, abs=1e-12)
            assert cell.hung == pytest.approx(plain.hung, abs=1e-12)


def test_a_rumour_that_all_believe_convicts_in_every_model(table: InfluenceTable) -> None:
    believed = {
        cell.model: cell.outcome.guilty
        for cell in table.cells
        if cell.kind is InfluenceKind.RUMOUR and cell.strength == 1.0
    }
    # In the reference a split may be a slip that says nothing of the jury: no ending is impossible.
    assert 0.98 < believed.pop(REFERENCE) < 1
    assert list(believed.values()) == pytest.approx([1] * len(believed))


def test_the_reference_stands_first_with_intervals_around_its_means(table: InfluenceTable) -> None:
    assert table.cells[0].model == REFERENCE
    for cell in table.cells:
        assert bool(cell.intervals) is (cell.model == REFERENCE)
        for ending, (low, high) in cell.intervals:
            assert low <= cell.outcome.probability[ending] <= high


@pytest.mark.parametrize("kind", InfluenceKind)
def test_more_influence_never_lowers_the_chance_of_guilty(
    table: InfluenceTable, kind: InfluenceKind
) -> None:
    for name in {cell.model for cell in table.cells if cell.kind is kind}:
        guilty = [table.cell(name, kind, strength).outcome.guilty for strength in GRIDS[kind]]
        assert np.all(np.diff(guilty) >= -1e-12), name


def test_a_scheme_knows_no_lasting_pressure_and_the_table_says_so(table: InfluenceTable) -> None:
    named = {name for name, kind, _ in table.left_out if kind is InfluenceKind.PRESSURE}
    pressed = {cell.model for cell in table.cells if cell.kind is InfluenceKind.PRESSURE}
    assert named.isdisjoint(pressed)
    assert named | pressed == {*models(), REFERENCE}


def test_span_holds_every_model_and_is_reached(table: InfluenceTable) -> None:
    for strength in PRESSURE_GRID:
        low, high = table.span(InfluenceKind.PRESSURE, strength, Ending.HUNG)
        seen = [
            cell.outcome.hung
            for cell in table.cells
            if cell.kind is InfluenceKind.PRESSURE and cell.strength == strength
        ]
        assert (min(seen), max(seen)) == (low, high)


def test_strength_counts_pressed_votes_by_each_models_own_clock(table: InfluenceTable) -> None:
    """One pressed vote is expected in the mean length of each model's deliberation without it."""
    for entrant in line_up(RULE, RATE):
        if entrant.has_clock:
            plain = table.cell(entrant.name, InfluenceKind.PRESSURE, 0.0).outcome
            one = table.cell(entrant.name, InfluenceKind.PRESSURE, 1.0)
            assert plain.mean_ballots is not None
            assert one.per_ballot * plain.mean_ballots == pytest.approx(1.0)


def test_pressure_makes_verdicts_against_private_views() -> None:
    """More jurors convict against their own view under pressure than without it."""
    table = influence_table(6, RULE, RATE)
    shares = [
        table.cell("private-public", InfluenceKind.PRESSURE, strength).outcome.against_verdict
        for strength in (0.0, 2.0)
    ]
    assert all(share is not None for share in shares)
    before, after = (share[Ending.GUILTY] for share in shares if share is not None)
    assert before is not None
    assert after is not None
    assert after > before


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 6))
def test_json_holds_every_cell(guilty_votes: int) -> None:
    table = influence_table(guilty_votes, DecisionRule.unanimous(6), RATE)
    shown = table.as_json()
    assert len(shown["cells"]) == len(table.cells)
    for cell in shown["cells"]:
        assert cell["guilty"] + cell["not_guilty"] + cell["hung"] == pytest.approx(1, abs=1e-10)
