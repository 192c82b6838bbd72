r"""The struck jury: both sides see the whole panel, and strike those who are worst for them.

The panel is as many as the seats and all strikes together. Strikes are used up one after the
other, in turn, the first side first; where one side has none left the other goes on. With
probability `accuracy` a strike falls on one of those left who lean least to the side's view;
otherwise on anyone left, by lot. Those who remain are the jury.

What it assumes. Both sides see the same classes and use every strike; a jury with more jurors who
lean to guilty is never worse for the prosecution, so that to strike the worst is the best a side
can do. At accuracy 1 the order plays no part, and with two classes who vote as they lean the law
is that of `juryroom.jury.strikes` (the accuracy model of the R package sate) at accuracy 1. Between
0 and 1 the two differ: there a strike that is not good changes nothing, here it falls on someone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from math import comb, factorial, prod

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.chosen_jury import (
    ALTERNATES,
    DEFENCE,
    JURY_SIZE,
    PROSECUTION,
    ChosenJury,
    Composition,
    compositions,
)
from juryroom.jury.strike_game import StrikeOrder
from juryroom.jury.strikes import ACCURACY
from juryroom.jury.venire import Venire

MOST_PANELS = 20_000
"""Panels up to which the law is found: three classes and 190 persons, or six and 15."""

_OWNER = "struck_jury"


def struck_jury(
    venire: Venire,
    jury_size: int,
    *,
    prosecution_strikes: int,
    defence_strikes: int,
    accuracy: float = 1.0,
    order: StrikeOrder = StrikeOrder.PROSECUTION,
    alternates: int = 0,
) -> ChosenJury:
    """Return the law of a struck jury.

    Parameters
    ----------
    venire
        Those from whom the panel is called, by class.
    jury_size
        Jurors who deliberate, 3 to 23.
    prosecution_strikes, defence_strikes
        The strikes each side uses, 0 to 60.
    accuracy
        The chance that a strike falls on one of the worst for that side who are left, 0 to 1.
    order
        Who strikes first. Where both strike at once they may hit the same person, and the jury is
        drawn by lot from those who remain.
    alternates
        How many more are seated, 0 to 6; at the end so many of all are sent home by lot.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, or the panel can be in too many ways.

    Examples
    --------
    A panel of five, one strike each; three sit:

    >>> jury = struck_jury(Venire.two(0.5), 3, prosecution_strikes=1, defence_strikes=1)
    >>> jury.first_ballot.probabilities
    (0.1875, 0.3125, 0.3125, 0.1875)
    """
    for parameter, value in (
        (JURY_SIZE, jury_size),
        (PROSECUTION, prosecution_strikes),
        (DEFENCE, defence_strikes),
        (ACCURACY, accuracy),
        (ALTERNATES, alternates),
    ):
        parameter.check(value, owner=_OWNER)
    seats, P, D = int(jury_size) + int(alternates), int(prosecution_strikes), int(defence_strikes)
    panel, classes = seats + P + D, len(venire.leanings)
    ways = comb(panel + classes - 1, classes - 1)
    if ways > MOST_PANELS:
        raise OutOfDomainError(
            Problem(
                _OWNER,
                f"{ways:,} ways in which {panel} persons are of {classes} classes",
                f"the law is found over every panel, up to {MOST_PANELS:,}",
                "fewer classes, or fewer strikes",
            )
        )
    law: Mapping[Composition, float] = {
        jury: chance
        for jury in compositions(panel, classes)
        if (chance := _multinomial(jury, venire.shares)) > 0
    }
    for turn in _turns(P, D, order):
        law = _after(law, turn, accuracy)
    return ChosenJury(
        venire=venire,
        jury_size=int(jury_size),
        seated=_seated(law, seats),
        description=f"{int(jury_size)} jurors of a panel of {panel}, from which the prosecution "
        f"struck {P} and the defence {D}, {order}, each strike on the worst left with probability "
        f"{accuracy:g}",
    )


def _multinomial(jury: Composition, shares: tuple[float, ...]) -> float:
    ways = factorial(sum(jury)) // prod(map(factorial, jury))
    return ways * prod(share**k for share, k in zip(shares, jury, strict=True))


def _turns(P: int, D: int, order: StrikeOrder) -> Iterator[tuple[bool, bool]]:
    """Return for each turn whether the prosecution strikes, and whether the defence does."""
    both = min(P, D)
    for _ in range(both):
        if order is StrikeOrder.AT_ONCE:
            yield True, True
        else:
            first = order is StrikeOrder.PROSECUTION
            yield first, not first
            yield not first, first
    yield from [(True, False)] * (P - both)
    yield from [(False, True)] * (D - both)


def _after(
    law: Mapping[Composition, float], turn: tuple[bool, bool], accuracy: float
) -> Mapping[Composition, float]:
    """Return the law of those left after one turn."""
    left: defaultdict[Composition, float] = defaultdict(float)
    for jury, chance in law.items():
        if turn != (True, True):
            for c, aimed in _aims(jury, accuracy, lowest=turn[0]):
                left[_without(jury, c)] += chance * aimed
            continue
        for (c, aimed), (other, as_well) in product(
            _aims(jury, accuracy, lowest=True), list(_aims(jury, accuracy, lowest=False))
        ):
            joint = chance * aimed * as_well
            # Within a class each is as likely as another to be the one.
            same = joint / jury[c] if c == other else 0.0
            if same:
                left[_without(jury, c)] += same
            if joint > same:
                left[_without(_without(jury, c), other)] += joint - same
    return left


def _aims(jury: Composition, accuracy: float, *, lowest: bool) -> Iterator[tuple[int, float]]:
    """Return the chance that a strike falls on each class."""
    total, present = sum(jury), [c for c, k in enumerate(jury) if k]
    worst = present[0] if lowest else present[-1]
    for c in present:
        chance = (1 - accuracy) * jury[c] / total + (accuracy if c == worst else 0.0)
        if chance:
            yield c, chance


def _without(jury: Composition, c: int) -> Composition:
    return (*jury[:c], jury[c] - 1, *jury[c + 1 :])


def _seated(law: Mapping[Composition, float], seats: int) -> Mapping[Composition, float]:
    """Return the law of those seated, by lot where more are left than there are seats."""
    drawn: defaultdict[Composition, float] = defaultdict(float)
    for left, chance in law.items():
        for jury in compositions(seats, len(left)):
            ways = prod(comb(k, j) for k, j in zip(left, jury, strict=True))
            if ways:
                drawn[jury] += chance * ways / comb(sum(left), seats)
    return drawn
