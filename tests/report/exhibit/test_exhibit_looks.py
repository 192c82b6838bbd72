"""Versions can be told apart, in grey too; names lie on nothing; axes end where numbers end."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.effect.effect_result import SurveyEffect
from juryroom.effect.estimates import Estimate
from juryroom.effect.survey_effect import survey_effect
from juryroom.effect.survey_question import Question
from juryroom.jury.survey import Survey
from juryroom.outcome.interval import Interval
from juryroom.report.exhibit.figures import ARM_NAMES, CURVE_HEIGHT, CURVE_WIDTH, curves, forest
from juryroom.report.exhibit.looks import LOOKS
from juryroom.report.exhibit.placing import LONGEST, MOST_NAMED, Box, placed, width

PAGE = Box(0, 0, CURVE_WIDTH, CURVE_HEIGHT)
MOST = next(
    part.max_length for part in Question.model_fields["conditions"].metadata
    if hasattr(part, "max_length")
)  # fmt: skip


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_two_versions_look_alike_however_many_a_question_has() -> None:
    assert len(LOOKS) >= MOST
    for one, other in combinations(LOOKS, 2):
        assert (one.shape, one.hollow) != (other.shape, other.hollow), "in grey"
        assert one.words != other.words
    assert tuple(look.words for look in LOOKS) == ARM_NAMES


def test_the_first_ten_differ_in_colour_and_in_shape() -> None:
    assert len({look.colour for look in LOOKS[:10]}) == 10
    assert len({look.shape for look in LOOKS[:10]}) == 10


def test_every_mark_stands_out_from_paper() -> None:
    """Contrast of at least 2 with white, by its own colour or by its outline."""
    for look in LOOKS[:10]:
        darkest = min(luminance(look.fill), luminance(look.edge))
        assert 1.05 / (darkest + 0.05) > 2.0, look


def counts(*shares: float) -> SurveyEffect:
    names = ["actual", "hypothetical", *(f"version {n}" for n in range(3, len(shares) + 1))]
    rows = {name: (round(60 * share), 60) for name, share in zip(names, shares, strict=True)}
    return survey_effect(Survey.of_counts(rows), draws=200)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("number", [4, 7, 12])
def test_many_versions_have_a_legend_with_every_look(number: int) -> None:
    effect = counts(*((place + 1) / (number + 2) for place in range(number)))
    for panel in curves(effect):
        for condition in effect.conditions:
            assert texts(panel.svg).count(condition) == 1
        for look in LOOKS[:number]:
            # once on the curve and once in the legend, by its colour
            assert panel.svg.count(look.colour) >= 3


@pytest.mark.parametrize("share", [(1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (0.7, 0.6), (0.5, 0.5, 0.5)])
def test_few_versions_have_their_names_once_beside_their_marks(share: tuple[float, ...]) -> None:
    effect = counts(*share)
    for panel in curves(effect):
        for condition in effect.conditions:
            assert texts(panel.svg).count(condition) == 1


@pytest.mark.parametrize(
    ("ends", "allowed"),
    [((0.9, 1.0), (-10, 100)), ((-1.0, 0.2), (-100, 40)), ((0.0, 0.0), (-5, 5))],
)
def test_an_axis_of_differences_ends_at_100(
    ends: tuple[float, float], allowed: tuple[int, int]
) -> None:
    within = Interval(*ends, 0.9)
    one = Estimate(value=sum(ends) / 2, sampling=within, parameters=None, both=within)
    drawn = forest("f", "Effect", (("model", one),), difference=True)
    ticks = [float(text.replace("\u2212", "-")) for text in texts(drawn.svg)
             if re.fullmatch("[-\u2212]?[0-9.]+", text)]  # fmt: skip
    assert min(ticks) >= allowed[0]
    assert max(ticks) <= allowed[1]
    assert len(ticks) >= 2


NAMES = st.text(alphabet="abcdefghij \u4e2d", min_size=1, max_size=18)
PIXELS = st.tuples(st.floats(0, CURVE_WIDTH), st.floats(0, CURVE_HEIGHT))


@given(st.lists(st.tuples(NAMES, PIXELS), min_size=1, max_size=MOST_NAMED))
def test_names_lie_on_no_mark_no_axis_and_not_on_each_other(
    versions: list[tuple[str, tuple[float, float]]],
) -> None:
    names, marks = tuple(name for name, _ in versions), tuple(mark for _, mark in versions)
    found = placed(names, marks, page=PAGE, bars=(), line=())
    if found is None:
        return
    for one, other in combinations(found, 2):
        assert not one.box.meets(other.box)
    for name, place in zip(names, found, strict=True):
        assert place.box.within(PAGE)
        assert place.box.right - place.box.left == pytest.approx(width(name))
        for x, y in marks:
            assert not place.box.meets(Box(x - 6, y - 6, x + 6, y + 6))


@pytest.mark.parametrize("corner", [(0.0, 0.0), (0.0, 210.0), (268.0, 0.0), (268.0, 210.0)])
def test_names_in_a_corner_are_placed(corner: tuple[float, float]) -> None:
    bars = (Box(0, 203, 40, 206), Box(2, 180, 5, 210))
    found = placed(("actual", "hypothetical"), (corner, corner), page=PAGE, bars=bars, line=())
    assert found is not None
    assert not any(place.box.meets(bar) for place in found for bar in bars)


def test_long_names_and_many_names_stand_in_a_legend() -> None:
    long = "x" * (int(LONGEST / 6) + 1)
    assert placed((long,), ((100.0, 100.0),), page=PAGE, bars=(), line=()) is None
    marks = tuple((50.0 * n, 100.0) for n in range(4))
    assert placed(tuple("abcd"), marks, page=PAGE, bars=(), line=()) is None


def test_a_name_avoids_the_line_where_it_can() -> None:
    line = tuple((float(x), 100.0) for x in range(0, 268, 3))
    found = placed(("actual",), ((134.0, 100.0),), page=PAGE, bars=(), line=line)
    assert found is not None
    assert not found[0].box.top <= 100 <= found[0].box.bottom
