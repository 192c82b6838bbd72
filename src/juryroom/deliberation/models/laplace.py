"""Laplace: how likely it is that a condemnation is wrong, given how many jurors condemn."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import ClassVar, final

from juryroom.citations import Citation, Reason
from juryroom.deliberation.accuracy import AccuracyModel, Measure, check_votes
from juryroom.deliberation.interface import ModelCard
from juryroom.parameters import Parameter

_CONDEMN = Parameter("votes_to_condemn", 0, 1000, "jurors", "the jurors who condemn", whole=True)
_JURY_SIZE = Parameter("jury_size", 1, 1000, "jurors", "the number who vote", whole=True)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Laplace(AccuracyModel):
    r"""Laplace: the chance that a condemnation is wrong, where nothing is known of the jurors.

    Each juror is right with the same unknown probability, every value from 1/2 to 1 as likely as
    any other; guilt and innocence are equally likely beforehand. Given that :math:`i` of :math:`n`
    condemn,

    .. math:: P(\text{wrong} \mid i) = P(B \ge i + 1), \qquad B \sim \mathrm{Bin}(n + 1, 1/2).

    Examples
    --------
    >>> Laplace(votes_to_condemn=8).chance_wrong()
    Fraction(1093, 8192)
    """

    votes_to_condemn: int = 7
    jury_size: int = 12

    card: ClassVar[ModelCard] = ModelCard(
        name="laplace",
        says="How likely a condemnation is wrong, given how many condemn, where the accuracy of "
        "the jurors is unknown and better than chance.",
        parameters=(_CONDEMN, _JURY_SIZE),
        citations=(
            Citation(
                "Laplace, P. S. (1814). Essai philosophique sur les probabilites; translated by "
                "F. W. Truscott and F. L. Emory as A Philosophical Essay on Probabilities (1902)",
                Reason.MODEL,
                "of the probability of the judgements of tribunals, p. 139 of the translation",
            ),
            Citation(
                "Poisson, S. D. (1837). Recherches sur la probabilite des jugements. Paris",
                Reason.MODEL,
                "Laplace's numbers for twelve jurors, scan page 385 on French Wikisource",
            ),
        ),
        assumes=(
            "jurors vote independently, each right with the same probability, whatever the truth",
            "that probability is uniform from 1/2 to 1, and guilt has probability 1/2 beforehand",
            "only the number who condemn is known",
        ),
        not_for=(
            "real juries: there is one ballot and no deliberation",
            "any accused person: the chance is that of a model in which half of all accused are "
            "guilty",
        ),
        can_hang=False,
        clock=None,
        label_symmetric=True,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("wrong", "probability", "the accused is innocent, given those who condemn"),
        Measure("right", "probability", "the accused is guilty, given those who condemn"),
    )

    def __post_init__(self) -> None:
        _CONDEMN.check(self.votes_to_condemn, owner=type(self).__name__)
        _JURY_SIZE.check(self.jury_size, owner=type(self).__name__)
        check_votes(type(self).__name__, "votes_to_condemn", self.votes_to_condemn, self.jury_size)

    def chance_wrong(self) -> Fraction:
        """Return the chance that the condemnation is wrong, exactly."""
        n, i = int(self.jury_size), int(self.votes_to_condemn)
        return Fraction(sum(comb(n + 1, j) for j in range(i + 1, n + 2)), 2 ** (n + 1))

    def results(self) -> Mapping[str, float | None]:
        """Return the chance that the condemnation is wrong, and that it is right."""
        wrong = self.chance_wrong()
        return {"wrong": float(wrong), "right": float(1 - wrong)}
