"""Proportionality: each side wins as often as it has votes."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Proportionality(Scheme):
    r"""Proportionality: :math:`P(G \mid k) = k/n`, as if one juror drawn at random decided."""

    card: ClassVar[ModelCard] = ModelCard(
        name="proportionality",
        says="Each side wins with probability equal to its share of the first ballot.",
        citations=(DAVIS_1973,),
        assumes=("only the count of votes on the first ballot matters",),
        not_for=(
            "juries that may hang",
            "questions about time, or about a decision rule other than the one observed",
            "criminal juries as they are observed: majorities win far more often than this",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )

    def endings(self, jury_size: int) -> FloatArray:
        """Return k/n guilty and (n - k)/n not guilty for k guilty votes."""
        k = np.arange(jury_size + 1)
        return np.column_stack(
            [k / jury_size, (jury_size - k) / jury_size, np.zeros(jury_size + 1)]
        )
