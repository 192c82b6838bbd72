"""A docket of CourtListener (REST API, version 4) as a case.

What a docket says is taken over as it says it. A count that was dismissed in those words becomes an
event; every other disposition, and every entry of the docket, becomes a claim: free text is not
turned into a verdict. The API gives no day for a count or its disposition, so the day the docket was
opened stands for the one, and the day it was closed is the latest for the other; both are marked as
assumed.

Fields: docket.case_name, docket_number, court, date_filed, date_terminated, absolute_url;
docket_entries[].entry_number, date_filed, description; parties[].name and
party_types[].criminal_counts[].name, disposition, status (github.com/freelawproject/courtlistener,
models of cl.people_db and cl.search).
"""

import re
from collections.abc import Iterator
from typing import Any

from juryroom.errors import Problem, RecordError
from juryroom.exchange.archives import refuse
from juryroom.exchange.reading import checked
from juryroom.record.case import Case
from juryroom.record.dates import parse_date
from juryroom.record.findings import written
from juryroom.record.yaml_tree import Path

SOURCE, DEFENDANT = "docket", "D1"
STATUS = {1: "pending", 2: "terminated"}

_DISMISSED = re.compile(
    r"(?:counts? (?:is |are )?)?dismissed(?: (?:with(?:out)? prejudice|on (?:the )?(?:motion of the "
    r"government|government'?s motion)|by (?:the )?government))?\.?",
    re.IGNORECASE,
)
_LONGEST = 1_900
_SITE = "https://www.courtlistener.com"


def is_docket(value: Any) -> bool:
    """Whether a JSON value has the fields of a docket, alone or under `docket`."""
    found = value.get("docket", value) if isinstance(value, dict) else None
    return isinstance(found, dict) and "case_name" in found and "docket_number" in found


def docket_case(value: dict[str, Any], name: str, *, party: str | None = None) -> Case:
    """Return the case of one defendant on a docket.

    Parameters
    ----------
    value
        The docket, with its `parties` and `docket_entries` in it or beside it.
    name
        Of the file, for messages.
    party
        The name of the defendant, where the docket has several with counts.

    Raises
    ------
    RecordError
        If no party has counts, or several have and none is chosen; or the docket says what a case
        cannot be.
    """
    docket = value["docket"] if isinstance(value.get("docket"), dict) else value
    defendant, counts = _defendant({**docket, **value}, name, party)
    opened = _date(docket.get("date_filed"), name, "date_filed")
    closed = _date(docket.get("date_terminated"), name, "date_terminated")
    if opened is None:
        refuse(f"{name} date_filed", "no date", "a docket says when it was opened", "2024-05-01")
    data: dict[str, Any] = {
        "schema": "juryroom-case/1",
        "id": _slug(docket),
        "caption": _short(docket["case_name"]) or "unnamed",
        "jurisdiction": "US-FED",
        "court": _short(docket.get("court_citation_string") or _court(docket)),
        "people": [{"id": DEFENDANT, "role": "defendant", "name": defendant,
                    "name_basis": "defendant_public", "sources": [SOURCE]}],
        "sources": [_source(docket)],
        "counts": [_count(number, count) for number, count in enumerate(counts, start=1)],
        "events": list(_events(counts, opened, closed)),
        "claims": [*_dispositions(counts), *_entries(value, docket, name)],
        "notes": ["Read from a docket: nothing in it was checked against the papers."],
    }  # fmt: skip

    def place(path: Path) -> str:
        return f"{name} (as a case) {written(path)}".rstrip()

    return checked(data, place)


def _defendant(
    value: dict[str, Any], name: str, party: str | None
) -> tuple[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in _dicts(value.get("parties")):
        types = _dicts(one.get("party_types"))
        counts = [count for kind in types for count in _dicts(kind.get("criminal_counts"))]
        if counts:
            found.setdefault(_short(one.get("name")) or "unnamed", []).extend(counts)
    if party is not None and party in found:
        return party, found[party]
    if len(found) != 1 or party is not None:
        several = f"{len(found)} parties with criminal counts"
        raise RecordError(
            Problem(
                f"{name} parties",
                repr(party) if party is not None else several,
                "a case is about one defendant",
                "; ".join(found)
                if found
                else "a criminal docket with its parties and their counts",
            )
        )
    return next(iter(found.items()))


def _count(number: int, count: dict[str, Any]) -> dict[str, Any]:
    status = STATUS.get(count.get("status", 0), "unknown")
    return {
        "id": f"K{number}",
        "offence": _short(count.get("name")) or "not named on the docket",
        "sources": [SOURCE],
        "note": f"status on the docket: {status}",
    }


def _events(
    counts: list[dict[str, Any]], opened: str, closed: str | None
) -> Iterator[dict[str, Any]]:
    ids = [f"K{number}" for number in range(1, len(counts) + 1)]
    yield {
        "id": "E1", "date": opened, "kind": "charged", "counts": ids, "sources": [SOURCE],
        "what": "charged, by the docket", "standing": "assumed",
        "note": "the docket gives no day for a count; this is the day it was opened",
    }  # fmt: skip
    dropped = [i for i, count in zip(ids, counts, strict=True) if _is_dismissed(count)]
    if dropped and closed is not None:
        yield {
            "id": "E2", "date": f"{opened}/{closed}", "kind": "dismissed", "counts": dropped,
            "what": "dismissed, by the docket", "sources": [SOURCE], "standing": "assumed",
            "note": "the docket gives no day for a disposition; it was closed on the last of these",
        }  # fmt: skip


def _is_dismissed(count: dict[str, Any]) -> bool:
    return _DISMISSED.fullmatch(_short(count.get("disposition"))) is not None


def _dispositions(counts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, count in enumerate(counts, start=1):
        said = _short(count.get("disposition"))
        if said:
            yield {
                "id": f"disposition-{number}", "source": SOURCE, "kind": "event", "gist": said,
                "counts": [f"K{number}"],
                "says": [{"about": f"K{number}", "property": "disposition", "value": said}],
            }  # fmt: skip


def _entries(value: dict[str, Any], docket: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    entries = value.get("docket_entries", docket.get("docket_entries"))
    for number, entry in enumerate(_dicts(entries), start=1):
        papers = _dicts(entry.get("recap_documents"))
        said = _short(entry.get("description")) or next(
            (text for paper in papers if (text := _short(paper.get("description")))), ""
        )
        if not said:
            continue
        claim: dict[str, Any] = {
            "id": f"entry-{number}", "source": SOURCE, "kind": "event", "gist": said,
        }  # fmt: skip
        day = _date(entry.get("date_filed"), name, f"docket_entries[{number - 1}].date_filed")
        if day is not None:
            claim |= {"date": day, "date_basis": "stated"}
        yield claim


def _source(docket: dict[str, Any]) -> dict[str, Any]:
    source: dict[str, Any] = {
        "id": SOURCE, "kind": "filing", "outlet": "CourtListener (docket)", "quality": "good",
    }  # fmt: skip
    path = docket.get("absolute_url")
    if isinstance(path, str) and path.startswith("/") and len(path) < 400:
        source["url"] = f"{_SITE}{path}"
    return source


def _court(docket: dict[str, Any]) -> str:
    court = docket.get("court_id") or docket.get("court") or "not named on the docket"
    return str(court).rstrip("/").rpartition("/")[2]


def _slug(docket: dict[str, Any]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", str(docket["docket_number"]).lower()).strip("-")
    return f"docket-{words}"[:60].strip("-")


def _short(value: Any) -> str:
    """Return text as one line that a field can hold; anything else as nothing."""
    if not isinstance(value, str):
        return ""
    text = " ".join(value.split())
    text = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]", "", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _date(value: Any, name: str, field: str) -> str | None:
    if value is None or value == "":
        return None
    try:
        return str(parse_date(str(value)[:10]))
    except ValueError:
        refuse(
            f"{name} {field}", repr(value)[:60], "a docket writes days as in ISO 8601", "2024-05-01"
        )


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
