"""The published schema: what is committed is what the models say, and an editor can use it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from juryroom.record.case import Case
from juryroom.record.fields import descriptions
from juryroom.record.files import bundled_cases, case_schema, find_case
from juryroom.record.yaml_tree import read_yaml
from tests.record.building import SOUND, replaced

COMMITTED = Path(__file__).parents[2] / "schemas" / "juryroom-case-1.schema.json"


def errors(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(case_schema())
    data = read_yaml(text.encode(), "case.yaml").root
    return [error.message for error in validator.iter_errors(data)]


def test_the_committed_schema_is_that_of_the_models() -> None:
    written = json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"
    assert COMMITTED.read_text(encoding="utf-8") == written, "run: make schema"


def test_the_schema_is_a_schema() -> None:
    schema = case_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith("/juryroom-case-1.schema.json")
    assert schema["title"]
    assert schema["description"]


def test_a_sound_file_fits_and_a_misspelt_one_does_not() -> None:
    assert errors(SOUND) == []
    old = "    reported_by: a juror\n"
    (message,) = errors(replaced(SOUND, old, f"{old}    reported_bye: a juror\n"))
    assert "'reported_bye' was unexpected" in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: mistrial\n", "kind: mistrail\n"),
        ("{size: 12,", "{size: '12',"),
        ("  offence: burglary\n", ""),
        ("{kind: age, person: D1", "{kind: ages, person: D1"),
        ("jurisdiction: US-NY", "jurisdiction: New York"),
    ],
)
def test_the_schema_refuses_what_the_models_refuse(old: str, new: str) -> None:
    assert errors(replaced(SOUND, old, new))


@pytest.mark.parametrize("name", bundled_cases())
def test_bundled_cases_fit_the_schema(name: str) -> None:
    assert errors(find_case(name).read_text(encoding="utf-8")) == []


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in model.__subclasses__():
        yield below
        yield from models(below)


def test_every_field_says_what_it_is() -> None:
    schema = case_schema()
    parts: dict[str, Any] = {"Case": schema, **schema["$defs"]}
    silent = [
        f"{name}.{field}"
        for name, part in parts.items()
        for field, value in part.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == []


def test_nothing_is_described_that_is_no_field() -> None:
    for model in models(BaseModel):
        if model.__module__.startswith("juryroom.record"):
            assert set(descriptions(model)) <= set(model.model_fields), model.__name__


def test_descriptions_are_inherited() -> None:
    assert descriptions(Case)["counts"] == "what is charged, each count for itself"
    assert (
        "ids of the declared sources"
        in case_schema()["$defs"]["Event"]["properties"]["sources"]["description"]
    )
