"""`juryroom schema`: print the JSON Schema of a file format."""

from enum import StrEnum
from typing import Annotated

import typer

from juryroom.cli.output import JsonOption

EXAMPLE = "Example: juryroom schema case > juryroom-case-1.schema.json"


class Format(StrEnum):
    """The formats that have a schema."""

    CASE = "case"


def schema(
    of: Annotated[Format, typer.Argument(help="The format to print the schema of.")],
    *,
    json: JsonOption = False,  # noqa: ARG001 - a schema is JSON either way
) -> None:
    """Print the JSON Schema of the case file, so that an editor can complete and check one."""
    import json as json_module

    from juryroom.record.files import case_schema

    print(json_module.dumps({Format.CASE: case_schema}[of](), indent=2, ensure_ascii=False))
