"""Sweeps against one law at a time, and against fractions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import Chain, ModelCard
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError, OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.markov.arrays import FloatArray
from juryroom.outcome import sweep
from juryroom.outcome.direct import direct_law
from juryroom.outcome.law import DeliberationLaw
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard
from juryroom.outcome.solve import solve_law
from juryroom.outcome.sweep import SweptOutcomes, VoteMoves, sweep_laws, sweep_outcomes
from juryroom.procedure.decision_rule import DecisionRule
from tests.contracts import twins

unhurried = settings(deadline=None, max_examples=40)
"""Machines are shared: the time of one example says nothing."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Leaps(Chain):
    """At each ballot the jury goes anywhere, with equal chances."""

    card: ClassVar[ModelCard] = replace(LinearPull.card, name="leaps", parameters=())

    def transition_matrix(self, jury_size: int) -> FloatArray:
        P = np.full((jury_size + 1, jury_size + 1), 1 / (jury_size + 1))
        P[0], P[-1] = np.eye(jury_size + 1)[[0, -1]]
        return P


MODELS: list[Chain] = [
    LinearPull(),
    LinearPull(inertia=0.7),
    TugOfWar(),
    TugOfWar(slope=0.1, bias=-2.0, movers=3),
    TugOfWar(slope=0.9, bias=0.5, movers=1),
]
patience = st.one_of(
    st.just(Never()),
    st.integers(0, 300).map(lambda ballots: BallotCap(ballots=ballots)),
    st.floats(0, 1).map(lambda hazard: HangHazard(per_ballot=hazard)),
    st.lists(st.floats(0, 1), min_size=7, max_size=7).map(
        lambda hazards: SplitHazard(by_minority=tuple(hazards))
    ),
)


@st.composite
def rules(draw: st.DrawFn) -> DecisionRule:
    n = draw(st.integers(3, 12))
    to_convict = draw(st.integers(1, n))
    to_acquit = draw(st.integers(n - to_convict + 1, n))
    return DecisionRule(jury_size=n, to_convict=to_convict, to_acquit=to_acquit)


def fitting(n: int) -> list[Chain]:
    """Return the models that a jury of `n` can have."""
    found: list[Chain] = []
    for model in MODELS:
        try:
            model.transition_matrix(n)
        except OutOfDomainError:
            continue
        found.append(model)
    return found


def assert_same_law(found: DeliberationLaw, expected: DeliberationLaw, relative: float) -> None:
    assert found.last_split is not None
    assert found.mean_ballots is not None
    assert expected.last_split is not None
    assert expected.mean_ballots is not None
    for one, other in (
        (found.endings, expected.endings),
        (found.last_split, expected.last_split),
        (found.mean_ballots, expected.mean_ballots),
    ):
        np.testing.assert_allclose(one, other, rtol=relative, atol=1e-290)


def assert_same_outcome(found: SweptOutcomes, setting: int, expected: Outcome) -> None:
    endings = [expected.guilty, expected.not_guilty, expected.hung]
    np.testing.assert_allclose(found.endings[setting], endings, rtol=1e-12, atol=1e-290)
    assert expected.mean_ballots is not None
    assert found.mean_ballots[setting] == pytest.approx(expected.mean_ballots, rel=1e-12)
    split = expected.last_split_when_hung or {}
    joint = [split.get(k, 0.0) * expected.hung for k in range(found.last_split.shape[1])]
    np.testing.assert_allclose(found.last_split[setting], joint, rtol=1e-11, atol=1e-290)


@unhurried
@given(rules(), patience, st.sampled_from([0.0, 0.125, 1.0]))
def test_laws_agree_with_one_at_a_time(
    rule: DecisionRule, patience: Patience, pressure: float
) -> None:
    models = [*fitting(rule.jury_size), Leaps()]
    laws = sweep_laws(models, rule, patience, pressure)
    assert len(laws) == len(models)
    for setting, model in enumerate(models):
        expected = solve_law(model, rule, patience, pressure)
        assert_same_law(laws.law(setting), expected, 1e-12)


@unhurried
@given(rules(), patience)
def test_one_law_directly(rule: DecisionRule, patience: Patience) -> None:
    for model in [*fitting(rule.jury_size), Leaps()]:
        found = direct_law(model.transition_matrix(rule.jury_size), rule, patience)
        assert found is not None
        assert found.dissent is None
        assert_same_law(found, solve_law(model, rule, patience), 1e-12)
        with pytest.raises(ValueError, match="read-only"):
            found.endings[0, 0] = 0.5


@unhurried
@given(rules(), patience, st.sampled_from([0.0, 0.125, 1.0]), st.floats(0, 1))
def test_outcomes_agree_with_one_at_a_time(
    rule: DecisionRule, patience: Patience, pressure: float, share: float
) -> None:
    models, ballot = fitting(rule.jury_size), FirstBallot.binomial(share, rule.jury_size)
    moves = VoteMoves.of(models, rule.jury_size)
    found = sweep_outcomes(moves, ballot, rule, patience, pressure)
    assert len(found) == len(models)
    for setting, model in enumerate(models):
        expected = Outcome.of(ballot, solve_law(model, rule, patience, pressure))
        assert_same_outcome(found, setting, expected)


@unhurried
@given(rules(), st.integers(0, 39), st.integers(0, 40), st.data())
def test_outcomes_against_fractions(
    rule: DecisionRule, inertia: int, hazard: int, data: st.DataObject
) -> None:
    """From the definitions alone: nothing of the package but its shortest solver."""
    n = rule.jury_size
    first = data.draw(st.integers(0, n))
    walk = twins.linear_pull(n, Fraction(inertia, 40))
    exact = twins.law(walk, rule, HangHazard(per_ballot=hazard / 40))
    moves = VoteMoves.of([LinearPull(inertia=inertia / 40)], n)
    found = sweep_outcomes(
        moves, FirstBallot.known(first, n), rule, HangHazard(per_ballot=hazard / 40)
    )
    endings = np.array(exact.endings[first], dtype=np.float64)
    np.testing.assert_allclose(found.endings[0], endings, rtol=0, atol=1e-14)
    split = np.array(exact.splits[first], dtype=np.float64)
    np.testing.assert_allclose(found.last_split[0], split, rtol=0, atol=1e-14)
    assert found.mean_ballots[0] == pytest.approx(float(exact.ballots[first]), rel=1e-13)


@pytest.mark.parametrize("patience", [Never(), BallotCap(ballots=20), np.linspace(0, 1, 103)])
def test_settings_in_pieces_are_settings_at_once(
    monkeypatch: pytest.MonkeyPatch, patience: Patience | FloatArray
) -> None:
    n, settings_swept = 9, 103
    votes, still = np.arange(1, n)[:, None], np.linspace(0, 0.9, settings_swept)
    moves = VoteMoves((1 - still) * votes / n, (1 - still) * (n - votes) / n)
    given_to_both = (moves, FirstBallot.binomial(0.6, n), DecisionRule.unanimous(n), patience)
    pressure = np.linspace(0, 0.2, settings_swept)
    whole = sweep_outcomes(*given_to_both, pressure)
    monkeypatch.setattr(sweep, "_AT_ONCE", 10)
    monkeypatch.setattr(sweep, "_CAPPED_AT_ONCE", 10)
    pieces = sweep_outcomes(*given_to_both, pressure)
    np.testing.assert_array_equal(pieces.endings, whole.endings)
    np.testing.assert_array_equal(pieces.last_split, whole.last_split)
    # The mean is a product of matrices, which BLAS sums in an order that depends on their shape.
    np.testing.assert_allclose(pieces.mean_ballots, whole.mean_ballots, rtol=1e-13)
    for setting in (0, 51, 102):
        wait = patience
        if isinstance(wait, np.ndarray):
            wait = HangHazard(per_ballot=float(wait[setting]))
        model = LinearPull(inertia=float(still[setting]))
        law = solve_law(model, given_to_both[2], wait, float(pressure[setting]))
        assert_same_outcome(whole, setting, Outcome.of(given_to_both[1], law))


def test_a_hazard_for_each_split_and_setting() -> None:
    n, rule, ballot = 6, DecisionRule.unanimous(6), FirstBallot.binomial(0.5, 6)
    hazard = np.linspace(0.01, 0.9, 14).reshape(7, 2)
    found = sweep_outcomes(VoteMoves.of([TugOfWar()] * 2, n), ballot, rule, hazard)
    for setting in range(2):
        wait = SplitHazard(by_guilty_votes=tuple(hazard[:, setting].tolist()))
        expected = Outcome.of(ballot, solve_law(TugOfWar(), rule, wait))
        assert_same_outcome(found, setting, expected)


def test_a_planted_fault_is_noticed() -> None:
    """A vote that moves one part in a billion more often must not pass."""
    rule, ballot = DecisionRule.unanimous(12), FirstBallot.binomial(0.6, 12)
    moves = VoteMoves.of([TugOfWar()], 12)
    expected = Outcome.of(ballot, solve_law(TugOfWar(), rule, Never()))
    assert_same_outcome(sweep_outcomes(moves, ballot, rule, Never()), 0, expected)
    assert moves.stay is not None
    shift = np.zeros_like(moves.up)
    shift[4] = 1e-9 * moves.up[4]
    faulty = VoteMoves(moves.up + shift, moves.down, moves.stay - shift)
    with pytest.raises(AssertionError):
        assert_same_outcome(sweep_outcomes(faulty, ballot, rule, Never()), 0, expected)


def test_nothing_swept_is_nothing_found() -> None:
    rule = DecisionRule.unanimous(6)
    assert len(sweep_laws([], rule, Never())) == 0
    none = VoteMoves(np.empty((5, 0)), np.empty((5, 0)))
    assert len(sweep_outcomes(none, FirstBallot.known(3, 6), rule, BallotCap(ballots=3))) == 0


def test_moves_of_several_votes_are_refused_where_one_is_taken() -> None:
    with pytest.raises(OutOfDomainError, match="more than one vote"):
        VoteMoves.of([LinearPull(), Leaps()], 6)


def trapped(rule: DecisionRule) -> VoteMoves:
    still = np.zeros((rule.jury_size - 1, 2))
    still[:, 0] = 0.5
    return VoteMoves(still, still)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: sweep_laws([LinearPull(), NoMoves()], SIX, Never()),
        lambda: sweep_outcomes(trapped(SIX), FirstBallot.known(3, 6), SIX, Never()),
        lambda: sweep_outcomes(trapped(SIX), FirstBallot.known(3, 6), SIX, np.array([0.1, 0.0])),
    ],
)
def test_a_jury_that_can_never_agree_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(NotAbsorbingError, match="reach no outcome"):
        ask()


def test_a_jury_that_can_never_agree_is_solved_under_a_cap() -> None:
    found = sweep_outcomes(trapped(SIX), FirstBallot.known(3, 6), SIX, BallotCap(ballots=9))
    assert found.endings[1].tolist() == [0, 0, 1]
    assert found.mean_ballots[1] == 9
    assert direct_law(NoMoves().transition_matrix(6), SIX, Never()) is None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoMoves(Chain):
    """No vote ever moves."""

    card: ClassVar[ModelCard] = replace(LinearPull.card, name="no-moves", parameters=())

    def transition_matrix(self, jury_size: int) -> FloatArray:
        return np.eye(jury_size + 1)


SIX = DecisionRule.unanimous(6)
MOVES = VoteMoves.of([LinearPull()], 6)
BALLOT = FirstBallot.known(3, 6)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: sweep_outcomes(MOVES, FirstBallot.known(3, 7), SIX, Never()), "same number"),
        (lambda: sweep_outcomes(MOVES, BALLOT, DecisionRule.unanimous(7), Never()), "same number"),
        (lambda: sweep_outcomes(MOVES, BALLOT, SIX, Never(), 1.5), "pressure"),
        (lambda: sweep_outcomes(MOVES, BALLOT, SIX, Never(), np.array([np.nan])), "pressure"),
        (lambda: sweep_laws([LinearPull()], SIX, Never(), -0.1), "pressure"),
        (lambda: sweep_outcomes(MOVES, BALLOT, SIX, np.array([1.5])), "negative or not a number"),
        (
            lambda: sweep_outcomes(VoteMoves(MOVES.up + 1, MOVES.down), BALLOT, SIX, Never()),
            "negative or not a number",
        ),
    ],
)
def test_what_is_refused(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(OutOfDomainError, match=message):
        ask()


def test_a_matrix_of_another_size_has_no_direct_law() -> None:
    assert direct_law(np.eye(5), SIX, BallotCap(ballots=3)) is None
