"""`juryroom ordered`: one charge with ordered verdicts: not guilty, lesser offences, the greatest."""

from math import fsum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import (
    BallotsOption,
    OneHazardOption,
    SetOption,
    read_number,
    read_parameters,
    read_plain_patience,
    refuse,
)
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.deliberation.ordered import OrderedModel
    from juryroom.jury.ordered_ballot import OrderedBallot
    from juryroom.outcome.ordered import OrderedOutcome, OrderedTrial

EXAMPLE = (
    'Example: juryroom ordered --verdict "not guilty=4" --verdict manslaughter=3 --verdict murder=5'
)

_FORM = (
    "NAME=JURORS, whole numbers that add up to the jury, or NAME=SHARE, numbers that add up to 1; "
    "for example manslaughter=3 or manslaughter=0.25"
)
_SUM = 1e-12


def ordered(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="ordered-tug-of-war (the default), or another such name."
        ),
    ] = "ordered-tug-of-war",
    *,
    verdict: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=NUMBER",
            help="A verdict that is open to the jury, from the mildest to the harshest, with the "
            "jurors who are for it at first, or with the chance that a juror is; repeatable.",
        ),
    ] = None,
    jury_size: Annotated[
        int | None,
        typer.Option(help="With shares: jurors who deliberate, 3 to 23. Default: 12."),
    ] = None,
    resemblance: Annotated[
        float,
        typer.Option(help="With shares: how far jurors of one case resemble each other, 0 to 1."),
    ] = 0.0,
    votes_needed: Annotated[
        int | None,
        typer.Option(help="Votes for one verdict that are enough, more than half. Default: all."),
    ] = None,
    ballots: BallotsOption = None,
    hang_hazard: OneHazardOption = None,
    parameter: SetOption = None,
    json: JsonOption = False,
) -> None:
    """Solve a charge with ordered verdicts: the chance of each verdict, and of hung, exactly."""
    from juryroom.outcome.ordered import OrderedTrial

    said = _verdicts(verdict or [])
    trial = OrderedTrial(
        options=tuple(said),
        first_ballot=_first_ballot(list(said.values()), jury_size, resemblance),
        model=_model(model, read_parameters(parameter)),
        votes_needed=votes_needed,
        patience=read_plain_patience(ballots, hang_hazard),
    )
    outcome = trial.solve()
    if json:
        print_json(_as_json(trial, outcome))
    else:
        _show(trial, outcome)


def _verdicts(pairs: list[str]) -> dict[str, float]:
    said: dict[str, float] = {}
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.rpartition("="))
        if not (name and sign and text):
            rule = "a verdict has a name, and jurors who are for it at first"
            raise refuse("--verdict", repr(pair), rule, _FORM)
        if name.lower() in {"hung", *(known.lower() for known in said)}:
            rule = "each verdict has a name of its own, and hung is none"
            raise refuse("--verdict", f"'{name}'", rule, "another name")
        said[name] = read_number(text, f"--verdict {name}", _FORM)
    if len(said) < 2:
        rule = "a jury chooses among two verdicts or more"
        raise refuse("--verdict", f"{len(said)} of them", rule, _FORM)
    return said


def _first_ballot(
    numbers: list[float], jury_size: int | None, resemblance: float
) -> "OrderedBallot":
    """Return the first ballot: drawn by shares where the numbers add up to one, known otherwise."""
    from juryroom.jury.ordered_ballot import OrderedBallot
    from juryroom.procedure.decision_rule import LARGEST_JURY, SMALLEST_JURY

    total, shown = fsum(numbers), ", ".join(f"{number:g}" for number in numbers)
    if abs(total - 1) <= _SUM:
        size = 12 if jury_size is None else jury_size
        return OrderedBallot.multinomial(numbers, size, resemblance=resemblance)
    whole = all(isinstance(number, int) and number >= 0 for number in numbers)
    if not (whole and SMALLEST_JURY <= total <= LARGEST_JURY):
        raise refuse(
            "--verdict",
            f"{shown}, which add up to {total:.12g}",
            "every juror is for one of the verdicts at first",
            f"whole numbers that add up to a jury of {SMALLEST_JURY} to {LARGEST_JURY}, or shares "
            "of 0 to 1 that add up to 1",
        )
    if jury_size not in (None, int(total)) or resemblance != 0:
        raise refuse(
            "--jury-size, --resemblance",
            f"{jury_size or 'no size'}, {resemblance:g} beside the first ballot {shown}",
            "a first ballot that is known has its jurors, and nothing in it is drawn",
            "neither of the two with NAME=JURORS; both with NAME=SHARE",
        )
    return OrderedBallot.known([int(number) for number in numbers])


def _model(name: str, parameters: dict[str, float]) -> "OrderedModel":
    from juryroom.deliberation.registry import ordered_models
    from juryroom.errors import Problem, UnknownNameError, nearest

    known = ordered_models()
    if name not in known:
        rule = "ordered verdicts have models of their own kind"
        raise UnknownNameError(Problem("model", f"'{name}'", rule, nearest(name, known)))
    taken = [parameter.name for parameter in known[name].card.parameters]
    for given in parameters:
        if given not in taken:
            rule = "a model takes the parameters on its card"
            accepted = nearest(given, taken) if taken else "no parameter: this model has none"
            raise UnknownNameError(
                Problem(f"model '{name}'", f"a parameter '{given}'", rule, accepted)
            )
    return known[name](**parameters)


def _as_json(trial: "OrderedTrial", outcome: "OrderedOutcome") -> dict[str, Any]:
    from juryroom.provenance import Provenance

    card = trial.model.card
    return {
        **outcome.as_json(),
        "order": list(outcome.verdicts),
        "at_least": {name: outcome.at_least(name) for name in outcome.verdicts},
        "model": card.name,
        "parameters": {p.name: getattr(trial.model, p.name) for p in card.parameters},
        "first_ballot": trial.first_ballot.description,
        "jury_size": trial.first_ballot.jury_size,
        "votes_needed": trial.votes,
        "patience": str(trial.patience),
        "schema": "juryroom-ordered-outcome/1",
        "provenance": Provenance(command=command_words(), inputs=()).as_json(),
    }


def _show(trial: "OrderedTrial", outcome: "OrderedOutcome") -> None:
    card, n = trial.model.card, trial.first_ballot.jury_size
    print(wrapped(f"{card.name}: {card.says}"))
    print(
        table(
            [
                ("verdicts", ", ".join(trial.options)),
                ("first ballot", trial.first_ballot.description),
                ("rule", f"{trial.votes} of {n} for one verdict"),
                ("patience", str(trial.patience)),
            ]
        )
    )
    rows = [
        (name, f"{p:.3f}", f"{outcome.at_least(name):.3f}") for name, p in outcome.verdicts.items()
    ]
    print(table([("", "chance", "this or harsher"), *rows, ("hung", f"{outcome.hung:.3f}", "")]))
    print(table([("mean ballots", f"{outcome.mean_ballots:.1f}"), *_last_split(outcome)]))
    print(wrapped("This is about juries in general under this model; it is not about guilt."))


def _last_split(outcome: "OrderedOutcome") -> list[tuple[str, str]]:
    splits = outcome.last_split_when_hung
    if not splits:
        return []
    # Splits that are equally likely but for rounding stand in one order on every machine.
    likely = sorted(splits.items(), key=lambda item: (-round(item[1], 9), item[0]))[:4]
    words = ", ".join(f"{'-'.join(map(str, split))} {chance:.2f}" for split, chance in likely)
    return [("when hung, last split", f"{words} (in the order of the verdicts; the likeliest)")]
