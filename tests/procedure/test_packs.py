"""The rule packs: every value of every file, and what a malformed file is told."""

import datetime as dt
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, ProcedureError
from juryroom.procedure.law import law_of, void_on_review
from juryroom.procedure.legal_dates import AppliesBy, LegalDates
from juryroom.procedure.pack_files import CONSTITUTION, load_pack, pack_names, read_pack
from juryroom.procedure.rule import Rule
from juryroom.procedure.rulepack import jurisdictions, rule_pack

TODAY = dt.date(2026, 6, 30)
FILES = (*pack_names(), CONSTITUTION)
ABROAD = [
    "GB-EAW",
    "GB-NIR",
    "GB-SCT",
    "IE",
    "CA",
    "NZ",
    "AU-CTH",
    "AU-NSW",
    "AU-VIC",
    "AU-QLD",
    "AU-TAS",
    "AU-SA",
    "AU-WA",
    "AU-NT",
    "AU-ACT",
]
STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
]


def _rules() -> Iterator[tuple[str, Rule]]:
    for name in FILES:
        for rule in load_pack(name)["rules"]:
            yield name, rule


@pytest.mark.parametrize("name", FILES)
def test_every_value_has_an_authority_a_standing_and_days_in_order(name: str) -> None:
    pack = load_pack(name)
    assert pack["id"].lower() == name or name == CONSTITUTION
    rules: tuple[Rule, ...] = pack["rules"]
    assert rules
    for rule in rules:
        assert rule.authority.cite.strip()
        assert rule.standing in (Standing.VERIFIED, Standing.UNVERIFIED)
        assert rule.value is not None
        assert (rule.valid_from or dt.date.min) < (rule.valid_until or dt.date.max)
    for one, other in combinations(rules, 2):
        if one.name == other.name:
            assert one.applies_by is other.applies_by, one.name
            begin = max(rule.valid_from or dt.date.min for rule in (one, other))
            end = min(rule.valid_until or dt.date.max for rule in (one, other))
            assert begin >= end, f"{one.name} has two versions on {begin}"


def test_what_is_from_memory_is_not_called_verified() -> None:
    for name, rule in _rules():
        if "from memory" in rule.authority.cite:
            assert rule.standing is Standing.UNVERIFIED, f"{name} {rule.name}"


def test_votes_needed_are_more_than_half_and_no_more_than_the_jury() -> None:
    for name, rule in _rules():
        if rule.name in ("guilty_min", "acquit_min") and not isinstance(rule.value, str):
            for sitting, votes in rule.value.items():
                assert int(sitting) / 2 < votes <= int(sitting), f"{name} {rule.name}"


@pytest.mark.parametrize("place", ["US-FED", "US-ANY", *ABROAD, *(f"US-{s}" for s in STATES)])
def test_every_place_is_answered(place: str) -> None:
    assert place in jurisdictions()
    assert rule_pack(place, TODAY).rules


@pytest.mark.parametrize("state", STATES)
def test_every_state_answers_the_size_of_a_felony_jury_and_unanimity(state: str) -> None:
    pack = rule_pack(f"US-{state}", TODAY)
    sizes = pack.rule("jury_size").value
    smaller = {"AZ": 8, "CT": 6, "FL": 6, "IN": 6, "LA": 6, "MA": 6, "UT": 4}
    assert max(sizes.values()) == 12
    assert min(sizes.values()) == smaller.get(state, 12)
    assert pack.rule("guilty_min").value == "all"
    own = ["AZ", "CA", "CT", "FL", "IL", "IN", "LA", "MA", "MS", "NY", "OR", "PA", "SC", "TX", "UT"]
    assert (pack.fallback_for is None) == (state in own)


def test_a_law_depends_on_the_day_that_its_pack_names() -> None:
    old, new = dt.date(2018, 12, 31), dt.date(2019, 1, 1)
    late = LegalDates(trial=dt.date(2019, 6, 1), verdict=dt.date(2019, 6, 1))
    for offence, votes in ((old, 10), (new, None)):
        days = late.but(offence=offence)
        louisiana = rule_pack("US-LA", dt.date(2019, 6, 1), days).rule("guilty_min")
        assert louisiana.part("12") == votes
    for verdict, votes in ((dt.date(2020, 4, 19), 10), (dt.date(2020, 4, 20), None)):
        days = LegalDates(trial=dt.date(2020, 4, 1), verdict=verdict)
        assert rule_pack("US-OR", TODAY, days).rule("guilty_min").part("12") == votes
    for begun, votes in ((dt.date(2025, 12, 31), 8), (dt.date(2026, 1, 1), 10)):
        days = LegalDates(trial_begun=begun, verdict=dt.date(2026, 2, 1))
        assert rule_pack("GB-SCT", TODAY, days).rule("guilty_min").part("15") == votes


def test_where_the_day_is_not_known_every_version_is_a_candidate() -> None:
    scotland = law_of("GB-SCT", LegalDates(trial=dt.date(2026, 2, 1)))
    assert [rule.part("15") for rule in scotland.versions("guilty_min")] == [8, 10]
    assert scotland.rule("guilty_min") is None
    before = law_of("GB-SCT", LegalDates(trial=dt.date(2025, 6, 1)))
    assert [rule.part("15") for rule in before.versions("guilty_min")] == [8]
    assert law_of("IE", LegalDates(trial=dt.date(1980, 1, 1))).candidates("guilty_min") == (None,)
    either = law_of("IE", LegalDates(verdict=TODAY)).candidates("guilty_min")
    assert None in either
    assert len(either) == 2


def test_of_a_change_of_which_only_the_year_is_known_both_versions_stay_that_year() -> None:
    hours = {
        year: len(law_of("AU-VIC", LegalDates.all_on(dt.date(year, 7, 1))).versions(
            "majority_after_hours"))
        for year in (2016, 2017, 2018)
    }  # fmt: skip
    assert hours == {2016: 1, 2017: 2, 2018: 1}


def test_a_verdict_that_is_void_on_one_review_stands_on_another() -> None:
    louisiana = law_of("US-LA", LegalDates(offence=dt.date(2015, 1, 1))).rule("guilty_min")
    oregon = law_of("US-OR", LegalDates(verdict=dt.date(2015, 1, 1))).rule("guilty_min")
    assert louisiana is not None
    assert oregon is not None
    ramos, watkins = dt.date(2020, 4, 20), dt.date(2022, 12, 30)
    day = dt.timedelta(days=1)
    assert void_on_review(louisiana, "direct", ramos - day) is False
    assert void_on_review(louisiana, "direct", ramos) is True
    assert void_on_review(louisiana, "federal_habeas", TODAY) is False
    assert void_on_review(louisiana, "state_collateral", TODAY) is None
    assert void_on_review(oregon, "state_collateral", watkins - day) is False
    assert void_on_review(oregon, "state_collateral", watkins) is True
    unanimous = law_of("US-LA", LegalDates.all_on(TODAY)).rule("guilty_min")
    assert unanimous is not None
    assert void_on_review(unanimous, "direct", TODAY) is None


HEADER = 'id = "XX"\nname = "X"\napplies_by = "trial_date"\n'
RULE = '[[rule]]\nname = "jury_size"\nvalue = 12\nauthority = "an act"\nstanding = "verified"\n'


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("id = ", "x.toml", "no TOML"),
        (RULE, "x.toml id", "nothing"),
        (HEADER + RULE + "colour = 1\n", "rule[0] colour", "'colour'"),
        (HEADER + 'colour = "red"\n' + RULE, "x.toml colour", "'colour'"),
        (HEADER + RULE.replace("jury_size", "Jury size"), "rule[0] name", "'Jury size'"),
        (HEADER + RULE.replace('"an act"', '""'), "rule[0] authority", "''"),
        (HEADER + RULE.replace("verified", "certain"), "rule[0] standing", "'certain'"),
        (HEADER + RULE.replace("value = 12\n", ""), "rule[0] value", "nothing"),
        (HEADER + RULE + 'url = "ftp://x"\n', "rule[0] url", "'ftp://x'"),
        (HEADER + RULE + 'valid_from = "1984"\n', "rule[0] valid_from", "'1984'"),
        (HEADER + RULE + 'applies_by = "moon"\n', "rule[0] applies_by", "'moon'"),
        (HEADER.replace("trial_date", "moon") + RULE, "x.toml applies_by", "'moon'"),
        (HEADER + "valid_from = 7\n" + RULE, "x.toml valid_from", "7"),
        (HEADER + RULE + "void = { on_direct_review = 2020-04-20 }\n", "rule[0] void", "{"),
        (HEADER + "rule = 5\n", "x.toml rule", "5"),
        (HEADER + "rule = [1]\n", "x.toml rule", "[1]"),
        (HEADER + RULE.replace('"verified"', "[]"), "rule[0] standing", "[]"),
        (HEADER + RULE + "year_only = 1984\n", "rule[0] year_only", "1984"),
        (HEADER + RULE + RULE, "x.toml jury_size", "two versions"),
        (
            HEADER + RULE + "valid_from = 2020-01-01\nvalid_until = 2019-01-01\n",
            "rule[0] valid_until",
            "from 2020-01-01",
        ),
    ],
)
def test_a_malformed_pack_is_refused_in_four_parts(text: str, where: str, found: str) -> None:
    with pytest.raises(ProcedureError) as raised:
        read_pack(text, "x.toml")
    problem = next(one for one in raised.value.problems if where in one.where)
    assert problem.found.startswith(found)
    assert problem.rule
    assert problem.accepted


def test_versions_that_follow_each_other_are_accepted() -> None:
    text = HEADER + RULE + "valid_until = 2020-01-01\n" + RULE + "valid_from = 2020-01-01\n"
    assert len(read_pack(text, "x.toml")["rules"]) == 2


DAYS = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))


@given(st.lists(DAYS, min_size=4, max_size=4), st.sampled_from(AppliesBy))
def test_the_bounds_of_a_day_hold_every_day_that_it_can_be(
    days: list[dt.date | None], by: AppliesBy
) -> None:
    known = iter(sorted(day for day in days if day is not None))
    offence, begun, trial, verdict = (None if day is None else next(known) for day in days)
    dates = LegalDates(offence=offence, trial_begun=begun, trial=trial, verdict=verdict)
    first, last = dates.between(by)
    assert first <= last
    for place in jurisdictions()[:3]:
        law = law_of(place, dates)
        assert law.candidates("guilty_min")


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="before its trial"):
        LegalDates(offence=dt.date(2020, 1, 2), trial=dt.date(2020, 1, 1))


def test_two_readings_of_when_a_trial_began_leave_the_law_open() -> None:
    days = LegalDates(trial_begun=dt.date(2025, 12, 30), indictment_read=dt.date(2026, 1, 5))
    assert len(law_of("GB-SCT", days).versions("guilty_min")) == 2
    same = LegalDates(trial_begun=dt.date(2025, 12, 10), indictment_read=dt.date(2025, 12, 11))
    assert len(law_of("GB-SCT", same).versions("guilty_min")) == 1
