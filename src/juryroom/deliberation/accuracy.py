"""Models of how often a verdict is right: no jury room, no votes that move, but probabilities.

A model of accuracy is a final frozen dataclass: everything it needs is among its parameters, jury
size and votes included, and `results()` gives every number by name. `measures` says what each
number is, in the same order, so that a table can be printed for any of them.

"Right", "guilty" and "innocent" are here states of a model. No record shows them, and no number of
these models is about an accused person.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, final

from juryroom.deliberation.interface import ModelCard
from juryroom.errors import OutOfDomainError, Problem


@final
@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a model gives: its name, its unit and what it is.

    Parameters
    ----------
    name
        The key under which `results()` gives it.
    unit
        "probability" or "trials".
    meaning
        One clause that says what the number is.
    """

    name: str
    unit: str
    meaning: str


class AccuracyModel(ABC):
    """A model of how often a verdict is right. Concrete models are final frozen dataclasses."""

    card: ClassVar[ModelCard]
    measures: ClassVar[tuple[Measure, ...]]

    @abstractmethod
    def results(self) -> Mapping[str, float | None]:
        """Return every measure by name, in the order of `measures`.

        None where a probability is given an event that the model makes impossible.
        """

    def table(self) -> tuple[tuple[Measure, float | None], ...]:
        """Return each measure with its value, ready to print."""
        results = self.results()
        return tuple((measure, results[measure.name]) for measure in self.measures)


def check_votes(owner: str, name: str, votes: int, jury_size: int) -> None:
    """Raise `OutOfDomainError` where more votes are asked for than there are jurors."""
    if votes > jury_size:
        raise OutOfDomainError(
            Problem(
                f"{owner}.{name}",
                f"{votes} of {jury_size} jurors",
                "no jury has more votes than jurors",
                f"at most {jury_size}",
            )
        )
