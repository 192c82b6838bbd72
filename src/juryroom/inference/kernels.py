"""Kernels: the table of endings of a model at given numbers, and how it changes with them.

Rows of a table are first ballots, columns are what can be seen of an ending. Where a model has a
closed form the derivatives are exact; elsewhere the exact engine is asked at neighbouring numbers,
and the derivative is a central difference extrapolated once (Richardson), whose two approximations
are compared: their distance is the error that is reported.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import final

import numpy as np
from scipy.special import expit

from juryroom.deliberation.interface import Chain, Scheme
from juryroom.errors import JuryroomError, NotAbsorbingError, OutOfDomainError, Problem
from juryroom.inference.families import Family
from juryroom.inference.final_votes import final_votes_law, timed_votes_law
from juryroom.markov.arrays import FloatArray
from juryroom.markov.walk_matrix import walk_matrix
from juryroom.outcome.direct import direct_law
from juryroom.outcome.patience import HangHazard, Never
from juryroom.outcome.solve import solve_law
from juryroom.procedure.decision_rule import DecisionRule

STEP = 4e-3
"""Half the step of a difference on the line; its error falls with the fourth power."""


class Channel(StrEnum):
    """What is seen of an ending: which it was, the final votes, or these with the time."""

    ENDING = "ending"
    VOTES = "votes"
    TIMED = "timed"


@final
@dataclass(frozen=True, slots=True)
class Question:
    """What a kernel is asked.

    Parameters
    ----------
    rule
        The jury and the votes that are a verdict.
    channel
        What the columns are: guilty, not guilty, hung; or final votes 0 to n; or these, and within
        each the intervals of time.
    shares
        Shares of guilty votes beyond the whole votes that are rows too; for curves in the share.
    edges
        Bounds of the intervals of time, in minutes, from 0 to infinity.
    """

    rule: DecisionRule
    channel: Channel = Channel.ENDING
    shares: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Solved:
    """A table, its derivative by each free number by name, and how far off those may be."""

    table: FloatArray
    slopes: Mapping[str, FloatArray] = field(default_factory=dict[str, FloatArray])
    error: float = 0.0


class Kernel(ABC):
    """Answers a question at given numbers."""

    exact: bool
    """Whether derivatives are exact."""
    takes_shares: bool
    """Whether rows can be shares that are no whole votes."""

    @abstractmethod
    def solved(
        self, values: Mapping[str, float], question: Question, by: tuple[str, ...]
    ) -> Solved:
        """Return the table at `values`, and its derivatives by the numbers named in `by`."""


def kernel_for(family: Family, question: Question) -> Kernel:
    """Return the kernel of a family for a question.

    Raises
    ------
    OutOfDomainError
        If the model cannot say what the rows of the table show.
    """
    if issubclass(family.kind, Scheme):
        _check_scheme(family, question)
        if family.model in _CURVES:
            return _CurveKernel(family.model)
    elif not issubclass(family.kind, Chain) and question.channel is not Channel.ENDING:
        raise _refused(family, "final votes", "a chain, which says with what votes a jury ends")
    elif family.model == "tug-of-war" and _plain(family, question):
        return _TugOfWarKernel()
    return _EngineKernel(family)


def _plain(family: Family, question: Question) -> bool:
    """Whether the closed form of the tug of war answers: unanimity, and no discharge."""
    unanimous = question.rule == DecisionRule.unanimous(question.rule.jury_size)
    return unanimous and question.channel is Channel.ENDING and not family.has("hang_hazard")


def _check_scheme(family: Family, question: Question) -> None:
    if question.channel is not Channel.ENDING:
        raise _refused(family, "final votes or times", "a chain: a scheme has neither")
    if family.has("hang_hazard"):
        raise _refused(family, "a hazard of discharge", "a chain: a scheme has no ballots")
    if question.rule != DecisionRule.unanimous(question.rule.jury_size):
        raise _refused(family, str(question.rule), "a chain: a scheme's rule is part of it")


def _refused(family: Family, found: str, accepted: str) -> OutOfDomainError:
    return OutOfDomainError(
        Problem(
            f"model '{family.model}'",
            f"a table with {found}",
            "a model is fitted to what it says something about",
            accepted,
        )
    )


@final
class _CurveKernel(Kernel):
    """The logistic curves in the share of guilty votes: closed forms."""

    exact = True
    takes_shares = True

    def __init__(self, name: str) -> None:
        self._curve = _CURVES[name]

    def solved(
        self, values: Mapping[str, float], question: Question, by: tuple[str, ...]
    ) -> Solved:
        n = question.rule.jury_size
        share = np.concatenate([np.arange(n + 1) / n, np.array(question.shares)])
        table, slopes = self._curve(values, share)
        return Solved(table, {name: slopes[name] for name in by if name in slopes})


_Curve = tuple[FloatArray, dict[str, FloatArray]]


def _one_sided(past: FloatArray, by: Mapping[str, FloatArray]) -> _Curve:
    """Return a logistic curve in `past`, and its derivatives where those of `past` are `by`."""
    zero = np.zeros_like(past)
    guilty, other = expit(past), expit(-past)
    rise = guilty * other
    slopes = {
        name: np.column_stack([rise * slope, -rise * slope, zero]) for name, slope in by.items()
    }
    return np.column_stack([guilty, other, zero]), slopes


def _logistic(values: Mapping[str, float], share: FloatArray) -> _Curve:
    past = values["intercept"] + values["slope"] * share
    return _one_sided(past, {"intercept": np.ones_like(share), "slope": share})


def _burden(values: Mapping[str, float], share: FloatArray) -> _Curve:
    clarity, beyond = values["clarity"], share - values["threshold"]
    return _one_sided(
        clarity * beyond, {"threshold": np.full_like(share, -clarity), "clarity": beyond}
    )


def _two_burdens(values: Mapping[str, float], share: FloatArray) -> _Curve:
    clarity, gap = values["clarity"], values["gap"]
    beyond = share - values["threshold_to_convict"]
    to_convict, to_acquit = clarity * beyond, -clarity * (beyond + gap)
    guilty, not_guilty = expit(to_convict), expit(to_acquit)
    hung = expit(-to_convict) * expit(-to_acquit) * -np.expm1(-clarity * gap)
    up, down = guilty * (1 - guilty), not_guilty * (1 - not_guilty)
    zero = np.zeros_like(share)
    by = {
        "threshold_to_convict": (-clarity * up, clarity * down),
        "gap": (zero, -clarity * down),
        "clarity": (beyond * up, -(beyond + gap) * down),
    }
    slopes = {name: np.column_stack([g, a, -g - a]) for name, (g, a) in by.items()}
    return np.column_stack([guilty, not_guilty, hung]), slopes


_CURVES = {
    "pooled-logistic": _logistic,
    "burden-of-social-proof": _burden,
    "two-sided-burden-of-social-proof": _two_burdens,
}


@final
class _TugOfWarKernel(Kernel):
    r"""The tug of war under unanimity: its closed form, also beyond a slope of 1.

    .. math:: P(G|k) = \frac{c_0 + \dots + c_{k-1}}{c_0 + \dots + c_{n-1}}, \quad
              c_j = \prod_{g \le j} \left(\frac{1-m(g)}{m(g)}\right)^{c}.
    """

    exact = True
    takes_shares = False

    def solved(
        self, values: Mapping[str, float], question: Question, by: tuple[str, ...]
    ) -> Solved:
        n = question.rule.jury_size
        a, b, movers = values["slope"], values["bias"], values["movers"]
        from_middle = (np.arange(1, n) - b) / n - 0.5
        lean = a * from_middle
        # At a chance of exactly 0 or 1 the odds are not finite: a hair beside it they are.
        inside = np.where(np.abs(lean) == 0.5, lean * (1 - 1e-12), lean)
        log_odds = movers * (np.log(np.abs(0.5 - inside)) - np.log(np.abs(0.5 + inside)))
        height = np.concatenate([[0.0], np.cumsum(log_odds)])
        weight = np.exp(height - height.max())
        weight /= weight.sum()
        guilty = np.concatenate([[0.0], np.cumsum(weight)])
        guilty[-1] = 1.0
        acquitted = np.concatenate([np.cumsum(weight[::-1])[::-1], [0.0]])
        acquitted[0] = 1.0
        steep = -movers / (0.25 - inside**2)
        slopes: dict[str, FloatArray] = {}
        for name, change in (("slope", from_middle), ("bias", np.full(n - 1, -a / n))):
            if name in by:
                rise = np.concatenate([[0.0], np.cumsum(steep * change)])
                gained = weight * (rise - weight @ rise)
                slope = np.concatenate([[0.0], np.cumsum(gained)])
                slope[-1] = 0.0
                slopes[name] = np.column_stack([slope, -slope, np.zeros(n + 1)])
        return Solved(np.column_stack([guilty, acquitted, np.zeros(n + 1)]), slopes)


@final
class _EngineKernel(Kernel):
    """Any model, through the exact engine; derivatives by differences with a checked error."""

    exact = False
    takes_shares = False

    def __init__(self, family: Family) -> None:
        self._family = family
        self._scales = {each.base: each.scale for each in family.free}

    def solved(
        self, values: Mapping[str, float], question: Question, by: tuple[str, ...]
    ) -> Solved:
        slopes: dict[str, FloatArray] = {}
        error = 0.0
        for name in by:
            if name not in _MOVES_NOTHING:
                slopes[name], off = self._slope(values, question, name)
                error = max(error, off)
        return Solved(self._table(values, question), slopes, error)

    def _slope(
        self, values: Mapping[str, float], question: Question, name: str
    ) -> tuple[FloatArray, float]:
        scale = self._scales[name]
        here = scale.on_line(values[name])

        def difference(step: float) -> FloatArray:
            above, below = (
                self._table({**values, name: scale.natural(here + sign * step)}, question)
                for sign in (1, -1)
            )
            return (above - below) / (2 * step)

        wide, near = difference(STEP), difference(STEP / 2)
        found = (4 * near - wide) / 3
        # What the extrapolation leaves is of the next order: a part STEP^2 of what it took away.
        off = float(np.abs(found - near).max()) * STEP
        return found / scale.stretch(here), off

    def _table(self, values: Mapping[str, float], question: Question) -> FloatArray:
        rule, hazard = question.rule, values.get("hang_hazard", 0.0)
        if not issubclass(self._family.kind, Chain):
            patience = HangHazard(per_ballot=hazard) if hazard > 0 else Never()
            return solve_law(self._family.made(values), rule, patience).endings
        P = self._moves(values, rule.jury_size)
        if question.channel is Channel.ENDING:
            law = direct_law(P, rule, HangHazard(per_ballot=hazard))
            if law is None:
                raise _never_ends(self._family, values)
            return law.endings
        if question.channel is Channel.VOTES:
            return final_votes_law(P, rule, hazard)
        ballots = [edge / values["minutes_per_ballot"] for edge in question.edges]
        return timed_votes_law(P, rule, hazard, ballots).reshape(len(P), -1)

    def _moves(self, values: Mapping[str, float], n: int) -> FloatArray:
        if self._family.model == "tug-of-war":
            return clipped_tug_of_war(values["slope"], values["bias"], int(values["movers"]), n)
        made = self._family.made(values)
        assert isinstance(made, Chain)
        return made.transition_matrix(n)


_MOVES_NOTHING = frozenset({"share", "resemblance", "undecided_guilty", "slip"})
"""Numbers of the record: no table of endings depends on them."""


def clipped_tug_of_war(slope: float, bias: float, movers: int, jury_size: int) -> FloatArray:
    """Return the moves of the tug of war, its chances held within 0 and 1.

    Inside the domain of the model this is its matrix; beyond it a marginal juror who would side
    with guilty with a chance above 1 does so with certainty.

    Examples
    --------
    >>> from juryroom.deliberation.models.tug_of_war import TugOfWar
    >>> bool(np.allclose(clipped_tug_of_war(.5, 1, 2, 6), TugOfWar().transition_matrix(6)))
    True
    """
    g = np.arange(1, jury_size)
    toward = np.clip(0.5 + slope * ((g - bias) / jury_size - 0.5), 0.0, 1.0)
    up, down = toward**movers, (1 - toward) ** movers
    return walk_matrix(up, down, np.maximum(1 - up - down, 0.0))


def _never_ends(family: Family, values: Mapping[str, float]) -> JuryroomError:
    numbers = ", ".join(f"{name}={value:g}" for name, value in values.items())
    return NotAbsorbingError(
        Problem(
            f"model '{family.model}' at {numbers}",
            "a divided jury that never ends",
            "a law of endings needs a jury that ends",
            "a hazard of discharge above 0",
        )
    )
