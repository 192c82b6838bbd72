"""How long juries are out: identities of the law, every clock, and what is refused."""

import math
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.proportionality import Proportionality
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.hours import HourCap, HourlyHazard, Pace
from juryroom.outcome.patience import AnyPatience, BallotCap, HangHazard, Never, SplitHazard
from juryroom.outcome.time_law import TimeLaw
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams
from juryroom.testing import assert_proportion
from juryroom.trial import Trial

RANDOM, REGULAR = Pace(4), Pace(4, regular=True)
RULES = [DecisionRule.unanimous(6), DecisionRule(jury_size=6, to_convict=5, to_acquit=6)]
BALLOT = FirstBallot.beta_binomial(0.6, 0.1, 6)
MODELS: list[DeliberationModel] = [LinearPull(inertia=0.2), TugOfWar(movers=1), TugOfWar()]
PATIENCE: list[AnyPatience] = [
    Never(),
    BallotCap(ballots=9),
    HangHazard(per_ballot=0.05),
    SplitHazard(by_minority=(0, 0.02, 0.1, 0.2)),
    HourCap(hours=2.3, pace=RANDOM),
    HourCap(hours=2.3, pace=REGULAR),
    HourlyHazard(per_hour=0.3, pace=RANDOM),
    HourlyHazard(per_hour=0.3, pace=REGULAR),
    HourlyHazard(per_hour=30, pace=REGULAR),
]
each_patience = pytest.mark.parametrize("patience", PATIENCE, ids=str)
each_model = pytest.mark.parametrize("model", MODELS, ids=str)


def trials(model: DeliberationModel, patience: AnyPatience) -> list[Trial]:
    return [Trial(model, BALLOT, rule, patience, pressure) for rule in RULES for pressure in (0.0,)]


def laws(trial: Trial) -> list[TimeLaw]:
    """Return the law in ballots, and in hours at every pace that fits the patience."""
    patience = trial.patience
    if isinstance(patience, HourCap | HourlyHazard):
        return [trial.time_law(), trial.time_law(patience.pace)]
    return [trial.time_law(), trial.time_law(RANDOM), trial.time_law(REGULAR)]


def grid(law: TimeLaw) -> np.ndarray:
    return np.arange(40.0) if law.unit == "ballots" else np.linspace(0, 10, 101)


@each_patience
@each_model
def test_the_law_is_that_of_the_outcome(model: DeliberationModel, patience: AnyPatience) -> None:
    for trial in trials(model, patience):
        outcome = trial.solve()
        assert outcome.mean_ballots is not None
        for law in laws(trial):
            for ending, p in outcome.probability.items():
                assert law.probability[ending] == pytest.approx(p, abs=1e-12)
            mean = law.mean()
            assert mean is not None
            if law.unit == "ballots":
                assert mean == pytest.approx(outcome.mean_ballots, rel=1e-11)
            elif not isinstance(patience, HourCap | HourlyHazard) or not patience.pace.regular:
                # By Wald's identity, however the jury is stopped.
                assert mean == pytest.approx(outcome.mean_ballots / 4, rel=1e-11)


@each_patience
@each_model
def test_it_grows_and_nothing_is_lost(model: DeliberationModel, patience: AnyPatience) -> None:
    for trial in trials(model, patience):
        for law in laws(trial):
            times = grid(law)
            ended, out = law.ended(times), law.out(times)
            assert (np.diff(ended, axis=0) >= -1e-14).all()
            assert ended.sum(axis=1) + out == pytest.approx(np.ones(len(times)), abs=1e-11)
            if_out = law.endings_if_out(times)
            whole = np.array(list(law.probability.values()))
            known = out > 1e-3
            later = ended[known] + out[known, None] * if_out[known]
            assert np.abs(later - whole).max(initial=0) <= 1e-11
            assert np.isnan(if_out[out < 1e-8]).all()


@each_patience
@each_model
def test_mean_and_variance_are_integrals_of_who_is_out(
    model: DeliberationModel, patience: AnyPatience
) -> None:
    for trial in trials(model, patience):
        in_ballots = trial.time_law()
        out = in_ballots.out(np.arange(2000))
        square = (2 * np.arange(2000) + 1) @ out
        assert in_ballots.mean() == pytest.approx(out.sum(), rel=1e-10)
        assert in_ballots.variance() == pytest.approx(square - out.sum() ** 2, rel=1e-9)
        hours = laws(trial)[1]
        steps = hours.clock.length or 0.25
        breaks = np.append(np.arange(0, 25, steps), [2.3, 25.0])
        nodes, weights = np.polynomial.legendre.leggauss(12)
        first = second = 0.0
        for low, high in zip(np.sort(breaks)[:-1], np.sort(breaks)[1:], strict=True):
            half = (high - low) / 2
            at = low + half * (nodes + 1)
            still = half * weights * hours.out(at)
            first, second = first + still.sum(), second + 2 * at @ still
        assert hours.mean() == pytest.approx(first, rel=1e-7)
        assert hours.variance() == pytest.approx(second - first**2, rel=1e-6)


@each_patience
def test_moments_of_each_ending_are_those_of_its_distribution(patience: AnyPatience) -> None:
    for trial in trials(TugOfWar(movers=1), patience):
        law = trial.time_law()
        each = np.diff(law.ended(np.arange(3000)), axis=0, prepend=0)
        ballots = np.arange(3000)
        for column, ending in enumerate(Ending):
            whole = law.probability[ending]
            if whole == 0:
                assert law.mean(ending) is None
                assert law.variance(ending) is None
                continue
            mean = ballots @ each[:, column] / whole
            square = ballots**2 @ each[:, column] / whole
            assert law.mean(ending) == pytest.approx(mean, rel=1e-10)
            assert law.variance(ending) == pytest.approx(square - mean**2, rel=1e-8, abs=1e-10)


@each_patience
@each_model
def test_a_quantile_is_the_earliest_time(model: DeliberationModel, patience: AnyPatience) -> None:
    for trial in trials(model, patience):
        for law in laws(trial):
            for column, ending in [
                (slice(None), None),
                *((slice(i, i + 1), e) for i, e in enumerate(Ending)),
            ]:
                whole = 1.0 if ending is None else law.probability[ending]
                if whole < 1e-3:
                    continue
                for share in (0.3, 0.5, 0.95):
                    time = law.quantile(share, ending)
                    assert law.ended([time])[0, column].sum() >= share * whole
                    if law.unit == "ballots":
                        assert time == int(time)
                    before = time - 1 if law.unit == "ballots" else time * (1 - 1e-8)
                    if time > 0:
                        assert law.ended([before])[0, column].sum() < share * whole


@settings(max_examples=15)
@given(st.floats(0.01, 0.99), st.floats(0.2, 50), st.integers(1, 5))
def test_hours_scale_with_the_pace(share: float, rate: float, votes: int) -> None:
    trial = Trial(LinearPull(), FirstBallot.known(votes, 6), patience=HangHazard(per_ballot=0.1))
    slow, fast = trial.time_law(Pace(1)), trial.time_law(Pace(rate))
    assert fast.quantile(share) == pytest.approx(slow.quantile(share) / rate, rel=1e-9)
    assert (fast.mean() or 0) * rate == pytest.approx(slow.mean(), rel=1e-12)
    assert (fast.variance() or 0) * rate**2 == pytest.approx(slow.variance(), rel=1e-10)


def test_one_step_is_exponential() -> None:
    """Three jurors, all but one for guilty, and a flat tug: the time has a closed form."""
    law = Trial(
        LinearPull(), FirstBallot.known(1, 3), DecisionRule(jury_size=3, to_convict=2, to_acquit=3)
    ).time_law(Pace(2))
    assert law.out([0, 0.5, 3]) == pytest.approx(np.exp([0, -1, -6]), rel=1e-12)
    assert law.quantile(0.5) == pytest.approx(math.log(2) / 2, rel=1e-11)
    assert law.mean() == pytest.approx(0.5)
    assert law.variance() == pytest.approx(0.25)


def test_a_juror_process_has_times_too() -> None:
    trial = Trial(PrivatePublic(), BALLOT, RULES[1], HourlyHazard(per_hour=0.1, pace=RANDOM))
    law = trial.time_law(RANDOM)

    def out(time: float) -> float:
        return float(law.out([time])[0])

    area, _ = quad(out, 0, 60, epsabs=1e-9, limit=200)
    assert law.mean() == pytest.approx(area, rel=1e-6)
    found = trial.time_law()
    outcome = trial.solve()
    assert found.mean() == pytest.approx(outcome.mean_ballots, rel=1e-12)


def test_a_jury_that_cannot_be_divided_is_never_out() -> None:
    rule = DecisionRule(jury_size=3, to_convict=2, to_acquit=2)
    for pace in (None, RANDOM, REGULAR):
        law = Trial(LinearPull(), FirstBallot.binomial(0.5, 3), rule).time_law(pace)
        assert law.out([0])[0] == 0
        assert law.quantile(0.5) == 0
        assert law.mean() == 0


def test_simulated_juries_are_out_as_long() -> None:
    juries = 40_000
    trial = Trial(LinearPull(), BALLOT, RULES[1], HourlyHazard(per_hour=0.4, pace=RANDOM))
    found = trial.simulate(juries, stream=Streams(20260803).at("times"))
    assert found.ballots is not None
    law = trial.time_law()
    for ballots in (0, 1, 3, 8):
        by_then = law.ended([ballots])[0]
        for column, ending in enumerate(Ending):
            counted = sum(found.ballots[ending][: ballots + 1])
            assert_proportion(counted, juries, float(by_then[column]), failure_rate=1e-6 / 12)


# ---- what is refused


@pytest.mark.parametrize("times", [[-1], [math.nan], [math.inf], [[1, 2]], [0.5]])
def test_times_that_are_none(times: list[float]) -> None:
    law = Trial(LinearPull(), BALLOT).time_law()
    for ask in (law.ended, law.out, law.endings_if_out):
        with pytest.raises(OutOfDomainError, match=r"rule: (.|\n)*accepted: .*whole numbers"):
            ask(times)


@pytest.mark.parametrize("share", [0, 1, -0.5, 2, math.nan, 1e-9])
def test_shares_that_are_none(share: float) -> None:
    law = Trial(LinearPull(), BALLOT).time_law(RANDOM)
    with pytest.raises(OutOfDomainError, match=r"quantile(.|\n)*rule: (.|\n)*accepted: "):
        law.quantile(share)
    with pytest.raises(OutOfDomainError, match="with probability 0"):
        law.quantile(0.5, Ending.HUNG)
    with pytest.raises(OutOfDomainError, match="one of three ways"):
        law.mean(cast("Ending", "undecided"))


def test_who_has_no_time_says_so() -> None:
    with pytest.raises(OutOfDomainError, match="has no ballots"):
        Trial(Proportionality(), BALLOT).time_law()
    late = HourCap(hours=2, pace=RANDOM)
    with pytest.raises(OutOfDomainError, match="one pace"):
        Trial(LinearPull(), BALLOT, patience=late).time_law(Pace(5))
    with pytest.raises(OutOfDomainError, match="ballots or fewer"):
        Trial(LinearPull(), BALLOT).time_law().out([2_000_000])
    stuck = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0)
    with pytest.raises(NotAbsorbingError):
        Trial(stuck, BALLOT).time_law()
