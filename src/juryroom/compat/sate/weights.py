"""The weights of sate: raked on six margins, trimmed, and made to have mean one.

sate stops after ten passes with no more than a warning, trims without raking again, and then uses
the weights in nothing (D10, D11). Here a raking that has not met its margins is refused, and what
comes back carries the balance and the effective sample size that an interval must rest on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, final

import numpy as np

from juryroom.compat.sate.calling import in_words
from juryroom.compat.sate.columns import Columns, Data, columns_of
from juryroom.compat.sate.demographics import GROUPS
from juryroom.compat.sate.printed import grid
from juryroom.errors import OutOfDomainError, Problem
from juryroom.markov.arrays import BoolArray, FloatArray
from juryroom.parameters import Parameter

PASSES = 10
STILL = 1.0
"""Respondents: raking stops when no cell of the 64 changed by so many in a pass."""
LEAST, MOST = 0.1, 6.0
OFF = 0.01
"""How far a weighted share may lie from its target before the weights are refused."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One margin: its target, and the share before and after weighting."""

    target: float
    before: float
    after: float


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Weighted(Mapping[str, list[Any]]):
    """The respondents with their weights, read like a dictionary of columns.

    Parameters
    ----------
    columns
        Those given and `weights`, in the order in which the respondents were given.
    n_eff
        The effective number of respondents, by Kish: the square of the sum of the weights over the
        sum of their squares. Pass it as `sample_n` (D10).
    balance
        Each margin, over the respondents without a missing answer.
    passes
        Passes of raking.
    converged
        Whether raking came to rest within ten passes.
    trimmed
        Weights that were cut to 0.1 or to 6.
    """

    columns: Columns
    n_eff: float
    balance: Mapping[str, Margin]
    passes: int
    converged: bool
    trimmed: int

    def __str__(self) -> str:
        """Return the balance, with the effective size and how the weights came out."""
        size = len(next(iter(self.columns.values())))
        cells = [[f"{x:.3f}" for x in (m.target, m.before, m.after)] for m in self.balance.values()]
        trimmed = f"{self.trimmed} weights trimmed" if self.trimmed else "no weight trimmed"
        came = "" if self.converged else ", not converged"
        return (
            f"{size} respondents, effective number {self.n_eff:.1f}; {self.passes} passes of raking"
            f"{came}; {trimmed}\n{grid(list(self.balance), ('target', 'before', 'after'), cells)}"
        )

    def __repr__(self) -> str:
        """Return the same, so that a session does not show every respondent."""
        return str(self)

    def __getitem__(self, name: str) -> list[Any]:
        """Return one column."""
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names of the columns."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.columns)


@in_words
def weights_for_population(
    respondentdata: Data, targetdata: Mapping[str, float] | Any, *, as_in_sate: bool = False
) -> Weighted:
    """Return the respondents with raked weights.

    Parameters
    ----------
    respondentdata
        What `encode_cloud_respondent_variables` returns, with a `ParticipantId` for each.
    targetdata
        The six shares, as `target_population_demographics` returns them.
    as_in_sate
        Whether weights that miss their margins are returned all the same (D11), and rows sorted by
        ParticipantId where somebody's answer is missing (D18): to reproduce a filed report.

    Raises
    ------
    OutOfDomainError
        If a target cannot be met, a participant appears twice, or, unless `as_in_sate`, the
        weights do not meet their margins.

    Notes
    -----
    Each pass scales the weights to the six margins in the order of `GROUPS`; the 64-cell table is
    compared with that of the pass before. Weights outside 0.1 to 6 are cut, and what was cut is
    shared out evenly among the others (R package survey, trimWeights()). A respondent with a
    missing answer gets the mean weight; last, the mean is made one.
    """
    owner = "weights_for_population"
    columns = columns_of(
        respondentdata, ("ParticipantId", *GROUPS, "respondent_na"), f"{owner}.respondentdata"
    )
    _check_participants(columns["ParticipantId"], owner)
    targets = _targets(targetdata, owner)
    complete = ~_flags(columns["respondent_na"], "respondent_na", owner)
    if not complete.any():
        raise OutOfDomainError(
            Problem(
                owner,
                "no respondent without a missing answer",
                "weights are raked over respondents who answered all six questions",
                "one such respondent or more",
            )
        )
    kept = np.flatnonzero(complete).tolist()
    groups = np.column_stack(
        [_flags([columns[name][i] for i in kept], name, owner) for name in GROUPS]
    )
    _check_possible(groups, targets, owner)
    raked, passes, converged = _raked(groups, targets)
    trimmed, cut = _trimmed(raked)
    weights = np.full(len(complete), trimmed.mean())
    weights[complete] = trimmed
    weights /= weights.mean()
    balance = _balance(groups, targets, trimmed)
    if not as_in_sate:
        _check_balance(balance, converged, owner)
    columns["weights"] = weights.tolist()
    if as_in_sate and not complete.all():
        columns = _sorted(columns)
    return Weighted(
        columns=columns,
        n_eff=float(weights.sum() ** 2 / (weights**2).sum()),
        balance=balance,
        passes=passes,
        converged=converged,
        trimmed=cut,
    )


def _raked(groups: BoolArray, targets: FloatArray) -> tuple[FloatArray, int, bool]:
    """Return the raked weights, how many passes were made, and whether they came to rest."""
    n = len(groups)
    weights = np.ones(n)
    cell = groups @ (1 << np.arange(groups.shape[1]))
    before = np.bincount(cell, weights, 64)
    for number in range(1, PASSES + 1):
        for margin, target in enumerate(targets.tolist()):
            for side, share in ((groups[:, margin], target), (~groups[:, margin], 1 - target)):
                if side.any():
                    weights[side] *= n * share / weights[side].sum()
        after = np.bincount(cell, weights, 64)
        if np.abs(after - before).max() < STILL:
            return weights, number, True
        before = after
    return weights, PASSES, False


def _trimmed(weights: FloatArray) -> tuple[FloatArray, int]:
    """Return the weights cut to their limits, the excess shared out, and how many were cut."""
    outside = (weights < LEAST) | (weights > MOST)
    if not outside.any():
        return weights, 0
    cut = np.clip(weights, LEAST, MOST)
    if not outside.all():
        cut[~outside] += (weights - cut).sum() / (~outside).sum()
    return cut, int(outside.sum())


def _balance(groups: BoolArray, targets: FloatArray, weights: FloatArray) -> dict[str, Margin]:
    before, after = groups.mean(axis=0), weights @ groups / weights.sum()
    return {
        name: Margin(target=t, before=b, after=a)
        for name, t, b, a in zip(
            GROUPS, targets.tolist(), before.tolist(), after.tolist(), strict=True
        )
    }


def _check_balance(balance: Mapping[str, Margin], converged: bool, owner: str) -> None:
    off = {name: m for name, m in balance.items() if abs(m.after - m.target) > OFF}
    if off or not converged:
        shown = [f"{name} {m.after:.3f} where {m.target:.3f} is wanted" for name, m in off.items()]
        raise OutOfDomainError(
            Problem(
                owner,
                "; ".join(shown) or f"weights that still move after {PASSES} passes",
                "weights stand for a population only where its margins are met; sate gives a "
                "warning and goes on, and does not rake again after trimming (D11)",
                f"a survey whose margins can be met to within {OFF:g}, or fewer margins; "
                "as_in_sate=True gives sate's weights to reproduce a filed report",
            )
        )


def _check_possible(groups: BoolArray, targets: FloatArray, owner: str) -> None:
    problems: list[Problem] = []
    for name, column, target in zip(GROUPS, groups.T, targets.tolist(), strict=True):
        for side, share, which in ((column, target, "yes"), (~column, 1 - target, "no")):
            found = int(side.sum())
            if (found == 0) != (share == 0):
                problems.append(
                    Problem(
                        f"{owner}, {name} = {which}",
                        f"{found} of {len(column)} respondents, with a target of {share:g}",
                        "no weight can make a share of a group that is not there, or none of one "
                        "that is",
                        "a target above 0 where there are such respondents, and 0 where there are "
                        "none",
                    )
                )
    if problems:
        raise OutOfDomainError(problems)


def _targets(given: Mapping[str, float] | Any, owner: str) -> FloatArray:
    named: Any = given
    if not isinstance(given, Mapping):
        is_series = not hasattr(given, "columns") and hasattr(given, "to_dict")
        named = given.to_dict() if is_series else columns_of(given, GROUPS, f"{owner}.targetdata")
    values: list[float] = []
    for name in GROUPS:
        value = named.get(name)
        single: Any = value[0] if isinstance(value, list) and value else value
        meaning = f"the share of the population that is {name}"
        Parameter(name, 0.0, 1.0, "probability", meaning).check(
            cast("float", single), owner=f"{owner}.targetdata"
        )
        values.append(float(single))
    return np.array(values)


def _flags(values: Sequence[Any], name: str, owner: str) -> BoolArray:
    """Return a column of yes and no; R's words and 0 and 1 are taken too."""
    words = {"TRUE": True, "FALSE": False, True: True, False: False}
    flags: list[bool] = []
    for row, value in enumerate(values, start=1):
        known = value.strip().upper() if isinstance(value, str) else value
        if known not in words:
            raise OutOfDomainError(
                Problem(
                    f"{owner}.{name}, row {row}",
                    repr(value),
                    "a margin is yes or no for everybody without a missing answer",
                    "True or False",
                )
            )
        flags.append(words[known])
    return np.array(flags, dtype=np.bool_)


def _check_participants(ids: Sequence[Any], owner: str) -> None:
    if None in ids or len(set(ids)) != len(ids):
        twice = next((i for i in ids if i is None or list(ids).count(i) > 1), None)
        raise OutOfDomainError(
            Problem(
                f"{owner}.ParticipantId",
                f"{twice!r} more than once" if twice is not None else "a participant without one",
                "each respondent is one participant",
                "a ParticipantId for each, all different",
            )
        )


def _sorted(columns: Columns) -> Columns:
    ids = columns["ParticipantId"]
    # R holds one kind in a column; numbers and text side by side have no other order.
    order = sorted(range(len(ids)), key=lambda i: (isinstance(ids[i], str), ids[i]))
    return {name: [column[i] for i in order] for name, column in columns.items()}
