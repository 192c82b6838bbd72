"""The 90% interval of a surveyed share: sate's, and one that has a width at 0 and 1."""

from math import comb, sqrt
from typing import Literal, cast

from juryroom.compat.sate.arguments import known_word
from juryroom.compat.sate.simulated import Z

IntervalKind = Literal["wald", "wilson"]
_ONCE_IN_TWENTY = 0.05
_MOST = 60
FEW = 5
"""Below so many expected for guilty, or for not guilty, a Wald interval is not to be trusted."""


def kind_of(kind: object, owner: str) -> IntervalKind:
    """Return the kind of interval, checked."""
    rule = "an interval of a share is Wald's, as in sate, or Wilson's, which has a width at 0 and 1"
    return cast("IntervalKind", known_word(kind, ("wald", "wilson"), f"{owner}.interval", rule))


def standard_error(share: float, size: float) -> float:
    """Return the standard error of a share, as sate takes it."""
    return sqrt(share * (1 - share) / size)


def bounds(share: float, size: float, kind: IntervalKind) -> tuple[float, float]:
    """Return the ends of the 90% interval; Wald's are not cut off at 0 and 1.

    Examples
    --------
    >>> bounds(1.0, 20, "wald"), bounds(1.0, 20, "wilson")
    ((1.0, 1.0), (0.880842, 1.0))
    """
    if kind == "wald":
        half = Z * standard_error(share, size)
        return share - half, share + half
    middle = share + Z * Z / (2 * size)
    half = Z * sqrt(share * (1 - share) / size + Z * Z / (4 * size * size))
    whole = 1 + Z * Z / size
    low = 0.0 if share == 0 else (middle - half) / whole
    high = 1.0 if share == 1 else (middle + half) / whole
    return low, high


def wald_note(share: float, size: float) -> tuple[str, ...]:
    """Return what must be said beside a Wald interval near 0 or 1 (D8, D9), or nothing."""
    if min(share, 1 - share) * size >= FEW:
        return ()
    start = f"D8, D9: at a share of {share:g} of {size:g} a Wald interval"
    if share in {0, 1}:
        far = 1 - _ONCE_IN_TWENTY ** (1 / size)
        edge = (
            f"{start} has no width, and says that the share is {share:g} for certain; a share of "
            f"{abs(share - far):.3g} gives {share * size:g} of {size:g} once in twenty surveys"
        )
        return (f'{edge}; interval="wilson" has a width',)
    whole = max(1, int(size))
    held = 100 * _held(min(share, 1 - share), whole)
    return (
        f"{start} says that it holds the truth 90 times in 100; were {share:g} the share of all, the "
        f'interval of {whole} would hold it {held:.0f} times in 100; interval="wilson" was made for '
        "such shares",
    )


def _held(share: float, size: int) -> float:
    """Return how often a Wald interval holds a true share, over every survey that is likely.

    Fewer than `FEW` are expected, so that more than `_MOST` are met less than once in 10^30 surveys.
    """
    held = 0.0
    for found in range(min(size, _MOST) + 1):
        low, high = bounds(found / size, size, "wald")
        if low <= share <= high:
            held += comb(size, found) * share**found * (1 - share) ** (size - found)
    return held
