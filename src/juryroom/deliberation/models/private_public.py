"""Minds and votes: what others say may change a juror's mind, or only the vote."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, NamedTuple, final

import numpy as np
from scipy import sparse

from juryroom.citations import Citation, Reason, Standing
from juryroom.deliberation.interface import (
    FloatArray,
    IntArray,
    JurorProcess,
    JurorStates,
    ModelCard,
)
from juryroom.markov.lattice import Lattice, lattice
from juryroom.parameters import Parameter

_PERSUASION = Parameter(
    "persuasion",
    0.0,
    1.0,
    "probability",
    "the chance that a juror faced by all others changes view",
)
_TO_CONVICT = Parameter(
    "pressure_to_convict",
    0.0,
    1.0,
    "probability",
    "the chance that a juror who thinks not guilty, faced by all others, votes guilty",
)
_TO_ACQUIT = Parameter(
    "pressure_to_acquit",
    0.0,
    1.0,
    "probability",
    "the chance that a juror who thinks guilty, faced by all others, votes not guilty",
)

# The four conditions of a juror, in the order of the counts of a state.
_MIND = np.array([1, 1, 0, 0])
_VOTE = np.array([1, 0, 1, 0])
_SINCERE_GUILTY, _CONCEALED_GUILTY, _CONCEALED_NOT_GUILTY, _SINCERE_NOT_GUILTY = range(4)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePublic(JurorProcess):
    r"""Minds and votes: a juror has a private view and casts a public vote.

    At each ballot one juror of :math:`n` is drawn and sees the votes of the others. First, with
    :math:`y` the share of those votes opposite to the juror's view, the view changes with
    probability :math:`\alpha y`. Then, with :math:`z` the share opposite to the view as it now is,
    the juror votes against the view with probability :math:`\beta_G z` (thinks not guilty, votes
    guilty) or :math:`\beta_N z` (thinks guilty, votes not guilty), and otherwise votes the view.

    The state counts the jurors in each of four conditions: thinks guilty and votes guilty; thinks
    guilty, votes not guilty; thinks not guilty, votes guilty; thinks not guilty and votes so.

    Without pressure, votes are views and the vote is a fair walk: under unanimity
    :math:`P(G \mid k) = k/n` for every :math:`\alpha > 0`.
    """

    persuasion: float = 0.5
    pressure_to_convict: float = 0.5
    pressure_to_acquit: float = 0.5

    card: ClassVar[ModelCard] = ModelCard(
        name="private-public",
        says="What other jurors say may change a juror's mind, or only the vote.",
        parameters=(_PERSUASION, _TO_CONVICT, _TO_ACQUIT),
        citations=(
            Citation(
                "Deutsch, M., & Gerard, H. B. (1955). A study of normative and informational "
                "social influences upon individual judgment. Journal of Abnormal and Social "
                "Psychology 51, 629-636",
                Reason.MODEL,
                "the distinction between informational and normative influence, not the equations",
                Standing.UNVERIFIED,
            ),
            Citation(
                "Waters, N. L., & Hans, V. P. (2009). A jury of one: opinion formation, "
                "conformity, and dissent on juries. Journal of Empirical Legal Studies 6, 513-540",
                Reason.EVIDENCE,
                "abstract, SSRN 1297272: over a third of jurors would alone have decided otherwise",
            ),
        ),
        assumes=(
            "no published source gives these equations: they are the simplest that keep the two "
            "influences apart",
            "on the first ballot every juror votes the private view",
            "jurors differ only in view and vote",
            "one juror thinks again at each ballot",
            "the default parameters are not fitted to anything",
        ),
        not_for=(
            "evidence of what happened in any jury room",
            "juries that hang of themselves: only the court's patience ends a divided jury",
        ),
        can_hang=False,
        clock="ballots",
        label_symmetric=True,
    )

    def __post_init__(self) -> None:
        _PERSUASION.check(self.persuasion, owner=type(self).__name__)
        _TO_CONVICT.check(self.pressure_to_convict, owner=type(self).__name__)
        _TO_ACQUIT.check(self.pressure_to_acquit, owner=type(self).__name__)

    def states(self, jury_size: int) -> JurorStates:
        """Return the counts of jurors in the four conditions, in lexicographic order."""
        counts = _states(jury_size).points
        return JurorStates(counts, counts @ _VOTE, counts @ _MIND)

    def transition_matrix(self, jury_size: int) -> sparse.csr_array:
        """Return the matrix of one ballot on the states of `states`."""
        return _transition_matrix(self, jury_size)

    def start(self, jury_size: int, guilty_votes: int) -> int:
        """Return the state in which everyone votes the private view."""
        counts = np.array([guilty_votes, 0, 0, jury_size - guilty_votes])
        return int(_states(jury_size).index(counts))

    def pressed_matrix(self, jury_size: int) -> sparse.csr_array:
        """Return the matrix of one vote that is changed to guilty, the private view kept."""
        return _pressed_matrix(jury_size)


class _Moves(NamedTuple):
    """Every move of one juror between conditions, from every state in which it can happen."""

    from_state: IntArray
    to_state: IntArray
    before: IntArray
    after: IntArray


def _states(jury_size: int) -> Lattice:
    return lattice(jury_size, len(_MIND))


@lru_cache(maxsize=32)
def _moves(jury_size: int) -> _Moves:
    points = _states(jury_size).points
    from_state, before, after = (
        axis.ravel()
        for axis in np.meshgrid(np.arange(len(points)), range(4), range(4), indexing="ij")
    )
    possible = points[from_state, before] > 0
    from_state, before, after = from_state[possible], before[possible], after[possible]
    one_juror = np.eye(4, dtype=np.int64)
    to_state = _states(jury_size).index(points[from_state] - one_juror[before] + one_juror[after])
    return _Moves(from_state, to_state, before, after)


@lru_cache(maxsize=128)
def _transition_matrix(model: PrivatePublic, jury_size: int) -> sparse.csr_array:
    points, moves = _states(jury_size).points, _moves(jury_size)
    chance = _ballot(model, jury_size, points)[moves.from_state, moves.before, moves.after]
    drawn = points[moves.from_state, moves.before] / jury_size
    return _matrix(drawn * chance, moves.from_state, moves.to_state, len(points))


def _ballot(model: PrivatePublic, jury_size: int, points: IntArray) -> FloatArray:
    """Return the chance that a juror ends the ballot in each condition.

    Shape ``(states, 4, 4)``: state, the juror's condition before, condition after.
    """
    others = (points @ _VOTE)[:, None] - _VOTE
    for_guilty = others / (jury_size - 1)
    against = (jury_size - 1 - others) / (jury_size - 1)
    thinks_guilty = np.where(
        _MIND == 1, 1 - model.persuasion * against, model.persuasion * for_guilty
    )
    thinks_not_guilty = np.where(
        _MIND == 0, 1 - model.persuasion * for_guilty, model.persuasion * against
    )
    yields_to_acquit = model.pressure_to_acquit * against
    yields_to_convict = model.pressure_to_convict * for_guilty
    after = np.empty((*others.shape, 4))
    after[..., _SINCERE_GUILTY] = thinks_guilty * (1 - yields_to_acquit)
    after[..., _CONCEALED_GUILTY] = thinks_guilty * yields_to_acquit
    after[..., _CONCEALED_NOT_GUILTY] = thinks_not_guilty * yields_to_convict
    after[..., _SINCERE_NOT_GUILTY] = thinks_not_guilty * (1 - yields_to_convict)
    return after


@lru_cache(maxsize=32)
def _pressed_matrix(jury_size: int) -> sparse.csr_array:
    points, moves = _states(jury_size).points, _moves(jury_size)
    pressed = (_VOTE[moves.before] == 0) & (_VOTE[moves.after] == 1)
    pressed &= _MIND[moves.before] == _MIND[moves.after]
    from_state, to_state = moves.from_state[pressed], moves.to_state[pressed]
    not_guilty_votes = jury_size - points @ _VOTE
    chance = points[from_state, moves.before[pressed]] / not_guilty_votes[from_state]
    agreed = np.flatnonzero(not_guilty_votes == 0)
    return _matrix(
        np.concatenate([chance, np.ones(len(agreed))]),
        np.concatenate([from_state, agreed]),
        np.concatenate([to_state, agreed]),
        len(points),
    )


def _matrix(
    chance: FloatArray, from_state: IntArray, to_state: IntArray, states: int
) -> sparse.csr_array:
    """Return the matrix with the chances of moves between the same two states added up."""
    matrix = sparse.coo_array((chance, (from_state, to_state)), shape=(states, states)).tocsr()
    matrix.eliminate_zeros()
    matrix.data.setflags(write=False)
    return matrix
