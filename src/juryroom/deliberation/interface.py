"""What every model of deliberation gives, and the card that says what it is.

Everything here follows Davis (1973): the verdicts of a jury are one product,

    verdicts = first_ballot @ deliberation,

where `deliberation` holds, for each first ballot, the distribution over how the jury ends. A
`Scheme` gives that matrix outright. A `Chain` gives the moves of the vote from one ballot to the
next, a `JurorProcess` the moves of a larger state of which the vote is a part; from both the
matrix is solved under a decision rule and the court's patience, in `outcome`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, final

from scipy import sparse

from juryroom.citations import Citation
from juryroom.markov.arrays import FloatArray as FloatArray
from juryroom.markov.arrays import IntArray as IntArray
from juryroom.parameters import Parameter


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a model says, takes, assumes and cites, and what it is not for. Tests hold it to that.

    Parameters
    ----------
    name
        The name on the command line.
    says
        The model in one sentence.
    parameters
        In the order of the dataclass fields, with domain, unit and meaning.
    citations
        With the place in the work.
    assumes, not_for
        Clauses; what a source does not give and had to be assumed stands in `assumes`.
    can_hang
        Whether some jury can end hung without the court's patience running out.
    clock
        What one step of the model is ("ballots"), or None where the model has no time.
    label_symmetric
        Whether exchanging guilty and not guilty changes nothing, at the default parameters.
    """

    name: str
    says: str
    parameters: tuple[Parameter, ...] = ()
    citations: tuple[Citation, ...]
    assumes: tuple[str, ...]
    not_for: tuple[str, ...]
    can_hang: bool
    clock: str | None
    label_symmetric: bool


class DeliberationModel(ABC):
    """A model of how first ballots become verdicts. Concrete models are final frozen dataclasses."""

    card: ClassVar[ModelCard]


class Scheme(DeliberationModel):
    """A model that gives the endings for each first ballot outright: it has no time."""

    @abstractmethod
    def endings(self, jury_size: int) -> FloatArray:
        """Return the endings, shape ``(jury_size + 1, 3)``.

        Rows are guilty votes 0, 1, ..., `jury_size` on the first ballot; columns are guilty, not
        guilty, hung. Rows sum to one.
        """


class Chain(DeliberationModel):
    """A model in which the number of guilty votes is all that matters, ballot by ballot."""

    @abstractmethod
    def transition_matrix(self, jury_size: int) -> FloatArray:
        """Return the row-stochastic matrix on 0, 1, ..., `jury_size` guilty votes.

        Row *from*, column *to*; both unanimities absorb.
        """


@final
@dataclass(frozen=True, slots=True)
class JurorStates:
    """The states of a juror process and what can be seen of each.

    Parameters
    ----------
    counts
        Jurors in each condition, shape ``(states, conditions)``; rows sum to the jury size.
    guilty_votes
        Public votes for guilty in each state, shape ``(states,)``.
    guilty_minds
        Jurors whose private view is guilty in each state, shape ``(states,)``.
    """

    counts: IntArray
    guilty_votes: IntArray
    guilty_minds: IntArray


class JurorProcess(DeliberationModel):
    """A model whose state is more than the vote: for example what jurors think beside how they vote."""

    @abstractmethod
    def states(self, jury_size: int) -> JurorStates:
        """Return the states, in the order of every matrix and vector of this model."""

    @abstractmethod
    def transition_matrix(self, jury_size: int) -> sparse.csr_array:
        """Return the row-stochastic matrix on the states. No verdict absorbs: the rule does that."""

    @abstractmethod
    def start(self, jury_size: int, guilty_votes: int) -> int:
        """Return the index of the state in which a jury takes its first ballot."""

    @abstractmethod
    def pressed_matrix(self, jury_size: int) -> sparse.csr_array:
        """Return the matrix of one pressed vote: a juror who votes not guilty votes guilty.

        The juror is drawn uniformly among those who vote not guilty, and keeps the private view.
        Where no one votes not guilty, nothing moves. Row-stochastic.
        """
