"""The outcome of a trial on one count, counted over simulated juries."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar, final

from juryroom.errors import OutOfDomainError, Problem
from juryroom.outcome.interval import Interval, interval
from juryroom.outcome.law import share
from juryroom.procedure.decision_rule import Ending
from juryroom.rng import Stream

Name = TypeVar("Name")
ByBallots = Mapping[Ending, tuple[int, ...]]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedOutcome:
    """How simulated juries ended: counts, and the shares that they make.

    Parameters
    ----------
    stream, first
        The address of the juries: their stream, and the number of the first of them.
    counts
        Juries by ending. Each is counted; none is what the others leave.
    ballots
        Juries by ending and by ballots beyond the first, 0, 1, ...; None for a model without time.
    last_splits
        Hung juries by guilty votes at the end; None where the model does not say.
    jurors_against
        Jurors whose private view is against the verdict, summed over the juries that return it;
        None where the model knows no private views.
    jury_size
        Jurors of each jury.

    Raises
    ------
    OutOfDomainError
        If the counts by ballots do not add up to the counts by ending.
    """

    stream: Stream
    first: int
    counts: Mapping[Ending, int]
    ballots: ByBallots | None
    last_splits: Mapping[int, int] | None
    jurors_against: Mapping[Ending, int] | None
    jury_size: int

    def __post_init__(self) -> None:
        tallied = self.ballots and {ending: sum(row) for ending, row in self.ballots.items()}
        if tallied is not None and tallied != dict(self.counts):
            raise OutOfDomainError(
                Problem(
                    "SimulatedOutcome",
                    f"{tallied} by ballots and {dict(self.counts)} by ending",
                    "every jury ends once, after some number of ballots",
                    "the same counts both ways",
                )
            )

    @property
    def juries(self) -> int:
        """The number of juries simulated."""
        return sum(self.counts.values())

    @property
    def probability(self) -> Mapping[Ending, float]:
        """The share of juries with each ending, in the order of `Ending`."""
        return {ending: count / self.juries for ending, count in self.counts.items()}

    @property
    def guilty(self) -> float:
        """The share of juries that convict."""
        return self.probability[Ending.GUILTY]

    @property
    def not_guilty(self) -> float:
        """The share of juries that acquit."""
        return self.probability[Ending.NOT_GUILTY]

    @property
    def hung(self) -> float:
        """The share of juries that hang."""
        return self.probability[Ending.HUNG]

    @property
    def intervals(self) -> Mapping[Ending, Interval]:
        """The 95 per cent interval of each ending's probability; see `interval`."""
        return {ending: self.interval(ending) for ending in self.counts}

    @property
    def mean_ballots(self) -> float | None:
        """The mean of ballots beyond the first, over all juries; None for a model without time."""
        if self.ballots is None:
            return None
        taken = (
            ballots * count for row in self.ballots.values() for ballots, count in enumerate(row)
        )
        return sum(taken) / self.juries

    @property
    def last_split_when_hung(self) -> Mapping[int, float] | None:
        """The share of hung juries at each number of guilty votes; None where none hung."""
        hung = self.counts[Ending.HUNG]
        if self.last_splits is None or hung == 0:
            return None
        return {votes: count / hung for votes, count in self.last_splits.items()}

    @property
    def against_verdict(self) -> Mapping[Ending, float | None] | None:
        """The share of jurors whose private view is against the verdict, given each verdict."""
        if self.jurors_against is None:
            return None
        return {
            ending: share(jurors, self.counts[ending] * self.jury_size)
            for ending, jurors in self.jurors_against.items()
        }

    @property
    def method(self) -> str:
        """How the numbers were obtained."""
        return f"{self.juries:,} simulated juries"

    def interval(self, ending: Ending, confidence: float = 0.95) -> Interval:
        """Return Wilson's interval for the probability of `ending`.

        It says how far off chance may have put the share. It says nothing about whether the model
        is right.
        """
        return interval(self.counts[ending], self.juries, confidence)

    def __add__(self, later: "SimulatedOutcome") -> "SimulatedOutcome":
        """Return the outcome of these juries and of those numbered next in the same stream.

        Raises
        ------
        OutOfDomainError
            If `later` is of another stream, or does not begin where this ends: no jury counts
            twice, and none is left out.
        """
        expected = (self.stream, self.first + self.juries, self.jury_size)
        if (later.stream, later.first, later.jury_size) != expected:
            raise OutOfDomainError(
                Problem(
                    "SimulatedOutcome",
                    f"juries of {later.jury_size} from number {later.first} of {later.stream}",
                    "simulated juries are added in the order of their numbers in one stream",
                    f"juries of {self.jury_size} from number {expected[1]} of {self.stream}",
                )
            )
        return SimulatedOutcome(
            stream=self.stream,
            first=self.first,
            counts={e: self.counts[e] + later.counts[e] for e in Ending},
            ballots=_both(self.ballots, later.ballots),
            last_splits=_sum(self.last_splits, later.last_splits),
            jurors_against=_sum(self.jurors_against, later.jurors_against),
            jury_size=self.jury_size,
        )

    def __str__(self) -> str:
        """Return each share with its interval, to three places, and how they were obtained."""
        shown = "; ".join(
            f"{ending.value.replace('_', ' ')} {p:.3f} {self.interval(ending)}"
            for ending, p in self.probability.items()
        )
        return f"{shown} ({self.method})"

    def as_json(self) -> dict[str, Any]:
        """Return every number at full precision, under the names of an exact outcome and more."""
        split, against = self.last_split_when_hung, self.against_verdict
        return {
            **{ending.value: p for ending, p in self.probability.items()},
            "intervals": {e.value: found.as_json() for e, found in self.intervals.items()},
            "mean_ballots": self.mean_ballots,
            "last_split_when_hung": (
                None if split is None else {str(votes): p for votes, p in split.items()}
            ),
            "against_verdict": (
                None if against is None else {ending.value: p for ending, p in against.items()}
            ),
            "method": self.method,
            "juries": self.juries,
            "first_jury": self.first,
            "counts": {ending.value: count for ending, count in self.counts.items()},
            "seed": self.stream.seed,
            "path": list(self.stream.path),
        }


def _sum(
    one: Mapping[Name, int] | None, other: Mapping[Name, int] | None
) -> Mapping[Name, int] | None:
    if one is None or other is None:
        return None
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


def _both(one: ByBallots | None, other: ByBallots | None) -> ByBallots | None:
    if one is None or other is None:
        return None
    return {
        ending: tuple(map(sum, zip_longest(one[ending], other[ending], fillvalue=0)))
        for ending in one
    }
