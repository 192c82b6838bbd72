"""`juryroom case next`: what may lawfully happen next to each count, who decides and by when."""

from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli.output import (
    CaseArgument,
    JsonOption,
    OnOption,
    command_words,
    print_json,
    read_day,
)

if TYPE_CHECKING:
    from juryroom.procedure.lawful_steps import CountSteps

EXAMPLE = "Example: juryroom case next people-v-weinstein --on 2025-06-13 --count R3_M"


def next_case(
    case: CaseArgument,
    *,
    on: OnOption = None,
    count: Annotated[str | None, typer.Option(help="Only the count of this id.")] = None,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="WORD", help="Only this step, and why it is not open: set_for_retrial, or C21."
        ),
    ] = None,
    depth: Annotated[int, typer.Option(help="How many steps ahead the tree goes, 1 to 5.")] = 1,
    every: Annotated[
        bool, typer.Option("--all", help="Show each closed step, too, with the reason.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show what may lawfully happen next to each count, who decides, by when, and by whose law."""
    from juryroom.cli.loading import load_replayed
    from juryroom.procedure.next_steps import next_steps
    from juryroom.provenance import Input, Provenance

    loaded = load_replayed(case)
    day = read_day(on, loaded.case.default_date)
    found = next_steps(loaded.case, day, depth, counts=None if count is None else [count])
    if step is not None:
        _check_word(found, step)
    if json:
        read = Input(name=loaded.path.name, sha256=loaded.sha256)
        made: Provenance = Provenance(command=command_words(), inputs=(read,))
        print_json(
            {
                "case": loaded.case.id,
                "on": day.isoformat(),
                "depth": depth,
                "counts": [_as_json(steps, step) for steps in found],
                "provenance": made.as_json(),
            }
        )
        return
    from juryroom.report.next_lines import asked_lines, next_lines

    print(f"{loaded.case.caption}, on {day.isoformat()}: what may come next, by rule and record")
    print(asked_lines(found, step, day) if step else next_lines(found, day, every=every))
    if not (step or every) and any(steps.closed for steps in found):
        print("Closed steps are not shown: --step WORD says why one is closed, --all shows each.")


def _as_json(found: "CountSteps", step: str | None) -> dict[str, object]:
    data = found.as_json()
    if step is not None:
        data["steps"] = [asked.as_json() for asked in found.asked(step)]
    return data


def _check_word(found: "tuple[CountSteps, ...]", word: str) -> None:
    from juryroom.errors import Problem, UnknownNameError, nearest

    known = {name for steps in found for s in steps.steps for name in (s.step, s.transition)}
    if found and word not in known:
        raise UnknownNameError(
            Problem(
                where="--step",
                found=repr(word),
                rule="a step is asked for by the word of the record that makes it, or by its move",
                accepted=nearest(word, sorted(known)),
            )
        )
