"""A number with what is not known of it: from the sample, from the parameters, and from both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from juryroom.markov.arrays import FloatArray
from juryroom.outcome.interval import Interval


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number and three intervals.

    Parameters
    ----------
    value
        At the shares that were counted, the parameters' uncertainty averaged out.
    sampling
        From who happened to be asked, the parameters held at their average law.
    parameters
        From what is not known of the model's parameters, the shares held as counted; None where the
        parameters are taken as known.
    both
        From both together.
    """

    value: float
    sampling: Interval
    parameters: Interval | None
    both: Interval

    def as_json(self) -> dict[str, Any]:
        """Return the value and the intervals under their names."""
        return {
            "value": self.value,
            "sampling": self.sampling.as_json(),
            "parameters": None if self.parameters is None else self.parameters.as_json(),
            "both": self.both.as_json(),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Exceeding:
    """How probable it is that an effect is above a threshold, given model, survey and assumptions.

    Parameters
    ----------
    threshold
        The line that the user set, -1 to 1.
    sampling
        From the sample alone.
    both
        From the sample and the parameters.
    """

    threshold: float
    sampling: float
    both: float

    def as_json(self) -> dict[str, float]:
        """Return the three numbers under their names."""
        return {"threshold": self.threshold, "sampling": self.sampling, "both": self.both}


@final
@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """One quantity, drawn three ways, and its value.

    Parameters
    ----------
    value
        At the counted shares and the average law.
    sampling, parameters, both
        Draws of it, each shape ``(draws,)``; `parameters` is None where they are taken as known.
    """

    value: float
    sampling: FloatArray
    parameters: FloatArray | None
    both: FloatArray

    def minus(self, other: "Draws") -> "Draws":
        """Return the difference, draw by draw: the draws of both use the same parameters."""
        parameters = None
        if self.parameters is not None and other.parameters is not None:
            parameters = self.parameters - other.parameters
        return Draws(
            self.value - other.value,
            self.sampling - other.sampling,
            parameters,
            self.both - other.both,
        )

    def plus(self, other: "Draws") -> "Draws":
        """Return the sum, draw by draw."""
        return self.minus(other.times(-1.0))

    def times(self, number: float) -> "Draws":
        """Return every draw times a number."""
        parameters = None if self.parameters is None else number * self.parameters
        return Draws(number * self.value, number * self.sampling, parameters, number * self.both)

    def estimate(self, confidence: float) -> Estimate:
        """Return the value with its intervals, the middle part of the draws."""
        return Estimate(
            value=self.value,
            sampling=_central(self.sampling, confidence),
            parameters=None if self.parameters is None else _central(self.parameters, confidence),
            both=_central(self.both, confidence),
        )

    def exceeding(self, threshold: float) -> Exceeding:
        """Return how many of the draws lie above a threshold, as a share."""
        return Exceeding(
            threshold=threshold,
            sampling=float((self.sampling > threshold).mean()),
            both=float((self.both > threshold).mean()),
        )


def _central(draws: FloatArray, confidence: float) -> Interval:
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high), confidence)


def as_json(estimates: Mapping[Any, Estimate]) -> dict[str, Any]:
    """Return estimates under the names of what they are of."""
    return {str(name): estimate.as_json() for name, estimate in estimates.items()}
