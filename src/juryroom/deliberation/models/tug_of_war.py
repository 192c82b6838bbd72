"""Tug of war: a vote moves when a few marginal jurors agree on the direction."""

from dataclasses import dataclass
from itertools import accumulate
from math import comb
from operator import mul
from typing import ClassVar, final

import numpy as np

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import Chain, FloatArray, ModelCard
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.walk_matrix import walk_matrix
from juryroom.parameters import Parameter

_SLOPE = Parameter("slope", 0.0, 1.0, "none", "how much a marginal juror follows the larger side")
_BIAS = Parameter(
    "bias", -23.0, 23.0, "jurors", "the head start of not guilty; the tipping point is n/2 + bias"
)
_MOVERS = Parameter(
    "movers", 1, 23, "jurors", "the marginal jurors who must agree for a vote to move", whole=True
)


ROUNDING = 1e-12
"""How far beyond 0 or 1 a chance may come out by rounding alone; it is then taken as 0 or 1."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TugOfWar(Chain):
    r"""Tug of war: `movers` marginal jurors each take a side; a vote moves when they all agree.

    With :math:`g` of :math:`n` votes for guilty, slope :math:`a`, bias :math:`b` and movers
    :math:`c`, a marginal juror sides with guilty with probability

    .. math:: m(g) = \tfrac12 + a \left( \frac{g-b}{n} - \tfrac12 \right),

    and for :math:`0 < g < n`

    .. math:: P_{g,g+1} = m^c, \qquad P_{g,g-1} = (1-m)^c, \qquad P_{g,g} = 1 - m^c - (1-m)^c.

    The defaults are the constants of the R package sate for a criminal jury. A slope of 0 is
    proportionality, whatever the other two; a slope of 1 with bias 0 and one mover is linear pull.

    Examples
    --------
    >>> TugOfWar().transition_matrix(6)[4]
    array([0. , 0. , 0. , 0.25, 0.5 , 0.25, 0. ])
    """

    slope: float = 0.5
    bias: float = 1.0
    movers: int = 2

    card: ClassVar[ModelCard] = ModelCard(
        name="tug-of-war",
        says="A few marginal jurors take sides at each ballot, leaning to the larger side and "
        "against guilt; a vote moves when they all agree.",
        parameters=(_SLOPE, _BIAS, _MOVERS),
        citations=(
            Citation(
                "Edwards, B. sate, R package, version 3.1.1, CRAN",
                Reason.MODEL,
                "transition.matrix() and get_pG_by_k(), at slope 1/2, bias 1, movers 2",
            ),
        ),
        assumes=(
            "one vote moves at a time",
            "only the count of votes matters, not who holds them",
            "slope, bias and movers generalise constants of the package, which has no free "
            "parameter; bias 0 is its civil version",
            "one step of the chain is one ballot; the package gives it no length in minutes",
            "votes move below unanimity in the same way whatever the decision rule",
        ),
        not_for=(
            "juries that hang of themselves: only the court's patience ends a divided jury",
            "reversals of a unanimous first ballot: the model gives them probability 0, and they "
            "have happened",
            "juries of six as they are observed: at its defaults it acquits too often",
        ),
        can_hang=False,
        clock="ballots",
        label_symmetric=False,
    )

    def __post_init__(self) -> None:
        _SLOPE.check(self.slope, owner=type(self).__name__)
        _BIAS.check(self.bias, owner=type(self).__name__)
        _MOVERS.check(self.movers, owner=type(self).__name__)

    def transition_matrix(self, jury_size: int) -> FloatArray:
        """Return the row-stochastic matrix on 0, 1, ..., `jury_size` guilty votes.

        Raises
        ------
        OutOfDomainError
            If slope and bias put m(g) outside [0, 1] for some divided jury of this size.
        """
        g = np.arange(1, jury_size)
        lean = self.slope * ((g - self.bias) / jury_size - 0.5)
        self._check_lean(lean, jury_size)
        if -lean[0] > 0.5 or lean[-1] > 0.5:  # by rounding alone
            lean = np.clip(lean, -0.5, 0.5)
        movers = self.movers
        guilty = list(accumulate([0.5 + lean] * movers, mul))
        not_guilty = list(accumulate([0.5 - lean] * movers, mul))
        # The movers disagree: a sum of what is possible, so that one mover alone never stays.
        split = sum(
            comb(movers, j) * guilty[j - 1] * not_guilty[movers - j - 1] for j in range(1, movers)
        )
        return walk_matrix(guilty[-1], not_guilty[-1], split)

    def _check_lean(self, lean: FloatArray, jury_size: int) -> None:
        # The lean grows with g, so its ends are its extremes.
        if -lean[0] > 0.5 + ROUNDING or lean[-1] > 0.5 + ROUNDING:
            outside = np.flatnonzero(np.abs(lean) > 0.5 + ROUNDING)
            g = int(outside[0]) + 1
            spare = jury_size / 2 * (1 / self.slope - 1)
            raise OutOfDomainError(
                Problem(
                    f"TugOfWar(slope={self.slope:g}, bias={self.bias:g}), {jury_size} jurors",
                    f"m({g}) = {0.5 + lean[outside[0]]:.4g}",
                    "m(g), the chance that a marginal juror sides with guilty, is a probability "
                    "for every divided jury",
                    f"with this slope and jury size, a bias of {-1 - spare:.4g} to {1 + spare:.4g}",
                )
            )
