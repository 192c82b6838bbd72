"""Options of the verbs that ask a survey what an error changed, and the question they make."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import read_number, refuse
from juryroom.cli.output import command_words

if TYPE_CHECKING:
    from juryroom.effect.survey_question import Question, Struck

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
SeedOption = Annotated[int, typer.Option(help="The seed of the draws.")]


def read_question(given: Mapping[str, Any]) -> "Question":
    """Return the question of the options: most of its fields are options of the same name.

    Parameters
    ----------
    given
        Every option of the verb under its name.
    """
    from juryroom.effect.law_draws import DEFAULT_MODELS
    from juryroom.effect.survey_question import Question, question_of

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
    from juryroom.effect.survey_question import Struck
    from juryroom.jury.strikes import DEFAULT_ACCURACY

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
