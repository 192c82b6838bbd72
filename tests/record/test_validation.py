"""What pydantic finds is told in the words of the file, with nothing of pydantic's own."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juryroom.record.case import Case
from juryroom.record.checks import check_case
from juryroom.record.conflicts import find_conflicts
from juryroom.record.timeline import timeline
from juryroom.record.validation import validate
from juryroom.record.yaml_tree import Path as Place
from juryroom.record.yaml_tree import read_yaml
from tests.record.building import SOUND, Spoilt, check_spoilt, problems_of, replaced

DATA: dict[str, Any] = read_yaml(SOUND.encode(), "case.yaml").root

SPOILT = {
    "an unknown field": Spoilt(
        old="    reported_by: a juror\n",
        bad="    reported_bye: a juror\n",
        line="reported_bye",
        path="trials[0].splits[0].reported_bye",
        found="the field 'reported_bye'",
        rule="a split has no field of that name",
        accepted="'reported_by' (nearest); all: sources, standing, note, id, count, stage",
    ),
    "a missing field": Spoilt(
        old="  offence: burglary\n",
        bad="",
        line="id: K1",
        path="counts[0].offence",
        found="nothing",
        rule="offence: the name of the offence in the statute (required)",
        accepted="text, at most 2,000 characters",
    ),
    "an unknown kind of event, nearest among steps": Spoilt(
        old="kind: mistrial\n",
        bad="kind: mistrail\n",
        line="mistrail",
        path="events[5].kind",
        found="'mistrail'",
        rule="kind: what happened",
        accepted="'mistrial' (nearest); all: charged, indicted",
    ),
    "an unknown kind of event, nearest in the log": Spoilt(
        old="kind: press_report\n",
        bad="kind: press_reprot\n",
        line="press_reprot",
        path="events[6].kind",
        found="'press_reprot'",
        rule="kind: what happened",
        accepted="'press_report' (nearest); all: charged, indicted",
    ),
    "a kind of event that is no text": Spoilt(
        old="kind: press_report\n",
        bad="kind: [press_report]\n",
        line="kind: [press_report]",
        path="events[6].kind",
        found="['press_report']",
        rule="kind: what happened",
        accepted="bar_check",
    ),
    "a word of an enumeration": Spoilt(
        old="quality: weak",
        bad="quality: weka",
        line="weka",
        path="sources[4].quality",
        found="'weka'",
        rule="quality: how much it can carry alone",
        accepted="'weak' (nearest); all: good, fair, weak",
    ),
    "a number that is text": Spoilt(
        old="{size: 12,",
        bad="{size: '12',",
        line="size: '12'",
        path="trials[0].jury.size",
        found="'12'",
        rule="size: the number of jurors sworn, without alternates",
        accepted="a whole number, 0 to 1,000",
    ),
    "a number that is not whole": Spoilt(
        old="{size: 12,",
        bad="{size: 12.5,",
        line="size: 12.5",
        path="trials[0].jury.size",
        found="12.5",
        rule="size: the number of jurors sworn",
        accepted="a whole number, 0 to 1,000",
    ),
    "a number out of range": Spoilt(
        old="years: 5}]",
        bad="years: 0}]",
        line="years: 0}]",
        path="sentences[0].terms[0].years",
        found="0",
        rule="years: the term in years",
        accepted="a number, above 0 to 999",
        good="years: 0.5}]",
    ),
    "yes, which is no truth value": Spoilt(
        old="unanimous: true",
        bad="unanimous: yes",
        line="unanimous: yes",
        path="trials[0].jury.unanimous",
        found="'yes'",
        rule="unanimous: whether the verdict had to be unanimous",
        accepted="true or false",
    ),
    "1, which is no truth value": Spoilt(
        old="unanimous: true",
        bad="unanimous: 1",
        line="unanimous: 1",
        path="trials[0].jury.unanimous",
        found="1",
        rule="unanimous",
        accepted="true or false",
    ),
    "a number where text is wanted": Spoilt(
        old="caption: People v. Doe",
        bad="caption: 2020",
        line="caption: 2020",
        path="caption",
        found="2020",
        rule="caption: the name of the case in court",
        accepted="in quotes where it reads as a number",
        good="caption: '2020'",
    ),
    "text that is empty": Spoilt(
        old="caption: People v. Doe",
        bad="caption: ''",
        line="caption: ''",
        path="caption",
        found="empty text",
        rule="caption",
        accepted="text",
    ),
    "text that is too long": Spoilt(
        old="caption: People v. Doe",
        bad="caption: " + "x" * 2001,
        line="caption: xxx",
        path="caption",
        found="text of 2,001 characters",
        rule="caption",
        accepted="at most 2,000 characters",
        good="caption: " + "x" * 2000,
    ),
    "a list that is a word": Spoilt(
        old="sources: [R1, S1]\n- id: L1",
        bad="sources: R1\n- id: L1",
        line="sources: R1",
        path="events[5].sources",
        found="'R1'",
        rule="sources: the ids of the declared sources that say so; at least one",
        accepted="a list, each entry a short name",
    ),
    "a list that is empty": Spoilt(
        old="sources: [R1, S1]\n- id: L1",
        bad="sources: []\n- id: L1",
        line="sources: []",
        path="events[5].sources",
        found="an empty list",
        rule="sources",
        accepted="at least one",
    ),
    "a mapping that is a list": Spoilt(
        old="range: {min_years: 1, max_years: 15}",
        bad="range: [1, 15]",
        line="range: [1, 15]",
        path="counts[0].range",
        found="[1, 15]",
        rule="range: the sentence range of the offence, in years",
        accepted="a mapping with the fields: min_years, max_years, life (required: none)",
    ),
    "nothing where a value is wanted": Spoilt(
        old="court: Supreme Court, Kings County",
        bad="court:",
        line="court:",
        path="court",
        found="nothing",
        rule="court: the court of first instance",
        accepted="text",
    ),
    "an unknown field at the top": Spoilt(
        old="caption: People v. Doe",
        bad="caption: x\narticles_: []",
        line="articles_",
        path="articles_",
        found="the field 'articles_'",
        rule="a case file has no field of that name",
        accepted="'articles' (nearest)",
    ),
    "a jurisdiction that is none": Spoilt(
        old="jurisdiction: US-NY",
        bad="jurisdiction: New York",
        line="jurisdiction: New York",
        path="jurisdiction",
        found="'New York'",
        rule="whose law applies",
        accepted="US-NY",
        good="jurisdiction: US",
    ),
    "another version of the format": Spoilt(
        old="schema: juryroom-case/1",
        bad="schema: juryroom-case/2",
        line="schema: ",
        path="schema",
        found="'juryroom-case/2'",
        rule="schema: the format and its version",
        accepted="juryroom-case/1",
    ),
    "a day that is none": Spoilt(
        old='"2021-04-01"',
        bad='"2021-04-31"',
        line="2021-04-31",
        path="events[1].date",
        found="'2021-04-31'",
        rule="date: the day it happened",
        accepted="EDTF: 2025-06-12",
        good='"2021-04-30"',
    ),
    "an interval that is reversed": Spoilt(
        old='"2021-06-09/2021-06-14"',
        bad='"2021-06-14/2021-06-09"',
        line="2021-06-14/2021-06-09",
        path="trials[0].room_log[0].date",
        found="which ends before it begins",
        rule="date: the day, or the interval",
        accepted="2018/2019 (between)",
        good='"2021-06-14/2021-06-14"',
    ),
    "a vote of a bench": Spoilt(
        old="causes: [hung]",
        bad="vote: 4:3",
        line="vote: 4:3",
        path="events[5].vote",
        found="'4:3'",
        rule="vote: the vote of a bench",
        accepted="two numbers and a hyphen: 4-3",
        good="vote: 4-3",
    ),
    "a computation of no kind": Spoilt(
        old="{kind: age, person: D1",
        bad="{kind: ages, person: D1",
        line="kind: ages",
        path="conflicts[0].compute.kind",
        found="'ages'",
        rule="kind: which computation it is",
        accepted="'age' (nearest); all: age, deliberation_days, trial_ordinal, trial_length",
    ),
    "a computation that is a word": Spoilt(
        old='compute: {kind: age, person: D1, on: "2021-06-16"}',
        bad="compute: age",
        line="compute: age",
        path="conflicts[0].compute",
        found="'age'",
        rule="compute: the computation that gives the resolution",
        accepted="a mapping with the fields: kind, person, on (required: kind, person, on); or a",
    ),
    "a computation without a kind": Spoilt(
        old="{kind: age, person: D1",
        bad="{person: D1",
        line="compute: {person",
        path="conflicts[0].compute.kind",
        found="nothing",
        rule="kind: which computation it is",
        accepted="age, deliberation_days, trial_ordinal, trial_length",
    ),
    "a field of another computation": Spoilt(
        old="{kind: age, person: D1",
        bad="{kind: age, trial: T1, person: D1",
        line="trial: T1, person",
        path="conflicts[0].compute.trial",
        found="the field 'trial'",
        rule="an age has no field of that name",
        accepted="kind, person, on",
    ),
    "a value that is a list": Spoilt(
        old="value: 41}",
        bad="value: [41]}",
        line="value: [41]",
        path="claims[2].says[0].value",
        found="[41]",
        rule="value: the value as the claim has it",
        accepted="text; or a whole number; or a number; or true or false",
        good="value: 41.5}",
    ),
    "a ruling that is none": Spoilt(
        old="result: denied",
        bad="result: deny",
        line="result: deny",
        path="motions[0].ruling.result",
        found="'deny'",
        rule="result: what the court did",
        accepted="'denied' (nearest); all: granted, denied, granted_in_part, withdrawn",
        good="result: granted_in_part",
    ),
    "a juror with a name": Spoilt(
        old="{id: J1, role: juror,",
        bad="{id: J1, role: juror, name: A Name, name_basis: self_identified,",
        line="A Name",
        path="people[3].name",
        found="a name for a juror",
        rule="a juror is never named",
        accepted="the role id alone",
    ),
    "a juror with an alias": Spoilt(
        old="{id: J1, role: juror,",
        bad="{id: J1, role: juror, aliases: [Number Three],",
        line="Number Three",
        path="people[3].aliases",
        found="a name for a juror",
        rule="a juror is never named",
        accepted="the role id alone",
    ),
    "a name without a basis": Spoilt(
        old="{id: V1, role: complainant}",
        bad="{id: V1, role: complainant, name: A Name}",
        line="A Name",
        path="people[1].name",
        found="a name without a basis",
        rule="only on a basis that allows it",
        accepted="a name_basis other than withheld",
        good="{id: V1, role: complainant, name: A Name, name_basis: self_identified}",
    ),
    "a basis without a name": Spoilt(
        old="{id: B1, role: judge}",
        bad="{id: B1, role: judge, name_basis: public_office}",
        line="public_office",
        path="people[2].name_basis",
        found="public_office without a name",
        rule="name_basis says why a name is shown",
        accepted="a name, or no name_basis",
        good="{id: B1, role: judge, name: A Name, name_basis: public_office}",
    ),
    "a complainant named as if in office": Spoilt(
        old="{id: V1, role: complainant}",
        bad="{id: V1, role: complainant, name: A Name, name_basis: public_office}",
        line="A Name",
        path="people[1].name_basis",
        found="public_office for a complainant",
        rule="named only by choice",
        accepted="self_identified, court_pseudonym or withheld",
        good="{id: V1, role: complainant, name: Jane Roe, name_basis: court_pseudonym}",
    ),
    "two resolutions": Spoilt(
        old="  rule: computed_beats_stated\n",
        bad="  resolution: forty\n  rule: computed_beats_stated\n",
        line="resolution: forty",
        path="conflicts[0].resolution",
        found="both resolution and compute",
        rule="a resolution is stated or computed",
        accepted="one of the two",
    ),
    "no resolution": Spoilt(
        old='  compute: {kind: age, person: D1, on: "2021-06-16"}\n  rule: computed_beats_stated\n',
        bad="  rule: keep_per_channel\n",
        line="id: X1",
        path="conflicts[0].id",
        found="neither resolution nor compute",
        rule="a resolution is stated or computed",
        accepted="one of the two",
        good="  resolution: forty\n  rule: keep_per_channel\n",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_what_a_model_refuses(tmp_path: Path, spoilt: Spoilt) -> None:
    check_spoilt(tmp_path, spoilt)


@pytest.mark.parametrize("name", SPOILT)
def test_one_mistake_is_one_problem(tmp_path: Path, name: str) -> None:
    problems = problems_of(tmp_path, replaced(SOUND, SPOILT[name].old, SPOILT[name].bad))
    missing_too = name == "an unknown field"  # where it stands in for a field that must be there
    assert len(problems) == (2 if missing_too else 1), problems


def test_a_list_with_one_bad_entry_is_not_called_empty(tmp_path: Path) -> None:
    start, _, rest = SOUND.partition("counts:\n- id: K1")
    middle = rest.index("trials:\n")
    text = f"{start}counts:\n- {{id: K1, offence: burglary}}\n{rest[middle:]}"
    (problem,) = problems_of(tmp_path, text)
    assert problem.where.endswith(" counts[0].sources")


def places(value: object, path: Place = ()) -> list[Place]:
    """Return every place in `value` below the top."""
    entries: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = list(enumerate(value))
    below = [place for key, entry in entries for place in places(entry, (*path, key))]
    return [*((*path, key) for key, _ in entries), *below]


def put(data: Any, path: Place, value: object) -> Any:
    """Return a copy of `data` with `value` at `path`."""
    changed = copy.deepcopy(data)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return changed


SCALARS = (
    st.sampled_from(
        ["K1", "K2", "T1", "S1", "R1", "D1", "J1", "E1", "I1", "X1", "A1", "people-v-doe", "guilty"]
    )
    | st.sampled_from(["2021", "2021-06", "1600", "../2021-06-15", "1980/..", "2021-06-15~", "US"])
    | st.none()
    | st.booleans()
    | st.integers(-3, 30)
    | st.floats(-2, 40)
    | st.text(max_size=5)
)
REPLACEMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "kind", "size", "value"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(
    changes=st.lists(st.tuples(st.sampled_from(places(DATA)), REPLACEMENTS), min_size=1, max_size=2)
)
def test_any_values_give_findings_or_a_case_that_can_be_used(
    changes: list[tuple[Place, object]],
) -> None:
    data = DATA
    for path, value in changes:
        try:
            data = put(data, path, value)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # the first change took away the place of the second
    case = validate(data)
    if not isinstance(case, Case):
        assert case
        return
    if not check_case(case):
        find_conflicts(case)
        timeline(case)
