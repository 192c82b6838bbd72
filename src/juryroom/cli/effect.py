"""`juryroom effect`: from the rows of a survey to the effect on the verdict."""

from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.cli import survey_options as options
from juryroom.cli.jury_options import (
    AcquitOption,
    BallotsOption,
    ConvictOption,
    HazardOption,
    SizeOption,
)
from juryroom.cli.output import JsonOption, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.effect.effect_result import SurveyEffect
    from juryroom.effect.survey_question import Answer

EXAMPLE = "Example: juryroom effect survey.csv --answer verdict --condition arm --threshold 0.1"

DrawsOption = Annotated[int, typer.Option(help="Draws of shares and parameters, 200 to 200000.")]


def effect(
    survey: options.FileArgument,
    *,
    answer: options.AnswerOption,
    condition: options.ConditionOption,
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
    """From the rows of a survey to the effect on the verdict, in one call.

    Who leans to guilty in each version of the trial, how each trial then ends, and the difference,
    under four models or more, with what the sample and the parameters leave open.
    """
    given = dict(locals())  # the options under their names, which are those of the question
    from juryroom.effect.survey_question import ask
    from juryroom.jury.survey_file import read_survey_file
    from juryroom.provenance import sha256

    rows = read_survey_file(survey)
    with options.naming_options():
        question = options.read_question({**given, "source_sha256": sha256(rows)})
        found = ask(question, rows, rows_name=survey.name)
    if json:
        print_json(found.as_json())
        return
    _show(found)


def _show(answer: "Answer") -> None:
    from juryroom.report import effect_lines as shown

    found = answer.effect
    if found.few_models:
        print(wrapped(f"FEWER THAN FOUR MODELS: {len(found.models)}, as was asked."))
    print(f"{found.survey_name}: {sum(arm.size.respondents for arm in found.arms)} respondents; "
          f"rule: {found.rule}; intervals of {found.confidence:.0%}")  # fmt: skip
    print(table(shown.arm_rows(found)))
    if answer.raked is not None:
        print("\nWeights: each condition against its margins")
        print(table(shown.balance_rows(answer.raked, found)))
    for line in shown.difference_lines(found):
        print(wrapped(line, 2, 2))
    if shown.ways_differ(found):
        print(wrapped(shown.TWO_WAYS, 2, 2))
    if found.jury.plays:
        print("\nStrikes: guilty votes on the first ballot, on average")
        print(table(shown.seating_rows(found)))
    print("\nHow each trial ends")
    print(table(shown.outcome_rows(found)))
    for condition in found.difference:
        print(f"\nEffect: {condition} minus {found.hypothetical}")
        print(table(shown.effect_rows(found, condition)))
        if found.models[0].exceeding[condition]:
            print(table(shown.threshold_rows(found, condition)))
    print(f"\nIn the trial without the error ({found.hypothetical})")
    print(table(shown.other_result_rows(found)))
    _show_standards(answer)
    _show_foot(found)


def _show_standards(answer: "Answer") -> None:
    from juryroom.report import effect_lines as shown

    for one, line, bands in answer.standards:
        print()
        for text in shown.standard_lines(one.id, line):
            print(wrapped(text, 0, 2))
        if line is not None:
            print(table(shown.band_rows(bands)))


def _show_foot(found: "SurveyEffect") -> None:
    from juryroom.report import effect_lines as shown

    print("\nRows left out")
    print(table(shown.ledger_rows(found)))
    print("\nModels")
    for model in found.models:
        print(wrapped(shown.model_lines(model), 2, 2))
    print("\nAssumptions")
    for assumption in found.assumptions:
        print(wrapped(str(assumption), 2, 2))
    print()
    print(wrapped(shown.draws_line(found)))
    print(wrapped("This is about juries in general under these models; it is not about guilt, and "
                  "what it means in law is for the court."))  # fmt: skip
