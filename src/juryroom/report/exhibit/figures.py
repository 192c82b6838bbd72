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
from juryroom.jury.many_ballots import first_ballots
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.interval import Interval
from juryroom.procedure.decision_rule import Ending
from juryroom.report.exhibit.numbers import of_100, signed, signed_span, span
from juryroom.report.figures import (
    BLUE,
    GREEN,
    HAIRLINE,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    VERMILLION,
    Figure,
    drawn,
)

ARM_COLOURS = (VERMILLION, BLUE, GREEN, PURPLE, ORANGE)
ARM_SHAPES = ("triangle-up", "circle", "square", "diamond", "cross")
ARM_NAMES = ("vermillion triangle", "blue circle", "green square", "purple diamond", "orange cross")
CURVE_WIDTH, CURVE_HEIGHT, FOREST_WIDTH, ROW = 268, 210, 360, 28
_GRID = 101
_SEGMENT = 41
_NEAR_AXIS = 8
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
    ballots = first_ballots(
        shares, effect.rule.jury_size, resemblance=effect.resemblance, strikes=effect.strikes
    )
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
    layers += [layer for along, _ in arms for layer in along]
    layers += [layer for _, marks in arms for layer in marks]  # no mark lies under another's line
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


def _arm_layers(
    effect: SurveyEffect, model: ModelEffect, place: int
) -> tuple[list[Any], list[Any]]:
    """Return a version on the curve: the mapped interval and bars at both axes; the mark and name."""
    condition = effect.conditions[place]
    arm, look = effect.arm(condition), place % len(ARM_COLOURS)
    colour = ARM_COLOURS[look]
    along = share_interval(effect, model, condition)
    segment = curve(effect, model, np.linspace(along.low, along.high, _SEGMENT))
    points = [
        {"x": 100 * x, "y": 100 * y} for x, y in zip(segment.shares, segment.verdicts, strict=True)
    ]
    off = 1.6 + 3.4 * place
    low, high = points[0], points[-1]
    bars = [
        {"x": low["x"], "x2": high["x"], "y": off, "y2": off},
        {"x": off, "x2": off, "y": low["y"], "y2": high["y"]},
    ]
    at = curve(effect, model, np.array([arm.used]))
    mark: list[dict[str, Any]] = [
        {"x": 100 * arm.used, "y": 100 * float(at.verdicts[0]), "name": condition}
    ]
    higher = arm.used == max(a.used for a in effect.arms)
    low_down = mark[0]["y"] < _NEAR_AXIS  # where the name would lie on the axis
    words: dict[str, Any] = {"align": "left", "dx": 11, "dy": -12 if low_down else 5}
    if higher:
        words = {"align": "right", "dx": -11, "dy": -3}
    of = alt.Chart(alt.Data(values=_plain(mark))).encode(x=_x("x:Q"), y=_y("y:Q"))
    lines = [
        alt.Chart(alt.Data(values=_plain(points)))
        .mark_line(color=colour, strokeWidth=5, strokeCap="butt", opacity=0.75)
        .encode(x=_x("x:Q"), y=_y("y:Q")),
        alt.Chart(alt.Data(values=_plain(bars)))
        .mark_rule(color=colour, strokeWidth=3)
        .encode(x=_x("x:Q"), y=_y("y:Q"), x2="x2:Q", y2="y2:Q"),
    ]
    return lines, [
        of.mark_point(
            shape=ARM_SHAPES[look],
            filled=True,
            color=colour,
            size=100,
            opacity=1,
            stroke="#ffffff",
            strokeWidth=1,
        ),
        of.mark_text(limit=120, fontSize=11, color=colour, fontWeight="bold", **words).encode(
            text="name:N"
        ),
    ]


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
    looks = [(ARM_COLOURS[i % 5], ARM_SHAPES[i % 5]) for i in range(len(rows))]
    names = [row["name"] for row in rows]
    y = alt.Y("name:N", sort=names, title=None, axis=_names_axis())
    base = alt.Chart(alt.Data(values=_plain(rows))).encode(
        y=y, color=alt.Color("name:N", legend=None,
                             scale=alt.Scale(domain=names, range=[c for c, _ in looks])),
    )  # fmt: skip
    title = "people of 100 who lean to guilty"
    bars = base.mark_rule(strokeWidth=4).encode(x=_x("low:Q", title), x2="high:Q")
    marks = base.mark_point(filled=True, size=150, opacity=1, stroke="#ffffff").encode(
        x=_x("x:Q", title),
        shape=alt.Shape("name:N", legend=None,
                        scale=alt.Scale(domain=names, range=[s for _, s in looks])),
    )  # fmt: skip
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
    low, high = min(0.0, *ends), max(0.0, *ends)
    edge = max(0.06 * (high - low), 1.0)
    return [5.0 * np.floor((low - edge) / 5), 5.0 * np.ceil((high + edge) / 5)]


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
