"""Two-thirds majority for guilty, otherwise acquittal."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973, DAVIS_ET_AL_1975


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TwoThirdsOrAcquit(Scheme):
    """Two-thirds majority, otherwise acquit: two thirds for guilty convict, anything less acquits."""

    card: ClassVar[ModelCard] = ModelCard(
        name="two-thirds-or-acquit",
        says="At least two thirds of the first ballot for guilty convict; otherwise the jury acquits.",
        citations=(DAVIS_1973, DAVIS_ET_AL_1975),
        assumes=(
            "only the count of votes on the first ballot matters",
            "where two thirds of the jury is not a whole number, at least two thirds are needed",
        ),
        not_for=(
            "juries that may hang: a divided jury is counted as acquitting",
            "questions about time, or about a decision rule other than the one observed",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=False,
    )

    def endings(self, jury_size: int) -> FloatArray:
        """Return guilty from two thirds of the votes upwards, and not guilty below."""
        k = np.arange(jury_size + 1)
        guilty = 3 * k >= 2 * jury_size
        never = np.zeros(jury_size + 1, dtype=np.bool_)
        return np.column_stack([guilty, ~guilty, never]).astype(np.float64)
