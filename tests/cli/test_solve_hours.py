"""`juryroom solve` with a clock: deadlines, hazards an hour, and how long juries are out."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from juryroom.deliberation.models.linear_pull import LinearPull
from juryroom.jury.first_ballot import FirstBallot
from juryroom.outcome.hours import HourCap, HourlyHazard, Pace
from juryroom.procedure.decision_rule import Ending
from juryroom.trial import Trial

Juryroom = Callable[..., Any]
EIGHT = ("solve", "linear-pull", "--guilty-votes", "8")
BALLOT = FirstBallot.known(8, 12)


def solved(juryroom: Juryroom, *words: str) -> dict[str, Any]:
    ran = juryroom(*EIGHT, *words, "--json")
    assert ran.err == ""
    return json.loads(ran.out)


def test_a_deadline_with_ballots_at_random_moments(juryroom: Juryroom) -> None:
    shown = solved(juryroom, "--hours", "4", "--minutes", "15", "--at-random")
    trial = Trial(LinearPull(), BALLOT, patience=HourCap(hours=4, pace=Pace(4)))
    assert shown["hung"] == trial.solve().hung
    assert shown["mean_hours"] == pytest.approx(shown["mean_ballots"] / 4)
    assert shown["patience"] == str(trial.patience)


@pytest.mark.parametrize("words", [(), ("--at-random",)])
def test_a_hazard_an_hour(juryroom: Juryroom, words: tuple[str, ...]) -> None:
    shown = solved(juryroom, "--hourly-hazard", "0.1", "--minutes", "15", *words)
    pace = Pace(4, regular=not words)
    patience = HourlyHazard(per_hour=0.1, pace=pace)
    trial = Trial(LinearPull(), BALLOT, patience=patience)
    assert shown["hung"] == trial.solve().hung
    assert shown["mean_hours"] == trial.time_law(pace).mean()


def test_times_in_ballots_and_in_hours(juryroom: Juryroom) -> None:
    for words, pace in (((), None), (("--minutes", "15"), Pace(4, regular=True))):
        times = solved(juryroom, "--times", *words)["times"]
        law = Trial(LinearPull(), BALLOT).time_law(pace)
        assert times["unit"] == ("hours" if words else "ballots")
        assert times["still_out"] == law.out(times["times"]).tolist()
        assert times["still_out"][0] == pytest.approx(1)
        guilty = times["by_ending"]["guilty"]
        assert guilty["quantiles"]["0.5"] == law.quantile(0.5, Ending.GUILTY)
        assert times["by_ending"]["hung"]["quantiles"]["0.5"] is None
        assert times["by_ending"]["hung"]["mean"] is None
    text = juryroom(*EIGHT, "--times", "--minutes", "15", "--hours", "4").out
    assert "How long juries are out, in hours (a ballot every 15 minutes)" in text
    assert "  4      0.000      -" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at-random",), "no --minutes"),
        (("--hourly-hazard", "0.1"), "no --minutes"),
        (("--hourly-hazard", "-1", "--minutes", "5"), "-1"),
        (("--hourly-hazard", "nan", "--minutes", "5"), "nan"),
        (("--hourly-hazard", "1", "--minutes", "5", "--ballots", "3"), "both"),
        (("--hourly-hazard", "1", "--minutes", "5", "--hours", "3"), "both"),
        (("--hours", "9999", "--minutes", "0.1"), "100000 ballots or fewer"),
        (("--hours", "nan", "--minutes", "5"), "nan"),
    ],
)
def test_bad_hours_are_refused_in_four_parts(
    juryroom: Juryroom, words: tuple[str, ...], said: str
) -> None:
    ran = juryroom(*EIGHT, *words)
    assert said in ran.err
    assert (ran.code, ran.out) == (7, "")
    assert "  rule: " in ran.err
    assert "  accepted: " in ran.err


def test_who_has_no_ballots_is_refused_before_anything_is_shown(juryroom: Juryroom) -> None:
    ran = juryroom("solve", "proportionality", "--guilty-votes", "8", "--times")
    assert (ran.code, ran.out) == (7, "")
    assert "has no ballots" in ran.err
