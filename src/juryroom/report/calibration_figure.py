"""Calibration curves of a comparison: what was forecast, and how often it happened, as SVG."""

import altair as alt
import vl_convert as vlc

from juryroom.inference.candidates import BASE_RATE, SATE_CHAIN, SATE_CURVE
from juryroom.inference.compare import Compared, Comparison
from juryroom.report.figures import BLUE, FONT, HAIRLINE, INK, MUTED

MOST = 6
"""Panels in a picture: sate's two curves, and the best of the others by cross-validated log loss."""

PUBLISHED = (SATE_CHAIN, SATE_CURVE)

_SIDE = 210


def calibration_figure(comparison: Comparison) -> str:
    """Return calibration curves of the best models side by side, as the text of an SVG file.

    Each point is the juries whose forecasts lie in one tenth, with a 95 per cent interval; the area
    of a point goes with their number.

    Parameters
    ----------
    comparison
        As `juryroom.inference.compare.compare` gives it.
    """
    shown = [each for each in comparison.rows if each.candidate.name in PUBLISHED]
    others = [
        each for each in comparison.rows if each.candidate.name not in {*PUBLISHED, BASE_RATE}
    ]
    chosen = [*shown, *others[: MOST - len(shown)]]
    rows = [each for each in comparison.rows if each in chosen]
    panels = [_panel(each) for each in rows]
    chart = alt.vconcat(
        *(alt.hconcat(*panels[at : at + 3], spacing=18) for at in range(0, len(panels), 3))
    ).configure(font=FONT, background="white")
    chart = chart.configure_view(stroke=HAIRLINE).configure_axis(
        labelColor=MUTED, titleColor=INK, grid=False
    )
    return vlc.vegalite_to_svg(chart.to_dict())


def _panel(each: Compared) -> alt.LayerChart | alt.FacetChart:
    rows = [point._asdict() for point in each.curve]
    share = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("forecast:Q", title="forecast", scale=share, axis=alt.Axis(tickCount=5))
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    evenly = (
        alt.Chart(
            alt.Data(values=[{"forecast": 0, "convicted": 0}, {"forecast": 1, "convicted": 1}])
        )
        .mark_line(color=MUTED, strokeDash=[4, 3], strokeWidth=1)
        .encode(x=x, y=alt.Y("convicted:Q", scale=share))
    )
    bars = base.mark_rule(color=BLUE).encode(
        y=alt.Y("low:Q", title="share convicted", scale=share), y2="high:Q"
    )
    points = base.mark_circle(color=BLUE, opacity=1).encode(
        y=alt.Y("convicted:Q", scale=share),
        size=alt.Size("juries:Q", legend=None, scale=alt.Scale(range=[20, 220])),
    )
    slope = each.folds["calibration_slope"]
    words = f"slope {slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]"
    title = alt.TitleParams(
        each.candidate.name, subtitle=words, anchor="start", fontSize=12, subtitleColor=MUTED
    )
    return alt.layer(evenly, bars, points).properties(width=_SIDE, height=_SIDE, title=title)
