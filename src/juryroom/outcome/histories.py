"""The probability of every way in which juries stand, or have ended, carried from ballot to ballot.

`Room` says what is solved, and in which order things come at a ballot; this is the arithmetic.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, final

import numpy as np
from scipy import sparse

from juryroom.errors import NotAbsorbingError, Problem
from juryroom.markov.absorbing import AbsorbingChain, unabsorbed
from juryroom.markov.arrays import FloatArray, IntArray, Matrix
from juryroom.outcome.changes import Situation, Standing, after
from juryroom.outcome.events import AtBallot, Happening
from juryroom.outcome.law import share
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard, Patience, SplitHazard
from juryroom.outcome.seats import Seats
from juryroom.outcome.solve import scaled_columns
from juryroom.procedure.decision_rule import DecisionRule, Ending


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOutcome:
    """How a jury's work on one count ends, and what happened on the way, in probability.

    Parameters
    ----------
    outcome
        The endings. Its last split counts guilty votes among however many jurors then sit.
    took_place
        For each of the room's happenings, in their order, the probability that it took place
        before the jury's work ended.
    hung_with
        The probability of hanging with each split: guilty votes, not-guilty votes. They sum to the
        probability of a hung jury.
    """

    outcome: Outcome
    took_place: tuple[float, ...]
    hung_with: dict[tuple[int, int], float]

    def __str__(self) -> str:
        """Return the endings as `Outcome` shows them."""
        return str(self.outcome)

    def as_json(self) -> dict[str, Any]:
        """Return every number at full precision, under its name."""
        return {
            **self.outcome.as_json(),
            "took_place": list(self.took_place),
            "hung_with": {f"{g}-{n}": p for (g, n), p in sorted(self.hung_with.items())},
        }


class After(NamedTuple):
    """The probability of each ending by the count of a ballot, and that the jury is still out."""

    ballot: int
    guilty: float
    not_guilty: float
    hung: float
    still_out: float


@final
@dataclass(slots=True, kw_only=True)
class Histories:
    """The juries that are out, and the totals of those that have ended.

    Parameters
    ----------
    happenings
        What may happen, in the room's order.
    patience
        When the court gives up.
    out
        The juries that are out; before the first ballot, all of them.
    """

    happenings: tuple[Happening, ...]
    patience: Patience
    out: list[Standing]
    verdicts: FloatArray = field(default_factory=lambda: np.zeros(4))
    ballots: float = 0.0
    hung: dict[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    happened: dict[int, float] = field(default_factory=dict[int, float])

    def take(self, ballot: int) -> After:
        """Take that ballot with every jury that is out, after what is due before it."""
        for place, happening in enumerate(self.happenings):
            if happening.when == AtBallot(ballot):
                juries, self.out = _merged(self.out), []
                for jury in juries:
                    self._happen((place,), jury)
        juries, self.out = _merged(self.out), []
        for jury in juries:
            self.ballots += float(jury.mass.sum()) if ballot else 0.0
            standing = self._count(jury, ballot)
            self.out.append(Standing(jury.situation, standing, anew=False))
        still_out = float(sum(jury.mass.sum() for jury in self.out))
        hung = float(sum(self.hung.values()))
        return After(ballot, float(self.verdicts[0]), float(self.verdicts[1]), hung, still_out)

    def run_out(self, last_date: int) -> None:
        """Take every further ballot; all are counted as the one of the last date is."""
        self.out = _merged(self.out)
        while self.out:
            # Where more is still to happen comes first: it leads to where less is.
            self.out.sort(key=lambda jury: len(jury.situation.waiting))
            jury = self.out.pop()
            self.ballots += float(jury.mass.sum())
            standing = self._count(jury, last_date)
            if standing.any():
                self._run_out(jury.situation, standing, last_date)
            self.out = _merged(self.out)

    def outcome(self, *, knows_minds: bool) -> RoomOutcome:
        """Return the endings, once no jury is out."""
        guilty, not_guilty, against_guilty, against_not_guilty = map(float, self.verdicts)
        hung = float(sum(self.hung.values()))
        splits = dict.fromkeys(sorted({votes for votes, _ in self.hung}), 0.0)
        for (votes, _), chance in self.hung.items():
            splits[votes] += chance / hung
        against = {
            Ending.GUILTY: share(against_guilty, guilty),
            Ending.NOT_GUILTY: share(against_not_guilty, not_guilty),
        }
        outcome = Outcome(
            guilty=guilty,
            not_guilty=not_guilty,
            hung=hung,
            mean_ballots=self.ballots,
            last_split_when_hung=splits or None,
            against_verdict=against if knows_minds else None,
        )
        took_place = tuple(self.happened.get(place, 0.0) for place in range(len(self.happenings)))
        return RoomOutcome(outcome=outcome, took_place=took_place, hung_with=dict(self.hung))

    def _count(self, jury: Standing, ballot: int) -> FloatArray:
        """Take one ballot with these juries; return how those stand that just go on."""
        situation = jury.situation
        jurors, rule = situation.seats, situation.rule_at(ballot)
        mass = jury.mass if jury.anew else jury.mass @ situation.moves
        verdict = _verdicts(jurors, rule)
        self.verdicts += mass @ verdict
        mass = mass * _is_open(verdict)
        gives_up = self._gives_up(jury, ballot)
        self._hang(jurors, mass * gives_up)
        mass = mass * (1 - gives_up)
        for votes, places in situation.due_on_split(self.happenings).items():
            shown = jurors.guilty_votes == votes
            self._happen(places, Standing(situation, mass * shown, anew=False))
            mass = mass * ~shown
        return mass

    def _gives_up(self, jury: Standing, ballot: int) -> FloatArray:
        """Return the chance of discharge after that ballot, in each state."""
        if isinstance(self.patience, BallotCap):
            given_up = float(ballot >= self.patience.ballots)
            return np.full(len(jury.mass), given_up)
        return np.zeros(len(jury.mass)) if jury.anew else self._hazard(jury.situation.seats)

    def _hazard(self, jurors: Seats) -> FloatArray:
        if isinstance(self.patience, HangHazard | SplitHazard):
            return np.array(self.patience.hazards(jurors.jury_size))[jurors.guilty_votes]
        return np.zeros(len(jurors.counts))

    def _happen(self, places: tuple[int, ...], jury: Standing) -> None:
        """Let happen what is due, in order, and keep the juries that go on."""
        if not jury.mass.any():
            return
        for place in places:
            if place not in jury.situation.waiting:
                continue
            self.happened[place] = self.happened.get(place, 0.0) + float(jury.mass.sum())
            changed = after(self.happenings[place], place, jury)
            if changed is None:
                self._hang(jury.situation.seats, jury.mass)
                return
            jury = changed
        self.out.append(jury)

    def _hang(self, jurors: Seats, mass: FloatArray) -> None:
        by_votes = np.zeros(jurors.jury_size + 1)
        np.add.at(by_votes, jurors.guilty_votes, mass)
        self._hang_with(by_votes)

    def _hang_with(self, by_votes: FloatArray) -> None:
        for votes in map(int, np.flatnonzero(by_votes)):
            split = (votes, len(by_votes) - 1 - votes)
            self.hung[split] = self.hung.get(split, 0.0) + float(by_votes[votes])

    def _run_out(self, situation: Situation, standing: FloatArray, last_date: int) -> None:
        """Solve for every further ballot of juries that have just been counted and go on."""
        due = situation.due_on_split(self.happenings)
        jurors = situation.seats
        further = _further(situation, standing, last_date, self._hazard(jurors), list(due))
        verdicts, ballots, hangs, shows = further.totals(standing)
        self.verdicts += verdicts
        self.ballots += ballots
        self._hang_with(hangs)
        at_split = np.zeros(len(standing))
        at_split[further.shown] = shows
        for votes, places in due.items():
            mass = at_split * (jurors.guilty_votes == votes)
            self._happen(places, Standing(situation, mass, anew=False))


class _Further(NamedTuple):
    """The absorbing chain of one situation after the last date.

    `rows` are the states in which a jury just goes on, `shown` those for whose split something
    waits; the others are where a ballot from `rows` ends the chain.
    """

    rows: IntArray
    shown: IntArray
    chain: AbsorbingChain
    verdicts: FloatArray
    hangs: FloatArray
    shows: FloatArray

    def totals(self, standing: FloatArray) -> tuple[FloatArray, float, FloatArray, FloatArray]:
        """Return the totals over all further ballots: verdicts, ballots, hung splits, states shown."""
        one_ballot = np.ones((len(self.rows), 1))
        each = np.hstack([self.verdicts, one_ballot, self.hangs, self.shows])
        total = standing[self.rows] @ self.chain.total(each)
        hangs_end = 5 + self.hangs.shape[1]
        return total[:4], float(total[4]), total[5:hangs_end], total[hangs_end:]


def _further(
    situation: Situation,
    standing: FloatArray,
    last_date: int,
    hazard: FloatArray,
    due: list[int],
) -> _Further:
    """Return the chain of the juries that stand so; raise where one of them can never end."""
    jurors, P = situation.seats, situation.moves
    verdict = _verdicts(jurors, situation.rule_at(last_date))
    is_open = _is_open(verdict)
    waits = is_open * np.isin(jurors.guilty_votes, due)
    rows, shown = _reached(P, standing, is_open - waits), np.flatnonzero(waits)
    leaving = P[rows]
    verdicts = leaving @ verdict
    splits = np.eye(jurors.jury_size + 1)[jurors.guilty_votes]
    hangs = leaving @ ((is_open * hazard)[:, None] * splits)
    shows = _dense(scaled_columns(leaving[:, shown], 1 - hazard[shown]))
    Q = scaled_columns(leaving[:, rows], 1 - hazard[rows])
    ends = np.hstack([verdicts[:, :2], hangs, shows])
    try:
        chain = AbsorbingChain(Q, ends)
    except NotAbsorbingError as error:
        stuck = np.unique(jurors.guilty_votes[rows[unabsorbed(Q, ends)]])
        raise NotAbsorbingError(_never_ends(situation, last_date, stuck)) from error
    return _Further(rows, shown, chain, verdicts, hangs, shows)


def _reached(P: Matrix, standing: FloatArray, inside: FloatArray) -> IntArray:
    """Return the states in which the juries can come to stand before the chain ends."""
    reached = standing > 0
    while True:
        wider = reached | ((reached.astype(np.float64) @ P > 0) & (inside > 0))
        if (wider == reached).all():
            return np.flatnonzero(reached)
        reached = wider


def _dense(matrix: Matrix) -> FloatArray:
    return matrix.toarray() if isinstance(matrix, sparse.sparray) else matrix


def _never_ends(situation: Situation, ballot: int, stuck: IntArray) -> Problem:
    return Problem(
        f"{situation.model}, {situation.rule_at(ballot)}",
        f"juries that can never agree, with guilty votes of {', '.join(map(str, stuck))}",
        "a court that waits for ever needs a jury that can reach a verdict from every division "
        "that comes about",
        "patience that ends, for example BallotCap(ballots=50) or HangHazard(per_ballot=0.02): "
        "such a jury then hangs",
    )


def _merged(juries: list[Standing]) -> list[Standing]:
    """Return the juries with those in one situation put together, and without empty ones."""
    together: dict[tuple[Situation, bool], FloatArray] = {}
    for situation, mass, anew in juries:
        if mass.any():
            key = (situation, anew)
            together[key] = together[key] + mass if key in together else mass
    return [Standing(situation, mass, anew) for (situation, anew), mass in together.items()]


def _verdicts(jurors: Seats, rule: DecisionRule) -> FloatArray:
    """Return for each state: is it guilty, is it not guilty, and the share of jurors against each."""
    n = jurors.jury_size
    guilty = jurors.guilty_votes >= rule.to_convict
    not_guilty = n - jurors.guilty_votes >= rule.to_acquit
    minds = jurors.guilty_minds
    return np.column_stack(
        [guilty, not_guilty, guilty * (n - minds) / n, not_guilty * minds / n]
    ).astype(np.float64)


def _is_open(verdict: FloatArray) -> FloatArray:
    """Return 1 for each state that is no verdict, and 0 for the others."""
    return 1 - verdict[:, 0] - verdict[:, 1]
