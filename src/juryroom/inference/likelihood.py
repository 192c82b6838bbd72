r"""The likelihood of a table of juries under a family, through the exact engine.

Juries of which the same is known are one cell, so 2,000 juries are about a hundred cells. With
:math:`w_k` the chance of the record where the first ballot was :math:`k`, :math:`D_{ko}` the chance
of the ending and :math:`O` the endings the jury may have had, a cell has probability

.. math:: \frac{\sum_k w_k \sum_{o \in O} D_{ko}}{\sum_k w_k}.

Where first ballots are fitted too, each :math:`w_k` is multiplied by the chance of such a ballot and
nothing is divided: record and ending are then seen together. With a slip :math:`\epsilon` the ending
is, with that chance, that of a jury of which the first ballot is not known at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import NamedTuple, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem
from juryroom.inference.cells import Group, Weights, cell_key, groups_of
from juryroom.inference.families import Family
from juryroom.inference.observation import ANY_ENDING, Observation
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray, IntArray

MOST_NAMED = 10


class Valued(NamedTuple):
    """The log-likelihood at a place, its gradient on the line, and the error of the derivatives."""

    value: float
    gradient: FloatArray
    error: float


@dataclass(frozen=True, slots=True)
class _Part:
    """The probabilities of the cells of one group, and their derivatives by name."""

    chances: FloatArray
    slopes: Mapping[str, FloatArray]
    error: float = 0.0


@final
class Likelihood:
    """The likelihood of a table under a family.

    Every vector `theta` holds places on the line, one for each free number (`Family.free`).

    Parameters
    ----------
    table
        The juries.
    family
        The model and what of it is free.

    Attributes
    ----------
    cells
        How many different things are known of juries.
    juries
        How many juries each observation stands for, shape ``(observations,)``.

    Raises
    ------
    OutOfDomainError
        If the model says nothing of what the table shows, or the table has no rows.

    Examples
    --------
    >>> from juryroom.inference.bundled import bundled_table
    >>> from juryroom.inference.families import family_for
    >>> table = bundled_table("deliberations")
    >>> likelihood = Likelihood(table, family_for("tug-of-war", table))
    >>> len(likelihood), likelihood.cells
    (2012, 105)
    """

    def __init__(self, table: JuryTable, family: Family) -> None:
        if not table.observations:
            raise OutOfDomainError(
                Problem(
                    f"table '{table.name}'",
                    f"{table.rows_in} rows, none of which is used",
                    "a likelihood needs a jury",
                    "rows with a first ballot and a verdict; the ledger says why rows are not used",
                )
            )
        self.table, self.family = table, family
        keys = [cell_key(each, family) for each in table.observations]
        order = {key: cell for cell, key in enumerate(dict.fromkeys(keys))}
        self._cell_of: IntArray = np.array([order[key] for key in keys])
        self.juries: FloatArray = np.array(
            [each.juries for each in table.observations], dtype=np.float64
        )
        self.cells = len(order)
        _, first = np.unique(self._cell_of, return_index=True)
        self._groups = groups_of([table.observations[place] for place in first], family)
        self._counts = self._counted(self.juries)

    def __len__(self) -> int:
        """Return the number of observations."""
        return len(self.juries)

    def weighted(self, weights: FloatArray) -> "Likelihood":
        """Return the likelihood in which each observation counts so many times.

        Parameters
        ----------
        weights
            One for each observation, 0 or more; 0 leaves it out, as cross-validation does.
        """
        other = object.__new__(Likelihood)
        other.__dict__.update(self.__dict__)
        other._counts = self._counted(self.juries * weights)
        return other

    def value(self, theta: FloatArray) -> float:
        """Return the log-likelihood."""
        return _log_sum(self._chances(theta), self._counts)

    def value_and_gradient(self, theta: FloatArray) -> Valued:
        """Return the log-likelihood and its gradient on the line."""
        free = self.family.free
        values = self.family.values(theta)
        by = tuple(dict.fromkeys(each.base for each in free))
        gradient, value, error = np.zeros(len(free)), 0.0, 0.0
        for group in self._groups:
            part = self._part(group, values, by)
            counts = self._counts[group.cells]
            value += _log_sum(part.chances, counts)
            if value == -inf:
                return Valued(-inf, np.zeros(len(free)), 0.0)
            per_chance = np.divide(
                counts, part.chances, out=np.zeros_like(counts), where=counts > 0
            )
            for place, each in enumerate(free):
                if each.base in part.slopes and each.name in _names(each.base, group):
                    gradient[place] += per_chance @ part.slopes[each.base]
            error = max(error, part.error)
        return Valued(value, gradient * self.family.stretch(theta), error)

    def probabilities(self, theta: FloatArray) -> FloatArray:
        """Return the probability of each observation, in the order of the table."""
        return self._chances(theta)[self._cell_of]

    def endings(self, theta: FloatArray) -> FloatArray:
        """Return the probability of guilty, not guilty and hung given each first ballot.

        Whatever the ending was: what the model forecasts for each observation from its record, shape
        ``(observations, 3)``.
        """
        return self._forecast.given_records(theta)

    def given_records(self, theta: FloatArray) -> FloatArray:
        """Return `endings` of a likelihood whose observations leave the ending open."""
        values = self.family.values(theta)
        found = np.empty((self.cells, 3))
        for group in self._groups:
            local = self.family.in_source(values, group.source)
            table = group.kernel.solved(local, group.question, ()).table
            weights = group.weights(local)
            slip = local.get("slip", 0.0)
            recorded = weights.of / weights.of.sum(axis=1, keepdims=True)
            found[group.cells] = (1 - slip) * recorded @ table + slip * weights.unknown @ table
        return found[self._cell_of]

    @cached_property
    def _forecast(self) -> "Likelihood":
        observations = tuple(
            replace(each, endings=ANY_ENDING, final_votes=None, minutes=None)
            for each in self.table.observations
        )
        return Likelihood(replace(self.table, observations=observations), self.family)

    @property
    def exact_gradient(self) -> bool:
        """Whether derivatives are exact rather than differences with a checked error."""
        return all(group.kernel.exact for group in self._groups)

    def check_possible(self, theta: FloatArray) -> None:
        """Raise where the model gives probability 0 to a jury that there was.

        Raises
        ------
        OutOfDomainError
            If so: up to ten rows are named.
        """
        rows = self.impossible_rows(theta)
        if not rows:
            return
        named = ", ".join(map(str, rows[:MOST_NAMED]))
        more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
        first = next(each for each in self.table.observations if each.row == rows[0])
        raise OutOfDomainError(
            Problem(
                f"{self.table.name} row {named}{more}",
                f"{_said(first)} (row {rows[0]}), to which model '{self.family.model}' gives "
                "probability 0",
                "a model that gives probability 0 to what happened is refuted by it, not fitted",
                "--slip, which frees the chance that a recorded first ballot says nothing; "
                "--list-impossible, which lists such rows and leaves them out; another model",
            )
        )

    def impossible_rows(self, theta: FloatArray) -> list[int]:
        """Return the rows to which the model gives probability 0."""
        counted = self._counts[self._cell_of] > 0
        none = ~(self.probabilities(theta) > 0)
        return sorted({self.table.observations[i].row for i in np.flatnonzero(counted & none)})

    def _counted(self, weights: FloatArray) -> FloatArray:
        counts = np.bincount(self._cell_of, weights=weights, minlength=self.cells)
        return counts.astype(np.float64)

    def _chances(self, theta: FloatArray) -> FloatArray:
        values = self.family.values(theta)
        chances = np.empty(self.cells)
        for group in self._groups:
            chances[group.cells] = self._part(group, values, ()).chances
        return chances

    def _part(self, group: Group, values: Mapping[str, float], by: tuple[str, ...]) -> _Part:
        local = self.family.in_source(values, group.source)
        solved = group.kernel.solved(local, group.question, by)
        weights = group.weights(local)
        ends = solved.table @ group.chosen.T
        moved = {name: slope @ group.chosen.T for name, slope in solved.slopes.items()}
        part = _seen(weights, ends, moved, joint=self.family.has("share"))
        slip = local.get("slip", 0.0)
        if slip or "slip" in by:
            joint = self.family.has("share")
            part = _slipped(part, weights, ends, moved, slip, joint=joint)
        return replace(part, error=solved.error)


def _seen(
    weights: Weights, ends: FloatArray, moved: Mapping[str, FloatArray], *, joint: bool
) -> _Part:
    """Return the chance of each cell where the record is what it says it is."""
    seen = np.einsum("ck,kc->c", weights.of, ends)
    slopes = {name: np.einsum("ck,kc->c", weights.of, slope) for name, slope in moved.items()}
    total = np.ones(len(seen)) if joint else weights.of.sum(axis=1)
    for name, change in weights.slopes.items():
        gained = np.einsum("ck,kc->c", change, ends)
        spread = 0.0 if joint else change.sum(axis=1) * seen / total
        slopes[name] = slopes.get(name, 0.0) + gained - spread
    return _Part(seen / total, {name: slope / total for name, slope in slopes.items()})


def _slipped(
    part: _Part,
    weights: Weights,
    ends: FloatArray,
    moved: Mapping[str, FloatArray],
    slip: float,
    *,
    joint: bool,
) -> _Part:
    """Return the chances where the record says nothing with probability `slip`."""
    blind = weights.unknown @ ends
    record = weights.of.sum(axis=1) if joint else np.ones(len(blind))
    blind_slopes = {name: record * (weights.unknown @ slope) for name, slope in moved.items()}
    for name, change in weights.unknown_slopes.items():
        blind_slopes[name] = blind_slopes.get(name, 0.0) + record * (change @ ends)
    if joint:
        for name, change in weights.slopes.items():
            blind_slopes[name] = blind_slopes.get(name, 0.0) + change.sum(axis=1) * blind
    slopes = {
        name: (1 - slip) * part.slopes.get(name, 0.0) + slip * blind_slopes.get(name, 0.0)
        for name in {*part.slopes, *blind_slopes}
    }
    slopes["slip"] = record * blind - part.chances
    return _Part((1 - slip) * part.chances + slip * record * blind, slopes)


def _names(base: str, group: Group) -> tuple[str, str]:
    return base, f"{base}[{group.source}]"


def _log_sum(chances: FloatArray, counts: FloatArray) -> float:
    """Return the sum of logs, minus infinity where something that happened has no chance."""
    counted = counts > 0
    if not (chances[counted] > 0).all():
        return -inf
    return float(counts[counted] @ np.log(chances[counted]))


def _said(each: Observation) -> str:
    """Return what is known of a jury, in words."""
    votes = (
        f"{each.first.low:g}"
        if each.first.low == each.first.high
        else (f"{each.first.low:g} to {each.first.high:g}")
    )
    ended = (
        "a final vote of " + str(each.final_votes)
        if each.final_votes is not None
        else (" or ".join(sorted(ending.value for ending in each.endings)))
    )
    return f"{votes} of {each.jury_size} guilty on the first ballot, then {ended}"
