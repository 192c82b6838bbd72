r"""The hierarchical model behind the reference estimate: sizes, kinds of jury, priors, density.

Each jury size has a slope and a bias, each kind of jury (mock, field, capital) adds its own
deviation to both and to the hazard of deadlock, and one slip holds for all:

.. math::

   \operatorname{logit} a_{s,k} = \mu_s + \delta_k, \quad b_{s,k} = \nu_s + \epsilon_k, \quad
   \log h_k = \eta + \zeta_k .

Sizes other than six and twelve are never fitted; `juryroom.catalog.reference` says what is done
there. Every observation is a jury of one of these sizes with a known first ballot, whole or not;
a share that is no whole vote lies between its neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import final

import numpy as np
from scipy.special import expit

from juryroom.catalog.reference_chain import ChainSettings, chain_laws
from juryroom.errors import OutOfDomainError, Problem
from juryroom.inference.observation import Observation
from juryroom.inference.shown import shown_endings
from juryroom.inference.table import JuryTable
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.procedure.decision_rule import DecisionRule, Ending

SIZES = (6, 12)
KINDS = ("mock", "field", "capital")
ENDINGS = (Ending.GUILTY, Ending.NOT_GUILTY, Ending.HUNG)

NAMES = (
    *(f"slope[{size}]" for size in SIZES),
    *(f"bias[{size}]" for size in SIZES),
    *(f"slope[{kind}]" for kind in KINDS),
    *(f"bias[{kind}]" for kind in KINDS),
    "slip",
    "hazard",
    *(f"hazard[{kind}]" for kind in KINDS),
)
"""Places of a vector of parameters: log-odds of slopes and slip, logarithms of hazards."""

_SLOPE_AT, _BIAS_AT, _KIND_SLOPE_AT, _KIND_BIAS_AT = 0, 2, 4, 7
_SLIP_AT, _HAZARD_AT, _KIND_HAZARD_AT = 10, 11, 12

HUNG_AS_PUBLISHED = 0.0071428
"""The hazard per ballot at which the published constants hang 6.2 in 100 juries of twelve whose
first ballots are equally likely, 0 to 12 (Hannaford and others, 1999, large urban courts)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """Normal priors on the line: centres at the published constants, and how far from them.

    Parameters
    ----------
    slope, bias
        Standard deviation of a size's slope, in log-odds, and of its bias, in jurors; centres 0.5
        and 1, the constants of the R package sate for a criminal jury.
    kind_slope, kind_bias
        Standard deviation of a kind's deviation from it; centre 0.
    slip_centre, slip
        Centre and standard deviation of the slip, in log-odds.
    hazard_centre, hazard, kind_hazard
        Centre of the hazard, and standard deviations of its logarithm and of a kind's deviation.
    """

    slope: float = 0.3
    bias: float = 0.2
    kind_slope: float = 0.4
    kind_bias: float = 0.2
    slip_centre: float = -5.0
    slip: float = 1.0
    hazard_centre: float = log(HUNG_AS_PUBLISHED)
    hazard: float = 0.5
    kind_hazard: float = 0.5

    @property
    def centre(self) -> FloatArray:
        """Centres, in the order of `NAMES`."""
        found = np.zeros(len(NAMES))
        found[_BIAS_AT:_KIND_SLOPE_AT] = 1.0
        found[_SLIP_AT], found[_HAZARD_AT] = self.slip_centre, self.hazard_centre
        return found

    @property
    def spread(self) -> FloatArray:
        """Standard deviations, in the order of `NAMES`."""
        return np.array(
            [self.slope] * len(SIZES)
            + [self.bias] * len(SIZES)
            + [self.kind_slope] * len(KINDS)
            + [self.kind_bias] * len(KINDS)
            + [self.slip, self.hazard]
            + [self.kind_hazard] * len(KINDS)
        )

    def as_json(self) -> dict[str, object]:
        """Return centre and standard deviation by name, on the line."""
        return {
            name: {"centre": round(float(c), 6), "standard_deviation": float(s)}
            for name, c, s in zip(NAMES, self.centre, self.spread, strict=True)
        }


def settings_at(theta: FloatArray, size: int, kind: str) -> ChainSettings:
    """Return the chain's settings at places on the line, for one size of `SIZES` and one kind.

    Parameters
    ----------
    theta
        Shape ``(draws, 15)``, in the order of `NAMES`.
    """
    s, k = SIZES.index(size), KINDS.index(kind)
    return ChainSettings(
        expit(theta[:, _SLOPE_AT + s] + theta[:, _KIND_SLOPE_AT + k]),
        theta[:, _BIAS_AT + s] + theta[:, _KIND_BIAS_AT + k],
        np.exp(np.minimum(theta[:, _HAZARD_AT] + theta[:, _KIND_HAZARD_AT + k], -1e-9)),
        expit(theta[:, _SLIP_AT]),
    )


@final
@dataclass(frozen=True, slots=True)
class _Group:
    """Juries of one rule and kind: what is known of each distinct one, and how many there are."""

    rule: DecisionRule
    kind: str
    low: IntArray
    part: FloatArray
    ended: FloatArray
    shown: FloatArray


@final
@dataclass(frozen=True)
class ReferenceDensity:
    """The log density of the model for a table, for many places on the line at once.

    Parameters
    ----------
    table
        Juries of six or twelve, mock, field or capital, with known first ballots.
    priors
        The priors.
    weights
        How often each observation counts; None for once each.

    Raises
    ------
    OutOfDomainError
        If an observation is of another size or kind, or its first ballot is not known.
    """

    table: JuryTable
    priors: Priors = field(default_factory=Priors)
    weights: FloatArray | None = None

    @cached_property
    def _cells(self) -> tuple[list[_Group], IntArray]:
        """Groups of distinct cells, and the place of each observation's cell over all groups."""
        seen = zip(self.table.observations, shown_endings(self.table), strict=True)
        keys = [_key(each, shown) for each, shown in seen]
        groups: list[_Group] = []
        order: dict[object, int] = {}
        for rule, kind in dict.fromkeys((key[0], key[1]) for key in keys):
            own = list(dict.fromkeys(key for key in keys if key[:2] == (rule, kind)))
            for key in own:
                order[key] = len(order)
            first = np.array([key[2] for key in own], dtype=np.float64)
            low = np.minimum(np.floor(first), rule.jury_size - 1)
            ended = _among([key[3] for key in own])
            shown = _among([key[4] for key in own])
            place = low.astype(np.int64)
            groups.append(_Group(rule, kind, place, first - low, ended, shown))
        return groups, np.array([order[key] for key in keys])

    @cached_property
    def counts(self) -> FloatArray:
        """How many juries each cell has."""
        each = np.array([o.juries for o in self.table.observations], dtype=np.float64)
        weights = each if self.weights is None else each * self.weights
        cells = self._cells[1]
        found = np.bincount(cells, weights=weights, minlength=int(cells.max(initial=-1)) + 1)
        return found.astype(np.float64)

    def weighted(self, weights: FloatArray) -> "ReferenceDensity":
        """Return the density in which each observation counts so many times."""
        other = ReferenceDensity(self.table, self.priors, weights)
        other.__dict__["_cells"] = self._cells
        return other

    def cell_endings(self, theta: FloatArray) -> FloatArray:
        """Return the probability of each ending in each cell, shape ``(draws, cells, 3)``."""
        parts: list[FloatArray] = []
        for group in self._cells[0]:
            law = chain_laws(settings_at(theta, group.rule.jury_size, group.kind), group.rule)
            part = group.part[:, None]
            parts.append(
                (1 - part) * law.endings[:, group.low] + part * law.endings[:, group.low + 1]
            )
        return np.concatenate(parts, axis=1)

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the log-likelihood at each of many places, shape ``(draws,)``."""
        endings = self.cell_endings(theta)
        groups = self._cells[0]
        ended = np.concatenate([group.ended for group in groups])
        shown = np.concatenate([group.shown for group in groups])
        chance = np.einsum("dce,ce->dc", endings, ended)
        among = np.einsum("dce,ce->dc", endings, shown)
        return np.log(np.maximum(chance / among, 1e-300)) @ self.counts

    def __call__(self, theta: FloatArray) -> FloatArray:
        """Return the log density, but for a constant, at each of many places."""
        z = (theta - self.priors.centre) / self.priors.spread
        return self.log_likelihood(theta) - (z * z).sum(axis=1) / 2

    def endings(self, theta: FloatArray) -> FloatArray:
        """Return the mean probability of each ending of each observation, ``(observations, 3)``."""
        return self.cell_endings(theta).mean(axis=0)[self._cells[1]]

    def weighted_endings(self, theta: FloatArray, weights: FloatArray) -> FloatArray:
        """Return `endings` where draws have weights."""
        return np.einsum("d,dce->ce", weights, self.cell_endings(theta))[self._cells[1]]


_Key = tuple[DecisionRule, str, float, frozenset[Ending], frozenset[Ending]]


def _key(each: Observation, shown: frozenset[Ending]) -> _Key:
    if each.jury_size not in SIZES or each.kind not in KINDS or each.first.low != each.first.high:
        raise OutOfDomainError(
            Problem(
                f"row {each.row}",
                f"a {each.kind or 'jury of no kind'}, {each.jury_size} jurors, first ballot "
                f"{each.first.low:g} to {each.first.high:g}",
                "the reference model is fitted to juries whose first ballot is known",
                f"{', '.join(KINDS)} juries of {' or '.join(map(str, SIZES))}",
            )
        )
    return each.rule, each.kind, float(each.first.low), each.endings, shown


def _among(endings: Sequence[frozenset[Ending]]) -> FloatArray:
    return np.array([[float(end in each) for end in ENDINGS] for each in endings])


def reference_table(table: JuryTable) -> JuryTable:
    """Return the rows of a table that the model can take; the others are listed."""
    return table.where(
        lambda each: (
            each.jury_size in SIZES and each.kind in KINDS and each.first.low == each.first.high
        ),
        "not a mock, field or capital jury of 6 or 12 with a known first ballot",
    )
