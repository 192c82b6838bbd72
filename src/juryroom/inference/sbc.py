"""Checks of the inference itself: whether posteriors hold the numbers that made the data.

Simulation-based calibration: numbers are drawn from the priors, juries are simulated from them, and
their posterior is taken by the code that users run. The posterior probability below each true
number is then uniform, if code and model agree. From the same replications: how often intervals
hold the true number, and how far off posterior means are.

Source: Talts, S., Betancourt, M., Simpson, D., Vehtari, A., & Gelman, A. (2018). Validating Bayesian
inference algorithms with simulation-based calibration, arXiv:1804.06788. The band: Säilynoja, T.,
Bürkner, P.-C., & Vehtari, A. (2022). Graphical test for discrete uniformity and its applications.
Statistics and Computing 32, 32.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, final

import numpy as np
from scipy.stats import binom

from juryroom.markov.arrays import FloatArray
from juryroom.rng import Stream

LEVELS = (0.5, 0.8, 0.95)
GRID = 50
BAND_SAMPLES = 20_000


class Replication(NamedTuple):
    """One replication: true numbers, the posterior below each, posterior means and deviations."""

    truth: FloatArray
    rank: FloatArray
    mean: FloatArray
    deviation: FloatArray


Replicate = Callable[[Stream], Replication | None]
"""From a stream to a replication; None where the inference refused to report."""


@final
@dataclass(frozen=True, eq=False)
class CalibrationReport:
    """What replications say of the inference of one model.

    Parameters
    ----------
    model
        What was checked.
    names
        Of the numbers.
    truth, rank, mean, deviation
        Each of shape ``(replications, numbers)``.
    refused
        Replications in which the inference refused to report.
    """

    model: str
    names: tuple[str, ...]
    truth: FloatArray
    rank: FloatArray
    mean: FloatArray
    deviation: FloatArray
    refused: int

    @property
    def replications(self) -> int:
        """How many replications reported."""
        return len(self.rank)

    def coverage(self, level: float) -> FloatArray:
        """Return how often the central interval held each true number."""
        inside = np.abs(self.rank - 0.5) <= level / 2
        return inside.mean(axis=0)

    def coverage_off(self, level: float) -> FloatArray:
        """Return how far coverage is from `level`, in standard errors."""
        error = np.sqrt(level * (1 - level) / self.replications)
        return (self.coverage(level) - level) / error

    def recovery(self) -> FloatArray:
        """Return the correlation of posterior means with the true numbers."""
        return np.array(
            [np.corrcoef(a, b)[0, 1] for a, b in zip(self.truth.T, self.mean.T, strict=True)]
        )

    def bias(self) -> FloatArray:
        """Return the mean error of posterior means, in standard errors of that mean."""
        error = self.mean - self.truth
        return error.mean(axis=0) / (error.std(axis=0, ddof=1) / np.sqrt(self.replications))

    def as_json(self, stream: Stream) -> dict[str, Any]:
        """Return the report as plain data."""
        band = uniform_band(self.replications, stream)
        depth = [band_depth(column) for column in self.rank.T]
        return {
            "model": self.model,
            "replications": self.replications,
            "refused": self.refused,
            "band": {"confidence": 0.99, "depth": _short(band)},
            "numbers": {
                name: {
                    "depth": _short(depth[place]),
                    "inside_band": bool(depth[place] >= band),
                    "coverage": {
                        f"{100 * level:g}": {
                            "share": _short(self.coverage(level)[place]),
                            "off_in_standard_errors": _short(self.coverage_off(level)[place]),
                        }
                        for level in LEVELS
                    },
                    "recovery_correlation": _short(self.recovery()[place]),
                    "bias_in_standard_errors": _short(self.bias()[place]),
                    "histogram": np.histogram(self.rank[:, place], bins=20, range=(0, 1))[
                        0
                    ].tolist(),
                }
                for place, name in enumerate(self.names)
            },
        }


def calibrate(
    model: str,
    names: Sequence[str],
    replicate: Replicate,
    replications: int,
    stream: Stream,
    progress: Callable[[int], None] | None = None,
) -> CalibrationReport:
    """Run replications and return what they say.

    Parameters
    ----------
    model, names
        What is checked.
    replicate
        Makes one replication.
    replications
        How many.
    stream
        Each replication has its own, by its number.
    progress
        Told how many are done.
    """
    found: list[Replication] = []
    for number in range(replications):
        made = replicate(stream.at(number))
        if made is not None:
            found.append(made)
        if progress is not None:
            progress(number + 1)
    return CalibrationReport(
        model,
        tuple(names),
        np.array([each.truth for each in found]),
        np.array([each.rank for each in found]),
        np.array([each.mean for each in found]),
        np.array([each.deviation for each in found]),
        replications - len(found),
    )


def band_depth(ranks: FloatArray) -> float:
    """Return how deep the cumulative shares of `ranks` lie in their binomial laws, at the worst.

    Twice the smaller tail probability, at its smallest over a grid of 50 places: near 0 where the
    ranks are not uniform.
    """
    return float(_depths(ranks[None])[0])


def uniform_band(size: int, stream: Stream, confidence: float = 0.99) -> float:
    """Return the depth that uniform ranks keep with probability `confidence`, by simulation."""
    drawn = stream.at("band", size).generator()
    depths = [_depths(drawn.random((2_000, size))) for _ in range(BAND_SAMPLES // 2_000)]
    return float(np.quantile(np.concatenate(depths), 1 - confidence))


def _depths(ranks: FloatArray) -> FloatArray:
    size = ranks.shape[1]
    places = np.arange(1, GRID) / GRID
    ordered = np.sort(ranks, axis=1)
    below = np.stack([np.searchsorted(row, places, side="right") for row in ordered])
    counts = np.arange(size + 1)[:, None]
    low = binom.cdf(counts, size, places)
    high = binom.sf(counts - 1, size, places)
    tails = 2 * np.minimum(low, high)
    return tails[below, np.arange(GRID - 1)].min(axis=1)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
