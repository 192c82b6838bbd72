"""`juryroom fit`: a model fitted to a table of juries."""

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, final

import typer

from juryroom.cli.jury_options import SetOption, read_parameters, refuse
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.inference.bootstrap import Bootstrap
    from juryroom.inference.families import Family
    from juryroom.inference.fit import Fit
    from juryroom.inference.table import Assumptions, JuryTable

EXAMPLE = "Example: juryroom fit deliberations --model tug-of-war --slip"

DataArgument = Annotated[
    str,
    typer.Argument(
        metavar="DATA", help="A CSV file with a row for each jury, or a name from `juryroom data`."
    ),
]
ModelOption = Annotated[
    str, typer.Option("--model", metavar="MODEL", help="A name from `juryroom models`.")
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=NAME",
        help="What a column is called in the file: --map share=p1. Columns: jury_size; votes, "
        "share, votes_from with votes_to, undecided; verdict, or guilty, not_guilty and hung; "
        "final_votes; hours_from with hours_to; juries, source, kind, cluster; to_convict, "
        "to_acquit. Repeatable.",
    ),
]
FreeOption = Annotated[
    str | None,
    typer.Option(metavar="A,B", help="The parameters that are fitted; default: the model's own."),
]
ApartOption = Annotated[
    str | None,
    typer.Option(metavar="A,B", help="Fitted parameters of which each source has its own."),
]
SlipOption = Annotated[
    bool, typer.Option("--slip", help="Fit how often a recorded first ballot says nothing.")
]
WideOption = Annotated[
    bool, typer.Option("--wide", help="Let the slope of the tug of war exceed 1.")
]
ListOption = Annotated[
    bool,
    typer.Option(
        "--list-impossible",
        help="List rows to which the model gives probability 0 and leave them out.",
    ),
]
VerdictOption = Annotated[
    str,
    typer.Option(help="A missing verdict: dropped, hung, or unknown (the ending left open)."),
]
FirstOption = Annotated[
    str | None,
    typer.Option(
        help="A missing first ballot: dropped, or unknown (first ballots are fitted too)."
    ),
]
MeansOption = Annotated[
    str,
    typer.Option(
        help="What not guilty means in a file: acquitted, or did-not-convict (hung included)."
    ),
]
BootstrapOption = Annotated[
    int | None, typer.Option(help="Intervals by so many tables drawn anew, 20 to 100000.")
]
ConfidenceOption = Annotated[float, typer.Option(help="Of intervals, 0.5 to 0.999.")]
BayesOption = Annotated[
    bool, typer.Option("--bayes", help="A posterior instead, by importance sampling.")
]
SamplerOption = Annotated[
    bool, typer.Option("--sampler", help="A posterior by a sampler; needs juryroom[bayes].")
]
SeedOption = Annotated[int, typer.Option(help="The seed of what is random, 0 to 2^64 - 1.")]


@final
@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of one table, beside the model."""

    juries: "JuryTable"
    family: "Family"
    confidence: float
    seed: int
    json: bool


def fit(
    data: DataArgument,
    *,
    model: ModelOption,
    column_map: MapOption = None,
    free: FreeOption = None,
    parameter: SetOption = None,
    apart: ApartOption = None,
    slip: SlipOption = False,
    wide: WideOption = False,
    list_impossible: ListOption = False,
    missing_verdict: VerdictOption = "dropped",
    missing_first: FirstOption = None,
    not_guilty: MeansOption = "acquitted",
    bootstrap: BootstrapOption = None,
    confidence: ConfidenceOption = 0.95,
    bayes: BayesOption = False,
    sampler: SamplerOption = False,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Fit a model to a table of juries: estimates, intervals, and what became of every row.

    Juries known in part count in part: a first ballot known as a share or a range, a verdict that
    is only known not to be guilty. Rows that are not used are listed, each with its reason.
    """
    from juryroom.inference.families import family_for
    from juryroom.parameters import Parameter

    Parameter("confidence", 0.5, 0.999, "probability", "how often an interval holds").check(
        confidence, owner="fit"
    )
    juries = read_juries(
        data, column_map, assumptions_of(missing_verdict, missing_first, not_guilty)
    )
    family = family_for(
        model,
        juries,
        free=None if free is None else _words(free),
        fixed=read_parameters(parameter),
        slip=slip,
        apart=_words(apart or ""),
        wide=wide,
    )
    asked = _Asked(juries, family, confidence, seed, json)
    if bayes or sampler:
        _posterior(asked, sampler=sampler)
    else:
        _maximum(asked, list_impossible=list_impossible, replicates=bootstrap)


def read_juries(data: str, column_map: list[str] | None, assumptions: "Assumptions") -> "JuryTable":
    """Return the table that DATA names: a data set of the package, or a CSV file.

    Raises
    ------
    OutOfDomainError
        If a pair of the map is none, or a data set is given a map.
    """
    from juryroom.catalog.published import datasets
    from juryroom.inference.bundled import bundled_table
    from juryroom.inference.reading import read_table

    columns: dict[str, str] = {}
    for pair in column_map or []:
        known, sign, called = pair.partition("=")
        if not (sign and known and called) or known in columns:
            rule = "a column map says once what a column is called in the file"
            raise refuse("--map", repr(pair), rule, "COLUMN=NAME, for example share=p1")
        columns[known] = called
    path = Path(data)
    if data in datasets() or not (path.exists() or path.suffix):
        if columns:
            rule = "the columns of a data set of the package are known"
            raise refuse("--map", f"a map for '{data}'", rule, "no map, or the path of a file")
        return bundled_table(data, assumptions)
    return read_table(path, columns, assumptions)


def assumptions_of(
    missing_verdict: str, missing_first: str | None, not_guilty: str
) -> "Assumptions":
    """Return what is assumed where a table does not say.

    Raises
    ------
    OutOfDomainError
        If a word is none of those that are known.
    """
    from juryroom.inference.table import (
        EVERY_SOURCE,
        Assumptions,
        MissingFirst,
        MissingVerdict,
    )

    _one_of("--missing-verdict", missing_verdict, [each.value for each in MissingVerdict])
    first = missing_first or "dropped"
    _one_of("--missing-first", first, [each.value for each in MissingFirst])
    _one_of("--not-guilty", not_guilty, ["acquitted", "did-not-convict"])
    open_too = frozenset({EVERY_SOURCE} if not_guilty == "did-not-convict" else ())
    return Assumptions(
        missing_verdict=MissingVerdict(missing_verdict),
        missing_first=MissingFirst(first),
        did_not_convict=open_too,
    )


def _one_of(where: str, found: str, accepted: list[str]) -> None:
    if found not in accepted:
        raise refuse(where, repr(found), "an assumption is one of a few", ", ".join(accepted))


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _silent(words: str, share: float) -> None:
    """Say nothing."""
    del words, share


@contextmanager
def working(enabled: bool) -> Generator[Callable[[str, float], None]]:
    """Show a bar on stderr where a person is watching; say nothing otherwise.

    Yields a function that takes what is being done, and how far it is, 0 to 1.
    """
    if not (enabled and sys.stderr.isatty()):
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda words, share: bar.update(task, description=words, completed=share)


def _maximum(asked: _Asked, *, list_impossible: bool, replicates: int | None) -> None:
    from juryroom.inference.bootstrap import bootstrap
    from juryroom.inference.fit import fit as fitted
    from juryroom.rng import Streams

    drawn = None
    with working(not asked.json) as tell:
        found = fitted(
            asked.juries,
            asked.family,
            list_impossible=list_impossible,
            confidence=asked.confidence,
            progress=lambda words: tell(words, 0.0),
        )
        if replicates is not None:
            drawn = bootstrap(
                found.likelihood,
                found.maximum,
                replicates,
                stream=Streams(asked.seed).at("fit", "bootstrap"),
                progress=lambda done, of: tell(f"bootstrap {done} of {of}", done / of),
            )
    if asked.json:
        more = {} if drawn is None else {"bootstrap": drawn.as_json(asked.confidence)}
        seed = None if drawn is None else asked.seed
        print_json({**found.as_json(), **more, **_passport("juryroom-fit/1", asked, seed)})
    else:
        _show_fit(found, drawn)


def _posterior(asked: _Asked, *, sampler: bool) -> None:
    from juryroom.inference.posterior import posterior
    from juryroom.inference.sampler import sample, summary
    from juryroom.rng import Streams

    stream = Streams(asked.seed).at("fit", "posterior")
    with working(not asked.json) as tell:
        if sampler:
            tell("sampling", 0.0)
            trace = sample(asked.juries, asked.family, stream=stream)
            found = {
                **summary(trace, asked.family, asked.confidence),
                "table": asked.juries.as_json(),
            }
        else:
            found = posterior(
                asked.juries, asked.family, stream=stream, progress=lambda words: tell(words, 0.0)
            ).as_json(asked.confidence)
    if asked.json:
        print_json({**found, **_passport("juryroom-posterior/1", asked, asked.seed)})
    else:
        _show_posterior(found, asked.juries)


def _passport(schema: str, asked: _Asked, seed: int | None) -> dict[str, Any]:
    from juryroom.provenance import Input, Provenance

    inputs = (Input(name=asked.juries.name, sha256=asked.juries.sha256),)
    made = Provenance(command=command_words(), inputs=inputs, seed=seed)
    return {"schema": schema, "provenance": made.as_json()}


def _show_fit(found: "Fit", drawn: "Bootstrap | None") -> None:
    per_cent = f"{100 * found.confidence:g}%"
    head = ["parameter", "estimate", "std. error", f"{per_cent} interval ({found.intervals})"]
    rows = [
        [
            each.name,
            f"{each.value:.4g}" + (" (at its bound)" if each.bound is not None else ""),
            _number(each.standard_error),
            _range(each.low, each.high),
        ]
        for each in found.estimates
    ]
    if drawn is not None:
        head.append(f"{per_cent} interval (bootstrap)")
        for row, each in zip(rows, found.estimates, strict=True):
            row.append(_range(*drawn.interval(each.name, found.confidence)))
    print(f"{found.family.model}, fitted by maximum likelihood")
    print(table([head, *rows]))
    print(f"log-likelihood {found.log_likelihood:.3f}; derivatives {found.derivatives}")
    if drawn is not None and drawn.failed:
        print(f"{len(drawn.failed)} tables drawn anew gave no estimate")
    _show_ledger(found.likelihood.table)
    for note in found.notes:
        print(wrapped(f"note: {note}", 0, 2))
    for each in found.estimates:
        print(wrapped(f"{each.name}: {each.meaning}", 2, 2))


def _show_posterior(found: Mapping[str, Any], juries: "JuryTable") -> None:
    print(f"{found['model']}, posterior: {found['way']}")
    head = ["parameter", "mean", "std. dev.", f"{100 * found['confidence']:g}% interval"]
    rows = [
        [
            each["name"],
            _number(each["mean"]),
            _number(each["standard_deviation"]),
            _range(each["low"], each["high"]),
        ]
        for each in found["parameters"]
    ]
    print(table([head, *rows]))
    k = f", Pareto k {found['pareto_k']:.2f}" if "pareto_k" in found else ""
    chains = f", R-hat {found['largest_r_hat']:.3f}" if "largest_r_hat" in found else ""
    print(f"effective sample size {found['effective_sample_size']:.0f}{k}{chains}")
    for each in found["parameters"]:
        print(wrapped(f"prior of {each['name']}: {each['prior']}", 2, 2))
    _show_ledger(juries)


def _show_ledger(juries: "JuryTable") -> None:
    print(
        f"{juries.name}: {juries.rows_in:,} rows, {juries.rows_used:,} used ({juries.juries:,} "
        f"juries), {len(juries.left_out):,} listed"
    )
    for reason, rows in juries.reasons().items():
        named = [str(each.row) for each in juries.left_out if each.reason == reason]
        shown = ", ".join(named[:8]) + (" ..." if len(named) > 8 else "")
        print(wrapped(f"{rows:,} {reason}: rows {shown}", 2, 2))
    print(wrapped(f"assumed: {juries.assumptions}", 2, 2))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _range(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.4g} to {high:.4g}"
