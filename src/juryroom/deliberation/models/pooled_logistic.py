"""Pooled logistic: conviction as a logistic curve in the share of guilty votes, any jury size."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np
from scipy.special import expit

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import FloatArray, ModelCard, Scheme
from juryroom.parameters import Parameter

_INTERCEPT = Parameter(
    "intercept", -1000, 1000, "log-odds", "the log-odds of conviction where no one votes guilty"
)
_SLOPE = Parameter(
    "slope",
    0,
    1000,
    "log-odds",
    "the growth of the log-odds from a jury without guilty votes to one with no others",
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PooledLogistic(Scheme):
    r"""Pooled logistic: a curve fitted to first ballots and convictions of juries of any size.

    With :math:`k` of :math:`n` votes for guilty on the first ballot,

    .. math:: P(\text{convict} \mid k) = \frac{1}{1 + e^{-(\beta_0 + \beta_1 k/n)}}.

    The column "not guilty" holds what is left: juries that did not convict, acquittals and hung
    juries together. The defaults are the coefficients of the R package sate.

    Examples
    --------
    >>> PooledLogistic().endings(12)[8]
    array([0.728254, 0.271746, 0. ])
    """

    intercept: float = -6.870279
    slope: float = 11.78409

    card: ClassVar[ModelCard] = ModelCard(
        name="pooled-logistic",
        says="Conviction follows one logistic curve in the share of guilty votes on the first "
        "ballot; not guilty here means not convicted, hung juries included.",
        parameters=(_INTERCEPT, _SLOPE),
        citations=(
            Citation(
                "Edwards, B. sate, R package, version 3.1.1, CRAN",
                Reason.MODEL,
                "the logistic mode; its author fitted the default coefficients to the data set "
                "observed.deliberations of the package",
            ),
        ),
        assumes=(
            "only the share of guilty votes on the first ballot matters, in juries of any size and "
            "trials of any kind",
            "hung is not told apart from acquittal: most of the data do not, so the column "
            "'not guilty' means not convicted",
        ),
        not_for=(
            "saying how often a jury acquits, or how often it hangs",
            "questions about time, or about a decision rule other than those of the data",
            "unanimous first ballots: the curve lets them flip (0.1% from none, 0.7% from all), "
            "and few of the data say how often they do",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=False,
    )

    def __post_init__(self) -> None:
        _INTERCEPT.check(self.intercept, owner=type(self).__name__)
        _SLOPE.check(self.slope, owner=type(self).__name__)

    def endings(self, jury_size: int) -> FloatArray:
        """Return conviction and its absence; the hung column is 0, as hung is not told apart."""
        logit = self.intercept + self.slope * np.arange(jury_size + 1) / jury_size
        return np.column_stack([expit(logit), expit(-logit), np.zeros(jury_size + 1)])
