"""Options of the verbs that ask a survey what an error changed, and the question they make."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import read_number, read_patience, refuse
from juryroom.cli.output import command_words
from juryroom.errors import JuryroomError, OutOfDomainError

if TYPE_CHECKING:
    from juryroom.effect.question_parts import Played, Struck, Waits
    from juryroom.effect.survey_question import Question

FileArgument = Annotated[
    Path, typer.Argument(metavar="SURVEY.csv", help="One row a respondent; UTF-8, commas.")
]
AnswerOption = Annotated[str, typer.Option(metavar="COLUMN", help="The column of answers.")]
ConditionOption = Annotated[
    str, typer.Option(metavar="COLUMN", help="The column that says which version was shown.")
]
WeightsOption = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="A column of weights, taken as given; with margins, where raking begins.",
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="A column of sessions, panels, groups: one name is one, in both versions too.",
    ),
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
        help="Weight each condition to these shares, 0 to 1, of a column; repeatable. A group may "
        "be a range of a number: 18-34, 55+.",
    ),
]
MarginsOption = Annotated[
    Path | None,
    typer.Option(
        "--margins",
        metavar="FILE.csv",
        help="Margins from a file with the columns trait, group and share.",
    ),
]
TrimOption = Annotated[
    float | None,
    typer.Option(help="With margins: the largest weight, 1 or more, the mean being 1."),
]
ResemblanceOption = Annotated[
    float, typer.Option(help="How far jurors of one jury resemble each other, 0 to 1.")
]
ProsecutionOption = Annotated[int | None, typer.Option(help="Strikes of the prosecution, 0 to 60.")]
DefenceOption = Annotated[int | None, typer.Option(help="Strikes of the defence, 0 to 60.")]
AccuracyOption = Annotated[
    float | None,
    typer.Option(
        help="The chance that a strike falls where it is meant to, 0 to 1. Default: 0.15 for accuracy, "
        "1 for struck; replace has none."
    ),
]
SystemOption = Annotated[
    str,
    typer.Option(
        metavar="SYSTEM",
        help="How strikes are made: accuracy (the model of the R package sate), struck (the whole "
        "panel is seen), or replace (one by one, a game under each model).",
    ),
]
OrderOption = Annotated[
    str | None,
    typer.Option(
        metavar="ORDER",
        help="Who speaks first in struck or replace: prosecution (the default), defence, or at-once "
        "for neither.",
    ),
]
ShowsOption = Annotated[
    float | None,
    typer.Option(
        help="In struck or replace: the chance that what a person shows both sides is how that "
        "person leans, 0 to 1. Default: 1."
    ),
]
AlternatesOption = Annotated[
    int | None,
    typer.Option(
        help="In struck or replace: more who are seated; so many go by lot at the end. 0 to 6."
    ),
]
RateOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The published rate of hung juries to which models with ballots are calibrated, such as "
        "hannaford_1999 (the default). Not with --ballots or --hang-hazard.",
    ),
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
    typer.Option(
        metavar="EFFECT",
        help="How probable is an effect on guilty above this, -1 to 1? Repeatable.",
    ),
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
SeedOption = Annotated[int, typer.Option(help="The seed of the draws, 0 or more.")]


def read_question(given: Mapping[str, Any]) -> "Question":
    """Return the question of the options: most of its fields are options of the same name.

    Parameters
    ----------
    given
        Every option of the verb under its name.
    """
    from juryroom.effect.law_draws import DEFAULT_MODELS
    from juryroom.effect.survey_question import Question, question_of

    margins = _margins(given["margin"], given["margins_file"])
    if given["trim"] is not None and not margins:
        needed = "--margin or --margins with it"
        raise refuse("--trim", f"{given['trim']:g}", "raked weights are trimmed", needed)
    groups, numbers = _adjusting(given["adjust_for"])
    made = {
        "undecided_as": _undecided_as(given["undecided"], given["undecided_as"]),
        "conditions": (given["actual"], given["hypothetical"], *(given["other"] or ())),
        "margins": margins,
        "strikes": _strikes(given),
        "patience": _patience(given),
        "models": tuple(given["model"] or DEFAULT_MODELS),
        "thresholds": tuple(given["threshold"] or ()),
        "standards": _lines(given["standard"]),
        "adjust_for": groups,
        "adjust_numbers": numbers,
        "source": given["survey"].name,
        "command": command_words(),
    }
    same = {name: given[name] for name in Question.model_fields if name in given}
    try:
        return question_of({**same, **made})
    except OutOfDomainError as error:
        raise OutOfDomainError(replace(p, where=_option(p.where)) for p in error.problems) from None


_OWNERS = {
    "HangHazard": "--hang-hazard",
    "SplitHazard": "--hang-hazard",
    "BallotCap": "--ballots",
    "Venire.shows": "--shows",
    "DecisionRule": "--jury-size, --to-convict, --to-acquit",
    "survey_effect.confidence": "--confidence",
    "Streams.seed": "--seed",
    "kind of jury": "--kind",
    "first_ballots.resemblance": "--resemblance",
}


@contextmanager
def naming_options() -> Generator[None]:
    """Say in front of a problem of the engine which option gave what is wrong."""
    try:
        yield
    except JuryroomError as error:
        raise type(error)(replace(p, where=_owned(p.where)) for p in error.problems) from None


def _owned(where: str) -> str:
    options = [option for owner, option in _OWNERS.items() if where.startswith(owner)]
    return f"{options[0]}, {where}" if options else where


_NAMED = {
    "models": "--model",
    "thresholds": "--threshold",
    "standards": "--standard",
    "margins": "--margin",
    "adjust_numbers": "--adjust-for",
    "conditions": "--actual, --hypothetical, --other",
}


def _option(where: str) -> str:
    """Return the option that gave a field of the question."""
    path = where.removeprefix("question: ").split(".")
    if path[0] in {"strikes", "patience"}:
        name = path[-1].replace("_", "-")
        return f"--{name}-strikes" if name in {"prosecution", "defence"} else f"--{name}"
    return _NAMED.get(path[0], f"--{path[0].replace('_', '-')}")


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


def _margins(
    given: list[str] | None, file: Path | None
) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """Return the margins of the options and of the file; a trait stands in one of them."""
    from juryroom.jury.margins import read_margins

    margins = _margins_said(given)
    for trait, shares in (read_margins(file) if file else {}).items():
        if trait in margins:
            rule = "a trait has one margin"
            raise refuse("--margin, --margins", f"'{trait}' in both", rule, "one of the two")
        margins[trait] = tuple(shares.items())
    return tuple(margins.items())


def _margins_said(given: list[str] | None) -> dict[str, tuple[tuple[str, float], ...]]:
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
    return margins


def _adjusting(given: list[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts, mark = given or [], "=number"
    for text in texts:
        if "=" in text.removesuffix(mark):
            rule = "a trait is held constant as groups, or, with =number after it, as a number"
            raise refuse("--adjust-for", f"'{text}'", rule, "COLUMN or COLUMN=number")
    groups = tuple(text for text in texts if not text.endswith(mark))
    return groups, tuple(text.removesuffix(mark) for text in texts if text.endswith(mark))


_GAME_OPTIONS = {"order": "--order", "shows": "--shows", "alternates": "--alternates"}
_SIDES = "--prosecution-strikes or --defence-strikes with it"


def _strikes(given: Mapping[str, Any]) -> "Struck | Played | None":
    """Return the strikes; a verb that offers the accuracy model alone has none of the other options."""
    from juryroom.cli.strikes import read_order, read_system
    from juryroom.effect.question_parts import Played, Struck
    from juryroom.effect.strikes_effect import System
    from juryroom.jury.strikes import DEFAULT_ACCURACY

    system = read_system(given.get("system", "accuracy"))
    accuracy = given["accuracy"]
    game = {name: given[name] for name in _GAME_OPTIONS if given.get(name) is not None}
    if given["prosecution_strikes"] is None and given["defence_strikes"] is None:
        _refuse_without_strikes(given.get("system", "accuracy"), accuracy, game)
        return None
    sides = {
        "prosecution": given["prosecution_strikes"] or 0,
        "defence": given["defence_strikes"] or 0,
    }
    if system is System.ACCURACY:
        for name, value in game.items():
            rule = "the accuracy model is no game: it knows no order, alternate or what shows"
            raise refuse(
                _GAME_OPTIONS[name], f"{value}", rule, "--system struck or replace with it"
            )
        return Struck(**sides, accuracy=DEFAULT_ACCURACY if accuracy is None else accuracy)
    if system is System.REPLACE and accuracy is not None:
        rule = "under strike and replace each side decides on one person whom it sees"
        raise refuse("--accuracy", f"{accuracy:g}", rule, "--shows, or --system struck or accuracy")
    if "order" in game:
        game["order"] = read_order(game["order"])
    return Played(**sides, **game, system=system, accuracy=1.0 if accuracy is None else accuracy)


def _refuse_without_strikes(system: str, accuracy: float | None, game: Mapping[str, Any]) -> None:
    """Refuse what is said of strikes where there are none."""
    found = {} if system == "accuracy" else {"--system": system}
    found |= {} if accuracy is None else {"--accuracy": f"{accuracy:g}"}
    found |= {_GAME_OPTIONS[name]: str(value) for name, value in game.items()}
    for option, value in found.items():
        raise refuse(option, value, "it is that of strikes", _SIDES)


def _patience(given: Mapping[str, Any]) -> "Waits | None":
    """Return the court's patience where it is given; then it is calibrated to no rate."""
    from juryroom.effect.question_parts import Waits

    waits = {"--ballots": given.get("ballots"), "--hang-hazard": given.get("hang_hazard")}
    named = [option for option, value in waits.items() if value is not None]
    if named and given.get("hung_rate") is not None:
        raise refuse(
            f"{', '.join(named)}, --hung-rate",
            "both",
            "models are calibrated to a rate, or have the patience that is given",
            "one of the two, or neither for the default rate",
        )
    return Waits.of(read_patience(given["jury_size"], *waits.values())) if named else None


def _lines(given: list[str] | None) -> tuple[tuple[str, float | None], ...]:
    from juryroom.effect.standards import standard

    lines: dict[str, float | None] = {}
    for text in given or []:
        name, sign, line = text.partition("=")
        standard(name)
        lines[name] = float(read_number(line, f"--standard {name}")) if sign else None
    return tuple(lines.items())
