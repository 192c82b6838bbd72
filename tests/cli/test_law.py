"""`juryroom law`: the rules of a place, in words and as JSON."""

import json
import tomllib
from collections.abc import Callable
from importlib import resources

import pytest

from juryroom.cli.law import app
from juryroom.errors import OutOfDomainError, ProcedureError
from juryroom.procedure.rulepack import jurisdictions

Law = Callable[..., str]


@pytest.fixture
def law(capsys: pytest.CaptureFixture[str]) -> Law:
    def command(*words: str) -> str:
        app(list(words), standalone_mode=False)
        return capsys.readouterr().out

    return command


def test_a_day_shows_one_version_of_each_rule(law: Law) -> None:
    for day, votes in (("2025-12-31", 8), ("2026-01-01", 10)):
        shown = json.loads(law("show", "GB-SCT", "--on", day, "--json"))
        assert shown["rules"]["guilty_min"]["value"]["15"] == votes
        assert shown["on"] == day
    text = law("show", "GB-SCT", "--on", "2026-01-01")
    assert '"15": 10' in text
    assert "not_proven" not in text


def test_without_a_day_every_version_is_shown(law: Law) -> None:
    shown = json.loads(law("show", "US-LA", "--json"))
    versions = [rule for rule in shown["rules"] if rule["name"] == "guilty_min"]
    assert [rule.get("valid_until") for rule in versions] == ["2019-01-01", None]
    assert versions[0]["void"]["on_federal_habeas"] == "never"
    text = law("show", "US-LA")
    assert "until 2019-01-01" in text
    assert "void: direct review 2020-04-20, federal habeas never" in text


@pytest.mark.parametrize("place", ["US-NY", "GB-NIR", "AU-WA"])
def test_what_is_not_verified_says_so_beside_its_authority(law: Law, place: str) -> None:
    folder = resources.files("juryroom.procedure").joinpath("packs")
    rules = tomllib.loads(folder.joinpath(f"{place.lower()}.toml").read_text("utf-8"))["rule"]
    count = sum(rule["standing"] == "unverified" for rule in rules)
    text = " ".join(law("show", place).split())
    assert count > 0
    assert text.count("[unverified]") >= count


def test_a_state_without_a_pack_is_told_what_stands_in(law: Law) -> None:
    assert "US-NJ has no rule pack of its own" in law("show", "US-NJ")


def test_every_place_is_listed(law: Law) -> None:
    shown = json.loads(law("list", "--json"))["jurisdictions"]
    assert [row["jurisdiction"] for row in shown] == list(jurisdictions())
    assert all(0 <= row["unverified"] <= row["rules"] for row in shown)
    lines = law("list").splitlines()
    assert len(lines) >= len(shown)
    assert any("US-NJ" in line and "without its own pack" in line for line in lines)


def test_what_cannot_be_answered_is_refused_in_four_parts(law: Law) -> None:
    with pytest.raises(ProcedureError, match="FR"):
        law("show", "FR")
    with pytest.raises(OutOfDomainError, match="yesterday"):
        law("show", "CA", "--on", "yesterday")
