"""A survey of people who could be jurors: who answered what, in which version of the trial.

A survey is read strictly. Every label is named by the user and matched letter by letter; a cell that
is none of them is an error that names its row. A row that is empty where it matters is left out and
listed with its row and reason, and nothing else is ever left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, final

import numpy as np

from juryroom.errors import OutOfDomainError, Problem, UnknownNameError, nearest
from juryroom.jury.label_text import steering, steers
from juryroom.jury.undecided import (
    CountedNotGuilty,
    Dropped,
    LeaningOnes,
    Recording,
    SplitEvenly,
)
from juryroom.markov.arrays import FloatArray
from juryroom.parameters import Parameter

ACTUAL, HYPOTHETICAL = "actual", "hypothetical"
SMALLEST_ARM = 2
WEIGHT = Parameter("weight", 0.0, 1e9, "persons", "how many persons a respondent stands for")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of the table holds what.

    Parameters
    ----------
    answer, condition
        The verdict a respondent would give, and the version of the trial that was shown.
    weights
        How many persons each respondent stands for; without it all count alike.
    cluster
        What respondents share beside the version: a session, a panel, a jury that talked.
    traits
        Columns to weight by or to hold constant: sex, age group.

    Raises
    ------
    OutOfDomainError
        If one column is to be two of these, of which one is the answer or the condition.
    """

    answer: str
    condition: str
    weights: str | None = None
    cluster: str | None = None
    traits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = [steering("columns", name) for name in self.named if steers(name)]
        others = {"weights": self.weights, "cluster": self.cluster}
        others |= {f"trait '{trait}'": trait for trait in self.traits}
        if self.answer == self.condition:
            rule = "the answer is what a version of the trial may change"
            found = f"'{self.answer}' as answer and as condition"
            problems.append(Problem("columns", found, rule, "a column for each"))
        for use, name in others.items():
            taken = "answer" if name == self.answer else "condition"
            if name in {self.answer, self.condition}:
                rule = (
                    "respondents are weighted, grouped and held constant by what they were before "
                    "they were asked, not by their answer or by the version they were shown"
                )
                found = f"'{name}', the column of the {taken}"
                problems.append(Problem(f"columns, {use}", found, rule, "another column"))
        if problems:
            raise OutOfDomainError(problems)

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that is read."""
        given = (self.answer, self.condition, self.weights, self.cluster, *self.traits)
        return tuple(name for name in given if name is not None)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the cells of the answer and of the condition say, letter by letter.

    Parameters
    ----------
    guilty, not_guilty
        The answers.
    undecided
        The answer of those who cannot say, or None where the survey has none.
    recording
        What is made of the undecided (see `juryroom.jury.undecided`); it must be chosen where there
        are any.
    conditions
        The versions of the trial: first the actual one, then the hypothetical one without the
        error, then any others.
    """

    guilty: str = "guilty"
    not_guilty: str = "not guilty"
    undecided: str | None = None
    recording: Recording | None = None
    conditions: tuple[str, ...] = (ACTUAL, HYPOTHETICAL)

    def __post_init__(self) -> None:
        answers = self.answers
        problems = [
            steering("labels", name) for name in (*answers, *self.conditions) if steers(name)
        ]
        if len(set(answers)) < len(answers) or "" in answers:
            rule = "each answer has its own label"
            accepted = "different labels, none empty"
            problems.append(Problem("labels of the answer", repr(list(answers)), rule, accepted))
        names = self.conditions
        if len(set(names)) < len(names) or len(names) < 2 or "" in names:
            rule = "an effect is a difference between two versions of a trial, each with its name"
            problems.append(
                Problem("labels of the condition", repr(list(names)), rule, "two or more names")
            )
        if self.undecided is not None and self.recording is None:
            problems.append(_choose(self.undecided))
        if problems:
            raise OutOfDomainError(problems)

    @property
    def answers(self) -> tuple[str, ...]:
        """The labels of the answer."""
        given = (self.guilty, self.not_guilty, self.undecided)
        return tuple(label for label in given if label is not None)

    def names(self, cell: str) -> bool:
        """Return whether a cell is one of the labels, of the answer or of the condition."""
        return cell in self.answers or cell in self.conditions

    def leaning(self, answer: str) -> float | None:
        """Return the chance of a guilty vote by one who gave `answer`; None where it is left out.

        Raises
        ------
        KeyError
            If the label is none of those named.
        """
        known = {self.guilty: 1.0, self.not_guilty: 0.0}
        if self.undecided is not None:
            known[self.undecided] = _vote(self.recording)
        return known[answer]


def _vote(recording: Recording | None) -> Any:
    match recording:
        case SplitEvenly():
            return 0.5
        case CountedNotGuilty():
            return 0.0
        case LeaningOnes(guilty_share=share):
            return share
        case Dropped() | None:
            return None


def _choose(label: str) -> Problem:
    return Problem(
        "undecided",
        f"the label '{label}', and no word on how it counts",
        "to drop the undecided, to split them and to count them as not guilty are three surveys",
        "one of: left-out, split-evenly, not-guilty, or a share that votes guilty",
    )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """One person who is counted.

    Parameters
    ----------
    row
        The row of the table; its first row holds the names of the columns.
    leaning
        The chance of a guilty vote: 1 or 0, or between them for one who was undecided.
    groups
        The group of each trait to whose margins the weights were raked; empty where they were not.
    """

    row: int
    condition: str
    leaning: float
    weight: float = 1.0
    cluster: str | None = None
    traits: Mapping[str, str] = field(default_factory=dict[str, str])
    groups: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not counted, and why."""

    row: int
    reason: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A survey that was read and checked.

    Parameters
    ----------
    respondents
        Those who are counted, in the order of the rows.
    ledger
        The rows that are not, each with its reason.
    conditions
        The versions of the trial: the actual one, the hypothetical one, any others.
    weighted
        Whether the respondents carry weights of their own.
    name
        What was read, for messages and results.

    Raises
    ------
    OutOfDomainError
        If a condition has fewer than two respondents, or weights that are all zero, or respondents
        are raked by different numbers of traits.

    Examples
    --------
    >>> survey = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
    >>> survey.size, survey.share("actual"), survey.share("hypothetical")
    (850, 0.7, 0.6)
    """

    respondents: tuple[Respondent, ...]
    ledger: tuple[LeftOut, ...] = ()
    conditions: tuple[str, ...] = (ACTUAL, HYPOTHETICAL)
    weighted: bool = False
    name: str = "survey"

    def __post_init__(self) -> None:
        problems = [p for c in self.conditions for p in self._arm_problems(c)]
        if len({len(person.groups) for person in self.respondents}) > 1:
            rule = "everyone of a survey is raked by the same traits"
            found = "respondents with different numbers of groups"
            problems.append(
                Problem(self.name, found, rule, "a group of each trait, or none at all")
            )
        if problems:
            raise OutOfDomainError(problems)

    def _arm_problems(self, condition: str) -> list[Problem]:
        arm = self.arm(condition)
        where = f"{self.name}: condition '{condition}'"
        if len(arm) < SMALLEST_ARM:
            rows = f" (row {arm[0].row})" if arm else ""
            found = f"{len(arm)} respondent{'s' if len(arm) != 1 else ''}{rows}"
            rule = "a share with an interval needs people who could have answered differently"
            return [Problem(where, found, rule, f"{SMALLEST_ARM} respondents or more, after the "
                            f"{len(self.ledger)} rows that are left out")]  # fmt: skip
        if not any(person.weight > 0 for person in arm):
            rule = "a weighted share needs a weight above 0 in each condition"
            rows = f"row {arm[0].row} to row {arm[-1].row}"
            return [Problem(where, f"weights that are all zero ({rows})", rule, "weights above 0")]
        return []

    @property
    def size(self) -> int:
        """How many respondents are counted."""
        return len(self.respondents)

    def arm(self, condition: str) -> tuple[Respondent, ...]:
        """Return the respondents of one condition."""
        return tuple(person for person in self.respondents if person.condition == condition)

    def leanings(self, condition: str) -> FloatArray:
        """Return their chances of a guilty vote, shape ``(respondents,)``."""
        return np.array([person.leaning for person in self.arm(condition)])

    def weights(self, condition: str) -> FloatArray:
        """Return their weights, same shape."""
        return np.array([person.weight for person in self.arm(condition)])

    def share(self, condition: str) -> float:
        """Return the weighted share of guilty leanings in a condition."""
        return float(np.average(self.leanings(condition), weights=self.weights(condition)))

    def reweighted(self, weights: Sequence[float]) -> "Survey":
        """Return the survey with other weights, one for each respondent in order, raked to nothing."""
        pairs = zip(self.respondents, weights, strict=True)
        people = tuple(replace(person, weight=float(weight), groups=()) for person, weight in pairs)
        return replace(self, respondents=people, weighted=True)

    @classmethod
    def of_counts(cls, counts: Mapping[str, tuple[int, int]], name: str = "counts") -> Self:
        """Return the survey in which so many of so many lean to guilty.

        Parameters
        ----------
        counts
            For each condition, the guilty leanings and the respondents, both whole; the actual
            trial first, then the hypothetical one.
        """
        people: list[Respondent] = []
        for condition, (guilty, asked) in counts.items():
            _whole_counts(condition, guilty, asked)
            for place in range(asked):
                leaning = float(place < guilty)
                row = len(people) + 2
                people.append(Respondent(row=row, condition=condition, leaning=leaning))
        return cls(respondents=tuple(people), conditions=tuple(counts), name=name)


def _whole_counts(condition: str, guilty: int, asked: int) -> None:
    whole = float(guilty).is_integer() and float(asked).is_integer()
    if whole and 0 <= guilty <= asked:
        return
    rule = "a survey counts people: so many lean to guilty, of so many who were asked"
    raise OutOfDomainError(
        Problem(
            f"condition '{condition}'",
            f"{guilty!r} of {asked!r}",
            rule,
            "two whole numbers, the first no larger; no share and no per cent",
        )
    )


def column_places(head: Sequence[str], wanted: Iterable[str], name: str) -> dict[str, int]:
    """Return where each wanted column stands in the first row.

    Raises
    ------
    UnknownNameError
        If a column is missing, or stands there twice.
    """
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column in wanted:
        found = [place for place, title in enumerate(head) if title == column]
        if len(found) == 1:
            places[column] = found[0]
            continue
        rule = "the first row names each column once"
        seen = f"no column '{column}'" if not found else f"the column '{column}' twice"
        problems.append(Problem(f"{name} row 1", seen, rule, nearest(column, head)))
    if problems:
        raise UnknownNameError(problems)
    return places
