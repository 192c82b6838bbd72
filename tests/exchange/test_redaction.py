"""No name of a person in a redacted case, in any byte of any export."""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from juryroom.errors import ProcedureError
from juryroom.exchange.calendar_file import calendar_bytes
from juryroom.exchange.case_text import case_json, case_yaml
from juryroom.exchange.csv_tables import csv_zip
from juryroom.exchange.redaction import redact
from juryroom.exchange.sealing import sealed_counts
from juryroom.exchange.timelinejs import timelinejs
from juryroom.exchange.workbook import read_workbook, workbook_bytes
from juryroom.procedure.posture import posture
from juryroom.record.case import Case
from juryroom.record.checks import check_case
from juryroom.record.files import bundled_cases, find_case, load_case
from juryroom.report.count_timeline import count_timeline
from tests.record.building import SOUND, loaded, replaced

PARTICLES = {"van", "von", "the", "and"}


def exports(case: Case) -> Iterator[str]:
    yield case_yaml(case)
    yield case_json(case)
    yield json.dumps(timelinejs(case), ensure_ascii=False)
    yield calendar_bytes(case).decode().replace("\r\n ", "")
    yield str(count_timeline(case).svg)
    for packed in (workbook_bytes(case), csv_zip(case)):
        with zipfile.ZipFile(io.BytesIO(packed)) as parts:
            for name in parts.namelist():
                yield name + parts.read(name).decode()


def leaks(case: Case, texts: Iterator[str]) -> list[str]:
    words = {
        word.lower()
        for person in case.people
        for name in (person.name or "", *person.aliases)
        for word in re.findall(r"[^\W\d_]{3,}", name)
    } - PARTICLES
    assert words
    whole = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(words)})(?![^\W\d_])", re.IGNORECASE)
    return [found.group() for text in texts for found in whole.finditer(text)]


@pytest.mark.parametrize("name", bundled_cases())
def test_no_export_of_a_redacted_case_holds_a_name(name: str) -> None:
    case = load_case(find_case(name)).case
    assert leaks(case, exports(case)), "the search must be able to find a name"
    redacted = redact(case)
    assert leaks(case, exports(redacted)) == []
    assert not list(check_case(redacted))
    assert read_workbook(workbook_bytes(redacted), "x.xlsx") == redacted


def test_redaction_takes_names_and_nothing_else() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    redacted = redact(case)
    assert [person.role for person in redacted.people] == [person.role for person in case.people]
    assert not any(person.name or person.aliases for person in redacted.people)
    assert [event.date for event in redacted.events] == [event.date for event in case.events]
    on = dt.date(2026, 12, 31)
    states = [count.state for count in posture(case, on).counts]
    assert [count.state for count in posture(redacted, on).counts] == states
    assert redact(redacted) == redacted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "Jos\u00e9 \u00c1lvarez",
            "Then Jose Alvarez spoke; ALVAREZ left; alvarez's car; \u00c1lvarez",
        ),
        ("Anna-Maria Quill", "anna-maria-quill and Quill's; Maria"),
        ("Li Wu", "Li said that Wu did"),
        ("Conan Sawbridge", "the Sawbridges; sawbridgecase; un-sawbridge"),
    ],
)
def test_names_go_in_every_spelling(tmp_path: Path, name: str, text: str) -> None:
    sound = replaced(SOUND, "name: Sam Doe", f'name: "{name}"')
    case = loaded(tmp_path, replaced(sound, "what: Set down for trial.", f'what: "{text}"'))
    said = next(event.what for event in redact(case).events if event.id == "E2").lower()
    for word in (
        "jos",
        "alvarez",
        "\u00e1lvarez",
        "quill",
        "anna",
        "maria",
        "li ",
        "wu",
        "conan",
        "sawbridge",
    ):
        assert word not in said


def test_ids_and_addresses_that_hold_a_name_go_and_references_still_meet(tmp_path: Path) -> None:
    text = SOUND.replace("S1", "doe-daily").replace("V1", "doe-sister")
    text = replaced(
        text, "outlet: First Paper", "outlet: First Paper, url: 'https://x.example/sam-doe'"
    )
    redacted = redact(loaded(tmp_path, text))
    assert "doe" not in case_json(redacted).lower()
    assert redacted.sources[0].url is None
    assert not list(check_case(redacted))


def test_what_is_sealed_is_gone_with_all_that_is_its_own() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    on = dt.date(2026, 12, 31)
    gone = set(sealed_counts(case, on))
    assert gone == {"R1_M", "PSA1", "PSA2", "CSA_S", "R3_M"}
    left = redact(case, since=on)
    assert {count.id for count in left.counts} == {"CSA_H"}
    assert not list(check_case(left))
    words = re.findall(r"[A-Za-z0-9_]+", case_json(left))
    assert gone.isdisjoint(words)
    assert leaks(case, exports(left)) == []


def test_sealing_counts_from_the_day_it_happened() -> None:
    case = load_case(find_case("people-v-weinstein")).case
    assert sealed_counts(case, dt.date(2020, 2, 23)) == ()
    assert set(sealed_counts(case, dt.date(2020, 2, 24))) == {"R1_M", "PSA1", "PSA2"}


def test_a_record_that_is_wholly_sealed_shows_nothing(tmp_path: Path) -> None:
    text = replaced(SOUND, "kind: guilty\n", "kind: not_guilty\n").replace(
        "tally: {guilty: 12, not_guilty: 0}", "tally: {guilty: 0, not_guilty: 12}"
    )
    start = text.index("sentences:")
    text = text[:start] + text[text.index("custody:") :]
    text = replaced(
        text,
        "motions:",
        "- {id: E7, date: '2021-08-15', kind: dismissed, counts: [K2], what: Dropped., sources: [R1]}\nmotions:",
    )
    case = loaded(tmp_path, text)
    with pytest.raises(ProcedureError, match="nothing that may be shown"):
        redact(case, since=dt.date(2022, 1, 1))


def test_a_place_without_a_known_rule_is_refused() -> None:
    case = load_case(find_case("people-v-weinstein-la")).case
    with pytest.raises(ProcedureError, match="no rule on sealing"):
        redact(case, since=dt.date(2026, 1, 1))
