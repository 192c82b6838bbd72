"""`juryroom exhibit`: the exhibit of a survey with its bundle, and the check of a bundle."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from juryroom.cli import effect as of_effect
from juryroom.cli.jury_options import AcquitOption, ConvictOption, SizeOption, read_number, refuse
from juryroom.cli.output import JsonOption, command_words, print_json, progress, wrapped
from juryroom.errors import OutputError, Problem

if TYPE_CHECKING:
    from juryroom.report.exhibit.bundle import ExhibitBundle
    from juryroom.report.exhibit.question import Question, Struck
    from juryroom.report.exhibit.verify import Verification

FAILED = 9
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
    typer.Option(help="Draws of shares and parameters; so many that the printed digits are sure."),
]


@app.command(epilog=MAKE_EXAMPLE)
def make(
    survey: of_effect.FileArgument,
    *,
    answer: of_effect.AnswerOption,
    condition: of_effect.ConditionOption,
    out: OutOption,
    pdf: PdfOption = False,
    title: TitleOption = "",
    error: ErrorOption = "",
    prepared_by: ByOption = "",
    dated: DatedOption = "",
    weights: of_effect.WeightsOption = None,
    cluster: of_effect.ClusterOption = None,
    guilty: of_effect.GuiltyOption = "guilty",
    not_guilty: of_effect.NotGuiltyOption = "not guilty",
    undecided: of_effect.UndecidedOption = None,
    undecided_as: of_effect.UndecidedAsOption = None,
    actual: of_effect.ActualOption = "actual",
    hypothetical: of_effect.HypotheticalOption = "hypothetical",
    other: of_effect.OtherOption = None,
    margin: of_effect.MarginOption = None,
    trim: of_effect.TrimOption = None,
    jury_size: SizeOption = 12,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    resemblance: of_effect.ResemblanceOption = 0.0,
    prosecution_strikes: of_effect.ProsecutionOption = None,
    defence_strikes: of_effect.DefenceOption = None,
    accuracy: of_effect.AccuracyOption = None,
    model: of_effect.ModelOption = None,
    single_model: of_effect.SingleOption = False,
    kind: of_effect.KindOption = "field",
    threshold: of_effect.ThresholdOption = None,
    standard: of_effect.StandardOption = None,
    adjust_for: of_effect.AdjustOption = None,
    confidence: of_effect.ConfidenceOption = 0.90,
    draws: DrawsOption = 100_000,
    seed: of_effect.SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Make the exhibit of a survey's effect, and the bundle that anyone can compute again.

    The options are those of `juryroom effect`. The bundle holds the page, the PDF where --pdf asks for
    it, the rows without the columns that were not used, the parameters, the result and a manifest.
    """
    given = dict(locals())  # the options under their names, which are those of the question
    with progress(enabled=True) as shown:
        from juryroom.exchange.archives import read_limited
        from juryroom.report.exhibit.bundle import make_exhibit

        _check_place(out)
        read = read_limited(survey)
        made = make_exhibit(read, _question(given), pdf=pdf, stage=shown.stage)
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

    No network is used and nothing is written. Leaves with 9 where a file was changed or a figure is
    not what the rows give, and names it.
    """
    with progress(enabled=True) as shown:
        from juryroom.report.exhibit.verify import verify_bundle

        found = verify_bundle(bundle, seal=seal, stage=shown.stage)
    if json:
        print_json(found.as_json())
    else:
        _show_verified(found, bundle)
    if not found.holds:
        raise typer.Exit(FAILED)


def _show_verified(found: "Verification", bundle: Path) -> None:
    if found.holds:
        print(
            f"{bundle.name}: no byte was changed; the figures were computed again and are the same"
        )
        print(wrapped(f"the same: {', '.join(found.same)}", 2, 2))
        if found.largest:
            print(f"  largest difference of a number: {found.largest:.1g}")
    else:
        print(f"{bundle.name}: NOT as it was made")
        for one in (*found.changed, *found.differs):
            print(wrapped(str(one), 2, 2))
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


def _question(given: Mapping[str, Any]) -> "Question":
    """Return the question of the options: most of its fields are options of the same name."""
    from juryroom.effect.law_draws import DEFAULT_MODELS
    from juryroom.report.exhibit.question import Question, question_of

    groups, numbers = _adjusting(given["adjust_for"])
    made = {
        "undecided_as": _undecided_as(given["undecided"], given["undecided_as"]),
        "conditions": (given["actual"], given["hypothetical"], *(given["other"] or ())),
        "margins": _margins(given["margin"]),
        "strikes": _strikes(
            given["prosecution_strikes"], given["defence_strikes"], given["accuracy"]
        ),
        "models": tuple(given["model"] or DEFAULT_MODELS),
        "thresholds": tuple(given["threshold"] or ()),
        "standards": _lines(given["standard"]),
        "adjust_for": groups,
        "adjust_numbers": numbers,
        "source": given["survey"].name,
        "command": command_words(),
    }
    same = {name: given[name] for name in Question.model_fields if name in given}
    return question_of({**same, **made})


def _undecided_as(label: str | None, rule: str | None) -> str | float | None:
    if rule is None or rule in {"left-out", "split-evenly", "not-guilty"}:
        found: str | float | None = rule
    else:
        accepted = "left-out, split-evenly, not-guilty, or a share such as 0.4"
        found = float(read_number(rule, "--undecided-as", accepted))
    if found is not None and label is None:
        needed = "--undecided LABEL with it"
        raise refuse("--undecided-as", f"'{rule}'", "it says how one answer counts", needed)
    return found


def _margins(given: list[str] | None) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    accepted = "TRAIT:GROUP=SHARE,GROUP=SHARE such as sex:female=0.52,male=0.48, each once"
    rule = "a margin names a column and the share of each of its groups"
    margins: dict[str, tuple[tuple[str, float], ...]] = {}
    for text in given or []:
        trait, colon, groups = text.partition(":")
        shares: dict[str, float] = {}
        for part in groups.split(","):
            group, sign, share = part.rpartition("=")
            if not (colon and trait and sign and group) or group in shares or trait in margins:
                raise refuse("--margin", f"'{text}'", rule, accepted)
            where = f"--margin, group '{group}'"
            shares[group] = float(read_number(share, where, "a share, 0 to 1"))
        margins[trait] = tuple(shares.items())
    return tuple(margins.items())


def _adjusting(given: list[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts, mark = given or [], "=number"
    groups = tuple(text for text in texts if not text.endswith(mark))
    return groups, tuple(text.removesuffix(mark) for text in texts if text.endswith(mark))


def _strikes(
    prosecution: int | None, defence: int | None, accuracy: float | None
) -> "Struck | None":
    from juryroom.jury.strikes import DEFAULT_ACCURACY
    from juryroom.report.exhibit.question import Struck

    if prosecution is None and defence is None:
        if accuracy is not None:
            accepted = "--prosecution-strikes or --defence-strikes with it"
            raise refuse("--accuracy", f"{accuracy:g}", "it is that of strikes", accepted)
        return None
    given = DEFAULT_ACCURACY if accuracy is None else accuracy
    return Struck(prosecution=prosecution or 0, defence=defence or 0, accuracy=given)


def _lines(given: list[str] | None) -> tuple[tuple[str, float | None], ...]:
    from juryroom.effect.standards import standard

    lines: dict[str, float | None] = {}
    for text in given or []:
        name, sign, line = text.partition("=")
        standard(name)
        lines[name] = float(read_number(line, f"--standard {name}")) if sign else None
    return tuple(lines.items())


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
