"""Cells: juries of which the same is known, in groups that one table of endings answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np

from juryroom.inference.families import Family
from juryroom.inference.kernels import Channel, Kernel, Question, kernel_for
from juryroom.inference.observation import DID_NOT_CONVICT, FirstKind, FirstSeen, Observation
from juryroom.inference.record import (
    first_ballots,
    record_weights,
    undecided_chance,
    undecided_weights,
)
from juryroom.markov.arrays import FloatArray, IntArray
from juryroom.procedure.decision_rule import DecisionRule, Ending

COLUMNS = (Ending.GUILTY, Ending.NOT_GUILTY, Ending.HUNG)
CellKey = tuple[object, ...]


class Weights(NamedTuple):
    """The weight of each first ballot for each cell, and its derivatives by name."""

    of: FloatArray
    slopes: Mapping[str, FloatArray]
    unknown: FloatArray
    """The same for a jury of which the first ballot is not known at all: one row."""
    unknown_slopes: Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that one table of endings answers.

    Parameters
    ----------
    question, kernel
        What is asked, and who answers.
    source
        The source, where some number is fitted for each source apart; else empty.
    cells
        The numbers of the cells.
    records
        What each record says of the first ballot, shape ``(cells, rows of the table)``.
    chosen
        The columns of the table that each cell may have seen, shape ``(cells, columns)``.
    undecided
        Cells, counted within the group, whose record has undecided jurors.
    """

    question: Question
    kernel: Kernel
    source: str
    cells: IntArray
    records: FloatArray
    chosen: FloatArray
    undecided: tuple[tuple[int, FirstSeen], ...]

    def weights(self, values: Mapping[str, float]) -> Weights:
        """Return the weights of first ballots at the numbers of this group's source."""
        of, slopes = self.records, dict[str, FloatArray]()
        if self.undecided:
            of, slopes["undecided_guilty"] = self._with_undecided(undecided_chance(values))
        unknown, unknown_slopes = np.zeros(of.shape[1]), dict[str, FloatArray]()
        n = self.question.rule.jury_size
        if "share" not in values:
            # Every number of guilty votes alike; shares that are rows too are none of them.
            unknown[: n + 1] = 1 / (n + 1)
            return Weights(of, slopes, unknown, unknown_slopes)
        ballots = first_ballots(values["share"], values.get("resemblance", 0.0), n)
        slopes = {name: slope * ballots.chances for name, slope in slopes.items()}
        for name, slope in (
            ("share", ballots.by_share),
            ("resemblance", ballots.by_resemblance),
        ):
            slopes[name], unknown_slopes[name] = of * slope, slope
        return Weights(of * ballots.chances, slopes, ballots.chances, unknown_slopes)

    def _with_undecided(self, guilty: float) -> tuple[FloatArray, FloatArray]:
        of, slope = self.records.copy(), np.zeros_like(self.records)
        n = self.question.rule.jury_size
        for cell, first in self.undecided:
            of[cell, : n + 1], slope[cell, : n + 1] = undecided_weights(first, n, guilty)
        return of, slope


def cell_key(observation: Observation, family: Family) -> CellKey:
    """Return what makes two observations one cell."""
    return (
        _group_key(observation, family),
        observation.first,
        observation.endings,
        observation.final_votes,
        observation.minutes,
    )


def groups_of(cells: Sequence[Observation], family: Family) -> tuple[Group, ...]:
    """Return the cells in groups; each cell is given by an observation that is one of it."""
    by_key: dict[tuple[DecisionRule, Channel, str], list[int]] = {}
    for cell, each in enumerate(cells):
        by_key.setdefault(_group_key(each, family), []).append(cell)
    return tuple(
        _group(key, [cells[cell] for cell in members], np.array(members), family)
        for key, members in by_key.items()
    )


def _group_key(each: Observation, family: Family) -> tuple[DecisionRule, Channel, str]:
    apart = any("[" in name for name in family.names)
    if each.minutes is not None:
        channel = Channel.TIMED
    elif each.final_votes is not None:
        channel = Channel.VOTES
    else:
        channel = Channel.ENDING
    return each.rule, channel, each.source if apart else ""


def _group(
    key: tuple[DecisionRule, Channel, str],
    members: Sequence[Observation],
    cells: IntArray,
    family: Family,
) -> Group:
    rule, channel, source = key
    bounds = {bound for each in members for bound in each.minutes or ()}
    edges = tuple(sorted(bounds | {0.0, inf})) if channel is Channel.TIMED else ()
    kernel = kernel_for(family, Question(rule, channel))
    as_shares = kernel.takes_shares and not family.has("share")
    recorded = {each.first.share for each in members if as_shares and each.first.share is not None}
    question = Question(rule, channel, tuple(sorted(recorded)), edges)
    n = rule.jury_size
    place = {share: n + 1 + i for i, share in enumerate(question.shares)}
    records = np.zeros((len(members), n + 1 + len(place)))
    for row, each in zip(records, members, strict=True):
        if each.first.share in place:
            row[place[each.first.share]] = 1.0
        else:
            row[: n + 1] = record_weights(each.first, n)
    undecided = tuple(
        (cell, each.first)
        for cell, each in enumerate(members)
        if each.first.kind is FirstKind.UNDECIDED
    )
    chosen = np.array([_columns(each, question, family) for each in members])
    return Group(question, kernel, source, cells, records, chosen, undecided)


def _columns(each: Observation, question: Question, family: Family) -> FloatArray:
    """Return which columns of the table the observation may have seen, as 0 and 1."""
    endings = each.endings
    if family.merges_hung and endings & DID_NOT_CONVICT:
        endings = endings | DID_NOT_CONVICT
    if question.channel is Channel.ENDING:
        return np.array([float(ending in endings) for ending in COLUMNS])
    rule = question.rule
    votes = np.array(
        [
            float((rule.ending(v) or Ending.HUNG) in endings and each.final_votes in (v, None))
            for v in range(rule.jury_size + 1)
        ]
    )
    if question.channel is Channel.VOTES:
        return votes
    low, high = each.minutes or (0.0, inf)
    within = [
        float(low <= begin and end <= high)
        for begin, end in zip(question.edges, question.edges[1:], strict=False)
    ]
    return np.outer(votes, within).ravel()
