"""The court's patience: when a jury that has not agreed is discharged, and so hangs.

No model of deliberation here ends a divided jury by itself. Ballots are counted beyond the first:
a jury that agrees at once has taken none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.outcome.hours import HourCap, HourPatience
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

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
_JURY_SIZE = Parameter(
    "jury_size",
    SMALLEST_JURY,
    LARGEST_JURY,
    "jurors",
    "the number of jurors who deliberate",
    whole=True,
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

    def hazards(self, jury_size: int) -> tuple[float, ...]:
        """Return the hazard at 0, 1, ..., `jury_size` guilty votes: the same at each."""
        return (self.per_ballot,) * (jury_size + 1)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SplitHazard:
    """The court's patience may end after any ballot, with a chance that depends on the split.

    At each ballot a vote may move; then a verdict, if there is one, is taken; and if there is none
    the jury is discharged with the probability that belongs to the votes as they then stand. The
    first ballot is not followed by this. Give one of the two, not both.

    Parameters
    ----------
    by_guilty_votes
        The chance of discharge at 0, 1, ..., n guilty votes, each 0 to 1: n + 1 of them, for a jury
        of n and no other.
    by_minority
        The chance of discharge where the smaller side has 0, 1, 2, ... jurors, each 0 to 1: at
        least one for each size that the smaller side can have. It serves every jury it covers, so a
        jury that loses a juror too.

    Raises
    ------
    OutOfDomainError
        If neither or both are given, or an entry is no probability.

    Examples
    --------
    A court that loses patience with a jury near an even split:

    >>> patience = SplitHazard.of_minority(lambda jurors: 0.01 * jurors, 6)
    >>> patience.by_minority
    (0.0, 0.01, 0.02, 0.03)
    >>> patience.hazards(6)
    (0.0, 0.01, 0.02, 0.03, 0.02, 0.01, 0.0)
    """

    by_guilty_votes: tuple[float, ...] | None = None
    by_minority: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if (self.by_guilty_votes is None) == (self.by_minority is None):
            raise OutOfDomainError(
                Problem(
                    "SplitHazard",
                    "neither" if self.by_minority is None else "both",
                    "a hazard goes by the guilty votes or by the size of the smaller side",
                    "one of by_guilty_votes and by_minority",
                )
            )
        for name, given in self._given():
            # A list would be accepted by every check but could not be the key of a kept law.
            object.__setattr__(self, name, tuple(given))
            for place, hazard in enumerate(given):
                _PER_BALLOT.check(hazard, owner=f"SplitHazard.{name}[{place}]")

    @classmethod
    def of_minority(cls, hazard: Callable[[int], float], jury_size: int) -> Self:
        """Return the patience with the hazard that a function gives for each minority size.

        Parameters
        ----------
        hazard
            The chance of discharge, 0 to 1, for a smaller side of 0, 1, ..., half the jury.
        jury_size
            The largest jury that is to be covered, 3 to 23.
        """
        _JURY_SIZE.check(jury_size, owner="SplitHazard.of_minority")
        return cls(by_minority=tuple(hazard(jurors) for jurors in range(jury_size // 2 + 1)))

    def hazards(self, jury_size: int) -> tuple[float, ...]:
        """Return the hazard at 0, 1, ..., `jury_size` guilty votes.

        Raises
        ------
        OutOfDomainError
            If the hazards given are not those of a jury of this size.
        """
        for name, given in self._given():
            by_votes = name == "by_guilty_votes"
            needed = jury_size + 1 if by_votes else jury_size // 2 + 1
            if len(given) < needed or (by_votes and len(given) > needed):
                raise OutOfDomainError(
                    Problem(
                        f"SplitHazard.{name}",
                        f"{len(given)} hazards for a jury of {jury_size}",
                        "each split of the jury that deliberates has its hazard",
                        f"{needed} hazards{'' if by_votes else ' or more'}",
                    )
                )
        if self.by_minority is None:
            return self.by_guilty_votes or ()
        return tuple(self.by_minority[min(k, jury_size - k)] for k in range(jury_size + 1))

    def _given(self) -> list[tuple[str, tuple[float, ...]]]:
        both = [("by_guilty_votes", self.by_guilty_votes), ("by_minority", self.by_minority)]
        return [(name, hazards) for name, hazards in both if hazards is not None]

    def __str__(self) -> str:
        """Return the patience as it is shown to people."""
        ((name, hazards),) = self._given()
        listed = ", ".join(f"{hazard:g}" for hazard in hazards)
        by = "guilty votes" if name == "by_guilty_votes" else "jurors on the smaller side"
        return (
            f"hung after a ballot that leaves no verdict, with probability {listed} "
            f"for 0, 1, ... {by}"
        )


Patience = Never | BallotCap | HangHazard | SplitHazard
"""Patience in ballots."""

AnyPatience = Patience | HourPatience
"""Patience in ballots or in hours."""


def in_ballots(patience: AnyPatience, asked: str) -> Patience:
    """Return the patience in ballots that is the same, for what cannot count hours.

    Parameters
    ----------
    patience
        When the court gives up.
    asked
        What counts ballots alone, for the error.

    Raises
    ------
    OutOfDomainError
        If no patience in ballots is the same.

    Examples
    --------
    >>> from juryroom.outcome.hours import Pace
    >>> in_ballots(HourCap(hours=2, pace=Pace.of_minutes(15, regular=True)), "this")
    BallotCap(ballots=8)
    """
    if not isinstance(patience, HourPatience):
        return patience
    if isinstance(patience, HourCap) and patience.pace.regular:
        return BallotCap(ballots=patience.pace.whole_ballots(patience.hours))
    raise OutOfDomainError(
        Problem(
            f"{asked}, patience",
            str(patience),
            "the patience is counted in ballots here; hours are ballots where each takes the same "
            "time and the court waits for a deadline",
            "Never, BallotCap, HangHazard, SplitHazard, or an HourCap with a regular pace; "
            "Trial.solve takes any",
        )
    )
