"""Patience: domains, and words for people."""

import pytest

from juryroom.errors import OutOfDomainError
from juryroom.outcome.patience import BallotCap, HangHazard, Never


def test_patience_in_words() -> None:
    assert str(Never()) == "the jury goes on until it agrees"
    assert str(BallotCap(ballots=7)) == "hung where 7 ballots beyond the first leave no verdict"
    assert str(HangHazard(per_ballot=0.125)) == (
        "hung with probability 0.125 after each ballot that leaves no verdict"
    )


def test_equal_patience_is_one_key() -> None:
    assert len({Never(), Never(), BallotCap(ballots=3), BallotCap(ballots=3)}) == 2


@pytest.mark.parametrize("ballots", [-1, 2.5, 100_001, float("inf"), float("nan"), True])
def test_a_cap_outside_its_domain(ballots: int) -> None:
    with pytest.raises(OutOfDomainError, match=r"BallotCap\.ballots(.|\n)*whole, 0 to 100000"):
        BallotCap(ballots=ballots)


@pytest.mark.parametrize("hazard", [-0.01, 1.01, float("nan"), True])
def test_a_hazard_outside_its_domain(hazard: float) -> None:
    with pytest.raises(OutOfDomainError, match=r"HangHazard\.per_ballot"):
        HangHazard(per_ballot=hazard)


def test_a_hazard_in_per_cent_is_refused_with_the_share() -> None:
    with pytest.raises(OutOfDomainError, match=r"did you mean 0\.02\?"):
        HangHazard(per_ballot=2)
