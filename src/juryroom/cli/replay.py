"""`juryroom case replay`: replay a case fixture, and hold it against what it must give."""

from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli.output import JsonOption, print_json, wrapped

if TYPE_CHECKING:
    from juryroom.procedure.fixture_replay import Replayed

EXAMPLE = "Example: juryroom case replay us-blagojevich"
FAILED = 9


def replay(
    file: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Fixtures of the format juryroom-case/0.1, or names of bundled ones.",
        ),
    ],
    *,
    json: JsonOption = False,
) -> None:
    """Replay fixtures event by event; print each expectation, and leave with 9 if one fails."""
    from juryroom.procedure.fixture_files import load_fixture
    from juryroom.procedure.fixture_replay import replay_fixture

    results = [replay_fixture(load_fixture(name)) for name in file]
    if json:
        print_json({"fixtures": [result.as_json() for result in results]})
    else:
        for result in results:
            _show(result)
    if not all(result.passed for result in results):
        raise typer.Exit(FAILED)


def _show(result: "Replayed") -> None:
    print(f"{result.fixture.id}: {result.fixture.caption}")
    for checked in result.checked:
        weak = " (weak sources: scored as a replay)" if checked.expectation.weak else ""
        print(f"  {checked.expectation.as_of}  {checked.verdict}{weak}")
        for what, expected, found in checked.mismatches:
            print(wrapped(f"{what}: expected {expected}, found {found}", 4))
    if not result.checked:
        print("  no expectation")
    for problem in result.unlawful:
        print(f"  unlawful: {problem}")
