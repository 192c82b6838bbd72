"""One order for everything that has a date, and nothing said that the record does not say."""

import datetime as dt
from pathlib import Path

import pytest

from juryroom.citations import Standing
from juryroom.record.case import Case
from juryroom.record.timeline import Entry, timeline
from tests.record.building import SOUND, loaded, replaced


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return loaded(tmp_path, SOUND)


def named(entries: tuple[Entry, ...]) -> list[str]:
    return [f"{entry.part} {entry.kind} {entry.id}" for entry in entries]


def one(entries: tuple[Entry, ...], name: str) -> Entry:
    (entry,) = [entry for entry in entries if f"{entry.part} {entry.kind} {entry.id}" == name]
    return entry


def test_everything_dated_is_there_in_order(case: Case) -> None:
    assert named(timeline(case)) == [
        "event indicted E1",
        "event set_for_trial E2",
        "trial selection T1",
        "event jury_sworn E3",
        "trial openings T1",
        "trial closings T1",
        "trial deliberation_start T1",
        "event submitted E4",
        "room pressure RM1",
        "room note RM2",
        "trial verdict T1",
        "event guilty E5",
        "trial mistrial T1",
        "event mistrial E6",
        "event statement L2",
        "event press_report L1",
        "motion filed M1",
        "motion ruled M1",
        "sentence imposed SE1",
        "calendar hearing C1",
        "sentence vacated SE1",
    ]


def test_a_day_that_is_not_known_stands_at_its_latest_and_is_marked(case: Case) -> None:
    entries = timeline(case)
    sworn = one(entries, "event jury_sworn E3")
    assert (sworn.date, sworn.earliest, sworn.latest) == (
        "../2021-05-10",
        None,
        dt.date(2021, 5, 10),
    )
    assert not sworn.day_known
    pressure = one(entries, "room pressure RM1")
    assert (pressure.latest, pressure.day_known) == (dt.date(2021, 6, 14), False)
    assert one(entries, "room note RM2").day_known


def test_until_leaves_out_what_need_not_have_happened(case: Case) -> None:
    until = dt.date(2021, 6, 15)
    entries = timeline(case, until=until)
    assert all(entry.latest is not None and entry.latest <= until for entry in entries)
    assert "event guilty E5" in named(entries)
    assert "event mistrial E6" not in named(entries)
    assert "event press_report L1" not in named(entries)  # some day of June
    assert entries == timeline(case)[: len(entries)]


def test_what_has_no_latest_day_comes_last_and_is_never_over(tmp_path: Path) -> None:
    case = loaded(tmp_path, replaced(SOUND, 'date: "2021-10-01"', 'date: "2021-10-01/.."'))
    assert named(timeline(case))[-1] == "calendar hearing C1"
    assert "calendar hearing C1" not in named(timeline(case, until=dt.date(2999, 1, 1)))


def test_no_verdict_is_shown_on_a_count_that_hung(case: Case) -> None:
    entries = timeline(case)
    assert one(entries, "trial verdict T1").counts == ("K1",)
    assert one(entries, "trial mistrial T1").counts == ("K2",)
    assert one(entries, "trial openings T1").counts == ("K1", "K2")


def test_the_timeline_of_a_count(case: Case) -> None:
    entries = timeline(case, count="K2")
    assert all("K2" in entry.counts for entry in entries)
    assert "event guilty E5" not in named(entries)
    assert "room note RM2" in named(entries)  # of the trial, on no count in particular
    assert set(entries) | set(timeline(case, count="K1")) <= set(timeline(case))


def test_an_event_of_a_trial_without_counts_is_of_all_its_counts(tmp_path: Path) -> None:
    case = loaded(tmp_path, replaced(SOUND, "kind: press_report\n", "kind: hearing\n  trial: T1\n"))
    assert one(timeline(case), "event hearing L1").counts == ("K1", "K2")


@pytest.mark.parametrize(
    ("report", "ending"),
    [
        ("on_record", "give way."),
        ("claimed", "give way. (claimed)"),
        ("disputed", "give way. (disputed)"),
        ("called_false", "give way. (claimed, and called false)"),
    ],
)
def test_a_claim_says_that_it_is_one(tmp_path: Path, report: str, ending: str) -> None:
    case = loaded(tmp_path, replaced(SOUND, "report: claimed", f"report: {report}"))
    assert one(timeline(case), "room pressure RM1").what.endswith(ending)


def test_weak_sources_mark_what_only_they_tell(tmp_path: Path) -> None:
    entries = timeline(loaded(tmp_path, SOUND))
    assert one(entries, "event press_report L1").weak
    assert not one(entries, "event mistrial E6").weak
    text = replaced(SOUND, "  causes: [hung]\n", "  causes: [hung]\n  weak: true\n")
    weak = timeline(loaded(tmp_path, text))
    assert one(weak, "event mistrial E6").weak
    assert one(weak, "trial mistrial T1").weak
    assert not one(weak, "trial verdict T1").weak


def test_doubt_is_marked(tmp_path: Path) -> None:
    entries = timeline(loaded(tmp_path, SOUND))
    assert one(entries, "event statement L2").uncertain  # 2021-06-18?
    assert not one(entries, "event mistrial E6").uncertain
    text = replaced(SOUND, "  causes: [hung]\n", "  causes: [hung]\n  standing: unverified\n")
    mistrial = one(timeline(loaded(tmp_path, text)), "event mistrial E6")
    assert mistrial.uncertain
    assert mistrial.standing is Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("{count: K1, years: 5}", "5 years on K1"),
        ("{count: K1, years: 15, min_years: 7.5}", "7.5 to 15 years on K1"),
        ("{count: K1, life: true}", "life on K1"),
        ("{count: K1, life: true, min_years: 25}", "25 years to life on K1"),
        ("{count: K1}", "a term that is not reported on K1"),
    ],
)
def test_sentences_are_told_in_words(tmp_path: Path, term: str, words: str) -> None:
    case = loaded(tmp_path, replaced(SOUND, "{count: K1, years: 5}", term))
    assert one(timeline(case), "sentence imposed SE1").what == f"sentence: {words}; unspecified"


def test_a_sentence_without_terms_names_its_counts(tmp_path: Path) -> None:
    case = loaded(tmp_path, replaced(SOUND, "terms: [{count: K1, years: 5}]", "counts: [K1]"))
    imposed = one(timeline(case), "sentence imposed SE1")
    assert (imposed.what, imposed.counts) == ("sentence", ("K1",))


def test_motions_are_told_with_their_ruling(case: Case) -> None:
    entries = timeline(case)
    assert one(entries, "motion filed M1").what == (
        "motion by defence (CPL 330.30): pressure in the room"
    )
    assert one(entries, "motion ruled M1").what == "motion by defence (CPL 330.30) denied"


def test_entries_are_data(case: Case) -> None:
    assert one(timeline(case), "event guilty E5").as_json() == {
        "date": "2021-06-15",
        "earliest": "2021-06-15",
        "latest": "2021-06-15",
        "day_known": True,
        "part": "event",
        "kind": "guilty",
        "id": "E5",
        "counts": ["K1"],
        "trial": "T1",
        "what": "Guilty on the first count.",
        "sources": ["R1", "S1"],
        "standing": "verified",
        "weak": False,
        "uncertain": False,
    }
