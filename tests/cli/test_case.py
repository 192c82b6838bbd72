"""`juryroom case`: posture, conflicts, timeline and check, from the command line."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juryroom.record.files import find_case

Juryroom = Callable[..., Any]
CASE = "people-v-weinstein"

# The states that the record is known to pass through, from the case's public history.
EXPECTED = {
    "2020-03-12": {"CSA_H": "SENTENCED", "R3_M": "SENTENCED", "R1_M": "ACQUITTED", "PSA1": "ACQUITTED", "PSA2": "ACQUITTED"},
    "2022-06-03": {"CSA_H": "AFFIRMED", "R3_M": "AFFIRMED", "R1_M": "ACQUITTED"},
    "2024-04-26": {"CSA_H": "REVERSED_NEW_TRIAL", "R3_M": "REVERSED_NEW_TRIAL", "R1_M": "ACQUITTED", "PSA1": "ACQUITTED", "PSA2": "ACQUITTED"},
    "2025-06-10": {"CSA_H": "AGREED_PROVISIONAL", "CSA_S": "AGREED_PROVISIONAL", "R3_M": "SUBMITTED"},
    "2025-06-11": {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "SUBMITTED"},
    "2025-06-13": {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "MISTRIAL"},
    "2025-10-09": {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "MISTRIAL"},
    "2026-01-09": {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "PENDING_TRIAL"},
    "2026-06-27": {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "DISMISSED", "R1_M": "ACQUITTED"},
}  # fmt: skip


@pytest.mark.parametrize(("day", "states"), EXPECTED.items(), ids=EXPECTED.keys())
def test_posture_of_the_bundled_case(juryroom: Juryroom, day: str, states: dict[str, str]) -> None:
    shown = json.loads(juryroom("case", "posture", CASE, "--on", day, "--json").out)
    counts = {count["id"]: count for count in shown["counts"]}
    assert {count_id: counts[count_id]["state"] for count_id in states} == states
    assert all(count["authority"] for count in counts.values())


def test_default_date_is_that_of_the_newest_article(juryroom: Juryroom) -> None:
    shown = json.loads(juryroom("case", "posture", CASE, "--json").out)
    assert shown["on"] == "2025-10-09"


def test_acquitted_counts_of_the_first_trial_never_come_back(juryroom: Juryroom) -> None:
    for day in ("2020-02-25", "2024-05-01", "2025-05-01", "2026-12-31"):
        shown = json.loads(juryroom("case", "posture", CASE, "--on", day, "--json").out)
        states = {count["id"]: count["state"] for count in shown["counts"]}
        assert {states[count] for count in ("R1_M", "PSA1", "PSA2")} == {"ACQUITTED"}


def test_before_the_first_charge_there_is_no_posture(juryroom: Juryroom) -> None:
    shown = json.loads(juryroom("case", "posture", CASE, "--on", "2010-01-01", "--json").out)
    assert shown["counts"] == []
    text = juryroom("case", "posture", CASE, "--on", "2010-01-01")
    assert text.code == 0
    assert text.out.strip().count("\n") >= 1, "an empty posture is said in words"


def test_conflicts_are_all_found_and_one_can_be_read_in_full(juryroom: Juryroom) -> None:
    found = json.loads(juryroom("case", "conflicts", CASE, "--json").out)["conflicts"]
    assert {f"X{number:02d}" for number in range(1, 25)} <= {conflict["id"] for conflict in found}
    full = juryroom("case", "conflicts", CASE, "--id", "X01").out
    assert "73" in full
    assert "72" in full


def test_timeline_of_one_count(juryroom: Juryroom) -> None:
    shown = json.loads(juryroom("case", "timeline", CASE, "--count", "CSA_S", "--json").out)
    entries = shown["timeline"]
    assert entries
    assert all("CSA_S" in entry["counts"] for entry in entries)
    assert all(dt.date.fromisoformat(e["latest"]) <= dt.date(2025, 10, 9) for e in entries)


def test_check_of_both_bundled_cases(juryroom: Juryroom) -> None:
    for name in (CASE, "people-v-weinstein-la"):
        ran = juryroom("case", "check", name)
        assert ran.code == 0, ran.err
        assert "no problem found" in ran.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("posture", CASE, "--on", "2025-13-01"), 7, "2025-13-01"),
        (("posture", CASE, "--on", "yesterday"), 7, "2025-06-12"),
        (("posture", "people-v-winestein"), 3, "people-v-weinstein"),
        (("posture", "no/such/file.yaml"), 3, "file.yaml"),
        (("timeline", CASE, "--count", "CSA_X"), 6, "CSA_H"),
        (("conflicts", CASE, "--id", "X99"), 6, "X01"),
    ],
)
def test_bad_questions(juryroom: Juryroom, words: tuple[str, ...], code: int, said: str) -> None:
    ran = juryroom("case", *words)
    assert ran.code == code
    assert said in ran.err
    assert "  accepted: " in ran.err


def edited(path: Path, old: str, new: str) -> Path:
    """Write the bundled case with one edit, and return its path."""
    text = find_case(CASE).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_conviction_on_an_acquitted_count_is_refused(juryroom: Juryroom, tmp_path: Path) -> None:
    extra = (
        "events:\n- {id: EX1, date: '2025-06-20', kind: guilty, counts: [CSA_S], trial: T2, "
        "what: planted, sources: [S1]}\n"
    )
    path = edited(tmp_path / "edited.yaml", "\nevents:\n", "\n" + extra)
    ran = juryroom("case", "posture", str(path), "--on", "2025-07-01")
    assert ran.code == 4
    assert "ACQUITTED" in ran.err
    assert "CSA_S" in ran.err


def test_a_timeline_without_names(juryroom: Juryroom, tmp_path: Path) -> None:
    """Names are in the plain timeline or its picture, and in neither where that is asked."""
    names = ("Weinstein", "Haley", "Mann", "Sokola")
    ways = (("case", "timeline", CASE), ("case", "timeline", CASE, "--json"))
    plain = [juryroom(*way).out for way in ways]
    bare = [juryroom(*way, "--redact").out for way in ways]
    for ending in (".svg", ".html"):
        for words, kept in (((), plain), (("--redact",), bare)):
            picture = tmp_path / f"picture{len(kept)}{ending}"
            assert juryroom("case", "timeline", CASE, *words, "-o", str(picture)).code == 0
            kept.append(picture.read_text(encoding="utf-8"))
    assert any(name in text for name in names for text in plain)
    assert not [name for name in names for text in bare if name in text]
    assert all(len(text) > 500 for text in bare)
