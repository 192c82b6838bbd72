"""Parameters that know their domain, unit and meaning; the one place that checks ranges."""

import math
from dataclasses import dataclass
from typing import final

from juryroom.errors import OutOfDomainError, Problem


@final
@dataclass(frozen=True, slots=True)
class Parameter:
    """A number with a name, a closed domain, a unit and a meaning.

    Parameters
    ----------
    name
        As written in code and on the command line.
    low, high
        Smallest and largest value accepted; both are accepted themselves.
    unit
        "probability", "jurors", "ballots", "none".
    meaning
        One clause that says what the number is.
    whole
        Whether only whole numbers are accepted.
    """

    name: str
    low: float
    high: float
    unit: str
    meaning: str
    whole: bool = False

    @property
    def domain(self) -> str:
        """The domain as it is shown to people."""
        kind = "whole, " if self.whole else ""
        if math.isinf(self.high):
            return f"{kind}{self.low:g} or more"
        return f"{kind}{self.low:g} to {self.high:g}"

    def check(self, value: float, *, owner: str) -> None:
        """Raise `OutOfDomainError` unless `value` is a number in the domain.

        Examples
        --------
        >>> inertia = Parameter("inertia", 0, 0.999, "probability", "the chance that no one moves")
        >>> inertia.check(0.3, owner="LinearPull")
        >>> inertia.check(30, owner="LinearPull")
        Traceback (most recent call last):
        ...
        juryroom.errors.OutOfDomainError: LinearPull.inertia: found 30
          rule: inertia (probability) is the chance that no one moves
          accepted: 0 to 0.999; did you mean 0.3?
        """
        number = _is_number(value)
        inside = number and self.low <= value <= self.high
        if inside and not (self.whole and value != int(value)):
            return
        raise OutOfDomainError(
            Problem(
                where=f"{owner}.{self.name}",
                found=f"{value!r}",
                rule=f"{self.name} ({self.unit}) is {self.meaning}",
                accepted=self.domain + (self._suggestion(value) if number else ""),
            )
        )

    def _suggestion(self, value: float) -> str:
        """Suggest reading a per cent as a share; suggest only, never convert."""
        share = value / 100
        per_cent = self.unit == "probability" and 1 < value <= 100
        return f"; did you mean {share:g}?" if per_cent and self.low <= share <= self.high else ""


def _is_number(value: object) -> bool:
    """Whether `value` is a finite number; True is none, although Python counts with it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)
