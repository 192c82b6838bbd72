"""Simple majority: the larger side wins; a tie is split."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973, DAVIS_ET_AL_1975


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Majority(Scheme):
    """Simple majority: the side with more first-ballot votes wins; even sides win equally often."""

    card: ClassVar[ModelCard] = ModelCard(
        name="majority",
        says="The side with more votes on the first ballot wins; a tie goes either way equally.",
        citations=(DAVIS_1973, DAVIS_ET_AL_1975),
        assumes=(
            "only the count of votes on the first ballot matters",
            "ties are split evenly: the family of schemes leaves the tie open",
        ),
        not_for=(
            "juries that may hang",
            "questions about time, or about a decision rule other than the one observed",
            "juries that lean to acquittal when they are evenly divided",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )

    def endings(self, jury_size: int) -> FloatArray:
        """Return guilty for more than half the votes, not guilty for fewer, half of each at half."""
        k = np.arange(jury_size + 1)
        guilty = np.where(2 * k > jury_size, 1.0, np.where(2 * k == jury_size, 0.5, 0.0))
        return np.column_stack([guilty, guilty[::-1], np.zeros(jury_size + 1)])
