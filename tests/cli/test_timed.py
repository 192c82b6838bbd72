"""The exact law of models of votes and time from the command line."""

import json

import pytest

from juryroom.cli.first_ballots import FirstVotes
from juryroom.cli.timed import is_timed, solve_timed
from juryroom.deliberation.models.stubbornness import Stubbornness
from juryroom.errors import OutOfDomainError, UnknownNameError
from juryroom.jury.first_ballot import FirstBallot

SIX = FirstVotes(6, None, "0.6")


def solved(parameters: dict[str, float], *, json: bool, given: dict[str, object]) -> None:
    solve_timed("stubbornness", SIX, parameters=parameters, given=given, json=json)


def test_json_is_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    solved({"stopping": 0.1}, json=True, given={})
    found = json.loads(capsys.readouterr().out)
    law = Stubbornness(stopping=0.1).solve(FirstBallot.binomial(0.6, 6), [60.0])
    assert found["votes"] == pytest.approx(law.votes.tolist(), abs=1e-14)
    assert found["mean_minutes"] == pytest.approx(law.mean_minutes, rel=1e-14)
    assert found["stopped_by_minutes"]["60"] == pytest.approx(law.ended.sum(), abs=1e-14)
    parts = ("in_zone_guilty", "in_zone_not_guilty", "between_the_zones")
    assert sum(found[part] for part in parts) == pytest.approx(1, abs=1e-12)
    assert found["in_zone_guilty"] == pytest.approx(law.votes[5:].sum(), abs=1e-14)
    assert found["method"] == "exact"
    assert found["parameters"]["stopping"] == 0.1
    assert found["quantile_minutes"]["0.1"] < found["quantile_minutes"]["0.9"]


def test_text_shows_votes_and_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    solved({"zone": 1}, json=False, given={})
    shown = capsys.readouterr().out
    assert "mean minutes" in shown
    assert "6 of 6" in shown
    assert "no rate of hung juries" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 100


def test_votes_that_no_jury_stops_with_have_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    sure = {"herding": 1.0, "patience": 1e-6, "zone": 1.0}
    for as_json in (True, False):
        solve_timed("stubbornness", FirstVotes(6, 6), parameters=sure, given={}, json=as_json)
    shown = capsys.readouterr().out
    assert "null" in shown
    assert "0 of 6 0.0000 -" in " ".join(shown.split())


def test_what_does_not_apply_is_refused() -> None:
    assert is_timed("stubbornness")
    assert not is_timed("linear-pull")
    with pytest.raises(OutOfDomainError, match="--to-convict, --hours"):
        solved({}, json=False, given={"--to-convict": 10, "--hours": 5})
    with pytest.raises(UnknownNameError, match="patience"):
        solved({"pateince": 1}, json=False, given={})
