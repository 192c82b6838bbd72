"""A file of doctrine vectors, read strictly: each vector, or what is wrong with it and where.

A vector that is malformed is reported in the four parts of every error and the others still stand.
Nothing in a vector is guessed at: an unknown field or word is an error, because a test that is not
understood tests nothing.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path as FilePath
from typing import Any, Final, Never, cast, final

from juryroom.citations import Standing
from juryroom.errors import CaseFileError, Problem
from juryroom.procedure.doctrine.reading import Misread, setting_of, then_of, vector_of
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import SCHEMAS, VECTOR_FIELDS
from juryroom.record.dates import PartialDate
from juryroom.record.findings import written
from juryroom.record.yaml_tree import MAX_BYTES, Path, YamlTree, read_yaml, shown

OWN: Final = "doctrine.yaml"
_BRACKETS: Final = re.compile(r"\[(\w+)\]")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One situation to be answered: `name` is that of a case, of a variant, or empty."""

    name: str
    given: Situation
    when: Asked
    jurisdiction: str
    date: PartialDate | None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is answered and what must follow: the vector itself, or one of its variants.

    `settings` has one entry, or one for each named case. `line` is that of the vector or variant.
    """

    name: str
    settings: tuple[Setting, ...]
    by_case: bool
    then: Mapping[str, Any]
    line: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One vector: its trials, and what stands behind it."""

    id: str
    rule: str
    text: str
    authority: tuple[str, ...]
    standing: Standing
    scored: bool
    trials: tuple[Trial, ...]
    note: str | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """A vector that cannot be read: its id where it has one, and what is wrong."""

    id: str
    problems: tuple[Problem, ...]


def own_vectors() -> FilePath:
    """Return the file of vectors that juryroom carries."""
    return FilePath(str(resources.files("juryroom.procedure.doctrine").joinpath(OWN)))


def load_vectors(path: FilePath) -> tuple[Vector | Malformed, ...]:
    """Return the vectors of a file, in its order.

    Raises
    ------
    CaseFileError
        If the file cannot be read, is not strict YAML 1.2, or is not a file of vectors.
    """
    name = str(path)
    return read_vectors(_bytes(path, name), name)


def read_vectors(data: bytes, name: str) -> tuple[Vector | Malformed, ...]:
    """Return the vectors that the bytes of a file hold.

    Raises
    ------
    CaseFileError
        If the bytes are not strict YAML 1.2, or not a file of vectors.
    """
    if not data.strip():
        _refuse(f"{name}:1", "an empty file", _WHOLE, f"'schema: {SCHEMAS[0]}' and 'vectors:'")
    tree = read_yaml(data, name)
    root = tree.root
    if not isinstance(root, dict):
        _refuse(f"{name}:{tree.line(())}", shown(root), _WHOLE, f"'schema: {SCHEMAS[0]}'")
    if root.get("schema") not in SCHEMAS:
        where = f"{name}:{tree.line(('schema',))} schema"
        rule = "the schema says which format the file is in"
        _refuse(where, shown(root.get("schema")), rule, ", ".join(SCHEMAS))
    given = root.get("vectors")
    if not isinstance(given, list) or not given:
        where = f"{name}:{tree.line(('vectors',))} vectors"
        _refuse(where, shown(given), "a file of vectors lists them", "a list, at least one entry")
    return tuple(_read_each(cast("list[Any]", given), tree, name))


_WHOLE: Final = "a file of vectors is one mapping"


def _read_each(given: list[Any], tree: YamlTree, name: str) -> Iterator[Vector | Malformed]:
    seen: dict[str, int] = {}
    for index, raw in enumerate(given):
        path: Path = ("vectors", index)
        label = str(raw.get("id")) if isinstance(raw, dict) and raw.get("id") else f"#{index + 1}"
        try:
            vector = _vector(raw, path, tree)
            _check_new(vector.id, seen, (*path, "id"))
        except Misread as error:
            yield Malformed(id=label, problems=tuple(_placed(error, tree, name)))
        else:
            seen[vector.id] = tree.line((*path, "id"))
            yield vector


def _check_new(name: str, seen: Mapping[str, int], path: Path) -> None:
    if name in seen:
        found = f"'{name}' again (first on line {seen[name]})"
        raise Misread(path, found, "every vector has an id of its own", "another id")


def _placed(error: Misread, tree: YamlTree, name: str) -> Iterator[Problem]:
    for path, found, rule, accepted in error.parts:
        yield Problem(f"{name}:{tree.line(path)} {written(path)}", found, rule, accepted)


def _vector(raw: Any, path: Path, tree: YamlTree) -> Vector:
    head = vector_of(raw, path)
    trials = [_trial("", raw, raw["then"], path, path, tree)]
    variants = raw.get("variants") or []
    if not isinstance(variants, list):
        raise Misread(
            (*path, "variants"), shown(variants), "variants are a list", "a list of {change, then}"
        )
    for number, variant in enumerate(variants):
        at = (*path, "variants", number)
        _check_variant(variant, at)
        changed = _changed(raw, variant["change"], at)
        trials.append(_trial(f"variant {number + 1}", changed, variant["then"], path, at, tree))
    return Vector(**head, trials=tuple(trials))


def _trial(
    name: str, raw: dict[str, Any], then: Any, path: Path, at: Path, tree: YamlTree
) -> Trial:
    changed = at if at != path else None
    expected = then_of(then, (*at, "then"))
    given = raw.get("given") or {}
    cases = given.get("cases") if isinstance(given, dict) else None
    if cases is None:
        settings: Sequence[Setting] = [Setting(name="", **setting_of(raw, path, changed))]
    else:
        _check_cases(cases, (*path, "given", "cases"))
        settings = [
            Setting(name=case["name"], **setting_of(_with_case(raw, case), path, changed))
            for case in cases
        ]
    return Trial(
        name=name,
        settings=tuple(settings),
        by_case=cases is not None,
        then=expected,
        line=tree.line(at),
    )


def _check_variant(variant: Any, at: Path) -> None:
    keys = set(variant) if isinstance(variant, dict) else set[str]()
    if not isinstance(variant, dict) or keys - {"change", "then", "note"} or "change" not in keys:
        raise Misread(
            at, shown(variant), "a variant changes named fields", "{change: {...}, then: {...}}"
        )
    change = variant["change"]
    if not isinstance(change, dict) or not change:
        raise Misread(
            (*at, "change"),
            shown(change),
            "a variant changes at least one field",
            "a mapping of dotted fields to values: {jury.sitting: 9}",
        )
    if "then" not in variant:
        raise Misread(
            (*at, "then"), "nothing", "then: what must follow (required)", "{result: ...}"
        )


def _check_cases(cases: Any, at: Path) -> None:
    if not isinstance(cases, list) or not cases:
        raise Misread(at, shown(cases), "cases are a list", "a list of mappings with a name each")
    for number, case in enumerate(cases):
        if not isinstance(case, dict) or not isinstance(case.get("name"), str):
            raise Misread(
                (*at, number), shown(case), "each case has a name", "{name: ..., and what differs}"
            )


def _with_case(raw: dict[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the vector with one case's own fields in place of the common ones."""
    changed = copy.deepcopy(raw)
    given = changed["given"]
    del given["cases"]
    for key, value in case.items():
        if key != "name":
            _put(changed, key, copy.deepcopy(value), ("given", "cases"))
    return changed


def _changed(raw: dict[str, Any], change: Mapping[str, Any], at: Path) -> dict[str, Any]:
    """Return the vector with the named fields changed; what it was is left as it was."""
    changed = copy.deepcopy({key: value for key, value in raw.items() if key != "variants"})
    for dotted, value in change.items():
        _put(changed, dotted, copy.deepcopy(value), (*at, "change", dotted))
    return changed


def _put(vector: dict[str, Any], dotted: str, value: Any, at: Path) -> None:
    """Set one dotted field, of `given` unless it begins with another field of the vector.

    A field that was not given may be: `gate.guilt_inconsistent_with_verdict` where there was no
    gate. A count that is not there is a misprint.
    """
    first, *rest = _BRACKETS.sub(r".\1", dotted).split(".")
    outside = first in VECTOR_FIELDS and first not in ("text", "rule")
    names = [first, *rest] if outside else ["given", first, *rest]
    place: Any = vector
    for depth, key in enumerate(names[:-1]):
        place = _step(place, key, names, depth, at)
    _set(place, names, value, at)


def _step(place: Any, key: str, names: list[str], depth: int, at: Path) -> Any:
    if isinstance(place, list):
        return place[_index(place, key, at)]
    if not isinstance(place, dict):
        _no_path(names[: depth + 1], at)
    if place.get(key) is None:
        if depth > 0 and names[depth - 1] == "counts":
            _no_path(names[: depth + 1], at)
        place[key] = {}
    return place[key]


def _set(place: Any, names: list[str], value: Any, at: Path) -> None:
    if isinstance(place, list):
        place[_index(place, names[-1], at)] = value
    elif isinstance(place, dict):
        place[names[-1]] = value
    else:
        _no_path(names, at)


def _index(place: list[Any], key: str, at: Path) -> int:
    """Return the place in a list that a number, or the id or name of an entry, stands for."""
    for number, entry in enumerate(place):
        named = isinstance(entry, dict) and key in (entry.get("id"), entry.get("name"))
        if named or key == str(number):
            return number
    raise Misread(
        at,
        f"'{key}'",
        "a change names a field of the vector, an entry of a list by its id, name or number",
        ", ".join(str(number) for number in range(len(place))) or "nothing: the list is empty",
    )


def _no_path(names: Sequence[str], at: Path) -> Never:
    raise Misread(
        at,
        f"no field '{'.'.join(names)}'",
        "a change names a field of the vector, by the names on the way to it with dots between",
        "a field of `given`, or one that begins with when, given, jurisdiction or date",
    )


def _bytes(path: FilePath, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror or error})"
        _refuse(name, found, "vectors are read from a file", "the path of a file of vectors")


def _refuse(where: str, found: str, rule: str, accepted: str) -> Never:
    raise CaseFileError(Problem(where, found, rule, accepted))
