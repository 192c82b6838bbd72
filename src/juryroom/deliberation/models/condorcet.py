"""Condorcet: how often a majority is right when each juror is right with one probability."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, final

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.accuracy import AccuracyModel, Measure
from juryroom.deliberation.interface import ModelCard
from juryroom.jury.independent_votes import at_least
from juryroom.parameters import Parameter

_ACCURACY = Parameter(
    "accuracy", 0.0, 1.0, "probability", "the chance that a juror votes for the truth"
)
_JURY_SIZE = Parameter("jury_size", 1, 10_000, "jurors", "the number who vote", whole=True)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Condorcet(AccuracyModel):
    r"""Condorcet: the majority of independent jurors is right more often than any of them.

    With :math:`n` jurors, each right with probability :math:`p`,

    .. math:: P(\text{majority right}) = \sum_{j > n/2} \binom{n}{j} p^j (1-p)^{n-j}.

    Examples
    --------
    >>> Condorcet(accuracy=0.6, jury_size=11).results()["majority_right"]
    0.753498
    """

    accuracy: float = 0.7
    jury_size: int = 11

    card: ClassVar[ModelCard] = ModelCard(
        name="condorcet",
        says="A majority of jurors who vote independently, each right with one probability, is "
        "right with a probability that grows with their number.",
        parameters=(_ACCURACY, _JURY_SIZE),
        citations=(
            Citation(
                "Condorcet, M. J. A. N. de (1785). Essai sur l'application de l'analyse a la "
                "probabilite des decisions rendues a la pluralite des voix. Paris",
                Reason.MODEL,
                "the probability that the plurality is right",
                Standing.UNVERIFIED,
            ),
        ),
        assumes=(
            "jurors vote independently, each right with the same probability, whatever the truth",
            "an even number of jurors may be tied; a tie is neither right nor wrong",
            "the defaults are for illustration",
        ),
        not_for=(
            "real juries: there is one ballot and no deliberation, and jurors of one case hear "
            "the same evidence",
            "juries that may hang",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("majority_right", "probability", "more than half of the jurors are right"),
        Measure("majority_wrong", "probability", "more than half of the jurors are wrong"),
        Measure("tie", "probability", "exactly half of the jurors are right"),
    )

    def __post_init__(self) -> None:
        _ACCURACY.check(self.accuracy, owner=type(self).__name__)
        _JURY_SIZE.check(self.jury_size, owner=type(self).__name__)

    def results(self) -> Mapping[str, float | None]:
        """Return the chance that the majority is right, that it is wrong, and that there is none."""
        n = int(self.jury_size)
        majority, half = n // 2 + 1, (n + 1) // 2
        right = at_least(majority, n, self.accuracy)
        wrong = at_least(majority, n, 1 - self.accuracy)
        tie = 0.0 if n % 2 else max(at_least(half, n, self.accuracy) - right, 0.0)
        return {"majority_right": right, "majority_wrong": wrong, "tie": tie}
