"""The runner: every vector of a file answered, and held against what must follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, final

from juryroom.errors import JuryroomError, Problem
from juryroom.procedure.doctrine.answer import Answer, AuthorityUsed
from juryroom.procedure.doctrine.compare import Difference, differences
from juryroom.procedure.doctrine.dispatch import answer
from juryroom.procedure.doctrine.vectors import Malformed, Setting, Trial, Vector, load_vectors
from juryroom.procedure.doctrine.vocabulary import Result


class Outcome(StrEnum):
    """How a vector came out. One that is not scored never counts, whatever it found."""

    PASS = "pass"
    FAIL = "fail"
    NOT_SCORED = "not scored"
    MALFORMED = "malformed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReport:
    """One answer beside what must follow: of the vector itself, or of a variant by its name."""

    name: str
    answer: Answer
    differences: tuple[Difference, ...]
    line: int

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "name": self.name or "the vector",
            "line": self.line,
            "answer": self.answer.as_json(),
            "differences": [one.as_json() for one in self.differences],
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of one vector.

    Parameters
    ----------
    agrees
        Whether every answer was what must follow; a vector that is not scored may disagree.
    """

    id: str
    rule: str
    outcome: Outcome
    trials: tuple[TrialReport, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether every answer was what must follow."""
        return bool(self.trials) and not any(trial.differences for trial in self.trials)

    @property
    def authorities(self) -> tuple[AuthorityUsed, ...]:
        """The authorities that decided the vector itself, the first first."""
        return self.trials[0].answer.authorities if self.trials else ()

    @property
    def low_confidence(self) -> bool:
        """Whether a rule that is not verified decided any of its answers."""
        return any(trial.answer.low_confidence for trial in self.trials)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "id": self.id,
            "rule": self.rule,
            "outcome": self.outcome.value,
            "agrees": self.agrees,
            "low_confidence": self.low_confidence,
            "authority": [one.as_json() for one in self.authorities],
            "trials": [trial.as_json() for trial in self.trials],
            "problems": [problem.as_json() for problem in self.problems],
        }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of a file of vectors."""

    reports: tuple[Report, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many vectors came out so."""
        return sum(report.outcome is outcome for report in self.reports)

    @property
    def passed(self) -> bool:
        """Whether every vector could be read, and every scored one passed."""
        return not self.count(Outcome.FAIL) and not self.count(Outcome.MALFORMED)

    def as_json(self) -> dict[str, Any]:
        """Return the summary as plain data."""
        counts = {outcome.value.replace(" ", "_"): self.count(outcome) for outcome in Outcome}
        return {
            "passed": self.passed,
            "counts": counts,
            "vectors": [report.as_json() for report in self.reports],
        }


def check_file(path: Path) -> Summary:
    """Return what comes of the vectors of a file.

    Raises
    ------
    CaseFileError
        If the file cannot be read as a file of vectors.
    """
    return check(load_vectors(path))


def check(vectors: Iterable[Vector | Malformed]) -> Summary:
    """Return what comes of vectors, one report each, in their order.

    Examples
    --------
    >>> from juryroom.procedure.doctrine.vectors import read_vectors
    >>> text = b'''
    ... schema: juryroom-vectors/0.1
    ... vectors:
    ... - id: A
    ...   rule: R2
    ...   jurisdiction: US-FED
    ...   text: A count hung and is to be tried again.
    ...   given: {counts: {K1: {state: MISTRIAL, mistrial: {cause: [hung], mover: court,
    ...     defence_position: silent}}}}
    ...   when: {action: retry, counts: [K1]}
    ...   then: {result: allowed}
    ...   standing: verified
    ...   scored: true
    ... '''
    >>> [report.outcome.value for report in check(read_vectors(text, "vectors.yaml")).reports]
    ['pass']
    """
    return Summary(reports=tuple(_report(vector) for vector in vectors))


def _report(vector: Vector | Malformed) -> Report:
    if isinstance(vector, Malformed):
        return Report(id=vector.id, rule="", outcome=Outcome.MALFORMED, problems=vector.problems)
    try:
        trials = tuple(_held(trial) for trial in vector.trials)
    except JuryroomError as error:  # facts that cannot be, such as a verdict before its trial
        return Report(
            id=vector.id, rule=vector.rule, outcome=Outcome.MALFORMED, problems=error.problems
        )
    right = not any(trial.differences for trial in trials)
    outcome = Outcome.PASS if right else Outcome.FAIL
    return Report(
        id=vector.id,
        rule=vector.rule,
        outcome=outcome if vector.scored else Outcome.NOT_SCORED,
        trials=trials,
    )


def _held(trial: Trial) -> TrialReport:
    found = [_answered(setting) for setting in trial.settings]
    together = _by_case(trial.settings, found) if trial.by_case else found[0]
    return TrialReport(
        name=trial.name,
        answer=together,
        differences=differences(trial.then, together),
        line=trial.line,
    )


def _answered(setting: Setting) -> Answer:
    return answer(setting.given, setting.when, setting.jurisdiction, setting.date)


def _by_case(settings: Sequence[Setting], found: Sequence[Answer]) -> Answer:
    authorities = [one for answered in found for one in answered.authorities]
    return Answer(
        result=Result.BY_CASE,
        reasons=tuple(dict.fromkeys(reason for one in found for reason in one.reasons)),
        authorities=tuple(dict.fromkeys(authorities)),
        by_case={setting.name: answered for setting, answered in zip(settings, found, strict=True)},
    )
