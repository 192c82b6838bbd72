"""Several counts before one jury: the probability of every pattern of verdicts.

Counts hang together in two ways. Jurors who lean to guilty on one count lean so on another: that
is in the joint first ballot. And counts are talked over together: the court's patience ends for all
of them at once, and a juror who yields may yield on more than one. `in_turn` takes the first alone,
`together` both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, assert_never, cast, final

import numpy as np

from juryroom.deliberation.interface import Chain, DeliberationModel
from juryroom.errors import OutOfDomainError, Problem
from juryroom.jury.joint_ballot import JointBallot
from juryroom.markov.arrays import BoolArray, FloatArray, IntArray
from juryroom.outcome.joint_walk import SharedPatience, joint_moves, walked
from juryroom.outcome.outcome import SUM_TOLERANCE
from juryroom.outcome.patience import BallotCap, HangHazard, Never, in_ballots
from juryroom.outcome.shared_clock import after_ballots, contracted, stopped_at_random
from juryroom.outcome.solve import deliberation_law
from juryroom.parameters import Parameter
from juryroom.procedure.decision_rule import DecisionRule, Ending

MOST_TOGETHER = 3
_COUNTS_TOGETHER = Parameter(
    "counts",
    1,
    MOST_TOGETHER,
    "counts",
    "the counts that one draw may move together: with a spill-over",
    whole=True,
)
_SPILL_OVER = Parameter(
    "spill_over",
    0.0,
    1.0,
    "probability",
    "the chance that at a ballot one draw moves the votes on every count",
)
_ENDINGS = tuple(Ending)
_HUNG = _ENDINGS.index(Ending.HUNG)

Pattern = tuple[Ending, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PatternOutcome:
    """How one jury's work on several counts ends, in probability.

    Parameters
    ----------
    counts
        The names of the counts.
    patterns
        Probability of each pattern of endings, one ending a count in the order of `counts`. Each is
        computed; none is what the others leave.
    method
        How the numbers were obtained.

    Raises
    ------
    OutOfDomainError
        If the probabilities do not sum to one within 1e-10.
    """

    counts: tuple[str, ...]
    patterns: Mapping[Pattern, float]
    method: str = "exact"

    def __post_init__(self) -> None:
        total = sum(self.patterns.values())
        if not abs(total - 1) <= SUM_TOLERANCE:
            raise OutOfDomainError(
                Problem(
                    "PatternOutcome",
                    f"probabilities that sum to {total!r}",
                    "a jury's work ends in one pattern of verdicts and counts left hung",
                    f"probabilities that sum to 1 within {SUM_TOLERANCE:g}",
                )
            )

    def of_count(self, name: str) -> Mapping[Ending, float]:
        """Return the probability of each ending of one count, whatever the others."""
        place = self.counts.index(name)
        return {
            ending: sum(p for pattern, p in self.patterns.items() if pattern[place] is ending)
            for ending in _ENDINGS
        }

    @property
    def partial_verdict(self) -> float:
        """The probability of a verdict on some counts and a hung jury on the others."""
        return sum(
            p
            for pattern, p in self.patterns.items()
            if Ending.HUNG in pattern and set(pattern) != {Ending.HUNG}
        )

    @property
    def hung_counts(self) -> tuple[float, ...]:
        """The probability that the jury hangs on 0, 1, ... of the counts."""
        found = [0.0] * (len(self.counts) + 1)
        for pattern, p in self.patterns.items():
            found[pattern.count(Ending.HUNG)] += p
        return tuple(found)

    def __str__(self) -> str:
        """Return the likely patterns, those first that are likeliest."""
        likely = sorted(self.patterns.items(), key=lambda item: -item[1])
        shown = [
            f"{', '.join(ending.value.replace('_', ' ') for ending in pattern)}: {p:.3f}"
            for pattern, p in likely
            if p >= 0.0005
        ]
        return f"{'; '.join(shown)} ({self.method})"

    def as_json(self) -> dict[str, Any]:
        """Return every number at full precision, under its name."""
        return {
            "counts": list(self.counts),
            "patterns": [
                {"endings": [ending.value for ending in pattern], "probability": p}
                for pattern, p in self.patterns.items()
            ],
            "partial_verdict": self.partial_verdict,
            "hung_counts": list(self.hung_counts),
            "method": self.method,
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralCounts:
    """A trial of several counts before one jury.

    Parameters
    ----------
    counts
        The names of the counts, each its own.
    first_ballot
        How many jurors first vote guilty on each.
    models
        How votes move: one model for every count, or one a count.
    rule
        The votes that are a verdict, on every count; None for a unanimous jury.
    patience
        When the court gives up.

    Examples
    --------
    >>> from juryroom.deliberation.models.tug_of_war import TugOfWar
    >>> trial = SeveralCounts(
    ...     counts=("assault", "trafficking"),
    ...     first_ballot=JointBallot.leanings((0.7, 0.5), 12, alike=0.4, resemblance=0.1),
    ...     models=(TugOfWar(),),
    ...     patience=HangHazard(per_ballot=0.02),
    ... )
    >>> trial.in_turn().partial_verdict, trial.together().partial_verdict
    (0.3319, 0.1830)
    """

    counts: tuple[str, ...]
    first_ballot: JointBallot
    models: tuple[DeliberationModel, ...]
    rule: DecisionRule | None = None
    patience: SharedPatience = field(default_factory=Never)

    def __post_init__(self) -> None:
        found = len(self.counts)
        named = found == len(set(self.counts)) == self.first_ballot.counts
        sized = self.decision_rule.jury_size == self.first_ballot.jury_size
        if not (named and sized and len(self.models) in {1, found}):
            raise OutOfDomainError(
                Problem(
                    "SeveralCounts",
                    f"{found} names, {len(self.models)} models, first ballots of "
                    f"{self.first_ballot.jury_size} jurors on {self.first_ballot.counts} counts, "
                    f"the rule {self.decision_rule}",
                    "one jury votes on every count, and each count has a name of its own",
                    "as many names as first ballots, one model or one a count, and a rule for the "
                    "jurors who vote",
                )
            )
        # A caller without a type checker can pass any patience.
        object.__setattr__(self, "patience", in_ballots(self.patience, "SeveralCounts"))
        if not isinstance(cast("object", self.patience), SharedPatience):
            raise OutOfDomainError(
                Problem(
                    "SeveralCounts.patience",
                    str(self.patience),
                    "a patience that goes by guilty votes goes by those on one count",
                    "Never, BallotCap or HangHazard",
                )
            )

    @property
    def decision_rule(self) -> DecisionRule:
        """The rule in force: the one given, or unanimity."""
        return self.rule or DecisionRule.unanimous(self.first_ballot.jury_size)

    @property
    def model_by_count(self) -> tuple[DeliberationModel, ...]:
        """The model of each count."""
        return (
            self.models if len(self.models) == len(self.counts) else self.models * len(self.counts)
        )

    def in_turn(self) -> PatternOutcome:
        """Return the patterns where the counts are deliberated one after the other, exactly.

        Given the joint first ballot each count ends by itself, with a patience of its own. So the
        probability of a pattern is a sum over joint first ballots of a product, one factor a count:
        the table of first ballots is contracted with the three columns of each count's law. The
        space of all counts' votes is never walked. The order of the counts does not matter.
        """
        laws = [
            deliberation_law(model, self.decision_rule, self.patience).endings
            for model in self.model_by_count
        ]
        return self._outcome(contracted(self.first_ballot.probabilities, laws))

    def together(self, *, spill_over: float = 0.0) -> PatternOutcome:
        """Return the patterns where one ballot is taken on every open count at a time, exactly.

        The court's patience is one: when it ends, every count without a verdict is hung. A count
        with a verdict is closed.

        Parameters
        ----------
        spill_over
            The chance, 0 to 1, that at a ballot one draw moves the votes on every open count, so
            that they move the same way as far as they can; otherwise each moves by a draw of its
            own. A count by itself moves as it would alone.

        Raises
        ------
        OutOfDomainError
            If there are more than three counts and a spill-over, or a model is no chain.
        NotAbsorbingError
            If the court waits for ever and some divided jury never ends.

        Notes
        -----
        Without a spill-over the patterns are a sum over the ballot at which the court stops
        (`juryroom.outcome.shared_clock`). With one the states are the votes on all counts,
        (n + 1)^counts of them; one sparse system gives the expected visits to each from the joint
        first ballot, and every pattern is a sum over them.
        """
        _SPILL_OVER.check(spill_over, owner="SeveralCounts.together")
        if spill_over == 0:
            return self._outcome(self._apart())
        _COUNTS_TOGETHER.check(len(self.counts), owner="SeveralCounts.together")
        return self._outcome(self._walked(spill_over))

    def _apart(self) -> FloatArray:
        """Return the patterns where no draw moves two counts at once."""
        first, moves = self.first_ballot.probabilities, self._moves_by_count()
        by_votes = np.array([_ENDINGS.index(e or Ending.HUNG) for e in self._endings()])
        ends = np.eye(len(_ENDINGS))[by_votes]
        match self.patience:
            case BallotCap(ballots=cap):
                return contracted(first, after_ballots(moves, ends, cap))
            case HangHazard(per_ballot=hazard) if hazard > 0:
                return stopped_at_random(first, moves, ends, hazard, _HUNG)
            case Never() | HangHazard():
                # A court that waits gives every count its own time.
                laws = [
                    deliberation_law(model, self.decision_rule, Never()).endings
                    for model in self.model_by_count
                ]
                return contracted(first, laws)
            case _:
                assert_never(self.patience)

    def _walked(self, spill_over: float) -> FloatArray:
        """Return the patterns by the visits to the votes on all counts."""
        moves = joint_moves(self._moves_by_count(), spill_over)
        start = self.first_ballot.probabilities.ravel()
        found = walked(moves, start, self._pattern_of_state(), self._done(), self.patience)
        return found.reshape((3,) * len(self.counts))

    def _done(self) -> BoolArray:
        """Return for each pattern whether it leaves no count open."""
        every = product(range(len(_ENDINGS)), repeat=len(self.counts))
        return np.array([_HUNG not in ends for ends in every])

    def _outcome(self, table: FloatArray) -> PatternOutcome:
        endings = product(_ENDINGS, repeat=len(self.counts))
        return PatternOutcome(
            counts=self.counts,
            patterns=dict(zip(endings, table.ravel().tolist(), strict=True)),
        )

    def _endings(self) -> tuple[Ending | None, ...]:
        """Return the verdict at each number of guilty votes; None where there is none."""
        votes = range(self.first_ballot.jury_size + 1)
        return tuple(self.decision_rule.ending(number) for number in votes)

    def _pattern_of_state(self) -> IntArray:
        """Return for each joint state the index of its pattern; a count without verdict is hung."""
        n = self.first_ballot.jury_size
        by_votes = np.array([_ENDINGS.index(e or Ending.HUNG) for e in self._endings()])
        votes = np.indices((n + 1,) * len(self.counts)).reshape(len(self.counts), -1)
        places = 3 ** np.arange(len(self.counts) - 1, -1, -1)
        return places @ by_votes[votes]

    def _moves_by_count(self) -> list[FloatArray]:
        """Return the moves of each count at one ballot; a count with a verdict stays."""
        n = self.first_ballot.jury_size
        decided = [votes for votes, ending in enumerate(self._endings()) if ending]
        matrices: list[FloatArray] = []
        for model in self.model_by_count:
            if not isinstance(model, Chain):
                raise OutOfDomainError(
                    Problem(
                        "SeveralCounts.together",
                        f"the model '{model.card.name}'",
                        "counts are taken together ballot by ballot, by their guilty votes alone",
                        "a chain; or in_turn(), which takes any model",
                    )
                )
            matrix = model.transition_matrix(n).copy()
            matrix[decided] = np.eye(n + 1)[decided]
            matrices.append(matrix)
        return matrices
