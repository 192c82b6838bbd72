"""juryroom's jurors who differ against :math:`2^n` votes in fractions."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.qc.agreement import FAINT, NEVER, SIXTY_FOURTHS, Patience, sixty_fourths
from tests.qc.elimination import ONE, ZERO, Found, NeverEndsError, never, to_the_end, up_to
from tests.qc.hours_twins import minority_hazard
from tests.qc.jurors_twins import (
    Jury,
    Votes,
    VotesLaw,
    number_voting_guilty,
    only_the_number,
    own_leanings,
    shares_in_the_verdict,
)
from tests.qc.twins import Rule, unanimous

ROUNDING = 1e-14
SPLIT_HAZARD = sixty_fourths(0, 1, 5, 9)

JURIES = [
    Jury(sixty_fourths(64, 64, 32), (ONE, ONE, Fraction(2))),
    Jury(sixty_fourths(13, 50, 22, 64), (ONE, Fraction(5, 4), Fraction(1, 8), ONE)),
    Jury(sixty_fourths(32, 32, 32, 8), (ONE, ONE, ONE, Fraction(3))),
    Jury(sixty_fourths(0, 50, 22, 64), (ONE, ZERO, Fraction(7), ONE)),
    Jury(sixty_fourths(40, 40, 9, 9, 64), (ONE, ONE, Fraction(4), Fraction(4), Fraction(1, 2))),
]


def asked(jury: Jury, first: Any, rule: Rule, patience: Patience) -> Any:
    """Return juryroom's trial."""
    from juryroom.deliberation.jurors import Jurors
    from juryroom.outcome.jurors import JurorsTrial
    from juryroom.outcome.patience import BallotCap, HangHazard, Never, SplitHazard
    from juryroom.procedure.decision_rule import DecisionRule

    kind, much = patience
    patient = {
        "never": Never,
        "cap": lambda: BallotCap(ballots=int(much)),
        "hazard": lambda: HangHazard(per_ballot=float(much)),
        "split": lambda: SplitHazard(by_minority=tuple(map(float, SPLIT_HAZARD))),
    }[kind]()
    return JurorsTrial(
        jurors=Jurors.of([float(a) for a in jury.persuadability], list(map(float, jury.influence))),
        first=first,
        rule=DecisionRule(
            jury_size=rule.jury_size, to_convict=rule.to_convict, to_acquit=rule.to_acquit
        ),
        patience=patient,
    )


def found(jury: Jury, first: VotesLaw, rule: Rule, patience: Patience) -> Found:
    """Return the twin's answer."""
    kind, much = patience

    def ballot(votes: Any) -> VotesLaw:
        return jury.ballot(votes)

    def verdict(votes: Any) -> str:
        return rule.verdict(sum(votes))

    def hazard(votes: Any) -> Fraction:
        if kind == "split":
            return minority_hazard(SPLIT_HAZARD)(sum(votes), jury.size)
        return Fraction(much)

    if kind == "cap":
        return up_to(first, ballot, verdict, int(much))
    return to_the_end(first, ballot, verdict, never if kind == "never" else hazard)


def differences(certified: Any, found: Found, slowest: Fraction = ONE) -> list[str]:
    """Return every figure in which the two differ by more than juryroom's own bound allows.

    Equations are iterated to a residual and its size is given as `error`. It bounds every
    probability; times `slowest`, at least the mean ballots from any start, it bounds the mean.
    """
    outcome, bound = certified.outcome, certified.error + ROUNDING
    assert bound < 1e-10 + 2 * ROUNDING
    pairs = [
        ("guilty", outcome.guilty, float(found.share("guilty")), bound),
        ("not guilty", outcome.not_guilty, float(found.share("not guilty")), bound),
        ("hung", outcome.hung, float(found.share("hung")), bound),
        ("ballots", outcome.mean_ballots, float(found.ballots), bound * (1 + float(slowest))),
    ]
    hung = found.share("hung")
    if hung > FAINT:
        at, said = found.hung_at(votes_for_guilty), outcome.last_split_when_hung
        off = 2 * bound / float(hung)
        pairs += [
            (f"last split {k}", said.get(k, 0.0), float(at.get(k, ZERO) / hung), off)
            for k in at.keys() | said.keys()
        ]
    return [f"{what}: {a} {b}" for what, a, b, off in pairs if abs(a - b) > off]


def slowest(jury: Jury, rule: Rule, patience: Patience) -> Fraction:
    """Return a bound on the mean ballots from any votes: the mean over all of them, times 2^n."""
    if patience[0] == "cap":
        return Fraction(patience[1])
    everyone = own_leanings([Fraction(1, 2)] * jury.size)
    return found(jury, everyone, rule, patience).ballots * 2**jury.size


def votes_for_guilty(votes: Any) -> int:
    return sum(votes)


PATIENCES: list[Patience] = [
    NEVER,
    ("cap", 0),
    ("cap", 9),
    ("hazard", Fraction(1, 64)),
    ("split", 0),
]


@pytest.mark.parametrize("jury", JURIES, ids=str)
def test_every_vote_of_small_juries(jury: Jury) -> None:
    n = jury.size
    chances = sixty_fourths(*range(5, 5 + 13 * n, 13))
    firsts: list[tuple[Any, VotesLaw]] = [
        (tuple(map(float, chances)), own_leanings(chances)),
        ((1.0,) + (0.0,) * (n - 1), {(1,) + (0,) * (n - 1): ONE}),
    ]
    rules = [unanimous(n), Rule(n, n - 1, n), Rule(n, n, n - 1)]
    for i, patience in enumerate(PATIENCES):
        for first, law in firsts:
            rule = rules[i % 3]
            trial = asked(jury, first, rule, patience)
            ours = found(jury, law, rule, patience)
            much = slowest(jury, rule, patience)
            for lump in (True, False):
                assert not differences(trial.certified(lump=lump), ours, much), (patience, rule)


@pytest.mark.parametrize("patience", [NEVER, ("hazard", Fraction(1, 16))], ids=str)
def test_six_jurors(patience: Patience) -> None:
    """All 64 votes of six jurors, of three types."""
    jury = Jury(sixty_fourths(32, 48, 32, 48, 32, 8), (ONE, ONE, ONE, ONE, ONE, Fraction(2)))
    first = sixty_fourths(20, 30, 40, 50, 60, 4)
    trial = asked(jury, tuple(map(float, first)), unanimous(6), patience)
    ours = found(jury, own_leanings(first), unanimous(6), patience)
    certified = trial.certified()
    assert certified.states < 64
    assert not differences(certified, ours, 1000 * ONE)


def test_only_the_number_of_guilty_votes_is_known() -> None:
    from juryroom.jury.first_ballot import FirstBallot
    from juryroom.jury.leanings import poisson_binomial

    for jury in JURIES:
        n = jury.size
        chances = sixty_fourths(*range(60, 60 - 11 * n, -11))
        law = number_voting_guilty(chances)
        said = poisson_binomial(tuple(map(float, chances)))
        assert list(said.probabilities) == pytest.approx([float(p) for p in law], abs=1e-15)
        rule, patience = unanimous(n), ("hazard", Fraction(3, 64))
        for first, ours in ((said, law), (FirstBallot.known(1, n), [ZERO, ONE] + [ZERO] * n)):
            trial = asked(jury, first, rule, patience)
            said_by_twin = found(jury, only_the_number(ours[: n + 1]), rule, patience)
            assert not differences(trial.certified(), said_by_twin, Fraction(64, 3))


def test_shares_in_the_verdict() -> None:
    """What each juror alone achieves is what the page proves in one line."""
    from juryroom.deliberation.jurors import Jurors

    for jury in (JURIES[0], JURIES[1], JURIES[2], JURIES[4]):

        def wins(law: VotesLaw, jury: Jury = jury) -> Fraction:
            return found(jury, law, unanimous(jury.size), NEVER).share("guilty")

        ours = shares_in_the_verdict(jury, wins)
        whole = sum(jury.influence, ZERO)
        weights = [
            w * (whole - w) / a for a, w in zip(jury.persuadability, jury.influence, strict=True)
        ]
        assert ours == [c / sum(weights, ZERO) for c in weights]
        say = Jurors.of(
            [float(a) for a in jury.persuadability], list(map(float, jury.influence))
        ).say
        assert list(say) == pytest.approx([float(s) for s in ours], abs=1e-14)


def test_a_first_vote_and_a_firm_juror_change_what_the_twin_says() -> None:
    from juryroom.outcome.jurors import change_by_firmness, change_by_first_vote

    jury, rule, patience = JURIES[1], unanimous(4), ("hazard", Fraction(1, 64))
    chances = sixty_fourths(10, 30, 64, 0)

    def guilty(jury: Jury, chances: Sequence[Fraction]) -> Fraction:
        return found(jury, own_leanings(chances), rule, patience).share("guilty")

    trial = asked(jury, tuple(map(float, chances)), rule, patience)
    for seat in range(4):
        votes = [guilty(jury, [*chances[:seat], v, *chances[seat + 1 :]]) for v in (ZERO, ONE)]
        assert change_by_first_vote(trial, seat + 1) == pytest.approx(
            float(votes[1] - votes[0]), abs=2e-10
        )
        a = jury.persuadability
        firm = Jury((*a[:seat], ZERO, *a[seat + 1 :]), jury.influence)
        assert change_by_firmness(trial, seat + 1) == pytest.approx(
            float(guilty(firm, chances) - guilty(jury, chances)), abs=2e-10
        )


@settings(max_examples=40, deadline=None)
@given(
    jurors=st.lists(
        st.tuples(SIXTY_FOURTHS, st.integers(0, 8).map(lambda i: Fraction(i, 4)), SIXTY_FOURTHS),
        min_size=3,
        max_size=4,
    ),
    patience=st.sampled_from(PATIENCES),
    data=st.data(),
)
def test_any_small_jury(
    jurors: list[tuple[Fraction, Fraction, Fraction]], patience: Patience, data: st.DataObject
) -> None:
    """Where a jury can stand still for ever both refuse; elsewhere every figure is the twin's."""
    from juryroom.errors import NotAbsorbingError

    persuadability, influence, chances = (tuple(column) for column in zip(*jurors, strict=True))
    assume(any(influence))
    n, jury = len(jurors), Jury(persuadability, influence)
    rule = data.draw(st.sampled_from([unanimous(n), Rule(n, n - 1, n), Rule(n, n - 1, n - 1)]))
    trial = asked(jury, tuple(map(float, chances)), rule, patience)
    try:
        ours = found(jury, own_leanings(chances), rule, patience)
    except NeverEndsError:
        with pytest.raises(NotAbsorbingError):
            trial.solve()
    else:
        assert not differences(trial.certified(), ours, slowest_or_any(jury, rule, patience))


def slowest_or_any(jury: Jury, rule: Rule, patience: Patience) -> Fraction:
    """Return the same bound; where some other start never ends the mean is not compared."""
    try:
        return slowest(jury, rule, patience)
    except NeverEndsError:
        return Fraction(10**12)


# --- controls ------------------------------------------------------------------------------------


class OwnWeightSeen(Jury):
    """A planted fault: a juror's own influence is among what is seen."""

    def opposed(self, votes: Votes, juror: int) -> Fraction:
        against = [w for w, v in zip(self.influence, votes, strict=True) if v != votes[juror]]
        return sum(against, ZERO) / sum(self.influence, ZERO)


class InfluenceForgotten(Jury):
    """A planted fault: every vote weighs the same."""

    def opposed(self, votes: Votes, juror: int) -> Fraction:
        return Fraction(sum(v != votes[juror] for v in votes), self.size - 1)


@pytest.mark.parametrize("fault", [OwnWeightSeen, InfluenceForgotten])
def test_planted_faults_are_seen(fault: type[Jury]) -> None:
    jury, patience = JURIES[1], ("hazard", Fraction(1, 64))
    first, rule = sixty_fourths(10, 30, 50, 60), unanimous(4)
    said = asked(jury, tuple(map(float, first)), rule, patience).certified()
    law = own_leanings(first)
    assert not differences(said, found(jury, law, rule, patience), Fraction(64))
    faulty = fault(jury.persuadability, jury.influence)
    assert differences(said, found(faulty, law, rule, patience), Fraction(64))
