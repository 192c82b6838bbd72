"""Real cases replayed: the state of each count on days on which the sources say what it was."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from juryroom.procedure.posture import check_history, posture
from juryroom.procedure.retrial import RetrialResult, may_retry
from juryroom.procedure.rulepack import rule_pack
from juryroom.procedure.statements import Heard, admissibility
from juryroom.record.case import Case
from juryroom.record.files import load_case

HISTORIES = Path(__file__).parent / "histories"
BUNDLED = Path(__file__).parents[2] / "cases"
EXPECTED: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(
    (HISTORIES / "expected.yaml").read_text(encoding="utf-8")
)
EACH_DAY = [(name, row) for name, rows in EXPECTED.items() for row in rows]


@cache
def history(name: str) -> Case:
    return load_case(HISTORIES / f"{name}.yaml").case


@pytest.mark.parametrize(
    ("name", "row"), EACH_DAY, ids=[f"{name}-{row['as_of']}" for name, row in EACH_DAY]
)
def test_a_real_case_stands_where_its_sources_put_it(name: str, row: dict[str, Any]) -> None:
    found = posture(history(name), dt.date.fromisoformat(row["as_of"]))
    states = {count.id: count.state for count in found.counts}
    for count, state in row.get("states", {}).items():
        assert states[count] in {state, *row.get("also", {}).get(count, ())}
    if "totals" in row:
        assert found.totals == row["totals"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_whole_history_is_lawful(name: str) -> None:
    check_history(history(name))


def test_every_history_is_tested() -> None:
    files = {path.stem for path in HISTORIES.glob("*.yaml")} - {"expected"}
    assert files == set(EXPECTED)


# ---- New York, from the bundled case

CONVICTED_TWICE, THREE_TRIALS = "CSA_H", "R3_M"
NEW_YORK = [
    ("2020-03-12", {"CSA_H": "SENTENCED", "R3_M": "SENTENCED", "R1_M": "ACQUITTED"}),
    ("2020-03-12", {"PSA1": "ACQUITTED", "PSA2": "ACQUITTED"}),
    ("2022-06-03", {"CSA_H": "AFFIRMED", "R3_M": "AFFIRMED", "R1_M": "ACQUITTED"}),
    ("2024-04-26", {"CSA_H": "REVERSED_NEW_TRIAL", "R3_M": "REVERSED_NEW_TRIAL"}),
    ("2024-04-26", {"R1_M": "ACQUITTED", "PSA1": "ACQUITTED", "PSA2": "ACQUITTED"}),
    ("2025-06-10", {"CSA_H": "AGREED_PROVISIONAL", "CSA_S": "AGREED_PROVISIONAL"}),
    ("2025-06-10", {"R3_M": "SUBMITTED"}),
    ("2025-06-11", {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "SUBMITTED"}),
    ("2025-06-13", {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "MISTRIAL"}),
    ("2026-01-09", {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "PENDING_TRIAL"}),
    ("2026-06-27", {"CSA_H": "GUILTY_VERDICT", "CSA_S": "ACQUITTED", "R3_M": "DISMISSED"}),
    ("2026-06-27", {"R1_M": "ACQUITTED"}),
]


@cache
def new_york() -> Case:
    return load_case(BUNDLED / "people-v-weinstein.yaml").case


@pytest.mark.parametrize(("as_of", "expected"), NEW_YORK)
def test_the_new_york_case_stands_where_its_sources_put_it(
    as_of: str, expected: dict[str, str]
) -> None:
    found = posture(new_york(), dt.date.fromisoformat(as_of))
    assert {count: found.count(count).state.value for count in expected} == expected


def test_the_new_york_retrial_turns_on_the_gate_and_then_on_the_terms_of_the_dismissal() -> None:
    case = new_york()
    hung = may_retry(case, posture(case, dt.date(2025, 6, 13)), THREE_TRIALS)
    assert (hung.result, hung.authority) == (RetrialResult.ALLOWED, "CPL 310.70(2)")
    assert hung.mistrial is not None
    assert {"hung", "juror_refusal"} <= {cause.value for cause in hung.mistrial.causes}
    dropped = may_retry(case, posture(case, dt.date(2026, 6, 27)), THREE_TRIALS)
    assert (dropped.result, dropped.unknown) == (RetrialResult.UNKNOWN, ("with_prejudice",))
    after_reversal = posture(case, dt.date(2024, 4, 26))
    assert may_retry(case, after_reversal, CONVICTED_TWICE).result is RetrialResult.ALLOWED
    for acquitted in ("R1_M", "PSA1", "PSA2"):
        assert may_retry(case, after_reversal, acquitted).result is RetrialResult.BARRED


def test_no_day_of_the_new_york_case_brings_an_acquittal_back() -> None:
    case = new_york()
    days = {event.date.latest for event in case.events if event.date.latest is not None}
    acquitted = set[str]()
    for on in sorted(days):
        found = {count.id: count.state for count in posture(case, on).counts}
        assert all(found[count] == "ACQUITTED" for count in acquitted)
        acquitted |= {count for count, state in found.items() if state == "ACQUITTED"}
    assert acquitted == {"R1_M", "PSA1", "PSA2", "CSA_S"}


def test_new_york_hears_no_juror_on_what_was_said_in_the_room() -> None:
    case = new_york()
    pack = rule_pack(case.jurisdiction, dt.date(2025, 10, 9))
    answers = {
        answer.heading: answer.answer
        for account in case.accounts
        if account.when == "after_discharge"
        for answer in admissibility(account, pack)
    }
    assert {answers[heading] for heading in ("regret", "threatened")} == {Heard.NOT_HEARD}
    assert answers["rumour_of_payment"] is Heard.UNSETTLED
    assert Heard.HEARD not in answers.values()
