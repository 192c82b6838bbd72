"""The states of a jury of jurors who differ, and its solution with a bound on the error.

`juryroom.outcome.jurors.JurorsTrial` is the way to ask.
"""

from collections.abc import Sequence
from math import comb
from typing import NamedTuple, Protocol

import numpy as np

from juryroom.deliberation.jurors import Juror, Jurors
from juryroom.errors import NotAbsorbingError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import vote_counts
from juryroom.markov.arrays import FloatArray
from juryroom.markov.flips import Box, Flow, visits
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, Never, Patience
from juryroom.procedure.decision_rule import DecisionRule

SPENT = 1e-16
"""Mass that is left to deliberate below which a capped jury is not followed further."""


class Asked(Protocol):
    """What is asked of a jury of jurors who differ: the fields of a `JurorsTrial`."""

    @property
    def jurors(self) -> Jurors:
        """Who they are."""
        ...

    @property
    def first(self) -> FirstBallot | tuple[float, ...]:
        """How they first vote."""
        ...

    @property
    def decision_rule(self) -> DecisionRule:
        """The votes that are a verdict."""
        ...

    @property
    def patience(self) -> Patience:
        """When the court gives up."""
        ...


class _Plain(NamedTuple):
    jurors: Jurors
    first: FirstBallot | tuple[float, ...]
    decision_rule: DecisionRule
    patience: Patience


class Certified(NamedTuple):
    """An outcome and a bound on its error."""

    outcome: Outcome
    error: float
    """No probability of an ending is off by more; the mean of the ballots is not covered."""
    states: int


class Jury(NamedTuple):
    """The states of one trial: the votes in each, where it starts, what is a verdict."""

    trial: Asked
    box: Box
    votes: FloatArray
    start: FloatArray
    guilty: FloatArray
    not_guilty: FloatArray

    @classmethod
    def of(cls, trial: Asked, types: Sequence[Sequence[int]]) -> "Jury":
        """Return the states that count guilty votes in each group of seats."""
        box, rule = trial.jurors.box(types), trial.decision_rule
        votes = box.spread(np.ones(len(types)))
        guilty = votes >= rule.to_convict
        not_guilty = rule.jury_size - votes >= rule.to_acquit
        start = _start(trial, types, box, votes)
        return cls(trial, box, votes, start, guilty.astype(float), not_guilty.astype(float))

    def solved(self) -> Certified:
        """Return the outcome of a jury whose patience depends on nothing but the votes."""
        open_, stopped, stuck = 1 - self.guilty - self.not_guilty, self._stopped(), self._stuck()
        stopped = stopped * open_
        going = open_ * ~stuck
        flow = Flow.of(self.box, going, stopped)
        found = visits(flow, self.start * going)
        arrivals = flow.inflow(found.visits)
        if (self.start[stuck] > 0).any() or (arrivals[stuck] != 0).any():
            raise NotAbsorbingError(self._never())
        halted = stopped * (arrivals + (1 - flow.ways_out) * found.visits)
        return self._certified(arrivals, found.visits, halted, found.error)

    def capped(self) -> Certified:
        """Take the ballots one at a time, until the cap or until hardly any jury is left."""
        assert isinstance(self.trial.patience, BallotCap)
        open_ = 1 - self.guilty - self.not_guilty
        flow = Flow.of(self.box, open_, np.zeros_like(open_))
        now, spent = self.start * open_, np.zeros_like(open_)
        for _ in range(self.trial.patience.ballots):
            if now.sum() < SPENT:
                break
            spent += now
            now = flow.step(now) * open_
        ballots = float(spent.sum())
        error = 4 * (self.trial.jurors.size + 4) * float(np.finfo(np.float64).eps) * (1 + ballots)
        return self._certified(flow.inflow(spent), spent, now, error + SPENT)

    def check_can_end(self) -> None:
        """Raise where the jury can come to votes from which it never agrees, and may go on."""
        stuck = self._stuck()
        going = ((self.guilty + self.not_guilty) == 0) & ~stuck
        flow = Flow.of(self.box, going.astype(float), np.zeros_like(self.votes))
        reached, before = self.start > 0, -1
        while reached.sum() > before:
            before = reached.sum()
            reached |= flow.inflow((reached & going).astype(float)) > 0
        if reached[stuck].any():
            raise NotAbsorbingError(self._never())

    def _certified(
        self, arrivals: FloatArray, spent: FloatArray, halted: FloatArray, error: float
    ) -> Certified:
        ended = arrivals + self.start
        # A residual may leave a probability of 0 a little below it; the truth is not there.
        splits = np.maximum(np.bincount(self.votes.astype(np.int64), weights=halted), 0.0)
        hung = float(splits.sum())
        outcome = Outcome(
            guilty=max(float((self.guilty * ended).sum()), 0.0),
            not_guilty=max(float((self.not_guilty * ended).sum()), 0.0),
            hung=hung,
            mean_ballots=float(spent.sum()),
            last_split_when_hung=(
                {k: float(p) / hung for k, p in enumerate(splits) if p > 0} if hung > 0 else None
            ),
            against_verdict=None,
        )
        return Certified(outcome, error, len(self.votes))

    def _stopped(self) -> FloatArray:
        """Return the chance of discharge at the votes of each state."""
        patience, n = self.trial.patience, self.trial.jurors.size
        if isinstance(patience, Never | BallotCap):
            return np.zeros_like(self.votes)
        return np.array(patience.hazards(n))[self.votes.astype(np.int64)]

    def _stuck(self) -> np.typing.NDArray[np.bool_]:
        """Return the states from which no verdict can be reached, where nobody may stop the jury.

        One guilty vote that is seen can bring over every juror who moves, one after another; so all
        who move, and those who never do, can stand together for guilty. Where none is seen, no
        juror comes over. The other side likewise.
        """
        open_ = (1 - self.guilty - self.not_guilty) > 0
        if (self._stopped()[open_] > 0).all():
            return np.zeros_like(open_)
        rule, box = self.trial.decision_rule, self.box
        fixed = box.speeds == 0
        n, firm = rule.jury_size, box.spread(fixed.astype(float))
        moving, all_firm = int(box.counts[~fixed].sum()), int(box.counts[fixed].sum())
        seen = box.spread((box.weights > 0).astype(float))
        most = np.where(seen > 0, moving + firm, self.votes)
        most_against = np.where(seen[::-1] > 0, moving + all_firm - firm, n - self.votes)
        return open_ & (most < rule.to_convict) & (most_against < rule.to_acquit)

    def _never(self) -> Problem:
        return Problem(
            f"JurorsTrial, {self.trial.decision_rule}, {self.trial.patience}",
            "votes from which this jury can never agree, and which it can come to",
            "a court that waits for ever needs a jury that can reach a verdict: jurors of "
            "persuadability 0 on both sides, or out of the sight of any influence, keep it apart",
            "patience that ends at every split, for example BallotCap(ballots=50) or "
            "HangHazard(per_ballot=0.02)",
        )


def _start(trial: Asked, types: Sequence[Sequence[int]], box: Box, votes: FloatArray) -> FloatArray:
    """Return the chance of each state on the first ballot."""
    if isinstance(trial.first, FirstBallot):
        # Given their number, every set of jurors may have cast the guilty votes.
        n = trial.jurors.size
        per_set = np.array([p / comb(n, k) for k, p in enumerate(trial.first.probabilities)])
        sets = [np.array([float(comb(m, g)) for g in range(m + 1)]) for m in map(len, types)]
        return box.product(sets) * per_set[votes.astype(np.int64)]
    leanings = trial.first
    laws = [vote_counts([leanings[place] for place in group]) for group in types]
    return box.product([np.array(law) for law in laws])


def check_can_end(trial: Asked) -> None:
    """Raise `NotAbsorbingError` where the court may wait for ever; for juries of any size.

    Whether it may depends on who can move and who is seen, not on how much: four types at most.
    """
    members = tuple(
        Juror(persuadability=float(juror.persuadability > 0), influence=float(juror.influence > 0))
        for juror in trial.jurors.members
    )
    plain = _Plain(Jurors(members), trial.first, trial.decision_rule, trial.patience)
    Jury.of(plain, plain.jurors.types).check_can_end()
