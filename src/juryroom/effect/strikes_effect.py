"""What strikes change: the first ballot and every ending, model by model, and each strike's value.

Under strike and replace the sides play for the probability of conviction under the model at hand,
so that each model has its own game and its own first ballot. Hung and not guilty are the same to
them: neither is a conviction. The other two systems give one first ballot whatever the model.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, final

from juryroom.catalog.line_up import Entrant
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.chosen_jury import DEFENCE, PROSECUTION
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.strike_game import Spent, StrikeAndReplace, StrikeOrder
from juryroom.jury.strikes import after_strikes
from juryroom.jury.struck_jury import struck_jury
from juryroom.jury.venire import Venire
from juryroom.markov.arrays import FloatArray
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.solve import deliberation_law
from juryroom.procedure.decision_rule import Ending


class System(StrEnum):
    """How a jury is struck."""

    REPLACE = "strike and replace"
    STRUCK = "struck jury"
    ACCURACY = "accuracy model"


@final
@dataclass(frozen=True, kw_only=True)
class Selection:
    """How a jury is chosen.

    Parameters
    ----------
    venire
        Those who are called, after challenges for cause, by class. The accuracy model knows only
        their mean leaning.
    jury_size
        Jurors who deliberate, 3 to 23.
    prosecution_strikes, defence_strikes
        The strikes each side has, 0 to 60.
    system
        Strike and replace, struck jury, or the accuracy model of the R package sate.
    order
        Who speaks first; it plays no part in the accuracy model.
    accuracy
        The chance that a strike falls where it is meant to, 0 to 1; 1 under strike and replace,
        where what the sides see is said by the venire.
    alternates
        Those seated who are sent home by lot at the end; none in the accuracy model.

    Raises
    ------
    OutOfDomainError
        If the system does not know what is given.
    """

    venire: Venire
    jury_size: int
    prosecution_strikes: int
    defence_strikes: int
    system: System = System.REPLACE
    order: StrikeOrder = StrikeOrder.PROSECUTION
    accuracy: float = 1.0
    alternates: int = 0

    def __post_init__(self) -> None:
        PROSECUTION.check(self.prosecution_strikes, owner="Selection")
        DEFENCE.check(self.defence_strikes, owner="Selection")
        problems: list[Problem] = []
        if self.system is System.REPLACE and self.accuracy != 1:
            problems.append(
                Problem(
                    "Selection.accuracy",
                    f"{self.accuracy:g} under strike and replace",
                    "there each side decides on one person whom it sees; how much it sees is said "
                    "by the classes of the venire",
                    "an accuracy of 1 with Venire.seen(share, shows); or a struck jury, or the "
                    "accuracy model",
                )
            )
        if self.system is System.ACCURACY and self.alternates:
            problems.append(
                Problem(
                    "Selection.alternates",
                    f"{self.alternates} in the accuracy model",
                    "the accuracy model knows no alternate",
                    "no alternates, or strike and replace, or a struck jury",
                )
            )
        if problems:
            raise OutOfDomainError(problems)

    @property
    def plain(self) -> FirstBallot:
        """The first ballot of a jury from which no one is struck."""
        return self.venire.first_ballot(self.jury_size)

    @cached_property
    def common(self) -> FirstBallot | None:
        """The first ballot after strikes where it is the same under every model, else None."""
        if self.system is System.REPLACE:
            return None
        strikes = {
            "prosecution_strikes": self.prosecution_strikes,
            "defence_strikes": self.defence_strikes,
        }
        if self.system is System.ACCURACY:
            share = min(1.0, self.venire.mean_leaning)
            return after_strikes(share, self.jury_size, accuracy=self.accuracy, **strikes)
        return struck_jury(
            self.venire,
            self.jury_size,
            accuracy=self.accuracy,
            order=self.order,
            alternates=self.alternates,
            **strikes,
        ).first_ballot

    def game(self, payoff: tuple[float, ...]) -> StrikeAndReplace:
        """Return the game of strike and replace in which first votes are worth so much."""
        return StrikeAndReplace(
            venire=self.venire,
            jury_size=self.jury_size,
            prosecution_strikes=self.prosecution_strikes,
            defence_strikes=self.defence_strikes,
            payoff=payoff,
            order=self.order,
            alternates=self.alternates,
        )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeValues:
    """What one strike changes in the probability of conviction.

    `last` is what the last strike of a side brings, None where it has none; `further` what one
    more would.
    """

    last_prosecution: float | None
    further_prosecution: float | None
    last_defence: float | None
    further_defence: float | None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StrikesCell:
    """What strikes change under one model.

    `spent` is the mean number of strikes spent in the game, None under the other systems, where
    all are used.
    """

    model: str
    first_ballot: FirstBallot
    without: Outcome
    struck: Outcome
    values: StrikeValues
    spent: Spent | None

    def change(self, ending: Ending) -> float:
        """Return by how much strikes change the probability of an ending."""
        return self.struck.probability[ending] - self.without.probability[ending]

    def as_json(self) -> dict[str, Any]:
        """Return the cell as data."""
        return {
            "model": self.model,
            "first_ballot": list(self.first_ballot.probabilities),
            "without": self.without.as_json(),
            "with": self.struck.as_json(),
            "change": {ending.value: self.change(ending) for ending in Ending},
            "value_of_a_strike": {
                name: getattr(self.values, name) for name in StrikeValues.__dataclass_fields__
            },
            "spent": None if self.spent is None else self.spent._asdict(),
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StrikesEffect:
    """What strikes change under each of several models."""

    selection: Selection
    cells: tuple[StrikesCell, ...]

    def span(self, ending: Ending) -> tuple[float, float]:
        """Return the smallest and the largest change of an ending over the models."""
        changes = [cell.change(ending) for cell in self.cells]
        return min(changes), max(changes)

    def as_json(self) -> dict[str, Any]:
        """Return every number as data."""
        chosen = self.selection
        return {
            "venire": {
                "leanings": list(chosen.venire.leanings),
                "shares": list(chosen.venire.shares),
            },
            "jury_size": chosen.jury_size,
            "strikes": {
                "prosecution": chosen.prosecution_strikes,
                "defence": chosen.defence_strikes,
            },
            "system": str(chosen.system),
            "order": str(chosen.order),
            "accuracy": chosen.accuracy,
            "alternates": chosen.alternates,
            "first_ballot_without": list(chosen.plain.probabilities),
            "models": [cell.as_json() for cell in self.cells],
            "change_over_models": {ending.value: list(self.span(ending)) for ending in Ending},
        }


def strikes_effect(selection: Selection, entrants: Iterable[Entrant]) -> StrikesEffect:
    """Return what strikes change under each model.

    Parameters
    ----------
    selection
        How the jury is chosen.
    entrants
        The models, each with its rule and patience; `juryroom.catalog.line_up.line_up` gives all.

    Raises
    ------
    OutOfDomainError
        If a rule is for another number of jurors, a number lies outside its domain, or the
        question is too large to be solved.

    Examples
    --------
    >>> from juryroom.catalog.line_up import line_up
    >>> from juryroom.procedure.decision_rule import DecisionRule
    >>> chosen = Selection(venire=Venire.two(0.5), jury_size=6,
    ...                    prosecution_strikes=3, defence_strikes=3)
    >>> found = strikes_effect(chosen, line_up(DecisionRule.unanimous(6)))
    >>> low, high = found.span(Ending.HUNG)
    >>> print(f"{low:.3f} {high:.3f}")
    -0.044 0.210
    """
    return StrikesEffect(
        selection=selection, cells=tuple(_cell(selection, entrant) for entrant in entrants)
    )


def _cell(selection: Selection, entrant: Entrant) -> StrikesCell:
    endings = deliberation_law(entrant.model, entrant.rule, entrant.patience).endings
    guilty = tuple(float(p) for p in endings[:, 0])
    spent, ballot = None, selection.common
    if ballot is None:
        # Beyond the largest number of strikes there is no further one to be worth anything.
        most = max(selection.prosecution_strikes, selection.defence_strikes)
        spare = int(most < PROSECUTION.high)
        played = selection.game(guilty).solve(spare=spare)
        spent, ballot = played.spent, played.jury.first_ballot
        values = _of_the_game(selection, played.values, spare)
    else:
        values = _of_the_law(selection, guilty)
    return StrikesCell(
        model=entrant.name,
        first_ballot=ballot,
        without=entrant.trial(selection.plain).solve(),
        struck=entrant.trial(ballot).solve(),
        values=values,
        spent=spent,
    )


def _of_the_game(selection: Selection, worth: FloatArray, more: int) -> StrikeValues:
    P, D = selection.prosecution_strikes, selection.defence_strikes
    return StrikeValues(
        last_prosecution=float(worth[P, D] - worth[P - 1, D]) if P else None,
        further_prosecution=float(worth[P + 1, D] - worth[P, D]) if more else None,
        last_defence=float(worth[P, D] - worth[P, D - 1]) if D else None,
        further_defence=float(worth[P, D + 1] - worth[P, D]) if more else None,
    )


def _of_the_law(selection: Selection, guilty: tuple[float, ...]) -> StrikeValues:
    P, D = selection.prosecution_strikes, selection.defence_strikes

    def with_strikes(p: int, d: int) -> float | None:
        if min(p, d) < 0 or max(p, d) > PROSECUTION.high:
            return None
        ballot = replace(selection, prosecution_strikes=p, defence_strikes=d).common
        laws = ballot.probabilities if ballot else ()
        return sum(chance * worth for chance, worth in zip(laws, guilty, strict=True))

    def rise(before: float | None, after: float | None) -> float | None:
        return None if before is None or after is None else after - before

    here = with_strikes(P, D)
    return StrikeValues(
        last_prosecution=rise(with_strikes(P - 1, D), here),
        further_prosecution=rise(here, with_strikes(P + 1, D)),
        last_defence=rise(with_strikes(P, D - 1), here),
        further_defence=rise(here, with_strikes(P, D + 1)),
    )
