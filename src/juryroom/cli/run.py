"""`juryroom run`: the main job, from a case file to a summary, a page and a result file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from juryroom.cli.output import (
    CaseArgument,
    JsonOption,
    OnOption,
    command_words,
    progress,
    read_day,
    write_all,
)

EXAMPLE = "Example: juryroom run people-v-weinstein --out juryroom-out"


def run(
    case: CaseArgument,
    *,
    on: OnOption = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for report.html and result.json. Default: juryroom-out."),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Forecast counts that are before a court, too.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read a case, and say where it stands, what is disputed, what is claimed and what may come.

    Prints a summary and writes report.html and result.json. With --json, prints the result and
    writes the two files only where --out names a folder.
    """
    from juryroom.cli.loading import load_linked, load_replayed

    with progress(enabled=True) as shown:
        loaded = load_replayed(case)
        shown.stage("getting ready to solve")
        from juryroom.provenance import canonical_json
        from juryroom.report.bundle import gather

        bundle = gather(
            loaded,
            read_day(on, loaded.case.default_date),
            linked=load_linked(loaded),
            command=command_words(),
            live=live,
            stage=shown.stage,
        )
        result = canonical_json(bundle.as_json())
        folder = out if out is not None or json else Path("juryroom-out")
        if folder is not None:
            shown.stage("drawing the page")
            from juryroom.report.html import page

            write_all(folder, {"report.html": page(bundle), "result.json": result})
    if json:
        sys.stdout.write(result)
        return
    from juryroom.report.summary import summary

    print(summary(bundle))
    print(f"\nWrote {folder}/report.html and {folder}/result.json")
