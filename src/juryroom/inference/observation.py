"""One observation: what is known of one jury, or of several of which the same is known.

Three things may be known in full, in part or not at all: the first ballot, the ending, and the time
it took. What is not known is never filled in; it is left open, and the likelihood sums over it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from juryroom.procedure.decision_rule import DecisionRule, Ending

WHOLE = 0.011
"""A share within so many votes of a whole vote is that vote: printed shares such as .083 are."""

ANY_ENDING = frozenset(Ending)
DID_NOT_CONVICT = frozenset({Ending.NOT_GUILTY, Ending.HUNG})


class FirstKind(StrEnum):
    """How the first ballot is known."""

    VOTES = "votes"
    SHARE = "share"
    BIN = "bin"
    UNDECIDED = "undecided"
    UNKNOWN = "unknown"


@final
@dataclass(frozen=True, slots=True, order=True)
class FirstSeen:
    """What is known of a first ballot.

    Parameters
    ----------
    kind
        How it is known.
    low, high
        Smallest and largest number of guilty votes it may have had; equal where it is known. A
        share that is no whole vote has both at the same fraction of a vote.
    share
        The share as recorded, where a share was recorded; models that are curves in the share take
        it as it is.
    """

    kind: FirstKind
    low: float
    high: float
    share: float | None = None

    @classmethod
    def of_votes(cls, votes: int) -> "FirstSeen":
        """Return a first ballot with a known number of guilty votes."""
        return cls(FirstKind.VOTES, votes, votes)

    @classmethod
    def of_share(cls, share: float, jury_size: int, within: float = WHOLE) -> "FirstSeen":
        """Return a first ballot known as a share of guilty votes, 0 to 1.

        Parameters
        ----------
        share
            The share.
        jury_size
            Jurors.
        within
            How far from a whole vote the share may be, in votes, to be taken for it.

        Examples
        --------
        >>> FirstSeen.of_share(0.083, 12).low, FirstSeen.of_share(0.30, 12).low
        (1, 3.5999999999999996)
        """
        votes = share * jury_size
        if abs(votes - round(votes)) <= within:
            return cls(FirstKind.VOTES, round(votes), round(votes), share)
        return cls(FirstKind.SHARE, votes, votes, share)

    @classmethod
    def between(cls, low: int, high: int) -> "FirstSeen":
        """Return a first ballot of `low` to `high` guilty votes, both included."""
        return cls.of_votes(low) if low == high else cls(FirstKind.BIN, low, high)

    @classmethod
    def with_undecided(cls, votes: int, undecided: int) -> "FirstSeen":
        """Return a first ballot at which so many jurors were undecided, `votes` for guilty."""
        if undecided == 0:
            return cls.of_votes(votes)
        return cls(FirstKind.UNDECIDED, votes, votes + undecided)

    @classmethod
    def unknown(cls, jury_size: int) -> "FirstSeen":
        """Return a first ballot of which nothing is known."""
        return cls(FirstKind.UNKNOWN, 0, jury_size)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known of one jury, or of `juries` of which the same is known.

    Parameters
    ----------
    row
        The row of the table it comes from, from 1.
    rule
        The votes that are a verdict.
    first
        The first ballot.
    endings
        The endings it may have had: one where the ending is known, two where the source does not
        tell hung from acquitted, all three where it says nothing.
    final_votes
        Guilty votes at the end, 0 to n, where recorded.
    minutes
        The time from the first ballot to the end lay in this range, first bound included; the
        second may be infinite. None where not recorded.
    juries
        How many juries this stands for.
    source, kind
        The study, and what kind of jury: mock, field, capital, or what the table says.
    cluster
        Juries of one cluster are drawn together by the bootstrap; each row its own where the table
        names none.
    """

    row: int
    rule: DecisionRule
    first: FirstSeen
    endings: frozenset[Ending]
    final_votes: int | None = None
    minutes: tuple[float, float] | None = None
    juries: int = 1
    source: str = ""
    kind: str = ""
    cluster: str = ""

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return self.rule.jury_size

    @property
    def convicted(self) -> bool | None:
        """Whether the jury convicted; None where the endings it may have had leave that open."""
        if Ending.GUILTY not in self.endings:
            return False
        return True if len(self.endings) == 1 else None
