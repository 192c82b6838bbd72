r"""Fitting the model of stubbornness to tables of final votes, and of times where they are known.

A table has a cell for each number of guilty votes at the end and each stretch of time. With
:math:`n_c` juries in a cell and :math:`P_c` its probability under `Stubbornness`, the log-likelihood
is :math:`\sum n_c \log P_c`. The probabilities are those of the exact law; nothing is simulated.

The authors add :math:`10^{-11}` to each probability and set the share of first votes by the rule of
`share_for_majorities`; both are done here unless asked otherwise. They fitted votes and times of
each jury; where only the votes of a bin of trial length are public, only votes are fitted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, log, sqrt
from typing import NamedTuple, final

import numpy as np
from scipy.special import xlogy

from juryroom.deliberation.interface import FloatArray
from juryroom.deliberation.models.stubbornness import Stubbornness
from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.inference.stubborn_tables import StubbornTable
from juryroom.jury.first_ballot import FirstBallot

FLOOR = 1e-11
"""What the authors add to the probability of each cell."""

SEARCH_ACCURACIES = (1e-2, 1e-4)
"""Of the law while the maximum is looked for, first from afar, then from near."""

FINAL_ACCURACY = 1e-8
MOST_ROUNDS = (60, 8)
LEAST_GAIN = 1e-3
"""The search ends where another step is expected to gain less log-likelihood than this."""

NEAR = 0.05
"""The gain that a search which ends may still promise; a standard error away it is one half."""

_STALLED = 1e3
"""Damping at which no step goes anywhere: the slopes are wrong there, or the law cannot be had."""

_STEP = 1e-3
"""Of the differences from which slopes are taken, on the scale of the search."""


def cell_probabilities(
    model: Stubbornness,
    share: float,
    table: StubbornTable,
    *,
    given_verdict: bool = False,
    accuracy: float = FINAL_ACCURACY,
) -> FloatArray:
    """Return the probability of each cell of a table, in its shape.

    Parameters
    ----------
    share
        The chance that a juror votes guilty on the first ballot; jurors vote independently.
    given_verdict
        Whether only juries that stop in the zone of verdicts can be in the table.
    accuracy
        As in `Stubbornness.solve`.
    """
    n = table.jury_size
    law = model.solve(FirstBallot.binomial(share, n), table.fences, accuracy=accuracy)
    ended = np.vstack([np.zeros(n + 1), law.ended, law.votes])
    cells = np.maximum(0.0, np.diff(ended, axis=0))
    if given_verdict:
        cells = cells * model.in_zone(n)
        cells = cells / cells.sum()
    return cells


def log_likelihood(
    model: Stubbornness,
    table: StubbornTable,
    share: float | None = None,
    *,
    given_verdict: bool = False,
    floor: float = FLOOR,
) -> float:
    """Return the log-likelihood of a table: the sum of the logarithm of each jury's cell.

    Parameters
    ----------
    share
        Of first votes for guilty; without it, by the rule of the authors.
    given_verdict
        As in `cell_probabilities`.
    floor
        Added to each probability.

    Examples
    --------
    The published parameters for the trials of the fourth bin of length:

    >>> from juryroom.inference.stubborn_tables import votes_table
    >>> table = votes_table("CA", 12, lengths=[4])
    >>> round(log_likelihood(Stubbornness(), table, 0.5379), 2)
    -1039.52
    """
    share = table.first_share if share is None else share
    cells = cell_probabilities(model, share, table, given_verdict=given_verdict)
    return float(xlogy(table.counts, cells + floor).sum())


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StubbornFit:
    """Parameters at which tables are most likely.

    Parameters
    ----------
    models, shares
        The model of each table, and the share of first votes for guilty.
    log_likelihoods
        Of each table.
    most
        What a law that fits every cell would reach, of each table.
    errors
        Standard error of each free parameter by its name, from the expected information; a
        parameter of one table is called ``stopping[0]``, ``stopping[1]`` and so on. Infinite where
        the tables say nothing of it.
    rounds
        Steps of the search.
    converged
        Whether the search ended because no step would gain anything.
    """

    models: tuple[Stubbornness, ...]
    shares: tuple[float, ...]
    log_likelihoods: tuple[float, ...]
    most: tuple[float, ...]
    errors: Mapping[str, float] = field(hash=False)
    rounds: int
    converged: bool

    @property
    def log_likelihood(self) -> float:
        """Of all tables together."""
        return sum(self.log_likelihoods)

    @property
    def deviance(self) -> float:
        """Twice what is missing to a law that fits every cell."""
        return 2 * (sum(self.most) - self.log_likelihood)


class _Free(NamedTuple):
    """One free parameter: its name, the table it belongs to or None for all, and its scale."""

    name: str
    table: int | None

    @property
    def label(self) -> str:
        return self.name if self.table is None else f"{self.name}[{self.table}]"


_BOUNDED = {"herding": (0.5, 1.0), "slowing": (0.0, 1.0), "share": (0.0, 1.0)}
_POSITIVE = ("stopping", "base", "patience")
FREE_NAMES = (*_BOUNDED, *_POSITIVE)
"""Parameters that a fit can leave free."""


def _onto(name: str, value: float) -> float:
    """Return where a parameter lies on the scale of the search, without bounds."""
    if name in _POSITIVE:
        return log(value)
    low, high = _BOUNDED[name]
    inside = min(max((value - low) / (high - low), 1e-9), 1 - 1e-9)
    return log(inside / (1 - inside))


def _from(name: str, place: float) -> float:
    if name in _POSITIVE:
        return exp(min(place, 700.0))
    low, high = _BOUNDED[name]
    return low + (high - low) / (1 + exp(-max(min(place, 36.0), -36.0)))


def _slope(name: str, place: float) -> float:
    """Return how fast a parameter rises along the scale of the search."""
    if name in _POSITIVE:
        return _from(name, place)
    low, high = _BOUNDED[name]
    part = (_from(name, place) - low) / (high - low)
    return (high - low) * part * (1 - part)


@final
class _Search:
    """The likelihood of some tables on the scale of the search, by the steps of Fisher's scoring."""

    def __init__(
        self,
        tables: Sequence[StubbornTable],
        starts: Sequence[Stubbornness],
        shares: Sequence[float],
        free: Sequence[_Free],
        given_verdict: bool,
    ) -> None:
        self.tables, self.starts, self.shares, self.free = tables, starts, shares, free
        self.given_verdict = given_verdict
        self.accuracy = SEARCH_ACCURACIES[0]

    def start(self) -> FloatArray:
        """Return where the search begins."""
        found: list[float] = []
        for each in self.free:
            at = each.table or 0
            value = self.shares[at] if each.name == "share" else getattr(self.starts[at], each.name)
            found.append(_onto(each.name, value))
        return np.array(found)

    def setting(self, at: int, places: FloatArray) -> tuple[Stubbornness, float]:
        """Return the model and the share of first votes of one table."""
        mine = {
            each.name: _from(each.name, float(place))
            for each, place in zip(self.free, places, strict=True)
            if each.table in (None, at)
        }
        share = mine.pop("share", self.shares[at])
        return replace(self.starts[at], **mine), share

    def cells(self, at: int, places: FloatArray) -> FloatArray:
        """Return the probability of each cell of one table, as a row."""
        model, share = self.setting(at, places)
        found = cell_probabilities(
            model,
            share,
            self.tables[at],
            given_verdict=self.given_verdict,
            accuracy=self.accuracy,
        )
        return found.ravel() + FLOOR

    def log_likelihoods(self, places: FloatArray) -> list[float]:
        """Return that of each table; minus infinity where the law cannot be had."""
        try:
            return [
                float(xlogy(table.counts.ravel(), self.cells(at, places)).sum())
                for at, table in enumerate(self.tables)
            ]
        except OutOfDomainError:
            return [-inf] * len(self.tables)

    def slopes(self, places: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the slope of the log-likelihood and the information the tables are expected to give."""
        k = len(self.free)
        score, information = np.zeros(k), np.zeros((k, k))
        for at, table in enumerate(self.tables):
            mine = [i for i, each in enumerate(self.free) if each.table in (None, at)]
            slopes = np.zeros((table.counts.size, k))
            for i in mine:
                step = _STEP * np.eye(k)[i]
                ahead, behind = self.cells(at, places + step), self.cells(at, places - step)
                slopes[:, i] = (ahead - behind) / (2 * _STEP)
            cells = self.cells(at, places)
            score += slopes.T @ (table.counts.ravel() / cells)
            information += table.juries * slopes.T @ (slopes / cells[:, None])
        return score, information


def fit_stubbornness(
    tables: Sequence[StubbornTable],
    start: Stubbornness | Sequence[Stubbornness] | None = None,
    *,
    shared: Sequence[str] = ("herding", "patience", "slowing"),
    own: Sequence[str] = ("stopping",),
    shares: Sequence[float] | None = None,
    given_verdict: bool = False,
) -> StubbornFit:
    """Return the parameters at which tables are most likely together.

    Parameters
    ----------
    tables
        One or more.
    start
        Where the search begins, for all tables or for each; what is not free stays as it is there.
        Without it, the published parameters.
    shared
        Free parameters that are one for all tables: names of `FREE_NAMES`.
    own
        Free parameters of which each table has its own.
    shares
        The share of first votes for guilty of each table; without it, by the rule of the authors.
        It is where the search begins if ``share`` is free.
    given_verdict
        As in `cell_probabilities`.

    Raises
    ------
    UnknownNameError
        If a free parameter has another name.

    Notes
    -----
    Fisher's scoring with Levenberg's damping. Parameters move on scales without bounds: logarithms,
    and log odds between their bounds. The maximum found is one near the start; another start can
    find another.
    """
    starts = [start or Stubbornness()] * len(tables) if not isinstance(start, Sequence) else start
    free = [
        *(_Free(_known(name), None) for name in shared),
        *(_Free(_known(name), at) for at in range(len(tables)) for name in own),
    ]
    given = [table.first_share for table in tables] if shares is None else shares
    search = _Search(tables, starts, given, free, given_verdict)
    places, rounds, converged = search.start(), 0, False
    for search.accuracy, most in zip(SEARCH_ACCURACIES, MOST_ROUNDS, strict=True):
        places, more, converged = _climb(search, places, most)
        rounds += more
    errors = _errors(search, places)
    search.accuracy = FINAL_ACCURACY
    final = search.log_likelihoods(places)
    if not np.isfinite(final).all():
        search.accuracy = SEARCH_ACCURACIES[-1]
        final = search.log_likelihoods(places)
    settings = [search.setting(at, places) for at in range(len(tables))]
    return StubbornFit(
        models=tuple(model for model, _ in settings),
        shares=tuple(share for _, share in settings),
        log_likelihoods=tuple(final),
        most=tuple(table.most for table in tables),
        errors=errors,
        rounds=rounds,
        converged=converged,
    )


def _known(name: str) -> str:
    if name not in FREE_NAMES:
        raise UnknownNameError(
            Problem(
                "fit_stubbornness",
                f"'{name}'",
                "a fit leaves parameters free that have a slope",
                nearest(name, FREE_NAMES),
            )
        )
    return name


def _climb(search: _Search, places: FloatArray, most: int) -> tuple[FloatArray, int, bool]:
    """Return the place of the maximum, the rounds it took, and whether nothing is left to gain."""
    height, damping = sum(search.log_likelihoods(places)), 1e-3
    for rounds in range(1, most + 1):
        try:
            score, information = search.slopes(places)
        except OutOfDomainError:  # beside a law that has too many states
            return places, rounds, False
        promised = None
        while True:
            scale = np.diag(information) * damping + 1e-12 * (1 + np.diag(information).max())
            step = np.linalg.solve(information + np.diag(scale), score)
            step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
            promised = float(score @ step) if promised is None else promised
            if float(score @ step) < LEAST_GAIN:
                # A damped step gains little for being short: what it promised at first counts.
                return places, rounds, promised < NEAR
            ahead = sum(search.log_likelihoods(places + step))
            if ahead > height:
                break
            damping = max(10 * damping, 1e-3)
            if damping > _STALLED:
                return places, rounds, False
        places, height, damping = places + step, ahead, damping / 10
    return places, most, False


def _errors(search: _Search, places: FloatArray) -> dict[str, float]:
    """Return the standard error of each free parameter on its own scale."""
    if not search.free:
        return {}
    try:
        _, information = search.slopes(places)
    except OutOfDomainError:
        return {each.label: inf for each in search.free}
    values, vectors = np.linalg.eigh(information)
    blind = values <= 1e-9 * max(float(values.max()), 1e-300)
    variance = (vectors**2 / np.where(blind, 1.0, values)).sum(axis=1)
    lost = (vectors[:, blind] ** 2).sum(axis=1) > 1e-6
    return {
        each.label: inf if lost[i] else sqrt(float(variance[i])) * _slope(each.name, float(place))
        for i, (each, place) in enumerate(zip(search.free, places, strict=True))
    }
