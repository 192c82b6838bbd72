r"""Jurors who differ: how easily each is persuaded, and what each vote weighs with the others.

At each ballot one juror of :math:`n` is drawn, each with chance :math:`1/n`, and sees the votes of
the others. With :math:`w_j` the influence of juror :math:`j`, the juror drawn, :math:`i`, sees the
share

.. math:: y_i = \sum_{j \ne i,\; v_j \ne v_i} w_j \Big/ \sum_{j \ne i} w_j

on the other side, and changes sides with probability :math:`a_i y_i`, where :math:`a_i` is that
juror's persuadability. Where no other juror has any influence, nothing is seen and nobody moves.

Where all are equally persuadable and of equal influence this is the walk of the votes of
`juryroom.deliberation.models.private_public` without pressure, and the number of guilty votes is a
chain of its own. In general the state is the vote of every juror, :math:`2^n` of them; jurors of
one type (equal in both numbers) may be counted instead, and nothing is lost.

Jurors have seats, 1 to n, and no names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Self, final

import numpy as np

from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.markov.flips import Box
from juryroom.parameters import Parameter

LARGEST = 23

_PERSUADABILITY = Parameter(
    "persuadability",
    0.0,
    1.0,
    "probability",
    "the chance that this juror, drawn and faced by all the others, changes sides",
)
_INFLUENCE = Parameter(
    "influence", 0.0, 1e6, "none", "the weight of this juror's vote in the eyes of the others"
)
_SIZE = Parameter("size", 3, LARGEST, "jurors", "the jurors who differ", whole=True)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Juror:
    """One juror.

    Parameters
    ----------
    persuadability
        The chance that the juror, drawn and faced by all the others, changes sides, 0 to 1. At 0
        the vote never moves.
    influence
        The weight of the juror's vote in the eyes of the others, 0 to 1,000,000; only the ratio to
        the others' matters.
    """

    persuadability: float
    influence: float = 1.0

    def __post_init__(self) -> None:
        _PERSUADABILITY.check(self.persuadability, owner=type(self).__name__)
        _INFLUENCE.check(self.influence, owner=type(self).__name__)


@final
@dataclass(frozen=True, slots=True)
class Jurors:
    """The jurors of one jury, in the order of their seats.

    Parameters
    ----------
    members
        3 to 23 jurors. Not all of them are without influence.

    Raises
    ------
    OutOfDomainError
        If there are fewer or more, or none has any influence.

    Examples
    --------
    Two jurors who are easily moved, and one who is not and to whom the others listen:

    >>> jurors = Jurors((Juror(persuadability=1), Juror(persuadability=1),
    ...                  Juror(persuadability=0.5, influence=2)))
    >>> jurors.say
    (0.2143, 0.2143, 0.5714)
    """

    members: tuple[Juror, ...]

    def __post_init__(self) -> None:
        if not 3 <= len(self.members) <= LARGEST:
            raise OutOfDomainError(
                Problem(
                    "Jurors",
                    f"{len(self.members)} jurors",
                    "jurors who differ decide as a jury, and juries have so many members",
                    f"3 to {LARGEST} jurors",
                )
            )
        if not any(juror.influence for juror in self.members):
            raise OutOfDomainError(
                Problem(
                    "Jurors",
                    f"{len(self.members)} jurors, each with influence 0",
                    "jurors move towards the votes of others, by the influence of those votes",
                    "an influence above 0 for one juror or more; 1 for each where they are alike",
                )
            )

    @classmethod
    def of(cls, persuadability: Sequence[float], influence: Sequence[float] | None = None) -> Self:
        """Return jurors by their numbers, one each, in the order of their seats.

        Parameters
        ----------
        persuadability
            Each 0 to 1.
        influence
            Each 0 or more; 1 for every juror where it is not given.
        """
        weights = [1.0] * len(persuadability) if influence is None else influence
        if len(weights) != len(persuadability):
            raise OutOfDomainError(
                Problem(
                    "Jurors.of",
                    f"{len(persuadability)} persuadabilities and {len(weights)} influences",
                    "each juror has one of each",
                    "two lists of one length",
                )
            )
        pairs = zip(persuadability, weights, strict=True)
        return cls(tuple(Juror(persuadability=a, influence=w) for a, w in pairs))

    @property
    def size(self) -> int:
        """The number of jurors."""
        return len(self.members)

    @property
    def speeds(self) -> tuple[float, ...]:
        r"""How fast each juror moves: :math:`a_i / (n \sum_{j \ne i} w_j)`, times what is seen."""
        weights = [juror.influence for juror in self.members]
        # Each sum leaves one juror out; taking that juror from the total would lose digits.
        seen = [fsum(weights[:i] + weights[i + 1 :]) for i in range(self.size)]
        return tuple(
            juror.persuadability / (self.size * others) if others else 0.0
            for juror, others in zip(self.members, seen, strict=True)
        )

    @property
    def types(self) -> tuple[tuple[int, ...], ...]:
        """The places (from 0) of jurors who are alike in both numbers, the rarest type first."""
        places: dict[Juror, list[int]] = {}
        for place, juror in enumerate(self.members):
            places.setdefault(juror, []).append(place)
        return tuple(sorted((tuple(alike) for alike in places.values()), key=len))

    def box(self, types: Sequence[Sequence[int]]) -> Box:
        """Return the states that count guilty votes in each group of `types`, and how they move."""
        speeds = self.speeds
        return Box(
            np.array([len(group) for group in types], dtype=np.int64),
            np.array([speeds[group[0]] for group in types]),
            np.array([self.members[group[0]].influence for group in types]),
        )

    @property
    def say(self) -> tuple[float, ...]:
        r"""Each juror's share in a unanimous verdict; they sum to one.

        A jury that goes on until all agree convicts with the sum of the shares of those who vote
        guilty at first.

        Raises
        ------
        NotAbsorbingError
            If two jurors or more never move: they may never agree, and there are no shares.

        Notes
        -----
        With :math:`c_i = w_i / \alpha_i`, where :math:`\alpha_i` are the `speeds`, the sum of
        :math:`c_i` over guilty votes is expected to stay as it is: the pair i, j gives
        :math:`c_i \alpha_i w_j` one way and :math:`c_j \alpha_j w_i` the other. It ends at 0 or at
        the sum of all, so its start is the chance of guilty (optional stopping).
        """
        fixed = [place for place, speed in enumerate(self.speeds) if speed == 0]
        if len(fixed) > 1:
            raise NotAbsorbingError(
                Problem(
                    "Jurors.say",
                    f"{len(fixed)} jurors who never move",
                    "a jury that goes on until it agrees needs jurors who can come to agree",
                    "at most one juror of persuadability 0; or a trial with patience that ends",
                )
            )
        if fixed:
            return tuple(float(place == fixed[0]) for place in range(self.size))
        shares = [
            juror.influence / speed for juror, speed in zip(self.members, self.speeds, strict=True)
        ]
        return tuple(share / fsum(shares) for share in shares)
