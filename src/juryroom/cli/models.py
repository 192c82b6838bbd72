"""`juryroom models`: the catalogue of deliberation models."""

from typing import Annotated, Any

import typer

from juryroom.cli.output import JsonOption, print_json, wrapped

EXAMPLE = "Example: juryroom models tug-of-war"


def models(
    name: Annotated[
        str | None, typer.Argument(metavar="[MODEL]", help="One model; all of them if left out.")
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """List the models of deliberation, or show one: what it says, takes, assumes and cites."""
    from juryroom.deliberation import registry

    groups: dict[str, dict[str, Any]] = {
        "how first ballots become verdicts": dict(registry.models()),
        "how strategic jurors vote": dict(registry.games()),
        "how often a verdict is right": dict(registry.accuracy_models()),
        "more than two verdicts, in order (juryroom ordered)": dict(registry.ordered_models()),
        "votes and minutes, until the jury stops": dict(registry.timed_models()),
    }
    known = {key: kind for group in groups.values() for key, kind in group.items()}
    if name is not None and name not in known:
        registry.model(name)  # raises, with the nearest name
    chosen = list(known.values()) if name is None else [known[name]]
    if json:
        print_json({"models": [_as_json(kind) for kind in chosen]})
    elif name is not None:
        _show(known[name])
    else:
        for title, group in groups.items():
            print(f"{title}\n{_listed(group)}\n")
        print(wrapped("One in full: juryroom models NAME. Solve one: juryroom solve NAME."))


def _listed(group: dict[str, Any]) -> str:
    return "\n".join(wrapped(f"{name}: {kind.card.says}", 2, 2) for name, kind in group.items())


def _show(kind: Any) -> None:
    card = kind.card
    print(f"{card.name}\n{wrapped(card.says, 2)}")
    if card.parameters:
        print("\nparameters")
        for parameter in card.parameters:
            default = f"default {_default(kind, parameter.name)}"
            text = f"{parameter.name} ({parameter.unit}, {parameter.domain}, {default})"
            print(wrapped(f"{text}: {parameter.meaning}", 2, 2))
    clock = f"one step is one of its {card.clock}" if card.clock else "no clock: it has no ballots"
    hangs = _hangs(card)
    print(f"\ntime\n{wrapped(clock, 2)}\nhung\n{wrapped(hangs, 2)}")
    for title, lines in (
        ("assumes", card.assumes),
        ("not for", card.not_for),
        ("cites", [f"{c} ({c.reason})" for c in card.citations]),
    ):
        print(f"\n{title}")
        for line in lines:
            print(wrapped(f"- {line}", 2, 2))


def _hangs(card: Any) -> str:
    if card.can_hang:
        return "some juries hang of themselves"
    return "only when the court's patience ends" if card.clock else "never"


def _as_json(kind: Any) -> dict[str, Any]:
    card = kind.card
    return {
        "name": card.name,
        "says": card.says,
        "parameters": [
            {
                "name": p.name,
                "domain": p.domain,
                "unit": p.unit,
                "meaning": p.meaning,
                "default": _default(kind, p.name),
            }
            for p in card.parameters
        ],
        "assumes": list(card.assumes),
        "not_for": list(card.not_for),
        "citations": [
            {"work": c.work, "place": c.place, "reason": c.reason, "standing": c.standing}
            for c in card.citations
        ],
        "clock": card.clock,
        "can_hang": card.can_hang,
        "label_symmetric": card.label_symmetric,
    }


def _default(kind: Any, name: str) -> Any:
    return getattr(kind(), name)
