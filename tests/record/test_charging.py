"""A count has a history that begins with its charge and leads somewhere."""

from pathlib import Path

import pytest

from tests.record.building import SOUND, Spoilt, check_spoilt, loaded, problems_of, replaced

THIRD = """\
- id: K3
  offence: theft
  instrument: I1
  sources: [R1]
trials:
"""
E1 = "  kind: indicted\n  counts: [K1, K2]\n"
EARLY = (
    '- id: L0\n  date: "2020-09-01"\n  kind: {}\n  counts: [K1]\n  what: Early.\n  sources: [R1]\n'
)

SPOILT = {
    "a count that no event touches": Spoilt(
        "trials:\n- id: T1",
        "- id: K3\n  offence: theft\n  sources: [R1]\ntrials:\n- id: T1",
        "id: K3",
        "counts[2]",
        "no event on K3",
        "nothing says it was ever charged, so it has no state on any date",
        "kind charged or indicted with K3",
    ),
    "a step before the charge, by date": Spoilt(
        '"2021-04-01"\n  kind: set_for_trial',
        '"2020-04-01"\n  kind: set_for_trial',
        "id: E2",
        "events[1]",
        "set_for_trial of K1, K2 on 2020-04-01, but first charged on 2020-10-01 (E1)",
        "a count exists from the event that charges it",
        "after E1",
        good='"2020-10-01"\n  kind: set_for_trial',
    ),
    "a step before the charge, by the order of the file": Spoilt(
        "events:\n- id: E1",
        "events:\n" + EARLY.format("remanded").replace("2020-09-01", "2020-10-01") + "- id: E1",
        "id: L0",
        "events[0]",
        "remanded of K1 on 2020-10-01",
        "then by the order of the file",
        "after E1",
        good="events:\n" + EARLY.format("arrest").replace("2020-09-01", "2020-10-01") + "- id: E1",
    ),
    "a motion before the charge": Spoilt(
        "events:\n- id: E1",
        "events:\n" + EARLY.format("motion") + "- id: E1",
        "id: L0",
        "events[0]",
        "motion of K1",
        "a count exists from the event that charges it",
        "after E1",
        good="events:\n" + EARLY.format("press_report") + "- id: E1",
    ),
    "a step before the instrument": Spoilt(
        '- {id: I1, kind: indictment, date: "2020-10-01"',
        '- {id: I1, kind: indictment, date: "2020-11"',
        '"2020-10-01"',
        "events[0].date",
        "2020-10-01, before the instrument I1 of 2020-11",
        "a count exists from the instrument that brings it",
        "not before 2020-11",
        good='- {id: I1, kind: indictment, date: "2020-10"',
    ),
    "an event before the offence": Spoilt(
        '  offence_date: "2020-03"\n',
        '  offence_date: "2020-10-02/2020-10-05"\n',
        '  date: "2020-10-01"',
        "events[0].date",
        "2020-10-01, before the offence of K1",
        "nothing is charged or tried before it is said to have happened",
        "not before 2020-10-02/2020-10-05",
        good='  offence_date: "2020-10"\n',
    ),
    "an instrument before the offence": Spoilt(
        '  offence_date: "2020-03"\n',
        '  offence_date: "2020-11"\n',
        'offence_date: "2020-11"',
        "counts[0].offence_date",
        "2020-11, after the instrument I1 of 2020-10-01",
        "nothing is charged or tried before it is said to have happened",
        "not after 2020-10-01",
        good='  offence_date: "2020-11~"\n',
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_what_a_count_cannot_be(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


def left_behind(events: str) -> str:
    """Return the sound case with a third count that was indicted and is on no trial."""
    text = replaced(SOUND, "trials:\n", THIRD)
    text = replaced(text, E1, E1.replace("K2]", "K2, K3]"))
    return replaced(text, "motions:\n", f"{events}motions:\n")


def event(kind: str) -> str:
    return (
        f'- {{id: EX, date: "2021-04-02", kind: {kind}, counts: [K3], what: X., sources: [R1]}}\n'
    )


def test_a_count_left_behind_at_the_trial_of_its_instrument(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, left_behind(""))
    assert problem.where.endswith(" counts[2]")
    assert problem.found == "K3, on no trial, while other counts of I1 were tried"
    assert "or the record says how it was disposed of" in problem.rule
    assert "in the jury_sworn event and on the trial" in problem.accepted
    assert "dismissed, superseded, severed" in problem.accepted


@pytest.mark.parametrize(
    "kind",
    ["dismissed", "superseded", "severed", "plea_accepted", "not_submitted", "abated", "barred"],
)
def test_a_count_that_was_disposed_of(tmp_path: Path, kind: str) -> None:
    assert loaded(tmp_path, left_behind(event(kind)))


@pytest.mark.parametrize("kind", ["set_for_trial", "hearing"])
def test_a_count_that_was_only_mentioned(tmp_path: Path, kind: str) -> None:
    (problem,) = problems_of(tmp_path, left_behind(event(kind)))
    assert problem.where.endswith(" counts[2]")


def test_a_count_of_another_instrument_may_wait(tmp_path: Path) -> None:
    text = left_behind("").replace("  offence: theft\n  instrument: I1\n", "  offence: theft\n")
    assert loaded(tmp_path, text)


def test_a_lesser_offence_goes_with_its_greater(tmp_path: Path) -> None:
    text = left_behind("").replace("  offence: theft\n", "  offence: theft\n  lesser_of: K1\n")
    assert loaded(tmp_path, text)


def test_a_lesser_offence_found_proved_has_a_history(tmp_path: Path) -> None:
    text = replaced(SOUND, "trials:\n", THIRD.replace("  instrument: I1\n", "  lesser_of: K1\n"))
    text = replaced(text, "  kind: guilty\n", "  kind: guilty_of_lesser\n  lesser: K3\n")
    assert loaded(tmp_path, text)


def test_a_case_without_any_trial_may_wait(tmp_path: Path) -> None:
    start = SOUND.index("trials:\n")
    text = SOUND[:start].replace(", trial: T1", "").replace("[S1, S2, S3]", "[S1]")
    text += (
        'events:\n- {id: E1, date: "2020-10-01", kind: indicted, counts: [K1, K2], what: Indicted., '
        "sources: [R1]}\n"
    )
    assert loaded(tmp_path, text).trials == ()


def test_a_complaint_may_come_before_the_indictment(tmp_path: Path) -> None:
    early = EARLY.format("charged").replace("[K1]", "[K1, K2]")
    assert loaded(tmp_path, replaced(SOUND, "events:\n- id: E1", f"events:\n{early}- id: E1"))


@pytest.mark.parametrize("part", ["counts", "events"])
def test_a_case_needs_counts_and_events(tmp_path: Path, part: str) -> None:
    start = SOUND.index(f"\n{part}:\n") + 1
    rest = SOUND[start + len(part) + 2 :]
    end = next(i for i in range(len(rest)) if rest[i - 1] == "\n" and rest[i].isalpha())
    without = SOUND[:start] + rest[end:]
    (problem,) = problems_of(tmp_path, without)
    assert problem.found == "nothing"
    assert problem.rule.startswith(f"{part}: ")
    assert problem.rule.endswith("(required)")
    (problem,) = problems_of(tmp_path, f"{SOUND[:start]}{part}: []\n{rest[end:]}")
    assert problem.found == "an empty list"
    assert "at least one" in problem.accepted


def test_a_charge_alone_does_not_come_before_its_instrument(tmp_path: Path) -> None:
    first = '  date: "2020-10-01"\n  kind: indicted\n'
    text = replaced(
        SOUND, first, first.replace("2020-10", "2020-09").replace("indicted", "charged")
    )
    text = replaced(text, "  instrument: I1\n  what", "  what")
    (problem,) = problems_of(tmp_path, text)
    assert problem.where.endswith(" events[0].date")
    assert problem.found == "2020-09-01, before the instrument I1 of 2020-10-01"
