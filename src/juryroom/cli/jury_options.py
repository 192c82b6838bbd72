"""Options that several verbs share: numbers, the rule, the court's patience, a model's parameters.

A verb declares the options it takes; the readers here turn their text into what the engine takes.
Nothing heavy is imported before a reader runs, so that help is shown at once.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from juryroom.errors import JuryroomError, OutOfDomainError, Problem

if TYPE_CHECKING:
    from juryroom.outcome.patience import BallotCap, HangHazard, Never, Patience
    from juryroom.procedure.decision_rule import DecisionRule

SizeOption = Annotated[int, typer.Option(help="Jurors who deliberate, 3 to 23.")]
ResemblanceOption = Annotated[
    float,
    typer.Option(help="With --share: how far jurors of one case resemble each other, 0 to 1."),
]
ConvictOption = Annotated[int | None, typer.Option(help="Votes that convict. Default: all jurors.")]
AcquitOption = Annotated[int | None, typer.Option(help="Votes that acquit. Default: all jurors.")]
BallotsOption = Annotated[
    int | None,
    typer.Option(help="The court discharges the jury after so many ballots, 0 to 100000."),
]
HazardOption = Annotated[
    str | None,
    typer.Option(
        metavar="P or P0,P1,...",
        help="The chance, after each ballot without a verdict, of a discharge, 0 to 1. A list gives "
        "it for each size of the smaller side (0, 1, ... half the jury), or for each number of "
        "guilty votes (0, 1, ... all jurors).",
    ),
]
OneHazardOption = Annotated[
    float | None,
    typer.Option(help="The chance, after each ballot without a verdict, of a discharge, 0 to 1."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the model; repeatable."),
]

_NUMBER = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE
)
_NUMBER_RULE = "a number is written in digits, with a point before its decimals"


def refuse(where: str, found: str, rule: str, accepted: str) -> OutOfDomainError:
    """Return the error that says what is wrong with a value in four parts."""
    return OutOfDomainError(Problem(where, found, rule, accepted))


@contextmanager
def placed(where: str) -> Generator[None]:
    """Say in front of every problem raised within in which option or line it stands.

    A problem that names the place itself is left as it is.
    """
    try:
        yield
    except JuryroomError as error:
        raise type(error)(
            problem
            if where in problem.where
            else replace(problem, where=f"{where}, {problem.where}")
            for problem in error.problems
        ) from None


def read_number(text: str, where: str, accepted: str = "a number such as 0.25") -> float:
    """Return the number that `text` is, whole where it is whole; its domain is checked later.

    Examples
    --------
    >>> read_number("0.25", "--share"), read_number("12", "--event")
    (0.25, 12)
    """
    if not _NUMBER.fullmatch(text.strip(" ")):
        raise refuse(where, repr(text), _NUMBER_RULE, accepted)
    number = float(text)
    return int(number) if number.is_integer() else number


def read_numbers(text: str, where: str, accepted: str) -> tuple[float, ...]:
    """Return the numbers of a list with commas."""
    return tuple(read_number(part, where, accepted) for part in text.split(","))


def read_parameters(pairs: list[str] | None, where: str = "--set") -> dict[str, float]:
    """Return the parameters of a model that ``NAME=VALUE`` pairs set, each once."""
    accepted = "NAME=VALUE, for example slope=0.5"
    values: dict[str, float] = {}
    for pair in pairs or []:
        name, sign, text = pair.partition("=")
        if not (sign and name and _NUMBER.fullmatch(text.strip(" "))):
            rule = "a parameter of a model is set by its name and a number"
            raise refuse(where, repr(pair), rule, accepted)
        if name in values:
            raise refuse(where, f"{name} twice", "a parameter has one value", accepted)
        values[name] = read_number(text, where, accepted)
    return values


def read_rule(jury_size: int, to_convict: int | None, to_acquit: int | None) -> "DecisionRule":
    """Return the rule: unanimity, unless one of the numbers of votes is given."""
    from juryroom.procedure.decision_rule import DecisionRule

    DecisionRule.unanimous(jury_size)  # so that a jury of two is refused for its size
    return DecisionRule(
        jury_size=jury_size,
        to_convict=jury_size if to_convict is None else to_convict,
        to_acquit=jury_size if to_acquit is None else to_acquit,
    )


def read_patience(jury_size: int, ballots: int | None, hang_hazard: str | None) -> "Patience":
    """Return the court's patience; a list of hazards goes by the split."""
    if hang_hazard is None or "," not in hang_hazard:
        number = None if hang_hazard is None else read_number(hang_hazard, "--hang-hazard")
        return read_plain_patience(ballots, number)
    from juryroom.outcome.patience import SplitHazard

    _one_patience(ballots, hang_hazard)
    by_minority, by_votes = jury_size // 2 + 1, jury_size + 1
    accepted = (
        f"{by_minority} numbers, for a smaller side of 0 to {by_minority - 1}, or {by_votes}, for 0 "
        f"to {jury_size} guilty votes"
    )
    hazards = read_numbers(hang_hazard, "--hang-hazard", accepted)
    if len(hazards) not in (by_minority, by_votes):
        rule = "a list of hazards has one for each split of the jury"
        raise refuse("--hang-hazard", f"{len(hazards)} numbers", rule, accepted)
    if len(hazards) == by_minority:
        return SplitHazard(by_minority=hazards)
    return SplitHazard(by_guilty_votes=hazards)


def read_plain_patience(
    ballots: int | None, hang_hazard: float | None
) -> "Never | BallotCap | HangHazard":
    """Return the court's patience where it does not go by the split."""
    from juryroom.outcome.patience import BallotCap, HangHazard, Never

    _one_patience(ballots, hang_hazard)
    if ballots is not None:
        return BallotCap(ballots=ballots)
    return Never() if hang_hazard is None else HangHazard(per_ballot=hang_hazard)


def _one_patience(ballots: int | None, hang_hazard: object) -> None:
    if ballots is not None and hang_hazard is not None:
        raise refuse(
            "--ballots, --hang-hazard",
            "both",
            "the court's patience is of one kind",
            "one of the two, or neither for a court that waits for a verdict",
        )
