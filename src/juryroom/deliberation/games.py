r"""Voting games: jurors who vote not what they saw, but what is best given that they decide.

The accused is guilty or innocent with probability 1/2 each. Each juror has a signal that is right
with probability :math:`p > 1/2`, independently given the truth, and votes once. :math:`k` guilty
votes of :math:`n` convict; fewer acquit. A juror loses :math:`q` by convicting the innocent and
:math:`1 - q` by acquitting the guilty, and cares for nothing else. A vote matters only where the
others are split so that it decides; a juror who sees that does not always vote the signal.

A game gives, for each size and rule, the chance of a guilty vote on each signal. From these follow
the chance of a guilty vote in each state of the world, and the two errors. "Guilty" and "innocent"
are states of the game, which no record shows.
"""

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from typing import ClassVar, NamedTuple, final

from juryroom.deliberation.interface import ModelCard
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.independent_votes import at_least
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule

LARGEST_GAME = 1000

SIGNAL_ACCURACY = Parameter(
    "signal_accuracy",
    0.5 + 1e-9,
    1 - 1e-9,
    "probability",
    "the chance that a juror's signal is right; above 1/2 and below 1",
)
DOUBT = Parameter(
    "doubt",
    1e-9,
    1 - 1e-9,
    "probability",
    "the threshold of doubt: a juror convicts where guilt is more likely than this; "
    "above 0 and below 1",
)
_JURY_SIZE = Parameter("jury_size", 2, LARGEST_GAME, "jurors", "the number who vote", whole=True)


class Vote(NamedTuple):
    """The chance of a vote for guilty and of one for not guilty.

    Both are given, so that a chance close to 1 does not cost the other one its digits.
    """

    guilty: float
    not_guilty: float


SINCERE_ON_GUILTY, SINCERE_ON_INNOCENT = Vote(1.0, 0.0), Vote(0.0, 1.0)


class Strategy(NamedTuple):
    """How a juror votes on each signal."""

    on_guilty_signal: Vote
    on_innocent_signal: Vote


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibrium:
    """How jurors vote in a game of one size and rule, and what that comes to. Probabilities.

    Parameters
    ----------
    jury_size, to_convict
        Jurors, and the votes that convict; fewer acquit.
    guilty_vote_on_guilty_signal, guilty_vote_on_innocent_signal
        A guilty vote, given the juror's signal.
    guilty_vote_if_guilty, guilty_vote_if_innocent
        A guilty vote, given the state of the accused.
    convict_if_innocent, acquit_if_guilty
        The two errors of the jury.
    """

    jury_size: int
    to_convict: int
    guilty_vote_on_guilty_signal: float
    guilty_vote_on_innocent_signal: float
    guilty_vote_if_guilty: float
    guilty_vote_if_innocent: float
    convict_if_innocent: float
    acquit_if_guilty: float

    @property
    def first_ballot_if_guilty(self) -> FirstBallot:
        """The votes of a jury of 3 to 23, given guilt."""
        return FirstBallot.binomial(self.guilty_vote_if_guilty, self.jury_size)

    @property
    def first_ballot_if_innocent(self) -> FirstBallot:
        """The votes of a jury of 3 to 23, given innocence."""
        return FirstBallot.binomial(self.guilty_vote_if_innocent, self.jury_size)

    def as_json(self) -> dict[str, float]:
        """Return every number at full precision, under its name."""
        return asdict(self)


class VotingGame(ABC):
    """A game of one ballot. Concrete games are final frozen dataclasses."""

    card: ClassVar[ModelCard]
    signal_accuracy: float

    @abstractmethod
    def strategy(self, jury_size: int, to_convict: int) -> Strategy:
        """Return how jurors vote on each signal where `to_convict` of `jury_size` convict.

        Both numbers have been checked: 2 to 1,000 jurors, 1 to all of them to convict.

        Raises
        ------
        OutOfDomainError
            If the game has no such equilibrium there.
        """

    def equilibrium(self, rule: DecisionRule) -> Equilibrium:
        """Return the equilibrium under `rule`.

        Parameters
        ----------
        rule
            One under which no jury can hang: every vote that does not convict acquits.

        Raises
        ------
        OutOfDomainError
            If a jury could hang under the rule, or the game has no equilibrium there.
        """
        n, k = rule.jury_size, rule.to_convict
        if rule.to_acquit != n - k + 1:
            raise OutOfDomainError(
                Problem(
                    f"game '{self.card.name}', decision rule",
                    str(rule),
                    "the game has two outcomes; a third, the hung jury, needs a pay-off of its own",
                    f"DecisionRule(jury_size={n}, to_convict={k}, to_acquit={n - k + 1}): "
                    "what does not convict acquits",
                )
            )
        return self.equilibrium_of(n, k)

    def equilibrium_of(self, jury_size: int, to_convict: int) -> Equilibrium:
        """Return the equilibrium where `to_convict` guilty votes of `jury_size` convict.

        Parameters
        ----------
        jury_size
            Jurors, 2 to 1,000.
        to_convict
            Guilty votes that convict, 1 to `jury_size`; fewer acquit.

        Raises
        ------
        OutOfDomainError
            If the game has no equilibrium there.
        """
        owner = type(self).__name__
        _JURY_SIZE.check(jury_size, owner=owner)
        needed = Parameter(
            "to_convict", 1, jury_size, "jurors", "the guilty votes that convict", whole=True
        )
        needed.check(to_convict, owner=owner)
        n, k = int(jury_size), int(to_convict)
        strategy = self.strategy(n, k)
        if_guilty = guilty_vote(strategy, self.signal_accuracy)
        if_innocent = guilty_vote(strategy, 1 - self.signal_accuracy)
        return Equilibrium(
            jury_size=n,
            to_convict=k,
            guilty_vote_on_guilty_signal=strategy.on_guilty_signal.guilty,
            guilty_vote_on_innocent_signal=strategy.on_innocent_signal.guilty,
            guilty_vote_if_guilty=if_guilty.guilty,
            guilty_vote_if_innocent=if_innocent.guilty,
            convict_if_innocent=at_least(k, n, if_innocent.guilty),
            acquit_if_guilty=at_least(n - k + 1, n, if_guilty.not_guilty),
        )


def guilty_vote(strategy: Strategy, guilty_signal: float) -> Vote:
    """Return the vote of a juror who has the guilty signal with that probability, 0 to 1."""
    guilty, innocent = strategy
    other = 1 - guilty_signal
    return Vote(
        min(guilty_signal * guilty.guilty + other * innocent.guilty, 1.0),
        min(guilty_signal * guilty.not_guilty + other * innocent.not_guilty, 1.0),
    )
