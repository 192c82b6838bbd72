"""Dates that cannot be, each beside the nearest one that can."""

from pathlib import Path

import pytest

from tests.record.building import SOUND, Spoilt, check_spoilt, loaded, problems_of, replaced

BUSHELL = "Bushell's Case, 124 Eng. Rep. 1006 (C.P. 1670)"
BORN = "younger than its oldest defendant"

SPOILT = {
    "a source before the birth": Spoilt(
        'First Paper, date: "2021-06-20"',
        'First Paper, date: "1980-06-16"',
        "First Paper",
        "sources[0].date",
        "1980-06-16, before the defendant was born (1980-06-17)",
        BORN,
        "not before 1980-06-17",
        good='First Paper, date: "1980-06-17"',
    ),
    "a motion before the birth": Spoilt(
        'filed: "2021-07-01"',
        'filed: "1979"',
        'filed: "1979"',
        "motions[0].filed",
        "1979, before the defendant was born",
        BORN,
        "not before 1980-06-17",
        good='filed: "../2021-07-01"',
    ),
    "an event before the birth": Spoilt(
        '  date: "2021-06"\n',
        '  date: "1980-05"\n',
        '"1980-05"',
        "events[6].date",
        "1980-05, before the defendant was born",
        BORN,
        "not before 1980-06-17",
        good='  date: "1980-06"\n',
    ),
    "a trial date before the birth": Spoilt(
        'selection: "2021-05-03"',
        'selection: "1921-05-03"',
        "1921",
        "trials[0].dates.selection",
        "1921-05-03, before the defendant was born",
        BORN,
        "not before 1980-06-17",
    ),
    "an event before juries were free": Spoilt(
        '  date: "2021-06"\n',
        '  date: "1669-12"\n',
        '"1669-12"',
        "events[6].date",
        "1669-12",
        BUSHELL,
        "1670 or later",
    ),
    "a source before juries were free": Spoilt(
        'First Paper, date: "2021-06-20"',
        'First Paper, date: "1215"',
        "First Paper",
        "sources[0].date",
        "1215",
        BUSHELL,
        "1670 or later",
    ),
    "a birth before juries were free": Spoilt(
        'born: "1980-06-17"',
        'born: "1669"',
        "Sam Doe",
        "people[0].born",
        "1669",
        BUSHELL,
        "1670 or later",
    ),
    "a ruling before the motion": Spoilt(
        'ruling: {date: "2021-08-01"',
        'ruling: {date: "2021-06-30"',
        "ruling: {date",
        "motions[0].ruling.date",
        "2021-06-30, before 2021-07-01",
        "a motion is filed, then ruled on",
        "not before 2021-07-01",
        good='ruling: {date: "2021-07-01"',
    ),
    "a sentence vacated before it was imposed": Spoilt(
        'vacated: "2023-02-01"',
        'vacated: "2021-08"',
        'vacated: "2021-08"',
        "sentences[0].vacated",
        "2021-08, before 2021-09-01",
        "a sentence is imposed, then vacated",
        "not before 2021-09-01",
        good='vacated: "2021-09"',
    ),
    "custody that ends before it begins": Spoilt(
        'end: "2023-02-01"',
        'end: "2021-06-14"',
        '2021-06-14", place',
        "custody[0].end",
        "2021-06-14, before 2021-06-15",
        "custody begins, then ends",
        "not before 2021-06-15",
        good='end: "2021-06-15"',
    ),
    "a date ahead that was known afterwards": Spoilt(
        'known_from: "2021-09-01"',
        'known_from: "2021-10-02"',
        "known_from",
        "calendar[0].known_from",
        "2021-10-02, after the date itself (2021-10-01)",
        "a date ahead is known before it comes",
        "not after 2021-10-01",
        good='known_from: "2021-10-01"',
    ),
    "openings before selection": Spoilt(
        'openings: "2021-05-10"',
        'openings: "2021-05-02"',
        "openings",
        "trials[0].dates.openings",
        "2021-05-02, before selection (2021-05-03)",
        "a trial goes from selection",
        "not before 2021-05-03",
        good='openings: "2021-05-03"',
    ),
    "a verdict before deliberation": Spoilt(
        '    verdict: "2021-06-15"',
        '    verdict: "2021-06-07"',
        'verdict: "2021',
        "trials[0].dates.verdict",
        "2021-06-07, before deliberation_start (2021-06-08)",
        "a trial goes from selection",
        "not before 2021-06-08",
        good='    verdict: "2021-06-08"',
    ),
    "a mistrial before selection": Spoilt(
        '    mistrial: "2021-06-16"',
        '    mistrial: "2021-05-02"',
        'mistrial: "2021',
        "trials[0].dates.mistrial",
        "2021-05-02, before selection (2021-05-03)",
        "a trial goes from selection",
        "not before 2021-05-03",
    ),
    "a day worked before deliberation": Spoilt(
        'days_worked: ["2021-06-08",',
        'days_worked: ["2021-06-07",',
        "days_worked",
        "trials[0].deliberation.days_worked[0]",
        "2021-06-07, before deliberation began",
        "deliberates from the day it retires",
        "not before 2021-06-08",
        good='days_worked: ["2021-06",',
    ),
    "a day worked after the end": Spoilt(
        '"2021-06-14", "2021-06-15"]',
        '"2021-06-14", "2021-06-17"]',
        "days_worked",
        "trials[0].deliberation.days_worked[3]",
        "2021-06-17, after the jury was done (2021-06-16)",
        "until its verdict, its mistrial or a refusal",
        "not after 2021-06-16",
        good='"2021-06-14", "2021-06-16"]',
    ),
    "a refusal before deliberation": Spoilt(
        'refusal_day: "2021-06-16"',
        'refusal_day: "2021-06-07"',
        "refusal_day",
        "trials[0].deliberation.refusal_day",
        "2021-06-07, before deliberation began",
        "deliberates from the day it retires",
        "not before 2021-06-08",
        good='refusal_day: "2021-06-08"',
    ),
    "a range whose least is above its most": Spoilt(
        "{min_years: 1, max_years: 15}",
        "{min_years: 16, max_years: 15}",
        "min_years: 16",
        "counts[0].range",
        "16 to 15 years",
        "the least is not above the most",
        "the smaller number as min_years",
        good="{min_years: 15, max_years: 15}",
    ),
    "a term whose least is above its most": Spoilt(
        "{count: K1, years: 5}",
        "{count: K1, years: 5, min_years: 7}",
        "min_years: 7",
        "sentences[0].terms[0]",
        "7 to 5 years",
        "the least is not above the most",
        "the smaller number as min_years",
        good="{count: K1, years: 5, min_years: 5}",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_what_a_date_cannot_be(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


def test_an_approximate_date_makes_nothing_impossible(tmp_path: Path) -> None:
    assert loaded(tmp_path, replaced(SOUND, 'filed: "2021-07-01"', 'filed: "1979~"'))


def test_the_oldest_defendant_counts(tmp_path: Path) -> None:
    older = "- {id: D2, role: defendant, born: 1950}\n- {id: V1, role: complainant}\n"
    text = replaced(SOUND, "- {id: V1, role: complainant}\n", older)
    assert loaded(tmp_path, replaced(text, 'filed: "2021-07-01"', 'filed: "1960"'))
    (problem,) = problems_of(tmp_path, replaced(text, 'filed: "2021-07-01"', 'filed: "1940"'))
    assert problem.found == "1940, before the defendant was born (1950)"


def test_a_defendant_of_unknown_birth_may_be_older(tmp_path: Path) -> None:
    other = "- {id: D2, role: defendant}\n- {id: V1, role: complainant}\n"
    text = replaced(SOUND, "- {id: V1, role: complainant}\n", other)
    assert loaded(tmp_path, replaced(text, 'filed: "2021-07-01"', 'filed: "1960"'))


def test_other_people_and_claims_may_be_older_than_the_defendant(tmp_path: Path) -> None:
    text = replaced(SOUND, "{id: V1, role: complainant}", "{id: V1, role: complainant, born: 1930}")
    text = replaced(text, "{id: A5, source: S3,", "{id: A5, date: 1970, source: S3,")
    assert loaded(tmp_path, text)


def test_nothing_is_compared_with_today(tmp_path: Path) -> None:
    text = replaced(SOUND, 'First Paper, date: "2021-06-20"', 'First Paper, date: "9999-12-31"')
    assert loaded(tmp_path, text)


def test_the_oldest_date_is_of_1670(tmp_path: Path) -> None:
    old = "{id: A5, source: S3,"
    assert loaded(tmp_path, replaced(SOUND, old, '{id: A5, date: "1670-01-01", source: S3,'))
    text = replaced(SOUND, old, '{id: A5, date: "1669-12-31", source: S3,')
    (problem,) = problems_of(tmp_path, text)
    assert problem.where.endswith(" claims[4].date")
    assert BUSHELL in problem.rule
