r"""The jury room with a rule that may change and with things that happen, solved exactly.

A jury that is still out is in some *situation* (how votes move, which rule counts them, who sits,
what may yet happen) and stands in some way within it. The probability of each is carried forward
ballot by ballot while a date is still to come. At ballot :math:`t`, in this order:

1. what is due before ballot :math:`t` happens;
2. votes move by the model, unless the ballot is a first ballot;
3. a verdict, if there is one under the rule for ballot :math:`t`, is taken;
4. the court may give up;
5. what was waiting for the split that the ballot shows happens.

After the last date nothing depends on the ballot's number any more. What is left is an absorbing
chain for each situation: it ends in a verdict, in a discharge, or at a split for which something
waits, and then goes on in the next situation. There are finitely many, because each thing happens
at most once. Nothing is drawn at random and nothing is cut off.
"""

from dataclasses import dataclass, field
from typing import final

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.changes import Situation, Standing, like
from juryroom.outcome.events import AtBallot, DeadlockCharge, Happening, JurorRemoved, OnSplit
from juryroom.outcome.histories import After, Histories, RoomOutcome
from juryroom.outcome.patience import BallotCap, Never, Patience, in_ballots
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import SMALLEST_JURY, AnyRule, RuleSchedule

_BALLOTS = Parameter("ballots", 0, 100_000, "ballots", "the ballots to be shown", whole=True)


@final
@dataclass(frozen=True, slots=True)
class Room:
    """A jury room: a model, a rule that may change, the court's patience, and what happens.

    Parameters
    ----------
    model
        How votes move: a chain or a juror process.
    rule
        The votes that are a verdict: one rule, a rule for each number of jurors, or a schedule.
    patience
        When the court gives up. Ballots are counted from the first, whatever happens.
    happenings
        What happens, each at most once. Those that come at the same time come in this order.

    Raises
    ------
    OutOfDomainError
        If the model is a scheme, more jurors leave than can, a split is not one that the jury can
        show, or a charge brings a model with other states.

    Examples
    --------
    Six of twelve vote guilty. Where a ballot first shows eight to four the jury is told to go on,
    and from then on one ballot in ten moves a juror of the smaller side to the larger:

    >>> from juryroom.deliberation.registry import model
    >>> from juryroom.procedure.decision_rule import DecisionRule
    >>> from juryroom.outcome.patience import HangHazard
    >>> charge = DeadlockCharge(when=OnSplit(8, 4), minority_pull=0.1)
    >>> room = Room(model("linear-pull"), DecisionRule.unanimous(12),
    ...             HangHazard(per_ballot=0.02), (charge,))
    >>> found = room.solve(FirstBallot.known(6, 12))
    >>> print(found)
    guilty 0.424; not guilty 0.400; hung 0.176 (exact)
    >>> print(f"the charge was given with probability {found.took_place[0]:.3f}")
    the charge was given with probability 0.518
    """

    model: DeliberationModel
    rule: AnyRule
    patience: Patience = field(default_factory=Never)
    happenings: tuple[Happening, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "happenings", tuple(self.happenings))
        object.__setattr__(self, "patience", in_ballots(self.patience, "Room"))
        model = self._with_clock()
        problems = [*self._removals(), *self._splits()]
        if problems:
            raise OutOfDomainError(problems)
        for happening in self.happenings:
            if isinstance(happening, DeadlockCharge):
                like(model, happening.model)

    @property
    def jury_size(self) -> int:
        """The number of jurors who take the first ballot."""
        return self.rule.jury_size

    def solve(self, first_ballot: FirstBallot) -> RoomOutcome:
        """Return the probability of every ending and of every happening, exactly.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty when the jury first votes.

        Raises
        ------
        OutOfDomainError
            If the first ballot is of another number of jurors, or no rule or hazard is given for a
            number of jurors who come to sit.
        NotAbsorbingError
            If the court waits for ever and some jury that can come about never ends.
        """
        histories = self._begin(first_ballot)
        for ballot in range(self._last_date() + 1):
            histories.take(ballot)
        histories.run_out(self._last_date())
        return histories.outcome(knows_minds=isinstance(self.model, JurorProcess))

    def course(self, first_ballot: FirstBallot, ballots: int) -> tuple[After, ...]:
        """Return how juries have ended, and how many are still out, after each ballot.

        Parameters
        ----------
        first_ballot
            How many jurors vote guilty when the jury first votes.
        ballots
            The last ballot to be shown, 0 to 100,000.

        Examples
        --------
        >>> from juryroom.deliberation.registry import model
        >>> from juryroom.procedure.decision_rule import DecisionRule
        >>> room = Room(model("linear-pull"), DecisionRule.unanimous(3))
        >>> for after in room.course(FirstBallot.known(2, 3), 2):
        ...     print(after.ballot, after.guilty, after.not_guilty, after.still_out)
        0 0.0 0.0 1.0
        1 0.6667 0.0 0.3333
        2 0.6667 0.2222 0.1111
        """
        _BALLOTS.check(ballots, owner="Room.course")
        histories = self._begin(first_ballot)
        return tuple(histories.take(ballot) for ballot in range(ballots + 1))

    def _begin(self, first_ballot: FirstBallot) -> Histories:
        if first_ballot.jury_size != self.jury_size:
            raise OutOfDomainError(
                Problem(
                    "Room.solve",
                    f"a first ballot of {first_ballot.jury_size} jurors under the rule {self.rule}",
                    "the jurors who vote first are those who decide",
                    f"a first ballot of {self.jury_size} jurors",
                )
            )
        situation = Situation(
            self._with_clock(), self.rule, self.jury_size, tuple(range(len(self.happenings)))
        )
        mass = situation.seats.first_ballot(first_ballot)
        return Histories(
            happenings=self.happenings,
            patience=self.patience,
            out=[Standing(situation, mass, anew=True)],
        )

    def _last_date(self) -> int:
        """Return the last ballot whose number matters."""
        dates = [0]
        rules = [self.rule]
        for happening in self.happenings:
            if isinstance(happening.when, AtBallot):
                dates.append(happening.when.ballot)
            if isinstance(happening, JurorRemoved) and happening.rules is not None:
                rules.append(happening.rules)
        dates += [rule.last_change for rule in rules if isinstance(rule, RuleSchedule)]
        if isinstance(self.patience, BallotCap):
            # No jury is out after the cap, so no later date matters.
            return int(self.patience.ballots)
        return int(max(dates))

    def _with_clock(self) -> Chain | JurorProcess:
        if isinstance(self.model, Chain | JurorProcess):
            return self.model
        raise OutOfDomainError(
            Problem(
                f"Room, model '{self.model.card.name}'",
                f"a model of class {type(self.model).__name__}",
                "what happens in the room happens between ballots, and a scheme has none",
                "a chain or a juror process; for a rumour before the first ballot, a scheme with "
                "the first ballot changed by it",
            )
        )

    def _most_removed(self) -> int:
        return sum(isinstance(happening, JurorRemoved) for happening in self.happenings)

    def _removals(self) -> list[Problem]:
        most = self.jury_size - SMALLEST_JURY
        if self._most_removed() <= most:
            return []
        return [
            Problem(
                "Room.happenings",
                f"{self._most_removed()} jurors removed from a jury of {self.jury_size}",
                f"a jury here has at least {SMALLEST_JURY} members",
                f"at most {most} of JurorRemoved; JurorRefuses where no lawful jury remains",
            )
        ]

    def _splits(self) -> list[Problem]:
        """Return what is wrong with the splits at which something is to happen."""
        full = self.jury_size
        least = max(full - self._most_removed(), SMALLEST_JURY)
        whens = [happening.when for happening in self.happenings]
        return [
            Problem(
                f"Room.happenings[{place}]",
                f"a split of {when.guilty} to {when.not_guilty}",
                "something that waits for a split waits for one that the jury can show",
                f"votes that add up to {full if least == full else f'{least} to {full}'} jurors",
            )
            for place, when in enumerate(whens)
            if isinstance(when, OnSplit) and not least <= when.guilty + when.not_guilty <= full
        ]
