"""`juryroom data`: the data sets that come with the package."""

import re
from typing import Annotated

import typer

from juryroom.cli.output import JsonOption, print_json, table, wrapped

app = typer.Typer(
    help="The data sets that come with the package.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

OUTSIDE_BRACKETS = r"; (?![^()]*\))"

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="A name from `juryroom data list`.")
]


@app.command("list", epilog="Example: juryroom data list")
def list_all(*, json: JsonOption = False) -> None:
    """List the data sets: what each holds, how many rows, how far it was checked."""
    from juryroom.catalog.published import datasets

    known = datasets()
    if json:
        print_json({"datasets": [each.as_json() for each in known.values()]})
        return
    for each in known.values():
        print(f"{each.name}: {len(each.rows):,} rows, {each.standing.value}")
        print(wrapped(each.what, 2))
    print()
    print(wrapped("One in full: juryroom data show NAME. Its file: juryroom data path NAME."))


@app.command(epilog="Example: juryroom data show deliberations")
def show(
    name: NameArgument,
    *,
    rows: Annotated[
        int, typer.Option(min=0, max=10_000, help="How many rows to print, from the first.")
    ] = 5,
    json: JsonOption = False,
) -> None:
    """Show one data set: its source, standing, licence, columns, and its first rows."""
    from juryroom.catalog.published import dataset

    chosen = dataset(name)
    if json:
        print_json({**chosen.as_json(), "first_rows": list(chosen.rows[:rows])})
        return
    print(f"{chosen.name}: {len(chosen.rows):,} rows")
    print(wrapped(chosen.what, 2))
    for title, text in (
        ("source", chosen.source),
        ("standing", chosen.checked),
        ("licence", chosen.licence),
        ("recoded", chosen.recoded),
        ("sha256", chosen.sha256),
    ):
        print(f"{title}\n{wrapped(text, 2)}")
    print("columns")
    for column in re.split(OUTSIDE_BRACKETS, chosen.columns):
        print(wrapped(column, 2, 2))
    for note in chosen.notes:
        print(wrapped(f"note: {note}", 0, 2))
    if rows:
        print("\nfirst rows")
        print(table([list(chosen.rows[0]), *(list(row.values()) for row in chosen.rows[:rows])]))


@app.command(epilog="Example: juryroom data path deliberations")
def path(name: NameArgument) -> None:
    """Print where the file of one data set lies: a CSV file with its passport at the head."""
    from juryroom.catalog.published import dataset

    print(dataset(name).path)
