"""One vector read strictly: its head, its setting, and what must follow.

Pydantic holds the values against `situation`; here what it finds is told in four parts: the place
in the file, what was found, what the field is, and what is accepted.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from juryroom.citations import Standing
from juryroom.errors import nearest
from juryroom.procedure.doctrine.situation import Asked, Situation
from juryroom.procedure.doctrine.vocabulary import (
    JURISDICTION_HELP,
    THEN_KEYS,
    VECTOR_FIELDS,
    Action,
    Result,
    Stage,
    is_jurisdiction,
)
from juryroom.procedure.states import CountState
from juryroom.record.dates import EDTF_HELP, PartialDate, parse_date
from juryroom.record.yaml_tree import Path, shown

Part = tuple[Path, str, str, str]
_Model = TypeVar("_Model", bound=BaseModel)
_QUOTED: Final = re.compile(r"'([^']*)'")
_ACCEPTED: Final = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": "text; in quotes where it reads as a number or as true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "greater_than_equal": "a number in the range of the field",
    "less_than_equal": "a number in the range of the field",
}

_REQUIRED: Final = ("id", "rule", "jurisdiction", "text", "when", "then", "scored")
_IMPLIED: Final = "K1"


class Misread(Exception):  # noqa: N818 - a vector that cannot be read; it never leaves the loader
    """What is wrong with a vector: for each problem the path, and the other parts of a `Problem`."""

    def __init__(self, path: Path, found: str, rule: str, accepted: str) -> None:
        super().__init__(f"{path}: {found}; {rule}; {accepted}")
        self.parts: list[Part] = [(path, found, rule, accepted)]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Misread":
        """Return one exception for several problems; there is at least one."""
        first, *others = parts
        error = cls(*first)
        error.parts += others
        return error


def vector_of(raw: Any, path: Path) -> dict[str, Any]:
    """Return the head of a vector: everything but what is tested.

    Raises
    ------
    Misread
        If a field is missing, unknown or of the wrong kind.
    """
    if not isinstance(raw, dict):
        raise Misread(path, shown(raw), "a vector is a mapping", ", ".join(_REQUIRED))
    parts = list(_head_problems(raw, path))
    if parts:
        raise Misread.of(parts)
    return {
        "id": raw["id"],
        "rule": raw["rule"],
        "text": raw["text"],
        "authority": tuple(_cite(entry) for entry in raw.get("authority") or ()),
        "standing": Standing(raw.get("standing", Standing.UNVERIFIED)),
        "scored": raw["scored"],
        "note": raw.get("note"),
    }


def _head_problems(raw: dict[str, Any], path: Path) -> Iterator[Part]:
    for key in raw:
        if key not in VECTOR_FIELDS:
            rule = "a vector has no field of that name"
            yield (*path, key), f"the field '{key}'", rule, nearest(key, VECTOR_FIELDS)
    for key in _REQUIRED:
        if raw.get(key) is None:
            yield (*path, key), "nothing", f"{key} (required)", _kind_of(key)
    for key in ("id", "rule", "text", "note"):
        if raw.get(key) is not None and not isinstance(raw[key], str):
            yield (*path, key), shown(raw[key]), f"{key} is text", "text, in quotes"
    yield from _standing_problems(raw, path)


def _standing_problems(raw: dict[str, Any], path: Path) -> Iterator[Part]:
    if raw.get("scored") is not None and not isinstance(raw["scored"], bool):
        yield (*path, "scored"), shown(raw["scored"]), "whether it counts", "true or false"
    standing = raw.get("standing", "unverified")
    if standing not in set(Standing):
        words = [one.value for one in Standing]
        yield (*path, "standing"), shown(standing), "how far it was checked", ", ".join(words)
    if raw.get("standing") == "unverified" and raw.get("scored") is True:
        rule = "an unverified vector is never counted, for or against"
        yield (*path, "scored"), "true", rule, "scored: false, or standing: verified"
    authority = raw.get("authority")
    if authority is not None and not isinstance(authority, list):
        rule = "authority is a list"
        yield (*path, "authority"), shown(authority), rule, "a list of {cite, url or site}"


def _kind_of(key: str) -> str:
    return {
        "when": "a mapping with the field action",
        "then": "a mapping with the field result",
        "scored": "true or false",
        "jurisdiction": JURISDICTION_HELP,
    }.get(key, "text")


def _cite(entry: Any) -> str:
    return str(entry.get("cite", "")) if isinstance(entry, dict) else str(entry)


def setting_of(raw: Mapping[str, Any], path: Path, changed: Path | None) -> dict[str, Any]:
    """Return the fields of one setting, with what the format says of absence filled in.

    If `given` has no counts there is one, K1: SUBMITTED for take_verdict, GUILTY_VERDICT after the
    verdict. `changed` is the variant whose lines messages show, or None.

    Raises
    ------
    Misread
        If a field is missing, unknown or of the wrong kind.
    """
    when = _model(Asked, raw["when"], (*path, "when"), changed)
    given = _model(
        Situation, _implied(raw.get("given") or {}, raw["when"]), (*path, "given"), changed
    )
    jurisdiction = raw["jurisdiction"]
    if not isinstance(jurisdiction, str) or not is_jurisdiction(jurisdiction):
        where = changed or (*path, "jurisdiction")
        rule = "jurisdiction: the place whose law applies"
        raise Misread(where, shown(jurisdiction), rule, JURISDICTION_HELP)
    return {
        "given": given,
        "when": when,
        "jurisdiction": jurisdiction,
        "date": _date(raw.get("date"), changed or (*path, "date")),
    }


def _implied(given: Any, when: Any) -> Any:
    if not isinstance(given, dict) or given.get("counts") or not isinstance(when, dict):
        return given
    if when.get("action") == Action.TAKE_VERDICT:
        return {**given, "counts": {_IMPLIED: {"state": CountState.SUBMITTED}}}
    if given.get("stage") == Stage.AFTER_VERDICT:
        return {**given, "counts": {_IMPLIED: {"state": CountState.GUILTY_VERDICT}}}
    return given


def _date(value: Any, where: Path) -> PartialDate | None:
    if value is None:
        return None
    try:
        return parse_date(value)
    except ValueError:
        raise Misread(where, shown(value), "date: the day whose law applies", EDTF_HELP) from None


def then_of(raw: Any, path: Path) -> dict[str, Any]:
    """Return what must follow.

    Raises
    ------
    Misread
        If `result` is missing or not a result, a key is unknown, or a state is no state.
    """
    if not isinstance(raw, dict) or not raw:
        raise Misread(path, shown(raw), "then: what must follow (required)", "{result: ...}")
    parts: list[Part] = []
    results = [result.value for result in Result]
    if raw.get("result") not in results:
        rule = "result: the answer in one word (required)"
        found = shown(raw.get("result"))
        parts.append(((*path, "result"), found, rule, nearest(str(raw.get("result")), results)))
    for key in raw:
        if key not in THEN_KEYS:
            rule = "then has no field of that name"
            parts.append(((*path, key), f"the field '{key}'", rule, nearest(key, THEN_KEYS)))
    parts += _state_problems(raw.get("state"), (*path, "state"))
    by_case = raw.get("state_by_case")
    if isinstance(by_case, dict):
        for name, states in by_case.items():
            parts += _state_problems(states, (*path, "state_by_case", name))
    elif by_case is not None:
        rule = "state_by_case: the states in each named case"
        parts.append(((*path, "state_by_case"), shown(by_case), rule, "{case: {count: state}}"))
    if parts:
        raise Misread.of(parts)
    return raw


def _state_problems(states: Any, path: Path) -> Iterator[Part]:
    if states is None:
        return
    if not isinstance(states, dict):
        yield path, shown(states), "state: the state of each count", "{count: state}"
        return
    known = [state.value for state in CountState]
    for name, state in states.items():
        if state not in known:
            rule = "a state of a count"
            yield (*path, name), shown(state), rule, nearest(str(state), known)


def _model(model: type[_Model], raw: Any, path: Path, changed: Path | None) -> _Model:
    """Return `raw` as a part of the format.

    The values pass through JSON, because pydantic reads JSON strictly and still takes a list for a
    tuple: text is not turned into a number, and 'no' is not turned into false.
    """
    try:
        return model.model_validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
    found: dict[tuple[Path, str], Part] = {}
    for detail in details:
        part = _described(detail, model, path)
        found.setdefault((part[0], part[2]), part if changed is None else (changed, *part[1:]))
    raise Misread.of(found.values())


def _described(detail: ErrorDetails, model: type[BaseModel], path: Path) -> Part:
    """Return one finding of pydantic as a place and the other three parts."""
    loc = tuple(key for key in detail["loc"] if key != "of")
    where = (*path, *loc)
    field = str(loc[-1]) if loc else "the mapping"
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        fields = _fields_around(model, loc)
        return (
            where,
            f"the field '{field}'",
            "the format has no field of that name here",
            nearest(field, fields),
        )
    if kind == "missing":
        return where, "nothing", f"{field} (required)", field
    if kind == "enum":
        words = _QUOTED.findall(str(detail.get("ctx", {}).get("expected", "")))
        rule = f"{field}: one word of the closed list of the format"
        return where, shown(value), rule, nearest(str(value), words)
    return (
        where,
        shown(value),
        f"{field}: {detail['msg'].lower()}",
        _ACCEPTED.get(
            kind,
            EDTF_HELP if "is not a date" in detail["msg"] else "what the format says of the field",
        ),
    )


def _fields_around(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Return the fields of the mapping in which the last key of `loc` stands."""
    here = [model]
    for key in loc[:-1]:
        below = [
            part
            for owner in here
            for name, info in owner.model_fields.items()
            if key in (name, info.alias)
            for part in _models(info.annotation)
        ]
        here = below or here
    return [info.alias or name for owner in here for name, info in owner.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Return the parts of the format that an annotation mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
