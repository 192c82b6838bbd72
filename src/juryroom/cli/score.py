"""`juryroom score`: a model scored on juries that it was not fitted to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli.fit import (
    DataArgument,
    FirstOption,
    MapOption,
    MeansOption,
    SeedOption,
    VerdictOption,
    assumptions_of,
    read_juries,
)
from juryroom.cli.jury_options import SetOption, read_parameters
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.catalog.reference import Reference
    from juryroom.inference.score import Part, Score
    from juryroom.inference.table import JuryTable

EXAMPLE = "Example: juryroom score deliberations --model reference"

ScoredOption = Annotated[
    str,
    typer.Option(
        "--model", metavar="MODEL", help="reference, or a name from `juryroom models`, as shipped."
    ),
]
KindOption = Annotated[
    str,
    typer.Option(help="What juries are, where the table does not say: field, mock or capital."),
]
ResamplesOption = Annotated[
    int, typer.Option(min=100, max=100_000, help="Tables drawn anew for the intervals.")
]


def score(
    data: DataArgument,
    *,
    model: ScoredOption = "reference",
    column_map: MapOption = None,
    parameter: SetOption = None,
    kind: KindOption = "field",
    missing_verdict: VerdictOption = "dropped",
    missing_first: FirstOption = None,
    not_guilty: MeansOption = "acquitted",
    resamples: ResamplesOption = 1_000,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Score a model, as it is, on a table of juries: log loss, Brier score, calibration.

    Nothing is fitted to the table. A forecast is the chance of conviction, given the first ballot.
    """
    from juryroom.inference.score import score as scored
    from juryroom.rng import Streams

    juries = read_juries(
        data, column_map, assumptions_of(missing_verdict, missing_first, not_guilty)
    )
    found = scored(
        juries,
        _chosen(model, read_parameters(parameter), kind),
        stream=Streams(seed).at("score"),
        parameters=read_parameters(parameter),
        kind=kind,
        resamples=resamples,
    )
    if json:
        made = passport("juryroom-score/1", juries, seed)
        print_json({**found.as_json(), "kind_where_not_said": kind, **made})
        return
    _show(found, resamples)


def _chosen(model: str, parameters: Mapping[str, float], kind: str) -> "str | Reference":
    if model != "reference":
        return model
    from juryroom.catalog.reference import reference
    from juryroom.cli.jury_options import refuse

    if parameters:
        rule = "the reference is what was fitted to the juries of the package"
        raise refuse("--set", ", ".join(parameters), rule, "no --set, or another --model")
    estimate = reference()
    estimate.check_kind(kind)
    return estimate


def passport(schema: str, juries: "JuryTable", seed: int) -> dict[str, object]:
    """Return schema and provenance of what was made from a table."""
    from juryroom.provenance import Input, Provenance

    inputs = (Input(name=juries.name, sha256=juries.sha256),)
    made = Provenance(command=command_words(), inputs=inputs, seed=seed)
    return {"schema": schema, "provenance": made.as_json()}


def _show(found: "Score", resamples: int) -> None:
    from juryroom.inference.scoring import CLIP

    juries = found.forecast.table
    print(
        f"{found.model}, scored on {juries.name}; 95% intervals of {resamples:,} tables drawn anew"
    )
    head = ["juries", "number", "log loss", "Brier score", "cal. slope", "cal. error"]
    rows = [_row("all", found.overall), *(_row(name, part) for name, part in found.parts.items())]
    print(table([head, *rows]))
    if found.impossible:
        named = ", ".join(map(str, found.impossible[:8]))
        more = " ..." if len(found.impossible) > 8 else ""
        loss = found.overall.measures["log_loss_clipped"]
        print(
            wrapped(
                f"rows given probability 0 for what happened: {len(found.impossible)} ({named}"
                f"{more}), so the log loss is infinite. With forecasts held {CLIP} away from 0 and "
                f"1 it is {loss}."
            )
        )
    show_ledger(juries)
    print(wrapped("This is about juries in general under this model; it is not about guilt."))


def _row(name: str, part: "Part") -> list[str]:
    found = part.measures
    return [
        name,
        f"{part.juries:,}",
        *(
            _measure(found[key].value, found[key].low, found[key].high, places)
            for key, places in (
                ("log_loss", 4),
                ("brier", 4),
                ("calibration_slope", 2),
                ("calibration_error", 3),
            )
        ),
    ]


def _measure(value: float, low: float, high: float, places: int) -> str:
    shown = [f"{each:.{places}f}" for each in (value, low, high)]
    return f"{shown[0]} [{shown[1]}, {shown[2]}]"


def show_ledger(juries: "JuryTable") -> None:
    """Print what became of every row, and what was assumed."""
    left = len(juries.left_out)
    print(f"{juries.name}: {juries.rows_in:,} rows, {juries.rows_used:,} used, {left:,} listed")
    for reason, rows in juries.reasons().items():
        print(wrapped(f"{rows:,} {reason}", 2, 2))
    print(wrapped(f"assumed: {juries.assumptions}", 2, 2))
    from juryroom.inference.bundled import NOT_SEPARATED

    known = sorted(
        source
        for source in NOT_SEPARATED & set(juries.sources)
        if not juries.assumptions.not_guilty_is_open(source)
    )
    if known:
        means = "not guilty there means did not convict, hung juries included"
        print(wrapped(f"known by name: {', '.join(known)}: {means}", 2, 2))
