"""Strikes and patience as data: through JSON and back, and nothing that is not foreseen."""

import json
from typing import Any

import pytest

from juryroom.effect.called_jury import StrikeGame
from juryroom.effect.question_parts import Waits
from juryroom.effect.strikes_effect import System
from juryroom.effect.survey_question import Question, question_of
from juryroom.errors import CaseFileError, OutOfDomainError
from juryroom.jury.many_ballots import Strikes
from juryroom.jury.strike_game import StrikeOrder
from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience, SplitHazard

ASKED = {"answer": "verdict", "condition": "arm"}
ACCURACY = {"prosecution": 6, "defence": 10, "accuracy": 0.15}
GAME = {"system": System.REPLACE, "prosecution": 6, "defence": 10, "shows": 0.3,
        "order": StrikeOrder.AT_ONCE, "alternates": 2}  # fmt: skip


def again(question: Question) -> Question:
    return Question.read(question.as_text().encode(), "parameters.json")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (ACCURACY, Strikes(prosecution=6, defence=10, accuracy=0.15)),
        (GAME, StrikeGame(system=System.REPLACE, prosecution=6, defence=10, shows=0.3,
                          order=StrikeOrder.AT_ONCE, alternates=2)),
        (None, None),
    ],
)  # fmt: skip
def test_strikes_of_both_kinds_come_back_as_they_were(given: Any, expected: Any) -> None:
    question = question_of({**ASKED, "strikes": given})
    assert again(question) == question
    assert again(question).struck() == expected


def test_the_accuracy_model_is_kept_as_it_always_was() -> None:
    kept = json.loads(question_of({**ASKED, "strikes": ACCURACY}).as_text())
    assert kept["strikes"] == ACCURACY


@pytest.mark.parametrize(
    "patience",
    [
        BallotCap(ballots=50),
        HangHazard(per_ballot=0.02),
        HangHazard(per_ballot=0.0),
        SplitHazard(by_minority=(0.0, 0.1, 0.2)),
        SplitHazard(by_guilty_votes=(0.0, 0.1, 0.2, 0.1)),
    ],
    ids=str,
)
def test_patience_comes_back_as_it_was(patience: Patience) -> None:
    waits = Waits.of(patience)
    assert waits is not None
    question = again(Question(answer="verdict", condition="arm", patience=waits))
    assert question.patience is not None
    assert question.patience.patience() == patience


def test_a_court_that_waits_for_ever_is_none() -> None:
    assert Waits.of(Never()) is None


@pytest.mark.parametrize(
    "given",
    [
        {"strikes": {**GAME, "system": "by lot"}},
        {"strikes": {**GAME, "prosecution": 6.5}},
        {"strikes": {**GAME, "back": True}},
        {"strikes": {"prosecution": 6, "defence": 10}},
        {"strikes": {"prosecution": 6, "defence": 10, "accuracy": 0.1, "shows": 1.0}},
        {"patience": {"ballots": "50"}},
        {"patience": {"hours": 5.0}},
        {"patience": {"by_minority": [0.0] * 31}},
        {"hung_rate": 0.06},
    ],
)
def test_what_is_not_foreseen_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(OutOfDomainError):
        question_of({**ASKED, **given})


def test_patience_of_no_kind_or_two_is_refused() -> None:
    for waits in (Waits(), Waits(ballots=3, per_ballot=0.1)):
        with pytest.raises(OutOfDomainError, match="patience is of one kind"):
            waits.patience()


def test_a_forged_file_says_where() -> None:
    forged = question_of({**ASKED, "strikes": GAME}).as_text().replace("both at once", "dice")
    with pytest.raises(CaseFileError, match=r"strikes\.played\.order"):
        Question.read(forged.encode(), "parameters.json")
