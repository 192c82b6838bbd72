"""What a court answers to a ballot, place by place, from the statutes as the packs give them."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError
from juryroom.procedure.law import law_of
from juryroom.procedure.legal_dates import LegalDates
from juryroom.procedure.rulepack import jurisdictions
from juryroom.procedure.verdict_rule import (
    BallotFacts,
    OffenceFacts,
    Ruling,
    VerdictRuling,
    take_verdict,
)

TODAY = dt.date(2026, 6, 30)
STATE_OTHER = OffenceFacts(sovereign="state", type="other")
FACTS: dict[str, Any] = {
    "minutes": 1000,
    "sworn_inquiry": True,
    "numbers_stated": True,
    "majority_direction_given": True,
}


def offence(kind: Any = "other", sovereign: Any = "state", own: str | None = None) -> OffenceFacts:
    return OffenceFacts(sovereign=sovereign, type=kind, offence_class=own)


def take(place: str, guilty: int, not_guilty: int, **facts: Any) -> VerdictRuling:
    facts.setdefault("sitting", guilty + not_guilty)
    facts.setdefault("size", 15 if place == "GB-SCT" else 12)
    days = facts.pop("days", LegalDates.all_on(facts.pop("on", TODAY)))
    ballot = BallotFacts(guilty=guilty, not_guilty=not_guilty, **facts)
    return take_verdict(ballot, law_of(place, days))


# Jurors sitting, and the fewest votes for guilty and for not guilty that are taken in the end; None
# where no number of votes is. An ordinary offence of the place, all conditions met.
TABLES: dict[str, dict[int, tuple[int, int]]] = {
    "GB-EAW": {12: (10, 10), 11: (10, 10), 10: (9, 9), 9: (9, 9)},
    "GB-NIR": {12: (10, 10), 11: (10, 10), 10: (9, 9), 9: (9, 9)},
    "IE": {12: (10, 10), 11: (10, 10), 10: (10, 10)},
    "CA": {12: (12, 12), 11: (11, 11), 10: (10, 10)},
    "NZ": {12: (11, 11), 11: (10, 10)},
    "AU-CTH": {12: (12, 12)},
    "AU-NSW": {12: (11, 11), 11: (10, 10), 10: (10, 10)},
    "AU-VIC": {12: (11, 11), 11: (10, 10), 10: (9, 9)},
    "AU-QLD": {12: (11, 11), 11: (10, 10), 10: (10, 10)},
    "AU-TAS": {12: (10, 10)},
    "AU-SA": {12: (10, 10), 11: (10, 10), 10: (9, 9)},
    "AU-WA": {12: (10, 10)},
    "AU-NT": {12: (10, 10), 11: (10, 10), 10: (9, 9)},
    "AU-ACT": {12: (11, 11), 11: (11, 11), 10: (10, 10)},
    "US-NY": {12: (12, 12)},
    "US-FED": {12: (12, 12)},
    "US-CA": {12: (12, 12)},
    "US-PA": {12: (12, 12)},
    "US-NJ": {12: (12, 12)},
    "US-AZ": {12: (12, 12)},
    "US-FL": {6: (6, 6), 12: (12, 12)},
}


@pytest.mark.parametrize(
    ("place", "sitting"), [(place, n) for place, rows in TABLES.items() for n in rows]
)
def test_the_numbers_of_each_place(place: str, sitting: int) -> None:
    convict, acquit = TABLES[place][sitting]
    for guilty in range(sitting + 1):
        facts: dict[str, Any] = {**FACTS, "offence": STATE_OTHER, "size": max(sitting, 12)}
        ruling = take(place, guilty, sitting - guilty, **facts)
        if guilty >= convict:
            assert (ruling.result, ruling.state) == (Ruling.ACCEPT, "GUILTY_VERDICT")
        elif sitting - guilty >= acquit:
            assert (ruling.result, ruling.state) == (Ruling.ACCEPT, "ACQUITTED")
        else:
            assert (ruling.result, ruling.state) == (Ruling.NO_VERDICT, None)


@pytest.mark.parametrize(
    ("place", "fewest"),
    [("GB-EAW", 9), ("GB-NIR", 9), ("IE", 10), ("CA", 10), ("AU-VIC", 10), ("US-NY", 12)],
)
def test_jurors_lost_one_by_one_until_too_few_are_left(place: str, fewest: int) -> None:
    for sitting in range(12, 5, -1):
        ruling = take(place, sitting, 0, size=12, offence=STATE_OTHER, **FACTS)
        if sitting >= fewest:
            assert ruling.result is Ruling.ACCEPT
        else:
            assert ruling.result is Ruling.REFUSE
            assert ruling.reasons == ("below_minimum_number",)
            assert ruling.requires == (f"at_least_{fewest}_jurors",)


@pytest.mark.parametrize(
    ("place", "votes", "floor", "kind"),
    [
        ("GB-EAW", (10, 2), 120, "other"),
        ("GB-EAW", (2, 10), 120, "other"),
        ("IE", (10, 2), 120, "other"),
        ("NZ", (11, 1), 240, "other"),
        ("AU-NSW", (11, 1), 480, "other"),
        ("AU-QLD", (11, 1), 480, "other"),
        ("AU-TAS", (10, 2), 120, "other"),
        ("AU-TAS", (2, 10), 360, "murder"),
        ("AU-SA", (10, 2), 240, "other"),
        ("AU-SA", (2, 10), 240, "murder"),
        ("AU-WA", (10, 2), 180, "other"),
        ("AU-NT", (10, 2), 360, "other"),
        ("AU-ACT", (11, 1), 360, "other"),
    ],
)
def test_a_majority_waits_until_the_last_minute_of_the_floor(
    place: str, votes: tuple[int, int], floor: int, kind: str
) -> None:
    facts: dict[str, Any] = {**FACTS, "offence": offence(kind)}
    early = take(place, *votes, **{**facts, "minutes": floor - 1})
    assert early.result is Ruling.REFUSE
    assert early.reasons == ("time_floor_not_reached",)
    assert early.requires == (f"at_least_{floor}_minutes",)
    assert take(place, *votes, **{**facts, "minutes": floor}).result is Ruling.ACCEPT
    unknown = take(place, *votes, **{**facts, "minutes": None})
    assert (unknown.result, unknown.missing) == (Ruling.UNKNOWN, ("deliberation.minutes",))
    assert {result for _, result in unknown.readings} == {Ruling.REFUSE, Ruling.ACCEPT}
    all_of_them = take(place, 12, 0, offence=offence(kind))
    assert all_of_them.result is Ruling.ACCEPT  # no time, form or inquiry is asked of all


@pytest.mark.parametrize("place", ["GB-EAW", "GB-NIR", "IE"])
def test_numbers_are_stated_for_guilty_and_for_nothing_else(place: str) -> None:
    said = take(place, 10, 1, **FACTS)
    assert (said.result, said.announce_split) == (Ruling.ACCEPT, True)
    unsaid = take(place, 10, 1, **{**FACTS, "numbers_stated": False})
    assert (unsaid.result, unsaid.reasons) == (Ruling.REFUSE, ("numbers_not_stated",))
    not_known = take(place, 10, 1, **{**FACTS, "numbers_stated": None})
    assert not_known.missing == ("numbers_stated",)
    for stated in (True, False, None):
        acquitted = take(place, 1, 10, **{**FACTS, "numbers_stated": stated})
        assert (acquitted.state, acquitted.announce_split) == ("ACQUITTED", False)


def test_a_refusal_names_everything_that_is_missing() -> None:
    ruling = take("GB-EAW", 10, 2, minutes=30, numbers_stated=False)
    assert ruling.reasons == ("time_floor_not_reached", "numbers_not_stated")
    assert [str(by) for by in ruling.authorities] == [
        "Juries Act 1974 s. 17(1)",
        "Juries Act 1974 s. 17(4)",
        "Juries Act 1974 s. 17(3)",
    ]
    assert ruling.standing is Standing.VERIFIED


@pytest.mark.parametrize("place", ["AU-NSW", "AU-ACT"])
def test_an_inquiry_on_oath_comes_before_a_majority(place: str) -> None:
    facts: dict[str, Any] = {**FACTS, "offence": STATE_OTHER}
    without = take(place, 11, 1, **{**facts, "sworn_inquiry": False})
    assert (without.result, without.reasons) == (Ruling.REFUSE, ("no_sworn_inquiry",))
    unknown = take(place, 11, 1, **{**facts, "sworn_inquiry": None})
    assert unknown.missing == ("deliberation.sworn_inquiry",)
    assert take(place, 12, 0, offence=STATE_OTHER).result is Ruling.ACCEPT


def test_the_judges_invitation_is_practice_and_never_assumed() -> None:
    facts: dict[str, Any] = {**FACTS, "majority_direction_given": None}
    ruling = take("GB-EAW", 10, 2, **facts)
    assert (ruling.result, ruling.not_shown) == (Ruling.ACCEPT, ("majority_direction_given",))
    refused = take("GB-EAW", 10, 2, **{**facts, "majority_direction_given": False})
    assert refused.reasons == ("no_majority_direction",)
    assert refused.standing is Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("place", "kind", "guilty", "not_guilty"),
    [
        ("AU-VIC", "murder", Ruling.NO_VERDICT, Ruling.NO_VERDICT),
        ("AU-VIC", "treason", Ruling.NO_VERDICT, Ruling.NO_VERDICT),
        ("AU-VIC", "drugs", Ruling.NO_VERDICT, Ruling.NO_VERDICT),
        ("AU-QLD", "murder", Ruling.NO_VERDICT, Ruling.NO_VERDICT),
        ("AU-SA", "murder", Ruling.NO_VERDICT, Ruling.ACCEPT),
        ("AU-SA", "treason", Ruling.NO_VERDICT, Ruling.ACCEPT),
        ("AU-TAS", "murder", Ruling.NO_VERDICT, Ruling.ACCEPT),
        ("AU-WA", "murder", Ruling.NO_VERDICT, Ruling.ACCEPT),
        ("AU-NSW", "murder", Ruling.ACCEPT, Ruling.ACCEPT),
        ("GB-EAW", "murder", Ruling.ACCEPT, Ruling.ACCEPT),
    ],
)
def test_what_a_place_asks_all_jurors_for(
    place: str, kind: str, guilty: Ruling, not_guilty: Ruling
) -> None:
    facts: dict[str, Any] = {**FACTS, "offence": offence(kind)}
    assert take(place, 11, 1, **facts).result is guilty
    assert take(place, 1, 11, **facts).result is not_guilty
    if guilty is not not_guilty:
        assert take(place, 11, 1, **facts).reasons == (f"guilty_of_{kind}_needs_all",)


@pytest.mark.parametrize(
    "place", ["AU-NSW", "AU-VIC", "AU-QLD", "AU-TAS", "AU-SA", "AU-WA", "AU-NT", "AU-ACT"]
)
def test_guilty_of_an_offence_against_the_commonwealth_takes_all(place: str) -> None:
    facts: dict[str, Any] = {**FACTS, "offence": offence("other", "commonwealth")}
    ruling = take(place, 11, 1, **facts)
    assert ruling.result is Ruling.NO_VERDICT
    assert ruling.reasons == ("unanimity_for_commonwealth_offences",)
    unknown = take(place, 11, 1, **{**facts, "offence": offence("other", None)})
    assert unknown.missing == ("offence.sovereign",)
    assert take("AU-CTH", 11, 1, **FACTS).result is Ruling.NO_VERDICT


def test_new_south_wales_lets_a_majority_acquit_of_a_commonwealth_offence() -> None:
    facts: dict[str, Any] = {**FACTS, "offence": offence("other", "commonwealth")}
    assert take("AU-NSW", 1, 11, **facts).state == "ACQUITTED"
    assert take("AU-VIC", 1, 11, **facts).result is Ruling.NO_VERDICT


@pytest.mark.parametrize(
    ("begun", "rows"),
    [
        (dt.date(2025, 12, 31), {15: 8, 14: 8, 13: 8, 12: 8}),
        (dt.date(2026, 1, 1), {15: 10, 14: 10, 13: 9, 12: 8}),
    ],
)
def test_in_scotland_what_does_not_convict_acquits(begun: dt.date, rows: dict[int, int]) -> None:
    days = LegalDates(trial_begun=begun, trial=begun, verdict=dt.date(2026, 2, 1))
    for sitting, convict in rows.items():
        for guilty in range(sitting + 1):
            ruling = take("GB-SCT", guilty, sitting - guilty, days=days)
            assert ruling.state == ("GUILTY_VERDICT" if guilty >= convict else "ACQUITTED")
    short = take("GB-SCT", 11, 0, days=days)
    assert (short.result, short.reasons) == (Ruling.REFUSE, ("below_minimum_number",))


def test_in_scotland_the_day_on_which_the_trial_began_may_decide() -> None:
    days = LegalDates(trial=dt.date(2026, 2, 1), verdict=dt.date(2026, 2, 1))
    ruling = take("GB-SCT", 9, 6, days=days)
    assert (ruling.result, ruling.missing) == (Ruling.UNKNOWN, ("jury.sworn",))
    assert take("GB-SCT", 10, 5, days=days).state == "GUILTY_VERDICT"
    assert take("GB-SCT", 7, 8, days=days).state == "ACQUITTED"


def test_the_floor_of_victoria_went_in_2017() -> None:
    facts: dict[str, Any] = {**FACTS, "minutes": 200, "offence": STATE_OTHER}
    before, during, after = (
        take("AU-VIC", 11, 1, on=dt.date(year, 7, 1), **facts) for year in (2016, 2017, 2018)
    )
    assert (before.result, before.requires) == (Ruling.REFUSE, ("at_least_360_minutes",))
    assert (during.result, during.missing) == (Ruling.UNKNOWN, ("law.day_of_change",))
    assert after.result is Ruling.ACCEPT
    facts["minutes"] = 400
    assert take("AU-VIC", 11, 1, on=dt.date(2017, 7, 1), **facts).result is Ruling.ACCEPT


def test_the_capital_territory_asked_for_all_until_2024() -> None:
    facts: dict[str, Any] = {**FACTS, "offence": STATE_OTHER}
    results = [
        take("AU-ACT", 11, 1, on=dt.date(year, 7, 1), **facts).result for year in (2023, 2024, 2025)
    ]
    assert results == [Ruling.NO_VERDICT, Ruling.UNKNOWN, Ruling.ACCEPT]


# ---- the United States


@pytest.mark.parametrize("place", ["US-ANY", "US-FL", "US-NY", "US-NJ", "US-LA"])
@pytest.mark.parametrize("kind", ["non_petty", "murder", "hard_labour"])
def test_fewer_than_six_jurors_are_no_jury(place: str, kind: str) -> None:
    ruling = take(place, 5, 0, size=5, offence=offence(kind))
    assert (ruling.result, ruling.reasons) == (Ruling.INVALID, ("fewer_than_six",))
    assert "Ballew" in ruling.authorities[0].cite


def test_whether_an_offence_is_petty_is_not_guessed() -> None:
    ruling = take("US-UT", 4, 0, size=4)
    assert ruling.result is Ruling.UNKNOWN
    assert "offence.type" in ruling.missing
    assert take("US-UT", 4, 0, size=4, offence=offence("petty")).state == "GUILTY_VERDICT"


def test_six_must_agree_whatever_the_place_says() -> None:
    ruling = take("US-ANY", 5, 1, size=6, offence=offence("non_petty"), on=dt.date(1979, 4, 17))
    assert (ruling.result, ruling.reasons) == (Ruling.INVALID, ("six_not_unanimous",))
    assert take("US-ANY", 6, 0, size=6, offence=offence("non_petty")).state == "GUILTY_VERDICT"
    assert take("US-FL", 5, 1, size=6, offence=STATE_OTHER).result is Ruling.NO_VERDICT


def test_a_rule_that_no_pack_gives_is_named() -> None:
    facts: dict[str, Any] = {"size": 12, "offence": offence("non_petty")}
    before = take("US-ANY", 10, 2, on=dt.date(2019, 1, 1), **facts)
    assert (before.result, before.missing) == (Ruling.UNKNOWN, ("law.guilty_min",))
    after = take("US-ANY", 10, 2, on=dt.date(2020, 4, 20), **facts)
    assert after.result is Ruling.INVALID
    assert take("US-ANY", 2, 10, **facts).missing == ("law.acquit_min",)
    eleven = take("AU-TAS", 10, 1, offence=STATE_OTHER, **FACTS)
    assert eleven.missing == ("law.guilty_min",)
    assert take("AU-CTH", 11, 0, size=12).missing == ("law.min_jurors",)


def test_all_jurors_are_enough_only_where_some_rule_says_so() -> None:
    ruling = take("US-ANY", 6, 0, size=6, offence=offence("non_petty"))
    assert "Williams" in ruling.authorities[0].cite
    ireland = take("IE", 12, 0, on=dt.date(1980, 1, 1))
    assert (ireland.result, ireland.missing) == (Ruling.UNKNOWN, ("law.guilty_min",))
    early = take("US-CT", 6, 0, size=6, on=dt.date(2000, 1, 1), offence=offence("non_petty"))
    assert early.result is Ruling.ACCEPT


def test_louisiana_goes_by_the_day_of_the_offence() -> None:
    facts: dict[str, Any] = {"offence": offence("hard_labour"), "size": 12}
    trial = dt.date(2019, 6, 1)
    old, new = (
        LegalDates(offence=day, trial=trial, verdict=trial)
        for day in (dt.date(2018, 12, 31), dt.date(2019, 1, 1))
    )
    assert take("US-LA", 10, 2, days=old, **facts).state == "GUILTY_VERDICT"
    assert take("US-LA", 2, 10, days=old, **facts).state == "ACQUITTED"
    assert take("US-LA", 9, 3, days=old, **facts).result is Ruling.NO_VERDICT
    assert take("US-LA", 10, 2, days=new, **facts).result is Ruling.NO_VERDICT
    unknown = take("US-LA", 10, 2, days=replace(old, offence=None), **facts)
    assert (unknown.result, unknown.missing) == (Ruling.UNKNOWN, ("offence.date",))
    capital: dict[str, Any] = {**facts, "offence": offence("murder", own="capital")}
    assert take("US-LA", 10, 2, days=old, **capital).result is Ruling.NO_VERDICT
    no_class: dict[str, Any] = {**facts, "offence": OffenceFacts()}
    assert take("US-LA", 10, 2, days=old, **no_class).missing == ("offence.class",)
    late = LegalDates(
        offence=dt.date(2018, 12, 31), trial=dt.date(2020, 4, 20), verdict=dt.date(2020, 4, 20)
    )
    void = take("US-LA", 10, 2, days=late, **facts)
    assert (void.result, void.verdict) == (Ruling.INVALID, "guilty")
    assert void.authorities[0].cite.startswith("Ramos")


def test_where_readings_agree_for_different_reasons_all_are_given() -> None:
    ruling = take("US-LA", 11, 1, on=dt.date(2018, 1, 1), size=12, offence=offence("murder"))
    assert ruling.missing == ("offence.class",)
    ruling = take("US-LA", 5, 1, on=dt.date(2018, 1, 1), size=6, offence=offence("non_petty"))
    assert ruling.result is Ruling.NO_VERDICT
    assert "unanimity_of_fewer_than_12_jurors" in ruling.reasons
    assert "unanimity_for_class_hard_labour_optional" in ruling.reasons


def test_oregon_goes_by_the_day_of_the_verdict() -> None:
    facts: dict[str, Any] = {"offence": offence("non_petty"), "size": 12}
    before, after = dt.date(2020, 4, 19), dt.date(2020, 4, 20)
    assert take("US-OR", 10, 2, on=before, **facts).state == "GUILTY_VERDICT"
    assert take("US-OR", 10, 2, on=after, **facts).result is Ruling.INVALID
    assert take("US-OR", 9, 3, on=after, **facts).result is Ruling.NO_VERDICT
    for day in (before, after):
        ruling = take("US-OR", 2, 10, on=day, **facts)
        assert (ruling.state, ruling.standing) == ("ACQUITTED", Standing.UNVERIFIED)
    days = LegalDates(trial=dt.date(2020, 4, 1))
    assert take("US-OR", 10, 2, days=days, **facts).missing == ("verdict.date",)


@pytest.mark.parametrize(
    ("place", "own", "size"),
    [
        ("US-FL", "capital", 12),
        ("US-FL", "other", 6),
        ("US-CT", "death_or_life_or_life_without_release", 12),
        ("US-CT", "other", 6),
        ("US-UT", "capital", 12),
        ("US-UT", "more_than_one_year", 8),
        ("US-AZ", "death_or_thirty_years_or_more", 12),
        ("US-AZ", "other", 8),
        ("US-IN", "murder_and_levels_1_to_5", 12),
        ("US-IN", "level_6_and_below", 6),
        ("US-LA", "necessarily_hard_labour", 12),
        ("US-LA", "hard_labour_optional", 6),
        ("US-MA", "superior_court", 12),
        ("US-MA", "district_court_and_boston_municipal_court", 6),
    ],
)
def test_the_class_of_the_offence_sizes_the_jury(place: str, own: str, size: int) -> None:
    facts: dict[str, Any] = {"offence": offence("non_petty", own=own), "size": 12}
    assert take(place, size, 0, **facts).state == "GUILTY_VERDICT"
    if size > 6:
        without = take(place, size - 1, 0, fewer_allowed=False, **facts)
        assert without.reasons == ("below_minimum_number",)
        assert take(place, size - 1, 0, fewer_allowed=True, **facts).result is Ruling.ACCEPT
        assert take(place, size - 1, 0, **facts).missing == ("jury.fewer_allowed",)


def test_a_class_that_the_place_does_not_have_tells_nothing() -> None:
    for own in (None, "B"):
        ruling = take("US-CT", 6, 0, size=6, offence=offence("non_petty", own=own))
        assert ruling.result is Ruling.UNKNOWN
        assert set(ruling.missing) == {"offence.class", "jury.fewer_allowed"}
    day = dt.date(2014, 6, 30)
    old = take("US-IN", 6, 0, size=6, on=day, offence=offence("non_petty", own="other"))
    assert old.result is Ruling.ACCEPT


@pytest.mark.parametrize(("place", "sitting"), [("US-FED", 11), ("US-FED", 10), ("US-TX", 11)])
def test_fewer_jurors_go_on_where_what_is_asked_for_is_there(place: str, sitting: int) -> None:
    for allowed, result in (
        (True, Ruling.ACCEPT),
        (False, Ruling.REFUSE),
        (None, Ruling.UNKNOWN),
    ):
        facts: dict[str, Any] = {"fewer_allowed": allowed, "offence": offence("non_petty")}
        assert take(place, sitting, 0, **facts).result is result


# ---- what is not known


def test_the_number_sitting_is_not_the_number_who_voted() -> None:
    facts: dict[str, Any] = {**FACTS, "size": 12}
    lost_or_undecided = take("GB-EAW", 9, 0, sitting=None, **facts)
    assert "jury.sitting" in lost_or_undecided.missing
    assert take("GB-EAW", 10, 0, sitting=None, **facts).result is Ruling.ACCEPT
    assert take("GB-EAW", 10, 2, sitting=None, **facts).result is Ruling.ACCEPT


def test_more_votes_than_jurors_are_refused() -> None:
    with pytest.raises(OutOfDomainError, match="12 votes among 11 jurors"):
        take("GB-EAW", 10, 2, sitting=11, **FACTS)
    with pytest.raises(OutOfDomainError, match="no more jurors sit than were sworn"):
        take("GB-EAW", 10, 2, sitting=12, size=11)
    with pytest.raises(OutOfDomainError):
        take("GB-EAW", -1, 2)


def test_a_ruling_is_plain_data() -> None:
    for votes in ((12, 0), (10, 2), (6, 6)):
        shown = take("GB-EAW", *votes).as_json()
        assert json.loads(json.dumps(shown)) == shown
    assert take("GB-EAW", 10, 2).as_json()["missing"] == ["deliberation.minutes", "numbers_stated"]


PLACES = st.sampled_from(jurisdictions())
MAYBE = st.sampled_from((True, False, None))
OFFENCES = st.builds(
    OffenceFacts,
    sovereign=st.sampled_from(("state", "commonwealth", None)),
    type=st.sampled_from(("murder", "treason", "hard_labour", "non_petty", "other", None)),
)
MINUTES = st.sampled_from((0, 119, 120, 359, 360, 480, None))


@st.composite
def ballots(draw: st.DrawFn) -> BallotFacts:
    size = draw(st.integers(5, 15))
    sitting = draw(st.integers(max(4, size - 4), size))
    guilty = draw(st.integers(0, sitting))
    return BallotFacts(
        guilty=guilty,
        not_guilty=sitting - guilty,
        size=size,
        sitting=draw(st.sampled_from((sitting, None))),
        offence=draw(OFFENCES),
        minutes=draw(MINUTES),
        sworn_inquiry=draw(MAYBE),
        majority_direction_given=draw(MAYBE),
        numbers_stated=draw(MAYBE),
        fewer_allowed=draw(MAYBE),
    )


YEARS = st.dates(dt.date(2014, 1, 1), dt.date(2027, 1, 1))


@given(PLACES, ballots(), YEARS)
def test_another_vote_for_guilty_never_undoes_a_verdict_of_guilty(
    place: str, ballot: BallotFacts, day: dt.date
) -> None:
    law = law_of(place, LegalDates.all_on(day))
    here = take_verdict(ballot, law)
    if ballot.not_guilty:
        more = replace(ballot, guilty=ballot.guilty + 1, not_guilty=ballot.not_guilty - 1)
        there = take_verdict(more, law)
        if here.state == "GUILTY_VERDICT":
            assert there.state == "GUILTY_VERDICT"
        if there.state == "ACQUITTED":
            assert here.state == "ACQUITTED"


@given(PLACES, ballots(), YEARS, st.data())
def test_no_answer_depends_on_a_fact_that_is_not_known(
    place: str, ballot: BallotFacts, day: dt.date, data: st.DataObject
) -> None:
    law = law_of(place, LegalDates.all_on(day))
    ruling = take_verdict(ballot, law)
    known: dict[str, Any] = {
        "minutes": data.draw(st.sampled_from((0, 119, 120, 240, 359, 360, 480))),
        "sworn_inquiry": data.draw(st.booleans()),
        "numbers_stated": data.draw(st.booleans()),
        "fewer_allowed": data.draw(st.booleans()),
        "sitting": ballot.guilty + ballot.not_guilty,
    }
    filled: dict[str, Any] = {
        key: value for key, value in known.items() if getattr(ballot, key) is None
    }
    if ballot.offence == OffenceFacts():
        filled["offence"] = data.draw(
            st.sampled_from((offence("murder"), offence("other"), offence("other", "commonwealth")))
        )
    after = take_verdict(replace(ballot, **filled), law)
    if ruling.result is not Ruling.UNKNOWN:
        assert (after.result, after.state) == (ruling.result, ruling.state)
    else:
        assert ruling.missing
