"""Tug of war over ordered verdicts: marginal jurors take a place on the whole scale."""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import ClassVar, NamedTuple, final

import numpy as np
from scipy import sparse

from juryroom.citations import Citation, Reason
from juryroom.deliberation.interface import FloatArray, IntArray, ModelCard
from juryroom.deliberation.ordered import OrderedModel, above_each_cut, moves, splits
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.lattice import lattice
from juryroom.parameters import Parameter

_SLOPE = Parameter("slope", 0.0, 1.0, "none", "how much a marginal juror follows the larger side")
_BIAS = Parameter(
    "bias", -23.0, 23.0, "jurors", "the head start of the least punitive option against the others"
)
_BIAS_BETWEEN = Parameter(
    "bias_between",
    -23.0,
    23.0,
    "jurors",
    "the head start of the milder side at every other cut",
)
_MOVERS = Parameter(
    "movers",
    1,
    23,
    "jurors",
    "the marginal jurors who must agree for a cut to be crossed",
    whole=True,
)
_COMPROMISE = Parameter(
    "compromise",
    0.0,
    1.0,
    "none",
    "how far an option without supporters, between two that have some, counts as if it had one",
)

ROUNDING = 1e-12
"""How far beyond 0 or 1 a chance may come out by rounding alone; it is then taken as 0 or 1."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedTugOfWar(OrderedModel):
    r"""Tug of war over ordered options: each marginal juror takes one place on the scale.

    Let :math:`g_r` jurors of :math:`n` be above cut :math:`r`, and call a cut *open* while
    :math:`0 < g_r < n`. At each ballot :math:`c` marginal jurors (`movers`) independently take a
    place on the scale. A place is above the open cut :math:`r` with probability

    .. math:: m_r = \tfrac12 + a \left( \frac{g_r - b_r}{n} - \tfrac12 \right),

    with slope :math:`a`; :math:`b_1` is `bias`, every other :math:`b_r` is `bias_between`. A closed
    cut has everyone on its occupied side: :math:`m_r` is 1 or 0. Where cuts coincide, because the
    options between them are empty, the lowest of them decides for all. All movers above an open
    cut: one juror crosses it upwards. All below it: one juror crosses it downwards.

    **Theorems** (unanimity, any patience).

    1. *The step is well defined.* Places need :math:`m_1 \ge m_2 \ge \dots`. Equal counts have equal
       :math:`m`; counts that differ by one or more have :math:`m_r - m_{r+1} \ge
       a (1 - b_r + b_{r+1})/n \ge 0`, because the two biases differ by at most one. If a cut is
       crossed upwards so is every open cut below it, and if downwards every open cut above it; so
       the order :math:`g_1 \ge g_2 \ge \dots` is kept. Where cuts move together the juror who
       crosses comes from the nearest occupied option on that side.
    2. *Every lowest cut is a tug of war.* Ballot by ballot :math:`g_1` moves up with probability
       :math:`m_1^c` and down with :math:`(1-m_1)^c` whatever the rest of the split. So not guilty
       has, at every ballot, the probability it has in the binary chain.
    3. *No supporters, no verdict.* With `compromise` 0 coincident cuts never part.
    4. *With equal biases every cut is a tug of war*, also after it has met another one. So, without
       a stop, the verdict is option :math:`r` or worse with the binary :math:`P(G \mid g_r)`.
       Whatever the biases, `compromise` 0 makes any set of cuts that holds the lowest move by
       itself, so merging two neighbours on the guilty side drops one cut and changes nothing else.
    5. *Monotone.* For two splits with :math:`g_r \le g'_r` at every cut, :math:`m_r \le m'_r`: cuts
       with one count follow leaders of which the first split's has the larger bias, and a juror
       more is worth at least the difference of the biases. With the same random numbers the order
       is kept at every ballot.
    6. *Reversal.* With both biases and `compromise` 0 the step is its own mirror image.

    **Compromise** :math:`\kappa`. Cut :math:`r`, the :math:`j`-th above the lowest cut :math:`s` of
    those that coincide with it at :math:`g` jurors, has
    :math:`m_r = (1-\kappa)^j m_s(g) + (1 - (1-\kappa)^j) m_r(g-1)`: the empty option below it counts
    in part as though one of the jurors above stood there. The first, second and fifth theorem hold
    for every :math:`\kappa`. It fills gaps on the guilty side from above; nobody is drawn to an
    option outside the range of those who are occupied. Between the lowest option and the rest it
    has no effect where `bias` exceeds `bias_between` by a whole juror: there one supporter of a
    middle option draws no one, and so neither does a part of one.

    Examples
    --------
    Three options, and no one for the middle one: two coincident cuts move as one.

    >>> P = OrderedTugOfWar().transition_matrix(12, 3)
    >>> from juryroom.markov.lattice import lattice
    >>> at = lattice(12, 3)
    >>> row = P[[at.index(np.array([6, 0, 6]))]]
    >>> at.points[row.indices].tolist(), row.data
    ([[5, 0, 7], [6, 0, 6], [7, 0, 5]], array([0.2101, 0.4965, 0.2934]))
    """

    slope: float = 0.5
    bias: float = 1.0
    bias_between: float = 1.0
    movers: int = 2
    compromise: float = 0.0

    card: ClassVar[ModelCard] = ModelCard(
        name="ordered-tug-of-war",
        says="Marginal jurors take places on the scale of verdicts; those who are milder than all "
        "of them, or harsher, give way, and the lowest cut is the tug of war.",
        parameters=(_SLOPE, _BIAS, _BIAS_BETWEEN, _MOVERS, _COMPROMISE),
        citations=(
            Citation(
                "Edwards, B. sate, R package, version 3.1.1, CRAN",
                Reason.MODEL,
                "transition.matrix(): the chance at one cut, at slope 1/2, bias 1, movers 2. The "
                "step over several cuts is not the package's",
            ),
        ),
        assumes=(
            "verdicts stand in one order and a juror is for exactly one of them",
            "no published source gives the step over several cuts: it is the simplest found whose "
            "every lowest cut is the binary chain, ballot by ballot",
            "the marginal jurors of a ballot answer for all cuts at once, so a ballot takes at "
            "most one juror from each end of the split; between the ends no option loses "
            "supporters until one end is empty",
            "by default the milder side has the same head start at every cut, as the package's "
            "documentation shows it; its code has one at the lowest cut alone, bias_between 0",
            "with compromise above 0 an empty option gains from the harsher side only, so that not "
            "guilty is untouched; the parameter is not fitted to anything",
            "the default parameters are constants of the package, not fitted to ordered verdicts",
        ),
        not_for=(
            "juries that hang of themselves: only the court's patience ends a divided jury",
            "the path of the split between ballots as evidence: other steps have the same verdicts",
            "offences that are no steps of one another",
        ),
        can_hang=False,
        clock="ballots",
        label_symmetric=False,
    )

    def __post_init__(self) -> None:
        owner = type(self).__name__
        _SLOPE.check(self.slope, owner=owner)
        _BIAS.check(self.bias, owner=owner)
        _BIAS_BETWEEN.check(self.bias_between, owner=owner)
        _MOVERS.check(self.movers, owner=owner)
        _COMPROMISE.check(self.compromise, owner=owner)

    def transition_matrix(self, jury_size: int, options: int) -> sparse.csr_array:
        """Return the row-stochastic matrix of one ballot on the states of `splits`.

        Raises
        ------
        OutOfDomainError
            If some chance lies outside [0, 1] for a jury of this size, or, with three options or
            more, `bias` is below `bias_between` or exceeds it by more than one juror.
        """
        return _transition_matrix(self, jury_size, options)


class _Cuts(NamedTuple):
    """Every cut of every split, with the two ends of the scale as cuts 0 and K."""

    jurors: IntArray
    votes: FloatArray
    """Jurors above the cut less the head start: what the chance of a place above depends on."""


@lru_cache(maxsize=32)
def _transition_matrix(model: OrderedTugOfWar, n: int, options: int) -> sparse.csr_array:
    points = splits(n, options)
    _check_biases(model, options)
    places = _places(model, n, _cuts(model, points))
    above = above_each_cut(points)
    is_open = (above > 0) & (above < n)
    cut = np.arange(1, options)
    every = np.arange(len(points))
    chances: list[FloatArray] = []
    arrivals: list[IntArray] = []
    for lowest in range(options):
        for highest in range(lowest, options):
            crossed = (cut <= lowest).astype(np.int64) - (cut > highest)
            padded = np.full((len(points), options + 1), n)
            padded[:, 1:-1], padded[:, -1] = above + crossed * is_open, 0
            chance = _range_of_places(places, lowest, highest, model.movers)
            possible = chance > 0
            to_state = np.copy(every)
            to_state[possible] = lattice(n, options).index(-np.diff(padded[possible], axis=1))
            chances.append(chance)
            arrivals.append(to_state)
    from_state = np.tile(every, len(chances))
    return moves(np.concatenate(chances), from_state, np.concatenate(arrivals), len(points))


def _cuts(model: OrderedTugOfWar, points: IntArray) -> _Cuts:
    """Return the cuts of each split; the lowest of those that coincide decides for all."""
    states, options = points.shape
    jurors = np.zeros((states, options + 1), dtype=np.int64)
    jurors[:, 0] = points.sum(axis=1)
    jurors[:, 1:-1] = above_each_cut(points)
    votes = np.zeros((states, options + 1))
    leader_bias, behind = np.full(states, model.bias), np.zeros(states, dtype=np.int64)
    for r in range(1, options):
        own = model.bias if r == 1 else model.bias_between
        follows = (jurors[:, r] == jurors[:, r - 1]) & (r > 1)
        leader_bias = np.where(follows, leader_bias, own)
        behind = np.where(follows, behind + 1, 0)
        counted = 1 - (1 - model.compromise) ** behind
        votes[:, r] = jurors[:, r] - leader_bias - counted * (1 - leader_bias + own)
    return _Cuts(jurors, votes)


def _places(model: OrderedTugOfWar, n: int, cuts: _Cuts) -> FloatArray:
    """Return the chance that a marginal juror takes each place, shape ``(states, options)``.

    Written as differences of votes, so that what is impossible has probability 0 without rounding.
    """
    is_open = (cuts.jurors > 0) & (cuts.jurors < n)
    lean = model.slope * (cuts.votes / n - 0.5)
    _check_lean(model, lean[is_open], n)
    upper, lower = np.clip(0.5 + lean, 0, 1), np.clip(0.5 - lean, 0, 1)
    between = model.slope * (cuts.votes[:, :-1] - cuts.votes[:, 1:]) / n
    from_open, to_open = is_open[:, :-1], is_open[:, 1:]
    ends = (cuts.jurors[:, :-1] == n) & (cuts.jurors[:, 1:] == 0)
    return np.select(
        [from_open & to_open, from_open & (cuts.jurors[:, 1:] == 0), to_open & ~from_open, ends],
        [np.maximum(between, 0), upper[:, :-1], lower[:, 1:], np.ones(between.shape)],
        0.0,
    )


def _range_of_places(places: FloatArray, lowest: int, highest: int, movers: int) -> FloatArray:
    """Return the chance that the movers' places have this minimum and this maximum: a sum."""
    if lowest == highest:
        return places[:, lowest] ** movers
    inner = places[:, lowest + 1 : highest].sum(axis=1)
    total = np.zeros(len(places))
    for low in range(1, movers):
        for high in range(1, movers - low + 1):
            rest = movers - low - high
            ways = factorial(movers) // (factorial(low) * factorial(high) * factorial(rest))
            total += ways * places[:, lowest] ** low * places[:, highest] ** high * inner**rest
    return total


def _check_biases(model: OrderedTugOfWar, options: int) -> None:
    """Raise where the places of marginal jurors would not be in order."""
    if options > 2 and not 0 <= model.bias - model.bias_between <= 1:
        raise OutOfDomainError(
            Problem(
                "OrderedTugOfWar",
                f"bias {model.bias:g} and bias_between {model.bias_between:g}",
                "a juror above one cut is above every lower one: with three options or more the "
                "head start at the lowest cut is as large as that at the others, or up to one "
                "juror larger",
                f"a bias of {model.bias_between:g} to {model.bias_between + 1:g}",
            )
        )


def _check_lean(model: OrderedTugOfWar, lean: FloatArray, n: int) -> None:
    if lean.size and np.abs(lean).max() > 0.5 + ROUNDING:
        worst = float(lean[np.abs(lean).argmax()])
        raise OutOfDomainError(
            Problem(
                f"{model}, {n} jurors",
                f"a chance of {0.5 + worst:.4g} that a marginal juror is above a cut",
                "it is a probability for every divided jury",
                "a smaller slope, or biases closer to 0",
            )
        )
