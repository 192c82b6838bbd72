"""People by role. A name is an attribute that needs a basis; a juror has none."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from juryroom.citations import Standing
from juryroom.record.fields import Id, Strict, Text, When


class Role(StrEnum):
    """What a person is to the case."""

    DEFENDANT = "defendant"
    COMPLAINANT = "complainant"
    JUROR = "juror"
    JUDGE = "judge"
    PROSECUTOR = "prosecutor"
    DEFENCE_COUNSEL = "defence_counsel"
    WITNESS = "witness"
    SPOKESPERSON = "spokesperson"
    OTHER = "other"


class NameBasis(StrEnum):
    """Why a name may be shown."""

    DEFENDANT_PUBLIC = "defendant_public"
    SELF_IDENTIFIED = "self_identified"
    COURT_PSEUDONYM = "court_pseudonym"
    PUBLIC_OFFICE = "public_office"
    WITHHELD = "withheld"


class SeatRole(StrEnum):
    """A juror's place in the box."""

    FOREPERSON = "foreperson"
    MEMBER = "member"
    ALTERNATE = "alternate"


class Person(Strict):
    """A person by role id (D1, C1, J4). The name, if there is one, says why it may be shown."""

    id: Id
    role: Role
    name: Text | None = None
    name_basis: NameBasis = NameBasis.WITHHELD
    aliases: tuple[Text, ...] = ()
    born: When | None = None
    trial: Id | None = None
    seat: SeatRole | None = None
    sources: tuple[Id, ...] = ()
    standing: Standing = Standing.VERIFIED
    note: Text | None = None

    @model_validator(mode="after")
    def _name_has_a_basis(self) -> Self:
        if self.role is Role.JUROR and (self.name or self.aliases):
            raise ValueError("a juror is never named; leave out name and aliases")
        if self.name and self.name_basis is NameBasis.WITHHELD:
            raise ValueError("a name needs a name_basis that allows it to be shown")
        if self.name is None and self.name_basis is not NameBasis.WITHHELD:
            raise ValueError("name_basis says why a name is shown, but there is no name")
        if self.role is Role.COMPLAINANT and self.name_basis in {
            NameBasis.DEFENDANT_PUBLIC,
            NameBasis.PUBLIC_OFFICE,
        }:
            raise ValueError(
                "a complainant is named only as self_identified or by a court_pseudonym"
            )
        return self

    @property
    def shown(self) -> str:
        """The name where it may be shown, else the role id."""
        return self.name or self.id
