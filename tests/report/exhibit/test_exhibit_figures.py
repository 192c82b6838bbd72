"""The curve and its band: the band lies along the curve, and holds where sate's ellipse does not."""

import numpy as np
import pytest

from juryroom.effect.called_jury import StrikeGame
from juryroom.effect.survey_effect import survey_effect
from juryroom.jury.survey import Survey
from juryroom.procedure.decision_rule import Ending
from juryroom.report.exhibit.bundle import ExhibitBundle
from juryroom.report.exhibit.figures import curve, curves, share_interval


@pytest.mark.parametrize(
    ("guilty", "asked"), [(140, 200), (40, 200), (190, 200), (0, 30), (30, 30)]
)
def test_the_mapped_interval_is_the_interval_of_the_verdict(guilty: int, asked: int) -> None:
    """sate's ellipse leaves the page at .95 and below .20; the band cannot."""
    effect = survey_effect(
        Survey.of_counts({"actual": (guilty, asked), "hypothetical": (asked // 2, asked)}),
        draws=20_000,
    )
    for model in effect.models:
        share = share_interval(effect, model, "actual")
        low, high = curve(effect, model, np.array([share.low, share.high])).verdicts
        outcome = model.outcomes["actual"][Ending.GUILTY]
        assert low == pytest.approx(outcome.sampling.low, abs=0.003)
        assert high == pytest.approx(outcome.sampling.high, abs=0.003)
        assert -1e-9 <= low <= outcome.value <= high <= 1 + 1e-9


def test_curves_never_fall_and_lie_in_their_bands(rich: ExhibitBundle) -> None:
    effect = rich.answer.effect
    for model in effect.models:
        drawn = curve(effect, model, np.linspace(0, 1, 41))
        assert (np.diff(drawn.verdicts) > -1e-12).all()
        if drawn.low is not None and drawn.high is not None:
            assert (drawn.low <= drawn.verdicts + 1e-9).all()
            assert (drawn.verdicts <= drawn.high + 1e-9).all()
            assert (drawn.high - drawn.low).max() > 0.01


def test_the_curve_of_a_game_is_that_game_at_every_hundredth(played: ExhibitBundle) -> None:
    effect, shares = played.answer.effect, np.linspace(0, 1, 101)
    assert isinstance(effect.strikes, StrikeGame)
    for model in effect.models:
        drawn = curve(effect, model, shares).verdicts
        assert (np.diff(drawn) > -1e-9).all()
        for place in (0, 37, 60, 100):
            game = effect.strikes.selection(float(shares[place]), 6)
            payoff = tuple(map(float, model.law.mean[:, 0]))
            assert drawn[place] == pytest.approx(game.game(payoff).solve().value, abs=1e-9)


def test_marks_lie_on_the_curve_at_the_value_of_the_result(adjusted: ExhibitBundle) -> None:
    effect = adjusted.answer.effect
    for model in effect.models:
        for arm in effect.arms:
            at = curve(effect, model, np.array([arm.used])).verdicts[0]
            value = model.outcomes[arm.condition][Ending.GUILTY].value
            assert at == pytest.approx(value, abs=1e-12)
            within = share_interval(effect, model, arm.condition)
            assert within.low < arm.used < within.high


def test_there_is_a_panel_for_each_model_and_its_words_hold_every_version(
    rich: ExhibitBundle,
) -> None:
    effect = rich.answer.effect
    panels = curves(effect)
    assert [panel.title for panel in panels] == [model.name for model in effect.models]
    for panel in panels:
        assert all(f"{condition}: a share of" in panel.desc for condition in effect.conditions)
