"""The picture of everything dated, one row a count, or one row an entry for a single count.

A day that is known is a filled mark. A date that is an interval is a bar from the first to the last
day it can mean, with a hollow mark at its end; an approximate or unverified day is a hollow mark; a
bound on one side alone is a hollow triangle on the bound that points to where the day may lie.
"""

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert as vlc
from markupsafe import Markup, escape

from juryroom.record.case import Case
from juryroom.record.dates import parse_date
from juryroom.record.timeline import Entry, timeline
from juryroom.report.figures import BLACK, BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, Figure, drawn
from juryroom.report.words import spaced, when

PARTS = {
    "trial": ("day of a trial", "diamond", BLACK),
    "event": ("event", "circle", BLUE),
    "room": ("reported from the jury room", "square", PURPLE),
    "motion": ("motion", "cross", ORANGE),
    "sentence": ("sentence", "triangle-up", GREEN),
    "calendar": ("date set", "stroke", MUTED),
}
KEY = (
    "filled: the day is known; hollow: about that day, or not verified",
    "bar: some day within it; triangle on its side: by that day, or not before it",
)
WIDTH, ROW, LANES, LABEL = 460, 20, 66, 90


def count_timeline(case: Case, *, count: str | None = None, until: dt.date | None = None) -> Figure:
    """Return the picture of what is dated in a case.

    Parameters
    ----------
    case
        The case.
    count
        The id of the count to draw entry by entry; None for a row a count.
    until
        Leave out what need not have happened by this day; None for everything.
    """
    entries = [e for e in timeline(case, until=until, count=count) if e.earliest or e.latest]
    if count is None:
        rows = [one.id for one in case.counts if any(one.id in e.counts for e in entries)]
        labels = {
            name: textwrap.shorten(f"{case.count(name).offence} ({name})", LABEL) for name in rows
        }
        marks = [_mark(e, labels[name]) for e in entries for name in e.counts if name in labels]
        order = list(labels.values())
    else:
        order = [_label(number, entry) for number, entry in enumerate(entries, start=1)]
        marks = [_mark(entry, label) for entry, label in zip(entries, order, strict=True)]
    title = case.caption if count is None else f"{case.caption}: {count}"
    chart = _chart(marks, order, title, lanes=count is None)
    return drawn("timeline", f"Timeline of {title}", _desc(entries), chart)


def standalone(figure: Figure, *, png: bool = False) -> bytes:
    """Return a picture as a file of its own: SVG, or PNG at twice its size."""
    svg = str(figure.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return vlc.svg_to_png(svg, scale=2.0) if png else f"{svg}\n".encode()


def timeline_page(figure: Figure, entries: Sequence[Entry]) -> str:
    """Return a page with the picture and the same entries as a table."""
    rows = Markup("\n").join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            when(parse_date(entry.date)),
            entry.what,
            ", ".join(entry.counts),
            ", ".join(entry.sources),
        )
        for entry in entries
    )
    return str(
        Markup(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">"
            "<style>body{{font:15px/1.45 sans-serif;margin:2em auto;max-width:75em;color:{ink}}}"
            "svg{{max-width:100%;height:auto}}table{{border-collapse:collapse}}"
            "td,th{{text-align:left;vertical-align:top;padding:.25em .8em .25em 0;"
            "border-bottom:1px solid #ddd}}</style></head>\n<body><h1>{title}</h1>\n{svg}\n"
            "<h2>The same as a list</h2>\n<table><thead><tr><th>date</th><th>what</th>"
            "<th>counts</th><th>sources</th></tr></thead>\n<tbody>\n{rows}\n</tbody></table>"
            "</body></html>\n"
        ).format(title=escape(figure.title), ink=INK, svg=figure.svg, rows=rows)
    )


def _label(number: int, entry: Entry) -> str:
    weak = " [weak]" if entry.weak else ""
    words = textwrap.shorten(
        f"{when(parse_date(entry.date))}: {entry.what}", LABEL, placeholder=" ..."
    )
    return f"{number}. {words}{weak}"


def _mark(entry: Entry, row: str) -> dict[str, Any]:
    _, shape, colour = PARTS.get(entry.part, (entry.part, "circle", INK))
    first, last = entry.earliest or entry.latest, entry.latest or entry.earliest
    assert first is not None
    assert last is not None
    if entry.earliest is None:
        shape = "triangle-left"
    elif entry.latest is None:
        shape = "triangle-right"
    sure = entry.day_known and not entry.uncertain
    return {
        "row": row, "part": entry.part, "from": _ms(first), "to": _ms(last), "shape": shape, "colour": colour,
        "fill": colour if sure else "#ffffff", "width": 0 if first == last else 5,
    }  # fmt: skip


def _chart(
    marks: Sequence[dict[str, Any]], order: Sequence[str], title: str, *, lanes: bool
) -> Any:
    y = alt.Y(
        "row:N",
        sort=list(order),
        title=None,
        axis=alt.Axis(labelLimit=520, ticks=False, domain=False, grid=True, labelPadding=10),
    )
    x = alt.X("from:T", title=None, axis=alt.Axis(grid=False, tickSize=4, labelOverlap=True))
    colour = alt.Stroke("colour:N", scale=None, legend=None)
    base = alt.Chart(alt.Data(values=list(marks))).encode(y=y)
    if lanes:  # marks of one row and day stand beneath each other, a lane for each sort
        base = base.encode(yOffset=alt.YOffset("part:N", sort=list(PARTS)))
    bars = (
        base.transform_filter("datum.width > 0")
        .mark_rule(strokeCap="butt", opacity=0.35, strokeWidth=5)
        .encode(x=x, x2="to:T", stroke=colour)
    )
    points = base.mark_point(size=42 if lanes else 64, strokeWidth=1.5, opacity=1).encode(
        x=alt.X("to:T", title=None),
        shape=alt.Shape("shape:N", scale=None, legend=None),
        stroke=colour,
        fill=alt.Fill("fill:N", scale=None, legend=None),
    )
    signs = "; ".join(f"{words}: {_SHAPES[shape]}" for words, shape, _ in PARTS.values())
    head = alt.TitleParams(
        title, subtitle=[signs, *KEY], anchor="start", frame="group", subtitleColor=MUTED,
        fontSize=14, subtitleFontSize=11, offset=10,
    )  # fmt: skip
    height = max((LANES if lanes else ROW) * len(order), 2 * ROW)
    return (bars + points).properties(width=WIDTH, height=height, title=head)


_SHAPES = {
    "diamond": "diamond", "circle": "circle", "square": "square", "cross": "cross",
    "triangle-up": "triangle", "stroke": "dash",
}  # fmt: skip


def _desc(entries: Sequence[Entry]) -> str:
    unsure = sum(not entry.day_known or entry.uncertain for entry in entries)
    parts = {spaced(entry.part): sum(e.part == entry.part for e in entries) for entry in entries}
    held = ", ".join(f"{number} under {part}" for part, number in parts.items())
    return f"{len(entries)} entries ({held}); the day of {unsure} is not known or not sure."


def _ms(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days * 86_400_000
