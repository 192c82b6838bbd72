"""How the versions of a trial look in a figure: each its own colour and its own shape.

No two shapes are alike, so that the figure can be read in grey; colours are those of Okabe and Ito
(2008), black and greys. From the eleventh version on the marks are hollow.
"""

from dataclasses import dataclass
from typing import final

from juryroom.report.figures import BLACK, BLUE, GREEN, INK, ORANGE, PURPLE, VERMILLION

SKY, YELLOW, GREY, DARK = "#56B4E9", "#F0E442", "#8c8c8c", "#505050"
_WHITE = "#ffffff"

# Shapes that Vega has no name for, as paths about the mark. Its square runs from -1 to 1; these are
# larger, so that as much ink is in them as in a circle.
_STAR = (
    "M0,-1.75L0.411,-0.566L1.664,-0.541L0.666,0.216L1.029,1.416L0,0.7"
    "L-1.029,1.416L-0.666,0.216L-1.664,-0.541L-0.411,-0.566Z"
)
_SALTIRE = (
    "M-1.2,-0.72L-0.72,-1.2L0,-0.48L0.72,-1.2L1.2,-0.72"
    "L0.48,0L1.2,0.72L0.72,1.2L0,0.48L-0.72,1.2L-1.2,0.72L-0.48,0Z"
)
_HOURGLASS = "M-1.125,-1.25L1.125,-1.25L-1.125,1.25L1.125,1.25Z"


@final
@dataclass(frozen=True, slots=True)
class Look:
    """How one version looks.

    Parameters
    ----------
    colour
        Of its line, its bars and its mark.
    shape
        A name or a path, as Vega takes it.
    words
        The mark in words, for a caption.
    hollow
        Whether the mark is an outline.
    """

    colour: str
    shape: str
    words: str
    hollow: bool = False

    @property
    def fill(self) -> str:
        """The colour inside the mark."""
        return _WHITE if self.hollow else self.colour

    @property
    def edge(self) -> str:
        """The colour of its outline: white, unless the mark would then be lost on paper."""
        if self.hollow:
            return self.colour
        return INK if self.colour == YELLOW else _WHITE


_FILLED = (
    Look(VERMILLION, "triangle-up", "vermillion triangle"),
    Look(BLUE, "circle", "blue circle"),
    Look(GREEN, "square", "green square"),
    Look(PURPLE, "diamond", "purple diamond"),
    Look(ORANGE, "cross", "orange cross"),
    Look(SKY, "triangle-down", "sky blue triangle, point down"),
    Look(BLACK, _STAR, "black star"),
    Look(GREY, _HOURGLASS, "grey hourglass"),
    Look(DARK, _SALTIRE, "dark grey X"),
    Look(YELLOW, "triangle-right", "yellow triangle, point right"),
)
LOOKS = (
    *_FILLED,
    *(Look(one.colour, one.shape, f"hollow {one.words}", hollow=True) for one in _FILLED),
)
"""As many as a question can have versions."""
