"""The hazard that hangs a given share of juries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.majority import Majority
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.calibrated import patience_for_hung_rate
from juryroom.outcome.patience import HangHazard
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial

BALLOT = FirstBallot.beta_binomial(0.6, 0.1, 12)
MODELS: list[DeliberationModel] = [
    LinearPull(),
    LinearPull(inertia=0.9),
    TugOfWar(),
    PrivatePublic(),
]


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("hung_rate", [1e-9, 0.062, 0.5])
@pytest.mark.parametrize("votes", [12, 10])
def test_the_model_then_hangs_that_share(
    model: DeliberationModel, hung_rate: float, votes: int
) -> None:
    rule = DecisionRule(jury_size=12, to_convict=votes, to_acquit=votes)
    patience = patience_for_hung_rate(model, rule, hung_rate=hung_rate, first_ballot=BALLOT)
    found = Trial(model, BALLOT, rule, patience).solve().hung
    assert found == pytest.approx(hung_rate, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 1))
def test_every_hazard_is_found_again(hazard: float) -> None:
    """Hung grows with the hazard, so the way back is the only one."""
    rule = DecisionRule.unanimous(12)
    model = TugOfWar()
    hung = Trial(model, BALLOT, rule, HangHazard(per_ballot=hazard)).solve().hung
    found = patience_for_hung_rate(model, rule, hung_rate=hung, first_ballot=BALLOT)
    assert found.per_ballot == pytest.approx(hazard, rel=1e-9)


def test_no_hung_juries_take_no_hazard() -> None:
    found = patience_for_hung_rate(
        TugOfWar(), DecisionRule.unanimous(12), hung_rate=0, first_ballot=BALLOT
    )
    assert found.per_ballot == 0


def test_a_rate_that_no_hazard_gives_is_refused() -> None:
    """Most of these juries agree within one ballot."""
    rule = DecisionRule(jury_size=12, to_convict=7, to_acquit=7)
    with pytest.raises(
        OutOfDomainError, match=r"found a hung rate of 0\.9(.|\n)*accepted: 0 to 0\."
    ):
        patience_for_hung_rate(TugOfWar(), rule, hung_rate=0.9, first_ballot=BALLOT)


def test_juries_that_never_agree_hang_at_one_rate_only() -> None:
    stuck = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0)
    rule, ballot = DecisionRule.unanimous(4), FirstBallot.distribution([0.25, 0, 0.5, 0, 0.25])
    with pytest.raises(OutOfDomainError, match=r"accepted: 0\.5 to 0\.5"):
        patience_for_hung_rate(stuck, rule, hung_rate=0.1, first_ballot=ballot)
    found = patience_for_hung_rate(stuck, rule, hung_rate=0.5, first_ballot=ballot)
    assert 0 < found.per_ballot < 1e-6


def test_a_scheme_has_no_clock_to_calibrate() -> None:
    with pytest.raises(OutOfDomainError, match="no ballots that a court could count"):
        patience_for_hung_rate(
            Majority(), DecisionRule.unanimous(12), hung_rate=0.1, first_ballot=BALLOT
        )


@pytest.mark.parametrize("hung_rate", [-0.1, 6.2, float("nan")])
def test_a_rate_outside_the_domain(hung_rate: float) -> None:
    with pytest.raises(OutOfDomainError, match="hung_rate"):
        patience_for_hung_rate(
            TugOfWar(), DecisionRule.unanimous(12), hung_rate=hung_rate, first_ballot=BALLOT
        )
