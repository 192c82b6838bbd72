"""Equiprobability: every side that has a vote wins equally often."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Equiprobability(Scheme):
    """Equiprobability: a divided jury goes either way equally often, however it is divided."""

    card: ClassVar[ModelCard] = ModelCard(
        name="equiprobability",
        says="Each side that has a vote on the first ballot wins equally often.",
        citations=(DAVIS_1973,),
        assumes=("only whether a side has a vote on the first ballot matters, not how many",),
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
        """Return one half of each verdict for every divided first ballot."""
        guilty = np.full(jury_size + 1, 0.5)
        guilty[0], guilty[-1] = 0.0, 1.0
        return np.column_stack([guilty, guilty[::-1], np.zeros(jury_size + 1)])
