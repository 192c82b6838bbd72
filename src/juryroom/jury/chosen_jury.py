"""A jury that two sides have chosen: how many of each class sit, and how they first vote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from math import comb, fsum
from typing import final

import numpy as np

from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import vote_counts
from juryroom.jury.venire import Venire
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the jurors who deliberate", whole=True
)
PROSECUTION = Parameter(
    "prosecution_strikes", 0, 60, "strikes", "the strikes that the prosecution has", whole=True
)
DEFENCE = Parameter(
    "defence_strikes", 0, 60, "strikes", "the strikes that the defence has", whole=True
)
ALTERNATES = Parameter(
    "alternates", 0, 6, "jurors", "those seated who are sent home by lot at the end", whole=True
)

Composition = tuple[int, ...]
"""How many of each class, in the order of the venire's classes."""


def compositions(total: int, classes: int) -> Iterator[Composition]:
    """Return every way in which `total` persons can be of `classes` classes.

    Examples
    --------
    >>> list(compositions(2, 2))
    [(0, 2), (1, 1), (2, 0)]
    """
    for bars in combinations(range(total + classes - 1), classes - 1):
        ends = (-1, *bars, total + classes - 1)
        yield tuple(b - a - 1 for a, b in pairwise(ends))


def votes_of(venire: Venire, seated: Composition) -> tuple[float, ...]:
    """Return the law of first votes for guilty of those seated."""
    return vote_counts([x for x, k in zip(venire.leanings, seated, strict=True) for _ in range(k)])


def by_lot(seats: int, jury_size: int) -> FloatArray:
    r"""Return the law of guilty votes in a jury drawn by lot from those seated.

    Parameters
    ----------
    seats, jury_size
        :math:`N`, those seated, and :math:`n`, those of them who deliberate.

    Returns
    -------
    FloatArray
        Shape ``(N + 1, n + 1)``: :math:`\binom{k}{j} \binom{N-k}{n-j} / \binom{N}{n}`.
    """
    ways = comb(seats, jury_size)
    return np.array(
        [
            [comb(k, j) * comb(seats - k, jury_size - j) / ways for j in range(jury_size + 1)]
            for k in range(seats + 1)
        ]
    )


@final
@dataclass(frozen=True, kw_only=True)
class ChosenJury:
    """The law of a jury that two sides have chosen.

    Parameters
    ----------
    venire
        The classes.
    jury_size
        The jurors who deliberate; of more who are seated the others are sent home by lot.
    seated
        The probability of each composition of those seated, by class.
    description
        One clause that says how they were chosen.
    """

    venire: Venire
    jury_size: int
    seated: Mapping[Composition, float]
    description: str

    @cached_property
    def first_ballot(self) -> FirstBallot:
        """How many of the jury vote guilty when it first votes."""
        seats = sum(next(iter(self.seated)))
        laws = np.array([votes_of(self.venire, jury) for jury in self.seated])
        votes = np.array(list(self.seated.values())) @ laws
        if seats > self.jury_size:
            votes = votes @ by_lot(seats, self.jury_size)
        # What rounding leaves of one is spread over all, so that a law is a law.
        total = fsum(map(float, votes))
        return FirstBallot(tuple(float(p) / total for p in votes), self.description)

    @property
    def of_class(self) -> tuple[float, ...]:
        """The expected share of each class among those who sit."""
        seats = sum(next(iter(self.seated)))
        return tuple(
            fsum(chance * jury[c] for jury, chance in self.seated.items()) / seats
            for c in range(len(self.venire.leanings))
        )

    @property
    def alternate_leaning(self) -> float:
        """The chance that an alternate, drawn by lot from those seated, favours guilty."""
        return fsum(x * part for x, part in zip(self.venire.leanings, self.of_class, strict=True))
