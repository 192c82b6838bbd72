"""`juryroom schema`: what an editor needs."""

import json
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator


def test_schema_is_a_schema(juryroom: Callable[..., Any]) -> None:
    ran = juryroom("schema", "case")
    assert ran.code == 0
    Draft202012Validator.check_schema(json.loads(ran.out))


def test_an_unknown_format_is_a_usage_error(juryroom: Callable[..., Any]) -> None:
    ran = juryroom("schema", "cases")
    assert ran.code == 2
    assert "case" in ran.err
