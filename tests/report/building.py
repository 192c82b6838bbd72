"""A small made-up case for the page and the summary, and how to make a bundle of it."""

import datetime as dt
from pathlib import Path

from juryroom.record.files import load_case
from juryroom.report.bundle import Bundle, gather

DAY = dt.date(2022, 3, 1)

HUNG = """\
schema: juryroom-case/1
id: state-v-roe
caption: State v. Roe Zed-caption
jurisdiction: US-NY
court: Supreme Court Zed-court
people:
- {id: D1, role: defendant, name: Roe Zed-defendant, name_basis: defendant_public, born: "1980-06-17", sources: [P1]}
- {id: V1, role: complainant, name: Zed-complainant, name_basis: self_identified, sources: [P1]}
- {id: V2, role: complainant}
- {id: O1, role: other, sources: [P1], note: a person merely accused}
- {id: J1, role: juror, trial: T1, seat: member, sources: [P1], note: Zed-juror-note}
- {id: J2, role: juror, trial: T1, seat: foreperson, sources: [P2]}
articles: [P1, P2]
sources:
- {id: P1, kind: article, outlet: First Paper Zed-outlet, date: "2022-02-01", quality: good, url: "https://example.org/a?b=1&c=2"}
- {id: P2, kind: article, outlet: Second Paper, date: "2022-02-02", quality: fair, origin: wire}
- {id: P3, kind: wire, outlet: Third Paper, date: "2022-02-02", quality: weak, origin: wire}
- {id: P4, kind: article, outlet: Late Paper, date: "2023-01-01", quality: fair}
instruments:
- {id: I1, kind: indictment, date: "2020/2021", sources: [P1]}
counts:
- {id: K1, offence: burglary Zed-offence, statute: Zed-statute, complainant: V1, instrument: I1, press_labels: [{label: Zed-label, sources: [P1]}], sources: [P1]}
- {id: K2, offence: assault, complainant: V2, instrument: I1, sources: [P1]}
trials:
- id: T1
  counts: [K1, K2]
  jury: {size: 12, unanimous: true, sources: [P1]}
  dates: {openings: "2022-01-10", deliberation_start: "2022-01-20", verdict: "2022-01-25", mistrial: "2022-01-26"}
  dates_sources: [P1]
  splits:
  - {id: even, count: K1, stage: intermediate, tally: {guilty: 6, not_guilty: 6}, reported_by: J1, channel: Zed-channel, reliability: single_source, sources: [P1], note: Zed-split-note}
  - {id: last, count: K2, stage: final, tally: {guilty: 10, not_guilty: 2}, reported_by: Zed-reporter, reliability: single_source, sources: [P2]}
  room_log:
  - {id: r1, date: "2022-01-21", kind: rumour, what: A rumour Zed-room., counts: [K1], by: J1, against: J2, channel: note, report: claimed, ruling: Zed-ruling, sources: [P1]}
  - {id: r2, date: "2022-01-22/2022-01-23", kind: pressure, what: Pressure., report: disputed, sources: [P2]}
events:
- {id: E1, date: "2020/2021", kind: indicted, instrument: I1, counts: [K1, K2], what: Indicted Zed-event., sources: [P1]}
- {id: E2, date: "2022-01-05", kind: set_for_trial, counts: [K1, K2], what: Set., sources: [P1]}
- {id: E3, date: "../2022-01-10", kind: jury_sworn, trial: T1, counts: [K1, K2], what: Sworn., sources: [P1]}
- {id: E4, date: "2022-01-20", kind: submitted, trial: T1, counts: [K1, K2], what: Submitted., sources: [P1]}
- {id: E5, date: "2022-01-25", kind: guilty, trial: T1, counts: [K1], what: Guilty., sources: [P1]}
- {id: E6, date: "2022-01-26", kind: mistrial, trial: T1, counts: [K2], causes: [hung], what: Mistrial., sources: [P1, P3]}
accounts:
- {id: A1, who: J1, trial: T1, when: after_discharge, level: sworn, says: [regret, threatened, split_6_6], counts: [K1], sources: [P1]}
linked_cases:
- {id: state-v-roe-elsewhere, caption: Zed-linked, jurisdiction: US-CA, relation: other_sovereign, what: Zed-linked-what., sources: [P1]}
calendar:
- {id: c1, date: "2022-05-01", kind: hearing, counts: [K2], what: Zed-ahead., known_from: "2022-02-01", sources: [P1]}
claims:
- {id: C1, source: P1, kind: quantity, gist: One day., says: [{about: T1, property: days, value: 4}]}
- {id: C2, source: P2, kind: quantity, gist: Another., says: [{about: T1, property: days, value: Zed-value}]}
- {id: C3, source: P1, kind: description, gist: Ill., says: [{about: D1, property: health, value: hidden-illness-a}]}
- {id: C4, source: P2, kind: description, gist: Ill., says: [{about: D1, property: health, value: hidden-illness-b}]}
- {id: C5, source: P1, kind: quantity, gist: Late., says: [{about: T1, property: seats, value: 40}]}
- {id: C6, source: P2, kind: quantity, gist: Late., says: [{about: T1, property: seats, value: 50}]}
conflicts:
- {id: X1, topic: {about: T1, property: days}, title: Zed-title, relation: contradiction, outcome: value, preferred: [4], resolution: Zed-resolution, rule: record_beats_press, decided_by: editors, why: Zed-why, sources: [P1]}
- {id: X2, topic: {about: D1, property: health}, title: Health, relation: scope, outcome: keep_all, resolution: kept apart, rule: keep_per_channel, decided_by: editors, why: kept}
- {id: X3, topic: {about: K2, property: later}, title: What came later, relation: scope, outcome: keep_all, resolution: both, rule: keep_per_channel, decided_by: editors, why: late, outside: [{value: a, sources: [P4]}, {value: b, sources: [P4]}]}
"""

QUIET = """\
schema: juryroom-case/1
id: state-v-quiet
caption: State v. Quiet
jurisdiction: US-NY
court: Supreme Court
people:
- {id: D1, role: defendant}
sources:
- {id: P1, kind: article, outlet: First Paper, date: "2022-02-01", quality: good}
counts:
- {id: K1, offence: burglary, sources: [P1]}
events:
- {id: E1, date: "2021-05-01", kind: indicted, counts: [K1], what: Indicted., sources: [P1]}
"""


def bundle_of(text: str, folder: Path, on: dt.date = DAY) -> Bundle:
    """Return the bundle of a case file with that text."""
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return gather(load_case(path), on, command=("juryroom", "run", "case.yaml"))
