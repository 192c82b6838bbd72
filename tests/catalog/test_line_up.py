"""The models that are compared hang the published share of juries, each by its own clock."""

import pytest

from juryroom.catalog.base_rates import hung_rate, hung_rates
from juryroom.catalog.line_up import DEFAULT_RATE, left_out, line_up
from juryroom.deliberation.registry import models
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.patience import Never
from juryroom.procedure.decision_rule import DecisionRule


@pytest.mark.parametrize("size", [6, 12])
def test_every_model_with_a_clock_hangs_the_published_share(size: int) -> None:
    rule, rate = DecisionRule.unanimous(size), hung_rate(DEFAULT_RATE)
    every_split = FirstBallot.distribution([1 / (size + 1)] * (size + 1))
    entrants = line_up(rule, rate)
    out = dict(left_out(rule))
    assert {entrant.name for entrant in entrants} | set(out) == set(models())
    assert {entrant.name for entrant in entrants}.isdisjoint(out)
    for entrant in entrants:
        if entrant.has_clock:
            assert entrant.trial(every_split).solve().hung == pytest.approx(rate.share, abs=1e-9)
        else:
            assert entrant.patience == Never()


def test_a_higher_rate_means_less_patience() -> None:
    rule = DecisionRule.unanimous(12)
    low, high = (
        {e.name: e for e in line_up(rule, rate)}
        for rate in (hung_rate("kalven_zeisel_1966"), hung_rate("ncsc_any_count"))
    )
    split = FirstBallot.known(6, 12)
    for name, entrant in low.items():
        if entrant.has_clock:
            assert entrant.trial(split).solve().hung < high[name].trial(split).solve().hung


def test_a_scheme_takes_no_part_under_a_rule_it_does_not_know() -> None:
    rule = DecisionRule(jury_size=12, to_convict=10, to_acquit=10)
    assert all(entrant.has_clock for entrant in line_up(rule))


def test_a_curve_by_which_a_unanimous_ballot_may_flip_is_left_out_with_the_reason() -> None:
    out = dict(left_out(DecisionRule.unanimous(12)))
    assert set(out) == {
        "burden-of-social-proof",
        "pooled-logistic",
        "two-sided-burden-of-social-proof",
    }
    assert all("unanimous first ballot" in why for why in out.values())


def test_default_rate_is_published() -> None:
    assert DEFAULT_RATE in {rate.id for rate in hung_rates()}
