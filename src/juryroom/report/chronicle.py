"""The picture of how each count moved through its states: one row a count, one mark a step.

A step whose day is known is a filled mark. One whose day is not known is a hollow mark on the last
day it can mean, with a line back to the first. What a mark means is said by its shape.
"""

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from juryroom.procedure.posture import CountPosture
from juryroom.procedure.states import ON_TRIAL, CountState
from juryroom.procedure.track import StepTaken
from juryroom.record.events import Step
from juryroom.report.figures import BLACK, BLUE, GREEN, INK, MUTED, VERMILLION, Figure, drawn

TICK = "M0,-1L0,1"
KINDS = {
    "charge": ("charge", "triangle-right", MUTED),
    "court": ("step in court", TICK, INK),
    "guilty": ("guilty verdict or plea", "triangle-up", VERMILLION),
    "not_guilty": ("not guilty", "circle", BLUE),
    "mistrial": ("mistrial, no verdict", "square", BLACK),
    "after": ("sentence or appeal", "diamond", GREEN),
    "ended": ("dismissed or barred", "cross", MUTED),
}
PHASES = {
    "waiting": ("charged, awaiting trial or retrial", 1.2, "#9a9a9a", [1, 0]),
    "trial": ("on trial", 7, "#bdbdbd", [1, 0]),
    "convicted": ("a conviction stands", 3, VERMILLION, [1, 0]),
}
WIDTH, ROW = 740, 46

_KIND_OF = {
    Step.CHARGED: "charge",
    Step.INDICTED: "charge",
    Step.CONSOLIDATED: "charge",
    Step.SEVERED: "charge",
    Step.SUPERSEDED: "ended",
    Step.PLEA_ACCEPTED: "guilty",
    Step.GUILTY: "guilty",
    Step.GUILTY_OF_LESSER: "guilty",
    Step.NOT_GUILTY: "not_guilty",
    Step.NOT_GUILTY_BY_INSANITY: "not_guilty",
    Step.ACQUITTED_BY_COURT: "not_guilty",
    Step.VERDICT_SILENT: "not_guilty",
    Step.MISTRIAL: "mistrial",
    Step.DISMISSED: "ended",
    Step.LESSER_DISMISSED: "ended",
    Step.NOT_SUBMITTED: "ended",
    Step.BARRED: "ended",
    Step.REVERSED_DISMISSED: "ended",
    Step.ABATED: "ended",
    Step.VERDICT_SET_ASIDE: "after",
    Step.SENTENCED: "after",
    Step.AFFIRMED: "after",
    Step.REVERSED_NEW_TRIAL: "after",
    Step.SENTENCE_VACATED: "after",
    Step.FINAL: "after",
}
_CONVICTED = frozenset(
    {
        CountState.GUILTY_VERDICT,
        CountState.GUILTY_LESSER,
        CountState.PLEA_GUILTY,
        CountState.SENTENCED,
        CountState.SENTENCE_VACATED,
        CountState.AFFIRMED,
        CountState.FINAL,
    }
)


def kind_of(step: StepTaken) -> str:
    """Return which kind of mark a step is drawn as."""
    return _KIND_OF.get(Step(step.step), "court")


def phase_of(state: CountState) -> str | None:
    """Return how the time in a state is drawn, or None where the count has ended."""
    if state in ON_TRIAL:
        return "trial"
    if state in _CONVICTED:
        return "convicted"
    return "waiting" if state.live else None


def chronicle(figure_id: str, counts: Sequence[CountPosture], on: dt.date) -> Figure:
    """Return the way of every count up to a day.

    Parameters
    ----------
    figure_id
        Unique on the page.
    counts
        In the order of the rows.
    on
        The day on which the picture ends.
    """
    rows = [_label(count) for count in counts]
    marks = [row for count in counts for row in _marks(count)]
    bars = [row for count in counts for row in _bars(count, on)]
    first = min((row["from"] for row in marks), default=_ms(on))
    margin = max((_ms(on) - first) // 60, 86_400_000)
    x_scale = alt.Scale(type="utc", domain=[first - margin, _ms(on) + margin], nice=False)
    x_axis = alt.Axis(grid=True, tickCount=9, orient="bottom", labelFlush=False)
    x = alt.X("from:T", title=None, scale=x_scale, axis=x_axis)
    y = alt.Y("row:N", sort=rows, title=None, axis=None)
    names = (
        alt.Chart(alt.Data(values=[{"row": row} for row in rows]))
        .mark_text(align="left", baseline="bottom", dy=-9, fontSize=12, color=INK)
        .encode(x=alt.value(0), y=y, text="row:N")
    )
    phases = (
        alt.Chart(alt.Data(values=bars))
        .mark_rule(strokeCap="butt")
        .encode(
            x=x,
            x2="to:T",
            y=y,
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )
    spread = (
        alt.Chart(alt.Data(values=[row for row in marks if row["from"] != row["to"]]))
        .mark_rule(color=MUTED, strokeWidth=1, strokeDash=[2, 2])
        .encode(x=x, x2="to:T", y=y)
    )
    symbols = (
        alt.Chart(alt.Data(values=marks))
        .mark_point(size=85, strokeWidth=1.5, opacity=1)
        .encode(
            x=alt.X("to:T", title=None, scale=x_scale, axis=x_axis),
            y=y,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            stroke=alt.Stroke("colour:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )
    chart = (phases + spread + symbols + names).properties(
        width=WIDTH, height=ROW * max(len(rows), 1)
    )
    title = f"The steps of {len(rows)} counts up to {on.isoformat()}"
    return drawn(figure_id, title, _desc(counts), chart)


def _label(count: CountPosture) -> str:
    return f"{textwrap.shorten(count.count.offence, 60, placeholder=' ...')} ({count.id})"


def _marks(count: CountPosture) -> Iterator[dict[str, Any]]:
    for step in count.steps:
        _, shape, colour = KINDS[kind_of(step)]
        last = step.date.latest
        if step.implied or last is None:
            continue
        yield {
            "row": _label(count),
            "from": _ms(step.date.earliest or last),
            "to": _ms(last),
            "shape": shape,
            "colour": colour,
            "fill": colour if step.date.exact else "#ffffff",
        }


def _bars(count: CountPosture, on: dt.date) -> Iterator[dict[str, Any]]:
    ends = [step.date.latest for step in count.steps[1:]]
    for step, end in zip(count.steps, [*ends, on], strict=True):
        phase, start = phase_of(step.after), step.date.latest
        if phase is None or start is None or end is None:
            continue
        _, width, colour, _ = PHASES[phase]
        yield {
            "row": _label(count),
            "from": _ms(start),
            "to": _ms(end),
            "width": width,
            "colour": colour,
        }


def _desc(counts: Sequence[CountPosture]) -> str:
    said = [f"{count.id}: {count.phrase}, since {count.since}" for count in counts]
    return f"Where each row ends. {'; '.join(said)}. The table below gives every step."


def _ms(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days * 86_400_000
