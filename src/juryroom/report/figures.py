"""The figures of the page, drawn by Altair and turned into SVG without a browser.

Each figure is one small picture: the page lays several side by side, so that they stack on a narrow
screen and never shrink past reading. Colours are those of Okabe and Ito (2008); no figure says by
colour alone what it does not also say by shape, dash or place.
"""

import re
from dataclasses import dataclass
from typing import Any, final

import altair as alt
import vl_convert as vlc
from markupsafe import Markup, escape

from juryroom.procedure.decision_rule import Ending
from juryroom.report.words import ENDINGS

VERMILLION, BLUE, BLACK, GREEN, PURPLE, ORANGE = (
    "#D55E00", "#0072B2", "#000000", "#009E73", "#CC79A7", "#E69F00"
)  # fmt: skip
INK, MUTED, HAIRLINE = "#1c1c1c", "#565656", "#d8d8d8"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

COLOURS = {Ending.GUILTY: VERMILLION, Ending.NOT_GUILTY: BLUE, Ending.HUNG: BLACK}
SHAPES = {Ending.GUILTY: "triangle-up", Ending.NOT_GUILTY: "circle", Ending.HUNG: "square"}
DASHES = {Ending.GUILTY: [1, 0], Ending.NOT_GUILTY: [7, 3], Ending.HUNG: [2, 2]}

PANEL_WIDTH, PANEL_HEIGHT, ROW_HEIGHT = 240, 150, 28
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|pointer-events|class|xmlns:xlink|xmlns)="[^"]*"', re.ASCII
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture as SVG text, with the words that stand for it where it cannot be seen."""

    id: str
    title: str
    desc: str
    svg: Markup


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The horizontal axis of a panel: its title, and the values that are marked on it."""

    title: str
    ticks: tuple[float, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points of one ending along a grid: where each stands on the axis, and its probability."""

    ending: Ending
    points: tuple[tuple[float, float], ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One ending over several models: the probability under each, and which have a clock."""

    ending: Ending
    values: tuple[tuple[str, float, bool], ...]


def grid_panel(
    figure_id: str, title: str, desc: str, series: tuple[Series, ...], axis: Axis
) -> Figure:
    """Return one model over a grid of strengths: a line and marks for each ending.

    Parameters
    ----------
    figure_id
        Unique on the page.
    title, desc
        The name and the description of the picture.
    series
        One for each ending.
    axis
        The horizontal axis; it runs from its first tick to its last.
    """
    rows = [
        {"x": x, "y": 100 * p, "ending": str(one.ending)} for one in series for x, p in one.points
    ]
    x = alt.X(
        "x:Q",
        title=axis.title,
        scale=alt.Scale(domain=[axis.ticks[0], axis.ticks[-1]], nice=False),
        axis=alt.Axis(
            values=list(axis.ticks), grid=False, labelOverlap=False, labelFlush=False, tickSize=4
        ),
    )
    y = alt.Y(
        "y:Q",
        title="juries in 100",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], minExtent=26, maxExtent=26, titlePadding=4),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=x, y=y, color=_scale(alt.Color, COLOURS), detail="ending:N"
    )
    lines = base.mark_line(strokeWidth=1.6).encode(strokeDash=_scale(alt.StrokeDash, DASHES))
    marks = base.mark_point(filled=True, size=34, opacity=1).encode(shape=_scale(alt.Shape, SHAPES))
    return drawn(
        figure_id, title, desc, (lines + marks).properties(width=PANEL_WIDTH, height=PANEL_HEIGHT)
    )


def spread_panel(figure_id: str, title: str, desc: str, spreads: tuple[Spread, ...]) -> Figure:
    """Return every ending over several models: a bar from lowest to highest, and a mark a model.

    Models with a clock are filled marks, schemes without one are hollow.
    """
    rows = [
        {"row": ENDINGS[s.ending], "ending": str(s.ending), "juries": 100 * p, "clock": clock}
        for s in spreads
        for _, p, clock in s.values
    ]
    order = [ENDINGS[s.ending] for s in spreads]
    y = alt.Y(
        "row:N",
        sort=order,
        title=None,
        axis=alt.Axis(minExtent=72, maxExtent=72, domain=False, ticks=False, labelPadding=12),
    )
    x = alt.X(
        "juries:Q",
        title="juries in 100",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], labelFlush=False),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    ranges = base.mark_rule(strokeWidth=5, color=HAIRLINE, strokeCap="round").encode(
        x=alt.X("min(juries):Q", title="juries in 100"), x2="max(juries):Q"
    )
    marks = base.mark_point(size=70, strokeWidth=1.6, opacity=1).encode(
        x=x,
        shape=_scale(alt.Shape, SHAPES),
        stroke=_scale(alt.Stroke, COLOURS),
        fill=alt.condition("datum.clock", _scale(alt.Fill, COLOURS), alt.value("#ffffff")),
    )
    chart = (ranges + marks).properties(width=232, height=ROW_HEIGHT * len(order) + 10)
    return drawn(figure_id, title, desc, chart)


def _scale(channel: Any, by_ending: dict[Ending, Any]) -> Any:
    return channel(
        "ending:N",
        scale=alt.Scale(domain=[str(e) for e in by_ending], range=list(by_ending.values())),
        legend=None,
    )


def drawn(figure_id: str, title: str, desc: str, chart: Any) -> Figure:
    """Return a chart as a picture with its words, in the style of every figure here."""
    spec = (
        chart.configure(font=FONT, background="white", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            titleFontWeight="normal",
            labelFontSize=11,
            titleFontSize=11,
            gridColor="#ececec",
            domainColor="#9a9a9a",
            tickColor="#9a9a9a",
        )
        .to_dict(validate=False)  # vl-convert reads the spec, and the tests look at what it draws
    )
    svg = _NOISE.sub("", vlc.vegalite_to_svg(spec))
    return Figure(id=figure_id, title=title, desc=desc, svg=_named(svg, figure_id, title, desc))


def _named(svg: str, figure_id: str, title: str, desc: str) -> Markup:
    """Return the SVG with its name and description, and with ids that are unique on the page."""
    svg = svg.replace('id="', f'id="{figure_id}-').replace("url(#", f"url(#{figure_id}-")
    start, _, rest = svg.partition(">")
    head = (
        f'{start} role="img" aria-labelledby="{figure_id}-t {figure_id}-d">'
        f'<title id="{figure_id}-t">{escape(title)}</title>'
        f'<desc id="{figure_id}-d">{escape(desc)}</desc>'
    )
    return Markup(head + rest)
