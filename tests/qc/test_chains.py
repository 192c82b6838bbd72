"""juryroom's two chains against the twins: closed forms, elimination, multiplication forward."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.qc.agreement import (
    NEVER,
    SIXTY_FOURTHS,
    TOLERANCE,
    Named,
    Patience,
    differences,
    first_ballots,
    juryroom_outcome,
    patiences,
    rules,
    twin_ending,
    twin_of,
)
from tests.qc.endings import (
    first_passage,
    linear_pull,
    tug_of_war,
)
from tests.qc.twins import (
    HALF,
    ONE,
    ZERO,
    Chain,
    LinearPull,
    Rule,
    TugOfWar,
    unanimous,
)

SIZES = range(3, 17)
SATE: Named = ("tug-of-war", {"slope": HALF, "bias": ONE, "movers": 2})
PATIENCES: list[Patience] = [
    NEVER,
    ("cap", 1),
    ("cap", 20),
    ("hazard", Fraction(1, 64)),
    ("hazard", Fraction(1, 2)),
]


@pytest.mark.parametrize("jury_size", SIZES)
def test_printed_formulas(jury_size: int) -> None:
    for k in range(jury_size + 1):
        first, rule = ("known", k, jury_size), unanimous(jury_size)
        pulled = juryroom_outcome(("linear-pull", {}), first, rule)
        assert abs(pulled.guilty - float(linear_pull(k, jury_size))) <= TOLERANCE
        tugged = juryroom_outcome(SATE, first, rule)
        assert abs(tugged.guilty - float(tug_of_war(k, jury_size))) <= TOLERANCE


@pytest.mark.parametrize("jury_size", SIZES)
@pytest.mark.parametrize(
    "named",
    [
        ("linear-pull", {"inertia": ZERO}),
        ("linear-pull", {"inertia": Fraction(45, 64)}),
        SATE,
        ("tug-of-war", {"slope": HALF, "bias": ZERO, "movers": 2}),
        ("tug-of-war", {"slope": Fraction(53, 64), "bias": Fraction(36, 64), "movers": 2}),
        ("tug-of-war", {"slope": ONE, "bias": ONE, "movers": 1}),
        ("tug-of-war", {"slope": ONE, "bias": -ONE, "movers": 3}),
        ("tug-of-war", {"slope": ZERO, "bias": ONE, "movers": 2}),
    ],
    ids=lambda named: "-".join(map(str, [named[0], *named[1].values()])),
)
def test_a_grid_of_rules_and_patience(jury_size: int, named: Named) -> None:
    """The first ballot goes through all splits along the grid, and every kind of rule occurs."""
    n = jury_size
    twin = twin_of(named, n)
    asked = {n, n - 1, n - 2, (2 * n + 2) // 3, n // 2 + 1}
    cells = [
        (Rule(n, c, a), patience)
        for c in sorted(asked)
        for a in sorted(asked)
        if c + a > n
        for patience in PATIENCES
    ]
    for i, (rule, patience) in enumerate(cells):
        first = ("known", i % (n + 1), n)
        found = juryroom_outcome(named, first, rule, patience)
        assert not differences(found, twin_ending(twin, first, rule, patience)), (rule, patience)


@st.composite
def chains(draw: st.DrawFn) -> Named:
    if draw(st.booleans()):
        return "linear-pull", {"inertia": draw(st.integers(0, 63).map(lambda i: Fraction(i, 64)))}
    return "tug-of-war", {
        "slope": draw(SIXTY_FOURTHS),
        "bias": draw(st.integers(-64, 64).map(lambda i: Fraction(i, 64))),
        "movers": draw(st.one_of(st.integers(1, 3), st.integers(1, 23))),
    }


@settings(max_examples=250, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    named=chains(),
    patience=patiences(),
    pressure=st.one_of(st.just(ZERO), SIXTY_FOURTHS),
    data=st.data(),
)
def test_any_chain(
    jury_size: int, named: Named, patience: Patience, pressure: Fraction, data: st.DataObject
) -> None:
    rule = data.draw(st.sampled_from(rules(jury_size)))
    first = data.draw(first_ballots(jury_size))
    ending = twin_ending(twin_of(named, jury_size), first, rule, patience, pressure)
    assert not differences(juryroom_outcome(named, first, rule, patience, pressure), ending)


@settings(max_examples=100, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    named=chains(),
    pressure=SIXTY_FOURTHS,
    data=st.data(),
)
def test_any_chain_in_closed_form(
    jury_size: int, named: Named, pressure: Fraction, data: st.DataObject
) -> None:
    """Without patience: gambler's ruin, where no system is solved at all."""
    twin = twin_of(named, jury_size)
    assert isinstance(twin, Chain)
    rule = data.draw(st.sampled_from(rules(jury_size)))
    k = data.draw(st.integers(0, jury_size))
    found = juryroom_outcome(named, ("known", k, jury_size), rule, NEVER, pressure)
    guilty, ballots = first_passage(twin, rule, k, pressure=pressure)
    assert abs(found.guilty - float(guilty)) <= TOLERANCE
    assert abs(found.not_guilty - float(1 - guilty)) <= TOLERANCE
    assert abs(found.mean_ballots - float(ballots)) <= TOLERANCE * max(1.0, float(ballots))


@settings(max_examples=150, deadline=None)
@given(
    jury_size=st.integers(3, 16),
    slope=SIXTY_FOURTHS,
    bias=st.integers(-23 * 64, 23 * 64).map(lambda i: Fraction(i, 64)),
    patience=patiences(),
    data=st.data(),
)
def test_any_bias(
    jury_size: int, slope: Fraction, bias: Fraction, patience: Patience, data: st.DataObject
) -> None:
    """A bias is taken while m(g) stays a probability for every divided jury, and only then."""
    from juryroom.errors import OutOfDomainError

    named: Named = ("tug-of-war", {"slope": slope, "bias": bias, "movers": 2})
    twin = TugOfWar(jury_size, slope, bias)
    least, most = twin.side(1), twin.side(jury_size - 1)
    # On the very edge a rounded m(g) may fall outside: see `test_limits.py`.
    assume(abs(bias) <= 1 or (least != 0 and most != 1))
    rule = data.draw(st.sampled_from(rules(jury_size)))
    first = data.draw(first_ballots(jury_size))
    if not 0 <= least <= most <= 1:
        with pytest.raises(OutOfDomainError):
            juryroom_outcome(named, first, rule, patience)
        return
    found = juryroom_outcome(named, first, rule, patience)
    assert not differences(found, twin_ending(twin, first, rule, patience))


class OwnVoteCounted(LinearPull):
    """A planted fault: one vote too few for guilty in the pull."""

    def up(self, g: int) -> Fraction:
        return super().up(g) * Fraction(g - 1, g)


FIRST, RULE = ("known", 6, 12), Rule(12, 10, 11)
HAZARD: Patience = ("hazard", Fraction(1, 64))


@pytest.mark.parametrize(
    ("named", "fault", "asked", "answered"),
    [
        (SATE, TugOfWar(12, HALF, ZERO), (RULE, NEVER, ZERO), (RULE, NEVER, ZERO)),
        (SATE, TugOfWar(12, HALF, ONE, 3), (RULE, NEVER, ZERO), (RULE, NEVER, ZERO)),
        (("linear-pull", {}), OwnVoteCounted(12), (RULE, NEVER, ZERO), (RULE, NEVER, ZERO)),
        (SATE, TugOfWar(12), (RULE, NEVER, ZERO), (Rule(12, 11, 10), NEVER, ZERO)),
        (SATE, TugOfWar(12), (RULE, ("cap", 9), ZERO), (RULE, ("cap", 10), ZERO)),
        (SATE, TugOfWar(12), (RULE, HAZARD, ZERO), (RULE, ("hazard", Fraction(1, 65)), ZERO)),
        (SATE, TugOfWar(12), (RULE, NEVER, Fraction(1, 64)), (RULE, NEVER, Fraction(1, 65))),
    ],
    ids=["bias", "movers", "pull", "rule turned round", "late cap", "hazard", "pressure"],
)
def test_planted_faults_are_found(
    named: Named,
    fault: Chain,
    asked: tuple[Rule, Patience, Fraction],
    answered: tuple[Rule, Patience, Fraction],
) -> None:
    theirs = juryroom_outcome(named, FIRST, *asked)
    assert not differences(theirs, twin_ending(twin_of(named, 12), FIRST, *asked))
    assert differences(theirs, twin_ending(fault, FIRST, *answered))
