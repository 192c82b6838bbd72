"""Models of a jury that chooses among ordered verdicts: not guilty, a lesser offence, the greater.

The options stand in one order, from the least to the most punitive. The state is the split: how
many jurors are for each option. A model gives the moves of the split from one ballot to the next;
the first ballot, the rule and the court's patience are added in `outcome.ordered`.

An option is *occupied* where some juror is for it. Cut r lies between the options r - 1 and r, and
a juror for option r or a more punitive one is *above* cut r. Of K options there are K - 1 cuts.
"""

from abc import ABC, abstractmethod
from math import comb
from typing import ClassVar

import numpy as np
from scipy import sparse

from juryroom.deliberation.interface import ModelCard
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.lattice import lattice
from juryroom.parameters import Parameter

MOST_STATES = 100_000
OPTIONS = Parameter("options", 2, 12, "options", "the verdicts open to the jury", whole=True)


class OrderedModel(ABC):
    """A model of how splits over ordered options move. Concrete ones are final frozen dataclasses."""

    card: ClassVar[ModelCard]

    @abstractmethod
    def transition_matrix(self, jury_size: int, options: int) -> sparse.csr_array:
        """Return the row-stochastic matrix of one ballot on the states of `splits`.

        Parameters
        ----------
        jury_size
            Jurors, 3 to 23.
        options
            Verdicts open to the jury, 2 or more.
        """


def splits(jury_size: int, options: int) -> IntArray:
    """Return every split of the jury, shape ``(states, options)``, in lexicographic order.

    Columns run from the least to the most punitive option.

    Raises
    ------
    OutOfDomainError
        If there are fewer than two options, or more than 100,000 splits.

    Examples
    --------
    >>> len(splits(12, 6))
    6188
    """
    OPTIONS.check(options, owner="splits")
    states = comb(jury_size + options - 1, options - 1)
    if states > MOST_STATES:
        raise OutOfDomainError(
            Problem(
                "splits",
                f"{jury_size} jurors over {options} options: {states:,} splits",
                f"at most {MOST_STATES:,} splits are kept",
                "fewer options, or a smaller jury",
            )
        )
    return lattice(jury_size, options).points


def above_each_cut(split: IntArray) -> IntArray:
    """Return the jurors above each cut, shape ``(..., options - 1)``.

    Examples
    --------
    >>> above_each_cut(np.array([6, 2, 4]))
    array([6, 4])
    """
    return np.cumsum(split[..., ::-1], axis=-1)[..., -2::-1]


def moves(
    chance: FloatArray, from_state: IntArray, to_state: IntArray, states: int
) -> sparse.csr_array:
    """Return the matrix with the chances of moves between the same two states added up."""
    matrix = sparse.coo_array((chance, (from_state, to_state)), shape=(states, states)).tocsr()
    matrix.eliminate_zeros()
    matrix.data.setflags(write=False)
    return matrix
