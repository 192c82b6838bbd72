"""juryroom's minds and votes against the twins: jurors one by one, counts, and floating point."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.qc.agreement import (
    NEVER,
    SIXTY_FOURTHS,
    FirstBallot,
    Named,
    Patience,
    differences,
    first_ballots,
    juryroom_outcome,
    patiences,
    rules,
    sixty_fourths,
    twin_ending,
    twin_of,
)
from tests.qc.endings import (
    Ending,
)
from tests.qc.twins import (
    ZERO,
    Law,
    MindsAndVotesByCounts,
    MindsAndVotesByJuror,
    Rule,
    State,
    unanimous,
)


def minds(persuasion: int, to_convict: int, to_acquit: int) -> Named:
    alpha, convict, acquit = sixty_fourths(persuasion, to_convict, to_acquit)
    return "private-public", {
        "persuasion": alpha,
        "pressure_to_convict": convict,
        "pressure_to_acquit": acquit,
    }


RATES = [minds(32, 32, 32), minds(48, 8, 40), minds(64, 64, 64), minds(5, 60, 0), minds(20, 0, 0)]
PATIENCES: list[Patience] = [
    NEVER,
    ("cap", 1),
    ("cap", 12),
    ("hazard", Fraction(1, 64)),
    ("hazard", Fraction(1)),
]


def disagreements(outcome: Any, ending: Ending, jury_size: int) -> list[str]:
    """Return every figure that differs, the minds against a verdict among them."""
    return differences(outcome, ending, minds=jury_size)


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@pytest.mark.parametrize("named", RATES[:4], ids=str)
def test_juries_of_three_juror_by_juror(named: Named, patience: Patience) -> None:
    """All 64 configurations of three jurors, in fractions; no counting of like jurors."""
    twin = MindsAndVotesByJuror(3, **_rates(named))
    for i, rule in enumerate([unanimous(3), Rule(3, 3, 2), Rule(3, 2, 3)]):
        first: FirstBallot = ("known", 1 + i % 2, 3)
        found = juryroom_outcome(named, first, rule, patience)
        assert not disagreements(found, twin_ending(twin, first, rule, patience), 3), rule


@pytest.mark.parametrize("named", RATES[1:3], ids=str)
def test_juries_of_four_juror_by_juror(named: Named) -> None:
    """All 256 configurations: forward in fractions, to the end in floating point."""
    twin, rule = MindsAndVotesByJuror(4, **_rates(named)), unanimous(4)
    first: FirstBallot = ("binomial", sixty_fourths(37), 4)
    for patience, pressure in ((("cap", 7), ZERO), (("cap", 5), Fraction(9, 64))):
        found = juryroom_outcome(named, first, rule, patience, pressure)
        assert not disagreements(found, twin_ending(twin, first, rule, patience, pressure), 4)
    for patience in (NEVER, ("hazard", Fraction(3, 64))):
        found = juryroom_outcome(named, first, rule, patience, Fraction(9, 64))
        rough = twin_ending(twin, first, rule, patience, Fraction(9, 64), exact=False)
        assert not disagreements(found, rough, 4)


def _rates(named: Named) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in named[1].items()}


@pytest.mark.parametrize("jury_size", [4, 5, 6])
@pytest.mark.parametrize("named", RATES, ids=str)
def test_a_grid_in_fractions(jury_size: int, named: Named) -> None:
    n = jury_size
    twin = twin_of(named, n)
    for i, patience in enumerate(PATIENCES):
        rule = [Rule(n, n - 1, n), Rule(n, n - 1, n - 1), Rule(n, n, n // 2 + 1)][i % 3]
        first: FirstBallot = ("known", 1 + i % (n - 1), n)
        found = juryroom_outcome(named, first, rule, patience)
        assert not disagreements(found, twin_ending(twin, first, rule, patience), n), patience


@settings(max_examples=60, deadline=None)
@given(
    jury_size=st.integers(3, 5),
    rates=st.tuples(st.integers(0, 64), st.integers(0, 64), st.integers(0, 64)),
    patience=patiences(),
    pressure=st.one_of(st.just(ZERO), SIXTY_FOURTHS),
    data=st.data(),
)
def test_any_small_jury(
    jury_size: int,
    rates: tuple[int, int, int],
    patience: Patience,
    pressure: Fraction,
    data: st.DataObject,
) -> None:
    assume(any(rates) or pressure)  # a jury in which nothing moves is in `test_limits.py`
    named = minds(*rates)
    rule = data.draw(st.sampled_from(rules(jury_size)))
    first = data.draw(first_ballots(jury_size))
    ending = twin_ending(twin_of(named, jury_size), first, rule, patience, pressure)
    found = juryroom_outcome(named, first, rule, patience, pressure)
    assert not disagreements(found, ending, jury_size)


@pytest.mark.parametrize("jury_size", range(7, 17))
def test_large_juries_in_floating_point(jury_size: int) -> None:
    n = jury_size
    cells: list[tuple[Named, Rule, Patience, Fraction]] = [
        (minds(32, 32, 32), unanimous(n), ("hazard", Fraction(1, 64)), ZERO),
        (minds(48, 20, 31), Rule(n, n - 2, n - 2), NEVER, ZERO),
        (minds(9, 50, 13), Rule(n, n - 1, n), ("cap", 25), Fraction(1, 16)),
        (minds(51, 0, 17), unanimous(n), NEVER, Fraction(3, 64)),
    ]
    for named, rule, patience, pressure in cells if n <= 12 else cells[n % 2 :: 2]:
        first: FirstBallot = ("beta_binomial", sixty_fourths(35, 4), n)
        rough = twin_ending(twin_of(named, n), first, rule, patience, pressure, exact=False)
        found = juryroom_outcome(named, first, rule, patience, pressure)
        assert not disagreements(found, rough, n), (named, patience)


class OldMindPressed(MindsAndVotesByCounts):
    """A planted fault: who presses is settled before persuasion, by the old view."""

    def drawn(self, mind: int, vote: int, guilty_votes: int) -> dict[tuple[int, int], Fraction]:
        opposed = self.opposed(mind, vote, guilty_votes)
        law: dict[tuple[int, int], Fraction] = {}
        for view, chance in (
            (1 - mind, self.persuasion * opposed),
            (mind, 1 - self.persuasion * opposed),
        ):
            rate = self.pressure_to_acquit if view else self.pressure_to_convict
            law[view, 1 - view] = chance * rate * opposed
            law[view, view] = chance * (1 - rate * opposed)
        return law


class OwnVoteSeen(MindsAndVotesByCounts):
    """A planted fault: the juror's own vote is among those that press."""

    def opposed(self, view: int, vote: int, guilty_votes: int) -> Fraction:
        against = self.jury_size - guilty_votes if view else guilty_votes
        return Fraction(against, self.jury_size)


class PressuresExchanged(MindsAndVotesByCounts):
    """A planted fault: the two pressures change places."""

    def __init__(
        self, jury_size: int, alpha: Fraction, convict: Fraction, acquit: Fraction
    ) -> None:
        super().__init__(jury_size, alpha, acquit, convict)


class ThreatConverts(MindsAndVotesByCounts):
    """A planted fault: a threat changes the mind with the vote."""

    def threatened(self, state: State) -> Law:
        thinks_g_votes_g, thinks_g_votes_n, thinks_n_votes_g, thinks_n_votes_n = state
        law: Law = {}
        no = thinks_g_votes_n + thinks_n_votes_n
        if thinks_g_votes_n:
            after = (thinks_g_votes_g + 1, thinks_g_votes_n - 1, thinks_n_votes_g, thinks_n_votes_n)
            law[after] = Fraction(thinks_g_votes_n, no)
        if thinks_n_votes_n:
            after = (thinks_g_votes_g + 1, thinks_g_votes_n, thinks_n_votes_g, thinks_n_votes_n - 1)
            law[after] = Fraction(thinks_n_votes_n, no)
        return law


@pytest.mark.parametrize("fault", [OldMindPressed, OwnVoteSeen, PressuresExchanged, ThreatConverts])
def test_planted_faults_are_found(fault: type[MindsAndVotesByCounts]) -> None:
    named, rule = minds(48, 8, 40), Rule(5, 4, 5)
    first: FirstBallot = ("known", 2, 5)
    asked: tuple[Patience, Fraction] = (("hazard", Fraction(1, 64)), Fraction(1, 16))
    found = juryroom_outcome(named, first, rule, *asked)
    alpha, convict, acquit = _rates(named).values()
    faulty = fault(5, alpha, convict, acquit)
    assert not disagreements(found, twin_ending(twin_of(named, 5), first, rule, *asked), 5)
    assert disagreements(found, twin_ending(faulty, first, rule, *asked), 5)
