"""Several errors: alone, together, and beyond their sum."""

import numpy as np
import pytest
from scipy.stats import binom

from juryroom.deliberation.models.proportionality import Proportionality
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.effect.conditions import factorial_effect
from juryroom.effect.law_draws import laws_of
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.survey import Survey
from juryroom.outcome.patience import Never
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams

TWELVE = DecisionRule.unanimous(12)
SATE = laws_of([TugOfWar()], TWELVE, Never(), "sate")
FLAT = laws_of([Proportionality()], TWELVE, Never(), "flat")
FACTORS = {"both": ["a", "b"], "none": [], "a": ["a"], "b": ["b"]}
COUNTS = {"both": (320, 400), "none": (200, 400), "a": (280, 400), "b": (240, 400)}


def curve(share: float) -> float:
    return float(binom.pmf(np.arange(13), 12, share) @ SATE.endings[0, :, 0])


def test_contrasts_are_sums_and_differences_of_exact_trials() -> None:
    found = factorial_effect(Survey.of_counts(COUNTS), FACTORS, models=(SATE,))
    own = found.models["tug-of-war"][Ending.GUILTY]
    assert own.alone["a"].value == pytest.approx(curve(0.7) - curve(0.5), abs=1e-12)
    assert own.alone["b"].value == pytest.approx(curve(0.6) - curve(0.5), abs=1e-12)
    assert own.together.value == pytest.approx(curve(0.8) - curve(0.5), abs=1e-12)
    assert own.interaction is not None
    expected = curve(0.8) - curve(0.7) - curve(0.6) + curve(0.5)
    assert own.interaction.value == pytest.approx(expected, abs=1e-12)


def test_errors_that_add_up_among_jurors_need_not_in_verdicts() -> None:
    found = factorial_effect(Survey.of_counts(COUNTS), FACTORS, models=(SATE, FLAT))
    assert found.shares.interaction is not None
    assert found.shares.interaction.value == pytest.approx(0, abs=1e-12)
    flat = found.models["proportionality"][Ending.GUILTY].interaction
    bent = found.models["tug-of-war"][Ending.GUILTY].interaction
    assert flat is not None
    assert bent is not None
    assert flat.value == pytest.approx(0, abs=1e-12)
    assert abs(bent.value) > 0.01


def test_the_interaction_is_less_certain_than_an_effect_alone() -> None:
    """Four independent shares against two: about the root of two as wide, where all are alike."""
    counts = dict.fromkeys(COUNTS, (200, 400))
    found = factorial_effect(Survey.of_counts(counts), FACTORS, models=(FLAT,), draws=20_000).shares
    assert found.interaction is not None
    alone, both = (e.sampling.high - e.sampling.low for e in (found.alone["a"], found.interaction))
    assert both / alone == pytest.approx(2**0.5, rel=0.03)


def test_parameters_are_drawn_once_for_all_conditions() -> None:
    slopes = Streams(5).at("slopes").generator().uniform(0.1, 0.9, 300)
    law = laws_of([TugOfWar(slope=float(a)) for a in slopes], TWELVE, Never(), "drawn")
    survey = Survey.of_counts(dict.fromkeys(COUNTS, (240, 400)))
    found = factorial_effect(survey, FACTORS, models=(law,)).models["tug-of-war"][Ending.GUILTY]
    assert found.together.parameters is not None
    assert found.together.parameters.high == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "factors",
    [
        {"both": ["a", "b"], "none": [], "a": ["a"]},
        {"both": ["a", "b"], "none": ["b"], "a": ["a"], "b": ["c"]},
        {"both": ["a"], "none": [], "a": ["a"], "b": ["b"]},
        {key: [] for key in COUNTS},
    ],
)
def test_a_design_that_is_none_is_refused(factors: dict[str, list[str]]) -> None:
    with pytest.raises(OutOfDomainError, match="factors"):
        factorial_effect(Survey.of_counts(COUNTS), factors, models=(SATE,))


def test_two_conditions_are_the_plain_effect() -> None:
    survey = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
    found = factorial_effect(survey, {"actual": ["a"], "hypothetical": []}, models=(SATE,))
    plain = survey_effect(survey, models=(SATE,), single_model=True).models[0]
    own = found.models["tug-of-war"][Ending.GUILTY].together
    assert own.value == pytest.approx(plain.effect[Ending.GUILTY].value, abs=1e-12)
