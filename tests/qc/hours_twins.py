r"""A second account of the court's patience, blind to the first: hazards, caps and hours.

With hours, ballots come at the times of a Poisson process, some a hour, and the court waits until a
given hour, or discharges the jury at a constant rate an hour, or both. Nothing is put in exponents
of matrices here: the law after :math:`j` ballots is carried forward in fractions, and weighted with
the chance of :math:`j` ballots by then, a series that is cut where the rest is below `REST`. The
exponential function is a series of fractions as well.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.qc.elimination import ONE, ZERO, Ballot, End, Hazard, Law, State, Verdict, after_ballot

REST = Fraction(1, 10**22)


def exponential(x: Fraction) -> Fraction:
    """Return exp(-x) to within `REST` squared, relative to 1, by halving and a Taylor series.

    >>> abs(float(exponential(Fraction(1))) - 0.36787944117144233) < 1e-16
    True
    """
    halvings = 0
    while x > 1:
        x, halvings = x / 2, halvings + 1
    term, total, j = ONE, ZERO, 0
    while abs(term) > REST**3:
        total += term
        j += 1
        term *= -x / j
    for _ in range(halvings):
        total = _cut(total * total)
    return total


def _cut(x: Fraction, digits: int = 90) -> Fraction:
    """Return a fraction cut off after so many decimals: an error in the last of them."""
    return Fraction(x.numerator * 10**digits // x.denominator, 10**digits)


def ballots_by(mean: Fraction) -> list[Fraction]:
    """Return the chance of 0, 1, 2, ... ballots where so many are expected, until `REST` is left."""
    chances, left, j = [exponential(mean)], ONE - exponential(mean), 0
    while left > REST:
        j += 1
        chances.append(_cut(chances[-1] * mean / j))
        left -= chances[-1]
    return chances


@dataclass(frozen=True)
class ByHour:
    """The probability of each end by an hour, and of each state of those who are still out."""

    ended: Mapping[End, Fraction]
    out: Mapping[State, Fraction]

    def share(self, how: str) -> Fraction:
        """Return the probability of having ended so by then."""
        return sum((mass for end, mass in self.ended.items() if end.how == how), ZERO)


def by_hour(
    first: Law,
    ballot: Ballot,
    verdict: Verdict,
    *,
    hours: Fraction,
    ballots_per_hour: Fraction,
    discharges_per_hour: Fraction = ZERO,
) -> ByHour:
    """Return how juries have ended by an hour.

    The clock rings for ballots and for discharges. Of the rings a share is a discharge, and what
    the j-th ring is does not depend on when it comes: so the law after j rings is carried forward
    and weighted with the chance of j rings by then.
    """
    rings = ballots_per_hour + discharges_per_hour
    discharge = discharges_per_hour / rings
    now: dict[State | End, Fraction] = dict(after_ballot(first, verdict, lambda _: ZERO))
    ended: dict[End, Fraction] = defaultdict(lambda: ZERO)
    out: dict[State, Fraction] = defaultdict(lambda: ZERO)
    rows: dict[State, Mapping[State | End, Fraction]] = {}
    for weight in ballots_by(rings * hours):
        after: dict[State | End, Fraction] = defaultdict(lambda: ZERO)
        for state, mass in now.items():
            if isinstance(state, End):
                ended[state] += weight * mass
                after[state] += mass
                continue
            out[state] += weight * mass
            if state not in rows:
                rows[state] = after_ballot(ballot(state), verdict, lambda _: ZERO)
            after[End("hung", state)] += mass * discharge
            for target, chance in rows[state].items():
                after[target] += mass * (1 - discharge) * chance
        now = {state: _cut(mass) for state, mass in after.items()}
    return ByHour(dict(ended), dict(out))


def minority_hazard(by_minority: tuple[Fraction, ...]) -> Callable[[int, int], Fraction]:
    """Return a hazard that depends on the size of the smaller side."""
    return lambda guilty, size: by_minority[min(guilty, size - guilty)]


def split_hazard(by_votes: tuple[Fraction, ...]) -> Hazard:
    """Return the hazard of a chain whose state is the number of votes for guilty."""

    def of(state: State) -> Fraction:
        assert isinstance(state, int)
        return by_votes[state]

    return of
