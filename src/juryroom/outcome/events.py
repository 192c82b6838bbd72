"""Things that happen in the jury room, each between two ballots.

A happening has a time, `when`: before a given ballot (`AtBallot`), or as soon as a ballot first
shows a given split without a verdict (`OnSplit`). It happens at most once, and only to a jury that
is still out. What happens changes votes, minds, jurors or the way votes move; it is no ballot, and
nothing is a verdict until the next ballot is counted.

How strong any of these was in any jury room is not published: every number here is the user's.
Whether the law allows any of it, and what follows from it, belongs to the procedure, not here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.deliberation.interface import DeliberationModel
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY, AnyRule

_BALLOT = Parameter(
    "ballot",
    0,
    100_000,
    "ballots",
    "the ballot before which something happens; the first ballot is ballot 0",
    whole=True,
)
_GUILTY = Parameter("guilty", 0, LARGEST_JURY, "jurors", "the votes for guilty", whole=True)
_NOT_GUILTY = Parameter(
    "not_guilty", 0, LARGEST_JURY, "jurors", "the votes for not guilty", whole=True
)
_STRENGTH = Parameter(
    "strength", 0.0, 1.0, "probability", "the chance that each juror who votes not guilty is won"
)
_PRESSURE = Parameter(
    "pressure",
    0.0,
    1.0,
    "probability",
    "the chance per ballot that, instead, one juror who votes not guilty votes guilty",
)
_PULL = Parameter(
    "minority_pull",
    0.0,
    1.0,
    "probability",
    "the chance per ballot that, instead, one juror of the smaller side votes with the larger",
)
_ALTERNATE = Parameter(
    "alternate_guilty", 0.0, 1.0, "probability", "the chance that the alternate favours guilty"
)


@final
@dataclass(frozen=True, slots=True)
class AtBallot:
    """Before a given ballot, for every jury that is then still out.

    Parameters
    ----------
    ballot
        0 to 100,000. Before ballot 0 is before the first ballot is counted: what happens then
        acts on the votes that would have been cast.
    """

    ballot: int

    def __post_init__(self) -> None:
        _BALLOT.check(self.ballot, owner=type(self).__name__)

    def __str__(self) -> str:
        """Return the time as it is shown to people."""
        return f"before ballot {self.ballot}"


@final
@dataclass(frozen=True, slots=True)
class OnSplit:
    """As soon as a ballot first shows a given split that is no verdict, before the next ballot.

    Parameters
    ----------
    guilty, not_guilty
        The votes; together they are the jurors who sit. A jury that has lost a juror shows other
        splits than before.
    """

    guilty: int
    not_guilty: int

    def __post_init__(self) -> None:
        _GUILTY.check(self.guilty, owner=type(self).__name__)
        _NOT_GUILTY.check(self.not_guilty, owner=type(self).__name__)
        if not SMALLEST_JURY <= self.guilty + self.not_guilty <= LARGEST_JURY:
            raise OutOfDomainError(
                Problem(
                    "OnSplit",
                    f"{self.guilty} to {self.not_guilty}",
                    "a split counts every juror who sits",
                    f"two numbers that add up to {SMALLEST_JURY} to {LARGEST_JURY} jurors",
                )
            )

    def __str__(self) -> str:
        """Return the time as it is shown to people."""
        return f"when a ballot first shows {self.guilty} to {self.not_guilty}"


When = AtBallot | OnSplit


class Leaves(StrEnum):
    """Which juror leaves. Where no one votes so, one of the others leaves, drawn at random."""

    GUILTY_VOTER = "guilty voter"
    NOT_GUILTY_VOTER = "not-guilty voter"
    AT_RANDOM = "drawn at random"


class Others(StrEnum):
    """What becomes of the other jurors' votes when an alternate comes in."""

    KEEP_VOTES = "keep their votes"
    VOTE_THEIR_VIEWS = "vote their private views"
    VOTE_AFRESH = "vote afresh"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rumour:
    """Each juror who votes not guilty comes to think and vote guilty, independently of the others.

    Parameters
    ----------
    when
        When it is heard.
    strength
        The chance of conversion, 0 to 1. The private view changes with the vote.
    """

    when: When
    strength: float

    def __post_init__(self) -> None:
        _STRENGTH.check(self.strength, owner=type(self).__name__)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """From then on there is pressure to vote guilty, against which no private view moves.

    Parameters
    ----------
    when
        When it begins.
    pressure
        The chance per ballot, 0 to 1, that instead of the model's ballot one juror who votes not
        guilty, drawn at random, votes guilty. It replaces the pressure of an earlier threat, so
        that a threat of 0 is the end of one.
    """

    when: When
    pressure: float

    def __post_init__(self) -> None:
        _PRESSURE.check(self.pressure, owner=type(self).__name__)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlockCharge:
    """The court tells the jury to go on, and from then on votes move in another way.

    Either or both: the smaller side is pulled, and another model, or the same with other
    parameters, takes the place of the first.

    Parameters
    ----------
    when
        When it is given.
    minority_pull
        The chance per ballot, 0 to 1, that instead of any other move one juror of the smaller side,
        drawn at random, votes with the larger, private view unchanged. On an even split no one is
        pulled and the ballot moves nothing. It replaces the pull of an earlier charge.
    model
        How votes move from then on; None for no change. It is of the class of the room's model, or
        both are chains.
    """

    when: When
    minority_pull: float = 0.0
    model: DeliberationModel | None = None

    def __post_init__(self) -> None:
        _PULL.check(self.minority_pull, owner=type(self).__name__)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JurorReplaced:
    """A juror leaves and an alternate comes in; deliberation begins anew with a first ballot.

    The ballot that follows is a first ballot: no vote moves before it, and the court's patience
    cannot end after it except by a cap. Ballots are counted on, for the rule and for a cap.

    Parameters
    ----------
    when
        When the alternate comes in.
    leaves
        Who leaves.
    alternate_guilty
        The chance that the alternate, who votes as he or she thinks, favours guilty, 0 to 1.
    others
        What the others do on the new first ballot: keep their votes, vote their private views (the
        same thing where the model knows none), or vote afresh.
    first_ballot
        For a jury that votes afresh: its first ballot, the alternate included, whatever was before.
        None for the other two.
    """

    when: When
    leaves: Leaves = Leaves.AT_RANDOM
    alternate_guilty: float = 0.5
    others: Others = Others.KEEP_VOTES
    first_ballot: FirstBallot | None = None

    def __post_init__(self) -> None:
        _ALTERNATE.check(self.alternate_guilty, owner=type(self).__name__)
        afresh = self.others is Others.VOTE_AFRESH
        if afresh != (self.first_ballot is not None):
            raise OutOfDomainError(
                Problem(
                    "JurorReplaced.first_ballot",
                    f"{self.first_ballot or 'none'}, and the others {self.others}",
                    "a jury that votes afresh needs a distribution of its votes; one that does not "
                    "has its votes already",
                    "a first ballot with Others.VOTE_AFRESH, and none otherwise",
                )
            )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JurorRemoved:
    """A juror leaves and the others go on, with votes and views as they are.

    Parameters
    ----------
    when
        When the juror leaves.
    leaves
        Who leaves.
    rules
        The rule from then on; None where the room's own rule says what holds for so many jurors.
    """

    when: When
    leaves: Leaves = Leaves.AT_RANDOM
    rules: AnyRule | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JurorRefuses:
    """A juror will not go on and no lawful jury remains: the count hangs with the votes as they are.

    Parameters
    ----------
    when
        When the juror refuses.
    """

    when: When


Happening = Rumour | Threat | DeadlockCharge | JurorReplaced | JurorRemoved | JurorRefuses
