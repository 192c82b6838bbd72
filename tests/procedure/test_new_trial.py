import datetime as dt

import pytest

from juryroom.citations import Standing
from juryroom.procedure.new_trial import After, DismissedWhen, after_reversal, returns
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.states import CountState
from juryroom.record.events import ReversalGround

S, G = CountState, ReversalGround
NEW_YORK = rule_pack("US-NY", dt.date(2024, 4, 25))
FEDERAL = rule_pack("US-FED", dt.date(2024, 4, 25))
DURING, BEFORE, LATER = DismissedWhen


@pytest.mark.parametrize("after", After)
def test_no_final_state_comes_back(after: After) -> None:
    for state in CountState:
        if state.terminal:
            found = returns(state, after, NEW_YORK, DURING)
            assert (found.live, bool(found.says)) == (False, True)
    assert returns(S.ACQUITTED, after, NEW_YORK).authority == "CPL 40.20"
    assert returns(S.BARRED, after, NEW_YORK).standing is Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("after", "dismissed", "live"),
    [
        (After.MISTRIAL, DURING, True),
        (After.MISTRIAL, BEFORE, False),
        (After.MISTRIAL, LATER, False),
        (After.REVERSAL, DURING, True),
        (After.REVERSAL, BEFORE, True),
        (After.REVERSAL, LATER, False),
        (After.REVERSAL, None, None),
    ],
)
def test_a_dismissed_count_comes_back_in_new_york_by_when_it_fell(
    after: After, dismissed: DismissedWhen | None, *, live: bool | None
) -> None:
    found = returns(S.DISMISSED, after, NEW_YORK, dismissed)
    cited = "CPL 280.20" if after is After.MISTRIAL else "CPL 470.55(1)"
    assert (found.live, found.authority) == (live, cited)
    assert returns(S.DISMISSED, after, FEDERAL, dismissed).live is None


def test_open_counts_are_in_it_and_standing_convictions_are_not() -> None:
    for state in (S.MISTRIAL, S.REVERSED_NEW_TRIAL, S.PENDING_TRIAL):
        assert returns(state, After.REVERSAL, FEDERAL).live is True
    for state in (S.GUILTY_VERDICT, S.SENTENCED, S.AFFIRMED, S.FINAL, S.PLEA_GUILTY):
        assert returns(state, After.MISTRIAL, FEDERAL).live is False


@pytest.mark.parametrize("place", ["US-FED", "US-CA", "US-SC", "US-NY"])
def test_the_ground_of_a_reversal_decides_what_it_leaves(place: str) -> None:
    pack = rule_pack(place, dt.date(2024, 4, 25))
    ends = {G.INSUFFICIENCY, G.WEIGHT} if place == "US-NY" else {G.INSUFFICIENCY}
    for ground in ReversalGround:
        expected = S.REVERSED_DISMISSED if ground in ends else S.REVERSED_NEW_TRIAL
        assert after_reversal(ground, pack) is expected
