"""The bootstrap agrees with the intervals where both can be had."""

from dataclasses import replace

import numpy as np
import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.effect.law_draws import laws_of
from juryroom.effect.survey_bootstrap import bootstrap_effects
from juryroom.effect.survey_effect import survey_effect
from juryroom.errors import OutOfDomainError
from juryroom.jury.effective_size import effective_sizes
from juryroom.jury.survey import Survey
from juryroom.outcome.patience import Never
from juryroom.procedure.decision_rule import DecisionRule, Ending
from juryroom.rng import Streams

LAWS = (laws_of([LinearPull()], DecisionRule.unanimous(12), Never(), "linear"),)
CASE = Survey.of_counts({"actual": (280, 400), "hypothetical": (270, 450)})
STREAM = Streams(8).at("bootstrap")


def test_shares_vary_as_the_binomial_does() -> None:
    drawn = bootstrap_effects(CASE, LAWS, stream=STREAM)[0]
    assert drawn.shares.mean(axis=0) == pytest.approx([0.7, 0.6], abs=2e-3)
    expected = [np.sqrt(0.21 / 400), np.sqrt(0.24 / 450)]
    assert drawn.shares.std(axis=0) == pytest.approx(expected, rel=0.04)
    assert abs(float(np.corrcoef(*drawn.shares.T).flat[1])) < 0.05


def test_the_interval_is_that_of_the_effect() -> None:
    drawn = bootstrap_effects(CASE, LAWS, stream=STREAM)[0].interval(Ending.GUILTY)
    own = survey_effect(CASE, models=LAWS, single_model=True).models[0].effect[Ending.GUILTY]
    assert (drawn.low, drawn.high) == pytest.approx((own.sampling.low, own.sampling.high), abs=0.01)


def test_weights_and_clusters_cost_what_the_effective_size_says() -> None:
    """D10: the spread with heavy weights is that of the effective size, not of the raw one."""
    rows = range(CASE.size)
    heavy = CASE.reweighted([4.0 if row * 7 % 10 < 3 else 0.5 for row in rows])
    # Clusters drawn from like and unlike neighbours, so that answers within them resemble.
    grouped = replace(
        CASE,
        respondents=tuple(
            replace(p, cluster=f"{p.condition}{place // 7 if place % 3 else place % 61}")
            for place, p in enumerate(CASE.respondents)
        ),
    )
    for survey in (heavy, grouped):
        sizes = effective_sizes(survey)
        spread = bootstrap_effects(survey, LAWS, stream=STREAM)[0].shares.std(axis=0)
        for place, condition in enumerate(survey.conditions):
            share = survey.share(condition)
            size = share * (1 - share) / spread[place] ** 2
            assert sizes[condition].effective == pytest.approx(size, rel=0.35)
            assert sizes[condition].effective < 0.75 * len(survey.arm(condition))


def test_where_all_lean_one_way_it_says_nothing_and_the_interval_does() -> None:
    survey = Survey.of_counts({"actual": (50, 50), "hypothetical": (0, 50)})
    drawn = bootstrap_effects(survey, LAWS, stream=STREAM, comparisons=200)[0]
    own = survey_effect(survey, models=LAWS, single_model=True).models[0].effect[Ending.GUILTY]
    assert drawn.interval(Ending.GUILTY).low == drawn.interval(Ending.GUILTY).high == 1
    assert own.sampling.low < own.sampling.high


def test_what_is_drawn_depends_on_the_stream_alone() -> None:
    first, again = (bootstrap_effects(CASE, LAWS, stream=STREAM, comparisons=500) for _ in range(2))
    assert np.array_equal(first[0].effects, again[0].effects)


def test_too_few_comparisons_and_mixed_juries_are_refused() -> None:
    six = laws_of([LinearPull()], DecisionRule.unanimous(6), Never(), "six")
    with pytest.raises(OutOfDomainError, match="comparisons"):
        bootstrap_effects(CASE, LAWS, stream=STREAM, comparisons=10)
    with pytest.raises(OutOfDomainError, match="of one jury"):
        bootstrap_effects(CASE, (*LAWS, six), stream=STREAM)
