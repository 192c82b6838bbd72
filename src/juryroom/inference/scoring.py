"""How good forecasts of conviction are: log loss, Brier score, calibration, with intervals.

Forecasts are scored as they are, with nothing fitted to the juries they are scored on. Intervals
come from a bootstrap that draws whole clusters: juries of one trial stay together.
"""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import NamedTuple, final

import numpy as np
from scipy.special import expit

from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.rng import Stream

CLIP = 0.005
"""Clipped figures hold every forecast at least this far from 0 and 1."""

BINS = 10
RESAMPLES = 1_000
METRICS = (
    "log_loss",
    "log_loss_clipped",
    "brier",
    "calibration_slope",
    "calibration_intercept",
    "calibration_error",
)

_NEWTON_STEPS = 30
_STEEPEST = 1e3


class Measured(NamedTuple):
    """A measure, and the central interval of its bootstrap; infinite where it is."""

    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float | str | None]:
        """Return the three numbers; what is infinite is said so, for JSON has no number for it."""
        return {key: _plain(value) for key, value in self._asdict().items()}

    def __str__(self) -> str:
        """Return the measure to four places, with its interval."""
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}]"


def _plain(value: float) -> float | str | None:
    if isfinite(value):
        return value
    return None if np.isnan(value) else ("infinite" if value > 0 else "minus infinite")


@final
@dataclass(frozen=True, eq=False)
class Forecasts:
    """Forecasts of conviction for juries, and whether they convicted.

    Parameters
    ----------
    chance
        The forecast probability of conviction of each observation.
    convicted
        1 where the jury convicted, else 0.
    juries
        How many juries each observation stands for.
    cluster
        The number of each observation's cluster; those of a negative number stand alone, each of
        their juries for itself.
    """

    chance: FloatArray
    convicted: FloatArray
    juries: FloatArray
    cluster: IntArray

    def __len__(self) -> int:
        """Return the number of observations."""
        return len(self.chance)

    def where(self, chosen: np.typing.NDArray[np.bool_]) -> "Forecasts":
        """Return some of the observations."""
        return Forecasts(
            self.chance[chosen], self.convicted[chosen], self.juries[chosen], self.cluster[chosen]
        )

    def of(self, chance: FloatArray) -> "Forecasts":
        """Return other forecasts of the same juries."""
        return Forecasts(chance, self.convicted, self.juries, self.cluster)

    @cached_property
    def loss(self) -> FloatArray:
        """The log loss of each observation; infinite where what happened had probability 0."""
        happened = np.where(self.convicted > 0, self.chance, 1 - self.chance)
        with np.errstate(divide="ignore"):
            return -np.log(happened)

    @cached_property
    def clipped_loss(self) -> FloatArray:
        """The log loss of each observation, its forecast held `CLIP` away from 0 and 1."""
        return self.of(clipped(self.chance)).loss

    @cached_property
    def squared(self) -> FloatArray:
        """The squared error of each observation."""
        return (self.chance - self.convicted) ** 2

    def bootstrap_weights(self, resamples: int, stream: Stream) -> FloatArray:
        """Return how often each jury of each observation counts, shape ``(resamples, observations)``.

        The first row is the sample itself; the others draw clusters with replacement.
        """
        alone = self.cluster < 0
        units, place = np.unique(self.cluster[~alone], return_inverse=True)
        times = np.concatenate([np.ones(len(units)), self.juries[alone]])
        drawn = stream.generator().multinomial(round(times.sum()), times / times.sum(), resamples)
        weights = np.empty((resamples + 1, len(self)))
        weights[0] = self.juries
        weights[1:, alone] = drawn[:, len(units) :]
        weights[1:, ~alone] = drawn[:, place] * self.juries[~alone]
        return weights


def clipped(chance: FloatArray) -> FloatArray:
    """Return forecasts held `CLIP` away from 0 and 1."""
    return np.clip(chance, CLIP, 1 - CLIP)


def measures(
    forecasts: Forecasts, weights: FloatArray, confidence: float = 0.95
) -> dict[str, Measured]:
    """Return every measure with its interval.

    Parameters
    ----------
    forecasts
        What was forecast and what happened.
    weights
        As `Forecasts.bootstrap_weights` gives them.
    confidence
        How often intervals are to hold the true measure.

    Examples
    --------
    >>> from juryroom.rng import Streams
    >>> p = np.repeat([0.2, 0.8], 50)
    >>> y = np.concatenate([np.arange(50) < 10, np.arange(50) < 40]).astype(float)
    >>> sure = Forecasts(p, y, np.ones(100), np.full(100, -1))
    >>> found = measures(sure, sure.bootstrap_weights(200, Streams(1).at("example")))
    >>> round(found["calibration_slope"].value, 6), round(found["calibration_error"].value, 6)
    (1.0, 0.0)
    """
    total = weights.sum(axis=1)
    slope, intercept = _calibration(forecasts, weights)
    found = {
        "log_loss": _weighted(weights, forecasts.loss) / total,
        "log_loss_clipped": weights @ forecasts.clipped_loss / total,
        "brier": weights @ forecasts.squared / total,
        "calibration_slope": slope,
        "calibration_intercept": intercept,
        "calibration_error": _calibration_error(forecasts, weights),
    }
    return {name: measured(values, confidence) for name, values in found.items()}


def measured(values: FloatArray, confidence: float = 0.95) -> Measured:
    """Return the first of `values` with the central interval of the others."""
    ends = ((1 - confidence) / 2, (1 + confidence) / 2)
    # By order, not by interpolation: some may be infinite.
    low, high = np.quantile(values[1:], ends, method="inverted_cdf")
    return Measured(float(values[0]), float(low), float(high))


def _weighted(weights: FloatArray, losses: FloatArray) -> FloatArray:
    """Return weighted sums in which a weight of 0 leaves out an infinite loss too."""
    finite = np.isfinite(losses)
    found = weights[:, finite] @ losses[finite]
    return np.where((weights[:, ~finite] > 0).any(axis=1), np.inf, found)


def _cells(forecasts: Forecasts, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return each distinct forecast, clipped, with the weights of its juries and convictions."""
    chance, place = np.unique(clipped(forecasts.chance), return_inverse=True)
    order = np.argsort(place, kind="stable")
    begins = np.searchsorted(place[order], np.arange(len(chance)))
    juries = np.add.reduceat(weights[:, order], begins, axis=1)
    convicted = np.add.reduceat((weights * forecasts.convicted)[:, order], begins, axis=1)
    return chance, juries, convicted


def _calibration(forecasts: Forecasts, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slope and intercept of a logistic regression on the forecasts' log-odds."""
    chance, juries, convicted = _cells(forecasts, weights)
    x = np.log(chance / (1 - chance))
    if len(x) < 2:
        unknown = np.full(len(weights), np.nan)
        return unknown, unknown
    slope, intercept = np.ones(len(weights)), np.zeros(len(weights))
    for _ in range(_NEWTON_STEPS):
        p = expit(np.clip(intercept[:, None] + slope[:, None] * x, -35, 35))
        left = convicted - juries * p
        steep = juries * p * (1 - p)
        a, b, c = steep.sum(axis=1), steep @ x, steep @ (x * x)
        determinant = np.maximum(a * c - b * b, 1e-12)
        u, v = left.sum(axis=1), left @ x
        step_0, step_1 = (c * u - b * v) / determinant, (a * v - b * u) / determinant
        size = np.minimum(1.0, 2 / np.maximum(np.maximum(abs(step_0), abs(step_1)), 1e-12))
        intercept, slope = intercept + size * step_0, slope + size * step_1
    lost = abs(slope) > _STEEPEST
    return np.where(lost, np.inf, slope), np.where(lost, np.nan, intercept)


def _calibration_error(forecasts: Forecasts, weights: FloatArray) -> FloatArray:
    """Return the expected calibration error: ten equal bins, weighted by their juries."""
    place = np.minimum((forecasts.chance * BINS).astype(np.int64), BINS - 1)
    apart = (forecasts.chance - forecasts.convicted) * weights
    found = np.zeros(len(weights))
    for each in range(BINS):
        found += abs(apart[:, place == each].sum(axis=1))
    return found / weights.sum(axis=1)


class CurvePoint(NamedTuple):
    """One bin of a calibration curve: mean forecast, share convicted with interval, juries."""

    forecast: float
    convicted: float
    low: float
    high: float
    juries: float


def calibration_curve(forecasts: Forecasts) -> tuple[CurvePoint, ...]:
    """Return the calibration curve: ten equal bins, those without a jury left out."""
    from juryroom.outcome.interval import interval

    place = np.minimum((forecasts.chance * BINS).astype(np.int64), BINS - 1)
    points: list[CurvePoint] = []
    for each in range(BINS):
        own = place == each
        juries = float(forecasts.juries[own].sum())
        if juries == 0:
            continue
        convictions = float(forecasts.juries[own] @ forecasts.convicted[own])
        ends = interval(round(convictions), round(juries))
        mean = float(forecasts.juries[own] @ forecasts.chance[own] / juries)
        points.append(CurvePoint(mean, convictions / juries, ends.low, ends.high, juries))
    return tuple(points)
