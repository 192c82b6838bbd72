r"""First ballots of juries that two sides choose, for many shares at once.

The venire is of two classes: those who look to be for guilty, and those who look to be against it
(`juryroom.jury.venire.Venire.seen`). The state is then how many of those seated, or left, look to be
for guilty, and a share more is a column more in the same arrays.

* `struck_ballots`: the sides strike whom they strike whatever the share is, so the law of the jury
  given the panel is found once, and each share has its panels: exact at every share.
* `replaced_ballots`: the sides play another game at each share; all games are solved beside each
  other, each exactly.

Both are, share by share, what `juryroom.jury.struck_jury` and `juryroom.jury.strike_game` give for a
venire of any classes.
"""

from functools import lru_cache
from itertools import pairwise
from math import comb
from typing import NamedTuple

import numpy as np

from juryroom.jury.chosen_jury import by_lot
from juryroom.jury.many_ballots import called_votes
from juryroom.jury.strike_game import TIE, Cells, Choice, StrikeOrder, choose, diagonals
from juryroom.markov.arrays import FloatArray, IntArray

_AT_ONCE = 5_000
"""Shares whose struck juries are found at a time, so that what lies in between stays small."""


class Seats(NamedTuple):
    """The seats of a jury, and the strikes of both sides.

    Parameters
    ----------
    jury_size
        Jurors who deliberate.
    prosecution, defence
        The strikes each side has.
    order
        Who speaks or strikes first.
    alternates
        How many more are seated; at the end so many of all are sent home by lot.
    """

    jury_size: int
    prosecution: int
    defence: int
    order: StrikeOrder = StrikeOrder.PROSECUTION
    alternates: int = 0

    @property
    def seated(self) -> int:
        """How many sit before alternates go."""
        return self.jury_size + self.alternates

    @property
    def panel(self) -> int:
        """How many are called where the whole panel is seen at once."""
        return self.seated + self.prosecution + self.defence

    @property
    def values(self) -> int:
        """How many values the game has: juries that may be seated, times strikes that may be left."""
        return comb(self.seated + 2, 2) * (self.prosecution + 1) * (self.defence + 1)


def struck_ballots(
    shares: FloatArray,
    seats: Seats,
    *,
    accuracy: float = 1.0,
    shows: float = 1.0,
    resemblance: float = 0.0,
) -> FloatArray:
    """Return the first ballots of struck juries, shape ``(shares, jury_size + 1)``.

    Parameters
    ----------
    shares
        The share of those called who lean to guilty, each 0 to 1, shape ``(shares,)``.
    seats
        The jury and the strikes.
    accuracy
        The chance that a strike falls on one of the worst for that side who are left, 0 to 1.
    shows
        The chance that what a person shows is how that person leans, 0 to 1.
    resemblance
        The correlation between two persons called to one jury, 0 or more and less than 1; 0 unless
        all that a person leans to shows.

    Examples
    --------
    A panel of five, one strike each; three sit:

    >>> struck_ballots(np.array([0.5, 1.0]), Seats(3, 1, 1))
    array([[0.1875, 0.3125, 0.3125, 0.1875],
           [0.    , 0.    , 0.    , 1.    ]])
    """
    left = _of_panel(seats, accuracy)
    found = np.empty((len(shares), seats.jury_size + 1))
    for begin in range(0, len(shares), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        seated = called_votes(shares[some], seats.panel, resemblance) @ left
        found[some] = _first_votes(seated, shares[some], seats, shows)
    return found


def replaced_ballots(
    shares: FloatArray, seats: Seats, payoff: FloatArray, *, shows: float = 1.0
) -> FloatArray:
    """Return the first ballots after strike and replace, shape ``(shares, jury_size + 1)``.

    Parameters
    ----------
    shares
        The share of those called who lean to guilty, each 0 to 1, shape ``(shares,)``. Time and
        memory grow with their number times `seats.values`.
    seats
        The jury and the strikes.
    payoff
        What 0, 1, ..., n guilty votes are worth to the prosecution, shape ``(jury_size + 1,)``.
    shows
        The chance that what a person shows is how that person leans, 0 to 1.

    Examples
    --------
    Three jurors who must all vote guilty, one strike each:

    >>> replaced_ballots(np.array([0.5, 0.0]), Seats(3, 1, 1), np.array([0.0, 0.0, 0.0, 1.0]))[:, -1]
    array([0.1875, 0.    ])
    """
    lower, upper = _leanings(shares, shows)
    worth = _worth(by_lot(seats.seated, seats.jury_size) @ payoff, lower, upper)
    games = _Games(shares, seats, payoff)
    return _first_votes(games.seated(games.values(worth)), shares, seats, shows)


class _Games(NamedTuple):
    """Games of strike and replace beside each other, one for each share.

    Arrays go by strikes left of the prosecution, of the defence, how many of those seated look to
    be for guilty, and share.
    """

    shares: FloatArray
    seats: Seats
    payoff: FloatArray

    def values(self, worth: FloatArray) -> list[FloatArray]:
        """Return what is to come, by how many are seated; `worth` is that of a full jury."""
        P, D = self.seats.prosecution, self.seats.defence
        values = [np.broadcast_to(worth, (P + 1, D + 1, *worth.shape))]
        for seated in reversed(range(self.seats.seated)):
            now = np.zeros((P + 1, D + 1, seated + 1, len(self.shares)))
            for p, d in diagonals(P, D):
                now[p, d] = sum(
                    part * self._choice(values[-1], now, c, p, d).value
                    for c, part in enumerate((1 - self.shares, self.shares))
                )
            values.append(now)
        return values[::-1]

    def seated(self, values: list[FloatArray]) -> FloatArray:
        """Return the law of how many who look to be for guilty sit, shape ``(shares, seats + 1)``."""
        P, D = self.seats.prosecution, self.seats.defence
        mass = np.zeros((P + 1, D + 1, 1, len(self.shares)))
        mass[P, D] = 1.0
        for now, sits in pairwise(values):
            after = np.zeros(sits.shape)
            for p, d in reversed(diagonals(P, D)):
                for c, part in enumerate((1 - self.shares, self.shares)):
                    choice = self._choice(sits, now, c, p, d)
                    moved = part * mass[p, d]
                    # Nobody strikes who has no strike: what falls outside the table is nothing.
                    mass[p - 1, d] += moved * choice.p_alone
                    mass[p, d - 1] += moved * choice.d_alone
                    mass[p - 1, d - 1] += moved * choice.both
                    after[p, d, c : c + now.shape[2]] += moved * choice.neither
            mass = after
        return mass.sum(axis=(0, 1)).T

    def _choice(
        self, full: FloatArray, now: FloatArray, c: int, p: IntArray, d: IntArray
    ) -> Choice:
        """Return what both sides do about one person of class `c`."""
        low, high = float(self.payoff.min()), float(self.payoff.max())
        no_p, no_d = (p == 0)[:, None, None], (d == 0)[:, None, None]
        sits = full[p, d, c : c + now.shape[2]]
        # What a side cannot do is worth less to it than anything that it can.
        by_p = np.where(no_p, low - 1, now[p - 1, d])
        by_d = np.where(no_d, high + 1, now[p, d - 1])
        both = sits
        if self.seats.order is StrikeOrder.AT_ONCE:
            both = np.where(no_p, low - 1, np.where(no_d, high + 1, now[p - 1, d - 1]))
        return choose(self.seats.order, Cells(sits, by_p, by_d, both), TIE * (high - low))


def _leanings(shares: FloatArray, shows: float) -> tuple[FloatArray, FloatArray]:
    """Return the leanings of those who look to be against guilty, and for it."""
    lower = (1 - shows) * shares
    return lower, np.minimum(1.0, lower + shows)


def _worth(payoff: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return the mean payoff where 0, 1, ... of those seated look to be for guilty.

    Each person's vote is averaged out in turn, so that the payoff goes by one vote less.
    """
    against = [np.broadcast_to(payoff, (len(lower), len(payoff)))]
    for _ in range(len(payoff) - 1):
        against.append(_one_less(against[-1], lower))
    found: list[FloatArray] = []
    for looks, mean in enumerate(reversed(against)):
        for _ in range(looks):
            mean = _one_less(mean, upper)
        found.append(mean[:, 0])
    return np.stack(found)


def _one_less(payoff: FloatArray, leaning: FloatArray) -> FloatArray:
    return (1 - leaning[:, None]) * payoff[:, :-1] + leaning[:, None] * payoff[:, 1:]


def _first_votes(seated: FloatArray, shares: FloatArray, seats: Seats, shows: float) -> FloatArray:
    r"""Return the first ballots of those seated, the alternates sent home by lot.

    Where :math:`g` of :math:`N` look to be for guilty their votes have the generating function
    :math:`(1 - a + a x)^{N-g} (1 - b + b x)^g`; the mean of these is summed as Horner has it.
    """
    votes = seated
    if shows < 1:
        lower, upper = _leanings(shares, shows)
        votes, powers = seated[:, [seats.seated]], np.ones((len(shares), 1))
        for looks in reversed(range(seats.seated)):
            powers = _one_more(powers, lower)
            votes = _one_more(votes, upper) + seated[:, [looks]] * powers
    found = votes @ by_lot(seats.seated, seats.jury_size)
    # What rounding leaves of one is spread over all, so that a law is a law.
    return found / found.sum(axis=1, keepdims=True)


def _one_more(votes: FloatArray, leaning: FloatArray) -> FloatArray:
    found = np.zeros((votes.shape[0], votes.shape[1] + 1))
    found[:, :-1] = (1 - leaning[:, None]) * votes
    found[:, 1:] += leaning[:, None] * votes
    return found


@lru_cache(maxsize=64)
def _of_panel(seats: Seats, accuracy: float) -> FloatArray:
    """Return the law of those seated who look to be for guilty, for each such number in the panel."""
    left = {seats.panel: np.eye(seats.panel + 1)}
    both = min(seats.prosecution, seats.defence)
    for turn in range(max(seats.prosecution, seats.defence)):
        if turn < both and seats.order is StrikeOrder.AT_ONCE:
            left = _struck_at_once(left, accuracy)
            continue
        first = seats.order is not StrikeOrder.DEFENCE
        sides = (first, not first) if turn < both else (seats.prosecution > both,)
        for prosecution in sides:
            left = {m - 1: law @ _strike(m, accuracy, prosecution) for m, law in left.items()}
    return sum((law @ by_lot(m, seats.seated) for m, law in left.items()), np.zeros(1))


def _aimed(persons: int, accuracy: float, *, prosecution: bool) -> FloatArray:
    """Return the chance that a strike falls on one who looks against guilty, or for it.

    Shape ``(persons + 1, 2)``: a row for each number of those who look to be for it.
    """
    looks = np.arange(persons + 1)
    number = np.column_stack([persons - looks, looks])
    worst = (looks == persons) if prosecution else (looks > 0)
    aim = np.column_stack([~worst, worst])
    return (1 - accuracy) * number / persons + accuracy * aim


def _strike(persons: int, accuracy: float, prosecution: bool) -> FloatArray:
    """Return how one strike moves the number of those left who look to be for guilty."""
    against, for_it = _aimed(persons, accuracy, prosecution=prosecution).T
    moved = np.zeros((persons + 1, persons))
    looks = np.arange(persons)
    moved[looks, looks] += against[:-1]
    moved[looks + 1, looks] += for_it[1:]
    return moved


def _struck_at_once(left: dict[int, FloatArray], accuracy: float) -> dict[int, FloatArray]:
    """Return who is left after both sides struck at once, perhaps the same person."""
    found: dict[int, FloatArray] = {}
    for persons, law in left.items():
        looks = np.arange(persons + 1)
        number = np.column_stack([persons - looks, looks])
        one = _aimed(persons, accuracy, prosecution=True)
        other = _aimed(persons, accuracy, prosecution=False)
        # Within a class each is as likely as another to be the one.
        same = np.divide(one * other, number, out=np.zeros(one.shape), where=number > 0)
        apart = one[:, :, None] * other[:, None, :] - same[:, :, None] * np.eye(2)
        once, twice = np.zeros((persons + 1, persons)), np.zeros((persons + 1, persons - 1))
        for c in (0, 1):
            some = looks[c : persons + c]
            once[some, some - c] += same[some, c]
            for k in (0, 1):
                some = looks[c + k : persons - 1 + c + k]
                twice[some, some - c - k] += apart[some, c, k]
        for gone, moved in ((1, once), (2, twice)):
            found[persons - gone] = found.get(persons - gone, 0) + law @ moved
    return found
