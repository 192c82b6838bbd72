"""A jury in which next to no vote ever moves: not a model of anyone's, a test of the limits."""

from dataclasses import dataclass
from typing import final

import numpy as np

from juryroom.deliberation.interface import Chain
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.markov.arrays import FloatArray


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen(Chain):
    move: float = 1e-15

    card = LinearPull.card

    def transition_matrix(self, jury_size: int) -> FloatArray:
        moving = LinearPull().transition_matrix(jury_size)
        return (1 - self.move) * np.eye(jury_size + 1) + self.move * moving
