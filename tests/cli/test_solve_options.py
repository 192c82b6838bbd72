"""`juryroom solve`: first ballots of several kinds, patience by the split, and hours."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.jury.first_ballot import FirstBallot
from juryroom.jury.leanings import poisson_binomial
from juryroom.outcome.patience import SplitHazard
from juryroom.trial import Trial

Juryroom = Callable[..., Any]


def solved(juryroom: Juryroom, *words: str) -> dict[str, Any]:
    ran = juryroom("solve", "linear-pull", *words, "--json")
    assert ran.err == ""
    return json.loads(ran.out)


def test_own_leanings_are_poisson_binomial(juryroom: Juryroom) -> None:
    shown = solved(juryroom, "--jury-size", "4", "--leanings", "0.9, 0.8,0.2,0.1")
    assert shown["first_ballot"] == list(poisson_binomial([0.9, 0.8, 0.2, 0.1]).probabilities)
    assert shown["guilty"] == pytest.approx(0.5)


def test_several_shares_are_a_mixture(juryroom: Juryroom) -> None:
    shown = solved(juryroom, "--share", "0.3:0.25,0.8:0.75", "--resemblance", "0.1")
    low, high = (FirstBallot.beta_binomial(p, 0.1, 12).probabilities for p in (0.3, 0.8))
    mixed = [0.25 * a + 0.75 * b for a, b in zip(low, high, strict=True)]
    assert shown["first_ballot"] == pytest.approx(mixed, abs=1e-15)


@pytest.mark.parametrize(
    ("rule", "share"),
    [("split", 0.5), ("not-guilty", 0.4), ("dropped", 0.5), ("0.25", 0.45), (None, 0.5)],
)
def test_the_undecided_of_a_study(juryroom: Juryroom, rule: str | None, share: float) -> None:
    """The example of `ThreeAnswers`: of 100 persons 40 say guilty and 20 cannot say."""
    words = ("--share", "0.4", "--undecided", "0.2", "--jury-size", "3")
    shown = solved(juryroom, *words, *(() if rule is None else ("--undecided-vote", rule)))
    binomial = FirstBallot.binomial(share, 3).probabilities
    assert shown["first_ballot"] == pytest.approx(binomial, abs=1e-12)


def test_the_undecided_of_a_jury(juryroom: Juryroom) -> None:
    words = ("--jury-size", "3", "--guilty-votes", "1", "--undecided", "1")
    assert solved(juryroom, *words)["first_ballot"] == [0, 0.5, 0.5, 0]
    held = solved(juryroom, *words, "--undecided-vote", "not-guilty")
    assert held["first_ballot"] == [0, 1, 0, 0]
    led = solved(juryroom, *words, "--undecided-vote", "0.75")
    assert led["first_ballot"] == [0, 0.25, 0.75, 0]


@pytest.mark.parametrize("by_minority", [True, False])
def test_a_list_of_hazards_goes_by_the_split(juryroom: Juryroom, by_minority: bool) -> None:
    hazards = (0.0, 0.1, 0.2) if by_minority else (0.0, 0.3, 0.2, 0.1, 0.0)
    patience = (
        SplitHazard(by_minority=hazards) if by_minority else SplitHazard(by_guilty_votes=hazards)
    )
    listed = ",".join(f"{hazard:g}" for hazard in hazards)
    shown = solved(juryroom, "--jury-size", "4", "--guilty-votes", "2", "--hang-hazard", listed)
    exact = Trial(LinearPull(), FirstBallot.known(2, 4), patience=patience).solve()
    assert (shown["guilty"], shown["hung"]) == (exact.guilty, exact.hung)


def test_hours_are_ballots_by_the_minutes_of_one(juryroom: Juryroom) -> None:
    hours = solved(juryroom, "--guilty-votes", "6", "--hours", "0.3", "--minutes", "6")
    ballots = solved(juryroom, "--guilty-votes", "6", "--ballots", "3")
    assert hours["patience"] == ballots["patience"]
    assert hours["hung"] == ballots["hung"]
    assert hours["mean_hours"] == pytest.approx(hours["mean_ballots"] / 10)
    assert ballots["mean_hours"] is None
    text = juryroom("solve", "linear-pull", "--guilty-votes", "6", "--minutes", "30").out
    assert "mean hours" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--leanings", "0.3,0.4"), "2 numbers for a jury of 12"),
        (("--leanings", "0.3,x", "--jury-size", "2"), "found"),
        (("--leanings", "0.3,1.4,0", "--jury-size", "3"), "1.4"),
        (("--leanings", "1,1,0", "--jury-size", "3", "--share", "0.5"), "both"),
        (("--leanings", "1,1,0", "--jury-size", "3", "--undecided", "1"), "--leanings"),
        (("--leanings", "1,1,0", "--jury-size", "3", "--resemblance", "0.1"), "--share P"),
        (("--share", "much"), "'much'"),
        (("--share", "0.3:0.5,0.8"), "SHARE:WEIGHT"),
        (("--share", "0.3:0.5,0.8:0.4"), "0.9"),
        (("--share", "0.3:0.5,8:0.5"), "share"),
        (("--share", "0.3:0.5,0.8:0.5", "--undecided", "0.1"), "several shares"),
        (("--share", "0.6", "--undecided", "0.5"), "add up to 1 or less"),
        (("--share", "0.6", "--undecided", "nan"), "nan"),
        (("--share", "0", "--undecided", "1", "--undecided-vote", "dropped"), "only undecided"),
        (("--guilty-votes", "5", "--undecided", "9"), "0 to 7"),
        (("--guilty-votes", "5", "--undecided", "1.5"), "whole number"),
        (("--guilty-votes", "5", "--undecided", "-1"), "0 to 7"),
        (("--guilty-votes", "5", "--undecided", "2", "--undecided-vote", "dropped"), "every juror"),
        (("--guilty-votes", "5", "--undecided", "2", "--undecided-vote", "maybe"), "split"),
        (("--guilty-votes", "5", "--undecided", "2", "--undecided-vote", "1.5"), "0 to 1"),
        (("--guilty-votes", "5", "--undecided-vote", "split"), "without --undecided"),
        (("--guilty-votes", "5", "--hang-hazard", "0.1,0.2"), "7 numbers"),
        (("--guilty-votes", "5", "--hang-hazard", "0,0,0,0,0,0,2"), "2"),
        (("--guilty-votes", "5", "--hang-hazard", "often"), "'often'"),
        (("--guilty-votes", "5", "--hang-hazard", "0,0,0,0,0,0,0.1", "--ballots", "3"), "both"),
        (("--guilty-votes", "5", "--hours", "2"), "no --minutes"),
        (("--guilty-votes", "5", "--hours", "2", "--minutes", "0"), "0.1 to 10000"),
        (("--guilty-votes", "5", "--hours", "-2", "--minutes", "6"), "-2"),
        (("--guilty-votes", "5", "--hours", "2", "--minutes", "6", "--ballots", "3"), "--ballots"),
        (("--guilty-votes", "5", "--hours", "2", "--minutes", "6", "--hang-hazard", "0.1"), "both"),
    ],
)
def test_bad_options_are_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], said: str
) -> None:
    ran = juryroom("solve", "linear-pull", *words)
    assert said in ran.err
    assert (ran.code, ran.out) == (7, "")
    assert "  rule: " in ran.err
    assert "  accepted: " in ran.err
