"""sate 1.1.0 (2020): the logistic curve at the share itself; no jury is drawn and none is struck."""

import numpy as np
from scipy.special import expit

from juryroom.compat.sate.arguments import Room
from juryroom.compat.sate.drawn_from import Draws
from juryroom.compat.sate.row import Row, Rows, row
from juryroom.compat.sate.simulated import Arm, coefficients, compared, shares_drawn
from juryroom.deliberation.models.pooled_logistic import PooledLogistic
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray

_NOTE = "sate 1.1.0 drew this at random: agrees in distribution, not in its digits"
_AS_IT_WAS = Room(12, 0, 0, 0.15)


def check_room(room: Room, owner: str) -> None:
    """Raise `OutOfDomainError` where a jury is described: 1.1.0 knows none."""
    if room != _AS_IT_WAS:
        raise OutOfDomainError(
            Problem(
                f"sate 1.1.0, {owner}",
                f"jury_n {room.jury_n}, strikes {room.pstrikes} and {room.dstrikes}, "
                f"accuracy {room.accuracy:g}",
                "this release applies its curve to the share itself: it has neither jury size nor "
                "strikes",
                "jury_n, pstrikes, dstrikes and accuracy left at their defaults",
            )
        )


def points(shares: FloatArray) -> FloatArray:
    """Return the curve at each share."""
    model = PooledLogistic()
    return np.asarray(expit(model.intercept + model.slope * shares))


def stats(arm: Arm, draws: Draws) -> Row:
    """Return mean, standard deviation and quantiles of the drawn curve, as ``as.jury.stat``."""
    return _summary(_drawn(arm, draws, "actual"))


def compare(actual: Arm, hypo: Arm, draws: Draws, digits: int) -> Rows:
    """Return both arms and the difference draw by draw, as ``compare.jury.stats``."""
    first, second = _drawn(actual, draws, "actual"), _drawn(hypo, draws, "hypothetical")
    return compared(_summary(first), _summary(second), _summary(first - second), digits)


def _drawn(arm: Arm, draws: Draws, name: str) -> FloatArray:
    ends = coefficients(draws, f"coefficients, {name}")
    return np.asarray(expit(ends[:, 0] + ends[:, 1] * shares_drawn(arm, draws, f"survey, {name}")))


def _summary(drawn: FloatArray) -> Row:
    low, high = np.quantile(drawn, [0.05, 0.95]).tolist()
    mean, spread = float(drawn.mean()), float(drawn.std(ddof=1))
    return row("P(G)", mean, spread, (high - low) / 2, low, high, notes=(_NOTE,))
