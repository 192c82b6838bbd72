"""Verify a bundle: whether every byte is as it was, and whether computing it again gives the same.

Nothing that a bundle says of itself is trusted. Its rows and parameters are its maker's word; every
other file follows from them, and is made again and compared. What a bundle says it was made with
(versions and a build) only decides what a difference is called: where another build may be its
reason, it is no proof of a change, and the file is named as not confirmed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, final

from juryroom.effect.survey_question import Question
from juryroom.report.exhibit import files
from juryroom.report.exhibit.comparison import Comparison
from juryroom.report.exhibit.files import Change, changes, read_bundle, seal_of

NO_SEAL = (
    "No seal was given. Rows, parameters, the maker's texts, the command line and the versions that are "
    "named are the word of whoever sealed the bundle; everything else follows from the rows and the "
    "parameters. That these are the ones that were filed, only --seal shows, with the seal that was "
    "quoted in the filing."
)


class Outcome(StrEnum):
    """What came of verifying a bundle, the best first."""

    HOLDS = "holds"
    NOT_CONFIRMED = "not confirmed"
    DIFFERS = "differs"
    CHANGED = "changed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of verifying a bundle.

    Parameters
    ----------
    seal
        The sha256 of the manifest.
    changed
        Files that are not as they were sealed; where there are any, nothing is computed.
    differs
        Files that are as they were sealed, but not what computing them again gives.
    unconfirmed
        Files that could not be made again here, or differ from what is made here in a way that
        another build or other libraries may explain: neither the same nor shown to be changed.
    same
        What was computed again and is the same.
    largest
        The largest difference between a recorded number and the same number computed again; None
        where nothing was computed.
    notes
        What a reader must know of the check.
    """

    seal: str
    changed: tuple[Change, ...] = ()
    differs: tuple[Change, ...] = ()
    unconfirmed: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()
    largest: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst of what was found."""
        if self.changed:
            return Outcome.CHANGED
        if self.differs:
            return Outcome.DIFFERS
        return Outcome.NOT_CONFIRMED if self.unconfirmed else Outcome.HOLDS

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, and every file was compared and is the same."""
        return self.outcome is Outcome.HOLDS

    @property
    def findings(self) -> tuple[Change, ...]:
        """Everything that keeps the bundle from holding."""
        return (*self.changed, *self.differs, *self.unconfirmed)

    @property
    def headline(self) -> str:
        """What came of it, in one line."""
        if self.outcome is Outcome.HOLDS:
            same = "the same" if not self.largest else "the same but for the last digits of figures"
            return (
                f"no byte was changed since it was sealed; every file was made again and is {same}"
            )
        named = ", ".join(dict.fromkeys(one.name for one in self.findings))
        words = {
            Outcome.CHANGED: "NOT as it was sealed",
            Outcome.DIFFERS: "NOT what its rows and parameters give here",
            Outcome.NOT_CONFIRMED: "NOT CONFIRMED",
        }
        return f"{words[self.outcome]}: {named}"

    def as_json(self) -> dict[str, Any]:
        """Return every part under its name."""
        return {
            "holds": self.holds,
            "outcome": str(self.outcome),
            "seal": self.seal,
            "changed": [{"file": one.name, "what": one.what} for one in self.changed],
            "differs": [{"file": one.name, "what": one.what} for one in self.differs],
            "not_confirmed": [{"file": one.name, "what": one.what} for one in self.unconfirmed],
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
    changed = changes(held, seal)
    found = seal_of(held) if files.MANIFEST in held else ""
    if changed:
        return Verification(seal=found, changed=changed)
    stage("computing everything again")
    question = Question.read(held[files.PARAMETERS], files.PARAMETERS)
    compared = Comparison.of(held, question)
    stage("making every file again")
    compared.compare()
    return _verification(held, compared, sealed=seal is not None)


def _verification(held: Mapping[str, bytes], compared: Comparison, *, sealed: bool) -> Verification:
    """Return what a comparison came to: a file is the same where nothing is said against it."""
    against = {one.name for one in (*compared.differs, *compared.unconfirmed)}
    unsealed = () if sealed or against else (NO_SEAL,)
    made = [name for name in held if name not in {files.MANIFEST, files.SEAL}]
    return Verification(
        seal=seal_of(held),
        differs=tuple(compared.differs),
        unconfirmed=tuple(compared.unconfirmed),
        same=tuple(sorted(name for name in made if name not in against)),
        largest=compared.largest,
        notes=(*compared.notes, *unsealed),
    )
