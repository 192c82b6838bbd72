"""The vectors that juryroom carries: each one passes, and every rule and action has some."""

from collections import Counter

import pytest

from juryroom.procedure.doctrine.check import Outcome, Report, check
from juryroom.procedure.doctrine.vectors import Malformed, Vector, load_vectors, own_vectors
from juryroom.procedure.doctrine.vocabulary import Action

LOADED = load_vectors(own_vectors())
REPORTS = check(LOADED).reports


def test_every_vector_can_be_read() -> None:
    assert not [vector for vector in LOADED if isinstance(vector, Malformed)]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.id)
def test_the_vector_is_answered_as_it_must_be(report: Report) -> None:
    assert report.agrees, [
        (trial.name, *trial.differences, trial.answer.unknown)
        for trial in report.trials
        if trial.differences
    ]
    assert report.outcome in (Outcome.PASS, Outcome.NOT_SCORED)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.id)
def test_every_answer_gives_a_reason(report: Report) -> None:
    assert all(trial.answer.reasons for trial in report.trials)


def test_every_rule_has_vectors_and_every_action_is_asked() -> None:
    rules = Counter(vector.rule for vector in LOADED if isinstance(vector, Vector))
    assert set(rules) == {f"R{number}" for number in range(1, 13)}
    assert min(rules.values()) >= 2
    asked = {
        setting.when.action
        for vector in LOADED
        if isinstance(vector, Vector)
        for trial in vector.trials
        for setting in trial.settings
    }
    written = {Action.JUROR_LOST, Action.TAKE_VERDICT, Action.CHARGE, Action.JOIN, Action.RETRY}
    assert written <= asked


def test_a_vector_that_is_not_verified_is_never_scored() -> None:
    for vector in LOADED:
        assert isinstance(vector, Vector)
        assert not (vector.scored and vector.standing.value != "verified")


def test_no_scored_answer_of_ours_leans_on_an_unverified_rule_alone() -> None:
    """Where the rule that decides is not verified, the report says so."""
    for report in REPORTS:
        for trial in report.trials:
            decided = trial.answer.authority
            if decided is not None and decided.standing.value == "unverified":
                assert trial.answer.low_confidence
