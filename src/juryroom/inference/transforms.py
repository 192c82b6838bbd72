"""Scales: each free parameter on a line without ends, where it is fitted and drawn."""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, expm1, inf, log, log1p
from typing import final

FAR = 13.0
"""Beyond this on the line a parameter is at its bound: within 2e-6 of it, as a share of the way."""


class Shape(StrEnum):
    """What the domain of a parameter looks like."""

    REAL = "real"
    ABOVE = "above"
    BETWEEN = "between"


@final
@dataclass(frozen=True, slots=True)
class Scale:
    """The domain of a parameter, and its way to the line.

    A real number stays as it is; one above a bound goes by its logarithm; one between two bounds by
    its log-odds.

    Parameters
    ----------
    low, high
        The bounds; infinite where there is none.

    Examples
    --------
    >>> Scale(0, 1).on_line(0.5), Scale(0, 1).natural(0.0), Scale(0, 1).stretch(0.0)
    (0.0, 0.5, 0.25)
    """

    low: float = -inf
    high: float = inf

    @property
    def shape(self) -> Shape:
        """What the domain looks like."""
        if self.high < inf:
            return Shape.BETWEEN
        return Shape.REAL if self.low == -inf else Shape.ABOVE

    def on_line(self, value: float) -> float:
        """Return the place on the line of a value inside the domain."""
        match self.shape:
            case Shape.REAL:
                return value
            case Shape.ABOVE:
                return log(value - self.low)
            case Shape.BETWEEN:
                share = (value - self.low) / (self.high - self.low)
                return log(share) - log1p(-share)

    def natural(self, place: float) -> float:
        """Return the value at a place on the line."""
        match self.shape:
            case Shape.REAL:
                return place
            case Shape.ABOVE:
                return self.low + exp(min(place, 700.0))
            case Shape.BETWEEN:
                return self.low + (self.high - self.low) * _share(place)

    def stretch(self, place: float) -> float:
        """Return the derivative of the value by the place on the line."""
        match self.shape:
            case Shape.REAL:
                return 1.0
            case Shape.ABOVE:
                return exp(min(place, 700.0))
            case Shape.BETWEEN:
                return (self.high - self.low) * _share(place) * _share(-place)

    def bound_at(self, place: float) -> float | None:
        """Return the bound at which a place on the line is, or None."""
        match self.shape:
            case Shape.REAL:
                return None
            case Shape.ABOVE:
                return self.low if place < -FAR else None
            case Shape.BETWEEN:
                if abs(place) < FAR:
                    return None
                return self.low if place < 0 else self.high

    def __str__(self) -> str:
        """Return the domain as it is shown to people."""
        match self.shape:
            case Shape.REAL:
                return "any number"
            case Shape.ABOVE:
                return f"above {self.low:g}"
            case Shape.BETWEEN:
                return f"{self.low:g} to {self.high:g}"

    @property
    def line(self) -> str:
        """What the line measures, for priors as they are shown to people."""
        return {Shape.REAL: "value", Shape.ABOVE: "logarithm", Shape.BETWEEN: "log-odds"}[
            self.shape
        ]


def _share(place: float) -> float:
    """Return the logistic function, without overflow and exact in its lower tail."""
    if place >= 0:
        return 1 / (1 + exp(-min(place, 700.0)))
    return exp(max(place, -700.0)) / (2 + expm1(max(place, -700.0)))
