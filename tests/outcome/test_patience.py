"""Patience: domains, and words for people."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.markov import rational
from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule


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


# ---- a hazard that depends on the split

MODELS: list[DeliberationModel] = [LinearPull(), TugOfWar(), PrivatePublic()]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.card.name)
unhurried = settings(deadline=None, max_examples=30)
STUCK = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0)


def test_a_split_hazard_in_words() -> None:
    assert str(SplitHazard(by_minority=(0, 0.25))) == (
        "hung after a ballot that leaves no verdict, with probability 0, 0.25 "
        "for 0, 1, ... jurors on the smaller side"
    )
    assert "for 0, 1, ... guilty votes" in str(SplitHazard(by_guilty_votes=(0, 0.5, 0.5, 0)))


@pytest.mark.parametrize("jury_size", [3, 6, 12, 23])
def test_the_two_ways_to_give_it_are_one(jury_size: int) -> None:
    by_minority = SplitHazard.of_minority(lambda jurors: jurors / 64, jury_size)
    hazards = by_minority.hazards(jury_size)
    assert len(hazards) == jury_size + 1
    assert hazards == hazards[::-1]
    assert SplitHazard(by_guilty_votes=hazards).hazards(jury_size) == hazards


def test_hazards_by_minority_serve_a_smaller_jury() -> None:
    patience = SplitHazard.of_minority(lambda jurors: jurors / 8, 6)
    assert patience.hazards(5) == (0, 0.125, 0.25, 0.25, 0.125, 0)
    with pytest.raises(
        OutOfDomainError, match=r"4 hazards for a jury of 8(.|\n)*5 hazards or more"
    ):
        patience.hazards(8)


@pytest.mark.parametrize("length", [6, 8])
def test_hazards_of_another_jury(length: int) -> None:
    patience = SplitHazard(by_guilty_votes=(0.1,) * length)
    with pytest.raises(
        OutOfDomainError, match=rf"{length} hazards for a jury of 6(.|\n)*: 7 hazards$"
    ):
        deliberation_law(LinearPull(), DecisionRule.unanimous(6), patience)


def test_neither_or_both_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="found neither"):
        SplitHazard()
    with pytest.raises(OutOfDomainError, match="found both"):
        SplitHazard(by_guilty_votes=(0.1,) * 7, by_minority=(0.1,) * 4)


@pytest.mark.parametrize("hazard", [-0.01, 1.01, float("nan"), True])
def test_an_entry_outside_its_domain(hazard: float) -> None:
    with pytest.raises(OutOfDomainError, match=r"by_minority\[1\]\.per_ballot"):
        SplitHazard(by_minority=(0.5, hazard))


@pytest.mark.parametrize("jury_size", [2, 24, 6.5])
def test_a_function_for_no_jury(jury_size: int) -> None:
    with pytest.raises(OutOfDomainError, match="jury_size"):
        SplitHazard.of_minority(lambda _: 0.5, jury_size)


@each_model
@unhurried
@given(hazard=st.floats(0, 1), votes=st.sampled_from([8, 7]))
def test_one_hazard_for_all_splits_is_the_constant_hazard(
    model: DeliberationModel, hazard: float, votes: int
) -> None:
    rule = DecisionRule(jury_size=8, to_convict=votes, to_acquit=8)
    one = deliberation_law(model, rule, HangHazard(per_ballot=hazard))
    other = deliberation_law(model, rule, SplitHazard(by_guilty_votes=(hazard,) * 9))
    for name in ("endings", "last_split", "mean_ballots"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name), rtol=1e-14, atol=0)


def twin(
    matrix: np.ndarray, hazards: tuple[Fraction, ...], rule: DecisionRule
) -> tuple[list[list[Fraction]], list[Fraction]]:
    """Return, in fractions, the endings from each open split: guilty, not guilty, hung with each."""
    n = rule.jury_size
    exact = [[Fraction(float(x)) for x in row] for row in matrix]
    P = [[x / sum(row) for x in row] for row in exact]
    open_votes = [k for k in range(n + 1) if rule.ending(k) is None]
    Q = [[P[i][j] * (1 - hazards[j]) for j in open_votes] for i in open_votes]
    R = [
        [
            sum(P[i][rule.to_convict :], Fraction(0)),
            sum(P[i][: n - rule.to_acquit + 1], Fraction(0)),
            *(P[i][j] * hazards[j] for j in open_votes),
        ]
        for i in open_votes
    ]
    return rational.absorption(Q, R), rational.mean_steps(Q)


@pytest.mark.parametrize("model", [LinearPull(inertia=0.25), TugOfWar()], ids=str)
@unhurried
@given(eighths=st.lists(st.integers(0, 8), min_size=7, max_size=7), to_acquit=st.integers(4, 6))
def test_it_is_the_law_in_fractions(
    model: LinearPull | TugOfWar, eighths: list[int], to_acquit: int
) -> None:
    hazards = tuple(Fraction(eighth, 8) for eighth in eighths)
    rule = DecisionRule(jury_size=6, to_convict=6, to_acquit=to_acquit)
    patience = SplitHazard(by_guilty_votes=tuple(map(float, hazards)))
    law = deliberation_law(model, rule, patience)
    endings, ballots = twin(model.transition_matrix(6), hazards, rule)
    assert law.last_split is not None
    assert law.mean_ballots is not None
    splits = [k for k in range(7) if rule.ending(k) is None]
    for row, (ending, mean) in enumerate(zip(endings, ballots, strict=True)):
        found = [*law.endings[splits[row], :2], *law.last_split[splits[row], splits]]
        assert found == pytest.approx([float(p) for p in ending], abs=1e-14)
        assert law.endings[splits[row], 2] == pytest.approx(float(sum(ending[2:])), abs=1e-14)
        assert law.mean_ballots[splits[row]] == pytest.approx(float(mean), rel=1e-13)


def test_a_hazard_of_the_wrong_split_is_told_apart() -> None:
    """The control: hazards moved by one split give another law, by far more than rounding."""
    rule, hazards = DecisionRule.unanimous(6), (0.0, 0.0, 0.125, 0.5, 0.0, 0.0, 0.0)
    endings, _ = twin(LinearPull().transition_matrix(6), tuple(map(Fraction, hazards)), rule)
    moved = SplitHazard(by_guilty_votes=hazards[1:] + hazards[:1])
    found = deliberation_law(LinearPull(), rule, moved).endings
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(found[1:6, 0], [float(row[0]) for row in endings], atol=1e-3)


@each_model
def test_an_impatience_at_even_splits_is_met_there(model: DeliberationModel) -> None:
    """Only six to six can hang, so every hung jury stands there."""
    patience = SplitHazard(by_minority=(0, 0, 0, 0, 0, 0, 0.5))
    law = deliberation_law(model, DecisionRule.unanimous(12), patience)
    assert law.last_split is not None
    assert (law.endings[1:12, 2] > 0).all()
    assert law.endings[6, 2] > 0.3
    np.testing.assert_array_equal(np.flatnonzero(law.last_split.sum(axis=0)), [6])


def test_a_jury_stuck_where_the_court_does_not_give_up() -> None:
    rule = DecisionRule.unanimous(4)
    at_two = SplitHazard(by_minority=(0, 0, 0.5))
    with pytest.raises(NotAbsorbingError, match=r"guilty votes of 1, 3\n(.|\n)*BallotCap\("):
        deliberation_law(STUCK, rule, at_two)
    law = deliberation_law(STUCK, rule, SplitHazard(by_minority=(0, 0.25, 0.5)))
    assert law.mean_ballots is not None
    np.testing.assert_allclose(law.mean_ballots, [0, 4, 2, 4, 0])
