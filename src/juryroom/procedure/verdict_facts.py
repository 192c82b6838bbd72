"""What is known of a ballot that a jury offers as its verdict, and what the law answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, final

from juryroom.citations import Standing
from juryroom.errors import OutOfDomainError, Problem
from juryroom.parameters import Parameter
from juryroom.procedure.authority import Authority

Sovereign = Literal["state", "commonwealth"]
OffenceType = Literal["murder", "treason", "drugs", "hard_labour", "non_petty", "petty", "other"]
Direction = Literal["guilty", "not_guilty"]

_LARGEST = 24
_JURORS = Parameter("jurors", 0, _LARGEST, "jurors", "a number of jurors or votes", whole=True)
_MINUTES = Parameter(
    "minutes", 0, 1_000_000, "minutes", "net minutes for which the jury has deliberated"
)


class Ruling(StrEnum):
    """What the law answers when a jury offers the verdict that its ballot supports.

    `refuse`: the numbers would do, but time, form or the number of jurors does not. `no_verdict`:
    the numbers support neither verdict. `invalid`: the constitution voids it. `unknown`: a fact or
    a rule that would change the answer is not known.
    """

    ACCEPT = "accept"
    REFUSE = "refuse"
    NO_VERDICT = "no_verdict"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceFacts:
    """The offence, as far as the law of verdicts tells offences apart; None where not known.

    Parameters
    ----------
    sovereign
        Whose law was broken: in Australia a state's or the Commonwealth's.
    type
        `other` is an offence that none of the other words fits.
    offence_class
        The class by which the place sizes its juries: a key of its rule `jury_size`.
    """

    sovereign: Sovereign | None = None
    type: OffenceType | None = None
    offence_class: str | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFacts:
    """A ballot that is offered as a verdict; None where a fact is not known.

    Parameters
    ----------
    guilty, not_guilty
        Votes, 0 to 24. Jurors who are undecided are in neither.
    size, sitting
        Jurors sworn, and jurors left.
    minutes
        Net minutes of deliberation, 0 or more.
    sworn_inquiry
        Whether a juror was examined on oath on whether agreement is likely.
    majority_direction_given
        Whether the judge has invited a majority verdict.
    numbers_stated
        Whether the foreperson states the numbers in open court.
    fewer_allowed
        Whether what the place asks for before so few jurors go on is there: a stipulation, an
        order for good cause.

    Raises
    ------
    OutOfDomainError
        If a number is out of its range.
    """

    guilty: int
    not_guilty: int
    size: int | None = None
    sitting: int | None = None
    offence: OffenceFacts = OffenceFacts()
    minutes: float | None = None
    sworn_inquiry: bool | None = None
    majority_direction_given: bool | None = None
    numbers_stated: bool | None = None
    fewer_allowed: bool | None = None

    def __post_init__(self) -> None:
        for number in (self.guilty, self.not_guilty, self.size, self.sitting):
            if number is not None:
                _JURORS.check(number, owner="BallotFacts")
        if self.minutes is not None:
            _MINUTES.check(self.minutes, owner="BallotFacts")
        if self.size is not None and self.sitting is not None and self.sitting > self.size:
            raise OutOfDomainError(
                Problem(
                    where="BallotFacts.sitting",
                    found=f"{self.sitting} of {self.size} sworn",
                    rule="no more jurors sit than were sworn",
                    accepted=f"{self.size} or fewer",
                )
            )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRuling:
    """What the law answers, and why.

    Parameters
    ----------
    verdict
        The verdict that the ballot supports, or None.
    reasons
        Codes, such as time_floor_not_reached.
    requires
        Of what is refused, what is missing; of what is accepted, what the numbers had to be.
    announce_split
        Whether the numbers are stated in court; None where the place has no rule on it.
    missing
        Where the answer is unknown, the facts and rules that would settle it.
    readings
        Where it is unknown, the answer for each value that the missing facts may have.
    authorities, standing
        What decided, and the weakest standing of it.
    not_shown
        What only practice asks for and is not known to be there.
    """

    result: Ruling
    verdict: Direction | None = None
    reasons: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    announce_split: bool | None = None
    missing: tuple[str, ...] = ()
    readings: tuple[tuple[Mapping[str, Any], Ruling], ...] = ()
    authorities: tuple[Authority, ...] = ()
    not_shown: tuple[str, ...] = ()

    @property
    def state(self) -> str | None:
        """The state of the count after a verdict that is accepted."""
        if self.result is not Ruling.ACCEPT:
            return None
        return "GUILTY_VERDICT" if self.verdict == "guilty" else "ACQUITTED"

    @property
    def standing(self) -> Standing:
        """The weakest standing of what decided; unverified where nothing did."""
        checked = [authority.standing is Standing.VERIFIED for authority in self.authorities]
        return Standing.VERIFIED if checked and all(checked) else Standing.UNVERIFIED

    def as_json(self) -> dict[str, Any]:
        """Return the ruling as plain data."""
        return {
            "result": self.result.value,
            "verdict": self.verdict,
            "state": self.state,
            "reasons": list(self.reasons),
            "requires": list(self.requires),
            "announce_split": self.announce_split,
            "missing": list(self.missing),
            "readings": [
                {"if": {key: str(part) for key, part in values.items()}, "result": result.value}
                for values, result in self.readings
            ],
            "authorities": [
                {"cite": authority.cite, "standing": authority.standing.value}
                for authority in self.authorities
            ],
            "standing": self.standing.value,
            "not_shown": list(self.not_shown),
        }
