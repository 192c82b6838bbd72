"""`juryroom case export`, `import` and the drawn timeline, from the command line."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Juryroom = Callable[..., Any]
CASE = "people-v-weinstein-la"


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("xlsx", "c.xlsx"),
        ("csv", "c.zip"),
        ("csv", "folder"),
        ("json", "c.json"),
        ("yaml", "c.yaml"),
    ],
)
def test_what_is_exported_can_be_imported(juryroom: Juryroom, to: str, name: str) -> None:
    assert juryroom("case", "export", CASE, "--to", "yaml", "-o", "first.yaml").code == 0
    shown = juryroom("case", "export", CASE, "--to", to, "-o", name)
    assert (shown.code, shown.out.startswith("Wrote ")) == (0, True)
    back = juryroom("case", "import", name, "-o", "back.yaml")
    assert "9 people" not in back.err
    assert back.code == 0
    assert Path("back.yaml").read_bytes() == Path("first.yaml").read_bytes()
    assert juryroom("case", "check", "back.yaml").code == 0


def test_a_timeline_and_a_calendar_are_written(juryroom: Juryroom) -> None:
    assert juryroom("case", "export", CASE, "--to", "timelinejs", "-o", "t.json").code == 0
    assert json.loads(Path("t.json").read_text(encoding="utf-8"))["events"]
    assert juryroom("case", "export", CASE, "--to", "ical", "-o", "c.ics").code == 0
    assert Path("c.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_redacted_exports_hold_no_name(juryroom: Juryroom) -> None:
    assert juryroom("case", "export", CASE, "--to", "xlsx", "--redact", "-o", "r.xlsx").code == 0
    with zipfile.ZipFile("r.xlsx") as book:
        held = b"".join(book.read(name) for name in book.namelist()).lower()
    assert b"weinstein" not in held
    sealed = juryroom(
        "case",
        "export",
        "people-v-weinstein",
        "--to",
        "json",
        "--sealed-on",
        "2026-12-31",
        "-o",
        "s.json",
    )
    assert sealed.code == 0
    data = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert [count["id"] for count in data["counts"]] == ["CSA_H"]
    assert (
        juryroom(
            "case", "export", CASE, "--to", "json", "--sealed-on", "2026-12-31", "-o", "x.json"
        ).code
        == 5
    )
    assert (
        juryroom("case", "export", CASE, "--to", "json", "--sealed-on", "soon", "-o", "x.json").code
        == 7
    )


def test_a_table_of_trials_becomes_rows(juryroom: Juryroom) -> None:
    Path("t.csv").write_text("Wer,Verdict\nAsh II,hung jury\n", encoding="utf-8")
    shown = juryroom(
        "case", "import", "t.csv", "--as", "trials", "--column", "defendant=Wer", "-o", "t.json"
    )
    assert (shown.code, shown.out) == (0, "Wrote t.json (1 trials)\n")
    (row,) = json.loads(Path("t.json").read_text(encoding="utf-8"))["trials"]
    assert (row["defendant"], row["trial"], row["outcome_class"]) == ("Ash", 2, "no_verdict")
    assert (
        juryroom("case", "import", "t.csv", "--as", "trials", "--column", "x", "-o", "t.json").code
        == 7
    )
    assert (
        juryroom(
            "case", "import", "t.csv", "--as", "trials", "--column", "a=b", "-o", "t.json"
        ).code
        == 6
    )


@pytest.mark.parametrize(
    "name", ["none.xlsx", "empty.xlsx", "text.xlsx", "text.zip", "text.json", "text.csv"]
)
def test_a_file_that_holds_no_case_is_refused(juryroom: Juryroom, name: str) -> None:
    if not name.startswith("none"):
        Path(name).write_text("" if name.startswith("empty") else "not a case", encoding="utf-8")
    shown = juryroom("case", "import", name, "-o", "out.yaml")
    assert shown.code == 3
    assert "Traceback" not in shown.err
    assert not Path("out.yaml").exists()


def test_a_place_that_cannot_be_written_is_said(juryroom: Juryroom) -> None:
    Path("file").write_text("x", encoding="utf-8")
    assert juryroom("case", "export", CASE, "--to", "json", "-o", "file/x.json").code == 8


@pytest.mark.parametrize(
    ("name", "begins"), [("t.svg", b"<svg"), ("t.png", b"\x89PNG"), ("t.html", b"<!doctype html>")]
)
def test_the_timeline_is_drawn(juryroom: Juryroom, name: str, begins: bytes) -> None:
    shown = juryroom("case", "timeline", CASE, "-o", name)
    assert shown.code == 0
    assert "is not known or not sure" in shown.out
    assert Path(name).read_bytes().startswith(begins)


def test_one_count_is_drawn_entry_by_entry_and_other_endings_are_refused(
    juryroom: Juryroom,
) -> None:
    assert juryroom("case", "timeline", CASE, "--count", "K1", "-o", "t.svg").code == 0
    assert ": K1" in Path("t.svg").read_text(encoding="utf-8")
    assert juryroom("case", "timeline", CASE, "-o", "t.doc").code == 8
