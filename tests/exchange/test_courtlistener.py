"""A docket in: what it says is kept as it says it, and nothing is guessed."""

import copy
import datetime as dt
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from juryroom.errors import JuryroomError
from juryroom.exchange.courtlistener import docket_case, is_docket
from juryroom.exchange.incoming import import_case
from juryroom.procedure.posture import posture

DOCKET: dict[str, Any] = {
    "id": 1,
    "court": "https://www.courtlistener.com/api/rest/v4/courts/ilnd/",
    "court_id": "ilnd",
    "case_name": "United States v. Roe",
    "docket_number": "1:19-cr-00123",
    "date_filed": "2019-03-04",
    "date_terminated": "2021-07-30",
    "absolute_url": "/docket/1/united-states-v-roe/",
    "parties": [
        {
            "name": "Richard Roe",
            "party_types": [
                {
                    "name": "Defendant",
                    "criminal_counts": [
                        {"name": "18:1343 FRAUD BY WIRE (1)", "disposition": "DISMISSED on government's motion", "status": 2},
                        {"name": "18:1001 FALSE STATEMENTS (2)", "disposition": "BOP 24 months; SR 3 years.", "status": 2},
                        {"name": "18:371 CONSPIRACY (3)", "disposition": "", "status": 1},
                        {"name": "18:2 AIDING (4)", "disposition": "Mistrial declared; not dismissed", "status": 2},
                    ],
                }
            ],
        },
        {"name": "United States", "party_types": [{"name": "Plaintiff", "criminal_counts": []}]},
    ],
    "docket_entries": [
        {"entry_number": 1, "date_filed": "2019-03-04", "description": "INDICTMENT as to Richard Roe", "recap_documents": []},
        {"entry_number": 2, "date_filed": "2019-03-05", "description": "", "recap_documents": [{"description": "Order"}]},
        {"entry_number": 3, "date_filed": None, "description": "", "recap_documents": []},
    ],
}  # fmt: skip


def test_a_docket_becomes_counts_claims_and_what_is_plainly_said(tmp_path: Path) -> None:
    path = tmp_path / "docket.json"
    path.write_text(json.dumps(DOCKET), encoding="utf-8")
    case = import_case(path)
    assert (case.id, case.jurisdiction, case.court) == ("docket-1-19-cr-00123", "US-FED", "ilnd")
    assert case.counts[0].offence == "18:1343 FRAUD BY WIRE (1)"
    assert case.sources[0].url == "https://www.courtlistener.com/docket/1/united-states-v-roe/"
    state = {count.id: count.state.value for count in posture(case, dt.date(2021, 8, 1)).counts}
    assert state == {"K1": "DISMISSED", "K2": "CHARGED", "K3": "CHARGED", "K4": "CHARGED"}
    said = {claim.id: claim for claim in case.claims}
    assert said["disposition-2"].says[0].value == "BOP 24 months; SR 3 years."
    assert said["disposition-4"].says[0].value == "Mistrial declared; not dismissed"
    assert "disposition-3" not in said
    assert said["entry-1"].gist == "INDICTMENT as to Richard Roe"
    assert said["entry-2"].gist == "Order"
    assert "entry-3" not in said
    assert {str(event.standing) for event in case.events} == {"assumed"}


def test_the_parts_may_stand_beside_the_docket() -> None:
    docket = copy.deepcopy(DOCKET)
    parts = {name: docket.pop(name) for name in ("parties", "docket_entries")}
    apart = {"docket": docket, **parts}
    assert is_docket(apart)
    assert docket_case(apart, "x") == docket_case(DOCKET, "x")


def test_without_a_closing_date_a_dismissal_stays_a_claim() -> None:
    open_docket = {**DOCKET, "date_terminated": None}
    case = docket_case(open_docket, "x")
    assert [str(event.kind) for event in case.events] == ["charged"]
    assert case.claims[0].says[0].property == "disposition"


def test_several_defendants_are_told_apart_by_name() -> None:
    two = copy.deepcopy(DOCKET)
    two["parties"].append({**copy.deepcopy(two["parties"][0]), "name": "Jane Poe"})
    with pytest.raises(JuryroomError, match="2 parties with criminal counts"):
        docket_case(two, "x")
    assert docket_case(two, "x", party="Jane Poe").people[0].name == "Jane Poe"
    with pytest.raises(JuryroomError, match="Jane Poe"):
        docket_case(two, "x", party="Nobody")


@pytest.mark.parametrize(
    "change",
    [
        {"parties": []}, {"parties": None}, {"parties": [1, "x"]}, {"date_filed": None}, {"date_filed": "x"}, {"case_name": ""},
        {"docket_entries": [{"date_filed": "soon", "description": "x"}]}, {"docket_number": ""}, {"court_id": None, "court": None},
    ],
)  # fmt: skip
def test_a_docket_with_holes_is_read_or_refused_in_words(change: dict[str, Any]) -> None:
    with suppress(JuryroomError):
        assert docket_case({**DOCKET, **change}, "x").counts
