"""`juryroom law check`: doctrine vectors put to the rules, with the authority that was used."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.output import JsonOption, print_json, wrapped

if TYPE_CHECKING:
    from juryroom.procedure.doctrine.check import Report, Summary, TrialReport

EXAMPLE = "Example: juryroom law check --json"
FAILED = 9


def check(
    vectors: Annotated[
        Path | None,
        typer.Argument(
            metavar="[VECTORS]",
            help="A file of doctrine vectors (juryroom-vectors/0.1). Default: juryroom's own.",
            show_default=False,
        ),
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Put doctrine vectors to the rules: pass or fail for each, with the authority that was used.

    A vector that is not scored is answered and never counted. Leaves with 0 where every vector can
    be read and every scored one passes, else with 9.
    """
    from juryroom.procedure.doctrine.check import check_file
    from juryroom.procedure.doctrine.vectors import own_vectors

    summary = check_file(vectors or own_vectors())
    if json:
        print_json(summary.as_json())
    else:
        for report in summary.reports:
            print(_shown(report))
        print(_summed(summary))
    if not summary.passed:
        raise typer.Exit(FAILED)


def _shown(report: "Report") -> str:
    marks = [] if report.outcome.value != "not scored" else [_unscored(report)]
    if report.low_confidence:
        marks.append("low confidence: a rule that is not verified decides")
    head = f"{report.id}  {report.outcome.value}"
    cited = "; ".join(map(str, report.authorities)) or "read from the state alone"
    lines = [head if not marks else f"{head} ({'; '.join(marks)})"]
    if report.problems:
        lines += [str(problem) for problem in report.problems]
    else:
        lines.append(wrapped(cited, 4))
    lines += [line for trial in report.trials for line in _differing(trial)]
    return "\n".join(lines)


def _unscored(report: "Report") -> str:
    return "as expected" if report.agrees else "not as expected"


def _differing(trial: "TrialReport") -> list[str]:
    where = f"{trial.name}, line {trial.line}" if trial.name else f"line {trial.line}"
    lines = [
        wrapped(
            f"{where}: {one.key}: expected {_plain(one.expected)}, found {_plain(one.found)}", 4, 2
        )
        for one in trial.differences
    ]
    if lines and trial.answer.unknown:
        lines.append(wrapped(f"not known: {'; '.join(trial.answer.unknown)}", 6, 2))
    return lines


def _plain(value: Any) -> str:
    from json import dumps

    if value is None:
        return "nothing"
    return value if isinstance(value, str) else dumps(value, ensure_ascii=False)


def _summed(summary: "Summary") -> str:
    from juryroom.procedure.doctrine.check import Outcome

    counts = [
        f"{summary.count(outcome)} {word}"
        for outcome, word in (
            (Outcome.PASS, "passed"),
            (Outcome.FAIL, "failed"),
            (Outcome.NOT_SCORED, "not scored"),
            (Outcome.MALFORMED, "could not be read"),
        )
    ]
    return f"{len(summary.reports)} vectors: {', '.join(counts)}"
