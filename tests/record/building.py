"""One small case that is sound, and the ways to spoil it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from juryroom.errors import JuryroomError, Problem
from juryroom.record.case import Case
from juryroom.record.files import load_case

SOUND = """\
schema: juryroom-case/1
id: people-v-doe
caption: People v. Doe
jurisdiction: US-NY
court: Supreme Court, Kings County
people:
- {id: D1, role: defendant, name: Sam Doe, name_basis: defendant_public, born: "1980-06-17", sources: [R1]}
- {id: V1, role: complainant}
- {id: B1, role: judge}
- {id: J1, role: juror, trial: T1, seat: foreperson}
articles: [S1, S2, S3]
sources:
- {id: S1, kind: article, outlet: First Paper, date: "2021-06-20", quality: good, origin: wire-1}
- {id: S2, kind: article, outlet: Second Paper, date: "2021-06-21", quality: fair, origin: wire-1}
- {id: S3, kind: article, outlet: Third Paper, date: "2021-06-22", quality: fair}
- {id: R1, kind: decision, outlet: Court record, date: "2021-09-01", quality: good}
- {id: W1, kind: commentary, outlet: A weblog, quality: weak}
instruments:
- {id: I1, kind: indictment, date: "2020-10-01", sources: [R1]}
counts:
- id: K1
  offence: burglary
  range: {min_years: 1, max_years: 15}
  offence_date: "2020-03"
  complainant: V1
  instrument: I1
  sources: [R1]
- id: K2
  offence: assault
  offence_date: "2020-03-04~"
  instrument: I1
  press_labels: [{label: an attack, sources: [S1]}]
  sources: [R1]
trials:
- id: T1
  counts: [K1, K2]
  judge: B1
  jury: {size: 12, women: 7, men: 5, alternates: 2, unanimous: true, sources: [R1]}
  dates:
    selection: "2021-05-03"
    openings: "2021-05-10"
    closings: "2021-06-07"
    deliberation_start: "2021-06-08"
    verdict: "2021-06-15"
    mistrial: "2021-06-16"
  dates_sources: [R1]
  deliberation:
    days_worked: ["2021-06-08", "2021-06-09", "2021-06-14", "2021-06-15"]
    refusal_day: "2021-06-16"
    sources: [R1]
  splits:
  - id: SP1
    count: K2
    stage: final
    tally: {guilty: 10, not_guilty: 2}
    reported_by: a juror
    reliability: single_source
    claims: [A4]
    sources: [S1]
  room_log:
  - id: RM1
    date: "2021-06-09/2021-06-14"
    kind: pressure
    what: A juror is pressed to give way.
    counts: [K2]
    by: J1
    report: claimed
    sources: [S1]
  - id: RM2
    date: "2021-06-14"
    kind: note
    what: The jury asks for the law again.
    sources: [R1]
events:
- id: E1
  date: "2020-10-01"
  kind: indicted
  counts: [K1, K2]
  instrument: I1
  what: Indicted.
  sources: [R1]
- id: E2
  date: "2021-04-01"
  kind: set_for_trial
  counts: [K1, K2]
  what: Set down for trial.
  sources: [R1]
- id: E3
  date: "../2021-05-10"
  kind: jury_sworn
  counts: [K1, K2]
  trial: T1
  what: The jury is sworn.
  sources: [R1]
- id: E4
  date: "2021-06-08"
  kind: submitted
  counts: [K1, K2]
  trial: T1
  what: The jury gets the case.
  sources: [R1]
- id: E5
  date: "2021-06-15"
  kind: guilty
  counts: [K1]
  trial: T1
  tally: {guilty: 12, not_guilty: 0}
  what: Guilty on the first count.
  sources: [R1, S1]
- id: E6
  date: "2021-06-16"
  kind: mistrial
  counts: [K2]
  trial: T1
  causes: [hung]
  what: Mistrial on the second count.
  sources: [R1, S1]
- id: L1
  date: "2021-06"
  kind: press_report
  what: The papers write about it.
  sources: [W1]
- id: L2
  date: "2021-06-18?"
  kind: statement
  counts: [K2]
  what: The prosecution may try again.
  sources: [S3]
motions:
- id: M1
  filed: "2021-07-01"
  by: defence
  rule: CPL 330.30
  counts: [K1]
  grounds: [pressure in the room]
  ruling: {date: "2021-08-01", result: denied, sources: [R1]}
  sources: [R1]
sentences:
- id: SE1
  date: "2021-09-01"
  trial: T1
  terms: [{count: K1, years: 5}]
  vacated: "2023-02-01"
  sources: [R1]
custody:
- {start: "2021-06-15", end: "2023-02-01", place: New York, why: sentence, sources: [R1]}
linked_cases:
- {id: us-v-doe, caption: United States v. Doe, jurisdiction: US, relation: other_sovereign, what: The same night., sources: [S1]}
calendar:
- {id: C1, date: "2021-10-01", kind: hearing, what: Whether to try again., known_from: "2021-09-01", counts: [K2], sources: [R1]}
accounts:
- {id: AC1, who: J1, trial: T1, when: after_discharge, level: press, says: [pressed], counts: [K2], claims: [A4], sources: [S1]}
claims:
- {id: A1, source: S1, kind: quantity, gist: He is 40., says: [{about: D1, property: age, value: 40}]}
- {id: A2, source: S2, kind: quantity, gist: He is 40., says: [{about: D1, property: age, value: 40}]}
- {id: A3, source: S3, kind: quantity, gist: He is 41., says: [{about: D1, property: age, value: 41}]}
- {id: A4, source: S1, kind: quantity, gist: Ten to two., counts: [K2], says: [{about: SP1, property: split, value: 10-2}]}
- {id: A5, source: S3, kind: quantity, gist: Six weeks., says: [{about: T1, property: length, value: six weeks}]}
- {id: A6, source: S1, kind: quantity, gist: A month., says: [{about: T1, property: length, value: a month}]}
conflicts:
- id: X1
  topic: {about: D1, property: age}
  title: His age
  relation: contradiction
  outcome: value
  preferred: [40]
  compute: {kind: age, person: D1, on: "2021-06-16"}
  rule: computed_beats_stated
  decided_by: arithmetic
  why: The date of birth settles it.
"""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """One change that makes the sound case unsound, and the problem it must give.

    `old` is replaced by `bad`; `line` is a piece of the line the problem must name; `found`,
    `rule` and `accepted` must stand in the problem. `good` is a change of the same place that is
    sound, where the sound case itself does not show it.
    """

    old: str
    bad: str
    line: str
    path: str
    found: str
    rule: str
    accepted: str
    good: str | None = None


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, piece: str) -> int:
    """Return the number of the line on which `piece` ends; it stands in `text` once."""
    assert text.count(piece) == 1, f"{piece!r} stands {text.count(piece)} times"
    return text.count("\n", 0, text.index(piece) + len(piece)) + 1


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "case.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def loaded(folder: Path, text: str) -> Case:
    return load_case(written(folder, text)).case


def problems_of(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(JuryroomError) as caught:
        load_case(written(folder, text))
    assert "pydantic" not in str(caught.value)
    assert "http" not in str(caught.value).replace("http:// or https://", "")
    return caught.value.problems


def check_spoilt(folder: Path, spoilt: Spoilt) -> None:
    """Assert that the change gives its problem at its place, and nothing else at that place."""
    text = replaced(SOUND, spoilt.old, spoilt.bad)
    where = f"{folder / 'case.yaml'}:{line_of(text, spoilt.line)} {spoilt.path}"
    problems = problems_of(folder, text)
    at_place = [problem for problem in problems if problem.where == where]
    assert at_place, [problem.where for problem in problems]
    matching = [problem for problem in at_place if spoilt.rule in problem.rule]
    assert len(matching) == 1, at_place
    assert spoilt.found in matching[0].found
    assert spoilt.accepted in matching[0].accepted
    if spoilt.good is not None:
        loaded(folder, replaced(SOUND, spoilt.old, spoilt.good))
