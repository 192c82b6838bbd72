import datetime as dt
import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, ProcedureError
from juryroom.procedure.authority import Authority
from juryroom.procedure.rulepack import (
    PACKS,
    Rule,
    decision_rule,
    jurisdictions,
    jury_size,
    rule_pack,
    votes_needed,
)

TODAY = dt.date(2026, 6, 30)
FILES = sorted(
    path.name
    for path in resources.files("juryroom.procedure").joinpath("packs").iterdir()
    if path.name.endswith(".toml")
)


def test_every_file_is_a_pack_or_the_constitution_under_them() -> None:
    assert {file.removesuffix(".toml") for file in FILES} == {*PACKS, "us-constitution"}


NEEDED = {
    "US-NY": {
        "jury_size",
        "min_jurors",
        "guilty_min",
        "acquit_min",
        "partial_verdict",
        "retry_hung",
        "alternate_in_deliberation",
        "silent_count",
        "counts_after_mistrial",
        "counts_after_reversal",
        "juror_statements",
        "set_aside_before_sentence",
        "silent_sentence_default",
        "reversal_remedy",
        "discharge_without_verdict",
    },
    "US-FED": {
        "jury_size",
        "min_jurors",
        "guilty_min",
        "acquit_min",
        "partial_verdict",
        "retry_hung",
        "alternate_in_deliberation",
        "juror_statements",
        "silent_sentence_default",
        "judge_acquittal",
    },
    "US-CA": {
        "jury_size",
        "min_jurors",
        "guilty_min",
        "acquit_min",
        "partial_verdict",
        "retry_hung",
        "alternate_in_deliberation",
        "juror_statements",
        "silent_sentence_default",
        "discharge_without_verdict",
    },
    "US-SC": {"jury_size", "min_jurors", "guilty_min", "acquit_min", "retry_hung"},
}


@pytest.mark.parametrize("place", NEEDED)
def test_a_pack_holds_what_the_answers_need(place: str) -> None:
    pack = rule_pack(place, TODAY)
    assert NEEDED[place] <= set(pack.rules)
    assert pack.has("floor_of_the_constitution")


def test_what_is_not_verified_says_so_wherever_it_is_shown() -> None:
    pack = rule_pack("US-NY", TODAY)
    assert {"jury_size", "guilty_min"} <= set(pack.unverified)
    assert not {"min_jurors", "silent_count"} & set(pack.unverified)
    for rule in pack.rules.values():
        assert ("[unverified]" in str(rule.authority)) == (rule.name in pack.unverified)
    shown = pack.as_json()
    assert shown["unverified"] == list(pack.unverified)
    assert shown["rules"]["jury_size"]["standing"] == "unverified"
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.parametrize("place", ["US-FED", "US-NY", "US-CA", "US-FED-CA2"])
def test_a_place_with_a_pack_has_nothing_stand_in(place: str) -> None:
    pack = rule_pack(place, TODAY)
    assert (pack.fallback_for, pack.notice) == (None, None)
    assert pack.id == place[:6]
    assert pack.jurisdiction == place


def test_a_state_without_a_pack_is_told_what_stands_in() -> None:
    pack = rule_pack("US-NJ", TODAY)
    assert (pack.id, pack.fallback_for) == ("US-STATE", "US-NJ")
    assert pack.notice is not None
    assert "US-NJ has no rule pack of its own" in pack.notice


@pytest.mark.parametrize(
    "place", ["GB", "FR", "AU", "gb-eaw", "US", "US-STATE", "US-", "XX-NY", "US-NYC", "US-ZZ"]
)
def test_no_other_place_stands_in_for_one_abroad(place: str) -> None:
    with pytest.raises(ProcedureError, match="US-FED, US-NY, US-CA"):
        rule_pack(place, TODAY)


def test_a_rule_that_is_missing_is_unknown_and_an_error() -> None:
    with pytest.raises(ProcedureError, match="a rule that is missing is unknown") as raised:
        rule_pack("US-SC", TODAY).rule("silent_count")
    assert "guilty_min" in raised.value.problems[0].accepted


def test_a_state_that_differs_has_its_own_numbers() -> None:
    assert rule_pack("US-FL", TODAY).rule("jury_size").part("other") == 6
    assert rule_pack("US-NJ", TODAY).rule("jury_size").part("felony") == 12
    before = decision_rule(rule_pack("US-OR", dt.date(2020, 4, 19)), 12)
    assert (before.to_convict, before.to_acquit) == (10, 10)
    assert decision_rule(rule_pack("US-OR", dt.date(2020, 4, 20)), 12).to_convict == 12


def test_the_class_of_an_offence_sizes_its_jury_and_is_not_guessed() -> None:
    before, after = (rule_pack("US-IN", dt.date(2014, month, 1)) for month in (6, 7))
    assert jury_size(before, "other") == jury_size(after, "level_6_and_below") == 6
    assert jury_size(rule_pack("US-NY", TODAY), "B") == 12
    for pack, own in ((after, None), (after, "other"), (rule_pack("US-FL", TODAY), None)):
        with pytest.raises(ProcedureError, match="the class of the offence sizes the jury"):
            jury_size(pack, own)


def test_what_is_not_enough_to_convict_acquits_in_scotland() -> None:
    old, new = (
        decision_rule(rule_pack("GB-SCT", day), 15)
        for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    )
    assert (old.to_convict, old.to_acquit) == (8, 8)
    assert (new.to_convict, new.to_acquit) == (10, 6)


def test_the_constitution_of_one_country_is_not_under_the_packs_of_another() -> None:
    for place in jurisdictions():
        held = rule_pack(place, TODAY).has("floor_of_the_constitution")
        assert held == place.startswith("US-"), place


def test_new_yorks_gate_is_dated() -> None:
    before, after = (
        rule_pack("US-NY", day).rule("retry_hung")
        for day in (dt.date(1973, 12, 31), dt.date(1974, 1, 1))
    )
    assert before.part("barred_if") == ("concurrent",)
    assert "Mayo" in before.authority.cite
    assert after.part("barred_if") == ("inconsistent_with_verdict", "concurrent_only")
    assert str(after.authority) == "CPL 310.70(2)"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_on_any_day_a_rule_in_force_is_between_its_dates(day: dt.date) -> None:
    for place in NEEDED:
        assert all(rule.on(day) for rule in rule_pack(place, day).rules.values())


def test_values_cannot_be_changed() -> None:
    value = rule_pack("US-NY", TODAY).rule("retry_hung").value
    with pytest.raises(TypeError):
        value["allowed"] = False


@given(st.sampled_from(list(NEEDED)), st.integers(6, 23))
def test_unanimity_asks_for_every_juror(place: str, jurors: int) -> None:
    rule = decision_rule(rule_pack(place, TODAY), jurors)
    assert (rule.to_convict, rule.to_acquit, rule.jury_size) == (jurors, jurors, jurors)


def test_the_constitution_has_a_floor_and_the_package_a_ceiling() -> None:
    with pytest.raises(ProcedureError, match=r"at least 6 members, .*Ballew v\. Georgia"):
        decision_rule(rule_pack("US-NY", TODAY), 5)
    with pytest.raises(OutOfDomainError):
        decision_rule(rule_pack("US-NY", TODAY), 24)


def test_a_rule_may_name_the_votes_for_each_size() -> None:
    authority = Authority("an act", Standing.VERIFIED)
    rule = Rule(name="guilty_min", value={"12": 10, "11": 10}, authority=authority)
    assert votes_needed(rule, 11) == 10
    with pytest.raises(OutOfDomainError, match="names the votes for each number of jurors"):
        votes_needed(rule, 9)
