"""`juryroom case`: check a case file, and ask it for its posture, conflicts and timeline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli import audit, export, next_steps
from juryroom.cli.output import (
    CaseArgument,
    JsonOption,
    OnOption,
    command_words,
    print_json,
    read_day,
    wrapped,
)

if TYPE_CHECKING:
    from juryroom.record.conflicts import FoundConflict
    from juryroom.record.files import LoadedCase

app = typer.Typer(
    help="Check a case file, and ask it for its posture, conflicts and timeline.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(epilog="Example: juryroom case check people-v-weinstein")
def check(case: CaseArgument, *, json: JsonOption = False) -> None:
    """Read a case file strictly, check every reference, and replay its events to the end."""
    from juryroom.cli.loading import load_replayed

    loaded = load_replayed(case)
    record = loaded.case
    held = {
        "people": len(record.people),
        "sources": len(record.sources),
        "instruments": len(record.instruments),
        "counts": sum(count.members for count in record.counts),
        "trials": len(record.trials),
        "events": len(record.events),
        "claims": len(record.claims),
        "conflicts": len(record.conflicts),
    }
    if json:
        print_json({"case": record.id, "problems": [], "holds": held, **_provenance(loaded)})
        return
    print(f"{record.caption}: no problem found")
    print(wrapped(", ".join(f"{number} {what}" for what, number in held.items()), 2))


@app.command(epilog="Example: juryroom case posture people-v-weinstein --on 2025-06-13")
def posture(
    case: CaseArgument,
    *,
    on: OnOption = None,
    readings: Annotated[
        bool,
        typer.Option("--readings", help="Replay it under every reading of what sources dispute."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show the state of every count on a day, with the step and the authority behind it."""
    from juryroom.cli.loading import load_linked, load_replayed
    from juryroom.procedure.posture import posture as posture_of
    from juryroom.procedure.readings import posture_readings

    loaded = load_replayed(case)
    state = posture_of(loaded.case, read_day(on, loaded.case.default_date))
    linked = [other.case for other in load_linked(loaded)] if readings else []
    read = posture_readings(loaded.case, state.on, linked=linked) if readings else None
    if json:
        more = {} if read is None else {"readings": read.as_json()}
        print_json({**state.as_json(), **more, "case": loaded.case.id, **_provenance(loaded)})
        return
    from juryroom.report.reading_lines import reading_lines
    from juryroom.report.summary import posture_lines

    print(f"{loaded.case.caption}, on {state.on.isoformat()}")
    print(posture_lines(loaded.case, state))
    if read is not None:
        print(reading_lines(read))


@app.command(epilog="Example: juryroom case conflicts people-v-weinstein")
def conflicts(
    case: CaseArgument,
    *,
    only: Annotated[
        str | None, typer.Option("--id", help="Show the conflict of this id in full.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show where sources differ, what is preferred, by what rule and why."""
    from juryroom.cli.loading import load, load_linked
    from juryroom.record.conflicts import find_conflicts

    loaded = load(case)
    found = find_conflicts(loaded.case, linked=[other.case for other in load_linked(loaded)])
    if only is not None:
        found = (_named(found, only),)
    if json:
        print_json({"conflicts": [c.as_json() for c in found], **_provenance(loaded)})
        return
    from juryroom.report.summary import conflict_full, conflict_lines

    print(conflict_full(found[0]) if only else conflict_lines(found))


@app.command(epilog="Example: juryroom case timeline people-v-weinstein --count R3_M")
def timeline(
    case: CaseArgument,
    *,
    on: OnOption = None,
    count: Annotated[
        str | None, typer.Option(help="Only what concerns the count of this id.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Draw it into a file: .svg, .png or .html."
        ),
    ] = None,
    redact: export.RedactOption = False,
    sealed_on: export.SealedOption = None,
    json: JsonOption = False,
) -> None:
    """Show what happened, in order, up to a day; or draw it."""
    from juryroom.cli.loading import load
    from juryroom.record.timeline import timeline as timeline_of

    loaded = load(case)
    record = export.as_shown(loaded.case, redact=redact, sealed_on=sealed_on)
    if count is not None:
        _known_count(loaded, count)
    day = read_day(on, record.default_date)
    if out is not None:
        from juryroom.cli.timeline import draw

        draw(record, out, count=count, until=day)
        return
    entries = [e for e in timeline_of(record, until=day) if count is None or count in e.counts]
    if json:
        print_json({"timeline": [e.as_json() for e in entries], **_provenance(loaded)})
        return
    if not entries:
        print(f"nothing is recorded up to {day.isoformat()}")
    for entry in entries:
        weak = " (weak source)" if entry.weak else ""
        counts = f" [{', '.join(entry.counts)}]" if entry.counts else ""
        print(wrapped(f"{entry.date}  {entry.what}{weak}{counts}", 2, 4))


app.command("next", epilog=next_steps.EXAMPLE)(next_steps.next_case)
app.command("audit", epilog=audit.EXAMPLE)(audit.audit_case)
app.command("export", epilog=export.EXPORT)(export.export_case)
app.command("import", epilog=export.IMPORT)(export.import_case)


def _provenance(loaded: "LoadedCase") -> "dict[str, dict[str, object]]":
    from juryroom.provenance import Input, Provenance

    read = Input(name=loaded.path.name, sha256=loaded.sha256)
    block: Provenance = Provenance(command=command_words(), inputs=(read,))
    return {"provenance": block.as_json()}


def _known_count(loaded: "LoadedCase", count: str) -> None:
    from juryroom.errors import Problem, UnknownNameError, nearest

    known = [c.id for c in loaded.case.counts]
    if count not in known:
        raise UnknownNameError(
            Problem(
                where="--count",
                found=repr(count),
                rule=f"a count of {loaded.path.name} is asked for by its id",
                accepted=nearest(count, known),
            )
        )


def _named(found: "tuple[FoundConflict, ...]", conflict_id: str) -> "FoundConflict":
    from juryroom.errors import Problem, UnknownNameError, nearest

    for conflict in found:
        if conflict.id == conflict_id:
            return conflict
    raise UnknownNameError(
        Problem(
            where="--id",
            found=repr(conflict_id),
            rule="a conflict is asked for by its id",
            accepted=nearest(conflict_id, [conflict.id for conflict in found]),
        )
    )
