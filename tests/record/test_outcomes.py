"""Verdicts, mistrials, appeals, time and surroundings: what they hold, and what they may not say."""

from pathlib import Path

import pytest

from tests.record.building import SOUND, Spoilt, check_spoilt, loaded, problems_of, replaced

VERDICTS = """\
  verdicts:
  - {id: VE1, date: "2021-06-15", count: K1, form: guilty, stage: recorded, event: E5, sources: [R1],
     tally: {guilty: 12, not_guilty: 0}, poll: {yes: 12, no: 0, asked_by: defence}}
  - {id: VE2, date: "2021-06-14", count: K2, form: not_guilty, stage: private, sources: [S1],
     reported_by: a juror}
  mistrials:
  - {id: MI1, date: "2021-06-16", causes: [hung, juror_lost], movers: [prosecution, defence],
     defence_position: objected, finding: no agreement is likely, counts: [K2], event: E6,
     jurors_loss: J1, sources: [R1]}
  - {id: MI2, date: "2021-06-16", causes: [other], counts: [K2], sources: [S1]}
  phases:
  - {id: PH1, date: "2021-06-15", issue: an earlier conviction, decided_by: jury, result: mistrial,
     effect: the longest term fell, counts: [K1], sources: [R1]}
  log:
  - {id: LO1, date: "2021-06-08", kind: retired, at: "10:05", what: The jury retires., sources: [R1]}
  - {id: LO2, date: "2021-06-14", kind: note, what: A note., counts: [K2], sources: [R1]}
"""
STRETCHES = """\
    stretches:
    - {id: ST1, start: "2021-06-08", end: "2021-06-09", hours: 9, ended_by: a juror left, sources: [R1]}
    - {id: ST2, start: "2021-06-14", days_worked: ["2021-06-14"], hours: 6, sources: [R1]}
    reported: [{measure: unclear, value: 12, stretch: ST1, sources: [S1]}]
"""
REST = """\
appeals:
- id: AP1
  court: Appellate Division
  by: defence
  filed: "2021-10-01"
  decided: "2022-05-01"
  vote: 4-1
  results: [{counts: [K1], result: affirmed, event: E7}, {counts: [K2], result: no_bar_found}]
  sources: [R1]
- {id: AP2, court: Court of Appeals, reviews: AP1, filed: "2022-06-01", sources: [R1]}
disclosures: [{id: DI1, date: 2019, kind: investigation, outlet: First Paper, what: A report., sources: [S1]}]
statements: [{id: SM1, date: "2021-06-20", who: D1, channel: in court, gist: He denies it., sources: [S1]}]
readiness: [{id: RE1, date: "2021-06-21", who: V1, state: unwilling, counts: [K2], sources: [S1]}]
opinions: [{id: OP1, date: "2021-06", group: the public, about: E5, direction: divided, share: 0.5, asked: 900, sources: [S1]}]
effects: [{id: EF1, date: 2022, what: A firm closes., of: E5, sources: [S1]}]
reported_numbers: [{id: RN1, what: people who accuse him, number: 80, at_least: true, as_of: "2021-06", sources: [S1]}]
media: [{id: ME1, kind: photograph, shows: the court, credit: an agency, licence: unknown, sources: [S1]}]
"""
AFFIRMED = """\
- id: E7
  date: "2022-05-01"
  kind: affirmed
  counts: [K1]
  what: Affirmed.
  sources: [R1]
"""
FULL = (
    replaced(SOUND, "  splits:\n", f"{VERDICTS}  splits:\n").replace(
        '    refusal_day: "2021-06-16"\n', f'    refusal_day: "2021-06-16"\n{STRETCHES}'
    )
).replace("- id: L1\n", f"{AFFIRMED}- id: L1\n") + REST


@pytest.fixture(autouse=True)
def _the_full_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.record.building.SOUND", FULL)


def test_everything_has_a_place(tmp_path: Path) -> None:
    case = loaded(tmp_path, FULL)
    trial = case.trials[0]
    assert [verdict.stage for verdict in trial.verdicts] == ["recorded", "private"]
    assert trial.mistrials[0].movers == ("prosecution", "defence")
    assert trial.phases[0].result == "mistrial"
    assert [entry.kind for entry in trial.log] == ["retired", "note"]
    assert case.appeals[1].reviews == "AP1"
    assert case.readiness[0].state == "unwilling"
    assert case.reported_numbers[0].at_least
    assert case.effects[0].report == "claimed"


def test_a_count_holds_its_statute_plea_and_enhancements(tmp_path: Path) -> None:
    old = "  instrument: I1\n  sources: [R1]\n- id: K2\n"
    new = (
        "  instrument: I1\n  also_in: [I1]\n  plea: not_guilty\n  degree: second\n"
        '  statute_in_force: "2010/2021"\n  enhancements: [a weapon]\n  sources: [R1]\n- id: K2\n'
    )
    count = loaded(tmp_path, replaced(FULL, old, new)).counts[0]
    assert (count.plea, count.degree, count.enhancements) == ("not_guilty", "second", ("a weapon",))


def test_a_split_may_have_no_direction(tmp_path: Path) -> None:
    text = replaced(FULL, "tally: {guilty: 10, not_guilty: 2}", "tally: {sides: [7, 5]}")
    tally = loaded(tmp_path, text).trials[0].splits[0].tally
    assert (tally.total, tally.guilty) == (12, None)
    at_least = replaced(
        FULL, "tally: {guilty: 10, not_guilty: 2}", "tally: {sides: [6, 5], at_least: true}"
    )
    assert loaded(tmp_path, at_least).trials[0].splits[0].tally.total is None


SPOILT = [
    Spoilt(
        "event: E5", "event: E6", "count: K1, form", "trials[0].verdicts[0].event",
        "E6, which is mistrial", "say the same", "guilty",
    ),
    Spoilt(
        "event: E5", "event: E6", "count: K1, form", "trials[0].verdicts[0].event",
        "not on K1", "same counts", "an event on K1",
    ),
    Spoilt(
        "defence_position: objected, finding: no agreement is likely, counts: [K2]",
        "counts: [K1]", "counts: [K1], event: E6", "trials[0].mistrials[0].event",
        "not on K1", "same counts", "K1",
    ),
    Spoilt(
        "counts: [K1], sources: [R1]}\n  log:", "counts: [K3], sources: [R1]}\n  log:",
        "counts: [K3]", "trials[0].phases[0].counts[0]", "'K3'", "a trial decides", "K1, K2",
    ),
    Spoilt(
        "date: \"2021-06-14\", count: K2, form: not_guilty, stage: private",
        "date: \"2021-06-14\", count: K2, form: not_guilty, stage: announced, event: E6",
        "stage: announced, event: E6", "trials[0].verdicts[1].event",
        "an event for a verdict that is announced", "Blueford", "recorded",
    ),
    Spoilt(
        "sources: [S1],\n     reported_by: a juror}", "sources: [S1]}",
        "form: not_guilty, stage: private", "trials[0].verdicts[1].stage",
        "private agreement", "from who tells", "reported_by",
    ),
    Spoilt(
        "- {id: LO2, date: \"2021-06-14\"", "- {id: LO2, date: \"2021-06-07\"",
        "id: LO2", "trials[0].log[1].date", "before LO1", "in the order", "2021-06-08",
    ),
    Spoilt(
        'at: "10:05"', 'at: "25:05"', "25:05", "trials[0].log[0].at",
        "'25:05'", "time of day", "14:05",
    ),
    Spoilt(
        "    refusal_day:", "    hours: 15\n    refusal_day:", "    hours: 15",
        "trials[0].deliberation.hours", "15 hours over 2", "not added", "each stretch",
    ),
    Spoilt(
        'end: "2021-06-09"', 'end: "2021-06-07"', "id: ST1",
        "trials[0].deliberation.stretches[0].end", "before 2021-06-08", "begins, then", "not before",
    ),
    Spoilt(
        '{id: ST2, start: "2021-06-14"', '{id: ST2, start: "2021-06-01"', "id: ST2",
        "trials[0].deliberation.stretches[1].start", "before that of ST1", "order", "another place",
    ),
    Spoilt(
        "stretch: ST1", "stretch: ST9", "stretch: ST9",
        "trials[0].deliberation.reported[0].stretch", "'ST9'", "declares", "ST1",
    ),
    Spoilt(
        "unanimous: true, sources: [R1]}",
        "unanimous: true, reported: [{men: 9, women: 4, sources: [S1]}], sources: [R1]}",
        "men: 9", "trials[0].jury.reported[0]", "13 of a jury of 12", "no larger", "12 or fewer",
        "unanimous: true, reported: [{men: 9, women: 3, sources: [S1]}], sources: [R1]}",
    ),
    Spoilt(
        "unanimous: true, sources: [R1]}",
        "unanimous: true, composition: [{group: retired, number: 14}], sources: [R1]}",
        "number: 14", "trials[0].jury.composition[0].number", "14 of a jury of 12", "no larger", "12",
        "unanimous: true, composition: [{group: retired, number: 4}], sources: [R1]}",
    ),
    Spoilt(
        'decided: "2022-05-01"', 'decided: "2021-05-01"', 'decided: "2021-05-01"',
        "appeals[0].decided", "before 2021-10-01", "filed, then decided", "not before",
    ),
    Spoilt(
        '  decided: "2022-05-01"\n', "", "id: AP1", "appeals[0].decided",
        "results without a day", "from the day", "no results yet",
    ),
    Spoilt(
        "result: affirmed", "result: reversed_new_trial", "reversed_new_trial",
        "appeals[0].results[0].event", "E7, which is affirmed", "say the same", "reversed_new_trial",
    ),
    Spoilt(
        "result: affirmed", "result: review_refused", "review_refused",
        "appeals[0].results[0].event", "E7, which is affirmed", "say the same", "no step",
        "result: affirmed",
    ),
    Spoilt(
        "reviews: AP1", "reviews: AP2", "reviews: AP2", "appeals[1].reviews",
        "'AP2' itself", "another one", "other than",
    ),
    Spoilt(
        "who: V1, state: unwilling", "state: unwilling", "state: unwilling", "readiness[0].id",
        "nobody", "a person or of a side", "who, or side", "side: defence, state: unwilling",
    ),
    Spoilt(
        '  offence_date: "2020-03"\n',
        '  offence_date: "2020-03"\n  statute_in_force: "2021/.."\n', "2021/..",
        "counts[0].statute_in_force", "2021/.., when", "Calder v. Bull", "2020-03",
    ),
    Spoilt(
        "tally: {guilty: 10, not_guilty: 2}", "tally: {guilty: 10, sides: [10, 2]}", "sides",
        "trials[0].splits[0].tally.sides", "beside votes", "no report says", "sides alone",
    ),
    Spoilt(
        "tally: {guilty: 10, not_guilty: 2}", "tally: {sides: [10, 3]}", "sides",
        "trials[0].splits[0].tally", "10 + 3 = 13", "add up", "12",
    ),
    Spoilt(
        "{id: V1, role: complainant}",
        "{id: V1, role: complainant, name: Ann, name_basis: self_identified, anonymity: true}",
        "anonymity", "people[1].name", "the law forbids", "by role", "court_pseudonym",
        "{id: V1, role: complainant, name: Jane Doe, name_basis: court_pseudonym, anonymity: true}",
    ),
    Spoilt(
        "{id: A2, source: S2, kind: quantity", "{id: A2, source: S2, rank: deprecated, kind: quantity",
        "rank: deprecated", "claims[1].rank", "without a reason", "written down", "together",
        "{id: A2, source: S2, rank: deprecated, rank_reason: withdrawn, kind: quantity",
    ),
    Spoilt(
        "{id: A2, source: S2, kind: quantity", "{id: A2, source: S2, rank_reason: old, kind: quantity",
        "rank_reason", "claims[1].rank", "with a reason", "written down", "neither",
        "{id: A2, source: S2, citations: [{source: S2, pin: line 3, terms: ['40']}], kind: quantity",
    ),
]  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda spoilt: f"{spoilt.path} {spoilt.found}")
def test_what_does_not_fit_is_found_at_its_place(spoilt: Spoilt, tmp_path: Path) -> None:
    check_spoilt(tmp_path, spoilt)


def test_an_event_that_is_not_there_is_named_once(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, replaced(FULL, "event: E5", "event: E99"))
    assert [problem.found for problem in problems] == ["'E99'"]


def test_a_trial_without_jury_or_deliberation_is_sound(tmp_path: Path) -> None:
    start = FULL.index("  jury: {size")
    text = FULL[:start] + FULL[FULL.index("  dates:\n") :]
    left = text[: text.index("  deliberation:\n")] + text[text.index("  verdicts:\n") :]
    assert loaded(tmp_path, left).trials[0].jury is None
