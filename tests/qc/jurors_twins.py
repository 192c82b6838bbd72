r"""A second implementation of jurors who differ, blind to the first: :math:`2^n` votes, one by one.

Written from the theory page ``jurors-who-differ.md``. The state is the vote of every juror, nothing
is lumped, and numbers are fractions.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

from tests.qc.elimination import ONE, ZERO

Votes = tuple[int, ...]
VotesLaw = dict[Votes, Fraction]


@dataclass(frozen=True)
class Jury:
    """How easily each juror is persuaded, and what each vote weighs with the others."""

    persuadability: tuple[Fraction, ...]
    influence: tuple[Fraction, ...]

    @property
    def size(self) -> int:
        """Return the number of jurors."""
        return len(self.persuadability)

    def opposed(self, votes: Votes, juror: int) -> Fraction:
        """Return the share of the others' influence on the other side of this juror."""
        others = [other for other in range(self.size) if other != juror]
        seen = sum((self.influence[other] for other in others), ZERO)
        against = sum((self.influence[o] for o in others if votes[o] != votes[juror]), ZERO)
        return against / seen if seen else ZERO

    def ballot(self, votes: Votes) -> VotesLaw:
        """Return the law of the votes after one juror has been drawn."""
        law: VotesLaw = defaultdict(lambda: ZERO)
        for juror in range(self.size):
            changes = self.persuadability[juror] * self.opposed(votes, juror)
            turned = (*votes[:juror], 1 - votes[juror], *votes[juror + 1 :])
            law[turned] += changes / self.size
            law[votes] += (1 - changes) / self.size
        return {after: chance for after, chance in law.items() if chance}


def own_leanings(chances: Sequence[Fraction]) -> VotesLaw:
    """Return the first votes of jurors each of whom votes guilty with a chance of their own."""
    return {
        votes: mass
        for votes in product((0, 1), repeat=len(chances))
        if (
            mass := prod(
                (p if v else 1 - p for p, v in zip(chances, votes, strict=True)), start=ONE
            )
        )
    }


def only_the_number(law: Sequence[Fraction]) -> VotesLaw:
    """Return the first votes where only the number of guilty ones is known: any jurors cast them.

    >>> only_the_number([ZERO, ONE, ZERO])
    {(0, 1): Fraction(1, 2), (1, 0): Fraction(1, 2)}
    """
    size = len(law) - 1
    return {
        votes: law[sum(votes)] / comb(size, sum(votes))
        for votes in product((0, 1), repeat=size)
        if law[sum(votes)]
    }


def number_voting_guilty(chances: Sequence[Fraction]) -> list[Fraction]:
    """Return the law of the number of guilty votes by going through every vote of the jury."""
    law = [ZERO] * (len(chances) + 1)
    for votes, mass in own_leanings(chances).items():
        law[sum(votes)] += mass
    return law


def shares_in_the_verdict(jury: Jury, win: Callable[[VotesLaw], Fraction]) -> list[Fraction]:
    """Return each juror's share: the chance of guilty where that juror alone votes so."""
    unit = [tuple(int(i == j) for i in range(jury.size)) for j in range(jury.size)]
    return [win({votes: ONE}) for votes in unit]
