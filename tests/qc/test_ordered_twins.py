"""juryroom's chains over ordered verdicts against the twins, and the twins against themselves."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.agreement import SIXTY_FOURTHS
from tests.qc.elimination import ONE, ZERO, Found, Hazard, never, to_the_end, up_to
from tests.qc.endings import tug_of_war
from tests.qc.ordered_twins import (
    HALF,
    NotAChanceError,
    Ordered,
    SateOrdered,
    Split,
    SplitLaw,
    agreed,
    every_split,
    jurors_of,
    multinomial,
    split_of,
    strikes,
    urn,
)

TOLERANCE = 1e-11
NEVER = ("never", 0)
Twin = Ordered | SateOrdered

TUGS = [
    Ordered(),
    Ordered(HALF, ONE, HALF),
    Ordered(Fraction(53, 64), Fraction(36, 64), ZERO),
    Ordered(Fraction(13, 64), ZERO, ZERO, movers=1),
    Ordered(HALF, Fraction(-1, 2), Fraction(-3, 4), movers=3),
    Ordered(HALF, ONE, ONE, compromise=HALF),
    Ordered(Fraction(40, 64), HALF, Fraction(1, 4), movers=2, compromise=Fraction(13, 64)),
    Ordered(Fraction(1, 4), ONE, ZERO, movers=1, compromise=ONE),
    Ordered(ZERO, ONE, ONE, movers=2, compromise=Fraction(3, 4)),
]
PATIENCES = [
    NEVER,
    ("cap", 0),
    ("cap", 7),
    ("hazard", Fraction(1, 64)),
    ("hazard", Fraction(1, 2)),
]


def theirs(twin: Twin) -> Any:
    """Return juryroom's model for a twin."""
    from juryroom.deliberation.models.ordered_tug_of_war import OrderedTugOfWar
    from juryroom.deliberation.models.sate_ordered import SateOrdered as Sate

    if isinstance(twin, SateOrdered):
        return Sate()
    return OrderedTugOfWar(
        slope=float(twin.slope),
        bias=float(twin.bias),
        bias_between=float(twin.bias_between),
        movers=twin.movers,
        compromise=float(twin.compromise),
    )


def outcome(twin: Twin, first: SplitLaw, votes_needed: int, patience: tuple[str, Any]) -> Any:
    """Return juryroom's answer."""
    from juryroom.jury.ordered_ballot import OrderedBallot
    from juryroom.outcome.ordered import OrderedTrial
    from juryroom.outcome.patience import BallotCap, HangHazard, Never

    kind, much = patience
    patient = {
        "never": Never,
        "cap": lambda: BallotCap(ballots=int(much)),
        "hazard": lambda: HangHazard(per_ballot=float(much)),
    }[kind]()
    options = len(next(iter(first)))
    return OrderedTrial(
        options=tuple(f"option {i}" for i in range(options)),
        first_ballot=OrderedBallot({s: float(p) for s, p in first.items() if p}, "made by a twin"),
        model=theirs(twin),
        votes_needed=votes_needed,
        patience=patient,
    ).solve()


def found(twin: Twin, first: SplitLaw, votes_needed: int, patience: tuple[str, Any]) -> Found:
    """Return the twin's answer."""
    kind, much = patience

    def verdict(split: Any) -> str:
        return agreed(split, votes_needed)

    def ballot(split: Any) -> SplitLaw:
        return twin.ballot(split)

    if kind == "cap":
        return up_to(first, ballot, verdict, int(much))
    hazard: Hazard = never if kind == "never" else lambda _: Fraction(much)
    return to_the_end(first, ballot, verdict, hazard)


def differences(outcome: Any, found: Found) -> list[str]:
    """Return every figure in which the two differ."""
    pairs = [(name, p, float(found.share(name))) for name, p in outcome.verdicts.items()]
    pairs += [("hung", outcome.hung, float(found.share("hung")))]
    pairs += [("ballots", outcome.mean_ballots, float(found.ballots))]
    hung = found.share("hung")
    if hung:
        at = found.hung_at(lambda split: split)
        said = outcome.last_split_when_hung
        pairs += [
            (f"last {split}", said.get(split, 0.0), float(at.get(split, ZERO) / hung))
            for split in at.keys() | said.keys()
        ]
    else:
        assert outcome.last_split_when_hung is None
    return [f"{what}: {a} {b}" for what, a, b in pairs if abs(a - b) > TOLERANCE * max(1.0, abs(b))]


def rows_differ(twin: Twin, jury_size: int, options: int) -> list[str]:
    """Return the splits from which one ballot of juryroom's is not one of the twin's."""
    from juryroom.deliberation.ordered import splits

    at: list[Split] = [tuple(map(int, row)) for row in splits(jury_size, options)]
    assert sorted(at) == sorted(every_split(jury_size, options))
    matrix = theirs(twin).transition_matrix(jury_size, options).toarray()
    wrong: list[str] = []
    for i, split in enumerate(at):
        law = twin.ballot(split)
        if max(abs(matrix[i, j] - float(law.get(to, ZERO))) for j, to in enumerate(at)) > 1e-15:
            wrong.append(str(split))
    return wrong


# --- one ballot ----------------------------------------------------------------------------------


@pytest.mark.parametrize("twin", [*TUGS, SateOrdered()], ids=str)
@pytest.mark.parametrize("options", [2, 3, 4])
@pytest.mark.parametrize("jury_size", [3, 4, 5, 6])
def test_one_ballot_from_every_split(twin: Twin, options: int, jury_size: int) -> None:
    assert not rows_differ(twin, jury_size, options)


@pytest.mark.parametrize("twin", [TUGS[0], TUGS[6], SateOrdered()], ids=str)
def test_one_ballot_of_larger_juries(twin: Twin) -> None:
    assert not rows_differ(twin, 12, 3)
    assert not rows_differ(twin, 5, 5)


@settings(max_examples=60, deadline=None)
@given(
    slope=SIXTY_FOURTHS,
    bias=st.integers(-160, 160).map(lambda i: Fraction(i, 64)),
    less=st.integers(-8, 72).map(lambda i: Fraction(i, 64)),
    movers=st.integers(1, 3),
    compromise=st.one_of(st.just(ZERO), SIXTY_FOURTHS),
    shape=st.sampled_from([(3, 2), (5, 2), (3, 3), (4, 3), (6, 3), (3, 4), (5, 4)]),
)
def test_any_parameters_or_none(
    slope: Fraction,
    bias: Fraction,
    less: Fraction,
    movers: int,
    compromise: Fraction,
    shape: tuple[int, int],
) -> None:
    """Where some chance is none juryroom refuses; elsewhere every ballot is the twin's."""
    from juryroom.errors import OutOfDomainError

    jury_size, options = shape
    twin = Ordered(slope, bias, bias - less, movers, compromise)
    if refused_by_the_page(twin, jury_size, options):
        with pytest.raises(OutOfDomainError):
            theirs(twin).transition_matrix(jury_size, options)
    else:
        assert not rows_differ(twin, jury_size, options)


def refused_by_the_page(twin: Ordered, jury_size: int, options: int) -> bool:
    """Say whether the page refuses these numbers, or some chance lies outside 0 to 1."""
    if options > 2 and not 0 <= twin.bias - twin.bias_between <= 1:
        return True
    sides = [twin.side(g, cut, jury_size) for g in range(1, jury_size) for cut in range(1, options)]
    if not all(0 <= m <= 1 for m in sides):
        return True
    try:
        for split in every_split(jury_size, options):
            twin.places(split)
    except NotAChanceError:
        return True
    return False


# --- how it ends ---------------------------------------------------------------------------------


@pytest.mark.parametrize("twin", [*TUGS, SateOrdered()], ids=str)
@pytest.mark.parametrize(("options", "jury_size"), [(2, 5), (3, 3), (3, 5), (4, 3)])
def test_how_it_ends(twin: Twin, options: int, jury_size: int) -> None:
    shares = [Fraction(21, 64), Fraction(43, 64)]
    shares = {
        2: shares,
        3: [Fraction(20, 64), Fraction(31, 64), Fraction(13, 64)],
        4: [Fraction(20, 64), Fraction(9, 64), Fraction(22, 64), Fraction(13, 64)],
    }[options]
    firsts = [
        multinomial(shares, jury_size),
        {(jury_size - 1, *[0] * (options - 2), 1): ONE},
        {(1, *[0] * (options - 2), jury_size - 1): ONE},
    ]
    for i, patience in enumerate(PATIENCES):
        for votes_needed in {jury_size, jury_size - 1}:
            if 2 * votes_needed > jury_size:
                first = firsts[i % 3]
                asked = (twin, first, votes_needed, patience)
                assert not differences(outcome(*asked), found(*asked)), (patience, votes_needed)


@pytest.mark.parametrize("twin", [TUGS[0], TUGS[6], SateOrdered()], ids=str)
def test_six_jurors_over_three_options(twin: Twin) -> None:
    first = multinomial([Fraction(20, 64), Fraction(31, 64), Fraction(13, 64)], 6)
    for asked in (
        (twin, first, 6, NEVER),
        (twin, first, 5, ("hazard", Fraction(1, 64))),
        (twin, first, 4, ("cap", 12)),
    ):
        assert not differences(outcome(*asked), found(*asked))


def test_pools_and_pools_that_vary() -> None:
    from juryroom.jury.ordered_ballot import OrderedBallot

    for shares in (["1/2", "1/4", "1/4"], ["1/2", "0", "1/2"], ["1/8", "3/8", "1/4", "1/4"]):
        pool = [Fraction(s) for s in shares]
        for resemblance in (ZERO, Fraction(1, 8), Fraction(31, 32)):
            for n in (3, 6):
                ours = urn(pool, n, resemblance)
                said = OrderedBallot.multinomial(
                    tuple(map(float, pool)), n, resemblance=float(resemblance)
                ).probabilities
                assert {s for s, p in said.items() if p} == set(ours)
                for split, mass in ours.items():
                    assert said[split] == pytest.approx(float(mass), rel=1e-13)
            assert resemblance or ours == {s: p for s, p in multinomial(pool, 6).items() if p}


# --- what the page and sate's figures say ----------------------------------------------------------


def test_the_twin_of_sate_has_its_figures() -> None:
    """The empty middle option of 6, 0, 6 traps one side; two options are the binary chain."""
    trapped = found(SateOrdered(), {(6, 0, 6): ONE}, 12, ("cap", 0)).share("hung")
    assert trapped == 1
    law = SateOrdered().ballot((6, 0, 6))
    assert round(float(law[5, 1, 6]), 4) == 0.1050
    assert law[6, 1, 5] == Fraction(1, 8)
    assert set(law) == {(5, 1, 6), (6, 1, 5), (6, 0, 6)}
    for k in range(7):
        two = found(SateOrdered(), {(6 - k, k): ONE}, 6, NEVER)
        assert two.share("option 1") == tug_of_war(k, 6)


@pytest.mark.parametrize(
    ("twin", "first", "option", "printed"),
    [
        (SateOrdered(), {(6, 0, 6): ONE}, 0, 0.460),
        (SateOrdered(), multinomial([HALF, ZERO, HALF], 12), 0, 0.473),
        (SateOrdered(), multinomial([HALF, HALF, ZERO], 12), 1, None),
        (SateOrdered(), multinomial([HALF, HALF, ZERO], 12), 2, 0.00045),
        (Ordered(), {(6, 0, 6): ONE}, 0, 0.722),
        (Ordered(compromise=HALF), {(6, 0, 6): ONE}, 1, 0.064),
    ],
    ids=["trapped", "pool of ends", "half a pool", "a ghost", "untouched", "compromise"],
)
def test_figures_of_twelve(twin: Twin, first: SplitLaw, option: int, printed: float | None) -> None:
    """sate's are those computed by running it; juryroom's own are those of the page."""
    asked = ({s: p for s, p in first.items() if p}, 12, ("hazard", ZERO))
    ours, said = found(twin, *asked), outcome(twin, *asked)
    assert not differences(said, ours)
    if printed is not None:
        digits = 5 if printed < 0.01 else 3
        assert round(float(ours.share(f"option {option}")), digits) == printed


@pytest.mark.parametrize("n", [3, 5])
def test_the_theorems_of_the_page(n: int) -> None:
    """Not guilty untouched; no supporters, no verdict; the closed form; merging is dropping."""
    for split in every_split(n, 3):
        end = found(Ordered(), {split: ONE}, n, NEVER)
        assert end.share("option 0") == 1 - tug_of_war(n - split[0], n)
        assert end.share("option 2") == tug_of_war(split[2], n)
        if not split[1] and split[0] and split[2]:
            assert end.share("option 1") == 0
        uneven = Ordered(HALF, ONE, HALF)
        merged = found(uneven, {(split[0], split[1] + split[2]): ONE}, n, NEVER)
        apart = found(uneven, {split: ONE}, n, NEVER)
        assert apart.share("option 1") + apart.share("option 2") == merged.share("option 1")


@pytest.mark.parametrize(("by_prosecution", "by_defence"), [(0, 0), (3, 3), (4, 2), (0, 5)])
def test_strikes_of_sate(by_prosecution: int, by_defence: int) -> None:
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.strikes import after_strikes

    for share in (Fraction(1, 2), Fraction(45, 64)):
        for accuracy in (Fraction(9, 64), ZERO, ONE):
            ours = strikes(share, 6, by_prosecution, by_defence, accuracy)
            said = after_strikes(
                float(share),
                6,
                prosecution_strikes=by_prosecution,
                defence_strikes=by_defence,
                accuracy=float(accuracy),
            )
            assert isinstance(said, FirstBallot)
            assert list(said.probabilities) == pytest.approx([float(p) for p in ours], abs=1e-15)


# --- controls ------------------------------------------------------------------------------------


class HighestDecides(Ordered):
    """A planted fault: coincident cuts have the head start of the highest, not the lowest."""

    def above_cut(self, split: Split, cut: int) -> Fraction:
        above = [sum(split[r:]) for r in range(len(split))]
        top = max(r for r in range(len(split)) if above[r] == above[cut])
        n = sum(split)
        inside = 0 < above[cut] < n
        return self.side(above[cut], top, n) if inside else Fraction(above[cut], n)


class OneStepOnly(Ordered):
    """A planted fault: an end that comes in goes one option, not to the place of the movers."""

    def ballot(self, split: Split) -> SplitLaw:
        law: SplitLaw = {}
        for to, chance in super().ballot(split).items():
            before, after = jurors_of(split), jurors_of(to)
            step = [b + (a > b) - (a < b) for a, b in zip(after, before, strict=True)]
            at = split_of(step, len(split))
            law[at] = law.get(at, ZERO) + chance
        return law


@pytest.mark.parametrize("fault", [HighestDecides, OneStepOnly])
def test_planted_faults_are_seen(fault: type[Ordered]) -> None:
    numbers = (HALF, ONE, HALF)
    asked = ({(2, 0, 3): ONE}, 5, ("hazard", Fraction(1, 64)))
    said = outcome(Ordered(*numbers), *asked)
    assert not differences(said, found(Ordered(*numbers), *asked))
    assert differences(said, found(fault(*numbers), *asked))
    assert rows_differ(TUGS[1], 4, 3) == []
