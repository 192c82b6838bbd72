r"""Strike and replace as a game between the parties, solved exactly by backward induction.

Persons are called one by one. Both sides see the class of the one who is called, and no more of
those to come than the law of the venire. Either side may spend a strike; one who is not struck is
seated, and cannot be struck later. A strike that gains nothing is kept. What a finished jury is
worth to the prosecution is a payoff for each number of guilty votes on the first ballot; the
defence loses what the prosecution gains.

With :math:`m` those seated, by class, and :math:`p` and :math:`d` the strikes that are left,

.. math:: V(m, p, d) = \sum_c w_c\, v_c, \qquad v_c = \max(A, \min(S, B))

where the prosecution speaks first, and :math:`\min(B, \max(S, A))` where the defence does, with
:math:`S = V(m + e_c, p, d)`, :math:`A = V(m, p-1, d)` and :math:`B = V(m, p, d-1)`; a side without
strikes has not that choice. Where both speak at once, both may strike, and then both have spent
one: :math:`v_c` is the value of the two by two game with :math:`C = V(m, p-1, d-1)`, in which each
side may have to leave it to chance.

Both sides know the payoff, the classes, the venire and each other's strikes, and agree on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import comb, isfinite
from typing import NamedTuple, final

import numpy as np

from juryroom.citations import Citation, Reason
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.chosen_jury import (
    ALTERNATES,
    DEFENCE,
    JURY_SIZE,
    PROSECUTION,
    ChosenJury,
    Composition,
    by_lot,
    compositions,
    votes_of,
)
from juryroom.jury.venire import Venire
from juryroom.markov.arrays import BoolArray, FloatArray, IntArray

SOURCES = (
    Citation(
        "Roth, A., Kadane, J. B. and DeGroot, M. H. (1977). Optimal peremptory challenges in "
        "trials by juries: a bilateral sequential process. Operations Research 25, 901-919",
        Reason.MODEL,
        "abstract: the game and its solution by backward induction",
    ),
    Citation(
        "DeGroot, M. H. and Kadane, J. B. (1980). Optimal challenges for selection. Operations "
        "Research 28, 952-968",
        Reason.MODEL,
        "abstract: any utility of the finished set",
    ),
)

TIE = 1e-12
"""A strike is spent where it gains more than this share of what the payoff spans."""
_TINY = float(np.finfo(np.float64).tiny)
MOST_VALUES = 6_000_000
"""Values that are kept: juries that may be seated, times the strikes that may be left."""


class StrikeOrder(StrEnum):
    """Which side first says whether it strikes the person who is called."""

    PROSECUTION = "prosecution first"
    DEFENCE = "defence first"
    AT_ONCE = "both at once"


class Spent(NamedTuple):
    """The strikes that each side spends, on average."""

    prosecution: float
    defence: float


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedGame:
    """The solution of the game.

    Parameters
    ----------
    jury
        The jury that comes of it.
    value
        What the jury is worth to the prosecution.
    values
        What it is worth with each number of strikes at the start, ``values[p, d]``.
    spent
        The strikes that are spent on average.
    """

    jury: ChosenJury
    value: float
    values: FloatArray
    spent: Spent


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeAndReplace:
    """Strike and replace between two sides that do the best they can.

    Parameters
    ----------
    venire
        Those who are called, by class.
    jury_size
        Jurors who deliberate, 3 to 23.
    prosecution_strikes, defence_strikes
        The strikes each side may spend, 0 to 60.
    payoff
        What 0, 1, ..., n guilty votes on the first ballot are worth to the prosecution, for
        example the probability of conviction from each.
    order
        Who speaks first.
    alternates
        How many more are seated, 0 to 6; at the end so many of all are sent home by lot.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, or there are too many ways to seat a jury.

    Examples
    --------
    Three jurors who must all vote guilty; half of those called lean each way, and it shows. Each
    side has one strike. Once one who leans to not guilty sits nothing can be gained any more, and
    a strike that is left is kept.

    >>> game = StrikeAndReplace(venire=Venire.two(0.5), jury_size=3, prosecution_strikes=1,
    ...                         defence_strikes=1, payoff=(0, 0, 0, 1))
    >>> played = game.solve()
    >>> played.value, played.spent
    (0.1875, Spent(prosecution=0.9375, defence=0.3125))
    """

    venire: Venire
    jury_size: int
    prosecution_strikes: int
    defence_strikes: int
    payoff: Sequence[float]
    order: StrikeOrder = StrikeOrder.PROSECUTION
    alternates: int = 0
    _levels: list["_Level"] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owner = "StrikeAndReplace"
        JURY_SIZE.check(self.jury_size, owner=owner)
        PROSECUTION.check(self.prosecution_strikes, owner=owner)
        DEFENCE.check(self.defence_strikes, owner=owner)
        ALTERNATES.check(self.alternates, owner=owner)
        if len(self.payoff) != self.jury_size + 1 or not all(map(isfinite, self.payoff)):
            raise OutOfDomainError(
                Problem(
                    f"{owner}.payoff",
                    f"{len(self.payoff)} numbers for a jury of {self.jury_size}",
                    "each number of guilty votes on the first ballot is worth something",
                    f"{self.jury_size + 1} finite numbers, for 0 to {self.jury_size} guilty votes",
                )
            )
        classes = len(self.venire.leanings)
        kept = comb(self._seats + classes, classes) * self._strikes
        if kept > MOST_VALUES:
            raise OutOfDomainError(
                Problem(
                    owner,
                    f"{kept:,} values: {classes} classes, {self._seats} seats, "
                    f"{self.prosecution_strikes} and {self.defence_strikes} strikes",
                    "the game is solved for every jury that may be seated and every number of "
                    f"strikes that may be left, up to {MOST_VALUES:,}",
                    "fewer classes, or fewer strikes",
                )
            )
        object.__setattr__(self, "_levels", _levels(self._seats, classes))

    @property
    def _seats(self) -> int:
        return int(self.jury_size) + int(self.alternates)

    @property
    def _strikes(self) -> int:
        return (int(self.prosecution_strikes) + 1) * (int(self.defence_strikes) + 1)

    def solve(self, *, spare: int = 0) -> PlayedGame:
        """Return the jury that comes of it, and what every number of strikes is worth.

        Parameters
        ----------
        spare
            Strikes that each side does not have, but of which it is asked what they would be
            worth: `values` then goes that far beyond, 0 or more.
        """
        values = self._values(spare)
        seated, spent = self._carried(values)
        found = {
            jury: float(chance)
            for jury, chance in zip(self._levels[-1].juries, seated, strict=True)
            if chance > 0
        }
        return PlayedGame(
            jury=ChosenJury(
                venire=self.venire,
                jury_size=int(self.jury_size),
                seated=found,
                description=f"{int(self.jury_size)} jurors after strike and replace, "
                f"{int(self.prosecution_strikes)} strikes of the prosecution and "
                f"{int(self.defence_strikes)} of the defence, {self.order}",
            ),
            value=float(values[0][int(self.prosecution_strikes), int(self.defence_strikes), 0]),
            values=values[0][:, :, 0],
            spent=spent,
        )

    def _values(self, spare: int) -> list[FloatArray]:
        """Return what is to come, by those seated: prosecution strikes, defence strikes, juries."""
        P, D = int(self.prosecution_strikes) + spare, int(self.defence_strikes) + spare
        payoff = by_lot(self._seats, int(self.jury_size)) @ np.array(self.payoff, dtype=float)
        last = self._levels[-1].juries
        worth = np.array([votes_of(self.venire, jury) @ payoff for jury in last])
        values = [np.broadcast_to(worth, (P + 1, D + 1, len(worth)))]
        for level in reversed(self._levels[:-1]):
            now = np.zeros((P + 1, D + 1, len(level.juries)))
            for p, d in diagonals(P, D):
                worth = np.zeros((len(p), len(level.juries)))
                for c, part in enumerate(self.venire.shares):
                    sits = values[0][p[:, None], d[:, None], level.after[c]]
                    worth += part * self._choice(sits, now, p, d).value
                now[p, d] = worth
            values.insert(0, now)
        return values

    def _choice(self, sits: FloatArray, now: FloatArray, p: IntArray, d: IntArray) -> "Choice":
        """Return what both sides do about one person, in every jury that may be seated so far."""
        low, high = min(self.payoff) - 1, max(self.payoff) + 1
        no_p, no_d = (p == 0)[:, None], (d == 0)[:, None]
        # What a side cannot do is worth less to it than anything that it can.
        by_p = np.where(no_p, low, now[p - 1, d])
        by_d = np.where(no_d, high, now[p, d - 1])
        both = sits
        if self.order is StrikeOrder.AT_ONCE:
            both = np.where(no_p, low, np.where(no_d, high, now[p - 1, d - 1]))
        tie = TIE * (max(self.payoff) - min(self.payoff))
        return choose(self.order, Cells(sits, by_p, by_d, both), tie)

    def _carried(self, values: list[FloatArray]) -> tuple[FloatArray, Spent]:
        """Return the law of those seated, and the strikes that are spent on average."""
        P, D = int(self.prosecution_strikes), int(self.defence_strikes)
        mass = np.zeros((P + 1, D + 1, 1))
        mass[P, D] = 1.0
        for here, level in enumerate(self._levels[:-1]):
            after = np.zeros((P + 1, D + 1, len(self._levels[here + 1].juries)))
            for p, d in reversed(diagonals(P, D)):
                for c, part in enumerate(self.venire.shares):
                    beside = (p[:, None], d[:, None], level.after[c])
                    choice = self._choice(values[here + 1][beside], values[here], p, d)
                    moved = part * mass[p, d]
                    # Nobody strikes who has no strike: what falls outside the table is nothing.
                    mass[p - 1, d] += moved * choice.p_alone
                    mass[p, d - 1] += moved * choice.d_alone
                    mass[p - 1, d - 1] += moved * choice.both
                    after[beside] += moved * choice.neither
            mass = after
        left = mass.sum(axis=2)
        spent = Spent(
            float(left.sum(axis=1) @ (P - np.arange(P + 1))),
            float(left.sum(axis=0) @ (D - np.arange(D + 1))),
        )
        return mass.sum(axis=(0, 1)), spent


def diagonals(P: int, D: int) -> list[tuple[IntArray, IntArray]]:
    """Return every pair of strikes that are left, those of one sum together, by rising sum."""
    sums = (np.arange(max(0, t - D), min(P, t) + 1, dtype=np.int64) for t in range(P + D + 1))
    return [(p, t - p) for t, p in enumerate(sums)]


class _Level(NamedTuple):
    """The juries of one number of seats, and where each stands after one of each class sits."""

    juries: list[Composition]
    after: list[IntArray]


class Cells(NamedTuple):
    """What it is worth that the person sits, or that one side strikes, or both."""

    sits: FloatArray
    by_p: FloatArray
    by_d: FloatArray
    both: FloatArray


class Choice(NamedTuple):
    """What the person called is worth, and the chance that each side strikes."""

    value: FloatArray
    p_alone: FloatArray
    d_alone: FloatArray
    both: FloatArray

    @property
    def neither(self) -> FloatArray:
        """The chance that the person is seated."""
        return 1 - self.p_alone - self.d_alone - self.both

    @classmethod
    def sure(cls, cells: Cells, p_does: BoolArray, d_does: BoolArray) -> "Choice":
        """Return the choice of sides that leave nothing to chance."""
        value = np.where(p_does, cells.by_p, np.where(d_does, cells.by_d, cells.sits))
        return cls(value, p_does.astype(float), d_does.astype(float), np.zeros_like(cells.sits))


def choose(order: StrikeOrder, cells: Cells, tie: float) -> Choice:
    """Return what both sides do about one person, for any number of games beside each other.

    Parameters
    ----------
    order, cells
        Who speaks first, and what is worth what; `both` counts only where both speak at once.
    tie
        A gain of no more than this is none.
    """
    sits, by_p, by_d, _ = cells
    if order is StrikeOrder.AT_ONCE:
        return at_once(cells, tie)
    if order is StrikeOrder.PROSECUTION:
        d_would = by_d < sits - tie
        p_does = by_p > np.where(d_would, by_d, sits) + tie
        return Choice.sure(cells, p_does, d_would & ~p_does)
    p_would = by_p > sits + tie
    d_does = by_d < np.where(p_would, by_p, sits) - tie
    return Choice.sure(cells, p_would & ~d_does, d_does)


def at_once(cells: Cells, tie: float) -> Choice:
    """Return the solution of the two by two game in which both sides speak at once.

    Parameters
    ----------
    cells
        What each pair of choices is worth to the prosecution, one game after the other.
    tie
        A gain of no more than this is none.

    Examples
    --------
    Each side wants to strike where the other does not, and the reverse: both leave it to chance.

    >>> cells = Cells(*(np.array([x]) for x in (1.0, 0.0, 0.0, 1.0)))
    >>> [float(x[0]) for x in at_once(cells, 0.0)]
    [0.5, 0.25, 0.25, 0.25]
    """
    s, a, b, c = cells
    across = c + s - a - b
    # Where it is as small as that there is a cell from which neither gains, taken below.
    safe = np.where(np.abs(across) <= max(tie, _TINY), 1.0, across)
    p_chance, d_chance, value = (s - b) / safe, (s - a) / safe, (s * c - a * b) / safe
    found = np.zeros(s.shape, dtype=bool)
    # In this order, so that a strike that gains nothing is kept.
    for cell, other_row, other_column, p, d in (
        (s, a, b, 0.0, 0.0),
        (a, s, c, 1.0, 0.0),
        (b, c, s, 0.0, 1.0),
        (c, b, a, 1.0, 1.0),
    ):
        saddle = ~found & (other_row <= cell + tie) & (cell <= other_column + tie)
        value = np.where(saddle, cell, value)
        p_chance, d_chance = np.where(saddle, p, p_chance), np.where(saddle, d, d_chance)
        found |= saddle
    return Choice(value, p_chance * (1 - d_chance), (1 - p_chance) * d_chance, p_chance * d_chance)


def _levels(seats: int, classes: int) -> list[_Level]:
    """Return every way of seating 0, 1, ..., `seats` persons."""
    every = [list(compositions(total, classes)) for total in range(seats + 1)]
    places = [{jury: place for place, jury in enumerate(juries)} for juries in every]
    return [
        _Level(
            juries,
            [
                np.array([places[total + 1][_with(jury, c)] for jury in juries], dtype=np.int64)
                for c in range(classes)
            ]
            if total < seats
            else [],
        )
        for total, juries in enumerate(every)
    ]


def _with(jury: Composition, c: int) -> Composition:
    return (*jury[:c], jury[c] + 1, *jury[c + 1 :])
