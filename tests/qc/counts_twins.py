"""A second implementation of several counts before one jury, blind to the first.

Written from the theory page ``several-counts.md``. First ballots go through what each juror votes on
each count, juror by juror. Deliberated together, a state is the votes on every count, or the verdict
of a count that is closed.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod

from tests.qc.elimination import ONE, ZERO, Found, Law

Votes = tuple[int, ...]
Standing = tuple[int | str, ...]
"""On each count the guilty votes, or the verdict that closed it."""

Walk = Callable[[int], Mapping[int, Fraction]]
"""The law of the guilty votes on one count after a ballot."""


def patterns(shares: Sequence[Fraction], alike: Fraction) -> dict[Votes, Fraction]:
    """Return the chance of each pattern of one juror's votes.

    One leaning, uniform on 0 to 1: the juror votes guilty on every count whose share exceeds it.
    Between two neighbouring shares the pattern does not change, so the length of each gap is its
    chance.

    >>> {k: str(v) for k, v in patterns((Fraction(1, 2), Fraction(1, 4)), ONE).items() if v}
    {(0, 0): '1/2', (1, 0): '1/4', (1, 1): '1/4'}
    """
    chances: dict[Votes, Fraction] = {}
    marks = sorted({ZERO, ONE, *shares})
    for pattern in product((0, 1), repeat=len(shares)):
        apart = prod((s if v else 1 - s for s, v in zip(shares, pattern, strict=True)), start=ONE)
        one = sum(
            (
                high - low
                for low, high in pairwise(marks)
                if pattern == tuple(int(s >= high) for s in shares)
            ),
            ZERO,
        )
        chances[pattern] = alike * one + (1 - alike) * apart
    return chances


def first_ballots(
    shares: Sequence[Fraction], jury_size: int, alike: Fraction, resemblance: Fraction
) -> dict[Votes, Fraction]:
    """Return the joint law of the guilty votes, going through every jury, juror by juror.

    With resemblance the jurors' patterns come from Polya's urn: each juror has the pattern of one
    of those before with weight rho, or one afresh with weight 1 - rho.
    """
    afresh = patterns(shares, alike)
    law: dict[Votes, Fraction] = defaultdict(lambda: ZERO)
    for jury in product(afresh, repeat=jury_size):
        mass = ONE
        for place, pattern in enumerate(jury):
            weight = (1 - resemblance) * afresh[pattern]
            weight += resemblance * jury[:place].count(pattern)
            mass *= weight / (1 - resemblance + resemblance * place)
        law[tuple(map(sum, zip(*jury, strict=True)))] += mass
    return {votes: mass for votes, mass in law.items() if mass}


def coupled(laws: Sequence[Mapping[int, Fraction]]) -> dict[Votes, Fraction]:
    """Return the joint law where one uniform number picks the same quantile of each law."""
    steps: list[list[tuple[Fraction, int]]] = []
    for law in laws:
        reached, ladder = ZERO, []
        for votes in sorted(law):
            reached += law[votes]
            ladder.append((reached, votes))
        steps.append(ladder)
    edges = sorted({ZERO, *(top for ladder in steps for top, _ in ladder)})
    joint: dict[Votes, Fraction] = defaultdict(lambda: ZERO)
    for low, high in pairwise(edges):
        at = tuple(next(v for top, v in ladder if top >= high) for ladder in steps)
        joint[at] += high - low
    return dict(joint)


def independent(laws: Sequence[Mapping[int, Fraction]]) -> dict[Votes, Fraction]:
    """Return the joint law of moves that have nothing to do with each other."""
    joint: dict[Votes, Fraction] = defaultdict(lambda: ZERO)
    for drawn in product(*(law.items() for law in laws)):
        joint[tuple(v for v, _ in drawn)] += prod((p for _, p in drawn), start=ONE)
    return dict(joint)


class Room:
    """One jury and all its counts, deliberated together."""

    def __init__(
        self, walks: Sequence[Walk], verdict: Callable[[int], str], spill_over: Fraction
    ) -> None:
        self.walks, self.verdict, self.spill_over = walks, verdict, spill_over

    def close(self, votes: Sequence[int | str]) -> Standing:
        """Return the standing with verdicts taken."""
        return tuple((self.verdict(v) or v) if isinstance(v, int) else v for v in votes)

    def ballot(self, standing: Standing) -> dict[Standing, Fraction]:
        """Return the law of the standing after one ballot on every open count."""
        is_open = [c for c, v in enumerate(standing) if isinstance(v, int)]
        laws = [self.walks[c](int(standing[c])) for c in is_open]
        law: dict[Standing, Fraction] = defaultdict(lambda: ZERO)
        for weight, joint in (
            (self.spill_over, coupled(laws)),
            (1 - self.spill_over, independent(laws)),
        ):
            for moved, chance in joint.items():
                after = list(standing)
                for c, votes in zip(is_open, moved, strict=True):
                    after[c] = votes
                law[self.close(after)] += weight * chance
        return {after: chance for after, chance in law.items() if chance}

    @staticmethod
    def finished(standing: Standing) -> Standing | None:
        """Return the pattern of verdicts once every count is closed, or None."""
        return standing if all(isinstance(v, str) for v in standing) else None


def pattern_law(found: Found) -> dict[tuple[str, ...], Fraction]:
    """Return the probability of each pattern: a count without a verdict at the end is hung."""
    law: dict[tuple[str, ...], Fraction] = defaultdict(lambda: ZERO)
    for end, mass in found.marks.items():
        state = end.state
        assert isinstance(state, tuple)
        law[tuple(v if isinstance(v, str) else "hung" for v in state)] += mass
    return dict(law)


def in_turn(
    first: Law, laws: Sequence[Mapping[int, Mapping[str, Fraction]]]
) -> dict[tuple[str, ...], Fraction]:
    """Return the patterns where each count is deliberated alone: a sum over first ballots."""
    ends = ("guilty", "not guilty", "hung")
    patterns_of: dict[tuple[str, ...], Fraction] = defaultdict(lambda: ZERO)
    for votes, mass in first.items():
        assert isinstance(votes, tuple)
        for pattern in product(ends, repeat=len(laws)):
            chances = (
                law[v].get(end, ZERO) for law, v, end in zip(laws, votes, pattern, strict=True)
            )
            patterns_of[pattern] += mass * prod(chances, start=ONE)
    return dict(patterns_of)
