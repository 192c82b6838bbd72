"""Every voting game has a true card, and answers only for the rules that it knows."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.games import Strategy, Vote, VotingGame, guilty_vote
from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.deliberation.models.quantal_response import QuantalResponse
from juryroom.errors import OutOfDomainError
from juryroom.procedure.decision_rule import DecisionRule
from tests.deliberation.cards import check_card

ALL: tuple[type[VotingGame], ...] = (FeddersenPesendorfer, QuantalResponse)


@pytest.mark.parametrize("kind", ALL)
def test_card(kind: type[VotingGame]) -> None:
    check_card(kind)
    assert not kind.card.can_hang


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -0.5, 1e9, "0.7", None, True])
def test_every_parameter_refuses_what_is_outside_its_domain(
    kind: type[VotingGame], bad: float
) -> None:
    for parameter in kind.card.parameters:
        with pytest.raises(OutOfDomainError) as caught:
            kind(**{parameter.name: bad})
        assert parameter.name in caught.value.problems[0].where


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(("size", "needed"), [(12, 13), (12, 0), (1, 1), (1001, 5), (3, 2.5)])
def test_sizes_and_votes_that_are_none_are_refused(
    kind: type[VotingGame], size: int, needed: int
) -> None:
    with pytest.raises(OutOfDomainError, match="jurors"):
        kind().equilibrium_of(size, needed)


@pytest.mark.parametrize("kind", ALL)
def test_a_rule_under_which_a_jury_can_hang_is_refused(kind: type[VotingGame]) -> None:
    with pytest.raises(OutOfDomainError, match="pay-off of its own"):
        kind().equilibrium(DecisionRule.unanimous(12))


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("needed", range(1, 7))
def test_a_rule_under_which_none_can_hang_is_the_game_of_its_numbers(
    kind: type[VotingGame], needed: int
) -> None:
    rule = DecisionRule(jury_size=6, to_convict=needed, to_acquit=7 - needed)
    assert kind().equilibrium(rule) == kind().equilibrium_of(6, needed)


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=25, deadline=None)
@given(size=st.integers(3, 23), data=st.data())
def test_errors_are_those_of_the_first_ballots(
    kind: Callable[..., VotingGame], size: int, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(1, size))
    found = kind(signal_accuracy=0.8).equilibrium_of(size, needed)
    convicted = sum(found.first_ballot_if_innocent.probabilities[needed:])
    acquitted = sum(found.first_ballot_if_guilty.probabilities[:needed])
    assert found.convict_if_innocent == pytest.approx(convicted, rel=1e-9, abs=1e-300)
    assert found.acquit_if_guilty == pytest.approx(acquitted, rel=1e-9, abs=1e-15)
    assert list(found.as_json()) == list(type(found).__slots__)


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=25, deadline=None)
@given(size=st.integers(2, 23), accuracy=st.floats(0.55, 0.95), data=st.data())
def test_exchanging_the_labels_exchanges_the_errors(
    kind: Callable[..., VotingGame], size: int, accuracy: float, data: st.DataObject
) -> None:
    """The cards say symmetric: at even doubt, k to convict mirrors n - k + 1."""
    needed = data.draw(st.integers(1, size))
    here = kind(signal_accuracy=accuracy).equilibrium_of(size, needed)
    there = kind(signal_accuracy=accuracy).equilibrium_of(size, size - needed + 1)
    assert here.convict_if_innocent == pytest.approx(there.acquit_if_guilty, rel=1e-7, abs=1e-12)
    assert here.guilty_vote_on_guilty_signal == pytest.approx(
        1 - there.guilty_vote_on_innocent_signal, abs=1e-8
    )


def test_the_vote_in_a_state_mixes_the_votes_on_the_signals() -> None:
    strategy = Strategy(on_guilty_signal=Vote(0.9, 0.1), on_innocent_signal=Vote(0.2, 0.8))
    assert guilty_vote(strategy, 0.75) == pytest.approx((0.725, 0.275))
