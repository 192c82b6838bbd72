"""Every simulated law is the exact one.

Endings are compared with `solve`, endings and ballots together with the distribution walked ballot
by ballot. With a new seed each test would fail by chance once in 1 / FAILURE_RATE runs; the seed is
fixed, so a failure is a change in the code.
"""

import numpy as np
import pytest

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import models
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.outcome.simulated import SimulatedOutcome
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams
from juryroom.testing import assert_law, assert_proportion
from juryroom.trial import Trial

pytestmark = pytest.mark.statistical

FAILURE_RATE = 1e-6
JURIES = 100_000
SEED = 1973
BALLOTS = 400
"""Ballots told apart; the juries that take more are one cell."""

CHAINS = [
    *(made() for made in models().values() if issubclass(made, Chain)),
    LinearPull(inertia=0.3),
    PrivatePublic(),
]
RULES = [
    DecisionRule.unanimous(6),
    DecisionRule(jury_size=7, to_convict=6, to_acquit=5),
    DecisionRule(jury_size=6, to_convict=5, to_acquit=6),
]
KINDS_OF_PATIENCE: list[Patience] = [
    Never(),
    BallotCap(ballots=0),
    BallotCap(ballots=11),
    HangHazard(per_ballot=0.04),
    HangHazard(per_ballot=1.0),
    SplitHazard.of_minority(lambda jurors: 0.02 * jurors, 7),
]


def simulated(trial: Trial, *path: str, juries: int = JURIES) -> SimulatedOutcome:
    address = Streams(SEED).at(*path, str(trial.model), str(trial.rule), str(trial.patience))
    return trial.simulate(juries, stream=address, threads=1)


def counted(outcome: SimulatedOutcome) -> IntArray:
    """Return juries by ending and ballots; the last column is all that took more."""
    assert outcome.ballots is not None
    table = np.zeros((3, BALLOTS + 2), dtype=np.int64)
    for row, counts in zip(table, outcome.ballots.values(), strict=True):
        row[: min(len(counts), BALLOTS + 1)] = counts[: BALLOTS + 1]
        row[-1] = sum(counts[BALLOTS + 1 :])
    return table


def law(trial: Trial) -> FloatArray:
    """Return the probability of each ending at each ballot, by walking the whole distribution.

    The last column is what each ending has after more: from the exact solution, less the others.
    """
    rule, n, model = trial.decision_rule, trial.decision_rule.jury_size, trial.model
    votes = np.arange(n + 1)
    at = np.array(trial.first_ballot.probabilities)
    if isinstance(model, Chain):
        free = model.transition_matrix(n)
        pressed = np.array([[float(j == min(k + 1, n)) for j in votes] for k in votes])
    else:
        assert isinstance(model, JurorProcess)
        states = model.states(n)
        votes = states.guilty_votes
        free, pressed = model.transition_matrix(n).toarray(), model.pressed_matrix(n).toarray()
        first = [model.start(n, k) for k in range(n + 1)]
        at = np.bincount(first, weights=at, minlength=len(votes))
    moves = (1 - trial.pressure) * free + trial.pressure * pressed
    endings = np.array([rule.ending(int(k)) or Ending.HUNG for k in votes])
    guilty, not_guilty = endings == Ending.GUILTY, endings == Ending.NOT_GUILTY
    hazard = chances_of_discharge(trial)[votes]
    cap = trial.patience.ballots if isinstance(trial.patience, BallotCap) else BALLOTS + 1
    table = np.zeros((3, BALLOTS + 2))
    for ballot in range(BALLOTS + 1):
        table[0, ballot], table[1, ballot] = at[guilty].sum(), at[not_guilty].sum()
        at = np.where(guilty | not_guilty, 0.0, at)
        leaves = np.full(len(at), float(ballot == cap)) if ballot in {0, cap} else hazard
        table[2, ballot] = at @ leaves
        at = (at * (1 - leaves)) @ moves
    table[:, -1] = np.maximum(list(trial.solve().probability.values()) - table.sum(axis=1), 0.0)
    return table


def chances_of_discharge(trial: Trial) -> FloatArray:
    n = trial.decision_rule.jury_size
    if isinstance(trial.patience, HangHazard | SplitHazard):
        return np.array(trial.patience.hazards(n))
    return np.zeros(n + 1)


@pytest.mark.parametrize("pressure", [0.0, 0.15])
@pytest.mark.parametrize("patience", KINDS_OF_PATIENCE, ids=str)
@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("model", CHAINS, ids=str)
def test_endings_and_ballots(
    model: DeliberationModel, rule: DecisionRule, patience: Patience, pressure: float
) -> None:
    trial = Trial(model, FirstBallot.binomial(0.55, rule.jury_size), rule, patience, pressure)
    found, exact = simulated(trial, "law", f"{pressure}"), law(trial)
    solved = trial.solve()
    assert exact.sum(axis=1) == pytest.approx(list(solved.probability.values()), abs=1e-9)
    assert_law(counted(found), exact, failure_rate=FAILURE_RATE / 5)
    for ending, p in solved.probability.items():
        assert_proportion(found.counts[ending], JURIES, min(p, 1.0), failure_rate=FAILURE_RATE / 5)
    if solved.last_split_when_hung is not None and found.last_splits is not None:
        votes = range(rule.jury_size + 1)
        assert_law(
            [found.last_splits.get(k, 0) for k in votes],
            [solved.last_split_when_hung.get(k, 0.0) for k in votes],
            failure_rate=FAILURE_RATE / 5,
        )


SCHEMES = [name for name, made in models().items() if not issubclass(made, Chain | JurorProcess)]


@pytest.mark.parametrize("name", SCHEMES)
def test_schemes(name: str) -> None:
    trial = Trial(models()[name](), FirstBallot.binomial(0.6, 12))
    found = simulated(trial, "scheme")
    assert_law(
        list(found.counts.values()),
        list(trial.solve().probability.values()),
        failure_rate=FAILURE_RATE,
    )
    assert found.ballots is None


@pytest.mark.parametrize("guilty_votes", range(13))
def test_from_each_first_ballot(guilty_votes: int) -> None:
    trial = Trial(TugOfWar(), FirstBallot.known(guilty_votes, 12), patience=BallotCap(ballots=60))
    found = simulated(trial, "from", f"{guilty_votes}")
    assert_law(counted(found), law(trial), failure_rate=FAILURE_RATE)


def test_private_views_are_counted() -> None:
    """A share of jurors per jury is bounded by one, so Hoeffding's bound gives the failure rate."""
    trial = Trial(PrivatePublic(), FirstBallot.binomial(0.6, 6), patience=BallotCap(ballots=40))
    found, solved = simulated(trial, "minds"), trial.solve()
    assert found.against_verdict is not None
    assert solved.against_verdict is not None
    for ending, share in solved.against_verdict.items():
        counted_share = found.against_verdict[ending]
        assert share is not None
        assert counted_share is not None
        juries = found.counts[ending]
        assert abs(counted_share - share) < np.sqrt(np.log(2 * 2 / FAILURE_RATE) / (2 * juries))


def test_one_vote_away_is_told_apart() -> None:
    """The control: a jury that starts one vote away must fail, or the tests above prove nothing."""
    rule, patience = DecisionRule.unanimous(12), BallotCap(ballots=60)
    trial = Trial(LinearPull(), FirstBallot.known(7, 12), rule, patience)
    wrong = Trial(LinearPull(), FirstBallot.known(8, 12), rule, patience)
    found = simulated(trial, "control", juries=10_000)
    with pytest.raises(AssertionError, match="p = "):
        assert_proportion(
            found.counts[Ending.GUILTY], 10_000, wrong.solve().guilty, failure_rate=FAILURE_RATE
        )
    with pytest.raises(AssertionError, match=r"p = |impossible"):
        assert_law(counted(found), law(wrong), failure_rate=FAILURE_RATE)


def test_time_alone_is_told_apart() -> None:
    """Inertia changes no ending under unanimity: only the whole law can see it."""
    ballot = FirstBallot.known(7, 12)
    trial, slower = Trial(LinearPull(inertia=0.05), ballot), Trial(LinearPull(inertia=0.07), ballot)
    found = simulated(trial, "slower")
    for ending, p in slower.solve().probability.items():
        assert_proportion(found.counts[ending], JURIES, min(p, 1.0), failure_rate=FAILURE_RATE)
    assert_law(counted(found), law(trial), failure_rate=FAILURE_RATE)
    with pytest.raises(AssertionError, match="chi-square"):
        assert_law(counted(found), law(slower), failure_rate=FAILURE_RATE)


def test_a_hazard_near_by_is_told_apart() -> None:
    ballot, near = FirstBallot.known(7, 12), HangHazard(per_ballot=0.036)
    trial = Trial(TugOfWar(), ballot, patience=HangHazard(per_ballot=0.04))
    found = simulated(trial, "hazard")
    with pytest.raises(AssertionError, match="chi-square"):
        assert_law(counted(found), law(Trial(TugOfWar(), ballot, patience=near)), failure_rate=1e-6)
