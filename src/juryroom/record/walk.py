"""Every field of a case with its place in the file."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from juryroom.record.yaml_tree import Path


class FieldAt(NamedTuple):
    """One value that is no mapping and no list: where it is, in what, under which name."""

    path: Path
    owner: str
    name: str
    value: object


def fields_of(model: BaseModel, path: Path = ()) -> Iterator[FieldAt]:
    """Yield every value in `model`, in the order of the models; fields left out are skipped."""
    owner = type(model).__name__
    for name, info in type(model).model_fields.items():
        value: object = getattr(model, name)
        place = (*path, info.alias or name)
        entries = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for index, entry in entries:
            at = place if index is None else (*place, index)
            if isinstance(entry, BaseModel):
                yield from fields_of(entry, at)
            elif entry is not None:
                yield FieldAt(at, owner, name, entry)
