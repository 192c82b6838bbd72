r"""A second implementation of every built-in model, blind to the first.

Written by someone who had not read the package, from a summary of the published equations: Davis
(1973) for the decision schemes, Klevorick and Rothschild (1979) for the linear pull, Edwards's R
package sate and its three-number generalisation for the tug of war; and from the theory page
``private-public.md`` for minds and votes. Nothing here is shared with the package: numbers are fractions, and the method is
another one wherever another one exists.

Let :math:`n` be the size of the jury and :math:`g` the votes for guilty now. A first ballot, a
scheme or one ballot of a process is here; how a deliberation ends is in `tests.qc.endings`.

Sustained pressure :math:`\theta` replaces a move :math:`P` by :math:`(1-\theta) P + \theta U`, where
:math:`U` turns one vote from not guilty to guilty.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

State = tuple[int, ...]
Law = dict[State, Fraction]

ZERO = Fraction(0)
ONE = Fraction(1)
HALF = Fraction(1, 2)


# --- first ballots -------------------------------------------------------------------------------


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


# --- decision schemes (Davis 1973) ---------------------------------------------------------------

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
    """Klevorick and Rothschild (1979). With inertia s a ballot moves no one with probability s."""

    jury_size: int
    inertia: Fraction = ZERO

    def up(self, g: int) -> Fraction:
        return (1 - self.inertia) * Fraction(g, self.jury_size)

    def down(self, g: int) -> Fraction:
        return (1 - self.inertia) * Fraction(self.jury_size - g, self.jury_size)


@dataclass(frozen=True)
class TugOfWar(Chain):
    """Edwards's chain with slope a, bias b and c movers, c whole so that steps are rational."""

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
