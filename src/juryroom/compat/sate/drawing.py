"""The charts of the four plots. Imported only when one is drawn."""

from collections.abc import Mapping, Sequence

import altair as alt

from juryroom.compat.sate.figure_data import Condition, Curve
from juryroom.report.figures import BLUE, HAIRLINE, INK, MUTED, VERMILLION

_TENTHS = [i / 10 for i in range(11)]
_COLOURS = (VERMILLION, BLUE)
_SHAPES = ("circle", "square")
_SIZE = 320


def curve_chart(
    curve: Curve, conditions: Sequence[Condition], main: str, xlab: str, ylab: str
) -> alt.LayerChart:
    """Return the curve on its grid with a point, an interval and a stretch for each survey."""
    line = [{"share": p, "guilty": g} for p, g in zip(curve.shares, curve.guilty, strict=True)]
    layers: list[alt.Chart] = [
        alt.Chart(alt.Data(values=line))
        .mark_line(color=MUTED, strokeWidth=1.2)
        .encode(x=_axis("share", xlab), y=_axis("guilty", ylab))
    ]
    if conditions:
        layers += _conditions(conditions, xlab, ylab)
    return alt.LayerChart(layer=layers).properties(title=main, width=_SIZE, height=_SIZE)


def _axis(field: str, title: str) -> dict[str, object]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1]},
        "axis": {"values": _TENTHS, "gridColor": HAIRLINE},
    }


def _conditions(conditions: Sequence[Condition], xlab: str, ylab: str) -> list[alt.Chart]:
    names = [c.name for c in conditions]
    colour = alt.Color(
        "survey:N", scale=alt.Scale(domain=names, range=list(_COLOURS[: len(names)])), title=None
    )
    shape = alt.Shape(
        "survey:N", scale=alt.Scale(domain=names, range=list(_SHAPES[: len(names)])), title=None
    )
    stretch = [
        {"survey": c.name, "share": p, "guilty": g}
        for c in conditions
        for p, g in zip(c.shares, c.along, strict=True)
    ]
    marks = [
        {"survey": c.name, "share": c.share, "guilty": c.guilty, "low": c.low, "high": c.high}
        for c in conditions
    ]
    x, y = _axis("share", xlab), _axis("guilty", ylab)
    at = alt.Chart(alt.Data(values=marks))
    return [
        alt.Chart(alt.Data(values=stretch))
        .mark_line(strokeWidth=5, opacity=0.45)
        .encode(x=x, y=y, color=colour),
        at.mark_rule(strokeDash=[2, 2]).encode(
            x=x, y=_axis("low", ylab), y2="high:Q", color=colour
        ),
        at.mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour, shape=shape),
    ]


def effect_bar(
    effect: Mapping[str, float] | None, line: float, *, upright: bool = True
) -> alt.LayerChart:
    """Return the bar of the effect: its point and interval where there is one, and the line.

    The scale runs from -0.2 to 0.5, and further where the effect or its interval does.
    """
    values: list[float] = [] if effect is None else list(effect.values())
    shown = [] if effect is None else [values[0], effect["Lower 5%"], effect["Upper 95%"]]
    reach = [*shown, line]
    domain = [min(-0.2, *(v - 0.05 for v in reach)), max(0.5, *(v + 0.05 for v in reach))]
    encoding = {
        "field": "effect",
        "type": "quantitative",
        "title": "effect on P(G)",
        "scale": {"domain": domain, "nice": False},
    }
    along, end = ("y", "y2") if upright else ("x", "x2")
    at_lines = [{"effect": 0.0, "line": "no effect"}, {"effect": line, "line": f"line at {line:g}"}]
    layers = [
        alt.Chart(alt.Data(values=at_lines))
        .mark_rule(color=INK)
        .encode(
            **{along: encoding},
            strokeDash=alt.StrokeDash("line:N", title=None),
        )
    ]
    if effect is not None:
        rows = [{"effect": shown[0], "low": shown[1], "high": shown[2]}]
        base = alt.Chart(alt.Data(values=rows))
        layers += [
            base.mark_rule(color=BLUE, strokeWidth=2).encode(
                **{along: {**encoding, "field": "low"}, end: "high:Q"}
            ),
            base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(
                **{along: encoding}
            ),
        ]
    width, height = (90, _SIZE) if upright else (_SIZE, 90)
    return alt.LayerChart(layer=layers).properties(width=width, height=height)


def beside(curve: alt.LayerChart, bar: alt.LayerChart) -> alt.HConcatChart:
    """Return the curve with the bar to its right."""
    return alt.hconcat(curve, bar)
