"""The figures of an exhibit: shares, the curve from a share to a verdict, and the effect by model.

The band lies along the curve. An interval of the share is mapped through the curve end by end, which
is exact because the curve never falls; what the parameters leave open is a band around the curve, at
each share the middle part of the curves under all settings.
"""

from dataclasses import dataclass
from typing import Any, final

import altair as alt
import numpy as np

from juryroom.effect.effect_result import ModelEffect, SurveyEffect
from juryroom.effect.estimates import Estimate
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.interval import Interval
from juryroom.procedure.decision_rule import Ending
from juryroom.report.exhibit.looks import LOOKS
from juryroom.report.exhibit.numbers import of_100, signed, signed_span, span
from juryroom.report.exhibit.placing import LONGEST, Box, Place, placed, width
from juryroom.report.figures import BLUE, HAIRLINE, INK, MUTED, Figure, drawn

ARM_NAMES = tuple(look.words for look in LOOKS)
CURVE_WIDTH, CURVE_HEIGHT, FOREST_WIDTH, ROW = 268, 210, 360, 28
_GRID = 101
_SEGMENT = 41
_MARK, _SAME_PLACE = 120.0, 4.0  # square pixels, and pixels
_FIRST_BAR, _BETWEEN_BARS, _ROOM_FOR_BARS = 4.0, 7.0, 28.0  # pixels
_MOST_SETTINGS = 400  # evenly spaced among all; the band they give differs by less than a line


@final
@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The chance of a guilty verdict at each share of guilty leanings, under one model.

    Parameters
    ----------
    shares, verdicts
        The curve, exact under the model with its parameters' uncertainty averaged out, shape
        ``(points,)``.
    low, high
        The band for the parameters at each share; None where they are taken as known.
    """

    shares: FloatArray
    verdicts: FloatArray
    low: FloatArray | None
    high: FloatArray | None


def curve(effect: SurveyEffect, model: ModelEffect, shares: FloatArray) -> Curve:
    """Return the curve of one model at given shares.

    Parameters
    ----------
    effect
        The result: its jury and its confidence.
    model
        One of its models.
    shares
        Shares of guilty leanings, each 0 to 1, shape ``(points,)``.
    """
    ballots = effect.jury.ballots(shares, model.law.mean[:, 0])
    verdicts = ballots @ model.law.mean[:, 0]
    if model.law.settings == 1:
        return Curve(shares, verdicts, None, None)
    step = -(-model.law.settings // _MOST_SETTINGS)
    drawn_curves = ballots @ model.law.endings[::step, :, 0].T
    ends = [(1 - effect.confidence) / 2, (1 + effect.confidence) / 2]
    low, high = np.quantile(drawn_curves, ends, axis=1)
    return Curve(shares, verdicts, low, high)


def curves(effect: SurveyEffect) -> tuple[Figure, ...]:
    """Return a panel for each model: the curve, its band, and where each version lies on it."""
    return tuple(_curve_panel(effect, model) for model in effect.models)


def _curve_panel(effect: SurveyEffect, model: ModelEffect) -> Figure:
    whole = curve(effect, model, np.linspace(0.0, 1.0, _GRID))
    layers: list[Any] = []
    if whole.low is not None and whole.high is not None:
        band = [
            {"x": 100 * x, "low": 100 * low, "high": 100 * high}
            for x, low, high in zip(whole.shares, whole.low, whole.high, strict=True)
        ]
        layers.append(
            alt.Chart(alt.Data(values=_plain(band)))
            .mark_area(color="#c9c9c9", opacity=1)
            .encode(x=_x("x:Q"), y=_y("low:Q"), y2="high:Q")
        )
    line = [{"x": 100 * x, "y": 100 * y} for x, y in zip(whole.shares, whole.verdicts, strict=True)]
    layers.append(
        alt.Chart(alt.Data(values=_plain(line)))
        .mark_line(color=INK, strokeWidth=1.2)
        .encode(x=_x("x:Q"), y=_y("y:Q"))
    )
    arms = [_arm_layers(effect, model, place) for place, _ in enumerate(effect.conditions)]
    layers += [layer for along in arms for layer in along]
    layers += _marks(effect, model, whole)  # no mark lies under another's line
    chart = alt.layer(*layers).properties(width=CURVE_WIDTH, height=CURVE_HEIGHT)
    said = [_arm_words(effect, model, condition) for condition in effect.conditions]
    desc = f"Guilty verdicts of 100 juries against guilty leanings of 100 people. {' '.join(said)}"
    return drawn(f"curve-{model.name}", model.name, desc, chart)


def _arm_words(effect: SurveyEffect, model: ModelEffect, condition: str) -> str:
    arm, outcome = effect.arm(condition), model.outcomes[condition][Ending.GUILTY]
    return (
        f"{condition}: a share of {of_100(arm.used)} of 100 (interval "
        f"{span(share_interval(effect, model, condition))}) gives "
        f"{of_100(outcome.value)} guilty verdicts (interval for the sample {span(outcome.sampling)})."
    )


def share_interval(effect: SurveyEffect, model: ModelEffect, condition: str) -> Interval:
    """Return the interval of the share that goes through the jury.

    It is that of the share itself; where shares are adjusted, the part of the curve between the ends
    of the interval of the verdict, read back to the share.
    """
    if not effect.adjusted_for:
        return effect.arm(condition).interval
    outcome = model.outcomes[condition][Ending.GUILTY].sampling
    grid = np.linspace(0.0, 1.0, 10 * _GRID)
    low, high = np.interp([outcome.low, outcome.high], curve(effect, model, grid).verdicts, grid)
    return Interval(float(low), float(high), effect.confidence)


def _arm_layers(effect: SurveyEffect, model: ModelEffect, place: int) -> list[Any]:
    """Return what lies under the mark of a version: the mapped interval, and bars at both axes."""
    colour = LOOKS[place].colour
    along = share_interval(effect, model, effect.conditions[place])
    segment = curve(effect, model, np.linspace(along.low, along.high, _SEGMENT))
    points = [
        {"x": 100 * x, "y": 100 * y} for x, y in zip(segment.shares, segment.verdicts, strict=True)
    ]
    low, high, (x, y) = points[0], points[-1], _off(effect, place)
    bars = [
        {"x": low["x"], "x2": high["x"], "y": y, "y2": y},
        {"x": x, "x2": x, "y": low["y"], "y2": high["y"]},
    ]
    return [
        alt.Chart(alt.Data(values=_plain(points)))
        .mark_line(color=colour, strokeWidth=5, strokeCap="butt", opacity=0.75)
        .encode(x=_x("x:Q"), y=_y("y:Q")),
        alt.Chart(alt.Data(values=_plain(bars)))
        .mark_rule(color=colour, strokeWidth=_bar_width(effect))
        .encode(x=_x("x:Q"), y=_y("y:Q"), x2="x2:Q", y2="y2:Q"),
    ]


def _off(effect: SurveyEffect, place: int) -> tuple[float, float]:
    """Return how far from the two axes the bars of a version lie, of 100."""
    off = _FIRST_BAR + place * _between_bars(effect)
    return 100 * off / CURVE_WIDTH, 100 * off / CURVE_HEIGHT


def _between_bars(effect: SurveyEffect) -> float:
    return max(min(_BETWEEN_BARS, _ROOM_FOR_BARS / len(effect.conditions)), 2.2)


def _bar_width(effect: SurveyEffect) -> float:
    return min(3.0, 0.75 * _between_bars(effect))


def _marks(effect: SurveyEffect, model: ModelEffect, whole: Curve) -> list[Any]:
    """Return the marks of all versions, with their names beside them or in a legend."""
    rows: list[dict[str, Any]] = [
        {"name": arm.condition, "x": 100 * arm.used,
         "y": 100 * float(curve(effect, model, np.array([arm.used])).verdicts[0])}
        for arm in effect.arms
    ]  # fmt: skip
    names = tuple(str(row["name"]) for row in rows)
    places = placed(
        names,
        tuple(_pixels(row["x"], row["y"]) for row in rows),
        page=Box(2, 2, CURVE_WIDTH - 2, CURVE_HEIGHT - 2),
        bars=tuple(bar for place, _ in enumerate(names) for bar in _bars(effect, model, place)),
        line=tuple(
            _pixels(100 * x, 100 * y) for x, y in zip(whole.shares, whole.verdicts, strict=True)
        ),
    )
    legend = _legend(names) if places is None else None
    sized = [row | {"size": _size(rows, place)} for place, row in enumerate(rows)]
    marks = (
        alt.Chart(alt.Data(values=_plain(sized)))
        .mark_point(filled=True, opacity=1, strokeWidth=1.2)
        .encode(
            x=_x("x:Q"),
            y=_y("y:Q"),
            size=alt.Size("size:Q", scale=None, legend=None),
            **_looks(names, legend),
        )
    )
    named = zip(rows, places or (), LOOKS, strict=False)
    return [marks, *(_name(row, place, look.colour) for row, place, look in named)]


def _size(rows: list[dict[str, Any]], place: int) -> float:
    """Return the area of a mark: larger under marks at its own place, so that it shows behind them."""
    x, y = _pixels(rows[place]["x"], rows[place]["y"])
    others = (_pixels(row["x"], row["y"]) for row in rows[place + 1 :])
    over = sum(np.hypot(x - x2, y - y2) < _SAME_PLACE for x2, y2 in others)
    return _MARK * min(1 + 1.25 * over, 3.5)


def _name(row: dict[str, Any], place: Place, colour: str) -> Any:
    return (
        alt.Chart(alt.Data(values=_plain([row])))
        .mark_text(align=place.align, dx=place.dx, dy=place.dy, fontSize=11, color=colour,
                   fontWeight="bold", limit=LONGEST)
        .encode(x=_x("x:Q"), y=_y("y:Q"), text="name:N")
    )  # fmt: skip


def _looks(names: tuple[str, ...], legend: Any) -> dict[str, Any]:
    """Return the channels by which versions differ, under one legend."""
    looks = LOOKS[: len(names)]
    said = {
        alt.Shape: [look.shape for look in looks],
        alt.Fill: [look.fill for look in looks],
        alt.Stroke: [look.edge for look in looks],
    }
    return {
        channel.__name__.lower(): channel(
            "name:N", legend=legend, scale=alt.Scale(domain=list(names), range=held)
        )
        for channel, held in said.items()
    }


def _legend(names: tuple[str, ...]) -> Any:
    columns = 2 if max(map(width, names)) <= LONGEST else 1
    limit = LONGEST if columns == 2 else CURVE_WIDTH
    return alt.Legend(orient="bottom", columns=columns, title=None, labelLimit=limit,
                      labelColor=INK, labelFontSize=11, symbolSize=95, offset=6)  # fmt: skip


def _pixels(x: float, y: float) -> tuple[float, float]:
    return CURVE_WIDTH * x / 100, CURVE_HEIGHT * (1 - y / 100)


def _bars(effect: SurveyEffect, model: ModelEffect, place: int) -> tuple[Box, Box]:
    """Return the room that the bars of a version take at both axes, in pixels."""
    along = share_interval(effect, model, effect.conditions[place])
    ends = curve(effect, model, np.array([along.low, along.high])).verdicts
    (x, y), half = _off(effect, place), _bar_width(effect) / 2
    left, low = _pixels(100 * along.low, y)
    right, _ = _pixels(100 * along.high, y)
    across, top = _pixels(x, 100 * float(ends[1]))
    _, bottom = _pixels(x, 100 * float(ends[0]))
    return (
        Box(left, low - half, right, low + half),
        Box(across - half, top, across + half, bottom),
    )


def shares(effect: SurveyEffect) -> Figure:
    """Return the shares of every version: a mark, and the interval as a bar."""
    rows: list[dict[str, Any]] = [
        {
            "name": arm.condition,
            "x": 100 * arm.share,
            "low": 100 * arm.interval.low,
            "high": 100 * arm.interval.high,
        }
        for arm in effect.arms
    ]
    names = tuple(arm.condition for arm in effect.arms)
    y = alt.Y("name:N", sort=list(names), title=None, axis=_names_axis())
    base = alt.Chart(alt.Data(values=_plain(rows))).encode(y=y)
    title = "people of 100 who lean to guilty"
    colours = alt.Scale(domain=list(names), range=[look.colour for look in LOOKS[: len(names)]])
    bars = base.mark_rule(strokeWidth=4).encode(
        x=_x("low:Q", title), x2="high:Q", color=alt.Color("name:N", legend=None, scale=colours)
    )
    marks = base.mark_point(filled=True, size=150, opacity=1, strokeWidth=1.2).encode(
        x=_x("x:Q", title), **_looks(names, None)
    )
    desc = " ".join(
        f"{arm.condition}: {of_100(arm.share)} of 100 (interval {span(arm.interval)})."
        for arm in effect.arms
    )
    chart = (bars + marks).properties(width=FOREST_WIDTH, height=ROW * len(rows))
    return drawn("shares", "Who leans to guilty", desc, chart)


def forest(
    figure_id: str,
    title: str,
    estimates: tuple[tuple[str, Estimate], ...],
    *,
    difference: bool,
    lines: tuple[float, ...] = (),
) -> Figure:
    """Return one number under every model: a mark, its interval, and the lines that a user set.

    Parameters
    ----------
    figure_id, title
        Unique on the page; the name of the number.
    estimates
        The models' names and their estimates.
    difference
        Whether it is a difference, drawn from 0, or a probability, drawn from 0 to 100.
    lines
        Where a user set a line, as probabilities.
    """
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "x": 100 * one.value,
            "low": 100 * one.both.low,
            "high": 100 * one.both.high,
        }
        for name, one in estimates
    ]
    domain = _domain([*(r["low"] for r in rows), *(r["high"] for r in rows),
                      *(100 * line for line in lines)]) if difference else [0, 100]  # fmt: skip
    x: dict[str, Any] = {
        "title": "juries of 100" if not difference else "juries of 100, more (+) or fewer (\u2212)",
        "scale": alt.Scale(domain=domain, nice=False),
        "axis": alt.Axis(labelFlush=False),
    }
    number, shown = (signed, signed_span) if difference else (of_100, span)
    for row, (_, one) in zip(rows, estimates, strict=True):
        row |= {"end": domain[1], "words": f"{number(one.value)} ({shown(one.both)})"}
    names = [row["name"] for row in rows]
    base = alt.Chart(alt.Data(values=_plain(rows))).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=_names_axis())
    )
    layers: list[Any] = [_rules([0.0], MUTED, [1, 0])] if difference else []
    layers += [_rules([100 * line for line in lines], INK, [4, 3])] if lines else []
    layers += [
        base.mark_rule(strokeWidth=4, color=BLUE).encode(x=alt.X("low:Q", **x), x2="high:Q"),
        base.mark_point(shape="diamond", filled=True, size=110, color=INK, opacity=1,
                        stroke="#ffffff").encode(x=alt.X("x:Q", **x)),
        base.mark_text(align="left", dx=8, fontSize=11, color=INK).encode(
            x=alt.X("end:Q", **x), text="words:N"),
    ]  # fmt: skip
    desc = " ".join(
        f"{name}: {number(one.value)} (interval {shown(one.both)})." for name, one in estimates
    )
    chart = alt.layer(*layers).properties(width=FOREST_WIDTH, height=ROW * len(rows))
    return drawn(figure_id, title, desc, chart)


def _domain(ends: list[float]) -> list[float]:
    """Return from where to where an axis of differences runs: no difference of 100 is beyond 100."""
    low, high = min(0.0, *ends), max(0.0, *ends)
    edge = max(0.06 * (high - low), 1.0)
    first, last = 5.0 * np.floor((low - edge) / 5), 5.0 * np.ceil((high + edge) / 5)
    return [max(-100.0, first), min(100.0, last)]


def _rules(at: list[float], colour: str, dash: list[int]) -> Any:
    values = _plain([{"x": x} for x in at])
    return (
        alt.Chart(alt.Data(values=values))
        .mark_rule(color=colour, strokeDash=dash, strokeWidth=1)
        .encode(x="x:Q")
    )


def _names_axis() -> Any:
    return alt.Axis(domain=False, ticks=False, labelPadding=10, labelColor=INK, grid=True,
                    gridColor=HAIRLINE, labelLimit=220)  # fmt: skip


def _x(field: str, title: str = "guilty leanings of 100 people") -> Any:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], grid=False, labelFlush=False)
    return alt.X(field, title=title, scale=alt.Scale(domain=[0, 100]), axis=axis)


def _y(field: str) -> Any:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], titlePadding=6)
    title = "guilty verdicts of 100 juries"
    return alt.Y(field, title=title, scale=alt.Scale(domain=[0, 100]), axis=axis)


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows for a chart, numbers to a hundredth of what is drawn."""
    return [
        {k: v if isinstance(v, str) else round(float(v), 3) for k, v in row.items()} for row in rows
    ]
