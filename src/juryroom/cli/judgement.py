"""Voting games and models of accuracy from the command line: `juryroom solve` answers for them too.

They take no first ballot, so the options of a trial do not apply to them, and one that is given
is refused rather than ignored.
"""

from typing import Any

from juryroom.cli.output import command_words, print_json, table, wrapped
from juryroom.deliberation.registry import accuracy_model, accuracy_models, game, games
from juryroom.errors import OutOfDomainError, Problem
from juryroom.provenance import Provenance


def is_judgement(name: str) -> bool:
    """Whether `name` is a voting game or a model of accuracy."""
    return name in games() or name in accuracy_models()


def solve_judgement(
    name: str,
    *,
    jury_size: int,
    to_convict: int | None,
    parameters: dict[str, float],
    given: dict[str, object],
    json: bool,
) -> None:
    """Print what a voting game or a model of accuracy gives.

    Parameters
    ----------
    jury_size, to_convict
        For a game. A model of accuracy has them among its `parameters`, where it needs them.
    given
        Options of a trial that were given, by name: none applies.
    """
    is_game = name in games()
    if not is_game and to_convict is not None:
        given = {**given, "--to-convict": to_convict}
    if given:
        raise OutOfDomainError(
            Problem(
                where=", ".join(given),
                found=", ".join(str(value) for value in given.values()),
                rule=f"{name} takes no first ballot and has no deliberation",
                accepted="--jury-size, --to-convict and --set" if is_game else "--set NAME=VALUE",
            )
        )
    if is_game:
        made: Any = game(name, **parameters)
        answer = made.equilibrium_of(jury_size, jury_size if to_convict is None else to_convict)
        values = answer.as_json()
    else:
        made = accuracy_model(name, **parameters)
        values = dict(made.results())
    if json:
        print_json(_as_json(made, values))
    else:
        _show(made, values)


def _as_json(made: Any, values: dict[str, Any]) -> dict[str, Any]:
    card = made.card
    return {
        **values,
        "model": card.name,
        "parameters": {p.name: getattr(made, p.name) for p in card.parameters},
        "method": "exact",
        "provenance": Provenance(command=command_words(), inputs=()).as_json(),
    }


def _show(made: Any, values: dict[str, Any]) -> None:
    print(wrapped(f"{made.card.name}: {made.card.says}"))
    rows = [(p.name, f"{getattr(made, p.name):g}") for p in made.card.parameters]
    rows += [(name.replace("_", " "), _shown(value)) for name, value in values.items()]
    print(table(rows))
    print(wrapped("This is about juries in general under this model; it is not about guilt."))


def _shown(value: float | None) -> str:
    return "impossible in this model" if value is None else f"{value:.6g}"
