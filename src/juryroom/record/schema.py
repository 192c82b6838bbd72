"""The published schema of the case file, and what it says of a place in a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

from juryroom.errors import nearest
from juryroom.record.case import Case
from juryroom.record.dates import EDTF_HELP
from juryroom.record.fields import FORMATS
from juryroom.record.yaml_tree import Path

SCHEMA_ID = "https://juryroom.readthedocs.io/schemas/juryroom-case-1.schema.json"

Node = Mapping[str, Any]


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the case file, version 1."""
    generated = Case.model_json_schema(by_alias=True)
    parts = generated.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **generated,
        "title": "juryroom case file, version 1",
        "$defs": parts,
    }


@final
@dataclass(frozen=True, slots=True)
class Place:
    """What the schema says of one place in a file.

    Parameters
    ----------
    owner
        The schema of the mapping that has the field.
    field
        The last field on the way to the place.
    node
        The schema of the value; empty where the field is not declared.
    """

    owner: Node
    field: str
    node: Node

    @property
    def meaning(self) -> str:
        """What the field is, in plain words."""
        declared = self.owner.get("properties", {}).get(self.field, {})
        return f"{self.field}: {declared.get('description', self.kind)}"

    @property
    def kind(self) -> str:
        """The mapping that has the field, with its article: 'a room event'."""
        title = "CaseFile" if "$id" in self.owner else self.owner.get("title", "Mapping")
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title).lower()
        return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the mapping around the place may have."""
        return tuple(self.owner.get("properties", {}))

    def accepted(self, value: object) -> str:
        """Return what is accepted here, led by the nearest word where only some words are."""
        branches = _branches(self.node, value)
        words = [word for branch in branches for word in _words(branch)]
        if words:
            return nearest(str(value), words)
        listed = "; or ".join(dict.fromkeys(_accepted(branch, value) for branch in branches))
        return listed or "nothing"


def place(path: Path, data: object) -> Place:
    """Return what the schema says of `path`, where `data` is the whole file."""
    owner, field, node = _schema(), "case file", _schema()
    for key in path:
        node, owner, field = _child(node, owner, field, key, data)
        data = _value(data, key)
    return Place(owner, field, node)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    return case_schema()


def _child(
    node: Node, owner: Node, field: str, key: str | int, data: object
) -> tuple[Node, Node, str]:
    branches = _branches(node, data)
    owners = [branch for branch in branches if "properties" in branch]
    if isinstance(key, str) and owners:
        found = [branch["properties"][key] for branch in owners if key in branch["properties"]]
        return ({"anyOf": found} if found else {}), owners[0], key
    items = [branch["items"] for branch in branches if "items" in branch]
    return (items[0] if items else {}), owner, field


def _value(data: object, key: str | int) -> object:
    match data, key:
        case dict(), str():
            return data.get(key)
        case list(), int() if key < len(data):
            return data[key]
        case _:
            return None


def _branches(node: Node, value: object) -> Sequence[Node]:
    """Return the alternatives that a node stands for, less the one that it may be left out."""
    if "$ref" in node:
        return _branches(_schema()["$defs"][node["$ref"].rpartition("/")[2]], value)
    if "oneOf" in node:
        mapping: Mapping[str, str] = node["discriminator"]["mapping"]
        kind = str(value.get("kind")) if isinstance(value, dict) else ""
        chosen = [{"$ref": mapping[kind]}] if kind in mapping else node["oneOf"]
        return [branch for option in chosen for branch in _branches(option, value)]
    if "anyOf" in node:
        return [
            branch
            for option in node["anyOf"]
            if option != {"type": "null"}
            for branch in _branches(option, value)
        ]
    return [node]


def _words(node: Node) -> Sequence[str]:
    return [node["const"]] if "const" in node else node.get("enum", ())


def _accepted(node: Node, value: object) -> str:
    """Return what a node without alternatives accepts, in plain words."""
    if node.get("format") == "edtf":
        return EDTF_HELP
    match node.get("type"):
        case "string":
            return _accepted_text(node, value)
        case "integer" | "number" as kind:
            number = "a whole number" if kind == "integer" else "a number"
            return f"{number}{_range(node)}"
        case "boolean":
            return "true or false"
        case "array":
            entries = " or ".join(
                _accepted(branch, None) for branch in _branches(node["items"], None)
            )
            least = "; at least one" if node.get("minItems") else ""
            return f"a list, each entry {entries}{least}"
        case "object":
            required = ", ".join(node.get("required", ())) or "none"
            return (
                f"a mapping with the fields: {', '.join(node['properties'])} (required: {required})"
            )
        case _:
            return ""


def _accepted_text(node: Node, value: object) -> str:
    text = FORMATS.get(node.get("pattern", ""), "text")
    if "maxLength" in node:
        text += f", at most {node['maxLength']:,} characters"
    quotes = isinstance(value, bool | int | float)
    return f"{text}; in quotes where it reads as a number or as true or false" if quotes else text


def _range(node: Node) -> str:
    low = node.get("minimum", node.get("exclusiveMinimum"))
    if low is None:
        return ""
    above = "above " if "exclusiveMinimum" in node else ""
    return (
        f", {above}{low:,} to {node['maximum']:,}" if "maximum" in node else f", {above}{low:,} up"
    )
