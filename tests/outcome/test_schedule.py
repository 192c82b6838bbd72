"""Rules that open and change, and rules for the jurors who are left."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.deliberation.interface import DeliberationModel
from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.private_public import PrivatePublic
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard, Never
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import DecisionRule, RuleSchedule, SittingRules
from juryroom.trial import Trial
from tests.outcome.room_twin import Twin, linear_pull, private_public

MODELS: list[DeliberationModel] = [LinearPull(), TugOfWar(), PrivatePublic()]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.card.name)
ALL = DecisionRule.unanimous(12)
TEN = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
ENGLAND = SittingRules.majorities({12: 10, 11: 10, 10: 9, 9: 9})


def opens(ballot: int) -> RuleSchedule:
    return RuleSchedule(((0, ALL), (ballot, TEN))) if ballot else RuleSchedule(((0, TEN),))


def assert_close(found: Outcome, expected: Outcome, within: float = 1e-13) -> None:
    for name in ("guilty", "not_guilty", "hung"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=within)
    assert found.mean_ballots == pytest.approx(expected.mean_ballots, rel=1e-11)


# ---- solved in the room


@each_model
@pytest.mark.parametrize("rule", [TEN, ENGLAND, opens(0)], ids=["rule", "sitting", "schedule"])
def test_one_rule_given_in_three_ways(
    model: DeliberationModel, rule: DecisionRule | SittingRules | RuleSchedule
) -> None:
    ballot, patience = FirstBallot.binomial(0.55, 12), HangHazard(per_ballot=0.01)
    found = Room(model, rule, patience).solve(ballot).outcome
    assert_close(found, Trial(model, ballot, TEN, patience).solve())


@each_model
def test_a_majority_that_opens_after_the_end_is_unanimity(model: DeliberationModel) -> None:
    ballot = FirstBallot.binomial(0.55, 12)
    found = Room(model, opens(21), BallotCap(ballots=20)).solve(ballot).outcome
    assert_close(found, Trial(model, ballot, ALL, BallotCap(ballots=20)).solve())


@each_model
def test_a_majority_that_opens_late_changes_little(model: DeliberationModel) -> None:
    """The later it opens, the nearer to unanimity; opened from the start it ends soonest."""
    ballot = FirstBallot.binomial(0.55, 12)
    outcomes = [
        Room(model, opens(start), HangHazard(per_ballot=0.02)).solve(ballot).outcome
        for start in (0, 1, 5, 20, 100, 1500)
    ]
    hung = [outcome.hung for outcome in outcomes]
    assert hung == sorted(hung)
    assert hung[-1] > hung[0] + 0.01
    assert_close(outcomes[-1], Trial(model, ballot, ALL, HangHazard(per_ballot=0.02)).solve())


def test_by_hand() -> None:
    """Three jurors, two for guilty, linear pull; two of three are enough from ballot 1.

    Ballot 0 is counted under unanimity. Before ballot 1 the vote moves up (2/3) or down (1/3); each
    way two agree, so that ballot ends it.
    """
    two = DecisionRule(jury_size=3, to_convict=2, to_acquit=2)
    rule = RuleSchedule(((0, DecisionRule.unanimous(3)), (1, two)))
    found = Room(LinearPull(), rule).solve(FirstBallot.known(2, 3)).outcome
    assert found.guilty == pytest.approx(2 / 3, rel=1e-15)
    assert found.not_guilty == pytest.approx(1 / 3, rel=1e-15)
    assert found.mean_ballots == 1


STAGES = [
    RuleSchedule(((0, DecisionRule.unanimous(4)), (2, DecisionRule.fraction(4, 0.75)))),
    RuleSchedule(
        (
            (0, DecisionRule.unanimous(4)),
            (1, DecisionRule(jury_size=4, to_convict=3, to_acquit=4)),
            (3, DecisionRule(jury_size=4, to_convict=3, to_acquit=2)),
        )
    ),
    RuleSchedule(((0, DecisionRule.fraction(4, 0.75)), (2, DecisionRule.unanimous(4)))),
]


@pytest.mark.parametrize("rule", STAGES, ids=str)
@pytest.mark.parametrize("kind", [0, 1], ids=["linear-pull", "private-public"])
def test_juror_by_juror(rule: RuleSchedule, kind: int) -> None:
    """Named jurors, in fractions, along every path; the last rule closes what was open before."""
    model, ballot = (
        (LinearPull(inertia=0.25), linear_pull(Fraction(1, 4))),
        (PrivatePublic(), private_public(*(Fraction(1, 2),) * 3)),
    )[kind]
    first = tuple(Fraction(votes, 16) for votes in (1, 4, 6, 4, 1))
    twin = Twin((), minds=kind == 1, cap=4).solve(ballot, rule, first)
    room = Room(model, rule, BallotCap(ballots=4))
    found = room.solve(FirstBallot.binomial(0.5, 4)).outcome
    assert found.guilty == pytest.approx(float(twin.guilty), abs=1e-15)
    assert found.not_guilty == pytest.approx(float(twin.not_guilty), abs=1e-15)
    assert found.hung == pytest.approx(float(sum(twin.hung.values())), abs=1e-15)
    assert found.mean_ballots == pytest.approx(float(twin.ballots), rel=1e-14)


def test_a_stage_one_ballot_late_is_told_apart() -> None:
    """The control: the same schedule, opened one ballot later, is another law."""
    ballot = FirstBallot.known(7, 12)
    one, other = (Room(LinearPull(), opens(b), Never()).solve(ballot).outcome for b in (5, 6))
    with pytest.raises(AssertionError):
        assert_close(one, other, within=1e-6)


# ---- the rules themselves


@given(st.integers(3, 23), st.integers(1, 30), st.integers(1, 30))
def test_a_share_as_a_float_is_the_share_as_a_fraction(n: int, part: int, more: int) -> None:
    share = Fraction(part, part + more)
    votes = ceil(share * n)
    for given_as in (share, float(share)):
        if 2 * votes <= n:
            with pytest.raises(OutOfDomainError, match="more than half of the jurors"):
                DecisionRule.fraction(n, given_as)
        else:
            found = DecisionRule.fraction(n, given_as)
            assert (found.to_convict, found.to_acquit) == (votes, votes)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_share_outside_its_domain(share: float) -> None:
    with pytest.raises(OutOfDomainError, match="share"):
        DecisionRule.fraction(12, share)


@pytest.mark.parametrize(("sitting", "needed"), [(12, 10), (11, 10), (10, 9), (9, 9)])
def test_the_rule_goes_by_who_is_left(sitting: int, needed: int) -> None:
    rule = ENGLAND.rule_for(sitting)
    assert (rule.jury_size, rule.to_convict, rule.to_acquit) == (sitting, needed, needed)
    assert RuleSchedule(((0, ENGLAND),)).rule_at(7, sitting) == rule


def test_a_number_for_which_there_is_no_rule() -> None:
    for rules in (ENGLAND, RuleSchedule(((0, ENGLAND),)), TEN):
        with pytest.raises(OutOfDomainError, match=r"found 8 jurors(.|\n)*a rule for 8 jurors"):
            rules.rule_at(3, 8)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 50), unique=True, max_size=4), st.integers(0, 60))
def test_each_ballot_has_the_last_rule_that_began(starts: list[int], ballot: int) -> None:
    marked = RuleSchedule(
        tuple(
            (start, DecisionRule(jury_size=12, to_convict=12 - place, to_acquit=12))
            for place, start in enumerate([0, *sorted(starts)])
        )
    )
    begun = sum(start <= ballot for start in starts)
    assert marked.rule_at(ballot, 12).to_convict == 12 - begun
    assert marked.last_change == max(starts, default=0)


@pytest.mark.parametrize(
    "stages", [(), ((1, TEN),), ((0, ALL), (5, TEN), (5, ALL)), ((0, ALL), (5, TEN), (3, ALL))]
)
def test_stages_that_leave_a_ballot_open(
    stages: tuple[tuple[int, DecisionRule], ...],
) -> None:
    with pytest.raises(OutOfDomainError, match="a first stage from ballot 0"):
        RuleSchedule(stages)


@pytest.mark.parametrize("ballot", [-1, 2.5, float("nan")])
def test_a_stage_from_no_ballot(ballot: int) -> None:
    with pytest.raises(OutOfDomainError, match="from_ballot"):
        RuleSchedule(((0, ALL), (ballot, TEN)))


def test_stages_of_other_juries() -> None:
    with pytest.raises(OutOfDomainError, match="full juries of 12, 6"):
        RuleSchedule(((0, ALL), (4, DecisionRule.unanimous(6))))


def test_rules_that_no_jury_can_meet_or_that_meet_twice() -> None:
    with pytest.raises(OutOfDomainError, match="12 votes needed of 11"):
        SittingRules.majorities({12: 12, 11: 12})
    with pytest.raises(OutOfDomainError, match="each number of jurors has one rule"):
        SittingRules((ALL, TEN))
    with pytest.raises(OutOfDomainError, match="no size"):
        SittingRules(())


def test_rules_in_words() -> None:
    assert str(SittingRules.unanimous(4, 3)) == "4 of 4 (unanimous); 3 of 3 (unanimous)"
    assert str(opens(9)) == (
        "12 of 12 (unanimous); from ballot 9: 10 to convict, 10 to acquit, of 12"
    )
