r"""Hours: how ballots become time, and a court whose patience is counted in hours.

The models count ballots. How long a ballot takes is the user's own number, and how evenly ballots
come is an assumption. Two are offered:

* *at random moments*: ballots are a Poisson process of :math:`\lambda` an hour, so a jury may hold
  five in one hour and none in the next;
* *regular*: every ballot takes the same time, so hours are ballots in another unit.

The first ballot is at hour 0 under both.
"""

import math
from dataclasses import dataclass
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter

MOST_BALLOTS = 100_000
"""Ballots that may be expected by a deadline: as many as a cap on ballots may allow."""

ROUNDING = 1e-9
"""0.3 hours of 6 minutes each are three ballots, although 0.3 * 60 / 6 may fall short of 3."""

_PACE = Parameter(
    "ballots_per_hour", 1e-6, 1e6, "ballots an hour", "the ballots that a jury holds in an hour"
)
_MINUTES = Parameter(
    "minutes", 6e-5, 6e7, "minutes", "the time that one ballot takes, on average if not always"
)
_HOURS = Parameter("hours", 0, 10_000, "hours", "the time that the court allows")
_PER_HOUR = Parameter(
    "per_hour", 0, 1e6, "discharges an hour", "the rate at which the court discharges a jury"
)


@final
@dataclass(frozen=True, slots=True)
class Pace:
    """How ballots come in time.

    Parameters
    ----------
    ballots_per_hour
        Ballots an hour, 0.000001 to 1,000,000; a mean unless `regular`.
    regular
        Whether every ballot takes the same time; otherwise ballots come at random moments, as a
        Poisson process.

    Examples
    --------
    >>> print(Pace(4))
    4 ballots an hour, at random moments
    >>> print(Pace.of_minutes(15, regular=True))
    a ballot every 15 minutes
    """

    ballots_per_hour: float
    regular: bool = False

    def __post_init__(self) -> None:
        _PACE.check(self.ballots_per_hour, owner="Pace")

    @classmethod
    def of_minutes(cls, minutes: float, *, regular: bool = False) -> Self:
        """Return the pace at which a ballot takes so many minutes, on average or always."""
        _MINUTES.check(minutes, owner="Pace.of_minutes")
        return cls(60 / minutes, regular)

    def whole_ballots(self, hours: float) -> int:
        """Return the ballots beyond the first that a regular pace completes in `hours`."""
        return math.floor(hours * self.ballots_per_hour + ROUNDING)

    def chance_before_ballot(self, per_hour: float) -> float:
        r"""Return the chance that something which happens at a constant rate comes before a ballot.

        With :math:`\mu` an hour against ballots of :math:`\lambda` an hour it is
        :math:`\mu / (\lambda + \mu)` at random moments, and :math:`1 - e^{-\mu / \lambda}` where
        every ballot takes :math:`1 / \lambda` hours.

        Examples
        --------
        >>> Pace(3).chance_before_ballot(1)
        0.25
        """
        if self.regular:
            return -math.expm1(-per_hour / self.ballots_per_hour)
        return per_hour / (self.ballots_per_hour + per_hour)

    def rate_of_chance(self, chance: float) -> float:
        """Return the rate an hour at which `chance_before_ballot` is `chance`, below 1."""
        if self.regular:
            return -math.log1p(-chance) * self.ballots_per_hour
        return self.ballots_per_hour * chance / (1 - chance)

    def __str__(self) -> str:
        """Return the pace as it is shown to people."""
        if self.regular:
            return f"a ballot every {60 / self.ballots_per_hour:g} minutes"
        return f"{self.ballots_per_hour:g} ballots an hour, at random moments"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class HourCap:
    """The court waits until a deadline: what is no verdict then is hung.

    Parameters
    ----------
    hours
        Hours from the first ballot to the deadline, 0 to 10,000.
    pace
        How ballots come in time. By the deadline no more than 100,000 may be expected.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, or more ballots are expected.

    Examples
    --------
    >>> print(HourCap(hours=6, pace=Pace(4)))
    hung where 6 hours leave no verdict (4 ballots an hour, at random moments)
    """

    hours: float
    pace: Pace

    def __post_init__(self) -> None:
        _HOURS.check(self.hours, owner="HourCap")
        if self.expected_ballots > MOST_BALLOTS:
            raise OutOfDomainError(
                Problem(
                    "HourCap",
                    f"{self.hours:g} hours at {self.pace}",
                    "a deadline is solved ballot by ballot",
                    f"hours and a pace that make {MOST_BALLOTS} ballots or fewer",
                )
            )

    @property
    def expected_ballots(self) -> float:
        """The ballots beyond the first that are expected by the deadline."""
        return self.hours * self.pace.ballots_per_hour

    def __str__(self) -> str:
        """Return the patience as it is shown to people."""
        return f"hung where {self.hours:g} hours leave no verdict ({self.pace})"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class HourlyHazard:
    """The court's patience may end at any moment, at a constant rate an hour.

    The clock runs from the first ballot on, so a divided jury may be discharged before it holds
    another. That is one chance more than `HangHazard` has, which begins after the next ballot.

    Parameters
    ----------
    per_hour
        Discharges an hour of juries that are out, 0 to 1,000,000. 0 is accepted and is the same as
        `Never`, so that the rate can be swept from 0 without a special case.
    pace
        How ballots come in time.

    Examples
    --------
    >>> print(HourlyHazard(per_hour=0.1, pace=Pace(4)))
    hung at any moment, at a rate of 0.1 an hour (4 ballots an hour, at random moments)
    """

    per_hour: float
    pace: Pace

    def __post_init__(self) -> None:
        _PER_HOUR.check(self.per_hour, owner="HourlyHazard")

    @property
    def before_each_ballot(self) -> float:
        """The chance that a jury which is out is discharged before its next ballot."""
        return self.pace.chance_before_ballot(self.per_hour)

    def __str__(self) -> str:
        """Return the patience as it is shown to people."""
        return f"hung at any moment, at a rate of {self.per_hour:g} an hour ({self.pace})"


HourPatience = HourCap | HourlyHazard
