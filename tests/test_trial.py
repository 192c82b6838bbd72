"""A trial of one count, as a newcomer meets it."""

import pickle

import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.majority import Majority
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import models
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.patience import BallotCap, HangHazard, Never
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial


def test_without_more_a_trial_is_unanimous_and_patient() -> None:
    trial = Trial(LinearPull(), FirstBallot.known(8, 12))
    assert trial.decision_rule == DecisionRule.unanimous(12)
    assert trial.patience == Never()
    assert (
        trial.solve()
        == Trial(
            LinearPull(), FirstBallot.known(8, 12), DecisionRule.unanimous(12), Never(), 0.0
        ).solve()
    )


@pytest.mark.parametrize("made", models().values(), ids=models().keys())
def test_every_model_can_be_tried(made: type[LinearPull]) -> None:
    outcome = Trial(made(), FirstBallot.binomial(0.6, 6)).solve()
    assert outcome.guilty + outcome.not_guilty + outcome.hung == pytest.approx(1, abs=1e-12)
    assert outcome.method == "exact"


def test_a_jury_of_eight_to_four() -> None:
    """2^-11 times the sum of the first eight binomials of 11 is 1816 / 2048."""
    outcome = Trial(LinearPull(), FirstBallot.known(8, 12)).solve()
    assert outcome.guilty == pytest.approx(1816 / 2048, rel=1e-14)
    assert outcome.hung == 0


def test_a_looser_rule_hangs_less_and_takes_less_time() -> None:
    ballot, patience = FirstBallot.known(6, 12), BallotCap(ballots=20)
    unanimous = Trial(TugOfWar(), ballot, patience=patience).solve()
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    loose = Trial(TugOfWar(), ballot, rule, patience).solve()
    assert loose.hung < unanimous.hung
    assert loose.mean_ballots is not None
    assert unanimous.mean_ballots is not None
    assert loose.mean_ballots < unanimous.mean_ballots <= 20


def test_pressure_moves_votes_and_leaves_minds() -> None:
    ballot, patience = FirstBallot.known(4, 12), HangHazard(per_ballot=0.01)
    free = Trial(PrivatePublic(), ballot, patience=patience).solve()
    pressed = Trial(PrivatePublic(), ballot, patience=patience, pressure=0.2).solve()
    assert pressed.guilty > free.guilty
    assert free.against_verdict is not None
    assert pressed.against_verdict is not None
    (against_free, _), (against_pressed, _) = (
        tuple(outcome.against_verdict.values())
        for outcome in (free, pressed)
        if outcome.against_verdict
    )
    assert against_free is not None
    assert against_pressed is not None
    assert against_pressed > against_free


def test_the_jury_that_votes_is_the_jury_that_decides() -> None:
    with pytest.raises(OutOfDomainError, match="a first ballot of 6 jurors"):
        Trial(LinearPull(), FirstBallot.known(3, 6), DecisionRule.unanimous(12))


def test_a_scheme_keeps_its_own_rule() -> None:
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    with pytest.raises(OutOfDomainError, match="cannot be exchanged"):
        Trial(Majority(), FirstBallot.known(8, 12), rule).solve()


def test_trials_can_be_compared_and_kept() -> None:
    trial = Trial(TugOfWar(), FirstBallot.binomial(0.6, 12))
    assert trial == Trial(TugOfWar(), FirstBallot.binomial(0.6, 12))
    assert pickle.loads(pickle.dumps(trial)) == trial
    assert len({trial, Trial(TugOfWar(), FirstBallot.binomial(0.6, 12))}) == 1
