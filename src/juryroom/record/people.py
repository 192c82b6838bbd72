"""People by role. A name is an attribute that needs a basis; a juror has none."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from juryroom.citations import Standing
from juryroom.record.fields import Id, Misfit, Strict, Text, When


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
    """A person by role id (D1, C1, J4). The name, if there is one, says why it may be shown.

    Attributes
    ----------
    id
        the role id: D1, C1, J4
    role
        what the person is to the case
    name
        the name, where there is a basis to show it
    name_basis
        why the name may be shown
    aliases
        other spellings and names
    born
        the date of birth
    trial
        the id of the trial, for a juror or a judge of one trial
    seat
        a juror's place in the box
    anonymity
        whether the law of the place forbids naming the person
    sources
        the ids of the sources
    standing
        how far it was checked
    note
        a remark for readers
    """

    id: Id
    role: Role
    name: Text | None = None
    name_basis: NameBasis = NameBasis.WITHHELD
    aliases: tuple[Text, ...] = ()
    born: When | None = None
    trial: Id | None = None
    seat: SeatRole | None = None
    anonymity: bool = False
    sources: tuple[Id, ...] = ()
    standing: Standing = Standing.VERIFIED
    note: Text | None = None

    @model_validator(mode="after")
    def _name_has_a_basis(self) -> Self:
        if self.role is Role.JUROR and (self.name or self.aliases):
            raise Misfit(
                "name" if self.name else "aliases",
                "a name for a juror",
                "a juror is never named",
                "the role id alone, without name and aliases",
            )
        if self.anonymity and self.name and self.name_basis is not NameBasis.COURT_PSEUDONYM:
            raise Misfit(
                "name",
                "a name where the law forbids one",
                "a person with anonymity is shown by role, or under the name that the court gave",
                "name_basis: court_pseudonym, or no name",
            )
        if self.name and self.name_basis is NameBasis.WITHHELD:
            raise Misfit(
                "name",
                "a name without a basis",
                "a name is shown only on a basis that allows it",
                "a name_basis other than withheld, or no name",
            )
        if self.name_basis is NameBasis.DEFENDANT_PUBLIC and self.role is not Role.DEFENDANT:
            raise Misfit(
                "name_basis",
                f"{self.name_basis} for the role {self.role}",
                "who is accused and not charged in this case is not named",
                "self_identified, court_pseudonym, public_office, or no name",
            )
        if self.aliases and self.name is None:
            raise Misfit(
                "aliases",
                "another name for a person without a name",
                "a name is shown only on a basis that allows it",
                "a name with its name_basis, or no aliases",
            )
        if self.name is None and self.name_basis is not NameBasis.WITHHELD:
            raise Misfit(
                "name_basis",
                f"{self.name_basis} without a name",
                "name_basis says why a name is shown",
                "a name, or no name_basis",
            )
        if self.role is Role.COMPLAINANT and self.name_basis in {
            NameBasis.DEFENDANT_PUBLIC,
            NameBasis.PUBLIC_OFFICE,
        }:
            raise Misfit(
                "name_basis",
                f"{self.name_basis} for a complainant",
                "a complainant is named only by choice or under a name the court gave",
                "self_identified, court_pseudonym or withheld",
            )
        return self

    @property
    def shown(self) -> str:
        """The name where it may be shown, else the role id."""
        return self.name or self.id
