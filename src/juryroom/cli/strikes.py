"""`juryroom strikes`: a jury that two sides choose, and what their strikes change."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from juryroom.cli.jury_options import (
    AcquitOption,
    ConvictOption,
    SizeOption,
    placed,
    read_number,
    read_numbers,
    read_rule,
    refuse,
)
from juryroom.cli.output import JsonOption, command_words, print_json, table, wrapped

if TYPE_CHECKING:
    from juryroom.catalog.line_up import Entrant
    from juryroom.effect.strikes_effect import Selection, StrikesCell, StrikesEffect, System
    from juryroom.jury.strike_game import StrikeOrder
    from juryroom.jury.venire import Examined, Venire
    from juryroom.procedure.decision_rule import DecisionRule

EXAMPLE = "Example: juryroom strikes --classes 0.2:0.3,0.5:0.4,0.9:0.3 --prosecution 6 --defence 10"

_CLASSES = "LEANING:SHARE,LEANING:SHARE,... for example 0.2:0.3,0.5:0.4,0.9:0.3"


ShareOption = Annotated[
    float | None,
    typer.Option(help="The share of those called who will vote guilty at first, 0 to 1."),
]
ShowsOption = Annotated[
    float | None,
    typer.Option(
        help="With --share: the chance that what a person shows both sides is how that person "
        "leans, 0 to 1. Default: 1."
    ),
]
ClassesOption = Annotated[
    str | None,
    typer.Option(
        metavar="L:W,L:W,...",
        help="Instead: classes that both sides tell apart, each with the chance of a first "
        "vote for guilty and its share of those called; up to six.",
    ),
]
ProsecutionOption = Annotated[int, typer.Option(help="Strikes of the prosecution, 0 to 60.")]
DefenceOption = Annotated[int, typer.Option(help="Strikes of the defence, 0 to 60.")]
SystemOption = Annotated[
    str,
    typer.Option(
        metavar="SYSTEM",
        help="replace (one by one, a game), struck (the whole panel is seen), or accuracy (the "
        "model of the R package sate).",
    ),
]
OrderOption = Annotated[
    str,
    typer.Option(
        metavar="ORDER", help="Who speaks first: prosecution, defence, or at-once for neither."
    ),
]
AccuracyOption = Annotated[
    float | None,
    typer.Option(
        help="The chance that a strike falls where it is meant to, 0 to 1. Default: 1 for "
        "struck, 0.15 for accuracy."
    ),
]
AlternatesOption = Annotated[
    int, typer.Option(help="More who are seated; so many go by lot at the end. 0 to 6.")
]
CauseOption = Annotated[
    str | None,
    typer.Option(
        metavar="LOWEST:HIGHEST",
        help="Challenges for cause first: who answers beyond these leanings may be excused.",
    ),
]
ExcusedOption = Annotated[
    float | None, typer.Option(help="With --cause: the chance of it, 0 to 1. Default: 1.")
]
NoiseOption = Annotated[
    float | None,
    typer.Option(
        help="With --cause: the chance that an answer is that of another person, 0 to 1. "
        "Default: 0."
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="One model alone. Default: every model that can."),
]


def strikes(
    *,
    share: ShareOption = None,
    shows: ShowsOption = None,
    classes: ClassesOption = None,
    prosecution: ProsecutionOption = 0,
    defence: DefenceOption = 0,
    system: SystemOption = "replace",
    order: OrderOption = "prosecution",
    accuracy: AccuracyOption = None,
    alternates: AlternatesOption = 0,
    cause: CauseOption = None,
    excused: ExcusedOption = None,
    noise: NoiseOption = None,
    jury_size: SizeOption = 12,
    to_convict: ConvictOption = None,
    to_acquit: AcquitOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """One jury that two sides choose: its first ballot and its verdicts, with and without strikes."""
    from juryroom.effect.strikes_effect import Selection, System, strikes_effect
    from juryroom.jury.strikes import DEFAULT_ACCURACY

    examined = _examined(_venire(share, shows, classes), cause, excused, noise)
    chosen = read_system(system)
    given = DEFAULT_ACCURACY if chosen is System.ACCURACY else 1.0
    rule = read_rule(jury_size, to_convict, to_acquit)
    selection = Selection(
        venire=examined.panel,
        jury_size=jury_size,
        prosecution_strikes=prosecution,
        defence_strikes=defence,
        system=chosen,
        order=read_order(order),
        accuracy=given if accuracy is None else accuracy,
        alternates=alternates,
    )
    found = strikes_effect(selection, _entrants(rule, model))
    if json:
        _print(found, rule, examined)
    else:
        _show(found, rule, examined if cause else None)


def _venire(share: float | None, shows: float | None, classes: str | None) -> "Venire":
    from juryroom.jury.venire import Venire

    if (share is None) == (classes is None):
        raise refuse(
            "--share, --classes",
            "neither" if share is None else "both",
            "those who are called are of two kinds, or of classes that are listed",
            "--share P with an optional --shows S, or --classes L:W,L:W,...",
        )
    if share is not None:
        with placed("--share"):
            return Venire.seen(share, 1.0 if shows is None else shows)
    if shows is not None:
        raise refuse(
            "--shows",
            f"{shows:g} beside --classes",
            "what shows of a person is the class",
            "--shows with --share, or classes whose leanings are nearer to each other",
        )
    pairs = [part.split(":") for part in (classes or "").split(",")]
    if any(len(pair) != 2 for pair in pairs):
        rule = "each class has a leaning and a share"
        raise refuse("--classes", repr(classes), rule, _CLASSES)
    read = [[read_number(text, "--classes", _CLASSES) for text in pair] for pair in pairs]
    with placed("--classes"):
        return Venire.of((leaning, part) for leaning, part in read)


def _examined(
    venire: "Venire", cause: str | None, excused: float | None, noise: float | None
) -> "Examined":
    from juryroom.jury.venire import Examined, for_cause

    if cause is None:
        if excused is not None or noise is not None:
            raise refuse(
                "--excused, --noise",
                "one of them without --cause",
                "what becomes of an answer beyond the bounds needs bounds",
                "--cause LOWEST:HIGHEST, for example 0.1:0.9",
            )
        return Examined(panel=venire, excused=0.0)
    accepted = "LOWEST:HIGHEST, for example 0.1:0.9"
    bounds = read_numbers(cause.replace(":", ","), "--cause", accepted)
    if len(bounds) != 2:
        rule = "those who may sit lean between two bounds"
        raise refuse("--cause", repr(cause), rule, accepted)
    with placed("--cause"):
        return for_cause(
            venire,
            lowest=bounds[0],
            highest=bounds[1],
            excused=1.0 if excused is None else excused,
            noise=noise or 0.0,
        )


def read_system(text: str) -> "System":
    """Return the system of striking of that name."""
    from juryroom.effect.strikes_effect import System

    named = {"replace": System.REPLACE, "struck": System.STRUCK, "accuracy": System.ACCURACY}
    if text not in named:
        rule = "a jury is struck by one of three systems"
        raise refuse("--system", repr(text), rule, "replace, struck or accuracy")
    return named[text]


def read_order(text: str) -> "StrikeOrder":
    """Return the order of speaking of that name."""
    from juryroom.jury.strike_game import StrikeOrder

    named = {
        "prosecution": StrikeOrder.PROSECUTION,
        "defence": StrikeOrder.DEFENCE,
        "at-once": StrikeOrder.AT_ONCE,
    }
    if text not in named:
        rule = "one side speaks first, or both speak at once"
        raise refuse("--order", repr(text), rule, "prosecution, defence or at-once")
    return named[text]


def _entrants(rule: "DecisionRule", name: str | None) -> "tuple[Entrant, ...]":
    from juryroom.catalog.line_up import left_out, line_up
    from juryroom.deliberation.registry import model

    every = line_up(rule)
    if name is None:
        return every
    found = tuple(entrant for entrant in every if entrant.name == name)
    if not found:
        model(name)  # a name that no model has is refused as everywhere
        why = dict(left_out(rule)).get(name, "it gives no verdicts from a first ballot")
        raise refuse(
            "--model",
            f"'{name}' under the rule {rule}",
            f"{name} takes no part here: {why}",
            ", ".join(entrant.name for entrant in every),
        )
    return found


def _print(found: "StrikesEffect", rule: "DecisionRule", examined: "Examined") -> None:
    from juryroom.provenance import Provenance

    print_json(
        {
            "schema": "juryroom-strikes/1",
            "rule": str(rule),
            "excused_for_cause": examined.excused,
            **found.as_json(),
            "provenance": Provenance(command=command_words(), inputs=()).as_json(),
        }
    )


def _show(found: "StrikesEffect", rule: "DecisionRule", examined: "Examined | None") -> None:
    chosen = found.selection
    name = "called" if examined is None else "may sit"
    rows = [(name, str(chosen.venire)), *_called(chosen, examined)]
    rows += [
        ("strikes", _strikes(chosen)),
        ("rule", str(rule)),
        ("guilty votes", f"{chosen.plain.mean_guilty_votes:.2f} on average without strikes"),
    ]
    print(table(rows))
    head = ("model", "votes", "guilty", "not guilty", "hung", "last P", "last D", "spent P, D")
    print(table([head, *(_row(cell) for cell in found.cells)]))
    if len(found.cells) == 1:
        ballot = found.cells[0].first_ballot.probabilities
        listed = ", ".join(f"{votes} {p:.3f}" for votes, p in enumerate(ballot) if p >= 0.0005)
        print(wrapped(f"first ballot after strikes: {listed}", 2, 2))
        print(wrapped("One model, because --model says so; others may differ.", 2))
    else:
        print(table(_range(found)))
    print(
        wrapped(
            "Each ending is shown without strikes > with them. votes: guilty votes on the first "
            "ballot after strikes, on average. last P, last D: what the last strike of the "
            "prosecution and of the defence changes in the chance of guilty. This is about juries "
            "in general under these models, with leanings that you gave; it is not about guilt, and "
            "not about whom a side may strike."
        )
    )


def _called(chosen: "Selection", examined: "Examined | None") -> list[tuple[str, str]]:
    if examined is None:
        return []
    seen = chosen.jury_size + chosen.alternates
    seen += chosen.prosecution_strikes + chosen.defence_strikes
    words = f"{examined.excused:.3f} of those called; for {seen} who may sit, "
    return [("excused for cause", f"{words}{examined.called(seen):.1f} are called on average")]


def _strikes(chosen: "Selection") -> str:
    from juryroom.effect.strikes_effect import System

    words = [
        f"{chosen.prosecution_strikes} of the prosecution, {chosen.defence_strikes} of the defence",
        str(chosen.system),
    ]
    if chosen.system is not System.ACCURACY:
        words.append(str(chosen.order))
    if chosen.system is not System.REPLACE:
        words.append(f"accuracy {chosen.accuracy:g}")
    if chosen.alternates:
        words.append(f"{chosen.alternates} alternates by lot")
    return "; ".join(words)


def _row(cell: "StrikesCell") -> tuple[str, ...]:
    before, after = cell.without, cell.struck
    spent = cell.spent
    return (
        cell.model,
        f"{cell.first_ballot.mean_guilty_votes:.2f}",
        f"{before.guilty:.3f} > {after.guilty:.3f}",
        f"{before.not_guilty:.3f} > {after.not_guilty:.3f}",
        f"{before.hung:.3f} > {after.hung:.3f}",
        _signed(cell.values.last_prosecution),
        _signed(cell.values.last_defence),
        "all" if spent is None else f"{spent.prosecution:.1f}, {spent.defence:.1f}",
    )


def _range(found: "StrikesEffect") -> list[tuple[str, str]]:
    from juryroom.procedure.decision_rule import Ending

    rows: list[tuple[str, str]] = []
    for ending in Ending:
        low, high = found.span(ending)
        words = f"{low:+z.3f} to {high:+z.3f} over {len(found.cells)} models"
        rows.append((f"change of {ending.value.replace('_', ' ')}", words))
    return rows


def _signed(value: Any) -> str:
    return "none" if value is None else f"{value:+z.3f}"
