"""One charge with ordered verdicts: not guilty, lesser offences, the offence charged; or hung.

One system of equations gives everything about one first ballot: the expected number of visits to
each split that is no verdict. The verdicts, the ballots and the split of a jury that hangs are sums
over those visits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any, NamedTuple, assert_never, cast, final

import numpy as np
from scipy import sparse

from juryroom.deliberation.ordered import OrderedModel, splits
from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.jury.ordered_ballot import OrderedBallot, Split
from juryroom.markov.absorbing import check_stochastic, unabsorbed
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.markov.lattice import lattice
from juryroom.markov.visits import expected_visits
from juryroom.outcome.outcome import SUM_TOLERANCE
from juryroom.outcome.patience import BallotCap, HangHazard, Never, in_ballots
from juryroom.parameters import Parameter

OrderedPatience = Never | BallotCap | HangHazard
"""A hazard by guilty votes is left out: it says nothing of a guilty side that is divided."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedOutcome:
    """How a jury's work on one charge with ordered verdicts ends, in probability.

    Parameters
    ----------
    verdicts
        Probability of each option, by name, from the least to the most punitive.
    hung
        Probability that the jury hangs. Each probability is computed; none is what the others
        leave.
    mean_ballots
        Expected ballots beyond the first.
    last_split_when_hung
        Probability of each split at the end, given that the jury hangs; None where it cannot hang.
    method
        How the numbers were obtained.

    Raises
    ------
    OutOfDomainError
        If the probabilities do not sum to one within 1e-10.
    """

    verdicts: Mapping[str, float]
    hung: float
    mean_ballots: float
    last_split_when_hung: Mapping[Split, float] | None
    method: str = "exact"

    def __post_init__(self) -> None:
        total = fsum([*self.verdicts.values(), self.hung])
        if not abs(total - 1) <= SUM_TOLERANCE:
            raise OutOfDomainError(
                Problem(
                    "OrderedOutcome",
                    f"probabilities that sum to {total!r}",
                    "a jury's work on a charge ends in one of its verdicts, or hung",
                    f"probabilities that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )

    def at_least(self, option: str) -> float:
        """Return the probability of a verdict of `option` or a more punitive one."""
        names = list(self.verdicts)
        return fsum(self.verdicts[name] for name in names[names.index(option) :])

    def __str__(self) -> str:
        """Return the probabilities to three places, and how they were obtained."""
        shown = [f"{name} {p:.3f}" for name, p in self.verdicts.items()]
        return f"{'; '.join(shown)}; hung {self.hung:.3f} ({self.method})"

    def as_json(self) -> dict[str, Any]:
        """Return every number at full precision, under its name."""
        last = self.last_split_when_hung
        return {
            "verdicts": dict(self.verdicts),
            "hung": self.hung,
            "mean_ballots": self.mean_ballots,
            "last_split_when_hung": (
                None if last is None else {" ".join(map(str, s)): p for s, p in last.items()}
            ),
            "method": self.method,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedTrial:
    """A trial of one charge on which the jury may return one of several ordered verdicts.

    Parameters
    ----------
    options
        The verdicts open to the jury, from the least to the most punitive, by name.
    first_ballot
        How the jury is first split over them.
    model
        How splits move.
    votes_needed
        Votes for one option that are a verdict, more than half of the jury; None for all of them.
    patience
        When the court gives up.

    Examples
    --------
    >>> from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
    >>> trial = OrderedTrial(
    ...     options=("not guilty", "manslaughter", "murder"),
    ...     first_ballot=OrderedBallot.known((4, 3, 5)),
    ...     model=OrderedTugOfWar(),
    ... )
    >>> print(trial.solve())
    not guilty 0.277; manslaughter 0.604; murder 0.119; hung 0.000 (exact)
    """

    options: Sequence[str]
    first_ballot: OrderedBallot
    model: OrderedModel
    votes_needed: int | None = None
    patience: OrderedPatience = field(default_factory=Never)

    def __post_init__(self) -> None:
        named = len(set(self.options))
        if not named == len(self.options) == self.first_ballot.options:
            raise OutOfDomainError(
                Problem(
                    "OrderedTrial.options",
                    f"{', '.join(self.options)}; a first ballot over {self.first_ballot.options}",
                    "each option on the first ballot has a name of its own",
                    f"{self.first_ballot.options} different names",
                )
            )
        # A caller without a type checker can pass any patience.
        object.__setattr__(self, "patience", in_ballots(self.patience, "OrderedTrial"))
        if not isinstance(cast("object", self.patience), OrderedPatience):
            raise OutOfDomainError(
                Problem(
                    "OrderedTrial.patience",
                    str(self.patience),
                    "a patience that goes by guilty votes says nothing of a divided guilty side",
                    "Never, BallotCap or HangHazard",
                )
            )
        _needed(self.first_ballot.jury_size).check(self.votes, owner="OrderedTrial")

    @property
    def votes(self) -> int:
        """The votes for one option that are a verdict."""
        return self.first_ballot.jury_size if self.votes_needed is None else self.votes_needed

    def solve(self) -> OrderedOutcome:
        """Return the probability of every ending, exactly.

        Raises
        ------
        NotAbsorbingError
            If the court waits for ever and some divided jury that can arise never ends.
        """
        n, options = self.first_ballot.jury_size, len(self.options)
        points = splits(n, options)
        at_once, start = self._start(n, options)
        rows = np.flatnonzero(points.max(axis=1) < self.votes)
        chain = _chain(self.model.transition_matrix(n, options), points, rows)
        found = _visited(chain, start[rows], self.patience, self.model)
        verdicts = at_once + found.verdicts
        hung = fsum(found.hung)
        split = {
            tuple(points[rows[i]].tolist()): float(found.hung[i] / hung)
            for i in np.flatnonzero(found.hung)
        }
        return OrderedOutcome(
            verdicts={name: float(p) for name, p in zip(self.options, verdicts, strict=True)},
            hung=hung,
            mean_ballots=found.ballots,
            last_split_when_hung=split or None,
        )

    def _start(self, n: int, options: int) -> tuple[FloatArray, FloatArray]:
        """Return the verdicts of the first ballot itself, and the chance of every first split."""
        given = self.first_ballot.probabilities
        first = np.array(list(given), dtype=np.int64)
        chance = np.array(list(given.values()))
        start = np.zeros(len(splits(n, options)))
        start[lattice(n, options).index(first)] = chance
        agreed = first.max(axis=1) >= self.votes
        at_once = np.zeros(options)
        np.add.at(at_once, first[agreed].argmax(axis=1), chance[agreed])
        return at_once, start


def _needed(n: int) -> Parameter:
    return Parameter(
        "votes_needed",
        n // 2 + 1,
        n,
        "jurors",
        "the votes for one option that are a verdict",
        whole=True,
    )


class _Chain(NamedTuple):
    """Moves between the splits that are no verdict, and from them into the verdicts."""

    Q: sparse.csr_array
    R: FloatArray


def _chain(matrix: sparse.csr_array, points: IntArray, rows: IntArray) -> _Chain:
    is_open = np.zeros(len(points), dtype=bool)
    is_open[rows] = True
    leaving = matrix[rows]
    reached = np.eye(points.shape[1])[points.argmax(axis=1)] * ~is_open[:, None]
    return _Chain(leaving[:, rows], leaving @ reached)


class _Visited(NamedTuple):
    """What the visits of one first ballot come to."""

    verdicts: FloatArray
    hung: FloatArray
    ballots: float


def _visited(
    chain: _Chain, start: FloatArray, patience: OrderedPatience, model: OrderedModel
) -> _Visited:
    check_stochastic(chain.Q, chain.R)
    match patience:
        case Never():
            visits = _visits(_reachable(chain, start, model), start, 0.0)
            return _Visited(visits @ chain.R, np.zeros_like(start), fsum(visits))
        case HangHazard(per_ballot=hazard):
            reached = _reachable(chain, start, model) if hazard == 0 else chain
            visits = _visits(reached, start, hazard)
            hung = np.asarray(visits @ chain.Q) * hazard
            return _Visited(visits @ chain.R, hung, fsum(visits))
        case BallotCap(ballots=cap):
            return _capped(chain, start, cap)
        case _:
            assert_never(patience)


def _capped(chain: _Chain, start: FloatArray, cap: int) -> _Visited:
    """Take the ballots one at a time, until the cap or until no jury is left."""
    moved = chain.Q.T.tocsr()
    now, visits = start, np.zeros_like(start)
    for _ in range(cap):
        if not now.any():
            break
        visits += now
        now = moved @ now
    return _Visited(visits @ chain.R, now, fsum(visits))


def _reachable(chain: _Chain, start: FloatArray, model: OrderedModel) -> _Chain:
    """Return the chain with the states that never come up sent to a verdict; refuse a stuck one."""
    stuck = unabsorbed(chain.Q, chain.R)
    if not stuck.size:
        return chain
    seen = start > 0
    while True:
        wider = seen | (chain.Q.T @ seen > 0)
        if (wider == seen).all():
            break
        seen = wider
    if seen[stuck].any():
        raise NotAbsorbingError(
            Problem(
                f"{model}, {Never()}",
                "juries that can never agree",
                "a court that waits for ever needs a jury that can reach a verdict from every "
                "split it can come to",
                "patience that ends, for example BallotCap(ballots=50)",
            )
        )
    R = chain.R.copy()
    R[stuck] = 1 / R.shape[1]
    keep = np.ones(len(start))
    keep[stuck] = 0
    kept = sparse.csr_array(sparse.diags_array(keep, format="csr") @ chain.Q)
    return _Chain(kept, R)


def _visits(chain: _Chain, start: FloatArray, hazard: float) -> FloatArray:
    """Return the expected visits to each split of a jury that a hazard may stop."""
    leave = chain.R.sum(axis=1) + hazard * np.asarray(chain.Q.sum(axis=1))
    return expected_visits((1 - hazard) * chain.Q, leave, start)
