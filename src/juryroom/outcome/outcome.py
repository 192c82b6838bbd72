"""The outcome of a trial on one count: the probability of every ending, and how it was obtained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.law import DeliberationLaw, share
from juryroom.procedure.decision_rule import Ending

SUM_TOLERANCE = 1e-10


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one jury's work on one count ends, in probability.

    Parameters
    ----------
    guilty, not_guilty, hung
        Probability of each ending. Each is computed; none is what the others leave.
    mean_ballots
        Expected ballots beyond the first, over all juries; None for a model without time.
    last_split_when_hung
        Probability of each number of guilty votes at the end, given that the jury hangs; None where
        it cannot hang, or where the model does not say how a hung jury stands.
    against_verdict
        Expected share of jurors whose private view is against the verdict, given each verdict, and
        None for a verdict of probability 0; None altogether where the model knows no private views.
    method
        How the numbers were obtained.

    Raises
    ------
    OutOfDomainError
        If the three probabilities do not sum to one within 1e-10.
    """

    guilty: float
    not_guilty: float
    hung: float
    mean_ballots: float | None
    last_split_when_hung: Mapping[int, float] | None
    against_verdict: Mapping[Ending, float | None] | None
    method: str = "exact"

    def __post_init__(self) -> None:
        total = self.guilty + self.not_guilty + self.hung
        if not abs(total - 1) <= SUM_TOLERANCE:
            raise OutOfDomainError(
                Problem(
                    "Outcome",
                    f"probabilities that sum to {total!r}",
                    "a jury's work on a count ends in one of three ways",
                    f"guilty, not guilty and hung that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )

    @classmethod
    def of(cls, first_ballot: FirstBallot, law: DeliberationLaw) -> Self:
        """Return the product of the two: verdicts = first ballot @ deliberation."""
        ballots = np.array(first_ballot.probabilities)
        guilty, not_guilty, hung = (float(p) for p in ballots @ law.endings)
        return cls(
            guilty=guilty,
            not_guilty=not_guilty,
            hung=hung,
            mean_ballots=None if law.mean_ballots is None else float(ballots @ law.mean_ballots),
            last_split_when_hung=_last_split(ballots, law, hung),
            against_verdict=_against_verdict(ballots, law, guilty, not_guilty),
        )

    @property
    def probability(self) -> Mapping[Ending, float]:
        """The probability of each ending, in the order of `Ending`."""
        return {
            Ending.GUILTY: self.guilty,
            Ending.NOT_GUILTY: self.not_guilty,
            Ending.HUNG: self.hung,
        }

    def __str__(self) -> str:
        """Return the probabilities to three places, and how they were obtained."""
        return (
            f"guilty {self.guilty:.3f}; not guilty {self.not_guilty:.3f}; "
            f"hung {self.hung:.3f} ({self.method})"
        )

    def as_json(self) -> dict[str, Any]:
        """Return every number at full precision, under its name."""
        split, against = self.last_split_when_hung, self.against_verdict
        return {
            "guilty": self.guilty,
            "not_guilty": self.not_guilty,
            "hung": self.hung,
            "mean_ballots": self.mean_ballots,
            "last_split_when_hung": (
                None if split is None else {str(votes): p for votes, p in split.items()}
            ),
            "against_verdict": (
                None if against is None else {ending.value: p for ending, p in against.items()}
            ),
            "method": self.method,
        }


def _last_split(
    ballots: FloatArray, law: DeliberationLaw, hung: float
) -> Mapping[int, float] | None:
    if law.last_split is None or hung == 0:
        return None
    splits = ballots @ law.last_split / hung
    return {votes: float(p) for votes, p in enumerate(splits) if p > 0}


def _against_verdict(
    ballots: FloatArray, law: DeliberationLaw, guilty: float, not_guilty: float
) -> Mapping[Ending, float | None] | None:
    if law.dissent is None:
        return None
    against_guilty, against_not_guilty = (float(p) for p in ballots @ law.dissent)
    return {
        Ending.GUILTY: share(against_guilty, guilty),
        Ending.NOT_GUILTY: share(against_not_guilty, not_guilty),
    }
