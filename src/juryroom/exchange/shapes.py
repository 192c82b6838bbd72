"""What sort of value each field of a model holds, read from the models themselves.

Nothing here knows a field of a case by name: a field that is added to a model is written and read
without a change. What fits no sort that a cell can show is written as JSON.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from juryroom.record.dates import PartialDate
from juryroom.record.fields import FORMATS, URL_PATTERN

_PRIMITIVE = (bool, int, float, str)


@final
@dataclass(frozen=True, slots=True)
class Scalars:
    """One value: its plain types, and whether its text can hold a semicolon or a line break."""

    types: frozenset[type]
    free: bool

    @property
    def mixed(self) -> bool:
        """Whether the type of a value cannot be told from the field alone."""
        return len(self.types - {int}) > 1 if float in self.types else len(self.types) > 1

    def only(self, kind: type) -> bool:
        """Whether every value is of that type."""
        return self.types == frozenset((kind,))


@final
@dataclass(frozen=True, slots=True)
class ScalarList:
    """A list of single values."""

    item: Scalars


@final
@dataclass(frozen=True, slots=True)
class Part:
    """One nested model, or one of several that the file tells apart."""

    models: tuple[type[BaseModel], ...]


@final
@dataclass(frozen=True, slots=True)
class PartList:
    """A list of nested models."""

    models: tuple[type[BaseModel], ...]


@final
@dataclass(frozen=True, slots=True)
class AnyJson:
    """Whatever has no better sort: written as JSON."""


Shape = Scalars | ScalarList | Part | PartList | AnyJson


@final
@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model under the name that a file gives it."""

    name: str
    attribute: str
    info: FieldInfo
    shape: Shape


@lru_cache(maxsize=1024)
def fields_of_models(models: tuple[type[BaseModel], ...]) -> dict[str, Field]:
    """Return the fields of a model, or of several together; fields that disagree become JSON.

    Examples
    --------
    >>> from juryroom.record.trials import Split
    >>> fields_of_models((Split,))["count"].shape.free
    False
    """
    found: dict[str, Field] = {}
    for model in models:
        for attribute, info in model.model_fields.items():
            name = info.alias or attribute
            shape = _shape(info.annotation, tuple(info.metadata))
            if name in found and found[name].shape != shape:
                shape = _joined(found[name].shape, shape)
            found[name] = Field(name, attribute, info, shape)
    return found


def _joined(one: Shape, other: Shape) -> Shape:
    if isinstance(one, Scalars) and isinstance(other, Scalars):
        return Scalars(one.types | other.types, one.free or other.free)
    return AnyJson()


def _shape(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *extra = get_args(annotation)
        return _shape(inner, (*extra, *metadata))
    if origin in {Union, types.UnionType}:
        return _union([arg for arg in get_args(annotation) if arg is not types.NoneType], metadata)
    if origin is tuple:
        arguments = get_args(annotation)
        return _list(_shape(arguments[0])) if arguments[-1] is Ellipsis else AnyJson()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Part((annotation,))
    return _single(annotation, metadata)


def _single(annotation: Any, metadata: tuple[Any, ...]) -> Shape:
    if get_origin(annotation) is Literal:
        return Scalars(frozenset(type(value) for value in get_args(annotation)), free=False)
    if annotation is PartialDate:
        return Scalars(frozenset({str}), free=False)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        kinds = frozenset(type(member.value) for member in annotation)
        return Scalars(kinds, free=False) if kinds <= set(_PRIMITIVE) else AnyJson()
    if annotation in _PRIMITIVE:
        return Scalars(frozenset({annotation}), free=annotation is str and not _closed(metadata))
    return AnyJson()


def _closed(metadata: tuple[Any, ...]) -> bool:
    """Whether a pattern keeps semicolons and line breaks out of the text."""
    patterns = {getattr(extra, "pattern", None) for extra in _flat(metadata)}
    return bool(patterns & (FORMATS.keys() - {URL_PATTERN}))


def _flat(metadata: tuple[Any, ...]) -> Iterator[Any]:
    for extra in metadata:
        if isinstance(extra, FieldInfo):
            yield from extra.metadata
        else:
            yield extra


def _union(arguments: list[Any], metadata: tuple[Any, ...]) -> Shape:
    shapes = [_shape(argument, metadata) for argument in arguments]
    if len(shapes) == 1:
        return shapes[0]
    if all(isinstance(shape, Part) for shape in shapes):
        return Part(tuple(m for s in shapes if isinstance(s, Part) for m in s.models))
    joined = shapes[0]
    for shape in shapes[1:]:
        joined = _joined(joined, shape)
    return joined


def _list(item: Shape) -> Shape:
    if isinstance(item, Scalars):
        return ScalarList(item)
    return PartList(item.models) if isinstance(item, Part) else AnyJson()
