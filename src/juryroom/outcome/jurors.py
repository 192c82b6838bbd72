"""A trial before jurors who differ: the vote of each is a state, and the error is bounded.

One system of equations gives everything about one first ballot: the expected visits to each vote of
the jury that is no verdict. A verdict, a ballot and the split of a jury that hangs are sums over
those visits, and one residual bounds them all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import comb
from typing import NamedTuple, final

import numpy as np

from juryroom.deliberation.jurors import Juror, Jurors
from juryroom.errors import NotAbsorbingError, OutOfDomainError, Problem
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import vote_counts
from juryroom.markov.arrays import FloatArray
from juryroom.markov.flips import LARGEST_ERROR, Box, Flow, visits
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, Never, Patience
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule

SPENT = 1e-16
"""Mass that is left to deliberate below which a capped jury is not followed further."""

_LEANING = Parameter("leaning", 0.0, 1.0, "probability", "the chance that the juror votes guilty")


class Certified(NamedTuple):
    """An outcome and a bound on its error."""

    outcome: Outcome
    error: float
    """No probability of an ending is off by more; the mean of the ballots is not covered."""
    states: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JurorsTrial:
    """A trial of one count before jurors who differ.

    Parameters
    ----------
    jurors
        Who they are.
    first
        How they first vote: the chance that each votes guilty, in the order of the seats,
        independently (0 and 1 where the vote is known); or a `FirstBallot`, where only the number of
        guilty votes is known and any jurors may have cast them.
    rule
        The votes that are a verdict; None for a unanimous jury.
    patience
        When the court gives up.

    Raises
    ------
    OutOfDomainError
        If jurors, first votes and rule are not of one number of jurors.

    Examples
    --------
    Four who are alike and two of double influence; the two vote guilty.

    >>> jurors = Jurors.of([0.5] * 6, [1, 1, 1, 1, 2, 2])
    >>> print(JurorsTrial(jurors=jurors, first=(0, 0, 0, 0, 1, 1)).solve())
    guilty 0.462; not guilty 0.538; hung 0.000 (exact)
    """

    jurors: Jurors
    first: FirstBallot | tuple[float, ...]
    rule: DecisionRule | None = None
    patience: Patience = field(default_factory=Never)

    def __post_init__(self) -> None:
        voters = self.first.jury_size if isinstance(self.first, FirstBallot) else len(self.first)
        if not self.jurors.size == voters == self.decision_rule.jury_size:
            raise OutOfDomainError(
                Problem(
                    "JurorsTrial",
                    f"{self.jurors.size} jurors, {voters} first votes, and the rule "
                    f"{self.decision_rule}",
                    "the jurors who vote first are those who decide",
                    "first votes and a decision rule for these jurors",
                )
            )
        if not isinstance(self.first, FirstBallot):
            for seat, leaning in enumerate(self.first, start=1):
                _LEANING.check(leaning, owner=f"JurorsTrial.first, seat {seat}")

    @property
    def decision_rule(self) -> DecisionRule:
        """The rule in force: the one given, or unanimity."""
        return self.rule or DecisionRule.unanimous(self.jurors.size)

    def solve(self) -> Outcome:
        """Return the probability of every ending, each right to 1e-10."""
        return self.certified().outcome

    def certified(self, *, lump: bool = True) -> Certified:
        """Return the outcome with a bound on its error.

        Parameters
        ----------
        lump
            Whether jurors of one type are counted together, which changes nothing but the work.

        Raises
        ------
        NotAbsorbingError
            If the court waits for ever and the jury can come to votes from which it never agrees.
        OutOfDomainError
            If no bound of 1e-10 can be given.
        """
        types = self.jurors.types if lump else [(place,) for place in range(self.jurors.size)]
        jury = _Jury.of(self, types)
        return jury.capped() if isinstance(self.patience, BallotCap) else jury.solved()


class _Jury(NamedTuple):
    """The states of one trial: the votes in each, where it starts, what is a verdict."""

    trial: JurorsTrial
    box: Box
    votes: FloatArray
    start: FloatArray
    guilty: FloatArray
    not_guilty: FloatArray

    @classmethod
    def of(cls, trial: JurorsTrial, types: Sequence[Sequence[int]]) -> "_Jury":
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


def _start(
    trial: JurorsTrial, types: Sequence[Sequence[int]], box: Box, votes: FloatArray
) -> FloatArray:
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


def change_by_first_vote(trial: JurorsTrial, seat: int) -> float:
    """Return the rise of P(guilty) if this juror first votes guilty instead of not guilty.

    Parameters
    ----------
    trial
        A trial that says how each juror first votes.
    seat
        1 to n.

    Raises
    ------
    OutOfDomainError
        If there is no such seat, or only the number of guilty votes is known.

    Examples
    --------
    >>> trial = JurorsTrial(jurors=Jurors.of([0.5] * 4, [1, 1, 1, 3]), first=(1, 0, 0, 0))
    >>> change_by_first_vote(trial, 1), change_by_first_vote(trial, 4)
    (0.2083, 0.3750)
    """
    _check_seat(trial, seat)
    if isinstance(trial.first, FirstBallot):
        raise OutOfDomainError(
            Problem(
                "change_by_first_vote",
                f"a first ballot of which only the number is known ({trial.first})",
                "the first vote of one juror can be changed where it is known who votes how",
                "a chance of a guilty vote for each seat",
            )
        )
    before, after = trial.first[: seat - 1], trial.first[seat:]
    guilty, not_guilty = (
        replace(trial, first=(*before, vote, *after)).solve().guilty for vote in (1.0, 0.0)
    )
    return guilty - not_guilty


def change_by_firmness(trial: JurorsTrial, seat: int) -> float:
    """Return the change of P(guilty) if this juror can no longer be persuaded.

    Parameters
    ----------
    trial
        The trial as it is.
    seat
        1 to n.

    Raises
    ------
    OutOfDomainError
        If there is no such seat.
    NotAbsorbingError
        If the court waits for ever and the jury may then never agree.
    """
    _check_seat(trial, seat)
    members = list(trial.jurors.members)
    members[seat - 1] = Juror(persuadability=0.0, influence=members[seat - 1].influence)
    firm = replace(trial, jurors=Jurors(tuple(members)))
    return firm.solve().guilty - trial.solve().guilty


def largest_change(
    trial: JurorsTrial, change: Callable[[JurorsTrial, int], float] = change_by_first_vote
) -> tuple[int, float]:
    """Return the seat whose juror can change P(guilty) the most, and by how much.

    Parameters
    ----------
    trial
        The trial as it is.
    change
        `change_by_first_vote` or `change_by_firmness`; the lowest seat is given where several
        change it as much.

    Examples
    --------
    >>> trial = JurorsTrial(jurors=Jurors.of([0.5] * 4, [1, 1, 1, 3]), first=(1, 0, 0, 0))
    >>> largest_change(trial)
    (4, 0.3750)
    """
    found: dict[object, tuple[int, float]] = {}
    for seat, juror in enumerate(trial.jurors.members, start=1):
        leaning = None if isinstance(trial.first, FirstBallot) else trial.first[seat - 1]
        # Jurors who are alike in everything make the same change.
        if (juror, leaning) not in found:
            found[juror, leaning] = (seat, change(trial, seat))
    largest = max(abs(moved) for _, moved in found.values())
    # Changes that differ by less than their errors are taken as the same.
    return next(pair for pair in found.values() if abs(pair[1]) >= largest - 4 * LARGEST_ERROR)


def _check_seat(trial: JurorsTrial, seat: int) -> None:
    Parameter(
        "seat", 1, trial.jurors.size, "none", "the place of one juror of the jury", whole=True
    ).check(seat, owner="JurorsTrial")
