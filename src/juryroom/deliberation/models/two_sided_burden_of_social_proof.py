"""Two-sided burden of social proof: each faction has a threshold; where neither is met, hung."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np
from scipy.special import expit

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.parameters import Parameter

_TO_CONVICT = Parameter(
    "threshold_to_convict",
    0.0,
    1.0,
    "probability",
    "the share of the jury at which the guilty faction wins every second time",
)
_GAP = Parameter(
    "gap",
    0.01,
    1.0,
    "probability",
    "what the thresholds of the two factions sum to beyond the whole jury",
)
_CLARITY = Parameter(
    "clarity",
    0.01,
    10_000,
    "none",
    "how sharply the thresholds divide: near 0 numbers count for nothing, a large one is a step",
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSidedBurdenOfSocialProof(Scheme):
    r"""Two-sided burden of social proof: each faction has its own threshold.

    With share :math:`x = k/n` of guilty votes, thresholds :math:`b_G` and :math:`b_N = 1 - b_G + g`,
    gap :math:`g`, clarity :math:`c` and :math:`F(z) = 1/(1 + e^{-z})`,

    .. math:: P(G \mid k) = F(c(x - b_G)), \qquad P(N \mid k) = F(c(1 - x - b_N)),

    .. math:: P(H \mid k) = (1 - P(G \mid k)) (1 - P(N \mid k)) (1 - e^{-cg}).

    One draw decides: the jury is taken to feel one burden, so that both thresholds are never met.
    Without a gap no jury would hang, and the model would be the one-sided one.

    Examples
    --------
    >>> TwoSidedBurdenOfSocialProof().endings(12)[6]
    array([0.268752, 0.5 , 0.231248])
    """

    threshold_to_convict: float = 0.582915
    gap: float = 0.082915
    clarity: float = 12.072149

    card: ClassVar[ModelCard] = ModelCard(
        name="two-sided-burden-of-social-proof",
        says="Each faction wins the more surely the further its share of the first ballot is past "
        "its own threshold; where neither threshold is met, the jury hangs.",
        parameters=(_TO_CONVICT, _GAP, _CLARITY),
        citations=(
            Citation(
                "MacCoun, R. J. (2012). The burden of social proof: shared thresholds and social "
                "influence. Psychological Review 119, 345-372",
                Reason.MODEL,
                "the logistic equation of one faction",
                Standing.UNVERIFIED,
            ),
            Citation(
                "Edwards, B. sate, R package, version 3.1.1, CRAN",
                Reason.ESTIMATE,
                "the default threshold to convict and clarity: minus intercept over slope, and "
                "slope, of a logistic fit to 2,012 juries of its data set observed.deliberations",
                Standing.COMPUTED,
            ),
        ),
        assumes=(
            "the two-sided use is ours: the source has one faction and one threshold",
            "one draw decides for both factions, so the thresholds sum to more than 1 and are never "
            "both met",
            "both factions share one clarity",
            "the default gap, which puts the threshold to acquit at one half, is not fitted: the "
            "data behind the other defaults do not tell hung juries from acquittals",
        ),
        not_for=(
            "predicting how many juries hang: at its defaults that is an assumption",
            "questions about time, or about a decision rule other than the one observed",
        ),
        can_hang=True,
        clock=None,
        label_symmetric=False,
    )

    def __post_init__(self) -> None:
        _TO_CONVICT.check(self.threshold_to_convict, owner=type(self).__name__)
        _GAP.check(self.gap, owner=type(self).__name__)
        _CLARITY.check(self.clarity, owner=type(self).__name__)

    @property
    def threshold_to_acquit(self) -> float:
        """The share of the jury at which the not-guilty faction wins every second time.

        Where the gap is larger than the threshold to convict it is above 1, and even a whole jury
        acquits less than every second time.
        """
        return 1 - self.threshold_to_convict + self.gap

    def endings(self, jury_size: int) -> FloatArray:
        """Return the chance that each faction meets its threshold, and that neither does."""
        k = np.arange(jury_size + 1)
        guilty = self.clarity * (k / jury_size - self.threshold_to_convict)
        not_guilty = self.clarity * ((jury_size - k) / jury_size - self.threshold_to_acquit)
        neither = expit(-guilty) * expit(-not_guilty)
        hung = neither * -np.expm1(-self.clarity * self.gap)
        return np.column_stack([expit(guilty), expit(not_guilty), hung])
