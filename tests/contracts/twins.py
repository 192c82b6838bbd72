"""The models and the law a second time, in fractions, from their definitions alone.

Nothing here shares code or method with the package, but for the short exact solver of
`juryroom.markov.rational`: matrices are lists, jurors are moved one at a time.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from juryroom.markov import rational
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience
from juryroom.procedure.decision_rule import DecisionRule, Ending

Rows = list[list[Fraction]]
Juror = tuple[int, int]
"""View and vote: 1 is guilty."""


class Walk(NamedTuple):
    """States with the votes and minds seen in each, the moves, and where each jury starts."""

    rows: Rows
    votes: list[int]
    minds: list[int]
    starts: list[int]


class Law(NamedTuple):
    """What `deliberation_law` gives, for each first ballot."""

    endings: Rows
    splits: Rows
    ballots: list[Fraction]
    dissent: Rows


def linear_pull(n: int, inertia: Fraction) -> Walk:
    def move(g: int, to: int) -> Fraction:
        if g in {0, n}:
            return Fraction(g == to)
        chances = {g + 1: (1 - inertia) * g / n, g - 1: (1 - inertia) * (n - g) / n, g: inertia}
        return chances.get(to, Fraction(0))

    return _votes_only(n, [[move(g, to) for to in range(n + 1)] for g in range(n + 1)])


def tug_of_war(n: int, slope: Fraction, bias: Fraction, movers: int) -> Walk:
    def move(g: int, to: int) -> Fraction:
        if g in {0, n}:
            return Fraction(g == to)
        m = Fraction(1, 2) + slope * ((g - bias) / n - Fraction(1, 2))
        up, down = m**movers, (1 - m) ** movers
        return {g + 1: up, g - 1: down, g: 1 - up - down}.get(to, Fraction(0))

    return _votes_only(n, [[move(g, to) for to in range(n + 1)] for g in range(n + 1)])


def _votes_only(n: int, rows: Rows) -> Walk:
    everyone = list(range(n + 1))
    return Walk(rows, everyone, everyone, everyone)


def juror_by_juror(
    n: int, persuasion: Fraction, to_convict: Fraction, to_acquit: Fraction, *, merged: bool
) -> Walk:
    """Return minds and votes with a state for every juror, or with jurors of a kind `merged`."""
    kinds: list[Juror] = [(1, 1), (1, 0), (0, 1), (0, 0)]
    every = list(product(kinds, repeat=n))
    juries = sorted({_merge(jury, merged=merged) for jury in every})
    place = {jury: i for i, jury in enumerate(juries)}
    rows: Rows = []
    for jury in juries:
        row: defaultdict[int, Fraction] = defaultdict(Fraction)
        for i, juror in enumerate(jury):
            others = [vote for j, (_, vote) in enumerate(jury) if j != i]
            for after, chance in think_again(juror, others, persuasion, to_convict, to_acquit):
                now = (*jury[:i], after, *jury[i + 1 :])
                row[place[_merge(now, merged=merged)]] += chance / n
        rows.append([row[s] for s in range(len(juries))])
    starts = [
        place[_merge(((1, 1),) * k + ((0, 0),) * (n - k), merged=merged)] for k in range(n + 1)
    ]
    votes = [sum(vote for _, vote in jury) for jury in juries]
    minds = [sum(mind for mind, _ in jury) for jury in juries]
    return Walk(rows, votes, minds, starts)


def _merge(jury: tuple[Juror, ...], *, merged: bool) -> tuple[Juror, ...]:
    return tuple(sorted(jury)) if merged else jury


def think_again(
    juror: Juror, others: list[int], persuasion: Fraction, to_convict: Fraction, to_acquit: Fraction
) -> list[tuple[Juror, Fraction]]:
    view = juror[0]
    moved = persuasion * _opposite(others, view)
    after: list[tuple[Juror, Fraction]] = []
    for now, chance in ((1 - view, moved), (view, 1 - moved)):
        yields = (to_acquit if now else to_convict) * _opposite(others, now)
        after += [((now, 1 - now), chance * yields), ((now, now), chance * (1 - yields))]
    return after


def _opposite(others: list[int], view: int) -> Fraction:
    return Fraction(sum(vote != view for vote in others), len(others))


def pressed_votes(walk: Walk, n: int, pressure: Fraction) -> Walk:
    """Return a chain on votes under pressure: one more guilty vote, with that chance per ballot."""
    rows = [
        [
            (1 - pressure) * walk.rows[g][to] + pressure * (to == min(g + 1, n))
            for to in range(n + 1)
        ]
        for g in range(n + 1)
    ]
    return walk._replace(rows=rows)


def law(walk: Walk, rule: DecisionRule, patience: Patience) -> Law:
    """Return the law by telling apart every way to end: verdict and minds, or hung and votes."""
    n = rule.jury_size
    verdict = [rule.ending(votes) for votes in walk.votes]
    still = [s for s, ending in enumerate(verdict) if ending is None]
    ways = [(e, minds) for e in (Ending.GUILTY, Ending.NOT_GUILTY) for minds in range(n + 1)]
    ways += [(Ending.HUNG, votes) for votes in range(n + 1)]
    hazard = Fraction(patience.per_ballot) if isinstance(patience, HangHazard) else Fraction(0)

    Q = [[(1 - hazard) * walk.rows[s][t] for t in still] for s in still]
    R: Rows = []
    for s in still:
        row = [Fraction(0)] * len(ways)
        for t, chance in enumerate(walk.rows[s]):
            ending = verdict[t]
            if ending is None:
                row[ways.index((Ending.HUNG, walk.votes[t]))] += hazard * chance
            else:
                row[ways.index((ending, walk.minds[t]))] += chance
        R.append(row)

    if isinstance(patience, BallotCap):
        stopped = rational.capped(Q, R, patience.ballots) if still else None
        absorbed = stopped.absorbed if stopped else []
        ballots = stopped.mean_steps if stopped else []
        for row, left in zip(absorbed, stopped.at_cap if stopped else [], strict=True):
            for t, chance in zip(still, left, strict=True):
                row[ways.index((Ending.HUNG, walk.votes[t]))] += chance
    else:
        assert isinstance(patience, Never | HangHazard)
        absorbed, ballots = rational.absorption(Q, R), rational.mean_steps(Q)

    found = Law([], [], [], [])
    for start in walk.starts:
        ending = verdict[start]
        if ending is None:
            row, taken = absorbed[still.index(start)], ballots[still.index(start)]
        else:
            row = [Fraction(way == (ending, walk.minds[start])) for way in ways]
            taken = Fraction(0)
        chance = dict(zip(ways, row, strict=True))
        found.endings.append(
            [
                sum((p for (e, _), p in chance.items() if e == ending), Fraction(0))
                for ending in Ending
            ]
        )
        found.splits.append([chance[Ending.HUNG, votes] for votes in range(n + 1)])
        found.ballots.append(taken)
        found.dissent.append(
            [
                sum(
                    (chance[Ending.GUILTY, m] * Fraction(n - m, n) for m in range(n + 1)),
                    Fraction(0),
                ),
                sum(
                    (chance[Ending.NOT_GUILTY, m] * Fraction(m, n) for m in range(n + 1)),
                    Fraction(0),
                ),
            ]
        )
    return found
