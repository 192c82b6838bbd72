"""How far off chance may have put a share that was counted."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter

_CONFIDENCE = Parameter(
    "confidence", 0.5, 0.999999999, "probability", "how often such an interval holds the true share"
)


@final
@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval for a probability.

    Examples
    --------
    >>> print(Interval(0.8748, 0.8879, 0.95))
    [0.875, 0.888]
    """

    low: float
    high: float
    confidence: float

    def __contains__(self, share: float) -> bool:
        """Return whether the interval holds `share`; its ends belong to it."""
        return self.low <= share <= self.high

    def __str__(self) -> str:
        """Return the interval to three places."""
        return f"[{self.low:.3f}, {self.high:.3f}]"

    def as_json(self) -> dict[str, float]:
        """Return the three numbers under their names."""
        return {"low": self.low, "high": self.high, "confidence": self.confidence}


def interval(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    r"""Return Wilson's score interval for the probability behind a counted share.

    It says how far off chance may have put the share. It says nothing about whether the model is
    right.

    Parameters
    ----------
    successes, trials
        What was counted, and of how many; 0 to `trials`, and 1 or more.
    confidence
        How often such an interval holds the true probability, 0.5 to 0.999999999.

    Raises
    ------
    OutOfDomainError
        If the counts are no counts, or the confidence lies outside its domain.

    Notes
    -----
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212: the
    probabilities :math:`p` with :math:`|\hat p - p| \le z \sqrt{p(1-p)/N}`. Where nothing was seen a
    standard error is 0; this interval is not.

    Examples
    --------
    >>> print(interval(8_815, 10_000))
    [0.875, 0.888]
    >>> interval(0, 10_000).high
    0.000384
    """
    _CONFIDENCE.check(confidence, owner="interval")
    if not 0 <= successes <= trials or trials < 1:
        raise OutOfDomainError(
            Problem(
                "interval",
                f"{successes} of {trials}",
                "a share is counted: so many of at least one",
                "0 to the number of trials, of 1 or more",
            )
        )
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    # At the two ends the formula is exactly 0 or 1, and rounding must not say otherwise.
    low = 0.0 if successes == 0 else max((middle - half) / whole, 0.0)
    high = 1.0 if successes == trials else min((middle + half) / whole, 1.0)
    return Interval(low, high, confidence)
