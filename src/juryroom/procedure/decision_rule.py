"""The decision rule: how many votes are a verdict, in each direction.

A rule may depend on how many jurors are left (`SittingRules`), and may change as ballots go by
(`RuleSchedule`). All three say which rule is in force by `rule_at(ballot, sitting)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
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
_SHARE = Parameter("share", 0.0, 1.0, "share of the jury", "the share of the jury that decides")
_FROM_BALLOT = Parameter(
    "from_ballot",
    0,
    100_000,
    "ballots",
    "the first ballot that is counted under a rule; the first ballot of all is ballot 0",
    whole=True,
)
_LARGEST_DENOMINATOR = 100
_ROUNDING = Fraction(1, 10**12)


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

    @classmethod
    def fraction(cls, jury_size: int, share: Fraction | float) -> Self:
        """Return the rule under which `share` of the jurors decide, either way.

        Parameters
        ----------
        jury_size
            Jurors who deliberate, 3 to 23.
        share
            More than half, at most 1. Where it is not a whole number of jurors, the next whole
            number is needed. A float that is a fraction with a denominator of at most 100, but for
            its rounding, is taken as that fraction: 5/6 of twelve is ten, never eleven.

        Examples
        --------
        >>> print(DecisionRule.fraction(12, 5 / 6))
        10 to convict, 10 to acquit, of 12
        >>> DecisionRule.fraction(6, 5 / 6).to_convict, DecisionRule.fraction(8, 5 / 6).to_convict
        (5, 7)
        """
        _JURY_SIZE.check(jury_size, owner="DecisionRule")
        _SHARE.check(float(share), owner="DecisionRule.fraction")
        exact = Fraction(share)
        near = exact.limit_denominator(_LARGEST_DENOMINATOR)
        votes = ceil((near if abs(near - exact) <= _ROUNDING else exact) * jury_size)
        if 2 * votes <= jury_size:
            raise OutOfDomainError(
                Problem(
                    where="DecisionRule.fraction",
                    found=f"a share of {share} of {jury_size} jurors, that is {votes}",
                    rule="one vote cannot be both a conviction and an acquittal",
                    accepted="a share that comes to more than half of the jurors",
                )
            )
        return cls(jury_size=jury_size, to_convict=votes, to_acquit=votes)

    def rule_at(self, ballot: int, sitting: int) -> "DecisionRule":
        """Return the rule in force at a ballot of `sitting` jurors: this one, for its own number.

        Raises
        ------
        OutOfDomainError
            If another number of jurors sits than the rule is for.
        """
        if sitting != self.jury_size:
            raise OutOfDomainError(_no_rule(f"{self}", ballot, sitting, f"{self.jury_size}"))
        return self

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


@final
@dataclass(frozen=True, slots=True)
class SittingRules:
    """A rule for each number of jurors that may be left.

    Parameters
    ----------
    rules
        One rule for each number of jurors, in any order; kept with the largest jury first.

    Examples
    --------
    England and Wales (Juries Act 1974; the section was not checked), once a majority may be taken:

    >>> england = SittingRules.majorities({12: 10, 11: 10, 10: 9, 9: 9})
    >>> print(england.rule_for(11))
    10 to convict, 10 to acquit, of 11
    >>> print(england.rule_for(9))
    9 of 9 (unanimous)
    """

    rules: tuple[DecisionRule, ...]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.rules, key=lambda rule: -rule.jury_size))
        object.__setattr__(self, "rules", ordered)
        sizes = [rule.jury_size for rule in ordered]
        if not sizes or len(set(sizes)) < len(sizes):
            raise OutOfDomainError(
                Problem(
                    where="SittingRules.rules",
                    found=f"rules for juries of {', '.join(map(str, sizes)) or 'no size'}",
                    rule="each number of jurors has one rule",
                    accepted="one rule for each number of jurors that may sit, and at least one",
                )
            )

    @classmethod
    def majorities(cls, votes: Mapping[int, int]) -> Self:
        """Return the rules under which, of so many jurors, so many decide, either way.

        Parameters
        ----------
        votes
            For each number of jurors, 3 to 23, the votes needed: more than half of them.
        """
        return cls(
            tuple(
                DecisionRule(jury_size=sitting, to_convict=needed, to_acquit=needed)
                for sitting, needed in votes.items()
            )
        )

    @classmethod
    def unanimous(cls, largest: int, smallest: int) -> Self:
        """Return unanimity for every jury of `smallest` to `largest` jurors."""
        return cls(tuple(DecisionRule.unanimous(n) for n in range(smallest, largest + 1)))

    @property
    def jury_size(self) -> int:
        """The number of jurors of the full jury: the largest for which there is a rule."""
        return self.rules[0].jury_size

    def rule_for(self, sitting: int) -> DecisionRule:
        """Return the rule for `sitting` jurors.

        Raises
        ------
        OutOfDomainError
            If there is none.
        """
        return self.rule_at(0, sitting)

    def rule_at(self, ballot: int, sitting: int) -> DecisionRule:
        """Return the rule for `sitting` jurors: the same at every ballot."""
        for rule in self.rules:
            if rule.jury_size == sitting:
                return rule
        sizes = ", ".join(str(rule.jury_size) for rule in self.rules)
        raise OutOfDomainError(_no_rule(f"{self}", ballot, sitting, sizes))

    def __str__(self) -> str:
        """Return the rules as they are shown to people."""
        return "; ".join(map(str, self.rules))


@final
@dataclass(frozen=True, slots=True)
class RuleSchedule:
    """A rule that changes as ballots go by, for example a majority that opens after a time.

    Parameters
    ----------
    stages
        Pairs of a ballot and the rule under which that ballot and those after it are counted. The
        first ballot of all is ballot 0, so the first stage begins there; the others follow in
        order. Every stage is for the same full jury.

    Examples
    --------
    Twelve must agree at first; from ballot 20, ten of them are enough:

    >>> ten = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    >>> schedule = RuleSchedule(((0, DecisionRule.unanimous(12)), (20, ten)))
    >>> print(schedule)
    12 of 12 (unanimous); from ballot 20: 10 to convict, 10 to acquit, of 12
    >>> schedule.rule_at(19, 12).to_convict, schedule.rule_at(20, 12).to_convict
    (12, 10)
    """

    stages: tuple[tuple[int, DecisionRule | SittingRules], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", tuple(self.stages))
        ballots = [ballot for ballot, _ in self.stages]
        for ballot in ballots:
            _FROM_BALLOT.check(ballot, owner="RuleSchedule")
        if ballots[:1] != [0] or sorted(set(ballots)) != ballots:
            raise OutOfDomainError(
                Problem(
                    where="RuleSchedule.stages",
                    found=f"stages from ballots {', '.join(map(str, ballots)) or '(none)'}",
                    rule="every ballot is counted under one rule",
                    accepted="a first stage from ballot 0, and each later stage from a later ballot",
                )
            )
        sizes = [rule.jury_size for _, rule in self.stages]
        if len(set(sizes)) > 1:
            raise OutOfDomainError(
                Problem(
                    where="RuleSchedule.stages",
                    found=f"rules for full juries of {', '.join(map(str, sizes))}",
                    rule="the rule changes for one and the same jury",
                    accepted="rules for one number of jurors; for a jury that loses jurors, "
                    "SittingRules in each stage",
                )
            )

    @property
    def jury_size(self) -> int:
        """The number of jurors of the full jury."""
        return self.stages[0][1].jury_size

    @property
    def last_change(self) -> int:
        """The first ballot from which the rule stays as it is."""
        return self.stages[-1][0]

    def rule_at(self, ballot: int, sitting: int) -> DecisionRule:
        """Return the rule under which a ballot of `sitting` jurors is counted.

        Parameters
        ----------
        ballot
            0 for the first ballot, 1 for the next.
        sitting
            Jurors who vote.

        Raises
        ------
        OutOfDomainError
            If the stage has no rule for so many jurors.
        """
        _FROM_BALLOT.check(ballot, owner="RuleSchedule.rule_at")
        rule = next(rule for start, rule in reversed(self.stages) if start <= ballot)
        return rule.rule_at(ballot, sitting)

    def __str__(self) -> str:
        """Return the rules as they are shown to people."""
        return "; ".join(
            f"from ballot {ballot}: {rule}" if ballot else str(rule) for ballot, rule in self.stages
        )


AnyRule = DecisionRule | SittingRules | RuleSchedule


def _no_rule(rule: str, ballot: int, sitting: int, sizes: str) -> Problem:
    return Problem(
        where=f"decision rule at ballot {ballot}",
        found=f"{sitting} jurors, and the rule {rule}",
        rule="how many votes are a verdict is set for a number of jurors, not carried over to "
        "another",
        accepted=f"a jury of {sizes}, or a rule for {sitting} jurors (SittingRules)",
    )
