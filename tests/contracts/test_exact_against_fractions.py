"""Every exact law against the same law in fractions: at most 1e-10 apart."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import JurorProcess
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import NotAbsorbingError
from juryroom.outcome.law import DeliberationLaw
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import DecisionRule
from tests.contracts import twins

BAR = 1e-10
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
shares = st.integers(0, 40).map(lambda i: Fraction(i, 40))
patience = st.one_of(
    st.just(Never()),
    st.integers(0, 9).map(lambda ballots: BallotCap(ballots=ballots)),
    st.integers(1, 64).map(lambda i: HangHazard(per_ballot=i / 64)),
)


@st.composite
def rules(draw: st.DrawFn, smallest: int = 3, largest: int = 16) -> DecisionRule:
    n = draw(st.integers(smallest, largest))
    to_convict = draw(st.integers(1, n))
    to_acquit = draw(st.integers(n - to_convict + 1, n))
    return DecisionRule(jury_size=n, to_convict=to_convict, to_acquit=to_acquit)


def assert_same(found: DeliberationLaw, exact: twins.Law) -> None:
    assert found.last_split is not None
    assert found.mean_ballots is not None
    for values, twin in ((found.endings, exact.endings), (found.last_split, exact.splits)):
        np.testing.assert_allclose(values, np.array(twin, dtype=float), rtol=0, atol=BAR)
        assert (values >= 0).all()
    ballots = np.array(exact.ballots, dtype=float)
    np.testing.assert_allclose(found.mean_ballots, ballots, rtol=BAR, atol=BAR)
    np.testing.assert_allclose(found.last_split.sum(axis=1), found.endings[:, 2], atol=1e-14)


@slow
@given(rules(), patience, st.integers(0, 39).map(lambda i: Fraction(i, 40)), shares)
def test_linear_pull(
    rule: DecisionRule, patience: Patience, inertia: Fraction, pressure: Fraction
) -> None:
    model = LinearPull(inertia=float(inertia))
    found = deliberation_law(model, rule, patience, float(pressure))
    walk = twins.pressed_votes(twins.linear_pull(rule.jury_size, inertia), rule.jury_size, pressure)
    assert_same(found, twins.law(walk, rule, patience))
    assert found.dissent is None
    assert found.against_verdict is None


@slow
@given(
    rules(),
    patience,
    shares,
    st.integers(-40, 40).map(lambda i: Fraction(i, 40)),
    st.integers(1, 5),
    st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 8), Fraction(1)]),
)
def test_tug_of_war(
    rule: DecisionRule,
    patience: Patience,
    slope: Fraction,
    bias: Fraction,
    movers: int,
    pressure: Fraction,
) -> None:
    n = rule.jury_size
    model = TugOfWar(slope=float(slope), bias=float(bias), movers=movers)
    found = deliberation_law(model, rule, patience, float(pressure))
    walk = twins.pressed_votes(twins.tug_of_war(n, slope, bias, movers), n, pressure)
    assert_same(found, twins.law(walk, rule, patience))


def private_public(
    n: int, persuasion: Fraction, to_convict: Fraction, to_acquit: Fraction, *, merged: bool
) -> tuple[JurorProcess, twins.Walk]:
    model = PrivatePublic(
        persuasion=float(persuasion),
        pressure_to_convict=float(to_convict),
        pressure_to_acquit=float(to_acquit),
    )
    walk = twins.juror_by_juror(n, persuasion, to_convict, to_acquit, merged=merged)
    return model, walk


def assert_same_dissent(found: DeliberationLaw, exact: twins.Law) -> None:
    assert found.dissent is not None
    assert found.against_verdict is not None
    twin = np.array(exact.dissent, dtype=float)
    np.testing.assert_allclose(found.dissent, twin, rtol=0, atol=BAR)
    for shares_against, dissent, endings in zip(
        found.against_verdict, exact.dissent, exact.endings, strict=True
    ):
        for share, part, whole in zip(shares_against, dissent, endings[:2], strict=True):
            if not whole:
                assert share is None
            elif whole > BAR:
                assert share == pytest.approx(float(part / whole), abs=1e-9)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules(3, 4), patience, shares, shares, shares)
def test_private_public_merged(
    rule: DecisionRule, patience: Patience, alpha: Fraction, convict: Fraction, acquit: Fraction
) -> None:
    model, walk = private_public(rule.jury_size, alpha, convict, acquit, merged=True)
    try:
        exact = twins.law(walk, rule, patience)
    except NotAbsorbingError:
        with pytest.raises(NotAbsorbingError):
            deliberation_law(model, rule, patience)
        return
    found = deliberation_law(model, rule, patience)
    assert_same(found, exact)
    assert_same_dissent(found, exact)


@pytest.mark.parametrize(
    "rule",
    [
        DecisionRule.unanimous(3),
        DecisionRule(jury_size=3, to_convict=3, to_acquit=2),
        DecisionRule(jury_size=3, to_convict=2, to_acquit=2),
    ],
    ids=str,
)
@pytest.mark.parametrize("patience", [Never(), BallotCap(ballots=6), HangHazard(per_ballot=0.25)])
def test_private_public_juror_by_juror(rule: DecisionRule, patience: Patience) -> None:
    """A state for each juror: 64 for three of them. That jurors can be counted is not assumed."""
    parameters = (Fraction(3, 4), Fraction(1, 2), Fraction(1, 8))
    model, walk = private_public(3, *parameters, merged=False)
    assert len(walk.rows) == 64
    found, exact = deliberation_law(model, rule, patience), twins.law(walk, rule, patience)
    assert_same(found, exact)
    assert_same_dissent(found, exact)


@pytest.mark.parametrize("n", [5, 12])
def test_private_public_moves_of_larger_juries(n: int) -> None:
    """The matrix itself, for the sizes at which fractions solve too slowly."""
    parameters = (Fraction(1, 4), Fraction(7, 8), Fraction(1, 2))
    model = PrivatePublic(
        persuasion=float(parameters[0]),
        pressure_to_convict=float(parameters[1]),
        pressure_to_acquit=float(parameters[2]),
    )
    counts = model.states(n).counts
    conditions = [(1, 1), (1, 0), (0, 1), (0, 0)]
    walk = _merged_without_all_orders(n, parameters, counts.tolist(), conditions)
    found = model.transition_matrix(n).toarray()
    np.testing.assert_allclose(found, np.array(walk, dtype=float), rtol=0, atol=1e-15)


def _merged_without_all_orders(
    n: int,
    parameters: tuple[Fraction, Fraction, Fraction],
    counts: list[list[int]],
    conditions: list[tuple[int, int]],
) -> list[list[Fraction]]:
    place = {tuple(count): i for i, count in enumerate(counts)}
    rows = [[Fraction(0)] * len(counts) for _ in counts]
    for s, count in enumerate(counts):
        jury = [c for c, times in zip(conditions, count, strict=True) for _ in range(times)]
        for i, juror in enumerate(jury):
            others = [vote for j, (_, vote) in enumerate(jury) if j != i]
            for after, chance in twins.think_again(juror, others, *parameters):
                now = [*jury[:i], after, *jury[i + 1 :]]
                to = place[tuple(now.count(c) for c in conditions)]
                rows[s][to] += chance / n
    return rows


@pytest.mark.parametrize(("n", "votes"), [(6, 6), (9, 8), (12, 12), (12, 10), (16, 16)])
@pytest.mark.parametrize("patience", [Never(), BallotCap(ballots=400), HangHazard(per_ballot=0.01)])
def test_private_public_law_of_larger_juries(n: int, votes: int, patience: Patience) -> None:
    """Against a dense solve, or a dense power, of the whole matrix with verdicts made to stay."""
    model = PrivatePublic(persuasion=0.25, pressure_to_convict=0.875, pressure_to_acquit=0.5)
    rule = DecisionRule(jury_size=n, to_convict=votes, to_acquit=votes)
    seen = model.states(n)
    ended = np.array([rule.ending(int(k)) is not None for k in seen.guilty_votes])
    starts = np.array([model.start(n, k) for k in range(n + 1)])
    P = model.transition_matrix(n).toarray()
    P[ended] = np.eye(len(P))[ended]
    going = np.flatnonzero(~ended)
    hang = patience.per_ballot if isinstance(patience, HangHazard) else 0.0

    arrivals = np.eye(len(P))
    if isinstance(patience, BallotCap):
        arrivals = np.linalg.matrix_power(P, patience.ballots)
    else:
        moved = P[going]
        Q = (1 - hang) * moved[:, going]
        direct = moved.copy()
        direct[:, going] *= hang
        arrivals[going] = np.linalg.solve(np.eye(len(going)) - Q, direct)

    found = deliberation_law(model, rule, patience)
    where, votes_seen = arrivals[starts], seen.guilty_votes
    assert found.last_split is not None
    for column, states in enumerate((votes_seen >= votes, n - votes_seen >= votes, ~ended)):
        np.testing.assert_allclose(
            found.endings[:, column], where[:, states].sum(axis=1), rtol=0, atol=1e-11
        )
    for k in range(n + 1):
        np.testing.assert_allclose(
            found.last_split[:, k], where[:, ~ended & (votes_seen == k)].sum(axis=1), atol=1e-11
        )
