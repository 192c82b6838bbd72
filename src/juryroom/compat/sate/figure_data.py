"""What the plots show, as numbers: the curve, and where each survey stands on it."""

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Curve:
    """P(G) over the share that favours guilty."""

    shares: list[float]
    guilty: list[float]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One survey: its point, its 90% interval of P(G), and the stretch of the curve it covers."""

    name: str
    share: float
    guilty: float
    low: float
    high: float
    shares: list[float]
    along: list[float]
