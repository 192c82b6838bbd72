"""`juryroom solve` without a model."""

from json import loads

import pytest
from typer import Typer
from typer.testing import CliRunner

from juryroom.catalog.reference import reference
from juryroom.cli import solve
from juryroom.errors import OutOfDomainError
from juryroom.jury.first_ballot import FirstBallot


def run(*words: str) -> str:
    app = Typer(rich_markup_mode=None)
    app.command()(solve.solve)
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_without_a_model_the_reference_answers_with_intervals() -> None:
    shown = run("--guilty-votes", "8")
    expected = reference().outcome(FirstBallot.known(8, 12))
    assert f"{expected.mean.guilty:.3f}" in shown
    assert "95%" in shown
    assert "assumed, not fitted" in shown


def test_its_name_is_a_model_too_and_json_is_the_api() -> None:
    found = loads(
        run("reference", "--guilty-votes", "4", "--jury-size", "6", "--kind", "mock", "--json")
    )
    expected = reference().outcome(FirstBallot.known(4, 6), kind="mock").as_json()
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    "words",
    [("--hang-hazard", "0.1"), ("--ballots", "5"), ("--set", "slope=0.1"), ("--times",)],
)
def test_what_the_reference_has_estimated_cannot_be_set(words: tuple[str, ...]) -> None:
    with pytest.raises(OutOfDomainError, match=words[0]):
        run("--guilty-votes", "8", *words)


def test_a_kind_is_known_to_the_reference_alone() -> None:
    with pytest.raises(OutOfDomainError, match="--kind"):
        run("linear-pull", "--guilty-votes", "8", "--kind", "mock")
