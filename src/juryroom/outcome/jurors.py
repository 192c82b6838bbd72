"""A trial before jurors who differ: the vote of each is a state, and the error is bounded.

One system of equations gives everything about one first ballot: the expected visits to each vote of
the jury that is no verdict. A verdict, a ballot and the split of a jury that hangs are sums over
those visits, and one residual bounds them all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import prod
from typing import TYPE_CHECKING, final

from juryroom.deliberation.jurors import Juror, Jurors
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.flips import LARGEST_ERROR
from juryroom.outcome.jurors_solved import Certified, Jury
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, Never, Patience, in_ballots
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule

if TYPE_CHECKING:
    from juryroom.outcome.simulated import SimulatedOutcome
    from juryroom.rng import Stream

MOST_STATES = 2**20
"""States up to which a trial is solved: twenty jurors who all differ, or more who are of few types."""

_LEANING = Parameter("leaning", 0.0, 1.0, "probability", "the chance that the juror votes guilty")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JurorsTrial:
    """A trial of one count before jurors who differ.

    Parameters
    ----------
    jurors
        Who they are.
    first
        How they first vote: the chance that each votes guilty, in the order of the seats,
        independently (0 and 1 where the vote is known); or a `FirstBallot`, where only the number of
        guilty votes is known and any jurors may have cast them.
    rule
        The votes that are a verdict; None for a unanimous jury.
    patience
        When the court gives up.

    Raises
    ------
    OutOfDomainError
        If jurors, first votes and rule are not of one number of jurors.

    Examples
    --------
    Four who are alike and two of double influence; the two vote guilty.

    >>> jurors = Jurors.of([0.5] * 6, [1, 1, 1, 1, 2, 2])
    >>> print(JurorsTrial(jurors=jurors, first=(0, 0, 0, 0, 1, 1)).solve())
    guilty 0.462; not guilty 0.538; hung 0.000 (exact)
    """

    jurors: Jurors
    first: FirstBallot | tuple[float, ...]
    rule: DecisionRule | None = None
    patience: Patience = field(default_factory=Never)

    def __post_init__(self) -> None:
        voters = self.first.jury_size if isinstance(self.first, FirstBallot) else len(self.first)
        if not self.jurors.size == voters == self.decision_rule.jury_size:
            raise OutOfDomainError(
                Problem(
                    "JurorsTrial",
                    f"{self.jurors.size} jurors, {voters} first votes, and the rule "
                    f"{self.decision_rule}",
                    "the jurors who vote first are those who decide",
                    "first votes and a decision rule for these jurors",
                )
            )
        # A caller without a type checker can pass hours.
        object.__setattr__(self, "patience", in_ballots(self.patience, "JurorsTrial"))
        if not isinstance(self.first, FirstBallot):
            for seat, leaning in enumerate(self.first, start=1):
                _LEANING.check(leaning, owner=f"JurorsTrial.first, seat {seat}")

    @property
    def decision_rule(self) -> DecisionRule:
        """The rule in force: the one given, or unanimity."""
        return self.rule or DecisionRule.unanimous(self.jurors.size)

    @property
    def states(self) -> int:
        """The states on which the trial is solved: guilty votes in each type of juror."""
        return prod(len(group) + 1 for group in self.jurors.types)

    def solve(self) -> Outcome:
        """Return the probability of every ending, each right to 1e-10.

        Raises
        ------
        NotAbsorbingError, OutOfDomainError
            As `certified` does.
        """
        return self.certified().outcome

    def simulate(
        self, replicates: int, *, stream: "Stream", first: int = 0, threads: int | None = None
    ) -> "SimulatedOutcome":
        """Return how simulated juries ended, with intervals; for juries of any size.

        Parameters
        ----------
        replicates
            Juries to simulate, 1 to 2^32.
        stream
            Where their random numbers are.
        first
            The number of the first of them in the stream. Juries 0 to 999 and juries 1,000 to
            1,999, added, are juries 0 to 1,999.
        threads
            Threads that share the juries, as many as there are processors where None. The juries
            do not depend on it.

        Raises
        ------
        OutOfDomainError
            If a number lies outside its domain, or a jury has not ended after 1,000,000 ballots.
        NotAbsorbingError
            If the court waits for ever and the jury can come to votes from which it never agrees.

        Examples
        --------
        >>> from juryroom.procedure.decision_rule import Ending
        >>> from juryroom.rng import Streams
        >>> trial = JurorsTrial(jurors=Jurors.of([0.5] * 4, [1, 1, 1, 3]), first=(1, 0, 0, 0))
        >>> drawn = trial.simulate(10_000, stream=Streams(1).at("four jurors"))
        >>> print(drawn.interval(Ending.GUILTY))
        [0.201, 0.217]
        """
        from juryroom.outcome.jurors_simulated import simulate_jurors

        return simulate_jurors(self, replicates, stream=stream, first=first, threads=threads)

    def certified(self, *, lump: bool = True) -> Certified:
        """Return the outcome with a bound on its error.

        Parameters
        ----------
        lump
            Whether jurors of one type are counted together, which changes nothing but the work.

        Raises
        ------
        NotAbsorbingError
            If the court waits for ever and the jury can come to votes from which it never agrees.
        OutOfDomainError
            If no bound of 1e-10 can be given, or the jury has more than `MOST_STATES` states.
        """
        types = self.jurors.types if lump else [(place,) for place in range(self.jurors.size)]
        _check_states(prod(len(group) + 1 for group in types))
        jury = Jury.of(self, types)
        return jury.capped() if isinstance(self.patience, BallotCap) else jury.solved()


def _check_states(states: int) -> None:
    if states > MOST_STATES:
        raise OutOfDomainError(
            Problem(
                "JurorsTrial",
                f"{states:,} states",
                f"a trial is solved on up to {MOST_STATES:,} states: the votes of twenty jurors who "
                "all differ, or the counts of more who are of few types",
                "fewer jurors, or fewer types of them; or simulated juries: JurorsTrial.simulate, "
                "`juryroom jurors --simulate`",
            )
        )


def change_by_first_vote(trial: JurorsTrial, seat: int) -> float:
    """Return the rise of P(guilty) if this juror first votes guilty instead of not guilty.

    Parameters
    ----------
    trial
        A trial that says how each juror first votes.
    seat
        1 to n.

    Raises
    ------
    OutOfDomainError
        If there is no such seat, or only the number of guilty votes is known.

    Examples
    --------
    >>> trial = JurorsTrial(jurors=Jurors.of([0.5] * 4, [1, 1, 1, 3]), first=(1, 0, 0, 0))
    >>> change_by_first_vote(trial, 1), change_by_first_vote(trial, 4)
    (0.2083, 0.3750)
    """
    _check_seat(trial, seat)
    if isinstance(trial.first, FirstBallot):
        raise OutOfDomainError(
            Problem(
                "change_by_first_vote",
                f"a first ballot of which only the number is known ({trial.first})",
                "the first vote of one juror can be changed where it is known who votes how",
                "a chance of a guilty vote for each seat",
            )
        )
    before, after = trial.first[: seat - 1], trial.first[seat:]
    guilty, not_guilty = (
        replace(trial, first=(*before, vote, *after)).solve().guilty for vote in (1.0, 0.0)
    )
    return guilty - not_guilty


def change_by_firmness(trial: JurorsTrial, seat: int) -> float:
    """Return the change of P(guilty) if this juror can no longer be persuaded.

    Parameters
    ----------
    trial
        The trial as it is.
    seat
        1 to n.

    Raises
    ------
    OutOfDomainError
        If there is no such seat.
    NotAbsorbingError
        If the court waits for ever and the jury may then never agree.
    """
    _check_seat(trial, seat)
    members = list(trial.jurors.members)
    members[seat - 1] = Juror(persuadability=0.0, influence=members[seat - 1].influence)
    firm = replace(trial, jurors=Jurors(tuple(members)))
    return firm.solve().guilty - trial.solve().guilty


def largest_change(
    trial: JurorsTrial, change: Callable[[JurorsTrial, int], float] = change_by_first_vote
) -> tuple[int, float]:
    """Return the seat whose juror can change P(guilty) the most, and by how much.

    Parameters
    ----------
    trial
        The trial as it is.
    change
        `change_by_first_vote` or `change_by_firmness`; the lowest seat is given where several
        change it as much.

    Examples
    --------
    >>> trial = JurorsTrial(jurors=Jurors.of([0.5] * 4, [1, 1, 1, 3]), first=(1, 0, 0, 0))
    >>> largest_change(trial)
    (4, 0.3750)
    """
    found: dict[object, tuple[int, float]] = {}
    for seat, juror in enumerate(trial.jurors.members, start=1):
        leaning = None if isinstance(trial.first, FirstBallot) else trial.first[seat - 1]
        # Jurors who are alike in everything make the same change.
        if (juror, leaning) not in found:
            found[juror, leaning] = (seat, change(trial, seat))
    largest = max(abs(moved) for _, moved in found.values())
    # Changes that differ by less than their errors are taken as the same.
    return next(pair for pair in found.values() if abs(pair[1]) >= largest - 4 * LARGEST_ERROR)


def _check_seat(trial: JurorsTrial, seat: int) -> None:
    Parameter(
        "seat", 1, trial.jurors.size, "none", "the place of one juror of the jury", whole=True
    ).check(seat, owner="JurorsTrial")
