"""`juryroom reference`: the reference estimate, and how it was made."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.catalog.reference import Reference

EXAMPLE = "Example: juryroom reference"

MissingOption = Annotated[
    str,
    typer.Option(
        "--missing-verdict",
        help="What juries without a recorded verdict were taken for: hung or dropped.",
    ),
]


def reference(*, missing_verdict: MissingOption = "hung", json: JsonOption = False) -> None:
    """Show the reference estimate: its data, assumptions, priors, and the chain by size and kind."""
    from juryroom.catalog.reference import reference as shipped
    from juryroom.provenance import Input, Provenance

    found = shipped(missing_verdict)
    if json:
        inputs = (Input(name=found.file_name, sha256=found.sha256),)
        made = Provenance(command=command_words(), inputs=inputs).as_json()
        print_json({**found.meta, "schema": "juryroom-reference/1", "provenance": made})
        return
    _show(found)


def _show(found: "Reference") -> None:
    meta = found.meta
    data, posterior = meta["data"], meta["posterior"]
    print(found.about)
    head = ["juries", "slope", "bias", "hazard a ballot", "slip"]
    rows = [
        [name, *(_range(each[key]) for key in ("slope", "bias", "hazard", "slip"))]
        for name, each in sorted(meta["summary"].items())
    ]
    print(table([head, *rows]))
    print("each: posterior mean, and the interval that holds 95% of the posterior")
    for title, text in (
        ("data", f"{data['name']}, sha256 {data['sha256']}"),
        ("assumed", data["assumptions"]),
        ("other sizes", meta["beyond_sizes"]["note"]),
        ("minutes a ballot", meta["pace"]),
        (
            "draws",
            f"{posterior['method']}; {posterior['draws']:,} draws worth {posterior['effective']:,}, "
            f"Pareto k {posterior['pareto_k']}; made by {meta['made_by']}, seed {meta['seed']}",
        ),
    ):
        print(f"{title}\n{wrapped(text, 2)}")


def _range(points: list[Any]) -> str:
    return f"{points[0]:.3g} [{points[1]:.3g}, {points[-1]:.3g}]"
