r"""How a deliberation of the twins ends: who wins, after how many ballots, and how the hung stand.

* The first ballot is a verdict at once when it meets the rule.
* Otherwise ballots follow. At each one the jury moves, then the rule is looked at, and only then
  the court's patience: with a hazard :math:`h` the jury is discharged with probability :math:`h`;
  with a cap of :math:`T` whatever is no verdict after :math:`T` ballots beyond the first is hung.

Ballots are counted from the first ballot, which is number 0. Three methods: closed forms for
chains, elimination on fractions state by state, and multiplication forward. Floating point takes
the place of fractions only for juries with too many states.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod

import numpy as np

from tests.qc.twins import ONE, ZERO, Chain, Law, Process, Rule, State

BEFORE: State = ()
"""Where everything begins: the state before the first ballot."""


class NeverEndsError(Exception):
    """Some start is never left: no verdict and no end of patience can be reached."""


@dataclass(frozen=True)
class Ending:
    """How a deliberation ends.

    `hung_at` holds the probability of being hung *and* at that split; `against` the expected
    number of jurors whose mind is against the verdict, on the event of that verdict.
    """

    guilty: Fraction
    not_guilty: Fraction
    hung: Fraction
    ballots: Fraction
    hung_at: Mapping[int, Fraction]
    against: Mapping[str, Fraction]


Mark = tuple[str, State]
"""A verdict and the state it was returned in, or ("hung", state)."""


def _ending(process: Process, marks: Mapping[Mark, Fraction], ballots: Fraction) -> Ending:
    total: dict[str, Fraction] = defaultdict(lambda: ZERO)
    hung_at: dict[int, Fraction] = defaultdict(lambda: ZERO)
    against: dict[str, Fraction] = defaultdict(lambda: ZERO)
    for (end, state), mass in marks.items():
        total[end] += mass
        if end == "hung":
            hung_at[process.guilty_votes(state)] += mass
            continue
        minds = process.guilty_minds(state)
        against[end] += mass * (process.jury_size - minds if end == "guilty" else minds)
    return Ending(
        total["guilty"], total["not guilty"], total["hung"], ballots, dict(hung_at), dict(against)
    )


def _marked(process: Process, rule: Rule, law: Law, hazard: Fraction) -> dict[Mark, Fraction]:
    """Return one ballot's law with verdicts and discharges marked, and the rest marked "" ."""
    marked: dict[Mark, Fraction] = defaultdict(lambda: ZERO)
    for state, chance in law.items():
        verdict = rule.verdict(process.guilty_votes(state))
        if not chance:
            continue
        if verdict:
            marked[verdict, state] += chance
        else:
            marked["", state] += chance * (1 - hazard)
            marked["hung", state] += chance * hazard
    return {mark: chance for mark, chance in marked.items() if chance}


def _reached(
    process: Process, rule: Rule, start: Law, hazard: Fraction, pressure: Fraction
) -> tuple[dict[Mark, Fraction], dict[State, dict[Mark, Fraction]]]:
    first = _marked(process, rule, start, ZERO)
    rows: dict[State, dict[Mark, Fraction]] = {}
    waiting = [state for end, state in first if not end]
    while waiting:
        state = waiting.pop()
        if state not in rows:
            rows[state] = _marked(process, rule, process.ballot(state, pressure), hazard)
            waiting += [after for end, after in rows[state] if not end]
    return first, rows


def start_law(process: Process, first_ballot: Sequence[Fraction]) -> Law:
    """Return the law of the state after the first ballot."""
    return {process.start(k): mass for k, mass in enumerate(first_ballot) if mass}


def to_the_end(
    process: Process,
    rule: Rule,
    first_ballot: Sequence[Fraction],
    *,
    hazard: Fraction = ZERO,
    pressure: Fraction = ZERO,
) -> Ending:
    """Return the exact ending without a cap, by eliminating one state after another.

    A state taken out hands what comes to it on to where it leads; ballots held there are handed
    on as well. What is left in the end is the law from the start to the marks. This is Gaussian
    elimination, done on fractions.

    Raises
    ------
    NeverEndsError
        If the start leads to states that are never left.
    """
    first, rows = _reached(process, rule, start_law(process, first_ballot), hazard, pressure)
    order = sorted(rows, key=lambda state: (process.guilty_votes(state), state))
    rows[BEFORE] = first
    held = {state: Fraction(state != BEFORE) for state in rows}
    into: dict[State, set[State]] = defaultdict(set)
    for state, row in rows.items():
        for end, after in row:
            if not end:
                into[after].add(state)
    for out in order:
        leads, stayed = rows.pop(out), held.pop(out)
        leaves = 1 - leads.pop(("", out), ZERO)
        if not leaves:
            raise NeverEndsError(out)
        for state in into[out] & rows.keys():
            weight = rows[state].pop(("", out)) / leaves
            held[state] += weight * stayed
            for (end, after), chance in leads.items():
                rows[state][end, after] = rows[state].get((end, after), ZERO) + weight * chance
                into[after].add(state)
    return _ending(process, rows[BEFORE], held[BEFORE])


def up_to(
    process: Process,
    rule: Rule,
    first_ballot: Sequence[Fraction],
    *,
    cap: int,
    pressure: Fraction = ZERO,
) -> Ending:
    """Return the exact ending with a cap on ballots, by multiplying the law forward."""
    done: dict[Mark, Fraction] = defaultdict(lambda: ZERO)
    rows: dict[State, dict[Mark, Fraction]] = {}
    now = _marked(process, rule, start_law(process, first_ballot), ZERO)
    ballots = ZERO
    for remaining in range(cap, -1, -1):
        after: dict[Mark, Fraction] = defaultdict(lambda: ZERO)
        for (end, state), mass in now.items():
            if end:
                done[end, state] += mass
            elif not remaining:
                done["hung", state] += mass
            else:
                ballots += mass
                if state not in rows:
                    rows[state] = _marked(process, rule, process.ballot(state, pressure), ZERO)
                for mark, chance in rows[state].items():
                    after[mark] += mass * chance
        now = after
    return _ending(process, done, ballots)


def first_passage(
    chain: Chain, rule: Rule, guilty_votes: int, *, pressure: Fraction = ZERO
) -> tuple[Fraction, Fraction]:
    """Return P(guilty) and the mean ballots of a chain without patience, in closed form.

    With l the largest losing split and h the smallest winning one, u and d the steps up and down
    and c_j the product of d/u over l < i <= j, P(guilty | k) is the sum of c_j over l <= j < k
    divided by that over l <= j < h. Products are kept as d's below and u's above, so that an u of
    zero does no harm. (Gambler's ruin; with l = 0 and h = n it is the formula printed for sate.)
    """
    low, high = chain.jury_size - rule.to_acquit, rule.to_convict
    if not low < guilty_votes < high:
        return Fraction(guilty_votes >= high), ZERO
    inside = range(low + 1, high)
    up = {g: (1 - pressure) * chain.up(g) + pressure for g in inside}
    down = {g: (1 - pressure) * chain.down(g) for g in inside}

    def weight(j: int, bottom: int, top: int) -> Fraction:
        return prod((down[i] if i <= j else up[i] for i in range(bottom + 1, top)), start=ONE)

    def wins(k: int, bottom: int, top: int) -> Fraction:
        weights = [weight(j, bottom, top) for j in range(bottom, top)]
        return sum(weights[: k - bottom], ZERO) / sum(weights, ZERO)

    # The visits to y from k: the chance to come to y at all, over the chance to leave it for good.
    visits = ZERO
    for y in inside:
        comes = (
            ONE
            if y == guilty_votes
            else (
                wins(guilty_votes, low, y) if guilty_votes < y else 1 - wins(guilty_votes, y, high)
            )
        )
        never_back = up[y] * wins(y + 1, y, high) if y + 1 < high else up[y]
        never_back += down[y] * (1 - wins(y - 1, low, y)) if y - 1 > low else down[y]
        visits += comes / never_back
    return wins(guilty_votes, low, high), visits


def linear_pull(guilty_votes: int, jury_size: int) -> Fraction:
    """Return P(guilty | k) under unanimity as a sum of binomials.

    >>> float(linear_pull(10, 12))
    0.994140625
    """
    n = jury_size
    return Fraction(sum(comb(n - 1, j) for j in range(guilty_votes)), 2 ** (n - 1))


def tug_of_war(guilty_votes: int, jury_size: int) -> Fraction:
    """Return sate's P(guilty | k): r_g = ((3n - 2g + 2) / (n + 2g - 2))**2 and its products.

    >>> round(float(tug_of_war(6, 12)), 9)
    0.278342758
    """
    n = jury_size
    products = [ONE]
    for g in range(1, n):
        products.append(products[-1] * Fraction(3 * n - 2 * g + 2, n + 2 * g - 2) ** 2)
    return sum(products[:guilty_votes], ZERO) / sum(products)


# --- beyond fractions ----------------------------------------------------------------------------


def roughly(
    process: Process,
    rule: Rule,
    first_ballot: Sequence[Fraction],
    *,
    hazard: Fraction = ZERO,
    pressure: Fraction = ZERO,
) -> Ending:
    """Return the ending in floating point, for juries too large for fractions.

    The same elimination as `to_the_end`, state by state; the chance to leave a state is summed
    over where it leads instead of taken as one minus the chance to stay, so no figures cancel
    (Grassmann, Taksar and Heyman, 1985).
    """
    first, rows = _reached(process, rule, start_law(process, first_ballot), hazard, pressure)
    states = sorted(rows, key=lambda state: (process.guilty_votes(state), state))
    ends = sorted({mark for row in (first, *rows.values()) for mark in row if mark[0]})
    column = {mark: i for i, mark in enumerate([("", state) for state in states] + ends)}
    a = np.zeros((len(states) + 1, len(column) + 1))
    for i, row in enumerate([*(rows[state] for state in states), first]):
        for mark, chance in row.items():
            a[i, column[mark]] = float(chance)
    # The last column counts ballots. The start is the last row: brought to the top here.
    a[:-1, -1] = 1.0
    a = np.vstack([a[-1:], a[:-1]])
    inner = len(states)
    for s in range(inner - 1, -1, -1):
        row = a[s + 1]
        leaves = row[:s].sum() + row[inner:-1].sum()
        if not leaves > 0:
            raise NeverEndsError(states[s])
        share = a[: s + 1, s] / leaves
        a[: s + 1, :s] += np.outer(share, row[:s])
        a[: s + 1, inner:] += np.outer(share, row[inner:])
    marks = {mark: Fraction(float(a[0, column[mark]])) for mark in ends}
    return _ending(process, marks, Fraction(float(a[0, -1])))


def roughly_up_to(
    process: Process,
    rule: Rule,
    first_ballot: Sequence[Fraction],
    *,
    cap: int,
    pressure: Fraction = ZERO,
) -> Ending:
    """Return the ending with a cap in floating point, by multiplying the law forward."""
    first, rows = _reached(process, rule, start_law(process, first_ballot), ZERO, pressure)
    steps = {s: [(mark, float(c)) for mark, c in row.items()] for s, row in rows.items()}
    now = {mark: float(chance) for mark, chance in first.items()}
    ballots = 0.0
    for _ in range(cap):
        after: dict[Mark, float] = defaultdict(float)
        for (end, state), mass in now.items():
            if end:
                after[end, state] += mass
                continue
            ballots += mass
            for mark, chance in steps[state]:
                after[mark] += mass * chance
        now = after
    done = {(end or "hung", state): Fraction(mass) for (end, state), mass in now.items()}
    return _ending(process, done, Fraction(ballots))
