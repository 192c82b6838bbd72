"""A case file held against the models: what pydantic finds, told in the words of the file."""

import json
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from juryroom.errors import nearest
from juryroom.record.case import Case
from juryroom.record.dates import MOST_UNUSUAL, few_unusual_dates
from juryroom.record.fields import Misfit
from juryroom.record.findings import Finding, told
from juryroom.record.yaml_tree import Path, shown


def validate(data: object) -> Case | tuple[Finding, ...]:
    """Return the case that `data` is, or what keeps it from being one, as far as it is told.

    The values pass through JSON, because pydantic reads JSON strictly and still takes a list for a
    tuple: text is not turned into a number, and 'no' is not turned into false.
    """
    try:
        with few_unusual_dates():
            return Case.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        number, details = error.error_count(), error.errors(include_url=False)
    findings = (finding for detail in details for finding in _findings(detail, data))
    return told(_once(findings), number)


def _once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield one finding for each place and rule: a union reports each of its members."""
    seen = set[tuple[Path, str]]()
    for finding in findings:
        if (finding.path, finding.rule) not in seen:
            seen.add((finding.path, finding.rule))
            yield finding


def _findings(detail: ErrorDetails, data: object) -> Iterator[Finding]:
    from juryroom.record.schema import place  # only a file with problems needs the schema

    path, value = _path(detail["loc"], data), detail["input"]
    if detail["type"].startswith("union_tag"):
        path, value = (*path, "kind"), value.get("kind") if isinstance(value, dict) else None
    at, error = place(path, data), detail.get("ctx", {}).get("error")
    match detail["type"]:
        case "missing":
            yield Finding(path, "nothing", f"{at.meaning} (required)", at.accepted(None))
        case "extra_forbidden":
            rule = f"{at.kind} has no field of that name"
            yield Finding(path, f"the field '{path[-1]}'", rule, nearest(str(path[-1]), at.fields))
        case "value_error" if isinstance(error, Misfit):
            where = (*path, error.field)
            yield Finding(where, error.found, error.rule, error.accepted)
        case "too_short" if value:
            pass  # pydantic counts the entries that are sound; those that are not have findings
        case _:
            yield Finding(
                path, _found(detail["type"], value, error), at.meaning, at.accepted(value)
            )


def _found(kind: str, value: object, error: object) -> str:
    if kind == "string_too_long" and isinstance(value, str):
        return f"text of {len(value):,} characters"
    if isinstance(error, ValueError) and "before it begins" in str(error):
        return f"{shown(value)}, which ends before it begins"
    if isinstance(error, ValueError) and "too many unusual dates" in str(error):
        return (
            f"{shown(value)}, after {MOST_UNUSUAL} dates that are not plain years, months or days"
        )
    return "empty text" if value == "" else shown(value)


def _path(loc: tuple[int | str, ...], data: object) -> Path:
    """Return the place in the file, without the names of alternatives that pydantic adds."""
    path: list[str | int] = []
    for position, key in enumerate(loc):
        match data, key:
            case (dict(), str()) if key in data:
                data = data[key]
            case (list(), int()):
                data = data[key]
            case (dict(), str()) if position == len(loc) - 1:
                pass  # a field that is missing
            case _:
                continue
        path.append(key)
    return tuple(path)
