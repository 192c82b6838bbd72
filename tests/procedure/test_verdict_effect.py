"""What a verdict on one count does to those beside it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.procedure.rulepack import RulePack, rule_pack
from juryroom.procedure.states import ACQUITTALS, CountState
from juryroom.procedure.verdict_effect import Finding, after_verdict, silence

S = CountState
DAY = dt.date(2026, 6, 30)
NEW_YORK, FEDERAL = rule_pack("US-NY", DAY), rule_pack("US-FED", DAY)
CHAIN = {"B": "A", "C": "B"}
BEFORE = dict.fromkeys("ABC", S.SUBMITTED)
G, N = Finding.GUILTY, Finding.NOT_GUILTY


@pytest.mark.parametrize("pack", [NEW_YORK, FEDERAL])
@pytest.mark.parametrize(
    ("found", "after"),
    [
        ({"A": G}, (S.GUILTY_VERDICT, S.DISMISSED, S.DISMISSED)),
        ({"B": G}, (S.ACQUITTED, S.GUILTY_LESSER, S.DISMISSED)),
        ({"C": G}, (S.ACQUITTED, S.ACQUITTED, S.GUILTY_LESSER)),
        ({"A": N}, (S.ACQUITTED, S.SUBMITTED, S.SUBMITTED)),
        ({"A": N, "B": N, "C": N}, (S.ACQUITTED, S.ACQUITTED, S.ACQUITTED)),
        ({"A": Finding.NOT_GUILTY_BY_REASON_OF_INSANITY}, (S.NGRI, S.SUBMITTED, S.SUBMITTED)),
        ({}, (S.SUBMITTED, S.SUBMITTED, S.SUBMITTED)),
    ],
)
def test_a_family_of_counts(
    pack: RulePack, found: dict[str, Finding], after: tuple[CountState, ...]
) -> None:
    effect = after_verdict(BEFORE, CHAIN, found, pack)
    assert tuple(effect.states.values()) == after


def test_new_york_acquits_of_a_greater_count_even_where_the_jury_hung_on_it() -> None:
    before = {"A": S.MISTRIAL, "B": S.GUILTY_LESSER}
    assert after_verdict(before, {"B": "A"}, {}, NEW_YORK).states["A"] is S.ACQUITTED
    assert after_verdict(before, {"B": "A"}, {}, FEDERAL).states["A"] is S.MISTRIAL


def test_no_rule_no_move() -> None:
    england = rule_pack("GB-EAW", DAY)
    effect = after_verdict(BEFORE, CHAIN, {"B": G}, england)
    assert effect.states == {"A": S.SUBMITTED, "B": S.GUILTY_LESSER, "C": S.SUBMITTED}


def test_counts_that_are_each_others_lesser_end() -> None:
    ring = {"A": "B", "B": "A"}
    effect = after_verdict({"A": S.SUBMITTED, "B": S.SUBMITTED}, ring, {"A": G}, NEW_YORK)
    assert effect.states["A"] is S.GUILTY_LESSER


@given(
    states=st.lists(st.sampled_from(S), min_size=3, max_size=3),
    found=st.dictionaries(st.sampled_from("ABC"), st.sampled_from(Finding), max_size=3),
)
def test_no_count_is_lost_and_no_acquittal_undone(
    states: list[CountState], found: dict[str, Finding]
) -> None:
    before = dict(zip("ABC", states, strict=True))
    effect = after_verdict(before, CHAIN, found, NEW_YORK)
    assert set(effect.states) == set(before)
    for name, state in before.items():
        if state in ACQUITTALS and name not in found:
            assert effect.states[name] is state


@pytest.mark.parametrize(
    ("state", "partial", "after", "unknown"),
    [
        (S.SUBMITTED, False, S.DEEMED_ACQUITTED, []),
        (None, False, S.DEEMED_ACQUITTED, []),
        (S.MISTRIAL, False, S.DEEMED_ACQUITTED, []),
        (S.MISTRIAL, True, S.MISTRIAL, []),
        (S.SUBMITTED, True, S.SUBMITTED, []),
        (S.SUBMITTED, None, S.SUBMITTED, ["verdict.under_partial_verdict_rule"]),
        (S.GUILTY_VERDICT, False, S.GUILTY_VERDICT, []),
    ],
)
def test_an_accepted_verdict_that_is_silent(
    state: CountState | None, partial: bool | None, after: CountState, unknown: list[str]
) -> None:
    effect = after_verdict({"A": state}, {}, {}, NEW_YORK)
    silence(effect, ("A",), partial, NEW_YORK)
    assert effect.states["A"] is after
    assert effect.unknown == unknown


def test_silence_elsewhere_is_unknown() -> None:
    effect = after_verdict({"A": S.SUBMITTED}, {}, {}, FEDERAL)
    silence(effect, ("A",), False, FEDERAL)
    assert effect.unknown == ["law: no rule silent_count for US-FED"]
