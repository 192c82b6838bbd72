"""`juryroom case export` and `juryroom case import`: a case to and from the files of others."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli.output import CaseArgument, read_day, write_all
from juryroom.errors import JuryroomError, OutOfDomainError, OutputError, Problem

if TYPE_CHECKING:
    import datetime as dt

    from juryroom.record.case import Case

EXPORT = "Example: juryroom case export people-v-weinstein --to xlsx -o case.xlsx"
IMPORT = "Example: juryroom case import case.xlsx -o case.yaml"


class Format(StrEnum):
    """What a case is written as."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    YAML = "yaml"
    TIMELINEJS = "timelinejs"
    ICAL = "ical"


class Holds(StrEnum):
    """What a file that is read holds."""

    CASE = "case"
    TRIALS = "trials"


OutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write.", show_default=False)
]
RedactOption = Annotated[
    bool, typer.Option("--redact", help="Take every name out: people stand by their role ids.")
]
SealedOption = Annotated[
    str | None,
    typer.Option(
        "--sealed-on",
        metavar="DATE",
        help="Also take out what the law has sealed by that day, YYYY-MM-DD. Implies --redact.",
    ),
]


def export_case(
    case: CaseArgument,
    *,
    to: Annotated[Format, typer.Option(help="What to write.")],
    out: OutOption,
    redact: RedactOption = False,
    sealed_on: SealedOption = None,
) -> None:
    """Write a case as a workbook, CSV, JSON, a timeline or a calendar.

    A workbook, CSV (a zip, or a folder where FILE has no ending) and JSON can be read back to an
    equal case with `juryroom case import`.
    """
    record = shown_case(case, redact=redact, sealed_on=sealed_on)
    if to is Format.CSV and not out.suffix:
        from juryroom.exchange.csv_tables import csv_files

        files = csv_files(record)
        write_all(out, files)
        print(f"Wrote {len(files)} files into {out}")
        return
    data = _written(record, to)
    write_bytes(out, data)
    print(f"Wrote {out} ({len(data):,} bytes)")


def import_case(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")],
    *,
    out: OutOption,
    holds: Annotated[
        Holds, typer.Option("--as", help="A case, or a table with one row a trial.")
    ] = Holds.CASE,
    party: Annotated[
        str | None, typer.Option(metavar="NAME", help="The defendant, where a docket has several.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Which column of a table of trials is what."),
    ] = None,
) -> None:
    """Read a workbook, CSV, JSON or a CourtListener docket, and write a case file.

    With --as trials, read a table of one row a trial (.csv or .xlsx) and write its rows as JSON.
    """
    if holds is Holds.TRIALS:
        from juryroom.exchange.trial_table import read_trial_table, trials_data
        from juryroom.provenance import canonical_json

        rows = read_trial_table(file, _columns(column or []))
        write_bytes(out, canonical_json(trials_data(rows)).encode())
        print(f"Wrote {out} ({len(rows)} trials)")
        return
    from juryroom.exchange.case_text import case_yaml
    from juryroom.exchange.incoming import import_case as read

    record = read(file, party=party)
    text = case_yaml(record)
    _same(text, record, out)
    write_bytes(out, text.encode())
    print(
        f"Wrote {out}: {record.caption}, {len(record.counts)} counts, {len(record.events)} events"
    )


def shown_case(case: str, *, redact: bool, sealed_on: str | None) -> "Case":
    """Return a case, without names and without what is sealed where that is asked for."""
    from juryroom.cli.loading import load

    return as_shown(load(case).case, redact=redact, sealed_on=sealed_on)


def as_shown(record: "Case", *, redact: bool, sealed_on: str | None) -> "Case":
    """Return a case that was read, likewise."""
    if not redact and sealed_on is None:
        return record
    from juryroom.exchange.redaction import redact as redacted

    since: dt.date | None = None
    if sealed_on is not None:
        since = read_day(sealed_on, record.default_date)
    return redacted(record, since=since)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole, or leave what was there.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        raise OutputError(
            Problem(
                str(path),
                error.strerror or str(error),
                "a file is written whole or not at all",
                "a path that can be written to (-o FILE)",
            )
        ) from error


def _written(record: "Case", to: Format) -> bytes:
    if to is Format.XLSX:
        from juryroom.exchange.workbook import workbook_bytes

        return workbook_bytes(record)
    if to is Format.CSV:
        from juryroom.exchange.csv_tables import csv_zip

        return csv_zip(record)
    if to is Format.ICAL:
        from juryroom.exchange.calendar_file import calendar_bytes

        return calendar_bytes(record)
    if to is Format.TIMELINEJS:
        from juryroom.exchange.timelinejs import timelinejs
        from juryroom.provenance import canonical_json

        return canonical_json(timelinejs(record)).encode()
    from juryroom.exchange.case_text import case_json, case_yaml

    return (case_json(record) if to is Format.JSON else case_yaml(record)).encode()


def _columns(pairs: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals:
            raise OutOfDomainError(
                Problem("--column", repr(pair), "a column map is FIELD=COLUMN", "defendant=Name")
            )
        columns[field.strip()] = column.strip()
    return columns


def _same(text: str, record: "Case", out: Path) -> None:
    """Refuse to write a case file that would not be read back to the same case."""
    from juryroom.record.validation import validate
    from juryroom.record.yaml_tree import read_yaml

    try:
        same = validate(read_yaml(text.encode(), str(out)).root) == record
    except JuryroomError as error:
        raise OutputError(error.problems) from error
    if not same:
        raise OutputError(
            Problem(
                str(out),
                "a value that a case file cannot hold as it is",
                "a case file is read back to the same case",
                "whole numbers of at most 18 digits",
            )
        )
