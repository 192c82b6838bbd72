"""`juryroom effect`: from the rows of a survey to the effect on the verdict."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import (
    AcquitOption,
    ConvictOption,
    SizeOption,
    read_number,
    read_rule,
    refuse,
)
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.effect.effect_result import SurveyEffect
    from juryroom.effect.standards import Band
    from juryroom.jury.many_ballots import Strikes
    from juryroom.jury.survey import Labels, Survey
    from juryroom.jury.undecided import Recording
    from juryroom.jury.weights import Raked

EXAMPLE = "Example: juryroom effect survey.csv --answer verdict --condition arm --threshold 0.1"

FileArgument = Annotated[
    Path, typer.Argument(metavar="SURVEY.csv", help="One row a respondent; UTF-8, commas.")
]
AnswerOption = Annotated[str, typer.Option(metavar="COLUMN", help="The column of answers.")]
ConditionOption = Annotated[
    str, typer.Option(metavar="COLUMN", help="The column that says which version was shown.")
]
WeightsOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="A column of weights.")]
ClusterOption = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="A column of sessions, panels, groups.")
]
GuiltyOption = Annotated[str, typer.Option(metavar="LABEL", help="The answer that means guilty.")]
NotGuiltyOption = Annotated[
    str, typer.Option(metavar="LABEL", help="The answer that means not guilty.")
]
UndecidedOption = Annotated[
    str | None, typer.Option(metavar="LABEL", help="The answer of those who cannot say.")
]
UndecidedAsOption = Annotated[
    str | None,
    typer.Option(
        metavar="RULE",
        help="How the undecided count: left-out, split-evenly, not-guilty, or the share, 0 to 1, "
        "that votes guilty.",
    ),
]
ActualOption = Annotated[str, typer.Option(metavar="LABEL", help="The trial with the error.")]
HypotheticalOption = Annotated[
    str, typer.Option(metavar="LABEL", help="The trial without the error.")
]
OtherOption = Annotated[
    list[str] | None, typer.Option(metavar="LABEL", help="A further version; repeatable.")
]
MarginOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TRAIT:GROUP=SHARE,...",
        help="Weight each condition to these shares, 0 to 1, of a column; repeatable.",
    ),
]
TrimOption = Annotated[
    float | None, typer.Option(help="With --margin: the largest weight, the mean being 1.")
]
ResemblanceOption = Annotated[
    float, typer.Option(help="How far jurors of one jury resemble each other, 0 to 1.")
]
ProsecutionOption = Annotated[int | None, typer.Option(help="Strikes of the prosecution.")]
DefenceOption = Annotated[int | None, typer.Option(help="Strikes of the defence.")]
AccuracyOption = Annotated[
    float | None, typer.Option(help="The chance that a strike is better than chance, 0 to 1.")
]
ModelOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="'reference' or a name from `juryroom models`; repeatable, four or more.",
    ),
]
SingleOption = Annotated[
    bool, typer.Option("--single-model", help="Accept fewer than four models; the result says so.")
]
KindOption = Annotated[
    str, typer.Option(help="The juries that 'reference' stands for: field, mock or capital.")
]
ThresholdOption = Annotated[
    list[float] | None,
    typer.Option(help="How probable is an effect on guilty above this? Repeatable."),
]
StandardOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME or NAME=LINE",
        help="Describe a standard of law; with a line, 0 to 1, show where the numbers lie from it.",
    ),
]
AdjustOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN or COLUMN=number",
        help="Hold a trait constant by a logistic model, as groups or as a number; repeatable.",
    ),
]
ConfidenceOption = Annotated[float, typer.Option(help="Of every interval, 0.5 to 0.999.")]
DrawsOption = Annotated[int, typer.Option(help="Draws of shares and parameters, 200 or more.")]
SeedOption = Annotated[int, typer.Option(help="The seed of the draws.")]


def effect(
    survey: FileArgument,
    *,
    answer: AnswerOption,
    condition: ConditionOption,
    weights: WeightsOption = None,
    cluster: ClusterOption = None,
    guilty: GuiltyOption = "guilty",
    not_guilty: NotGuiltyOption = "not guilty",
    undecided: UndecidedOption = None,
    undecided_as: UndecidedAsOption = None,
    actual: ActualOption = "actual",
    hypothetical: HypotheticalOption = "hypothetical",
    other: OtherOption = None,
    margin: MarginOption = None,
    trim: TrimOption = None,
    jury_size: SizeOption = 12,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    resemblance: ResemblanceOption = 0.0,
    prosecution_strikes: ProsecutionOption = None,
    defence_strikes: DefenceOption = None,
    accuracy: AccuracyOption = None,
    model: ModelOption = None,
    single_model: SingleOption = False,
    kind: KindOption = "field",
    threshold: ThresholdOption = None,
    standard: StandardOption = None,
    adjust_for: AdjustOption = None,
    confidence: ConfidenceOption = 0.90,
    draws: DrawsOption = 2_000,
    seed: SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """From the rows of a survey to the effect on the verdict, in one call.

    Who leans to guilty in each version of the trial, how each trial then ends, and the difference,
    under four models or more, with what the sample and the parameters leave open.
    """
    from juryroom.effect.law_draws import DEFAULT_MODELS
    from juryroom.effect.survey_effect import survey_effect
    from juryroom.rng import Streams

    lines = _lines(standard)
    groups, numbers = _adjusting(adjust_for)
    said = (guilty, not_guilty, undecided, undecided_as)
    labels = _labels(said, (actual, hypothetical, *(other or [])))
    named = (answer, condition, weights, cluster)
    read, raked = _read(survey, named, labels, (*groups, *numbers), _margins(margin), trim)
    found = survey_effect(
        read,
        rule=read_rule(jury_size, to_convict, to_acquit),
        resemblance=resemblance,
        strikes=_strikes(prosecution_strikes, defence_strikes, accuracy),
        models=tuple(model) if model else DEFAULT_MODELS,
        single_model=single_model,
        thresholds=tuple(threshold or ()),
        confidence=confidence,
        draws=draws,
        kind=kind,
        adjust_for=groups,
        adjust_numbers=numbers,
        stream=Streams(seed).at("survey effect"),
    )
    banded = _banded(found, lines)
    if json:
        print_json(_as_json(found, raked, lines, banded, survey))
        return
    _show(found, raked, lines, banded)


def _read(
    path: Path,
    named: tuple[str, str, str | None, str | None],
    labels: "Labels",
    adjusted: tuple[str, ...],
    margins: dict[str, dict[str, float]],
    trim: float | None,
) -> "tuple[Survey, Raked | None]":
    """Return the survey, weighted where margins are given, and how the weights came out."""
    from juryroom.jury.survey import Columns
    from juryroom.jury.survey_rows import read_survey
    from juryroom.jury.weights import rake

    if trim is not None and not margins:
        raise refuse("--trim", f"{trim:g}", "raked weights are trimmed", "--margin with it")
    answer, condition, weights, cluster = named
    traits = tuple(dict.fromkeys((*margins, *adjusted)))
    columns = Columns(
        answer=answer, condition=condition, weights=weights, cluster=cluster, traits=traits
    )
    survey = read_survey(path, columns, labels)
    if not margins:
        return survey, None
    raked = rake(survey, margins, trim=trim)
    return raked.survey, raked


def _labels(said: tuple[str, str, str | None, str | None], conditions: tuple[str, ...]) -> "Labels":
    from juryroom.jury.survey import Labels

    guilty, not_guilty, undecided, rule = said
    return Labels(
        guilty=guilty,
        not_guilty=not_guilty,
        undecided=undecided,
        recording=_recording(undecided, rule),
        conditions=conditions,
    )


def _recording(label: str | None, rule: str | None) -> "Recording | None":
    from juryroom.jury.undecided import CountedNotGuilty, Dropped, LeaningOnes, SplitEvenly

    known = {
        "left-out": Dropped(),
        "split-evenly": SplitEvenly(),
        "not-guilty": CountedNotGuilty(),
    }
    if rule is None:
        return None
    if label is None:
        needed = "--undecided LABEL with it"
        raise refuse("--undecided-as", f"'{rule}'", "it says how one answer counts", needed)
    if rule in known:
        return known[rule]
    accepted = f"{', '.join(known)}, or a share such as 0.4"
    return LeaningOnes(guilty_share=read_number(rule, "--undecided-as", accepted))


def _margins(given: list[str] | None) -> dict[str, dict[str, float]]:
    accepted = "TRAIT:GROUP=SHARE,GROUP=SHARE such as sex:female=0.52,male=0.48"
    rule = "a margin names a column and the share of each of its groups"
    margins: dict[str, dict[str, float]] = {}
    for text in given or []:
        trait, colon, groups = text.partition(":")
        shares: dict[str, float] = {}
        for part in groups.split(","):
            group, sign, share = part.rpartition("=")
            if not (colon and trait and sign and group) or group in shares or trait in margins:
                raise refuse("--margin", f"'{text}'", rule, f"{accepted}, each once")
            shares[group] = read_number(share, f"--margin, group '{group}'", "a share, 0 to 1")
        margins[trait] = shares
    return margins


def _adjusting(given: list[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    numbers = tuple(text.removesuffix("=number") for text in given or [] if "=number" in text)
    groups = tuple(text for text in given or [] if "=number" not in text)
    return groups, numbers


def _strikes(
    prosecution: int | None, defence: int | None, accuracy: float | None
) -> "Strikes | None":
    from juryroom.jury.many_ballots import Strikes
    from juryroom.jury.strikes import DEFAULT_ACCURACY

    if prosecution is None and defence is None:
        if accuracy is not None:
            accepted = "--prosecution-strikes or --defence-strikes with it"
            raise refuse("--accuracy", f"{accuracy:g}", "it is that of strikes", accepted)
        return None
    given = DEFAULT_ACCURACY if accuracy is None else accuracy
    return Strikes(prosecution=prosecution or 0, defence=defence or 0, accuracy=given)


def _lines(given: list[str] | None) -> dict[str, float | None]:
    from juryroom.effect.standards import standard

    lines: dict[str, float | None] = {}
    for text in given or []:
        name, sign, line = text.partition("=")
        standard(name)
        lines[name] = read_number(line, f"--standard {name}") if sign else None
    return lines


def _banded(found: "SurveyEffect", lines: dict[str, float | None]) -> "dict[str, tuple[Band, ...]]":
    from juryroom.effect.standards import bands

    return {name: bands(found, name, line) for name, line in lines.items() if line is not None}


def _as_json(
    found: "SurveyEffect",
    raked: "Raked | None",
    lines: dict[str, float | None],
    banded: "dict[str, tuple[Band, ...]]",
    path: Path,
) -> dict[str, Any]:
    from juryroom.effect.standards import standard
    from juryroom.exchange.archives import read_limited
    from juryroom.provenance import Input, Provenance, sha256

    inputs = (Input(name=path.name, sha256=sha256(read_limited(path))),)
    return {
        **found.as_json(),
        "weighting": None if raked is None else raked.as_json(),
        "standards": [
            {
                **standard(name).as_json(),
                "bands": [band.as_json() for band in banded.get(name, ())],
            }
            for name in lines
        ],
        "provenance": Provenance(command=command_words(), inputs=inputs, seed=found.seed).as_json(),
    }


def _show(
    found: "SurveyEffect",
    raked: "Raked | None",
    lines: dict[str, float | None],
    banded: "dict[str, tuple[Band, ...]]",
) -> None:
    from juryroom.report import effect_lines as shown

    if found.few_models:
        print(wrapped(f"FEWER THAN FOUR MODELS: {len(found.models)}, as was asked."))
    print(f"{found.survey_name}: {sum(arm.size.respondents for arm in found.arms)} respondents; "
          f"rule: {found.rule}; intervals of {found.confidence:.0%}")  # fmt: skip
    print(table(shown.arm_rows(found)))
    if raked is not None:
        print("\nWeights: each condition against its margins")
        print(table(shown.balance_rows(raked)))
    for line in shown.difference_lines(found):
        print(wrapped(line, 2, 2))
    print("\nHow each trial ends")
    print(table(shown.outcome_rows(found)))
    for condition in found.difference:
        print(f"\nEffect: {condition} minus {found.hypothetical}")
        print(table(shown.effect_rows(found, condition)))
        if found.models[0].exceeding[condition]:
            print(table(shown.threshold_rows(found, condition)))
    print(f"\nIn the trial without the error ({found.hypothetical})")
    print(table(shown.other_result_rows(found)))
    for name in lines:
        print()
        for line in shown.standard_lines(name):
            print(wrapped(line, 0, 2))
        if name in banded:
            print(table(shown.band_rows(banded[name])))
    _show_foot(found)


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
    print(f"\n{found.draws:,} draws, seed {found.seed}, stream {found.stream}")
    print(wrapped("This is about juries in general under these models; it is not about guilt, and "
                  "what it means in law is for the court."))  # fmt: skip
