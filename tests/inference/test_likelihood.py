"""The likelihood: against the trial, against simulated times, and its derivatives."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.deliberation.models.tug_of_war import TugOfWar
from juryroom.deliberation.registry import model
from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.inference.bundled import bundled_table
from juryroom.inference.families import Family, family_for
from juryroom.inference.final_votes import final_votes_law, timed_votes_law
from juryroom.inference.likelihood import Likelihood
from juryroom.inference.table import Assumptions, JuryTable, MissingFirst, MissingVerdict
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.patience import HangHazard
from juryroom.procedure.decision_rule import DecisionRule
from juryroom.trial import Trial
from tests.inference.juries import of_rows

ENDINGS = ("guilty", "not_guilty", "hung")


def chance(table: JuryTable, family: Family, values: Mapping[str, float]) -> float:
    return float(Likelihood(table, family).probabilities(family.theta(values))[0])


def tug(ballot: FirstBallot, rule: DecisionRule | None = None) -> dict[str, float]:
    trial = Trial(TugOfWar(slope=0.6, bias=0.7), ballot, rule, HangHazard(per_ballot=0.02))
    solved = trial.solve().as_json()
    return {ending: solved[ending] for ending in ENDINGS}


VALUES = {"slope": 0.6, "bias": 0.7, "hang_hazard": 0.02}


def seen(**cells: str) -> tuple[JuryTable, Family]:
    table = of_rows({"jury_size": "12", **cells})
    free = ["slope", "bias", "hang_hazard"]
    return table, family_for("tug-of-war", table, free=free)


def test_a_whole_first_ballot_has_the_chance_that_the_trial_gives() -> None:
    expected = tug(FirstBallot.known(7, 12))
    for ending in ENDINGS:
        assert chance(*seen(votes="7", verdict=ending), VALUES) == pytest.approx(
            expected[ending], rel=1e-12
        )
    both = chance(*seen(votes="7", verdict="did_not_convict"), VALUES)
    assert both == pytest.approx(expected["not_guilty"] + expected["hung"], rel=1e-12)


def test_a_share_is_linear_between_whole_votes_and_a_bin_is_a_mean() -> None:
    at = [tug(FirstBallot.known(votes, 12))["guilty"] for votes in range(13)]
    share = chance(*seen(share="0.6", verdict="guilty"), VALUES)  # 7.2 votes
    assert share == pytest.approx(0.8 * at[7] + 0.2 * at[8], rel=1e-12)
    binned = chance(*seen(votes_from="7", votes_to="9", verdict="guilty"), VALUES)
    assert binned == pytest.approx(sum(at[7:10]) / 3, rel=1e-12)


def test_undecided_jurors_take_sides_by_a_fitted_chance() -> None:
    table, family = seen(votes="5", undecided="2", verdict="guilty")
    at = [tug(FirstBallot.known(votes, 12))["guilty"] for votes in range(13)]
    found = chance(table, family, {**VALUES, "undecided_guilty": 0.3})
    assert found == pytest.approx(0.49 * at[5] + 0.42 * at[6] + 0.09 * at[7], rel=1e-12)


def test_an_open_first_ballot_has_a_family_of_its_own() -> None:
    table = of_rows(
        {"jury_size": "12", "verdict": "guilty"},
        {"jury_size": "12", "votes": "8", "verdict": "guilty"},
        assumptions=Assumptions(missing_first=MissingFirst.UNKNOWN),
    )
    family = family_for("tug-of-war", table, free=["slope", "bias", "hang_hazard"])
    values = {**VALUES, "share": 0.55, "resemblance": 0.3}
    ballots = FirstBallot.beta_binomial(0.55, 0.3, 12)
    found = Likelihood(table, family).probabilities(family.theta(values))
    assert found[0] == pytest.approx(tug(ballots)["guilty"], rel=1e-10)
    known = tug(FirstBallot.known(8, 12))["guilty"]
    assert found[1] == pytest.approx(ballots.probabilities[8] * known, rel=1e-10)


def test_a_slip_lets_the_record_say_nothing() -> None:
    table = of_rows({"jury_size": "6", "votes": "0", "verdict": "guilty"})
    family = family_for("tug-of-war", table, slip=True)
    values = {"slope": 0.5, "bias": 1.0, "slip": 0.1}
    at = [Trial(TugOfWar(), FirstBallot.known(k, 6)).solve().guilty for k in range(7)]
    assert chance(table, family, values) == pytest.approx(0.1 * sum(at) / 7, rel=1e-12)


def test_a_missing_verdict_says_nothing_where_it_is_left_open() -> None:
    row = {"jury_size": "12", "votes": "7", "verdict": ""}
    table = of_rows(row, assumptions=Assumptions(missing_verdict=MissingVerdict.UNKNOWN))
    family = family_for("tug-of-war", table)
    assert chance(table, family, {"slope": 0.5, "bias": 1.0}) == pytest.approx(1, abs=1e-14)


def test_final_votes_sum_to_endings_and_splits() -> None:
    rule = DecisionRule(jury_size=12, to_convict=9, to_acquit=9)
    law = final_votes_law(TugOfWar().transition_matrix(12), rule, 0.02)
    for votes in range(13):
        trial = Trial(TugOfWar(), FirstBallot.known(votes, 12), rule, HangHazard(per_ballot=0.02))
        solved = trial.solve()
        assert law[votes, 9:].sum() == pytest.approx(solved.guilty, abs=1e-13)
        assert law[votes, :4].sum() == pytest.approx(solved.not_guilty, abs=1e-13)
        assert law[votes, 4:9].sum() == pytest.approx(solved.hung, abs=1e-13)


def test_times_sum_to_final_votes_and_have_the_mean_of_the_ballots() -> None:
    rule = DecisionRule.unanimous(6)
    P = LinearPull(inertia=0.2).transition_matrix(6)
    edges = [0.0, *np.linspace(0.1, 150, 1_500), math.inf]
    law = timed_votes_law(P, rule, 0.05, edges)
    np.testing.assert_allclose(law.sum(axis=2), final_votes_law(P, rule, 0.05), atol=1e-12)
    assert (law >= 0).all()
    middles = np.array([*(np.array(edges[:-2]) + np.array(edges[1:-1])) / 2, 150.0])
    mean = law[4].sum(axis=0) @ middles
    trial = Trial(
        LinearPull(inertia=0.2), FirstBallot.known(4, 6), rule, HangHazard(per_ballot=0.05)
    )
    ballots = trial.solve().mean_ballots
    assert ballots is not None
    assert mean == pytest.approx(ballots + 1, abs=2e-3)


def test_a_jury_agreed_at_once_takes_one_exponential_time() -> None:
    law = timed_votes_law(
        LinearPull().transition_matrix(6), DecisionRule.unanimous(6), 0.0, [0, 2.0, 5.0, math.inf]
    )
    expected = [1 - math.exp(-2), math.exp(-2) - math.exp(-5), math.exp(-5)]
    np.testing.assert_allclose(law[6, 6], expected, rtol=1e-12)


def every_kind() -> JuryTable:
    rows = [
        {"jury_size": "12", "votes": "7", "verdict": "guilty", "source": "A", "juries": "4"},
        {"jury_size": "12", "share": "0.61", "verdict": "not_guilty", "source": "A"},
        {"jury_size": "6", "votes": "2", "undecided": "2", "verdict": "hung", "source": "A"},
        {"jury_size": "6", "votes_from": "1", "votes_to": "4", "verdict": "did_not_convict"},
        {"jury_size": "12", "verdict": "guilty", "source": "B"},
        {"jury_size": "12", "final_votes": "12", "source": "B"},
        {"jury_size": "12", "final_votes": "9", "source": "B", "to_convict": "9", "to_acquit": "9"},
        {"jury_size": "12", "final_votes": "7", "source": "B", "hours_from": "1", "hours_to": "4"},
        {"jury_size": "12", "verdict": "guilty", "source": "B", "hours_from": "2"},
    ]
    return of_rows(*rows, assumptions=Assumptions(missing_first=MissingFirst.UNKNOWN))


CASES = [
    ("tug-of-war", ("share", "bias")),
    ("linear-pull", ("resemblance",)),
    ("pooled-logistic", ()),
    ("burden-of-social-proof", ("share",)),
    ("two-sided-burden-of-social-proof", ()),
    ("private-public", ()),
]


@pytest.mark.parametrize(("name", "apart"), CASES)
@pytest.mark.parametrize("slip", [False, True])
def test_derivatives(name: str, apart: tuple[str, ...], slip: bool) -> None:
    """Against differences of the log-likelihood, for every kind of observation a model takes."""
    table = every_kind()
    if name not in ("tug-of-war", "linear-pull"):
        table = table.where(
            lambda each: each.final_votes is None and each.minutes is None, "final votes"
        )
    if name == "private-public":  # of six: the states of twelve take a second
        table = table.where(lambda each: each.jury_size == 6, "larger")
        apart = ()
    family = family_for(name, table, slip=slip, apart=apart)
    likelihood = Likelihood(table, family)
    theta = family.start() + 0.1
    found = likelihood.value_and_gradient(theta)
    assert found.value == pytest.approx(likelihood.value(theta), rel=1e-12)
    step = 1e-5
    for place in range(len(theta)):
        aside = np.zeros(len(theta))
        aside[place] = step
        rise = likelihood.value(theta + aside) - likelihood.value(theta - aside)
        assert found.gradient[place] == pytest.approx(rise / (2 * step), abs=2e-6, rel=2e-6), (
            family.names[place]
        )
    assert found.error < 1e-7


@pytest.mark.parametrize("name", ["tug-of-war", "pooled-logistic", "burden-of-social-proof"])
def test_closed_forms_are_the_models_of_the_catalogue(name: str) -> None:
    rows = [{"jury_size": "12", "votes": str(votes), "verdict": "guilty"} for votes in range(1, 13)]
    table = of_rows(*rows)
    family = family_for(name, table)
    made = model(name)
    values = {each: float(getattr(made, each)) for each in family.names}
    found = Likelihood(table, family).probabilities(family.theta(values))
    for votes in range(1, 13):
        solved = Trial(made, FirstBallot.known(votes, 12)).solve()
        assert found[votes - 1] == pytest.approx(solved.guilty, rel=1e-12)


def test_weights_count_observations() -> None:
    table = bundled_table("deliberations").where(lambda each: each.source == "NCSC", "field")
    likelihood = Likelihood(table, family_for("pooled-logistic", table))
    theta = likelihood.family.start()
    logs = np.log(likelihood.probabilities(theta))
    weights = np.arange(len(likelihood), dtype=np.float64) % 3
    assert likelihood.weighted(weights).value(theta) == pytest.approx(weights @ logs, rel=1e-12)
    assert likelihood.value(theta) == pytest.approx(logs.sum(), rel=1e-12)


def test_what_a_model_does_not_say_is_refused() -> None:
    final = of_rows(
        {"jury_size": "12", "votes": "7", "final_votes": "12"},
        {"jury_size": "12", "votes": "7", "verdict": "hung"},
    )
    with pytest.raises(OutOfDomainError, match="a table with final votes"):
        Likelihood(final, family_for("pooled-logistic", final))
    with pytest.raises(OutOfDomainError, match="final votes"):
        Likelihood(final, family_for("private-public", final))
    hung = final.where(lambda each: each.row == 2, "x")
    likelihood = Likelihood(hung, family_for("majority", hung, free=["slip"]))
    with pytest.raises(OutOfDomainError, match="gives probability 0"):
        likelihood.check_possible(likelihood.family.start())
    with pytest.raises(UnknownNameError, match="'slop'"):
        family_for("tug-of-war", final, free=["slop"])
    with pytest.raises(OutOfDomainError, match="no parameter that is free"):
        family_for("majority", final)
    empty = final.where(lambda each: each.row > 2, "none")
    with pytest.raises(OutOfDomainError, match="none of which is used"):
        Likelihood(empty, family_for("tug-of-war", empty))
