"""The twins against published figures, against each other, and against planted faults.

A second implementation is worth nothing while it is itself untested. Figures below are those
printed in the sources or computed from their formulas by a third program.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.endings import (
    NeverEndsError,
    first_passage,
    linear_pull,
    roughly,
    roughly_up_to,
    to_the_end,
    tug_of_war,
    up_to,
)
from tests.qc.twins import (
    HALF,
    ONE,
    ZERO,
    Chain,
    Law,
    LinearPull,
    MindsAndVotesByCounts,
    MindsAndVotesByJuror,
    Rule,
    TugOfWar,
    beta_binomial,
    binomial,
    rumoured,
    scheme,
    unanimous,
)

SIXTY_FOURTHS = st.integers(0, 64).map(lambda i: Fraction(i, 64))


def known(k: int, n: int) -> list[Fraction]:
    return [Fraction(i == k) for i in range(n + 1)]


def rules(n: int) -> list[Rule]:
    """Return every rule under which no split is both verdicts."""
    return [Rule(n, c, a) for c, a in product(range(1, n + 1), repeat=2) if c + a > n]


# --- published figures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "jury_size", "share", "printed"),
    [
        ("majority", 6, (3, 5), (0.682560, 0.317440, 0)),
        ("majority", 12, (3, 5), (0.753498132, 0.246501868, 0)),
        ("proportionality", 12, (3, 5), (0.6, 0.4, 0)),
        ("equiprobability", 6, (3, 5), (0.521280, 0.478720, 0)),
        ("equiprobability", 12, (3, 5), (0.501080003, 0.498919997, 0)),
        ("two-thirds-or-hung", 6, (1, 2), (0.343750, 0.343750, 0.312500)),
        ("two-thirds-or-hung", 12, (3, 5), (0.438178222, 0.057309921, 0.504511857)),
        ("two-thirds-or-acquit", 6, (1, 2), (0.343750, 0.656250, 0)),
        ("two-thirds-or-acquit", 12, (3, 5), (0.438178222, 0.561821778, 0)),
        ("unanimity-or-hung", 6, (1, 2), (0.015625, 0.015625, 0.968750)),
        ("unanimity-or-hung", 12, (3, 5), (0.002176782, 0.000016777, 0.997806440)),
    ],
)
def test_schemes_give_the_computed_figures(
    name: str, jury_size: int, share: tuple[int, int], printed: tuple[float, float, float]
) -> None:
    found = scheme(name, binomial(Fraction(*share), jury_size))
    assert [float(p) for p in found] == pytest.approx(printed, abs=6e-10)


@pytest.mark.parametrize(
    ("votes", "cap", "printed"),
    [
        (12, 10, (0.023566640, 0.103793275, 0.872640085)),
        (12, 50, (0.265825671, 0.701891839, 0.032282490)),
        (11, 20, (0.169369589, 0.497568556, 0.333061854)),
        (10, 10, (0.095502000, 0.276005073, 0.628492927)),
        (10, 50, (0.283590095, 0.703400224, 0.013009681)),
    ],
)
def test_a_capped_tug_of_war_gives_the_computed_figures(
    votes: int, cap: int, printed: tuple[float, float, float]
) -> None:
    end = up_to(TugOfWar(12), Rule(12, votes, votes), known(6, 12), cap=cap)
    assert (float(end.guilty), float(end.not_guilty), float(end.hung)) == pytest.approx(
        printed, abs=6e-10
    )


@pytest.mark.parametrize(
    ("votes", "guilty", "polls"),
    [
        (12, 0.278342758, 21.472404890),
        (11, 0.280292569, 19.032258528),
        (10, 0.287884179, 15.862648010),
    ],
)
def test_an_unhurried_tug_of_war_gives_the_computed_figures(
    votes: int, guilty: float, polls: float
) -> None:
    end = to_the_end(TugOfWar(12), Rule(12, votes, votes), known(6, 12))
    assert (float(end.guilty), float(end.ballots)) == pytest.approx((guilty, polls), abs=6e-10)


@pytest.mark.parametrize(
    ("tenths", "resemblance", "printed"),
    [(3, "0", 0.073756), (3, "0.3", 0.194247), (5, "0.05", 0.360714), (7, "0.1", 0.699092)],
)
def test_correlated_jurors_give_the_computed_figures(
    tenths: int, resemblance: str, printed: float
) -> None:
    first = beta_binomial(Fraction(tenths, 10), Fraction(resemblance), 12)
    found = sum(mass * tug_of_war(k, 12) for k, mass in enumerate(first))
    assert float(found) == pytest.approx(printed, abs=6e-7)


# --- two methods, one answer ---------------------------------------------------------------------


@pytest.mark.parametrize("n", [3, 4, 7, 12, 16])
def test_printed_formulas_are_what_elimination_finds(n: int) -> None:
    for k in range(n + 1):
        assert to_the_end(LinearPull(n), unanimous(n), known(k, n)).guilty == linear_pull(k, n)
        assert to_the_end(TugOfWar(n), unanimous(n), known(k, n)).guilty == tug_of_war(k, n)


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(3, 9),
    slope=SIXTY_FOURTHS,
    bias=st.integers(-64, 64).map(lambda i: Fraction(i, 64)),
    movers=st.integers(1, 3),
    pressure=st.integers(0, 63).map(lambda i: Fraction(i, 64)),
    data=st.data(),
)
def test_the_closed_form_is_what_elimination_finds(
    n: int, slope: Fraction, bias: Fraction, movers: int, pressure: Fraction, data: st.DataObject
) -> None:
    chain = TugOfWar(n, slope, bias, movers)
    rule = data.draw(st.sampled_from(rules(n)))
    k = data.draw(st.integers(0, n))
    end = to_the_end(chain, rule, known(k, n), pressure=pressure)
    assert (end.guilty, end.ballots) == first_passage(chain, rule, k, pressure=pressure)
    assert end.guilty + end.not_guilty == 1


@pytest.mark.parametrize("n", [3, 6, 12])
def test_the_special_cases_of_the_three_number_tug(n: int) -> None:
    for k in range(n + 1):
        flat = to_the_end(TugOfWar(n, ZERO, ONE, 3), unanimous(n), known(k, n))
        assert flat.guilty == Fraction(k, n)
        straight = to_the_end(TugOfWar(n, ONE, ZERO, 1), unanimous(n), known(k, n))
        assert straight.guilty == linear_pull(k, n)


@pytest.mark.parametrize("n", [3, 4])
@settings(max_examples=8, deadline=None)
@given(rates=st.tuples(*[SIXTY_FOURTHS] * 4))
def test_jurors_one_by_one_lump_to_counts(n: int, rates: tuple[Fraction, ...]) -> None:
    """From each of the 4**n configurations, one ballot has the same law by juror and by count."""
    *of_model, pressure = rates
    by_juror, by_counts = MindsAndVotesByJuror(n, *of_model), MindsAndVotesByCounts(n, *of_model)
    for state in by_juror.everyone():
        if not by_juror.guilty_votes(state) < n:
            continue
        lumped: Law = defaultdict(lambda: ZERO)
        for after, chance in by_juror.ballot(state, pressure).items():
            lumped[_counted(after)] += chance
        expected = by_counts.ballot(_counted(state), pressure)
        assert {s: p for s, p in lumped.items() if p} == {s: p for s, p in expected.items() if p}


def _counted(state: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(state.count(kind) for kind in range(4))


def test_jurors_one_by_one_end_as_counts_do() -> None:
    rates = (Fraction(3, 4), Fraction(13, 64), Fraction(5, 8))
    by_juror, by_counts = MindsAndVotesByJuror(3, *rates), MindsAndVotesByCounts(3, *rates)
    first, hazard, pressure = binomial(Fraction(33, 64), 3), Fraction(1, 64), Fraction(1, 8)
    for rule in (unanimous(3), Rule(3, 3, 2)):
        assert to_the_end(by_juror, rule, first, hazard=hazard) == to_the_end(
            by_counts, rule, first, hazard=hazard
        )
    by_juror, by_counts = MindsAndVotesByJuror(4, *rates), MindsAndVotesByCounts(4, *rates)
    first = binomial(Fraction(33, 64), 4)
    assert up_to(by_juror, unanimous(4), first, cap=6, pressure=pressure) == up_to(
        by_counts, unanimous(4), first, cap=6, pressure=pressure
    )


def test_votes_that_are_views_walk_fairly() -> None:
    for n, k in ((3, 1), (5, 2), (6, 5)):
        jury = MindsAndVotesByCounts(n, Fraction(7, 64), ZERO, ZERO)
        end = to_the_end(jury, unanimous(n), known(k, n))
        assert end.guilty == Fraction(k, n)
        assert not any(end.against.values())


def test_a_jury_that_cannot_move_never_ends() -> None:
    stuck = MindsAndVotesByCounts(4, ZERO, ZERO, ZERO)
    with pytest.raises(NeverEndsError):
        to_the_end(stuck, unanimous(4), known(2, 4))
    with pytest.raises(NeverEndsError):
        roughly(stuck, unanimous(4), known(2, 4))
    assert to_the_end(stuck, unanimous(4), known(4, 4)).guilty == 1
    assert to_the_end(stuck, unanimous(4), known(2, 4), hazard=Fraction(1, 8)).ballots == 8


@pytest.mark.parametrize("n", [3, 5])
def test_floating_point_agrees_with_fractions(n: int) -> None:
    jury = MindsAndVotesByCounts(n, Fraction(5, 64), Fraction(41, 64), Fraction(60, 64))
    first, pressure = beta_binomial(Fraction(25, 64), Fraction(1, 16), n), Fraction(3, 64)
    pairs = [
        (
            to_the_end(jury, unanimous(n), first, hazard=hazard, pressure=pressure),
            roughly(jury, unanimous(n), first, hazard=hazard, pressure=pressure),
        )
        for hazard in (ZERO, Fraction(1, 64), ONE)
    ]
    pairs.append(
        (
            up_to(jury, unanimous(n), first, cap=9, pressure=pressure),
            roughly_up_to(jury, unanimous(n), first, cap=9, pressure=pressure),
        )
    )
    for exact, rough in pairs:
        assert abs(exact.guilty - rough.guilty) < 1e-14
        assert abs(exact.ballots / rough.ballots - 1) < 1e-13
        assert exact.hung_at.keys() == rough.hung_at.keys()
        for splits in ((exact.hung_at, rough.hung_at), (exact.against, rough.against)):
            assert {k: float(v) for k, v in splits[0].items()} == pytest.approx(
                {k: float(v) for k, v in splits[1].items()}, abs=1e-13
            )


def test_a_rumour_among_independent_jurors_is_a_larger_share() -> None:
    share, converted = Fraction(19, 64), Fraction(11, 64)
    assert rumoured(binomial(share, 9), converted) == binomial(share + (1 - share) * converted, 9)


# --- controls ------------------------------------------------------------------------------------


class PullOneOff(Chain):
    """Linear pull with its steps counted from the wrong end of the ballot."""

    def __init__(self, jury_size: int) -> None:
        self.jury_size = jury_size

    def up(self, g: int) -> Fraction:
        return Fraction(g - 1, self.jury_size)

    def down(self, g: int) -> Fraction:
        return 1 - self.up(g)


def test_faults_are_seen() -> None:
    biased = to_the_end(TugOfWar(12, HALF, ZERO), unanimous(12), known(6, 12))
    assert abs(biased.guilty - tug_of_war(6, 12)) > 1e-2
    pulled = to_the_end(PullOneOff(12), unanimous(12), known(6, 12))
    assert abs(pulled.guilty - linear_pull(6, 12)) > 1e-2
    late = up_to(TugOfWar(12), unanimous(12), known(6, 12), cap=11)
    assert abs(late.hung - Fraction("0.872640085")) > 1e-3
