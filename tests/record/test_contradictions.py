"""Declared conflicts: someone speaks about the topic, and the resolution can be had."""

from pathlib import Path

import pytest

from tests.record.building import SOUND, Spoilt, check_spoilt, problems_of, replaced

COMPUTE = 'compute: {kind: age, person: D1, on: "2021-06-16"}'
SECOND = """\
- id: X2
  topic: {about: T1, property: length}
  title: Length
  relation: granularity
  outcome: several_true
  resolution: both
  rule: keep_per_channel
  decided_by: editors
  why: Both.
"""


SPOILT = {
    "a topic of which no one speaks": Spoilt(
        "topic: {about: D1, property: age}",
        "topic: {about: D1, property: height}",
        "topic:",
        "conflicts[0].topic",
        "height of 'D1', of which no claim speaks",
        "a conflict is about what sources say",
        "or a reading under outside",
    ),
    "a topic that is declared twice": Spoilt(
        "  why: The date of birth settles it.\n",
        "  why: The date of birth settles it.\n" + SECOND + SECOND.replace("X2", "X3"),
        "id: X3\n  topic:",
        "conflicts[2].topic",
        "length of 'T1' again (first in X2)",
        "is said once",
        "all of it in X2",
        good="  why: The date of birth settles it.\n" + SECOND,
    ),
    "a preference that is no reading": Spoilt(
        "preferred: [40]",
        "preferred: [42]",
        "preferred",
        "conflicts[0].preferred[0]",
        "42",
        "what is preferred is one of the readings",
        "40; 41",
        good="outside: [{value: 42, sources: [W1]}]\n  preferred: [42]",
    ),
    "a preference of another type": Spoilt(
        "preferred: [40]",
        "preferred: ['40']",
        "preferred",
        "conflicts[0].preferred[0]",
        "'40'",
        "one of the readings",
        "40; 41",
        good="preferred: [40, 41]",
    ),
    "a computed rule without a computation": Spoilt(
        f"{COMPUTE}\n",
        "resolution: forty\n",
        "rule: computed",
        "conflicts[0].rule",
        "computed_beats_stated without compute",
        "is computed from the record, never typed in",
        "compute in place of resolution",
    ),
    "an age without a birth": Spoilt(
        'born: "1980-06-17", ',
        "",
        "compute:",
        "conflicts[0].compute",
        "no date of birth of D1",
        "counted from the day of birth",
        "one exact day",
    ),
    "an age from a month": Spoilt(
        'born: "1980-06-17"',
        'born: "1980-06"',
        "compute:",
        "conflicts[0].compute",
        "1980-06 for the date of birth of D1",
        "counted from the day of birth",
        "one exact day",
    ),
    "an age from a doubtful day": Spoilt(
        'born: "1980-06-17"',
        'born: "1980-06-17?"',
        "compute:",
        "conflicts[0].compute",
        "1980-06-17? for the date of birth",
        "counted from the day of birth",
        "one exact day",
    ),
    "an age before the birth": Spoilt(
        'on: "2021-06-16"}',
        'on: "1980-06-16"}',
        "compute:",
        "conflicts[0].compute",
        "1980-06-16, before the birth on 1980-06-17",
        "counted from the day of birth",
        "a later day",
        good='on: "1980-06-17"}',
    ),
    "deliberation of a trial that is none": Spoilt(
        COMPUTE,
        "compute: {kind: deliberation_days, trial: T2}",
        "compute:",
        "conflicts[0].compute.trial",
        "'T2'",
        "trial names a trial",
        "T1",
        good="compute: {kind: deliberation_days, trial: T1}",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_what_a_conflict_needs(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


@pytest.mark.parametrize(
    ("old", "new", "compute", "found"),
    [
        (
            '["2021-06-08", "2021-06-09", "2021-06-14", "2021-06-15"]',
            "[]",
            "deliberation_days",
            "no days_worked of T1",
        ),
        (
            '["2021-06-08", "2021-06-09",',
            '["2021-06-08", "2021-06",',
            "deliberation_days",
            "2021-06 for a worked day of T1",
        ),
        (
            'refusal_day: "2021-06-16"',
            'refusal_day: "2021-06"',
            "deliberation_days",
            "2021-06 for the refusal day of T1",
        ),
        ('    openings: "2021-05-10"\n', "", "trial_length", "no openings of T1"),
        (
            '    openings: "2021-05-10"\n',
            '    openings: "2021-05"\n',
            "trial_length",
            "2021-05 for the openings of T1",
        ),
    ],
)
def test_a_computation_needs_its_days(
    tmp_path: Path, old: str, new: str, compute: str, found: str
) -> None:
    text = replaced(SOUND, COMPUTE, f"compute: {{kind: {compute}, trial: T1}}")
    (problem,) = problems_of(tmp_path, replaced(text, old, new))
    assert problem.where.endswith(" conflicts[0].compute")
    assert problem.found == found


def test_a_length_needs_an_end(tmp_path: Path) -> None:
    text = replaced(SOUND, COMPUTE, "compute: {kind: trial_length, trial: T1}")
    for line in ('    closings: "2021-06-07"\n', '    verdict: "2021-06-15"\n'):
        text = replaced(text, line, "")
    (problem,) = problems_of(tmp_path, replaced(text, 'mistrial: "2021-06-16"', "mistrial: 2021"))
    assert problem.found == "no day of closings, verdict or mistrial of T1"


def test_an_ordinal_needs_a_beginning(tmp_path: Path) -> None:
    text = replaced(SOUND, COMPUTE, "compute: {kind: trial_ordinal, trial: T1}")
    for name in ("selection", "openings", "deliberation_start"):
        line = next(line for line in text.splitlines() if line.startswith(f"    {name}:"))
        text = replaced(text, f"{line}\n", "")
    text = replaced(
        text, '"../2021-05-10"\n  kind: jury_sworn', '"2021-05-10/.."\n  kind: jury_sworn'
    )
    (problem,) = problems_of(tmp_path, text)
    assert problem.found == "no date on which T1 began"
    assert "trials are numbered by the day they began" in problem.rule
