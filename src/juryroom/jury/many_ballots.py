"""First ballots for many shares at once: the way from draws of a share to draws of an outcome."""

from dataclasses import dataclass
from math import comb
from typing import Any, final

import numpy as np

from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.strikes import ACCURACY, DEFAULT_ACCURACY
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

_STRIKES = Parameter("strikes", 0, 60, "strikes", "the strikes that a side uses", whole=True)
_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the number of jurors", whole=True
)
_RESEMBLANCE = Parameter(
    "resemblance",
    0.0,
    1 - 1e-9,
    "correlation",
    "the correlation between the first votes of two jurors of one jury; below 1",
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Strikes:
    """The strikes of both sides, each better than chance with one probability.

    The model is that of `juryroom.jury.strikes`, which says what it assumes and is not for.

    Parameters
    ----------
    prosecution, defence
        The strikes each side uses, 0 to 60.
    accuracy
        The chance that a strike is better than chance, 0 to 1.
    """

    prosecution: int
    defence: int
    accuracy: float = DEFAULT_ACCURACY

    def __post_init__(self) -> None:
        _STRIKES.check(self.prosecution, owner="Strikes.prosecution")
        _STRIKES.check(self.defence, owner="Strikes.defence")
        ACCURACY.check(self.accuracy, owner="Strikes")

    def __str__(self) -> str:
        """Return the strikes as they are shown to people."""
        return (
            f"{self.prosecution} strikes of the prosecution and {self.defence} of the defence, "
            f"each better than chance with probability {self.accuracy:g}"
        )

    def as_json(self) -> dict[str, Any]:
        """Return the three numbers under their names."""
        return {
            "prosecution": self.prosecution,
            "defence": self.defence,
            "accuracy": self.accuracy,
        }


def first_ballots(
    shares: FloatArray, jury_size: int, *, resemblance: float = 0.0, strikes: Strikes | None = None
) -> FloatArray:
    """Return the law of guilty votes for each share, shape ``(shares, jury_size + 1)``.

    Parameters
    ----------
    shares
        The chance that a person called leans to guilty, each 0 to 1, shape ``(shares,)``.
    jury_size
        Jurors, 3 to 23.
    resemblance
        The correlation between two persons called to one jury, 0 or more and less than 1.
    strikes
        What both sides strike, or None.

    Examples
    --------
    >>> first_ballots(np.array([0.5, 1.0]), 3)
    array([[0.125, 0.375, 0.375, 0.125],
           [0.   , 0.   , 0.   , 1.   ]])
    """
    _JURY_SIZE.check(jury_size, owner="first_ballots")
    _RESEMBLANCE.check(resemblance, owner="first_ballots")
    n = int(jury_size)
    if strikes is None:
        return called_votes(shares, n, resemblance)
    a = strikes.accuracy
    struck_not_guilty, struck_guilty = _law(strikes.prosecution, a), _law(strikes.defence, a)
    found = np.zeros((len(shares), n + 1))
    for more in range(strikes.prosecution + strikes.defence + 1):
        called = called_votes(shares, n + more, resemblance)
        fold = np.zeros((n + more + 1, n + 1))
        for good in range(max(0, more - strikes.prosecution), min(more, strikes.defence) + 1):
            left = np.clip(np.arange(n + more + 1) - good, 0, n)
            chance = struck_guilty[good] * struck_not_guilty[more - good]
            fold[np.arange(n + more + 1), left] += chance
        found += called @ fold
    return found


def first_ballot(
    share: float, jury_size: int, *, resemblance: float = 0.0, strikes: Strikes | None = None
) -> FirstBallot:
    """Return the first ballot for one share; what `first_ballots` says of its arguments holds."""
    law = first_ballots(np.array([share]), jury_size, resemblance=resemblance, strikes=strikes)[0]
    after = f", after {strikes}" if strikes else ""
    return FirstBallot.distribution(
        law.tolist(),
        f"each person called leans to guilty with probability {share:g}, with resemblance "
        f"{resemblance:g} between two of one jury{after}",
    )


def called_votes(shares: FloatArray, persons: int, resemblance: float) -> FloatArray:
    """Return how many of so many persons called lean to guilty, for each share.

    Parameters
    ----------
    shares
        The chance that a person called leans to guilty, each 0 to 1, shape ``(shares,)``.
    persons
        Those called.
    resemblance
        The correlation between two of them, 0 or more and less than 1.

    Returns
    -------
    FloatArray
        The beta-binomial law by the steps of Polya's urn, as `FirstBallot.beta_binomial` has it,
        shape ``(shares, persons + 1)``.
    """
    apart = 1 - resemblance
    steps = np.arange(persons) * resemblance
    ones = np.ones((len(shares), 1))
    guilty = np.hstack([ones, np.cumprod(shares[:, None] * apart + steps, axis=1)])
    others = np.hstack([ones, np.cumprod((1 - shares[:, None]) * apart + steps, axis=1)])
    ways = np.array([comb(persons, k) for k in range(persons + 1)], dtype=np.float64)
    return ways * guilty * others[:, ::-1] / np.prod(apart + steps)


def _law(strikes: int, accuracy: float) -> list[float]:
    other = 1 - accuracy
    return [comb(strikes, k) * accuracy**k * other ** (strikes - k) for k in range(strikes + 1)]
