"""Unanimity on the first ballot, otherwise hung."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.deliberation.literature import DAVIS_1973, DAVIS_ET_AL_1975


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class UnanimityOrHung(Scheme):
    """Unanimity, otherwise hung: no one ever changes a vote."""

    card: ClassVar[ModelCard] = ModelCard(
        name="unanimity-or-hung",
        says="A jury that is unanimous on the first ballot returns that verdict; any other hangs.",
        citations=(DAVIS_1973, DAVIS_ET_AL_1975),
        assumes=("no juror is moved by deliberation",),
        not_for=(
            "juries as they are observed: nearly all that begin divided end in a verdict",
            "questions about time, or about a decision rule other than unanimity",
        ),
        can_hang=True,
        clock=None,
        label_symmetric=True,
    )

    def endings(self, jury_size: int) -> FloatArray:
        """Return a verdict for the two unanimous first ballots, and hung for every other."""
        k = np.arange(jury_size + 1)
        guilty, not_guilty = k == jury_size, k == 0
        return np.column_stack([guilty, not_guilty, ~(guilty | not_guilty)]).astype(np.float64)
