"""Ids and references: every one that fails, and its neighbour that passes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juryroom.record.case import Case
from juryroom.record.fields import ID_PATTERN
from juryroom.record.files import case_schema
from juryroom.record.references import FREE, NAMES
from tests.record.building import (
    SOUND,
    Spoilt,
    check_spoilt,
    line_of,
    loaded,
    problems_of,
    replaced,
)


def undeclared(old: str, bad: str, line: str, path: str, kind: str, accepted: str) -> Spoilt:
    name = path.rsplit(".", 1)[-1].split("[")[0]
    return Spoilt(old, bad, line, path, "'ZZ'", f"{name} names a {kind}", accepted)


SPOILT = {
    "articles": undeclared(
        "articles: [S1, S2, S3]", "articles: [ZZ, S2]", "ZZ", "articles[0]", "source", "S1, S2, S3"
    ),
    "sources of a fact": undeclared(
        "sources: [R1, S1]\n- id: L1",
        "sources: [ZZ]\n- id: L1",
        "ZZ",
        "events[5].sources[0]",
        "source",
        "S1, S2, S3, R1, W1",
    ),
    "sources of a person": undeclared(
        '"1980-06-17", sources: [R1]',
        '"1980-06-17", sources: [ZZ]',
        "ZZ",
        "people[0].sources[0]",
        "source",
        "R1",
    ),
    "sources of a label": undeclared(
        "an attack, sources: [S1]",
        "an attack, sources: [ZZ]",
        "ZZ",
        "counts[1].press_labels[0].sources[0]",
        "source",
        "S1",
    ),
    "sources of trial dates": undeclared(
        "dates_sources: [R1]",
        "dates_sources: [ZZ]",
        "ZZ",
        "trials[0].dates_sources[0]",
        "source",
        "R1",
    ),
    "source of a claim": undeclared(
        "{id: A2, source: S2", "{id: A2, source: ZZ", "ZZ", "claims[1].source", "source", "S2"
    ),
    "sources of a conflict": undeclared(
        "  why: The date",
        "  sources: [ZZ]\n  why: The date",
        "ZZ",
        "conflicts[0].sources[0]",
        "source",
        "S2",
    ),
    "sources of an outside reading": undeclared(
        "  why: The date",
        "  outside: [{value: 40, sources: [ZZ]}]\n  why: The date",
        "ZZ",
        "conflicts[0].outside[0].sources[0]",
        "source",
        "S2",
    ),
    "count of a trial": undeclared(
        "  counts: [K1, K2]\n  judge",
        "  counts: [K1, K2, ZZ]\n  judge",
        "ZZ",
        "trials[0].counts[2]",
        "count",
        "K1, K2",
    ),
    "count of a split": undeclared(
        "    count: K2\n", "    count: ZZ\n", "ZZ", "trials[0].splits[0].count", "count", "K1, K2"
    ),
    "count of a term": undeclared(
        "{count: K1, years: 5}",
        "{count: ZZ, years: 5}",
        "ZZ",
        "sentences[0].terms[0].count",
        "count",
        "K1, K2",
    ),
    "count of an event in the log": undeclared(
        "  kind: press_report\n",
        "  kind: press_report\n  counts: [ZZ]\n",
        "ZZ",
        "events[6].counts[0]",
        "count",
        "K1, K2",
    ),
    "lesser offence": undeclared(
        "  causes: [hung]\n", "  lesser: ZZ\n", "ZZ", "events[5].lesser", "count", "K1, K2"
    ),
    "greater offence": undeclared(
        "  offence: assault\n",
        "  offence: assault\n  lesser_of: ZZ\n",
        "ZZ",
        "counts[1].lesser_of",
        "count",
        "K1, K2",
    ),
    "complainant": undeclared(
        "complainant: V1", "complainant: ZZ", "ZZ", "counts[0].complainant", "person", "D1, V1"
    ),
    "judge": undeclared("judge: B1", "judge: ZZ", "ZZ", "trials[0].judge", "person", "B1"),
    "juror who reports": undeclared(
        "    by: J1\n", "    by: ZZ\n", "ZZ", "trials[0].room_log[0].by", "person", "J1"
    ),
    "juror of whom it is said": undeclared(
        "    by: J1\n", "    against: ZZ\n", "ZZ", "trials[0].room_log[0].against", "person", "J1"
    ),
    "juror of an account": undeclared(
        "{id: AC1, who: J1", "{id: AC1, who: ZZ", "ZZ", "accounts[0].who", "person", "J1"
    ),
    "person of a computation": undeclared(
        "{kind: age, person: D1",
        "{kind: age, person: ZZ",
        "ZZ",
        "conflicts[0].compute.person",
        "person",
        "D1",
    ),
    "trial of a computation": undeclared(
        '{kind: age, person: D1, on: "2021-06-16"}',
        "{kind: trial_length, trial: ZZ}",
        "ZZ",
        "conflicts[0].compute.trial",
        "trial",
        "T1",
    ),
    "trial of a juror": undeclared(
        "role: juror, trial: T1", "role: juror, trial: ZZ", "ZZ", "people[3].trial", "trial", "T1"
    ),
    "trial of an event": undeclared(
        "  trial: T1\n  causes", "  trial: ZZ\n  causes", "ZZ", "events[5].trial", "trial", "T1"
    ),
    "trial of a sentence": undeclared(
        "  trial: T1\n  terms", "  trial: ZZ\n  terms", "ZZ", "sentences[0].trial", "trial", "T1"
    ),
    "instrument of a count": undeclared(
        "  instrument: I1\n  press",
        "  instrument: ZZ\n  press",
        "ZZ",
        "counts[1].instrument",
        "instrument",
        "I1",
    ),
    "instrument of an event": undeclared(
        "  instrument: I1\n  what",
        "  instrument: ZZ\n  what",
        "ZZ",
        "events[0].instrument",
        "instrument",
        "I1",
    ),
    "superseded instrument": undeclared(
        "kind: indictment,",
        "kind: indictment, supersedes: ZZ,",
        "ZZ",
        "instruments[0].supersedes",
        "instrument",
        "I1",
    ),
    "consolidated instrument": undeclared(
        "kind: indictment,",
        "kind: indictment, consolidated_with: ZZ,",
        "ZZ",
        "instruments[0].consolidated_with",
        "instrument",
        "I1",
    ),
    "claims of a split": undeclared(
        "    claims: [A4]\n",
        "    claims: [ZZ]\n",
        "ZZ",
        "trials[0].splits[0].claims[0]",
        "claim",
        "A1, A2",
    ),
    "linked case of a claim": undeclared(
        "{id: A2, source: S2",
        "{id: A2, linked_case: ZZ, source: S2",
        "ZZ",
        "claims[1].linked_case",
        "linked case",
        "us-v-doe",
    ),
    "sentence that another follows": undeclared(
        "  vacated:",
        "  relative_to: ZZ\n  vacated:",
        "ZZ",
        "sentences[0].relative_to",
        "sentence or linked case",
        "us-v-doe",
    ),
    "thing of a claim": undeclared(
        "{about: SP1,", "{about: ZZ,", "ZZ", "claims[3].says[0].about", "thing", "people-v-doe"
    ),
    "thing of a conflict": undeclared(
        "topic: {about: D1", "topic: {about: ZZ", "ZZ", "conflicts[0].topic.about", "thing", "D1"
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_what_is_named_is_declared(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


def test_the_nearest_declared_id_is_offered(tmp_path: Path) -> None:
    text = replaced(SOUND, "linked_cases:\n- {id: us-v-doe", "linked_cases:\n- {id: us-v-doe-two")
    text = replaced(text, "{id: A2, source: S2", "{id: A2, linked_case: us-v-doe-tow, source: S2")
    (problem,) = problems_of(tmp_path, text)
    assert problem.accepted == "'us-v-doe-two' (nearest); all: us-v-doe-two"


@pytest.mark.parametrize(
    "thing",
    [
        "D1",
        "S1",
        "I1",
        "K1",
        "T1",
        "E1",
        "M1",
        "SE1",
        "AC1",
        "us-v-doe",
        "C1",
        "A1",
        "X1",
        "SP1",
        "RM1",
        "people-v-doe",
    ],
)
def test_a_claim_may_be_about_anything_declared(tmp_path: Path, thing: str) -> None:
    assert loaded(tmp_path, replaced(SOUND, "{about: SP1,", f"{{about: {thing},"))


def test_a_sentence_may_follow_a_linked_case(tmp_path: Path) -> None:
    text = replaced(SOUND, "  vacated:", "  relative_to: us-v-doe\n  vacated:")
    assert loaded(tmp_path, text).sentences[0].relative_to == "us-v-doe"


@pytest.mark.parametrize(
    ("old", "bad", "path", "kind", "first"),
    [
        ("{id: V1,", "{id: D1,", "people[1].id", "person", "people[0]"),
        ("{id: S2,", "{id: S1,", "sources[1].id", "source", "sources[0]"),
        ("- id: K2", "- id: K1", "counts[1].id", "count", "counts[0]"),
        ("- id: E2", "- id: E1", "events[1].id", "event", "events[0]"),
        ("{id: A2,", "{id: A1,", "claims[1].id", "claim", "claims[0]"),
        ("id: RM2", "id: RM1", "trials[0].room_log[1].id", "room event", "trials[0].room_log[0]"),
    ],
)
def test_an_id_stands_once_in_its_list(
    tmp_path: Path, old: str, bad: str, path: str, kind: str, first: str
) -> None:
    text = replaced(SOUND, old, bad)
    (problem,) = [p for p in problems_of(tmp_path, text) if "has an id of its own" in p.rule]
    assert problem.where == f"{tmp_path / 'case.yaml'}:{line_of(SOUND, old)} {path}"
    assert f"(first at {first})" in problem.found
    assert problem.rule == f"each {kind} has an id of its own"
    assert problem.accepted == "another id"


@pytest.mark.parametrize(
    "replacement", ["{id: S2,", "{id: K2,", "{id: M1,"], ids=["a source", "a count", "a motion"]
)
def test_an_id_may_stand_in_another_list(tmp_path: Path, replacement: str) -> None:
    assert loaded(tmp_path, replaced(SOUND, "{id: V1,", replacement).replace("t: V1", "t: D1"))


CIRCLES = {
    "an instrument that supersedes itself": Spoilt(
        "kind: indictment,",
        "kind: indictment, supersedes: I1,",
        "supersedes: I1",
        "instruments[0].supersedes",
        "'I1' itself",
        "supersedes names another one",
        "other than 'I1'",
    ),
    "an instrument consolidated with itself": Spoilt(
        "kind: indictment,",
        "kind: indictment, consolidated_with: I1,",
        "consolidated_with: I1",
        "instruments[0].consolidated_with",
        "'I1' itself",
        "consolidated_with names another one",
        "other than 'I1'",
    ),
    "a lesser offence of itself": Spoilt(
        "  offence: assault\n",
        "  offence: assault\n  lesser_of: K2\n",
        "lesser_of",
        "counts[1].lesser_of",
        "'K2' itself",
        "lesser_of names another one",
        "other than 'K2'",
        good="  offence: assault\n  lesser_of: K1\n",
    ),
    "a sentence that follows itself": Spoilt(
        "  vacated:",
        "  relative_to: SE1\n  vacated:",
        "relative_to",
        "sentences[0].relative_to",
        "'SE1' itself",
        "relative_to names another one",
        "other than 'SE1'",
    ),
    "an origin that has an origin": Spoilt(
        "outlet: Third Paper,",
        "outlet: Third Paper, origin: S2,",
        "Third Paper",
        "sources[2].origin",
        "'S2', which itself descends from 'wire-1'",
        "origin names the first text",
        "'wire-1'",
        good="outlet: Third Paper, origin: W1,",
    ),
    "a list that names one thing twice": Spoilt(
        "sources: [R1, S1]\n- id: L1",
        "sources: [R1, S1, R1]\n- id: L1",
        "[R1, S1, R1]",
        "events[5].sources[2]",
        "'R1' twice",
        "sources names each source once",
        "one of the two",
    ),
    "a topic about two things": Spoilt(
        "{id: V1, role: complainant}\n",
        "{id: V1, role: complainant}\n- {id: SP1, role: other}\n",
        "about: SP1",
        "claims[3].says[0].about",
        "'SP1', which is both a person and a split",
        "a statement is about one thing",
        "declared in one list only",
        good="{id: V1, role: complainant}\n- {id: SP2, role: other}\n",
    ),
}


@pytest.mark.parametrize("spoilt", CIRCLES.values(), ids=CIRCLES.keys())
def test_references_go_somewhere_else(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


def test_two_fields_may_name_one_thing(tmp_path: Path) -> None:
    text = replaced(SOUND, "    by: J1\n", "    by: J1\n    against: J1\n")
    assert loaded(tmp_path, text)


def test_two_lists_may_name_things_of_one_id(tmp_path: Path) -> None:
    text = replaced(SOUND, "{id: A6, source", "{id: K1, source")
    assert loaded(
        tmp_path, replaced(text, "  tally: {guilty: 12", "  claims: [K1]\n  tally: {guilty: 12")
    )


def test_every_field_that_holds_ids_is_checked() -> None:
    """A field added to the models is either a reference, or free on purpose."""
    schema = case_schema()
    parts: dict[str, Any] = {"Case": schema, **schema["$defs"]}
    assert parts["Case"]["properties"].keys() == {
        info.alias or name for name, info in Case.model_fields.items()
    }
    for owner, part in parts.items():
        for name, node in part.get("properties", {}).items():
            if any(pattern == ID_PATTERN for pattern in patterns(node)):
                checked = f"{owner}.{name}" in NAMES or name in NAMES
                assert checked or name in FREE, f"{owner}.{name}"


def patterns(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        yield node.get("pattern")
        for value in node.values():
            yield from patterns(value)
    elif isinstance(node, list):
        for value in node:
            yield from patterns(value)
