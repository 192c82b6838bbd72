"""The law of deliberation: what holds whatever the model, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import Chain, DeliberationModel, Scheme
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import models
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.outcome.patience import BallotCap, HangHazard, Never
from juryroom.outcome.solve import deliberation_law, solve_law
from juryroom.procedure.decision_rule import DecisionRule, Ending

WITH_BALLOTS: list[DeliberationModel] = [LinearPull(), TugOfWar(), PrivatePublic()]
SCHEMES = [made() for made in models().values() if issubclass(made, Scheme)]
STUCK = PrivatePublic(persuasion=0, pressure_to_convict=0, pressure_to_acquit=0)
unhurried = settings(deadline=None, max_examples=40)


@st.composite
def rules(draw: st.DrawFn, largest: int = 12) -> DecisionRule:
    n = draw(st.integers(3, largest))
    to_convict = draw(st.integers(1, n))
    to_acquit = draw(st.integers(n - to_convict + 1, n))
    return DecisionRule(jury_size=n, to_convict=to_convict, to_acquit=to_acquit)


patience = st.one_of(
    st.just(Never()),
    st.integers(0, 500).map(lambda ballots: BallotCap(ballots=ballots)),
    st.floats(0, 1).map(lambda hazard: HangHazard(per_ballot=hazard)),
)


@unhurried
@pytest.mark.parametrize("model", WITH_BALLOTS, ids=lambda model: model.card.name)
@given(rule=rules(), patience=patience, pressure=st.sampled_from([0.0, 0.125, 1.0]))
def test_every_ending_is_computed(
    model: DeliberationModel,
    rule: DecisionRule,
    patience: Never | BallotCap | HangHazard,
    pressure: float,
) -> None:
    law = deliberation_law(model, rule, patience, pressure)
    assert law.last_split is not None
    assert law.mean_ballots is not None
    assert law.jury_size == rule.jury_size
    assert (law.endings >= 0).all()
    np.testing.assert_allclose(law.endings.sum(axis=1), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(law.last_split.sum(axis=1), law.endings[:, 2], rtol=0, atol=1e-14)
    for first in range(rule.jury_size + 1):
        ending = rule.ending(first)
        if ending is None:
            assert law.mean_ballots[first] > 0 or patience == BallotCap(ballots=0)
        else:
            assert law.endings[first, list(Ending).index(ending)] == 1
            assert law.mean_ballots[first] == 0
        votes = np.flatnonzero(law.last_split[first])
        assert all(rule.ending(int(k)) is None for k in votes)


@pytest.mark.parametrize("model", WITH_BALLOTS, ids=lambda model: model.card.name)
def test_a_long_cap_tends_to_none(model: DeliberationModel) -> None:
    rule = DecisionRule.unanimous(12)
    never = deliberation_law(model, rule, Never())
    before = np.ones(13)
    for ballots in (0, 1, 10, 100, 1_000, 100_000):
        law = deliberation_law(model, rule, BallotCap(ballots=ballots))
        hung = law.endings[:, 2]
        assert (hung <= before + 1e-15).all()
        assert (np.abs(law.endings - never.endings).max(axis=1) <= hung + 1e-12).all()
        before = hung
    assert before.max() < 1e-12
    np.testing.assert_allclose(law.endings, never.endings, rtol=0, atol=1e-10)
    assert law.mean_ballots is not None
    assert never.mean_ballots is not None
    np.testing.assert_allclose(law.mean_ballots, never.mean_ballots, rtol=1e-10)


@pytest.mark.parametrize("model", WITH_BALLOTS, ids=lambda model: model.card.name)
def test_a_hazard_of_nothing_is_never(model: DeliberationModel) -> None:
    rule = DecisionRule.unanimous(9)
    never, none = (
        deliberation_law(model, rule, patience) for patience in (Never(), HangHazard(per_ballot=0))
    )
    np.testing.assert_allclose(none.endings, never.endings, rtol=1e-14, atol=0)
    assert not none.endings[:, 2].any()


def test_a_certain_hazard_leaves_one_ballot() -> None:
    """Move first, then the verdict, then the hazard: the one ballot can still convict."""
    rule = DecisionRule.unanimous(6)
    hazard = deliberation_law(LinearPull(), rule, HangHazard(per_ballot=1))
    cap = deliberation_law(LinearPull(), rule, BallotCap(ballots=1))
    np.testing.assert_allclose(hazard.endings, cap.endings, rtol=1e-15)
    np.testing.assert_allclose(hazard.endings[5], [5 / 6, 0, 1 / 6], rtol=1e-15)
    np.testing.assert_array_equal(hazard.mean_ballots, [0, 1, 1, 1, 1, 1, 0])


def test_a_cap_of_nothing_is_unanimity_or_hung() -> None:
    rule = DecisionRule.unanimous(12)
    scheme = deliberation_law(models()["unanimity-or-hung"](), rule, Never())
    for model in WITH_BALLOTS:
        law = deliberation_law(model, rule, BallotCap(ballots=0))
        np.testing.assert_array_equal(law.endings, scheme.endings)
        assert law.last_split is not None
        np.testing.assert_array_equal(law.last_split[1:12, 1:12], np.eye(11))


@pytest.mark.parametrize("model", WITH_BALLOTS, ids=lambda model: model.card.name)
@pytest.mark.parametrize("votes", [12, 10])
def test_certain_pressure_convicts(model: DeliberationModel, votes: int) -> None:
    rule = DecisionRule(jury_size=12, to_convict=votes, to_acquit=12)
    law = deliberation_law(model, rule, Never(), 1.0)
    assert law.mean_ballots is not None
    np.testing.assert_allclose(law.endings[1:, 0], 1, rtol=1e-12)
    assert law.endings[0, 1] == 1
    expected = [0, *(max(votes - k, 0) for k in range(1, 13))]
    np.testing.assert_allclose(law.mean_ballots, expected, rtol=1e-12)


def test_pressed_votes_are_not_minds() -> None:
    """Three of six are pressed into the verdict and stay against it."""
    law = deliberation_law(PrivatePublic(), DecisionRule.unanimous(6), Never(), 1.0)
    assert law.against_verdict is not None
    assert law.against_verdict[3] == (pytest.approx(0.5, abs=1e-12), None)


@pytest.mark.parametrize("model", WITH_BALLOTS, ids=lambda model: model.card.name)
def test_more_pressure_convicts_more(model: DeliberationModel) -> None:
    rule, patience = DecisionRule.unanimous(8), HangHazard(per_ballot=0.02)
    before = np.zeros(9)
    for pressure in (0.0, 0.05, 0.2, 0.5, 1.0):
        guilty = deliberation_law(model, rule, patience, pressure).endings[:, 0]
        assert (guilty[1:8] > before[1:8]).all()
        before = guilty


@unhurried
@given(st.integers(3, 23), st.floats(0, 0.99), st.integers(1, 200))
def test_linear_pull_is_monotone_and_symmetric(n: int, inertia: float, ballots: int) -> None:
    model, rule = LinearPull(inertia=inertia), DecisionRule.unanimous(n)
    for patience in (Never(), BallotCap(ballots=ballots), HangHazard(per_ballot=0.1)):
        endings = deliberation_law(model, rule, patience).endings
        np.testing.assert_allclose(endings, endings[::-1, [1, 0, 2]], rtol=1e-10, atol=1e-300)
        assert (np.diff(endings[:, 0]) >= -1e-15).all()
        assert (np.diff(endings[:, 1]) <= 1e-15).all()


@pytest.mark.parametrize("model", SCHEMES, ids=lambda model: model.card.name)
def test_a_scheme_has_no_time(model: Scheme) -> None:
    law = deliberation_law(model, DecisionRule.unanimous(6), Never())
    np.testing.assert_array_equal(law.endings, model.endings(6))
    assert law.mean_ballots is law.last_split is law.dissent is law.against_verdict is None


def test_what_a_scheme_cannot_answer_is_refused_in_one_pass() -> None:
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    with pytest.raises(OutOfDomainError) as caught:
        deliberation_law(SCHEMES[0], rule, BallotCap(ballots=5), 0.5)
    where = [problem.where for problem in caught.value.problems]
    assert [place.partition(", ")[2] for place in where] == [
        "decision rule",
        "patience",
        "pressure",
    ]
    assert all("a scheme gives the ending" in problem.rule for problem in caught.value.problems)


def test_a_jury_that_can_never_agree_needs_patience() -> None:
    rule = DecisionRule.unanimous(4)
    for waits in (Never(), HangHazard(per_ballot=0)):
        with pytest.raises(NotAbsorbingError, match=r"guilty votes of 1, 2, 3(.|\n)*BallotCap\("):
            deliberation_law(STUCK, rule, waits)
    law = deliberation_law(STUCK, rule, HangHazard(per_ballot=0.25))
    np.testing.assert_allclose(law.endings[1:4], [[0, 0, 1]] * 3)
    assert law.mean_ballots is not None
    np.testing.assert_allclose(law.mean_ballots, [0, 4, 4, 4, 0])


@pytest.mark.parametrize("pressure", [-0.1, 1.1, float("nan")])
def test_pressure_outside_its_domain(pressure: float) -> None:
    with pytest.raises(OutOfDomainError, match="pressure"):
        deliberation_law(LinearPull(), DecisionRule.unanimous(6), Never(), pressure)


def test_a_matrix_that_is_not_stochastic_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_self: Chain, jury_size: int) -> object:
        return np.full((jury_size + 1, jury_size + 1), 0.3)

    monkeypatch.setattr(LinearPull, "transition_matrix", wrong)
    for patience in (Never(), BallotCap(ballots=3), HangHazard(per_ballot=0.5)):
        with pytest.raises(OutOfDomainError, match="rows sum to one"):
            solve_law(LinearPull(), DecisionRule.unanimous(6), patience)


def test_laws_are_kept_and_cannot_be_changed() -> None:
    rule = DecisionRule.unanimous(6)
    law = deliberation_law(TugOfWar(), rule, HangHazard(per_ballot=0.1))
    assert deliberation_law(TugOfWar(), rule, HangHazard(per_ballot=0.1)) is law
    for array in (law.endings, law.last_split, law.mean_ballots):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_what_is_no_model_is_refused() -> None:
    class Neither(DeliberationModel):
        card = LinearPull.card

    with pytest.raises(OutOfDomainError, match="a Scheme, a Chain or a JurorProcess"):
        deliberation_law(Neither(), DecisionRule.unanimous(6), Never())
