"""Poisson as a model of accuracy: the same as the mixture it is made of."""

import math

import pytest

from juryroom.deliberation.models.poisson import Poisson
from juryroom.errors import OutOfDomainError
from juryroom.procedure.decision_rule import DecisionRule
from tests.deliberation.pages import check_page


def test_the_defaults_convict_as_many_as_france_did() -> None:
    found = Poisson().results()
    assert found["convict"] == pytest.approx(25777 / 42300, abs=1e-4)
    assert found["hung"] == 0
    assert found["guilt_given_hung"] is None


def test_property_when_eight_votes_were_needed() -> None:
    """The source: guilt given conviction 0.9993, innocence given acquittal 0.818."""
    found = Poisson(prior_guilt=0.67501, reliability=0.77715, to_convict=8, to_acquit=5).results()
    assert found["guilt_given_conviction"] == pytest.approx(0.9993, abs=5e-5)
    assert found["innocence_given_acquittal"] == pytest.approx(0.818, abs=5e-4)


def test_results_are_those_of_the_mixture() -> None:
    model = Poisson(prior_guilt=0.3, reliability=0.6, jury_size=6, to_convict=5, to_acquit=4)
    verdicts = model.mixture().verdicts(DecisionRule(jury_size=6, to_convict=5, to_acquit=4))
    for name, value in model.results().items():
        assert getattr(verdicts, name) == value
    between = model.mixture().first_ballot(6).probabilities[3:5]
    assert model.results()["hung"] == pytest.approx(sum(between), rel=1e-13)


@pytest.mark.parametrize(
    "bad",
    [
        {"prior_guilt": 1.1},
        {"reliability": math.nan},
        {"to_convict": 13},
        {"to_convict": 3, "to_acquit": 3},
        {"jury_size": 2},
    ],
)
def test_bad_parameters_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(OutOfDomainError, match="accepted:"):
        Poisson(**bad)  # pyright: ignore[reportArgumentType] - a bad value is what is tried


def test_page() -> None:
    check_page("poisson.md")
