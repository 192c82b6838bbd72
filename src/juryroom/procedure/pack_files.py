"""The rule packs as files: what they hold is checked when they are read.

Every file of the folder is a pack. Its id is its name; a table `rule` holds the versions of its
rules, each with an authority, a standing and the days between which it is in force.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import combinations
from typing import Any, cast

from juryroom.citations import Standing
from juryroom.errors import Problem, ProcedureError, nearest
from juryroom.procedure.authority import Authority
from juryroom.procedure.legal_dates import AppliesBy
from juryroom.procedure.rule import Rule, freeze

CONSTITUTION, FALLBACK = "us-constitution", "us-state"
_FORMAT = "a rule pack gives every value its authority, its standing and its days"
_HEADER = {"id", "name", "applies_by", "valid_from", "sovereign", "states", "rule"}
_NEEDED = {"name", "value", "authority", "standing"}
_KNOWN = _NEEDED | {
    "url",
    "site",
    "valid_from",
    "valid_until",
    "applies_by",
    "year_only",
    "void",
    "note",
}
_STANDINGS = {Standing.VERIFIED.value, Standing.UNVERIFIED.value}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@cache
def pack_names() -> tuple[str, ...]:
    """Return the name of every pack of the folder, the constitution apart, in order."""
    folder = resources.files("juryroom.procedure").joinpath("packs")
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted({name.removesuffix(".toml") for name in names} - {CONSTITUTION}))


@cache
def load_pack(name: str) -> Mapping[str, Any]:
    """Return the pack of the file of that name, with its rules under `rules`."""
    folder = resources.files("juryroom.procedure").joinpath("packs")
    return read_pack(folder.joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def read_pack(text: str, file: str) -> Mapping[str, Any]:
    """Return a pack that is written in TOML.

    Parameters
    ----------
    text
        The text of the file.
    file
        Its name, for messages.

    Raises
    ------
    ProcedureError
        If it is no TOML, or holds what a pack cannot: every problem is named.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file, f"no TOML: {error}", _FORMAT, "a file in TOML 1.0")
        raise ProcedureError(problem) from error
    problems = [*_header_problems(data, file)]
    entries = _tables(data.get("rule", []))
    if entries is None:
        problem = Problem(f"{file} rule", repr(data["rule"]), _FORMAT, "tables [[rule]]")
        raise ProcedureError([*problems, problem])
    for index, entry in enumerate(entries):
        problems.extend(_rule_problems(entry, f"{file} rule[{index}]"))
    if not problems:
        problems.extend(_overlaps(entries, file))
    if problems:
        raise ProcedureError(problems)
    by, begin = AppliesBy(data["applies_by"]), data.get("valid_from")
    return {**data, "rules": tuple(_rule(entry, by, begin) for entry in entries)}


def _tables(value: Any) -> list[Mapping[str, Any]] | None:
    """Return a list of tables, or None where the value is none."""
    if not isinstance(value, list):
        return None
    found = cast("list[Any]", value)
    return found if all(isinstance(entry, Mapping) for entry in found) else None


def _rule(entry: Mapping[str, Any], by: AppliesBy, begin: dt.date | None) -> Rule:
    void = entry.get("void")
    return Rule(
        name=entry["name"],
        value=freeze(entry["value"]),
        authority=Authority(entry["authority"], Standing(entry["standing"])),
        url=entry.get("url"),
        site=entry.get("site"),
        # A rule with an end is history: the pack's own first day is not its own.
        valid_from=entry.get("valid_from", None if "valid_until" in entry else begin),
        valid_until=entry.get("valid_until"),
        applies_by=AppliesBy(entry.get("applies_by", by)),
        year_only=entry.get("year_only", False),
        void=None if void is None else freeze(void),
        note=entry.get("note"),
    )


def _header_problems(data: Mapping[str, Any], file: str) -> Iterator[Problem]:
    for key in ("id", "name", "applies_by", "rule"):
        if key not in data:
            yield Problem(f"{file} {key}", "nothing", _FORMAT, f"a pack with '{key}'")
    for key in data.keys() - _HEADER:
        yield Problem(f"{file} {key}", f"'{key}'", _FORMAT, nearest(key, sorted(_HEADER)))
    yield from _by(data, file)
    begin = data.get("valid_from")
    if begin is not None and not _is_day(begin):
        yield Problem(f"{file} valid_from", repr(begin), _FORMAT, "a day, such as 2020-04-20")


def _rule_problems(entry: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key in sorted(_NEEDED - entry.keys()):
        yield Problem(f"{where} {key}", "nothing", _FORMAT, f"a rule with '{key}'")
    for key in sorted(entry.keys() - _KNOWN):
        yield Problem(f"{where} {key}", f"'{key}'", _FORMAT, nearest(key, sorted(_KNOWN)))
    for key, accepted, good in (
        ("name", "a word of small letters, such as jury_size", _is_name),
        ("authority", "the statute or decision that says so", _is_text),
        ("standing", "verified or unverified", _is_standing),
        ("url", "an address that begins with http", _is_address),
        ("site", "the name of the site", _is_text),
        ("valid_from", "a day, such as 2020-04-20", _is_day),
        ("valid_until", "a day, such as 2020-04-20", _is_day),
        ("year_only", "true or false", _is_truth),
        ("void", "a table with an authority and its standing", _is_void),
    ):
        if key in entry and not good(entry[key]):
            yield Problem(f"{where} {key}", repr(entry[key]), _FORMAT, accepted)
    yield from _by(entry, where)
    first, last = entry.get("valid_from"), entry.get("valid_until")
    if first is not None and last is not None and _is_day(first) and _is_day(last):
        if first < last:
            return
        found = f"from {first} until {last}"
        rule = "a rule is in force from its first day until the day after its last"
        yield Problem(f"{where} valid_until", found, rule, f"a day after {first}")


def _by(table: Mapping[str, Any], where: str) -> Iterator[Problem]:
    known = [by.value for by in AppliesBy]
    by = table.get("applies_by", known[0])
    if by not in known:
        yield Problem(f"{where} applies_by", repr(by), _FORMAT, nearest(str(by), known))


def _overlaps(entries: list[Mapping[str, Any]], file: str) -> Iterator[Problem]:
    for one, other in combinations(entries, 2):
        if one["name"] != other["name"]:
            continue
        starts = max(span.get("valid_from", dt.date.min) for span in (one, other))
        ends = min(span.get("valid_until", dt.date.max) for span in (one, other))
        if starts < ends:
            yield Problem(
                f"{file} {one['name']}",
                f"two versions in force on {starts}",
                "on any day one version of a rule is in force",
                "versions whose days do not overlap",
            )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_standing(value: object) -> bool:
    return isinstance(value, str) and value in _STANDINGS


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _is_void(value: Any) -> bool:
    return (
        isinstance(value, Mapping) and "authority" in value and _is_standing(value.get("standing"))
    )
