"""Exhibits that the tests share: each is made once."""

import pytest

from juryroom.effect.question_parts import Played, Struck, Waits
from juryroom.effect.strikes_effect import System
from juryroom.effect.survey_question import Question
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
def played() -> ExhibitBundle:
    """Strike and replace as a game, a model without ballots, and a patience that is given."""
    strikes = Played(system=System.REPLACE, prosecution=2, defence=3, shows=0.5)
    asked = PLAIN.model_copy(
        update={
            "jury_size": 6,
            "strikes": strikes,
            "patience": Waits(per_ballot=0.02),
            "models": ("reference", "linear-pull", "tug-of-war", "majority"),
        }
    )
    return make_exhibit(survey(), asked)


@pytest.fixture(scope="session")
def seen() -> ExhibitBundle:
    """A struck jury, and models calibrated to a rate that is named."""
    strikes = Played(system=System.STRUCK, prosecution=2, defence=3, accuracy=0.7, alternates=1)
    asked = PLAIN.model_copy(
        update={"jury_size": 6, "strikes": strikes, "hung_rate": "ncsc_any_count", "draws": 500}
    )
    return make_exhibit(survey(), asked)


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
