"""The court's patience: when a jury that has not agreed is discharged, and so hangs.

No model of deliberation here ends a divided jury by itself. Ballots are counted beyond the first:
a jury that agrees at once has taken none.
"""

from dataclasses import dataclass
from typing import final

from juryroom.parameters import Parameter

_BALLOTS = Parameter(
    "ballots", 0, 100_000, "ballots", "the ballots allowed beyond the first", whole=True
)
_PER_BALLOT = Parameter(
    "per_ballot",
    0.0,
    1.0,
    "probability",
    "the chance that the court discharges the jury after a ballot that leaves no verdict",
)


@final
@dataclass(frozen=True, slots=True)
class Never:
    """The court waits for ever: the jury goes on until it agrees."""

    def __str__(self) -> str:
        """Return the patience as it is shown to people."""
        return "the jury goes on until it agrees"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCap:
    """The court waits a fixed number of ballots.

    Parameters
    ----------
    ballots
        Ballots allowed beyond the first, 0 to 100,000. What is no verdict after the last of them
        is hung.

    Examples
    --------
    >>> print(BallotCap(ballots=50))
    hung where 50 ballots beyond the first leave no verdict
    """

    ballots: int

    def __post_init__(self) -> None:
        _BALLOTS.check(self.ballots, owner=type(self).__name__)

    def __str__(self) -> str:
        """Return the patience as it is shown to people."""
        return f"hung where {self.ballots} ballots beyond the first leave no verdict"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class HangHazard:
    """The court's patience may end after any ballot.

    At each ballot a vote may move; then a verdict, if there is one, is taken; and if there is none
    the jury is discharged with probability `per_ballot`. The first ballot is not followed by this.

    Parameters
    ----------
    per_ballot
        The chance of discharge, 0 to 1. A hazard of 0 is accepted and is the same as `Never`, so
        that the hazard can be swept from 0 without a special case.

    Examples
    --------
    >>> print(HangHazard(per_ballot=0.02))
    hung with probability 0.02 after each ballot that leaves no verdict
    """

    per_ballot: float

    def __post_init__(self) -> None:
        _PER_BALLOT.check(self.per_ballot, owner=type(self).__name__)

    def __str__(self) -> str:
        """Return the patience as it is shown to people."""
        return f"hung with probability {self.per_ballot:g} after each ballot that leaves no verdict"


Patience = Never | BallotCap | HangHazard
