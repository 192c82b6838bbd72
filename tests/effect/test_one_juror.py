"""What one juror can change: against trials and rooms solved apart."""

from dataclasses import replace
from itertools import pairwise

import pytest

from juryroom.catalog.line_up import line_up
from juryroom.effect.one_juror import OneJuror, one_juror
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.events import AtBallot, JurorRefuses, JurorRemoved, Leaves
from juryroom.outcome.patience import SplitHazard
from juryroom.outcome.room import Room
from juryroom.procedure.decision_rule import DecisionRule, Ending, SittingRules

SIX = DecisionRule.unanimous(6)
SPLIT = FirstBallot.known(3, 6)


@pytest.fixture(scope="module")
def found() -> tuple[OneJuror, ...]:
    return one_juror(SPLIT, SIX)


def test_a_vote_is_the_difference_of_two_first_ballots(found: tuple[OneJuror, ...]) -> None:
    for juror, entrant in zip(found, line_up(SIX), strict=True):
        guilty = [entrant.trial(FirstBallot.known(k, 6)).solve().guilty for k in range(7)]
        assert juror.by_vote is not None
        assert juror.by_vote[Ending.GUILTY] == pytest.approx(guilty[4] - guilty[3], abs=1e-12)
        largest, others = juror.largest_by_vote
        rises = [b - a for a, b in pairwise(guilty)]
        assert largest == pytest.approx(max(rises, key=abs), abs=1e-12)
        assert rises[others] == pytest.approx(largest, abs=1e-12)
        assert abs(juror.by_vote[Ending.GUILTY]) <= abs(largest) + 1e-12


def test_leaving_and_refusing_are_rooms(found: tuple[OneJuror, ...]) -> None:
    fewer = SittingRules.unanimous(6, 5)
    for juror, entrant in zip(found, line_up(SIX), strict=True):
        if not entrant.has_clock:
            assert juror.by_leaving == {}
            assert juror.by_refusing is None
            continue
        plain = Room(entrant.model, SIX, entrant.patience)
        before = plain.solve(SPLIT).outcome
        for who in Leaves:
            event = JurorRemoved(when=AtBallot(1), leaves=who, rules=fewer)
            after = replace(plain, happenings=(event,)).solve(SPLIT).outcome
            change = juror.by_leaving[who][Ending.GUILTY]
            assert change == pytest.approx(after.guilty - before.guilty, abs=1e-12)
        assert juror.by_refusing is not None
        refused = replace(plain, happenings=(JurorRefuses(when=AtBallot(1)),)).solve(SPLIT).outcome
        assert juror.by_refusing[Ending.HUNG] == pytest.approx(refused.hung - before.hung)


def test_a_first_ballot_that_is_a_law_is_a_mean() -> None:
    ballot = FirstBallot.distribution([0, 0, 0.25, 0, 0.75, 0, 0])
    parts = [one_juror(FirstBallot.known(k, 6), SIX) for k in (2, 4)]
    for both, low, high in zip(one_juror(ballot, SIX), *parts, strict=True):
        assert both.by_vote is not None
        assert low.by_vote is not None
        assert high.by_vote is not None
        mean = 0.25 * low.by_vote[Ending.HUNG] + 0.75 * high.by_vote[Ending.HUNG]
        assert both.by_vote[Ending.HUNG] == pytest.approx(mean, abs=1e-12)


def test_juries_that_agree_at_first_have_no_vote_to_change_and_do_not_count() -> None:
    ballot = FirstBallot.distribution([0, 0, 0.25, 0, 0, 0, 0.75])
    for found, two in zip(
        one_juror(ballot, SIX), one_juror(FirstBallot.known(2, 6), SIX), strict=True
    ):
        assert found.by_vote == pytest.approx(two.by_vote)


def test_of_splits_that_are_alike_the_first_is_named() -> None:
    same = next(j for j in one_juror(SPLIT, SIX) if j.model == "proportionality")
    assert same.largest_by_vote == (pytest.approx(1 / 6), 0)


def test_where_all_vote_guilty_no_vote_is_left_to_change() -> None:
    for juror in one_juror(FirstBallot.known(6, 6), SIX):
        assert juror.by_vote is None
        assert juror.as_json()["by_vote"] is None


def test_without_a_rule_for_fewer_no_one_is_taken_to_leave() -> None:
    five = DecisionRule(jury_size=6, to_convict=5, to_acquit=5)
    assert all(juror.by_leaving == {} for juror in one_juror(SPLIT, five))
    with_rule = one_juror(SPLIT, five, fewer=SittingRules.majorities({6: 5, 5: 5}))
    assert all(set(juror.by_leaving) == set(Leaves) for juror in with_rule)


def test_without_a_patience_for_fewer_no_one_is_taken_to_leave() -> None:
    hazards = tuple(0.01 * min(k, 6 - k) for k in range(7))
    given = [
        replace(entrant, patience=SplitHazard(by_guilty_votes=hazards))
        for entrant in line_up(SIX)
        if entrant.has_clock
    ]
    found = one_juror(SPLIT, SIX, entrants=given)
    assert all(juror.by_leaving == {} for juror in found)
    assert all(juror.by_refusing for juror in found)


def test_another_number_of_jurors_is_refused() -> None:
    with pytest.raises(OutOfDomainError, match="one_juror"):
        one_juror(FirstBallot.known(6, 12), SIX)
