"""juryroom's several counts against juries gone through juror by juror, and counts walked together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.agreement import NEVER, SIXTY_FOURTHS, Named, Patience, sixty_fourths, twin_of
from tests.qc.counts_twins import (
    Room,
    Standing,
    Votes,
    Walk,
    coupled,
    first_ballots,
    in_turn,
    independent,
    pattern_law,
    patterns,
)
from tests.qc.elimination import ONE, ZERO, Found, to_the_end, up_to
from tests.qc.twins import Chain, Rule, TugOfWar, unanimous

TOLERANCE = 1e-12
ENDS = ("guilty", "not guilty", "hung")

PULL: Named = ("linear-pull", {"inertia": Fraction(9, 64)})
SATE: Named = ("tug-of-war", {"slope": Fraction(1, 2), "bias": ONE, "movers": 2})
LIVELY: Named = ("tug-of-war", {"slope": ONE, "bias": ZERO, "movers": 1})
PATIENCES: list[Patience] = [NEVER, ("cap", 0), ("cap", 6), ("hazard", Fraction(3, 64))]


def walk_of(named: Named, jury_size: int) -> Walk:
    """Return one count's walk on its guilty votes, by the twin of a model."""
    chain = twin_of(named, jury_size)
    assert isinstance(chain, Chain)

    def walk(votes: int) -> Mapping[int, Fraction]:
        return {g: p for (g,), p in chain.move((votes,)).items() if p}

    return walk


def asked(names: Sequence[Named], first: Any, rule: Rule, patience: Patience) -> Any:
    """Return juryroom's trial of several counts."""
    from juryroom.deliberation.registry import model
    from juryroom.outcome.patience import BallotCap, HangHazard, Never
    from juryroom.outcome.several_counts import SeveralCounts
    from juryroom.procedure.decision_rule import DecisionRule

    kind, much = patience
    patient = {
        "never": Never,
        "cap": lambda: BallotCap(ballots=int(much)),
        "hazard": lambda: HangHazard(per_ballot=float(much)),
    }[kind]()
    return SeveralCounts(
        counts=tuple(f"count {i}" for i in range(len(names))),
        first_ballot=first,
        models=tuple(
            model(name, **{k: v if isinstance(v, int) else float(v) for k, v in given.items()})
            for name, given in names
        ),
        rule=DecisionRule(
            jury_size=rule.jury_size, to_convict=rule.to_convict, to_acquit=rule.to_acquit
        ),
        patience=patient,
    )


def end_of(first: Mapping[Any, Fraction], ballot: Any, verdict: Any, patience: Patience) -> Found:
    kind, much = patience
    if kind == "cap":
        return up_to(first, ballot, verdict, int(much))
    return to_the_end(first, ballot, verdict, lambda _: Fraction(much))


PatternLaw = Mapping[tuple[str, ...], Fraction]


def together_of(
    names: Sequence[Named],
    first: Mapping[Votes, Fraction],
    rule: Rule,
    patience: Patience,
    spill_over: Fraction,
) -> PatternLaw:
    """Return the twin's patterns of counts deliberated together."""
    walks = [walk_of(named, rule.jury_size) for named in names]
    room = Room(walks, rule.verdict, spill_over)
    begin: dict[Standing, Fraction] = defaultdict(lambda: ZERO)
    for votes, mass in first.items():
        begin[room.close(votes)] += mass
    return pattern_law(end_of(begin, room.ballot, room.finished, patience))


def in_turn_of(
    names: Sequence[Named], first: Mapping[Votes, Fraction], rule: Rule, patience: Patience
) -> PatternLaw:
    """Return the twin's patterns of counts deliberated one after the other."""
    n = rule.jury_size
    laws: list[dict[int, dict[str, Fraction]]] = []
    for named in names:
        walk = walk_of(named, n)
        laws.append({})
        for k in range(n + 1):
            end = end_of({k: ONE}, walk, rule.verdict, patience)
            laws[-1][k] = {how: end.share(how) for how in ENDS}
    return in_turn(first, laws)


def differences(outcome: Any, law: PatternLaw) -> list[str]:
    """Return every pattern whose probability differs, and what is summed from them."""
    from juryroom.procedure.decision_rule import Ending

    name = {Ending.GUILTY: "guilty", Ending.NOT_GUILTY: "not guilty", Ending.HUNG: "hung"}
    said = {tuple(name[e] for e in pattern): p for pattern, p in outcome.patterns.items()}
    pairs = [
        (str(pattern), said.get(pattern, 0.0), float(law.get(pattern, ZERO)))
        for pattern in said.keys() | law.keys()
    ]
    counts = len(next(iter(law)))
    hung = [
        sum((p for e, p in law.items() if e.count("hung") == h), ZERO) for h in range(counts + 1)
    ]
    pairs += [(f"{h} hung", outcome.hung_counts[h], float(p)) for h, p in enumerate(hung)]
    pairs += [("partial", outcome.partial_verdict, float(sum(hung[1:-1], ZERO)))]
    for c in range(counts):
        for ending, p in outcome.of_count(f"count {c}").items():
            ours = sum((m for e, m in law.items() if e[c] == name[ending]), ZERO)
            pairs.append((f"count {c} {ending}", p, float(ours)))
    return [f"{what}: {a} {b}" for what, a, b in pairs if abs(a - b) > TOLERANCE]


# --- first ballots -------------------------------------------------------------------------------


@pytest.mark.parametrize("alike", [ZERO, Fraction(13, 64), ONE])
@pytest.mark.parametrize("resemblance", [ZERO, Fraction(9, 64), Fraction(60, 64)])
def test_first_ballots_juror_by_juror(alike: Fraction, resemblance: Fraction) -> None:
    from juryroom.jury.joint_ballot import JointBallot
    from juryroom.jury.joint_ballot import patterns as theirs

    for shares, n in (
        (sixty_fourths(40, 23), 3),
        (sixty_fourths(32, 32), 4),
        (sixty_fourths(0, 64), 4),
        (sixty_fourths(10, 50, 64), 3),
    ):
        given, more = tuple(map(float, shares)), {"alike": float(alike)}
        chances = patterns(shares, alike)
        assert {k: v for k, v in theirs(given, **more).items() if v} == pytest.approx(
            {k: float(v) for k, v in chances.items() if v}, abs=1e-15
        )
        ours = first_ballots(shares, n, alike, resemblance)
        said = JointBallot.leanings(given, n, resemblance=float(resemblance), **more).probabilities
        assert said.sum() == pytest.approx(1)
        for votes in {tuple(map(int, at)) for at in zip(*said.nonzero(), strict=True)} | set(ours):
            assert said[votes] == pytest.approx(float(ours.get(votes, ZERO)), abs=1e-14)


# --- patterns of verdicts ------------------------------------------------------------------------


@pytest.mark.parametrize("patience", PATIENCES, ids=str)
@pytest.mark.parametrize("names", [[PULL, SATE], [LIVELY, LIVELY]], ids=["differ", "alike"])
@pytest.mark.parametrize("jury_size", [3, 4])
def test_two_counts(names: list[Named], patience: Patience, jury_size: int) -> None:
    from juryroom.jury.joint_ballot import JointBallot

    n = jury_size
    linked = (sixty_fourths(40, 23), Fraction(24, 64), Fraction(8, 64))
    shares, alike, resemblance = linked
    for rule in (unanimous(n), Rule(n, n - 1, n)):
        for first, law in (
            (JointBallot.known((1, n - 1), n), {(1, n - 1): ONE}),
            (
                JointBallot.leanings(
                    tuple(map(float, shares)), n, alike=float(alike), resemblance=float(resemblance)
                ),
                first_ballots(shares, n, alike, resemblance),
            ),
        ):
            trial = asked(names, first, rule, patience)
            assert not differences(trial.in_turn(), in_turn_of(names, law, rule, patience))
            for spill_over in sixty_fourths(0, 23, 64):
                said = trial.together(spill_over=float(spill_over))
                ours = together_of(names, law, rule, patience, spill_over)
                assert not differences(said, ours), spill_over


def test_three_counts_of_three_jurors() -> None:
    from juryroom.jury.joint_ballot import JointBallot

    names, patience, rule = [PULL, SATE, LIVELY], ("hazard", Fraction(1, 16)), unanimous(3)
    shares, alike = sixty_fourths(40, 23, 30), Fraction(1, 2)
    first = JointBallot.leanings(tuple(map(float, shares)), 3, alike=float(alike))
    law = first_ballots(shares, 3, alike, ZERO)
    trial = asked(names, first, rule, patience)
    assert not differences(trial.in_turn(), in_turn_of(names, law, rule, patience))
    for spill_over in (ZERO, Fraction(1, 4)):
        said = trial.together(spill_over=float(spill_over))
        assert not differences(said, together_of(names, law, rule, patience, spill_over))


@settings(max_examples=15, deadline=None)
@given(
    slopes=st.tuples(SIXTY_FOURTHS, SIXTY_FOURTHS),
    shares=st.tuples(SIXTY_FOURTHS, SIXTY_FOURTHS),
    links=st.tuples(SIXTY_FOURTHS, st.integers(0, 63).map(lambda i: Fraction(i, 64))),
    spill_over=SIXTY_FOURTHS,
    patience=st.sampled_from(PATIENCES),
)
def test_any_two_counts(
    slopes: tuple[Fraction, Fraction],
    shares: tuple[Fraction, Fraction],
    links: tuple[Fraction, Fraction],
    spill_over: Fraction,
    patience: Patience,
) -> None:
    from juryroom.jury.joint_ballot import JointBallot

    names: list[Named] = [("tug-of-war", {"slope": s, "bias": ONE, "movers": 2}) for s in slopes]
    alike, resemblance = links
    first = JointBallot.leanings(
        tuple(map(float, shares)), 3, alike=float(alike), resemblance=float(resemblance)
    )
    law, rule = first_ballots(shares, 3, alike, resemblance), unanimous(3)
    trial = asked(names, first, rule, patience)
    assert not differences(trial.in_turn(), in_turn_of(names, law, rule, patience))
    said = trial.together(spill_over=float(spill_over))
    assert not differences(said, together_of(names, law, rule, patience, spill_over))


# --- what the page says ----------------------------------------------------------------------------


def test_the_pencils_case_of_the_page() -> None:
    names: list[Named] = [("linear-pull", {}), ("linear-pull", {})]
    given: tuple[dict[Votes, Fraction], Rule, Patience] = ({(2, 1): ONE}, unanimous(3), NEVER)
    apart = together_of(names, *given, ZERO)
    assert apart["guilty", "not guilty"] == Fraction(9, 16)
    assert apart == {e: p for e, p in in_turn_of(names, *given).items() if p}
    moved = together_of(names, *given, ONE)
    assert moved["guilty", "guilty"] == Fraction(1, 4)
    assert moved["guilty", "not guilty"] == Fraction(1, 2)
    assert ("not guilty", "guilty") not in moved


def test_one_draw_leaves_each_count_as_it_was() -> None:
    laws = [{1: Fraction(1, 3), 3: Fraction(2, 3)}, {0: Fraction(1, 2), 2: Fraction(1, 2)}]
    for joint in (coupled(laws), independent(laws)):
        for c, law in enumerate(laws):
            for votes, chance in law.items():
                assert sum(p for at, p in joint.items() if at[c] == votes) == chance


# --- controls ------------------------------------------------------------------------------------


def test_planted_faults_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from juryroom.jury.joint_ballot import JointBallot

    names: list[Named] = [PULL, SATE]
    first, law = JointBallot.known((2, 1), 4), {(2, 1): ONE}
    rule, patience, spill_over = unanimous(4), ("hazard", Fraction(1, 64)), Fraction(1, 2)
    said = asked(names, first, rule, patience).together(spill_over=float(spill_over))
    assert not differences(said, together_of(names, law, rule, patience, spill_over))
    assert differences(said, together_of(names, law, rule, patience, ZERO))
    assert differences(said, in_turn_of(names, law, rule, patience))
    monkeypatch.setattr("tests.qc.counts_twins.coupled", opposed)
    assert differences(said, together_of(names, law, rule, patience, spill_over))


def opposed(laws: Sequence[Mapping[int, Fraction]]) -> dict[Votes, Fraction]:
    """Return a planted fault: one draw that moves the counts against each other."""
    turned = [laws[0], *({-v: p for v, p in law.items()} for law in laws[1:])]
    return {(at[0], *(-v for v in at[1:])): p for at, p in coupled(turned).items()}


def test_a_leaning_of_its_own_for_each_count_is_not_one_leaning() -> None:
    shares = sixty_fourths(40, 23)
    assert patterns(shares, ONE) != patterns(shares, ZERO)
    assert isinstance(twin_of(SATE, 4), TugOfWar)
