"""`juryroom exhibit`: the exhibit of a survey with its bundle, and the check of a bundle."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from juryroom.cli import survey_options as options
from juryroom.cli.jury_options import (
    AcquitOption,
    BallotsOption,
    ConvictOption,
    HazardOption,
    SizeOption,
)
from juryroom.cli.output import JsonOption, print_json, progress, wrapped
from juryroom.errors import OutputError, Problem

if TYPE_CHECKING:
    from juryroom.report.exhibit.bundle import ExhibitBundle
    from juryroom.report.exhibit.verify import Verification

FAILED, NOT_CONFIRMED = 9, 10
MAKE_EXAMPLE = (
    "Example: juryroom exhibit make survey.csv --answer verdict --condition arm -o exhibit"
)
VERIFY_EXAMPLE = "Example: juryroom exhibit verify exhibit"


class MakeUnlessNamed(TyperGroup):
    """Takes `juryroom exhibit SURVEY.csv` for `juryroom exhibit make SURVEY.csv`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `make` in front of arguments that begin with no verb and ask for no help."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["make", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=MakeUnlessNamed,
    help="The exhibit of a survey, with a bundle that anyone can compute again offline.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

OutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        "-o",
        metavar="FOLDER or FILE.zip",
        help="Where the bundle goes: a new or empty folder, or a zip.",
    ),
]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Set the exhibit as a PDF, too (typst).")]
TitleOption = Annotated[str, typer.Option(metavar="TEXT", help="The case, as it is printed.")]
ErrorOption = Annotated[
    str, typer.Option(metavar="TEXT", help="What differs between the versions, in neutral words.")
]
ByOption = Annotated[str, typer.Option(metavar="TEXT", help="Who prepared the exhibit.")]
DatedOption = Annotated[str, typer.Option(metavar="TEXT", help="The date that is printed.")]
DrawsOption = Annotated[
    int,
    typer.Option(help="Draws of shares and parameters, 200 to 200000."),
]


@app.command(epilog=MAKE_EXAMPLE)
def make(
    survey: options.FileArgument,
    *,
    answer: options.AnswerOption,
    condition: options.ConditionOption,
    out: OutOption,
    pdf: PdfOption = False,
    title: TitleOption = "",
    error: ErrorOption = "",
    prepared_by: ByOption = "",
    dated: DatedOption = "",
    weights: options.WeightsOption = None,
    cluster: options.ClusterOption = None,
    guilty: options.GuiltyOption = "guilty",
    not_guilty: options.NotGuiltyOption = "not guilty",
    undecided: options.UndecidedOption = None,
    undecided_as: options.UndecidedAsOption = None,
    actual: options.ActualOption = "actual",
    hypothetical: options.HypotheticalOption = "hypothetical",
    other: options.OtherOption = None,
    margin: options.MarginOption = None,
    margins_file: options.MarginsOption = None,
    trim: options.TrimOption = None,
    jury_size: SizeOption = 12,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    resemblance: options.ResemblanceOption = 0.0,
    prosecution_strikes: options.ProsecutionOption = None,
    defence_strikes: options.DefenceOption = None,
    system: options.SystemOption = "accuracy",
    accuracy: options.AccuracyOption = None,
    order: options.OrderOption = None,
    shows: options.ShowsOption = None,
    alternates: options.AlternatesOption = None,
    ballots: BallotsOption = None,
    hang_hazard: HazardOption = None,
    hung_rate: options.RateOption = None,
    model: options.ModelOption = None,
    single_model: options.SingleOption = False,
    kind: options.KindOption = "field",
    threshold: options.ThresholdOption = None,
    standard: options.StandardOption = None,
    adjust_for: options.AdjustOption = None,
    confidence: options.ConfidenceOption = 0.90,
    draws: DrawsOption = 100_000,
    seed: options.SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Make the exhibit of a survey's effect, and the bundle that anyone can compute again.

    The options are those of `juryroom effect`. The bundle holds the page, the PDF where --pdf asks for
    it, the rows without the columns that were not used, the parameters, the result and a manifest.
    """
    given = dict(locals())  # the options under their names, which are those of the question
    with progress(enabled=True) as shown:
        from juryroom.jury.survey_file import read_survey_file
        from juryroom.report.exhibit.bundle import make_exhibit

        _check_place(out)
        read = read_survey_file(survey)
        with options.naming_options():
            made = make_exhibit(read, options.read_question(given), pdf=pdf, stage=shown.stage)
        _write(out, made)
    if json:
        left_out = {"seal": made.seal, "columns_left_out": list(made.dropped)}
        print_json({**made.answer.as_json(), **left_out})
        return
    _show(made, out)


@app.command(epilog=VERIFY_EXAMPLE)
def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A folder or a zip.")],
    *,
    seal: Annotated[
        str | None, typer.Option(metavar="SHA256", help="The seal that was quoted in the filing.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check that no byte of a bundle was changed, compute everything again, and compare.

    No network is used and nothing is written. Leaves with 9 where a file was changed, or is not what
    the rows and the parameters give, and with 10 where a file could not be confirmed here; both name
    it.
    """
    with progress(enabled=True) as shown:
        from juryroom.report.exhibit.verify import verify_bundle

        found = verify_bundle(bundle, seal=seal, stage=shown.stage)
    if json:
        print_json(found.as_json())
    else:
        _show_verified(found, bundle)
    if not found.holds:
        raise typer.Exit(NOT_CONFIRMED if found.outcome == "not confirmed" else FAILED)


def _show_verified(found: "Verification", bundle: Path) -> None:
    print(wrapped(f"{bundle.name}: {found.headline}", 0, 2))
    for one in () if found.holds else found.findings:
        print(wrapped(str(one), 2, 2))
    if found.same:
        print(wrapped(f"the same: {', '.join(found.same)}", 2, 2))
    if found.largest:
        print(f"  largest difference of a number: {found.largest:.1g}")
    for note in found.notes:
        print(wrapped(note, 2, 2))
    print(f"  seal {found.seal}")


def _show(made: "ExhibitBundle", out: Path) -> None:
    from juryroom.procedure.decision_rule import Ending
    from juryroom.report.exhibit.numbers import signed, signed_span

    effect = made.answer.effect
    if effect.few_models:
        print(wrapped(f"FEWER THAN FOUR MODELS: {len(effect.models)}, as was asked."))
    for model in effect.models:
        one = model.effect[Ending.GUILTY]
        print(f"  {model.name}: effect on guilty {signed(one.value)} in 100 juries "
              f"({effect.confidence:.0%} interval {signed_span(one.both)})")  # fmt: skip
    left = len(made.answer.survey.ledger)
    print(f"Rows left out: {left}; columns left out: {', '.join(made.dropped) or 'none'}")
    if made.smallest_group is not None:
        kept = ", ".join(made.answer.question.columns().traits)
        print(wrapped(f"The rows in the bundle keep {kept}: the smallest group that shares them has "
                      f"{made.smallest_group}. See that no person can be told by them.", 0, 2))  # fmt: skip
    print(wrapped(f"Wrote {out}: {', '.join(sorted(made.files))}", 0, 2))
    print(f"Seal {made.seal}")
    print(wrapped("Quote the seal where the exhibit is filed. What the figures mean in law is for the "
                  "court."))  # fmt: skip


def _check_place(out: Path) -> None:
    """Refuse a place that holds something: a bundle holds its own files and no others."""
    held = out.exists() if out.suffix == ".zip" else out.is_dir() and any(out.iterdir())
    if held or (out.suffix != ".zip" and out.exists() and not out.is_dir()):
        rule = "a bundle holds its own files and no others, and overwrites nothing"
        accepted = "a folder that is new or empty, or a zip that is not there yet"
        raise OutputError(Problem(str(out), "something that is there already", rule, accepted))


def _write(out: Path, made: "ExhibitBundle") -> None:
    """Write the bundle beside its place, then move it there: all of it or nothing."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".zip":
            part.write_bytes(made.as_zip())
        else:
            part.mkdir()
            for name, data in made.files.items():
                (part / name).write_bytes(data)
            if out.is_dir():
                out.rmdir()
        os.replace(part, out)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        part.unlink(missing_ok=True)
        said = error.strerror or str(error)
        rule = "a bundle is written whole or not at all"
        accepted = "a place that exists or can be made, and can be written to"
        raise OutputError(Problem(str(out), said, rule, accepted)) from error
