"""Ids and references: each id once in its list, and nothing named that is not declared."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from juryroom.errors import nearest
from juryroom.record.case import Case
from juryroom.record.findings import Finding, written
from juryroom.record.walk import FieldAt, fields_of
from juryroom.record.yaml_tree import Path

# What a field that holds ids names. `RoomEvent.by` is a person; `by` elsewhere is a word.
NAMES = {
    "articles": "source",
    "source": "source",
    "sources": "source",
    "dates_sources": "source",
    "count": "count",
    "counts": "count",
    "lesser": "count",
    "lesser_of": "count",
    "complainant": "person",
    "judge": "person",
    "person": "person",
    "who": "person",
    "RoomEvent.by": "person",
    "against": "person",
    "trial": "trial",
    "instrument": "instrument",
    "supersedes": "instrument",
    "consolidated_with": "instrument",
    "claims": "claim",
    "linked_case": "linked case",
    "relative_to": "sentence or linked case",
    "about": "thing",
    "of": "thing",
    "other": "thing",
    "event": "event",
    "juror": "person",
    "jurors_loss": "person",
    "also_in": "instrument",
    "reviews": "appeal",
    "replaced_by": "sentence",
    "credited_to": "sentence",
    "stretch": "stretch",
}
# Ids that name nothing in the file: a text that may be no source of it, an act, a thing's own id.
FREE = frozenset({"origin", "act", "id"})

_IN_TRIALS = (
    ("split", "splits"),
    ("room event", "room_log"),
    ("trial step", "log"),
    ("verdict", "verdicts"),
    ("mistrial", "mistrials"),
    ("phase", "phases"),
)
_OTHERS = ("supersedes", "consolidated_with", "lesser_of", "relative_to", "reviews", "replaced_by")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def check_references(case: Case) -> Iterator[Finding]:
    """Yield repeated ids, references to nothing, and references that go in a circle."""
    lists = _lists(case)
    for kind, entries in lists.items():
        yield from _repeated(kind, entries)
    declared = _declared(case, lists)
    for field in fields_of(case):
        yield from _undeclared(field, declared)
    yield from _ambiguous(case, lists)
    yield from _circles(case)
    yield from _origins(case)


def _lists(case: Case) -> dict[str, list[tuple[Path, str]]]:
    """Return the ids of each list, with the place of each."""
    parts: dict[str, tuple[str, Iterable[_Named]]] = {
        "person": ("people", case.people),
        "source": ("sources", case.sources),
        "instrument": ("instruments", case.instruments),
        "count": ("counts", case.counts),
        "trial": ("trials", case.trials),
        "event": ("events", case.events),
        "motion": ("motions", case.motions),
        "appeal": ("appeals", case.appeals),
        "sentence": ("sentences", case.sentences),
        "account": ("accounts", case.accounts),
        "linked case": ("linked_cases", case.linked_cases),
        "calendar entry": ("calendar", case.calendar),
        "claim": ("claims", case.claims),
        "conflict": ("conflicts", case.conflicts),
        "disclosure": ("disclosures", case.disclosures),
        "statement": ("statements", case.statements),
        "readiness entry": ("readiness", case.readiness),
        "opinion": ("opinions", case.opinions),
        "effect": ("effects", case.effects),
        "reported number": ("reported_numbers", case.reported_numbers),
        "media entry": ("media", case.media),
    }
    lists: dict[str, list[tuple[Path, str]]] = {
        kind: [((name, i, "id"), entry.id) for i, entry in enumerate(entries)]
        for kind, (name, entries) in parts.items()
    }
    for kind, name in _IN_TRIALS:
        lists[kind] = [
            (("trials", t, name, i, "id"), entry.id)
            for t, trial in enumerate(case.trials)
            for i, entry in enumerate(getattr(trial, name))
        ]
    lists["stretch"] = [
        (("trials", t, "deliberation", "stretches", i, "id"), stretch.id)
        for t, trial in enumerate(case.trials)
        if trial.deliberation is not None
        for i, stretch in enumerate(trial.deliberation.stretches)
    ]
    return lists


def _declared(case: Case, lists: dict[str, list[tuple[Path, str]]]) -> dict[str, dict[str, None]]:
    """Return what may be named under each kind of reference, in the order of the file."""
    declared = {kind: dict.fromkeys(name for _, name in entries) for kind, entries in lists.items()}
    things = {case.id: None}
    for names in declared.values():
        things |= names
    declared["sentence or linked case"] = declared["sentence"] | declared["linked case"]
    declared["thing"] = things
    return declared


def _repeated(kind: str, entries: list[tuple[Path, str]]) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, name in entries:
        if name in first:
            yield Finding(
                path,
                f"the id '{name}' again (first at {written(first[name][:-1])})",
                f"each {kind} has an id of its own",
                "another id",
            )
        first.setdefault(name, path)


def _kind(field: FieldAt) -> str | None:
    return NAMES.get(f"{field.owner}.{field.name}") or NAMES.get(field.name)


def _undeclared(field: FieldAt, declared: dict[str, dict[str, None]]) -> Iterator[Finding]:
    kind = _kind(field)
    if kind is None or field.value in declared[kind]:
        return
    yield Finding(
        field.path,
        f"'{field.value}'",
        f"{field.name} names a {kind} that the file declares",
        nearest(str(field.value), declared[kind]) or f"a {kind}, declared in the file",
    )


def _ambiguous(case: Case, lists: dict[str, list[tuple[Path, str]]]) -> Iterator[Finding]:
    """Yield topics about an id that is declared in two lists."""
    kinds: dict[str, list[str]] = {}
    for kind, entries in lists.items():
        for name in dict.fromkeys(name for _, name in entries):
            kinds.setdefault(name, []).append(kind)
    for field in fields_of(case):
        if field.name == "about" and len(kinds.get(str(field.value), ())) > 1:
            yield Finding(
                field.path,
                f"'{field.value}', which is both a {' and a '.join(kinds[str(field.value)])}",
                "a statement is about one thing",
                "an id that is declared in one list only",
            )


def _circles(case: Case) -> Iterator[Finding]:
    """Yield things that supersede, consolidate, lessen or follow themselves."""
    for name in ("instruments", "counts", "sentences", "appeals"):
        for index, entry in enumerate(getattr(case, name)):
            for field in _OTHERS:
                if getattr(entry, field, None) == entry.id:
                    yield Finding(
                        (name, index, field),
                        f"'{entry.id}' itself",
                        f"{field} names another one",
                        f"an id other than '{entry.id}'",
                    )


def _origins(case: Case) -> Iterator[Finding]:
    """Yield sources whose origin has an origin: sources of one text would count twice."""
    origins = {source.id: source.origin for source in case.sources}
    for index, source in enumerate(case.sources):
        further = origins.get(source.origin or "")
        if further is not None and further != source.origin:
            yield Finding(
                ("sources", index, "origin"),
                f"'{source.origin}', which itself descends from '{further}'",
                "origin names the first text, so that sources of one text count once",
                f"'{further}'",
            )


def check_lists(case: Case) -> Iterator[Finding]:
    """Yield lists of ids that name one thing twice."""
    seen: set[tuple[Path, object]] = set()
    for field in fields_of(case):
        in_a_list = isinstance(field.path[-1], int)
        if not in_a_list or _kind(field) is None:
            continue
        entry = (field.path[:-1], field.value)
        if entry in seen:
            yield Finding(
                field.path,
                f"'{field.value}' twice",
                f"{field.name} names each {_kind(field)} once",
                "one of the two",
            )
        seen.add(entry)
