r"""A second implementation of the chains over ordered verdicts, blind to the first.

Written from the theory page ``ordered-verdicts.md`` and, for the R package sate, from a summary of
its equations. Jurors are a sorted list of the options they are for, numbered from 0, the least
punitive; marginal jurors are drawn one by one and every outcome of the draw is gone through.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod

from tests.qc.elimination import ONE, ZERO

HALF = Fraction(1, 2)
Split = tuple[int, ...]
SplitLaw = dict[Split, Fraction]


class NotAChanceError(Exception):
    """Some chance of the model lies outside 0 to 1."""


def every_split(jury_size: int, options: int) -> list[Split]:
    """Return every split of the jury over the options.

    >>> len(every_split(12, 6))
    6188
    """
    if options == 1:
        return [(jury_size,)]
    return [
        (here, *rest)
        for here in range(jury_size + 1)
        for rest in every_split(jury_size - here, options - 1)
    ]


def multinomial(shares: Sequence[Fraction], jury_size: int) -> SplitLaw:
    """Return the law of the split of independent jurors."""
    return {
        split: Fraction(factorial(jury_size))
        / prod(map(factorial, split))
        * prod((s**x for s, x in zip(shares, split, strict=True)), start=ONE)
        for split in every_split(jury_size, len(shares))
    }


def urn(shares: Sequence[Fraction], jury_size: int, resemblance: Fraction) -> SplitLaw:
    """Return the law of the split of jurors drawn one after the other from Polya's urn.

    The next juror is for an option with its share, weight 1 - rho, and as each of those before,
    weight rho each.
    """
    law: SplitLaw = {(0,) * len(shares): ONE}
    for drawn in range(jury_size):
        after: SplitLaw = defaultdict(lambda: ZERO)
        for split, mass in law.items():
            for option, share in enumerate(shares):
                weight = (1 - resemblance) * share + resemblance * split[option]
                to = (*split[:option], split[option] + 1, *split[option + 1 :])
                after[to] += mass * weight / (1 - resemblance + resemblance * drawn)
        law = {split: mass for split, mass in after.items() if mass}
    return law


def jurors_of(split: Split) -> list[int]:
    """Return the option of every juror, the mildest first.

    >>> jurors_of((1, 0, 2))
    [0, 2, 2]
    """
    return [option for option, held in enumerate(split) for _ in range(held)]


def split_of(jurors: Sequence[int], options: int) -> Split:
    """Return how many jurors are for each option."""
    return tuple(list(jurors).count(option) for option in range(options))


@dataclass(frozen=True)
class Ordered:
    """The tug of war over ordered options."""

    slope: Fraction = HALF
    bias: Fraction = ONE
    bias_between: Fraction = ONE
    movers: int = 2
    compromise: Fraction = ZERO

    def side(self, above: int, cut: int, jury_size: int) -> Fraction:
        """Return m(g) at a cut, cut 1 being the lowest."""
        head_start = self.bias if cut == 1 else self.bias_between
        return HALF + self.slope * ((above - head_start) / jury_size - HALF)

    def above_cut(self, split: Split, cut: int) -> Fraction:
        """Return the chance that a marginal juror takes a place above a cut."""
        n, above = sum(split), [sum(split[r:]) for r in range(len(split))]
        here = above[cut]
        if here in (0, n):
            return Fraction(here, n)
        lowest = min(r for r in range(1, len(split)) if above[r] == here)
        kept = (1 - self.compromise) ** (cut - lowest)
        chance = kept * self.side(here, lowest, n)
        if kept < 1:
            chance += (1 - kept) * self.side(here - 1, cut, n)
        return chance

    def places(self, split: Split) -> list[Fraction]:
        """Return the chance that a marginal juror stands at each option."""
        options = len(split)
        above = [ONE, *(self.above_cut(split, r) for r in range(1, options)), ZERO]
        at = [above[option] - above[option + 1] for option in range(options)]
        if min(at) < 0:
            raise NotAChanceError(split)
        return at

    def ballot(self, split: Split) -> SplitLaw:
        """Return the law of the next split."""
        options, at = len(split), self.places(split)
        law: SplitLaw = defaultdict(lambda: ZERO)
        for drawn in product(range(options), repeat=self.movers):
            jurors = jurors_of(split)
            mildest, harshest = jurors[0], jurors[-1]
            if mildest < min(drawn):
                jurors[0] = min(drawn)
            if harshest > max(drawn):
                jurors[-1] = max(drawn)
            law[split_of(jurors, options)] += prod((at[place] for place in drawn), start=ONE)
        return {split: chance for split, chance in law.items() if chance}


@dataclass(frozen=True)
class SateOrdered:
    """The chain of sate 3.1.1: one cut is chosen; the juror comes from the option beside it."""

    def ballot(self, split: Split) -> SplitLaw:
        """Return the law of the next split."""
        n, cuts = sum(split), len(split) - 1
        law: SplitLaw = defaultdict(lambda: ZERO)
        if n in split:
            return {split: ONE}
        for cut in range(1, cuts + 1):
            above = sum(split[cut:])
            m = Fraction(1, 4) + Fraction(above - (cut == 1), 2 * n)
            m = min(max(m, ZERO), ONE)
            up, down = m**2, (1 - m) ** 2
            for source, target, chance in ((cut - 1, cut, up), (cut, cut - 1, down)):
                after = list(split)
                if split[source]:
                    after[source] -= 1
                    after[target] += 1
                law[tuple(after)] += chance / cuts
            law[split] += (1 - up - down) / cuts
        return {split: chance for split, chance in law.items() if chance}


def agreed(split: Split, votes_needed: int) -> str:
    """Return the option that has the votes, as "option 0" and so on, or "" for none."""
    having = [option for option, held in enumerate(split) if held >= votes_needed]
    return f"option {having[0]}" if having else ""


def strikes(
    share: Fraction, jury_size: int, by_prosecution: int, by_defence: int, accuracy: Fraction
) -> list[Fraction]:
    """Return sate's law of the first ballot after strikes, by going through every panel.

    Hits are binomial; a panel of n and all hits votes; a hit of the defence removes a vote for
    guilty, and what is left is cut off at 0 and n.
    """

    def chance(trials: int, hits: int, each: Fraction) -> Fraction:
        return comb(trials, hits) * each**hits * (1 - each) ** (trials - hits)

    law = [ZERO] * (jury_size + 1)
    for p_hits, d_hits in product(range(by_prosecution + 1), range(by_defence + 1)):
        hits = chance(by_prosecution, p_hits, accuracy) * chance(by_defence, d_hits, accuracy)
        panel = jury_size + p_hits + d_hits
        for votes in range(panel + 1):
            left = min(jury_size, max(0, votes - d_hits))
            law[left] += hits * chance(panel, votes, share)
    return law


def shifted(law: Mapping[Split, Fraction], fault: int) -> SplitLaw:
    """Return a planted fault: the law of the mirror image, `fault` options turned round."""
    return {split[::-1] if fault else split: mass for split, mass in law.items()}
