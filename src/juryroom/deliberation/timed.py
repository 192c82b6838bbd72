"""What a model of votes and time gives: the law of both at the stop, or juries that are drawn."""

from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from juryroom.deliberation.interface import FloatArray, IntArray


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StubbornJuries:
    """Simulated juries: how each stood when it stopped, and when that was.

    Parameters
    ----------
    votes
        Guilty votes at the stop, shape ``(juries,)``.
    minutes
        Time of the stop, in the model's minutes of one draw each, shape ``(juries,)``.
    jury_size
        Jurors.
    """

    votes: IntArray
    minutes: FloatArray
    jury_size: int

    @property
    def counts(self) -> IntArray:
        """The number of juries that stopped with 0, 1, ..., n guilty votes."""
        return np.bincount(self.votes, minlength=self.jury_size + 1)


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StubbornLaw:
    """How stubborn juries stop and when: exact.

    Parameters
    ----------
    votes
        Probability of 0, 1, ..., n guilty votes at the stop, shape ``(n + 1,)``.
    mean_minutes, sd_minutes
        Mean and standard deviation of the time of the stop, over all juries.
    mean_minutes_by_votes, sd_minutes_by_votes
        The same of the juries that stop with 0, 1, ..., n guilty votes; not a number where none
        does, shape ``(n + 1,)``.
    minutes
        The times asked about, shape ``(times,)``.
    ended
        Probability to have stopped by each of them, time included, with each number of guilty
        votes, shape ``(times, n + 1)``.
    error
        The law is that of the model but for juries of this probability, by a bound; rounding of
        some 1e-13 comes on top.
    minutes_error
        Of the other juries the time is right within so many minutes.
    mean_error
        The bound of the error of `mean_minutes` that follows from both.
    states
        Numbers of votes times values of the chance of thinking again that were gone through.
    """

    votes: FloatArray
    mean_minutes: float
    sd_minutes: float
    mean_minutes_by_votes: FloatArray
    sd_minutes_by_votes: FloatArray
    minutes: FloatArray
    ended: FloatArray
    error: float
    minutes_error: float
    mean_error: float
    states: int


class FixedLaw(NamedTuple):
    """How juries stop that never become more stubborn: exact."""

    votes: FloatArray
    """Probability of 0, 1, ..., n guilty votes at the stop."""
    mean_minutes: float
