"""Burden of social proof: a faction wins the more surely the further it is past a threshold."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np
from scipy.special import expit

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.parameters import Parameter

_THRESHOLD = Parameter(
    "threshold",
    0.0,
    1.0,
    "probability",
    "the share of the jury at which the guilty faction wins every second time",
)
_CLARITY = Parameter(
    "clarity",
    0.0,
    10_000,
    "none",
    "how sharply the threshold divides: at 0 numbers count for nothing, a large one is a step",
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenOfSocialProof(Scheme):
    r"""Burden of social proof: how large a faction must be, and how clearly that is felt.

    With share :math:`x = k/n` of guilty votes on the first ballot, threshold :math:`b` and clarity
    :math:`c`, the guilty faction wins with probability

    .. math:: P(G \mid k) = \frac{1}{1 + e^{-c(x-b)}},

    and the other side wins where it does not.

    Examples
    --------
    >>> BurdenOfSocialProof().endings(12)[6]
    array([0.5, 0.5, 0. ])
    """

    threshold: float = 0.5
    clarity: float = 12.072149

    card: ClassVar[ModelCard] = ModelCard(
        name="burden-of-social-proof",
        says="The guilty faction wins the more surely the further its share of the first ballot is "
        "past a threshold; otherwise the other side wins.",
        parameters=(_THRESHOLD, _CLARITY),
        citations=(
            Citation(
                "MacCoun, R. J. (2012). The burden of social proof: shared thresholds and social "
                "influence. Psychological Review 119, 345-372",
                Reason.MODEL,
                "abstract: two shared parameters, the location and the clarity of a threshold",
            ),
            Citation(
                "MacCoun, R. J. (2012). The burden of social proof: shared thresholds and social "
                "influence. Psychological Review 119, 345-372",
                Reason.MODEL,
                "the logistic equation",
                Standing.UNVERIFIED,
            ),
            Citation(
                "Edwards, B. sate, R package, version 3.1.1, CRAN",
                Reason.ESTIMATE,
                "the default clarity: slope of a logistic fit to 2,012 juries of its data set "
                "observed.deliberations (standard error 0.551)",
                Standing.COMPUTED,
            ),
        ),
        assumes=(
            "only the share of guilty votes on the first ballot matters, in juries of any size",
            "the side that does not win loses: the source gives the chance of one faction",
            "the default threshold is one half; the fit that gives the default clarity puts it at "
            "0.583",
        ),
        not_for=(
            "juries that may hang; for these see two-sided-burden-of-social-proof",
            "questions about time, or about a decision rule other than the one observed",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )

    def __post_init__(self) -> None:
        _THRESHOLD.check(self.threshold, owner=type(self).__name__)
        _CLARITY.check(self.clarity, owner=type(self).__name__)

    def endings(self, jury_size: int) -> FloatArray:
        """Return the chance that the guilty faction wins, and that it does not."""
        past = self.clarity * (np.arange(jury_size + 1) / jury_size - self.threshold)
        return np.column_stack([expit(past), expit(-past), np.zeros(jury_size + 1)])
