"""The decision rule: how many votes are a verdict, in each direction."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter

SMALLEST_JURY, LARGEST_JURY = 3, 23

_JURY_SIZE = Parameter(
    "jury_size",
    SMALLEST_JURY,
    LARGEST_JURY,
    "jurors",
    "the number of jurors who deliberate",
    whole=True,
)
_TO_CONVICT = Parameter(
    "to_convict", 1, LARGEST_JURY, "jurors", "the votes that convict", whole=True
)
_TO_ACQUIT = Parameter("to_acquit", 1, LARGEST_JURY, "jurors", "the votes that acquit", whole=True)


class Ending(StrEnum):
    """How a jury's work on one count ends. The order is that of the columns of every table."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    HUNG = "hung"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """The votes that are a verdict of guilty, and of not guilty, among `jury_size` jurors.

    Parameters
    ----------
    jury_size
        Jurors who deliberate, 3 to 23.
    to_convict, to_acquit
        Votes needed for each verdict. Together they exceed `jury_size`, so that no vote is both.

    Examples
    --------
    >>> rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    >>> [rule.ending(votes) for votes in (10, 9, 2)]
    [<Ending.GUILTY: 'guilty'>, None, <Ending.NOT_GUILTY: 'not_guilty'>]
    """

    jury_size: int
    to_convict: int
    to_acquit: int

    def __post_init__(self) -> None:
        _JURY_SIZE.check(self.jury_size, owner="DecisionRule")
        _TO_CONVICT.check(self.to_convict, owner="DecisionRule")
        _TO_ACQUIT.check(self.to_acquit, owner="DecisionRule")
        if max(self.to_convict, self.to_acquit) > self.jury_size:
            raise OutOfDomainError(
                Problem(
                    where="DecisionRule",
                    found=f"{max(self.to_convict, self.to_acquit)} votes needed "
                    f"of {self.jury_size} jurors",
                    rule="no jury can meet a rule that needs more votes than it has jurors",
                    accepted=f"at most {self.jury_size}",
                )
            )
        if self.to_convict + self.to_acquit <= self.jury_size:
            raise OutOfDomainError(
                Problem(
                    where="DecisionRule",
                    found=f"{self.to_convict} to convict and {self.to_acquit} to acquit "
                    f"of {self.jury_size}",
                    rule="one vote cannot be both a conviction and an acquittal",
                    accepted=f"two numbers that add up to {self.jury_size + 1} or more",
                )
            )

    @classmethod
    def unanimous(cls, jury_size: int) -> Self:
        """Return the rule under which every juror must agree, either way."""
        _JURY_SIZE.check(jury_size, owner="DecisionRule")
        return cls(jury_size=jury_size, to_convict=jury_size, to_acquit=jury_size)

    def ending(self, guilty_votes: int) -> Ending | None:
        """Return the verdict that `guilty_votes` is, or None while it is none."""
        if guilty_votes >= self.to_convict:
            return Ending.GUILTY
        if self.jury_size - guilty_votes >= self.to_acquit:
            return Ending.NOT_GUILTY
        return None

    def __str__(self) -> str:
        """Return the rule as it is shown to people."""
        if self.to_convict == self.to_acquit == self.jury_size:
            return f"{self.jury_size} of {self.jury_size} (unanimous)"
        return f"{self.to_convict} to convict, {self.to_acquit} to acquit, of {self.jury_size}"
