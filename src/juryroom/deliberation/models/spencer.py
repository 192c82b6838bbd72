"""Spencer: how accurate juries can be, given how often judge and jury agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar, final

from juryroom.citations import Citation, Reason
from juryroom.deliberation.accuracy import AccuracyModel, Measure
from juryroom.deliberation.interface import ModelCard
from juryroom.parameters import Parameter

_AGREEMENT = Parameter(
    "agreement", 0.5, 1.0, "probability", "the share of trials in which judge and jury agree"
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Spencer(AccuracyModel):
    r"""Spencer: agreement of judge and jury bounds the accuracy of both.

    If both are right with the same probability :math:`A_c`, independently, they agree with
    probability :math:`A = A_c^2 + (1 - A_c)^2`, so that

    .. math:: A_c = \frac{1 + \sqrt{2A - 1}}{2}.

    Where they err together more often than independence has it, :math:`A_c` is too high.

    Examples
    --------
    >>> Spencer(agreement=0.77).results()["accuracy"]
    0.867423
    """

    agreement: float = 0.77

    card: ClassVar[ModelCard] = ModelCard(
        name="spencer",
        says="If judge and jury are equally accurate and err independently, how often they agree "
        "says how accurate they are; if they err together, it is an upper bound.",
        parameters=(_AGREEMENT,),
        citations=(
            Citation(
                "Spencer, B. D. (2007). Estimating the accuracy of jury verdicts. Journal of "
                "Empirical Legal Studies 4, 305-329",
                Reason.MODEL,
                "abstract: accuracy of no more than 87% in 290 trials of the NCSC study",
            ),
        ),
        assumes=(
            "judge and jury are equally accurate, and independent given the truth",
            "both are right at least as often as not: 1 minus the accuracy gives the same agreement",
            "the default agreement is the one that gives the 87% of the abstract",
        ),
        not_for=(
            "any one verdict: it is an average over trials",
            "how often the innocent are convicted: that needs more than agreement",
            "juries in general: the trials are not a random sample, as the author says, and "
            "independence is contested",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("accuracy", "probability", "a verdict is right; at most this if both err together"),
        Measure("error", "probability", "a verdict is wrong; at least this if both err together"),
    )

    def __post_init__(self) -> None:
        _AGREEMENT.check(self.agreement, owner=type(self).__name__)

    def results(self) -> Mapping[str, float | None]:
        """Return how often a verdict is right, and how often it is wrong."""
        root = sqrt(2 * self.agreement - 1)
        return {"accuracy": (1 + root) / 2, "error": (1 - self.agreement) / (1 + root)}
