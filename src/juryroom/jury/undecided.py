"""Jurors who are undecided, and what a study made of them when it wrote down two columns.

Most published first ballots have two columns, guilty and not guilty, where persons gave three
answers. What became of the third is part of the measurement: a study that drops the undecided, one
that splits them and one that counts them as not guilty print different shares for the same persons,
and the difference looks like leniency or its absence. Here the rule is stated, and both ways are
open: from three columns to a first ballot, and from two printed columns back to three.
"""

from dataclasses import dataclass
from math import fsum
from typing import Self, assert_never, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import vote_counts
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

ROUNDING = 1e-9
"""A count recovered from printed ones may be so far below 0 and be 0."""

_COUNT = Parameter("count", 0, 1e9, "persons", "how many gave this answer; weighted ones may count")
_LEANS_GUILTY = Parameter(
    "guilty_share", 0.0, 1.0, "probability", "the chance that an undecided juror votes guilty"
)
_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the number of jurors", whole=True
)


@final
@dataclass(frozen=True, slots=True)
class Dropped:
    """The undecided were left out, as if they had not been asked."""


@final
@dataclass(frozen=True, slots=True)
class SplitEvenly:
    """Half of the undecided were counted as guilty, half as not guilty."""


@final
@dataclass(frozen=True, slots=True)
class CountedNotGuilty:
    """The undecided were counted as not guilty."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LeaningOnes:
    """Each undecided juror, made to vote, votes guilty with one probability, independently.

    Parameters
    ----------
    guilty_share
        That probability, 0 to 1.
    """

    guilty_share: float

    def __post_init__(self) -> None:
        _LEANS_GUILTY.check(self.guilty_share, owner=type(self).__name__)


Recording = Dropped | SplitEvenly | CountedNotGuilty | LeaningOnes


def _guilty_part(rule: Recording) -> float | None:
    """Return the part of the undecided that counts as guilty, or None where none counts at all."""
    match rule:
        case Dropped():
            return None
        case SplitEvenly():
            return 0.5
        case CountedNotGuilty():
            return 0.0
        case LeaningOnes(guilty_share=share):
            return share
        case _:
            assert_never(rule)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeAnswers:
    """How many said guilty, not guilty, and that they were undecided.

    Parameters
    ----------
    guilty, not_guilty, undecided
        Persons, 0 or more, in a study or on one jury. In a weighted study they need not be whole.

    Raises
    ------
    OutOfDomainError
        If a count is negative or no number, or no one was asked.

    Examples
    --------
    Of 100 persons 40 say guilty, 40 not guilty, 20 cannot say:

    >>> asked = ThreeAnswers(guilty=40, not_guilty=40, undecided=20)
    >>> [asked.share(rule) for rule in (Dropped(), SplitEvenly(), CountedNotGuilty())]
    [0.5, 0.5, 0.4]
    >>> asked.least_and_most
    (0.4, 0.6)
    """

    guilty: float
    not_guilty: float
    undecided: float

    def __post_init__(self) -> None:
        for name in ("guilty", "not_guilty", "undecided"):
            _COUNT.check(getattr(self, name), owner=f"ThreeAnswers.{name}")
        if self.asked == 0:
            raise OutOfDomainError(_no_one("ThreeAnswers", "0 persons"))

    @property
    def asked(self) -> float:
        """Everyone who answered."""
        return fsum((self.guilty, self.not_guilty, self.undecided))

    @property
    def least_and_most(self) -> tuple[float, float]:
        """The share for guilty if every undecided person votes not guilty, and if guilty."""
        return self.guilty / self.asked, (self.guilty + self.undecided) / self.asked

    @classmethod
    def from_recorded(
        cls, guilty: float, not_guilty: float, *, undecided: float, rule: Recording
    ) -> Self:
        """Return the three answers behind two printed columns.

        Parameters
        ----------
        guilty, not_guilty
            The two columns as printed, the undecided in them as `rule` says.
        undecided
            How many were undecided.
        rule
            What the study did with them. With `LeaningOnes` the columns are taken to be as
            expected.

        Raises
        ------
        OutOfDomainError
            If the columns cannot hold so many undecided.

        Examples
        --------
        >>> ThreeAnswers.from_recorded(40, 60, undecided=20, rule=CountedNotGuilty())
        ThreeAnswers(guilty=40.0, not_guilty=40.0, undecided=20)
        """
        part = _guilty_part(rule)
        taken = (0.0, 0.0) if part is None else (part * undecided, (1 - part) * undecided)
        left = (guilty - taken[0], not_guilty - taken[1])
        if min(left) < -ROUNDING:
            raise OutOfDomainError(
                Problem(
                    "ThreeAnswers.from_recorded",
                    f"{guilty:g} and {not_guilty:g} with {undecided:g} undecided among them, "
                    f"of whom {taken[0]:g} and {taken[1]:g} by {rule}",
                    "a column holds at least the undecided who were counted in it",
                    "the columns as printed, and the rule by which the undecided were counted",
                )
            )
        return cls(guilty=max(left[0], 0.0), not_guilty=max(left[1], 0.0), undecided=undecided)

    def share(self, rule: Recording) -> float:
        """Return the share for guilty that a study with `rule` reports.

        Raises
        ------
        OutOfDomainError
            If everyone was undecided and the undecided are dropped: no one is left.
        """
        part = _guilty_part(rule)
        if part is not None:
            return (self.guilty + part * self.undecided) / self.asked
        decided = self.guilty + self.not_guilty
        if decided == 0:
            raise OutOfDomainError(_no_one("ThreeAnswers.share", "only undecided persons"))
        return self.guilty / decided

    def first_ballot(self, rule: Recording, jury_size: int) -> FirstBallot:
        """Return the first ballot of independent jurors like those who were asked.

        Each juror is one of the persons asked, drawn by lot, who votes as `rule` says. The counts
        are taken as they are: the error of a sample is not in this law.

        Parameters
        ----------
        rule
            What is made of the undecided.
        jury_size
            Jurors, 3 to 23.
        """
        _JURY_SIZE.check(jury_size, owner="ThreeAnswers.first_ballot")
        ballot = FirstBallot.binomial(self.share(rule), jury_size)
        return FirstBallot(ballot.probabilities, f"{ballot}, by {self} and {rule}")

    def on_one_jury(self, rule: Recording) -> FirstBallot:
        """Return the first ballot of one jury whose members gave these answers.

        With `LeaningOnes` every undecided juror votes guilty with that probability. With
        `SplitEvenly` half of them do, and an odd one by the toss of a coin. With `Dropped` they do
        not vote, and the jury is so much smaller.

        Raises
        ------
        OutOfDomainError
            If the counts are not whole, or not those of 3 to 23 jurors who vote.

        Examples
        --------
        >>> jury = ThreeAnswers(guilty=1, not_guilty=1, undecided=1)
        >>> jury.on_one_jury(SplitEvenly()).probabilities
        (0.0, 0.5, 0.5, 0.0)
        """
        counts = (self.guilty, self.not_guilty, self.undecided)
        if any(count != int(count) for count in counts):
            raise OutOfDomainError(
                Problem(
                    "ThreeAnswers.on_one_jury",
                    str(self),
                    "a jury has a whole number of jurors of each mind",
                    "whole counts",
                )
            )
        guilty, not_guilty, undecided = (int(count) for count in counts)
        law = _undecided_votes(undecided, rule)
        size = guilty + not_guilty + len(law) - 1
        _JURY_SIZE.check(size, owner="ThreeAnswers.on_one_jury")
        padded = (*[0.0] * guilty, *law, *[0.0] * not_guilty)
        return FirstBallot(padded, f"{self}; {rule}")

    def __str__(self) -> str:
        """Return the three counts."""
        return (
            f"{self.guilty:g} guilty, {self.not_guilty:g} not guilty, {self.undecided:g} undecided"
        )


def _undecided_votes(undecided: int, rule: Recording) -> tuple[float, ...]:
    """Return the law of the guilty votes of the undecided jurors."""
    match rule:
        case Dropped():
            return (1.0,)
        case SplitEvenly():
            # The jurors that are surely one way each, and the odd one.
            half, odd = divmod(undecided, 2)
            return vote_counts([0.0] * half + [1.0] * half + [0.5] * odd)
        case CountedNotGuilty():
            return vote_counts([0.0] * undecided)
        case LeaningOnes(guilty_share=share):
            return vote_counts([share] * undecided)
        case _:
            assert_never(rule)


def _no_one(where: str, found: str) -> Problem:
    return Problem(
        where, found, "a share is one of those who answered", "one person or more who is counted"
    )
