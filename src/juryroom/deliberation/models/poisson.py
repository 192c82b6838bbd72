"""Poisson: the verdicts of jurors of one reliability on accused of whom a share is guilty."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, final

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.accuracy import AccuracyModel, Measure
from juryroom.deliberation.interface import ModelCard
from juryroom.jury.guilt_mixture import PRIOR_GUILT, RELIABILITY, GuiltMixture, MixtureVerdicts
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY, DecisionRule

_JURY_SIZE = Parameter(
    "jury_size", SMALLEST_JURY, LARGEST_JURY, "jurors", "the number who vote", whole=True
)
_TO_CONVICT = Parameter(
    "to_convict", 1, LARGEST_JURY, "jurors", "the votes that convict", whole=True
)
_TO_ACQUIT = Parameter("to_acquit", 1, LARGEST_JURY, "jurors", "the votes that acquit", whole=True)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Poisson(AccuracyModel):
    r"""Poisson: the accused is guilty with one probability, each juror right with another.

    With prior guilt :math:`\kappa` and reliability :math:`u`, :math:`i` of :math:`n` jurors vote
    guilty with probability

    .. math:: P(i) = \binom{n}{i} \left[ \kappa u^i (1-u)^{n-i} + (1-\kappa) (1-u)^i u^{n-i} \right].

    One ballot decides; what is no verdict is hung. The defaults are the solution of Poisson's two
    equations for all crimes in France, 1825-30. `juryroom.jury.guilt_mixture` gives the same as a
    first ballot, for any model of deliberation, and solves the two equations.

    Examples
    --------
    >>> Poisson().results()["guilt_given_conviction"]
    0.9915
    """

    prior_guilt: float = 0.63933
    reliability: float = 0.74942
    jury_size: int = 12
    to_convict: int = 7
    to_acquit: int = 6

    card: ClassVar[ModelCard] = ModelCard(
        name="poisson",
        says="The accused is guilty with one probability and each juror votes for the truth with "
        "another; one ballot decides.",
        parameters=(PRIOR_GUILT, RELIABILITY, _JURY_SIZE, _TO_CONVICT, _TO_ACQUIT),
        citations=(
            Citation(
                "Poisson, S. D. (1837). Recherches sur la probabilite des jugements. Paris",
                Reason.MODEL,
                "scan pages 392-406 on French Wikisource: the counts of 1825-31 and the equations",
            ),
            Citation(
                "Poisson, S. D. (1837). Recherches sur la probabilite des jugements. Paris",
                Reason.ESTIMATE,
                "the defaults solve his two equations for all crimes to five digits; he prints "
                "0.6391 and 0.7494",
                Standing.COMPUTED,
            ),
            Citation(
                "Gelfand, A. E., & Solomon, H. (1977). An argument in favor of 12-member juries, in "
                "Modeling the Criminal Justice System",
                Reason.MODEL,
                "the same law as first ballot of a modern jury; read in the abstract, NCJ 43265, "
                "whose error rates cannot be had from public parameters",
            ),
            Citation(
                "Kaye, D. H. (1980). Mathematical models and legal realities: some comments on the "
                "Poisson model of jury behavior. Connecticut Law Review 13, 1-15",
                Reason.EVIDENCE,
                "criticism: independence, and one reliability for guilty and innocent; read in "
                "the abstract, NCJ 78108",
            ),
        ),
        assumes=(
            "jurors vote independently, each right with the same probability, whether the accused "
            "is guilty or innocent",
            "the jury votes once; hung, where the rule allows it, is ours",
            "nothing but the rule changed between the years whose shares give the defaults",
        ),
        not_for=(
            "any accused person: guilt is a state of the model, which no record shows",
            "pooling years in which the law changed: France admitted extenuating circumstances "
            "in 1832",
            "real juries without a model of deliberation behind the first ballot",
        ),
        can_hang=True,
        clock=None,
        label_symmetric=False,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("convict", "probability", "the votes convict"),
        Measure("acquit", "probability", "the votes acquit"),
        Measure("hung", "probability", "the votes are no verdict"),
        Measure("convict_if_guilty", "probability", "the votes convict, given guilt"),
        Measure("convict_if_innocent", "probability", "the votes convict, given innocence"),
        Measure("acquit_if_guilty", "probability", "the votes acquit, given guilt"),
        Measure("acquit_if_innocent", "probability", "the votes acquit, given innocence"),
        Measure("guilt_given_conviction", "probability", "guilt, given a conviction"),
        Measure("innocence_given_acquittal", "probability", "innocence, given an acquittal"),
        Measure("guilt_given_hung", "probability", "guilt, given that there is no verdict"),
    )

    def __post_init__(self) -> None:
        self.mixture()
        self.rule()

    def mixture(self) -> GuiltMixture:
        """Return the jury without its rule."""
        return GuiltMixture(prior_guilt=self.prior_guilt, reliability=self.reliability)

    def rule(self) -> DecisionRule:
        """Return the votes that are a verdict."""
        return DecisionRule(
            jury_size=self.jury_size, to_convict=self.to_convict, to_acquit=self.to_acquit
        )

    def results(self) -> Mapping[str, float | None]:
        """Return every verdict, each given the state of the accused, and the state given it."""
        verdicts = self.mixture().verdicts(self.rule())
        return {field.name: getattr(verdicts, field.name) for field in fields(MixtureVerdicts)}
