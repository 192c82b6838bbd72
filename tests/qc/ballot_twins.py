r"""A second implementation of the other laws of the first ballot and of the stubborn jury, blind.

Written from the published equations: jurors who differ (Poisson's binomial), mixtures over cases,
three kinds of first vote and how a study wrote the third down, the strikes of sate (Edwards) and
any strikes, and the process of Burghardt, Rand and Girvan (2019). Numbers are fractions.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, factorial, lcm
from typing import Generic, TypeVar

from tests.qc.twins import HALF, ONE, ZERO, binomial

# --- laws of the first ballot --------------------------------------------------------------------


def jurors_who_differ(shares: Sequence[Fraction]) -> list[Fraction]:
    """Return the law of the guilty votes of independent jurors, each with a share of his own.

    Not by adding juror after juror: k P(k) = sum over i of (-1)**(i-1) T(i) P(k-i), where T(i) is
    the sum of the i-th powers of the odds (Newton's identities). Jurors who are sure are set aside.

    >>> [str(p) for p in jurors_who_differ([HALF, ONE, Fraction(1, 4)])]
    ['0', '3/8', '1/2', '1/8']
    """
    sure = sum(p == 1 for p in shares)
    odds = [p / (1 - p) for p in shares if p != 1]
    none = ONE
    for p in shares:
        none *= 1 - p if p != 1 else ONE
    law = [none]
    for k in range(1, len(odds) + 1):
        total = ZERO
        for i in range(1, k + 1):
            total += (-1) ** (i - 1) * sum((o**i for o in odds), ZERO) * law[k - i]
        law.append(total / k)
    return [ZERO] * sure + law


def mixed(parts: Sequence[tuple[Fraction, Sequence[Fraction]]]) -> list[Fraction]:
    """Return the law when a case is of one of several kinds, each with its weight and its law.

    >>> [str(p) for p in mixed([(HALF, [ONE, ZERO]), (HALF, [HALF, HALF])])]
    ['3/4', '1/4']
    """
    whole = sum((weight for weight, _ in parts), ZERO)
    jurors = len(parts[0][1])
    return [sum((w * law[k] for w, law in parts), ZERO) / whole for k in range(jurors)]


def three_ways(
    guilty: Fraction, not_guilty: Fraction, jurors: int
) -> dict[tuple[int, int], Fraction]:
    """Return the law of (guilty, not guilty) when the other jurors have not decided.

    >>> str(three_ways(Fraction(1, 3), Fraction(1, 3), 3)[1, 1])
    '2/9'
    """
    undecided = 1 - guilty - not_guilty
    return {
        (g, n): Fraction(factorial(jurors), factorial(g) * factorial(n) * factorial(jurors - g - n))
        * guilty**g
        * not_guilty**n
        * undecided ** (jurors - g - n)
        for g, n in product(range(jurors + 1), repeat=2)
        if g + n <= jurors
    }


def written_down(
    votes: Mapping[tuple[int, int], Fraction], as_guilty: Fraction, jurors: int
) -> list[Fraction]:
    """Return the law of the guilty votes that a study recorded.

    Every undecided juror was written down as guilty with probability `as_guilty`, otherwise as not
    guilty: nought is "undecided counted as not guilty", one half is an even split at random.

    >>> law = written_down(three_ways(HALF, HALF / 2, 1), Fraction(0), 1)
    >>> [str(p) for p in law]
    ['1/2', '1/2']
    """
    law = [ZERO] * (jurors + 1)
    for (g, n), chance in votes.items():
        for more, part in enumerate(binomial(as_guilty, jurors - g - n)):
            law[g + more] += chance * part
    return law


def sate_strikes(
    share: Fraction, jurors: int, prosecution: int, defence: int, accuracy: Fraction
) -> list[Fraction]:
    """Return the law of the first ballot after strikes, as sate has it.

    The prosecution hits h_P of its P strikes and the defence h_D of its D, each with probability
    `accuracy`; of n + h_P + h_D jurors, k_0 would vote guilty, h_D of those go, and what is left is
    cut to 0..n. Strike after strike is played out.

    >>> sate_strikes(HALF, 6, 3, 3, Fraction(0)) == binomial(HALF, 6)
    True
    """
    hits: dict[tuple[int, int], Fraction] = {(0, 0): ONE}
    for side in (0,) * prosecution + (1,) * defence:
        after: dict[tuple[int, int], Fraction] = defaultdict(lambda: ZERO)
        for (by_p, by_d), chance in hits.items():
            after[by_p, by_d] += chance * (1 - accuracy)
            after[by_p + (side == 0), by_d + (side == 1)] += chance * accuracy
        hits = after
    law = [ZERO] * (jurors + 1)
    for (by_p, by_d), chance in hits.items():
        for seen, part in enumerate(binomial(share, jurors + by_p + by_d)):
            law[min(jurors, max(0, seen - by_d))] += chance * part
    return law


def hypergeometric(guilty: int, panel: int, jurors: int) -> list[Fraction]:
    """Return the law of guilty votes when a jury is drawn from a panel of known opinions.

    >>> [str(p) for p in hypergeometric(1, 3, 2)]
    ['1/3', '2/3', '0']
    """
    return [
        Fraction(comb(guilty, k) * comb(panel - guilty, jurors - k), comb(panel, jurors))
        for k in range(jurors + 1)
    ]


# --- Burghardt, Rand and Girvan ------------------------------------------------------------------


@dataclass(frozen=True)
class Stubborn:
    """The numbers of the stubborn jury: herding p, stopping alpha, stubbornness tau, slowing f.

    `zone` is theta: a jury may end with at least that share of its votes on one side. `rest` is
    what a jury outside the zone still stops with, Q_0.
    """

    jurors: int
    herding: Fraction
    stopping: Fraction
    tau: Fraction
    slowing: Fraction
    zone: Fraction
    rest: Fraction = Fraction(3, 10)

    def may_end(self, votes: int) -> bool:
        return max(votes, self.jurors - votes) >= self.zone * self.jurors

    def stop_rate(self, votes: int) -> Fraction:
        """Return s = alpha (Q_0 + |x - 1/2| if x is in the zone)."""
        lead = abs(Fraction(votes, self.jurors) - HALF) if self.may_end(votes) else ZERO
        return self.stopping * (self.rest + lead)

    def wait(self, votes: int) -> Fraction:
        """Return dt = 1/(N (1 + s)), the time one draw takes."""
        return 1 / (self.jurors * (1 + self.stop_rate(votes)))

    def hardening(self, votes: int) -> Fraction:
        """Return what one draw takes off the probability of thinking again."""
        return self.wait(votes) / (self.tau if self.may_end(votes) else self.tau / self.slowing)

    def decides_guilty(self, votes: int, own: int) -> Fraction:
        """Return the chance that one who thinks again votes guilty, by the votes of the others."""
        others_guilty, others = votes - own, self.jurors - 1
        if 2 * others_guilty == others:
            return HALF
        return self.herding if 2 * others_guilty > others else 1 - self.herding

    def turned(self, votes: int) -> tuple[Fraction, Fraction]:
        """Return the chance of a vote more and of a vote fewer when the drawn juror thinks again."""
        n = self.jurors
        up = Fraction(n - votes, n) * self.decides_guilty(votes, 0)
        down = Fraction(votes, n) * (1 - self.decides_guilty(votes, 1))
        return up, down


Number = TypeVar("Number", Fraction, float)


@dataclass
class StubbornEnd(Generic[Number]):
    """Final votes, mean time until the end for each (times its probability), and mean draws."""

    votes: list[Number]
    time: list[Number]
    draws: Number


def stubborn_end(
    jury: Stubborn, law: Sequence[Fraction], number: Callable[[Fraction], Number]
) -> StubbornEnd[Number]:
    """Return how a stubborn jury ends, from a law of the first ballot.

    All histories are played out draw by draw. Two of them are one when votes and readiness are the
    same: readiness is a whole number of grains, so that this is exact even where `number` turns
    probabilities into floating point, which larger juries need. When nobody will think again, votes
    stand still and what is left is one geometric wait.

    >>> jury = Stubborn(3, ONE, HALF, Fraction(1, 9), ONE, Fraction(3, 4))
    >>> sum(stubborn_end(jury, binomial(HALF, 3), Fraction).votes) == 1
    True
    """
    splits, none = range(jury.jurors + 1), number(ZERO)
    end = StubbornEnd([none for _ in splits], [none for _ in splits], none)
    grains = lcm(*(jury.hardening(v).denominator for v in splits))
    harder = [int(jury.hardening(v) * grains) for v in splits]
    waits = [number(jury.wait(v)) for v in splits]
    stops = [number(jury.stop_rate(v) / (1 + jury.stop_rate(v))) for v in splits]
    turns = [(number(up), number(down)) for up, down in map(jury.turned, splits)]
    # (votes, readiness in grains) -> probability, and time so far times probability
    now = {(v, grains): (number(chance), none) for v, chance in enumerate(law) if chance}
    while now:
        after: dict[tuple[int, int], tuple[Number, Number]] = {}
        for (votes, ready), (chance, time) in now.items():
            stop = stops[votes]
            if not ready:
                end.votes[votes] += chance
                end.time[votes] += time + chance * waits[votes] / stop
                end.draws += chance / stop
                continue
            time += chance * waits[votes]
            end.votes[votes] += stop * chance
            end.time[votes] += stop * time
            end.draws += chance
            again = number(Fraction(ready, grains))
            up, down = (again * turn for turn in turns[votes])
            later = max(0, ready - harder[votes])
            for to, part in ((votes + 1, up), (votes - 1, down), (votes, 1 - up - down)):
                if part:
                    old, clock = after.get((to, later), (none, none))
                    going = (1 - stop) * part
                    after[to, later] = old + going * chance, clock + going * time
        now = after
    return end


def tireless_end(
    jury: Stubborn, law: Sequence[Fraction], again: Fraction
) -> tuple[list[Fraction], Fraction]:
    """Return the final votes and the mean time of a jury that thinks again with one chance for ever.

    Visits to each split solve x = law + x M, by elimination in fractions.

    >>> jury = Stubborn(3, ONE, HALF, ONE, ONE, Fraction(3, 4))
    >>> tireless_end(jury, binomial(HALF, 3), ZERO)[0] == binomial(HALF, 3)
    True
    """
    splits = range(jury.jurors + 1)
    stop = [jury.stop_rate(v) / (1 + jury.stop_rate(v)) for v in splits]
    # Row j says what comes into split j, with the minus of M on the left and the start on the right.
    rows = [[Fraction(i == j) for i in splits] + [law[j]] for j in splits]
    for votes in splits:
        up, down = (again * turn for turn in jury.turned(votes))
        for to, part in ((votes + 1, up), (votes - 1, down), (votes, 1 - up - down)):
            if part:
                rows[to][votes] -= (1 - stop[votes]) * part
    for pivot in splits:
        rows[pivot] = [x / rows[pivot][pivot] for x in rows[pivot]]
        for other in splits:
            much = rows[other][pivot]
            if other != pivot and much:
                pairs = zip(rows[other], rows[pivot], strict=True)
                rows[other] = [x - much * y for x, y in pairs]
    visits = [row[-1] for row in rows]
    time = sum((x * jury.wait(v) for v, x in enumerate(visits)), ZERO)
    return [x * chance for x, chance in zip(visits, stop, strict=True)], time
