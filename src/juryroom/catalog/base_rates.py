"""Published base rates of hung juries, each with its unit, its source and its standing.

Rates of different units do not compare: the share of trials hung on all counts, on the first count
and on any count were 8, 10 and 13 per cent in the same trials of the same four courts.
"""

from dataclasses import asdict, dataclass
from functools import cache
from typing import final

from juryroom.catalog.published import dataset
from juryroom.citations import Standing


@final
@dataclass(frozen=True, slots=True)
class BaseRate:
    """One published rate.

    Parameters
    ----------
    share
        The rate, 0 to 1.
    unit
        What is counted: rates of different units do not compare.
    """

    id: str
    study: str
    unit: str
    share: float
    standing: Standing
    url: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the rate with its source and standing."""
        return asdict(self)


@cache
def hung_rates() -> tuple[BaseRate, ...]:
    """Return the published rates of hung juries, verified at the addresses they carry.

    Examples
    --------
    >>> {rate.id: rate.share for rate in hung_rates()}["kalven_zeisel_1966"]
    0.055
    """
    return tuple(
        BaseRate(
            row["id"],
            row["study"],
            row["unit"],
            _share(row["per_cent"]),
            Standing.VERIFIED,
            row["url"],
        )
        for row in dataset("hung_rates").rows
    )


@cache
def after_hung() -> tuple[BaseRate, ...]:
    """Return what is said to become of cases after a hung jury. Unverified: shown as such."""
    return tuple(
        BaseRate(
            row["id"],
            "Hannaford-Agor and others (2002)",
            f"{row['what']}, of {row['of']}",
            _share(row["per_cent"]),
            Standing.UNVERIFIED,
        )
        for row in dataset("after_hung").rows
    )


def hung_rate(rate_id: str) -> BaseRate:
    """Return the published rate of that id."""
    return next(rate for rate in hung_rates() if rate.id == rate_id)


def _share(per_cent: str) -> float:
    return round(float(per_cent) / 100, 8)
