"""Facts of the record without a source, and sources without a fact."""

from collections.abc import Iterator

from pydantic import BaseModel

from juryroom.record.case import Case
from juryroom.record.findings import written
from juryroom.record.references import NAMES
from juryroom.record.walk import fields_of
from juryroom.record.yaml_tree import Path

_LISTS = ("sources", "dates_sources")


def facts_without_source(case: Case) -> tuple[str, ...]:
    """Return the places in the record that give a fact and name no source for it.

    A person by role alone, and a trial without days, state nothing that needs one.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> facts_without_source(load_case(find_case("people-v-weinstein-la")).case)
    ()
    """
    return tuple(dict.fromkeys(_bare(case, ())))


def _bare(model: BaseModel, path: Path) -> Iterator[str]:
    for name, info in type(model).model_fields.items():
        value: object = getattr(model, name)
        place = (*path, info.alias or name)
        if name in _LISTS and path and value == () and _states(model, name):
            yield written(path)
        for index, entry in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            if isinstance(entry, BaseModel):
                yield from _bare(entry, place if index is None else (*place, index))


def _states(model: BaseModel, name: str) -> bool:
    """Whether a model without sources says something that somebody could ask the source of."""
    if name == "dates_sources":
        dates = getattr(model, "dates", None)
        return isinstance(dates, BaseModel) and bool(dates.model_dump(exclude_none=True))
    if type(model).__name__ == "Conflict":
        return getattr(model, "compute", None) is None and not _settled(model)
    said = model.model_dump(exclude_defaults=True, exclude={"id", "role", "trial", "seat"})
    return bool(said)


def _settled(conflict: BaseModel) -> bool:
    """Whether the readings themselves carry the resolution of a conflict."""
    keeps = str(getattr(conflict, "outcome", "")) in {
        "keep_all",
        "several_true",
        "unknown_where_silent",
    }
    return keeps or bool(getattr(conflict, "preferred", ()) or getattr(conflict, "outside", ()))


def sources_without_fact(case: Case) -> tuple[str, ...]:
    """Return the ids of the sources on which nothing in the record rests."""
    used = {
        str(field.value)
        for field in fields_of(case)
        if field.name != "articles"
        and (NAMES.get(f"{field.owner}.{field.name}") or NAMES.get(field.name)) == "source"
    }
    return tuple(source.id for source in case.sources if source.id not in used)
