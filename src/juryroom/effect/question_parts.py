"""Parts of a question as data: strikes of either kind, and the court's patience."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, final

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from juryroom.effect.called_jury import StrikeGame
from juryroom.effect.strikes_effect import System
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.many_ballots import Strikes
from juryroom.jury.strike_game import StrikeOrder
from juryroom.outcome.patience import BallotCap, HangHazard, Patience, SplitHazard


class Strict(BaseModel):
    """Reads what it declares, of the type it declares, and nothing else."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


@final
class Struck(Strict):
    """The strikes of both sides in the accuracy model."""

    prosecution: int
    defence: int
    accuracy: float

    def strikes(self) -> Strikes:
        """Return the strikes."""
        return Strikes(**self.model_dump())


@final
class Played(Strict):
    """The strikes of both sides in a game between them."""

    system: System
    prosecution: int
    defence: int
    shows: float = 1.0
    order: StrikeOrder = StrikeOrder.PROSECUTION
    accuracy: float = 1.0
    alternates: int = 0

    def strikes(self) -> StrikeGame:
        """Return the game."""
        return StrikeGame(**self.model_dump())


def _kind_of_strikes(given: Any) -> str:
    has_system = "system" in given if isinstance(given, Mapping) else isinstance(given, Played)
    return "played" if has_system else "struck"


AnyStruck = Annotated[
    Annotated[Struck, Tag("struck")] | Annotated[Played, Tag("played")],
    Discriminator(_kind_of_strikes),
]
"""Strikes by the accuracy model, or as a game: what has a system is a game."""


@final
class Waits(Strict):
    """The court's patience in ballots; one of the four is given."""

    ballots: int | None = None
    per_ballot: float | None = None
    by_minority: Annotated[tuple[float, ...] | None, Field(max_length=30)] = None
    by_guilty_votes: Annotated[tuple[float, ...] | None, Field(max_length=30)] = None

    @classmethod
    def of(cls, patience: Patience) -> Self | None:
        """Return the patience as data; None for a court that waits for ever."""
        match patience:
            case BallotCap(ballots=ballots):
                return cls(ballots=ballots)
            case HangHazard(per_ballot=chance):
                return cls(per_ballot=chance)
            case SplitHazard(by_minority=by_minority, by_guilty_votes=by_votes):
                return cls(by_minority=by_minority, by_guilty_votes=by_votes)
            case _:
                return None

    def patience(self) -> Patience:
        """Return the patience.

        Raises
        ------
        OutOfDomainError
            If not one of the four is given, or it lies outside its domain.
        """
        given = self.model_dump(exclude_none=True)
        if len(given) != 1:
            found, rule = ", ".join(given) or "none", "the court's patience is of one kind"
            accepted = f"one of {', '.join(Waits.model_fields)}"
            raise OutOfDomainError(Problem("patience", found, rule, accepted))
        if "ballots" in given:
            return BallotCap(**given)
        return HangHazard(**given) if "per_ballot" in given else SplitHazard(**given)
