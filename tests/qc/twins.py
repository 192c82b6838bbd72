r"""A second implementation of every built-in model, blind to the first.

Written from the sources alone by someone who had not read the package: Davis (1973) for the
decision schemes, Klevorick and Rothschild (1979) for the linear pull, Edwards's R package sate and
its three-number generalisation for the tug of war, and the theory page ``private-public.md`` for
minds and votes. Nothing here is shared with the package: numbers are fractions, and the method is
another one wherever another one exists.

What is to be solved is always the same. Let :math:`n` be the size of the jury and :math:`g` the
votes for guilty now.

* The first ballot is a verdict at once when it meets the rule: guilty when :math:`g` is at least
  the votes needed to convict, not guilty when :math:`n - g` is at least the votes needed to acquit.
* Otherwise ballots follow. At each one the jury moves, then the rule is looked at, and only then
  the court's patience: with a hazard :math:`h` the jury is discharged with probability :math:`h`;
  with a cap of :math:`T` whatever is no verdict after :math:`T` ballots beyond the first is hung.
* Sustained pressure :math:`\theta` replaces a move :math:`P` by
  :math:`(1-\theta) P + \theta U`, where :math:`U` turns one vote from not guilty to guilty.

Ballots are counted from the first ballot, which is number 0.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

import numpy as np

State = tuple[int, ...]
BEFORE: State = ()
"""Where everything begins: the state before the first ballot."""

Law = dict[State, Fraction]

ZERO = Fraction(0)
ONE = Fraction(1)
HALF = Fraction(1, 2)


class NeverEndsError(Exception):
    """Some start is never left: no verdict and no end of patience can be reached."""


# --- first ballots (models.md, section 2) -------------------------------------------------------


def binomial(share: Fraction, jury_size: int) -> list[Fraction]:
    """Return the law of the guilty votes of independent jurors.

    >>> [str(p) for p in binomial(Fraction(1, 2), 2)]
    ['1/4', '1/2', '1/4']
    """
    n = jury_size
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def beta_binomial(share: Fraction, resemblance: Fraction, jury_size: int) -> list[Fraction]:
    """Return BetaBin(n, p(1-r)/r, (1-p)(1-r)/r), by rising factorials with r multiplied out.

    At r = 0 the rising factorials are plain powers, and the law is the binomial.

    >>> [str(p) for p in beta_binomial(Fraction(1, 2), Fraction(1, 3), 3)]
    ['1/4', '1/4', '1/4', '1/4']
    """
    n, r = jury_size, resemblance

    def rising(base: Fraction, length: int) -> Fraction:
        return prod((base * (1 - r) + i * r for i in range(length)), start=ONE)

    whole = rising(ONE, n)
    return [comb(n, k) * rising(share, k) * rising(1 - share, n - k) / whole for k in range(n + 1)]


def rumoured(first_ballot: Sequence[Fraction], converted: Fraction) -> list[Fraction]:
    """Return the first ballot after each not-guilty juror is converted with a probability.

    A rumour changes the starting state (``private-public.md``, "Threats and rumours").

    >>> [str(p) for p in rumoured([ONE, ZERO, ZERO], HALF)]
    ['1/4', '1/2', '1/4']
    """
    n = len(first_ballot) - 1
    after = [ZERO] * (n + 1)
    for k, mass in enumerate(first_ballot):
        for more, chance in enumerate(binomial(converted, n - k)):
            after[k + more] += mass * chance
    return after


# --- the rule ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """Votes needed to convict and to acquit."""

    jury_size: int
    to_convict: int
    to_acquit: int

    def verdict(self, guilty_votes: int) -> str:
        """Return "guilty", "not guilty", or "" for no verdict.

        >>> [Rule(3, 3, 2).verdict(g) for g in range(4)]
        ['not guilty', 'not guilty', '', 'guilty']
        """
        if guilty_votes >= self.to_convict:
            return "guilty"
        if self.jury_size - guilty_votes >= self.to_acquit:
            return "not guilty"
        return ""


def unanimous(jury_size: int) -> Rule:
    """Return the rule that asks for every vote, either way."""
    return Rule(jury_size, jury_size, jury_size)


# --- decision schemes (section 3) ----------------------------------------------------------------

Row = tuple[Fraction, Fraction, Fraction]
"""Probability of guilty, of not guilty and of hung, given the votes of the first ballot."""


def _majority(k: int, n: int) -> Row:
    if 2 * k == n:
        return HALF, HALF, ZERO
    return (ONE, ZERO, ZERO) if 2 * k > n else (ZERO, ONE, ZERO)


def _proportionality(k: int, n: int) -> Row:
    return Fraction(k, n), Fraction(n - k, n), ZERO


def _equiprobability(k: int, n: int) -> Row:
    sides = (k > 0) + (k < n)
    return Fraction(k > 0, sides), Fraction(k < n, sides), ZERO


def _two_thirds_or_hung(k: int, n: int) -> Row:
    guilty, not_guilty = Fraction(k, n) >= Fraction(2, 3), Fraction(n - k, n) >= Fraction(2, 3)
    return Fraction(guilty), Fraction(not_guilty), Fraction(not (guilty or not_guilty))


def _two_thirds_or_acquit(k: int, n: int) -> Row:
    guilty = Fraction(k, n) >= Fraction(2, 3)
    return Fraction(guilty), Fraction(not guilty), ZERO


def _unanimity_or_hung(k: int, n: int) -> Row:
    return Fraction(k == n), Fraction(k == 0), Fraction(0 < k < n)


SCHEMES: dict[str, Callable[[int, int], Row]] = {
    "majority": _majority,
    "proportionality": _proportionality,
    "equiprobability": _equiprobability,
    "two-thirds-or-hung": _two_thirds_or_hung,
    "two-thirds-or-acquit": _two_thirds_or_acquit,
    "unanimity-or-hung": _unanimity_or_hung,
}


def scheme(name: str, first_ballot: Sequence[Fraction]) -> Row:
    """Return the verdict law of a scheme for a law of the first ballot.

    >>> [str(p) for p in scheme("two-thirds-or-hung", binomial(HALF, 6))]
    ['11/32', '11/32', '5/16']
    """
    n = len(first_ballot) - 1
    rows = [SCHEMES[name](k, n) for k in range(n + 1)]
    sums = [
        sum((pi * row[i] for pi, row in zip(first_ballot, rows, strict=True)), ZERO)
        for i in range(3)
    ]
    return sums[0], sums[1], sums[2]


# --- what moves from ballot to ballot ------------------------------------------------------------


class Process(ABC):
    """A jury that moves from ballot to ballot."""

    jury_size: int

    @abstractmethod
    def start(self, guilty_votes: int) -> State:
        """Return the state after a first ballot."""

    @abstractmethod
    def guilty_votes(self, state: State) -> int:
        """Return the votes for guilty."""

    def guilty_minds(self, state: State) -> int:
        """Return the jurors who think guilty; where a model has no minds, a vote is a mind."""
        return self.guilty_votes(state)

    @abstractmethod
    def move(self, state: State) -> Law:
        """Return the law of the next ballot (P)."""

    @abstractmethod
    def threatened(self, state: State) -> Law:
        """Return the law of the next ballot when one vote for not guilty is turned (U)."""

    def ballot(self, state: State, pressure: Fraction) -> Law:
        """Return the law of the next ballot under sustained pressure."""
        if not pressure:
            return self.move(state)
        mixed: Law = defaultdict(lambda: ZERO)
        for weight, law in ((1 - pressure, self.move(state)), (pressure, self.threatened(state))):
            for after, chance in law.items():
                mixed[after] += weight * chance
        return dict(mixed)


class Chain(Process):
    """A walk on the number of guilty votes, one vote at a time."""

    def start(self, guilty_votes: int) -> State:
        return (guilty_votes,)

    def guilty_votes(self, state: State) -> int:
        return state[0]

    @abstractmethod
    def up(self, g: int) -> Fraction:
        """Return the probability of one guilty vote more, 0 < g < n."""

    @abstractmethod
    def down(self, g: int) -> Fraction:
        """Return the probability of one guilty vote fewer, 0 < g < n."""

    def move(self, state: State) -> Law:
        (g,) = state
        up, down = self.up(g), self.down(g)
        return {(g + 1,): up, (g - 1,): down, (g,): 1 - up - down}

    def threatened(self, state: State) -> Law:
        return {(state[0] + 1,): ONE}


@dataclass(frozen=True)
class LinearPull(Chain):
    """Section 5. With inertia s a ballot moves no one with probability s."""

    jury_size: int
    inertia: Fraction = ZERO

    def up(self, g: int) -> Fraction:
        return (1 - self.inertia) * Fraction(g, self.jury_size)

    def down(self, g: int) -> Fraction:
        return (1 - self.inertia) * Fraction(self.jury_size - g, self.jury_size)


@dataclass(frozen=True)
class TugOfWar(Chain):
    """Section 6, with slope a, bias b and c movers, c a whole number so that steps are rational."""

    jury_size: int
    slope: Fraction = HALF
    bias: Fraction = ONE
    movers: int = 2

    def side(self, g: int) -> Fraction:
        """Return m(g), the chance that a marginal juror sides with guilt."""
        return HALF + self.slope * ((g - self.bias) / self.jury_size - HALF)

    def up(self, g: int) -> Fraction:
        return self.side(g) ** self.movers

    def down(self, g: int) -> Fraction:
        return (1 - self.side(g)) ** self.movers


@dataclass(frozen=True)
class _MindsAndVotes(Process):
    jury_size: int
    persuasion: Fraction = HALF
    pressure_to_convict: Fraction = HALF
    pressure_to_acquit: Fraction = HALF

    def opposed(self, view: int, vote: int, guilty_votes: int) -> Fraction:
        """Return the share of the others whose vote is opposite to `view`; guilty is 1.

        `guilty_votes` counts the whole jury, so the juror's own vote is taken away.
        """
        others = self.jury_size - 1
        for_guilty = guilty_votes - vote
        return Fraction(others - for_guilty if view else for_guilty, others)

    def drawn(self, mind: int, vote: int, guilty_votes: int) -> dict[tuple[int, int], Fraction]:
        """Return the law of (mind, vote) of the juror who is drawn, after the ballot."""
        after: dict[tuple[int, int], Fraction] = defaultdict(lambda: ZERO)
        changed = self.persuasion * self.opposed(mind, vote, guilty_votes)
        for view, chance in ((1 - mind, changed), (mind, 1 - changed)):
            rate = self.pressure_to_acquit if view else self.pressure_to_convict
            against = rate * self.opposed(view, vote, guilty_votes)
            after[view, 1 - view] += chance * against
            after[view, view] += chance * (1 - against)
        return {condition: chance for condition, chance in after.items() if chance}


KINDS = ((1, 1), (1, 0), (0, 1), (0, 0))
"""(mind, vote) of the four conditions a juror can be in."""


class MindsAndVotesByCounts(_MindsAndVotes):
    """A state is the number of jurors in each of the four conditions."""

    def start(self, guilty_votes: int) -> State:
        return (guilty_votes, 0, 0, self.jury_size - guilty_votes)

    def guilty_votes(self, state: State) -> int:
        return state[0] + state[2]

    def guilty_minds(self, state: State) -> int:
        return state[0] + state[1]

    def move(self, state: State) -> Law:
        law: Law = defaultdict(lambda: ZERO)
        for kind, held in enumerate(state):
            if held:
                for condition, chance in self.drawn(*KINDS[kind], self.guilty_votes(state)).items():
                    after = _one_moved(state, kind, KINDS.index(condition))
                    law[after] += Fraction(held, self.jury_size) * chance
        return dict(law)

    def threatened(self, state: State) -> Law:
        not_guilty = state[1] + state[3]
        return {
            _one_moved(state, voted_no, votes_yes): Fraction(state[voted_no], not_guilty)
            for voted_no, votes_yes in ((1, 0), (3, 2))
            if state[voted_no]
        }


def _one_moved(state: State, source: int, target: int) -> State:
    after = list(state)
    after[source] -= 1
    after[target] += 1
    return tuple(after)


class MindsAndVotesByJuror(_MindsAndVotes):
    """A state says the condition of each juror in turn: 4**n states, no lumping at all."""

    def start(self, guilty_votes: int) -> State:
        return (0,) * guilty_votes + (3,) * (self.jury_size - guilty_votes)

    def guilty_votes(self, state: State) -> int:
        return sum(KINDS[kind][1] for kind in state)

    def guilty_minds(self, state: State) -> int:
        return sum(KINDS[kind][0] for kind in state)

    def move(self, state: State) -> Law:
        law: Law = defaultdict(lambda: ZERO)
        for juror, kind in enumerate(state):
            for condition, chance in self.drawn(*KINDS[kind], self.guilty_votes(state)).items():
                after = (*state[:juror], KINDS.index(condition), *state[juror + 1 :])
                law[after] += Fraction(1, self.jury_size) * chance
        return dict(law)

    def threatened(self, state: State) -> Law:
        voted_no = [juror for juror, kind in enumerate(state) if KINDS[kind][1] == 0]
        return {
            (*state[:juror], state[juror] - 1, *state[juror + 1 :]): Fraction(1, len(voted_no))
            for juror in voted_no
        }

    def everyone(self) -> Iterable[State]:
        """Yield all 4**n configurations."""
        return product(range(4), repeat=self.jury_size)


# --- how it ends ---------------------------------------------------------------------------------


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
    """Return P(guilty | k) under unanimity as a sum of binomials (section 5).

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
