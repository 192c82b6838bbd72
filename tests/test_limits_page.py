"""The page of limits says what the package does today."""

from pathlib import Path

from juryroom.jury.survey_file import MAX_SURVEY, SURVEY
from juryroom.procedure.rulepack import jurisdictions, pack_of

PAGE = Path(__file__).parents[1] / "docs" / "limits.md"
TEXT = " ".join(PAGE.read_text(encoding="utf-8").split())

COUNTRIES = {
    "US": "the American states, the District of Columbia and the federal courts",
    "GB": "England and Wales, Scotland, Northern Ireland",
    "IE": "Ireland",
    "CA": "Canada",
    "AU": "Australia",
    "NZ": "New Zealand",
}


def test_the_places_are_those_of_law_list() -> None:
    places = jurisdictions()
    assert {place[:2] for place in places} == set(COUNTRIES)
    assert all(words in TEXT for words in COUNTRIES.values())
    general = {place for place in places if pack_of(place) == "us-state"}
    assert "US-DC" in general
    assert (
        f"{len(general) - 1} states and the District of Columbia are read by one general pack"
        in TEXT
    )


def test_the_limits_of_a_survey_are_those_of_its_reader() -> None:
    assert (MAX_SURVEY, SURVEY.rows, SURVEY.columns) == (100_000_000, 1_000_000, 20_000)
    assert "up to 100 MB, a million rows and 20,000 columns" in TEXT
