"""Works and decisions that are cited, with the reason and the place in the work."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final


class Reason(StrEnum):
    """Why a work is cited."""

    MODEL = "defines the model"
    ESTIMATE = "gives the numbers"
    EVIDENCE = "reports what juries do"
    LAW = "states the rule"
    METHOD = "gives the method"


class Standing(StrEnum):
    """How well a fact or rule is supported.

    An unverified one is shown as unverified wherever it decides something.
    """

    VERIFIED = "verified"
    COMPUTED = "computed"
    UNVERIFIED = "unverified"
    ASSUMED = "assumed"


@final
@dataclass(frozen=True, slots=True)
class Citation:
    """A work, why it is cited, where in the work to look, and how far that was checked."""

    work: str
    reason: Reason
    place: str = ""
    standing: Standing = Standing.VERIFIED

    def __str__(self) -> str:
        """Return the work, the place, and the standing where it is not verified."""
        text = f"{self.work}, {self.place}" if self.place else self.work
        return text if self.standing is Standing.VERIFIED else f"{text} [{self.standing}]"
