"""The pictures: every mark that is asked for, nothing clipped, no meaning by colour alone."""

import re
from itertools import combinations

import pytest

from juryroom.procedure.decision_rule import Ending
from juryroom.record.events import Step
from juryroom.report.bundle import Bundle
from juryroom.report.chronicle import KINDS, TICK, chronicle, kind_of
from juryroom.report.figures import (
    COLOURS,
    DASHES,
    SHAPES,
    Axis,
    Figure,
    Series,
    Spread,
    grid_panel,
    spread_panel,
)

AXIS = Axis(title="strength", ticks=(0, 1, 2))
SERIES = tuple(Series(ending=e, points=((0, 0.2), (1, 0.5), (2, 1.0))) for e in Ending)
# Machado, Oliveira and Fernandes (2009), deuteranopia, severity 1.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)


def panel(figure_id: str = "f") -> Figure:
    """Return a small panel."""
    return grid_panel(figure_id, "A <title>", "Said & done", SERIES, AXIS)


def test_panel_draws_a_line_and_three_marks_for_each_ending() -> None:
    svg = str(panel().svg)
    for ending in Ending:
        assert svg.count(f'fill="{COLOURS[ending]}"') == 3
        assert svg.count(f'stroke="{COLOURS[ending]}" stroke-width="1.6"') == 1


def test_picture_has_escaped_words_and_ids_of_its_own() -> None:
    svg = str(panel("left").svg)
    assert '<title id="left-t">A &lt;title&gt;</title>' in svg
    assert '<desc id="left-d">Said &amp; done</desc>' in svg
    assert all(found.startswith("left-") for found in re.findall(r'id="([^"]*)"', svg))
    assert "xmlns" not in svg


def test_picture_is_the_same_each_time() -> None:
    assert panel() == panel()


def test_text_stays_inside_the_picture() -> None:
    svg = str(panel().svg)
    width = float(re.findall(r'width="(\d+)"', svg)[0])
    assert width <= 320, "three panels stand side by side, and one fits a phone"
    assert svg.index("strength") > 0


def test_spread_marks_schemes_hollow_and_models_with_a_clock_filled() -> None:
    spreads = tuple(Spread(ending=e, values=(("a", 0.2, True), ("b", 0.8, False))) for e in Ending)
    svg = str(spread_panel("s", "t", "d", spreads).svg)
    for ending in Ending:
        marks = re.findall(rf'<path [^>]*fill="([^"]*)" stroke="{COLOURS[ending]}"', svg)
        assert sorted(marks) == sorted([COLOURS[ending], "#ffffff"])


def test_no_two_endings_share_a_shape_a_dash_or_a_colour() -> None:
    for table in (SHAPES, DASHES, COLOURS):
        assert len({str(value) for value in table.values()}) == len(Ending)


def linear(colour: str) -> list[float]:
    """Return the linear parts of a colour #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


@pytest.mark.parametrize("pair", list(combinations(Ending, 2)), ids=str)
def test_colours_stay_apart_for_a_reader_without_green_cones(pair: tuple[Ending, Ending]) -> None:
    seen = [
        [sum(w * c for w, c in zip(row, linear(COLOURS[e]), strict=True)) for row in DEUTERANOPIA]
        for e in pair
    ]
    assert sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5 > 0.25


@pytest.mark.parametrize("colour", [*COLOURS.values(), *(kind[2] for kind in KINDS.values())])
def test_marks_stand_out_from_white(colour: str) -> None:
    light = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
    assert 1.05 / (light + 0.05) >= 3


def test_every_step_has_a_kind_of_mark_and_kinds_differ_in_shape(bundled: Bundle) -> None:
    shapes = [shape for _, shape, _ in KINDS.values()]
    assert len(set(shapes)) == len(shapes)
    kinds = {kind_of(step) for count in bundled.posture.counts for step in count.steps}
    assert {"charge", "court", "guilty", "not_guilty", "mistrial", "after"} <= kinds
    assert {s.value for s in Step if s is Step.MISTRIAL} == {"mistrial"}


def test_chronicle_names_every_count_and_hollows_uncertain_days(bundled: Bundle) -> None:
    figure = chronicle("c", bundled.posture.counts, bundled.on)
    svg = str(figure.svg)
    for count in bundled.posture.counts:
        assert f"({count.id})" in svg
        assert count.phrase in figure.desc
    mistrials = re.findall(r'fill="([^"]*)" stroke="#000000"', svg)
    assert mistrials == ["#000000"]
    charged = re.findall(rf'fill="([^"]*)" stroke="{KINDS["charge"][2]}"', svg)
    assert charged.count("#ffffff") == 6, (
        "the years of the first indictments, and the month of the second"
    )
    assert TICK != "stroke"
