"""Tables: the smallest and the largest, grouping, and nothing lost."""

from juryroom.catalog.reference import REFERENCE
from juryroom.effect.influence import GRIDS, InfluenceKind
from juryroom.procedure.decision_rule import Ending
from juryroom.report.bundle import Bundle
from juryroom.report.prose import brief_rows, known_conflicts, lead, resolved_words
from juryroom.report.tables import (
    forecast_rows,
    grid_table,
    has_clock,
    hearing_rows,
    retrial_rows,
    shown_strength,
)


def test_ranges_are_those_of_the_influence_table(bundled: Bundle) -> None:
    (effect,) = bundled.effects
    for kind in InfluenceKind:
        grid = grid_table(effect.table, kind)
        for ending, spans in grid.ranges[0].spans:
            expected = [effect.table.span(kind, strength, ending) for strength in GRIDS[kind]]
            assert list(spans) == expected


def test_models_with_a_clock_come_first_and_have_a_range_of_their_own(bundled: Bundle) -> None:
    grid = grid_table(bundled.effects[0].table, InfluenceKind.RUMOUR)
    clocks = [row.clock for row in grid.models]
    assert clocks == sorted(clocks, reverse=True)
    every, clocked = grid.ranges
    assert every.name == f"all {len(clocks)} models"
    assert clocked.name == f"the {sum(clocks)} models with a clock"
    pressure = grid_table(bundled.effects[0].table, InfluenceKind.PRESSURE)
    assert [row.model for row in pressure.models] == [r.model for r in grid.models if r.clock]
    left = {model for model, _ in pressure.left_out}
    assert {row.model for row in grid.models if not row.clock} <= left
    assert left.isdisjoint(row.model for row in pressure.models)


def test_strength_shown_is_one_of_the_grid_and_no_end_of_it() -> None:
    for kind in InfluenceKind:
        assert shown_strength(kind) in GRIDS[kind][1:-1]


def test_forecast_keeps_every_prediction(bundled: Bundle) -> None:
    (step,) = [s for s in bundled.next_steps if s.predictions]
    rows = forecast_rows(step)
    assert sum(len(r.outcomes) + len(r.silent) for r in rows) == len(step.predictions)
    for found in rows:
        inner = [found.span(ending, clock_only=True) for ending in Ending]
        outer = [found.span(ending) for ending in Ending]
        for near, far in zip(inner, outer, strict=True):
            assert near is not None
            assert far is not None
            assert far[0] <= near[0] <= near[1] <= far[1]


def test_counts_with_one_answer_stand_together(bundled: Bundle) -> None:
    rows = retrial_rows(bundled.next_steps)
    assert [row.counts for row in rows] == [
        ("CSA_H",),
        ("R3_M",),
        ("R1_M", "PSA1", "PSA2", "CSA_S"),
    ]


def test_headings_with_one_answer_stand_together(bundled: Bundle) -> None:
    for account, answers in bundled.effects[0].hearing:
        rows = hearing_rows(answers)
        assert sum(len(row.headings) for row in rows) == len(account.says)


def test_brief_figures_are_those_of_the_tables(bundled: Bundle) -> None:
    rows = brief_rows(bundled)
    table = bundled.effects[0].table
    strength = shown_strength(InfluenceKind.PRESSURE)
    assert rows[0].spans[0] == table.span(InfluenceKind.PRESSURE, 0.0, Ending.GUILTY)
    assert rows[1].spans[0] == table.span(InfluenceKind.PRESSURE, strength, Ending.GUILTY)
    assert rows[2].spans[0] == table.span(InfluenceKind.RUMOUR, 0.0, Ending.GUILTY)
    assert len(rows) == 4
    alone = table.cell(REFERENCE, InfluenceKind.PRESSURE, strength).outcome.probability
    assert rows[1].reference is not None
    assert rows[1].reference[2] == (alone[Ending.HUNG], alone[Ending.HUNG])
    for row in rows:
        assert row.reference is not None
        for (low, high), (lowest, highest) in zip(row.reference, row.spans, strict=True):
            assert lowest <= low <= high <= highest
    # Over three readings of the first jury's split the reference gives three figures.
    assert rows[3].reference is not None
    assert rows[3].reference[0][0] < rows[3].reference[0][1]


def test_words_on_conflicts_add_up(bundled: Bundle, hung: Bundle, quiet: Bundle) -> None:
    known, later = known_conflicts(bundled)
    assert len(known) + len(later) == len(bundled.conflicts)
    assert [found.id for found in later] == ["X25"]
    known, later = known_conflicts(hung)
    assert resolved_words(known) == (
        "for one the record prefers a value, for one it keeps more than one reading and "
        "for one nothing is resolved"
    )
    assert "No two of its sources give different values" in lead(quiet)


def test_clock_is_what_the_card_says() -> None:
    assert has_clock("linear-pull")
    assert not has_clock("majority")
