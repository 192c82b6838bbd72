"""The exact solver against fractions over random parameter sets: every entry, tiny ones as well.

By default a small sample of the sets is taken; ``JURYROOM_FULL=1`` takes all ten thousand. Set i is
made from the number i alone, so any set can be made again.

What is compared is the solver. It is given a matrix of floating point numbers, so the reference takes
them as the fractions that they are. They sum to one but for their last digits, so it has to be said
what is meant by the chance to leave a state: it is the sum of the ways out of it.
"""

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

ALL = 10_000
SAMPLE = 300
TAKEN = range(ALL) if os.environ.get("JURYROOM_FULL") == "1" else range(0, ALL, ALL // SAMPLE)

LOG = logging.getLogger(__name__)

ALLOWED = 1e-14
"""Greatest relative error of an entry."""

Table = list[list[Fraction]]


@dataclass(frozen=True)
class Solved:
    """What fractions say, from each start: endings, hung at each split, and mean ballots."""

    endings: Table
    last_split: Table
    mean_ballots: list[Fraction]


# --- fractions: elimination of one state after another -------------------------------------------


def solve(ways: Table, ends: Table) -> Table:
    """Return (I - Q)^-1 times all columns of `ends` but the last, in the order of the states.

    The last column holds what leads out of all the states; with the ways to other states it is the
    chance to leave one. The diagonal of `ways` is not read.
    """
    rows = [[*row, *end[:-1]] for row, end in zip(ways, ends, strict=True)]
    out, leads = [end[-1] for end in ends], range(len(ways))
    for s in reversed(leads):
        out[s] += sum(rows[s][:s], Fraction(0))
        for i in range(s):
            if rows[i][s]:
                share = rows[i][s] / out[s]
                out[i] += share * (out[s] - sum(rows[s][:s], Fraction(0)))
                _add(rows[i], share, rows[s], [*range(s), *range(len(ways), len(rows[s]))])
    found: Table = []
    for s in leads:
        row = rows[s][len(ways) :]
        for j in range(s):
            _add(row, rows[s][j], found[j], range(len(row)))
        found.append([value / out[s] for value in row])
    return found


def _add(row: list[Fraction], share: Fraction, other: list[Fraction], at: Sequence[int]) -> None:
    if share:
        for c in at:
            if other[c]:
                row[c] += share * other[c]


def fractions_of(matrix: Any) -> Table:
    """Return a matrix in fractions: every number is the fraction that it is."""
    return [[Fraction(float(p)) for p in row] for row in matrix]


def pressed(table: Table, pressure: Fraction) -> Table:
    """Return the moves where, at times, a juror who votes not guilty is turned instead."""
    mixed = [[(1 - pressure) * p for p in row] for row in table]
    for g in range(len(table) - 1):
        mixed[g][g + 1] += pressure
    mixed[-1][-1] += pressure
    return mixed


def without_cap(table: Table, verdicts: Sequence[str], hazards: Sequence[Fraction]) -> Solved:
    """Return how juries end, a hazard after every ballot that is no verdict."""
    n = len(table)
    inside = [g for g in range(n) if not verdicts[g]]
    ways = [[table[g][h] * (1 - hazards[h]) for h in inside] for g in inside]
    ends: Table = []
    for g in inside:
        won = sum((table[g][h] for h in range(n) if verdicts[h] == "guilty"), Fraction(0))
        lost = sum((table[g][h] for h in range(n) if verdicts[h] == "not guilty"), Fraction(0))
        hung = [Fraction(0) if verdicts[h] else table[g][h] * hazards[h] for h in range(n)]
        everything = [won, lost, sum(hung, Fraction(0))]
        ends.append([*everything, *hung, Fraction(1), sum(everything, Fraction(0))])
    found = dict(zip(inside, solve(ways, ends), strict=True))
    return _told(verdicts, found)


def capped(table: Table, verdicts: Sequence[str], cap: int) -> Solved:
    """Return how juries end where what is no verdict after `cap` ballots hangs."""
    n = len(table)
    found: dict[int, list[Fraction]] = {}
    for start in (g for g in range(n) if not verdicts[g]):
        now, won, lost, ballots = {start: Fraction(1)}, Fraction(0), Fraction(0), Fraction(0)
        for _ in range(cap):
            after: dict[int, Fraction] = {}
            for g, mass in now.items():
                ballots += mass
                for h, chance in enumerate(table[g]):
                    if chance and verdicts[h] == "guilty":
                        won += mass * chance
                    elif chance and verdicts[h]:
                        lost += mass * chance
                    elif chance:
                        after[h] = after.get(h, Fraction(0)) + mass * chance
            now = after
        at = [now.get(h, Fraction(0)) for h in range(n)]
        found[start] = [won, lost, sum(at, Fraction(0)), *at, ballots]
    return _told(verdicts, found)


def _told(verdicts: Sequence[str], found: dict[int, list[Fraction]]) -> Solved:
    n = len(verdicts)
    endings, last, mean = [], [], []
    for g, verdict in enumerate(verdicts):
        at_once = [Fraction(verdict == "guilty"), Fraction(verdict == "not guilty"), Fraction(0)]
        row = [*at_once, *[Fraction(0)] * n, Fraction(0)] if verdict else found[g]
        endings.append(row[:3])
        last.append(row[3:-1])
        mean.append(row[-1])
    return Solved(endings, last, mean)


# --- numbers of a set's own ----------------------------------------------------------------------


class Draw:
    """The numbers of one set: SplitMix64 (Steele, Lea and Flood, 2014), begun at the set's own."""

    def __init__(self, number: int) -> None:
        self.state = number % 2**64

    def bits(self) -> int:
        """Return 64 bits."""
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    def random(self) -> float:
        """Return a number from 0 to below 1."""
        return (self.bits() >> 11) * 2.0**-53

    def randint(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        return low + int(self.random() * (high - low + 1))

    def choice(self, of: Sequence[Any]) -> Any:
        """Return one of several things."""
        return of[self.randint(0, len(of) - 1)]


# --- the sets ------------------------------------------------------------------------------------


TINIEST: list[Fraction] = [Fraction(1)]
"""The smallest entry above 0 that was compared."""


def relative_error(said: Any, exact: Any) -> float:
    """Return the largest relative error of any entry; where the exact one is 0 so must be it."""
    flat_exact = [p for row in exact for p in (row if isinstance(row, list) else [row])]
    worst = 0.0
    for p, q in zip(np.ravel(said).tolist(), flat_exact, strict=True):
        if q == 0:
            worst = max(worst, 0.0 if p == 0 else float("inf"))
        elif q > Fraction(1, 10**290):  # below, floating point has fewer digits
            worst = max(worst, float(abs(Fraction(p) / q - 1)))
            TINIEST[0] = min(TINIEST[0], q)
    return worst


def chain_of(draw: Draw) -> Any:
    """Return one of juryroom's chains with parameters drawn over its whole domain."""
    from juryroom.deliberation.models.linear_pull import LinearPull
    from juryroom.deliberation.models.tug_of_war import TugOfWar

    if draw.random() < 0.3:
        return LinearPull(inertia=draw.choice([0.0, draw.random() * 0.999]))
    slope = draw.choice([0.0, 0.5, 1.0, draw.random()])
    return TugOfWar(slope=slope, bias=2 * draw.random() - 1, movers=draw.randint(1, 8))


def law_error(number: int) -> float:
    """Return the largest relative error in the law of set `number`."""
    from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
    from juryroom.outcome.solve import solve_law
    from juryroom.procedure.decision_rule import DecisionRule

    draw = Draw(number << 20)
    n, model = draw.randint(3, 16), chain_of(draw)
    to_convict = draw.randint(n // 2 + 1, n)
    to_acquit = draw.randint(n - to_convict + 1, n)
    hazards = [draw.choice([0.0, 2.0 ** -draw.randint(1, 60), draw.random()]) for _ in range(n + 1)]
    patience = draw.choice(
        [
            Never(),
            HangHazard(per_ballot=hazards[0]),
            SplitHazard(by_guilty_votes=tuple(hazards)),
            BallotCap(ballots=draw.randint(0, 12)),
        ]
    )
    pressure = draw.choice([0.0, 0.0, draw.random()])
    rule = DecisionRule(jury_size=n, to_convict=to_convict, to_acquit=to_acquit)
    law = solve_law(model, rule, patience, pressure)
    table = pressed(fractions_of(model.transition_matrix(n)), Fraction(pressure))
    verdicts = [
        "guilty" if g >= to_convict else "not guilty" if n - g >= to_acquit else ""
        for g in range(n + 1)
    ]
    if isinstance(patience, BallotCap):
        exact = capped(table, verdicts, patience.ballots)
    else:
        each = [0.0] * (n + 1) if isinstance(patience, Never) else patience.hazards(n)
        exact = without_cap(table, verdicts, [Fraction(h) for h in each])
    assert law.last_split is not None
    return max(
        relative_error(law.endings, exact.endings),
        relative_error(law.last_split, exact.last_split),
        relative_error(law.mean_ballots, exact.mean_ballots),
    )


def random_chain(number: int) -> tuple[Any, Any]:
    """Return the Q and R of a chain that jumps anywhere, by chances of all sizes."""
    draw = Draw(~number << 20)
    m, outcomes = draw.randint(2, 15), draw.randint(2, 3)
    faint = draw.choice([10, 40, 200])
    rows = np.array(
        [
            [draw.random() * 2.0 ** -draw.randint(0, faint) for _ in range(m + outcomes)]
            for _ in range(m)
        ]
    )
    rows[:, :m] *= np.array([[draw.random() < 0.7 for _ in range(m)] for _ in range(m)])
    rows /= rows.sum(axis=1, keepdims=True) * (1 + draw.random())
    for i in range(m):
        rows[i, i] = 0.0
        rows[i, i] = 1 - rows[i].sum()
    return rows[:, :m], rows[:, m:]


def dense_error(number: int, *, also_rational: bool = False) -> float:
    """Return the largest relative error in a chain that jumps anywhere."""
    from juryroom.markov import rational
    from juryroom.markov.absorbing import AbsorbingChain

    Q, R = random_chain(number)
    m, outcomes = R.shape
    chain = AbsorbingChain(Q, R)
    ways = [[Fraction(float(p)) for p in row] for row in Q]
    ends = [[Fraction(float(p)) for p in row] for row in R]
    exact = solve(ways, [[*row, Fraction(1), sum(row, Fraction(0))] for row in ends])
    if also_rational:
        # The project's own reference reads the diagonal: it is given what the ways leave of one.
        for i in range(m):
            ways[i][i] = 0 * ways[i][i]
            ways[i][i] = 1 - sum(ways[i], Fraction(0)) - sum(ends[i], Fraction(0))
        assert rational.absorption(ways, ends) == [row[:outcomes] for row in exact]
        assert rational.mean_steps(ways) == [row[-1] for row in exact]
    return max(
        relative_error(chain.absorption(), [row[:outcomes] for row in exact]),
        relative_error(chain.mean_steps(), [row[-1] for row in exact]),
    )


# --- the tests -----------------------------------------------------------------------------------


def test_every_entry_of_every_law() -> None:
    """Seven sets of ten: laws of deliberation of 3 to 16 jurors under every kind of patience."""
    began = time.perf_counter()
    taken = [number for number in TAKEN if number % 10 < 7]
    errors = {number: law_error(number) for number in taken}
    _tell("laws", errors, began)
    assert {number: e for number, e in errors.items() if not e <= ALLOWED} == {}


def test_every_entry_of_chains_that_jump() -> None:
    """Three sets of ten: dense chains with chances down to 1e-60."""
    began = time.perf_counter()
    taken = [number for number in TAKEN if number % 10 >= 7]
    errors = {n: dense_error(n, also_rational=i % 10 == 0) for i, n in enumerate(taken)}
    _tell("dense chains", errors, began)
    assert {number: e for number, e in errors.items() if not e <= ALLOWED} == {}


def _tell(what: str, errors: dict[int, float], began: float) -> None:
    worst = max(errors, key=lambda number: errors[number])
    LOG.info(
        "%s: %d sets, largest relative error %.2e (set %d), smallest entry %.0e, %.1f s",
        what,
        len(errors),
        errors[worst],
        worst,
        float(TINIEST[0]),
        time.perf_counter() - began,
    )


def test_our_fractions_are_the_projects_own() -> None:
    from juryroom.markov import rational

    half, none = Fraction(1, 2), Fraction(0)
    for m in (1, 4, 7):
        ways = [[half if abs(i - j) == 1 else none for j in range(m)] for i in range(m)]
        ends = [[half if i == 0 else none, half if i == m - 1 else none] for i in range(m)]
        found = solve(ways, [[*row, Fraction(1), sum(row, none)] for row in ends])
        assert [row[:2] for row in found] == rational.absorption(ways, ends)
        assert [row[2] for row in found] == rational.mean_steps(ways)
        assert [row[1] for row in found] == [Fraction(i + 1, m + 1) for i in range(m)]
    assert all(low < high for (low, *_), (high, *_) in pairwise(reversed(found)))


@pytest.mark.parametrize("where", [0, 2])
def test_an_entry_off_by_a_hair_is_seen(where: int) -> None:
    exact = [[Fraction(1, 3), Fraction(1, 10**30), Fraction(0)]]
    said = np.array([[1 / 3, 1e-30, 0.0]])
    assert relative_error(said, exact) < ALLOWED
    said[0, where] = said[0, where] * (1 + 1e-12) or 1e-300
    assert relative_error(said, exact) > ALLOWED
