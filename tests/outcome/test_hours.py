"""Patience in hours: limits, identities between the paces, every way to ask, and what is refused."""

import math
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.jurors import Jurors
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.proportionality import Proportionality
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import JuryroomError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.joint_ballot import JointBallot
from juryroom.jury.ordered_ballot import OrderedBallot
from juryroom.outcome.calibrated import deadline_for_hung_rate, hourly_hazard_for_hung_rate
from juryroom.outcome.hours import HourCap, HourlyHazard, Pace
from juryroom.outcome.jurors import JurorsTrial
from juryroom.outcome.ordered import OrderedTrial
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import (
    AnyPatience,
    BallotCap,
    HangHazard,
    Never,
    Patience,
    in_ballots,
)
from juryroom.outcome.room import Room
from juryroom.outcome.several_counts import SeveralCounts
from juryroom.outcome.solve import deliberation_law
from juryroom.outcome.sweep import VoteMoves, sweep_laws, sweep_outcomes
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.rng import Streams
from juryroom.testing import assert_proportion
from juryroom.trial import Trial
from tests.deliberation.pages import check_page

if TYPE_CHECKING:
    from collections.abc import Callable

FAILURE_RATE = 1e-6
"""With a new seed a statistical test would fail by chance once in so many runs; the seed is kept."""

MODELS: list[DeliberationModel] = [LinearPull(inertia=0.25), TugOfWar(), PrivatePublic()]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.card.name)
TEN = DecisionRule(jury_size=12, to_convict=10, to_acquit=12)
BALLOT = FirstBallot.binomial(0.6, 12)


def solved(model: DeliberationModel, patience: AnyPatience) -> Outcome:
    return Trial(model, BALLOT, TEN, patience).solve()


def same(one: Outcome, other: Outcome, tolerance: float = 1e-12) -> bool:
    pairs = [(one.probability[ending], other.probability[ending]) for ending in one.probability]
    assert one.mean_ballots is not None
    assert other.mean_ballots is not None
    near_mean = math.isclose(
        one.mean_ballots, other.mean_ballots, rel_tol=tolerance, abs_tol=tolerance
    )
    return near_mean and all(abs(a - b) <= tolerance for a, b in pairs)


# ---- limits and identities


@each_model
def test_a_deadline_that_never_comes_is_no_deadline(model: DeliberationModel) -> None:
    for late in (HourCap(hours=10_000, pace=Pace(10)), HourCap(hours=10, pace=Pace(10_000))):
        assert same(solved(model, late), solved(model, Never()), 1e-10)
    assert same(solved(model, HourCap(hours=0, pace=Pace(4))), solved(model, BallotCap(ballots=0)))


@each_model
def test_a_hazard_of_none_is_no_hazard_and_one_without_end_ends_all(
    model: DeliberationModel,
) -> None:
    for regular in (False, True):
        pace = Pace(4, regular)
        assert same(solved(model, HourlyHazard(per_hour=0, pace=pace)), solved(model, Never()))
        rushed = solved(model, HourlyHazard(per_hour=1e6, pace=Pace(1e-6, regular)))
        assert same(rushed, solved(model, BallotCap(ballots=0)), 1e-10)


@each_model
def test_a_regular_deadline_is_a_cap_on_ballots(model: DeliberationModel) -> None:
    for hours, minutes, ballots in ((0.3, 6, 3), (2, 15, 8), (1.99, 15, 7)):
        patience = HourCap(hours=hours, pace=Pace.of_minutes(minutes, regular=True))
        assert in_ballots(patience, "test") == BallotCap(ballots=ballots)
        assert same(solved(model, patience), solved(model, BallotCap(ballots=ballots)))


@each_model
def test_a_deadline_mixes_caps(model: DeliberationModel) -> None:
    mean = 6.0
    weights = [math.exp(-mean) * mean**cap / math.factorial(cap) for cap in range(60)]
    hung = sum(
        weight * solved(model, BallotCap(ballots=cap)).hung for cap, weight in enumerate(weights)
    )
    said = solved(model, HourCap(hours=1.5, pace=Pace(4)))
    assert said.hung == pytest.approx(hung, abs=1e-12)


@each_model
def test_a_hazard_an_hour_is_one_before_each_ballot(model: DeliberationModel) -> None:
    """Of the juries divided at first a share hangs at once; the rest meet a hazard per ballot."""
    for pace in (Pace(4), Pace(4, regular=True)):
        patience = HourlyHazard(per_hour=0.5, pace=pace)
        chance = patience.before_each_ballot
        law = deliberation_law(model, TEN, patience)
        after = deliberation_law(model, TEN, HangHazard(per_ballot=chance))
        assert law.last_split is not None
        assert law.mean_ballots is not None
        assert after.mean_ballots is not None
        open_ = slice(1, 10)
        hangs = np.array([0, 0, chance])
        assert np.allclose(law.endings[open_], (1 - chance) * after.endings[open_] + hangs)
        assert (law.endings[10:] == [1, 0, 0]).all()
        assert np.allclose(law.last_split.sum(axis=1), law.endings[:, 2], atol=1e-15)
        assert np.allclose(law.mean_ballots, (1 - chance) * after.mean_ballots)
    assert Pace(4).chance_before_ballot(0.5) == 1 / 9
    assert Pace(4, regular=True).chance_before_ballot(0.5) == pytest.approx(1 - math.exp(-1 / 8))


@settings(max_examples=20)
@given(
    hours=st.floats(0, 30), rate=st.floats(0.1, 60), regular=st.booleans(), per_hour=st.floats(0, 9)
)
def test_endings_sum_to_one_and_longer_waits_hang_fewer(
    hours: float, rate: float, regular: bool, per_hour: float
) -> None:
    model, pace = LinearPull(), Pace(rate, regular)
    sooner = solved(model, HourCap(hours=hours, pace=pace))
    later = solved(model, HourCap(hours=1.5 * hours, pace=pace))
    assert later.hung <= sooner.hung + 1e-13
    rarer = solved(model, HourlyHazard(per_hour=per_hour / 2, pace=pace))
    often = solved(model, HourlyHazard(per_hour=per_hour, pace=pace))
    assert rarer.hung <= often.hung + 1e-13
    for outcome in (sooner, later, rarer, often):
        assert sum(outcome.probability.values()) == pytest.approx(1, abs=1e-12)


# ---- the other ways to ask


@pytest.mark.parametrize("regular", [False, True])
def test_a_sweep_gives_the_law_of_each_setting(regular: bool) -> None:
    models = [TugOfWar(bias=bias, movers=1) for bias in (0.0, 0.5, 1.0)]
    pace = Pace(4, regular)
    for patience in (HourCap(hours=3.1, pace=pace), HourlyHazard(per_hour=0.3, pace=pace)):
        laws = sweep_laws(models, TEN, patience)
        for setting, model in enumerate(models):
            exact, swept = deliberation_law(model, TEN, patience), laws.law(setting)
            assert np.abs(exact.endings - swept.endings).max() <= 1e-13
            assert exact.last_split is not None
            assert swept.last_split is not None
            assert np.abs(exact.last_split - swept.last_split).max() <= 1e-13
            assert exact.mean_ballots is not None
            assert swept.mean_ballots is not None
            assert np.allclose(exact.mean_ballots, swept.mean_ballots, rtol=1e-12)
        if isinstance(patience, HourCap) and not regular:
            with pytest.raises(OutOfDomainError, match="sweep_outcomes, patience"):
                sweep_outcomes(VoteMoves.of(models, 12), BALLOT, TEN, patience)
            continue
        outcomes = sweep_outcomes(VoteMoves.of(models, 12), BALLOT, TEN, patience)
        exact_ = [Trial(model, BALLOT, TEN, patience).solve() for model in models]
        hung = [outcome.hung for outcome in exact_]
        assert outcomes.endings[:, 2] == pytest.approx(hung, abs=1e-13)
        assert outcomes.last_split.sum(axis=1) == pytest.approx(hung, abs=1e-13)
        ballots = [outcome.mean_ballots for outcome in exact_]
        assert outcomes.mean_ballots == pytest.approx(ballots, rel=1e-12)


@each_model
def test_simulated_juries_end_as_solved(model: DeliberationModel) -> None:
    juries = 40_000
    for patience in (
        HourlyHazard(per_hour=0.6, pace=Pace(4)),
        HourlyHazard(per_hour=0.6, pace=Pace(4, regular=True)),
        HourCap(hours=2.1, pace=Pace(4, regular=True)),
    ):
        trial = Trial(model, BALLOT, TEN, patience)
        found = trial.simulate(juries, stream=Streams(20260801).at(model.card.name, str(patience)))
        exact = trial.solve()
        for ending, p in exact.probability.items():
            assert_proportion(found.counts[ending], juries, p, failure_rate=FAILURE_RATE / 27)


def test_the_clock_itself_simulated() -> None:
    """Moments are drawn one by one: the next ballot, the discharge, the deadline."""
    juries, pace = 20_000, Pace(4)
    P = LinearPull().transition_matrix(12)
    generator = Streams(20260802).at("the clock").generator()
    for hours, per_hour in ((1.5, 0.0), (math.inf, 0.7)):
        hung = 0
        for _ in range(juries):
            votes, time, ends = 8, 0.0, hours
            if per_hour:
                ends = min(ends, generator.exponential(1 / per_hour))
            while 0 < votes < 12:
                time += generator.exponential(1 / pace.ballots_per_hour)
                if time > ends:
                    hung += 1
                    break
                draw = generator.random()
                votes += int(draw < P[votes, votes + 1]) - int(draw >= 1 - P[votes, votes - 1])
        patience = (
            HourlyHazard(per_hour=per_hour, pace=pace)
            if per_hour
            else HourCap(hours=hours, pace=pace)
        )
        exact = Trial(LinearPull(), FirstBallot.known(8, 12), patience=patience).solve()
        assert_proportion(hung, juries, exact.hung, failure_rate=FAILURE_RATE / 2)


@pytest.mark.parametrize("regular", [False, True])
def test_a_hazard_for_a_hung_rate(regular: bool) -> None:
    for hung_rate in (0.0, 0.06, 0.5):
        patience = hourly_hazard_for_hung_rate(
            TugOfWar(), TEN, hung_rate=hung_rate, first_ballot=BALLOT, pace=Pace(4, regular)
        )
        assert solved(TugOfWar(), patience).hung == pytest.approx(hung_rate, abs=1e-12)
    with pytest.raises(OutOfDomainError, match="hung rate"):
        hourly_hazard_for_hung_rate(
            TugOfWar(), TEN, hung_rate=0.99, first_ballot=BALLOT, pace=Pace(4, regular)
        )


def test_a_deadline_for_a_hung_rate() -> None:
    for model in (TugOfWar(), PrivatePublic()):
        patience = deadline_for_hung_rate(
            model, TEN, hung_rate=0.06, first_ballot=BALLOT, pace=Pace(4)
        )
        assert solved(model, patience).hung == pytest.approx(0.06, abs=1e-11)
    for bad, pace in ((0.99, Pace(4)), (0.06, Pace(4, regular=True)), (math.nan, Pace(4))):
        with pytest.raises(OutOfDomainError, match=r"rule: (.|\n)*accepted: "):
            deadline_for_hung_rate(TugOfWar(), TEN, hung_rate=bad, first_ballot=BALLOT, pace=pace)


# ---- what is refused


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1.0, True])
def test_numbers_outside_their_domain(bad: float) -> None:
    for make in (
        lambda: Pace(bad),
        lambda: Pace.of_minutes(bad),
        lambda: HourCap(hours=bad, pace=Pace(4)),
        lambda: HourlyHazard(per_hour=bad, pace=Pace(4)),
    ):
        with pytest.raises(OutOfDomainError, match=r"rule: (.|\n)*accepted: "):
            make()


def test_no_pace_and_too_long_a_deadline() -> None:
    for make in (lambda: Pace(0), lambda: Pace.of_minutes(0)):
        with pytest.raises(OutOfDomainError, match=r"rule: (.|\n)*accepted: "):
            make()
    with pytest.raises(OutOfDomainError, match="100000 ballots or fewer"):
        HourCap(hours=10_000, pace=Pace(10.1))


def test_who_cannot_count_hours_says_so() -> None:
    late = HourCap(hours=2, pace=Pace(4))
    for patience in (late, HourlyHazard(per_hour=1, pace=Pace(4))):
        for ask in (
            Trial(Proportionality(), BALLOT, patience=patience).solve,
            # A caller without a type checker can pass any patience.
            partial(Room, LinearPull(), TEN, cast("Patience", patience)),
        ):
            with pytest.raises(JuryroomError, match=r"patience(.|\n)*rule: (.|\n)*accepted: "):
                ask()
    with pytest.raises(OutOfDomainError, match=r"Trial\.simulate, patience"):
        Trial(LinearPull(), BALLOT, patience=late).simulate(1, stream=Streams(1).at("none"))


@pytest.mark.parametrize("hours", [5e-324, 1e-300, 1e-12])
def test_a_deadline_that_is_there_at_once_is_the_first_ballot(hours: float) -> None:
    """Down to the smallest number there is: nobody has the time to move."""
    found = solved(LinearPull(), HourCap(hours=hours, pace=Pace(4)))
    at_once = solved(LinearPull(), BallotCap(ballots=0))
    assert same(found, at_once, 1e-10)


@pytest.mark.parametrize("name", ["JurorsTrial", "SeveralCounts", "OrderedTrial"])
def test_other_trials_take_hours_that_are_ballots_and_refuse_others(name: str) -> None:
    makers = {
        "JurorsTrial": partial(JurorsTrial, jurors=Jurors.of([0.5] * 6), first=(0, 0, 0, 1, 1, 1)),
        "SeveralCounts": partial(
            SeveralCounts,
            counts=("assault", "theft"),
            first_ballot=JointBallot.leanings((0.7, 0.5), 6, alike=0.4),
            models=(TugOfWar(),),
        ),
        "OrderedTrial": partial(
            OrderedTrial,
            options=("not guilty", "manslaughter", "murder"),
            first_ballot=OrderedBallot.known((2, 1, 3)),
            model=OrderedTugOfWar(),
        ),
    }
    make = cast("Callable[..., Any]", makers[name])
    regular = HourCap(hours=2, pace=Pace.of_minutes(15, regular=True))
    assert make(patience=regular) == make(patience=BallotCap(ballots=8))
    for patience in (HourCap(hours=2, pace=Pace(4)), HourlyHazard(per_hour=1, pace=Pace(4))):
        with pytest.raises(OutOfDomainError, match=rf"{name}, patience(.|\n)*accepted: "):
            make(patience=patience)


def test_the_page_is_whole_and_true() -> None:
    check_page("hours.md")
