"""Small symbols in the text of the page: the keys of the figures, and the mark beside a state."""

from dataclasses import dataclass
from typing import final

from markupsafe import Markup

from juryroom.procedure.decision_rule import Ending
from juryroom.report.chronicle import KINDS, PHASES
from juryroom.report.figures import COLOURS, DASHES, SHAPES
from juryroom.report.words import ENDINGS

_PATHS = {
    "triangle-up": "M6 1L11.3 10.6H.7Z",
    "triangle-right": "M1.4.7L11 6L1.4 11.3Z",
    "circle": "M6 1A5 5 0 1 1 6 11A5 5 0 1 1 6 1Z",
    "square": "M1.5 1.5H10.5V10.5H1.5Z",
    "diamond": "M6 .4L11 6L6 11.6L1 6Z",
    "cross": "M4.2 1H7.8V4.2H11V7.8H7.8V11H4.2V7.8H1V4.2H4.2Z",
    "M0,-1L0,1": "M5 .5H7V11.5H5Z",
}


@final
@dataclass(frozen=True, slots=True)
class Key:
    """A symbol and what it means."""

    svg: Markup
    words: str


def symbol(shape: str, colour: str, *, hollow: bool = False) -> Markup:
    """Return the mark of that shape as a small picture; the words beside it say what it means."""
    fill = "none" if hollow else colour
    return Markup(
        '<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">'
        '<path d="{}" fill="{}" stroke="{}" stroke-width="{}"/></svg>'
    ).format(_PATHS[shape], fill, colour, "1.3" if hollow else "0.6")


def _line(colour: str, width: float, dash: list[int], shape: str | None = None) -> Markup:
    mark = (
        Markup('<path d="{}" fill="{}" transform="translate(11 1)"/>').format(_PATHS[shape], colour)
        if shape
        else Markup("")
    )
    return Markup(
        '<svg viewBox="0 0 34 14" width="34" height="14" aria-hidden="true" focusable="false">'
        '<path d="M0 7H34" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>{}</svg>'
    ).format(colour, width, " ".join(map(str, dash)) if dash[-1] else "none", mark)


def kind_symbol(kind: str) -> Markup:
    """Return the mark of a kind of step."""
    _, shape, colour = KINDS[kind]
    return symbol(shape, colour)


LINE_KEYS = tuple(
    Key(_line(COLOURS[ending], 1.6, DASHES[ending], SHAPES[ending]), ENDINGS[ending])
    for ending in Ending
)
SPREAD_KEYS = (
    Key(symbol("circle", "#565656"), "a model with a clock"),
    Key(symbol("circle", "#565656", hollow=True), "a scheme, which has no clock"),
    Key(_line("#d8d8d8", 5, [1, 0]), "from the lowest to the highest"),
)
STEP_KEYS = (
    *(Key(symbol(shape, colour), words) for words, shape, colour in KINDS.values()),
    *(Key(_line(colour, width, dash), words) for words, width, colour, dash in PHASES.values()),
    Key(symbol("circle", "#565656", hollow=True), "hollow: the day is not known; at its latest"),
)
