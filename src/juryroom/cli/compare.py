"""`juryroom compare`: every model that applies to a table, side by side."""

from pathlib import Path
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
    working,
)
from juryroom.cli.output import JsonOption, print_json, table, wrapped, write_all
from juryroom.cli.score import KindOption, ResamplesOption, passport, show_ledger

if TYPE_CHECKING:
    from juryroom.inference.compare import Compared, Comparison

EXAMPLE = "Example: juryroom compare deliberations --model pooled-logistic --folds 5"

NamesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="A model to fit; by default all that apply but the slow. Repeatable.",
    ),
]
FoldsOption = Annotated[int, typer.Option(min=2, max=100, help="Parts of the cross-validation.")]
PictureOption = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FILE", help="Write calibration curves to this SVG file."),
]


def compare(
    data: DataArgument,
    *,
    model: NamesOption = None,
    column_map: MapOption = None,
    kind: KindOption = "field",
    missing_verdict: VerdictOption = "dropped",
    missing_first: FirstOption = None,
    not_guilty: MeansOption = "acquitted",
    folds: FoldsOption = 10,
    resamples: ResamplesOption = 1_000,
    picture: PictureOption = None,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Compare models on a table of juries: fitted, cross-validated, against what is published.

    Each jury is forecast by fits that have not seen it: to the other folds, and to the other
    sources. Differences are those of paired forecasts, with bootstrap intervals.
    """
    from juryroom.catalog.published import dataset
    from juryroom.catalog.reference import reference
    from juryroom.inference.compare import compare as compared
    from juryroom.rng import Streams

    juries = read_juries(
        data, column_map, assumptions_of(missing_verdict, missing_first, not_guilty)
    )
    estimate = reference()
    estimate.check_kind(kind)
    own = juries.sha256 == dataset("deliberations").sha256
    with working(not json) as tell:
        found = compared(
            juries,
            stream=Streams(seed).at("compare"),
            names=model,
            estimate=None if own else estimate,
            kind=kind,
            folds=folds,
            resamples=resamples,
            progress=tell,
        )
    if picture is not None:
        from juryroom.report.calibration_figure import calibration_figure

        write_all(picture.parent, {picture.name: calibration_figure(found)})
    if json:
        print_json({**found.as_json(), **passport("juryroom-comparison/1", juries, seed)})
        return
    _show(found, resamples)


def _show(found: "Comparison", resamples: int) -> None:
    from juryroom.inference.candidates import SATE_CHAIN
    from juryroom.inference.scoring import CLIP

    print(
        wrapped(
            f"{found.table.name}: each jury forecast by fits to the other {found.folds - 1} of "
            f"{found.folds} folds; 95% intervals of {resamples:,} tables drawn anew; forecasts held "
            f"{CLIP} away from 0 and 1 in log losses"
        )
    )
    head = ["model", "fitted", "log-lik.", "log loss", "Brier", "cal. slope", "sources out"]
    print(table([head, *(_row(each) for each in found.rows)]))
    print(f"\nhow much lower the log loss is than that of {SATE_CHAIN}")
    sizes = found.table.jury_sizes
    head = ["model", "all", *(f"{size} jurors" for size in sizes), "sources left out"]
    keys = [SATE_CHAIN, *(f"{SATE_CHAIN}, {size} jurors" for size in sizes)]
    keys.append(f"{SATE_CHAIN}, sources left out")
    rows = [
        [each.candidate.name, *(str(each.gains[key]) if key in each.gains else "-" for key in keys)]
        for each in found.rows
        if each.gains and each.candidate.name != SATE_CHAIN
    ]
    print(table([head, *rows]))
    for each in found.rows:
        if each.candidate.note:
            print(wrapped(f"{each.candidate.name}: {each.candidate.note}", 0, 2))
    for name, why in found.left_out.items():
        print(wrapped(f"left out: {name}: {why}", 0, 2))
    show_ledger(found.table)


def _row(each: "Compared") -> list[str]:
    model, folds = each.candidate, each.folds
    slope = folds["calibration_slope"]
    return [
        model.name,
        str(model.parameters) if model.parameters else "-",
        "-" if model.log_likelihood is None else f"{model.log_likelihood:.1f}",
        f"{folds['log_loss_clipped'].value:.4f}",
        f"{folds['brier'].value:.4f}",
        f"{slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]",
        "-" if each.by_source is None else f"{each.by_source['log_loss_clipped'].value:.4f}",
    ]
