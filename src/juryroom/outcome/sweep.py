"""Many settings of one chain solved in one call: for fits, maps of parameters, and sensitivity.

Two ways, by what is wanted of each setting:

* `sweep_laws`: the law from each first ballot, as `deliberation_law` gives it, for chains of any
  kind; a few microseconds a setting.
* `sweep_outcomes`: the outcome from one distribution of first ballots, for chains that move one
  vote at a time, whose moves are given as arrays; a fraction of a microsecond a setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, final

import numpy as np
from numpy.typing import ArrayLike

from juryroom.deliberation.interface import Chain
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray
from juryroom.markov.deadline import deadline_total
from juryroom.markov.dense_batch import Departures, capped_departures, departures
from juryroom.markov.tridiagonal import EndsFrom, Walks
from juryroom.outcome.direct import open_votes
from juryroom.outcome.hours import HourCap, HourlyHazard
from juryroom.outcome.law import DeliberationLaw
from juryroom.outcome.patience import (
    AnyPatience,
    BallotCap,
    HangHazard,
    Never,
    Patience,
    SplitHazard,
    in_ballots,
)
from juryroom.procedure.decision_rule import DecisionRule

_AT_ONCE = 8_192
"""Settings that are solved at a time, so that what lies in between stays small."""

_CAPPED_AT_ONCE = 1_024
"""Likewise, where the law is held ballot by ballot: under 300 ballots, 7 megabytes."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class SweptLaws:
    """The law of every setting, from each first ballot 0, 1, ..., n.

    Parameters
    ----------
    endings
        Probability of guilty, not guilty and hung, shape ``(settings, n + 1, 3)``.
    last_split
        Probability of hanging with each number of guilty votes at the end, shape
        ``(settings, n + 1, n + 1)``.
    mean_ballots
        Expected ballots beyond the first, shape ``(settings, n + 1)``.
    """

    endings: FloatArray
    last_split: FloatArray
    mean_ballots: FloatArray

    def __len__(self) -> int:
        """Return the number of settings."""
        return len(self.endings)

    def law(self, setting: int) -> DeliberationLaw:
        """Return the law of one setting, in the form that every other part of the work takes."""
        return DeliberationLaw(
            endings=self.endings[setting],
            last_split=self.last_split[setting],
            mean_ballots=self.mean_ballots[setting],
            dissent=None,
        )


@final
@dataclass(frozen=True, slots=True, eq=False)
class SweptOutcomes:
    """The outcome of every setting, from one distribution of first ballots.

    Parameters
    ----------
    endings
        Probability of guilty, not guilty and hung, shape ``(settings, 3)``.
    last_split
        Probability of hanging with each number of guilty votes at the end, shape
        ``(settings, n + 1)``; its rows sum to the hung column.
    mean_ballots
        Expected ballots beyond the first, shape ``(settings,)``.
    """

    endings: FloatArray
    last_split: FloatArray
    mean_ballots: FloatArray

    def __len__(self) -> int:
        """Return the number of settings."""
        return len(self.endings)


def sweep_laws(
    models: Sequence[Chain], rule: DecisionRule, patience: AnyPatience, pressure: float = 0.0
) -> SweptLaws:
    """Return the law of every one of `models`, from each first ballot.

    Parameters
    ----------
    models
        Chains; each may move any number of votes at a ballot.
    rule
        The votes that are a verdict.
    patience
        When the court gives up.
    pressure
        The chance per ballot, 0 to 1, that instead one juror who votes not guilty votes guilty.

    Raises
    ------
    OutOfDomainError
        If a matrix is not stochastic, or `pressure` is no probability.
    NotAbsorbingError
        If the court waits for ever and some divided jury never ends.

    Examples
    --------
    >>> from juryroom.deliberation.models.tug_of_war import TugOfWar
    >>> models = [TugOfWar(bias=bias) for bias in (0.0, 0.5, 1.0)]
    >>> laws = sweep_laws(models, DecisionRule.unanimous(12), HangHazard(per_ballot=0.02))
    >>> laws.endings[:, 6]
    array([[0.3319, 0.3319, 0.3362],
           [0.2517 , 0.4160, 0.3323],
           [0.1807, 0.4982, 0.3211]])
    """
    n = rule.jury_size
    _check_pressure(pressure)
    juries = np.arange(n + 1)
    P = np.empty((len(models), n + 1, n + 1))
    for matrix, model in zip(P, models, strict=True):
        np.multiply(model.transition_matrix(n), 1 - pressure, out=matrix)
        matrix[juries, np.minimum(juries + 1, n)] += pressure
    first, last = open_votes(rule)
    if isinstance(patience, HourCap) and not patience.pace.regular:
        found = _by_deadline(P, first, last, patience.expected_ballots)
        return SweptLaws(found.ends, found.stopped_at, found.mean_steps)
    waits, chance = _waits(patience, "sweep_laws")
    if isinstance(waits, BallotCap):
        found = capped_departures(P, first, last, waits.ballots)
    else:
        hazard = np.broadcast_to(_hazard(waits, n)[:, 0], (len(P), n + 1))
        found = departures(P, first, last, hazard.copy())
    divided = np.arange(first, last + 1)
    found.ends[:, divided] *= 1 - chance
    found.ends[:, divided, 2] += chance
    found.stopped_at[:, divided] *= 1 - chance
    found.stopped_at[:, divided, divided] += chance
    return SweptLaws(found.ends, found.stopped_at, (1 - chance) * found.mean_steps)


def _waits(patience: AnyPatience, asked: str) -> tuple[Patience, float]:
    """Return the patience in ballots, and the chance of a discharge before the first of them."""
    if isinstance(patience, HourlyHazard):
        chance = patience.before_each_ballot
        return HangHazard(per_ballot=chance), chance
    return in_ballots(patience, asked), 0.0


def _by_deadline(P: FloatArray, first: int, last: int, mean_ballots: float) -> Departures:
    """Return how chains end that are stopped at a deadline, their ballots at random moments."""
    found = capped_departures(P, first, last, 0)
    inside = slice(first, last + 1)
    Q, m = P[:, inside, inside], last - first + 1
    verdicts = P[:, inside, last + 1 :].sum(axis=2), P[:, inside, :first].sum(axis=2)
    running = np.zeros((len(P), m, 3 + m))
    running[..., 0], running[..., 1], running[..., 2] = *verdicts, 1.0
    terminal = np.broadcast_to(np.eye(m, 3 + m, 3), running.shape)
    totals = deadline_total(Q, running, terminal, mean_ballots)
    found.ends[:, inside, :2] = totals[..., :2]
    found.ends[:, inside, 2] = totals[..., 3:].sum(axis=2)
    found.mean_steps[:, inside] = totals[..., 2]
    found.stopped_at[:, inside, inside] = totals[..., 3:]
    return found


@final
@dataclass(frozen=True, slots=True, eq=False)
class VoteMoves:
    """The moves of chains that move one vote at a time, one column for each setting.

    Parameters
    ----------
    up, down
        Probability that a vote moves to guilty, and to not guilty, where 1, 2, ..., n - 1 jurors
        vote guilty: shape ``(n - 1, settings)``.
    stay
        Probability that no vote moves, same shape; None for what the other two leave of one.

    Examples
    --------
    Linear pull among twelve, with an inertia between 0 and 0.9 in ten thousand settings:

    >>> guilty_votes = np.arange(1, 12)[:, None]
    >>> moving = 1 - np.linspace(0, 0.9, 10_000)
    >>> moves = VoteMoves(moving * guilty_votes / 12, moving * (12 - guilty_votes) / 12)
    >>> found = sweep_outcomes(moves, FirstBallot.known(8, 12), DecisionRule.unanimous(12), Never())
    >>> found.endings[[0, -1]], found.mean_ballots[[0, -1]]
    (array([[0.8867, 0.1133, 0.    ],
           [0.8867, 0.1133, 0.    ]]), array([ 7.8407, 78.4069]))
    """

    up: FloatArray
    down: FloatArray
    stay: FloatArray | None = None

    @classmethod
    def of(cls, models: Sequence[Chain], jury_size: int) -> Self:
        """Return the moves of `models`, read from their matrices.

        Raises
        ------
        OutOfDomainError
            If a model can move more than one vote at a ballot.
        """
        divided = np.arange(1, jury_size)
        shape = (jury_size - 1, len(models))
        up, down, stay = np.empty(shape), np.empty(shape), np.empty(shape)
        for setting, model in enumerate(models):
            P = model.transition_matrix(jury_size)
            if np.triu(P[1:-1], 3).any() or np.tril(P[1:-1], -1).any():
                raise OutOfDomainError(
                    Problem(
                        f"VoteMoves.of: {model}",
                        "a ballot at which more than one vote can move",
                        "these moves are those of one vote",
                        "chains that move one vote at a time, or sweep_laws, which takes any chain",
                    )
                )
            up[:, setting] = P[divided, divided + 1]
            down[:, setting] = P[divided, divided - 1]
            stay[:, setting] = P[divided, divided]
        return cls(up, down, stay)

    @property
    def jury_size(self) -> int:
        """The number of jurors."""
        return len(self.up) + 1


def sweep_outcomes(
    moves: VoteMoves,
    first_ballot: FirstBallot,
    rule: DecisionRule,
    patience: AnyPatience | FloatArray,
    pressure: ArrayLike = 0.0,
) -> SweptOutcomes:
    """Return the outcome of every setting, from one distribution of first ballots.

    Parameters
    ----------
    moves
        The moves in every setting.
    first_ballot
        How many jurors vote guilty when the jury first votes.
    rule
        The votes that are a verdict.
    patience
        When the court gives up, but for a deadline in hours at random moments, which `sweep_laws`
        takes; or the hazards per ballot as an array of shape ``(settings,)``, or
        ``(n + 1, settings)`` where they depend on the split.
    pressure
        The chance per ballot, 0 to 1, that instead one juror who votes not guilty votes guilty; a
        number, or one for each setting.

    Raises
    ------
    OutOfDomainError
        If the jury sizes differ, or something is no probability.
    NotAbsorbingError
        If a court waits for ever and some divided jury never ends.

    Examples
    --------
    The same juries before a court that loses patience at 0, 1 and 10 ballots in a hundred:

    >>> from juryroom.deliberation.models.linear_pull import LinearPull
    >>> moves = VoteMoves.of([LinearPull()] * 3, 12)
    >>> ballot, rule = FirstBallot.known(8, 12), DecisionRule.unanimous(12)
    >>> sweep_outcomes(moves, ballot, rule, np.array([0.0, 0.01, 0.1])).endings
    array([[0.8867, 0.1133, 0.    ],
           [0.8358 , 0.0990, 0.0652],
           [0.5095, 0.0314, 0.4591]])
    """
    _check_sizes(moves, first_ballot, rule)
    _check_pressure(pressure)
    n, settings = rule.jury_size, moves.up.shape[1]
    first, last = open_votes(rule)
    weights = np.array(first_ballot.probabilities)
    endings = np.zeros((settings, 3))
    split, ballots = np.zeros((settings, n + 1)), np.zeros(settings)
    waits, chance = (
        (patience, 0.0) if isinstance(patience, np.ndarray) else _waits(patience, "sweep_outcomes")
    )
    hazard = np.broadcast_to(_hazard(waits, n), (n + 1, settings))
    pressed = np.broadcast_to(np.asarray(pressure, dtype=np.float64), (settings,))
    at_once = _CAPPED_AT_ONCE if isinstance(waits, BallotCap) else _AT_ONCE
    for begin in range(0, settings if first <= last else 0, at_once):
        some = slice(begin, begin + at_once)
        divided = hazard[first : last + 1, some]
        walks = _walks(moves, slice(first - 1, last), some, divided, pressed[some])
        ended = _ends(walks, (1 - chance) * weights[first : last + 1], waits)
        endings[some, 0], endings[some, 1] = ended.top, ended.bottom
        endings[some, 2] = ended.stopped_at.sum(axis=0)
        split[some, first : last + 1] = ended.stopped_at.T
        ballots[some] = ended.mean_steps
    split[:, first : last + 1] += chance * weights[first : last + 1]
    endings[:, 2] += chance * weights[first : last + 1].sum()
    endings[:, 0] += weights[last + 1 :].sum()
    endings[:, 1] += weights[:first].sum()
    return SweptOutcomes(endings, split, ballots)


def _walks(
    moves: VoteMoves, rows: slice, some: slice, hazard: FloatArray, pressure: FloatArray
) -> Walks:
    """Return the walks of some settings in some rows, with a vote pressed now and then."""
    up, down = moves.up[rows, some], moves.down[rows, some]
    stay = None if moves.stay is None else moves.stay[rows, some]
    if pressure.any():
        calm = 1 - pressure
        stay = None if stay is None else calm * stay
        up, down = calm * up + pressure, calm * down
    return Walks.of(up, down, stay=stay, hazard=hazard)


def _ends(walks: Walks, start: FloatArray, patience: Patience | FloatArray) -> EndsFrom:
    """Return how the walks end; under a cap, what has not ended then is stopped."""
    if not isinstance(patience, BallotCap):
        return walks.ends_from(start)
    law = walks.capped(start, patience.ballots)
    return EndsFrom(law.top.sum(axis=0), law.bottom.sum(axis=0), law.at_cap, law.mean_steps)


def _hazard(patience: Patience | FloatArray, jury_size: int) -> FloatArray:
    """Return the hazards at 0, 1, ..., n guilty votes, shape ``(n + 1, 1)`` or ``(n + 1, s)``."""
    if isinstance(patience, HangHazard | SplitHazard):
        return np.array(patience.hazards(jury_size), dtype=np.float64)[:, None]
    if isinstance(patience, Never | BallotCap):
        return np.zeros((jury_size + 1, 1))
    return np.broadcast_to(patience, (jury_size + 1, patience.shape[-1]))


def _check_sizes(moves: VoteMoves, first_ballot: FirstBallot, rule: DecisionRule) -> None:
    if not moves.jury_size == first_ballot.jury_size == rule.jury_size:
        raise OutOfDomainError(
            Problem(
                "sweep_outcomes",
                f"moves of {moves.jury_size} jurors, a first ballot of {first_ballot.jury_size}, "
                f"and the rule {rule}",
                "the jurors who vote first are those who deliberate and decide",
                "three that are for the same number of jurors",
            )
        )


def _check_pressure(pressure: ArrayLike) -> None:
    found = np.asarray(pressure, dtype=np.float64)
    wrong = found[~((found >= 0) & (found <= 1))]
    if wrong.size:
        raise OutOfDomainError(
            Problem(
                "pressure",
                f"{wrong[0]:g}",
                "pressure is the chance per ballot that, instead, one juror who votes not guilty "
                "votes guilty",
                "0 to 1",
            )
        )
