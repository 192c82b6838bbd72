"""A case without the name of anybody in it, from which every export can be written.

People stand by their role ids. A name is taken out wherever it stands: as a name, in text, in ids
and captions, in the values of claims, in whole or in part, in any case of letters, with or without
accents, as part of a longer word where it is long enough to be sure. An address or a file name that
holds a name is left out, since half an address leads nowhere. Only names that the record knows can
be taken out; a name that stands in free text and nowhere among the people cannot be told from
another word.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from juryroom.exchange.case_text import case_data
from juryroom.exchange.reading import checked
from juryroom.exchange.sealing import unsealed
from juryroom.record.case import Case
from juryroom.record.findings import written
from juryroom.record.yaml_tree import Path

_PARTICLES = frozenset(
    ["van", "von", "der", "den", "del", "della", "dos", "the", "and", "jun", "sen", "bin", "ibn"]
)
_SHORT, _SURE = 3, 6
_DROPPED = frozenset({"url", "file", "sha256", "url_complete"})
_PERSON = frozenset({"name", "name_basis", "aliases"})
_KEPT = frozenset({"schema", "kind", "role", "standing", "jurisdiction", "quality", "sha256"})


@final
@dataclass(frozen=True, slots=True)
class _Names:
    """The pieces of every name, each with the role id that stands for it."""

    roles: Mapping[str, str]
    folded: re.Pattern[str] | None
    exact: re.Pattern[str] | None

    def out_of(self, text: str) -> str:
        """Return text with every name replaced by a role id."""
        if self.folded is not None:
            text = self._replaced(text)
        if self.exact is not None:
            text = self.exact.sub(lambda found: self.roles[found.group()], text)
        return text

    def _replaced(self, text: str) -> str:
        assert self.folded is not None
        text = unicodedata.normalize("NFC", text)
        parts: list[str] = []
        done = 0
        for found in self.folded.finditer(_fold(text)):
            parts += [text[done : found.start()], self.roles[found.group().lower()]]
            done = found.end()
        return "".join([*parts, text[done:]])


def redact(case: Case, *, since: dt.date | None = None) -> Case:
    """Return the case with no name of a person in it.

    Parameters
    ----------
    case
        The case.
    since
        Also take out what is sealed on this day (see `sealing`); None to take out names alone.

    Raises
    ------
    ProcedureError
        If `since` is given and no sealing rule of the place is known, or nothing is left.

    Examples
    --------
    >>> from juryroom.record.files import find_case, load_case
    >>> redacted = redact(load_case(find_case("people-v-weinstein")).case)
    >>> redacted.caption, redacted.person("C1").shown
    ('People v. D1', 'C1')
    """
    names = _names(case)
    left = case if since is None else unsealed(case, since)
    data = case_data(left)
    ids = _ids(data, names)
    redacted = _value(data, "", names, ids)
    for person in redacted["people"]:
        for field in _PERSON & person.keys():
            del person[field]

    def place(path: Path) -> str:
        return f"redacted case {written(path)}".rstrip()

    return checked(redacted, place)


def _names(case: Case) -> _Names:
    """Return the pieces of the names of a case, longest first."""
    roles: dict[str, str] = {}
    short: dict[str, str] = {}
    for number, person in enumerate(case.people, start=1):
        spellings = [name for name in (person.name, *person.aliases) if name]
        role = person.id
        if any(
            _fold(word).lower() in _fold(role).lower()
            for name in spellings
            for word in _words(name)
        ):
            role = f"{person.role}-{number}"  # an id that is made of the name says the name
        for name in spellings:
            roles.setdefault(_fold(" ".join(name.split())).lower(), role)
            for word in _words(name):
                kept = roles if len(word) >= _SHORT else short
                kept.setdefault(_fold(word).lower() if kept is roles else word, role)
    return _Names({**short, **roles}, _pattern(roles), _exact(short))


def _words(name: str) -> list[str]:
    return [
        word
        for word in re.findall(r"[^\W\d_]{2,}", name)
        if word.lower() not in _PARTICLES and not (len(word) < _SHORT and not word[0].isupper())
    ]


def _pattern(roles: Mapping[str, str]) -> re.Pattern[str] | None:
    if not roles:
        return None
    whole = sorted(roles, key=len, reverse=True)
    sure = [word for word in whole if len(word) >= _SURE]
    alone = rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, whole))})(?![^\W\d_])"
    inside = f"|(?:{'|'.join(map(re.escape, sure))})" if sure else ""
    return re.compile(f"{alone}{inside}", re.IGNORECASE)


def _exact(short: Mapping[str, str]) -> re.Pattern[str] | None:
    if not short:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, short))})(?!\w)")


def _fold(text: str) -> str:
    """Return text without accents, character for character."""
    return "".join(
        base if len(base := unicodedata.normalize("NFKD", letter)[:1]) == 1 else letter
        for letter in text
    )


def _ids(data: Any, names: _Names) -> dict[str, str]:
    """Return the new id of every id that holds a name, so that all references still meet."""
    old: dict[str, None] = {}
    _collect(data, old)
    taken = {name for name in old if names.out_of(name) == name}
    renamed: dict[str, str] = {}
    for name in old:
        new = re.sub(r"[^A-Za-z0-9_-]", "-", names.out_of(name))
        if new == name:
            continue
        free, number = new, 2
        while free in taken:
            free, number = f"{new}-{number}", number + 1
        renamed[name] = free
        taken.add(free)
    return renamed


def _collect(data: Any, ids: dict[str, None]) -> None:
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list):
            _collect(value, ids)
    if isinstance(data, dict) and isinstance(data.get("id"), str):
        ids[data["id"]] = None


def _value(value: Any, key: str, names: _Names, ids: Mapping[str, str]) -> Any:
    """Return a value without names; addresses and files that hold one are left out."""
    if isinstance(value, dict):
        new = {k: _value(v, k, names, ids) for k, v in value.items()}
        held = any(
            names.out_of(str(value[k])) != str(value[k]) for k in ("url", "file") if k in value
        )
        return {k: v for k, v in new.items() if not (held and k in _DROPPED)}
    if isinstance(value, list):
        return (
            list(dict.fromkeys(new))
            if _ids_only(new := [_value(v, key, names, ids) for v in value], key)
            else new
        )
    if not isinstance(value, str) or key in _KEPT:
        return value
    if value in ids:
        return ids[value]
    clean = names.out_of(value)
    return (
        re.sub(r"[^a-z0-9_]", "_", clean.lower()) if key == "property" and clean != value else clean
    )


def _ids_only(value: list[Any], key: str) -> bool:
    """Whether a list holds words of which each stands once; two spellings may become one id."""
    return key in {"aliases", "preferred"} and all(isinstance(entry, str) for entry in value)
