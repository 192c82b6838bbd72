"""A case as text: canonical JSON, and the YAML of a case file."""

import json
import re
from collections.abc import Iterator
from typing import Any

from juryroom.provenance import canonical_json
from juryroom.record.case import Case
from juryroom.record.yaml_tree import scalar

HEADER = "# yaml-language-server: $schema=../schemas/juryroom-case-1.schema.json\n"

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _.()/+-]*[A-Za-z0-9_.()/+-])?", re.ASCII)
_WIDTH = 100


def case_data(case: Case) -> dict[str, Any]:
    """Return a case as plain data, without the fields that are as if left out."""
    return case.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def case_json(case: Case) -> str:
    """Return a case as canonical JSON: sorted keys, no NaN."""
    return canonical_json(case_data(case))


def case_yaml(case: Case) -> str:
    """Return a case as a case file, which `load_case` reads to an equal case.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> text = case_yaml(load_case(find_case("people-v-weinstein")).case)
    >>> text.splitlines()[1]
    'schema: juryroom-case/1'
    """
    return HEADER + "".join(f"{line}\n" for line in _mapping(case_data(case), ""))


def _mapping(data: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        flow = _flow(value)
        if not isinstance(value, dict | list) or (len(flow) + len(indent) + len(key) < _WIDTH):
            yield f"{indent}{key}: {flow}"
        elif isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _mapping(value, f"{indent}  ")
        else:
            yield f"{indent}{key}:"
            yield from _list(value, indent)


def _list(entries: list[Any], indent: str) -> Iterator[str]:
    for entry in entries:
        flow = _flow(entry)
        if not isinstance(entry, dict) or len(flow) + len(indent) < _WIDTH:
            yield f"{indent}- {flow}"
            continue
        lines = list(_mapping(entry, f"{indent}  "))
        yield f"{indent}- {lines[0].lstrip()}"
        yield from lines[1:]


def _flow(value: Any) -> str:
    """Return a value on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(entry) for entry in value) + "]"
        case str():
            return value if _PLAIN.fullmatch(value) and scalar(value) == value else _quoted(value)
        case None:
            return "null"
        case _:
            return json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
