"""`juryroom errors`: several errors at once, alone, all together, and beyond their sum."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli import survey_options as options
from juryroom.cli.jury_options import (
    AcquitOption,
    BallotsOption,
    ConvictOption,
    HazardOption,
    SizeOption,
    refuse,
)
from juryroom.cli.output import JsonOption, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.effect.error_design import ErrorDesign
    from juryroom.effect.several_errors import FactorialEffect
    from juryroom.jury.survey import Columns
    from juryroom.jury.weights import Raked

EXAMPLE = (
    "Example: juryroom errors two-errors.csv --answer verdict --condition arm --hypothetical none "
    "--error confession=confession,both --error remark=remark,both"
)

ErrorOption = Annotated[
    list[str],
    typer.Option(
        metavar="NAME=LABEL,...",
        help="An error, and the versions that have it; repeatable, twice or more.",
    ),
]
NoneOption = Annotated[
    str, typer.Option(metavar="LABEL", help="The version without any of the errors.")
]
DrawsOption = Annotated[int, typer.Option(help="Draws of shares and parameters, 200 to 200000.")]


def errors(
    survey: options.FileArgument,
    *,
    answer: options.AnswerOption,
    condition: options.ConditionOption,
    error: ErrorOption,
    hypothetical: NoneOption = "hypothetical",
    weights: options.WeightsOption = None,
    cluster: options.ClusterOption = None,
    guilty: options.GuiltyOption = "guilty",
    not_guilty: options.NotGuiltyOption = "not guilty",
    undecided: options.UndecidedOption = None,
    undecided_as: options.UndecidedAsOption = None,
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
    adjust_for: options.AdjustOption = None,
    confidence: options.ConfidenceOption = 0.90,
    draws: DrawsOption = 100_000,
    seed: options.SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Several errors at once: what each changed alone, all together, and beyond their sum.

    A survey shows versions of one trial with different sets of errors, and one without any. Among
    jurors and in verdicts, under four models or more: each error alone, all of them, what each adds
    to the others, and their interaction, as far as the versions that were shown identify it.
    """
    given = dict(locals())  # the options under their names, which are those of the question
    from juryroom.effect.error_design import ErrorDesign

    versions = _versions(error)
    design = ErrorDesign.of(versions, hypothetical)
    # A question has a text named `error`, the line of an exhibit that says what differs.
    with options.naming_options():
        found, raked, provenance = _ask({**given, "error": "", "errors": versions}, design)
    if json:
        weighting = None if raked is None else raked.as_json()
        print_json({**found.as_json(), "weighting": weighting, "provenance": provenance})
        return
    _show(found, raked)


def _versions(given: list[str]) -> dict[str, list[str]]:
    """Return the conditions that have each error."""
    rule = "an error has one name, and the labels of the conditions that have it"
    accepted = "NAME=LABEL,LABEL such as confession=confession,both, each name once"
    versions: dict[str, list[str]] = {}
    for text in given:
        name, sign, labels = text.partition("=")
        if not (sign and name) or name in versions:
            found = f"'{text}'" if name not in versions else f"'{name}' twice"
            raise refuse("--error", found, rule, accepted)
        versions[name] = labels.split(",") if labels else []
    return versions


def _ask(
    given: dict[str, Any], design: "ErrorDesign"
) -> "tuple[FactorialEffect, Raked | None, dict[str, Any]]":
    """Return what several errors changed, the weights made for it, and how it was made."""
    from juryroom.effect.several_errors import factorial_effect
    from juryroom.jury.survey_file import read_survey_file, survey_lines
    from juryroom.jury.survey_rows import survey_of
    from juryroom.provenance import Input, Provenance, sha256

    path = given["survey"]
    data = read_survey_file(path)
    actual, none, *other = design.conditions
    question = options.read_question(
        {**given, "actual": actual, "hypothetical": none, "other": other, "standard": None,
         "source_sha256": sha256(data)}
    )  # fmt: skip
    settings, columns, labels = question.settings(), question.columns(), question.labels()
    _check_labels(survey_lines(data, path.name), columns, design, path.name)
    survey = survey_of(survey_lines(data, path.name), columns, labels, path.name)
    raked = question.raked(survey)
    found = factorial_effect(
        survey if raked is None else raked.survey,
        given["errors"],
        hypothetical=none,
        **settings,
    )
    read = Input(name=question.source, sha256=question.source_sha256)
    made = Provenance(command=question.command, inputs=(read,), seed=question.seed)
    return found, raked, made.as_json()


def _check_labels(
    rows: Iterator[list[str]], columns: "Columns", design: "ErrorDesign", name: str
) -> None:
    """Name each condition that is only in the rows, or only in the options, once."""
    from juryroom.jury.survey import column_places

    head = next(rows, None)
    if head is None:
        return  # reading the survey says what is wrong with it
    answer, shown = column_places(head, (columns.answer, columns.condition), name).values()
    counted = (row for row in rows if len(row) > max(answer, shown) and row[answer].strip())
    named = tuple(dict.fromkeys(row[shown] for row in counted if row[shown].strip()))
    if named:
        design.check_conditions(named)


def _show(found: "FactorialEffect", raked: "Raked | None") -> None:
    from juryroom.report import error_lines as shown
    from juryroom.report.effect_lines import balance_rows, seating_rows

    effect, none = found.effect, found.design.hypothetical
    if effect.few_models:
        print(wrapped(f"FEWER THAN FOUR MODELS: {len(effect.models)}, as was asked."))
    asked = sum(arm.size.respondents for arm in effect.arms)
    print(f"{effect.survey_name}: {asked} respondents, {len(effect.arms)} versions; rule: "
          f"{effect.rule}; intervals of {effect.confidence:.0%}")  # fmt: skip
    print(table(shown.version_rows(found)))
    if raked is not None:
        print("\nWeights: each condition against its margins")
        print(table(balance_rows(raked, effect)))
    print("\nIn short: guilty verdicts of 100 juries, guilty leanings of 100 jurors")
    print(table(shown.short_rows(found)))
    _show_missing(found)
    print("\nAmong jurors")
    print(table(shown.share_rows(found)))
    print(table(shown.no_difference_rows(found)))
    print("\n".join(wrapped(line, 2, 2) for line in shown.method_lines(found)))
    if effect.jury.plays:
        print("\nStrikes: guilty votes on the first ballot, on average")
        print(table(seating_rows(effect)))
    print("\nHow each trial ends")
    print(table(shown.outcome_rows(found)))
    for comparison in shown.comparisons_shown(found.design):
        words = shown.comparison_words(comparison.kind, comparison.errors)
        print(f"\nVerdicts, {words}: {shown.formula(comparison)}")
        print(table(shown.comparison_rows(found, comparison)))
    if effect.models[0].exceeding and any(effect.models[0].exceeding.values()):
        print(f"\nHow probable a larger change is, against '{none}'")
        print(table(shown.threshold_rows(found)))
    print(f"\nIn the trial without the errors ({none})")
    print(table(shown.other_result_rows(found)))
    _show_foot(found)


def _show_missing(found: "FactorialEffect") -> None:
    from juryroom.report.error_lines import not_identified_lines

    lines = [*not_identified_lines(found.design)]
    if lines:
        print("\nNot identified by the versions that were shown")
        print("\n".join(wrapped(line, 2, 2) for line in lines))


def _show_foot(found: "FactorialEffect") -> None:
    from juryroom.report.effect_lines import draws_line, ledger_rows, model_lines

    effect = found.effect
    print("\nRows left out")
    print(table(ledger_rows(effect)))
    print("\nModels")
    for model in effect.models:
        print(wrapped(model_lines(model), 2, 2))
    print("\nAssumptions")
    for assumption in found.assumptions:
        print(wrapped(str(assumption), 2, 2))
    print()
    print(wrapped(draws_line(effect)))
    print(wrapped("This is about juries in general under these models; it is not about guilt, and "
                  "what it means in law is for the court."))  # fmt: skip
