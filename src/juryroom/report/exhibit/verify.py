"""Verify a bundle: whether every byte is as it was, and whether computing it again gives the same."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never, final

from juryroom.effect.survey_question import Question
from juryroom.provenance import canonical_json
from juryroom.report.exhibit import files
from juryroom.report.exhibit.bundle import answered, computed, readme, typst_version
from juryroom.report.exhibit.files import Change, changes, read_bundle, seal_of
from juryroom.report.exhibit.pdf import exhibit_pdf
from juryroom.report.exhibit.write import exhibit
from juryroom.version import __version__

CLOSE = 1e-9
"""How far a number may lie from the recorded one where libraries or machines differ."""

_ENVIRONMENT = ("juryroom", "libraries", "python")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of verifying a bundle.

    Parameters
    ----------
    seal
        The sha256 of the manifest.
    changed
        Files that are not as they were made; where there are any, nothing is computed.
    differs
        Files that are as they were made, but not what computing them again gives.
    same
        What was computed again and is the same.
    largest
        The largest difference between a recorded number and the same number computed again; None
        where nothing was computed.
    notes
        What could not be compared, and why.
    """

    seal: str
    changed: tuple[Change, ...] = ()
    differs: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()
    largest: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was changed and everything that could be compared is the same."""
        return not (self.changed or self.differs)

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "holds": self.holds,
            "seal": self.seal,
            "changed": [{"file": one.name, "what": one.what} for one in self.changed],
            "differs": [{"file": one.name, "what": one.what} for one in self.differs],
            "same": list(self.same),
            "largest_difference": self.largest,
            "notes": list(self.notes),
        }


def verify_bundle(
    path: Path, *, seal: str | None = None, stage: Callable[[str], None] = lambda _: None
) -> Verification:
    """Return whether a bundle is as it was made, and whether its figures can be made again.

    Nothing is written and no network is used.

    Parameters
    ----------
    path
        The bundle: a folder or a zip.
    seal
        The seal that was quoted elsewhere, in the filing for instance, or None.
    stage
        Called with a few words as each stage begins.

    Raises
    ------
    CaseFileError
        If it is no bundle.
    """
    stage("comparing every byte with the manifest")
    held = read_bundle(path)
    changed = changes(held)
    found = seal_of(held) if files.MANIFEST in held else ""
    if not changed and seal is not None and seal.strip().lower() != found:
        changed = (Change(files.MANIFEST, f"its seal is {found}, not the one that was quoted"),)
    if changed:
        return Verification(seal=found, changed=changed)
    stage("computing everything again")
    question = Question.read(held[files.PARAMETERS], files.PARAMETERS)
    answer = answered(question, held[files.ROWS])
    stage("drawing the exhibit again")
    shown = exhibit(answer)
    again = computed(answer, shown) | {files.README: readme(pdf=files.PDF in held)}
    return _compared(held, again, shown, found)


def _compared(
    held: Mapping[str, bytes], again: dict[str, bytes], shown: Any, seal: str
) -> Verification:
    differs, same, notes = list[Change](), list[str](), list[str]()
    recorded, result = _read_json(held[files.RESULT]), _read_json(again[files.RESULT])
    made, here = _part(recorded, "provenance"), _part(result, "provenance")
    alike = all(made.get(part) == here[part] for part in _ENVIRONMENT)
    distance, where = _distance(_stripped(recorded), _stripped(result))
    if distance > CLOSE:
        differs.append(Change(files.RESULT, f"{where} is not what the rows give"))
    else:
        same.append(files.RESULT)
    names = [files.PARAMETERS, files.COMMAND]
    if alike:
        names += [files.PAGE, files.README]
        if files.PDF in held:
            _add_pdf(held, again, shown, notes)
            names += [files.PDF] if files.PDF in again else []
    else:
        version = made.get("juryroom", "of an unknown version")
        notes.append(
            f"The bundle was made with juryroom {version} on other libraries than these (juryroom "
            f"{__version__}); numbers were compared, pages were not."
        )
    for name in names:
        if held[name] == again[name]:
            same.append(name)
        else:
            differs.append(Change(name, "it is not what the rows and the parameters give"))
    return Verification(
        seal=seal,
        differs=tuple(differs),
        same=tuple(same),
        largest=None if distance == float("inf") else distance,
        notes=tuple(notes),
    )


def _add_pdf(
    held: Mapping[str, bytes], again: dict[str, bytes], shown: Any, notes: list[str]
) -> None:
    used = _read_json(held[files.MADE_WITH]).get("typst")
    if typst_version() == used:
        again[files.PDF] = exhibit_pdf(shown)
    else:
        here = typst_version() or "none"
        notes.append(
            f"{files.PDF} was set with typst {used}; here is {here}: it was not set again."
        )


def _stripped(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result without what says on which machine it was made."""
    made = _part(result, "provenance")
    return {**result, "provenance": {k: v for k, v in made.items() if k not in _ENVIRONMENT}}


def _read_json(data: bytes) -> dict[str, Any]:
    """Return the JSON object in a file; empty where it is none, so that it differs from any result."""
    try:
        found = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _no_number(text: str) -> Never:
    raise ValueError(text)


def _part(result: dict[str, Any], name: str) -> dict[str, Any]:
    found = result.get(name)
    return found if isinstance(found, dict) else {}


def _distance(recorded: Any, again: Any) -> tuple[float, str]:
    """Return the largest difference of numbers, and where; infinite where anything else differs."""
    if canonical_json({"": recorded}) == canonical_json({"": again}):
        return 0.0, ""
    largest, at = 0.0, ""
    for place, one, other in _pairs(recorded, again, ""):
        apart = (
            abs(one - other)
            if _are_numbers(one, other)
            else (float("inf") if one != other else 0.0)
        )
        if apart > largest:
            largest, at = apart, place
    return largest, at


def _are_numbers(one: Any, other: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, other))


def _pairs(one: Any, other: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _pairs(one[key], other[key], f"{place}.{key}" if place else str(key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from _pairs(*pair, f"{place}[{number}]")
    else:
        yield place, one, other
