"""Taking out of a case what the law has sealed.

New York seals the record of a criminal action that ended in favour of the accused: by acquittal, by
dismissal, and in other ways (CPL 160.50(1) and (3)). Whether an action has so ended where some of
its counts ended in conviction is a question for the court; here each count that ended so is taken
out, which takes out no less than the law asks.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from juryroom.errors import Problem, ProcedureError
from juryroom.exchange.case_text import case_data
from juryroom.procedure.posture import posture
from juryroom.procedure.states import CountState
from juryroom.record.case import Case
from juryroom.record.checks import check_case
from juryroom.record.references import NAMES
from juryroom.record.validation import validate
from juryroom.record.yaml_tree import Path

AUTHORITIES: Mapping[str, str] = {"US-NY": "New York CPL 160.50(1), (3)"}

_IN_FAVOUR = frozenset(
    {
        CountState.ACQUITTED,
        CountState.ACQUITTED_BY_COURT,
        CountState.DEEMED_ACQUITTED,
        CountState.BARRED,
        CountState.DISMISSED,
        CountState.DISMISSED_WITH_PREJUDICE,
        CountState.REVERSED_DISMISSED,
    }
)
_MARK = "[sealed]"
_ROUNDS = 50


def sealed_counts(case: Case, since: dt.date) -> tuple[str, ...]:
    """Return the counts that by a day had ended in favour of the accused.

    Raises
    ------
    ProcedureError
        If no sealing rule of the jurisdiction is known.
    """
    if case.jurisdiction not in AUTHORITIES:
        raise ProcedureError(
            Problem(
                f"jurisdiction {case.jurisdiction}",
                "no rule on sealing",
                "what is sealed is said by the law of the place; known: "
                + "; ".join(AUTHORITIES.values()),
                ", ".join(AUTHORITIES),
            )
        )
    state = posture(case, since)
    return tuple(count.id for count in state.counts if count.state in _IN_FAVOUR)


def unsealed(case: Case, since: dt.date) -> Case:
    """Return the case without what is sealed on a day.

    A count that is sealed goes with everything that concerns it alone: its events, trials, claims,
    and the people who appear nowhere else. Remarks and the summary go too, since free text may tell
    of it.

    Raises
    ------
    ProcedureError
        If no sealing rule is known, or nothing of the case is left.
    """
    gone = set(sealed_counts(case, since))
    if not gone:
        return case
    data = case_data(case)
    data.pop("summary", None)
    data.pop("notes", None)
    gone |= {
        person.id
        for person in case.people
        if any(count.complainant == person.id for count in case.counts if count.id in gone)
        and not any(count.complainant == person.id for count in case.counts if count.id not in gone)
    }
    before = -1
    while len(gone) != before:  # what names only what is gone goes with it
        before = len(gone)
        data = _without(data, gone)
    found = _sound(data) if data.get("counts") and data.get("events") else None
    if found is None:
        raise ProcedureError(
            Problem(
                f"case {_MARK}",
                "nothing that may be shown",
                f"the record is sealed ({AUTHORITIES[case.jurisdiction]})",
                "a day before the case ended, where the law lets it be shown",
            )
        )
    return found


def _sound(data: dict[str, Any]) -> Case | None:
    """Return the case that is left once every entry that leans on what is gone has gone too."""
    for _ in range(_ROUNDS):
        case = validate(data)
        findings = tuple(check_case(case)) if isinstance(case, Case) else case
        if isinstance(case, Case) and not findings:
            return case
        places = {_entry_of(finding.path) for finding in findings}
        if () in places:
            return None
        for place in sorted(places, key=str, reverse=True):
            _drop(data, place)
        _swept(data)
    return None


def _entry_of(path: Path) -> Path:
    """Return the place of the entry of a list in which a path ends."""
    last = max((i for i, key in enumerate(path) if isinstance(key, int)), default=-1)
    return path[: last + 1]


def _drop(data: Any, path: Path) -> None:
    for key in path[:-1]:
        data = data[key]
        if data is None:
            return
    data[path[-1]] = None


def _swept(data: Any) -> None:
    """Take the dropped entries out of every list."""
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, list):
            value[:] = [entry for entry in value if entry is not None]
        if isinstance(value, list | dict):
            _swept(value)


def _without(data: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """Return a mapping without what is gone; the ids of entries that go are added to `gone`."""
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, list):
            entries = [_entry(entry, gone) for entry in value]
            kept[key] = [entry for entry in entries if entry is not None]
        elif isinstance(value, dict):
            kept[key] = _without(value, gone)
        elif not (isinstance(value, str) and key in NAMES and value in gone):
            kept[key] = _masked(key, value, gone)
    return kept


def _entry(entry: Any, gone: set[str]) -> Any:
    if isinstance(entry, str):
        return None if entry in gone else entry
    if not isinstance(entry, dict):
        return entry
    if _goes(entry, gone):
        if isinstance(entry.get("id"), str):
            gone.add(entry["id"])
        return None
    return _without(entry, gone)


def _goes(entry: dict[str, Any], gone: set[str]) -> bool:
    """Whether an entry is gone itself, or speaks of what is gone and of nothing else."""
    if entry.get("id") in gone:
        return True
    named = [entry[key] for key in ("count", "about", "who", "trial", "person") if key in entry]
    topic = entry.get("topic")
    named += [topic.get("about")] if isinstance(topic, dict) else []
    if any(isinstance(name, str) and name in gone for name in named):
        return True
    counts = entry.get("counts")
    if isinstance(counts, list) and counts:
        return all(count in gone for count in counts)
    says = entry.get("says")
    return bool(says) and all(isinstance(s, dict) and s.get("about") in gone for s in says or ())


def _masked(key: str, value: Any, gone: set[str]) -> Any:
    """Return text with the ids of what is gone struck out."""
    if not isinstance(value, str) or key in {"id", "kind", "date"}:
        return value
    for name in gone:
        value = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", _MARK, value)
    return value
