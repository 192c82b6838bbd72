r"""The venire: those from whom jurors are called, in classes that both sides can tell apart.

A class has a leaning, the chance that one of its members votes guilty on the first ballot, and a
share of the venire. Persons are called independently of each other, and there is no end of them.

What of a person both sides see is the class. Where they see less than the whole leaning, that is
said by the classes: `Venire.seen` gives the two classes of persons who look to be for guilty, or
against it, where what shows is the truth only with a probability.

Challenges for cause come before strikes: `for_cause` gives the panel that is left. Nothing here
says whom the law excuses, or what a court would find: the bounds and the chance are the user's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import Self, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import SUM_TOLERANCE, FirstBallot
from juryroom.parameters import Parameter

MOST_CLASSES = 6

_SHARE = Parameter(
    "share", 0.0, 1.0, "probability", "the chance that a person called leans to guilty"
)
_SHOWS = Parameter(
    "shows", 0.0, 1.0, "probability", "the chance that what a person shows is how he or she leans"
)
_LEANING = Parameter(
    "leaning", 0.0, 1.0, "probability", "the chance that one of the class votes guilty at first"
)
_PART = Parameter("share", 0.0, 1.0, "probability", "the share of the class in the venire")
_LOWEST = Parameter(
    "lowest", 0.0, 1.0, "probability", "the lowest leaning that is no cause for a challenge"
)
_HIGHEST = Parameter(
    "highest", 0.0, 1.0, "probability", "the highest leaning that is no cause for a challenge"
)
_EXCUSED = Parameter(
    "excused", 0.0, 1.0, "probability", "the chance that one who answers beyond the bounds goes"
)
_NOISE = Parameter(
    "noise", 0.0, 1.0, "probability", "the chance that an answer is that of another person"
)


@final
@dataclass(frozen=True, slots=True)
class Venire:
    """Those from whom jurors are called, by class.

    Parameters
    ----------
    leanings
        The chance that one of each class votes guilty on the first ballot, each 0 to 1, rising
        from class to class; 1 to 6 classes.
    shares
        The share of each class, 0 or more; they sum to one within 1e-12.

    Raises
    ------
    OutOfDomainError
        If they are not that.

    Examples
    --------
    >>> venire = Venire((0.2, 0.5, 0.9), (0.25, 0.5, 0.25))
    >>> venire.mean_leaning
    0.525
    """

    leanings: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        classes = len(self.leanings)
        if not 1 <= classes == len(self.shares) <= MOST_CLASSES:
            raise OutOfDomainError(
                Problem(
                    "Venire",
                    f"{classes} leanings and {len(self.shares)} shares",
                    "a venire is a number of classes, each with a leaning and a share",
                    f"1 to {MOST_CLASSES} leanings, and as many shares",
                )
            )
        for place, (leaning, part) in enumerate(zip(self.leanings, self.shares, strict=True)):
            _LEANING.check(leaning, owner=f"Venire.leanings[{place}]")
            _PART.check(part, owner=f"Venire.shares[{place}]")
        rising = all(a < b for a, b in zip(self.leanings, self.leanings[1:], strict=False))
        total = fsum(self.shares)
        if not rising or abs(total - 1) > SUM_TOLERANCE:
            raise OutOfDomainError(
                Problem(
                    "Venire",
                    f"shares that sum to {total!r}" if rising else f"leanings {self.leanings}",
                    "classes are told apart by their leanings, and everyone is of one class",
                    f"leanings that rise, and shares that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )

    @classmethod
    def two(cls, share: float) -> Self:
        """Return a venire of persons who will vote guilty, or will not, and show which.

        Parameters
        ----------
        share
            The share of those who will vote guilty, 0 to 1.
        """
        return cls.seen(share, 1.0)

    @classmethod
    def seen(cls, share: float, shows: float) -> Self:
        r"""Return the classes of persons who look to be for guilty, or against it.

        Parameters
        ----------
        share
            :math:`p`, the share of those who will vote guilty, 0 to 1.
        shows
            :math:`s`, the chance that what a person shows is how that person leans; otherwise it
            is what another, drawn from the venire, would show. At 0 all persons look alike.

        Notes
        -----
        One who looks to be for guilty, a share :math:`p` of all, votes so with probability
        :math:`s + (1 - s) p`; one who looks to be against it, with :math:`(1 - s) p`. Both sides
        see the same.

        Examples
        --------
        >>> Venire.seen(0.5, 0.2)
        Venire(leanings=(0.4, 0.6), shares=(0.5, 0.5))
        """
        _SHARE.check(share, owner="Venire")
        _SHOWS.check(shows, owner="Venire")
        lower = (1 - shows) * share
        upper = min(1.0, lower + shows)
        # One class where nobody can be told from anybody else.
        if upper == lower or share in {0, 1}:
            return cls((float(share),), (1.0,))
        return cls((lower, upper), (1 - share, float(share)))

    @classmethod
    def of(cls, classes: Iterable[tuple[float, float]]) -> Self:
        """Return the venire of ``(leaning, share)`` pairs, in any order; like leanings are one class."""
        parts: dict[float, float] = {}
        for leaning, part in classes:
            parts[float(leaning)] = parts.get(float(leaning), 0.0) + float(part)
        leanings = sorted(parts)
        return cls(tuple(leanings), tuple(parts[leaning] for leaning in leanings))

    @property
    def mean_leaning(self) -> float:
        """The chance that a person called at random votes guilty on the first ballot."""
        return fsum(x * part for x, part in zip(self.leanings, self.shares, strict=True))

    def first_ballot(self, jury_size: int) -> FirstBallot:
        """Return the first ballot of jurors called at random, no one being struck."""
        return FirstBallot.binomial(min(1.0, self.mean_leaning), jury_size)

    def __str__(self) -> str:
        """Return the classes as they are shown to people."""
        return ", ".join(
            f"{part:.3g} leaning {leaning:.3g}"
            for leaning, part in zip(self.leanings, self.shares, strict=True)
        )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What challenges for cause leave of a venire.

    Parameters
    ----------
    panel
        The classes among those who are not excused.
    excused
        The chance that a person called is excused.
    """

    panel: Venire
    excused: float

    def called(self, panel_size: int) -> float:
        """Return how many persons are called, on average, until so many are not excused."""
        return panel_size / (1 - self.excused)


def for_cause(
    venire: Venire,
    *,
    lowest: float = 0.0,
    highest: float = 1.0,
    excused: float = 1.0,
    noise: float = 0.0,
) -> Examined:
    r"""Return what challenges for cause leave of a venire.

    Parameters
    ----------
    venire
        Those who are called.
    lowest, highest
        The leanings between which there is no cause, both included, each 0 to 1.
    excused
        :math:`e`, the chance that one whose answer lies beyond them is excused, 0 to 1.
    noise
        :math:`z`, the chance that an answer says nothing of the person: it is then that of
        another, drawn from the venire. 0 to 1.

    Raises
    ------
    OutOfDomainError
        If a number lies outside its domain, the bounds cross, or no one is left.

    Notes
    -----
    With :math:`b` the share of the classes beyond the bounds, one of class :math:`c` is excused
    with probability :math:`x_c = e ((1 - z) [c \text{ beyond}] + z b)`; of those left the share of
    the class is :math:`w_c (1 - x_c) / \sum_i w_i (1 - x_i)`. At a noise of 1 the panel is the
    venire, whoever is excused.

    Examples
    --------
    >>> venire = Venire((0.1, 0.5, 0.95), (0.2, 0.6, 0.2))
    >>> found = for_cause(venire, highest=0.9)
    >>> found.panel.shares, found.excused, found.called(20)
    ((0.25, 0.75, 0.0), 0.2, 25.0)
    """
    for parameter, value in (
        (_LOWEST, lowest),
        (_HIGHEST, highest),
        (_EXCUSED, excused),
        (_NOISE, noise),
    ):
        parameter.check(value, owner="for_cause")
    if lowest > highest:
        raise OutOfDomainError(
            Problem(
                "for_cause",
                f"leanings of {lowest:g} to {highest:g}",
                "those who may sit lean between two bounds",
                "a lowest leaning that is not above the highest",
            )
        )
    beyond = [not lowest <= leaning <= highest for leaning in venire.leanings]
    share = fsum(part for part, out in zip(venire.shares, beyond, strict=True) if out)
    stays = [
        part * (1 - excused * ((1 - noise) * out + noise * share))
        for part, out in zip(venire.shares, beyond, strict=True)
    ]
    left = fsum(stays)
    if left <= 0:
        raise OutOfDomainError(
            Problem(
                "for_cause",
                f"everyone excused whose leaning is not {lowest:g} to {highest:g}",
                "a jury is drawn from those who are not excused",
                "bounds within which some class leans, or a chance below 1",
            )
        )
    panel = Venire(venire.leanings, tuple(stay / left for stay in stays))
    return Examined(panel=panel, excused=1 - left)
