"""Two-thirds majority, otherwise hung."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973, DAVIS_ET_AL_1975


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TwoThirdsOrHung(Scheme):
    """Two-thirds majority, otherwise hung: a side with two thirds of the first ballot wins."""

    card: ClassVar[ModelCard] = ModelCard(
        name="two-thirds-or-hung",
        says="A side with at least two thirds of the first ballot wins; otherwise the jury hangs.",
        citations=(DAVIS_1973, DAVIS_ET_AL_1975),
        assumes=(
            "only the count of votes on the first ballot matters",
            "where two thirds of the jury is not a whole number, at least two thirds are needed",
        ),
        not_for=(
            "questions about time, or about a decision rule other than the one observed",
            "juries that lean to acquittal when they are evenly divided",
        ),
        can_hang=True,
        clock=None,
        label_symmetric=True,
    )

    def endings(self, jury_size: int) -> FloatArray:
        """Return the verdict of the side with two thirds of the votes, and hung where there is none."""
        k = np.arange(jury_size + 1)
        guilty = 3 * k >= 2 * jury_size
        not_guilty = guilty[::-1]
        return np.column_stack([guilty, not_guilty, ~(guilty | not_guilty)]).astype(np.float64)
