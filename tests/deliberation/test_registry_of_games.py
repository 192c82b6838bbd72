"""Voting games and models of accuracy by name."""

import pytest

from juryroom.deliberation.models.condorcet import Condorcet
from juryroom.deliberation.models.feddersen_pesendorfer import FeddersenPesendorfer
from juryroom.deliberation.registry import accuracy_model, accuracy_models, game, games, models
from juryroom.errors import OutOfDomainError, UnknownNameError


def test_each_stands_under_the_name_on_its_card_and_no_name_is_taken_twice() -> None:
    kinds = (games(), accuracy_models(), models())
    for known in kinds:
        assert all(kind.card.name == name for name, kind in known.items())
    assert len(set().union(*kinds)) == sum(map(len, kinds))


def test_with_parameters() -> None:
    assert game("feddersen-pesendorfer", doubt=0.9) == FeddersenPesendorfer(doubt=0.9)
    assert accuracy_model("condorcet", jury_size=3) == Condorcet(jury_size=3)


def test_unknown_names_are_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"'condorcet' \(nearest\)"):
        accuracy_model("condorcte")
    with pytest.raises(UnknownNameError, match=r"'precision' \(nearest\)"):
        game("quantal-response", precison=3)
    with pytest.raises(UnknownNameError, match="a game is known"):
        game("tug-of-war")


def test_a_parameter_outside_its_domain() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.77\?"):
        accuracy_model("spencer", agreement=77)
