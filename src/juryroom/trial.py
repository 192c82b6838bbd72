"""One trial of one count: a jury that votes first, deliberates, and ends in one of three ways.

Read this file first. Everything follows Davis (1973), who wrote the verdicts of a jury as one
product:

    verdicts = first_ballot @ deliberation.

The first ballot says how many jurors begin by voting guilty. Deliberation says how each such jury
ends, and takes three things: a model of how votes move, the decision rule that says which votes are
a verdict, and the court's patience, after which a divided jury hangs.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from juryroom.deliberation.interface import DeliberationModel
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.hours import Pace
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import AnyPatience, Never
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule

if TYPE_CHECKING:
    from juryroom.outcome.simulated import SimulatedOutcome
    from juryroom.outcome.time_law import TimeLaw
    from juryroom.rng import Stream


@final
@dataclass(frozen=True, slots=True)
class Trial:
    """A trial of one count.

    Parameters
    ----------
    model
        How votes move in the jury room.
    first_ballot
        How many jurors vote guilty when the jury first votes.
    rule
        The votes that are a verdict; None for a unanimous jury.
    patience
        When the court gives up; without it, the jury goes on until it agrees.
    pressure
        The chance per ballot, 0 to 1, that instead of the model's ballot a juror who votes not
        guilty votes guilty, private view unchanged: pressure from outside the evidence.

    Examples
    --------
    >>> from juryroom.deliberation.registry import model
    >>> trial = Trial(model("linear-pull"), FirstBallot.known(8, 12))
    >>> print(trial.solve())
    guilty 0.887; not guilty 0.113; hung 0.000 (exact)

    The same jury under a court that waits for ten ballots:

    >>> from juryroom.outcome.patience import BallotCap
    >>> print(Trial(trial.model, trial.first_ballot, patience=BallotCap(ballots=10)).solve())
    guilty 0.774; not guilty 0.036; hung 0.190 (exact)
    """

    model: DeliberationModel
    first_ballot: FirstBallot
    rule: DecisionRule | None = None
    patience: AnyPatience = field(default_factory=Never)
    pressure: float = 0.0

    def __post_init__(self) -> None:
        if self.decision_rule.jury_size != self.first_ballot.jury_size:
            raise OutOfDomainError(
                Problem(
                    "Trial",
                    f"a first ballot of {self.first_ballot.jury_size} jurors under the rule "
                    f"{self.decision_rule}",
                    "the jurors who vote first are those who decide",
                    "a first ballot and a decision rule for the same number of jurors",
                )
            )

    @property
    def decision_rule(self) -> DecisionRule:
        """The rule in force: the one given, or unanimity."""
        return self.rule or DecisionRule.unanimous(self.first_ballot.jury_size)

    def solve(self) -> Outcome:
        """Return the probability of every ending, exactly."""
        law = deliberation_law(self.model, self.decision_rule, self.patience, self.pressure)
        return Outcome.of(self.first_ballot, law)

    def time_law(self, pace: Pace | None = None) -> "TimeLaw":
        """Return the law of the time that the jury is out, with each ending, exactly.

        Parameters
        ----------
        pace
            How ballots come, for the law in hours; without it the law is in ballots.

        Raises
        ------
        OutOfDomainError
            If the model has no ballots, or `pace` is another than that of the patience.
        NotAbsorbingError
            If the court waits for ever and some divided jury never ends.

        Examples
        --------
        The chance to be still out after five, ten and twenty ballots, and how sure a conviction
        then is:

        >>> from juryroom.deliberation.registry import model
        >>> law = Trial(model("linear-pull"), FirstBallot.known(8, 12)).time_law()
        >>> law.out([5, 10, 20])
        array([0.6181, 0.1901, 0.0306])
        >>> law.endings_if_out([5, 10, 20])[:, 0]
        array([0.8167, 0.5940, 0.5101])
        """
        # Loaded when it is asked for: an outcome does not need it.
        from juryroom.outcome.time_law import time_law

        question = (self.model, self.first_ballot, self.decision_rule, self.patience, self.pressure)
        return time_law(question, pace)

    def simulate(
        self, replicates: int, *, stream: "Stream", first: int = 0, threads: int | None = None
    ) -> "SimulatedOutcome":
        """Return how simulated juries ended, with an interval for each ending.

        What a jury does depends on its stream and its number alone. Numbers that follow on each
        other can be simulated apart and added. A deadline in hours with ballots at random moments
        is solved, not simulated.

        Parameters
        ----------
        replicates
            Juries to simulate, 1 to 2^32.
        stream
            Where their random numbers are.
        first
            The number of the first of them in the stream.
        threads
            Threads that share the juries, as many as there are processors where None.

        Examples
        --------
        >>> from juryroom.deliberation.registry import model
        >>> from juryroom.rng import Streams
        >>> trial = Trial(model("linear-pull"), FirstBallot.known(8, 12))
        >>> print(trial.simulate(10_000, stream=Streams(1).at("eight to four")))
        guilty 0.888 [0.882, 0.895]; not guilty 0.112 [0.105, 0.118]; hung 0.000 [0.000, 0.000]
        (10,000 simulated juries)
        """
        # The compiler that simulation needs takes time to load; an exact answer does not need it.
        from juryroom.outcome.simulate import simulate

        question = (self.model, self.first_ballot, self.decision_rule, self.patience, self.pressure)
        return simulate(question, replicates, stream=stream, first=first, threads=threads)
