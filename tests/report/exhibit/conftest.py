"""Exhibits that the tests share: each is made once."""

import pytest

from juryroom.effect.survey_question import Question, Struck
from juryroom.report.exhibit.bundle import ExhibitBundle, make_exhibit
from tests.report.exhibit.surveys import PLAIN, RICH, survey


@pytest.fixture(scope="session")
def plain() -> ExhibitBundle:
    """Two versions, four models, a threshold, two standards of which one has a line, and a PDF."""
    asked = PLAIN.model_copy(
        update={"thresholds": (0.1,), "standards": (("watson", 0.1), ("crimmins-other", None))}
    )
    return make_exhibit(survey(), asked, pdf=True)


@pytest.fixture(scope="session")
def rich() -> ExhibitBundle:
    """Three versions, raked weights, clusters, undecided, rows left out, strikes, every standard."""
    asked = RICH.model_copy(
        update={"strikes": Struck(prosecution=3, defence=5, accuracy=0.15), "resemblance": 0.05}
    )
    return make_exhibit(survey(rich=True), asked)


@pytest.fixture(scope="session")
def single() -> ExhibitBundle:
    """One model, as was asked for, and shares at both ends."""
    asked = PLAIN.model_copy(update={"models": ("tug-of-war",), "single_model": True})
    return make_exhibit(survey(actual=1.0, hypothetical=0.0), asked)


@pytest.fixture(scope="session")
def adjusted() -> ExhibitBundle:
    """Shares adjusted for a trait."""
    asked = Question(
        answer="verdict",
        condition="arm",
        adjust_for=("sex",),
        draws=500,
        standards=(("watson", 0.2),),
    )
    return make_exhibit(survey(rich=True, third=False), asked.model_copy(
        update={"undecided": "cannot say", "undecided_as": "left-out"}))  # fmt: skip
