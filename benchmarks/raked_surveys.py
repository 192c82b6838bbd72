"""Surveys whose weights are raked to margins: how often their intervals hold and their tests reject."""

from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from juryroom.effect.simulated_coverage import held, rejected, worth_of_clusters
from juryroom.jury.heaviness import (
    WeightedCount,
    freedom_of,
    sizes_of_intervals,
    sizes_of_tests,
)
from juryroom.jury.margin_residuals import Freed, MarginCount, left_by_margins
from juryroom.jury.resemblance import ClusterCount
from juryroom.rng import Streams

CONDITIONS = ("actual", "hypothetical")
ROUNDS = 30
AT_ONCE = 2_500


class Margins(NamedTuple):
    """Two traits: the part of each group that is asked, its margin, and who leans to guilty."""

    asked: tuple[tuple[float, ...], tuple[float, ...]]
    wanted: tuple[tuple[float, ...], tuple[float, ...]]
    leaning: tuple[tuple[float, float], ...]  # by group of the first trait and of the second
    otherwise: tuple[tuple[float, float], ...] = ()  # in the second condition, if not the same
    clusters: int = 0  # sessions in each condition; 0 for none
    resemblance: float = 0.0
    whole: bool = False  # whether a session is of one group

    def share(self, leaning):
        return float((np.multiply.outer(*map(np.array, self.wanted)) * np.array(leaning)).sum())


HALVES = (((0.7, 0.3), (0.65, 0.35)), ((0.5, 0.5), (0.5, 0.5)))
AGES = (
    ((0.1, 0.2, 0.2, 0.2, 0.2, 0.1), (0.6, 0.4)),
    ((0.2, 0.15, 0.15, 0.15, 0.15, 0.2), (0.5, 0.5)),
)
WHOLE = (((0.3, 0.7), (1.0,)), ((0.5, 0.5), (1.0,)))
FIVE = (((0.2,) * 5, (1.0,)), ((0.1, 0.15, 0.2, 0.25, 0.3), (1.0,)))
BY_AGE = tuple((low, low + 0.15) for low in (0.05, 0.15, 0.35, 0.45, 0.6, 0.8))
CELLS = {
    "that say nothing": Margins(*HALVES, ((0.3, 0.3), (0.3, 0.3))),
    "that say little": Margins(*HALVES, ((0.45, 0.5), (0.55, 0.6))),
    "that say much": Margins(*HALVES, ((0.2, 0.5), (0.5, 0.8))),
    "that say nearly all": Margins(*HALVES, ((0.05, 0.3), (0.7, 0.95))),
    "that say much, rarer answers": Margins(*HALVES, ((0.02, 0.1), (0.1, 0.4))),
    "of six groups and two, that say nothing": Margins(*AGES, ((0.3, 0.3),) * 6),
    "of six groups and two, that say much": Margins(*AGES, BY_AGE),
    "that say otherwise in the second": Margins(
        *HALVES, ((0.2, 0.5), (0.5, 0.8)), ((0.5, 0.8), (0.2, 0.5))
    ),
    "that say much in the second alone": Margins(
        *HALVES, ((0.5, 0.5), (0.5, 0.5)), ((0.05, 0.3), (0.7, 0.95))
    ),
    "that say much, 30 sessions": Margins(
        *HALVES, ((0.2, 0.5), (0.5, 0.8)), clusters=30, resemblance=0.1
    ),
    "of whole sessions, 30, that say much": Margins(
        *WHOLE, ((0.25,), (0.65,)), clusters=30, resemblance=0.1, whole=True
    ),
    "of whole sessions, 20 in five groups, that say nothing": Margins(
        *FIVE, ((0.4,),) * 5, clusters=20, resemblance=0.1, whole=True
    ),
}
ASKED = (60, 150, 300, 600)


def rows(sets, name):
    """Return the rows of a cell: how often held and rejected, and so with weights taken as given."""
    cell = CELLS[name]
    for asked in ASKED:
        generator = Streams(6).at("raked", name, asked).generator()
        parts = [
            surveys(cell, asked, min(AT_ONCE, sets - begin), generator)
            for begin in range(0, sets, AT_ONCE)
        ]
        p, q, *found = np.concatenate(parts, axis=1)
        (own, first, second, freedom), (given, one, other, free) = found[:4], found[4:]
        share = cell.share(cell.leaning)
        yield (
            name, asked, share, float(own.mean()) / asked,
            rejected((p, first), (q, second), freedom), held(p, own, share),
            rejected((p, one), (q, other), free), held(p, given, share),
        )  # fmt: skip


def surveys(cell, asked, sets, generator):
    """Return shares and sizes of many surveys, with and without what margins leave."""
    number = np.arange(asked) * cell.clusters // asked if cell.clusters else None
    sizes, counts, margins, clusters, given = dict.fromkeys(CONDITIONS, asked), {}, {}, [], []
    for condition in CONDITIONS:
        groups = [drawn_groups(parts, cell, (sets, asked), generator) for parts in cell.asked]
        leaning = cell.otherwise if cell.otherwise and condition != "actual" else cell.leaning
        chances = np.array(leaning)[tuple(groups)]
        if number is not None:
            chances = within_sessions(chances, cell, number, generator)
        answers = (generator.random((sets, asked)) < chances).astype(np.float64)
        weights = raked(groups, cell.wanted)
        groups = np.stack(groups, axis=2)
        freed = Freed.of(weights, answers, groups, number)
        counts[condition] = WeightedCount.of(weights, answers)
        margins[condition] = MarginCount.of(weights, answers, freed)
        if number is not None:
            clusters.append(ClusterCount.of(weights, answers, number, freed))
            given.append(ClusterCount.of(weights, answers, number))
    own, test = sizes_of_intervals(counts, sizes), sizes_of_tests(counts, sizes)
    left, freedom = left_by_margins(margins), freedom_of(*counts.values())
    as_given = worth(own, test, given, freedom, asked)
    own, test = ({c: n / left[c] for c, n in some.items()} for some in (own, test))
    found = worth(own, test, clusters, freedom, asked)
    return np.stack([*(counts[c].share for c in CONDITIONS), *found, *as_given])


def worth(own, test, clusters, freedom, asked):
    """Return the size for the interval, those for the test, and its degrees of freedom."""
    own, test = ([some[c] for c in CONDITIONS] for some in (own, test))
    if not clusters:
        return [*(np.maximum(n, 1) for n in (own[0], *test)), freedom]
    found = worth_of_clusters(clusters, own, test, (asked, asked))
    return [found.intervals[0], *found.tests, np.minimum(freedom, found.freedom)]


def drawn_groups(parts, cell, shape, generator):
    """Return the group of each person; where sessions are of one, so many sessions of each."""
    sets, asked = shape
    if not cell.whole:
        return np.searchsorted(np.cumsum(parts)[:-1], generator.random(shape))
    of_session = np.repeat(
        np.arange(len(parts)), np.round(np.multiply(parts, cell.clusters)).astype(int)
    )
    return np.tile(of_session[np.arange(asked) * cell.clusters // asked], (sets, 1))


def within_sessions(chances, cell, number, generator):
    """Return the chances of people whose sessions lean more or less than others."""
    level = generator.random((len(chances), cell.clusters))[:, number]
    strength = (1 - cell.resemblance) / cell.resemblance
    return betaincinv(chances * strength, (1 - chances) * strength, level)


def raked(groups, wanted):
    """Return weights with which all margins are met, for many surveys at once."""
    weights = np.ones(groups[0].shape)
    for _ in range(ROUNDS):
        for own, shares in zip(groups, wanted, strict=True):
            factors = np.ones(weights.shape)
            whole = weights.sum(axis=1, keepdims=True)
            for number, share in enumerate(shares):
                inside = own == number
                met = (weights * inside).sum(axis=1, keepdims=True)
                factor = np.divide(share * whole, met, out=np.ones(met.shape), where=met > 0)
                factors = np.where(inside, factor, factors)
            weights = weights * factors
    return weights
