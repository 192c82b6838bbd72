"""Ordered juries to try: every split, and the laws from each."""

from collections.abc import Iterable

import numpy as np

from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.ordered import OrderedModel, splits
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.ordered_ballot import OrderedBallot, Split
from juryroom.outcome.ordered import OrderedOutcome, OrderedPatience, OrderedTrial
from juryroom.outcome.outcome import Outcome
from juryroom.outcome.patience import BallotCap, HangHazard, Never
from juryroom.trial import Trial

PATIENCES: tuple[OrderedPatience, ...] = (
    Never(),
    BallotCap(ballots=7),
    HangHazard(per_ballot=0.03),
)


def every_split(jury_size: int, options: int) -> list[Split]:
    return [tuple(split) for split in splits(jury_size, options).tolist()]


def solved(
    model: OrderedModel,
    split: Iterable[int],
    patience: OrderedPatience | None = None,
    votes_needed: int | None = None,
) -> OrderedOutcome:
    """Return the outcome from `split`; the options are named by their numbers."""
    split = tuple(split)
    return OrderedTrial(
        options=[str(option) for option in range(len(split))],
        first_ballot=OrderedBallot.known(split),
        model=model,
        votes_needed=votes_needed,
        patience=patience or Never(),
    ).solve()


def verdicts(outcome: OrderedOutcome) -> list[float]:
    return list(outcome.verdicts.values())


def at_least(outcome: OrderedOutcome) -> list[float]:
    """Return the probability of each option or a more punitive one."""
    return np.cumsum(verdicts(outcome)[::-1])[::-1].tolist()


def binary(
    guilty_votes: int,
    jury_size: int,
    patience: OrderedPatience | None = None,
    model: TugOfWar | None = None,
) -> Outcome:
    ballot = FirstBallot.known(guilty_votes, jury_size)
    return Trial(model or TugOfWar(), ballot, patience=patience or Never()).solve()
