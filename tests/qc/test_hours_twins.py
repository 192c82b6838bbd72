"""The court's patience: hazards by the split, caps, and hours, juryroom against the twin.

juryroom's patience is counted in ballots. An hour is put to it as what it is: where ballots come
some an hour by chance, a deadline is a mixture of caps, and a discharge at a constant rate an hour
is a discharge before any ring of the clock.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qc.agreement import SIXTY_FOURTHS, Named, sixty_fourths, twin_of
from tests.qc.elimination import ONE, ZERO, Found, never, to_the_end, up_to
from tests.qc.hours_twins import ballots_by, by_hour, exponential, minority_hazard, split_hazard
from tests.qc.twins import Chain, Rule, binomial, unanimous

TOLERANCE = 1e-12

PULL: Named = ("linear-pull", {"inertia": Fraction(9, 64)})
SATE: Named = ("tug-of-war", {"slope": Fraction(1, 2), "bias": ONE, "movers": 2})
LIVELY: Named = ("tug-of-war", {"slope": ONE, "bias": ZERO, "movers": 1})
CHAINS = [PULL, SATE, LIVELY]


def outcome(named: Named, first: list[Fraction], rule: Rule, patience: Any) -> Any:
    """Return juryroom's answer to a first ballot under a patience."""
    from juryroom.deliberation.registry import model
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.procedure.decision_rule import DecisionRule
    from juryroom.trial import Trial

    name, given = named
    return Trial(
        model(name, **{k: v if isinstance(v, int) else float(v) for k, v in given.items()}),
        FirstBallot(tuple(map(float, first)), "given"),
        DecisionRule(
            jury_size=rule.jury_size, to_convict=rule.to_convict, to_acquit=rule.to_acquit
        ),
        patience,
    ).solve()


def walk(named: Named, jury_size: int) -> Any:
    """Return the twin's ballot on the number of guilty votes."""
    chain = twin_of(named, jury_size)
    assert isinstance(chain, Chain)

    def ballot(votes: Any) -> Mapping[Any, Fraction]:
        return {g: p for (g,), p in chain.move((votes,)).items() if p}

    return ballot


def differences(said: Any, found: Found) -> list[str]:
    """Return every figure in which the two differ; the hung with their last split."""
    pairs = [
        ("guilty", said.guilty, found.share("guilty")),
        ("not guilty", said.not_guilty, found.share("not guilty")),
        ("hung", said.hung, found.share("hung")),
        ("ballots", said.mean_ballots, found.ballots),
    ]
    hung = found.share("hung")
    if hung:
        at, last = found.hung_at(lambda g: g), said.last_split_when_hung
        pairs += [("last splits", sum(last.values()), ONE)]
        pairs += [
            (f"last split {g}", last.get(g, 0.0), at.get(g, ZERO) / hung) for g in at.keys() | last
        ]
    elif said.last_split_when_hung is not None:
        pairs += [("last splits", 1.0, ZERO)]
    return [
        f"{what}: {a} {float(b)}"
        for what, a, b in pairs
        if abs(a - float(b)) > TOLERANCE * max(1.0, float(b))
    ]


def first_law(first: list[Fraction]) -> dict[Any, Fraction]:
    return {g: p for g, p in enumerate(first) if p}


# --- ballots: hazards by the split, caps, constant hazards -----------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    named=st.sampled_from(CHAINS),
    jury_size=st.integers(3, 9),
    hazards=st.lists(SIXTY_FOURTHS, min_size=10, max_size=10),
    share=SIXTY_FOURTHS,
    less=st.integers(0, 1),
    how=st.sampled_from(["votes", "minority", "constant", "cap"]),
)
def test_any_patience_in_ballots(
    named: Named, jury_size: int, hazards: list[Fraction], share: Fraction, less: int, how: str
) -> None:
    from juryroom.outcome.patience import BallotCap, HangHazard, SplitHazard

    n = jury_size
    first, rule = binomial(share, n), Rule(n, n - less, n)
    by_votes, by_minority = tuple(hazards[: n + 1]), tuple(hazards[: n // 2 + 1])
    folded = tuple(minority_hazard(by_minority)(g, n) for g in range(n + 1))
    cap = int(hazards[0] * 64)
    patience, of_twin = {
        "votes": (SplitHazard(by_guilty_votes=tuple(map(float, by_votes))), by_votes),
        "minority": (SplitHazard(by_minority=tuple(map(float, by_minority))), folded),
        "constant": (HangHazard(per_ballot=float(hazards[0])), (hazards[0],) * (n + 1)),
        "cap": (BallotCap(ballots=cap), None),
    }[how]
    given = (first_law(first), walk(named, n), rule.verdict)
    if of_twin is None:
        found = up_to(*given, cap)
    else:
        assert not isinstance(patience, BallotCap)
        assert patience.hazards(n) == tuple(map(float, of_twin))
        found = to_the_end(*given, split_hazard(of_twin))
    assert not differences(outcome(named, first, rule, patience), found)


@pytest.mark.parametrize("named", CHAINS, ids=str)
def test_juries_of_twelve_and_the_last_split(named: Named) -> None:
    from juryroom.outcome.patience import BallotCap, SplitHazard

    by_minority = sixty_fourths(0, 1, 2, 4, 6, 8, 10)
    hazard = minority_hazard(by_minority)
    first = binomial(Fraction(40, 64), 12)
    for rule in (unanimous(12), Rule(12, 10, 10)):
        given = (first_law(first), walk(named, 12), rule.verdict)
        patience = SplitHazard(by_minority=tuple(map(float, by_minority)))
        found = to_the_end(*given, lambda g: hazard(int(str(g)), 12))
        assert not differences(outcome(named, first, rule, patience), found)
        said = outcome(named, first, rule, BallotCap(ballots=40))
        assert not differences(said, up_to(*given, 40))


# --- hours ---------------------------------------------------------------------------------------


def by_deadline(
    named: Named, first: list[Fraction], rule: Rule, mean: Fraction
) -> dict[Any, float]:
    """Return juryroom's law under a deadline: caps, weighted with the chance of so many ballots."""
    from juryroom.outcome.patience import BallotCap

    law: dict[Any, float] = {}
    for cap, weight in enumerate(ballots_by(mean)):
        said = outcome(named, first, rule, BallotCap(ballots=cap))
        ends = {"guilty": said.guilty, "not guilty": said.not_guilty}
        ends |= {g: said.hung * p for g, p in (said.last_split_when_hung or {}).items()}
        for end, chance in ends.items():
            law[end] = law.get(end, 0.0) + float(weight) * chance
    return law


@pytest.mark.parametrize("named", CHAINS, ids=str)
@pytest.mark.parametrize("hours", ["1/4", "3"])
def test_a_deadline_in_hours(named: Named, hours: str) -> None:
    rate = Fraction(9, 2)
    for n, rule in ((5, unanimous(5)), (6, Rule(6, 5, 6))):
        first = binomial(Fraction(40, 64), n)
        told = by_hour(
            first_law(first),
            walk(named, n),
            rule.verdict,
            hours=Fraction(hours),
            ballots_per_hour=rate,
        )
        said = by_deadline(named, first, rule, rate * Fraction(hours))
        for end in ("guilty", "not guilty"):
            assert abs(said[end] - float(told.share(end))) <= TOLERANCE
        for g in range(n + 1):
            assert abs(said.get(g, 0.0) - float(told.out.get(g, ZERO))) <= TOLERANCE


@pytest.mark.parametrize("named", CHAINS, ids=str)
def test_a_discharge_at_a_constant_rate_an_hour(named: Named) -> None:
    """Long after the last ballot anyone remembers, hours are the hazard of the clock's rings."""
    from juryroom.outcome.patience import HangHazard

    n, rule = 5, unanimous(5)
    first = binomial(Fraction(24, 64), n)
    ballots, discharges = Fraction(6), Fraction(3)
    told = by_hour(
        first_law(first),
        walk(named, n),
        rule.verdict,
        hours=Fraction(14),
        ballots_per_hour=ballots,
        discharges_per_hour=discharges,
    )
    ring = discharges / (ballots + discharges)
    said = outcome(named, first, rule, HangHazard(per_ballot=float(ring)))
    at_once = sum(p for g, p in enumerate(first) if not rule.verdict(g))
    agreed = {"guilty": first[n], "not guilty": first[0]}
    for end, here in (("guilty", said.guilty), ("not guilty", said.not_guilty)):
        # The clock may ring for a discharge before the next ballot as well as after it.
        expected = float(agreed[end]) + float(1 - ring) * (here - float(agreed[end]))
        assert abs(expected - float(told.share(end))) <= TOLERANCE
    hung = float(ring * at_once) + float(1 - ring) * said.hung
    assert abs(hung - float(told.share("hung"))) <= TOLERANCE


def test_hours_step_by_step() -> None:
    """A day cut into thousandths of an hour comes to the same law as the cuts get finer."""
    n, rule, rate, hours = 4, unanimous(4), 5.0, 2.0
    first, ballot = binomial(Fraction(1, 2), n), walk(SATE, n)
    exact = by_hour(
        first_law(first),
        ballot,
        rule.verdict,
        hours=Fraction(hours),
        ballots_per_hour=Fraction(rate),
        discharges_per_hour=Fraction(1, 4),
    )
    rough = [_stepped(first, ballot, rule, (rate, 0.25, hours), steps) for steps in (1500, 3000)]
    for i, end in enumerate(("guilty", "not guilty", "hung")):
        better = 2 * rough[1][i] - rough[0][i]
        assert abs(rough[0][i] - float(exact.share(end))) < 1e-3
        assert abs(better - float(exact.share(end))) < 1e-6


def _stepped(
    first: list[Fraction], ballot: Any, rule: Rule, clock: tuple[float, float, float], steps: int
) -> list[float]:
    rate, discharge, hours = clock
    dt = hours / steps
    now = [float(p) for p in first]
    rows = {
        g: {to: float(p) for to, p in ballot(g).items()}
        for g in range(rule.jury_size + 1)
        if not rule.verdict(g)
    }
    hung = 0.0
    for _ in range(steps):
        after = list(now)
        for g, row in rows.items():
            after[g] -= now[g] * dt * (rate + discharge)
            hung += now[g] * dt * discharge
            for to, chance in row.items():
                after[to] += now[g] * dt * rate * chance
        now = after
    return [now[-1], now[0], hung]


def test_series_of_the_twin() -> None:
    assert float(exponential(Fraction(30))) == pytest.approx(9.357622968840175e-14, rel=1e-15)
    assert abs(sum(ballots_by(Fraction(40))) - 1) < Fraction(1, 10**20)
    assert float(sum(j * p for j, p in enumerate(ballots_by(Fraction(7))))) == pytest.approx(7)


# --- controls ------------------------------------------------------------------------------------


def test_planted_faults_are_seen() -> None:
    from juryroom.outcome.patience import BallotCap, SplitHazard

    n, rule, first = 5, unanimous(5), binomial(Fraction(40, 64), 5)
    by_votes = sixty_fourths(1, 2, 4, 8, 16, 3)
    given = (first_law(first), walk(SATE, n), rule.verdict)
    patience = SplitHazard(by_guilty_votes=tuple(map(float, by_votes)))
    said = outcome(SATE, first, rule, patience)
    assert not differences(said, to_the_end(*given, split_hazard(by_votes)))
    assert differences(said, to_the_end(*given, split_hazard(by_votes[::-1])))
    assert differences(said, to_the_end(*given, never))
    capped = outcome(SATE, first, rule, BallotCap(ballots=7))
    assert not differences(capped, up_to(*given, 7))
    assert differences(capped, up_to(*given, 8))
    late = by_deadline(SATE, first, rule, Fraction(5))
    told = by_hour(*given, hours=Fraction(2), ballots_per_hour=Fraction(2))
    assert abs(late["guilty"] - float(told.share("guilty"))) > 1e-3
