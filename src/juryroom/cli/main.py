"""The `juryroom` command: its verbs, its exit codes, and how an error is shown.

Exit codes
----------
0
    Done.
1
    A defect in juryroom: please report it.
2
    The command line cannot be read (unknown verb or option, value of the wrong kind).
3
    A file cannot be read: missing, empty, not strict YAML or no such table, or past a limit.
4
    The case file says something that a case cannot be, or a room file what a room cannot be.
5
    No rule in force answers the question.
6
    No model, case, count or source has that name.
7
    A number lies outside its domain, or no outcome can be reached.
8
    A file cannot be written.
9
    A check that was asked for has failed: a vector, a fixture, a bundle.
10
    A file of a bundle could not be confirmed here: another build, other libraries, or no typst.
"""

import os
import sys

# The matrices of a jury are small: threads that share one out cost more than they save. This must
# stand before NumPy is first imported, which happens inside the verbs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from juryroom.cli import (
    case,
    compare,
    counts,
    data,
    effect,
    errors,
    exhibit,
    fit,
    jurors,
    law,
    models,
    ordered,
    reference,
    replay,
    room,
    run,
    schema,
    score,
    solve,
    strikes,
)
from juryroom.errors import JuryroomError

EXIT_CODES = (
    "Exit codes: 0 done; 1 a defect in juryroom; 2 the command line cannot be read; "
    "3 a file cannot be read; 4 it says what a case or a room cannot be; 5 no rule in force answers; "
    "6 no such name; 7 a number outside its domain; 8 a file cannot be written; "
    "9 a check that was asked for has failed; 10 a file of a bundle could not be confirmed here."
)

app = typer.Typer(
    name="juryroom",
    help="Criminal jury trials: the record, the procedure, the jury room and the answers.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,  # Rich help costs a quarter of a second at every --help
    pretty_exceptions_enable=False,
)
app.command(
    "run", epilog=run.EXAMPLE, short_help="The main job: a case file to a summary and a page."
)(run.run)
app.add_typer(case.app, name="case", short_help="Check a case file, or ask it something.")
case.app.command("replay", epilog=replay.EXAMPLE)(replay.replay)
app.add_typer(law.app, name="law", short_help="The rules of a place, and vectors to check them.")
app.add_typer(data.app, name="data", short_help="The data sets that come with the package.")
app.command("solve", epilog=solve.EXAMPLE, short_help="One jury, solved exactly.")(solve.solve)
app.command("jurors", epilog=jurors.EXAMPLE, short_help="A jury whose members differ.")(
    jurors.jurors
)
app.command("strikes", epilog=strikes.EXAMPLE, short_help="One jury that two sides choose.")(
    strikes.strikes
)
app.command("counts", epilog=counts.EXAMPLE, short_help="Several counts before one jury.")(
    counts.counts
)
app.command("ordered", epilog=ordered.EXAMPLE, short_help="One charge with ordered verdicts.")(
    ordered.ordered
)
app.command(
    "room",
    help=room.HELP,
    epilog=room.EXAMPLE,
    short_help="One jury, with and without what happens in its room.",
)(room.room)
app.command(
    "effect", epilog=effect.EXAMPLE, short_help="From a survey to the effect on the verdict."
)(effect.effect)
app.command(
    "errors",
    epilog=errors.EXAMPLE,
    short_help="Several errors at once: alone, together, beyond the sum.",
)(errors.errors)
app.add_typer(
    exhibit.app, name="exhibit", short_help="An exhibit of a survey's effect, and its bundle."
)
app.command(
    "reference", epilog=reference.EXAMPLE, short_help="What the default is fitted to, and how well."
)(reference.reference)
app.command("score", epilog=score.EXAMPLE, short_help="A model held against a table of juries.")(
    score.score
)
app.command("compare", epilog=compare.EXAMPLE, short_help="Every model on one table of juries.")(
    compare.compare
)
app.command("fit", epilog=fit.EXAMPLE, short_help="A model fitted to a table of juries.")(fit.fit)
app.command("models", epilog=models.EXAMPLE, short_help="The catalogue of deliberation models.")(
    models.models
)
app.command("schema", epilog=schema.EXAMPLE, short_help="The JSON Schema of the case file.")(
    schema.schema
)


@app.callback(invoke_without_command=True)
def _version(
    *,
    version: bool = typer.Option(False, "--version", help="Show the version and leave."),
) -> None:
    if version:
        from juryroom.version import __version__

        print(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; show an error as its parts, and leave with its exit code."""
    try:
        app()
    except JuryroomError as error:
        _show(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of a pipe left first, as `head` does
        sys.stderr.close()
        sys.exit(0)
    except SystemExit as leaving:
        # Typer leaves with 1 then, which is the code of a defect here.
        if isinstance(leaving.__context__, BrokenPipeError):
            sys.stderr.close()
            sys.exit(0)
        raise


def _show(error: JuryroomError) -> None:
    problems = error.problems
    several = f" ({len(problems)} problems)" if len(problems) > 1 else ""
    print(f"{type(error).__name__}{several}", file=sys.stderr)
    for problem in problems:
        print(problem, file=sys.stderr)
