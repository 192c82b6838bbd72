"""Families: a model of deliberation with some of its numbers free, to be fitted or drawn.

Beside the parameters on the model's card a family may free numbers of the court (the hazard of a
discharge, the minutes of a ballot) and of the record (what first ballots are like where they are
not recorded, how undecided jurors vote, how often a recorded first ballot says nothing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isinf
from typing import final

import numpy as np

from juryroom.deliberation.interface import Chain, DeliberationModel, JurorProcess
from juryroom.deliberation.registry import known_models, model
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.inference.observation import FirstKind
from juryroom.inference.table import JuryTable
from juryroom.inference.transforms import Scale
from juryroom.markov.arrays import FloatArray
from juryroom.procedure.decision_rule import Ending

MERGED = frozenset({"pooled-logistic", "burden-of-social-proof"})
"""Schemes whose other column means that the jury did not convict: hung juries stand there too."""


@final
@dataclass(frozen=True, slots=True)
class FreeParameter:
    """A number that is fitted.

    Parameters
    ----------
    name
        As on the model's card; with a source in brackets where each source has its own.
    scale
        Its domain.
    start
        Where a fit begins, and the centre of the default prior.
    spread
        Standard deviation of the default prior, a normal one on the line of `scale`.
    meaning
        One clause.
    centre_from
        Where the centre comes from.
    """

    name: str
    scale: Scale
    start: float
    spread: float
    meaning: str
    centre_from: str

    @property
    def base(self) -> str:
        """The name without its source."""
        return self.name.partition("[")[0]

    @property
    def prior(self) -> str:
        """The default prior as it is shown to people."""
        return (
            f"{self.scale.line} normal around that of {self.start:g} ({self.centre_from}), "
            f"standard deviation {self.spread:g}"
        )

    def for_source(self, source: str) -> "FreeParameter":
        """Return the same parameter for one source alone."""
        return FreeParameter(
            f"{self.name}[{source}]",
            self.scale,
            self.start,
            self.spread,
            self.meaning,
            self.centre_from,
        )


_SATE = "the R package sate"
_OURS = "a choice"
_OF_MODELS: Mapping[tuple[str, str], tuple[Scale, float, float, str]] = {
    ("tug-of-war", "slope"): (Scale(0, 1), 0.5, 1.0, _SATE),
    ("tug-of-war", "bias"): (Scale(), 1.0, 0.75, _SATE),
    ("pooled-logistic", "intercept"): (Scale(), -6.870279, 3.0, _SATE),
    ("pooled-logistic", "slope"): (Scale(0), 11.78409, 0.5, _SATE),
    ("burden-of-social-proof", "threshold"): (Scale(0, 1), 0.5, 1.0, "half the jury"),
    ("burden-of-social-proof", "clarity"): (Scale(0), 12.0, 0.75, _SATE),
    ("two-sided-burden-of-social-proof", "threshold_to_convict"): (Scale(0, 1), 0.58, 1.0, _SATE),
    ("two-sided-burden-of-social-proof", "gap"): (Scale(0.01, 1), 0.083, 1.5, _OURS),
    ("two-sided-burden-of-social-proof", "clarity"): (Scale(0.01), 12.0, 0.75, _SATE),
    ("linear-pull", "inertia"): (Scale(0, 0.999), 0.5, 1.5, _OURS),
}
_WIDE_SLOPE = (Scale(0), 0.5, 1.0, _SATE)

EXTRA: Mapping[str, FreeParameter] = {
    each.name: each
    for each in (
        FreeParameter(
            "hang_hazard", Scale(0, 1), 0.01, 1.5, "the chance of a discharge per ballot", _OURS
        ),
        FreeParameter(
            "minutes_per_ballot", Scale(0), 10.0, 1.0, "the mean minutes that a ballot takes", _OURS
        ),
        FreeParameter(
            "share", Scale(0, 1), 0.5, 1.5, "the chance of a guilty vote on the first ballot", _OURS
        ),
        FreeParameter(
            "resemblance",
            Scale(0, 1),
            0.2,
            1.5,
            "the correlation of two jurors' first votes",
            _OURS,
        ),
        FreeParameter(
            "undecided_guilty", Scale(0, 1), 0.5, 1.0, "how often the undecided begin guilty", _OURS
        ),
        FreeParameter(
            "slip", Scale(0, 1), 0.007, 1.0, "how often a recorded first ballot says nothing", _OURS
        ),
    )
}
_LEFT_AT_DEFAULT = frozenset(
    {
        ("private-public", "persuasion"),
        ("two-sided-burden-of-social-proof", "gap"),
        ("linear-pull", "inertia"),
    }
)
"""What a fit frees only when asked to: verdicts hardly say anything about it."""


@final
@dataclass(frozen=True)
class Family:
    """A model with free numbers.

    Parameters
    ----------
    model
        The model's name.
    free
        What is fitted, in the order of every vector of places on the line.
    fixed
        What is not, by name: the rest of the model's card, and extras that are given a value.
    wide
        Whether the slope of the tug of war may exceed 1. Its closed form goes on there, but a
        marginal juror's chance leaves [0, 1] at some divisions, so the chain does not.
    """

    model: str
    free: tuple[FreeParameter, ...]
    fixed: Mapping[str, float] = field(default_factory=dict[str, float])
    wide: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of what is free."""
        return tuple(each.name for each in self.free)

    @cached_property
    def kind(self) -> type[DeliberationModel]:
        """The class of the model."""
        return known_models()[self.model]

    @property
    def merges_hung(self) -> bool:
        """Whether the model's other column means that the jury did not convict."""
        return self.model in MERGED

    def has(self, base: str) -> bool:
        """Whether a number of that name is free or given."""
        return base in self.fixed or any(each.base == base for each in self.free)

    def start(self) -> FloatArray:
        """Return the places on the line from which a fit begins."""
        return np.array([each.scale.on_line(each.start) for each in self.free])

    def values(self, theta: FloatArray) -> dict[str, float]:
        """Return every number by name, at places on the line."""
        return {
            **self.fixed,
            **{
                each.name: each.scale.natural(float(place))
                for each, place in zip(self.free, theta, strict=True)
            },
        }

    def theta(self, values: Mapping[str, float]) -> FloatArray:
        """Return the places on the line of values by name."""
        return np.array([each.scale.on_line(values[each.name]) for each in self.free])

    def stretch(self, theta: FloatArray) -> FloatArray:
        """Return the derivative of each value by its place on the line."""
        return np.array(
            [each.scale.stretch(float(place)) for each, place in zip(self.free, theta, strict=True)]
        )

    def in_source(self, values: Mapping[str, float], source: str) -> dict[str, float]:
        """Return the numbers that hold in one source, under their names without sources."""
        own = f"[{source}]"
        return {
            name.removesuffix(own): value
            for name, value in values.items()
            if name.endswith(own) or "[" not in name
        }

    def made(self, values: Mapping[str, float]) -> DeliberationModel:
        """Return the model with these numbers, as every other part of the work takes it.

        Raises
        ------
        OutOfDomainError
            If they lie outside the domain on its card.
        """
        card = {parameter.name: parameter for parameter in self.kind.card.parameters}
        return model(
            self.model,
            **{
                name: int(values[name]) if card[name].whole else values[name]
                for name in card
                if name in values
            },
        )


def family_for(
    name: str,
    table: JuryTable,
    *,
    free: Sequence[str] | None = None,
    fixed: Mapping[str, float] | None = None,
    slip: bool = False,
    apart: Sequence[str] = (),
    wide: bool = False,
) -> Family:
    """Return the family of a model for a table: what must be free there is.

    Parameters
    ----------
    name
        The model's name.
    table
        The juries. Hung juries free the hazard of a chain; first ballots that are not recorded free
        their share and resemblance; recorded hours the minutes of a ballot.
    free
        The parameters of the model that are free; by default those that verdicts tell of. Extras
        such as hang_hazard may be named too.
    fixed
        Values for numbers that are not fitted.
    slip
        Whether to free the chance that a recorded first ballot says nothing.
    apart
        Free parameters of which each source has its own.
    wide
        Whether the slope of the tug of war may exceed 1.

    Raises
    ------
    UnknownNameError
        If no model, or nothing that can be freed, has that name.
    OutOfDomainError
        If nothing is left free.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> family_for("tug-of-war", bundled_table("deliberations")).names
    ('slope', 'bias')
    """
    made = model(name)
    given = dict(fixed or {})
    defaults = {each.name: float(getattr(made, each.name)) for each in made.card.parameters}
    can_be_free = _of_card(made, wide)
    _check_names(name, [*(free or ()), *apart], [*can_be_free, *EXTRA])
    _check_names(name, list(given), [*defaults, *EXTRA])
    if free is None:
        chosen = [each for each in can_be_free if (name, each) not in _LEFT_AT_DEFAULT]
        if (made.card.can_hang and "gap" in can_be_free) and _hung(table):
            chosen.append("gap")
    else:
        chosen = list(free)
    chosen += [each for each in _needed(made, table, slip) if each not in chosen]
    parameters: list[FreeParameter] = []
    for each in dict.fromkeys(chosen):
        if each in given:
            continue
        parameter = can_be_free.get(each) or EXTRA[each]
        parameters += (
            [parameter.for_source(source) for source in table.sources]
            if each in apart
            else [parameter]
        )
    if not parameters:
        raise OutOfDomainError(
            Problem(
                f"model '{name}'",
                "no parameter that is free",
                "a fit looks for the values of free parameters",
                f"free: {', '.join([*can_be_free, *EXTRA])}",
            )
        )
    bases = {each.base for each in parameters}
    kept = {**defaults, **given}
    return Family(
        name,
        tuple(parameters),
        {each: value for each, value in kept.items() if each not in bases},
        wide,
    )


def _of_card(made: DeliberationModel, wide: bool) -> dict[str, FreeParameter]:
    """Return what can be free on a model's card: all but whole numbers."""
    found: dict[str, FreeParameter] = {}
    for each in made.card.parameters:
        if each.whole:
            continue
        known = _OF_MODELS.get((made.card.name, each.name))
        if wide and (made.card.name, each.name) == ("tug-of-war", "slope"):
            known = _WIDE_SLOPE
        if known is None:
            scale = Scale(each.low, inf if isinf(each.high) else each.high)
            at = float(getattr(made, each.name))
            inside = min(max(at, each.low + 0.02), each.high - 0.02)
            known = (scale, inside, 1.5, "the model's default")
        scale, start, spread, source = known
        found[each.name] = FreeParameter(each.name, scale, start, spread, each.meaning, source)
    return found


def _needed(made: DeliberationModel, table: JuryTable, slip: bool) -> list[str]:
    """Return the extras without which the table would have rows of probability 0, or none at all."""
    kinds = {each.first.kind for each in table.observations}
    needed: list[str] = []
    if _hung(table) and isinstance(made, Chain | JurorProcess):
        needed.append("hang_hazard")
    if any(each.minutes for each in table.observations):
        needed.append("minutes_per_ballot")
    if FirstKind.UNKNOWN in kinds:
        needed += ["share", "resemblance"]
    if FirstKind.UNDECIDED in kinds:
        needed.append("undecided_guilty")
    return [*needed, "slip"] if slip else needed


def _hung(table: JuryTable) -> bool:
    """Whether some jury is known to have hung."""
    return any(each.endings == frozenset({Ending.HUNG}) for each in table.observations)


def _check_names(name: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for each in asked:
        if each not in known:
            raise UnknownNameError(
                Problem(
                    f"model '{name}'",
                    f"'{each}'",
                    "what is fitted is a parameter on the model's card, or an extra of the record",
                    nearest(each, known),
                )
            )
