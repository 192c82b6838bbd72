"""Who says so: a statute or decision, the place it holds in, and how far it was checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, final

from juryroom.citations import Standing


@final
@dataclass(frozen=True, slots=True)
class Authority:
    """A statute or decision behind a rule, and how far it was checked.

    Examples
    --------
    >>> print(Authority("CPL 310.60", Standing.VERIFIED))
    CPL 310.60
    >>> print(Authority("Pen. Code 1140", Standing.UNVERIFIED))
    Pen. Code 1140 [unverified]
    """

    cite: str
    standing: Standing

    def __str__(self) -> str:
        """Return the citation, with its standing where it is not verified."""
        return self.cite if self.standing is Standing.VERIFIED else f"{self.cite} [{self.standing}]"


Authorities = Mapping[str, Authority]

_PLACES = {"US-NY": "ny", "US-CA": "ca"}


def authorities(table: Mapping[str, Any]) -> Authorities:
    """Return the authorities that a table of a data file gives, place by place."""
    return MappingProxyType(
        {
            place: Authority(entry["cite"], Standing(entry["standing"]))
            for place, entry in table.items()
        }
    )


def in_place(given: Authorities, jurisdiction: str) -> Authority | None:
    """Return what binds in `jurisdiction`: its own law, else the constitution, else nothing.

    Examples
    --------
    >>> law = authorities({
    ...     "fed": {"cite": "FRCrP 31(b)(3)", "standing": "verified"},
    ...     "us": {"cite": "Richardson v. United States", "standing": "verified"}})
    >>> print(in_place(law, "US-FED-CA2"), "|", in_place(law, "US-MA"))
    FRCrP 31(b)(3) | Richardson v. United States
    """
    federal = jurisdiction == "US-FED" or jurisdiction.startswith("US-FED-")
    own = "fed" if federal else _PLACES.get(jurisdiction, "us")
    return given.get(own) or given.get("us")


def authority_in(given: Authorities, jurisdiction: str) -> Authority:
    """Return what `in_place` finds, or an unverified authority that says that none is recorded."""
    found = in_place(given, jurisdiction)
    return found or Authority(f"no authority is recorded for {jurisdiction}", Standing.UNVERIFIED)
