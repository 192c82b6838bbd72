"""The outcome of a jury under the reference estimate: means over its draws, and intervals."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np

from juryroom.markov.arrays import FloatArray
from juryroom.outcome.interval import Interval
from juryroom.outcome.outcome import Outcome
from juryroom.procedure.decision_rule import Ending

CONFIDENCES = (0.5, 0.8, 0.95)


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class ReferenceOutcome:
    """How a jury's work on one count ends, in every draw of the reference estimate.

    Parameters
    ----------
    endings
        Probability of guilty, not guilty and hung in every draw, shape ``(draws, 3)``.
    last_split
        Probability of hanging with each number of guilty votes, shape ``(draws, n + 1)``.
    mean_ballots
        Expected ballots beyond the first, shape ``(draws,)``.
    minutes_per_ballot
        The pace of every draw, which is assumed and not fitted.
    kind, version, missing_verdict
        Which juries of which estimate.
    """

    endings: FloatArray
    last_split: FloatArray
    mean_ballots: FloatArray
    minutes_per_ballot: FloatArray
    kind: str
    version: str
    missing_verdict: str

    @property
    def label(self) -> str:
        """What it is, for a table."""
        return f"reference ({self.kind} juries, {len(self.endings):,} draws)"

    @cached_property
    def mean(self) -> Outcome:
        """The mean over the draws: the probability of each ending for the next such jury."""
        guilty, not_guilty, hung = (float(p) for p in self.endings.mean(axis=0))
        split = self.last_split.mean(axis=0)
        return Outcome(
            guilty=guilty,
            not_guilty=not_guilty,
            hung=hung,
            mean_ballots=float(self.mean_ballots.mean()),
            last_split_when_hung=(
                {votes: float(p / split.sum()) for votes, p in enumerate(split) if p > 0}
                if hung > 0
                else None
            ),
            against_verdict=None,
            method=f"exact in each of {len(self.endings):,} draws",
        )

    def interval(self, ending: Ending, confidence: float = 0.95) -> Interval:
        """Return the central interval of one ending's probability over the draws.

        Parameters
        ----------
        ending
            Guilty, not guilty or hung.
        confidence
            The share of the posterior inside, 0 to 1.
        """
        return _central(self.endings[:, list(Ending).index(ending)], confidence)

    @property
    def intervals(self) -> dict[Ending, tuple[Interval, ...]]:
        """The 50, 80 and 95 per cent intervals of each ending."""
        return {ending: tuple(self.interval(ending, c) for c in CONFIDENCES) for ending in Ending}

    @property
    def hours(self) -> FloatArray:
        """Expected hours beyond the first ballot in every draw, at a pace that is assumed."""
        return self.mean_ballots * self.minutes_per_ballot / 60

    def __str__(self) -> str:
        """Return means and 95 per cent intervals to three places."""
        parts = (
            f"{ending.value.replace('_', ' ')} {p:.3f} {self.interval(ending)}"
            for ending, p in self.mean.probability.items()
        )
        return "; ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return the mean as every outcome is written, with intervals beside it."""
        hours = self.hours
        return {
            **self.mean.as_json(),
            "intervals": {
                ending.value: [each.as_json() for each in found]
                for ending, found in self.intervals.items()
            },
            "mean_ballots_interval": _central(self.mean_ballots, 0.95).as_json(),
            "hours_at_assumed_pace": {
                "median": float(np.median(hours)),
                **_central(hours, 0.95).as_json(),
            },
            "reference": {
                "version": self.version,
                "kind": self.kind,
                "draws": len(self.endings),
                "missing_verdict": self.missing_verdict,
            },
        }


def _central(values: FloatArray, confidence: float) -> Interval:
    low, high = np.quantile(values, ((1 - confidence) / 2, (1 + confidence) / 2))
    return Interval(float(low), float(high), confidence)
