"""What goes one way: the TimelineJS timeline and the calendar."""

import datetime as dt
import json
from pathlib import Path

import pytest
from icalendar import Calendar

from juryroom.exchange.calendar_file import calendar_bytes
from juryroom.exchange.timelinejs import in_words, timelinejs
from juryroom.record.case import Case
from juryroom.record.files import bundled_cases, find_case, load_case
from tests.record.building import SOUND, loaded, replaced


@pytest.fixture
def case(tmp_path: Path) -> Case:
    text = replaced(
        SOUND, "what: Set down for trial.", 'what: "Set <script>alert(1)</script> & down."'
    )
    return loaded(tmp_path, text)


@pytest.mark.parametrize("name", bundled_cases())
def test_every_event_has_what_timelinejs_asks_for(name: str) -> None:
    shown = timelinejs(load_case(find_case(name)).case)
    json.dumps(shown, allow_nan=False)
    assert shown["events"]
    assert len({event["unique_id"] for event in shown["events"]}) == len(shown["events"])
    for event in shown["events"]:
        start = dt.date(**event["start_date"])
        assert start <= dt.date(**event.get("end_date", event["start_date"]))
        assert event["text"]["headline"]


def test_text_is_escaped_because_timelinejs_reads_html(case: Case) -> None:
    shown = json.dumps(timelinejs(case))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_a_date_that_is_no_day_is_said_in_words(case: Case) -> None:
    events = {event["unique_id"].rsplit("-", 1)[0]: event for event in timelinejs(case)["events"]}
    assert "display_date" not in events["event-E1"]
    sworn = events["event-E3"]
    assert (sworn["start_date"], sworn["display_date"]) == (
        {"year": 2021, "month": 5, "day": 10},
        "by 2021-05-10",
    )
    room = events["room-RM1"]
    assert room["end_date"] == {"year": 2021, "month": 6, "day": 14}
    assert room["display_date"] == "between 2021-06-09 and 2021-06-14"
    assert events["event-L2"]["display_date"] == "2021-06-18 (doubtful)"
    assert in_words("2021~/2022") == "about between 2021 and 2022"


def test_one_count_and_one_day_narrow_the_timeline(case: Case) -> None:
    narrow = timelinejs(case, until=dt.date(2021, 6, 15), count="K2")["events"]
    whole = timelinejs(case)["events"]
    assert 0 < len(narrow) < len(whole)
    assert not any("first count" in event["text"]["headline"] for event in narrow)


def test_the_calendar_is_read_by_a_reader_of_calendars(case: Case) -> None:
    data = calendar_bytes(case)
    assert data == calendar_bytes(case)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (event,) = Calendar.from_ical(data.decode()).walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2021, 10, 1)
    assert event.decoded("dtend") == dt.date(2021, 10, 2)
    assert str(event["status"]) == "CONFIRMED"
    assert "Whether to try again." in str(event["summary"])


def test_a_date_ahead_that_is_an_interval_is_tentative(tmp_path: Path) -> None:
    text = replaced(SOUND, 'date: "2021-10-01", kind: hearing', 'date: "2021-10", kind: hearing')
    (event,) = Calendar.from_ical(calendar_bytes(loaded(tmp_path, text)).decode()).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        dt.date(2021, 10, 1),
        dt.date(2021, 11, 1),
    )
    assert str(event["status"]) == "TENTATIVE"


def test_only_what_was_known_and_may_still_come(case: Case) -> None:
    def held(day: dt.date) -> int:
        return len(Calendar.from_ical(calendar_bytes(case, on=day).decode()).walk("VEVENT"))

    assert held(dt.date(2021, 8, 31)) == 0
    assert held(dt.date(2021, 9, 1)) == 1
    assert held(dt.date(2021, 10, 2)) == 0
