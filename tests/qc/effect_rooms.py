"""What one juror, a rumour or pressure changes, from the room of `tests.qc.room_twins`.

Written from the docstrings of `juryroom.effect.one_juror`, `influence` and `room_effect`. A jury is
carried forward ballot by ballot; an effect is the difference of two such rooms.

* By a first vote: one of those who first vote not guilty votes guilty instead, given that there is
  one. (The docstring of `OneJuror` does not say that juries where all vote guilty are left out.)
* By leaving: after the first ballot, if that was no verdict, one juror is gone.
* By refusing: after the first ballot, if that was no verdict, the jury hangs.
* A rumour acts on the votes before they are counted. Pressure begins with the first ballot after
  them; its chance per ballot is the pressed votes over the mean ballots without it, at most 1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from tests.qc.room_twins import Happening, Jury, Room, SeatLaw, Told
from tests.qc.twins import LinearPull, MindsAndVotesByCounts, Process, Rule, TugOfWar

ENDINGS = ("guilty", "not guilty", "hung")
MODELS: dict[str, tuple[Callable[[int], Process], bool]] = {
    "linear-pull": (LinearPull, False),
    "private-public": (MindsAndVotesByCounts, True),
    "tug-of-war": (TugOfWar, False),
}
"""For each model how it is made for a number of jurors, and whether it knows minds."""

Votes = Mapping[int, tuple[int, int]]
"""For each number of jurors, the votes to convict and to acquit."""

Change = list[float]


@dataclass(frozen=True)
class Court:
    """A model, the rule for each number of jurors, and the chance of a discharge at a ballot.

    `moves` keeps the law of one ballot of a jury, which no happening changes.
    """

    model: str
    votes: Votes
    hazard: float
    moves: dict[Jury, SeatLaw] = field(default_factory=dict, compare=False)

    def told(self, first: Sequence[float], *happenings: Happening) -> Told:
        """Return what becomes of juries from a first ballot."""
        make, minds = MODELS[self.model]
        return Room(
            models=[make],
            rules=[lambda _ballot, sitting: Rule(sitting, *self.votes[sitting])],
            happenings=happenings,
            hazard=lambda _guilty, _sitting: self.hazard,
            minds=minds,
            _moves=self.moves,
        ).solve(first)

    def ends(self, first: Sequence[float], *happenings: Happening) -> Change:
        """Return the probability of guilty, not guilty and hung."""
        told = self.told(first, *happenings)
        return [told.ends[ending] for ending in ENDINGS]

    def change(self, first: Sequence[float], *happenings: Happening) -> Change:
        """Return by how much happenings change each ending."""
        return less(self.ends(first, *happenings), self.ends(first))

    def by_vote(self, first: Sequence[float]) -> Change:
        """Return what one vote of those for not guilty changes, given that there is one."""
        others = 1 - first[-1]
        votes = [mass / others for mass in first[:-1]]
        return less(self.ends([0.0, *votes]), self.ends([*votes, 0.0]))

    def largest_by_vote(self) -> float:
        """Return the largest change of guilty by one vote, over every split."""
        n = max(self.votes)
        guilty = [self.ends(known(k, n))[0] for k in range(n + 1)]
        return max(after - before for before, after in pairwise(guilty))

    def by_leaving(self, first: Sequence[float], leaves: str) -> Change:
        """Return what it changes that a juror leaves after the first ballot."""
        return self.change(first, Happening("removed", ballot=1, leaves=leaves))

    def by_refusing(self, first: Sequence[float]) -> Change:
        """Return what it changes that a juror does not go on after the first ballot."""
        return self.change(first, Happening("refuses", ballot=1))

    def pressure(self, first: Sequence[float], pressed_votes: float) -> float:
        """Return the chance per ballot at which so many votes are expected to be pressed."""
        return min(1.0, pressed_votes / self.told(first).ballots)


def known(guilty: int, jury_size: int) -> list[float]:
    """Return the first ballot of a jury of which the vote is known."""
    return [float(k == guilty) for k in range(jury_size + 1)]


def less(these: Sequence[float], those: Sequence[float]) -> Change:
    """Return the differences."""
    return [a - b for a, b in zip(these, those, strict=True)]


def rumoured(guilty: int, jury_size: int, strength: Fraction) -> list[float]:
    """Return the votes after a rumour, one juror after the other.

    >>> rumoured(1, 3, Fraction(1, 2))
    [0.0, 0.25, 0.5, 0.25]
    """
    law = [Fraction(k == guilty) for k in range(jury_size + 1)]
    for _ in range(jury_size - guilty):
        stays = [mass * (1 - strength) for mass in law]
        moves = [Fraction(0), *(mass * strength for mass in law[:-1])]
        law = [a + b for a, b in zip(stays, moves, strict=True)]
    return [float(mass) for mass in law]
