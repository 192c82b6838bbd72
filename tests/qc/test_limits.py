"""Where figures run out: juries that never end, or hardly ever, and the edges of domains.

Each of these was a disagreement at first, with the twin found right by fractions or by 60 digits.
All are mended; each stays as a test.
"""

from fractions import Fraction

import pytest

from juryroom.errors import NotAbsorbingError
from tests.qc.agreement import (
    NEVER,
    FirstBallot,
    Named,
    differences,
    juryroom_outcome,
    sixty_fourths,
    twin_ending,
    twin_of,
)
from tests.qc.endings import (
    NeverEndsError,
    tug_of_war,
)
from tests.qc.twins import (
    ONE,
    ZERO,
    Rule,
    unanimous,
)


def minds(persuasion: Fraction, to_convict: Fraction, to_acquit: Fraction) -> Named:
    return "private-public", {
        "persuasion": persuasion,
        "pressure_to_convict": to_convict,
        "pressure_to_acquit": to_acquit,
    }


STUCK = minds(ZERO, ZERO, ZERO)


@pytest.mark.parametrize("jury_size", [3, 5, 8])
def test_a_divided_jury_that_cannot_move_is_refused(jury_size: int) -> None:
    """Unless the court's patience, or a threat, ends it (``private-public.md``, "How it ends")."""
    n = jury_size
    first: FirstBallot = ("known", 1, n)
    twin, rule = twin_of(STUCK, n), unanimous(n)
    with pytest.raises(NeverEndsError):
        twin_ending(twin, first, rule, NEVER)
    with pytest.raises(NotAbsorbingError):
        juryroom_outcome(STUCK, first, rule)
    for patience, pressure in ((("cap", 5), ZERO), (("hazard", ONE / 8), ZERO), (NEVER, ONE / 8)):
        found = juryroom_outcome(STUCK, first, rule, patience, pressure)
        ending = twin_ending(twin, first, rule, patience, pressure)
        assert not differences(found, ending, minds=n)


@pytest.mark.parametrize("jury_size", [17, 23])
def test_the_largest_juries(jury_size: int) -> None:
    sate: Named = ("tug-of-war", {"movers": 2})
    for k in range(jury_size + 1):
        found = juryroom_outcome(sate, ("known", k, jury_size), unanimous(jury_size))
        assert abs(found.guilty - float(tug_of_war(k, jury_size))) <= 1e-10


@pytest.mark.parametrize("cap", [1_000, 100_000])
def test_a_very_long_cap(cap: int) -> None:
    named: Named = ("linear-pull", {"inertia": Fraction(0.999)})
    first: FirstBallot = ("known", 6, 12)
    found = juryroom_outcome(named, first, unanimous(12), ("cap", cap))
    rough = twin_ending(twin_of(named, 12), first, unanimous(12), ("cap", cap), exact=False)
    assert not differences(found, rough)


@pytest.mark.parametrize("name", ["two-thirds-or-hung", "majority"])
def test_a_scheme_has_no_time(name: str) -> None:
    found = juryroom_outcome((name, {}), ("known", 5, 12), unanimous(12))
    assert found.mean_ballots is None
    assert found.against_verdict is None


def test_a_jury_that_hardly_ever_ends() -> None:
    """No mind changes; six who think guilty must by chance all vote with the six who do not.

    Exact: not guilty for certain, after 177,277,199.4 ballots on average.
    """
    named, first = minds(ZERO, ZERO, ONE / 16), ("known", 6, 12)
    ending = twin_ending(twin_of(named, 12), first, unanimous(12), NEVER)
    assert ending.not_guilty == 1
    assert not differences(juryroom_outcome(named, first, unanimous(12)), ending, minds=12)


def test_a_long_wait_is_as_exact_as_a_short_one() -> None:
    """Checked with 60 digits: 281,202,356.957955, where floating point need lose nothing."""
    named: Named = minds(Fraction(1, 2**32), Fraction(1, 256), ZERO)
    first, rule = ("known", 9, 12), unanimous(12)
    rough = twin_ending(twin_of(named, 12), first, rule, NEVER, exact=False)
    assert abs(float(rough.ballots) - 281_202_356.957955) < 1e-5
    assert not differences(juryroom_outcome(named, first, rule), rough, minds=12)


def test_a_jury_that_cannot_hang_has_no_last_split() -> None:
    """With one mover a ballot always moves a vote, and here either way is a verdict."""
    named: Named = ("tug-of-war", {"slope": Fraction(0.003), "bias": ONE, "movers": 1})
    rule, first = Rule(3, 2, 3), ("known", 1, 3)
    assert twin_ending(twin_of(named, 3), first, rule, ("cap", 1)).hung == 0
    assert juryroom_outcome(named, first, rule, ("cap", 1)).last_split_when_hung is None


def test_the_edge_of_the_bias_is_inside() -> None:
    slope, bias = sixty_fourths(60, -96)
    named: Named = ("tug-of-war", {"slope": slope, "bias": bias, "movers": 2})
    first, rule = ("known", 7, 15), unanimous(15)
    ending = twin_ending(twin_of(named, 15), first, rule, NEVER)
    assert not differences(juryroom_outcome(named, first, rule), ending)


def test_the_edge_of_the_bias_is_inside_where_it_is_a_whole_number() -> None:
    for slope, bias, n in ((48, 2, 6), (48, -2, 6), (32, 4, 6), (32, 7, 12)):
        named: Named = (
            "tug-of-war",
            {"slope": Fraction(slope, 64), "bias": Fraction(bias), "movers": 2},
        )
        first, rule = ("known", n // 2, n), unanimous(n)
        ending = twin_ending(twin_of(named, n), first, rule, NEVER)
        assert not differences(juryroom_outcome(named, first, rule), ending)
