"""Retry until a verdict: what trials of independent jurors come to when hung trials are repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, final

from juryroom.citations import Citation, Reason
from juryroom.deliberation.accuracy import AccuracyModel, Measure, check_votes
from juryroom.deliberation.interface import ModelCard
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.independent_votes import at_least
from juryroom.parameters import Parameter

_ACCURACY = Parameter(
    "accuracy", 0.0, 1.0, "probability", "the chance that a juror votes for the truth"
)
_VOTES = Parameter("votes", 1, 1000, "jurors", "the votes needed for either verdict", whole=True)
_JURY_SIZE = Parameter("jury_size", 1, 1000, "jurors", "the number who vote", whole=True)
_CONVICT = Parameter("convict", 0.0, 1.0, "probability", "the chance that one trial convicts")
_ACQUIT = Parameter("acquit", 0.0, 1.0, "probability", "the chance that one trial acquits")


class InTheEnd(NamedTuple):
    """What a series of identical trials comes to: probabilities, and trials expected."""

    convict: float
    acquit: float
    trials: float


def after_retrials(convict: float, acquit: float) -> InTheEnd:
    """Return the verdict in the end, where a hung trial is repeated unchanged until there is one.

    Parameters
    ----------
    convict, acquit
        The chance of each verdict in one trial, 0 to 1; together more than 0 and at most 1. The
        rest hangs.

    Raises
    ------
    OutOfDomainError
        If they are no such chances.

    Examples
    --------
    >>> after_retrials(0.5, 0.3)
    InTheEnd(convict=0.625, acquit=0.375, trials=1.25)
    """
    _CONVICT.check(convict, owner="after_retrials")
    _ACQUIT.check(acquit, owner="after_retrials")
    verdict = convict + acquit
    if not 0 < verdict <= 1 + 1e-12:
        raise OutOfDomainError(
            Problem(
                "after_retrials",
                f"{convict:g} to convict and {acquit:g} to acquit",
                "a trial ends in one of three ways, and some trial must end in a verdict",
                "two chances that sum to more than 0 and at most 1",
            )
        )
    return InTheEnd(convict / verdict, acquit / verdict, 1 / verdict)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RetryUntilVerdict(AccuracyModel):
    r"""Retry until a verdict: independent votes, a guilty accused, hung trials repeated.

    With :math:`C = P(\mathrm{Bin}(n, p) \ge k)`, :math:`A = P(\mathrm{Bin}(n, p) \le n - k)` and
    :math:`H` for hung,

    .. math:: P(\text{convict in the end}) = \frac{C}{C + A}, \qquad
              E(\text{trials}) = \frac{1}{1 - H} = \frac{1}{C + A}.

    Examples
    --------
    >>> RetryUntilVerdict(accuracy=0.7, votes=12).results()["convict_in_the_end"]
    0.999962
    """

    accuracy: float = 0.7
    votes: int = 12
    jury_size: int = 12

    card: ClassVar[ModelCard] = ModelCard(
        name="retry-until-verdict",
        says="Jurors vote once and independently; a trial without a verdict is repeated until "
        "there is one.",
        parameters=(_ACCURACY, _VOTES, _JURY_SIZE),
        citations=(
            Citation(
                "Neilson, W. S., & Winter, H. (2005). The elimination of hung juries: retrials and "
                "nonunanimous verdicts. International Review of Law and Economics 25, 1-19",
                Reason.MODEL,
                "abstract: the idea; its parameters are not used",
            ),
        ),
        assumes=(
            "the accused is guilty; for an innocent one, exchange the verdicts",
            "jurors vote independently, each right with the same probability, and vote once",
            "every trial is the same, and every hung trial is repeated",
        ),
        not_for=(
            "hung rates of real juries: without deliberation they are far too high",
            "what follows a hung jury in fact: many counts are dismissed or end in a plea, and a "
            "second trial differs from the first",
        ),
        can_hang=True,
        clock=None,
        label_symmetric=False,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("convict", "probability", "one trial convicts"),
        Measure("acquit", "probability", "one trial acquits"),
        Measure("hung", "probability", "one trial hangs"),
        Measure("convict_in_the_end", "probability", "the last trial convicts"),
        Measure("acquit_in_the_end", "probability", "the last trial acquits"),
        Measure("expected_trials", "trials", "trials until there is a verdict, on average"),
    )

    def __post_init__(self) -> None:
        owner = type(self).__name__
        _ACCURACY.check(self.accuracy, owner=owner)
        _VOTES.check(self.votes, owner=owner)
        _JURY_SIZE.check(self.jury_size, owner=owner)
        check_votes(owner, "votes", self.votes, self.jury_size)
        if 2 * self.votes <= self.jury_size:
            raise OutOfDomainError(
                Problem(
                    f"{owner}.votes",
                    f"{self.votes} of {self.jury_size} for either verdict",
                    "one vote cannot be both a conviction and an acquittal",
                    f"{self.jury_size // 2 + 1} to {self.jury_size}",
                )
            )

    def results(self) -> Mapping[str, float | None]:
        """Return how one trial ends, how the last one does, and how many there are."""
        n, k = int(self.jury_size), int(self.votes)
        convict = at_least(k, n, self.accuracy)
        acquit = at_least(k, n, 1 - self.accuracy)
        most = at_least(n - k + 1, n, self.accuracy)
        end = after_retrials(convict, acquit)
        return {
            "convict": convict,
            "acquit": acquit,
            "hung": max(most - convict, 0.0),
            "convict_in_the_end": end.convict,
            "acquit_in_the_end": end.acquit,
            "expected_trials": end.trials,
        }
