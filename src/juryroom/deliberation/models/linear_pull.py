"""Linear pull: each side gains the next vote in proportion to its size."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import Chain, FloatArray, ModelCard
from juryroom.markov.walk_matrix import walk_matrix
from juryroom.parameters import Parameter

_INERTIA = Parameter("inertia", 0.0, 0.999, "probability", "the chance that a ballot moves no one")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LinearPull(Chain):
    r"""Linear pull: each side gains the next vote in proportion to its size.

    With :math:`k` of :math:`n` votes for guilty and inertia :math:`s`, for :math:`0 < k < n`,

    .. math:: P_{k,k+1} = (1-s)\,k/n, \qquad P_{k,k-1} = (1-s)(n-k)/n, \qquad P_{k,k} = s.

    Inertia changes how long deliberation lasts but not how it ends: under unanimity
    :math:`P(G \mid k) = 2^{-(n-1)} \sum_{j<k} \binom{n-1}{j}`, whatever the inertia.

    Examples
    --------
    >>> LinearPull().transition_matrix(4)[1]
    array([0.75, 0. , 0.25, 0. , 0. ])
    """

    inertia: float = 0.0

    card: ClassVar[ModelCard] = ModelCard(
        name="linear-pull",
        says="Each side gains the next vote in proportion to its size.",
        parameters=(_INERTIA,),
        citations=(
            Citation(
                "Klevorick, A. K., & Rothschild, M. (1979). A model of the jury decision process. "
                "Journal of Legal Studies 8, 141-164",
                Reason.MODEL,
                "the reverse Ehrenfest chain; read in the abstract, NCJ 58039",
            ),
        ),
        assumes=(
            "one vote moves at a time",
            "only the count of votes matters, not who holds them",
            "inertia is not in the source, which has a vote move at every step",
            "one step of the chain is one ballot; the source gives it no length in minutes",
        ),
        not_for=(
            "juries that hang of themselves: only the court's patience ends a divided jury",
            "juries that lean to acquittal when they are evenly divided",
        ),
        can_hang=False,
        clock="ballots",
        label_symmetric=True,
    )

    def __post_init__(self) -> None:
        _INERTIA.check(self.inertia, owner=type(self).__name__)

    def transition_matrix(self, jury_size: int) -> FloatArray:
        """Return the row-stochastic matrix on 0, 1, ..., `jury_size` guilty votes."""
        k = np.arange(1, jury_size)
        moving = 1 - self.inertia
        up, down = moving * k / jury_size, moving * (jury_size - k) / jury_size
        return walk_matrix(up, down, self.inertia)
